from explant.spreadsheet.places.titled_patients import titles_as_patients
from explant.spreadsheet.sheet.cells import Cell, Sheet, cell_text


def _sheet(rows):
    cells = {
        (r, c): Cell("Data", r, c, value)
        for r, row in enumerate(rows, start=1)
        for c, value in enumerate(row, start=1)
    }
    return Sheet("Data", cells)


def _blocks(*, alone, headings=("CD25", "CD69")):
    rows = []
    for n in (1, 2, 3):
        rows += [[f"Patient {n}"], [None, *headings]] if alone else [[f"Patient {n}", *headings]]
        rows += [["Tumor", n + 0.1, n + 0.2], ["Normal", n + 0.3, n + 0.4], []]
    return rows


def test_tables_under_titles_are_one_table():
    for alone in (True, False):
        whole = titles_as_patients(_sheet(_blocks(alone=alone)))
        assert whole is not None
        texts = [cell_text(whole.at(1, column)) for column in whole.columns]
        assert texts == ["title above", "condition", "CD25", "CD69"]
        assert [cell_text(whole.at(row, 1)) for row in (2, 4, 7)] == [
            "Patient 1",
            "Patient 2",
            "Patient 3",
        ]
        assert len(whole.rows) == 7
        assert whole.at(4, 3).place == ("Data!B8" if alone else "Data!B6")


def test_headings_that_differ_and_bare_numbers_are_no_such_table():
    other = _blocks(alone=True)
    other[1] = [None, "CD25", "CD8"]
    assert titles_as_patients(_sheet(other)) is None
    bare = [row for row in _blocks(alone=True) if row[:1] != [None]]
    assert titles_as_patients(_sheet(bare)) is None
    assert titles_as_patients(_sheet([["Patient", "CD25"], ["P1", 1.0], ["P2", 2.0]])) is None
