"""Rows of panels: one axes a row, since its panels share the vertical axis."""

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes

from explant.figures import style
from explant.figures.ticks import Ticks

GAP = 0.22


@dataclass(frozen=True)
class Columns:
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


def frame(axes: Axes, ticks: Ticks, columns: Columns, name: str, left: float) -> None:
    """Vertical axis of a row with its name to the left, and a line at zero in every panel."""
    ticks.put_on(axes, "y")
    axes.spines["bottom"].set_visible(False)
    starts = np.array([columns.start(j) for j in range(columns.count)])
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
    )
