"""The smallest normal shift that each test of one sample detects, in standard deviations.

A family shares its level: at α divided by the number of its tests, as Bonferroni would, none of
them could ask for more. Holm and Westfall & Young reject at least as often, so this is
conservative.
"""

from __future__ import annotations

from functools import lru_cache
from math import nan, pi, sqrt

import numpy as np

from explant.statistics.kernel.arrays import Floats
from explant.statistics.kernel.signed_ranks.ordered_averages import pairs_of
from explant.statistics.power import detectable_d_z

LARGEST_SIMULATED = 100
"""Above this many patients the signed-rank test's shift is that of t over its efficiency."""

LARGEST_SUBSETS = 13
"""Above this many patients the sign-flip test's shift is that of t, to which it tends."""

SIMULATED = 2_000_000
"""Means that are simulated for one number of patients: enough for two digits."""

SEED = 19


def _quantile(limits: Floats, power: float) -> float:
    """Shift at which this share of the simulated samples is significant."""
    return float(np.sort(limits)[int(np.ceil(power * limits.size)) - 1])


def _samples(n: int, means: int) -> Floats:
    draws = int(np.clip(SIMULATED // means, 500, 20_000))
    return np.random.default_rng(SEED).standard_normal((draws, n))


@lru_cache(maxsize=512)
def detectable_by_signed_rank(n: int, alpha: float, power: float = 0.8) -> float:
    """Return the shift that the exact signed-rank test detects; NaN where none can be.

    A sample z + d has at least w positive Walsh averages, and so W+ >= w, if the w-th largest of z
    lies above -d: each simulated z gives its own limit, and the shift is a quantile of these.

    Parameters
    ----------
    n : int
    alpha, power : float
        Two-sided level, and the chance to detect the shift.

    Examples
    --------
    >>> round(detectable_by_signed_rank(20, 0.05), 1), detectable_by_signed_rank(5, 0.05)
    (0.7, nan)
    """
    if n > LARGEST_SIMULATED:
        # Asymptotic relative efficiency 3 / π (Hodges & Lehmann 1956, 10.1214/aoms/1177728261).
        return detectable_d_z(n, power, alpha) * sqrt(pi / 3.0)
    total = n * (n + 1) // 2
    chances = np.zeros(total + 1)
    chances[0] = 1.0
    for rank in range(1, n + 1):
        chances[rank:] = (chances[rank:] + chances[: total + 1 - rank]) / 2.0
        chances[:rank] /= 2.0
    significant = np.flatnonzero(2.0 * np.cumsum(chances) <= alpha)
    if not significant.size:
        return nan
    # W+ of at least total - w, for the largest significant w: the (w + 1)-th smallest average.
    place = int(significant[-1])
    first, second = pairs_of(n)
    samples = _samples(n, total)
    limits = np.empty(len(samples))
    step = max(1, 1_000_000 // total)
    for start in range(0, len(samples), step):
        part = samples[start : start + step]
        walsh = (part[:, first] + part[:, second]) / 2.0
        limits[start : start + step] = -np.partition(walsh, place, axis=1)[:, place]
    return _quantile(limits, power)


@lru_cache(maxsize=512)
def detectable_by_sign_flips(n: int, alpha: float, power: float = 0.8) -> float:
    """Return the shift that the sign-flip test of the mean detects; NaN where none can be.

    A pattern of flips gives a sum as large as the observed one if the mean of the flipped patients
    is not above zero: each simulated z gives the mean of patients of which too few lie below.

    Parameters
    ----------
    n : int
    alpha, power : float

    Examples
    --------
    >>> round(detectable_by_sign_flips(12, 0.05), 1), detectable_by_sign_flips(5, 0.05)
    (0.9, nan)
    """
    if n > LARGEST_SUBSETS:
        return detectable_d_z(n, power, alpha)
    place = int(np.floor(alpha * 2.0 ** (n - 1) * (1.0 + 1e-12)))
    if n < 1 or place < 1:
        return nan
    patterns = (np.arange(1, 2**n)[:, None] >> np.arange(n)) & 1
    weights = patterns / patterns.sum(axis=1, keepdims=True)
    samples = _samples(n, 2**n)
    limits = np.empty(len(samples))
    step = max(1, 1_000_000 // 2**n)
    for start in range(0, len(samples), step):
        means = samples[start : start + step] @ weights.T
        limits[start : start + step] = -np.partition(means, place - 1, axis=1)[:, place - 1]
    return _quantile(limits, power)


def detectable_by_signs(n: int, alpha: float, power: float = 0.8) -> float:
    """Return the shift that the sign test detects; NaN where none can be.

    Parameters
    ----------
    n : int
    alpha, power : float

    Examples
    --------
    >>> round(detectable_by_signs(20, 0.05), 2), detectable_by_signs(5, 0.05)
    (0.84, nan)
    """
    from scipy.special import bdtr, bdtri, ndtri

    significant = np.flatnonzero(2.0 * bdtr(np.arange(n // 2 + 1), n, 0.5) <= alpha)
    if n < 1 or not significant.size:
        return nan
    # So many decreases at most; a decrease has the chance of a normal number below -d.
    chance = bdtri(float(significant[-1]), n, power)
    return -float(ndtri(chance))
