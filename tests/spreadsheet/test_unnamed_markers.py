from pathlib import Path

import pytest

from explant.config.loading import validate
from explant.spreadsheet.unnamed_markers import unnamed_markers

LONG = "Patient,tissue,Marker,Value\nP1,tumor,IL6,1\nP1,normal,IL6,2\nP1,tumor,CD25,3\n"
LONG += "P1,tumor,IL10,3\n"
WIDE = "Patient,tissue,CD25,IL6,IL10\nP1,tumor,1,2,3\nP1,normal,4,5,6\n"
PATIENTS = "Patient,CD25 tumor,CD25 normal,IL6 tumor,IL6 normal\nP1,1,2,3,4\n"


@pytest.mark.parametrize(
    ("text", "layout", "expected"),
    [
        (LONG, "long", ["IL6", "IL10"]),
        (LONG, "auto", ["IL6", "IL10"]),
        (WIDE, "one_row_per_sample", ["IL6", "IL10"]),
        (WIDE, "auto", ["IL6", "IL10"]),
        (PATIENTS, "one_row_per_patient", []),
    ],
)
def test_names_that_the_plan_does_not_know(tmp_path: Path, text, layout, expected):
    file = tmp_path / "mine.csv"
    file.write_text(text, encoding="utf-8")
    plan, problems = validate(
        {
            "spreadsheet": {"path": str(file), "layout": layout},
            "factors": {"tissue": {"levels": ["tumor", "normal"]}},
            "markers": {"CD25": {}},
            "contrasts": {"d": {"compare": {"tissue": ["tumor", "normal"]}}},
        }
    )
    assert problems == []
    assert plan is not None
    assert unnamed_markers(plan) == expected


def test_a_file_that_is_not_there_names_nothing(tmp_path: Path):
    plan, _ = validate(
        {
            "spreadsheet": {"path": str(tmp_path / "x.csv"), "layout": "long"},
            "markers": {"CD25": {}},
            "factors": {"tissue": {"levels": ["tumor", "normal"]}},
            "contrasts": {"d": {"compare": {"tissue": ["tumor", "normal"]}}},
        }
    )
    assert plan is not None
    assert unnamed_markers(plan) == []
