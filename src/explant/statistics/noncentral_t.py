"""The noncentral t distribution, by quadrature that holds in the far tails.

Library versions lose accuracy or return NaN for large noncentrality; this one integrates over
the variable in which the integrand is smooth.
"""

from __future__ import annotations

from collections.abc import Callable
from math import inf, log, nan, sqrt

import numpy as np
from scipy.special import gammaincc, gammaln, ndtr, ndtri

from explant.statistics.arrays import Floats
from explant.statistics.root_finding import unbounded_root

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(160)


def _integrate(low: float, high: float) -> tuple[Floats, Floats]:
    half = (high - low) / 2.0
    return low + half * (_NODES + 1.0), half * _WEIGHTS


def noncentral_t_cdf(t: float, df: float, noncentrality: float) -> float:
    """Return P(T <= t) for T = (Z + noncentrality) / sqrt(chi2_df / df).

    Written as an integral over s = sqrt(chi2/df) of P(Z <= t s - noncentrality), or, for t large
    against the spread of s, over z of P(s >= (z + noncentrality)/t). Source: Johnson & Welch
    1940, 10.1093/biomet/31.3-4.362.

    Parameters
    ----------
    t, df, noncentrality : float
        df > 0.

    Returns
    -------
    float
        Absolute error about 1e-12.

    Examples
    --------
    >>> round(noncentral_t_cdf(2.093024, 19, sqrt(20) * 0.5), 6)
    0.435517
    """
    return noncentral_t_cdf_at(t, df)(noncentrality)


def noncentral_t_cdf_at(t: float, df: float) -> Callable[[float], float]:
    """Return P(T <= t) as a function of the noncentrality; what does not vary is computed once.

    Examples
    --------
    >>> round(noncentral_t_cdf_at(2.093024, 19)(sqrt(20) * 0.5), 6)
    0.435517
    """
    if t < 0.0:
        mirrored = noncentral_t_cdf_at(-t, df)
        return lambda noncentrality: 1.0 - mirrored(-noncentrality)
    spread = 1.0 / sqrt(2.0 * df)
    if t * spread > 3.0:
        return lambda noncentrality: _cdf_over_z(t, df, noncentrality)
    s, weights = _integrate(max(0.0, 1.0 - 12.0 * spread), 1.0 + 13.0 * spread)
    log_density = log(2.0) + df / 2.0 * log(df / 2.0) - float(gammaln(df / 2.0))
    density = np.exp(log_density + (df - 1.0) * np.log(s) - df * s * s / 2.0)
    center = t * s

    def cdf(noncentrality: float) -> float:
        value = float(weights @ (density * ndtr(center - noncentrality)))
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


def noncentrality_at(t: float, df: float, probability: float) -> float:
    """Return the noncentrality for which P(T <= t) equals ``probability``.

    Examples
    --------
    >>> round(noncentrality_at(2.0, 10, 0.5), 4)
    1.9478
    """
    if not np.isfinite(t):
        return nan if np.isnan(t) else (inf if t > 0 else -inf)
    # Johnson & Welch's normal approximation is close enough to start from.
    spread = sqrt(1.0 + t * t / (2.0 * df))
    start = t - float(ndtri(probability)) * spread
    cdf = noncentral_t_cdf_at(t, df)
    return unbounded_root(lambda delta: cdf(delta) - probability, start, 0.25 * spread)
