"""Sign-flip permutation of the mean: exact without enumerating, and its interval."""

from __future__ import annotations

from dataclasses import dataclass
from math import copysign, exp, floor, inf, isfinite, isinf, log, nan, pi, sqrt

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri

from explant.statistics.kernel.arrays import (
    Floats,
    as_rows,
    as_sample,
    check_confidence,
    power_of_two_scales,
    rescale,
)
from explant.statistics.kernel.inversion import IntervalResult, no_interval
from explant.statistics.kernel.random_sign_flips import random_ends, random_p_values
from explant.statistics.kernel.root_finding import bracketed_root

LARGEST_EXACT = 40
"""Above this many patients signs are drawn at random."""

LARGEST_ENUMERATED = 18
"""Up to this many patients every subset mean is listed for the interval."""

LARGEST_LISTED = 32
"""Up to this many patients the subset means near an end are listed."""

MONTE_CARLO = 99_999
"""Random sign patterns where the exact count is out of reach."""

SAME_END = 1e-10
"""Precision of an interval's end, relative to the largest difference."""

ZERO_SUM = 1e-13
"""A sum of scaled differences up to this is zero up to rounding."""

SAME_SUM = 1e-9
"""Two sums closer than this, relative to the observed one, are tied."""


@dataclass(frozen=True)
class SignFlipResult:
    """Two-sided p value over ``arrangements`` sign patterns (all of them if ``exact``)."""

    p: float
    exact: bool
    arrangements: int
    reason: str = ""


def _subset_sums(values: Floats) -> Floats:
    """Sums of all 2**n subsets; the pattern of members is the same for all values."""
    sums = np.zeros(1)
    for value in values:
        sums = np.concatenate((sums, sums + value))
    return sums


def _pairs_at_most(first: Floats, second: Floats, limit: float) -> float:
    """Number of pairs, one number from each, with sum <= limit."""
    # Ascending needles are found several times as fast.
    found = np.searchsorted(np.sort(second), np.sort(limit - first), side="right")
    return float(found.sum(dtype=np.float64))


def _share_of_subsets_at_most_zero(values: Floats, slack: float) -> float:
    """Share of the 2**n subsets with sum <= slack, by splitting the patients in two halves."""
    half = values.size // 2
    first, second = _subset_sums(values[:half]), _subset_sums(values[half:])
    return _pairs_at_most(first, second, slack) / 2.0**values.size


def _slack(values: Floats) -> float:
    # Relative to the observed sum; the second term covers rounding when that sum is nearly zero.
    return SAME_SUM * abs(float(values.sum())) + 1e-12 * float(np.abs(values).sum())


def _exact_p(values: Floats) -> float:
    """Two-sided p of scaled differences.

    Flipping the signs of a subset lowers the sum by twice the subset's sum, so the flipped sum is
    at least the observed one exactly when the subset's sum is at most zero.
    """
    total, slack = float(values.sum()), _slack(values)
    if abs(total) <= slack:
        return 1.0
    upright = values if total > 0.0 else -values
    return min(1.0, 2.0 * _share_of_subsets_at_most_zero(upright, slack / 2.0))


def sign_flip_test(
    differences: ArrayLike, seed: int, monte_carlo: int = MONTE_CARLO
) -> SignFlipResult:
    """Test symmetry about zero with the mean as statistic, two-sided (Fisher 1935).

    Under the null every pattern of signs is equally likely; p is the share of patterns whose
    mean is at least as far from zero. Up to 40 patients it is exact: the patients are split in
    two halves, the 2**(n/2) subset sums of each are sorted and searched, so nothing like 2**n
    steps is needed. Above that p = (b + 1)/(m + 1) over m random patterns (Phipson & Smyth 2010,
    10.2202/1544-6115.1585).

    Parameters
    ----------
    differences : array_like, shape (n,)
    seed : int
        For the random patterns; without effect while the test is exact.
    monte_carlo : int
        Number m of random patterns.

    Returns
    -------
    SignFlipResult
        If all differences are zero p is 1, without patients it is NaN; ``reason`` says so.

    Examples
    --------
    >>> sign_flip_test([1, 2, 3, 4, 5, 6], seed=1)
    SignFlipResult(p=0.03125, exact=True, arrangements=64, reason='')
    """
    return sign_flip_test_of_columns(as_sample(differences)[:, None], seed, monte_carlo)[0]


def sign_flip_test_of_columns(
    differences: ArrayLike, seed: int, monte_carlo: int = MONTE_CARLO
) -> list[SignFlipResult]:
    """Do `sign_flip_test` for each column of differences; all columns share random patterns.

    Parameters
    ----------
    differences : array_like, shape (n, columns)
    seed, monte_carlo : int
        As in `sign_flip_test`.

    Examples
    --------
    >>> table = [[1, 0], [2, 0], [3, 0], [4, 0], [5, 0], [6, 0]]
    >>> [result.p for result in sign_flip_test_of_columns(table, seed=1)]
    [0.03125, 1.0]
    """
    rows = as_rows(differences)
    n = rows.shape[1]
    if n == 0:
        return [SignFlipResult(nan, True, 0, "no patients")] * len(rows)
    exact = n <= LARGEST_EXACT
    arrangements = 2**n if exact else monte_carlo
    nothing = SignFlipResult(1.0, exact, arrangements, "all differences are zero")
    results = [nothing] * len(rows)
    some = np.flatnonzero(rows.any(axis=1))
    values = rows[some] / power_of_two_scales(rows[some])[:, None]
    if exact:
        p = [_exact_p(row) for row in values]
    else:
        slacks = np.array([_slack(row) for row in values])
        p = random_p_values(values, slacks, seed, monte_carlo).tolist()
    for row, found in zip(some.tolist(), p, strict=True):
        results[row] = SignFlipResult(found, exact, arrangements)
    return results


def _listed_ends(values: Floats, count: int) -> tuple[float, float, float]:
    """Lowest and highest accepted center, and how many subset means lie beyond one of them."""
    means = _subset_sums(values)[1:] / _subset_sums(np.ones(values.size))[1:]
    low = float(np.partition(means, count - 1)[count - 1])
    high = float(np.partition(means, means.size - count)[means.size - count])
    beyond = max(int((means < low - SAME_END).sum()), int((means > high + SAME_END).sum()))
    return low, high, beyond


def _solved_ends(values: Floats, count: int) -> tuple[float, float, float]:
    share = count / 2.0**values.size
    return _solve_low(values, share), -_solve_low(-values, share), count - 1.0


class _SubsetsBelow:
    """How many subsets have a mean of at most theta, the empty one included.

    Once few subset means are left between two centers that were tried, one with at most
    ``target`` subsets and one with more, these means are listed and only the list is searched.
    """

    def __init__(self, values: Floats, target: float) -> None:
        half = values.size // 2
        self.n = values.size
        self.target = target
        self.sums = _subset_sums(values[:half]), _subset_sums(values[half:])
        self.sizes = _subset_sums(np.ones(half)), _subset_sums(np.ones(values.size - half))
        self.low, self.high = (-inf, 1.0), (inf, 2.0**values.size)
        # With more patients the count is so smooth that the root is found sooner than a list.
        self.few = 4.0 * self.sums[0].size if values.size <= LARGEST_LISTED else 0.0
        self.listed: Floats | None = None

    def excess(self, theta: float) -> float:
        """Logarithm of the count over the target."""
        return log(self.count(theta) / self.target)

    def count(self, theta: float) -> float:
        if self.listed is not None and self.low[0] <= theta <= self.high[0]:
            return self.low[1] + float(np.searchsorted(self.listed, theta, side="right"))
        first, second = self._lowered(theta)
        count = _pairs_at_most(first, second, ZERO_SUM)
        if count <= self.target:
            self.low = (theta, count)
        else:
            self.high = (theta, count)
        few = self.high[1] - self.low[1] <= self.few
        if few and self.listed is None and isfinite(self.high[0] - self.low[0]):
            self.listed = self._means_between()
        return count

    def _lowered(self, theta: float) -> tuple[Floats, Floats]:
        first, second = (
            sums - sizes * theta for sums, sizes in zip(self.sums, self.sizes, strict=True)
        )
        return first, second

    def _means_between(self) -> Floats | None:
        """Subset means above the lower center and up to the higher; None if tied means are many."""
        first, second = self._lowered(self.high[0])
        order = np.argsort(second)
        # A subset's sum differs between the two centers by its size, at most n, times their gap.
        reach = self.n * (self.high[0] - self.low[0])
        start = np.searchsorted(second[order], ZERO_SUM - reach - first)
        found = np.searchsorted(second[order], ZERO_SUM - first, side="right") - start
        if int(found.sum()) > 16 * first.size:
            return None
        one = np.repeat(np.arange(first.size), found)
        steps = np.arange(one.size) - np.repeat(np.cumsum(found) - found, found)
        other = order[start[one] + steps]
        sizes = self.sizes[0][one] + self.sizes[1][other]
        sums = (self.sums[0][one] + self.sums[1][other])[sizes > 0.0]
        means = (sums - ZERO_SUM) / sizes[sizes > 0.0]
        return np.sort(means[means > self.low[0]])


def _solve_low(values: Floats, share: float) -> float:
    """Smallest theta at which more than ``share`` of all subsets sum to at most zero.

    The share rises with theta in steps far smaller than the precision of the result.
    """
    target = share * (1.0 + 1e-12) * 2.0**values.size
    subsets = _SubsetsBelow(values, target)
    low, high = _close_bracket(values, share, subsets)
    if high[0] - low[0] <= SAME_END:
        return high[0]
    return bracketed_root(subsets.excess, low[0], high[0], SAME_END, (low[1], high[1]))[1]


def _close_bracket(
    values: Floats, share: float, subsets: _SubsetsBelow
) -> tuple[tuple[float, float], tuple[float, float]]:
    """Two centers with the excess at each, so close that the subset means between can be listed.

    Each sum is nearly normal, which tells where to start and how steep the excess is there. Every
    step aims a little beyond the root, so that the bracket closes from both sides.
    """
    n, mean, spread = values.size, float(values.mean()), float(values.std())
    low, high = (float(values.min()) - 1e-9, -inf), (mean + 1e-9, inf)
    quantile = -float(ndtri(share))
    drop = quantile * spread / sqrt(max(n - quantile**2, 1.0))
    slope = exp(-(quantile**2) / 2.0) / sqrt(2.0 * pi) / share * sqrt(n)
    slope *= spread**2 / (spread**2 + drop**2) ** 1.5 if spread > 1e-9 else 0.0
    theta, before = mean - drop, None
    for _ in range(12):
        if subsets.listed is not None or not low[0] < theta < high[0]:
            break
        if high[0] - low[0] <= SAME_END:
            break
        excess = subsets.excess(theta)
        if excess > 0.0:
            high = (theta, excess)
        else:
            low = (theta, excess)
        if before is not None and theta != before[0]:
            slope = (excess - before[1]) / (theta - before[0])
        if not slope > 0.0:
            break
        before = (theta, excess)
        margin = max(subsets.few / subsets.target / 4.0, 0.4 * SAME_END * slope)
        theta -= (excess + copysign(margin, excess)) / slope
    if isinf(low[1]):
        low = (low[0], subsets.excess(low[0]))
    if isinf(high[1]):
        high = (high[0], subsets.excess(high[0]))
    return low, high


def sign_flip_interval(
    differences: ArrayLike, confidence: float = 0.95, seed: int = 0, monte_carlo: int = MONTE_CARLO
) -> IntervalResult:
    """Give the interval for the center that inverts the sign-flip test; estimate is the mean.

    A center theta below the mean is accepted as long as enough subsets of patients have a mean
    of at most theta, so the ends are order statistics of the subset means (Tukey & McLaughlin
    1963; Hartigan 1969, 10.1080/01621459.1969.10501057). p <= 1 - level exactly when
    the interval excludes zero, with the p of `sign_flip_test` for the same seed.

    Parameters
    ----------
    differences : array_like, shape (n,)
    confidence : float
        Level asked for. If n is too small for it, the interval from the smallest to the largest
        difference is given with its own level, 1 - 2**(1 - n).
    seed, monte_carlo : int
        As in `sign_flip_test`.

    Returns
    -------
    IntervalResult
        NaN with a reason for n < 2.

    Examples
    --------
    >>> sign_flip_interval([1, 2, 3, 4, 5, 6])
    IntervalResult(estimate=3.5, low=1.0, high=6.0, level=0.96875, reason='')
    """
    sample = as_sample(differences)
    return sign_flip_interval_of_columns(sample[:, None], confidence, seed, monte_carlo)[0]


def sign_flip_interval_of_columns(
    differences: ArrayLike, confidence: float = 0.95, seed: int = 0, monte_carlo: int = MONTE_CARLO
) -> list[IntervalResult]:
    """Do `sign_flip_interval` for each column of differences; all columns share random patterns.

    Parameters
    ----------
    differences : array_like, shape (n, columns)
    confidence, seed, monte_carlo
        As in `sign_flip_interval`.

    Examples
    --------
    >>> table = [[1, 0], [2, 0], [3, 0], [4, 0], [5, 0], [6, 0]]
    >>> [(result.low, result.high) for result in sign_flip_interval_of_columns(table)]
    [(1.0, 6.0), (0.0, 0.0)]
    """
    check_confidence(confidence)
    rows = as_rows(differences)
    n = rows.shape[1]
    if n == 0:
        return [no_interval(nan, "no patients")] * len(rows)
    if n == 1:
        reason = "one patient gives no interval"
        return [no_interval(float(value), reason) for value in rows[:, 0]]
    scales = power_of_two_scales(rows)
    values = rows / scales[:, None]
    exact = n <= LARGEST_EXACT
    patterns = 2.0 ** (n - 1) if exact else monte_carlo + 1.0
    # Beside the identity pattern, count - 1 subset means may lie beyond an accepted center.
    alpha = (1.0 - confidence) * (1.0 + 1e-12)
    count = max(floor(alpha * patterns), 1)
    if not exact:
        ends = random_ends(values, count, seed, monte_carlo, SAME_END)
    elif n > LARGEST_ENUMERATED:
        ends = [_solved_ends(row, count) for row in values]
    else:
        ends = [_listed_ends(row, count) for row in values]
    return [
        _interval(row, scale, ends_of_row, patterns, confidence)
        for row, scale, ends_of_row in zip(values, scales.tolist(), ends, strict=True)
    ]


def _interval(
    values: Floats,
    scale: float,
    ends: tuple[float, float, float],
    patterns: float,
    confidence: float,
) -> IntervalResult:
    # Rounding error in a sum of cancelling differences is a tie with zero.
    low, high = (0.0 if abs(end) <= 2.0 * SAME_END else end for end in ends[:2])
    level = 1.0 - (ends[2] + 1.0) / patterns
    return IntervalResult(
        rescale(float(values.mean()), scale),
        rescale(low, scale),
        rescale(high, scale),
        level,
        "" if level >= confidence else "n is too small for the level asked for",
    )
