"""The simulated example, its script, and the real data if they are at hand."""

import importlib.util
import os
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from explant.config.model_study import MODEL_STUDY
from explant.config.models import Plan
from explant.spreadsheet.ingest import ingest
from tests.spreadsheet.builders import with_severity
from tests.spreadsheet.fingerprints import fingerprint

RAW = Path(__file__).parents[2] / "data" / "raw"
EXAMPLE = RAW / "il2_breast_example.xlsx"


@pytest.fixture(scope="module")
def script():
    spec = importlib.util.spec_from_file_location("simulate_example", RAW / "simulate_example.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["simulate_example"] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules["simulate_example"]


@pytest.fixture(scope="module")
def example():
    return ingest(EXAMPLE, Plan.model_validate(MODEL_STUDY))


def test_the_script_writes_the_committed_workbook(script, tmp_path):
    script.save(script.build(), tmp_path / "a.xlsx")
    assert fingerprint(tmp_path / "a.xlsx") == fingerprint(EXAMPLE)
    script.save(script.build(), tmp_path / "b.xlsx")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_the_readme_gives_the_true_effects(script):
    readme = (RAW / "README.md").read_text(encoding="utf-8").replace("−", "-")
    for marker, truth in script.TRUE_EFFECTS.items():
        (line,) = [line for line in readme.splitlines() if line.startswith(f"| {marker} |")]
        numbers = [float(cell) for cell in line.split("|")[3:-1]]
        assert numbers == [
            truth.normal_control, truth.tumor_minus_normal, truth.il2_in_normal,
            truth.il2_in_tumor_early, truth.il2_in_tumor_late,
        ]  # fmt: skip


def test_the_example_has_the_flaws_that_were_put_in(example):
    assert len(example.measurements) == 20 * 4 * 5 - 2
    assert [problem.severity for problem in example.problems] == [*["warning"] * 3, "note"]
    assert [problem.where for problem in example.problems] == [
        "Measurements!D51:H52", "Measurements!E32", "Measurements!H67", "Measurements!H67",
    ]  # fmt: skip
    censored = example.measurements[example.measurements["censored"] == "below"]
    assert censored["marker"].to_list() == ["CTLA-4"] * 4
    assert censored["value"].to_list() == [0.5] * 4


def test_the_example_reads_as_it_was_simulated(example, script):
    _, samples = script.simulate()
    levels = {"Tumor": "tumor", "Normal": "normal"}
    read = example.measurements.set_index(["patient", "tissue", "treatment", "marker"])["value"]
    for patient, tissue, treatment, values in samples:
        for marker, value in values.items():
            key = (patient, levels[tissue], treatment, marker)
            if key in read.index:
                written = script.written(marker, value)
                assert read[key] == (0.5 if written == "<0.5" else written)


def test_the_example_groups_its_patients(example):
    assert example.patients["stage_group"].value_counts().to_dict() == {"early": 12, "late": 8}
    assert example.patients["size_group"].value_counts().to_dict() == {"> 2 cm": 14, "≤ 2 cm": 6}
    assert example.patients["age"].between(31, 84).all()


def test_reading_is_quick():
    plan = Plan.model_validate(MODEL_STUDY)
    ingest(EXAMPLE, plan)
    started = time.process_time()
    ingest(EXAMPLE, plan)
    assert time.process_time() - started < 1


REAL = Path(os.environ.get("EXPLANT_REAL_DATA", "nowhere")) / "tcga_brca_paired"
needs_real_data = pytest.mark.skipif(
    not REAL.is_dir(), reason="EXPLANT_REAL_DATA does not name the folder of real data"
)
MARKERS = ["CD25", "FOXP3", "CTLA-4", "Blimp-1", "caspase-3"]


def real_plan(spreadsheet, **strata):
    return Plan.model_validate(
        {
            "spreadsheet": {"path": "x", **spreadsheet},
            "factors": {"tissue": {"levels": ["tumor", "normal"]}},
            "markers": {marker: {"unit": "log2 RSEM"} for marker in MARKERS},
            "patients": {
                "strata": {
                    "stage": {
                        "column": ["Stage"],
                        "kind": "ordered",
                        "notation": "ajcc_stage",
                        "groups": {"early": ["I", "II"], "late": ["III", "IV"]},
                    },
                    "t_category": {
                        "column": ["T"],
                        "kind": "ordered",
                        "notation": "t_category",
                        "groups": {"small": ["T1"], "large": ["T2", "T3", "T4"]},
                    },
                    **strata,
                }
            },
            "contrasts": {"difference": {"compare": {"tissue": ["tumor", "normal"]}}},
        }
    )


def mean_differences(measurements):
    wide = measurements.pivot_table(index=["marker", "patient"], columns="tissue", values="value")
    return (wide["tumor"] - wide["normal"]).groupby("marker").agg(["size", "mean", "std"])


@needs_real_data
def test_a_lab_sheet_reads_as_it_is():
    found = ingest(
        REAL / "tcga_brca_20pairs_lab_sheet.xlsx", real_plan({"layout": "one_row_per_patient"})
    )
    assert [(problem.severity, problem.where) for problem in found.problems] == [
        ("note", "Markers!B4"), ("note", "Markers!A26"),
    ]  # fmt: skip
    assert len(found.measurements) == 20 * 2 * 5
    reference = pd.read_csv(REAL / "reference_R_results_20pairs.csv").set_index("marker")
    result = mean_differences(found.measurements)
    for marker in reference.index:
        assert result["mean"][marker] == pytest.approx(reference["mean_diff"][marker], abs=1e-12)
        assert result["std"][marker] == pytest.approx(reference["sd"][marker], rel=1e-12)


@needs_real_data
def test_the_long_table_reads_as_it_is():
    plan = real_plan(
        {"layout": "long", "columns": {"patient": "patient_id"}},
        size={"column": ["max_tumor_dim_cm"], "kind": "continuous", "unit": "cm"},
    )
    found = ingest(REAL / "tcga_brca_113pairs_long.csv", plan)
    assert with_severity(found, "error") == []
    assert [problem.what for problem in with_severity(found, "warning")] == [
        "size is not known of any patient."
    ]
    reference = pd.read_csv(REAL / "reference_R_results_tumor_vs_normal.csv").set_index("marker")
    result = mean_differences(found.measurements)
    for marker in reference.index:
        assert result["size"][marker] == 113
        assert result["mean"][marker] == pytest.approx(reference["mean_diff"][marker], abs=1e-12)
    strata = pd.read_csv(REAL / "reference_R_results_strata.csv")
    groups = found.patients["stage_group"].value_counts()
    assert groups["early"] == strata["n_early"][0]
    assert groups["late"] == strata["n_late"][0]
    assert found.patients["stage"].isna().sum() == 1
    sizes = found.patients["t_category_group"].value_counts()
    assert sizes["small"] == strata["n_small"][0]
    assert sizes["large"] == strata["n_large"][0]
