"""Units in a row of their own, and numbers of subcolumns, become part of the headings."""

from explant.spreadsheet.sheet.cells import Workbook
from explant.spreadsheet.structure.completed_headings import with_completed_headings
from tests.spreadsheet.structure.test_plates import rows_of, sheet_of


def completed(rows):
    return rows_of(with_completed_headings(Workbook("x", (sheet_of(rows),))).sheets[0])


def test_a_row_of_units_is_taken_into_the_headings():
    rows = [["Patient", "CD25", "IL-6"], [None, "%", "pg/ml"], ["P1", 12.5, 30.5]]
    assert completed(rows) == [["Patient", "CD25 (%)", "IL-6 (pg/ml)"], ["P1", "12.5", "30.5"]]


def test_a_second_row_of_levels_is_no_row_of_units():
    rows = [["Patient", "CD25", "CD25"], [None, "T", "N"], ["P1", 12.5, 30.5]]
    assert completed(rows) == [
        [text or "" for text in rows[0]],
        ["", "T", "N"],
        ["P1", "12.5", "30.5"],
    ]


def test_headings_over_subcolumns_are_numbered():
    rows = [["Patient", "Control", None, "IL-2", None], ["P1", 1, 2, 3, 4], ["P2", 5, 6, 7, 8]]
    header = ["Patient", "Control rep 1", "Control rep 2", "IL-2 rep 1", "IL-2 rep 2"]
    assert completed(rows)[0] == header


def test_subcolumns_beside_titles_without_a_heading_stay():
    rows = [["", "Control", None, "IL-2", None], ["IFNG", 1, 2, 3, 4], ["TNF", 5, 6, 7, 8]]
    assert completed(rows)[0] == ["", "Control", "", "IL-2", ""]
