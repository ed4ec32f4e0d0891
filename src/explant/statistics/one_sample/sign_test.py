"""Sign test, and the share of patients whose difference is positive."""

from __future__ import annotations

from dataclasses import dataclass
from math import nan

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import bdtr, betaincinv

from explant.statistics.kernel.arrays import as_rows, as_sample, check_confidence
from explant.statistics.kernel.inversion import IntervalResult, no_interval
from explant.statistics.kernel.ties import settle_ties_of_rows


@dataclass(frozen=True)
class SignTestResult:
    """How many patients went up and down, with the two-sided binomial p value."""

    n_increase: int
    n_decrease: int
    n_zero: int
    p: float
    reason: str = ""


def sign_test(differences: ArrayLike) -> SignTestResult:
    """Test by the exact binomial whether increases and decreases are equally likely.

    p is twice the smaller tail of Binomial(n_increase + n_decrease, 1/2), at most 1; zeros are
    counted but carry no sign (Dixon & Mood 1946, 10.1080/01621459.1946.10501898).

    Parameters
    ----------
    differences : array_like, shape (n,)
        One number per patient.

    Returns
    -------
    SignTestResult
        Without a non-zero difference p is 1, without patients NaN; ``reason`` says so.

    Examples
    --------
    >>> result = sign_test([3, 1, 4, 1, 5, -9, 0])
    >>> result.n_increase, result.n_decrease, result.n_zero, round(result.p, 6)
    (5, 1, 1, 0.21875)
    """
    return sign_test_of_columns(as_sample(differences)[:, None])[0]


def sign_test_of_columns(differences: ArrayLike) -> list[SignTestResult]:
    """Do `sign_test` for each column of differences.

    Parameters
    ----------
    differences : array_like, shape (n, columns)

    Examples
    --------
    >>> [result.p for result in sign_test_of_columns([[1, 1], [2, -2]])]
    [0.5, 1.0]
    """
    settled = settle_ties_of_rows(as_rows(differences))
    n = settled.shape[1]
    if n == 0:
        return [SignTestResult(0, 0, 0, nan, "no patients")] * len(settled)
    ups, downs = (settled > 0.0).sum(axis=1), (settled < 0.0).sum(axis=1)
    tails = bdtr(np.minimum(ups, downs).astype(np.float64), ups + downs, 0.5)
    return [
        SignTestResult(up, down, n - up - down, min(1.0, 2.0 * tail))
        if up + down
        else SignTestResult(0, 0, n, 1.0, "all differences are zero")
        for up, down, tail in zip(ups.tolist(), downs.tolist(), tails.tolist(), strict=True)
    ]


def clopper_pearson(successes: int, trials: int, confidence: float) -> tuple[float, float]:
    """Return the exact binomial interval (Clopper & Pearson 1934, 10.1093/biomet/26.4.404).

    Parameters
    ----------
    successes, trials : int
        With 0 <= successes <= trials and at least one trial.
    confidence : float
        Each end leaves half of the rest.

    Examples
    --------
    >>> low, high = clopper_pearson(5, 6, 0.95)
    >>> round(low, 4), round(high, 4)
    (0.3588, 0.9958)
    """
    tail = (1.0 - confidence) / 2.0
    failures = trials - successes
    low = 0.0 if successes == 0 else float(betaincinv(successes, failures + 1, tail))
    high = 1.0 if failures == 0 else float(betaincinv(successes + 1, failures, 1.0 - tail))
    return low, high


def superiority(differences: ArrayLike, confidence: float = 0.95) -> IntervalResult:
    """Estimate the share of patients whose difference is positive, ties counted half.

    The interval is that of `clopper_pearson` for the share of increases among the m patients that
    changed, carried to the scale with half ties: (n_zero/2 + m * limit)/n. It is exact given the
    number of ties, and excludes 1/2 exactly when the sign test gives p <= 1 - confidence.

    Parameters
    ----------
    differences : array_like, shape (n,)
        One number per patient.
    confidence : float
        Level of the interval.

    Returns
    -------
    IntervalResult
        NaN interval with a reason if no difference is non-zero.

    Examples
    --------
    >>> result = superiority([3, 1, 4, 1, 5, -9, 0])
    >>> round(result.estimate, 4), round(result.low, 4), round(result.high, 4)
    (0.7857, 0.3789, 0.925)
    """
    return superiority_from(sign_test(differences), confidence)


def superiority_from(counts: SignTestResult, confidence: float = 0.95) -> IntervalResult:
    """Return `superiority` from the counts of a sign test.

    Examples
    --------
    >>> sample = [3, 1, 4, 1, 5, -9, 0]
    >>> superiority_from(sign_test(sample)) == superiority(sample)
    True
    """
    check_confidence(confidence)
    changed = counts.n_increase + counts.n_decrease
    n = changed + counts.n_zero
    if n == 0:
        return no_interval(nan, "no patients")
    if changed == 0:
        return no_interval(0.5, "all differences are zero")
    low, high = clopper_pearson(counts.n_increase, changed, confidence)
    half = counts.n_zero / 2.0
    estimate = (counts.n_increase + half) / n
    return IntervalResult(
        estimate, (half + changed * low) / n, (half + changed * high) / n, confidence
    )
