"""A marker's figure: every patient's values, and every contrast's differences with its estimate."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from explant.config.models import Plan
from explant.declared_tests.group_methods import method_of
from explant.declared_tests.known_tests import TESTS
from explant.figures.effects import results
from explant.figures.figure_kinds import MARKER
from explant.figures.figure_names import has_effect
from explant.figures.kit import layout, style
from explant.figures.kit.palette import color_of, colored_factor
from explant.figures.kit.paper import paper
from explant.figures.kit.patient_layer import PatientLayer
from explant.figures.kit.places import UNKNOWN, Grouping, shown_grouping
from explant.figures.kit.printed_numbers import annotation_note, interval_called
from explant.figures.kit.ticks import value_ticks
from explant.figures.marker.marker_effects import beside_text, draw_effects, effect_name
from explant.figures.marker.marker_values import DOT, Values, draw_values, tick_words, values_of
from explant.questions.averaging import PARTLY
from explant.questions.design import Cell
from explant.questions.question import question
from explant.questions.scales import to_scale

_CELL_INCHES = 0.72
_ROW_INCHES = 0.5
_SHORTEST = 2.5
_LONGEST_LABEL = 2.4
_TOP = 0.34
_EDGE = 0.1
_LEGEND = 0.2
_RIGHT = 0.55
_ANGLED = 0.75
"""Height, and width to the left, of a label at 45 degrees by its length."""


@dataclass(frozen=True)
class Drawing:
    """What one figure of a marker shows: which questions, and values of which cells."""

    plan: Plan
    marker: str
    asked: Sequence[str]
    stem: str
    only: frozenset[Cell] | None = None

    @property
    def contrasts(self) -> list[str]:
        """Questions that have an effect to draw."""
        return [contrast for contrast in self.asked if has_effect(self.plan, contrast)]


@style.styled
def marker_figure(
    plan: Plan,
    marker: str,
    measurements: pd.DataFrame,
    differences: pd.DataFrame,
    paired: pd.DataFrame,
    stem: str | None = None,
    *,
    patients: pd.DataFrame | None = None,
    between: pd.DataFrame | None = None,
) -> Figure:
    """Every patient's values (left), and per contrast all differences with the estimate (right).

    Both axes are on the marker's analysis scale, labelled in its unit and as differences or ratios.
    Where questions compare groups of patients, these stand beside each other and differ in color
    and shape. In a single column the differences stand below the values.

    Parameters
    ----------
    plan
        The study's plan.
    marker
        Name of a marker.
    measurements, differences, paired
        The tables of those names.
    stem
        Stem of the figure's files; left out, the marker's own.
    patients, between
        The tables of those names; they may be left out where no question is between groups.

    Returns
    -------
    Figure
        As wide as the plan's paper; its height grows with the number of contrasts.
    """
    asked = [contrast for contrast in plan.contrasts if plan.asks(contrast, marker)]
    # A marker that sums up a factor has no level of it.
    shown = Drawing(plan.of(marker), marker, asked, stem or MARKER.stem(marker))
    return drawn(shown, measurements, differences, results(plan, paired, between), patients)


def drawn(
    shown: Drawing,
    measurements: pd.DataFrame,
    differences: pd.DataFrame,
    effects: pd.DataFrame,
    patients: pd.DataFrame | None,
) -> Figure:
    """A marker's figure with some of its questions.

    Parameters
    ----------
    shown
        What is shown.
    measurements, differences
        The tables of those names.
    effects
        The rows of :func:`explant.figures.effects.results`.
    patients
        The table; None where no question is between groups.
    """
    plan, marker, contrasts = shown.plan, shown.marker, shown.contrasts
    own = measurements[measurements["marker"] == marker]
    grouping = shown_grouping(plan, marker, patients)
    found = values_of(plan, marker, own, grouping, shown.only)
    effects = effects[effects["marker"] == marker]
    names = [effect_name(plan, marker, contrast) for contrast in contrasts]
    counts = [beside_text(plan, result) for _, result in effects.iterrows()]
    lines = max((text.count("\n") + 1 for text in [*names, *counts]), default=1)
    row = max(_ROW_INCHES, layout.text_height(lines, style.SMALL) + 0.08)
    stacked = paper().narrow and bool(contrasts)
    effects_height = row * len(contrasts)
    height = _SHORTEST if stacked else max(_SHORTEST, effects_height)

    scale = plan.markers[marker]
    values = to_scale(own["value"], scale.scale, scale.offset)
    ticks = value_ticks(
        values
        if scale.detection_limit is None
        else np.append(values, to_scale([scale.detection_limit], scale.scale, scale.offset)),
        scale,
    )
    left = 0.12 + max(layout.text_width(t, style.SMALL) for t in [*ticks.labels, "0"])
    first, last = found.span
    name_width = max((layout.text_width(name, style.SMALL) for name in names), default=0.0)
    beside = bool(contrasts) and not stacked
    most = style.width() - left - (name_width + 3.2 if beside else _EDGE)
    values_width = min(max(_CELL_INCHES * (last - first), 1.6), max(most, 2.0))
    middles, words = tick_words(plan, grouping, found)
    apart = float(np.diff(middles).min(initial=1.0))
    per_place = values_width / (last - first)
    labels, rotation = _labels(words, apart * per_place)
    if rotation:
        reach = [
            _ANGLED * layout.text_width(label, style.SMALL) + _EDGE - (middle - first) * per_place
            for label, middle in zip(labels, middles, strict=True)
        ]
        moved = max(left, *reach) - left
        left += moved
        values_width -= moved if beside else max(left + values_width - style.width() + _EDGE, 0)
    label_height = (
        max(layout.text_width(label, style.SMALL) for label in labels) * _ANGLED + 0.03
        if rotation
        else layout.text_height(max(t.count("\n") + 1 for t in labels), style.SMALL)
    )
    headings = len(plan.factors) > 1 or (not plan.factors and grouping is not None)
    group_height = 0.22 if headings else 0.0
    unit = f" ({scale.unit})" if scale.unit else ""
    note = layout.note(plan, _note(plan, own, marker, list(shown.asked), contrasts))
    foot = layout.text_height(note.count("\n"), style.TINY)
    under_values = 0.12 + label_height + group_height
    effects_bottom = 0.68 + foot
    bottom = max(under_values + 0.2, 0.68) + foot
    if stacked:
        bottom = effects_bottom + effects_height + _TOP + under_values + 0.06
    legend = _legend(found, grouping, values_width) if plan.factors and grouping else []
    top = _TOP + _LEGEND * len(legend)
    figure = Figure(figsize=(style.width(), bottom + height + top))

    axes = layout.axes_at(figure, left, bottom, values_width, height)
    # Beside the values stand the names of the effects, with nothing above them.
    free = values_width + 0.8 * left + (0.2 + name_width if beside else 0.0)
    if not beside:
        free = max(free, style.width() - 0.2 * left - _EDGE)
    title = layout.shortened(f"{plan.marker_label(marker)}{unit}", free, style.BASE, bold=True)
    pad = 6.0 + _LEGEND * len(legend) * layout.POINTS_PER_INCH
    axes.set_title(title, x=-left * 0.8 / values_width, pad=pad)
    ticks.put_on(axes, "y")
    axes.set_xlim(first, last)
    axes.set_xticks(
        middles,
        labels=labels,
        rotation=rotation,
        ha="right" if rotation else "center",
        rotation_mode="anchor",
    )
    axes.tick_params(axis="x", length=0)
    if grouping is None:
        _color_labels(axes, plan, found)
    layer = PatientLayer(axes, shown.stem, "values")
    draw_values(axes, layer, plan, marker, grouping, found)
    if headings:
        _name_sections(axes, plan, found, grouping, 0.12 + label_height, height)
    _draw_legend(figure, plan, grouping, legend, left, bottom + height + 0.07)
    if contrasts:
        start = (_EDGE if stacked else left + values_width + 0.35) + name_width
        start += 0.08 if stacked else 0.0
        margin = max([_RIGHT, *(layout.text_width(n, style.TINY) + 0.12 for n in counts)])
        right = layout.axes_at(
            figure,
            start,
            effects_bottom if stacked else bottom,
            style.width() - start - margin,
            effects_height if stacked else height,
        )
        layer = PatientLayer(right, shown.stem, "differences")
        mine = differences[differences["marker"] == marker]
        draw_effects(
            right, layer, plan, marker, contrasts, names, mine, effects,
            grouping if plan.factors else None,
        )  # fmt: skip
    if "\n" in note or stacked:
        layout.write(figure, _EDGE, 0.07, note, style.TINY, style.MUTED)
    else:
        layout.write(figure, style.width() - _EDGE, 0.07, note, style.TINY, style.MUTED, ha="right")
    return figure


def _note(
    plan: Plan, own: pd.DataFrame, marker: str, asked: list[str], contrasts: list[str]
) -> str:
    words = ["Black bars: medians."]
    if plan.markers[marker].detection_limit is not None:
        words.append("Dotted: detection limit.")
    censored = set(own["censored"].dropna())
    if "below" in censored:
        words.append("▽: below detection, drawn at the limit.")
    if "above" in censored:
        words.append("△: above the range, drawn at its end.")
    if PARTLY in censored:
        words.append("Open: some replicates beyond detection.")
    interval = f"with {interval_called(plan)}"
    if contrasts:
        words.append("Dots: patients.")
    if any(not question(plan, contrast).is_between for contrast in contrasts):
        words.append(f"Diamonds: {TESTS[plan.inference.test].estimate} {interval}.")
    compared = [
        len(question(plan, name).groups) for name in contrasts if question(plan, name).is_between
    ]
    if compared:
        two = (
            f"{method_of(plan.inference.test, 'two groups').estimate} between groups"
            if 2 in compared
            else ""
        )
        several = "change per group" if max(compared) > 2 else ""
        words.append(f"Squares: {' or '.join(filter(None, (two, several)))} {interval}.")
    among = dict.fromkeys(
        f"{plan.stratifier_label(name)}: {' or '.join(groups)}"
        for contrast in contrasts
        for name, groups in plan.contrasts[contrast].among.items()
    )
    if among and compared:
        words.append(f"Some or all are compared only among {'; '.join(among)} (see n).")
    if contrasts and (marks := annotation_note(plan)):
        words.append(marks)
    left_out = [plan.contrast_label(contrast) for contrast in asked if contrast not in contrasts]
    if left_out:
        words.append(f"Without a single effect to draw: {'; '.join(left_out)}.")
    return " ".join(words)


def _labels(words: list[list[str]], room: float) -> tuple[list[str], float]:
    """Labels of the axis, at an angle where they have no room side by side."""
    labels = [
        "\n".join(layout.wrapped(part, room - 0.03, style.SMALL) for part in parts)
        for parts in words
    ]
    if max(layout.text_width(label, style.SMALL) for label in labels) <= room:
        return labels, 0.0
    return [_one_line(parts) for parts in words], 45.0


def _one_line(parts: list[str]) -> str:
    """Words of a label in one line; what is too long is cut, and never how many there are."""
    *names, last = parts
    if not (names and last.startswith("n = ")):
        return layout.shortened(", ".join(parts), _LONGEST_LABEL, style.SMALL)
    count = f" ({last})"
    room = _LONGEST_LABEL - layout.text_width(count, style.SMALL)
    return layout.shortened(", ".join(names), room, style.SMALL) + count


def _color_labels(axes: Axes, plan: Plan, found: Values) -> None:
    """Color the labels of cells where the headings beneath them name a factor without colors."""
    factors, colored = list(plan.factors), colored_factor(plan)
    if colored in factors[1:]:
        for label, cell in zip(axes.get_xticklabels(), found.cells, strict=True):
            label.set_color(color_of(plan, colored, cell[factors.index(colored)]))


def _name_sections(
    axes: Axes,
    plan: Plan,
    found: Values,
    grouping: Grouping | None,
    below: float,
    height: float,
) -> None:
    """Name the first factor's levels beneath their cells; without factors what makes the groups."""
    sections: dict[str, tuple[list[float], str]] = {}
    if not plan.factors and grouping is not None:
        sections[grouping.label(plan)] = list(found.span), style.INK
    for factor in list(plan.factors)[:1]:
        for section, level in enumerate(plan.factors[factor].levels):
            inside = [place.x for place in found.places if place.section == section]
            if not inside:
                continue
            colored = grouping is None and factor == colored_factor(plan)
            color = color_of(plan, factor, level) if colored else style.INK
            sections[plan.level_label(factor, level)] = inside, color
    for name, (inside, color) in sections.items():
        axes.text(
            (inside[0] + inside[-1]) / 2,
            -below / height,
            name,
            transform=axes.get_xaxis_transform(),
            color=color,
            weight="bold",
            ha="center",
            va="top",
        )


def _legend(found: Values, grouping: Grouping, width: float) -> list[list[tuple[int, str, float]]]:
    """Lines of the legend of groups: number, words and place of each, from the left."""
    present = [g for g in [*range(len(grouping.names)), UNKNOWN] if found.count(g)]
    lines: list[list[tuple[int, str, float]]] = []
    x = width
    for group in present:
        words = f"{grouping.name(group)} (n = {found.count(group)})"
        wide = 0.14 + layout.text_width(words, style.SMALL) + 0.18
        if x + wide > width + 0.18:
            lines.append([])
            x = 0.0
        lines[-1].append((group, words, x))
        x += wide
    return lines


def _draw_legend(
    figure: Figure,
    plan: Plan,
    grouping: Grouping | None,
    lines: list[list[tuple[int, str, float]]],
    left: float,
    bottom: float,
) -> None:
    across, up = figure.get_size_inches()
    for i, line in enumerate(reversed(lines)):
        for group, words, x in line:
            y = bottom + _LEGEND * i
            look = style.cell_look(plan, (), grouping, group)
            figure.add_artist(
                Line2D(
                    [(left + x + 0.05) / across],
                    [(y + 0.055) / up],
                    marker=look.shape,
                    markersize=DOT + 0.4,
                    color=look.color,
                    linestyle="",
                )
            )
            layout.write(figure, left + x + 0.14, y, words, style.SMALL, look.color)
