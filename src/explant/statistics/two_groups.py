"""Whether the differences differ between two groups of patients."""

from __future__ import annotations

from dataclasses import dataclass
from math import comb, inf, nan, sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr, stdtr, stdtrit

from explant.statistics.arrays import (
    Floats,
    as_sample,
    beyond_largest,
    check_confidence,
    lift_subnormal,
    power_of_two_scale,
    rescale,
)
from explant.statistics.inversion import IntervalResult, invert, no_interval
from explant.statistics.random_orders import random_orders
from explant.statistics.rank_distributions import smaller_rank_sum_tails_at
from explant.statistics.student import mean_and_sd
from explant.statistics.ties import midranks, settle_ties, tie_sizes

LARGEST_EXACT_RANKS = 50
"""Up to this many patients in both groups together the rank-sum test is exact."""

LARGEST_EXACT_ARRANGEMENTS = 2_000_000
"""Up to this many ways to label the patients, all are counted."""

MONTE_CARLO = 9_999
"""Random labelings where counting all is out of reach; the error at p = 0.05 is 0.002."""

SAME_STATISTIC = 1e-9
"""Two permuted statistics closer than this (relative) are tied."""


GAP_PRECISION = 1e-11
"""Two differences between the groups closer than this, relative to the smaller pair, are one."""


@dataclass(frozen=True)
class WelchResult:
    """Difference of two means, first - second, with Welch's interval and p value."""

    n_first: int
    n_second: int
    difference: float
    low: float
    high: float
    t: float
    df: float
    p: float
    reason: str = ""


@dataclass(frozen=True)
class MannWhitneyResult:
    """U of the first group (ties half) with its two-sided p value; ``method`` in words."""

    u: float
    p: float
    exact: bool
    method: str
    reason: str = ""


@dataclass(frozen=True)
class PermutationResult:
    """A statistic with its two-sided p value over ``arrangements`` of the labels."""

    statistic: float
    p: float
    exact: bool
    arrangements: int
    reason: str = ""


def _pair(first: ArrayLike, second: ArrayLike) -> tuple[Floats, Floats]:
    return as_sample(first, "first"), as_sample(second, "second")


def welch_t(first: ArrayLike, second: ArrayLike, confidence: float = 0.95) -> WelchResult:
    """Compare two means without assuming equal variances (Welch 1947, 10.1093/biomet/34.1-2.28).

    Parameters
    ----------
    first, second : array_like, shape (n1,) and (n2,)
        Differences of the patients of each group.
    confidence : float
        Level of the interval.

    Returns
    -------
    WelchResult
        NaN with a reason if a group has fewer than two patients or both are constant.

    Examples
    --------
    >>> result = welch_t([1.0, 2.0, 3.0, 4.0], [2.0, 6.0, 7.0])
    >>> round(result.t, 4), round(result.df, 4), round(result.p, 4)
    (-1.5076, 2.7202, 0.2378)
    """
    check_confidence(confidence)
    one, two = _pair(first, second)
    sizes = (int(one.size), int(two.size))
    scale = power_of_two_scale(np.concatenate((one, two)))
    (mean_one, sd_one), (mean_two, sd_two) = mean_and_sd(one / scale), mean_and_sd(two / scale)
    difference = mean_one - mean_two
    if min(sizes) < 2:
        reason = "a group of fewer than two patients has no standard deviation"
        return WelchResult(*sizes, rescale(difference, scale), nan, nan, nan, nan, nan, reason)
    parts = (sd_one**2 / sizes[0], sd_two**2 / sizes[1])
    error = sqrt(sum(parts))
    if error == 0.0:
        reason = "both groups are constant"
        return WelchResult(*sizes, rescale(difference, scale), nan, nan, nan, nan, nan, reason)
    shares = (parts[0] / error**2, parts[1] / error**2)
    df = 1.0 / (shares[0] ** 2 / (sizes[0] - 1) + shares[1] ** 2 / (sizes[1] - 1))
    t = difference / error
    half = float(stdtrit(df, 0.5 + confidence / 2.0)) * error
    center = rescale(difference, scale)
    low, high = rescale(difference - half, scale), rescale(difference + half, scale)
    p = min(1.0, 2.0 * float(stdtr(df, -abs(t))))
    return WelchResult(*sizes, center, low, high, t, df, p, beyond_largest(center, low, high))


def _rank_sum_p(ranks: Floats, size: int) -> Floats:
    """Two-sided p of each row's first ``size`` mid-ranks against the others."""
    n = ranks.shape[1]
    if n <= LARGEST_EXACT_RANKS:
        doubled = np.rint(2.0 * ranks).astype(np.int64)
        # Either group's ranks tell the same; the smaller one is quicker to count.
        chosen = doubled[:, :size] if 2 * size <= n else doubled[:, size:]
        tails = smaller_rank_sum_tails_at(
            np.sort(doubled, axis=1), chosen.shape[1], chosen.sum(axis=1)
        )
        return np.minimum(1.0, 2.0 * tails)
    return np.array([_normal_rank_sum_p(row, size) for row in ranks])


def _normal_rank_sum_p(ranks: Floats, size: int) -> float:
    n = ranks.size
    ties = tie_sizes(ranks).astype(np.float64)
    variance = size * (n - size) / 12.0 * (n + 1.0 - (ties**3 - ties).sum() / (n * (n - 1.0)))
    if variance == 0.0:
        return 1.0
    shift = abs(float(ranks[:size].sum()) - size * (n + 1.0) / 2.0)
    return min(1.0, 2.0 * float(ndtr(-max(shift - 0.5, 0.0) / sqrt(variance))))


def mann_whitney(first: ArrayLike, second: ArrayLike) -> MannWhitneyResult:
    """Compare two groups by ranks, exact with ties up to 50 patients in all.

    U counts the pairs in which the first group's value is larger, ties half (Mann & Whitney
    1947, 10.1214/aoms/1177730491). Given the mid-ranks, all C(n1 + n2, n1) groupings are counted
    (Streitberg & Röhmel 1986); p is twice the smaller tail, at most 1, since with ties the
    distribution may be skewed. Above 50 the normal approximation with tie and continuity
    correction.

    Parameters
    ----------
    first, second : array_like, shape (n1,) and (n2,)
        Differences of the patients of each group.

    Returns
    -------
    MannWhitneyResult
        NaN with a reason if a group is empty.

    Examples
    --------
    >>> result = mann_whitney([1.0, 2.0, 3.0], [3.0, 4.0, 5.0])
    >>> result.u, result.p
    (0.5, 0.2)
    """
    one, two = _pair(first, second)
    if min(one.size, two.size) == 0:
        return MannWhitneyResult(nan, nan, True, "none", "a group has no patients")
    ranks = midranks(settle_ties(np.concatenate((one, two))))
    u = float(ranks[: one.size].sum()) - one.size * (one.size + 1) / 2.0
    exact = ranks.size <= LARGEST_EXACT_RANKS
    method = "exact" if exact else "normal approximation with tie and continuity correction"
    return MannWhitneyResult(u, float(_rank_sum_p(ranks[None, :], one.size)[0]), exact, method)


class _Shifts:
    """All differences between the groups in order, and the rank-sum test at each position."""

    def __init__(self, first: Floats, second: Floats) -> None:
        pooled = settle_ties(np.concatenate((first, second)))
        one, two = pooled[: first.size], pooled[first.size :]
        # Halves first: the difference of two values near the largest float would overflow.
        gaps = (one[:, None] / 2.0 - two[None, :] / 2.0).ravel()
        # Rounding error grows with the larger member, but must not swallow another pair's gap.
        reach = np.maximum(np.abs(one[:, None]), np.abs(two[None, :])).ravel()
        order = np.argsort(gaps, kind="stable")
        ordered, reach = gaps[order], reach[order]
        apart = np.diff(ordered) > GAP_PRECISION * np.minimum(reach[1:], reach[:-1])
        # Exact zeros are ties of settled values and stay apart from small gaps.
        apart |= (ordered[1:] == 0.0) != (ordered[:-1] == 0.0)
        labels = np.concatenate(([0], np.cumsum(apart)))
        with np.errstate(over="ignore"):
            self.points = ordered[np.concatenate(([True], apart))] * 2.0
        middle = ordered[[(gaps.size - 1) // 2, gaps.size // 2]]
        self.estimate = rescale(float((middle / 2.0).sum()), 2.0)
        self.position_of_estimate = 2 * int(labels[(gaps.size - 1) // 2]) + 1
        pairs = np.empty(gaps.size, dtype=np.int64)
        pairs[order] = 2 * labels + 1
        self.pairs = pairs.reshape(one.size, two.size)
        self.size = one.size
        self.ranks_one, self.ranks_two = midranks(one), midranks(two)
        below = int(np.searchsorted(self.points, 0.0))
        at_zero = below < self.points.size and self.points[below] == 0.0
        self.position_of_zero = 2 * below + (1 if at_zero else 0)

    def p_values(self, positions: NDArray[np.int64]) -> Floats:
        sign = np.sign(self.pairs[None, :, :] - positions[:, None, None])
        rank_one = self.ranks_one + ((sign + 1.0) / 2.0).sum(axis=2)
        rank_two = self.ranks_two + ((1.0 - sign) / 2.0).sum(axis=1)
        ranks = np.concatenate((rank_one, rank_two), axis=1)
        return _rank_sum_p(ranks, self.size)


def hodges_lehmann_shift(
    first: ArrayLike, second: ArrayLike, confidence: float = 0.95
) -> IntervalResult:
    """Estimate the shift first - second, with the interval that inverts `mann_whitney`.

    The median of all n1 * n2 differences (Hodges & Lehmann 1963, 10.1214/aoms/1177704172). Ties
    and the achieved level are handled as in `explant.statistics.inversion`, so p <= 1 - level
    exactly when the interval excludes zero.

    Parameters
    ----------
    first, second : array_like, shape (n1,) and (n2,)
        Differences of the patients of each group.
    confidence : float
        Level asked for.

    Returns
    -------
    IntervalResult
        Where the groups are too small for the level, the widest interval with its own level;
        NaN with a reason if a group is empty or no level above zero exists.

    Examples
    --------
    >>> result = hodges_lehmann_shift([1.1, 2.3, 3.2, 4.8], [5.0, 6.6, 7.9, 8.1])
    >>> round(result.estimate, 3), round(result.low, 3), round(result.high, 3)
    (-4.1, -7.0, -0.2)
    >>> round(result.level, 4)
    0.9714
    """
    check_confidence(confidence)
    one, two = _pair(first, second)
    if min(one.size, two.size) == 0:
        return no_interval(nan, "a group has no patients")
    values, scale = lift_subnormal(np.concatenate((one, two)))
    shifts = _Shifts(values[: one.size], values[one.size :])
    estimate = rescale(shifts.estimate, scale)
    found = invert(
        shifts.p_values,
        shifts.points.size,
        shifts.position_of_zero,
        confidence,
        shifts.position_of_estimate if values.size > LARGEST_EXACT_RANKS else None,
    )
    if found is None:
        return no_interval(estimate, "the groups are too small for any interval")
    low, high = (rescale(float(shifts.points[at]), scale) for at in (found.low, found.high))
    reason = beyond_largest(estimate, low, high)
    if found.level < confidence:
        reason = reason or "n is too small for the level asked for"
    return IntervalResult(estimate, low, high, found.level, reason)


def _sums_by_size(values: Floats, largest: int) -> list[tuple[Floats, Floats]]:
    """Sum and sum of squares of every subset, grouped by size 0 … largest."""
    sums = [np.zeros((2, 1))] + [np.empty((2, 0)) for _ in range(largest)]
    for value in values:
        step = np.array([[value], [value * value]])
        for size in range(largest, 0, -1):
            sums[size] = np.concatenate((sums[size], sums[size - 1] + step), axis=1)
    return [(part[0], part[1]) for part in sums]


def _squared_welch(sums: Floats, squares: Floats, size: int, pooled: Floats) -> Floats:
    """Welch's t squared for groups of one size given their sums; the pooled sum is zero."""
    n = pooled.size
    rest = n - size
    all_squares = float((pooled**2).sum())
    variance_one = (squares - sums**2 / size) / (size - 1.0) / size
    variance_two = (all_squares - squares - sums**2 / rest) / (rest - 1.0) / rest
    error = variance_one + variance_two
    error = np.where(error <= 1e-13 * all_squares, 0.0, error)
    difference = (sums * (1.0 / size + 1.0 / rest)) ** 2
    # Equal means up to rounding are equal means.
    difference[difference <= 1e-24 * all_squares] = 0.0
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        ratio = difference / error
    result: Floats = np.where(error > 0.0, ratio, np.where(difference > 0.0, inf, 0.0))
    return result


def _exact_permutation(pooled: Floats, size: int, observed: float) -> float:
    # t² >= observed, without a division: a s² >= observed (b q + c - d s²) for the group's sum s
    # and sum of squares q. Only where t² is so large that rounding could decide is it formed.
    rest, all_squares = pooled.size - size, float((pooled**2).sum())
    ordinary = 1e-9 < observed < 1e4
    if ordinary:
        of_sum = (1.0 / size + 1.0 / rest) ** 2 / observed
        of_sum += 1.0 / (size**2 * (size - 1.0)) + 1.0 / (rest**2 * (rest - 1.0))
        weight = (1.0 / (rest * (rest - 1.0)) - 1.0 / (size * (size - 1.0))) / of_sum
        bound = all_squares / (rest * (rest - 1.0)) / of_sum
    half = pooled.size // 2
    left = _sums_by_size(pooled[:half], min(size, half))
    right = _sums_by_size(pooled[half:], min(size, pooled.size - half))
    as_extreme = 0
    for taken, (left_sums, left_squares) in enumerate(left):
        if not 0 <= size - taken < len(right):
            continue
        right_sums, right_squares = right[size - taken]
        rows = max(1, 250_000 // max(right_sums.size, 1))
        for start in range(0, left_sums.size, rows):
            part = slice(start, start + rows)
            sums = left_sums[part, None] + right_sums[None, :]
            if ordinary:
                sums *= sums
                sums += weight * left_squares[part, None] - bound
                as_extreme += int(np.count_nonzero(sums >= -weight * right_squares))
                continue
            squares = left_squares[part, None] + right_squares[None, :]
            as_extreme += int((_squared_welch(sums, squares, size, pooled) >= observed).sum())
    return as_extreme / comb(pooled.size, size)


def _random_permutation(
    pooled: Floats, size: int, observed: float, seed: int, monte_carlo: int
) -> float:
    as_extreme = 0
    for orders in random_orders(pooled.size, seed, monte_carlo):
        shuffled = pooled[orders[:, :size]]
        sums, squares = shuffled.sum(axis=1), (shuffled**2).sum(axis=1)
        as_extreme += int((_squared_welch(sums, squares, size, pooled) >= observed).sum())
    return (as_extreme + 1.0) / (monte_carlo + 1.0)


def studentized_permutation(
    first: ArrayLike, second: ArrayLike, seed: int, monte_carlo: int = MONTE_CARLO
) -> PermutationResult:
    """Permute the labels with Welch's t as statistic, two-sided.

    Studentizing keeps the level right, for large groups, even if the variances differ (Janssen
    1997, 10.1016/S0167-7152(97)00043-6). All C(n1 + n2, n1) labelings are counted if there are
    at most two million, otherwise p = (b + 1)/(m + 1) over m random ones.

    Parameters
    ----------
    first, second : array_like, shape (n1,) and (n2,)
        Differences of the patients of each group.
    seed : int
        For the random labelings; without effect while all are counted.
    monte_carlo : int
        Number m of random labelings.

    Returns
    -------
    PermutationResult
        ``statistic`` is Welch's t, infinite if both groups are constant and differ. NaN with a
        reason if a group has fewer than two patients.

    Examples
    --------
    >>> result = studentized_permutation([1.0, 2.0, 3.0], [7.0, 8.0, 10.0], seed=1)
    >>> result.p, result.exact, result.arrangements
    (0.1, True, 20)
    """
    one, two = _pair(first, second)
    if min(one.size, two.size) < 2:
        reason = "a group of fewer than two patients has no standard deviation"
        return PermutationResult(nan, nan, True, 0, reason)
    pooled = np.concatenate((one, two))
    pooled = pooled / power_of_two_scale(pooled)
    pooled = pooled - pooled.mean()
    # Centering leaves rounding error where every value was the same.
    pooled[np.abs(pooled) <= 1e-15] = 0.0
    pooled = pooled / power_of_two_scale(pooled)
    sign = 1.0 if pooled[: one.size].sum() >= 0.0 else -1.0
    if one.size > two.size:
        pooled = np.concatenate((pooled[one.size :], pooled[: one.size]))
    size = min(one.size, two.size)
    head = pooled[:size]
    squared = float(
        _squared_welch(np.array([head.sum()]), np.array([(head**2).sum()]), size, pooled)[0]
    )
    threshold = squared * (1.0 - 2.0 * SAME_STATISTIC)
    arrangements = comb(pooled.size, size)
    exact = arrangements <= LARGEST_EXACT_ARRANGEMENTS
    if exact:
        p = _exact_permutation(pooled, size, threshold)
    else:
        arrangements = monte_carlo
        p = _random_permutation(pooled, size, threshold, seed, monte_carlo)
    return PermutationResult(sign * sqrt(squared), p, exact, arrangements)
