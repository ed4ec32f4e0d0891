"""Placements of two groups' values among each other: their sums over labelings of the patients.

A placement says how many values of the other group lie below, ties half. What a test needs of a
labeling are the placements' sum and their sums of squares. Given the values in ascending order,
these depend only on how many patients of the first group are among the lowest 0 … n.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import comb
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from explant.statistics.kernel.arrays import Floats
from explant.statistics.kernel.random_orders import random_orders

LARGEST_KEPT = 4_000_000
"""Places in the random labelings up to which their counts are kept for the next test."""

CHUNK = 250_000
"""Labelings, or labelings times columns, that are held at a time."""

Integers = NDArray[np.int64]
Whole = TypeVar("Whole", int, Integers)
Numbers = Integers | Floats
Paths = tuple[Integers, Integers, Floats]


@dataclass(frozen=True)
class Layout:
    """Sizes of two groups, and of the ties of the pooled sample in ascending order.

    Placements are doubled so that they are whole numbers: that of a patient of the first group
    is twice the number of the second group's values below, plus the number equal.

    Examples
    --------
    >>> layout = Layout(2, 2, (1, 2, 1))
    >>> layout.sums([0, 1, 1])
    (7, 25, 1)
    """

    first: int
    second: int
    ties: tuple[int, ...]

    def step(self, before: Whole, passed: Whole, tied: Whole, taken: Whole) -> tuple[Whole, ...]:
        """What one value adds to the placements' sum and their two sums of squares.

        ``taken`` of its ``tied`` patients are of the first group, ``before`` of that group's
        lie below, ``passed`` patients of both groups do.
        """
        of_first = 2 * (passed - before) + tied - taken
        of_second = 2 * before + taken
        return taken * of_first, taken * of_first**2, (tied - taken) * of_second**2

    @property
    def weights(self) -> tuple[int, int]:
        """Weights of the two sums of squares in the error."""
        return self.first * (self.second - 1), self.second * (self.first - 1)

    def takings(self, before: int, passed: int, tied: int) -> range:
        """How many of a value's patients can be of the first group."""
        room = self.second - (passed - before)
        return range(max(0, tied - room), min(tied, self.first - before) + 1)

    def distance(self, sums: Numbers) -> Numbers:
        """Squared numerator of the statistic."""
        result: Numbers = (sums - self.first * self.second) ** 2
        return result

    def error(self, sums: Numbers, squares: Numbers) -> Numbers:
        """Squared denominator, up to the same constant: a whole number, zero at separation."""
        other = 2 * self.first * self.second - sums
        result: Numbers = squares - (self.second - 1) * sums**2 - (self.first - 1) * other**2
        return result

    def sums(self, taken: Sequence[int]) -> tuple[int, int, int]:
        """First group's placements' sum and sum of squares, and the second's sum of squares.

        ``taken`` is the number of the first group's patients at each value.
        """
        tied, own = np.array(self.ties), np.array(taken)
        before, passed = np.cumsum(own) - own, np.cumsum(tied) - tied
        placements, of_first, of_second = self.step(before, passed, tied, own)
        return int(placements.sum()), int(of_first.sum()), int(of_second.sum())


def _joined(parts: list[Paths]) -> Paths:
    sums, squares, ways = (np.concatenate(column) for column in zip(*parts, strict=True))
    return sums, squares, ways


def _moved(paths: Paths, layout: Layout, before: int, passed: int, tied: int, taken: int) -> Paths:
    placement, of_first, of_second = layout.step(before, passed, tied, taken)
    weights = layout.weights
    sums, squares, ways = paths
    return (
        sums + placement,
        squares + (weights[0] * of_first + weights[1] * of_second),
        ways * comb(tied, taken),
    )


@lru_cache(maxsize=64)
def _paths_below(layout: Layout, ties: tuple[int, ...]) -> dict[int, Paths]:
    """Ways to label the patients of the lowest values, by how many are of the first group."""
    start = np.zeros(1, dtype=np.int64)
    paths: dict[int, Paths] = {0: (start, start, np.ones(1))}
    passed = 0
    for tied in ties:
        parts: dict[int, list[Paths]] = {}
        for before, known in paths.items():
            for taken in layout.takings(before, passed, tied):
                moved = _moved(known, layout, before, passed, tied, taken)
                parts.setdefault(before + taken, []).append(moved)
        paths = {before: _joined(several) for before, several in parts.items()}
        passed += tied
    return paths


@lru_cache(maxsize=64)
def _paths_above(layout: Layout, ties: tuple[int, ...]) -> dict[int, Paths]:
    """Ways to label the patients of the highest values, by how many of the first lie below."""
    start = np.zeros(1, dtype=np.int64)
    paths: dict[int, Paths] = {layout.first: (start, start, np.ones(1))}
    passed = layout.first + layout.second
    for tied in reversed(ties):
        passed -= tied
        found: dict[int, Paths] = {}
        for before in range(max(0, passed - layout.second), min(passed, layout.first) + 1):
            parts = [
                _moved(paths[before + taken], layout, before, passed, tied, taken)
                for taken in layout.takings(before, passed, tied)
            ]
            found[before] = _joined(parts)
        paths = found
    return paths


def all_labelings(layout: Layout) -> Iterator[tuple[Numbers, Numbers, Floats, Floats]]:
    """Yield `Layout.distance` and `Layout.error` of all labelings, in parts.

    With each part, shape (rows, columns), go the numbers of labelings that its rows and its
    columns stand for. A labeling is a path through the values in ascending order, and what a
    value adds depends on the first group's number below alone. So the lower and the upper half
    are listed apart.

    Examples
    --------
    >>> parts = all_labelings(Layout(2, 2, (1, 2, 1)))
    >>> sum(float(rows.sum() * columns.sum()) for _, _, rows, columns in parts)
    6.0
    """
    reached = np.cumsum(layout.ties)
    half = int(np.searchsorted(reached, reached[-1] / 2.0)) + 1
    # Samples differ in where their ties are; many a half has none.
    of_sizes = Layout(layout.first, layout.second, ())
    below = _paths_below(of_sizes, layout.ties[:half])
    above = _paths_above(of_sizes, layout.ties[half:])
    for before, (low_sums, low_squares, low_ways) in below.items():
        high_sums, high_squares, high_ways = above[before]
        rows = max(1, CHUNK // high_sums.size)
        for start in range(0, low_sums.size, rows):
            part = slice(start, start + rows)
            sums = low_sums[part, None] + high_sums
            errors = layout.error(sums, low_squares[part, None] + high_squares)
            yield layout.distance(sums), errors, low_ways[part], high_ways


def _counts_below(member: NDArray[np.bool_]) -> Floats:
    """What is asked of labelings, a row each: who is of the first group, in ascending order."""
    labelings, n = member.shape
    counts = np.zeros((3, n + 1, labelings))
    np.cumsum(member.T, axis=0, out=counts[0, 1:])
    np.square(counts[0], out=counts[1])
    counts[2, 2:] = (member[:, 1:] & member[:, :-1]).T
    return counts


def _draw_counts(n: int, first: int, seed: int, size: int) -> Iterator[Floats]:
    for orders in random_orders(n, seed, size):
        yield _counts_below(orders < first)


@lru_cache(maxsize=2)
def _kept_counts(n: int, first: int, seed: int, size: int) -> tuple[Floats, ...]:
    return tuple(_draw_counts(n, first, seed, size))


def _random_counts(n: int, first: int, seed: int, size: int) -> Iterator[Floats]:
    """The first group's number among the lowest 0 … n patients, its square, and its neighbors.

    Shape (3, n + 1, labelings), the last telling whether a patient and the one before are both of
    the first group; whatever the values are, only ties change what is made of it.
    """
    if n * size <= LARGEST_KEPT:
        return iter(_kept_counts(n, first, seed, size))
    return _draw_counts(n, first, seed, size)


def _linear(layout: Layout) -> Floats:
    """What the counts (two rows), their squares and the pairs (a row each) are multiplied with.

    Of a value's w patients c are of the first group; e and e' of that group lie below its lower
    and its upper end. With h = the sum of both ends' positions the doubled placements are
    h - (e + e') and e + e', and c = e' - e. Multiplied out, all but the terms in c² and c³ of
    tied values are linear in the counts and their squares. Of two tied patients with indicators x
    and y these are in c³ = c + 6xy and c² = c + 2xy: linear in the pairs.
    """
    ties = np.array(layout.ties)
    ends = np.cumsum(ties)
    starts = ends - ties
    positions = starts + ends
    of_first, of_second = layout.weights
    linear = np.zeros((4, int(ends[-1]) + 1))
    for row, coefficient in enumerate((positions, of_first * positions**2)):
        linear[row, ends] += coefficient
        linear[row, starts] -= coefficient
    linear[2, ends] += 2 * (of_second * ties - of_first * positions)
    linear[2, starts] += 2 * (of_second * ties + of_first * positions)
    two = ends[ties == 2]
    linear[1, two] -= of_second
    linear[1, two - 2] += of_second
    linear[3, two] = -2 * (of_first + of_second)
    return linear


def _subtract_ties(layout: Layout, counts: Floats, squares: Floats) -> None:
    """Take (a - b)(c³ - c)/3 + b(w c² - c) of every value of three patients or more."""
    ties = np.array(layout.ties)
    tied = np.flatnonzero(ties > 2)
    if not tied.size:
        return
    ends, widths = np.cumsum(ties)[tied], ties[tied]
    of_first, of_second = layout.weights
    cubic, quadratic = float(of_first - of_second), 3.0 * of_second
    taken = counts[ends] - counts[ends - widths]
    # Three times the terms are whole numbers, and so are the terms.
    terms = cubic * taken
    terms += quadratic * widths[:, None]
    terms *= taken
    terms -= cubic + quadratic
    terms *= taken
    terms /= 3.0
    squares -= terms.sum(axis=0)


def random_labelings(
    layouts: Sequence[Layout], seed: int, size: int
) -> Iterator[tuple[Floats, Floats]]:
    """Yield placements' sums and weighted sums of squares of random labelings, in parts.

    Each part has shape (layouts, labelings). Whole numbers throughout, so several layouts of the
    same two sizes together get the very numbers that each gets alone.

    Examples
    --------
    >>> parts = list(random_labelings([Layout(2, 2, (1, 2, 1))], seed=1, size=5))
    >>> [sums.shape for sums, squares in parts]
    [(1, 5)]
    """
    one, n = layouts[0].first, layouts[0].first + layouts[0].second
    linear = np.stack([_linear(layout) for layout in layouts], axis=1)
    of_first, of_second = layouts[0].weights
    constant = (of_first - of_second) * one * (4 * one**2 - 1) // 3 - of_second * one
    for counts in _random_counts(n, one, seed, size):
        sums = linear[0] @ counts[0]
        sums -= one**2
        squares = linear[1] @ counts[0]
        squares += linear[2] @ counts[1]
        squares += linear[3] @ counts[2]
        squares += constant
        for layout, row in zip(layouts, squares, strict=True):
            _subtract_ties(layout, counts[0], row)
        yield sums, squares
