"""A marker's figure: every patient's values, and every contrast's differences with its estimate."""

import itertools
from dataclasses import dataclass
from urllib.parse import quote

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from explant.config.models import Plan
from explant.design import Cell, cells
from explant.figures import layout, style
from explant.figures.names import marker_stem
from explant.figures.number_text import level_text
from explant.figures.patient_layer import Dots, Line, PatientLayer
from explant.figures.selection import ESTIMATE_NAMES, LEVEL_SLACK
from explant.figures.swarm import swarm
from explant.figures.ticks import difference_label, difference_ticks, value_ticks
from explant.scales import to_scale

_GROUP_GAP = 0.6
_CELL_INCHES = 0.72
_ROW_INCHES = 0.5
_SHORTEST = 2.5
_TOP = 0.34
_EDGE = 0.1
_DOT = 4.6
_BETWEEN = 0.09


@dataclass(frozen=True)
class CellPlace:
    """Place of a cell on the axis, and the group of the first factor's level it stands in."""

    cell: Cell
    x: float
    group: int


def cell_places(plan: Plan) -> list[CellPlace]:
    """Places of all cells, in the plan's order, with gaps between the first factor's levels."""
    first = list(next(iter(plan.factors.values())).levels)
    grouped = len(plan.factors) > 1
    return [
        CellPlace(cell, i + _GROUP_GAP * first.index(cell[0]) * grouped, first.index(cell[0]))
        for i, cell in enumerate(cells(plan))
    ]


@style.styled
def marker_figure(
    plan: Plan,
    marker: str,
    measurements: pd.DataFrame,
    differences: pd.DataFrame,
    paired: pd.DataFrame,
    stem: str | None = None,
) -> Figure:
    """Every patient's values (left), and per contrast all differences with the estimate (right).

    Both axes are on the marker's analysis scale, labelled in its unit and as differences or ratios.

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

    Returns
    -------
    Figure
        About 9 inches wide; its height grows with the number of contrasts.
    """
    places = cell_places(plan)
    own = measurements[measurements["marker"] == marker]
    contrasts = list(plan.contrasts)
    names = [layout.wrapped(plan.contrast_label(c), 1.75, style.SMALL) for c in contrasts]
    names = [
        f"{name}\n(slope)" if plan.contrasts[contrast].trend else name
        for name, contrast in zip(names, contrasts, strict=True)
    ]
    lines = max((name.count("\n") + 1 for name in names), default=1)
    row = max(_ROW_INCHES, layout.text_height(lines, style.SMALL) + 0.08)
    height = max(_SHORTEST, row * len(contrasts))

    scale = plan.markers[marker]
    values = to_scale(own["value"], scale.scale, scale.offset)
    ticks = value_ticks(
        values
        if scale.detection_limit is None
        else np.append(values, to_scale([scale.detection_limit], scale.scale, scale.offset)),
        scale,
    )
    left = 0.12 + max(layout.text_width(t, style.SMALL) for t in [*ticks.labels, "0"])
    span = places[-1].x + 1.2
    name_width = max((layout.text_width(name, style.SMALL) for name in names), default=0.0)
    most = style.WIDTH - left - name_width - 3.2 if contrasts else style.WIDTH - left - _EDGE
    values_width = min(max(_CELL_INCHES * span, 1.6), max(most, 2.0))
    cell_labels, rotation = _cell_labels(plan, values_width / span)
    label_height = (
        max(layout.text_width(label, style.SMALL) for label in cell_labels) * 0.75
        if rotation
        else layout.text_height(max(t.count("\n") + 1 for t in cell_labels), style.SMALL)
    )
    group_height = 0.22 if len(plan.factors) > 1 else 0.0
    bottom = max(0.12 + label_height + group_height + _EDGE, 0.68)
    figure = Figure(figsize=(style.WIDTH, bottom + height + _TOP))

    axes = layout.axes_at(figure, left, bottom, values_width, height)
    unit = f" ({scale.unit})" if scale.unit else ""
    title = layout.shortened(f"{plan.marker_label(marker)}{unit}", values_width, style.BASE)
    axes.set_title(title, x=-left * 0.8 / values_width)
    ticks.put_on(axes, "y")
    axes.set_xlim(-0.6, places[-1].x + 0.6)
    axes.set_xticks(
        [place.x for place in places],
        labels=cell_labels,
        rotation=rotation,
        ha="right" if rotation else "center",
        rotation_mode="anchor",
    )
    axes.tick_params(axis="x", length=0)
    stem = stem or marker_stem(marker)
    layer = PatientLayer(axes, stem, "values")
    _draw_values(axes, layer, plan, marker, own, places)
    if len(plan.factors) > 1:
        _name_groups(axes, plan, places, 0.12 + label_height, height)
    if contrasts:
        start = left + values_width + 0.35 + name_width
        right = layout.axes_at(figure, start, bottom, style.WIDTH - start - 0.55, height)
        layer = PatientLayer(right, stem, "differences")
        _draw_differences(right, layer, plan, marker, differences, paired, names)
    note = _note(plan, marker, own)
    layout.write(figure, style.WIDTH - _EDGE, 0.07, note, style.TINY, style.MUTED, ha="right")
    return figure


def _note(plan: Plan, marker: str, own: pd.DataFrame) -> str:
    note = "Black bars: medians."
    if plan.markers[marker].detection_limit is not None:
        note += " Dotted: detection limit."
    censored = set(own["censored"].dropna())
    if "below" in censored:
        note += " ▽: below detection, drawn at the limit."
    if "above" in censored:
        note += " △: above the range, drawn at its end."
    if plan.contrasts:
        note += (
            f" Dots: patients. Diamonds: {ESTIMATE_NAMES[plan.inference.test]}"
            f" with {level_text(plan.inference.confidence)} interval."
        )
    return note


def _cell_labels(plan: Plan, room: float) -> tuple[list[str], float]:
    factors = list(plan.factors)
    shown = factors[1:] if len(factors) > 1 else factors
    parts = [
        [
            plan.level_label(factor, level)
            for factor, level in zip(factors, cell, strict=True)
            if factor in shown
        ]
        for cell in cells(plan)
    ]
    labels = [
        "\n".join(layout.wrapped(part, room - 0.03, style.SMALL) for part in words)
        for words in parts
    ]
    if max(layout.text_width(label, style.SMALL) for label in labels) <= room:
        return labels, 0.0
    return [layout.shortened(", ".join(words), 1.3, style.SMALL) for words in parts], 45.0


def _name_groups(
    axes: Axes, plan: Plan, places: list[CellPlace], below: float, height: float
) -> None:
    factor = next(iter(plan.factors))
    colors = style.level_colors(plan)
    for group, level in enumerate(plan.factors[factor].levels):
        inside = [place.x for place in places if place.group == group]
        axes.text(
            (inside[0] + inside[-1]) / 2,
            -below / height,
            plan.level_label(factor, level),
            transform=axes.get_xaxis_transform(),
            color=colors[level],
            weight="bold",
            ha="center",
            va="top",
        )


def _draw_values(
    axes: Axes,
    layer: PatientLayer,
    plan: Plan,
    marker: str,
    own: pd.DataFrame,
    places: list[CellPlace],
) -> None:
    scale = plan.markers[marker]
    factors = list(plan.factors)
    cell_index = {place.cell: i for i, place in enumerate(places)}
    columns = np.array(
        [cell_index[cell] for cell in own[factors].itertuples(index=False, name=None)], dtype=int
    )
    analysed = to_scale(own["value"], scale.scale, scale.offset)
    state = own["censored"].fillna("").to_numpy(dtype=object)
    x = np.array([place.x for place in places])
    colors = style.level_colors(plan)
    shapes = style.level_shapes(plan)
    faces = [style.cell_face(plan, place.cell) for place in places]
    by_patient = own["patient"].to_numpy(dtype=object)
    table = np.full(len(places), np.nan)
    everyone = np.full((own["patient"].nunique(), len(places)), np.nan)
    for row, patient in enumerate(dict.fromkeys(by_patient)):
        rows = np.flatnonzero(by_patient == patient)
        y = table.copy()
        y[columns[rows]] = analysed[rows]
        everyone[row] = y
        censored = dict(zip(columns[rows], state[rows], strict=True))
        layer.add(patient, _lines(places, x, y, colors))
        layer.add(
            patient,
            [
                Dots(
                    x[[i]],
                    y[[i]],
                    face=style.PAPER if censored[i] else faces[i],
                    edge=colors[places[i].cell[0]],
                    shape={"below": "v", "above": "^"}.get(censored[i], shapes[places[i].cell[0]]),
                    size=_DOT,
                )
                for i in np.flatnonzero(np.isfinite(y))
            ],
        )
    _draw_medians(axes, x, everyone)
    if scale.detection_limit is not None:
        limit = float(to_scale([scale.detection_limit], scale.scale, scale.offset)[0])
        axes.axhline(
            limit, color=style.MUTED, linewidth=0.8, linestyle=(0, (1, 2)), gid="detection-limit"
        )


def _lines(
    places: list[CellPlace], x: NDArray[np.float64], y: NDArray[np.float64], colors: dict[str, str]
) -> list[Line]:
    """Join cells within the first factor's levels strongly, and from level to level lightly."""
    grouped = len(places[0].cell) > 1
    lines = []
    known = np.flatnonzero(np.isfinite(y))
    for first, second in itertools.pairwise(known):
        inside = places[first].group == places[second].group
        lines.append(
            Line(
                x[[first, second]],
                y[[first, second]],
                color=colors[places[first].cell[0]] if inside else style.MUTED,
                width=0.9 if inside or not grouped else 0.5,
                alpha=0.45 if inside or not grouped else 0.28,
            )
        )
    return lines


def _draw_medians(axes: Axes, x: NDArray[np.float64], values: NDArray[np.float64]) -> None:
    for place, column in zip(x, values.T, strict=True):
        known = column[np.isfinite(column)]
        if len(known):
            middle = float(np.median(known))
            axes.plot(
                [place - 0.26, place + 0.26],
                [middle, middle],
                color=style.INK,
                linewidth=2.0,
                solid_capstyle="butt",
                zorder=3,
                gid=f"median:{place:g}",
            )


def _draw_differences(
    axes: Axes,
    layer: PatientLayer,
    plan: Plan,
    marker: str,
    differences: pd.DataFrame,
    paired: pd.DataFrame,
    names: list[str],
) -> None:
    own = differences[differences["marker"] == marker]
    results = paired[paired["marker"] == marker].set_index("contrast")
    rows = {str(contrast): row for contrast, row in results.iterrows()}
    contrasts = list(plan.contrasts)
    bounds = results.reindex(contrasts)[["estimate", "low", "high"]].to_numpy(dtype=np.float64)
    ticks = difference_ticks(
        np.append(own["difference"].to_numpy(dtype=np.float64), bounds), plan.markers[marker].scale
    )
    axes.set_title("Paired differences")
    axes.set_xlabel(difference_label(plan.markers[marker]))
    ticks.put_on(axes, "x")
    axes.set_ylim(len(contrasts) - 0.5, -0.5)
    axes.set_yticks(range(len(contrasts)), labels=names)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.axvline(0, color=style.MUTED, linewidth=0.8, zorder=1, gid="zero")

    assert axes.figure is not None
    box = axes.get_position()
    across, up = axes.figure.get_size_inches()  # type: ignore[union-attr]
    per_unit = across * box.width / (ticks.high - ticks.low)
    row = up * box.height / len(contrasts)
    for i, contrast in enumerate(contrasts):
        mine = own[own["contrast"] == contrast]
        found = mine["difference"].to_numpy(dtype=np.float64)
        known = np.isfinite(found)
        if not known.any():
            axes.text(
                sum(axes.get_xlim()) / 2,
                i,
                "no patient has every cell it needs",
                size=style.TINY,
                color=style.MUTED,
                ha="center",
                va="center",
                bbox={"facecolor": style.PAPER, "edgecolor": "none", "pad": 1.5},
            )
        color = style.contrast_color(plan, contrast)
        # Dots fill the lower part of a row, the estimate stands above them.
        room = min(0.48 * row - _BETWEEN, 0.3)
        apart = (room + _BETWEEN) / row
        aside = swarm(found * per_unit, _DOT * 1.1 / layout.POINTS_PER_INCH, room) / row
        for patient, value, offset in zip(
            mine["patient"][known], found[known], aside[known], strict=True
        ):
            layer.add(
                patient,
                [
                    Dots(
                        np.array([value]),
                        np.array([i + apart / 3 + offset]),
                        face=style.tint(color, 0.55),
                        edge=style.PAPER,
                        edge_width=0.5,
                        size=_DOT,
                    )
                ],
            )
        _draw_estimate(axes, bounds[i], i - 2 * apart / 3, contrast)
        axes.text(
            1.01,
            i,
            _n_text(plan, rows.get(contrast)),
            transform=axes.get_yaxis_transform(),
            size=style.TINY,
            color=style.MUTED,
            ha="left",
            va="center",
        )


def _draw_estimate(axes: Axes, bounds: NDArray[np.float64], y: float, contrast: str) -> None:
    estimate, low, high = bounds
    if np.isfinite(low) and np.isfinite(high):
        axes.plot(
            [low, high],
            [y, y],
            color=style.INK,
            linewidth=1.8,
            solid_capstyle="butt",
            gid=f"interval:{quote(contrast)}",
            zorder=3,
        )
    if np.isfinite(estimate):
        axes.plot(
            [estimate],
            [y],
            marker="D",
            markersize=5,
            color=style.INK,
            linestyle="",
            gid=f"estimate:{quote(contrast)}",
            zorder=3,
        )


def _n_text(plan: Plan, result: "pd.Series | None") -> str:
    if result is None:
        return ""
    text = f"n = {int(result['n'])}"
    # A handful of patients cannot reach the declared level; the achieved one is said.
    bounded = np.isfinite(result["low"]) and np.isfinite(result["high"])
    if bounded and result["level"] < plan.inference.confidence - LEVEL_SLACK:
        text += f"\n({level_text(result['level'])})"
    return text
