"""What a sample looks like beside a normal one. Description: no test is chosen by it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import nan, sqrt

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri

from explant.statistics.kernel.arrays import Floats, as_sample, power_of_two_scale
from explant.statistics.kernel.ties import midranks, settle_ties
from explant.statistics.one_sample.student import mean_and_sd

LARGEST_SHAPIRO = 5000
"""Royston's approximation of the p value holds up to so many patients."""

TOO_FEW = "fewer than three patients"
ALL_EQUAL = "all differences are equal"

ROUNDING = 1e-14
"""A moment of values near 1 up to this is zero."""


@dataclass(frozen=True)
class ShapiroWilkResult:
    """W and its p value; ``reason`` says why they are NaN."""

    w: float
    p: float
    n: int
    reason: str = ""


@dataclass(frozen=True)
class AsymmetryResult:
    """Two measures of asymmetry, both zero for a symmetric sample; ``reason`` explains a NaN."""

    skewness: float
    mean_minus_median: float
    reason: str = ""


def normal_quantiles(differences: ArrayLike) -> Floats:
    """Return the standard normal quantile at each difference's rank, for a quantile plot.

    ``Phi^-1((r - a) / (n + 1 - 2a))`` with a = 3/8 for n <= 10 (Blom 1958) and a = 1/2 above, the
    plotting positions of R's ``ppoints``. Equal differences share their mean rank r, so that they
    stand at one point.

    Parameters
    ----------
    differences : array_like, shape (n,)

    Returns
    -------
    ndarray, shape (n,)

    Raises
    ------
    ValueError
        On missing or infinite values.

    Examples
    --------
    >>> normal_quantiles([4.0, -1.0, 9.0]).round(3).tolist()
    [0.0, -0.869, 0.869]
    >>> normal_quantiles([2.0, 2.0, 2.0]).tolist()
    [0.0, 0.0, 0.0]
    """
    sample = as_sample(differences)
    n = sample.size
    a = 0.375 if n <= 10 else 0.5
    quantiles: Floats = ndtri((midranks(settle_ties(sample)) - a) / (n + 1.0 - 2.0 * a))
    return quantiles


def shapiro_wilk_of_each(samples: Iterable[ArrayLike]) -> list[ShapiroWilkResult]:
    """Compare each sample with a normal one by W (Shapiro & Wilk 1965, 10.1093/biomet/52.3-4.591).

    SciPy computes it (Royston 1995, 10.2307/2986146), for many samples several times as fast as one
    by one. ``pingouin.normality`` calls the same function and brings a data frame and its own
    import with it.

    Parameters
    ----------
    samples : iterable of array_like, each of shape (n,)
        Their sizes may differ.

    Returns
    -------
    list of ShapiroWilkResult
        In the order of the samples, NaN with a reason for n < 3, for n > 5000, and for equal
        differences.

    Raises
    ------
    ValueError
        On missing or infinite values.

    Examples
    --------
    >>> results = shapiro_wilk_of_each([[1.0, 2.0, 4.0], [3.0, 3.0, 3.0], [7.0]])
    >>> [round(result.w, 4) for result in results]
    [0.9643, nan, nan]
    """
    shapes = [_shape(as_sample(sample)) for sample in samples]
    results = [ShapiroWilkResult(nan, nan, int(x.size), _no_shapiro(x)) for x in shapes]
    by_size: dict[int, list[int]] = {}
    for position, result in enumerate(results):
        if not result.reason:
            by_size.setdefault(result.n, []).append(position)
    if by_size:
        from scipy.stats import shapiro
    for n, positions in by_size.items():
        found = shapiro(np.stack([shapes[position] for position in positions]), axis=1)
        for position, w, p in zip(positions, found.statistic, found.pvalue, strict=True):
            results[position] = ShapiroWilkResult(float(w), float(p), n)
    return results


def _no_shapiro(values: Floats) -> str:
    if values.size < 3:
        return TOO_FEW
    if values.size > LARGEST_SHAPIRO:
        return f"the p value of Shapiro and Wilk is known up to {LARGEST_SHAPIRO} patients"
    return "" if values.any() else ALL_EQUAL


def asymmetry(differences: ArrayLike) -> AsymmetryResult:
    """Measure by how much a sample is lopsided.

    The skewness is ``G1 = sqrt(n (n - 1)) / (n - 2) * m3 / m2**1.5`` with the central moments m2
    and m3, the adjusted Fisher–Pearson coefficient (Joanes & Gill 1998, 10.1111/1467-9884.00122;
    type 2 of R's e1071). Beside it stands (mean - median) / SD.

    Parameters
    ----------
    differences : array_like, shape (n,)

    Returns
    -------
    AsymmetryResult
        NaN with a reason for n < 3 and for equal differences.

    Raises
    ------
    ValueError
        On missing or infinite values.

    Examples
    --------
    >>> result = asymmetry([1.0, 2.0, 3.0, 10.0])
    >>> round(result.skewness, 4), round(result.mean_minus_median, 4)
    (1.7636, 0.3674)
    """
    values = _shape(as_sample(differences))
    n = int(values.size)
    if n < 3:
        return AsymmetryResult(nan, nan, TOO_FEW)
    mean, sd = mean_and_sd(values)
    if not sd > 0.0:
        return AsymmetryResult(nan, nan, ALL_EQUAL)
    centered = values - mean
    m2, m3 = float((centered**2).mean()), _settled(float((centered**3).mean()))
    skewness = sqrt(n * (n - 1.0)) / (n - 2.0) * m3 / m2**1.5
    # The values were centered at their median.
    return AsymmetryResult(skewness, _settled(mean) / sd)


def _settled(moment: float) -> float:
    return 0.0 if abs(moment) <= ROUNDING else moment


def _shape(sample: Floats) -> Floats:
    """The sample with its median at 0 and its largest deviation near 1; zeros if all are equal."""
    if sample.size == 0:
        return sample
    values = settle_ties(sample)
    values /= power_of_two_scale(values)
    deviations = values - np.median(values)
    return deviations / power_of_two_scale(deviations)
