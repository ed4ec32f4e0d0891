"""Whether the differences differ among two or more unordered groups of patients."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import factorial, inf, nan, prod

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import chdtrc, fdtrc

from explant.statistics.kernel.arrays import Floats, as_rows, power_of_two_scales
from explant.statistics.kernel.random_orders import random_orders
from explant.statistics.kernel.ties import midranks_of_rows, settle_ties_of_rows

LARGEST_EXACT_ARRANGEMENTS = 50_000
"""Up to this many labelings all are counted."""

CHUNK = 50_000
"""Statistics that are held at a time: few enough for the processor's own memory."""

COLUMNS = 200
"""Columns that are counted together."""

MONTE_CARLO = 9_999
"""Random labelings where counting all is out of reach; the error at p = 0.05 is 0.002."""

SAME_STATISTIC = 1e-9


@dataclass(frozen=True)
class SeveralGroupsResult:
    """Statistic with its parametric p value and its p value over ``arrangements`` of labels."""

    statistic: float
    df1: float
    df2: float
    p_parametric: float
    p_permutation: float
    exact: bool
    arrangements: int
    reason: str = ""


def _all_labelings(sizes: tuple[int, ...]) -> Iterator[list[int]]:
    """Every way to label the patients, as a list of group numbers."""

    def fill(labels: list[int], free: tuple[int, ...], group: int) -> Iterator[list[int]]:
        if group == len(sizes) - 1:
            yield [group if label < 0 else label for label in labels]
            return
        for chosen in combinations(free, sizes[group]):
            filled = labels.copy()
            for position in chosen:
                filled[position] = group
            rest = tuple(position for position in free if position not in chosen)
            yield from fill(filled, rest, group + 1)

    yield from fill([-1] * sum(sizes), tuple(range(sum(sizes))), 0)


def _members(labels: NDArray[np.int64], n_groups: int) -> Floats:
    """Who is in each group, shape (groups, labelings, patients)."""
    members: Floats = (labels == np.arange(n_groups)[:, None, None]).astype(np.float64)
    return members


def _sums(members: Floats, values: Floats) -> Floats:
    """Sum of each group, shape (groups, labelings × columns)."""
    groups, labelings, n = members.shape
    # The last group has what the others leave.
    sums = np.empty((groups, labelings, values.shape[1]), dtype=values.dtype)
    but_one = members[:-1].reshape(-1, n).astype(values.dtype, copy=False)
    np.matmul(but_one, values, out=sums[:-1].reshape(-1, values.shape[1]))
    np.subtract(values.sum(axis=0), sums[:-1].sum(axis=0), out=sums[-1])
    return sums.reshape(groups, -1)


def _permutation_p(
    statistic: Callable[[Floats, slice], Floats],
    n_columns: int,
    sizes: NDArray[np.int64],
    seed: int,
    monte_carlo: int,
) -> tuple[Floats, bool, int]:
    """Count for each column. The statistic takes who is in each group, one labeling a row."""
    labels = np.repeat(np.arange(sizes.size), sizes)
    # The second term ties statistics that are zero up to rounding.
    observed = statistic(_members(labels[None, :], sizes.size), slice(None))[0]
    threshold = observed * (1.0 - SAME_STATISTIC) - 1e-12
    all_of_them = factorial(int(sizes.sum())) // prod(map(factorial, sizes.tolist()))
    exact = all_of_them <= LARGEST_EXACT_ARRANGEMENTS
    chunks: Iterable[NDArray[np.int64]]
    if exact:
        chunks = [np.array(list(_all_labelings(tuple(sizes.tolist()))), dtype=np.int64)]
    else:
        chunks = (labels[orders] for orders in random_orders(labels.size, seed, monte_carlo))
    columns = min(n_columns, COLUMNS)
    as_extreme = np.zeros(n_columns)
    for chunk in chunks:
        for start in range(0, len(chunk), CHUNK // columns):
            members = _members(chunk[start : start + CHUNK // columns], sizes.size)
            for at in range(0, n_columns, columns):
                part = slice(at, at + columns)
                as_extreme[part] += (statistic(members, part) >= threshold[part]).sum(axis=0)
    if exact:
        return as_extreme / all_of_them, True, all_of_them
    return (as_extreme + 1.0) / (monte_carlo + 1.0), False, monte_carlo


def _welch_f(values: Floats, members: Floats, sizes: NDArray[np.int64]) -> Floats:
    """Welch's F, shape (labelings, columns); infinite if a group is constant but means differ.

    Sums over the groups are products with their sizes. Groups weigh w = n (n - 1) / v, where v is
    the sum of squares about the mean; with the group's sum s the weighted sum of squares about the
    weighted mean is that about zero less what the mean takes, and where little is left of that it
    is formed from the means themselves.
    """
    k, n = sizes.size, sizes.astype(np.float64)
    shape = (members.shape[1], values.shape[1])
    squares = values**2
    total = squares.sum(axis=0)
    sums, about_mean = _sums(members, values), _sums(members, squares)
    part = sums * sums
    part *= 1.0 / n[:, None]
    about_mean -= part
    np.maximum(about_mean, 0.0, out=about_mean)
    bound = 1e-13 * (n - 1.0)[:, None] * total[None, :]
    least = about_mean.reshape(-1, shape[1]).min(axis=0)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        inverse = np.divide(1.0, about_mean, out=part)
        weight, of_spread = np.stack((n * (n - 1.0), n)) @ inverse
        scaled = sums * inverse
        center = (n - 1.0) @ scaled / weight
        about_zero = (1.0 - 1.0 / n) @ np.multiply(scaled, sums, out=scaled)
        between = about_zero - center * center * weight
        small = np.flatnonzero(between < 1e-5 * about_zero)
        apart = sums[:, small] / n[:, None] - center[small]
        between[small] = (n * (n - 1.0)) @ (inverse[:, small] * apart**2)
        spread = (n * n * (n - 1.0)) @ np.multiply(inverse, inverse, out=scaled)
        spread /= weight
        spread -= 2.0 * of_spread
        spread /= weight
        spread += (1.0 / (n - 1.0)).sum()
        f = between / (k - 1.0) / (1.0 + 2.0 * (k - 2.0) / (k**2 - 1.0) * spread)
    f = f.reshape(shape)
    if (least <= bound.max(axis=0)).any():
        each = (k, *shape)
        constant = (about_mean.reshape(each) <= bound[:, None, :]).any(axis=0)
        means = (sums / n[:, None]).reshape(each)
        range_of_means = means.max(axis=0) - means.min(axis=0)
        same = range_of_means <= 1e-12 * np.sqrt(total)
        f = np.where(constant, np.where(same, 0.0, inf), f)
    result: Floats = f
    return result


def welch_anova_of_columns(
    values: ArrayLike, sizes: Sequence[int], seed: int, monte_carlo: int = MONTE_CARLO
) -> list[SeveralGroupsResult]:
    """Compare means without assuming equal variances (Welch 1951, 10.1093/biomet/38.3-4.330).

    The permutation p shuffles the labels with the same F as statistic: all labelings up to
    50,000, otherwise p = (b + 1)/(m + 1) over m random ones, which all columns share.

    Parameters
    ----------
    values : array_like, shape (n, columns)
        The patients of the first group, then those of the second, and so on.
    sizes : sequence of int
        Patients in each group.
    seed, monte_carlo : int

    Returns
    -------
    list of SeveralGroupsResult
        One for each column, NaN with a reason if a group has fewer than two patients; if a group is
        constant, F and the parametric p do not exist, but the permutation p does.

    Examples
    --------
    >>> table = [[1, 9], [2, 8], [4, 5], [3, 5], [5, 7], [6, 2], [7, 3], [8, 1], [9, 4]]
    >>> results = welch_anova_of_columns(table, [3, 3, 3], seed=1)
    >>> [round(result.statistic, 3) for result in results]
    [13.426, 4.196]
    """
    rows, n_of = as_rows(values), np.array(sizes, dtype=np.int64)
    if (n_of < 2).any():
        reason = "a group of fewer than two patients has no standard deviation"
        return [SeveralGroupsResult(nan, nan, nan, nan, nan, True, 0, reason)] * len(rows)
    rows = rows / power_of_two_scales(rows)[:, None]
    rows = rows - rows.mean(axis=1, keepdims=True)
    rows[np.abs(rows) <= 1e-15] = 0.0
    rows = rows / power_of_two_scales(rows)[:, None]
    k, n = n_of.size, n_of.astype(np.float64)
    labels = np.repeat(np.arange(k), n_of)
    table = np.ascontiguousarray(rows.T)
    p, exact, arrangements = _permutation_p(
        lambda members, part: _welch_f(table[:, part], members, n_of),
        len(rows),
        n_of,
        seed,
        monte_carlo,
    )
    variances = np.stack([rows[:, labels == g].var(axis=1, ddof=1) for g in range(k)], axis=1)
    means = np.stack([rows[:, labels == g].mean(axis=1) for g in range(k)], axis=1)
    constant = (variances <= 1e-13 * (rows**2).sum(axis=1, keepdims=True)).any(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        weights = n / variances
        shares = weights / weights.sum(axis=1, keepdims=True)
        center = (shares * means).sum(axis=1, keepdims=True)
        between = (weights * (means - center) ** 2).sum(axis=1) / (k - 1.0)
        spread = ((1.0 - shares) ** 2 / (n - 1.0)).sum(axis=1)
        f = between / (1.0 + 2.0 * (k - 2.0) / (k**2 - 1.0) * spread)
        df2 = (k**2 - 1.0) / (3.0 * spread)
    p_f = fdtrc(k - 1.0, df2, f)
    reason = "a group is constant, so F does not exist"
    return [
        SeveralGroupsResult(nan, k - 1.0, nan, nan, share, exact, arrangements, reason)
        if bad
        else SeveralGroupsResult(statistic, k - 1.0, second, parametric, share, exact, arrangements)
        for bad, statistic, second, parametric, share in zip(
            constant.tolist(), f.tolist(), df2.tolist(), p_f.tolist(), p.tolist(), strict=True
        )
    ]


def kruskal_wallis_of_columns(
    values: ArrayLike, sizes: Sequence[int], seed: int, monte_carlo: int = MONTE_CARLO
) -> list[SeveralGroupsResult]:
    """Compare groups by ranks (Kruskal & Wallis 1952, 10.1080/01621459.1952.10483441).

    H with tie correction; the parametric p is chi-square on k - 1 (df2 is NaN), the permutation p
    as in `welch_anova_of_columns`. Empty groups are left out of k.

    Parameters
    ----------
    values : array_like, shape (n, columns)
        The patients of the first group, then those of the second, and so on.
    sizes : sequence of int
        Patients in each group.
    seed, monte_carlo : int

    Returns
    -------
    list of SeveralGroupsResult
        One for each column, NaN with a reason if fewer than two groups have patients; if all values
        are tied, H is 0 and p is 1.

    Examples
    --------
    >>> table = [[1, 6], [2, 5], [3, 4], [4, 3], [5, 2], [6, 1]]
    >>> results = kruskal_wallis_of_columns(table, [2, 2, 2], seed=1)
    >>> [round(result.statistic, 4) for result in results]
    [4.5714, 4.5714]
    """
    rows = as_rows(values)
    n_of = np.array([size for size in sizes if size], dtype=np.int64)
    if n_of.size < 2:
        reason = "fewer than two groups have patients"
        return [SeveralGroupsResult(nan, nan, nan, nan, nan, True, 0, reason)] * len(rows)
    n, df = float(rows.shape[1]), n_of.size - 1.0
    ranks, cubes = midranks_of_rows(settle_ties_of_rows(rows))
    corrections = 1.0 - cubes / (n**3 - n)
    tied = SeveralGroupsResult(0.0, df, nan, 1.0, 1.0, True, 1, "all values are tied")
    results = [tied] * len(rows)
    varied = np.flatnonzero(corrections > 0.0)
    if varied.size == 0:
        return results
    table = np.ascontiguousarray(ranks[varied].T) - (n + 1.0) / 2.0
    units = 12.0 / (n * (n + 1.0)) / corrections[varied]

    def h(members: Floats, part: slice) -> Floats:
        sums = _sums(members, table[:, part])
        sums *= sums
        found: Floats = (1.0 / n_of @ sums).reshape(members.shape[1], -1) * units[part]
        return found

    labels = np.repeat(np.arange(n_of.size), n_of)
    observed = h(_members(labels[None, :], n_of.size), slice(None))[0]
    p, exact, arrangements = _permutation_p(h, varied.size, n_of, seed, monte_carlo)
    p_chi2 = chdtrc(df, observed)
    for column, statistic, parametric, share in zip(
        varied.tolist(), observed.tolist(), p_chi2.tolist(), p.tolist(), strict=True
    ):
        results[column] = SeveralGroupsResult(
            statistic, df, nan, parametric, share, exact, arrangements
        )
    return results
