"""One marker and one question in a panel: values on the left, differences on the right.

The differences have an axis of their own beside the values, with zero marked, as in an estimation
plot (Gardner & Altman 1986, 10.1136/bmj.292.6522.746). A composite has several panels, lettered.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from explant.config.models import Plan
from explant.declared_tests.known_tests import TESTS
from explant.figures.effects import results
from explant.figures.figure_kinds import COMPOSITE, PANEL
from explant.figures.figure_names import composite_markers, single_panels
from explant.figures.kit import layout, style
from explant.figures.kit.palette import held_color
from explant.figures.kit.paper import drawn_on, paper_of
from explant.figures.kit.patient_layer import Dots, PatientLayer
from explant.figures.kit.places import Grouping, shown_grouping
from explant.figures.kit.printed_numbers import annotation_note, interval_called, printed
from explant.figures.kit.swarm import swarm
from explant.figures.kit.ticks import Ticks, difference_label, difference_ticks, value_ticks
from explant.figures.marker.marker_effects import beside_text
from explant.figures.marker.marker_values import DOT, Values, draw_values, tick_words, values_of
from explant.figures.marker.panel_text import letter
from explant.language.asked import step_of_trend
from explant.questions.design import contrast_weights
from explant.questions.question import question

Array = NDArray[np.float64]

_EDGE = 0.1
_TITLE = 0.3
_HEIGHT = 1.75
_EFFECT = 0.8
_BETWEEN = 0.12
_BESIDE_VALUES, _PLACE = 1.75, 0.2
_MOST_ACROSS = 3
_MOST_LINES, _LONGEST = 3, 2.6


@dataclass(frozen=True)
class Tables:
    """What a panel is drawn from."""

    measurements: pd.DataFrame
    patients: pd.DataFrame | None
    differences: pd.DataFrame
    effects: pd.DataFrame


@style.styled
def single_panel(
    plan: Plan,
    name: str,
    measurements: pd.DataFrame,
    differences: pd.DataFrame,
    paired: pd.DataFrame,
    stem: str | None = None,
    *,
    patients: pd.DataFrame | None = None,
    between: pd.DataFrame | None = None,
) -> Figure:
    """One question of one marker, in a single column whatever the plan's width is.

    Parameters
    ----------
    plan
        The study's plan.
    name
        Name of the panel, of :func:`explant.figures.figure_names.single_panels`.
    measurements, differences, paired, patients, between
        The tables of those names.
    stem
        Stem of the figure's files.
    """
    marker, contrast = single_panels(plan)[name]
    tables = Tables(measurements, patients, differences, results(plan, paired, between))
    with drawn_on(paper_of(plan, PANEL.millimeters)), style.settings():
        return _panels(plan, [marker], contrast, tables, stem or PANEL.stem(name), across=1)


@style.styled
def composite_figure(
    plan: Plan,
    measurements: pd.DataFrame,
    differences: pd.DataFrame,
    paired: pd.DataFrame,
    *,
    patients: pd.DataFrame | None = None,
    between: pd.DataFrame | None = None,
) -> Figure:
    """The leading question of each marker, in panels with letters.

    Parameters
    ----------
    plan
        The study's plan.
    measurements, differences, paired, patients, between
        The tables of those names.
    """
    tables = Tables(measurements, patients, differences, results(plan, paired, between))
    markers = composite_markers(plan)
    across = _across(plan, markers, plan.headline, tables)
    return _panels(plan, markers, plan.headline, tables, COMPOSITE.name, across=across)


def _panels(
    plan: Plan, markers: Sequence[str], contrast: str, tables: Tables, stem: str, *, across: int
) -> Figure:
    note = layout.note(plan, _note(plan, contrast))
    foot = 0.16 + layout.text_height(note.count("\n") + 1, style.TINY)
    down = -(-len(markers) // across)
    alone = len(markers) == 1
    title = layout.wrapped(plan.contrast_label(contrast), style.width() - 0.2, style.BASE)
    top = 0.1 + layout.text_height(title.count("\n") + 1, style.BASE)
    width = (style.width() - 2 * _EDGE) / across
    below = _BETWEEN + _deepest(plan, markers, contrast, tables, width - 0.12)
    tall = _TITLE + _HEIGHT * (1.3 if alone else 1.0) + below
    figure = Figure(figsize=(style.width(), top + tall * down + foot))
    height = figure.get_figheight()
    layout.write(figure, _EDGE, height - top, title, style.BASE, style.INK)
    for place, marker in enumerate(markers):
        left = _EDGE + width * (place % across)
        bottom = height - top - tall * (place // across + 1)
        box = (left, bottom + below, width - 0.12, tall - _TITLE - below)
        head = "" if alone else letter(place)
        _panel(figure, plan, marker, contrast, tables, stem, head, box)
    layout.write(figure, _EDGE, 0.07, note, style.TINY, style.MUTED)
    return figure


def _values(
    plan: Plan, marker: str, contrast: str, tables: Tables
) -> tuple[Values, Grouping | None]:
    plan = plan.of(marker)
    own = tables.measurements[tables.measurements["marker"] == marker]
    asked = plan.contrasts[contrast]
    grouping = None
    if question(plan, contrast).is_between:
        grouping = shown_grouping(plan, marker, tables.patients)
    else:
        # Whom a question does not ask, such as controls, its panel does not show.
        found = tables.differences
        found = found[(found["marker"] == marker) & (found["contrast"] == contrast)]
        own = own[own["patient"].isin(found["patient"])]
    # The middle of a straight line weighs nothing, and is a dose all the same.
    only = None if asked.trend else frozenset(contrast_weights(plan, contrast))
    return values_of(plan, marker, own, grouping, only), grouping


@dataclass(frozen=True)
class _Layout:
    """What a panel holds, and the room of its parts in inches."""

    found: Values
    grouping: Grouping | None
    own: pd.DataFrame
    numbers: Array
    ticks: Ticks
    changes: Ticks
    before: float
    after: float
    values_width: float
    middles: list[float]
    labels: list[str]
    upright: bool

    @property
    def depth(self) -> float:
        """Room for the labels of the values."""
        if self.upright:
            return max(layout.text_width(label, style.TINY) for label in self.labels)
        lines = max((label.count("\n") + 1 for label in self.labels), default=1)
        return layout.text_height(lines, style.TINY)


def _laid_out(plan: Plan, marker: str, contrast: str, tables: Tables, width: float) -> _Layout:
    settings = plan.markers[marker]
    found, grouping = _values(plan, marker, contrast, tables)
    ticks = value_ticks(found.analysed[np.isfinite(found.analysed)], settings)
    before = 0.1 + max(layout.text_width(label, style.SMALL) for label in [*ticks.labels, "0"])
    own = tables.differences
    own = own[(own["marker"] == marker) & (own["contrast"] == contrast)]
    if question(plan, contrast).is_between:
        own = own.iloc[:0]
    numbers = _effect(marker, contrast, tables)[["estimate", "low", "high"]].to_numpy(np.float64)
    changes = difference_ticks(
        np.append(own["difference"].to_numpy(dtype=np.float64), numbers), settings.scale
    )
    after = 0.1 + max(layout.text_width(label, style.SMALL) for label in changes.labels)
    after += layout.text_height(1, style.TINY) + 0.04
    values_width = width - before - after - _EFFECT - 0.12
    middles, words = _words(plan.of(marker), found, grouping)
    first, last = found.span
    room = float(np.diff(middles).min(initial=last - first)) * values_width / (last - first)
    level = [layout.wrapped(", ".join(each), room - 0.05, style.TINY) for each in words]
    upright = any(
        layout.text_width(label, style.TINY) > room or label.count("\n") >= _MOST_LINES
        for label in level
    )
    labels = [layout.shortened(", ".join(each), _LONGEST, style.TINY) for each in words]
    return _Layout(
        found, grouping, own, numbers, ticks, changes, before, after, values_width, middles,
        labels if upright else level, upright,
    )  # fmt: skip


def _effect(marker: str, contrast: str, tables: Tables) -> pd.DataFrame:
    found = tables.effects
    return found[(found["marker"] == marker) & (found["contrast"] == contrast)]


def _words(
    plan: Plan, found: Values, grouping: Grouping | None
) -> tuple[list[float], list[list[str]]]:
    """Places and words of the axis; groups and the first factor are named where they differ."""
    middles, words = tick_words(plan, grouping, found)
    factors = list(plan.factors)
    if len(factors) > 1 and len({place.section for place in found.places}) > 1:
        levels = [plan.level_label(factors[0], cell[0]) for cell in found.cells]
        words = [[level, *each] for level, each in zip(levels, words, strict=True)]
    if not factors or grouping is None:
        return middles, words
    of_cell = dict(zip(found.cells, words, strict=True)) if len(found.cells) > 1 else {}
    places = [place for place in found.places if place.group is not None]
    named = [[grouping.name(place.group or 0), *of_cell.get(place.cell, [])] for place in places]
    return [place.x for place in places], named


def _deepest(
    plan: Plan, markers: Sequence[str], contrast: str, tables: Tables, width: float
) -> float:
    """Room for the longest label, and for n and p beside it."""
    depths = [_laid_out(plan, marker, contrast, tables, width).depth for marker in markers]
    return 0.1 + max([0.36, *depths])


def _across(plan: Plan, markers: Sequence[str], contrast: str, tables: Tables) -> int:
    """Panels side by side: each label of an axis needs the height of a line."""
    most = max(len(_values(plan, marker, contrast, tables)[0].places) for marker in markers)
    room = (style.width() - 2 * _EDGE) / (_BESIDE_VALUES + max(_PLACE * most, 0.5))
    return max(min(int(room), _MOST_ACROSS, len(markers)), 1)


def _panel(
    figure: Figure,
    plan: Plan,
    marker: str,
    contrast: str,
    tables: Tables,
    stem: str,
    head: str,
    box: tuple[float, float, float, float],
) -> None:
    left, bottom, width, height = box
    settings = plan.markers[marker]
    shown = _laid_out(plan, marker, contrast, tables, width)
    after = shown.after
    axes = layout.axes_at(figure, left + shown.before, bottom, shown.values_width, height)
    shown.ticks.put_on(axes, "y")
    axes.set_xlim(*shown.found.span)
    rotation = 90 if shown.upright else 0
    axes.set_xticks(shown.middles, labels=shown.labels, rotation=rotation, size=style.TINY)
    axes.tick_params(axis="x", length=0)
    layer = PatientLayer(axes, stem, f"values-{marker}")
    draw_values(axes, layer, plan.of(marker), marker, shown.grouping, shown.found)
    unit = f" ({settings.unit})" if settings.unit else ""
    called = layout.shortened(
        f"{plan.marker_label(marker)}{unit}", width - 0.2, style.BASE, bold=True
    )
    across, up = figure.get_size_inches()
    y = (bottom + height + 0.1) / up
    if head:
        figure.text(left / across, y, head, size=style.BASE, weight="bold")
    figure.text(
        (left + (0.16 if head else 0.0)) / across, y, called, size=style.BASE, weight="bold"
    )

    right = layout.axes_at(figure, left + width - after - _EFFECT, bottom, _EFFECT, height)
    _draw_changes(right, plan, contrast, shown.own, shown.numbers, f"{stem}-{marker}")
    shown.changes.put_on(right, "y")
    right.yaxis.tick_right()
    right.spines["right"].set_visible(True)
    right.spines["left"].set_visible(False)
    right.spines["bottom"].set_visible(False)
    right.set_xticks([])
    right.text(
        (_EFFECT + after - 0.04) / _EFFECT,
        0.5,
        _called(plan, marker, contrast, height),
        transform=right.transAxes,
        size=style.TINY,
        rotation=270,
        rotation_mode="anchor",
        ha="center",
        va="bottom",
    )
    texts = [beside_text(plan, row) for _, row in _effect(marker, contrast, tables).iterrows()]
    right.text(
        0.5, -0.05 / height, "\n".join(filter(None, texts)), transform=right.transAxes,
        size=style.TINY, color=style.MUTED, ha="center", va="top",
    )  # fmt: skip


def _called(plan: Plan, marker: str, contrast: str, height: float) -> str:
    """What the axis of differences counts: of a slope, per what."""
    label = difference_label(plan.markers[marker]).replace(" (logarithmic axis)", "")
    step = printed(step_of_trend(plan, contrast))
    label = f"{label} {step}".strip()
    if layout.text_width(label, style.TINY) > height:
        label = label.replace("percentage points", "pp")
    return layout.shortened(label, height, style.TINY)


def _draw_changes(
    axes: Axes, plan: Plan, contrast: str, own: pd.DataFrame, numbers: Array, panel: str
) -> None:
    axes.set_xlim(0, 1)
    axes.axhline(0, color=style.MUTED, linewidth=0.8, zorder=1)
    known = own[own["difference"].notna()]
    values = known["difference"].to_numpy(dtype=np.float64)
    if len(values):
        _draw_dots(axes, plan, contrast, known, values, panel)
    for estimate, low, high in numbers:
        at = 0.8 if len(values) else 0.5
        if np.isfinite(low) and np.isfinite(high):
            axes.plot([at, at], [low, high], color=style.INK, linewidth=1.6, zorder=3)
        if np.isfinite(estimate):
            shape = "D" if len(values) else "s"
            axes.plot([at], [estimate], marker=shape, markersize=4.6, color=style.INK, zorder=3)


def _draw_dots(
    axes: Axes,
    plan: Plan,
    contrast: str,
    known: pd.DataFrame,
    values: Array,
    panel: str,
) -> None:
    assert axes.figure is not None
    layer = PatientLayer(axes, panel, "differences")
    tall = axes.get_position().height * axes.figure.get_size_inches()[1]  # type: ignore[union-attr]
    spread = float(np.ptp(np.append(values, 0.0))) or 1.0
    aside = swarm(values / spread * tall, DOT * 1.05 / layout.POINTS_PER_INCH, 0.3 * _EFFECT)
    color = held_color(plan, contrast)
    for patient, value, offset in zip(known["patient"], values, aside, strict=True):
        layer.add(
            str(patient),
            [
                Dots(
                    np.array([0.36 + offset / _EFFECT]),
                    np.array([value]),
                    face=style.tint(color, 0.55),
                    edge=style.PAPER,
                    edge_width=0.5,
                    size=DOT,
                )
            ],
        )


def _note(plan: Plan, contrast: str) -> str:
    between = question(plan, contrast).is_between
    mark = (
        "Squares: difference between groups"
        if between
        else (f"Right: each patient’s difference; diamonds: {TESTS[plan.inference.test].estimate}")
    )
    words = f"Black bars: medians. {mark}, with {interval_called(plan)}."
    marks = annotation_note(plan)
    return f"{words} {marks}".strip()
