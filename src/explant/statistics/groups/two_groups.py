"""Whether the differences differ between two groups of patients."""

from __future__ import annotations

from dataclasses import dataclass
from math import comb, nan

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import stdtr, stdtrit

from explant.statistics.groups.group_shifts import GroupShifts, normal_rank_sum_p
from explant.statistics.groups.studentized_permutation import (
    PermutationResult,
    studentized_permutation,
)
from explant.statistics.kernel.arrays import (
    Floats,
    as_rows,
    as_sample,
    beyond_largest,
    check_confidence,
    lift_subnormal,
    power_of_two_scales,
    rescale,
)
from explant.statistics.kernel.inversion import IntervalResult, invert, no_interval
from explant.statistics.kernel.rank_distributions import smaller_rank_sum_tails_at
from explant.statistics.kernel.ties import (
    midranks,
    midranks_of_rows,
    settle_ties,
    settle_ties_of_rows,
    starts_of_distinct,
)
from explant.statistics.one_sample.student import means_and_sds

__all__ = [
    "MannWhitneyResult",
    "PermutationResult",
    "WelchResult",
    "hodges_lehmann_shift",
    "mann_whitney",
    "mann_whitney_of_columns",
    "studentized_permutation",
    "welch_t",
    "welch_t_of_columns",
]

LARGEST_EXACT_RANKS = 50
"""Up to this many patients in both groups together the rank-sum test is exact."""

LARGEST_EXACT_TIED = 200
"""The same where half of all values or more are one and the same, as values below detection.

Then a rank sum has few steps, and is skewed in groups of different sizes: the normal approximation
gives 0.002 where p is 0.05.
"""


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
    one, two = _pair(first, second)
    return welch_t_of_columns(np.concatenate((one, two))[:, None], one.size, confidence)[0]


def welch_t_of_columns(
    values: ArrayLike, n_first: int, confidence: float = 0.95
) -> list[WelchResult]:
    """Do `welch_t` for each column.

    Parameters
    ----------
    values : array_like, shape (n, columns)
        The patients of the first group, then those of the second.
    n_first : int
        Patients in the first group.
    confidence : float

    Examples
    --------
    >>> table = [[1.0, 9.0], [2.0, 5.0], [3.0, 7.0], [7.0, 8.0], [8.0, 6.0], [10.0, 3.0]]
    >>> [round(result.t, 3) for result in welch_t_of_columns(table, 3)]
    [-6.008, 0.718]
    """
    check_confidence(confidence)
    rows = as_rows(values)
    sizes = (n_first, rows.shape[1] - n_first)
    scales = power_of_two_scales(rows)
    scaled = rows / scales[:, None]
    mean_one, sd_one = means_and_sds(scaled[:, :n_first])
    mean_two, sd_two = means_and_sds(scaled[:, n_first:])
    differences = mean_one - mean_two
    with np.errstate(over="ignore"):
        centers = differences * scales
    few = "a group of fewer than two patients has no standard deviation"
    if min(sizes) < 2:
        return [
            WelchResult(*sizes, center, nan, nan, nan, nan, nan, few) for center in centers.tolist()
        ]
    part_one, part_two = sd_one**2 / sizes[0], sd_two**2 / sizes[1]
    errors = np.sqrt(part_one + part_two)
    some = errors > 0.0
    safe = np.where(some, errors, 1.0)
    share_one, share_two = part_one / safe**2, part_two / safe**2
    with np.errstate(divide="ignore"):
        df = 1.0 / (share_one**2 / (sizes[0] - 1) + share_two**2 / (sizes[1] - 1))
    df = np.where(some, df, 1.0)
    t = differences / safe
    halves = stdtrit(df, 0.5 + confidence / 2.0) * safe
    p = np.minimum(1.0, 2.0 * stdtr(df, -np.abs(t)))
    with np.errstate(over="ignore"):
        lows, highs = (differences - halves) * scales, (differences + halves) * scales
    constant = "both groups are constant"
    return [
        WelchResult(
            *sizes, center, low, high, statistic, of, share, beyond_largest(center, low, high)
        )
        if varied
        else WelchResult(*sizes, center, nan, nan, nan, nan, nan, constant)
        for varied, center, low, high, statistic, of, share in zip(
            *(column.tolist() for column in (some, centers, lows, highs, t, df, p)), strict=True
        )
    ]


def _counts_all(ranks: Floats) -> bool:
    """Whether p is exact for such mid-ranks."""
    n = ranks.size
    if LARGEST_EXACT_RANKS < n <= LARGEST_EXACT_TIED:
        return bool(2 * np.unique(ranks, return_counts=True)[1].max() >= n)
    return n <= LARGEST_EXACT_RANKS


def least_rank_sum_p(ranks: Floats, size: int) -> float:
    """Return the least two-sided p that any labeling of such mid-ranks gives.

    Parameters
    ----------
    ranks : float array, shape (n,)
        Mid-ranks of all patients, in any order.
    size : int
        Patients of one of the groups.

    Examples
    --------
    >>> least_rank_sum_p(np.array([1.0, 2.0, 3.0, 4.0, 5.0, 6.0]), 3)
    0.1
    >>> least_rank_sum_p(np.array([2.5, 2.5, 2.5, 2.5, 5.0, 6.0]), 3)
    0.4
    """
    ordered = np.sort(ranks)
    smallest = 1.0
    for end in (ordered, ordered[::-1]):
        # The last one that is needed may be taken from all that are tied with it.
        boundary = end[size - 1]
        ways = comb(int((ordered == boundary).sum()), int((end[:size] == boundary).sum()))
        smallest = min(smallest, 2 * ways / comb(ordered.size, size))
    return smallest


def _rank_sum_p(ranks: Floats, size: int, exact: bool) -> Floats:
    """Two-sided p of each row's first ``size`` mid-ranks against the others."""
    n = ranks.shape[1]
    if exact:
        doubled = np.rint(2.0 * ranks).astype(np.int64)
        # Either group's ranks tell the same; the smaller one is quicker to count.
        chosen = doubled[:, :size] if 2 * size <= n else doubled[:, size:]
        tails = smaller_rank_sum_tails_at(
            np.sort(doubled, axis=1), chosen.shape[1], chosen.sum(axis=1)
        )
        return np.minimum(1.0, 2.0 * tails)
    cubes = midranks_of_rows(ranks)[1]
    u = ranks[:, :size].sum(axis=1) - size * (size + 1) / 2.0
    p = normal_rank_sum_p(u, cubes, size, n - size)
    # A normal tail knows no last labeling.
    return np.maximum(p, [least_rank_sum_p(row, size) for row in ranks])


def mann_whitney(first: ArrayLike, second: ArrayLike) -> MannWhitneyResult:
    """Compare two groups by ranks, exact with ties up to 50 patients in all, some up to 200.

    U counts the pairs in which the first group's value is larger, ties half (Mann & Whitney
    1947, 10.1214/aoms/1177730491). Given the mid-ranks, all C(n1 + n2, n1) groupings are counted
    (Streitberg & Röhmel 1986); p is twice the smaller tail, at most 1, since with ties the
    distribution may be skewed. Above 50 patients the normal approximation with tie and continuity
    correction, but never less than the least p of any labeling; up to 200 patients p stays exact
    where half of the values are one and the same.

    Parameters
    ----------
    first, second : array_like, shape (n1,) and (n2,)

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
    return mann_whitney_of_columns(np.concatenate((one, two))[:, None], one.size)[0]


def mann_whitney_of_columns(values: ArrayLike, n_first: int) -> list[MannWhitneyResult]:
    """Do `mann_whitney` for each column.

    Parameters
    ----------
    values : array_like, shape (n, columns)
        The patients of the first group, then those of the second.
    n_first : int
        Patients in the first group.

    Examples
    --------
    >>> table = [[1.0, 9.0], [2.0, 5.0], [3.0, 7.0], [7.0, 8.0], [8.0, 6.0], [10.0, 3.0]]
    >>> [result.p for result in mann_whitney_of_columns(table, 3)]
    [0.1, 0.7]
    """
    rows = as_rows(values)
    n = rows.shape[1]
    if min(n_first, n - n_first) == 0:
        none = MannWhitneyResult(nan, nan, True, "none", "a group has no patients")
        return [none] * len(rows)
    ranks = midranks_of_rows(settle_ties_of_rows(rows))[0]
    u = ranks[:, :n_first].sum(axis=1) - n_first * (n_first + 1) / 2.0
    exact = np.array([_counts_all(row) for row in ranks], dtype=np.bool_)
    p = np.full(len(rows), nan)
    for counted in (True, False):
        if (exact == counted).any():
            p[exact == counted] = _rank_sum_p(ranks[exact == counted], n_first, counted)
    approximate = "normal approximation with tie and continuity correction"
    return [
        MannWhitneyResult(statistic, share, counted, "exact" if counted else approximate)
        for statistic, share, counted in zip(u.tolist(), p.tolist(), exact.tolist(), strict=True)
    ]


class _Shifts:
    """As `GroupShifts`, by ranking at each position: exact, and where rounding makes odd ties."""

    def __init__(self, one: Floats, two: Floats, exact: bool) -> None:
        self.exact = exact
        # Halves first: the difference of two values near the largest float would overflow.
        gaps = (one[:, None] / 2.0 - two[None, :] / 2.0).ravel()
        reach = np.maximum(np.abs(one[:, None]), np.abs(two[None, :])).ravel()
        order = np.argsort(gaps, kind="stable")
        ordered = gaps[order]
        begins = starts_of_distinct(ordered, reach[order])
        labels = np.cumsum(begins) - 1
        with np.errstate(over="ignore"):
            self.points = ordered[begins] * 2.0
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
        return _rank_sum_p(ranks, self.size, self.exact)


def _shifts(one: Floats, two: Floats, exact: bool) -> GroupShifts | _Shifts:
    if not exact:
        shifts = GroupShifts(one, two)
        if shifts.regular:
            return shifts
    return _Shifts(one, two, exact)


def hodges_lehmann_shift(
    first: ArrayLike, second: ArrayLike, confidence: float = 0.95
) -> IntervalResult:
    """Estimate the shift first - second, with the interval that inverts `mann_whitney`.

    The median of all n1 * n2 differences (Hodges & Lehmann 1963, 10.1214/aoms/1177704172). Ties
    and the achieved level are handled as in `explant.statistics.kernel.inversion`, so p <= 1 -
    level exactly when the interval excludes zero.

    Parameters
    ----------
    first, second : array_like, shape (n1,) and (n2,)
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
    pooled = settle_ties(values)
    many = values.size > LARGEST_EXACT_RANKS
    shifts = _shifts(pooled[: one.size], pooled[one.size :], exact=_counts_all(midranks(pooled)))
    estimate = rescale(shifts.estimate, scale)
    found = invert(
        shifts.p_values,
        shifts.points.size,
        shifts.position_of_zero,
        confidence,
        shifts.position_of_estimate if many else None,
    )
    if found is None:
        return no_interval(estimate, "the groups are too small for any interval")
    low, high = (rescale(float(shifts.points[at]), scale) for at in (found.low, found.high))
    reason = beyond_largest(estimate, low, high)
    if found.level < confidence:
        reason = reason or "n is too small for the level asked for"
    return IntervalResult(estimate, low, high, found.level, reason)
