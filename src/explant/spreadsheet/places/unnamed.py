"""Columns without a heading, and what the name of a sheet says of all its rows."""

import itertools
from collections.abc import Iterable, Iterator

from explant.config.models import Plan
from explant.config.models.sheet_layout import NAME_OF_THE_SHEET, UNNAMED
from explant.config.names.spellings import folded
from explant.spreadsheet.sheet.cells import (
    Cell,
    MovedCell,
    Position,
    Sheet,
    cell_text,
    column_number,
)
from explant.spreadsheet.structure.headings import header_cells, with_heading
from explant.spreadsheet.structure.rows import is_numeric


def plan_headings(plan: Plan) -> Iterator[str]:
    """Every heading that a plan asks for, those of markers left out."""
    spreadsheet = plan.spreadsheet
    names = spreadsheet.columns
    yield from filter(None, [names.patient, names.value, names.replicate, names.block])
    yield from names.marker
    yield from spreadsheet.split
    yield from spreadsheet.goes_on or ()
    yield from spreadsheet.key.column if spreadsheet.key is not None else ()
    for factor in plan.factors.values():
        yield from (*factor.column, *factor.together)
    for stratifier in plan.patients.strata.values():
        yield from stratifier.column
    for column in plan.patients.covariates.values():
        yield from column


def named_columns(sheet: Sheet, wanted: Iterable[str]) -> dict[Position, Cell]:
    """Cells with the names that the plan has for columns without a heading.

    Parameters
    ----------
    sheet
        The sheet.
    wanted
        Headings of the plan.
    """
    cells: dict[Position, Cell] = {}
    for heading in dict.fromkeys(wanted):
        match = UNNAMED.fullmatch(folded(heading))
        if match is None or with_heading(sheet, heading):
            continue
        column = column_number(match[1]) if match[1] else int(match[2])
        for row in _rows_of_headings(sheet, column):
            place = Cell(sheet.name, row, column)
            if sheet.column_names:
                # The table was turned.
                place = Cell(sheet.name, column, row)
            cells[row, column] = MovedCell(sheet.name, row, column, heading, source=place)
    return cells


def _rows_of_headings(sheet: Sheet, column: int) -> Iterator[int]:
    """Rows of headings over a column that has none: of its first table, and of those below it.

    These have the same headings, or stand under a title or a blank row.
    """
    first = row_of_headings(sheet, column)
    if first is None:
        return
    yield first
    own = [cell_text(cell) for cell in header_cells(sheet, first)]
    known = set(sheet.rows)
    for row, below in itertools.pairwise(each for each in sheet.rows if each > first):
        if not sheet.through_merge(row, column).blank or sheet.at(below, column).blank:
            continue
        cells = header_cells(sheet, row)
        texts = [cell_text(cell) for cell in cells]
        apart = row - 1 not in known or len(header_cells(sheet, row - 1)) == 1
        words = len(texts) > 1 and not any(is_numeric(cell) for cell in cells)
        numbers = any(is_numeric(cell) for cell in header_cells(sheet, below))
        if words and numbers and (texts == own or apart):
            yield row


def row_of_headings(sheet: Sheet, column: int) -> int | None:
    """The lowest row of headings over a column that has none."""
    for row, below in itertools.pairwise(sheet.rows):
        if not sheet.through_merge(row, column).blank or sheet.at(below, column).blank:
            continue
        cells = header_cells(sheet, row)
        texts = [cell for cell in cells if isinstance(cell.value, str) and not is_numeric(cell)]
        if len(texts) > 1 or (texts and len(cells) == 1 and len(sheet.columns) == 2):
            return row
    return None


def sheet_as_patient(sheet: Sheet) -> dict[Position, Cell]:
    """A column of patient IDs that are the name of the sheet, under the first row of headings."""
    rows = sheet.rows
    # Before the first: the patient IDs of a table stand left of its values.
    column = min(sheet.columns, default=1) - 1

    def named(row: int, value: str) -> Cell:
        source = header_cells(sheet, row)[0]
        return MovedCell(sheet.name, row, column, value, source=source)

    for row, below in itertools.pairwise(rows):
        cells = header_cells(sheet, row)
        words = [cell for cell in cells if isinstance(cell.value, str) and not is_numeric(cell)]
        if len(words) < 2 or len(words) < len(cells):
            continue
        if any(is_numeric(cell) for cell in header_cells(sheet, below)):
            under = {(each, column): named(each, sheet.name) for each in rows if each > row}
            return {(row, column): named(row, NAME_OF_THE_SHEET)} | under
    return {}
