import pytest

from explant.config.models import Plan
from explant.run.starting.scattering import AT_ONCE, FEWEST_MARKERS, MOST, parts_for


def plan_of(markers, *, samples=4):
    levels = [str(level) for level in range(samples)]
    return Plan.model_validate(
        {
            "spreadsheet": {"path": "study.csv", "layout": "long"},
            "factors": {"dose": {"levels": levels}},
            "markers": {f"M{at}": {} for at in range(markers)},
            "contrasts": {
                "first": {"compare": {"dose": ["1", "0"]}},
                "second": {"compare": {"dose": ["2", "0"]}},
            },
        }
    )


@pytest.mark.parametrize(
    ("markers", "patients", "parts"),
    [
        (5, 20, 1),
        # Markers × questions × patients: rounded to parts of AT_ONCE.
        (700, 20, round(700 * 2 * 20 / AT_ONCE)),
        (2_000, 20, round(2_000 * 2 * 20 / AT_ONCE)),
        # Few markers stay together, however many patients there are.
        (5, 60_000, 1),
        (FEWEST_MARKERS, 60_000, 1),
        (2 * FEWEST_MARKERS, 60_000, 2),
        (2_000, 20_000, MOST),
    ],
)
def test_parts_go_by_markers_questions_and_patients(markers, patients, parts):
    assert parts_for(plan_of(markers), numbers=markers * patients * 4) == parts


def test_an_unreadable_sheet_is_one_part():
    assert parts_for(plan_of(3), numbers=0) == 1
