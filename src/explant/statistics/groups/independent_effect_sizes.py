"""Standardized differences between two independent groups, with intervals."""

from __future__ import annotations

from math import isnan, nan, sqrt

import numpy as np
from numpy.typing import ArrayLike

from explant.statistics.kernel.arrays import (
    Floats,
    as_rows,
    check_confidence,
    power_of_two_scales,
)
from explant.statistics.kernel.inversion import IntervalResult, no_interval
from explant.statistics.kernel.noncentral_t import noncentralities_at
from explant.statistics.one_sample.effect_sizes import hedges_correction
from explant.statistics.one_sample.student import means_and_sds

_CONSTANT = "both groups are constant, so their standard deviation is zero"


def cohens_d_of_columns(
    values: ArrayLike, n_first: int, confidence: float = 0.95
) -> list[IntervalResult]:
    """Return the difference of two means over the pooled SD, with the noncentral t interval.

    d = (mean1 - mean2) / s with s² = (SS1 + SS2)/(n1 + n2 - 2) (Cohen 1988,
    10.4324/9780203771587). d sqrt(n1 n2/(n1 + n2)) = Student's t follows a noncentral t on
    n1 + n2 - 2; the limits are the noncentralities that put t at the two tails, over the same
    root (Goulet-Pelletier & Cousineau 2018, 10.20982/tqmp.14.4.p242). It assumes one standard
    deviation for both groups, which Welch's t does not.

    Parameters
    ----------
    values : array_like, shape (n, columns)
        The patients of the first group, then those of the second.
    n_first : int
        Patients in the first group.
    confidence : float
        Level of the intervals.

    Returns
    -------
    list of IntervalResult
        One for each column, NaN with a reason if a group has no patient, if no degree of freedom is
        left, or if both groups are constant.

    Examples
    --------
    >>> table = [[1.0, 9.0], [2.0, 5.0], [3.0, 7.0], [7.0, 8.0], [8.0, 6.0], [10.0, 3.0]]
    >>> [round(result.estimate, 3) for result in cohens_d_of_columns(table, 3)]
    [-4.906, 0.587]
    """
    check_confidence(confidence)
    rows = as_rows(values)
    sizes = (n_first, rows.shape[1] - n_first)
    df = sum(sizes) - 2
    if min(sizes) < 1:
        return [no_interval(nan, "a group has no patients")] * len(rows)
    if df < 1:
        return [no_interval(nan, "one patient in each group has no standard deviation")] * len(rows)
    scaled = rows / power_of_two_scales(rows)[:, None]
    mean_one, square_one = _mean_and_square(scaled[:, :n_first])
    mean_two, square_two = _mean_and_square(scaled[:, n_first:])
    pooled = np.sqrt((square_one + square_two) / df)
    estimates = np.full(len(rows), nan)
    some = pooled > 0.0
    estimates[some] = (mean_one - mean_two)[some] / pooled[some]
    root, tail = sqrt(sizes[0] * sizes[1] / sum(sizes)), (1.0 - confidence) / 2.0
    lows = noncentralities_at(estimates * root, df, 1.0 - tail) / root
    highs = noncentralities_at(estimates * root, df, tail) / root
    return [
        no_interval(nan, _CONSTANT)
        if isnan(estimate)
        else IntervalResult(estimate, low, high, confidence)
        for estimate, low, high in zip(
            estimates.tolist(), lows.tolist(), highs.tolist(), strict=True
        )
    ]


def variance_ratio_of_columns(values: ArrayLike, n_first: int) -> Floats:
    """Return the variance of the smaller group over that of the other.

    Where both are of one size it is the larger variance over the smaller.

    Parameters
    ----------
    values : array_like, shape (n, columns)
        The patients of the first group, then those of the second.
    n_first : int
        Patients in the first group.

    Returns
    -------
    ndarray
        One for each column, NaN if a group has fewer than two patients or no spread.

    Examples
    --------
    >>> table = [[1.0, 2.0], [3.0, 2.0], [1.0, 1.0], [5.0, 2.0], [3.0, 3.0]]
    >>> variance_ratio_of_columns(table, 2).round(6).tolist()
    [0.5, nan]
    """
    rows = as_rows(values)
    scaled = rows / power_of_two_scales(rows)[:, None]
    (_, first), (_, second) = (
        means_and_sds(part) for part in (scaled[:, :n_first], scaled[:, n_first:])
    )
    n_second = rows.shape[1] - n_first
    small, large = (first, second) if n_first <= n_second else (second, first)
    found = np.full(len(rows), nan)
    some = (small > 0.0) & (large > 0.0)
    # What is no number of a float's range is NaN.
    with np.errstate(over="ignore", under="ignore", divide="ignore"):
        ratios = small[some] / large[some]
        if n_first == n_second:
            ratios = np.maximum(ratios, 1.0 / ratios)
        found[some] = np.square(ratios)
    found[~np.isfinite(found) | (found == 0.0)] = nan
    return found


def _mean_and_square(rows: Floats) -> tuple[Floats, Floats]:
    """Mean of each row, and its sum of squares about the mean; a single patient has none."""
    means, sds = means_and_sds(rows)
    n = rows.shape[1]
    return means, (n - 1) * sds**2 if n > 1 else np.zeros(len(rows))


def corrected_d(result: IntervalResult, n_first: int, n_second: int) -> IntervalResult:
    """Return Hedges' g = J(n1 + n2 - 2) * d with the exact J; the interval is multiplied alike.

    Hedges 1981, 10.3102/10769986006002107. NaN with a reason where d is, and for fewer than four
    patients in all, where J does not exist.

    Parameters
    ----------
    result : IntervalResult
        Cohen's d.
    n_first, n_second : int
        Patients in each group.

    Examples
    --------
    >>> (d,) = cohens_d_of_columns([[1.0], [2.0], [3.0], [4.0], [2.0], [6.0], [7.0]], 4)
    >>> round(d.estimate, 4), round(corrected_d(d, 4, 3).estimate, 4)
    (-1.2825, -1.0782)
    """
    factor = hedges_correction(n_first + n_second - 2)
    if isnan(result.estimate):
        return result
    if isnan(factor):
        return no_interval(nan, "fewer than four patients have no correction factor")
    return result.times(factor)
