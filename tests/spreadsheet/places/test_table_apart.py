from explant.spreadsheet.places.table_apart import with_table_apart
from explant.spreadsheet.sheet.cells import Cell, Sheet, Workbook

ROWS = [
    ["Patient", "CD25", None, "ID", "Stage"],
    ["P1", 12.0, None, "P2", "I"],
    ["P2", 13.0, None, "P1", "II"],
    ["P3", 14.0, None, None, None],
]


def _book():
    cells = {
        (r, c): Cell("Data", r, c, value)
        for r, row in enumerate(ROWS, start=1)
        for c, value in enumerate(row, start=1)
    }
    return Workbook("book.xlsx", (Sheet("Data", cells),))


def test_the_table_of_a_place_is_a_sheet_of_its_own():
    main, patients = with_table_apart(_book(), "Data!D1").sheets
    assert main.columns == (1, 2)
    assert patients.name == "Data!D1"
    assert patients.rows == (1, 2, 3)
    assert patients.at(3, 4).place == "Data!D3"


def test_a_place_where_nothing_stands_changes_nothing():
    for name in ("Data!J9", "Other!D1", "Data", None):
        assert with_table_apart(_book(), name).sheets == _book().sheets
