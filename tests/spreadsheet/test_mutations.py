"""Mistakes that never pass unseen, and a count that can tell one that does."""

import pytest

from tests.spreadsheet.mistakes import MUTATIONS
from tests.spreadsheet.mutations import read, study_of, tried
from tests.spreadsheet.simulated_sheets import LAYOUTS

ALWAYS_SEEN = (
    "a column moved down from a cell on",
    "the same, the last value lost",
    "a column moved up from a cell on",
    "a row twice",
    "a value deleted",
    "an ID, level, name, heading or title deleted",
    "a heading with another unit",
    "a row with the ID of another patient",
)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_of_the_simulated_study_is_read_without_a_problem(layout):
    found = read(study_of(10, 3, 1.0, layout), layout)
    assert [each for each in found.problems if each.severity != "note"] == []
    assert len(found.measurements) == 10 * 4 * 5


@pytest.mark.parametrize("mutation", ALWAYS_SEEN)
def test_mistakes_that_are_always_seen(mutation):
    assert tried(mutation, 10, 10, 1.0).unseen == 0


def test_two_possible_values_exchanged_are_seen_by_nobody():
    found = tried("two values of a marker exchanged between patients", 10, 10, 1.0)
    assert (found.made, found.unseen, found.by) == (10, 10, {})


def test_each_mistake_changes_the_sheet():
    for mutation in MUTATIONS:
        assert tried(mutation, 1, 8, 1.0).made == 1
