"""The noncentral t distribution, by quadrature that holds in the far tails.

Library versions lose accuracy or return NaN for large noncentrality; this one integrates over
the variable in which the integrand is smooth.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from math import inf, log, nan, pi, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaincc, gammaln, ndtr, ndtri

from explant.statistics.kernel.arrays import Floats
from explant.statistics.kernel.root_finding import unbounded_root

LARGEST_SPREAD = 3.0
"""Above this standard deviation of t s the integral over z is the smoother one."""

FARTHEST = 1_000.0
"""Newton's steps that lead beyond so many times 1 + t have run off, and bracketing takes over."""

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(160)


def _integrate(low: float, high: float) -> tuple[Floats, Floats]:
    half = (high - low) / 2.0
    return low + half * (_NODES + 1.0), half * _WEIGHTS


@lru_cache(maxsize=256)
def _weighted_density(df: float) -> tuple[Floats, Floats]:
    """Nodes over s = sqrt(chi2/df), and the density of s there times their weights."""
    spread = 1.0 / sqrt(2.0 * df)
    s, weights = _integrate(max(0.0, 1.0 - 12.0 * spread), 1.0 + 13.0 * spread)
    log_density = log(2.0) + df / 2.0 * log(df / 2.0) - float(gammaln(df / 2.0))
    return s, weights * np.exp(log_density + (df - 1.0) * np.log(s) - df * s * s / 2.0)


def noncentral_t_cdf_at(t: float, df: float) -> Callable[[float], float]:
    """Return P(T <= t) for T = (Z + noncentrality) / sqrt(chi2_df / df), as a function of it.

    Written as an integral over s = sqrt(chi2/df) of P(Z <= t s - noncentrality), or, for t large
    against the spread of s, over z of P(s >= (z + noncentrality)/t). Source: Johnson & Welch
    1940, 10.1093/biomet/31.3-4.362. What does not vary is computed once.

    Parameters
    ----------
    t, df : float
        df > 0.

    Returns
    -------
    callable
        From noncentrality to probability, with an absolute error of about 1e-12.

    Examples
    --------
    >>> round(noncentral_t_cdf_at(2.093024, 19)(sqrt(20) * 0.5), 6)
    0.435517
    """
    if t < 0.0:
        mirrored = noncentral_t_cdf_at(-t, df)
        return lambda noncentrality: 1.0 - mirrored(-noncentrality)
    if t > LARGEST_SPREAD * sqrt(2.0 * df):
        return lambda noncentrality: _cdf_over_z(t, df, noncentrality)
    s, density = _weighted_density(df)
    center = t * s

    def cdf(noncentrality: float) -> float:
        value = float(density @ ndtr(center - noncentrality))
        return min(max(value, 0.0), 1.0)

    return cdf


def _cdf_over_z(t: float, df: float, noncentrality: float) -> float:
    z, weights = _integrate(max(-9.0, -noncentrality), 9.0)
    value = float(ndtr(-noncentrality)) if noncentrality < 9.0 else 0.0
    if noncentrality > -9.0:
        s = (z + noncentrality) / t
        tail = gammaincc(df / 2.0, df * s * s / 2.0)
        value += float(weights @ (np.exp(-z * z / 2.0) * tail)) / sqrt(2.0 * np.pi)
    return min(max(value, 0.0), 1.0)


def noncentralities_at(t: Floats, df: float, probability: float) -> Floats:
    """Return the noncentrality for which P(T <= t) equals ``probability``, for each t.

    By Newton's method for all at once.

    Parameters
    ----------
    t : float array, shape (rows,)
    df, probability : float

    Examples
    --------
    >>> noncentralities_at(np.array([2.0, -2.0]), 10, 0.5).round(4)
    array([ 1.9478, -1.9478])
    """
    found = np.full(t.shape, nan)
    known = np.flatnonzero(~np.isnan(t))
    # P(T <= t) for one noncentrality is P(T >= -t) for the opposite one.
    sign = np.where(t < 0.0, -1.0, 1.0)
    for direction, share in ((1.0, probability), (-1.0, 1.0 - probability)):
        here = known[sign[known] == direction]
        near = here[np.abs(t[here]) <= LARGEST_SPREAD * sqrt(2.0 * df)]
        found[near] = direction * _by_newton(np.abs(t[near]), df, share)
    for at in known[np.isnan(found[known])].tolist():
        found[at] = _by_bracketing(float(t[at]), df, probability)
    return found


def _by_newton(t: Floats, df: float, probability: float) -> Floats:
    """Noncentralities for t >= 0; NaN where the steps do not settle.

    Each stops by itself, so that none depends on what else is solved beside it.
    """
    s, density = _weighted_density(df)
    quantile = float(ndtri(probability))
    # Johnson & Welch's normal approximation is close enough to start from.
    delta = t - quantile * np.sqrt(1.0 + t * t / (2.0 * df))
    step = np.full(t.shape, inf)
    going = np.arange(t.size)
    for _ in range(12):
        z = t[going, None] * s - delta[going, None]
        below = (density * ndtr(z)).sum(axis=1)
        slope = (density * np.exp(-z * z / 2.0)).sum(axis=1) / sqrt(2.0 * pi)
        with np.errstate(divide="ignore", invalid="ignore"):
            step[going] = (below - probability) / slope
        delta[going] += step[going]
        lost = ~(np.abs(delta[going]) < FARTHEST * (1.0 + t[going]))
        going = going[~(lost | _within(step[going], delta[going], 1e-14))]
        if not going.size:
            break
    return np.where(_within(step, delta, 1e-11), delta, nan)


def _within(step: Floats, delta: Floats, relative: float) -> NDArray[np.bool_]:
    # A step to infinity is within any share of where it leads.
    small: NDArray[np.bool_] = np.abs(step) <= relative * np.maximum(1.0, np.abs(delta))
    return small & np.isfinite(delta)


def _by_bracketing(t: float, df: float, probability: float) -> float:
    if not np.isfinite(t):
        return inf if t > 0 else -inf
    spread = sqrt(1.0 + t * t / (2.0 * df))
    start = t - float(ndtri(probability)) * spread
    cdf = noncentral_t_cdf_at(t, df)
    return unbounded_root(lambda delta: cdf(delta) - probability, start, 0.25 * spread)
