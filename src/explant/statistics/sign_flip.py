"""Sign-flip permutation of the mean: exact without enumerating, and its interval."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor, inf, isfinite, log, nan

import numpy as np
from numpy.typing import ArrayLike

from explant.statistics.arrays import (
    Floats,
    as_sample,
    check_confidence,
    power_of_two_scale,
    rescale,
)
from explant.statistics.inversion import IntervalResult, no_interval
from explant.statistics.root_finding import bracketed_root

LARGEST_EXACT = 40
"""Above this many patients signs are drawn at random."""

LARGEST_ENUMERATED = 18
"""Up to this many patients every subset mean is listed for the interval."""

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


def random_subsets(n: int, seed: int, size: int) -> Floats:
    """Return ``size`` random subsets of n patients as rows of 0 and 1, the same for a seed.

    Examples
    --------
    >>> random_subsets(3, 1, 2).shape
    (2, 3)
    """
    generator = np.random.default_rng(seed)
    width = -(-n // 8)
    raw = np.frombuffer(generator.bytes(size * width), dtype=np.uint8).reshape(size, width)
    return np.unpackbits(raw, axis=1, count=n).astype(np.float64)


def _random_p(values: Floats, seed: int, size: int) -> float:
    total, slack = float(values.sum()), _slack(values)
    flipped = total - 2.0 * (random_subsets(values.size, seed, size) @ values)
    as_extreme = int((np.abs(flipped) >= abs(total) - slack).sum())
    return (as_extreme + 1.0) / (size + 1.0)


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
    sample = as_sample(differences)
    n = int(sample.size)
    if n == 0:
        return SignFlipResult(nan, True, 0, "no patients")
    exact = n <= LARGEST_EXACT
    arrangements = 2**n if exact else monte_carlo
    if not sample.any():
        return SignFlipResult(1.0, exact, arrangements, "all differences are zero")
    values = sample / power_of_two_scale(sample)
    p = _exact_p(values) if exact else _random_p(values, seed, monte_carlo)
    return SignFlipResult(p, exact, arrangements)


def _all_subset_means(values: Floats) -> Floats:
    return _subset_sums(values)[1:] / _subset_sums(np.ones(values.size))[1:]


def _random_subset_means(values: Floats, seed: int, size: int) -> Floats:
    """Means of random subsets and of their complements; NaN for the empty subset.

    A pattern counts against a center if the mean of its subset or of the complement lies beyond.
    """
    subsets = random_subsets(values.size, seed, size)
    sums, sizes = subsets @ values, subsets.sum(axis=1)
    sums = np.concatenate((sums, values.sum() - sums))
    sizes = np.concatenate((sizes, values.size - sizes))
    with np.errstate(invalid="ignore", divide="ignore"):
        means: Floats = np.where(sizes > 0.0, sums / sizes, np.nan)
    return means


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
        self.listed: Floats | None = None

    def count(self, theta: float) -> float:
        if self.listed is not None and self.low[0] <= theta <= self.high[0]:
            return self.low[1] + float(np.searchsorted(self.listed, theta, side="right"))
        first, second = self._lowered(theta)
        count = _pairs_at_most(first, second, ZERO_SUM)
        if count <= self.target:
            self.low = (theta, count)
        else:
            self.high = (theta, count)
        few = self.high[1] - self.low[1] <= 4.0 * first.size
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
    low, high = float(values.min()) - 1e-9, float(values.mean()) + 1e-9
    return bracketed_root(lambda theta: log(subsets.count(theta) / target), low, high, SAME_END)[1]


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
    check_confidence(confidence)
    sample = as_sample(differences)
    n = int(sample.size)
    if n == 0:
        return no_interval(nan, "no patients")
    scale = power_of_two_scale(sample)
    values = sample / scale
    if n == 1:
        return no_interval(float(sample[0]), "one patient gives no interval")
    exact = n <= LARGEST_EXACT
    patterns = 2.0 ** (n - 1) if exact else monte_carlo + 1.0
    # Beside the identity pattern, count - 1 subset means may lie beyond an accepted center.
    alpha = (1.0 - confidence) * (1.0 + 1e-12)
    count = max(floor(alpha * patterns), 1)
    if exact and n > LARGEST_ENUMERATED:
        share = count / 2.0**n
        low, high = _solve_low(values, share), -_solve_low(-values, share)
        level = 1.0 - count / patterns
    else:
        means = (
            _all_subset_means(values) if exact else _random_subset_means(values, seed, monte_carlo)
        )
        # A draw of the identity (all or none flipped) is beyond every center.
        trivial = int(np.isnan(means).sum())
        means = means[np.isfinite(means)]
        count = max(count - trivial, 1)
        low = float(np.partition(means, count - 1)[count - 1])
        high = float(np.partition(means, means.size - count)[means.size - count])
        beyond = max(int((means < low - SAME_END).sum()), int((means > high + SAME_END).sum()))
        level = 1.0 - (beyond + trivial + 1.0) / patterns
    # Rounding error in a sum of cancelling differences is a tie with zero.
    low = 0.0 if abs(low) <= 2.0 * SAME_END else low
    high = 0.0 if abs(high) <= 2.0 * SAME_END else high
    reason = "" if level >= confidence else "n is too small for the level asked for"
    return IntervalResult(
        rescale(float(values.mean()), scale),
        rescale(low, scale),
        rescale(high, scale),
        level,
        reason,
    )
