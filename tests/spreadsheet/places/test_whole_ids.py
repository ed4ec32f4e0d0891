"""IDs of which a column beside them is a part."""

from explant.spreadsheet.places.whole_ids import whole_ids
from explant.spreadsheet.sheet.cells import Area, Cell, Sheet


def sheet_of(rows, merged=()):
    cells = {
        (row, column): Cell("S", row, column, value)
        for row, values in enumerate(rows, start=1)
        for column, value in enumerate(values, start=1)
        if value is not None
    }
    return Sheet("S", cells, merged=merged)


def test_the_group_stands_before_the_number_also_where_it_is_merged():
    rows = [["Group", "No"], ["A", 1], [None, 2], ["B", 1.0], ["B", None], [None, 3]]
    cells, problems = whole_ids(sheet_of(rows, merged=(Area(2, 1, 3, 1),)), "No", "group")
    assert problems == []
    assert {place: cell.value for place, cell in cells.items()} == {
        (2, 2): "A 1",
        (3, 2): "A 2",
        (4, 2): "B 1",
    }
    assert cells[2, 2].place == "S!B2"


def test_a_heading_that_is_not_there_is_an_error():
    cells, (problem,) = whole_ids(sheet_of([["Groups", "No"], ["A", 1]]), "No", "Cohort")
    assert cells == {}
    assert problem.severity == "error"
    assert problem.where == "S!B1"
    assert '"Groups"' in problem.how_to_fix
