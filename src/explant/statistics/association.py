"""How the differences go with a number measured on each patient, such as tumor size."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import factorial, nan, sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri, stdtr, stdtrit

from explant.statistics.kernel.arrays import (
    Floats,
    as_sample,
    beyond_largest,
    check_confidence,
    power_of_two_scale,
    rescale,
)
from explant.statistics.kernel.inversion import IntervalResult, no_interval
from explant.statistics.kernel.random_orders import (
    CHUNK,
    all_orders,
    count_as_extreme,
    random_orders,
)
from explant.statistics.kernel.rank_distributions import count_subset_sums_of_size
from explant.statistics.kernel.ties import midranks, settle_ties, settled_labels, tie_sizes

LARGEST_EXACT_ORDER = 9
"""Up to this many patients all n! orders are counted."""

LARGEST_EXACT_SLOPE = 50
"""Up to this many patients the interval of the Theil–Sen slope is exact."""

MONTE_CARLO = 9_999
"""Random orders where counting all is out of reach; the error at p = 0.05 is 0.002."""

LARGEST_SAFE = 2.0**1021
"""Up to this magnitude the difference of two values is no larger than the largest float."""

ROUNDING = 1e-15
"""A difference of two values smaller than this, relative to the larger, is rounding error."""


@dataclass(frozen=True)
class SpearmanResult:
    """Rank correlation with its two-sided permutation p value."""

    n: int
    rho: float
    p: float
    exact: bool
    arrangements: int
    reason: str = ""


@dataclass(frozen=True)
class SlopeResult:
    """Least-squares slope (per unit of the stratifier) with its t interval and p value."""

    n: int
    slope: float
    intercept: float
    low: float
    high: float
    t: float
    df: int
    p: float
    reason: str = ""


def columns_for(stratifier: ArrayLike, differences: ArrayLike) -> tuple[Floats, Floats]:
    """Return the stratifier and the table of differences, one column a test, as floats.

    Raises
    ------
    ValueError
        On missing values, a wrong shape or unequal lengths.

    Examples
    --------
    >>> columns_for([1, 2], [[3, 4], [5, 6]])[1].shape
    (2, 2)
    """
    x = as_sample(stratifier, "stratifier")
    table = np.asarray(differences, dtype=np.float64)
    if table.ndim != 2 or len(table) != x.size:
        raise ValueError(
            f"stratifier and differences: {x.size} patients and a table of shape {table.shape}"
        )
    as_sample(table.ravel())
    return x, table


def _pairs(x: ArrayLike, y: ArrayLike) -> tuple[Floats, Floats]:
    one, two = as_sample(x, "stratifier"), as_sample(y, "differences")
    if one.size != two.size:
        raise ValueError(f"stratifier and differences: {one.size} and {two.size} patients")
    return one, two


def spearman_of_columns(
    stratifier: ArrayLike, differences: ArrayLike, seed: int, monte_carlo: int = MONTE_CARLO
) -> list[SpearmanResult]:
    """Correlate ranks and permute one of them, two-sided (Spearman 1904, 10.2307/1412159).

    rho is the correlation of the mid-ranks. p is the share of orders with at least the observed
    |rho|: all n! up to n = 9, otherwise (b + 1)/(m + 1) over m random ones, which all columns
    share.

    Parameters
    ----------
    stratifier : array_like, shape (n,)
    differences : array_like, shape (n, columns)
    seed : int
    monte_carlo : int

    Returns
    -------
    list of SpearmanResult
        One for each column, NaN with a reason if n < 2 or one of the two is constant.

    Raises
    ------
    ValueError
        On missing values or unequal lengths.

    Examples
    --------
    >>> table = np.array([[0.1, 3.0], [0.3, 1.0], [0.2, 2.0], [0.9, 0.0]])
    >>> results = spearman_of_columns([1.0, 2.0, 3.0, 4.0], table, seed=1)
    >>> [round(result.rho, 4) for result in results]
    [0.8, -0.8]
    """
    x, table = columns_for(stratifier, differences)
    n = int(x.size)
    if n < 2:
        few = SpearmanResult(n, nan, nan, True, 0, "fewer than two patients")
        return [few] * table.shape[1]
    # Doubled and centered ranks are whole numbers, so their products compare without error.
    fixed = _centered_ranks(x)
    ranks = np.column_stack([_centered_ranks(column) for column in table.T])
    norms = np.sqrt((fixed**2).sum() * (ranks**2).sum(axis=0))
    observed = fixed @ ranks
    bounds = np.abs(observed) - 0.5
    exact = n <= LARGEST_EXACT_ORDER
    arrangements = factorial(n) if exact else monte_carlo
    chunks = [all_orders(n)] if exact else random_orders(n, seed, monte_carlo)
    found = np.zeros(table.shape[1])
    for orders in chunks:
        found += count_as_extreme(orders, fixed, ranks, bounds)
    p = found / arrangements if exact else (found + 1.0) / (arrangements + 1.0)
    which = "the differences are" if fixed.any() else "the stratifier is"
    constant = SpearmanResult(n, nan, nan, True, 0, f"{which} constant")
    return [
        SpearmanResult(n, float(product / norm), float(share), exact, arrangements)
        if norm > 0.0
        else constant
        for product, norm, share in zip(observed, norms, p, strict=True)
    ]


def _centered_ranks(values: Floats) -> Floats:
    ranks: Floats = np.rint(2.0 * midranks(settle_ties(values)) - (values.size + 1.0))
    return ranks


@lru_cache(maxsize=256)
def _concordance_distribution(group_sizes: tuple[int, ...]) -> Floats:
    """P(number of concordant pairs) if y is in random order and x has groups of ties."""
    probability = np.ones(1)
    before = group_sizes[0]
    for size in group_sizes[1:]:
        ranks = np.arange(1, before + size + 1)
        counts = count_subset_sums_of_size(ranks, size)
        least = size * (size + 1) // 2
        counts = counts[least : least + before * size + 1]
        probability = np.convolve(probability, counts / counts.sum())
        before += size
    return probability


def _slopes(x: Floats, y: Floats, labels: NDArray[np.intp]) -> Floats:
    """Slopes of all pairs of patients whose stratifiers differ, in ascending order."""
    # Quarters where a difference of two values near the largest float would overflow.
    parts = [4.0 if np.abs(values).max() > LARGEST_SAFE else 1.0 for values in (x, y)]
    order = np.argsort(labels, kind="stable")
    x, y, labels = x[order] / parts[0], y[order] / parts[1], labels[order]
    rows = max(1, CHUNK // x.size)
    found = []
    for start in range(0, x.size, rows):
        one, others = np.s_[start : start + rows, None], np.s_[None, start:]
        later = labels[one] < labels[others]
        rise, run = (y[others] - y[one])[later], (x[others] - x[one])[later]
        largest = np.maximum(np.abs(y[one]), np.abs(y[others]))[later]
        rise[np.abs(rise) <= ROUNDING * largest] = 0.0
        with np.errstate(over="ignore", under="ignore", divide="ignore", invalid="ignore"):
            found.append(np.where(rise == 0.0, 0.0, rise / run) * (parts[1] / parts[0]))
    # A negative slope that is too small for a float is zero, not minus zero.
    return np.sort(np.concatenate(found) + 0.0)


def theil_sen(
    stratifier: ArrayLike, differences: ArrayLike, confidence: float = 0.95
) -> IntervalResult:
    """Estimate the change of the difference per unit of the stratifier, robustly.

    The median of the slopes of all pairs of patients whose stratifiers differ (Sen 1968,
    10.1080/01621459.1968.10480934). The limits are order statistics of these slopes from the
    null distribution of Kendall's statistic: exact up to n = 50, given the ties of the
    stratifier; above that normal, with Sen's variance for those ties. Ties among the
    residuals are taken as untied and the ends belong to the interval, which errs on the
    cautious side.

    Parameters
    ----------
    stratifier, differences : array_like, shape (n,)
        A number and a difference of the same patients, in the same order.
    confidence : float
        Level asked for.

    Returns
    -------
    IntervalResult
        Where n is too small for the level, the range of the slopes with its own level. NaN with a
        reason if the stratifier is constant or n < 2.

    Examples
    --------
    >>> result = theil_sen([1, 2, 3, 4, 5, 6, 7], [1.1, 1.9, 3.2, 3.8, 5.1, 6.3, 6.8])
    >>> round(result.estimate, 3), round(result.low, 3), round(result.high, 3)
    (1.0, 0.85, 1.2)
    >>> round(result.level, 4)
    0.9698
    """
    check_confidence(confidence)
    x, y = _pairs(stratifier, differences)
    if x.size < 2:
        return no_interval(nan, "fewer than two patients")
    labels = settled_labels(x)
    if labels.max() == 0:
        return no_interval(nan, "the stratifier is constant")
    slopes = _slopes(x, y, labels)
    middle = slopes[[(slopes.size - 1) // 2, slopes.size // 2]]
    # Halves first: the sum of two slopes near the largest float would overflow.
    estimate = float(middle[0] if middle[0] == middle[1] else middle[0] / 2.0 + middle[1] / 2.0)
    sizes = tie_sizes(labels.astype(np.float64))
    alpha = (1.0 - confidence) * (1.0 + 1e-12)
    n = float(x.size)
    if n <= LARGEST_EXACT_SLOPE:
        below = np.cumsum(_concordance_distribution(tuple(sizes.tolist())))
        k = max(int(np.searchsorted(2.0 * below, alpha, side="right")), 1)
        level = 1.0 - 2.0 * float(below[k - 1])
    else:
        ties = sizes.astype(np.float64)
        variance = (
            n * (n - 1.0) * (2.0 * n + 5.0) - (ties * (ties - 1.0) * (2.0 * ties + 5.0)).sum()
        )
        half = -float(ndtri(alpha / 2.0)) * sqrt(variance / 18.0)
        k, level = max(int((slopes.size - half) / 2.0), 1), confidence
    if level <= 0.0:
        return no_interval(estimate, "n is too small for any interval")
    low, high = float(slopes[k - 1]), float(slopes[-k])
    reason = beyond_largest(estimate, low, high)
    if level < confidence:
        reason = reason or "n is too small for the level asked for"
    return IntervalResult(estimate, low, high, level, reason)


def least_squares_slope(
    stratifier: ArrayLike, differences: ArrayLike, confidence: float = 0.95
) -> SlopeResult:
    """Fit a straight line by least squares; t test and interval of the slope on n - 2.

    Draper & Smith 1998, 10.1002/9781118625590.

    Parameters
    ----------
    stratifier, differences : array_like, shape (n,)
        A number and a difference of the same patients, in the same order.
    confidence : float
        Level of the interval.

    Returns
    -------
    SlopeResult
        NaN with a reason if n < 3, the stratifier is constant, or the line fits without error.

    Examples
    --------
    >>> result = least_squares_slope([1, 2, 3, 4, 5], [1.0, 2.2, 2.8, 4.1, 5.2])
    >>> round(result.slope, 4), round(result.t, 3), result.df
    (1.03, 17.578, 3)
    """
    check_confidence(confidence)
    x, y = _pairs(stratifier, differences)
    n = int(x.size)
    df = max(n - 2, 0)
    if n < 2:
        return SlopeResult(n, nan, nan, nan, nan, nan, df, nan, "fewer than two patients")
    if settled_labels(x).max() == 0:
        return SlopeResult(n, nan, nan, nan, nan, nan, df, nan, "the stratifier is constant")
    scale_x, scale_y = power_of_two_scale(x), power_of_two_scale(y)
    x, y = x / scale_x, y / scale_y
    x_mean, y_mean = float(x.mean()), float(y.mean())
    xx = float(((x - x_mean) ** 2).sum())
    slope = float((x - x_mean) @ (y - y_mean)) / xx
    residuals = y - y_mean - slope * (x - x_mean)
    intercept = rescale(y_mean - slope * x_mean, scale_y)
    found = (n, rescale(slope, scale_y, scale_x), intercept)
    if df == 0:
        return SlopeResult(*found, nan, nan, nan, df, nan, "two patients always lie on a line")
    squares = float((residuals**2).sum())
    if squares <= 1e-26 * float((y**2).sum()):
        return SlopeResult(*found, nan, nan, nan, df, nan, "the line fits without error")
    error = sqrt(squares / df / xx)
    t = slope / error
    half = float(stdtrit(df, 0.5 + confidence / 2.0)) * error
    low, high = (rescale(end, scale_y, scale_x) for end in (slope - half, slope + half))
    p = min(1.0, 2.0 * float(stdtr(df, -abs(t))))
    return SlopeResult(*found, low, high, t, df, p, beyond_largest(*found[1:], low, high))
