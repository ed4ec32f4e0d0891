"""Linear mixed model of the cell means, which uses incomplete patients.

The value of a patient in a cell is the cell's mean, plus a random effect of the patient, plus one
of the patient at that level of each factor, plus what remains.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import inf, nan, prod
from sys import float_info

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import stdtr, stdtrit

from explant.statistics.kernel.arrays import Floats, check_confidence, power_of_two_scale, rescale
from explant.statistics.levels.approximate_degrees import kenward_roger, satterthwaite
from explant.statistics.levels.restricted_likelihood import Likelihood
from explant.statistics.levels.variance_search import RESIDUAL, first_variances, fit_cell_means

PATIENT = "patient"

FEWEST_PATIENTS = 4
"""From so many on p and interval are printed: below, simulation has not shown that they hold."""


@dataclass(frozen=True)
class MixedModelContrast:
    """A contrast of the model's cell means; ``reason`` says why a field is NaN.

    Standard error, ``df``, ``t``, p and interval are those of Kenward and Roger; beside them
    Satterthwaite's degrees of freedom, of the standard error without their correction.
    """

    estimate: float
    standard_error: float
    df: float
    t: float
    p: float
    low: float
    high: float
    df_satterthwaite: float
    reason: str = ""


@dataclass(frozen=True)
class MixedModel:
    """One fitted model; ``reason`` says why ``variances`` is empty and every contrast NaN."""

    n_patients: int
    n_values: int
    contrasts: list[MixedModelContrast]
    variances: dict[str, float] = field(default_factory=dict)
    note: str = ""
    reason: str = ""


def linear_mixed_model(
    cells: ArrayLike,
    levels: Sequence[int],
    factors: Sequence[str],
    contrasts: ArrayLike,
    confidence: float = 0.95,
    against: ArrayLike | None = None,
) -> MixedModel:
    """Fit the cell means with random effects of patients, and test contrasts of them.

    ``value = mean of its cell + patient + patient × factor (each factor, if two or more) +
    residual``, variances by restricted maximum likelihood (Patterson & Thompson 1971,
    10.1093/biomet/58.3.545), means by generalized least squares. In a design of two factors these
    are the errors of its repeated-measures ANOVA; a random intercept alone would give the
    interaction the wrong one. With three factors patient × two factors could be told apart too,
    but seven variances from a handful of patients are mostly zeros: they stay in the residual.

    A normal distribution would take the estimated variances for the true ones: p values too small
    and intervals too short for few patients. t has the standard error and the degrees of freedom
    of Kenward & Roger (1997, 10.2307/2533558), which count a variance estimated as zero as
    estimated; Satterthwaite's, with a zero, may be several times as many.

    Parameters
    ----------
    cells : array_like, shape (patients, cells)
        NaN where missing; cells in row-major order of the factors (the last one varies fastest).
    levels : sequence of int
        Number of levels of each factor; their product is the number of cells.
    factors : sequence of str
        Names of the factors, for ``variances``.
    contrasts : array_like, shape (contrasts, cells)
        Weights of the cells.
    confidence : float
        Level of the t intervals.
    against : array_like, shape (contrasts,), optional
        A fixed value that is subtracted from each contrast; left out: zero.

    Returns
    -------
    MixedModel
        A random effect that the missing cells do not tell apart from the others is left out, and
        ``note`` names it. A contrast of a cell without any value is NaN, with its reason; of fewer
        than :data:`FEWEST_PATIENTS` patients it is an estimate alone.

    Raises
    ------
    ValueError
        On infinite values or shapes that do not fit.

    Examples
    --------
    With one factor of two levels and complete patients, t is the paired t (unless the patient's
    variance is zero):

    >>> before = [201, 231, 221, 228, 284, 267, 232, 215]
    >>> after = [200, 236, 216, 219, 260, 255, 221, 203]
    >>> cells = list(zip(before, after, strict=True))
    >>> model = linear_mixed_model(cells, [2], ["time"], [[1, -1]])
    >>> contrast = model.contrasts[0]
    >>> contrast.estimate, round(contrast.t, 4), round(contrast.df, 4), round(contrast.p, 4)
    (8.625, 2.8253, 7.0, 0.0256)
    >>> {name: round(variance, 1) for name, variance in model.variances.items()}
    {'patient': 586.0, 'residual': 37.3}
    """
    table, weights = _checked(cells, levels, factors, contrasts, confidence)
    fixed = np.zeros(len(weights)) if against is None else np.asarray(against, dtype=np.float64)
    known = ~np.isnan(table)
    counts = known.sum(axis=0)
    n_patients, n_values = int(known.any(axis=1).sum()), int(known.sum())

    def without(reason: str) -> MixedModel:
        return MixedModel(n_patients, n_values, [_without(reason)] * len(weights), reason=reason)

    if n_patients < 2:
        return without("no patients" if n_patients == 0 else "one patient has no variance")
    if counts.max() < 2:
        return without("no sample was measured in two patients")
    used = counts > 0
    known, counts = known[np.ix_(known.any(axis=1), used)], counts[used]
    table = table[np.ix_((~np.isnan(table)).any(axis=1), used)]
    # Neither shifting each cell nor scaling all values changes the variances' ratios.
    scale = power_of_two_scale(table[known])
    values = np.where(known, table / scale, 0.0)
    means = values.sum(axis=0) / counts
    residuals = np.where(known, values - means, 0.0)
    if float(np.abs(residuals).max()) <= 1e-13 * float(np.abs(values).max()):
        return without("the patients do not differ")
    spread = power_of_two_scale(residuals)
    residuals = residuals / spread

    kernels = {name: part[np.ix_(used, used)] for name, part in _kernels(levels, factors).items()}
    start = first_variances(residuals, known, kernels)
    if PATIENT not in start:
        return without("too few values of the same patient to tell patients from what remains")
    rounding = 1e-13 * float(np.abs(values).max()) / spread
    fit = fit_cell_means(residuals, known, {n: kernels[n] for n in start}, start, rounding)
    if fit.at is None:
        return without(fit.reason)
    means = means + spread * (fit.of_cells @ fit.at.means)
    left_out = [name for name in kernels if name not in start]
    notes = [f"not told apart from the other variances: {', '.join(left_out)}"] if left_out else []
    squared = {
        name: rescale(rescale(spread**2 * v, scale), scale) for name, v in fit.variances.items()
    }
    if any(not float_info.min < squared[name] < inf for name, v in fit.variances.items() if v > 0):
        notes.append("the variances are beyond the range of numbers")
    above_zero = np.array(list(fit.variances.values())) > 0.0
    found = _Found(fit.at, above_zero, n_patients, spread, scale, confidence)
    return MixedModel(
        n_patients,
        n_values,
        [
            _contrast(float(row[used] @ means - less / scale), row[used] @ fit.of_cells, found)
            if used[row != 0.0].all()
            else _without("a sample that it needs was never measured")
            for row, less in zip(weights, fixed, strict=True)
        ],
        squared,
        "; ".join(notes),
    )


@dataclass(frozen=True)
class _Found:
    """A fit, and the units that its values were divided by."""

    at: Likelihood
    above_zero: NDArray[np.bool_]
    n_patients: int
    spread: float
    scale: float
    confidence: float


def _without(reason: str, estimate: float = nan) -> MixedModelContrast:
    return MixedModelContrast(estimate, nan, nan, nan, nan, nan, nan, nan, reason)


def _contrast(estimate: float, weights: Floats, found: _Found) -> MixedModelContrast:
    if not weights.any():
        return _without("every weight is zero")
    if found.n_patients < FEWEST_PATIENTS:
        return _without(
            f"no p value and no interval from fewer than {FEWEST_PATIENTS} patients",
            rescale(estimate, found.scale),
        )
    error, df = kenward_roger(weights, found.at)
    error *= found.spread
    if not (error > 0.0 and df > 0.0):
        return _without(
            "too few values to tell how well the variances are known",
            rescale(estimate, found.scale),
        )
    t = estimate / error
    half = float(stdtrit(df, 0.5 + found.confidence / 2.0)) * error
    low, high = (rescale(estimate + sign * half, found.scale) for sign in (-1.0, 1.0))
    return MixedModelContrast(
        rescale(estimate, found.scale),
        rescale(error, found.scale),
        df,
        t,
        min(1.0, 2.0 * float(stdtr(df, -abs(t)))),
        low,
        high,
        satterthwaite(weights, found.at, found.above_zero),
        "the interval exceeds the largest number" if inf in (-low, high) else "",
    )


def _checked(
    cells: ArrayLike,
    levels: Sequence[int],
    factors: Sequence[str],
    contrasts: ArrayLike,
    confidence: float,
) -> tuple[Floats, Floats]:
    check_confidence(confidence)
    table = np.asarray(cells, dtype=np.float64)
    weights = np.asarray(contrasts, dtype=np.float64)
    if len(levels) != len(factors) or not factors or min(levels) < 1:
        raise ValueError("levels and factors: expected one name per factor, one level or more")
    for name, array, what in (("cells", table, "patients"), ("contrasts", weights, "contrasts")):
        if array.ndim != 2 or array.shape[1] != prod(levels):
            raise ValueError(
                f"{name}: expected {what} × {prod(levels)} cells for levels {list(levels)}, "
                f"got shape {array.shape}"
            )
    if np.isinf(table).any() or not np.isfinite(weights).all():
        raise ValueError("cells and contrasts: infinite values, or a weight that is missing")
    return table, weights


def _kernels(levels: Sequence[int], factors: Sequence[str]) -> dict[str, Floats]:
    """Which two cells of a patient share the random effect, cells × cells; the residual last."""
    size = prod(levels)
    kernels = {PATIENT: np.ones((size, size))}
    if len(levels) > 1:
        for name, of_cell in zip(factors, np.indices(levels).reshape(len(levels), -1), strict=True):
            kernels[f"{PATIENT} × {name}"] = (of_cell[:, None] == of_cell).astype(np.float64)
    return {**kernels, RESIDUAL: np.eye(size)}
