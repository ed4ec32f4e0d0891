"""Rows of panels: one axes a row, since its panels share the vertical axis."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes

from explant.config.models import Plan
from explant.figures.kit import layout, style
from explant.figures.kit.paper import paper
from explant.figures.kit.ticks import Ticks

GAP = 0.22


@dataclass(frozen=True)
class PanelColumns:
    """Columns of a row of panels, in inches from the row's left edge."""

    total: float
    count: int

    @property
    def width(self) -> float:
        """Width of a column."""
        return (self.total - GAP * (self.count - 1)) / self.count

    def start(self, column: int) -> float:
        """Left edge of a column."""
        return column * (self.width + GAP)


@dataclass(frozen=True)
class Grid:
    """Which contrasts stand in the row of each marker.

    A column is a contrast, with its title at the top, as long as the rows have the same ones; where
    they change, new titles stand above the row.
    """

    rows: tuple[tuple[str, ...], ...]

    @property
    def common(self) -> bool:
        """Whether a column is one contrast in every row."""
        return len(set(self.rows)) == 1

    @property
    def columns(self) -> int:
        """Panels of the longest row."""
        return max(len(row) for row in self.rows)

    def titled(self, row: int) -> bool:
        """Whether titles stand above a row."""
        return row == 0 or self.rows[row] != self.rows[row - 1]

    def titles_above(self, row: int) -> int:
        """How many rows with titles there are down to a row."""
        return sum(self.titled(above) for above in range(row + 1))

    def named(self, row: int) -> bool:
        """Whether the horizontal axes of a row have labels."""
        return row == len(self.rows) - 1 or self.rows[row] != self.rows[row + 1]


MOST_IN_A_COLUMN = 2
"""Panels side by side in a single column."""


def grid(
    plan: Plan, markers: Sequence[str], contrasts: Sequence[str]
) -> tuple[tuple[str, ...], Grid]:
    """Rows of panels: the marker of each, and its contrasts.

    A row holds every contrast that is asked of its marker. In a single column it holds two of
    them: all markers stand below each other as often as it takes.
    """
    most = MOST_IN_A_COLUMN if paper().narrow else max(len(contrasts), 1)
    named: list[str] = []
    rows: list[tuple[str, ...]] = []
    for first in range(0, max(len(contrasts), 1), most):
        for marker in markers:
            among = contrasts[first : first + most]
            asked = tuple(name for name in among if plan.asks(name, marker))
            if asked or not among:
                named.append(marker)
                rows.append(asked)
    return tuple(named), Grid(tuple(rows))


def row_names(plan: Plan, markers: Sequence[str], room: float) -> list[str]:
    """Names of the rows, in two lines of so many inches at the most."""
    names = []
    for marker in markers:
        first, *rest = layout.wrapped(plan.marker_label(marker), room, style.BASE, bold=True).split(
            "\n"
        )
        lines = [first, " ".join(rest)] if rest else [first]
        cut = [layout.shortened(line, room, style.BASE, bold=True) for line in lines]
        names.append("\n".join(cut))
    return names


def names_width(names: Sequence[str]) -> float:
    """Width of the names of rows, which run upward."""
    return layout.text_height(max(name.count("\n") for name in names), style.BASE)


def name_horizontal(
    axes: Axes,
    columns: PanelColumns,
    panels: int,
    places: Sequence[float],
    labels: Sequence[str],
) -> None:
    """Horizontal axis of every panel of a row, with no ticks where no places are given."""
    starts = np.array([columns.start(j) for j in range(panels)])
    axes.hlines(
        np.zeros(len(starts)),
        starts,
        starts + columns.width,
        color=style.NEUTRAL,
        linewidth=0.8,
        transform=axes.get_xaxis_transform(),
        clip_on=False,
    )
    axes.set_xticks(list(places), labels=list(labels))


def frame(
    axes: Axes, ticks: Ticks, columns: PanelColumns, panels: int, name: str, left: float
) -> None:
    """Vertical axis of a row with its name to the left, and a line at zero in every panel."""
    ticks.put_on(axes, "y")
    axes.spines["bottom"].set_visible(False)
    starts = np.array([columns.start(j) for j in range(panels)])
    axes.hlines(
        np.zeros(len(starts)),
        starts,
        starts + columns.width,
        color=style.MUTED,
        linewidth=0.8,
        zorder=1,
    )
    axes.text(
        -(left - 0.08) / columns.total,
        0.5,
        name,
        transform=axes.transAxes,
        weight="bold",
        rotation=90,
        rotation_mode="anchor",
        ha="center",
        va="top",
        multialignment="center",
    )
