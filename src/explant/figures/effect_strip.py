"""A small figure of one effect, written as SVG: every patient's difference, estimate, interval.

The report draws it beside a sentence, in the colors of the page, so it needs no matplotlib. Its
axis has zero in the middle: what is lower stands to the left in every strip.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

import numpy as np
import pandas as pd

from explant.config.models import Plan, Scale
from explant.figures.kit.printed_numbers import difference_unit, effect_text, level_text
from explant.figures.kit.swarm import swarm
from explant.numbers import MINUS, counted, plain

WIDTH, HEIGHT = 300.0, 94.0
_MIDDLE = WIDTH / 2
_HALF = _MIDDLE - 10.0
_SIDES, _ESTIMATE, _DOTS, _AXIS, _LABELS = 10.0, 25.0, 52.0, 75.0, 90.0
_RADIUS = 2.7
_SIDEWAYS = 16.0
_DIAMOND = 5.5
# An interval counts for the axis up to this many times the farthest difference.
_MOST_INTERVAL = 1.5
# On one axis for several markers no marker fills less than this share of it.
_LEAST_SHARE = 0.25
# The outermost tick stands this far out at the most, so that its label has room.
_OUTERMOST = 0.85
_RATIOS = (1.01, 1.02, 1.05, 1.1, 1.25, 2.0, 4.0, 10.0, 100.0, 1000.0)
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True)
class Effect:
    """What a strip shows, on the analysis scale; NaN where there is no estimate or interval."""

    patients: tuple[str, ...]
    differences: tuple[float, ...]
    estimate: float
    low: float
    high: float

    @property
    def reach(self) -> float:
        """How far from zero an axis must go; an interval of few patients may go farther."""
        points = [abs(value) for value in (*self.differences, self.estimate)]
        farthest = max((value for value in points if math.isfinite(value)), default=0.0)
        bounds = [abs(value) for value in (self.low, self.high) if math.isfinite(value)]
        return max(farthest, min(max(bounds, default=0.0), _MOST_INTERVAL * farthest))


@dataclass(frozen=True)
class Axis:
    """An axis from ``-reach`` to ``reach`` on the analysis scale, with its labelled places."""

    reach: float
    ticks: tuple[tuple[float, str], ...]


def effects(
    contrast: str, markers: Iterable[str], differences: pd.DataFrame, paired: pd.DataFrame
) -> dict[str, Effect]:
    """Effects of one contrast by marker: of those markers that have a patient's difference.

    Parameters
    ----------
    contrast
        Name of a contrast.
    markers
        Names of markers.
    differences, paired
        The tables of those names.
    """
    known = differences[(differences["contrast"] == contrast) & differences["difference"].notna()]
    by_marker = dict(iter(known.groupby("marker", sort=False)))
    results = paired[paired["contrast"] == contrast].set_index("marker")
    found: dict[str, Effect] = {}
    for marker in markers:
        if marker in by_marker and marker in results.index:
            own, result = by_marker[marker], results.loc[marker]
            found[marker] = Effect(
                tuple(own["patient"].astype(str)),
                tuple(own["difference"].astype(float)),
                _number(result["estimate"]),
                _number(result["low"]),
                _number(result["high"]),
            )
    return found


def _number(value: object) -> float:
    return math.nan if pd.isna(value) else float(value)  # type: ignore[call-overload,arg-type]


def axes(plan: Plan, found: Mapping[str, Effect]) -> dict[str, Axis]:
    """Axis of each marker: a common one for markers of one unit, where none would be cramped.

    Parameters
    ----------
    plan
        The study's plan.
    found
        Effects by marker.
    """
    made: dict[str, Axis] = {}
    for (scale, _), markers in alike(plan, found).items():
        reaches = [found[marker].reach for marker in markers]
        common = max(reaches)
        together = min(reaches) >= _LEAST_SHARE * common
        for marker, own in zip(markers, reaches, strict=True):
            made[marker] = axis((common if together else own) * 1.04, scale)
    return made


def alike(plan: Plan, markers: Iterable[str]) -> dict[tuple[Scale, str], list[str]]:
    """Markers by scale and unit of a difference, which a ratio does not have."""
    found: dict[tuple[Scale, str], list[str]] = {}
    for marker in markers:
        settings = plan.markers[marker]
        unit = difference_unit(settings) if settings.scale == "linear" else ""
        found.setdefault((settings.scale, unit), []).append(marker)
    return found


def axis(reach: float, scale: Scale) -> Axis:
    """An axis that reaches so far to both sides of zero, with round numbers on it.

    Examples
    --------
    >>> axis(12.0, "linear").ticks
    ((-10.0, '−10'), (-5.0, '−5'), (0.0, '0'), (5.0, '5'), (10.0, '10'))
    >>> [label for _, label in axis(1.3, "log2").ticks]
    ['×0.5', '×1', '×2']
    """
    if reach <= 0 or not math.isfinite(reach):
        return Axis(1.0, ((0.0, "×1" if scale != "linear" else "0"),))
    if scale != "linear":
        return Axis(reach, _ratio_ticks(reach, scale))
    step = _round_step(_OUTERMOST * reach / 2)
    most = math.floor(_OUTERMOST * reach / step * (1 + 1e-9))
    return Axis(reach, tuple((i * step, _label(i * step)) for i in range(-most, most + 1)))


def _round_step(most: float) -> float:
    """Largest of 1, 2, 5, 10, … that does not exceed a number."""
    power = 10.0 ** math.floor(math.log10(most))
    return max(step * power for step in (1, 2, 5) if step == 1 or step * power <= most)


def _label(value: float) -> str:
    size = abs(value)
    if size == 0 or 1e-4 <= size < 1e6:
        return plain(value)
    exponent = math.floor(math.log10(size) + 1e-12)
    times = plain(size / 10.0**exponent)
    power = f"10{str(exponent).translate(_SUPERSCRIPTS)}"
    return (MINUS if value < 0 else "") + (power if times == "1" else f"{times}×{power}")


def _ratio_ticks(reach: float, scale: Scale) -> tuple[tuple[float, str], ...]:
    one = 1.0 if scale == "log2" else math.log(2)
    most = _OUTERMOST * reach / one
    decades = math.floor(most / math.log2(10))
    middle = (0.0, "×1")
    if decades > 3:
        place = decades * math.log2(10) * one
        low, high = (f"×10{str(sign * decades).translate(_SUPERSCRIPTS)}" for sign in (-1, 1))
        return (-place, low), middle, (place, high)
    fitting = [ratio for ratio in _RATIOS if math.log2(ratio) <= most]
    if not fitting:
        return (middle,)
    place = math.log2(fitting[-1]) * one
    return (
        (-place, f"×{plain(1 / fitting[-1], 2)}"),
        middle,
        (place, f"×{plain(fitting[-1])}"),
    )


def strip_text(plan: Plan, result: pd.Series, sides: tuple[str, str]) -> str:
    """Text of a strip: whose differences, how many to each side, the estimate with its interval.

    Parameters
    ----------
    plan
        The study's plan.
    result
        A row of ``paired.csv``.
    sides
        What below and above zero are called.
    """
    marker, contrast = str(result["marker"]), str(result["contrast"])
    settings = plan.markers[marker]
    about = (
        f"{plan.marker_label(marker)}, {plan.contrast_label(contrast)}: paired differences of "
        f"{counted(int(result['n']), 'patient')}"
    )
    counts = [result.get(column) for column in ("n_decrease", "n_increase")]
    if not any(pd.isna(count) for count in counts):
        down, up = (int(count) for count in counts)  # type: ignore[arg-type]
        about += f", {down} {sides[0]}, {up} {sides[1]}"
    if pd.isna(result["estimate"]):
        return f"{about}; no estimate."
    estimate, low, high = (_number(result[name]) for name in ("estimate", "low", "high"))
    effect = effect_text(estimate, low, high, settings.scale, difference_unit(settings))
    level = "" if pd.isna(result["level"]) else f" ({level_text(result['level'])} interval)"
    return f"{about}. Estimate {effect}{level}."


def effect_strip(
    effect: Effect, on: Axis, text: str, *, color: str, filled: bool, sides: tuple[str, str]
) -> str:
    """One effect as an ``<svg>`` element for an HTML page.

    Ink is ``currentColor``; style sheets find ``.dots`` (with the color as ``--dot``), ``.hollow``
    and ``.quiet``. Each dot carries the patient's ID as ``data-patient``.

    Parameters
    ----------
    effect
        What is drawn.
    on
        Its axis.
    text
        The alternative text.
    color
        Color of the dots.
    filled
        Whether the estimate's diamond is filled, as it is where there is evidence.
    sides
        What below and above zero are called.
    """
    x = [_place(value, on) for value in effect.differences]
    # Rounded before they are kept apart: the last digit of a float must not move a dot.
    aside = swarm(np.round(x, 1), 2 * _RADIUS, _SIDEWAYS)
    dots = "".join(
        f'<circle data-patient="{escape(patient)}" cx="{_short(place)}" '
        f'cy="{_short(_DOTS + offset)}" r="{_RADIUS}"/>'
        for patient, place, offset in zip(effect.patients, x, aside, strict=True)
    )
    return (
        f'<svg class="strip" viewBox="0 0 {WIDTH:g} {HEIGHT:g}" role="img" '
        f'aria-label="{escape(text)}">'
        + _frame(on, sides)
        + f'<g class="dots" style="--dot:{escape(color)}" fill="{escape(color)}">{dots}</g>'
        + _interval(effect, on)
        + _diamond(effect, on, filled=filled)
        + "</svg>"
    )


def _place(value: float, on: Axis) -> float:
    return _MIDDLE + _HALF * value / on.reach


def _short(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _frame(on: Axis, sides: Sequence[str]) -> str:
    lines = [
        f"M{_short(_MIDDLE - _HALF)} {_AXIS:g}H{_short(_MIDDLE + _HALF)}",
        f"M{_MIDDLE:g} {_SIDES - 8:g}V{_AXIS:g}",
        *(f"M{_short(_place(place, on))} {_AXIS:g}v4" for place, _ in on.ticks),
    ]
    labels = "".join(
        f'<text x="{_short(_place(place, on))}" y="{_LABELS:g}" text-anchor="middle">'
        f"{escape(label)}</text>"
        for place, label in on.ticks
    )
    gap = 6.0
    names = (
        f'<text x="{_short(_MIDDLE - gap)}" y="{_SIDES:g}" text-anchor="end">'
        f"{escape(sides[0])}</text>"
        f'<text x="{_short(_MIDDLE + gap)}" y="{_SIDES:g}">{escape(sides[1])}</text>'
    )
    return (
        f'<path d="{"".join(lines)}" fill="none" stroke="currentColor" stroke-opacity="0.45"/>'
        f'<g class="quiet" fill="currentColor" font-size="10.5">{labels}{names}</g>'
    )


def _interval(effect: Effect, on: Axis) -> str:
    if not (math.isfinite(effect.low) and math.isfinite(effect.high)):
        return ""
    ends = [min(max(bound, -on.reach), on.reach) for bound in (effect.low, effect.high)]
    start, end = (_place(bound, on) for bound in ends)
    d = f"M{_short(start)} {_ESTIMATE:g}H{_short(end)}"
    # Arrowheads where the interval goes beyond the axis.
    if effect.low < -on.reach:
        d += f"M{_short(start + 5)} {_ESTIMATE - 4:g}l-5 4l5 4"
    if effect.high > on.reach:
        d += f"M{_short(end - 5)} {_ESTIMATE - 4:g}l5 4l-5 4"
    return f'<path class="interval" d="{d}" fill="none" stroke="currentColor" stroke-width="2.2"/>'


def _diamond(effect: Effect, on: Axis, *, filled: bool) -> str:
    if not math.isfinite(effect.estimate):
        return ""
    looks = 'fill="currentColor"' if filled else 'class="hollow" fill="#fff"'
    r = _DIAMOND
    return (
        f'<path {looks} stroke="currentColor" stroke-width="1.5" '
        f'd="M{_short(_place(effect.estimate, on))} {_short(_ESTIMATE - r)}'
        f'l{r:g} {r:g}l-{r:g} {r:g}l-{r:g} -{r:g}z"/>'
    )
