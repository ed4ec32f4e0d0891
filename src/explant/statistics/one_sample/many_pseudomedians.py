"""Pseudomedians of many samples at once, with the intervals that invert the exact signed-rank test.

Where m Walsh averages lie below theta, W- is m, whatever the sample. Were no ranks tied, p would be
a number that all samples of a size share; parting tied ranks moves the sum of any set of them by at
most half of what the ranks are moved in all, so with ties p lies between two such numbers. Only
where these leave open whether p exceeds a level, or which p outside the interval is the largest,
are the sign patterns counted, of all samples together. Without ties none are: the point that bounds
the interval is the one at whose average p begins to exceed the level, and the gap before it tells
the level achieved.

The rules for the interval are those of `explant.statistics.kernel.inversion`, which does one by one
what is left open here.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from explant.statistics.kernel.arrays import Floats
from explant.statistics.kernel.inversion import IntervalResult, accepted_from
from explant.statistics.kernel.signed_ranks.ordered_averages import averages_of_rows
from explant.statistics.kernel.signed_ranks.signed_rank_tails import (
    bounds_of_signed_rank_tails_at,
    signed_rank_tails_at,
    untied_signed_rank_tail,
)
from explant.statistics.kernel.ties import (
    are_told_apart,
    first_and_last_tied,
    runs_of_rows,
)

AT_ONCE = 250_000
"""So many averages are sorted together: some megabytes."""

SURELY_ONE = 16.0 * float(np.finfo(np.float64).eps)
"""Distances from theta that differ by less, relative to the largest value, are equal."""

SURELY_TWO = 1e-10
"""Those that differ by more are not; between the two nothing is settled here."""

Bools = NDArray[np.bool_]
Integers = NDArray[np.int64]


def pseudomedians_of_rows(
    rows: Floats, confidence: float, drop_zeros: bool
) -> list[IntervalResult | None]:
    """Return pseudomedians with their exact intervals, None of rows that need to be done alone.

    Parameters
    ----------
    rows : float array, shape (rows, n)
        Differences with ties settled.
    confidence : float
    drop_zeros : bool
        Whether patients at theta are left out before ranking, or take the lowest ranks.

    Examples
    --------
    >>> found = pseudomedians_of_rows(np.array([[1.0, 2.0, 4.0, 8.0, 16.0, 32.0]]), 0.95, True)
    >>> found[0].estimate, found[0].low, found[0].high, found[0].level
    (8.5, 1.0, 32.0, 0.96875)
    """
    n = rows.shape[1]
    if n < 2:
        return [None] * len(rows)
    step = max(1, AT_ONCE // (n * (n + 1) // 2))
    return [
        each
        for at in range(0, len(rows), step)
        for each in _Samples(rows[at : at + step], drop_zeros).intervals(confidence)
    ]


def _between(
    n: int, n_zero: int, drop_zeros: bool, low: Integers, high: Integers
) -> tuple[Floats, Floats]:
    """P of the untied ranks beside so many patients at theta, at two doubled sums."""
    lowest = 1 if drop_zeros else n_zero + 1
    p = np.minimum(1.0, 2.0 * untied_signed_rank_tail(lowest, lowest + n - n_zero - 1))
    lower: Floats = np.where(low < 0, 0.0, p[np.clip(low // 2, 0, p.size - 1)])
    upper: Floats = p[np.minimum(high // 2, p.size - 1)]
    return lower, upper


class _BoundedP:
    """What is known of p at some positions: it lies between two numbers, at last in one.

    Parameters
    ----------
    at : integer array
        Twice the smaller of W+ and W-.
    parted : integer array
        At least half of what doubled ranks move in all where their ties are parted.
    zeros : integer array
        Patients at theta.
    """

    def __init__(
        self, n: int, drop_zeros: bool, at: Integers, parted: Integers, zeros: Integers
    ) -> None:
        self.at, self.zeros = at, zeros
        # With every rank on one side no other pattern is as far out.
        parted = np.where(at > 0, parted, 0)
        low, high = at - parted, at + parted
        self.lower, self.upper = _between(n, 0, drop_zeros, low, high)
        at_values = np.flatnonzero(zeros)
        for n_zero in np.flatnonzero(np.bincount(zeros[at_values])).tolist():
            here = at_values[zeros[at_values] == n_zero]
            self.lower[here], self.upper[here] = _between(
                n, n_zero, drop_zeros, low[here], high[here]
            )
        self.open = parted > 0

    def unclear(self, alpha: float) -> Bools:
        """Where it is open whether p exceeds a level."""
        found: Bools = self.open & (self.upper > alpha) & (self.lower <= alpha)
        return found

    def told(self, where: NDArray[np.intp], lower: Floats, upper: Floats) -> None:
        """Take over between what p lies at some positions."""
        self.lower[where] = np.maximum(self.lower[where], lower)
        self.upper[where] = np.minimum(self.upper[where], upper)
        self.open[where[lower == upper]] = False


class _Samples:
    """The Walsh averages of some samples in order: points, each with the gap before it.

    Points and gaps of all samples stand one after the other.
    """

    def __init__(self, rows: Floats, drop_zeros: bool) -> None:
        self.drop_zeros = drop_zeros
        self.values = np.sort(rows, axis=1)
        self.k, self.n = rows.shape
        self.n_pairs = self.n * (self.n + 1) // 2
        self.half = self.values / 2.0
        self.ordered, self.begins = averages_of_rows(self.values)
        self.places = np.flatnonzero(self.begins)
        self.ends = np.append(self.places[1:], self.begins.size)
        self.row = self.places // self.n_pairs
        self.start = self.places - self.row * self.n_pairs
        self.end = self.ends - self.row * self.n_pairs
        self.first_of_row = np.flatnonzero(self.start == 0)
        own = np.stack(
            [np.searchsorted(*each) for each in zip(self.ordered, self.values, strict=True)]
        )
        own += self.n_pairs * np.arange(self.k)[:, None]
        point = np.searchsorted(self.places, own.ravel(), side="right") - 1
        self.values_at = np.bincount(point, minlength=self.places.size)
        below = np.cumsum(self.values_at) - self.values_at
        self.values_below = below - self.n * self.row
        line = self.ordered.ravel()
        width = np.maximum.reduceat(line[self.ends - 1] - line[self.places], self.first_of_row)
        self.clear = are_told_apart(width, self.values)

    @cached_property
    def _parted_values(self) -> Integers:
        """Of each row half of what doubled ranks move where equal values are parted."""
        places, times = runs_of_rows(self.values)
        parted = np.bincount(places // self.n, times * times // 4, self.k)
        return parted.astype(np.int64)

    @cached_property
    def gaps(self) -> _BoundedP:
        """The test in the gap before each point."""
        at = 2 * np.minimum(self.start, self.n_pairs - self.start)
        parted = self._parted_values[self.row]
        return _BoundedP(self.n, self.drop_zeros, at, parted, np.zeros_like(at))

    @cached_property
    def points(self) -> _BoundedP:
        """The test at each point."""
        zeros = self.values_at
        tied = self.end - self.start - zeros * (zeros + 1) // 2
        below, above = 2 * self.start + tied, 2 * (self.n_pairs - self.end) + tied
        if self.drop_zeros:
            # The others' ranks are lower by so many.
            below = below - 2 * zeros * self.values_below
            above = above - 2 * zeros * (self.n - self.values_below - zeros)
        parted = self._parted_values[self.row] - zeros * zeros // 4 + tied
        return _BoundedP(self.n, self.drop_zeros, np.minimum(below, above), parted, zeros)

    def intervals(self, confidence: float) -> list[IntervalResult | None]:
        """The estimates with their intervals, None where something is left open."""
        points, gaps = self.points, self.gaps
        alpha = accepted_from(confidence, float(gaps.lower[0]))
        none = np.zeros(self.row.size, dtype=np.bool_)
        for roughly in (True, False):
            accepted = self._accepted(alpha)
            self._count(none, gaps.unclear(alpha) & self._outside(*accepted)[1], roughly)
            accepted = self._accepted(alpha)
            self._count(points.unclear(alpha) & self._outside(*accepted)[0], none, roughly)
        low, high = self._accepted(alpha)
        self.clear &= (low <= high) & (high < self.row.size)
        worst = self._largest_outside(low, high)
        self.clear &= self._zero_is_told(low, high, worst)
        middles = [(self.n_pairs - 1) // 2, self.n_pairs // 2]
        middle = self.first_of_row + self.begins[:, : middles[0] + 1].sum(axis=1) - 1
        self.clear &= (low <= middle) & (middle <= high)
        one, two = self.ordered[:, middles].T
        estimate = np.where(one != two, one / 2.0 + two / 2.0, one)
        line = self.ordered.ravel()
        low, high = np.minimum(low, self.row.size - 1), np.maximum(high, 0)
        found = estimate, line[self.places[low]], line[self.places[high]], 1.0 - worst
        return [
            IntervalResult.at(confidence, *numbers) if clear else None
            for clear, *numbers in zip(
                self.clear.tolist(), *(each.tolist() for each in found), strict=True
            )
        ]

    def _accepted(self, alpha: float) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Of each row the first and the last point that is accepted, or a gap beside it inside."""
        points, gaps = self.points.lower > alpha, self.gaps.lower > alpha
        number = np.arange(self.row.size)
        # The gap behind a row's last point is its outermost one, and never accepted.
        behind = np.append(gaps[1:], False)
        low = np.where(points | behind, number, self.row.size)
        high = np.where(points | gaps, number, -1)
        return (
            np.minimum.reduceat(low, self.first_of_row),
            np.maximum.reduceat(high, self.first_of_row),
        )

    def _outside(self, low: NDArray[np.intp], high: NDArray[np.intp]) -> tuple[Bools, Bools]:
        """Which points lie outside the intervals with these ends, and which gaps.

        A gap is open: its closure begins at the point before it.
        """
        number = np.arange(self.row.size)
        points = (number < low[self.row]) | (number > high[self.row])
        return points, points | (number == low[self.row])

    def _largest_outside(self, low: NDArray[np.intp], high: NDArray[np.intp]) -> Floats:
        """Largest p of each row outside its interval."""
        points, gaps = self.points, self.gaps
        at_points, at_gaps = self._outside(low, high)

        def largest() -> Floats:
            p = np.maximum(
                np.where(at_points, points.lower, 0.0), np.where(at_gaps, gaps.lower, 0.0)
            )
            # The gap behind the last point is as the one before the first.
            found: Floats = np.maximum(np.maximum.reduceat(p, self.first_of_row), gaps.lower[0])
            return found

        # The one that may be the largest is counted first: it leaves fewer others open.
        for all_of_them in (False, True):
            least = largest()[self.row]
            open_points = points.open & at_points & (points.upper > least)
            open_gaps = gaps.open & at_gaps & (gaps.upper > least)
            if not all_of_them:
                upper = np.maximum(
                    np.where(open_points, points.upper, 0.0), np.where(open_gaps, gaps.upper, 0.0)
                )
                highest = np.maximum.reduceat(upper, self.first_of_row)[self.row]
                open_gaps &= gaps.upper == highest
                open_points &= (points.upper == highest) & ~open_gaps
            self._count(open_points, open_gaps)
        return largest()

    def _zero_is_told(self, low: NDArray[np.intp], high: NDArray[np.intp], worst: Floats) -> Bools:
        """Whether zero is outside, or inside with a larger p than any position outside."""
        begun = self.ordered.ravel()[self.places]
        zero = self.first_of_row + np.add.reduceat((begun < 0.0).astype(np.intp), self.first_of_row)
        place = np.minimum(zero, self.row.size - 1)
        at_point = (begun[place] == 0.0) & (place == zero)
        inside = (zero <= high) & np.where(at_point, zero >= low, zero > low)
        for tests, here in ((self.points, at_point), (self.gaps, ~at_point)):
            unclear = np.zeros(self.row.size, dtype=np.bool_)
            unclear[place[inside & here]] = True
            unclear &= tests.open & (tests.lower <= worst[self.row])
            nothing = np.zeros_like(unclear)
            self._count(*((unclear, nothing) if tests is self.points else (nothing, unclear)))
        p = np.where(at_point, self.points.lower[place], self.gaps.lower[place])
        told: Bools = ~inside | (p > worst)
        return told

    def _count(self, points: Bools, gaps: Bools, roughly: bool = False) -> None:
        """Count the sign patterns at these points and in these gaps, of rows that are clear."""
        line = self.ordered.ravel()
        which = np.flatnonzero(points & self.clear[self.row])
        theta = line[self.places[which]] / 2.0 + line[self.ends[which] - 1] / 2.0
        self._count_at(self.points, which, theta, roughly)
        which = np.flatnonzero(gaps & self.clear[self.row])
        theta = line[self.places[which] - 1] / 2.0 + line[self.places[which]] / 2.0
        self._count_at(self.gaps, which, theta, roughly)

    def _count_at(
        self, tests: _BoundedP, which: NDArray[np.intp], theta: Floats, roughly: bool
    ) -> None:
        if which.size == 0:
            return
        half, zeros = self.half[self.row[which]], tests.zeros[which][:, None]
        sides = half - theta[:, None] / 2.0
        scale = np.abs(half).max(axis=1, keepdims=True)
        order = np.argsort(np.abs(sides), axis=1)
        sides = np.take_along_axis(sides, order, axis=1)
        # With a distance of nothing before them, the first steps are those from zero.
        distances = np.concatenate((np.zeros((which.size, 1)), np.abs(sides)), axis=1)
        steps = np.diff(distances, axis=1)
        one = steps <= SURELY_ONE * scale
        odd = (~one & (steps <= SURELY_TWO * scale)).any(axis=1)
        at_theta = np.arange(self.n) < zeros
        one[:, 0] = False
        odd |= ((distances[:, 1:] <= SURELY_ONE * scale) != at_theta).any(axis=1)
        first, last = first_and_last_tied(~one)
        doubled = first + last + 2
        if self.drop_zeros:
            doubled -= 2 * zeros
        doubled[at_theta] = 0
        below = np.where(sides < 0.0, doubled, 0).sum(axis=1)
        odd |= np.minimum(below, doubled.sum(axis=1) - below) != tests.at[which]
        self.clear[self.row[which[odd]]] = False
        which, doubled = which[~odd], doubled[~odd]
        tails = doubled, tests.at[which]
        if roughly:
            lower, upper = bounds_of_signed_rank_tails_at(*tails)
        else:
            lower = upper = signed_rank_tails_at(*tails)
        tests.told(which, np.minimum(1.0, 2.0 * lower), np.minimum(1.0, 2.0 * upper))
