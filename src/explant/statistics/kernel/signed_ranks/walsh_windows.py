"""The Walsh averages that matter of a large sample: around its median and the interval's ends.

All n(n + 1)/2 of them would take gigabytes from some thousand values on. How many lie below a
number takes one search in the sorted sample (Johnson & Mizoguchi 1978, 10.1137/0207013), so those
of given ranks are found without forming the others.
"""

from __future__ import annotations

from functools import cached_property
from math import sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from explant.statistics.kernel.arrays import Floats
from explant.statistics.kernel.signed_ranks.ranks_about import RanksAbout
from explant.statistics.kernel.signed_ranks.walsh_averages import normal_p
from explant.statistics.kernel.ties import starts_of_distinct

MARGIN = 20
"""Averages on either side of the rank that is looked for."""

NEARER = 2.0
"""Rounding ties distances whose averages differ, and parts some whose averages are one: the sum of
ranks is off by a half then, seldom by more."""

MOST_IN_A_WINDOW = 2_000_000
"""More averages than this have one value or nearly: then all are formed."""


class _Window(NamedTuple):
    """Averages of some ranks and some beside them, in ascending order; of tied values one each.

    Attributes
    ----------
    averages, reach
        And the larger size of the two values that each is of.
    times
        How many averages each stands for.
    first
        Rank of the first.
    """

    averages: Floats
    reach: Floats
    times: NDArray[np.int64]
    first: int

    @property
    def distinct(self) -> int:
        return int(starts_of_distinct(self.averages, self.reach).sum())

    def of_rank(self, rank: int) -> float:
        at = np.searchsorted(np.cumsum(self.times), rank - self.first, side="right")
        return float(self.averages[at])


class _Sample:
    """Distinct values in ascending order, and how many times each is there."""

    def __init__(self, settled: Floats) -> None:
        self.values, self.times = np.unique(settled, return_counts=True)
        self.places = np.arange(self.values.size)
        self.below = np.concatenate(([0], np.cumsum(self.times)))
        self.alone = self.times * (self.times + 1) // 2

    def ends(self, theta: float) -> NDArray[np.intp]:
        """For each value how far the later ones go whose average with it is at most theta."""
        ends: NDArray[np.intp] = np.searchsorted(
            self.values, 2.0 * theta - self.values, side="right"
        )
        return np.maximum(ends, self.places)

    def at_most(self, ends: NDArray[np.intp]) -> int:
        """How many averages the values have with those before these ends."""
        any_there = ends > self.places
        with_itself = self.alone[any_there].sum()
        later = self.below[ends] - self.below[self.places + 1]
        return int(with_itself + (self.times * later)[any_there].sum())

    def around(self, rank: int) -> tuple[float, float]:
        """Numbers below and from which on more than ``rank`` averages are at most the number.

        Their counts lie within `MARGIN` of the rank, save where more averages than that are equal.
        """
        low, high = float(self.values[0]), float(self.values[-1])
        span = high - low
        # Below every value, also where all are nearly one.
        low = min(low - span * 1e-9 - 1e-300, float(np.nextafter(low, -np.inf)))
        n = int(self.below[-1])
        least, most = 0, n * (n + 1) // 2
        while high - low > 1e-13 * span and (rank - least > MARGIN or most - rank > MARGIN):
            middle = low + (high - low) / 2.0
            if not low < middle < high:
                break
            count = self.at_most(self.ends(middle))
            if count <= rank:
                low, least = middle, count
            else:
                high, most = middle, count
        return low, high

    def window(self, first: int, last: int) -> _Window | None:
        """Averages of these ranks and some beside them."""
        start, end = self.ends(self.around(first)[0]), self.ends(self.around(last)[1])
        counts = end - start
        if counts.sum() > MOST_IN_A_WINDOW:
            return None
        one = np.repeat(self.places, counts)
        before = np.repeat(np.cumsum(counts) - counts, counts)
        other = np.arange(counts.sum()) - before + np.repeat(start, counts)
        half, size = self.values / 2.0, np.abs(self.values)
        sums = half[one] + half[other]
        order = np.argsort(sums)
        one, other = one[order], other[order]
        times = np.where(one == other, self.alone[one], self.times[one] * self.times[other])
        return _Window(sums[order], np.maximum(size[one], size[other]), times, self.at_most(start))


def _normal_bounds(shifts: Floats, squares: Floats) -> Floats:
    """Upper bounds of p, where the variance is at most so many squares over 24."""
    nearer = np.maximum(np.abs(shifts) - NEARER, 0.0)
    return normal_p(nearer, np.maximum(squares, 1.0) / 24.0)


class WalshWindows:
    """As `WalshAverages`, of the averages near the median and near both ends of the interval.

    Attributes
    ----------
    points, estimate, position_of_estimate, position_of_zero
        As there; between two windows a gap stands for all averages that are not formed.
    """

    def __init__(self, ranks: RanksAbout, windows: list[_Window], pairs: int) -> None:
        self.ranks, self.pairs = ranks, pairs
        sums = np.concatenate([window.averages for window in windows])
        # How many averages are at most each.
        at_most = np.concatenate([w.first + np.cumsum(w.times) for w in windows])
        order = np.lexsort((at_most, sums))
        in_order = sums[order]
        kept = order[np.append(in_order[1:] != in_order[:-1], True)]
        ordered, at_most = sums[kept], at_most[kept]
        reach = np.concatenate([window.reach for window in windows])[kept]
        starts = np.flatnonzero(starts_of_distinct(ordered, reach))
        ends = np.append(starts[1:], ordered.size) - 1
        self.points, self._last, self._at_most = ordered[starts], ordered[ends], at_most[ends]
        # Between two windows it is not known how many averages lie below.
        self._below = np.concatenate(([windows[0].first], self._at_most[:-1]))
        self._unknown = np.zeros(self.points.size + 1, dtype=np.bool_)
        for window in windows[1:]:
            at = int(np.searchsorted(self._last, window.averages[0]))
            if window.first > self._below[at]:
                self._below[at], self._unknown[at] = window.first, True
        low, high = (windows[1].of_rank(rank) for rank in ((pairs - 1) // 2, pairs // 2))
        self.estimate = low / 2.0 + high / 2.0 if low != high else low
        at = int(np.searchsorted(self.points, low, side="right")) - 1
        self.position_of_estimate = 2 * at + 1
        below = int(np.searchsorted(self.points, 0.0))
        at_zero = below < self.points.size and self.points[below] == 0.0
        self.position_of_zero = 2 * below + (1 if at_zero else 0)

    @classmethod
    def of(cls, settled: Floats, confidence: float, drop_zeros: bool) -> WalshWindows | None:
        """Windows that hold the interval; None where ties make them too large or miss it.

        Parameters
        ----------
        settled : float array, shape (n,)
            Differences with ties settled.
        confidence : float
        drop_zeros : bool
            Whether zeros are left out before ranking.
        """
        sample = _Sample(settled)
        n = settled.size
        pairs = n * (n + 1) // 2
        # W+ that is just significant, were there no ties.
        reach = -float(ndtri((1.0 - confidence) / 2.0)) * sqrt(n * (n + 1.0) * (2 * n + 1.0) / 24.0)
        end = int(pairs / 2.0 - reach)
        if end < 2 * MARGIN or sample.values.size == 1:
            return None
        ranks = (end, pairs // 2, pairs - 1 - end)
        windows = []
        for rank in ranks:
            found, margin = sample.window(rank - MARGIN, rank + MARGIN), MARGIN
            # Many averages have one value where values are tied: as many of them as hold enough.
            while found and margin < end // 8 and (distinct := found.distinct) < MARGIN:
                margin = max(4 * margin, MARGIN * int(found.times.sum()) // distinct)
                found = sample.window(rank - margin, rank + margin)
            if found is None:
                return None
            windows.append(found)
        made = cls(RanksAbout(settled, drop_zeros), windows, pairs)
        edges = made.p_values(np.array([0, 2 * made.points.size]))
        return made if edges.max() <= 1.0 - confidence else None

    def p_values(self, positions: NDArray[np.int64]) -> Floats:
        """Two-sided p at points and in gaps, by the normal approximation."""
        sums = [self.ranks.sums_at(self._theta_of(int(each))) for each in positions]
        shifts, variances = np.array(sums).reshape(-1, 2).T
        some = variances > 0.0
        p = np.ones(positions.size)
        p[some] = normal_p(shifts[some], variances[some])
        return p

    def bounds_of_p(self, positions: NDArray[np.int64]) -> tuple[Floats, NDArray[np.bool_]]:
        """Upper bounds of the p values, none of them told to be one: without ties p is largest.

        The rank sum is known from how many averages lie below; ties make its variance smaller.
        """
        return self._bounds[positions], np.zeros(positions.size, dtype=np.bool_)

    @cached_property
    def _bounds(self) -> Floats:
        values, times = self.ranks.values, self.ranks.times
        n, size = int(times.sum()), self.points.size
        # In the gap before each point, and behind the last.
        above = self.pairs - np.append(self._below, self._at_most[-1]).astype(np.float64)
        bounds = np.empty(2 * size + 1)
        of_all = n * (n + 1.0) * (2.0 * n + 1.0)
        bounds[0::2] = _normal_bounds(above - self.pairs / 2.0, np.full(size + 1, of_all))
        bounds[0::2][self._unknown] = 1.0
        place = np.minimum(np.searchsorted(values, self.points), values.size - 1)
        own = (values[place] >= self.points) & (values[place] <= self._last)
        zeros = np.where(own, times[place], 0).astype(np.float64)
        ties = self._at_most - self._below - zeros * (zeros + 1.0) / 2.0
        above = self.pairs - self._at_most + ties / 2.0
        of_zeros = zeros * (zeros + 1.0)
        if self.ranks.drop_zeros:
            # The ranks of the others are lower by so many.
            above -= zeros * (n - np.cumsum(times)[place])
            kept = n - zeros
            sums, squares = kept * (kept + 1.0), kept * (kept + 1.0) * (2.0 * kept + 1.0)
        else:
            sums, squares = n * (n + 1.0) - of_zeros, of_all - of_zeros * (2.0 * zeros + 1.0)
        bounds[1::2] = _normal_bounds(above - sums / 4.0, squares)
        return bounds

    def _theta_of(self, position: int) -> float:
        if position == self.position_of_zero:
            return 0.0
        at, in_gap = divmod(position, 2)
        if in_gap:
            return float(self.points[at])
        if at in (0, self.points.size):
            width = float(self.points[-1]) - float(self.points[0])
            near = float(self.points[min(at, self.points.size - 1)])
            return near + (1e-9 if at else -1e-9) * width
        return float(self.points[at - 1]) / 2.0 + float(self.points[at]) / 2.0
