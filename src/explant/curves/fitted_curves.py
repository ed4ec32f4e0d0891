"""Least-squares fits of the two curves that dose and ratio experiments are described by."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explant.curves.points import Shape

Floats = NDArray[np.float64]

STEEPNESS = (0.05, 50.0)
"""Limits of the steepness of a log-logistic curve: flatter or steeper ones are not told apart."""
BEYOND = 3.0
"""Powers of ten beyond the scores within which a place on their axis is looked for."""
_STEEPNESS_TRIED = np.geomspace(0.2, 12.0, 12)
_PLACES_TRIED = 40
_AT_LIMIT = 1e-3
_PRECISION = 1e-14
_MOST_EVALUATIONS = 400
_ON_THE_WAY = 1e-3
_SINGULAR = 1e-10


@dataclass(frozen=True)
class FittedCurve:
    r"""A fitted curve.

    ``logistic`` is :math:`b + (t - b) / (1 + 10^{h (m - \log_{10} x)})` with the values ``bottom``
    far below and ``top`` far above all scores, ``steepness`` h and ``middle`` m, the decimal
    logarithm of the score halfway. ``exponential`` is :math:`t (1 - e^{-k x})` with ``rate`` k.
    """

    shape: Shape
    bottom: float
    top: float
    middle: float
    steepness: float
    rate: float
    rss: float
    """Residual sum of squares."""
    n_free: int
    reason: str
    """Why the curve is not determined by the values; empty where it is."""

    def at(self, scores: Floats) -> Floats:
        """Its values at scores."""
        if self.shape == "exponential":
            found: Floats = self.top * -np.expm1(-self.rate * scores)
            return found
        return self.bottom + (self.top - self.bottom) * _rise(scores, self.middle, self.steepness)

    def score_of(self, value: float) -> float:
        """The score at which it has a value between its ends."""
        share = (value - self.bottom) / (self.top - self.bottom)
        if self.shape == "exponential":
            return float(-np.log1p(-share) / self.rate)
        with np.errstate(over="ignore"):
            return float(10 ** (self.middle - np.log10((1 - share) / share) / self.steepness))


def _rise(scores: Floats, middle: float, steepness: float) -> Floats:
    """Share of the way from bottom to top; a score of zero is at the bottom."""
    with np.errstate(divide="ignore", over="ignore"):
        found: Floats = 1.0 / (1.0 + 10.0 ** (steepness * (middle - np.log10(scores))))
    return found


def fit_logistic(
    scores: Floats, values: Floats, bottom: float | None = None, top: float | None = None
) -> FittedCurve:
    """Fit a log-logistic curve by least squares.

    The start is the best of a grid of places and steepnesses, for each of which bottom and top
    follow by linear least squares; from there scipy.optimize.least_squares (trust region
    reflective, exact derivatives).

    Parameters
    ----------
    scores
        Doses or ratios, not negative, at least two of them above zero.
    values
        What was measured at each.
    bottom, top
        Ends that are known; left out, they are fitted.
    """
    logs = np.log10(scores[scores > 0])
    places = np.linspace(logs.min() - 0.5, logs.max() + 0.5, _PLACES_TRIED)
    starts = [
        (*_ends(_rise(scores, middle, steep), values, bottom, top), middle, steep)
        for middle, steep in itertools.product(places, _STEEPNESS_TRIED)
    ]
    best = min(
        starts, key=lambda s: _rss(s[0] + (s[1] - s[0]) * _rise(scores, s[2], s[3]) - values)
    )
    low = np.array([-np.inf, -np.inf, logs.min() - BEYOND, np.log(STEEPNESS[0])])
    high = np.array([np.inf, np.inf, logs.max() + BEYOND, np.log(STEEPNESS[1])])
    free = np.array([bottom is None, top is None, True, True])
    start = np.array([*best[:3], np.log(best[3])])

    def whole(parameters: Floats) -> Floats:
        every = start.copy()
        every[free] = parameters
        return every

    def residuals(parameters: Floats) -> Floats:
        b, t, middle, log_steep = whole(parameters)
        found: Floats = b + (t - b) * _rise(scores, middle, np.exp(log_steep)) - values
        return found

    def derivatives(parameters: Floats) -> Floats:
        b, t, middle, log_steep = whole(parameters)
        steep = np.exp(log_steep)
        rise = _rise(scores, middle, steep)
        with np.errstate(divide="ignore", invalid="ignore"):
            away = np.where(scores > 0, middle - np.log10(scores), 0.0)
        turn = -(t - b) * rise * (1 - rise) * np.log(10)
        every = np.stack([1 - rise, rise, turn * steep, turn * steep * away], axis=1)
        found: Floats = every[:, free]
        return found

    fitted = _least_squares(residuals, derivatives, start[free], (low[free], high[free]))
    parameters = whole(fitted.x)
    return FittedCurve(
        "logistic",
        bottom=float(parameters[0]),
        top=float(parameters[1]),
        middle=float(parameters[2]),
        steepness=float(np.exp(parameters[3])),
        rate=np.nan,
        rss=_rss(residuals(fitted.x)),
        n_free=int(free.sum()),
        reason=_why_not(parameters, low, high, scores, derivatives(fitted.x), fitted.status),
    )


def _why_not(
    parameters: Floats,
    low: Floats,
    high: Floats,
    scores: Floats,
    derivatives: Floats,
    status: int,
) -> str:
    if parameters[2] < low[2] + _AT_LIMIT or parameters[2] > high[2] - _AT_LIMIT:
        return "the curve's middle lies far beyond the scores"
    if parameters[3] < low[3] + _AT_LIMIT:
        return "the values do not bend with the score"
    rise = _rise(scores, parameters[2], np.exp(parameters[3]))
    if not ((rise > _ON_THE_WAY) & (rise < 1 - _ON_THE_WAY)).any():
        # Any steeper curve, and any place between the two scores, fits as well.
        return "the curve is a step between two scores"
    if status <= 0:
        return "the fit did not converge"
    sizes = np.linalg.norm(derivatives, axis=0)
    if not sizes.all():
        return "the values do not change with the score"
    singular = np.linalg.svd(derivatives / sizes, compute_uv=False)
    return "several curves fit as well" if singular[-1] < _SINGULAR * singular[0] else ""


def fit_exponential(scores: Floats, values: Floats, top: float | None = None) -> FittedCurve:
    """Fit an exponential rise from zero by least squares.

    Parameters
    ----------
    scores
        Ratios, not negative, at least one of them above zero.
    values
        What was measured at each.
    top
        The value that is approached; left out, it is fitted.
    """
    positive = scores[scores > 0]
    low, high = np.log(1e-6 / positive.max()), np.log(1e3 / positive.min())
    rises = [(log_rate, -np.expm1(-np.exp(log_rate) * scores)) for log_rate in
             np.linspace(low + 1.0, high - 1.0, 3 * _PLACES_TRIED)]  # fmt: skip
    log_rate, rise = min(
        rises, key=lambda each: _rss(_ends(each[1], values, 0.0, top)[1] * each[1] - values)
    )
    start = np.array([_ends(rise, values, 0.0, top)[1], log_rate])
    free = np.array([top is None, True])

    def whole(parameters: Floats) -> Floats:
        every = start.copy()
        every[free] = parameters
        return every

    def residuals(parameters: Floats) -> Floats:
        t, log_k = whole(parameters)
        found: Floats = t * -np.expm1(-np.exp(log_k) * scores) - values
        return found

    def derivatives(parameters: Floats) -> Floats:
        t, log_k = whole(parameters)
        reach = np.exp(log_k) * scores
        every = np.stack([-np.expm1(-reach), t * reach * np.exp(-reach)], axis=1)
        found: Floats = every[:, free]
        return found

    bounds = np.array([-np.inf, low])[free], np.array([np.inf, high])[free]
    fitted = _least_squares(residuals, derivatives, start[free], bounds)
    reached, log_k = whole(fitted.x)
    reason = "" if fitted.status > 0 else "the fit did not converge"
    if not low + _AT_LIMIT < log_k < high - _AT_LIMIT:
        reason = "the values do not bend with the score"
    return FittedCurve(
        "exponential",
        bottom=0.0,
        top=float(reached),
        middle=np.nan,
        steepness=np.nan,
        rate=float(np.exp(log_k)),
        rss=_rss(residuals(fitted.x)),
        n_free=int(free.sum()),
        reason=reason,
    )


def _least_squares(
    residuals: Callable[[Floats], Floats],
    derivatives: Callable[[Floats], Floats],
    start: Floats,
    bounds: tuple[Floats, Floats],
) -> Any:
    """SciPy's fit within bounds, to the last digits."""
    from scipy.optimize import least_squares

    return least_squares(
        residuals,
        start,
        derivatives,
        bounds=bounds,
        method="trf",
        x_scale="jac",
        ftol=_PRECISION,
        xtol=_PRECISION,
        gtol=_PRECISION,
        max_nfev=_MOST_EVALUATIONS,
    )


def _ends(
    rise: Floats, values: Floats, bottom: float | None, top: float | None
) -> tuple[float, float]:
    """Least-squares bottom and top of a curve of known rise, those known as they are."""
    fall = 1.0 - rise
    if bottom is not None and top is not None:
        return bottom, top
    if bottom is None and top is None:
        (b, t), *_ = np.linalg.lstsq(np.stack([fall, rise], axis=1), values, rcond=None)
        return float(b), float(t)
    known, own, other = (bottom, rise, fall) if top is None else (top, fall, rise)
    assert known is not None
    size = float(own @ own)
    found = float(own @ (values - known * other)) / size if size > 0 else known
    return (known, found) if top is None else (found, known)


def _rss(residuals: Floats) -> float:
    return float(residuals @ residuals)
