"""Rows with numbers and no ID: those that sum up others are left out, and said; others refused."""

from explant.config.loading import validate
from explant.problems import errors
from explant.spreadsheet.ingest import ingest
from tests.spreadsheet.builders import write

ROWS = [
    ["Patient", "CD25 before", "CD25 after"],
    ["P1", 10.5, 12.5],
    ["P2", 11.5, 15.5],
    ["P3", 14.0, 13.1],
    ["P4", 12.25, 19.0],
]
MEANS = [12.0625, 15.025]


def read(folder, *more):
    plan, problems = validate(
        {
            "spreadsheet": {"path": "study.xlsx", "layout": "one_row_per_patient"},
            "factors": {"time": {"levels": ["before", "after"]}},
            "markers": {"CD25": {"unit": "%"}},
            "contrasts": {"change": {"compare": {"time": ["after", "before"]}}},
        }
    )
    assert plan is not None, problems
    return ingest(write(folder / "study.xlsx", {"Data": [*ROWS, *more]}), plan)


def test_means_below_the_patients_are_left_out_and_said(tmp_path):
    found = read(tmp_path, [None, *MEANS])
    assert errors(found.problems) == []
    assert list(found.measurements["patient"].unique()) == ["P1", "P2", "P3", "P4"]
    told = [p.what for p in found.problems if p.where == "Data!A6"]
    assert told == [
        "Row 6 has no patient ID and is left out: its numbers are the mean of those above."
    ]


def test_a_row_whose_id_was_lost_is_refused(tmp_path):
    told = errors(read(tmp_path, [None, 12.0625, 15.5]).problems)
    assert [problem.where for problem in told] == ["Data!A6"]
    assert "no patient ID" in told[0].what
