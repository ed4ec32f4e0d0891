"""Axes on the analysis scale with ticks in the unit people know."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor, log2, log10
from typing import Literal

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator
from numpy.typing import ArrayLike, NDArray

from explant.config.models import Marker, Plan, Scale
from explant.figures.kit.printed_numbers import difference_unit
from explant.numbers import MINUS, fixed
from explant.questions.scales import FULL_PERCENTAGE, from_scale, to_scale

_FEWEST = 3
_LARGEST_PLAIN = 1e6
_SMALLEST_PLAIN = 1e-4
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
# Ticks of a logit axis, from coarse to fine.
_PERCENTAGES: tuple[tuple[float, ...], ...] = (
    (0.1, 1, 10, 50, 90, 99, 99.9),
    (0.1, 0.5, 1, 2, 5, 10, 20, 50, 80, 90, 95, 98, 99, 99.5, 99.9),
    (5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95),
)
# Steps of a logarithmic axis, from coarse to fine, as multiples of a power of ten.
_DECADES: tuple[tuple[float, ...], ...] = ((1,), (1, 3), (1, 2, 5), (1, 1.5, 2, 3, 4, 6, 8))
_RATIO_STEPS = (10.0, 5.0, 3.0, 2.0, 1.0, 0.5)
_FINE_RATIOS = ((0.35, 0.5, 0.7, 1.0, 1.4, 2.0, 2.8), (0.7, 0.8, 0.9, 1.0, 1.1, 1.25, 1.4))

LARGEST_LABELED = 1e306
"""No place of an axis beyond this, nor below its reciprocal: there a computer's numbers end."""


@dataclass(frozen=True)
class Ticks:
    """Limits of an axis, and its ticks: places on the analysis scale with what is printed there."""

    low: float
    high: float
    places: tuple[float, ...]
    labels: tuple[str, ...]

    def put_on(self, axes: Axes, which: Literal["x", "y"]) -> None:
        """Set an axis' limits and ticks."""
        axis = axes.xaxis if which == "x" else axes.yaxis
        axis.set_ticks(list(self.places), labels=list(self.labels))
        # Ticks may widen the limits, so the limits come last.
        (axes.set_xlim if which == "x" else axes.set_ylim)(self.low, self.high)


def limits(values: ArrayLike, margin: float = 0.06) -> tuple[float, float]:
    """Lowest and highest finite value with a margin, wide enough to be an axis."""
    array = np.asarray(values, dtype=np.float64)
    finite = array[np.isfinite(array)]
    if len(finite) == 0:
        return -1.0, 1.0
    low, high = float(finite.min()), float(finite.max())
    spread = high - low
    if spread <= 1e-9 * max(abs(low), abs(high)):
        spread = abs(high) or 1.0
        return low - 0.5 * spread, high + 0.5 * spread
    return low - margin * spread, high + margin * spread


def linear_ticks(low: float, high: float, most: int = 6) -> Ticks:
    """Round numbers between two limits."""
    places = _round_places(low, high, most)
    return Ticks(low, high, tuple(places), tuple(_labels(places)))


def value_ticks(values: ArrayLike, marker: Marker) -> Ticks:
    """Axis of a marker's values: places on the analysis scale, labels in the marker's unit.

    Parameters
    ----------
    values
        Values on the analysis scale.
    marker
        The marker.
    """
    low, high = limits(values)
    if marker.scale == "linear":
        return linear_ticks(low, high)
    # The margin beyond the largest value may reach numbers that a computer does not hold.
    with np.errstate(over="ignore"):
        ends = from_scale([low, high], marker.scale, marker.offset)
    raw_low, raw_high = (float(min(value, LARGEST_LABELED)) for value in ends)
    if marker.scale == "logit":
        raw: list[float] = []
        for percentages in _PERCENTAGES:
            raw = [p for p in percentages if raw_low <= p <= raw_high]
            if len(raw) >= _FEWEST:
                break
        else:
            raw = [p for p in _round_places(raw_low, raw_high) if 0 < p < FULL_PERCENTAGE]
    else:
        raw = _log_places(max(raw_low, 0.0), raw_high)
    places = to_scale(raw, marker.scale, marker.offset)
    return Ticks(low, high, tuple(float(p) for p in places), tuple(_labels(raw)))


def difference_ticks(values: ArrayLike, scale: Scale) -> Ticks:
    """Axis of differences that always holds zero; as ratios where the scale is logarithmic."""
    low, high = limits(np.append(np.asarray(values, dtype=np.float64).ravel(), 0.0))
    if scale == "linear":
        return linear_ticks(low, high)
    to_log2 = 1.0 if scale == "log2" else 1 / np.log(2)
    first, last = low * to_log2, high * to_log2
    powers: NDArray[np.floating] = np.array([])
    # A dozen steps at most: a range of hundreds of doublings takes larger ones.
    widest = _RATIO_STEPS[0] * max(ceil((last - first) / (12 * _RATIO_STEPS[0])), 1)
    for step in (widest, *_RATIO_STEPS[1:]):
        powers = np.arange(ceil(first / step), floor(last / step) + 1) * step
        if len(powers) >= _FEWEST:
            break
    if len(powers) >= _FEWEST and np.all(powers == np.round(powers)):
        labels = [_power_of_two(int(power)) for power in powers]
    else:
        ratios: list[float] = []
        for candidates in _FINE_RATIOS:
            ratios = [r for r in candidates if first <= log2(r) <= last]
            if len(ratios) >= _FEWEST:
                break
        else:
            ratios = [r for r in _round_places(2**first, 2**last) if r > 0]
        powers = np.log2(ratios)
        labels = [f"×{label}" for label in _labels(ratios)]
    return Ticks(low, high, tuple(float(p) for p in powers / to_log2), tuple(labels))


def p_ticks(values: ArrayLike, smallest: float = 1e-6) -> Ticks:
    """Axis of log10 p that holds 0.01 to 1 at least; a p below the smallest stands at its end.

    Examples
    --------
    >>> p_ticks([0.2, 0.0004]).labels
    ('0.0001', '0.001', '0.01', '0.1', '1')
    >>> p_ticks([0.2, 4e-33], 1e-300).places
    (-35.0, -30.0, -25.0, -20.0, -15.0, -10.0, -5.0, 0.0)
    """
    p = np.asarray(values, dtype=np.float64)
    lowest = float(np.min(p, initial=0.01))
    last = floor(log10(max(lowest, smallest)) + 1e-9)
    step = 1 if last >= -4 else 2 if last >= -14 else 5 * ceil(-last / 40)
    last = last if step <= 2 else step * floor(last / step)
    exponents = range(last, 1, step)
    labels = [_decade(e) for e in exponents]
    if lowest < smallest:
        labels[0] = f"≤ {labels[0]}"
    return Ticks(float(last), 0.0, tuple(float(e) for e in exponents), tuple(labels))


def _decade(exponent: int) -> str:
    return f"{10.0**exponent:g}" if exponent >= -4 else _scientific(10.0**exponent)


def difference_label(marker: Marker) -> str:
    """Title of an axis of differences."""
    if marker.scale == "log2":
        return "Ratio (logarithmic axis)"
    if marker.scale == "logit":
        return "Odds ratio (logarithmic axis)"
    unit = difference_unit(marker)
    return f"Difference ({unit})" if unit else "Difference"


def difference_labels(plan: Plan, markers: Iterable[str]) -> str:
    """Titles of the axes of some markers' differences, within a sentence."""
    labels = {difference_label(plan.markers[marker]) for marker in markers}
    return ", ".join(sorted(label[0].lower() + label[1:] for label in labels))


def _power_of_two(power: int) -> str:
    # The farthest ratios as powers: ×1024 reads, ×1048576 does not.
    if abs(power) > 10:
        return f"×2{str(power).translate(_SUPERSCRIPTS)}"
    if power < -3:
        return f"×1/{2**-power}"
    return f"×{2.0**power:g}"


def _round_places(low: float, high: float, most: int = 6) -> list[float]:
    found = MaxNLocator(nbins=most, steps=[1, 2, 2.5, 5, 10], min_n_ticks=_FEWEST).tick_values(
        low, high
    )
    slack = 1e-9 * (high - low)
    return [float(place) for place in found if low - slack <= place <= high + slack]


def _log_places(low: float, high: float) -> list[float]:
    places: list[float] = []
    if low > 0 or high >= LARGEST_LABELED:
        low = max(low, 1 / LARGEST_LABELED)
        exponents = range(floor(log10(low)) - 1, ceil(log10(high)) + 2)
        for multiples in _DECADES:
            places = sorted(m * 10.0**e for e in exponents for m in multiples)
            places = [place for place in places if low <= place <= high]
            if len(places) >= _FEWEST:
                # Every second or third decade where there are many.
                return places[:: max(ceil(len(places) / 7), 1)]
    return [place for place in _round_places(low, high) if place > 0] or places


def _labels(values: Sequence[float]) -> list[str]:
    largest = max((abs(v) for v in values), default=0.0)
    smallest = min((abs(v) for v in values if v != 0), default=1.0)
    if largest >= _LARGEST_PLAIN or smallest < _SMALLEST_PLAIN:
        return [_scientific(v) for v in values]
    steps = np.diff(values)
    if len(steps) and np.allclose(steps, steps[0]):
        decimals = max(-floor(log10(float(steps[0])) + 1e-9), 0)
        if not np.allclose(np.round(values, decimals), values):
            decimals += 1
        return [fixed(v, decimals) for v in values]
    return [f"{v:g}".replace("-", MINUS) for v in values]


def _scientific(value: float) -> str:
    if value == 0:
        return "0"
    exponent = floor(log10(abs(value)) + 1e-12)
    mantissa = f"{abs(value) / 10.0**exponent:g}"
    power = f"10{str(exponent).translate(_SUPERSCRIPTS)}"
    sign = MINUS if value < 0 else ""
    return f"{sign}{power}" if mantissa == "1" else f"{sign}{mantissa}×{power}"
