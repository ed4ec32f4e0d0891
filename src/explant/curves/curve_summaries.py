"""One number of a curve: area, slope, place of the half-way point, lytic units."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explant.curves.fitted_curves import FittedCurve, fit_exponential, fit_logistic
from explant.curves.points import FULL_LYSIS, Shape

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class CurveSummary:
    """The number of one curve, or why there is none.

    ``censored`` is ``below`` or ``above`` where the estimate is a limit: what was measured says
    only that the number lies there.
    """

    estimate: float
    n_points: int
    censored: str = ""
    curve: FittedCurve | None = None
    reason: str = ""


def area_under(scores: Floats, values: Floats) -> float:
    """Area under the straight lines between values, by the trapezoidal rule.

    Examples
    --------
    >>> area_under(np.array([0.0, 1.0, 3.0]), np.array([2.0, 4.0, 1.0]))
    8.0
    """
    return float(np.trapezoid(values, scores))


def line_slope(scores: Floats, values: Floats) -> float:
    """Slope of the least-squares straight line.

    Examples
    --------
    >>> line_slope(np.array([0.0, 1.0, 2.0]), np.array([1.0, 2.0, 6.0]))
    2.5
    """
    away = scores - scores.mean()
    return float(away @ values / (away @ away))


def log_ec50(
    scores: Floats, values: Floats, bottom: float | None = None, top: float | None = None
) -> CurveSummary:
    """Decimal logarithm of the score at which a log-logistic curve is halfway.

    Where that lies beyond the scores there is no number: it would rest on the curve's form alone.
    """
    curve = fit_logistic(scores, values, bottom, top)
    logs = np.log10(scores[scores > 0])
    reason = curve.reason
    if not reason and not logs.min() <= curve.middle <= logs.max():
        side = "below the lowest" if curve.middle < logs.min() else "above the highest"
        reason = f"halfway lies {side} score"
    if reason:
        return CurveSummary(math.nan, len(scores), "", curve, reason)
    return CurveSummary(curve.middle, len(scores), "", curve)


def lytic_units(
    ratios: Floats,
    lysis: Floats,
    target: float,
    target_cells: float,
    effectors: float,
    shape: Shape = "logistic",
    top: float = FULL_LYSIS,
) -> CurveSummary:
    r"""Lytic units: how often a number of effectors holds those that lyse the target percentage.

    :math:`E / (T \cdot R)` with E effectors, T target cells in a well and the ratio R at which the
    fitted curve reaches the target lysis. Where the curve does not reach it at the highest ratio
    there are fewer lytic units than that ratio would mean, which is then the limit; and likewise
    where it is above at the lowest. Where the values determine no curve that takes all of them.

    Parameters
    ----------
    ratios
        Effectors per target cell, above zero.
    lysis
        Specific lysis in %.
    target
        The declared lysis in %, below ``top``.
    target_cells
        Target cells in a well.
    effectors
        Effectors whose lytic units are counted.
    shape
        The fitted curve, from zero to ``top``.
    top
        Largest lysis that there is.
    """
    if shape == "logistic":
        curve = fit_logistic(ratios, lysis, 0.0, top)
    else:
        curve = fit_exponential(ratios, lysis, top)
    lowest, highest = float(ratios.min()), float(ratios.max())
    reason = curve.reason
    if not reason and line_slope(np.log10(ratios), lysis) <= 0.0:
        reason = "the lysis does not rise with the ratio"
    first, last = curve.at(np.array([lowest, highest]))
    if reason:
        # Of values that no curve fits only what all of them say is certain.
        first, last = lysis.min(), lysis.max()
    if last < target:
        return CurveSummary(effectors / (target_cells * highest), len(ratios), "below", curve)
    if first > target:
        return CurveSummary(effectors / (target_cells * lowest), len(ratios), "above", curve)
    if reason:
        return CurveSummary(math.nan, len(ratios), "", curve, reason)
    ratio = curve.score_of(target)
    return CurveSummary(effectors / (target_cells * ratio), len(ratios), "", curve)
