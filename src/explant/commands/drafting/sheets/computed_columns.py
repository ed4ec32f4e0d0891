"""Columns of a table that were computed from two others: a difference, a ratio, a percentage."""

import math
from collections.abc import Callable
from dataclasses import replace
from itertools import combinations, permutations

from explant.commands.drafting.sheets.recognised_tables import SheetColumn, Table
from explant.commands.drafting.vocabulary import Said, Words
from explant.config.names.spellings import folded
from explant.spreadsheet.sheet.cells import Cell, cell_text
from explant.spreadsheet.structure.joined_headings import is_derived

MOST_COLUMNS = 40
"""Columns of numbers among which any two may make a third; of more, headings have to say so."""
LEAST_COLUMNS = 3
LEAST_ROWS = 5
"""Rows in which the arithmetic has to hold, before it is no chance."""
Numbers = dict[int, tuple[float, float]]
"""Value and half of its last digit, by row."""


def _ratio(a: float, b: float) -> float:
    return a / b if b else math.nan


WAYS: dict[str, Callable[[float, float], float]] = {
    '"{a}" minus "{b}"': lambda a, b: a - b,
    '"{a}" divided by "{b}"': _ratio,
    '"{a}" in percent of "{b}"': lambda a, b: 100 * _ratio(a, b),
    'the change from "{b}" to "{a}" in percent': lambda a, b: 100 * (_ratio(a, b) - 1),
    'log2 of "{a}" divided by "{b}"': lambda a, b: (
        math.log2(a / b) if a > 0 and b > 0 else math.nan
    ),
}


def without_computed(table: Table, words: Words) -> tuple[Table, dict[str, str]]:
    """A table without columns that were computed from two others of it.

    ``CD25 T - N difference`` beside ``CD25 tumor`` and ``CD25 normal`` is neither a marker nor a
    condition. A ratio of two markers of one sample is a marker, and stays.

    Parameters
    ----------
    table
        A table with one row a patient.
    words
        Usual words, by which two headings are conditions of one marker.

    Returns
    -------
    tuple
        The table; and for each heading that was left out, what it is.
    """
    numbers = {c.own.column: c for c in table.columns if c.numeric and c.filled}
    few = len(numbers) <= MOST_COLUMNS
    computed = {at: is_derived(column.text) for at, column in numbers.items()}
    if len(numbers) < LEAST_COLUMNS or not (few or any(computed.values())):
        return table, {}
    said = {at: words.said(column.text) for at, column in numbers.items()}
    by_marker: dict[str, list[int]] = {}
    for at, each in said.items():
        by_marker.setdefault(folded(each.rest), []).append(at)
    values: dict[int, Numbers] = {}
    found: dict[int, str] = {}
    for at, column in numbers.items():
        if not few and not computed[at]:
            continue
        # Of a wide table only the conditions of the marker that its heading names.
        heading = folded(column.text)
        groups = [own for marker, own in by_marker.items() if few or (marker and marker in heading)]
        pairs = [pair for own in groups for pair in combinations(own, 2)]
        if few and computed[at]:
            pairs = list(combinations(numbers, 2))
        for one, other in pairs:
            if at in (one, other) or found.keys() & {one, other}:
                continue
            if not computed[at] and not _beside(said[at], said[one], said[other]):
                continue
            for place in {at, one, other} - values.keys():
                values[place] = _values(numbers[place], table)
            if way := _way(values[at], numbers[one], numbers[other], values):
                found[at] = way
                break
    if not found:
        return table, {}
    left = {numbers[at].text: way for at, way in found.items()}
    kept = tuple(c for c in table.columns if c.own.column not in found)
    return replace(table, columns=kept), left


def _beside(made: Said, one: Said, other: Said) -> bool:
    """Whether two headings are conditions of one marker, and a third is none of it."""
    conditions = one.levels != other.levels and one.levels.keys() == other.levels.keys()
    alike = made.levels.keys() == one.levels.keys() and folded(made.rest) == folded(one.rest)
    return conditions and not (one.several or other.several) and (made.several or not alike)


def _way(made: Numbers, one: SheetColumn, other: SheetColumn, values: dict[int, Numbers]) -> str:
    """How a column was computed from two others, in words; empty if it was not."""
    if len({value for value, _ in made.values()}) < LEAST_ROWS - 1:
        return ""
    for first, second in permutations((one, other)):
        a, b = values[first.own.column], values[second.own.column]
        rows = [row for row in made if row in a and row in b]
        if len(rows) < LEAST_ROWS or 2 * len(rows) < len(made):
            continue
        for words, way in WAYS.items():
            if all(_fits(made[row], a[row], b[row], way) for row in rows):
                return words.format(a=first.text, b=second.text)
    return ""


def _fits(
    made: tuple[float, float],
    a: tuple[float, float],
    b: tuple[float, float],
    way: Callable[[float, float], float],
) -> bool:
    """Whether a number is what two others give, as far as their digits say."""
    exact = way(a[0], b[0])
    # What a half of the last digit of each moves.
    moved = [way(a[0] + a[1], b[0]), way(a[0], b[0] + b[1])]
    slack = made[1] + sum(abs(each - exact) for each in moved)
    return math.isfinite(exact) and abs(made[0] - exact) <= slack * 1.01 + 1e-9 * abs(exact)


def _values(column: SheetColumn, table: Table) -> Numbers:
    filled = (row.row for row, cell in zip(table.rows, column.cells, strict=True) if not cell.blank)
    return {
        row: (reading.value, _half(cell))
        for row, (cell, reading) in zip(filled, column.readings, strict=True)
        if reading.value is not None
    }


def _half(cell: Cell) -> float:
    """Half of the last digit of a number as it is written."""
    digits = cell_text(cell).replace(",", ".").rstrip("% ").partition(".")[2]
    return 0.5 * 10.0 ** -sum(character.isdecimal() for character in digits)
