"""Which genes stand on which lists: bars for two lists, an UpSet plot from three."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from explant.config.models import Plan
from explant.figures.kit import layout, style
from explant.figures.kit.paper import paper
from explant.figures.network.chance_figure import (
    EDGE,
    draw_block,
    height_of,
    room_for_names,
    write_title,
)
from explant.figures.network.chance_rows import overlap_block
from explant.figures.network.overlap_rows import (
    Combination,
    GeneList,
    combinations_of,
    lists_of,
)
from explant.numbers import counted

_TITLE = 0.34
_BARS = 1.3
_ROW = 0.24
_GAP = 0.12
_STEP, _LEAST_STEP = 0.42, 0.28
_SIZES = 1.0
_NUMBER = 0.35


@style.styled
def overlap_figure(
    plan: Plan, network_genes: pd.DataFrame, network_overlap: pd.DataFrame
) -> Figure:
    """Genes of each list and of each combination of lists, then what is shared beside chance.

    Parameters
    ----------
    plan
        The study's plan.
    network_genes, network_overlap
        The tables of those names.
    """
    lists = lists_of(plan, network_genes)
    block = overlap_block(plan, network_overlap)
    names = max(room_for_names(block), _names(lists))
    left = EDGE + names
    columns = combinations_of(lists) if len(lists) > 2 else []
    most = int(_room(left) / _LEAST_STEP)
    said = [
        "Dark: genes on both sides."
        if len(lists) <= 2
        else "Columns: genes that stand on the lists with a dot and on no other; dark: on both "
        "sides. Right: genes of each list.",
    ]
    if len(columns) > most:
        said.append(f"{counted(len(columns) - most, 'more combination')} not shown.")
    note = layout.note(plan, " ".join([*said, block.said]))
    foot = 0.14 + layout.text_height(note.count("\n") + 1, style.TINY)
    rows = _ROW * len(lists)
    above = _TITLE + rows + (_BARS + _GAP if columns else 0.0) + 0.2
    figure = Figure(figsize=(style.width(), above + height_of(block) + foot))
    top = figure.get_figheight()
    write_title(figure, "Genes of each list and of both sides", top)
    bottom = top - above + 0.2
    if columns:
        _upset(figure, lists, columns[:most], left, bottom)
    else:
        across = style.width() - left - 1.2 - EDGE
        _two_bars(layout.axes_at(figure, left, bottom, across, rows), lists, names)
    draw_block(figure, block, top - above, names)
    layout.write(figure, EDGE, 0.07, note, style.TINY, style.MUTED)
    return figure


def _sizes() -> float:
    """Inches for the bars of the lists' sizes: in a single column the numbers stand alone."""
    return 0.1 if paper().narrow else _SIZES


def _room(left: float) -> float:
    return style.width() - left - 0.1 - _sizes() - _NUMBER - EDGE


def _names(lists: list[GeneList]) -> float:
    widths = [layout.text_width(each.name, style.SMALL) for each in lists]
    return min(max(widths, default=1.0), 0.42 * style.width()) + 0.15


def _rows_of(axes: Axes, lists: list[GeneList], names: float) -> None:
    axes.set_ylim(len(lists) - 0.5, -0.5)
    labels = [layout.shortened(each.name, names - 0.12, style.SMALL) for each in lists]
    axes.set_yticks(range(len(lists)), labels=labels)
    axes.tick_params(axis="y", length=0)
    axes.set_xticks([])
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)


def _two_bars(axes: Axes, lists: list[GeneList], names: float) -> None:
    """Two bars with what they share above each other, in proportion."""
    _rows_of(axes, lists, names)
    first, second = (each.genes for each in lists)
    shared = len(first & second)
    alone = len(first) - shared
    axes.set_xlim(-alone, max(len(second), shared, 1))
    for y, (start, genes) in enumerate(((-alone, len(first)), (0, len(second)))):
        axes.barh(y, genes, left=start, height=0.72, color=style.FAINT)
        axes.barh(y, shared, height=0.72, color=style.INK)
        axes.text(
            1.02,
            y,
            f"{genes}, {shared} shared",
            transform=axes.get_yaxis_transform(),
            size=style.TINY,
            va="center_baseline",
        )


def _upset(
    figure: Figure, lists: list[GeneList], columns: list[Combination], left: float, bottom: float
) -> None:
    rows = _ROW * len(lists)
    step = min(_STEP, _room(left) / len(columns))
    across = step * len(columns)
    dots = layout.axes_at(figure, left, bottom, across, rows)
    _rows_of(dots, lists, left - EDGE)
    dots.set_xlim(-0.5, len(columns) - 0.5)
    bars = layout.axes_at(figure, left, bottom + rows + _GAP, across, _BARS)
    bars.set_xlim(-0.5, len(columns) - 0.5)
    bars.set_ylim(0, 1.15 * max(each.genes for each in columns))
    bars.set_xticks([])
    bars.set_yticks([])
    bars.spines["left"].set_visible(False)
    for x, column in enumerate(columns):
        color = style.INK if column.shared else style.NEUTRAL
        bars.bar(x, column.genes, width=0.62, color=style.INK if column.shared else style.FAINT)
        bars.text(x, column.genes, f"{column.genes}", size=style.TINY, ha="center", va="bottom")
        for y in range(len(lists)):
            on = y in column.lists
            dots.plot([x], [y], "o", markersize=6.0, color=color if on else style.FAINT, mew=0)
        ends = [min(column.lists), max(column.lists)]
        dots.plot([x, x], ends, color=color, linewidth=1.6, zorder=1)
    sizes = layout.axes_at(figure, left + across + 0.1, bottom, _sizes(), rows)
    sizes.set_ylim(len(lists) - 0.5, -0.5)
    sizes.set_xlim(0, max(len(each.genes) for each in lists) or 1)
    sizes.set_axis_off()
    for y, each in enumerate(lists):
        length = 0 if paper().narrow else len(each.genes)
        sizes.barh(y, length, height=0.5, color=style.FAINT)
        sizes.annotate(
            f"{len(each.genes)}",
            (length, y),
            xytext=(3, 0),
            textcoords="offset points",
            size=style.TINY,
            va="center_baseline",
        )
