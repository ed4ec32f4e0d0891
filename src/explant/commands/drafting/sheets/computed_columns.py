"""Columns of a table that were computed from two others: a difference, a ratio, a percentage."""

import math
import statistics
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import combinations, permutations

from explant.commands.drafting.conditions.headed_columns import replicate_in
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


SUMMARIES: dict[str, Callable[[Sequence[float]], float]] = {
    "mean": statistics.fmean,
    "median": statistics.median,
    "SD": statistics.stdev,
    "SEM": lambda own: statistics.stdev(own) / math.sqrt(len(own)),
    "CV": lambda own: 100 * _ratio(statistics.stdev(own), statistics.fmean(own)),
}


def without_summaries(table: Table) -> tuple[Table, dict[str, str]]:
    """A table without columns of means, medians and spreads of the replicates in others.

    Parameters
    ----------
    table
        A table.

    Returns
    -------
    tuple
        The table; and for each heading that was left out, what it is.
    """
    numbers = [c for c in table.columns if c.numeric and c.filled]
    groups: dict[str, list[SheetColumn]] = {}
    for column in numbers:
        if parted := replicate_in(column.text):
            groups.setdefault(folded(parted[0]), []).append(column)
    groups = {base: own for base, own in groups.items() if len(own) > 1}
    if not groups:
        return table, {}
    grouped = {column.own for own in groups.values() for column in own}
    values = {base: [_values(column, table) for column in own] for base, own in groups.items()}
    found: dict[str, str] = {}
    for column in numbers:
        if column.own in grouped:
            continue
        made = _values(column, table)
        for base, own in groups.items():
            if word := _summary(made, values[base]):
                found[column.text] = f'the {word} of "{own[0].text}" to "{own[-1].text}"'
                break
    kept = tuple(c for c in table.columns if c.text not in found or c.own in grouped)
    return replace(table, columns=kept) if found else table, found


def _summary(made: Numbers, parts: Sequence[Numbers]) -> str:
    """What a column says of others in every row: their mean, SD or the like; empty if nothing."""
    rows = [row for row in made if sum(row in part for part in parts) > 1]
    if len(rows) < LEAST_ROWS or 2 * len(rows) < len(made):
        return ""
    for word, way in SUMMARIES.items():
        own = ([part[row][0] for part in parts if row in part] for row in rows)
        exact = [way(each) for each in own]
        slack = max(part[row][1] for row in rows for part in parts if row in part)
        if all(
            abs(made[row][0] - one) <= made[row][1] * 1.01 + slack + 1e-9 * abs(one)
            for row, one in zip(rows, exact, strict=True)
        ):
            return word
    return ""


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
    own = [value for value, _ in made.values()]
    if len(set(own)) < LEAST_ROWS - 1:
        return ""
    most = (max(own) - min(own)) / 4
    for first, second in permutations((one, other)):
        a, b = values[first.own.column], values[second.own.column]
        rows = [row for row in made if row in a and row in b]
        if len(rows) < LEAST_ROWS or 2 * len(rows) < len(made):
            continue
        for words, way in WAYS.items():
            if all(fits(made[row], a[row], b[row], way, most) for row in rows):
                return words.format(a=first.text, b=second.text)
    return ""


def fits(
    made: tuple[float, float],
    a: tuple[float, float],
    b: tuple[float, float],
    way: Callable[[float, float], float],
    most: float,
) -> bool:
    """Whether a number is what two others give, as far as their digits say, and these say it."""
    exact = way(a[0], b[0])
    # What a half of the last digit of each moves.
    moved = [way(a[0] + a[1], b[0]), way(a[0], b[0] + b[1])]
    slack = made[1] + sum(abs(each - exact) for each in moved)
    told = math.isfinite(exact) and slack <= most
    return told and abs(made[0] - exact) <= slack * 1.01 + 1e-9 * abs(exact)


def _values(column: SheetColumn, table: Table) -> Numbers:
    filled = (row.row for row, cell in zip(table.rows, column.cells, strict=True) if not cell.blank)
    return {
        row: (reading.value, half_of(cell))
        for row, (cell, reading) in zip(filled, column.readings, strict=True)
        if reading.value is not None
    }


def half_of(cell: Cell) -> float:
    """Half of the last digit of a number as it is written."""
    digits = cell_text(cell).replace(",", ".").rstrip("% ").partition(".")[2]
    return 0.5 * 10.0 ** -sum(character.isdecimal() for character in digits)
