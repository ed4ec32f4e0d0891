"""Permutation of two groups' labels with Welch's t as statistic, for many columns at once."""

from __future__ import annotations

from dataclasses import dataclass
from math import comb, inf, nan

import numpy as np
from numpy.typing import ArrayLike

from explant.statistics.kernel.arrays import Floats, as_rows, as_sample, power_of_two_scales
from explant.statistics.kernel.random_orders import random_orders

LARGEST_EXACT_ARRANGEMENTS = 2_000_000
"""Up to this many ways to label the patients, all are counted."""

MONTE_CARLO = 9_999
"""Random labelings where counting all is out of reach; the error at p = 0.05 is 0.002."""

SAME_STATISTIC = 1e-9
"""Two permuted statistics closer than this (relative) are tied."""

CHUNK = 50_000
"""Statistics that are held at a time: few enough for the processor's own memory."""

COLUMNS = 200
"""Columns that are counted together."""


@dataclass(frozen=True)
class PermutationResult:
    """A statistic with its two-sided p value over ``arrangements`` of the labels."""

    statistic: float
    p: float
    exact: bool
    arrangements: int
    reason: str = ""


def _sums_by_size(values: Floats, largest: int) -> list[tuple[Floats, Floats]]:
    """Sum and sum of squares of every subset, grouped by size 0 … largest."""
    sums = [np.zeros((2, 1))] + [np.empty((2, 0)) for _ in range(largest)]
    for value in values:
        step = np.array([[value], [value * value]])
        for size in range(largest, 0, -1):
            sums[size] = np.concatenate((sums[size], sums[size - 1] + step), axis=1)
    return [(part[0], part[1]) for part in sums]


def _squared_welch(
    sums: Floats, squares: Floats, size: int, n: int, all_squares: Floats | float
) -> Floats:
    """Welch's t squared for groups of one size given their sums; the pooled sum is zero."""
    rest = n - size
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
    n, all_squares = pooled.size, float((pooled**2).sum())
    rest = n - size
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
            as_extreme += int(
                (_squared_welch(sums, squares, size, n, all_squares) >= observed).sum()
            )
    return as_extreme / comb(pooled.size, size)


def _random_permutation(
    table: Floats, size: int, observed: Floats, seed: int, monte_carlo: int
) -> Floats:
    """Count for each column of pooled values."""
    n, n_columns = table.shape
    squared = table**2
    all_squares = squared.sum(axis=0)
    as_extreme = np.zeros(n_columns)
    columns = min(n_columns, COLUMNS)
    for orders in random_orders(n, seed, monte_carlo):
        for start in range(0, len(orders), CHUNK // columns):
            chosen = orders[start : start + CHUNK // columns, :size]
            member = np.zeros((len(chosen), n))
            np.put_along_axis(member, chosen, 1.0, axis=1)
            for at in range(0, n_columns, columns):
                part = slice(at, at + columns)
                found = _squared_welch(
                    member @ table[:, part], member @ squared[:, part], size, n, all_squares[part]
                )
                as_extreme[part] += (found >= observed[part]).sum(axis=0)
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
    one, two = as_sample(first, "first"), as_sample(second, "second")
    pooled = np.concatenate((one, two))[:, None]
    return studentized_permutation_of_columns(pooled, one.size, seed, monte_carlo)[0]


def studentized_permutation_of_columns(
    values: ArrayLike, n_first: int, seed: int, monte_carlo: int = MONTE_CARLO
) -> list[PermutationResult]:
    """Do `studentized_permutation` for each column; all columns share the random labelings.

    Parameters
    ----------
    values : array_like, shape (n, columns)
        The patients of the first group, then those of the second.
    n_first : int
        Patients in the first group.
    seed, monte_carlo : int

    Examples
    --------
    >>> table = [[1.0, 9.0], [2.0, 5.0], [3.0, 7.0], [7.0, 8.0], [8.0, 6.0], [10.0, 3.0]]
    >>> [result.p for result in studentized_permutation_of_columns(table, 3, seed=1)]
    [0.1, 0.6]
    """
    rows = as_rows(values)
    n = rows.shape[1]
    size = min(n_first, n - n_first)
    if size < 2:
        reason = "a group of fewer than two patients has no standard deviation"
        return [PermutationResult(nan, nan, True, 0, reason)] * len(rows)
    rows = rows / power_of_two_scales(rows)[:, None]
    rows = rows - rows.mean(axis=1, keepdims=True)
    # Centering leaves rounding error where every value was the same.
    rows[np.abs(rows) <= 1e-15] = 0.0
    rows = rows / power_of_two_scales(rows)[:, None]
    signs = np.where(rows[:, :n_first].sum(axis=1) >= 0.0, 1.0, -1.0)
    if n_first > size:
        rows = np.concatenate((rows[:, n_first:], rows[:, :n_first]), axis=1)
    heads = rows[:, :size]
    squared = _squared_welch(
        heads.sum(axis=1), (heads**2).sum(axis=1), size, n, (rows**2).sum(axis=1)
    )
    thresholds = squared * (1.0 - 2.0 * SAME_STATISTIC)
    arrangements = comb(n, size)
    exact = arrangements <= LARGEST_EXACT_ARRANGEMENTS
    if exact:
        pairs = zip(rows, thresholds.tolist(), strict=True)
        p = np.array([_exact_permutation(row, size, observed) for row, observed in pairs])
    else:
        arrangements = monte_carlo
        p = _random_permutation(np.ascontiguousarray(rows.T), size, thresholds, seed, monte_carlo)
    statistics = signs * np.sqrt(squared)
    return [
        PermutationResult(statistic, share, exact, arrangements)
        for statistic, share in zip(statistics.tolist(), p.tolist(), strict=True)
    ]
