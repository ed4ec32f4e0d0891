"""Which differences lie far from the others, judged by median and MAD. Nobody is left out by it."""

from __future__ import annotations

from dataclasses import dataclass
from math import nan

import numpy as np
from numpy.typing import ArrayLike, NDArray

from explant.statistics.kernel.arrays import (
    Floats,
    as_sample,
    beyond_largest,
    lift_subnormal,
    power_of_two_scale,
    rescale,
)
from explant.statistics.kernel.ties import settle_ties

FLAGGED_BEYOND = 3.5
"""Distance from the median, in robust standard deviations (Iglewicz & Hoaglin 1993)."""

MAD_TO_SD = 1.4826
"""Makes the median absolute deviation of normal data its standard deviation, as R's ``mad``."""

MEAN_DEVIATION_TO_SD = 1.253314
"""The same for the mean absolute deviation: the root of pi / 2."""

LARGEST_UNSCALED = 1e300
"""Larger values are divided first, or their distances would exceed the largest number."""


@dataclass(frozen=True)
class RobustZResult:
    """Robust z of each value and whether it is flagged, with the median and spread behind them.

    ``spread`` is the robust standard deviation, ``method`` what it was computed from.
    """

    z: Floats
    flagged: NDArray[np.bool_]
    median: float
    spread: float
    method: str
    reason: str = ""


def robust_z(differences: ArrayLike) -> RobustZResult:
    """Measure how far each difference lies from the median, and flag what lies beyond 3.5.

    ``z = (x - median) / (1.4826 MAD)`` with the median absolute deviation MAD (Iglewicz & Hoaglin
    1993, How to Detect and Handle Outliers, ASQC). Where at least half of the differences are
    equal the MAD is zero, and ``z = (x - median) / (1.253314 MeanAD)`` with the mean absolute
    deviation from the median. Differences are taken as equal at decimal precision.

    Parameters
    ----------
    differences : array_like, shape (n,)

    Returns
    -------
    RobustZResult
        ``z`` and ``flagged`` have the shape of ``differences``. If all differences are equal every
        z is 0, and ``reason`` says so; without patients the median and spread are NaN.

    Raises
    ------
    ValueError
        On missing or infinite values.

    Examples
    --------
    Hours of sleep gained with one drug minus the other (R's ``sleep``): the ninth of ten patients.

    >>> differences = [-1.2, -2.4, -1.3, -1.3, 0.0, -1.0, -1.8, -0.8, -4.6, -1.4]
    >>> result = robust_z(differences)
    >>> round(float(result.z[8]), 4), result.flagged.nonzero()[0].tolist()
    (-5.5645, [8])
    """
    sample = as_sample(differences)
    if sample.size == 0:
        return RobustZResult(sample, np.zeros(0, dtype=bool), nan, nan, "none", "no patients")
    lifted, scale = lift_subnormal(sample)
    values = settle_ties(lifted)
    if float(np.abs(values).max()) > LARGEST_UNSCALED:
        values, scale = values / 8.0, 8.0
    median = float(np.median(values))
    deviations = values - median
    sizes = np.abs(deviations)
    method, spread = "median absolute deviation", MAD_TO_SD * float(np.median(sizes))
    if spread == 0.0:
        largest = power_of_two_scale(sizes)
        method = "mean absolute deviation"
        spread = MEAN_DEVIATION_TO_SD * float((sizes / largest).mean()) * largest
    if spread == 0.0:
        reason = "one patient" if sample.size == 1 else "all differences are equal"
        z, flagged = np.zeros(sample.size), np.zeros(sample.size, dtype=bool)
        return RobustZResult(z, flagged, rescale(median, scale), 0.0, "none", reason)
    # The largest number stands for a distance beyond it.
    with np.errstate(over="ignore"):
        z = np.nan_to_num(deviations / spread)
    center, width = rescale(median, scale), rescale(spread, scale)
    flagged = np.abs(z) > FLAGGED_BEYOND
    return RobustZResult(z, flagged, center, width, method, beyond_largest(width))
