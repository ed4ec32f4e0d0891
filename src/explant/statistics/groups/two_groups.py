"""Whether the differences differ between two groups of patients."""

from __future__ import annotations

from dataclasses import dataclass
from math import comb, nan

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import stdtr, stdtrit

from explant.statistics.groups.group_shifts import normal_rank_sum_p
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
    power_of_two_scales,
)
from explant.statistics.kernel.rank_distributions import smaller_rank_sum_tails_at
from explant.statistics.kernel.ties import (
    midranks_of_rows,
    runs_of_rows,
    settle_ties_of_rows,
)
from explant.statistics.one_sample.student import means_and_sds

__all__ = [
    "MannWhitneyResult",
    "PermutationResult",
    "WelchResult",
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


def are_counted(rows: Floats) -> NDArray[np.bool_]:
    """Return of each row whether the groupings are counted, so that p is exact.

    Parameters
    ----------
    rows : float array, shape (rows, n)
        Values with ties settled, or their mid-ranks.

    Examples
    --------
    >>> are_counted(np.array([np.arange(51.0), np.full(51, 2.0)])).tolist()
    [False, True]
    >>> are_counted(np.arange(50.0)[None, :]).tolist()
    [True]
    """
    k, n = rows.shape
    if LARGEST_EXACT_RANKS < n <= LARGEST_EXACT_TIED and k:
        places, times = runs_of_rows(np.sort(rows, axis=1))
        most = np.maximum.reduceat(times, np.flatnonzero(places % n == 0))
        counted: NDArray[np.bool_] = 2 * most >= n
        return counted
    return np.full(k, n <= LARGEST_EXACT_RANKS)


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


def rank_sum_p(ranks: Floats, size: int, exact: bool) -> Floats:
    """Return the two-sided p of each row's first ``size`` mid-ranks against the others.

    Parameters
    ----------
    ranks : float array, shape (rows, n)
    size : int
    exact : bool
        Whether all groupings are counted, or the normal approximation is taken.

    Examples
    --------
    >>> rank_sum_p(np.array([[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]]), 3, exact=True)
    array([0.1])
    """
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
    exact = are_counted(ranks)
    p = np.full(len(rows), nan)
    for counted in (True, False):
        if (exact == counted).any():
            p[exact == counted] = rank_sum_p(ranks[exact == counted], n_first, counted)
    approximate = "normal approximation with tie and continuity correction"
    return [
        MannWhitneyResult(statistic, share, counted, "exact" if counted else approximate)
        for statistic, share, counted in zip(u.tolist(), p.tolist(), exact.tolist(), strict=True)
    ]
