"""Headings that go on in a row of units, or over the subcolumns of replicates."""

import itertools
import math
import re
from dataclasses import replace

from explant.config.models import Marker
from explant.spreadsheet.sheet.cells import Cell, Position, Sheet, Workbook, cell_text
from explant.spreadsheet.structure.headings import unit_of
from explant.spreadsheet.structure.plates import is_number
from explant.spreadsheet.values.units import limits

MOST_ROWS = 60
"""Rows in which headings are looked for."""
OTHER_UNITS = frozenset({"cm", "mm", "years", "yr", "y", "kg", "a.u.", "au", "score"})

PERCENT_OF = re.compile(r"% ?(?:(?:of|von|der|de|du|van) .+|parent|total|live|gated)", re.I)
"""A percentage and of what it is one: ``% of CD4``."""


def with_completed_headings(book: Workbook) -> Workbook:
    """A workbook whose headings hold their unit and the number of each replicate.

    Parameters
    ----------
    book
        The workbook as it was read.
    """
    return replace(book, sheets=tuple(_subcolumns(_units(sheet)) for sheet in book.sheets))


def _units(sheet: Sheet) -> Sheet:
    """A row of nothing but units between headings and numbers is taken into the headings."""
    for header, units, below in _triples(sheet):
        cells = sheet.filled(units, sheet.columns)
        if not all(map(_is_unit, cells)):
            continue
        above = [sheet.at(header, cell.column) for cell in cells]
        numbers = [is_number(sheet.at(below, cell.column)) for cell in cells]
        named = all(isinstance(c.value, str) and not unit_of(cell_text(c)) for c in above)
        if named and any(numbers) and not any(map(is_number, sheet.filled(header, sheet.columns))):
            changed = {place: cell for place, cell in sheet.cells.items() if place[0] != units}
            for heading, unit in zip(above, cells, strict=True):
                text = f"{cell_text(heading)} ({cell_text(unit)})"
                changed[header, heading.column] = replace(heading, value=text)
            return replace(sheet, cells=changed)
    return sheet


def _is_unit(cell: Cell) -> bool:
    text = cell_text(cell)
    if not isinstance(cell.value, str) or is_number(cell):
        return False
    unit = text.strip("()[]")
    known = unit in OTHER_UNITS or PERCENT_OF.fullmatch(unit) is not None
    return known or limits(Marker(unit=unit)).low > -math.inf


def _triples(sheet: Sheet) -> list[tuple[int, int, int]]:
    rows = sheet.rows[:MOST_ROWS]
    return list(zip(rows, rows[1:], rows[2:], strict=False))


def _subcolumns(sheet: Sheet) -> Sheet:
    """Headings each over as many columns of numbers, all but the first without one: replicates.

    Only beside a column of IDs that has a heading: else nothing says whose the values are.
    """
    if not sheet.rows:
        return sheet
    header = sheet.rows[0]
    ids, *headings = sheet.filled(header, sheet.columns)
    if len(headings) < 2 or sheet.merged or any(is_number(cell) for cell in (ids, *headings)):
        return sheet
    widths = {b.column - a.column for a, b in itertools.pairwise(headings)}
    (width, *others) = sorted(widths)
    last = headings[-1].column + width - 1
    if others or width < 2 or headings[0].column != ids.column + 1 or last != sheet.columns[-1]:
        return sheet
    data = [sheet.filled(row, range(ids.column + 1, last + 1)) for row in sheet.rows[1:]]
    names = [cell_text(sheet.at(row, ids.column)) for row in sheet.rows[1:]]
    whole = all(names) and len(set(names)) == len(names)
    if not whole or not all(map(is_number, itertools.chain(*data))):
        return sheet
    numbered: dict[Position, Cell] = {}
    for heading, number in itertools.product(headings, range(width)):
        column = heading.column + number
        text = f"{cell_text(heading)} rep {number + 1}"
        numbered[header, column] = Cell(sheet.name, header, column, text)
    return replace(sheet, cells={**sheet.cells, **numbered})
