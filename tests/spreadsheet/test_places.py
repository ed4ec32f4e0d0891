"""Where a file may say whose a value is: the files of docs/designs.md, all of the same values."""

import re
from pathlib import Path

import pytest
import yaml

from explant.config.loading import validate
from explant.problems import errors
from explant.spreadsheet.ingest import ingest
from tests.spreadsheet.builders import only, plan_of, read

PAGE = (Path(__file__).parents[2] / "docs" / "designs.md").read_text(encoding="utf-8")
SECTION = PAGE.split("\n## How the file says it\n")[1].split("\n## ")[0]
EXAMPLES = re.findall(r"```csv\n(.*?)```\n(?:.*?)```yml\n(.*?)```", SECTION, flags=re.DOTALL)
VALUES = {
    ("P1", "tumor", "control"): 25.2,
    ("P1", "tumor", "IL-2"): 13.8,
    ("P1", "normal", "control"): 13.3,
    ("P1", "normal", "IL-2"): 12.5,
    ("P2", "tumor", "control"): 24.3,
    ("P2", "tumor", "IL-2"): 19.1,
    ("P2", "normal", "control"): 14.0,
    ("P2", "normal", "IL-2"): 15.2,
}


def configured(written: str, path: Path):
    """Plan of an example; what it leaves out are the marker and a question."""
    content = yaml.safe_load(written)
    content["spreadsheet"]["path"] = str(path)
    content = {
        "markers": {"CD25": {"unit": "%"}},
        "contrasts": {"effect": {"compare": {"treatment": ["IL-2", "control"]}}},
    } | content
    plan, problems = validate(content)
    assert plan is not None, problems
    return plan


def values(found):
    table = found.measurements
    keys = zip(table["patient"], table["tissue"], table["treatment"], strict=True)
    return dict(zip(keys, table["value"], strict=True))


@pytest.mark.parametrize("number", range(len(EXAMPLES)))
def test_every_file_of_the_page_gives_the_same_values(tmp_path, number):
    table, written = EXAMPLES[number]
    path = tmp_path / "lab.csv"
    path.write_text(table, encoding="utf-8")
    found = ingest(path, configured(written, path))
    assert errors(found.problems) == []
    assert values(found) == VALUES


IMPLIED = {
    "tissue": {"levels": {"tumor": {"aliases": ["T"]}, "normal": {"aliases": ["N"]}}},
    "treatment": {"levels": {"control": {"implied": True}, "IL-2": {"aliases": ["IL2"]}}},
}
JOINED = {name: {**factor, "column": ["Group"]} for name, factor in IMPLIED.items()}


@pytest.mark.parametrize("layout", ["headings", "column"])
@pytest.mark.parametrize(
    ("name", "doubt"),
    [
        ("T +", '"+"'),
        ("T + IL-15", '"il", "15"'),
        ("T ?IL-2 IL2 N", "several levels of tissue"),
        ("T -IL2", "may mean without"),
        ("T -", '"-"'),
        ("IL2", "no level of tissue"),
        ("T (ng)", '"ng"'),
    ],
)
def test_nothing_is_implied_beside_what_is_not_understood(tmp_path, layout, name, doubt):
    names = [name, "T+IL2", "N", "N+IL2"]
    if layout == "column":
        rows = [["Patient", "Group", "CD25", "Blimp-1"]]
        rows += [[p, each, 5.5, 6.5] for p in ("P1", "P2") for each in names]
        plan = plan_of(factors=JOINED)
    else:
        rows = [["Patient", *(f"CD25 {n}" for n in names), *(f"Blimp-1 {n}" for n in names[1:])]]
        rows += [[p, *range(3, 10)] for p in ("P1", "P2")]
        plan = plan_of(factors=IMPLIED, spreadsheet={"layout": "one_row_per_patient"})
    found = read(tmp_path, rows, plan)
    told = [problem.what for problem in errors(found.problems)]
    assert any(doubt in what for what in told), told


def test_units_in_brackets_do_not_hinder_what_is_implied(tmp_path):
    names = ["CD25+ (%) T", "CD25+ (%) T + IL2", "CD25+ (%) N", "CD25+ (%) N/IL2"]
    rows = [["Patient", *names], *([p, 1, 2, 3, 4] for p in ("P1", "P2"))]
    plan = plan_of(factors=IMPLIED, spreadsheet={"layout": "one_row_per_patient"}).model_copy(
        update={"markers": {"CD25": plan_of().markers["CD25"]}}
    )
    found = read(tmp_path, rows, plan)
    assert errors(found.problems) == []
    own = found.measurements.query("patient == 'P1'")
    assert own["treatment"].tolist() == ["control", "IL-2"] * 2
    assert own["value"].tolist() == [1, 2, 3, 4]


def blank_treatments(first: str):
    order = [first, None] if first else [None, "IL-2"]
    rows = [["Patient", "Tissue", "Treatment", "CD25", "Blimp-1"]]
    value = 1.5
    for patient in ("P1", "P2"):
        for tissue in ("T", "N"):
            for treatment in order:
                rows.append([patient, tissue, treatment, value := value + 1, 5 * value])
    return rows


def test_a_blank_cell_is_the_implied_level(tmp_path):
    found = read(tmp_path, blank_treatments(""), plan_of(factors=IMPLIED))
    assert errors(found.problems) == []
    assert found.measurements["treatment"].tolist() == ["control", "IL-2"] * 8


def test_a_blank_cell_that_would_repeat_a_sample_does_not_go_on(tmp_path):
    found = read(tmp_path, blank_treatments("IL-2"), plan_of(factors=IMPLIED))
    assert errors(found.problems) == []
    assert len(found.measurements) == 16


def test_a_blank_cell_that_may_as_well_go_on_is_an_error_until_the_plan_says(tmp_path):
    rows = [["Patient", "Tissue", "Treatment", "CD25", "Blimp-1"]]
    rows += [["P1", "T", "IL-2", 2, 3], ["P1", "N", None, 4, 5]]
    rows += [["P2", "T", "IL-2", 6, 7], ["P2", "N", None, 8, 9]]
    contrast = {"a": {"compare": {"tissue": ["tumor", "normal"]}}}
    plan = plan_of(factors=IMPLIED, contrasts=contrast)
    problem = only(read(tmp_path, rows, plan), "error")
    assert problem.where == "Data!C3 Data!C5"
    assert "may mean control" in problem.what
    assert "goes_on: []" in problem.how_to_fix
    settled = plan_of(factors=IMPLIED, contrasts=contrast, spreadsheet={"goes_on": []})
    told = [problem.what for problem in errors(read(tmp_path, rows, settled).problems)]
    assert not any("may mean control" in what for what in told)
