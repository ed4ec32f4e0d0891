"""Restricted maximum likelihood of variance components: statsmodels' ``MixedLM``, made to settle.

statsmodels gives the likelihood, its derivatives and its optimizers. Two things are done around
it. The search starts at the variances of MIVQUE0, which for complete patients are the maximum
itself where none of them is zero. And no optimizer is believed that it converged: the derivatives
say so, and a variance is zero where the likelihood falls from zero on.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explant.statistics.kernel.arrays import Floats

RESIDUAL = "residual"

# Tried in this order, each from where the one before stopped, where Newton's steps do not settle.
OPTIMIZERS = ("lbfgs", "bfgs", "powell", "nm", "cg")
# What the log likelihood may still gain, by its slope and curvature, where it counts as settled.
SETTLED = 1e-10
NEWTON_STEPS = 12
# Variances relative to the residual one. statsmodels divides by them, so the first stands for
# zero; so large that the residual itself is zero.
ZERO, NEARLY_ZERO, RESIDUAL_NEARLY_ZERO, RESIDUAL_IS_ZERO = 1e-9, 1e-5, 1e6, 1e8
# Rows whose matrices statsmodels handles at once: fewer cost loops, more cost large matrices.
ROWS_AT_ONCE = 40


@dataclass(frozen=True)
class CellMeansFit:
    """Variances by component, cell means and their covariance; ``reason`` if there are none."""

    variances: dict[str, float]
    means: Floats
    covariance: Floats
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


def _model(residuals: Floats, known: NDArray[np.bool_], kernels: Mapping[str, Floats]) -> Any:
    """Statsmodels' model of all values; a group of rows holds several patients."""
    from statsmodels.regression.mixed_linear_model import MixedLM, VCSpec

    patient, cell = np.nonzero(known)
    group = np.empty(len(patient), dtype=np.int64)
    filled, number = 0, 0
    for rows in known.sum(axis=1).cumsum():
        group[filled:rows] = number
        filled = rows
        number = int(rows) // ROWS_AT_ONCE
    _, group = np.unique(group, return_inverse=True)
    matrices = []
    for name, kernel in kernels.items():
        if name == RESIDUAL:
            continue
        effect = patient * len(kernel) + kernel.argmax(axis=1)[cell]
        matrices.append(
            [
                (chosen[:, None] == np.unique(chosen)).astype(np.float64)
                for chosen in (effect[group == each] for each in range(group[-1] + 1))
            ]
        )
    names = [name for name in kernels if name != RESIDUAL]
    columns = [[[str(i) for i in range(part.shape[1])] for part in parts] for parts in matrices]
    return MixedLM(
        residuals[patient, cell],
        np.eye(known.shape[1])[cell],
        groups=group,
        exog_vc=VCSpec(names, columns, matrices),
    )


def fit_cell_means(
    residuals: Floats,
    known: NDArray[np.bool_],
    kernels: Mapping[str, Floats],
    start: Mapping[str, float],
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

    Returns
    -------
    CellMeansFit
        Means are those of ``residuals``. Their covariance takes the variances as known, as lme4
        gives it.

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
    names = [name for name in kernels if name != RESIDUAL]
    first = start[RESIDUAL]
    relative = np.array([start[name] / first if first > 0.0 else 1.0 for name in names])
    relative = np.clip(relative, ZERO, RESIDUAL_IS_ZERO)
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        model = _model(residuals, known, kernels)
        # Only now: statsmodels, when imported, asks for its warnings. They say less than the
        # derivatives that are looked at here.
        warnings.simplefilter("ignore")
        settled = _newton(model, relative)
        for method in OPTIMIZERS:
            if settled is not None or not relative.max() < RESIDUAL_IS_ZERO:
                break
            try:
                result = model.fit(start_params=np.sqrt(relative), method=method)
            except np.linalg.LinAlgError:
                continue
            relative = np.maximum(np.asarray(result.vcomp) / result.scale, ZERO)
            settled = _newton(model, relative)
    if settled is None:
        zero = not relative.max() < RESIDUAL_NEARLY_ZERO
        none = np.empty(0)
        return CellMeansFit(
            {}, none, none, "the residual variance is zero" if zero else "no optimizer converged"
        )
    relative, means, covariance, scale = settled
    variances = {
        name: scale * float(value) if value > ZERO else 0.0
        for name, value in zip(names, relative, strict=True)
    }
    return CellMeansFit({**variances, RESIDUAL: scale}, means, covariance)


def _newton(model: Any, relative: Floats) -> tuple[Floats, Floats, Floats, float] | None:
    """Newton's steps up the restricted likelihood, variances below zero set to zero.

    Returns
    -------
    tuple or None
        Relative variances, cell means, their covariance and the residual variance; None where the
        steps do not settle.
    """
    from statsmodels.regression.mixed_linear_model import MixedLMParams

    none = np.empty((0, 0))
    model.cov_pen = None  # which only ``fit`` sets
    for _ in range(NEWTON_STEPS):
        try:
            means, _ = model.get_fe_params(none, relative)
            params = MixedLMParams.from_components(fe_params=means, cov_re=none, vcomp=relative)
            slope = model.score_full(params, calc_fe=False)[2]
            fallen = (relative > ZERO) & (relative < NEARLY_ZERO) & (slope < 0.0)
            if fallen.any():
                relative = np.where(fallen, ZERO, relative)
                continue
            hessian, _ = model.hessian(params)
            size = len(means)
            free = (relative > ZERO) | (slope > 0.0)
            among = np.concatenate((np.ones(size, dtype=bool), free))
            information = -hessian[np.ix_(among, among)]
            np.linalg.cholesky(information)
            step = np.linalg.solve(information, np.concatenate((np.zeros(size), slope[free])))[
                size:
            ]
        except np.linalg.LinAlgError:
            return None
        gain = float(slope[free] @ step) / 2.0
        if not np.isfinite(gain):
            return None
        if gain <= SETTLED:
            covariance = np.linalg.inv(-hessian[:size, :size])
            return relative, means, covariance, float(model.get_scale(means, none, relative))
        relative = relative.copy()
        relative[free] = np.clip(relative[free] + step, ZERO, RESIDUAL_IS_ZERO)
    return None
