"""Degrees of freedom of a contrast of a mixed model's means, whose variances are estimates.

A normal distribution takes the estimated variances for the true ones, which is too bold for few
patients. t does not, with the degrees of freedom of a chi-square whose mean and variance are those
of the contrast's estimated variance.
"""

from __future__ import annotations

from math import nan, sqrt

import numpy as np
from numpy.typing import NDArray

from explant.statistics.kernel.arrays import Floats
from explant.statistics.levels.restricted_likelihood import Likelihood


def satterthwaite(weights: Floats, at: Likelihood, above_zero: NDArray[np.bool_]) -> float:
    """Degrees of freedom by Satterthwaite, as lmerTest gives them.

    2 v² / Var(v) of the contrast's variance v, by its derivatives and the inverse of the observed
    information of the variances (Fai & Cornelius 1996, 10.1080/00949659608811740; Kuznetsova 2017,
    10.18637/jss.v082.i13). A variance of zero counts as known: lmerTest's derivative is by its
    root, and zero there.

    Parameters
    ----------
    weights : ndarray, shape (cells,)
    at
        The likelihood at its maximum.
    above_zero : ndarray of bool, shape (components,)
        Variances that are greater than zero.

    Examples
    --------
    Six values of three patients, one variance: two means leave four degrees of freedom.

    >>> from explant.statistics.levels.restricted_likelihood import alike, likelihood_at
    >>> rows = np.array([[-2.0, -1.0], [-1.0, -2.0], [3.0, 3.0]])
    >>> patients, of_cells = alike(rows, np.ones((3, 2), dtype=bool), np.eye(2)[None])
    >>> at = likelihood_at(np.array([7.0]), patients)
    >>> weights = np.array([1.0, -1.0]) @ of_cells
    >>> round(satterthwaite(weights, at, np.array([True])), 6)
    4.0
    """
    return _degrees(weights, at, at.observed, above_zero)


def kenward_roger(weights: Floats, at: Likelihood) -> tuple[float, float]:
    """Standard error and degrees of freedom by Kenward & Roger 1997 (10.2307/2533558).

    For one contrast their F is t² with 2 v² / Var(v) degrees of freedom, by the expected
    information of all variances, and the standard error is widened by what their estimation adds
    (Halekoh & Højsgaard 2014, 10.18637/jss.v059.i09, section 3, q = 1).

    Parameters
    ----------
    weights : ndarray, shape (cells,)
    at
        The likelihood at its maximum.

    Examples
    --------
    Six values of three patients, one variance: two means leave four degrees of freedom.

    >>> from explant.statistics.levels.restricted_likelihood import alike, likelihood_at
    >>> rows = np.array([[-2.0, -1.0], [-1.0, -2.0], [3.0, 3.0]])
    >>> patients, of_cells = alike(rows, np.ones((3, 2), dtype=bool), np.eye(2)[None])
    >>> at = likelihood_at(np.array([7.0]), patients)
    >>> weights = np.array([1.0, -1.0]) @ of_cells
    >>> [round(number, 6) for number in kenward_roger(weights, at)]
    [2.160247, 4.0]
    """
    everything = np.ones(len(at.slope), dtype=np.bool_)
    inverse = _inverse(at.expected)
    if inverse is None:
        return nan, nan
    covariance = at.covariance
    crossed = np.einsum("icd,de,jef->ijcf", at.first, covariance, at.first)
    added = np.einsum("ij,ijcd->cd", inverse, at.second - crossed)
    adjusted = covariance + 2.0 * covariance @ added @ covariance
    return (
        sqrt(max(float(weights @ adjusted @ weights), 0.0)),
        _degrees(weights, at, at.expected, everything),
    )


def _degrees(
    weights: Floats, at: Likelihood, information: Floats, chosen: NDArray[np.bool_]
) -> float:
    inverse = _inverse(information[np.ix_(chosen, chosen)])
    if inverse is None:
        return nan
    spread = at.covariance @ weights
    slopes = np.einsum("c,icd,d->i", spread, at.first[chosen], spread)
    uncertain = float(slopes @ inverse @ slopes)
    variance = float(weights @ spread)
    return 2.0 * variance**2 / uncertain if uncertain > 0.0 else nan


def _inverse(information: Floats) -> Floats | None:
    """Inverse of an information matrix, whose variances may differ much in size."""
    size = np.sqrt(np.abs(np.diag(information)))
    if not (size > 0.0).all():
        return None
    try:
        inner = np.linalg.inv(information / np.outer(size, size))
    except np.linalg.LinAlgError:
        return None
    inverse: Floats = inner / np.outer(size, size)
    return inverse if np.isfinite(inverse).all() else None
