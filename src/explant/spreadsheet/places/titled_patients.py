"""A table for each patient, under a title that is the patient: one table of all of them."""

from dataclasses import replace

from explant.config.models.sheet_layout import TITLE_ABOVE
from explant.config.names.spellings import folded
from explant.spreadsheet.places.stated_columns import shape_of
from explant.spreadsheet.sheet.cells import Cell, MovedCell, Position, Sheet, cell_text
from explant.spreadsheet.structure.rows import is_numeric, is_summary_word

FEWEST = 3
CONDITION = "condition"
"""Heading of what differs between the rows of a patient, where it has none."""


def titles_as_patients(sheet: Sheet) -> Sheet | None:
    """The tables of a sheet as one, with their titles as IDs; None if it holds no such tables.

    Each title stands alone above a row of headings, or before these in their row; the headings are
    the same in all tables.

    Parameters
    ----------
    sheet
        The sheet.
    """
    if not sheet.rows or len(sheet.columns) < 2:
        return None
    first = sheet.columns[0]
    if not any(_may_be_title(sheet, row, first) for row in sheet.rows[:2]):
        return None
    titles = _titles(sheet, first)
    if len(titles) < FEWEST or titles[0].row not in sheet.rows[:2]:
        return None
    # One row of headings may stand above all of them.
    top = [] if titles[0].row == sheet.rows[0] else sheet.filled(sheet.rows[0], sheet.columns)
    starts = [cell.row for cell in titles]
    cells: dict[Position, Cell] = {}
    headings: dict[int, Cell] = {}
    row = 1
    for title, end in zip(titles, [*starts[1:], sheet.rows[-1] + 1], strict=True):
        rows = [each for each in sheet.rows if title.row <= each < end]
        alone = len(sheet.filled(title.row, sheet.columns)) == 1
        if top and not alone:
            return None
        head = rows[1] if alone and not top and len(rows) > 1 else title.row
        cells_of_head = top or sheet.filled(head, sheet.columns)
        own = {cell.column: cell for cell in cells_of_head if cell != title}
        texts = {column: folded(cell_text(cell)) for column, cell in own.items()}
        if not texts or any(map(is_numeric, own.values())):
            return None
        if headings and texts != {c: folded(cell_text(cell)) for c, cell in headings.items()}:
            return None
        if not headings:
            headings = own
            cells[1, 1] = MovedCell(sheet.name, 1, 1, TITLE_ABOVE, source=title)
            if first not in own:
                cells[1, 2] = MovedCell(sheet.name, 1, 2, CONDITION, source=title)
            for column, cell in own.items():
                cells[1, column - first + 2] = _moved(cell, 1, column - first + 2)
        body = [each for each in rows if each > head]
        if not body:
            return None
        for each in body:
            row += 1
            cells[row, 1] = MovedCell(sheet.name, row, 1, cell_text(title), source=title)
            for cell in sheet.filled(each, sheet.columns):
                cells[row, cell.column - first + 2] = _moved(cell, row, cell.column - first + 2)
    names = {column - first + 2: sheet.column_name(column) for column in sheet.columns}
    return replace(sheet, cells=cells, merged=(), column_names={1: "title", **names})


def _titles(sheet: Sheet, first: int) -> list[Cell]:
    """Texts of one shape, with a number, in the first column: each stands above other rows."""
    found: dict[str, list[Cell]] = {}
    for row in sheet.rows:
        if _may_be_title(sheet, row, first):
            cell = sheet.at(row, first)
            found.setdefault(shape_of(cell_text(cell)), []).append(cell)
    titles = max(found.values(), key=len, default=[])
    different = {folded(cell_text(cell)) for cell in titles}
    return titles if len(different) == len(titles) else []


def _may_be_title(sheet: Sheet, row: int, first: int) -> bool:
    """Whether a row begins with a text that holds a number, and holds none besides."""
    cell = sheet.at(row, first)
    text = cell_text(cell)
    if not isinstance(cell.value, str) or is_numeric(cell) or is_summary_word(text):
        return False
    others = sheet.filled(row, sheet.columns[1:])
    return "0" in shape_of(text) and not any(map(is_numeric, others))


def _moved(cell: Cell, row: int, column: int) -> MovedCell:
    return MovedCell(
        cell.sheet,
        row,
        column,
        cell.value,
        cell.formula,
        percent=cell.percent,
        error=cell.error,
        source=cell,
    )
