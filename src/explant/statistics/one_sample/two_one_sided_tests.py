"""Whether a mean difference lies inside a margin that was declared beforehand."""

from __future__ import annotations

from dataclasses import dataclass
from math import nan, sqrt

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtr

from explant.statistics.kernel.arrays import as_sample, beyond_largest, power_of_two_scale
from explant.statistics.one_sample.student import mean_and_sd, student_t


@dataclass(frozen=True)
class EquivalenceResult:
    """Two one-sided tests against the margin, with the 1 - 2 alpha interval of the mean."""

    n: int
    mean: float
    low: float
    high: float
    level: float
    t_lower: float
    p_lower: float
    t_upper: float
    p_upper: float
    p: float
    equivalent: bool | None
    reason: str = ""


def tost(
    differences: ArrayLike, margin_low: float, margin_high: float, alpha: float = 0.05
) -> EquivalenceResult:
    """Test that the mean difference lies between the margins (Schuirmann 1987, 10.1007/BF01068419).

    ``p_lower`` tests "mean <= margin_low", ``p_upper`` "mean >= margin_high"; p is the larger.
    p < alpha exactly when the 1 - 2 alpha t interval lies inside the margin.

    Parameters
    ----------
    differences : array_like, shape (n,)
    margin_low, margin_high : float
        In the unit of the differences; for a ratio on the log2 scale, the log2 of its limits.
    alpha : float
        Below one half.

    Returns
    -------
    EquivalenceResult
        ``equivalent`` is None with a reason where there is no standard deviation.

    Raises
    ------
    ValueError
        On missing values, an empty margin, or alpha outside 0 … 1/2.

    Examples
    --------
    >>> result = tost([0.1, -0.2, 0.3, 0.0, -0.1, 0.2], -0.5, 0.5)
    >>> round(result.p, 4), result.equivalent
    (0.001, True)
    """
    if not margin_low < margin_high:
        raise ValueError(f"margin: {margin_low} is not below {margin_high}")
    if not 0.0 < alpha < 0.5:
        raise ValueError(f"alpha: expected a number between 0 and 1/2, got {alpha}")
    sample = as_sample(differences)
    student = student_t(sample, 1.0 - 2.0 * alpha)
    level = 1.0 - 2.0 * alpha
    if np.isnan(student.t):
        return EquivalenceResult(
            student.n, student.mean, nan, nan, nan, nan, nan, nan, nan, nan, None, student.reason
        )
    scale = max(power_of_two_scale(sample), power_of_two_scale(np.array([margin_low, margin_high])))
    mean, sd = mean_and_sd(sample / scale)
    error = sd / sqrt(student.n)
    with np.errstate(over="ignore", divide="ignore"):
        t_lower = float(np.divide(mean - margin_low / scale, error))
        t_upper = float(np.divide(mean - margin_high / scale, error))
    p_lower, p_upper = float(stdtr(student.df, -t_lower)), float(stdtr(student.df, t_upper))
    p = max(p_lower, p_upper)
    return EquivalenceResult(
        student.n,
        student.mean,
        student.low,
        student.high,
        level,
        t_lower,
        p_lower,
        t_upper,
        p_upper,
        p,
        p < alpha,
        student.reason or beyond_largest(t_lower, t_upper),
    )
