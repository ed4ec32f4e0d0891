"""A draft whose questions are answered reads the measurements of the study, in every shape."""

import os
from pathlib import Path

import pandas as pd
import pytest
import yaml
from pandas.testing import assert_series_equal

from explant.config.model_study import MODEL_STUDY
from explant.config.models import Plan
from explant.spreadsheet.ingest import ingest
from tests.commands.drafts import QUESTION, answered, draft_of, plan_of_draft, values_by_names
from tests.spreadsheet.builders import plan_of
from tests.spreadsheet.shapes import SHAPES

EXAMPLE = Path(__file__).parents[2] / "data" / "raw" / "il2_breast_example.xlsx"


@pytest.fixture(scope="module")
def expected(tmp_path_factory):
    found = SHAPES["long"]().ingested(tmp_path_factory.mktemp("long"))
    keys = ["patient", "tissue", "treatment", "marker"]
    return found.measurements.set_index(keys)["value"].sort_index()


@pytest.mark.parametrize("shape", SHAPES)
def test_the_draft_of_every_shape_reads_the_study(tmp_path, expected, shape):
    built = SHAPES[shape]()
    built.ingested(tmp_path)
    spreadsheet = tmp_path / "study.xlsx"
    text = draft_of(spreadsheet)
    plan = plan_of_draft(tmp_path, text)
    assert plan.spreadsheet.layout == built.layout
    assert_series_equal(values_by_names(spreadsheet, plan, plan_of()), expected)
    # Only the roles are left to declare: nothing else of this study is in doubt.
    open_lines = [line.strip() for line in text.splitlines() if QUESTION.search(line)]
    assert {line.split(":")[0] for line in open_lines} == {"role"}
    assert len(open_lines) == 5


def test_the_example_is_drafted_as_the_shipped_config_reads_it(tmp_path, capsys):
    spreadsheet = tmp_path / "il2.xlsx"
    spreadsheet.write_bytes(EXAMPLE.read_bytes())
    text = draft_of(spreadsheet)
    assert "the file gives 398 values of 5 markers from 20 patients" in capsys.readouterr().err
    plan = plan_of_draft(tmp_path, text)
    shipped = Plan.model_validate(MODEL_STUDY | {"study": {}})
    found = ingest(spreadsheet, plan)
    known = ingest(spreadsheet, shipped)
    names = {"Tumor": "tumor", "Normal": "normal"}
    ours = found.measurements.replace({"tissue": names})
    keys = ["patient", "tissue", "treatment", "marker"]
    rest = ["value", "replicates", "censored", "source"]
    pd.testing.assert_frame_equal(
        ours.set_index(keys)[rest].sort_index(),
        known.measurements.set_index(keys)[rest].sort_index(),
    )
    patients = known.patients.rename(columns={"size": "tumor_size"})
    for column in ("patient", "stage", "tumor_size", "age"):
        assert found.patients[column].to_list() == patients[column].to_list()


def test_a_spelling_that_may_be_another_level_stops_the_study_until_it_is_answered(tmp_path):
    spreadsheet = tmp_path / "il2.xlsx"
    spreadsheet.write_bytes(EXAMPLE.read_bytes())
    text = draft_of(spreadsheet)
    assert 'Does "rhIL-2" mean the same as "IL-2"?' in text
    assert "aliases: ???  # one of: [rhIL-2] | []" in text
    # The second answer leaves the spelling unknown: the reader names each of its cells.
    other = answered(text.replace("role: ???", "role: primary"), 1)
    plan = Plan.model_validate(yaml.safe_load(other))
    problems = ingest(spreadsheet, plan).problems
    what = next(problem.what for problem in problems if problem.severity == "error")
    assert what.startswith('"rhIL-2" is no level of treatment')


@pytest.fixture
def real(tmp_path):
    folder = os.environ.get("EXPLANT_REAL_DATA")
    if not folder:
        pytest.skip("EXPLANT_REAL_DATA names no folder of real data")

    def copied(name: str) -> Path:
        source = Path(folder) / name
        return Path(tmp_path / source.name).absolute() if not source.exists() else _copy(source)

    def _copy(source: Path) -> Path:
        target = tmp_path / source.name
        target.write_bytes(source.read_bytes())
        return target

    return copied


def test_a_real_lab_sheet_is_drafted(real, tmp_path):
    spreadsheet = real("tcga_brca_paired/tcga_brca_20pairs_lab_sheet.xlsx")
    text = draft_of(spreadsheet)
    plan = plan_of_draft(tmp_path, text)
    assert list(plan.markers) == ["CD25", "FOXP3", "CTLA-4", "Blimp-1", "caspase-3"]
    assert {name: each.notation for name, each in plan.patients.strata.items()} == {
        "stage": "ajcc_stage",
        "t_category": "t_category",
    }
    reference = pd.read_csv(
        Path(os.environ["EXPLANT_REAL_DATA"]) / "tcga_brca_paired/reference_R_results_20pairs.csv"
    ).set_index("marker")["mean_diff"]
    table = ingest(spreadsheet, plan).measurements
    wide = table.pivot(index=["marker", "patient"], columns="tissue", values="value")
    means = (wide["Tumor"] - wide["Normal"]).groupby("marker").mean()
    for marker, mean in reference.items():
        assert means[marker] == pytest.approx(mean, abs=1e-12)


def test_a_real_dose_table_asks_which_of_two_columns_is_the_dose(real, tmp_path):
    spreadsheet = real("cll_il2_dose/cytokineViab.csv")
    text = draft_of(spreadsheet)
    answers = "one of: [Cytokine_Concentration] | [Cytokine_Concentration2]"
    assert f"column: ???  # {answers}" in text
    second = text.replace(f"???  # {answers}", "[Cytokine_Concentration2]")
    plan = plan_of_draft(tmp_path, second)
    written = pd.read_csv(spreadsheet).set_index(
        ["Patient", "Stimulation", "Cytokine_Concentration2"]
    )["Normalized_DMSO"]
    table = ingest(spreadsheet, plan).measurements
    read = table.set_index(["patient", "stimulation", "cytokine_concentration"])["value"]
    assert len(read) == len(written) == 324
    assert read.to_dict() == written.to_dict()
    assert {tuple(c.trend["cytokine_concentration"]) for c in plan.contrasts.values()} == {
        ("c1", "c2", "c3")
    }


def test_a_real_long_table_is_drafted(real, tmp_path):
    spreadsheet = real("tcga_brca_paired/tcga_brca_113pairs_long.csv")
    plan = plan_of_draft(tmp_path, draft_of(spreadsheet))
    assert (plan.spreadsheet.layout, plan.spreadsheet.columns.patient) == ("long", "patient_id")
    table = ingest(spreadsheet, plan).measurements
    written = pd.read_csv(spreadsheet).set_index(["patient_id", "tissue", "marker"])["value"]
    assert table.set_index(["patient", "tissue", "marker"])["value"].to_dict() == written.to_dict()
