"""Standardized and rank effect sizes of paired differences, with intervals."""

from __future__ import annotations

from functools import lru_cache
from math import exp, isnan, log, nan, sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaln, ndtri

from explant.statistics.kernel.arrays import (
    Floats,
    as_rows,
    as_sample,
    check_confidence,
    power_of_two_scales,
)
from explant.statistics.kernel.inversion import IntervalResult, no_interval
from explant.statistics.kernel.noncentral_t import noncentralities_at
from explant.statistics.kernel.root_finding import bracketed_root
from explant.statistics.one_sample.signed_rank import ZeroRule, signed_ranks_of_rows
from explant.statistics.one_sample.student import means_and_sds, t_of_rows

ROUNDING = 1e-13
"""An average standard deviation smaller than this, relative to the difference, is rounding."""

LARGEST_TILTED = 50
"""Up to so many patients the rank-biserial interval tilts the exact distribution."""

_TOO_FEW = "fewer than two patients have no standard deviation"
_CONSTANT = "all differences are equal, so their standard deviation is zero"


def d_z(differences: ArrayLike, confidence: float = 0.95) -> IntervalResult:
    """Return mean / SD of the differences, with the interval from the noncentral t.

    sqrt(n) * d_z = t follows a noncentral t on n - 1; the limits are the noncentralities that
    put t at the two tails, over sqrt(n) (Goulet-Pelletier & Cousineau 2018,
    10.20982/tqmp.14.4.p242). NaN with a reason for n < 2 or constant differences.

    Parameters
    ----------
    differences : array_like, shape (n,)
        One number per patient.
    confidence : float
        Level of the interval.

    Examples
    --------
    >>> before, after = [201, 231, 221, 228, 284, 267, 232, 215], [
    ...     200, 236, 216, 219, 260, 255, 221, 203]
    >>> result = d_z([b - a for b, a in zip(before, after)])
    >>> round(result.estimate, 5), round(result.low, 3), round(result.high, 3)
    (0.99891, 0.115, 1.839)
    """
    return d_z_of_columns(as_sample(differences)[:, None], confidence)[0]


def d_z_of_columns(differences: ArrayLike, confidence: float = 0.95) -> list[IntervalResult]:
    """Do `d_z` for each column of differences.

    Parameters
    ----------
    differences : array_like, shape (n, columns)
    confidence : float

    Examples
    --------
    >>> results = d_z_of_columns([[1.0, -1.0], [2.0, -2.0], [4.0, -4.0]])
    >>> [round(result.estimate, 3) for result in results]
    [1.528, -1.528]
    """
    check_confidence(confidence)
    rows = as_rows(differences)
    n = rows.shape[1]
    if n < 2:
        return [no_interval(nan, _TOO_FEW)] * len(rows)
    t = t_of_rows(rows)
    root, tail = sqrt(n), (1.0 - confidence) / 2.0
    lows = noncentralities_at(t, n - 1, 1.0 - tail) / root
    highs = noncentralities_at(t, n - 1, tail) / root
    return [
        no_interval(nan, _CONSTANT)
        if isnan(estimate)
        else IntervalResult(estimate, low, high, confidence)
        for estimate, low, high in zip(
            (t / root).tolist(), lows.tolist(), highs.tolist(), strict=True
        )
    ]


def hedges_correction(df: int) -> float:
    """Return the exact J = gamma(df/2) / (sqrt(df/2) * gamma((df - 1)/2)), NaN for df < 2.

    Hedges 1981, 10.3102/10769986006002107.

    Examples
    --------
    >>> round(hedges_correction(9), 6)
    0.913875
    """
    if df < 2:
        return nan
    return exp(float(gammaln(df / 2.0)) - float(gammaln((df - 1) / 2.0)) - log(df / 2.0) / 2.0)


def corrected_d_z(result: IntervalResult, n: int) -> IntervalResult:
    """Return Hedges' g_z = J(n - 1) * d_z; the interval of d_z is multiplied alike.

    Hedges 1981, 10.3102/10769986006002107. NaN with a reason for n < 3, where J does not exist, or
    where d_z is.

    Parameters
    ----------
    result : IntervalResult
        d_z.
    n : int
        Patients.

    Examples
    --------
    >>> round(corrected_d_z(d_z([1, 2, 3, 4]), 4).estimate, 4)
    1.4012
    """
    factor = hedges_correction(n - 1)
    if np.isnan(factor):
        return no_interval(nan, "fewer than three patients have no correction factor")
    return result.times(factor)


def d_av_of_columns(first: ArrayLike, second: ArrayLike) -> Floats:
    """Return the mean difference first - second over the average of the two cells' SDs.

    Cumming 2012, 10.4324/9780203807002. For contrasts of exactly two cells.

    Parameters
    ----------
    first, second : array_like, shape (n, columns)
        The same patients in the same order.

    Returns
    -------
    float array, shape (columns,)
        NaN for n < 2 or when both cells are constant up to rounding error.

    Examples
    --------
    >>> d_av_of_columns([[2.0], [3.0], [4.0]], [[1.0], [2.0], [3.0]])
    array([1.])
    """
    one, two = as_rows(first, "first"), as_rows(second, "second")
    if one.shape[1] < 2:
        return np.full(len(one), nan)
    scales = power_of_two_scales(np.concatenate((one, two), axis=1))[:, None]
    means_one, sds_one = means_and_sds(one / scales)
    means_two, sds_two = means_and_sds(two / scales)
    averages, gaps = (sds_one + sds_two) / 2.0, means_one - means_two
    known = averages > ROUNDING * np.abs(gaps)
    return np.where(known, gaps / np.where(known, averages, 1.0), nan)


@lru_cache(maxsize=512)
def _counts_by_size(packed: bytes) -> Floats:
    """Subsets of the doubled ranks by size and sum, all over 2**n to stay in range."""
    ranks = np.frombuffer(packed, dtype=np.int64)
    counts = np.zeros((ranks.size + 1, int(ranks.sum()) + 1))
    counts[0, 0] = 1.0
    reached = 0
    for rank in ranks.tolist():
        moved = counts[:-1, : reached + 1].copy()
        counts[1:, rank : reached + rank + 1] += moved
        reached += rank
    return counts


def _tilted_tail(doubled: NDArray[np.int64], at_least: int) -> tuple[Floats, int]:
    """How many sign patterns with k positive signs have a positive rank sum >= the observed."""
    counts = _counts_by_size(np.sort(doubled).tobytes())
    return counts[:, at_least:].sum(axis=1), doubled.size


def _solve_tilt(counts: Floats, n: int, tail: float) -> float:
    k = np.arange(n + 1)
    some = counts > 0.0
    log_counts = np.log(counts[some])

    def excess(share: float) -> float:
        terms = log_counts + k[some] * log(share) + (n - k[some]) * log(1.0 - share)
        return float(np.exp(terms).sum()) - tail

    return sum(bracketed_root(excess, 1e-15, 1.0 - 1e-15, 1e-12)) / 2.0


def rank_biserial(
    differences: ArrayLike, zero_rule: ZeroRule = "wilcoxon", confidence: float = 0.95
) -> IntervalResult:
    """Return the matched-pairs rank-biserial correlation (W+ - W-) / (W+ + W-).

    Estimate: Kerby 2014, 10.2466/11.IT.3.1. Ranks as in `signed_rank_test`, so under "pratt"
    zeros push the others' ranks up. Interval: the mid-ranks are held fixed and every difference
    is positive with the same probability s; the limits are the s that put W+ at the two tails
    (the inversion of Clopper & Pearson 1934, 10.1093/biomet/26.4.404), given as 2s - 1. At s =
    1/2 this is the exact signed-rank test, so the interval excludes zero exactly when that test
    gives p <= 1 - confidence, and at +1 or -1 it has one end inside the range instead of
    collapsing. Above 50 patients its normal form (Wilson 1927,
    10.1080/01621459.1927.10502953) is used.

    Parameters
    ----------
    differences : array_like, shape (n,)
        One number per patient.
    zero_rule : {"wilcoxon", "pratt"}
    confidence : float
        Level of the interval.

    Returns
    -------
    IntervalResult
        NaN with a reason if no difference is non-zero.

    Examples
    --------
    >>> result = rank_biserial([1, 2, 3, 4, 5, 6])
    >>> result.estimate, round(result.low, 4), result.high
    (1.0, 0.0815, 1.0)
    """
    return rank_biserial_of_columns(as_sample(differences)[:, None], zero_rule, confidence)[0]


def rank_biserial_of_columns(
    differences: ArrayLike, zero_rule: ZeroRule = "wilcoxon", confidence: float = 0.95
) -> list[IntervalResult]:
    """Do `rank_biserial` for each column of differences.

    Parameters
    ----------
    differences : array_like, shape (n, columns)
    zero_rule : {"wilcoxon", "pratt"}
    confidence : float

    Examples
    --------
    >>> results = rank_biserial_of_columns([[1.0, 1.0], [2.0, -2.0], [3.0, 3.0]])
    >>> [round(result.estimate, 3) for result in results]
    [1.0, 0.333]
    """
    check_confidence(confidence)
    rows = as_rows(differences)
    ranks = signed_ranks_of_rows(rows, zero_rule)[0]
    tail = (1.0 - confidence) / 2.0
    if rows.shape[1] == 0:
        return [no_interval(nan, "no patients")] * len(rows)
    totals, sums = np.abs(ranks).sum(axis=1), ranks.sum(axis=1)
    estimates = sums / np.where(totals > 0.0, totals, 1.0)
    if rows.shape[1] <= LARGEST_TILTED:
        ends = [_tilted_ends(row, tail) if row.any() else (nan, nan) for row in ranks]
    else:
        squares = (ranks**2).sum(axis=1) / np.where(totals > 0.0, totals, 1.0) ** 2
        z2 = float(ndtri(tail)) ** 2 * squares
        halves = np.sqrt(z2 * (1.0 - estimates**2 + z2))
        lows, highs = (estimates - halves) / (1.0 + z2), (estimates + halves) / (1.0 + z2)
        ends = list(zip(lows.tolist(), highs.tolist(), strict=True))
    return [
        IntervalResult(estimate, low, high, confidence)
        if total > 0.0
        else no_interval(nan, "all zero")
        for estimate, (low, high), total in zip(
            estimates.tolist(), ends, totals.tolist(), strict=True
        )
    ]


def _tilted_ends(ranks: Floats, tail: float) -> tuple[float, float]:
    ranks = ranks[ranks != 0.0]
    doubled = np.rint(2.0 * np.abs(ranks)).astype(np.int64)
    plus = int(doubled[ranks > 0.0].sum())
    minus = int(doubled.sum()) - plus
    low, high = -1.0, 1.0
    if plus > 0:
        low = 2.0 * _solve_tilt(*_tilted_tail(doubled, plus), tail) - 1.0
    if minus > 0:
        high = 1.0 - 2.0 * _solve_tilt(*_tilted_tail(doubled, minus), tail)
    return low, high
