r"""The same values twice: a row or a block that was copied and not overwritten.

Runs of neighboring values that stand in two places of the sheet, along rows or down columns. How
surprising a run is follows from the data: two values of a marker are equal with the share
:math:`c` of equal pairs, so :math:`M` comparisons of :math:`k` values in a row are equal by chance
:math:`M \prod c` times. Coarse integers and values that stand everywhere, such as 0 or 100,
surprise nobody.
"""

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from explant.numbers import counted, in_order
from explant.spreadsheet.layouts.tidy import Table
from explant.spreadsheet.sheet.cells import places
from explant.spreadsheet.values.replicates import Value
from explant.spreadsheet.values.value_columns import Numbers, ValueColumns, by_number

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
LARGEST = 2**62


@dataclass(frozen=True, slots=True)
class Copy:
    """Two runs of the same values."""

    first: tuple[Value, ...]
    second: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class _Lines:
    """Values side by side in the sheet, its rows or its columns, one line after the other.

    Attributes
    ----------
    ordered
        Places of the values among all.
    code
        The values themselves, numbered by their size.
    begins, ends
        Where each line begins and ends.
    """

    arranged: ValueColumns
    ordered: Numbers
    code: Numbers
    begins: Numbers
    ends: Numbers

    @classmethod
    def of(cls, arranged: ValueColumns, code: Numbers, *, rows: bool) -> "_Lines":
        """Lines of values that are not censored, numbered by size; too short ones are left out."""
        measured = arranged.every[~arranged.censored]
        ordered, lengths = arranged.in_lines(measured, rows=rows)
        del measured
        ordered = ordered[np.repeat(lengths >= SHORTEST, lengths)]
        lengths = lengths[lengths >= SHORTEST]
        ends = np.cumsum(lengths, dtype=np.int32)
        return cls(arranged, ordered, code[ordered], ends - lengths, ends)

    def line(self, place: int) -> tuple[int, int]:
        """Where the line of a place begins and ends."""
        number = int(np.searchsorted(self.begins, place, side="right")) - 1
        return int(self.begins[number]), int(self.ends[number])

    def run(self, start: int, length: int) -> tuple[Value, ...]:
        """Values from a place on."""
        return tuple(self.arranged.at(self.ordered[start : start + length]))


def _copies(lines: _Lines) -> list[Copy]:
    """Runs of values that stand in two places, longer than chance makes them."""
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


def _repeated(lines: _Lines) -> tuple[list[list[int]], int]:
    """Places in the lines at which the same shortest run starts.

    Also the number of all places at which one starts.
    """
    begun = np.ones(lines.code.size, dtype=np.bool_)
    for missing in range(1, SHORTEST):
        begun[lines.ends - missing] = False
    starts = np.flatnonzero(begun).astype(np.int32)
    size = int(lines.code.max(initial=0)) + 1
    run, most = lines.code[starts].astype(np.int64), size
    for step in range(1, SHORTEST):
        if most > LARGEST // size:
            # Numbered anew, as a product of so many codes does not fit into 64 bits.
            run = np.unique(run, return_inverse=True)[1]
            most = int(run.max()) + 1
        run *= size
        run += lines.code[starts + step]
        most *= size
    order = np.argsort(run, kind="stable")
    run = run[order]
    begins = np.flatnonzero(np.concatenate(([True], run[1:] != run[:-1])))
    times = np.diff(np.append(begins, run.size))
    told = (times > 1) & (times <= MOST_PLACES)
    ends = (begins + times)[told].tolist()
    found = zip(begins[told].tolist(), ends, strict=True)
    same = [starts[order[begin:end]].tolist() for begin, end in found]
    return sorted(same), len(starts)


class _Chances:
    """Chance that the same value stands in another place: of the markers that are asked about."""

    def __init__(self, lines: _Lines) -> None:
        own = by_number(
            lines.arranged.marker[lines.ordered], np.arange(lines.ordered.size, dtype=np.int32)
        )
        names = ((lines.run(int(of_one[0]), 1)[0].entry.marker, of_one) for _, of_one in own)
        self._numbers = {
            name: lines.arranged.number[lines.ordered[of_one]] for name, of_one in names
        }
        self._known: dict[str, dict[float, float]] = {}

    def of(self, value: Value) -> float:
        """Chance of one value of its marker."""
        marker = value.entry.marker
        if marker not in self._known:
            self._known[marker] = _chances_of(self._numbers[marker].tolist())
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


def _extended(lines: _Lines, one: int, other: int) -> Copy | None:
    """The whole run that starts at two places; None where it starts before or overlaps itself."""
    code = lines.code
    (begin, end), (other_begin, other_end) = lines.line(one), lines.line(other)
    if one > begin and other > other_begin and code[one - 1] == code[other - 1]:
        return None
    length = SHORTEST
    room = min(end - one, other_end - other)
    while length < room and code[one + length] == code[other + length]:
        length += 1
    if begin == other_begin and other < one + length:
        return None
    return Copy(lines.run(one, length), lines.run(other, length))


def check_copies(arranged: ValueColumns, table: Table) -> None:
    """Warn of values that stand in two places in the same order."""
    code = np.unique(arranged.number, return_inverse=True)[1].astype(np.int32)
    told: dict[tuple[str, ...], list[Copy]] = {}
    for rows in (True, False):
        for copy in _copies(_Lines.of(arranged, code, rows=rows)):
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
