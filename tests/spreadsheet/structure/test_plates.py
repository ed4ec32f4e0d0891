"""Plates become tables where a map says what was in each well."""

from explant.spreadsheet.sheet.cells import Cell, Sheet, Workbook, cell_text
from explant.spreadsheet.structure.plates import grids, plates_as_tables

LETTERS = "ABC"


def sheet_of(rows, name="Plate"):
    cells = {
        (r, c): Cell(name, r, c, value)
        for r, row in enumerate(rows, 1)
        for c, value in enumerate(row, 1)
        if value is not None
    }
    return Sheet(name, cells)


def grid(corner, *rows):
    """Rows A, B … of three wells."""
    return [[corner, 1, 2, 3], *([letter, *row] for letter, row in zip(LETTERS, rows, strict=True))]


VALUES = grid(None, [0.1, 0.2, 0.3], [1.1, 1.2, 1.3], [2.1, 2.2, 2.3])
PATIENTS = grid("Patient", ["P1"] * 3, ["P2"] * 3, ["Std 1", "blank", None])
TIMES = grid("Time", *[["pre", "post", "post"]] * 3)


def rows_of(sheet):
    return [[cell_text(sheet.at(row, c)) for c in sheet.columns] for row in sheet.rows]


def test_a_grid_has_letters_at_its_left_and_numbers_above():
    (found,) = grids(sheet_of([["OD 450"], *VALUES]))
    assert found.title == "OD 450"
    assert found.numeric
    assert found.size == "rows A to C, columns 1 to 3"
    assert cell_text(found.wells["B", 3]) == "1.3"


def test_columns_of_numbers_are_no_grid():
    assert not list(grids(sheet_of([["Patient", "Day 1"], ["A", 1], ["B", 2], ["C", 3]])))
    assert not list(grids(sheet_of([["ID", 1, 2, 3], ["P1", 4, 5, 6], ["P2", 7, 8, 9]])))


def test_values_and_maps_become_a_row_a_well():
    book = Workbook("x", (sheet_of([["OD"], *VALUES, [], *PATIENTS, [], *TIMES]),))
    read = plates_as_tables(book)
    (sheet,) = read.sheets
    assert rows_of(sheet) == [
        ["Well", "Patient", "Time", "OD"],
        ["A1", "P1", "pre", "0.1"],
        ["A2", "P1", "post", "0.2"],
        ["A3", "P1", "post", "0.3"],
        ["B1", "P2", "pre", "1.1"],
        ["B2", "P2", "post", "1.2"],
        ["B3", "P2", "post", "1.3"],
    ]
    (told,) = read.problems
    assert told.severity == "warning"
    assert '"Std 1", "blank"' in told.what


def test_a_cell_keeps_the_address_at_which_it_stands():
    book = Workbook("x", (sheet_of(VALUES, "OD"), sheet_of(PATIENTS, "Layout")))
    (sheet,) = plates_as_tables(book).sheets
    assert [sheet.at(2, column).place for column in (2, 3)] == ["Layout!B2", "OD!B2"]
    assert sheet.at(5, 3).address == "B3"


def test_a_plate_without_a_map_stays_as_it_is():
    book = Workbook("x", (sheet_of(VALUES),))
    assert plates_as_tables(book) is book
