"""The network study beside chance, a block of rows a figure: hubs, gene sets, predictions."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from explant.config.models import Plan
from explant.figures.kit import layout, style
from explant.figures.kit.ticks import Ticks, linear_ticks, p_ticks
from explant.figures.network.chance_rows import (
    SMALLEST_P,
    Block,
    ChanceRow,
    hubs_block,
    predicted_block,
    terms_block,
)

EDGE = 0.1
_ROW = 0.2
_TITLE, _AXIS = 0.34, 0.44
_TEXT = 1.35


@style.styled
def hubs_figure(plan: Plan, network_nodes: pd.DataFrame) -> Figure:
    """Partners among the shared genes, beside those that genes as well connected have.

    Parameters
    ----------
    plan
        The study's plan.
    network_nodes
        The table of that name.
    """
    return _figure(plan, hubs_block(plan, network_nodes))


@style.styled
def terms_figure(plan: Plan, collection: str, network_terms: pd.DataFrame) -> Figure:
    """The gene sets of a collection with the smallest p among genes that are as much studied.

    Parameters
    ----------
    plan
        The study's plan.
    collection
        Name of the collection in the plan.
    network_terms
        The table of that name.
    """
    return _figure(plan, terms_block(plan, collection, network_terms))


@style.styled
def predicted_figure(plan: Plan, network_markers: pd.DataFrame) -> Figure:
    """The predicted direction of each marker beside its measured interval.

    Parameters
    ----------
    plan
        The study's plan.
    network_markers
        The table of that name.
    """
    return _figure(plan, predicted_block(plan, network_markers))


def _figure(plan: Plan, block: Block) -> Figure:
    note = layout.note(plan, block.said)
    foot = 0.14 + layout.text_height(note.count("\n") + 1, style.TINY)
    figure = Figure(figsize=(style.width(), height_of(block) + foot))
    draw_block(figure, block, figure.get_figheight(), room_for_names(block))
    layout.write(figure, EDGE, 0.07, note, style.TINY, style.MUTED)
    return figure


def height_of(block: Block) -> float:
    """Inches that a block needs: its title, its rows and its axis."""
    return _TITLE + _ROW * max(len(block.rows), 1) + _AXIS


def room_for_names(block: Block) -> float:
    """Inches that the names of rows need, at the most two fifths of the figure."""
    most = 0.42 * style.width()
    widths = [layout.text_width(row.label, style.SMALL) for row in block.rows]
    return min(max(widths, default=1.0), most) + 0.15


def draw_block(figure: Figure, block: Block, top: float, names: float) -> None:
    """Draw a block of rows under its title.

    Parameters
    ----------
    figure
        The figure.
    block
        The block.
    top
        Its upper edge, in inches from the figure's lower one.
    names
        Inches that the names of its rows have.
    """
    rows = _ROW * max(len(block.rows), 1)
    write_title(figure, block.title, top)
    if not block.rows:
        layout.write(figure, EDGE, top - _TITLE - _ROW, "None.", style.SMALL, style.INK)
        return
    left = EDGE + names
    across = style.width() - left - _TEXT - EDGE
    axes = layout.axes_at(figure, left, top - _TITLE - rows, across, rows)
    _draw(axes, block, names - 0.1)


def write_title(figure: Figure, title: str, top: float) -> None:
    """Write a title under an upper edge."""
    shown = layout.shortened(title, style.width() - 0.2, style.BASE, bold=True)
    layout.write(figure, EDGE, top - 0.26, shown, style.BASE, style.INK)
    figure.texts[-1].set_fontweight("bold")


def _ticks(block: Block) -> Ticks:
    values = np.array([[row.found, row.expected, row.matched] for row in block.rows])
    finite = values[np.isfinite(values)]
    if block.kind == "p":
        ticks = p_ticks(10.0**finite, SMALLEST_P)
        return Ticks(0.15, ticks.low * 1.05, ticks.places, ticks.labels)
    if block.kind == "effect":
        return Ticks(-1.25, 1.25, (0.0,), ("0",))
    ticks = linear_ticks(0.0, 1.08 * max(float(finite.max(initial=1.0)), 1.0), 5)
    return Ticks(-0.02 * ticks.high, ticks.high, ticks.places, ticks.labels)


def _draw(axes: Axes, block: Block, room: float) -> None:
    _ticks(block).put_on(axes, "x")
    axes.set_xlabel(block.axis, size=style.SMALL, labelpad=2)
    axes.set_ylim(len(block.rows) - 0.5, -0.5)
    names = [layout.shortened(row.label, room, style.SMALL) for row in block.rows]
    axes.set_yticks(range(len(names)), labels=names)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.axvline(0.0, color=style.MUTED, linewidth=0.8, zorder=1)
    for y, row in enumerate(block.rows):
        _draw_row(axes, block, row, y)
        axes.text(
            1.02,
            y,
            layout.shortened(row.text, _TEXT - 0.1, style.TINY),
            transform=axes.get_yaxis_transform(),
            size=style.TINY,
            color=style.MUTED,
            va="center_baseline",
        )


def _draw_row(axes: Axes, block: Block, row: ChanceRow, y: int) -> None:
    if block.kind == "effect":
        if np.isfinite(row.low) and np.isfinite(row.high):
            axes.plot([row.low, row.high], [y, y], color=style.INK, linewidth=1.5, zorder=2)
        shape = ">" if row.direction > 0 else "<"
        place = 1.14 * row.direction
        axes.plot([place], [y], marker=shape, markersize=5.5, color=style.OKABE_ITO[0])
    elif np.isfinite(row.found):
        axes.plot([0.0, row.found], [y, y], color=style.FAINT, linewidth=3.5, zorder=1)
    if np.isfinite(row.expected):
        axes.plot([row.expected], [y], **_look("D", 3.8, style.PAPER), zorder=2)
    if np.isfinite(row.matched):
        axes.plot([row.matched], [y], marker="|", markersize=9, color=style.OKABE_ITO[1], mew=2.0)
    if np.isfinite(row.found):
        face = style.INK if row.filled else style.PAPER
        axes.plot([row.found], [y], **_look("o", 5.5, face), zorder=3)


def _look(shape: str, size: float, face: str) -> dict[str, Any]:
    return {
        "marker": shape,
        "markersize": size,
        "markerfacecolor": face,
        "markeredgecolor": style.INK,
        "markeredgewidth": 1.1,
    }
