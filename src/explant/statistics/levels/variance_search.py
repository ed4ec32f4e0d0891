"""The variances at which the restricted likelihood is largest, none below zero."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from explant.statistics.kernel.arrays import Floats
from explant.statistics.levels.restricted_likelihood import (
    Alike,
    Likelihood,
    alike,
    likelihood_at,
)

RESIDUAL = "residual"

# What the log likelihood may still gain, by its slope and curvature, where it counts as settled.
SETTLED = 1e-12
# From here on the observed information is trusted, where it is positive definite.
NEAR = 0.05
MOST_STEPS = 500
HALVINGS = 40
FIRST_SHARE = 0.05
"""What the residual variance begins with, of the mean square."""
INCOMPLETE_FLOOR = 1e-7
"""Of the mean square; a residual variance below is told from zero only where no cell is missing."""


@dataclass(frozen=True)
class CellMeansFit:
    """Variances by component, and the likelihood there; ``reason`` if there are none.

    ``of_cells``, cells × parameters, times the parameters of the likelihood is the means of cells.
    """

    variances: dict[str, float]
    at: Likelihood | None = None
    of_cells: Floats = field(default_factory=lambda: np.empty((0, 0)))
    reason: str = ""


def first_variances(
    residuals: Floats, known: NDArray[np.bool_], kernels: Mapping[str, Floats]
) -> dict[str, float]:
    """First guess of each variance that can be told apart: MIVQUE0, but none below zero.

    With P the projection on the residuals of the cell means and V_i the covariance matrix of
    component i, ``sum_j tr(P V_i P V_j) variance_j = y' P V_i P y`` (Rao 1971,
    10.1016/0047-259X(71)90001-7, with the residual alone as the variance expected before). Both
    sides are sums over pairs of cells: of how many patients have both, and of the products of
    their residuals. Components are told apart if that matrix has full rank.

    Parameters
    ----------
    residuals, known, kernels
        As in :func:`fit_cell_means`.

    Returns
    -------
    dict
        Without the components that the missing cells do not tell from the residual and from
        those before them.

    Examples
    --------
    >>> residuals = np.array([[-2.0, -1.0], [-1.0, -2.0], [3.0, 3.0]])
    >>> kernels = {"patient": np.ones((2, 2)), "residual": np.eye(2)}
    >>> start = first_variances(residuals, np.ones((3, 2), dtype=bool), kernels)
    >>> {name: round(variance, 6) for name, variance in start.items()}
    {'patient': 6.5, 'residual': 0.5}
    """
    from scipy.optimize import nnls

    both = known.T.astype(np.float64) @ known
    share = 1.0 / np.diag(both)
    weight = both * (1.0 - share[:, None] - share) + both**2 * np.outer(share, share)
    products = residuals.T @ residuals
    kept: list[str] = []
    for name in (RESIDUAL, *(name for name in kernels if name != RESIDUAL)):
        parts = np.array([kernels[each].ravel() for each in (*kept, name)])
        matrix = (parts * weight.ravel()) @ parts.T
        diagonal = np.diag(matrix)
        if diagonal[-1] <= 1e-9:
            continue
        correlation = matrix / np.sqrt(np.outer(diagonal, diagonal))
        if float(np.linalg.eigvalsh(correlation)[0]) > 1e-9:
            kept.append(name)
    kept = [name for name in kernels if name in kept]
    if not kept:
        return {}
    parts = np.array([kernels[name].ravel() for name in kept])
    factor = np.linalg.cholesky((parts * weight.ravel()) @ parts.T)
    # None below zero: the least squares of the same equations.
    solved, _ = nnls(factor.T, np.linalg.solve(factor, parts @ products.ravel()))
    return dict(zip(kept, (float(value) for value in solved), strict=True))


def fit_cell_means(
    residuals: Floats,
    known: NDArray[np.bool_],
    kernels: Mapping[str, Floats],
    start: Mapping[str, float],
    rounding: float = 0.0,
) -> CellMeansFit:
    """Variances by restricted maximum likelihood, cell means by generalized least squares.

    Parameters
    ----------
    residuals : ndarray, shape (patients, cells)
        Values minus the plain mean of their cell, of the order of 1; zero where missing.
    known : ndarray of bool, shape (patients, cells)
    kernels : mapping
        For each component, the residual too, the cells × cells matrix of ones where two cells of
        a patient share its effect.
    start : mapping
        Where to start, as :func:`first_variances` gives it.
    rounding : float
        A standard deviation that the rounding of the values alone explains.

    Returns
    -------
    CellMeansFit
        Means are those of ``residuals``.

    Examples
    --------
    >>> residuals = np.array([[-2.0, -1.0], [-1.0, -2.0], [3.0, 3.0]])
    >>> known = np.ones((3, 2), dtype=bool)
    >>> kernels = {"patient": np.ones((2, 2)), "residual": np.eye(2)}
    >>> fit = fit_cell_means(
    ...     residuals, known, kernels, first_variances(residuals, known, kernels)
    ... )
    >>> {name: round(variance, 6) for name, variance in fit.variances.items()}
    {'patient': 6.5, 'residual': 0.5}
    """
    names = list(kernels)
    last = names.index(RESIDUAL)
    patients, of_cells = alike(residuals, known, np.array([kernels[name] for name in names]))
    square = float((residuals**2).sum() / known.sum())
    lowest = np.zeros(len(names))
    lowest[last] = rounding**2 if known.all() else max(rounding**2, INCOMPLETE_FLOOR * square)
    variances = np.array([start[name] for name in names])
    variances[last] = max(variances[last], FIRST_SHARE * square)
    here = likelihood_at(variances, patients)
    for _ in range(MOST_STEPS):
        if here is None:
            break
        step = _step(here, variances, lowest)
        if float(here.slope @ step) / 2.0 <= SETTLED:
            # It falls without end: a slope of 1/variance.
            if variances[last] <= lowest[last] and -here.slope[last] * variances[last] > 0.01:
                return CellMeansFit({}, reason="the residual variance is zero")
            variances = np.where(variances > lowest, variances, 0.0)
            found = dict(zip(names, variances.tolist(), strict=True))
            return CellMeansFit(found, here, of_cells)
        variances, here = _moved(variances, step, lowest, here, patients)
    return CellMeansFit({}, reason="the search for the variances did not settle")


def _step(here: Likelihood, variances: Floats, lowest: Floats) -> Floats:
    """Fisher's step far from the maximum, Newton's near it; none for variances held at zero."""
    free = (variances > lowest) | (here.slope > 0.0)
    step = _solved(here.expected, here.slope, free)
    # Those at zero that the others would draw below it stay there for now.
    free &= ~((variances <= lowest) & (step < 0.0))
    if float(here.slope @ step) / 2.0 > NEAR:
        return _solved(here.expected, here.slope, free)
    return _solved(here.observed, here.slope, free, otherwise=here.expected)


def _solved(
    information: Floats, slope: Floats, free: NDArray[np.bool_], otherwise: Floats | None = None
) -> Floats:
    """The step of the free variances; along the slope where the information tells none."""
    step = np.zeros_like(slope)
    among = np.ix_(free, free)
    size = np.sqrt(np.abs(np.diag(information)[free]))
    try:
        # Scaled, for variances of very different sizes.
        half = np.linalg.cholesky(information[among] / np.outer(size, size))
    except np.linalg.LinAlgError:
        half = np.zeros((1, 1))
    if not np.diag(half).min() > 1e-7:
        if otherwise is not None:
            return _solved(otherwise, slope, free)
        step[free] = slope[free] / size**2
        return step
    step[free] = np.linalg.solve(half.T, np.linalg.solve(half, slope[free] / size)) / size
    return step


def _moved(
    variances: Floats, step: Floats, lowest: Floats, here: Likelihood, patients: Sequence[Alike]
) -> tuple[Floats, Likelihood | None]:
    """The step, shortened until the likelihood does not fall; None where no step is left."""
    share = 1.0
    for _ in range(HALVINGS):
        moved = np.maximum(variances + share * step, lowest)
        there = likelihood_at(moved, patients)
        if there is not None and there.value >= here.value - 1e-10 * (1.0 + abs(here.value)):
            return moved, there
        share /= 2.0
    return variances, None
