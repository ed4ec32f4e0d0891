"""The median difference, with the interval that inverts the sign test."""

from __future__ import annotations

from math import nan

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import bdtr

from explant.statistics.kernel.arrays import Floats, as_sample, check_confidence
from explant.statistics.kernel.inversion import IntervalResult, invert, no_interval
from explant.statistics.kernel.ties import settle_ties


def median_interval(differences: ArrayLike, confidence: float = 0.95) -> IntervalResult:
    """Estimate the median difference, with the interval that inverts `sign_test`.

    The limits are order statistics (Thompson 1936, 10.1214/aoms/1177732502); differences equal to
    the value under test carry no sign, as zeros do in the test, and
    `explant.statistics.kernel.inversion` tells how that is settled. p <= 1 - level exactly when the
    interval excludes zero.

    Parameters
    ----------
    differences : array_like, shape (n,)
    confidence : float
        Level asked for; where n is too small, the range of the differences with its own level.

    Returns
    -------
    IntervalResult
        For n < 2 there is no interval: NaN with a reason.

    Examples
    --------
    >>> result = median_interval([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0])
    >>> result.estimate, result.low, result.high, round(result.level, 4)
    (5.0, 2.0, 8.0, 0.9609)
    """
    check_confidence(confidence)
    sample = as_sample(differences)
    if sample.size == 0:
        return no_interval(nan, "no patients")
    settled = np.sort(settle_ties(sample))
    middle = settled[[(settled.size - 1) // 2, settled.size // 2]]
    # Halves first: the distance of two values near the largest float would overflow.
    estimate = float(middle[0] + (middle[1] / 2.0 - middle[0] / 2.0))
    if sample.size == 1:
        return no_interval(estimate, "one patient gives no interval")
    points, counts = np.unique(settled, return_counts=True)
    # Patients below each gap: none below the first, all below the last.
    below_gap = np.concatenate(([0], np.cumsum(counts)))

    def p_values(positions: NDArray[np.int64]) -> Floats:
        index = positions // 2
        at_point = positions % 2 == 1
        down = below_gap[index]
        up = settled.size - below_gap[index + at_point]
        tail = bdtr(np.minimum(down, up).astype(np.float64), down + up, 0.5)
        p: Floats = np.where(down + up == 0, 1.0, np.minimum(1.0, 2.0 * tail))
        return p

    left = int(np.searchsorted(points, 0.0))
    at_zero = left < points.size and points[left] == 0.0
    found = invert(p_values, points.size, 2 * left + int(at_zero), confidence)
    if found is None:
        return no_interval(estimate, "no value is accepted by the test")
    return IntervalResult(
        estimate,
        float(points[found.low]),
        float(points[found.high]),
        found.level,
        "" if found.level >= confidence else "n is too small for the level asked for",
    )
