"""Walsh averages of a sample in order, and the signed-rank test at each and between them.

The ranks of the distances from theta need not be formed for every theta. Their sum on the positive
side is the number of Walsh averages above theta, those equal to theta counted half (Tukey 1949),
and their ties are pairs of values on opposite sides of theta whose average is theta. One sort of
the averages of distinct values therefore gives that sum everywhere.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from explant.statistics.kernel.arrays import Floats
from explant.statistics.kernel.signed_ranks.ordered_averages import pairs_of
from explant.statistics.kernel.signed_ranks.signed_rank_tails import (
    signed_rank_tail_at,
    untied_signed_rank_tail,
)
from explant.statistics.kernel.ties import are_told_apart, starts_of_distinct


def normal_p(shifts: Floats, variances: Floats) -> Floats:
    """Two-sided p of rank sums off their means by ``shifts``, with continuity correction.

    Parameters
    ----------
    shifts, variances : float array, shape (rows,)
        Distance of each rank sum from its mean, and its variance.

    Examples
    --------
    >>> normal_p(np.array([10.5]), np.array([25.0])).round(4)
    array([0.0455])
    """
    z = np.maximum(np.abs(shifts) - 0.5, 0.0) / np.sqrt(variances)
    p: Floats = np.minimum(1.0, 2.0 * ndtr(-z))
    return p


OfTie = Callable[[NDArray[np.int64]], NDArray[np.int64]]
"""What ties of so many ranks count for."""


def _cubes(t: NDArray[np.int64]) -> NDArray[np.int64]:
    return t * t * t - t


def _squares(t: NDArray[np.int64]) -> NDArray[np.int64]:
    return t * t


def _parted(t: NDArray[np.int64]) -> NDArray[np.int64]:
    return t * t // 4


LARGEST_BOUNDED = 50
"""Up to so many patients bounds of p are proven also with ties."""


class WalshAverages:
    """The Walsh averages of a sample, and the test at every position among them.

    Positions are those of `explant.statistics.kernel.inversion`.

    Parameters
    ----------
    settled : float array, shape (n,)
        Differences with ties settled.
    drop_zeros : bool
        Whether patients at theta are left out before ranking, or take the lowest ranks.

    Attributes
    ----------
    points : float array, shape (points,)
        The Walsh averages, each once.
    estimate : float
        Their median, each taken as often as it occurs.
    position_of_estimate, position_of_zero : int
    regular : bool
        False where rounding ties one value to two others; the p values do not hold then.
    """

    def __init__(self, settled: Floats, drop_zeros: bool) -> None:
        self.n = int(settled.size)
        self.drop_zeros = drop_zeros
        values = np.sort(settled)
        begin = np.flatnonzero(np.concatenate(([True], values[1:] != values[:-1])))
        values = values[begin]
        self.times = times = np.concatenate((begin[1:], [self.n])) - begin
        first, second = pairs_of(values.size)
        # Halves first: the sum of two values near the largest float would overflow.
        half, size = values / 2.0, np.abs(values)
        sums = half[first] + half[second]
        order = np.argsort(sums)
        ordered, first, second = sums[order], first[order], second[order]
        begins = starts_of_distinct(ordered, np.maximum(size[first], size[second]))
        starts = np.flatnonzero(begins)
        self.points = ordered[starts]
        ends = np.concatenate((starts[1:], [ordered.size])) - 1
        width = (ordered[ends] - ordered[starts]).max(keepdims=True)
        self.regular = bool(are_told_apart(width, values[None, :])[0])
        self.pairs = first, second, np.cumsum(begins) - 1
        own = np.flatnonzero(first == second)
        # A pair of distinct values stands for m m' pairs of patients, a value for m(m + 1)/2.
        weight = (times[first] * times[second]).astype(np.float64)
        weight[own] = (weight[own] + times) / 2.0
        running = np.cumsum(weight)
        n_pairs = self.n * (self.n + 1) // 2
        middles = np.array([(n_pairs - 1) // 2, n_pairs // 2])
        places = np.searchsorted(running, middles, side="right")
        low, high = ordered[places].tolist()
        self.estimate = low / 2.0 + high / 2.0 if low != high else low
        self.position_of_estimate = 2 * int(self.pairs[2][places[0]]) + 1
        below = int(np.searchsorted(self.points, 0.0))
        at_zero = below < starts.size and self.points[below] == 0.0
        self.position_of_zero = 2 * below + (1 if at_zero else 0)
        self._count(weight, own)
        self._sums_over_ties: dict[OfTie, Floats] = {}

    def _count(self, weight: Floats, own: NDArray[np.intp]) -> None:
        """W+ and the patients at theta, by position."""
        n_points, labels = self.points.size, self.pairs[2]
        self.n_zero = np.zeros(2 * n_points + 1, dtype=np.int64)
        # Pairs of a value with itself stand in the order of the values.
        self.own = 2 * labels[own] + 1
        self.n_zero[self.own] = self.times
        equal = np.bincount(labels, weight, n_points)
        at_most = np.concatenate(([0.0], np.cumsum(equal)))
        self.w_plus = np.empty(2 * n_points + 1)
        self.w_plus[0::2] = at_most[-1] - at_most
        zeros = self.n_zero[1::2]
        half_ties = (equal - zeros * (zeros + 1) / 2.0) / 2.0
        self.w_plus[1::2] = at_most[-1] - at_most[1:] + half_ties
        if self.drop_zeros:
            self.w_plus[self.own] -= self.times * (self.n - np.cumsum(self.times))

    @cached_property
    def _alone(self) -> bool:
        """Whether no two averages are one, as of measurements with many digits."""
        return self.points.size == self.n * (self.n + 1) // 2

    @cached_property
    def _all(self) -> NDArray[np.int64]:
        return np.arange(self.w_plus.size)

    def _over_ties(self, of_tie: OfTie, at: NDArray[np.int64]) -> Floats:
        """Sum of a function of the sizes of all ties among the ranks, at positions."""
        if self._alone:
            # At a point its two values are tied, and nothing else.
            alone, tied = of_tie(np.array([1, 2])).tolist()
            own = self.n_zero[at].astype(np.float64)
            sums: Floats = self.n * alone + (tied - 2 * alone) * (at % 2) - (tied - alone) * own
            return sums
        if of_tie not in self._sums_over_ties:
            first, second, labels = self.pairs
            one, two = self.times[first], self.times[second]
            gain = of_tie(one + two) - of_tie(one) - of_tie(two)
            gain[first == second] = 0
            single = of_tie(self.times)
            found = np.full(self.w_plus.size, float(single.sum()))
            found[1::2] += np.bincount(labels, gain, self.points.size)
            found[self.own] -= single
            self._sums_over_ties[of_tie] = found
        return self._sums_over_ties[of_tie][at]

    def _by_zeros(
        self, of_zeros: Callable[[NDArray[np.int64]], Floats], at: NDArray[np.int64]
    ) -> Floats:
        """A function of the number of patients at theta, which takes few values, at positions."""
        found: Floats = of_zeros(np.arange(int(self.times.max()) + 1))[self.n_zero[at]]
        return found

    def _sums_of_ranks(self, at: NDArray[np.int64]) -> Floats:
        """W+ + W-, at positions."""
        n = self.n
        if self.drop_zeros:
            return self._by_zeros(lambda zeros: (n - zeros) * (n - zeros + 1) / 2.0, at)
        return self._by_zeros(lambda zeros: (n * (n + 1) - zeros * (zeros + 1)) / 2.0, at)

    def _variances(self, at: NDArray[np.int64]) -> Floats:
        def squares(of_zeros: NDArray[np.int64]) -> Floats:
            n, zeros = self.n, of_zeros.astype(np.float64)
            if self.drop_zeros:
                kept = n - zeros
                return kept * (kept + 1.0) * (2.0 * kept + 1.0)
            of_all = n * (n + 1.0) * (2.0 * n + 1.0)
            return of_all - zeros * (zeros + 1.0) * (2.0 * zeros + 1.0)

        ties = self._over_ties(_cubes, at)
        return self._by_zeros(squares, at) / 24.0 - ties / 48.0

    def _shifts(self, at: NDArray[np.int64]) -> Floats:
        """How far W+ is from its mean, at positions."""
        return self.w_plus[at] - self._sums_of_ranks(at) / 2.0

    def normal_p_values(self, positions: NDArray[np.int64]) -> Floats:
        """Two-sided p with tie and continuity correction."""
        return self._normal_p[positions]

    @cached_property
    def _normal_p(self) -> Floats:
        shifts, variances = self._shifts(self._all), self._variances(self._all)
        # Without any rank nothing speaks against theta.
        return np.where(
            variances > 0.0, normal_p(shifts, np.where(variances > 0.0, variances, 1.0)), 1.0
        )

    def _doubled_tails(self, at: NDArray[np.int64]) -> NDArray[np.int64]:
        """Twice the smaller of W+ and W-, at positions."""
        w_plus = self.w_plus[at]
        smaller = np.minimum(w_plus, self._sums_of_ranks(at) - w_plus)
        return np.rint(2.0 * smaller).astype(np.int64)

    def _parted(self, at: NDArray[np.int64]) -> NDArray[np.int64]:
        """Half of what doubled ranks move in all where their ties are parted, at positions."""
        return self._over_ties(_parted, at).astype(np.int64)

    @cached_property
    def _untied(self) -> NDArray[np.bool_]:
        """Whether no ranks are tied, so that the bound is p itself, by position."""
        untied: NDArray[np.bool_]
        if self._alone:
            untied = self._all % 2 == 0
            untied[self.own] = True
        else:
            untied = self._parted(self._all) == 0
            if self.n > LARGEST_BOUNDED:
                untied &= self.n_zero <= 1
        return untied

    def exact_p_values(self, positions: NDArray[np.int64]) -> Floats:
        """Two-sided p over all sign patterns."""
        p = self._bounds[positions]
        tied = np.flatnonzero(~self._untied[positions])
        for place, at in zip(tied.tolist(), self._doubled_tails(positions[tied]), strict=True):
            position = int(positions[place])
            # With every rank on one side no other pattern is as far out.
            tail = (
                signed_rank_tail_at(self._ranks(position), int(at))
                if at
                else 2.0 ** (int(self.n_zero[position]) - self.n)
            )
            p[place] = min(1.0, 2.0 * tail)
        return p

    @cached_property
    def _labels(self) -> NDArray[np.int64]:
        """Positions of the averages of all pairs of values."""
        first, second, labels = self.pairs
        matrix = np.empty((self.times.size, self.times.size), dtype=np.int64)
        matrix[first, second] = matrix[second, first] = 2 * labels + 1
        return matrix

    def _ranks(self, position: int) -> NDArray[np.int64]:
        """Doubled mid-ranks of the distances from a position in ascending order, 0 at theta.

        A value is farther than those between it and its mirror image on the other side: those whose
        average with it lies on its own side of the position.
        """
        labels, times = self._labels, self.times.astype(np.float64)
        above = int(np.searchsorted(self.own, position, side="right"))
        n_zero = int(self.n_zero[position])
        below = above - (1 if n_zero else 0)
        up, down = labels[above:], labels[:below]
        running = np.concatenate(([0.0], np.cumsum(times)))

        def patients(which: NDArray[np.bool_]) -> Floats:
            return which.astype(np.float64) @ times

        nearer_up = patients(up > position) - (self.n - running[above:-1])
        nearer_down = patients(down < position) - running[1 : below + 1]
        ties = np.concatenate((patients(up == position), patients(down == position)))
        own = np.concatenate((times[above:], times[:below]))
        doubled = 2.0 * np.concatenate((nearer_up, nearer_down)) + ties + own + 1.0
        if self.drop_zeros:
            doubled -= 2.0 * n_zero
        doubled = np.repeat(doubled, own.astype(np.int64))
        ranks: NDArray[np.int64] = np.sort(doubled).astype(np.int64)
        return np.concatenate((np.zeros(n_zero, dtype=np.int64), ranks))

    def bounds_of_exact_p(self, positions: NDArray[np.int64]) -> tuple[Floats, NDArray[np.bool_]]:
        """Upper bounds of the exact p, and where they are the exact p itself.

        They come from the distribution without ties, which is counted only once: parting tied ranks
        raises the sum of a set of patients by at most half of what the ranks are moved in all, so
        P(sum with ties <= w) is at most P(sum without <= w + that half). Above `LARGEST_BOUNDED`
        patients that is too far off with more than one tie; there the normal approximation stands
        for it, moved outward by more than it errs.
        """
        return self._bounds[positions], self._untied[positions]

    @cached_property
    def _bounds(self) -> Floats:
        if self._alone:
            bounds = _bounds_of_pairs(self.n).copy()
            bounds[self.own] = self._bounds_at(self.own)
            return bounds
        return self._bounds_at(self._all)

    def _bounds_at(self, at: NDArray[np.int64]) -> Floats:
        parted, n_zeros = self._parted(at), self.n_zero[at]
        bounds = np.ones(parted.size)
        near = np.ones(parted.size, dtype=np.bool_)
        if self.n > LARGEST_BOUNDED:
            near = (parted <= 1) & (n_zeros <= 1)
            far = np.flatnonzero(~near)
            if far.size:
                bounds[far] = self._moved_normal_p[at[far]]
        raised = (self._doubled_tails(at) + parted) // 2
        for n_zero in {0, *self.times.tolist()}:
            here = np.flatnonzero(near & (n_zeros == n_zero))
            if here.size == 0:
                continue
            tail = self._untied_tail(n_zero)
            bounds[here] = 2.0 * tail[np.minimum(raised[here], tail.size - 1)]
        return np.minimum(bounds, 1.0)

    def _untied_tail(self, n_zero: int) -> Floats:
        """P(W <= 0), P(W <= 1) … of the ranks beside so many patients at theta, untied."""
        lowest = 1 if self.drop_zeros else n_zero + 1
        return untied_signed_rank_tail(lowest, lowest + self.n - n_zero - 1)

    @cached_property
    def _moved_normal_p(self) -> Floats:
        """Normal p of sums that lie nearer to the mean by what the approximation may err.

        Sums move in steps of about the size of the ties; and where its p is the smaller one, the
        normal distribution is off by less than a tenth of the root of n in ranks.
        """
        kept = np.maximum(self.n - self.n_zero, 1)
        margin = self._over_ties(_squares, self._all) / kept + 0.1 * np.sqrt(self.n)
        sd = np.sqrt(np.maximum(self._variances(self._all), 0.25))
        p: Floats = 2.0 * ndtr(-np.maximum(np.abs(self._shifts(self._all)) - margin, 0.0) / sd)
        return p

    def surely_above(self, position: int, alpha: float) -> bool:
        """Whether p is above a level by a bound: parting ties lowers no sum by more, either."""
        at = np.array([position])
        lowered = int((self._doubled_tails(at) - self._parted(at))[0]) // 2
        if lowered < 0:
            return False
        return 2.0 * float(self._untied_tail(int(self.n_zero[position]))[lowered]) > alpha


@lru_cache(maxsize=64)
def _bounds_of_pairs(n: int) -> Floats:
    """Upper bounds of p where all averages differ, by position, but for the values' own points.

    From one gap to the next W+ is one less; at the average of two values, whose ranks are tied
    there, it lies between.
    """
    doubled = np.arange(n * (n + 1) + 1)
    tail = untied_signed_rank_tail(1, n)
    raised = (np.minimum(doubled, doubled[::-1]) + doubled % 2) // 2
    return np.minimum(2.0 * tail[np.minimum(raised, tail.size - 1)], 1.0)
