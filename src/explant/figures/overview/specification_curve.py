"""One primary contrast under every choice of analysis: a specification curve for each marker.

Analyses stand side by side, sorted by p, which is comparable between tests and scales where
estimates are not; beneath each stands what was chosen (Simonsohn, Simmons & Nelson 2020,
10.1038/s41562-020-0912-z).
"""

from dataclasses import dataclass
from urllib.parse import quote

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from explant.config.models import Plan
from explant.declared_tests.known_tests import TESTS
from explant.figures.kit import layout, style
from explant.figures.kit.paper import paper
from explant.figures.kit.ticks import Ticks, p_ticks
from explant.figures.selection import SENSITIVITY_MARKERS, analyses, asked_markers, shown_markers
from explant.language.unit_of_study import noun, renamed
from explant.numbers import counted, plain

_TITLE = 0.24
_CURVE = 1.05
_BELOW = 0.12
_CHOICE = 0.135
_BETWEEN_CHOICES = 0.05
_BOTTOM = 0.2
_EDGE = 0.1
_GAP = 0.3
_LARGEST = 4.6
_WIDEST_BAND = 0.16
# As many analyses as leave a mark readable where three, two or one panel share the width.
_PANELS_BY_ANALYSES = ((48, 3), (150, 2))
_PANELS_IN_A_COLUMN = ((48, 2),)

COLORS = {"increase": style.OKABE_ITO[1], "decrease": style.OKABE_ITO[0], "none": style.NEUTRAL}
SHAPES = {"increase": "^", "decrease": "v", "none": "o"}
CHOICES = {
    "test": "Test",
    "scale": "Scale",
    "patients": "Patients",
    "below_detection": "Below limit",
}
ORDER = (
    *TESTS,
    *("linear", "log2", "logit"),
    *("all", "complete cases", "without flagged outliers"),
    *("limit_over_sqrt2", "half_limit", "limit", "drop"),
)
NAMES = {
    **{test.key: test.label for test in TESTS.values()},
    "without flagged outliers": "flagged left out",
    "limit_over_sqrt2": "limit / √2",
    "half_limit": "limit / 2",
    "drop": "left out",
}


@dataclass(frozen=True)
class Choice:
    """A line of the dashboard: a column of the table, one of its values, and its height.

    The first line of a column has a heading.
    """

    column: str
    value: str
    y: float
    heading: str


@dataclass(frozen=True)
class Panel:
    """Place of a marker's panel in its row, in inches from the row's lower left corner."""

    left: float
    width: float
    floor: float
    ticks: Ticks
    count: int

    @property
    def step(self) -> float:
        """Distance between two analyses."""
        return self.width / max(self.count, 1)

    def x(self, place: NDArray[np.int_] | int) -> NDArray[np.float64]:
        """Places of analyses by their rank."""
        return np.asarray(self.left + self.step * (np.asarray(place) + 0.5), dtype=np.float64)

    def y(self, p: NDArray[np.float64] | float) -> NDArray[np.float64]:
        """Heights of p values: the smallest stands highest."""
        low = np.maximum(np.log10(np.maximum(p, 1e-300)), self.ticks.low)
        return np.asarray(self.floor + _CURVE * low / self.ticks.low, dtype=np.float64)


@style.styled
def specification_curve(plan: Plan, contrast: str, sensitivity: pd.DataFrame) -> Figure:
    """Every analysis of one contrast, a panel for each marker.

    Parameters
    ----------
    plan
        The study's plan.
    contrast
        Name of a primary contrast.
    sensitivity
        The table ``sensitivity.csv``.

    Returns
    -------
    Figure
        About 9 inches wide; its height grows with the number of markers.
    """
    markers = shown_markers(plan, [contrast], SENSITIVITY_MARKERS)
    tables = {marker: analyses(sensitivity, marker, contrast) for marker in markers}
    most = max(len(table) for table in tables.values())
    panels = _PANELS_IN_A_COLUMN if paper().narrow else _PANELS_BY_ANALYSES
    across = min(next((k for n, k in panels if most <= n), 1), len(markers))
    rows = [markers[i : i + across] for i in range(0, len(markers), across)]
    choices = [_choices(plan, [tables[marker] for marker in row]) for row in rows]
    ticks = p_ticks(np.concatenate([table["p"].to_numpy(float) for table in tables.values()]))
    gutter = _gutter(ticks, [choice for row in choices for choice in row])
    # A panel alone would spread a dozen analyses over a whole page.
    room = (style.width() - gutter - _EDGE - _GAP * (across - 1)) / across
    width = min(room, max(2.4, 0.16 * most))
    heads = {marker: _head(plan, marker, len(tables[marker]), width) for marker in markers}
    heights = [
        _TITLE
        + layout.text_height(max(heads[marker].count("\n") for marker in row), style.BASE)
        + _CURVE + _BELOW + _depth(lines) + _BOTTOM
        for row, lines in zip(rows, choices, strict=True)
    ]  # fmt: skip
    note = _note(plan, len(markers), len(asked_markers(plan, [contrast])))
    foot = 0.1 + layout.text_height(note.count("\n") + 1, style.TINY)
    height = sum(heights) + foot
    figure = Figure(figsize=(style.width(), height))
    top = height
    for row, lines, tall in zip(rows, choices, heights, strict=True):
        top -= tall
        axes = layout.axes_at(figure, 0, top, style.width(), tall)
        axes.set_axis_off()
        axes.set_xlim(0, style.width())
        axes.set_ylim(0, tall)
        floor = _BOTTOM + _depth(lines) + _BELOW
        _name_choices(axes, lines, gutter)
        _name_ticks(axes, ticks, floor, gutter)
        for j, marker in enumerate(row):
            table = tables[marker]
            panel = Panel(gutter + j * (width + _GAP), width, floor, ticks, len(table))
            _draw_panel(axes, plan, marker, heads[marker], table, lines, panel)
    layout.write(figure, _EDGE, 0.07, note, style.TINY, style.MUTED)
    return figure


def _text(values: pd.Series) -> pd.Series:
    return values.fillna("").astype(str)


def _choices(plan: Plan, tables: list[pd.DataFrame]) -> list[Choice]:
    """Lines of the dashboard from the top down: the choices in which the analyses differ."""
    lines: list[Choice] = []
    y = 0.0
    for column in CHOICES:
        found = {value for table in tables for value in _text(table[column]) if value}
        values = sorted(found, key=lambda v: (ORDER.index(v) if v in ORDER else len(ORDER), v))
        if len(values) < 2:
            continue
        y -= _BETWEEN_CHOICES if lines else 0.0
        for value in values:
            heading = CHOICES[column] if value == values[0] else ""
            lines.append(Choice(column, value, y - _CHOICE / 2, renamed(heading, noun(plan))))
            y -= _CHOICE
    return [Choice(line.column, line.value, _BOTTOM + line.y - y, line.heading) for line in lines]


def _depth(lines: list[Choice]) -> float:
    groups = sum(bool(line.heading) for line in lines)
    return _CHOICE * len(lines) + _BETWEEN_CHOICES * max(groups - 1, 0)


def _gutter(ticks: Ticks, lines: list[Choice]) -> float:
    """Width left of the first panel: the names of ticks and choices."""
    widths = [layout.text_width(label, style.TINY) + 0.35 for label in ticks.labels]
    for line in lines:
        value = layout.text_width(_name(line.value), style.TINY)
        column = layout.text_width(line.heading, style.TINY) + 0.12 if line.heading else 0.0
        widths.append(value + column)
    return _EDGE + max(widths) + 0.1


def _name(value: str) -> str:
    return NAMES.get(value, value)


def _name_choices(axes: Axes, lines: list[Choice], gutter: float) -> None:
    for line in lines:
        axes.text(
            gutter - 0.1,
            line.y,
            _name(line.value),
            size=style.TINY,
            ha="right",
            va="center_baseline",
        )
        if line.heading:
            axes.text(
                _EDGE,
                line.y,
                line.heading,
                size=style.TINY,
                color=style.MUTED,
                va="center_baseline",
            )


def _name_ticks(axes: Axes, ticks: Ticks, floor: float, gutter: float) -> None:
    for place, label in zip(ticks.places, ticks.labels, strict=True):
        axes.text(
            gutter - 0.1,
            floor + _CURVE * place / ticks.low,
            label,
            size=style.TINY,
            ha="right",
            va="center_baseline",
        )
    axes.text(_EDGE, floor + _CURVE / 2, "p", size=style.BASE, va="center")


def _count(analyses: int) -> str:
    return counted(analyses, "analysis", "analyses") if analyses else "no p value"


def _head(plan: Plan, marker: str, analyses: int, width: float) -> str:
    """Name of a marker above its panel, in as many lines as it needs beside their number."""
    room = width - layout.text_width(_count(analyses), style.TINY) - 0.1
    lines = layout.wrapped(plan.marker_label(marker), room, style.BASE, bold=True).split("\n")
    return "\n".join(layout.shortened(line, room, style.BASE, bold=True) for line in lines)


def _draw_panel(
    axes: Axes,
    plan: Plan,
    marker: str,
    head: str,
    table: pd.DataFrame,
    lines: list[Choice],
    panel: Panel,
) -> None:
    right = panel.left + panel.width
    count = _count(len(table))
    top = panel.floor + _CURVE
    axes.text(panel.left, top + 0.075, head, weight="bold", size=style.BASE, va="bottom")
    axes.text(right, top + 0.1, count, size=style.TINY, color=style.MUTED, ha="right")
    alpha = plan.inference.alpha
    decades = [panel.floor + _CURVE * place / panel.ticks.low for place in panel.ticks.places]
    ruled = [*decades, *(line.y for line in lines)]
    axes.hlines(ruled, panel.left, right, color=style.FAINT, linewidth=0.5, zorder=0.5)
    threshold = float(panel.y(alpha))
    axes.plot(
        [panel.left, right],
        [threshold, threshold],
        color=style.INK,
        linewidth=0.9,
        linestyle=(0, (4, 2)),
        zorder=1,
        gid=f"alpha:{quote(marker)}",
    )
    if table.empty:
        return
    limited = plan.markers[marker].detection_limit is not None
    _draw_analyses(axes, marker, table, lines, panel, limited)


def _draw_analyses(
    axes: Axes,
    marker: str,
    table: pd.DataFrame,
    lines: list[Choice],
    panel: Panel,
    limited: bool,
) -> None:
    place = np.arange(len(table))
    x, y = panel.x(place), panel.y(table["p"].to_numpy(dtype=np.float64))
    declared = _text(table["plan"]).eq("yes").to_numpy()
    equivalent = ~_text(table["equivalence"]).eq("not equivalent").to_numpy()
    observed = _text(table["observed"]).to_numpy(dtype=object)
    size = min(_LARGEST, max(0.85 * panel.step * layout.POINTS_PER_INCH, 1.2))
    bottom = min((line.y for line in lines), default=panel.floor) - _CHOICE / 2
    band = min(max(panel.step, 0.06), _WIDEST_BAND)
    for i in np.flatnonzero(declared):
        axes.add_patch(
            Rectangle(
                (float(x[i]) - band / 2, bottom),
                band,
                panel.floor + _CURVE - bottom,
                facecolor=style.FAINT,
                edgecolor="none",
                alpha=0.6,
                zorder=0.2,
            )
        )
    for direction, shape in SHAPES.items():
        for filled in (True, False):
            for own in (False, True):
                mine = (observed == direction) & (equivalent == filled) & (declared == own)
                if mine.any():
                    axes.plot(
                        x[mine],
                        y[mine],
                        linestyle="",
                        marker=shape,
                        markersize=max(size, 4.0) * 1.5 if own else size,
                        markerfacecolor=COLORS[direction] if filled else style.PAPER,
                        markeredgecolor=style.INK if own else COLORS[direction],
                        markeredgewidth=1.1 if own else min(0.8, size / 4),
                        zorder=4 if own else 3,
                        clip_on=False,
                        gid=f"analyses:{quote(marker)}:{direction}:{filled:d}{own:d}",
                    )
    for line in lines:
        if line.column == "below_detection" and not limited:
            continue
        chosen = _text(table[line.column]).eq(line.value).to_numpy()
        axes.plot(
            x[chosen],
            np.full(chosen.sum(), line.y),
            linestyle="",
            marker="s",
            markersize=min(size, 3.4),
            color=style.NEUTRAL,
            markeredgewidth=0,
            zorder=2,
            gid=f"choice:{quote(marker)}:{line.column}:{quote(line.value)}",
        )


def _note(plan: Plan, shown: int, every: int) -> str:
    words = (
        "Each column is one analysis, sorted by p; the gray band is the plan’s. ▲ increase, ▼ "
        "decrease. Filled: another defensible way to ask the plan’s question; open: not "
        f"equivalent. Dashed: p = {plain(plan.inference.alpha)}. These p values are not adjusted."
    )
    if shown < every:
        words += (
            f" Shown: the first {shown} of {every} markers; the others stand in sensitivity.csv."
        )
    return layout.note(plan, words)
