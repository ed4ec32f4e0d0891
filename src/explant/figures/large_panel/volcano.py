"""The volcano plot: every marker of a large panel by its effect and its p."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from explant.config.models import Plan
from explant.figures.effects import standardized_name
from explant.figures.figure_names import declared_markers
from explant.figures.kit import layout, style
from explant.figures.kit.ticks import (
    difference_label,
    difference_ticks,
    limits,
    linear_ticks,
    p_ticks,
)
from explant.figures.large_panel.label_places import label_places
from explant.figures.large_panel.volcano_points import volcano_points

Array = NDArray[np.float64]

SMALLEST_P = 1e-300
"""A smaller p stands at the upper end of the axis."""

_HEIGHT = 4.6
_LEFT, _BOTTOM, _TOP, _RIGHT = 0.75, 0.55, 0.35, 0.25
_DOT = 4.5
_LABEL_WIDTH = 1.6


@style.styled
def volcano_figure(plan: Plan, paired: pd.DataFrame, between: pd.DataFrame | None = None) -> Figure:
    """Effect (across) and p (upward) of the ranking contrast for every marker it is asked of.

    Filled marks have evidence; the dotted line stands at the largest p among
    them. Where markers differ in scale or unit, the effect is the standardized one.

    Parameters
    ----------
    plan
        The study's plan, whose ranking contrast has an effect.
    paired, between
        The tables of those names; ``between`` may be left out where no question is between groups.
    """
    shown = volcano_points(plan, paired, between)
    note = layout.note(plan, shown.note(plan))
    foot = layout.text_height(note.count("\n") + 1, style.TINY) + 0.1
    figure = Figure(figsize=(style.width(), _HEIGHT + foot))
    width, height = style.width() - _LEFT - _RIGHT, _HEIGHT - _BOTTOM - _TOP
    axes = layout.axes_at(figure, _LEFT, _BOTTOM + foot, width, height)
    axes.set_title(layout.shortened(plan.contrast_label(plan.ranked), width, style.BASE))
    x = shown.points["effect"].to_numpy(dtype=np.float64)
    p = shown.points["p"].to_numpy(dtype=np.float64)
    if shown.marker is None:
        across = linear_ticks(*limits(np.append(x, 0.0)))
        axes.set_xlabel(f"Standardized mean difference ({standardized_name(plan, plan.ranked)})")
    else:
        across = difference_ticks(x, plan.markers[shown.marker].scale)
        axes.set_xlabel(difference_label(plan.markers[shown.marker]))
    up = p_ticks(p[np.isfinite(p)], SMALLEST_P)
    across.put_on(axes, "x")
    axes.set_yticks(list(up.places), labels=list(up.labels))
    # p falls upward, as in every volcano plot, with room above the smallest.
    axes.set_ylim(0.0, up.low + 0.06 * up.low)
    axes.set_ylabel("p, not adjusted (logarithmic axis)")
    axes.axvline(0, color=style.MUTED, linewidth=0.8, zorder=1, gid="zero")
    if shown.threshold is not None:
        level = np.log10(max(shown.threshold, SMALLEST_P))
        axes.axhline(level, color=style.INK, linewidth=0.9, linestyle=(0, (1, 2)), gid="threshold")
    y = np.log10(np.maximum(p, SMALLEST_P))
    _draw_points(axes, shown.points["evidence"].to_numpy(dtype=bool), x, y)
    _name_points(
        axes,
        [plan.marker_label(marker) for marker in shown.points["marker"]],
        _by_choice(plan, shown.points),
        x,
        y,
        (width, height),
    )
    layout.write(figure, 0.1, 0.07, note, style.TINY, style.MUTED)
    return figure


def _by_choice(plan: Plan, points: pd.DataFrame) -> NDArray[np.intp]:
    """Points that have names: those declared have the choice of places."""
    named = np.flatnonzero(points["labelled"])
    declared = points["marker"].isin(declared_markers(plan)).to_numpy()
    return named[np.argsort(~declared[named], kind="stable")]


def _draw_points(axes: Axes, evidence: NDArray[np.bool_], x: Array, y: Array) -> None:
    colors = (style.OKABE_ITO[0], style.OKABE_ITO[1])
    for sign, color in ((x < 0, colors[0]), (x >= 0, colors[1])):
        for chosen, face in ((~evidence, style.PAPER), (evidence, style.tint(color, 0.75))):
            axes.plot(
                x[sign & chosen],
                y[sign & chosen],
                linestyle="",
                marker="o",
                markersize=_DOT,
                markerfacecolor=face,
                markeredgecolor=color,
                markeredgewidth=0.8,
            )


def _name_points(
    axes: Axes,
    names: list[str],
    labelled: NDArray[np.intp],
    x: Array,
    y: Array,
    size: tuple[float, float],
) -> None:
    """Write names beside their points, with a line to those that stand apart."""
    (left, right), (low, high) = axes.get_xlim(), axes.get_ylim()
    points = np.column_stack(
        [(x - left) / (right - left) * size[0], (y - low) / (high - low) * size[1]]
    )
    lines = [(line - low) / (high - low) * size[1] for line in _level_lines(axes)]
    shown = [layout.shortened(names[i], _LABEL_WIDTH, style.TINY) for i in labelled]
    height = layout.text_height(1, style.TINY)
    sizes = [(layout.text_width(name, style.TINY), height) for name in shown]
    middle = -left / (right - left) * size[0]
    for name, place in zip(
        shown, label_places(points, labelled, sizes, size, lines, middle), strict=True
    ):
        if place is None:
            continue
        axes.text(
            place.left / size[0],
            (place.bottom + height / 2) / size[1],
            name,
            transform=axes.transAxes,
            size=style.TINY,
            va="center",
        )
        if place.leader is not None:
            (from_x, from_y), (to_x, to_y) = place.leader
            axes.plot(
                [from_x / size[0], to_x / size[0]],
                [from_y / size[1], to_y / size[1]],
                transform=axes.transAxes,
                color=style.NEUTRAL,
                linewidth=0.5,
                zorder=1.5,
                gid="leader",
            )


def _level_lines(axes: Axes) -> list[float]:
    return [
        float(np.asarray(line.get_ydata())[0])
        for line in axes.lines
        if line.get_gid() == "threshold"
    ]
