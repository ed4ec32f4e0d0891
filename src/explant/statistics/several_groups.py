"""Whether the differences differ among two or more unordered groups of patients."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import factorial, inf, nan, prod

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import chdtrc, fdtrc

from explant.statistics.arrays import Floats, as_sample, power_of_two_scale
from explant.statistics.random_orders import random_orders
from explant.statistics.ties import midranks, settle_ties, tie_sizes

LARGEST_EXACT_ARRANGEMENTS = 50_000
"""Up to this many labelings all are counted."""

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


def _samples(groups: Sequence[ArrayLike]) -> tuple[Floats, NDArray[np.int64]]:
    if len(groups) < 2:
        raise ValueError(f"groups: expected two or more, got {len(groups)}")
    samples = [as_sample(group, f"group {i}") for i, group in enumerate(groups, start=1)]
    sizes = np.array([sample.size for sample in samples], dtype=np.int64)
    return np.concatenate(samples), sizes


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


def _permutation_p(
    statistic: Callable[[NDArray[np.int64]], Floats],
    sizes: NDArray[np.int64],
    seed: int,
    monte_carlo: int,
) -> tuple[float, bool, int]:
    labels = np.repeat(np.arange(sizes.size), sizes)
    # The second term ties statistics that are zero up to rounding.
    threshold = float(statistic(labels[None, :])[0]) * (1.0 - SAME_STATISTIC) - 1e-12
    all_of_them = factorial(int(sizes.sum())) // prod(map(factorial, sizes.tolist()))
    if all_of_them <= LARGEST_EXACT_ARRANGEMENTS:
        every = np.array(list(_all_labelings(tuple(sizes.tolist()))), dtype=np.int64)
        return float((statistic(every) >= threshold).mean()), True, all_of_them
    as_extreme = 0
    for orders in random_orders(labels.size, seed, monte_carlo):
        as_extreme += int((statistic(labels[orders]) >= threshold).sum())
    return (as_extreme + 1.0) / (monte_carlo + 1.0), False, monte_carlo


def _welch_f(values: Floats, labels: NDArray[np.int64], sizes: NDArray[np.int64]) -> Floats:
    """Welch's F of every row of labels; infinite if a group is constant but the means differ."""
    k, n = sizes.size, sizes.astype(np.float64)
    member = np.stack([labels == group for group in range(k)], axis=1).astype(np.float64)
    means = member @ values / n
    variances = np.maximum(member @ (values**2) - n * means**2, 0.0) / (n - 1.0)
    total = float((values**2).sum())
    constant = variances <= 1e-13 * total
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        weights = n / variances
        weight = weights.sum(axis=1, keepdims=True)
        center = (weights * means).sum(axis=1, keepdims=True) / weight
        between = (weights * (means - center) ** 2).sum(axis=1) / (k - 1.0)
        spread = ((1.0 - weights / weight) ** 2 / (n - 1.0)).sum(axis=1)
        f = between / (1.0 + 2.0 * (k - 2.0) / (k**2 - 1.0) * spread)
    same = np.ptp(means, axis=1) <= 1e-12 * np.sqrt(total)
    result: Floats = np.where(constant.any(axis=1), np.where(same, 0.0, inf), f)
    return result


def welch_anova(
    groups: Sequence[ArrayLike], seed: int, monte_carlo: int = MONTE_CARLO
) -> SeveralGroupsResult:
    """Compare means without assuming equal variances (Welch 1951, 10.1093/biomet/38.3-4.330).

    The permutation p shuffles the labels with the same F as statistic: all labelings up to
    50,000, otherwise p = (b + 1)/(m + 1) over m random ones.

    Parameters
    ----------
    groups : sequence of array_like
    seed : int
    monte_carlo : int

    Returns
    -------
    SeveralGroupsResult
        NaN with a reason if a group has fewer than two patients; if a group is constant, F and
        the parametric p do not exist, but the permutation p does.

    Examples
    --------
    >>> result = welch_anova([[1.0, 2.0, 4.0], [3.0, 5.0, 6.0], [7.0, 8.0, 9.5]], seed=1)
    >>> round(result.statistic, 3), round(result.df2, 3), round(result.p_parametric, 4)
    (11.666, 3.963, 0.0218)
    """
    values, sizes = _samples(groups)
    if (sizes < 2).any():
        reason = "a group of fewer than two patients has no standard deviation"
        return SeveralGroupsResult(nan, nan, nan, nan, nan, True, 0, reason)
    values = values / power_of_two_scale(values)
    values = values - values.mean()
    values[np.abs(values) <= 1e-15] = 0.0
    values = values / power_of_two_scale(values)
    labels = np.repeat(np.arange(sizes.size), sizes)
    k, n = sizes.size, sizes.astype(np.float64)
    f = float(_welch_f(values, labels[None, :], sizes)[0])
    p, exact, arrangements = _permutation_p(
        lambda rows: _welch_f(values, rows, sizes), sizes, seed, monte_carlo
    )
    variances = np.array([values[labels == group].var(ddof=1) for group in range(k)])
    if (variances <= 1e-13 * float((values**2).sum())).any():
        reason = "a group is constant, so F does not exist"
        return SeveralGroupsResult(nan, k - 1.0, nan, nan, p, exact, arrangements, reason)
    weights = n / variances
    spread = float(((1.0 - weights / weights.sum()) ** 2 / (n - 1.0)).sum())
    df2 = (k**2 - 1.0) / (3.0 * spread)
    p_f = float(fdtrc(k - 1.0, df2, f))
    return SeveralGroupsResult(f, k - 1.0, df2, p_f, p, exact, arrangements)


def kruskal_wallis(
    groups: Sequence[ArrayLike], seed: int, monte_carlo: int = MONTE_CARLO
) -> SeveralGroupsResult:
    """Compare groups by ranks (Kruskal & Wallis 1952, 10.1080/01621459.1952.10483441).

    H with tie correction; the parametric p is chi-square on k - 1 (df2 is NaN), the permutation p
    as in `welch_anova`. Empty groups are left out of k.

    Returns
    -------
    SeveralGroupsResult
        NaN with a reason if fewer than two groups have patients; if all values are tied, H is 0
        and p is 1.

    Examples
    --------
    >>> result = kruskal_wallis([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], seed=1)
    >>> round(result.statistic, 4), round(result.p_parametric, 4), round(result.p_permutation, 4)
    (4.5714, 0.1017, 0.0667)
    """
    values, sizes = _samples(groups)
    sizes = sizes[sizes > 0]
    if sizes.size < 2:
        reason = "fewer than two groups have patients"
        return SeveralGroupsResult(nan, nan, nan, nan, nan, True, 0, reason)
    settled = settle_ties(values)
    n = float(settled.size)
    ties = tie_sizes(settled).astype(np.float64)
    correction = 1.0 - (ties**3 - ties).sum() / (n**3 - n)
    df = sizes.size - 1.0
    if correction <= 0.0:
        return SeveralGroupsResult(0.0, df, nan, 1.0, 1.0, True, 1, "all values are tied")
    ranks = midranks(settled) - (n + 1.0) / 2.0

    def h(labels: NDArray[np.int64]) -> Floats:
        member = np.stack([labels == group for group in range(sizes.size)], axis=1)
        sums = member.astype(np.float64) @ ranks
        result: Floats = (sums**2 / sizes).sum(axis=1) * 12.0 / (n * (n + 1.0)) / correction
        return result

    labels = np.repeat(np.arange(sizes.size), sizes)
    observed = float(h(labels[None, :])[0])
    p, exact, arrangements = _permutation_p(h, sizes, seed, monte_carlo)
    p_chi2 = float(chdtrc(df, observed))
    return SeveralGroupsResult(observed, df, nan, p_chi2, p, exact, arrangements)
