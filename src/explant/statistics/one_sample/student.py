"""Student's t for one sample of paired differences."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan, nan, sqrt

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtr, stdtrit

from explant.statistics.kernel.arrays import (
    Floats,
    as_rows,
    as_sample,
    beyond_largest,
    check_confidence,
    power_of_two_scales,
)


@dataclass(frozen=True)
class StudentResult:
    """Mean difference with its t interval; ``reason`` says why a field is NaN."""

    n: int
    mean: float
    sd: float
    low: float
    high: float
    t: float
    df: int
    p: float
    reason: str = ""


def mean_and_sd(sample: Floats) -> tuple[float, float]:
    """Return mean and standard deviation (n - 1), safe for values near 1e300 or 1e-300.

    A standard deviation within rounding error of the mean counts as zero. NaN where the
    sample is too small for the number.

    Examples
    --------
    >>> mean_and_sd(np.array([1e300, 3e300]))
    (2e+300, 1.4142135623730952e+300)
    """
    means, sds = means_and_sds(sample[None, :])
    return float(means[0]), float(sds[0])


def means_and_sds(rows: Floats) -> tuple[Floats, Floats]:
    """Return `mean_and_sd` of each row.

    Examples
    --------
    >>> means_and_sds(np.array([[1.0, 3.0], [2.0, 2.0]]))[0]
    array([2., 2.])
    """
    n = rows.shape[1]
    unknown = np.full(len(rows), nan)
    if n == 0:
        return unknown, unknown
    scales = power_of_two_scales(rows)
    scaled = rows / scales[:, None]
    centers = scaled.mean(axis=1)
    if n == 1:
        return rows[:, 0], unknown
    spreads = np.sqrt(((scaled - centers[:, None]) ** 2).sum(axis=1) / (n - 1))
    spreads[spreads <= 1e-13 * np.abs(centers)] = 0.0
    with np.errstate(over="ignore"):
        return centers * scales, spreads * scales


def t_of_rows(rows: Floats) -> Floats:
    """Return Student's t of each row's mean against zero, NaN if the spread is zero or unknown.

    Examples
    --------
    >>> t_of_rows(np.array([[1.0, 2.0, 3.0], [1.0, 1.0, 1.0]])).round(6)
    array([3.464102,      nan])
    """
    means, sds = means_and_sds(rows / power_of_two_scales(rows)[:, None])
    t = np.full(len(rows), nan)
    some = sds > 0.0
    t[some] = means[some] / (sds[some] / sqrt(rows.shape[1]))
    return t


def student_t(differences: ArrayLike, confidence: float = 0.95) -> StudentResult:
    """Test a mean difference of zero, two-sided, and give its t interval.

    ``t = mean / (sd / sqrt(n))`` on ``n - 1`` degrees of freedom (Student 1908,
    10.1093/biomet/6.1.1).

    Parameters
    ----------
    differences : array_like, shape (n,)
        One number per patient.
    confidence : float
        Level of the interval.

    Returns
    -------
    StudentResult
        For n < 2 there is no standard deviation: sd, interval, t and p are NaN. For constant
        differences the standard deviation is zero and interval, t and p are NaN. ``reason``
        says which.

    Raises
    ------
    ValueError
        On missing or infinite values.

    Examples
    --------
    >>> first, second = [4, 7, 8, 6, 3, 2], [6, 8, 7, 10, 11, 9]
    >>> result = student_t([a - b for a, b in zip(first, second)])
    >>> round(result.t, 5), result.df, round(result.p, 5)
    (-2.44451, 5, 0.05833)
    """
    return student_t_of_columns(as_sample(differences)[:, None], confidence)[0]


def student_t_of_columns(differences: ArrayLike, confidence: float = 0.95) -> list[StudentResult]:
    """Do `student_t` for each column of differences.

    Parameters
    ----------
    differences : array_like, shape (n, columns)
    confidence : float

    Examples
    --------
    >>> results = student_t_of_columns([[1.0, 3.0], [2.0, 3.0], [3.0, 3.0]])
    >>> [round(result.p, 4) for result in results]
    [0.0742, nan]
    """
    check_confidence(confidence)
    rows = as_rows(differences)
    n = rows.shape[1]
    means, sds = means_and_sds(rows)
    df = max(n - 1, 0)
    if n < 2:
        reason = "no patients" if n == 0 else "one patient has no standard deviation"
        return [
            StudentResult(n, mean, nan, nan, nan, nan, df, nan, reason) for mean in means.tolist()
        ]
    t = t_of_rows(rows)
    half = float(stdtrit(df, 0.5 + confidence / 2.0)) / sqrt(n)
    scales = power_of_two_scales(rows)
    centers, halves = means / scales, half * (sds / scales)
    with np.errstate(over="ignore"):
        lows, highs = (centers - halves) * scales, (centers + halves) * scales
    p = np.minimum(1.0, 2.0 * stdtr(df, -np.abs(t)))
    constant = "all differences are equal, so their standard deviation is zero"
    results = []
    for mean, sd, low, high, statistic, share in zip(
        *(column.tolist() for column in (means, sds, lows, highs, t, p)), strict=True
    ):
        if isnan(statistic):
            results.append(StudentResult(n, mean, 0.0, nan, nan, nan, df, nan, constant))
            continue
        reason = beyond_largest(sd, low, high)
        results.append(StudentResult(n, mean, sd, low, high, statistic, df, share, reason))
    return results
