"""Means at the right of a table are not read, and nothing else is left out."""

from explant.spreadsheet.sheet.cells import Cell, Sheet, Workbook
from explant.spreadsheet.structure.side_tables import without_side_tables


def left(rows):
    cells = {
        (row, column): Cell("S", row, column, value)
        for row, line in enumerate(rows, 1)
        for column, value in enumerate(line, 1)
        if value is not None
    }
    book = Workbook("S.xlsx", (Sheet("S", cells),))
    (sheet,) = without_side_tables(book).sheets
    return max(sheet.columns), [problem.severity for problem in sheet.problems]


def table(count, beside, values=()):
    rows = [["Patient", "T", "N", *beside]]
    rows += [[f"P{n}", 10.5 + n, 8.5 + n] for n in range(count)]
    rows[1] += values
    return rows


def test_means_behind_two_blank_columns_are_left_out():
    assert left(table(8, [None, None, "Mean T", "SD T"], [None, None, 13.2, 2.1])) == (3, ["note"])


def test_what_is_no_sum_or_stands_near_stays():
    assert left(table(8, [None, None, "Stage"], [None, None, "II"])) == (6, [])
    assert left(table(8, [None, "Mean T"], [None, 13.2])) == (5, [])
    few = table(3, [None, None, "Mean T"], [None, None, 13.2])
    assert left(few) == (6, [])
