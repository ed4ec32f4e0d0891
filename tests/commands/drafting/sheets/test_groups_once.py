from explant.commands.drafting.sheets.groups_once import groups_once
from explant.spreadsheet.sheet.cells import Cell, Sheet


def _found(rows):
    cells = {
        (r, c): Cell("Data", r, c, value)
        for r, row in enumerate(rows, start=1)
        for c, value in enumerate(row, start=1)
    }
    sheet = Sheet("Data", cells)
    heading = next(cell for cell in cells.values() if cell.value == "ID")
    return groups_once(sheet, heading)


def test_a_group_that_stands_once_goes_on_down_to_the_next():
    rows = [["Group", "ID"], *([("A", None, "B", None)[n], f"P{n}"] for n in range(4))]
    found = _found(rows)
    assert found is not None
    assert found[0] == ["Group"]
    assert '"A": 2 rows; "B": 2 rows' in found[1]


def test_a_label_may_stand_again_within_another_group():
    outer = {0: "T", 4: "N"}
    inner = {0: "ctrl", 2: "IL-2", 4: "ctrl", 6: "IL-2"}
    rows = [
        ["Tissue", "Stim", "ID"],
        *([outer.get(n), inner.get(n), f"P{n % 2}"] for n in range(8)),
    ]
    found = _found(rows)
    assert found is not None
    assert found[0] == ["Tissue", "Stim"]


def test_remarks_and_numbers_are_no_groups():
    assert (
        _found([["Remark", "ID"], *([None if n else "thawed twice", f"P{n}"] for n in range(4))])
        is None
    )
    assert _found([["Age", "ID"], *([(40, None, 50, None)[n], f"P{n}"] for n in range(4))]) is None
    assert (
        _found([["Group", "ID"], *([("A", "B", None, None)[n], f"P{n}"] for n in range(4))]) is None
    )
