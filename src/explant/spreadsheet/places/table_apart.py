"""A table of the patients in the sheet of the measurements, as a sheet of its own."""

import re
from dataclasses import replace

from explant.config.names.spellings import folded
from explant.spreadsheet.sheet.cells import (
    Cell,
    MovedCell,
    Position,
    Sheet,
    Workbook,
    cell_text,
    column_letter,
)

PLACE = re.compile(r"(?P<sheet>.+)!(?P<column>[A-Z]{1,3})(?P<row>[1-9][0-9]{0,6})", re.IGNORECASE)


def name_of_table(heading: Cell) -> str:
    """Name of the table whose IDs stand under a heading: its sheet and its place.

    Examples
    --------
    >>> name_of_table(Cell("Data", 1, 7, "Patient"))
    'Data!G1'
    """
    return f"{heading.sheet}!{column_letter(heading.column)}{heading.row}"


def with_table_apart(book: Workbook, name: str | None) -> Workbook:
    """The workbook with the table of a place as another sheet, behind that which it stands in.

    Parameters
    ----------
    book
        The workbook.
    name
        Name of the sheet of the patients in the plan: where it is none of a sheet, sheet and place
        of the heading of the IDs, such as ``Data!G1``.
    """
    place = PLACE.fullmatch(name or "")
    if place is None or any(folded(sheet.name) == folded(name or "") for sheet in book.sheets):
        return book
    sheets: list[Sheet] = []
    for sheet in book.sheets:
        sheets.append(sheet)
        if folded(sheet.name) != folded(place["sheet"]):
            continue
        at = int(place["row"]), place["column"].upper()
        heading = next((c for c in sheet.cells.values() if (c.row, _letters(c)) == at), None)
        if heading is not None:
            sheets[-1:] = apart(sheet, heading)
    return replace(book, sheets=tuple(sheets))


def apart(sheet: Sheet, heading: Cell) -> tuple[Sheet, Sheet]:
    """A sheet without the table that has its IDs under a heading; and that table.

    It ends where no heading stands beside the last, and where no ID stands under the last.
    """
    right, bottom = heading.column, heading.row
    while not sheet.at(heading.row, right + 1).blank:
        right += 1
    while not sheet.at(bottom + 1, heading.column).blank:
        bottom += 1
    own: dict[Position, Cell] = {}
    others: dict[Position, Cell] = {}
    for (row, column), cell in sheet.cells.items():
        inside = heading.row <= row <= bottom and heading.column <= column <= right
        (own if inside else others)[row, column] = cell
    title = sheet.at(heading.row - 1, heading.column)
    if not title.blank and _alone(sheet, title):
        # What stands above it is its title.
        del others[title.row, title.column]
    name = name_of_table(heading)
    moved = {place: _moved(cell, name) for place, cell in own.items()}
    table = replace(sheet, name=name, cells=moved, problems=(), merged=())
    return replace(sheet, cells=others), table


def _moved(cell: Cell, name: str) -> MovedCell:
    return MovedCell(
        name,
        cell.row,
        cell.column,
        cell.value,
        cell.formula,
        percent=cell.percent,
        error=cell.error,
        source=cell,
    )


def _alone(sheet: Sheet, cell: Cell) -> bool:
    """Whether a text has no neighbor at its left or right."""
    beside = (sheet.at(cell.row, cell.column + step) for step in (-1, 1))
    return isinstance(cell.value, str) and bool(cell_text(cell)) and all(c.blank for c in beside)


def _letters(cell: Cell) -> str:
    return column_letter(cell.column)
