"""A stratifier's figure: the same differences, compared between groups or along a number.

The comparison stands above each panel with its interval and adjusted p. What is drawn inside each
group is description, so no group has a p value of its own here.
"""

from collections.abc import Callable

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from explant.config.models import Plan
from explant.declared_tests.known_tests import TESTS
from explant.figures.figure_kinds import STRATA
from explant.figures.kit import layout, style
from explant.figures.kit.palette import color_of, held_color
from explant.figures.kit.panels import (
    PanelColumns,
    frame,
    grid,
    name_horizontal,
    names_width,
    row_names,
)
from explant.figures.kit.paper import paper
from explant.figures.kit.patient_layer import Dots, PatientLayer
from explant.figures.kit.printed_numbers import comparison_text, interval_called, p_phrase
from explant.figures.kit.swarm import swarm
from explant.figures.kit.ticks import (
    Ticks,
    difference_labels,
    difference_ticks,
    limits,
    linear_ticks,
)
from explant.figures.selection import LEVEL_SLACK, Panels, comparison, group_names, strata_panels
from explant.questions.answers import is_tested

Array = NDArray[np.float64]

_PANEL = 1.0
_WORDS_LINE = 0.12
_EDGE = 0.1
_DOT = 4.2


@style.styled
def strata_figure(
    plan: Plan,
    stratifier: str,
    patients: pd.DataFrame,
    differences: pd.DataFrame,
    strata: pd.DataFrame,
    interactions: pd.DataFrame,
) -> Figure:
    """Differences by group of patients or against a number; markers in rows, contrasts in columns.

    A row is one axes, since its contrasts share the marker's unit; horizontally it runs in inches
    from its left edge (see :class:`PanelColumns`).

    Parameters
    ----------
    plan
        The study's plan.
    stratifier
        Name of a stratifier.
    patients, differences, strata, interactions
        The tables of those names.
    """
    shown = strata_panels(plan, stratifier, interactions)
    described = strata[strata["stratifier"] == stratifier]
    own = differences[
        differences["marker"].isin(shown.markers) & differences["contrast"].isin(shown.contrasts)
    ]
    number = plan.patients.strata[stratifier].kind == "continuous"
    ticks: dict[str, Ticks] = {}
    for marker in shown.markers:
        drawn = own.loc[own["marker"] == marker, "difference"].to_numpy(dtype=np.float64)
        if not number:
            among = (described["marker"] == marker) & described["contrast"].isin(shown.contrasts)
            bounds = described.loc[among, ["estimate", "low", "high"]].to_numpy(dtype=np.float64)
            drawn = np.append(drawn, bounds)
        ticks[marker] = difference_ticks(drawn, plan.markers[marker].scale)
    tick_width = max(layout.text_width(t, style.SMALL) for k in ticks.values() for t in k.labels)
    markers, asked = grid(plan, shown.markers, shown.contrasts)
    names = row_names(plan, markers, _PANEL + _words())
    left = 0.4 + tick_width + names_width(names)
    columns = PanelColumns(style.width() - left - _EDGE, asked.columns)

    groups = [] if number else group_names(plan, stratifier, patients, strata)
    titles = {
        c: layout.wrapped(plan.contrast_label(c), columns.width, style.BASE, bold=True)
        for c in shown.contrasts
    }
    title_height = layout.text_height(1 + max(t.count("\n") for t in titles.values()), style.BASE)
    if not asked.common:
        title_height += 0.12
    two_lines = any(
        layout.text_width(f"{group} (n = 99)", style.TINY) > columns.width / len(groups) - 0.06
        for group in groups
    )
    below = layout.text_height(1 + two_lines, style.TINY) + 0.1
    if number:
        below = 0.12 if asked.common else 0.34
    note = _note(plan, stratifier, shown, described)
    foot = 0.4 + 0.18 * number + layout.text_height(note.count("\n") + 1, style.TINY)
    row = _words() + _PANEL + below
    last = len(markers) - 1
    height = 0.14 + title_height * asked.titles_above(last) + row * (last + 1) + foot
    figure = Figure(figsize=(style.width(), height))

    x_ticks = _number_ticks(plan, stratifier, patients) if number else None
    for i, marker in enumerate(markers):
        bottom = height - 0.14 - title_height * asked.titles_above(i) - row * (i + 1) + below
        axes = layout.axes_at(figure, left, bottom, columns.total, _PANEL)
        axes.set_xlim(0, columns.total)
        panels = len(asked.rows[i])
        frame(axes, ticks[marker], columns, panels, names[i], left)
        layer = PatientLayer(axes, STRATA.stem(stratifier), f"{i + 1}")
        for j, contrast in enumerate(asked.rows[i]):
            mine = own[(own["marker"] == marker) & (own["contrast"] == contrast)]
            compared = comparison(interactions, marker, contrast, stratifier, number)
            words = _comparison_words(plan, stratifier, marker, compared)
            axes.text(
                columns.start(j),
                1 + 0.06 / _PANEL,
                "\n".join(layout.shortened(line, columns.width, style.TINY) for line in words),
                transform=axes.get_xaxis_transform(),
                size=style.TINY,
                va="bottom",
            )
            color = held_color(plan, contrast)
            if x_ticks is not None:
                place = _places_along(x_ticks, columns, j)
                _draw_number(
                    axes, plan, stratifier, patients, mine, compared, layer, place, j, color
                )
            else:
                part = described[
                    (described["marker"] == marker) & (described["contrast"] == contrast)
                ].set_index("stratum")
                group_of = dict(
                    zip(patients["patient"], patients[f"{stratifier}_group"], strict=True)
                )
                # The groups are named beneath their dots, so they need no colors of their own.
                chosen = bool(plan.figures.colors.get(stratifier))
                colors = [color_of(plan, stratifier, g) if chosen else color for g in groups]
                _draw_groups(
                    axes, group_of, mine, part, groups, layer, columns, j, colors, two_lines
                )
            if asked.titled(i):
                axes.text(
                    columns.start(j),
                    1 + (_words() + 0.06) / _PANEL,
                    titles[contrast],
                    transform=axes.get_xaxis_transform(),
                    weight="bold",
                    va="bottom",
                )
        if x_ticks is None:
            axes.set_xticks([])
        else:
            _name_numbers(axes, x_ticks, columns, panels, named=asked.named(i))
    stratum = plan.patients.strata[stratifier]
    unit = f" ({stratum.unit})" if stratum.unit else ""
    layout.write(
        figure,
        left + columns.total / 2,
        foot - 0.22 - 0.18 * number,
        plan.stratifier_label(stratifier) + unit,
        style.BASE,
        style.INK,
        ha="center",
    )
    layout.write(figure, _EDGE, 0.07, note, style.TINY, style.MUTED)
    return figure


def _words() -> float:
    """Height of the words above a panel."""
    return _WORDS_LINE * (4 if paper().narrow else 3)


def _number_ticks(plan: Plan, stratifier: str, patients: pd.DataFrame) -> Ticks:
    values = patients[stratifier].to_numpy(dtype=np.float64)
    cut = plan.patients.strata[stratifier].cut_point
    return linear_ticks(*limits(values if cut is None else np.append(values, cut)))


def _places_along(ticks: Ticks, columns: PanelColumns, column: int) -> Callable[[Array], Array]:
    def place(numbers: Array) -> Array:
        share = (np.asarray(numbers, dtype=np.float64) - ticks.low) / (ticks.high - ticks.low)
        return columns.start(column) + columns.width * share

    return place


def _name_numbers(
    axes: Axes, ticks: Ticks, columns: PanelColumns, panels: int, *, named: bool
) -> None:
    shown, labels = (ticks.places, ticks.labels) if named else ((), ())
    places = [
        float(x) for j in range(panels) for x in _places_along(ticks, columns, j)(np.array(shown))
    ]
    name_horizontal(axes, columns, panels, places, list(labels) * panels)


def _comparison_words(
    plan: Plan, stratifier: str, marker: str, compared: "pd.Series | None"
) -> list[str]:
    if compared is None or not is_tested(compared["reason"]):
        return ["not tested"]
    effect = comparison_text(plan, stratifier, marker, compared, short=True)
    chance = p_phrase(compared["p_adjusted"], plan.inference.alpha)
    first = [effect, chance] if paper().narrow else [f"{effect}, {chance}"]
    return [*first, "too few patients to tell" if compared["reason"] else compared["conclusion"]]


def _draw_groups(
    axes: Axes,
    group_of: dict[str, str],
    mine: pd.DataFrame,
    described: pd.DataFrame,
    groups: list[str],
    layer: PatientLayer,
    columns: PanelColumns,
    column: int,
    colors: list[str],
    two_lines: bool,
) -> None:
    each = columns.width / max(len(groups), 1)
    low, high = axes.get_ylim()
    found = mine["difference"].to_numpy(dtype=np.float64)
    people = mine["patient"].to_numpy(dtype=object)
    group = np.array([group_of.get(person) for person in people], dtype=object)
    middles = [columns.start(column) + each * (k + 0.5) for k in range(len(groups))]
    for middle, name, color in zip(middles, groups, colors, strict=True):
        inside = np.isfinite(found) & (group == name)
        aside = swarm(
            found[inside] * _PANEL / (high - low),
            _DOT * 1.05 / layout.POINTS_PER_INCH,
            min(0.22 * each, 0.4),
        )
        for person, x, y in zip(
            people[inside], middle - 0.08 * each + aside, found[inside], strict=True
        ):
            layer.add(person, [_dot(x, y, color)])
        axes.text(
            middle,
            -0.06 / _PANEL,
            f"{name}\nn = {inside.sum()}" if two_lines else f"{name} (n = {inside.sum()})",
            transform=axes.get_xaxis_transform(),
            size=style.TINY,
            ha="center",
            va="top",
        )
    bounds = described.reindex(groups)[["estimate", "low", "high"]].to_numpy(dtype=np.float64)
    beside = np.array(middles) + 0.28 * each
    axes.vlines(beside, bounds[:, 1], bounds[:, 2], color=style.INK, linewidth=1.6, zorder=3)
    axes.plot(
        beside,
        bounds[:, 0],
        marker="D",
        markersize=4.2,
        color=style.INK,
        linestyle="",
        zorder=3,
        gid=f"estimates:{layer.panel}.{column + 1}",
    )


def _draw_number(
    axes: Axes,
    plan: Plan,
    stratifier: str,
    patients: pd.DataFrame,
    mine: pd.DataFrame,
    compared: "pd.Series | None",
    layer: PatientLayer,
    place: Callable[[Array], Array],
    column: int,
    color: str,
) -> None:
    cut = plan.patients.strata[stratifier].cut_point
    if cut is not None:
        axes.axvline(
            float(place(np.array(cut))),
            color=style.MUTED,
            linewidth=0.8,
            linestyle=(0, (1, 2)),
            zorder=1,
        )
    number_of = dict(zip(patients["patient"], patients[stratifier], strict=True))
    x = np.array([number_of.get(p, np.nan) for p in mine["patient"]], dtype=np.float64)
    y = mine["difference"].to_numpy(dtype=np.float64)
    known = np.isfinite(x) & np.isfinite(y)
    for person, across, up in zip(mine["patient"][known], place(x[known]), y[known], strict=True):
        layer.add(person, [_dot(across, up, color)])
    if compared is None or not known.any() or not np.isfinite(compared["estimate"]):
        return
    slope = float(compared["estimate"])
    ends = np.array([x[known].min(), x[known].max()])
    # Theil and Sen give a slope only; their line runs through the medians.
    axes.plot(
        place(ends),
        np.median(y[known]) + slope * (ends - np.median(x[known])),
        color=style.INK,
        linewidth=1.5,
        gid=f"slope:{layer.panel}.{column + 1}",
        scalex=False,
        scaley=False,
    )


def _dot(x: float, y: float, color: str) -> Dots:
    return Dots(
        np.array([x]),
        np.array([y]),
        face=style.tint(color, 0.55),
        edge=style.PAPER,
        edge_width=0.5,
        size=_DOT,
    )


def _note(plan: Plan, stratifier: str, shown: Panels, described: pd.DataFrame) -> str:
    stratum = plan.patients.strata[stratifier]
    interval = interval_called(plan)
    words = ["Dots: patients' differences."]
    if stratum.kind == "continuous":
        words.append(f"Line: estimated slope through the medians, with {interval}.")
        if stratum.cut_point is not None:
            words.append(
                f"Dotted line: cut-point {stratum.cut_point:g} {stratum.unit}".rstrip() + "."
            )
    else:
        name = TESTS[plan.inference.test].estimate
        words.append(f"Diamonds: {name} of a group, {interval} (description).")
        if (described["level"] < plan.inference.confidence - LEVEL_SLACK).any():
            words.append("Small groups allow only a lower level, given in strata.csv.")
    words.append("Above: the comparison with its adjusted p (exploratory).")
    words.append(f"Vertical axes: {difference_labels(plan, shown.markers)}.")
    if len(shown.markers) < shown.all_markers:
        words.append(
            f"Shown: {len(shown.markers)} of {shown.all_markers} markers (smallest p of the "
            "comparison); the others stand in interactions.csv."
        )
    if len(shown.contrasts) < shown.all_contrasts:
        words.append(f"{len(shown.contrasts)} of {shown.all_contrasts} contrasts are shown.")
    return layout.note(plan, " ".join(words))
