"""The heat map of a large panel: each patient's difference in the leading markers.

Cells and trees are drawn here, not by seaborn: docs/dependencies.md says what was measured. SciPy
clusters, see :mod:`explant.figures.large_panel.clustering`.
"""

import math

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.ticker import NullLocator
from numpy.typing import NDArray

from explant.config.models import Plan
from explant.figures.figure_kinds import HEAT_MAP
from explant.figures.kit import layout, style
from explant.figures.kit.patient_layer import patient_gid
from explant.figures.kit.printed_numbers import difference_unit, effect_text, p_digits
from explant.figures.kit.ticks import difference_label
from explant.figures.large_panel.clustering import Clusters
from explant.figures.large_panel.heat_map_cells import COVERED, HeatMapCells, heat_map_cells
from explant.numbers import MINUS, counted, share_text

Array = NDArray[np.float64]

# The blue and the orange of the volcano plot, darker at the ends. Lightness falls to both sides.
_STEPS = 21
_COLORS = LinearSegmentedColormap.from_list(
    "blue-orange",
    ["#003E66", style.OKABE_ITO[0], "#F4F4F4", style.OKABE_ITO[1], "#7A3600"],
    _STEPS,
)
_RATIO_NAMES = {"log2": "Ratio", "logit": "Odds ratio"}

_EDGE = 0.1
_ROW = 0.165
_WIDEST_COLUMN = 0.3
_GAP = 0.012
_TREE = 0.6
_WIDEST_NAME, _WIDEST_EFFECT = 1.4, 2.2
_SPACE = 0.12
_BAR_WIDTH, _BAR_HEIGHT = 2.6, 0.13


@style.styled
def heat_map_figure(plan: Plan, differences: pd.DataFrame, paired: pd.DataFrame) -> Figure:
    """Patients × leading markers, colored by the difference of the contrast that ranks.

    Similar rows and columns stand side by side, joined by a tree. Beside each row stand the
    marker's estimate with its interval, and its adjusted p.

    Parameters
    ----------
    plan
        The study's plan, which ranks by a contrast within patients.
    differences, paired
        The tables of those names.
    """
    shown = heat_map_cells(plan, differences, paired)
    rows, columns = shown.differences.shape
    left = _EDGE + _TREE + 0.05
    labels = _labels(plan, shown, paired)
    room = style.width() - left - 0.06 - sum(width for width, _ in labels) - _EDGE
    slot = min(room / max(columns, 1), _WIDEST_COLUMN)
    names = [layout.shortened(patient, 0.9, style.TINY) for patient in shown.patients]
    longest = max((layout.text_width(name, style.TINY) for name in names), default=0.0)
    upright = longest > slot - 0.04
    named = slot >= layout.text_height(1, style.TINY) * 0.85
    per_name = ((longest if upright else 0.12) if named else 0.0) + 0.1
    note = layout.note(plan, _note(plan, shown, named))
    foot = layout.text_height(note.count("\n") + 1, style.TINY) + 0.14
    bottom = foot + 0.62 + per_name
    width, height = slot * columns, _ROW * rows
    top = 0.34 + _TREE
    figure = Figure(figsize=(style.width(), bottom + height + top))

    axes = layout.axes_at(figure, left, bottom, width, height)
    _frame(axes, (0, columns), (rows, 0))
    _draw_cells(axes, shown, min(_GAP / slot, 0.2) if columns else 0.0, _GAP / _ROW)
    if named:
        axes.set_xticks(np.arange(columns) + 0.5, labels=names, rotation=90 if upright else 0)
        axes.tick_params(axis="x", length=0, pad=2, labelsize=style.TINY)
        for patient, label in zip(shown.patients, axes.get_xticklabels(), strict=True):
            label.set_gid(patient_gid(patient, HEAT_MAP.name, "columns"))
    _draw_trees(figure, shown, (left, bottom, width, height))
    _write_labels(figure, labels, left + width + 0.06, bottom + height)
    figure.text(
        _EDGE / style.width(),
        1 - 0.24 / (bottom + height + top),
        layout.shortened(plan.contrast_label(plan.ranked), style.width() - 0.3, style.BASE),
        weight="bold",
    )
    _draw_bar(figure, plan, shown, left, foot + 0.28)
    layout.write(figure, _EDGE, 0.07, note, style.TINY, style.MUTED)
    return figure


def _frame(axes: Axes, across: tuple[float, float], up: tuple[float, float]) -> None:
    axes.set_xlim(*across)
    axes.set_ylim(*up)
    axes.xaxis.set_major_locator(NullLocator())
    axes.yaxis.set_major_locator(NullLocator())
    axes.spines[:].set_visible(False)


def _draw_cells(axes: Axes, shown: HeatMapCells, gap_x: float, gap_y: float) -> None:
    """One path for all cells of a color: a file of thousands of cells stays short."""
    steps = _step(shown.differences / shown.limit)
    for step in range(_STEPS):
        cells = np.argwhere(steps == step)
        if len(cells):
            axes.add_patch(
                PathPatch(_boxes(cells, gap_x, gap_y), facecolor=_COLORS(step), linewidth=0)
            )
    absent = np.argwhere(steps < 0)
    if len(absent):
        boxes = _boxes(absent, gap_x, gap_y)
        axes.add_patch(PathPatch(boxes, facecolor=style.FAINT, linewidth=0, gid="missing"))
        corners = np.asarray(boxes.vertices).reshape(-1, 5, 2)
        axes.add_collection(
            LineCollection(list(corners[:, [0, 2]]), colors=style.INK, linewidths=0.6)
        )


def _step(share: Array) -> NDArray[np.int_]:
    """Step of the colors for values as shares of the limit; −1 where there is none."""
    known = np.nan_to_num(np.clip(share, -1.0, 1.0), nan=0.0)
    step = np.rint((known + 1) / 2 * (_STEPS - 1)).astype(int)
    return np.where(np.isnan(share), -1, step)


def _boxes(cells: NDArray[np.int_], gap_x: float, gap_y: float) -> Path:
    """Rectangles of cells given by row and column, as one path."""
    y, x = cells[:, :1], cells[:, 1:]
    low_x, high_x = x + gap_x / 2, x + 1 - gap_x / 2
    low_y, high_y = y + gap_y / 2, y + 1 - gap_y / 2
    across = np.hstack([low_x, low_x, high_x, high_x, low_x])
    up = np.hstack([high_y, low_y, low_y, high_y, high_y])
    codes = [Path.MOVETO, Path.LINETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY]
    return Path(np.stack([across, up], axis=-1).reshape(-1, 2), codes * len(cells))


def _draw_trees(
    figure: Figure, shown: HeatMapCells, box: tuple[float, float, float, float]
) -> None:
    left, bottom, width, height = box
    if len(shown.columns.branches):
        above = layout.axes_at(figure, left, bottom + height + 0.03, width, _TREE - 0.05)
        _frame(above, (0, shown.differences.shape[1]), (0, _tallest(shown.columns)))
        _draw_tree(above, shown.columns.branches)
    if len(shown.rows.branches):
        beside = layout.axes_at(figure, _EDGE, bottom, _TREE, height)
        _frame(beside, (_tallest(shown.rows), 0), (shown.differences.shape[0], 0))
        _draw_tree(beside, shown.rows.branches[:, ::-1])


def _tallest(clusters: Clusters) -> float:
    # Rows that are all alike have a tree of no height.
    return 1.03 * float(clusters.branches[:, 1].max()) or 1.0


def _draw_tree(axes: Axes, branches: Array) -> None:
    lines = branches.transpose(0, 2, 1).copy()
    # Places count rows from their middle.
    lines[:, :, 0 if axes.get_xlim()[0] == 0 else 1] += 0.5
    axes.add_collection(LineCollection(list(lines), colors=style.MUTED, linewidths=0.7))


def _labels(plan: Plan, shown: HeatMapCells, paired: pd.DataFrame) -> list[tuple[float, list[str]]]:
    """Columns of text beside the rows, each with its width and a heading."""
    results = paired[paired["contrast"] == plan.ranked].set_index("marker")
    numbers = results.loc[list(shown.markers), ["estimate", "low", "high", "p_adjusted"]]
    names = ["", *(plan.marker_label(marker) for marker in shown.markers)]
    effects, chances = ["estimate [interval]"], ["adjusted p"]
    values = numbers.to_numpy(np.float64).tolist()
    for marker, (estimate, low, high, p) in zip(shown.markers, values, strict=True):
        settings = plan.markers[marker]
        unit = difference_unit(settings, short=True)
        effects.append(effect_text(estimate, low, high, settings.scale, unit))
        chances.append(p_digits(p, plan.inference.alpha))
    widest = ((names, _WIDEST_NAME), (effects, _WIDEST_EFFECT), (chances, 1.0))
    columns = []
    for texts, most in widest:
        fitted = [layout.shortened(text, most, style.TINY) for text in texts]
        width = max(layout.text_width(text, style.TINY) for text in fitted)
        columns.append((width + _SPACE, fitted))
    return columns


def _write_labels(
    figure: Figure, columns: list[tuple[float, list[str]]], x: float, top: float
) -> None:
    lift = (_ROW - layout.text_height(1, style.TINY)) / 2
    for width, (heading, *texts) in columns:
        layout.write(figure, x, top + 0.04, heading, style.TINY, style.MUTED)
        for i, text in enumerate(texts):
            layout.write(figure, x, top - (i + 1) * _ROW + lift, text, style.TINY, style.INK)
        x += width


def _draw_bar(figure: Figure, plan: Plan, shown: HeatMapCells, left: float, y: float) -> None:
    bar = layout.axes_at(figure, left, y, _BAR_WIDTH, _BAR_HEIGHT)
    _frame(bar, (0, _STEPS), (0, 1))
    for step in range(_STEPS):
        bar.fill([step, step + 1, step + 1, step], [0, 0, 1, 1], color=_COLORS(step), linewidth=0)
    shares, texts = _bar_ticks(plan, shown)
    bar.set_xticks(0.5 + (_STEPS - 1) * (shares + 1) / 2, labels=texts)
    bar.tick_params(axis="x", length=2, pad=1, labelsize=style.TINY)
    label = "Difference in standard deviations of the marker’s differences"
    if shown.alike is not None:
        settings = plan.markers[shown.alike]
        label = _RATIO_NAMES.get(settings.scale, difference_label(settings))
    bar.set_title(label, size=style.TINY, weight="normal", pad=3)
    if not shown.missing:
        return
    x = left + max(_BAR_WIDTH, layout.text_width(label, style.TINY)) + 0.4
    box = layout.axes_at(figure, x, y, 0.16, _BAR_HEIGHT)
    _frame(box, (0, 1), (1, 0))
    box.add_patch(PathPatch(_boxes(np.array([[0, 0]]), 0, 0), facecolor=style.FAINT, linewidth=0))
    box.plot([0, 1], [1, 0], color=style.INK, linewidth=0.6)
    reason = "no difference: a sample is missing"
    if shown.alike is None:
        reason += ", or no other patient has one"
    layout.write(figure, x + 0.22, y, reason, style.TINY, style.INK)


def _bar_ticks(plan: Plan, shown: HeatMapCells) -> tuple[Array, list[str]]:
    """Places on the bar, from −1 to 1, and what they are called; ratios between are round ones."""
    scale = "linear" if shown.alike is None else plan.markers[shown.alike].scale
    if scale == "linear":
        shares = np.linspace(-1, 1, 7 if shown.alike is None else 5)
        labels = [f"{value:.4g}".replace("-", MINUS) for value in shares * shown.limit]
    else:
        limit = shown.limit / (1 if scale == "log2" else np.log(2))
        inner = [power for power in _inner_powers(limit) if 0 < power < 0.8 * limit]
        middle = [min(inner, key=lambda power: round(abs(power - limit / 2), 6))] if inner else []
        powers = [-limit, *(-power for power in middle), 0.0, *middle, limit]
        shares = np.array(powers) / limit
        labels = [_ratio_label(power) for power in powers]
    return shares, [f"≤ {labels[0]}", *labels[1:-1], f"≥ {labels[-1]}"]


def _inner_powers(limit: float) -> list[float]:
    """Powers of two of round ratios, the larger ones first."""
    whole = [float(power) for power in range(int(limit), 0, -1)]
    return whole if limit > 2 else [math.log2(ratio) for ratio in (2.0, 1.5, 1.25, 1.1, 1.05, 1.01)]


def _ratio_label(power: float) -> str:
    if abs(power) > 10:
        return f"×2^{power:.4g}".replace("-", MINUS)
    down = 2**-power
    whole = power < -1.5 and abs(down - round(down)) < 1e-9
    return f"×1/{down:.3g}" if whole else f"×{2**power:.3g}"


def _note(plan: Plan, shown: HeatMapCells, named: bool) -> str:
    words = [
        "A row is a marker, a column a patient. Rows and columns stand by similarity: average "
        "linkage on the root mean square difference of what the colors show, over the cells that "
        "both have. The order is description, no test: markers that are chosen by this difference "
        "look alike for that reason alone. Intervals are not adjusted."
    ]
    end = "of the colors"
    if shown.alike is not None:
        end += f", which hold at least {share_text(COVERED, 1)} of all"
    beyond = counted(shown.beyond, "difference lies", "differences lie")
    if shown.beyond:
        words.append(f"{beyond} beyond the ends {end}.")
    every = len(plan.analysed_markers)
    if len(shown.markers) < every:
        words.append(f"Shown: {len(shown.markers)} of {counted(every, 'marker')}.")
    if not named:
        words.append(f"{counted(len(shown.patients), 'patient')}, too many to name.")
    return " ".join(words)
