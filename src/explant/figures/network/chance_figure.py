"""The network study beside chance: shared genes, hubs, gene sets and predictions, in rows."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from explant.config.models import Plan
from explant.figures.kit import layout, style
from explant.figures.kit.ticks import Ticks, linear_ticks, p_ticks
from explant.figures.network.chance_rows import SMALLEST_P, Block, ChanceRow, blocks

_EDGE = 0.1
_ROW = 0.2
_TITLE, _AXIS = 0.34, 0.36
_TEXT = 1.35


@style.styled
def chance_figure(
    plan: Plan,
    network_overlap: pd.DataFrame,
    network_thresholds: pd.DataFrame,
    network_nodes: pd.DataFrame,
    network_terms: pd.DataFrame,
    network_markers: pd.DataFrame,
) -> Figure:
    """Blocks of rows: what was found (circle), and what chance has (diamond, bar).

    Parameters
    ----------
    plan
        The study's plan.
    network_overlap, network_thresholds, network_nodes, network_terms, network_markers
        The tables of those names.
    """
    found = blocks(
        plan, network_overlap, network_thresholds, network_nodes, network_terms, network_markers
    )
    most = 0.42 * style.width()
    names = [row.label for block in found for row in block.rows]
    widths = [layout.text_width(name, style.SMALL) for name in names]
    left = _EDGE + min(max(widths, default=1.0), most) + 0.15
    across = style.width() - left - _TEXT - _EDGE
    note = layout.note(plan, _note(found))
    foot = 0.14 + layout.text_height(note.count("\n") + 1, style.TINY)
    tall = [_TITLE + _ROW * len(block.rows) + _AXIS for block in found]
    figure = Figure(figsize=(style.width(), sum(tall) + foot))
    top = figure.get_figheight()
    for block, height in zip(found, tall, strict=True):
        rows = _ROW * len(block.rows)
        axes = layout.axes_at(figure, left, top - _TITLE - rows, across, rows)
        title = layout.shortened(block.title, style.width() - 0.2, style.BASE, bold=True)
        layout.write(figure, _EDGE, top - 0.26, title, style.BASE, style.INK)
        figure.texts[-1].set_fontweight("bold")
        _draw(axes, block, left - _EDGE - 0.1)
        top -= height
    layout.write(figure, _EDGE, 0.07, note, style.TINY, style.MUTED)
    return figure


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
    axes.set_ylim(len(block.rows) - 0.5, -0.5)
    names = [layout.shortened(row.label, room, style.SMALL) for row in block.rows]
    axes.set_yticks(range(len(names)), labels=names)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    start = 0.0
    axes.axvline(start, color=style.MUTED, linewidth=0.8, zorder=1)
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


def _note(found: list[Block]) -> str:
    kinds = {block.kind for block in found}
    words = ["Circles: found; filled with evidence, open without."]
    if "count" in kinds:
        words.append(
            "Orange bar: expected of genes that are as much studied, or as well connected; "
            "diamond: expected of any genes. p is that of the bar; of partners it is adjusted."
        )
    if "p" in kinds:
        words.append(
            "Gene sets: p among genes that are as much studied, not adjusted (filled: adjusted p "
            "reaches α); how many genes of the set are shared. Circular: a list was made from it."
        )
    if "effect" in kinds:
        words.append(
            "Triangles: predicted direction; circle and line: estimate and interval, each marker "
            "on an axis of its own."
        )
    left_out = sum(block.left_out for block in found)
    if left_out:
        words.append(f"{left_out} further rows stand in the tables.")
    return " ".join(words)
