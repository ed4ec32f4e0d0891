"""Student's t for one sample of paired differences."""

from __future__ import annotations

from dataclasses import dataclass
from math import nan, sqrt

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtr, stdtrit

from explant.statistics.arrays import (
    Floats,
    as_sample,
    beyond_largest,
    check_confidence,
    power_of_two_scale,
    rescale,
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
    n = sample.size
    if n == 0:
        return nan, nan
    scale = power_of_two_scale(sample)
    scaled = sample / scale
    center = float(scaled.mean())
    if n == 1:
        return float(sample[0]), nan
    spread = sqrt(float(((scaled - center) ** 2).sum()) / (n - 1))
    if spread <= 1e-13 * abs(center):
        spread = 0.0
    return rescale(center, scale), rescale(spread, scale)


def t_from(sample: Floats) -> float:
    """Return Student's t of the mean against zero, NaN if the spread is zero or unknown.

    Examples
    --------
    >>> round(t_from(np.array([1.0, 2.0, 3.0])), 6)
    3.464102
    """
    mean, sd = mean_and_sd(sample / power_of_two_scale(sample))
    if not sd > 0.0:
        return nan
    return mean / (sd / sqrt(sample.size))


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
    check_confidence(confidence)
    sample = as_sample(differences)
    n = int(sample.size)
    mean, sd = mean_and_sd(sample)
    df = max(n - 1, 0)
    if n < 2:
        reason = "no patients" if n == 0 else "one patient has no standard deviation"
        return StudentResult(n, mean, nan, nan, nan, nan, df, nan, reason)
    t = t_from(sample)
    if np.isnan(t):
        reason = "all differences are equal, so their standard deviation is zero"
        return StudentResult(n, mean, 0.0, nan, nan, nan, df, nan, reason)
    half = float(stdtrit(df, 0.5 + confidence / 2.0)) / sqrt(n)
    scale = power_of_two_scale(sample)
    low = rescale(mean / scale - half * (sd / scale), scale)
    high = rescale(mean / scale + half * (sd / scale), scale)
    p = min(1.0, 2.0 * float(stdtr(df, -abs(t))))
    return StudentResult(n, mean, sd, low, high, t, df, p, beyond_largest(sd, low, high))
