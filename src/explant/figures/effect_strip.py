"""A small figure of one effect, written as SVG: every patient's difference, estimate, interval.

The report draws it in its answer picture, in the colors of the page, so it needs no matplotlib. Its
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
from explant.numbers import counted

WIDTH, HEIGHT = 230.0, 46.0
SMALL_WIDTH, LINE = 120.0, 15.0
"""Width of a strip without patients, and the height of each of its intervals."""

_EDGE = 8.0
_ESTIMATE, _DOTS = 9.0, 31.0
_RADIUS = 2.6
_SIDEWAYS = 12.0
_CIRCLE = 4.4
# An interval counts for the axis up to this many times the farthest difference.
_MOST_INTERVAL = 1.5
# On one axis for several markers no marker fills less than this share of it.
_LEAST_SHARE = 0.25


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


def reaches(plan: Plan, found: Mapping[str, Effect]) -> dict[str, float]:
    """How far each marker's axis goes to both sides of zero.

    It is a common one for markers of one unit, where none would be cramped.

    Parameters
    ----------
    plan
        The study's plan.
    found
        Effects by marker.
    """
    made: dict[str, float] = {}
    for markers in alike(plan, found).values():
        own = [found[marker].reach for marker in markers]
        common = max(own)
        together = min(own) >= _LEAST_SHARE * common
        for marker, reach in zip(markers, own, strict=True):
            made[marker] = (common if together else reach) * 1.04 or 1.0
    return made


def alike(plan: Plan, markers: Iterable[str]) -> dict[tuple[Scale, str], list[str]]:
    """Markers by scale and unit of a difference, which a ratio does not have."""
    found: dict[tuple[Scale, str], list[str]] = {}
    for marker in markers:
        settings = plan.markers[marker]
        unit = difference_unit(settings) if settings.scale == "linear" else ""
        found.setdefault((settings.scale, unit), []).append(marker)
    return found


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


def effect_strip(effect: Effect, reach: float, text: str, *, color: str, filled: bool) -> str:
    """One effect with its patients as an ``<svg>`` element for an HTML page.

    Ink is ``currentColor``; style sheets find ``.dots`` (with the color as ``--dot``), ``.zero``,
    ``.hollow``. Each dot carries the patient's ID as ``data-patient``.

    Parameters
    ----------
    effect
        What is drawn.
    reach
        How far the axis goes to both sides of zero, on the analysis scale.
    text
        The alternative text.
    color
        Color of the dots.
    filled
        Whether the estimate's mark is filled, as it is where there is evidence.
    """
    x = [_place(value, reach, WIDTH) for value in effect.differences]
    # Rounded before they are kept apart: the last digit of a float must not move a dot.
    aside = swarm(np.round(x, 1), 2 * _RADIUS, _SIDEWAYS)
    dots = "".join(
        f'<circle data-patient="{escape(patient)}" cx="{_short(place)}" '
        f'cy="{_short(_DOTS + offset)}" r="{_RADIUS}"/>'
        for patient, place, offset in zip(effect.patients, x, aside, strict=True)
    )
    drawn = (
        f'<g class="dots" style="--dot:{escape(color)}" fill="{escape(color)}">{dots}</g>'
        + _interval(effect, reach, WIDTH, _ESTIMATE)
        + _circle(effect, reach, WIDTH, _ESTIMATE, filled=filled)
    )
    return _svg(drawn, WIDTH, HEIGHT, text)


def interval_strip(found: Sequence[tuple[Effect, bool]], reach: float, text: str) -> str:
    """Estimates with their intervals below each other, on one axis.

    Parameters
    ----------
    found
        Each effect, and whether its mark is filled.
    reach
        How far the axis goes to both sides of zero, on the analysis scale.
    text
        The alternative text.
    """
    drawn = "".join(
        _interval(effect, reach, SMALL_WIDTH, (place + 0.5) * LINE)
        + _circle(effect, reach, SMALL_WIDTH, (place + 0.5) * LINE, filled=filled)
        for place, (effect, filled) in enumerate(found)
    )
    return _svg(drawn, SMALL_WIDTH, LINE * len(found), text)


def _svg(drawn: str, width: float, height: float, text: str) -> str:
    zero = f'<path class="zero" d="M{width / 2:g} 0V{height:g}" stroke="currentColor"/>'
    return (
        f'<svg class="strip" viewBox="0 0 {width:g} {height:g}" width="{width:g}" '
        f'height="{height:g}" role="img" aria-label="{escape(text)}">{zero}{drawn}</svg>'
    )


def _place(value: float, reach: float, width: float) -> float:
    return width / 2 + (width / 2 - _EDGE) * value / reach


def _short(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _interval(effect: Effect, reach: float, width: float, y: float) -> str:
    if not (math.isfinite(effect.low) and math.isfinite(effect.high)):
        return ""
    ends = [min(max(bound, -reach), reach) for bound in (effect.low, effect.high)]
    start, end = (_place(bound, reach, width) for bound in ends)
    d = f"M{_short(start)} {_short(y)}H{_short(end)}"
    # Arrowheads where the interval goes beyond the axis.
    if effect.low < -reach:
        d += f"M{_short(start + 5)} {_short(y - 4)}l-5 4l5 4"
    if effect.high > reach:
        d += f"M{_short(end - 5)} {_short(y - 4)}l5 4l-5 4"
    return f'<path class="interval" d="{d}" fill="none" stroke="currentColor" stroke-width="2"/>'


def _circle(effect: Effect, reach: float, width: float, y: float, *, filled: bool) -> str:
    if not math.isfinite(effect.estimate) or abs(effect.estimate) > reach:
        return ""
    looks = 'fill="currentColor"' if filled else 'class="hollow" fill="#fff"'
    return (
        f'<circle {looks} stroke="currentColor" stroke-width="1.6" r="{_CIRCLE:g}" '
        f'cx="{_short(_place(effect.estimate, reach, width))}" cy="{_short(y)}"/>'
    )
