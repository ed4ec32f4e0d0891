"""A place that a problem names is found again in the sheets."""

import pytest

from explant.spreadsheet.sheet.cells import Area, Cell, places
from explant.spreadsheet.sheet.problem_places import places_named

NAMES = ("Data", "Data 2", "My data", "It's!", "2024", "A1", "داده", "a=b")


@pytest.mark.parametrize("name", NAMES)
def test_what_places_writes_is_read(name):
    cells = [Cell(name, 3, 2, 1.0), Cell(name, 3, 3, 1.0), Cell(name, 9, 28, 1.0)]
    assert places_named(places(cells), NAMES) == [
        (name, Area(3, 2, 3, 3)),
        (name, Area(9, 28, 9, 28)),
    ]
    assert places_named(name, NAMES) == [(name, None)]


def test_several_sheets_each_under_its_own_name():
    assert places_named("Data Data 2 My data", NAMES) == [
        ("Data", None),
        ("Data 2", None),
        ("My data", None),
    ]
    mixed = "Data!A1 'Data 2'!B2:C3 A1 A1!A1"
    assert places_named(mixed, NAMES) == [
        ("Data", Area(1, 1, 1, 1)),
        ("Data 2", Area(2, 2, 3, 3)),
        ("A1", None),
        ("A1", Area(1, 1, 1, 1)),
    ]


def test_corners_in_any_order_are_the_same_area():
    assert places_named("Data!C9:A2", NAMES) == [("Data", Area(2, 1, 9, 3))]


@pytest.mark.parametrize(
    "where",
    [
        "",
        "data/raw/study.xlsx",
        "config/config.yaml:12 contrasts",
        "Dat!A1",
        "Data!A1x",
        "Database",
    ],
)
def test_what_is_no_place_in_the_sheets_names_nothing(where):
    assert places_named(where, NAMES) == []
