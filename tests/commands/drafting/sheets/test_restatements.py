"""How a sheet is restated before it is understood: found by structure, asked, never guessed."""

import pytest

from explant.commands.drafting.sheets.ids.sample_names import SPLIT, split_sheets, splitting
from explant.commands.drafting.sheets.restatements import (
    GOES_ON,
    SAMPLES_IN,
    Restating,
    going_on,
    sections,
    turning,
    unnamed_columns,
)
from explant.spreadsheet.sheet.cells import Workbook
from tests.spreadsheet.structure.test_plates import rows_of, sheet_of

TABLE = [["Patient", "Tissue", "CD25"], ["P1", "T", 1.5], ["P1", "N", 2.5], ["P2", "T", 3.5]]


def book_of(rows):
    return Workbook("x", (sheet_of(rows, "Data"),))


@pytest.mark.parametrize(
    "rows",
    [
        [
            ["Patient", "P1", "P1", "P2", "P2", "P3", "P3"],
            ["Tissue", *["T", "N"] * 3],
            ["CD25", 1.5, 2.5, 3.5, 4.5, 5.5, 6.5],
        ],
        [
            ["Gene", *(f"P{n}_{t}" for n in (1, 2, 3) for t in "TN")],
            ["FOXP3", 1.5, 2.5, 3.5, 4.5, 5.5, 6.5],
            ["IL2RA", 2.5, 2.5, 3.5, 4.5, 5.5, 6.5],
        ],
        [
            ["Marker", *(f"P{n}" for n in range(1, 7))],
            ["CD25 Tumor", 1.5, 2.5, 3.5, 4.5, 5.5, 6.5],
            ["CD25 Normal", 2.5, 2.5, 3.5, 4.5, 5.5, 6.5],
        ],
    ],
)
def test_samples_in_columns_are_turned_and_asked_about(rows):
    restating = Restating()
    found = rows_of(turning(book_of(rows), {}, restating).sheets[0])
    assert restating.keys == {"samples_in": "columns"}
    assert restating.asked[SAMPLES_IN].answers == ("columns", "rows")
    assert found[1][0] == rows[0][1]
    restating = Restating()
    turning(book_of(rows), {SAMPLES_IN: "rows"}, restating)
    assert not restating.keys


@pytest.mark.parametrize(
    "rows",
    [
        TABLE,
        [["Patient", "CD25", None, "CD69", None], [None, "T", "N", "T", "N"], ["P1", 1, 2, 3, 4]],
        [["Patient", "CD3", "CD4", "CD8"], *([f"P{n}", 1, 2, 3] for n in range(1, 6))],
        [[*TABLE[0]], ["P1", "T", 1], [], [*TABLE[0]], ["P2", "T", 2]],
    ],
)
def test_a_table_that_stands_upright_is_not_turned(rows):
    restating = Restating()
    turning(book_of(rows), {}, restating)
    assert restating.keys == {}


@pytest.mark.parametrize("first", ["P{}", "{}"])
def test_a_column_of_texts_without_a_heading_may_hold_the_ids(first):
    rows = [[None, "Time", "CD25"], *([first.format(n), "pre", n + 0.5] for n in range(1, 6))]
    assert unnamed_columns(book_of(rows)) == (["column A"] if first == "P{}" else [])


def test_ids_in_the_first_row_of_each_patient_are_asked_about():
    rows = [["Patient", "Tissue", "CD25"]]
    for n in range(1, 5):
        rows += [[f"P{n}", "T", n + 0.5], [None, "N", n + 0.25]]
    restating = Restating()
    book = going_on(book_of(rows), "Patient", {}, restating)
    assert restating.keys == {"goes_on": ["Patient"]}
    assert "4 IDs, of 2 rows each" in restating.asked[GOES_ON].text
    assert rows_of(book.sheets[0])[2] == ["P1", "N", "1.25"]


def test_a_level_goes_on_with_the_ids_where_each_stands_once_in_a_patient():
    rows = [["Patient", "Tissue", "Treatment", "CD25"]]
    for n in range(1, 5):
        rows += [[f"P{n}", "T", "ctrl", 1], [None, None, "IL2", 2]]
        rows += [[None, "N", "ctrl", 3], [None, None, "IL2", 4]]
    restating = Restating()
    going_on(book_of(rows), "Patient", {}, restating)
    assert restating.keys == {"goes_on": ["Patient", "Tissue"]}


def test_one_lost_id_is_not_filled_in():
    rows = [["Patient", "CD25"], *([f"P{n}" if n != 3 else None, n + 0.5] for n in range(1, 7))]
    restating = Restating()
    going_on(book_of(rows), "Patient", {}, restating)
    assert restating.keys == {}


def test_rows_of_their_own_speak_for_those_below():
    rows = [["Patient", "CD25"], ["Tumor tissue"], ["P1", 1.5], ["P2", 2.5]]
    rows += [["Normal tissue"], ["P1", 3.5], ["P2", 4.5]]
    restating = Restating()
    sections(book_of(rows), "Patient", restating)
    assert restating.section
    # Without one above the first row of data it is not known whose the first rows are.
    restating = Restating()
    sections(book_of([rows[0], rows[2], *rows[1:]]), "Patient", restating)
    assert not restating.section


def test_ids_with_more_in_them_are_split_and_asked_about():
    rows = [["ID", "CD25"], *([f"BC{n:02d}{t}", n + 0.5] for n in range(1, 7) for t in "TN")]
    restating = Restating()
    splitting(book_of(rows), "ID", {}, restating)
    assert restating.keys == {"split": {"ID": "{patient}{tissue}"}}
    assert "6 patients × 2 samples" in restating.asked[SPLIT].text
    assert "12 patients" in restating.asked[SPLIT].text
    (sheet,) = split_sheets(book_of(rows), "ID", restating).sheets
    assert rows_of(sheet)[:2] == [["ID", "CD25", "tissue"], ["BC01", "1.5", "T"]]
    restating = Restating()
    splitting(book_of(rows), "ID", {SPLIT: {}}, restating)
    assert restating.keys == {}


def test_sites_and_groups_before_a_number_are_no_samples():
    rows = [["ID", "CD25"], *([f"{s}-{n:02d}", n + 0.5] for n in range(1, 7) for s in ("A", "B"))]
    restating = Restating()
    splitting(book_of(rows), "ID", {}, restating)
    assert restating.keys == {}
