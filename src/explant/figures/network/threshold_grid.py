"""How many genes are shared at each pair of cut-offs, beside chance: a grid of numbers."""

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from explant.config.models import Plan
from explant.figures.kit import layout, style
from explant.figures.kit.printed_numbers import p_phrase
from explant.figures.network.chance_figure import EDGE, write_title
from explant.figures.network.overlap_rows import grid_of
from explant.numbers import counted, fixed

_TITLE = 0.34
_CELL, _LEAST_WIDTH, _WIDTH = 0.5, 0.95, 1.5
_MOST_ROWS = 12
_STRONGEST = 4.0
"""Shared genes over those of chance at which the fill is strongest."""


@style.styled
def threshold_grid(plan: Plan, network_thresholds: pd.DataFrame) -> Figure:
    """A cell for each pair of cut-offs: genes shared, expected, and p.

    Parameters
    ----------
    plan
        The study's plan.
    network_thresholds
        The table of that name.
    """
    grid = grid_of(network_thresholds)
    longest = max((layout.text_width(name, style.TINY) for name in grid.targets), default=1.0)
    names = min(longest, 0.34 * style.width()) + 0.15
    room = style.width() - 2 * EDGE - names
    targets = grid.targets[:_MOST_ROWS]
    disease = grid.disease[: int(room / _LEAST_WIDTH)]
    left_out = len(grid.cells) - len(targets) * len(disease)
    wide = min(_WIDTH, room / len(disease))
    heads = [_fitted(name, wide) for name in disease]
    lines = max(head.count("\n") + 1 for head in heads)
    head = layout.text_height(lines, style.TINY) + 0.1
    note = layout.note(
        plan,
        "Rows: cut-offs of the treatment’s lists; columns: of the disease’s. Large: genes shared, "
        "of those that could have been; below: expected of genes that are as much studied, and p. "
        "The darker, the more above chance. Framed: as planned."
        + (f" {counted(left_out, 'pair')} more in the table." if left_out else ""),
    )
    foot = 0.14 + layout.text_height(note.count("\n") + 1, style.TINY)
    rows = _CELL * len(targets)
    figure = Figure(figsize=(style.width(), _TITLE + head + rows + 0.12 + foot))
    top = figure.get_figheight()
    write_title(figure, "Shared genes at other cut-offs", top)
    axes = layout.axes_at(figure, EDGE + names, foot + 0.12, wide * len(disease), rows)
    axes.set_xlim(-0.5, len(disease) - 0.5)
    axes.set_ylim(len(targets) - 0.5, -0.5)
    axes.set_xticks(range(len(disease)), labels=heads)
    axes.xaxis.tick_top()
    axes.set_yticks(range(len(targets)), labels=[_fitted(name, names) for name in targets])
    axes.tick_params(length=0, labelsize=style.TINY)
    for spine in axes.spines.values():
        spine.set_visible(False)
    for y, one in enumerate(targets):
        for x, other in enumerate(disease):
            cell = grid.cells[one, other]
            strength = min(max(cell.ratio - 1.0, 0.0) / (_STRONGEST - 1.0), 1.0)
            planned = x == y == 0
            axes.add_patch(
                Rectangle(
                    (x - 0.48, y - 0.46),
                    0.96,
                    0.92,
                    facecolor=style.tint(style.OKABE_ITO[0], 0.08 + 0.42 * strength),
                    edgecolor=style.INK if planned else "none",
                    linewidth=1.4,
                )
            )
            axes.text(x, y - 0.16, f"{cell.shared}", ha="center", va="center", size=style.BASE)
            said = f"{fixed(cell.expected, 1)}; {p_phrase(cell.p, plan.inference.alpha)}"
            axes.text(x, y + 0.24, said, ha="center", va="center", size=style.TINY)
    layout.write(figure, EDGE, 0.07, note, style.TINY, style.MUTED)
    return figure


def _fitted(name: str, width: float) -> str:
    """The name of a cut-off in lines of a width."""
    lines = layout.wrapped(name, width - 0.2, style.TINY).split("\n")
    return "\n".join(layout.shortened(line, width - 0.08, style.TINY) for line in lines)
