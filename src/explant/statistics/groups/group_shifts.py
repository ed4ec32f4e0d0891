"""Differences between two large groups in order, and the rank-sum test at each and between them.

The ranks need not be formed for every shift: U is the number of differences above it, those equal
to it counted half, and ties arise between values of the two groups that differ by it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from explant.statistics.kernel.arrays import Floats, rescale
from explant.statistics.kernel.inversion import IntervalResult, accepted_from
from explant.statistics.kernel.ties import (
    are_told_apart,
    runs_of_rows,
    starts_of_distinct,
    starts_of_distinct_in_rows,
)


def normal_rank_sum_p(u: Floats, cubes: Floats, n_first: int, n_second: int) -> Floats:
    """Two-sided p of U, normal with tie and continuity correction; 1 where all are tied.

    Parameters
    ----------
    u : float array
        Pairs in which the first group's value is larger, ties half.
    cubes : float array
        Sum of t**3 - t over the ties of t values.
    n_first, n_second : int

    Examples
    --------
    >>> normal_rank_sum_p(np.array([900.0]), np.zeros(1), 30, 40).round(5)
    array([0.00038])
    """
    n, pairs = n_first + n_second, n_first * n_second
    variances = pairs / 12.0 * (n + 1.0 - cubes / (n * (n - 1.0)))
    p = np.ones(np.shape(u))
    some = variances > 0.0
    z = np.maximum(np.abs(u[some] - pairs / 2.0) - 0.5, 0.0) / np.sqrt(variances[some])
    p[some] = np.minimum(1.0, 2.0 * ndtr(-z))
    return p


class GroupShifts:
    """Differences of distinct values of two groups, and the normal rank-sum test at every position.

    Positions are those of `explant.statistics.kernel.inversion`.

    Parameters
    ----------
    one, two : float array
        Values of the two groups, ties settled among all of them.

    Attributes
    ----------
    points : float array
        The differences, each once.
    estimate : float
        Their median, each taken as often as it occurs.
    position_of_estimate, position_of_zero : int
    regular : bool
        False where rounding ties one value to two of the other group; `p_values` does not hold.
    """

    def __init__(self, one: Floats, two: Floats) -> None:
        first, times_first = np.unique(one, return_counts=True)
        second, times_second = np.unique(two, return_counts=True)
        # Halves first: the difference of two values near the largest float would overflow.
        gaps = (first[:, None] / 2.0 - second[None, :] / 2.0).ravel()
        reach = np.maximum(np.abs(first[:, None]), np.abs(second[None, :])).ravel()
        order = np.argsort(gaps)
        ordered = gaps[order]
        begins = starts_of_distinct(ordered, reach[order])
        labels = np.cumsum(begins) - 1
        starts = np.flatnonzero(begins)
        with np.errstate(over="ignore"):
            self.points = ordered[starts] * 2.0
        ends = np.concatenate((starts[1:], [ordered.size])) - 1
        width = (ordered[ends] - ordered[starts]).max(keepdims=True)
        self.regular = bool(are_told_apart(width, first[None, :], second[None, :])[0])
        times = (times_first[:, None] * times_second[None, :]).ravel()[order].astype(np.float64)
        together = (times_first[:, None] + times_second[None, :]).ravel()[order]
        running = np.cumsum(times)
        n_pairs = one.size * two.size
        middles = np.array([(n_pairs - 1) // 2, n_pairs // 2])
        places = np.searchsorted(running, middles, side="right")
        self.estimate = rescale(float((ordered[places] / 2.0).sum()), 2.0)
        self.position_of_estimate = 2 * int(labels[places[0]]) + 1
        below = int(np.searchsorted(self.points, 0.0))
        at_zero = below < self.points.size and self.points[below] == 0.0
        self.position_of_zero = 2 * below + (1 if at_zero else 0)
        equal = np.bincount(labels, times, starts.size)
        at_most = np.concatenate(([0.0], np.cumsum(equal)))
        u = np.empty(2 * starts.size + 1)
        u[0::2] = n_pairs - at_most
        u[1::2] = n_pairs - at_most[1:] + equal / 2.0
        alone = sum(
            float((t.astype(np.float64) ** 3 - t).sum()) for t in (times_first, times_second)
        )
        cubes = np.full(u.size, alone)
        cubes[1::2] += np.bincount(labels, 3.0 * times * together, starts.size)
        self._p = normal_rank_sum_p(u, cubes, one.size, two.size)

    def p_values(self, positions: NDArray[np.int64]) -> Floats:
        """Two-sided p at each position."""
        return self._p[positions]


Places = NDArray[np.intp]

AT_ONCE = 100_000
"""So many differences are sorted together: what a processor keeps at hand."""


def shifts_of_rows(rows: Floats, n_first: int, confidence: float) -> list[IntervalResult | None]:
    """Return shifts with their intervals, None of rows that need to be done alone.

    Parameters
    ----------
    rows : float array, shape (rows, n)
        Values with ties settled, the first group's before the second's.
    n_first : int
        Patients in the first group.
    confidence : float

    Examples
    --------
    >>> rows = np.concatenate((np.arange(0.0, 30.0), np.arange(9.5, 39.5)))[None, :]
    >>> shifts_of_rows(rows, 30, 0.95)[0].estimate
    -9.5
    """
    pairs = n_first * (rows.shape[1] - n_first)
    step = max(1, AT_ONCE // max(pairs, 1))
    return [
        each
        for at in range(0, len(rows), step)
        for each in _ManyShifts(rows[at : at + step], n_first).intervals(confidence)
    ]


def _times(ordered: Floats) -> Floats:
    """How many times each value of rows in order is in its row."""
    _, times = runs_of_rows(ordered)
    return np.repeat(times, times).reshape(ordered.shape).astype(np.float64)


class _ManyShifts:
    """All differences in order: points and the gaps between them, of all rows one after the other.

    Positions are those of `explant.statistics.kernel.inversion`.
    """

    def __init__(self, rows: Floats, n_first: int) -> None:
        one, two = np.sort(rows[:, :n_first], axis=1), np.sort(rows[:, n_first:], axis=1)
        self.sizes = one.shape[1], two.shape[1]
        self.k, self.n_pairs = len(rows), one.shape[1] * two.shape[1]
        # Halves first: the difference of two values near the largest float would overflow.
        gaps = (one[:, :, None] / 2.0 - two[:, None, :] / 2.0).reshape(self.k, -1)
        reach = np.maximum(np.abs(one)[:, :, None], np.abs(two)[:, None, :]).reshape(self.k, -1)
        times_one, times_two = _times(one), _times(two)
        together = (times_one[:, :, None] + times_two[:, None, :]).reshape(self.k, -1)
        order = np.argsort(gaps, axis=1)
        self.ordered = np.take_along_axis(gaps, order, axis=1)
        self.begins = starts_of_distinct_in_rows(
            self.ordered, np.take_along_axis(reach, order, axis=1)
        )
        places = np.flatnonzero(self.begins)
        ends = np.append(places[1:], self.begins.size)
        line = self.ordered.ravel()
        row = places // self.n_pairs
        self.first_of_row = np.flatnonzero(places == row * self.n_pairs)
        self.points = np.diff(np.append(self.first_of_row, places.size))
        self.start, self.end = places - row * self.n_pairs, ends - row * self.n_pairs
        self.values = line[places]
        width = np.maximum.reduceat(line[ends - 1] - line[places], self.first_of_row)
        self.regular = are_told_apart(width, one, two)
        # Each patient of a tie of t counts t**2 - 1, each pair across the groups 3 (t1 + t2) more.
        self.alone = (times_one**2 - 1.0).sum(axis=1) + (times_two**2 - 1.0).sum(axis=1)
        across = 3.0 * np.take_along_axis(together, order, axis=1).ravel()
        self.across = np.add.reduceat(across, places)

    def p_values(self, rows: Places, positions: Places) -> Floats:
        """Two-sided p of rows at a position each."""
        point, at_point = positions // 2, positions % 2 == 1
        at = self.first_of_row[rows] + np.minimum(point, self.points[rows] - 1)
        above = self.n_pairs - np.where(point < self.points[rows], self.start[at], self.n_pairs)
        tied = np.where(at_point, self.end[at] - self.start[at], 0)
        cubes = self.alone[rows] + np.where(at_point, self.across[at], 0.0)
        return normal_rank_sum_p(above - tied / 2.0, cubes, *self.sizes)

    def intervals(self, confidence: float) -> list[IntervalResult | None]:
        """The estimates with their intervals, None where something is left open."""
        rows, last = np.arange(self.k), 2 * self.points
        outermost = np.maximum(self.p_values(rows, np.zeros_like(rows)), self.p_values(rows, last))
        alpha = np.array([accepted_from(confidence, p) for p in outermost.tolist()])
        middle = (self.n_pairs - 1) // 2, self.n_pairs // 2
        center = 2 * self.begins[:, : middle[0] + 1].sum(axis=1) - 1
        first, left = self._first_accepted(center, alpha, from_right=False)
        behind, right = self._first_accepted(last - center, alpha, from_right=True)
        # A gap is open; its closure begins at the point beside it.
        low, high = (np.maximum(first, 1) - 1) | 1, (last - np.maximum(behind, 1)) | 1
        worst = np.maximum(left, right)
        begun = (self.values < 0.0).astype(np.intp)
        below = np.add.reduceat(begun, self.first_of_row)
        at = self.first_of_row + np.minimum(below, self.points - 1)
        zero = 2 * below + ((self.values[at] == 0.0) & (below < self.points))
        p_zero = self.p_values(rows, zero)
        inside = (low <= zero) & (zero <= high)
        worst = np.where(inside, worst, np.maximum(worst, p_zero))
        clear = self.regular & (outermost < 1.0) & (~inside | (p_zero > worst))
        halves = self.ordered[:, middle]
        numbers = (
            (halves / 2.0).sum(axis=1),
            *(self.values[self.first_of_row + end // 2] for end in (low, high)),
        )
        with np.errstate(over="ignore"):
            estimate, lowest, highest = (2.0 * number for number in numbers)
        # What exceeds the largest number is told one by one.
        clear &= np.isfinite(lowest) & np.isfinite(highest)
        found = zip(
            clear.tolist(),
            *(each.tolist() for each in (estimate, lowest, highest, 1.0 - worst)),
            strict=True,
        )
        return [IntervalResult.at(confidence, *numbers) if one else None for one, *numbers in found]

    def _first_accepted(
        self, center: Places, alpha: Floats, from_right: bool
    ) -> tuple[Places, Floats]:
        """Positions from one end inwards at which p exceeds the level, and the largest p outside.

        As by bisection of each row: p is taken to rise from the end to the center.
        """
        rows, last = np.arange(self.k), 2 * self.points

        def p_values(which: Places, positions: Places) -> Floats:
            return self.p_values(which, last[which] - positions if from_right else positions)

        low, high = np.zeros_like(center), center.copy()
        at_center = p_values(rows, high)
        alpha = np.where(at_center <= alpha, np.nextafter(at_center, 0.0), alpha)
        # Of each row the largest p that was met below, but for the last one met.
        before, newest = np.zeros(self.k), np.zeros(self.k)
        while (open_rows := np.flatnonzero(high - low > 1)).size:
            middle = (low[open_rows] + high[open_rows]) // 2
            p = p_values(open_rows, middle)
            above = p > alpha[open_rows]
            high[open_rows[above]] = middle[above]
            rejected = open_rows[~above]
            low[rejected] = middle[~above]
            before[rejected] = np.maximum(before[rejected], newest[rejected])
            newest[rejected] = p[~above]
        outside = (np.maximum(high, 1) - 1) | 1
        worst = np.where(low < outside, np.maximum(before, newest), before)
        return high, np.maximum(worst, p_values(rows, outside - 1))
