r"""The same values twice: a row or a block that was copied and not overwritten.

Runs of neighboring values that stand in two places of the sheet, along rows or down columns. How
surprising a run is follows from the data: two values of a marker are equal with the share
:math:`c` of equal pairs, so :math:`M` comparisons of :math:`k` values in a row are equal by chance
:math:`M \prod c` times. Coarse integers and values that stand everywhere, such as 0 or 100,
surprise nobody.
"""

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from explant.numbers import counted, in_order
from explant.spreadsheet.layouts.tidy import Table
from explant.spreadsheet.sheet.cells import places
from explant.spreadsheet.values.replicates import Key, Value

SHORTEST = 3
MOST_PLACES = 20
"""A run that stands in more places than these is no copy."""
COMMON = 0.05
"""Share of a marker's values beyond which a value says nothing."""
LEAST_CHANCE = 1e-3
"""The smallest chance that is taken for two values of a marker to be equal."""
EXPECTED = 0.02
"""Runs by chance, in each direction, below which a run is told of."""
MOST_TOLD = 5


@dataclass(frozen=True, slots=True)
class Copy:
    """Two runs of the same values."""

    first: tuple[Value, ...]
    second: tuple[Value, ...]


def copies(lines: Sequence[Sequence[Value]]) -> list[Copy]:
    """Runs of values that stand in two places.

    Parameters
    ----------
    lines
        Values side by side in the sheet: its rows, or its columns.

    Returns
    -------
    list
        Runs that are longer than chance makes them.
    """
    starts, count = _repeated(lines)
    if not starts:
        return []
    chances = _Chances(lines)
    comparisons = count * (count - 1) / 2
    found: list[Copy] = []
    for same in starts:
        for one, other in itertools.combinations(same, 2):
            run = _extended(lines, one, other)
            if run is None:
                continue
            expected = comparisons
            for value in run.first:
                expected *= chances.of(value)
            if expected < EXPECTED:
                found.append(run)
    return found


def _repeated(lines: Sequence[Sequence[Value]]) -> tuple[list[list[tuple[int, int]]], int]:
    """Places, by line and position in it, at which the same shortest run starts.

    Also the number of all places at which one starts.
    """
    # Half as wide as usual: a large panel has millions of values.
    lengths = np.array([len(line) for line in lines], dtype=np.int32)
    begins = np.cumsum(lengths, dtype=np.int32) - lengths
    number = np.repeat(np.arange(len(lines), dtype=np.int32), lengths)
    place = np.arange(len(number), dtype=np.int32) - begins[number]
    starts = np.flatnonzero(place <= lengths[number] - SHORTEST).astype(np.int32)
    every = (value.value for line in lines for value in line)
    values = np.fromiter(every, np.float64, len(number))
    code = np.unique(values, return_inverse=True)[1].astype(np.int32)
    del values
    run = code[starts].astype(np.int64)
    for step in range(1, SHORTEST):
        # Numbered anew at each step: a product of three codes may not fit into 64 bits.
        run *= len(code)
        run += code[starts + step]
        run = np.unique(run, return_inverse=True)[1]
    times = np.bincount(run)
    told = np.flatnonzero(((times > 1) & (times <= MOST_PLACES))[run])
    same: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for start, which in zip(starts[told].tolist(), run[told].tolist(), strict=True):
        same[which].append((int(number[start]), int(place[start])))
    return list(same.values()), len(starts)


class _Chances:
    """Chance that the same value stands in another place: of the markers that are asked about."""

    def __init__(self, lines: Sequence[Sequence[Value]]) -> None:
        self._numbers: dict[str, list[float]] = defaultdict(list)
        for line in lines:
            for value in line:
                self._numbers[value.entry.marker].append(value.value)
        self._known: dict[str, dict[float, float]] = {}

    def of(self, value: Value) -> float:
        """Chance of one value of its marker."""
        marker = value.entry.marker
        if marker not in self._known:
            self._known[marker] = _chances_of(self._numbers[marker])
        return self._known[marker][value.value]


def _chances_of(numbers: Sequence[float]) -> dict[float, float]:
    counter = Counter(numbers)
    total = counter.total()
    pairs = total * (total - 1)
    equal = sum(times * (times - 1) for times in counter.values())
    usual = max(equal / pairs if pairs else 1.0, LEAST_CHANCE)
    return {
        number: 1.0 if times > 2 and times / total > COMMON else usual
        for number, times in counter.items()
    }


def _extended(
    lines: Sequence[Sequence[Value]], one: tuple[int, int], other: tuple[int, int]
) -> Copy | None:
    """The whole run that starts at two places; None where it starts before or overlaps itself."""
    first, second = lines[one[0]], lines[other[0]]
    start, begin = one[1], other[1]
    if start and begin and first[start - 1].value == second[begin - 1].value:
        return None
    length = SHORTEST
    while (
        start + length < len(first)
        and begin + length < len(second)
        and first[start + length].value == second[begin + length].value
    ):
        length += 1
    if one[0] == other[0] and begin < start + length:
        return None
    return Copy(tuple(first[start : start + length]), tuple(second[begin : begin + length]))


def _lines(values: Sequence[Value], *, rows: bool) -> list[list[Value]]:
    """Values that stand in one row or column of a sheet, in their order there."""
    size = len(values)
    names = dict.fromkeys(value.entry.cell.sheet for value in values)
    sheets = {name: number for number, name in enumerate(names)}
    # Half as wide as usual: a large panel has millions of values.
    row = np.fromiter((value.entry.cell.row for value in values), np.int32, size)
    column = np.fromiter((value.entry.cell.column for value in values), np.int32, size)
    sheet = np.fromiter((sheets[value.entry.cell.sheet] for value in values), np.int64, size)
    own, along = (row, column) if rows else (column, row)
    sheet *= int(own.max(initial=0)) + 1
    sheet += own
    _, first, line = np.unique(sheet, return_index=True, return_inverse=True)
    del sheet
    # The lines come in the order in which the values do.
    order = np.lexsort((along, first[line]))
    ordered = [values[place] for place in order.tolist()]
    lengths = np.bincount(line)[np.argsort(first)].tolist()
    ends = itertools.accumulate(lengths)
    return [
        ordered[end - length : end]
        for length, end in zip(lengths, ends, strict=True)
        if length >= SHORTEST
    ]


def check_copies(groups: Mapping[Key, Sequence[Value]], table: Table) -> None:
    """Warn of values that stand in two places in the same order."""
    values = [value for group in groups.values() for value in group if not value.censored]
    told: dict[tuple[str, ...], list[Copy]] = {}
    for rows in (True, False):
        for copy in copies(_lines(values, rows=rows)):
            for names, part in _by_patients(copy):
                told.setdefault(names, []).append(part)
    if len(told) > MOST_TOLD:
        cells = {
            value.entry.cell
            for found in told.values()
            for copy in found
            for value in (*copy.first, *copy.second)
        }
        table.report(
            "warning",
            list(cells),
            f"{counted(len(told), 'pair')} of patients or samples have the same values in the "
            "same order. Were cells copied and not overwritten?",
            "Compare them with the raw data.",
        )
        return
    for names, found in told.items():
        _report(names, found, table)


def _by_patients(copy: Copy) -> Iterator[tuple[tuple[str, ...], Copy]]:
    """A run that goes down a column over several patients, by pairs of patients."""
    pairs = list(zip(copy.first, copy.second, strict=True))

    def patients(pair: tuple[Value, Value]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(value.entry.patient for value in pair))

    if len({patients(pair) for pair in pairs}) > len(pairs) / SHORTEST:
        # One row a patient: a run down a column names many of them.
        yield ("",), copy
        return
    for names, group in itertools.groupby(pairs, key=patients):
        part = list(group)
        yield names, Copy(tuple(one for one, _ in part), tuple(other for _, other in part))


def _report(names: tuple[str, ...], found: Sequence[Copy], table: Table) -> None:
    first = {value.entry.cell for copy in found for value in copy.first}
    second = {value.entry.cell for copy in found for value in copy.second}
    markers = list(dict.fromkeys(v.entry.marker for copy in found for v in copy.first))
    whose = in_order(list(names)) if names[0] else "the table"
    table.report(
        "warning",
        sorted(first | second, key=lambda cell: (cell.sheet, cell.row, cell.column)),
        f"{counted(len(first), 'value')} of {whose} in {places(first)} stand in the same order in "
        f"{places(second)}. Were they copied and not overwritten?",
        "Compare them with the raw data.",
        patient=names[0] if len(names) == 1 else "",
        marker=markers[0] if len(markers) == 1 else "",
    )
