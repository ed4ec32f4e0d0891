"""The completeness figure: which of the planned measurements exist."""

import numpy as np
import pandas as pd
import seaborn
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure

from explant.config.models import Plan
from explant.figures.figure_kinds import COMPLETENESS
from explant.figures.kit import layout, style
from explant.figures.kit.paper import paper
from explant.figures.kit.patient_layer import patient_gid
from explant.figures.overview.measurement_states import (
    ABOVE,
    BELOW,
    MEASURED,
    MISSING,
    NOT_ASKED,
    STATE_NAMES,
    shown_design,
    states,
)
from explant.language.unit_of_study import noun, renamed
from explant.questions.design import Cell, cells

MOST_COLUMNS, MOST_COLUMNS_NARROW = 80, 44
MOST_PATIENTS = 120

_SYMBOLS = {BELOW: "v", ABOVE: "^", MISSING: "x"}
_FACES = ("#BFD9EA", "#56B4E9", "#E69F00", style.PAPER, style.PAPER)
_COMPLETE = (MEASURED, NOT_ASKED)
_EDGE = 0.1
_ROW, _LEAST_ROW = 0.17, 0.085
_TALLEST = 8.2
"""Inches of all rows that a page has room for; many patients have lower ones."""
_LONGEST_NAME = 2.4
_LEGEND = 0.2


@style.styled
def completeness_figure(plan: Plan, measurements: pd.DataFrame, patients: pd.DataFrame) -> Figure:
    """Heat map of patients × (marker, cell): measured, below detection, missing or not asked for.

    Above each column stands how many patients have a value. Symbols repeat what the colors say.

    Parameters
    ----------
    plan
        The study's plan.
    measurements, patients
        The tables of those names.
    """
    found = states(plan, measurements, patients)
    plan, markers = shown_design(plan)
    per_marker = len(cells(plan))
    # Whole markers, the least complete first, where there are more columns than a page holds.
    kept = list(range(len(markers)))
    most_columns = MOST_COLUMNS_NARROW if paper().narrow else MOST_COLUMNS
    room = max(most_columns // per_marker, 1)
    if len(markers) > room:
        lost = ~np.isin(found.state, _COMPLETE).reshape(len(found.patients), -1, per_marker).sum(
            (0, 2)
        )
        kept = sorted(int(k) for k in np.argsort(-lost, kind="stable")[:room])
    columns = [j for k in kept for j in range(k * per_marker, (k + 1) * per_marker)]
    rows = np.arange(len(found.patients))
    if len(rows) > MOST_PATIENTS:
        worst = np.argsort(-(~np.isin(found.state, _COMPLETE)).sum(axis=1), kind="stable")
        rows = np.sort(worst[:MOST_PATIENTS])
    shown = found.state[np.ix_(rows, np.array(columns))]

    names = [layout.shortened(found.patients[i], 1.4, style.TINY) for i in rows]
    left = _EDGE + max((layout.text_width(name, style.TINY) for name in names), default=0) + 0.1
    width = style.width() - left - _EDGE
    slot = width / len(columns)
    cell_names = [_cell_label(plan, found.columns[j][1]) for j in columns]
    label_width = max(layout.text_width(name, style.TINY) for name in cell_names)
    upright = label_width > slot - 0.04
    per_name = (label_width + 0.06 if upright else 0.16) if plan.factors else 0.0
    with_cells = slot >= 0.12
    named = [plan.marker_label(markers[k]) for k in kept]
    across = slot * per_marker - 0.05
    # Names that would be cut run upward; all names do then, as a reader compares them.
    broken = [layout.wrapped(name, across, style.BASE, bold=True) for name in named]
    upward = any(
        layout.text_width(name, style.BASE, bold=True) > across or name.count("\n") > 2
        for name in broken
    )
    if upward:
        named = [layout.shortened(name, _LONGEST_NAME, style.BASE, bold=True) for name in named]
        tall = max(layout.text_width(name, style.BASE, bold=True) for name in named) - 0.12
    else:
        named = broken
        tall = layout.text_height(max(name.count("\n") for name in named), style.BASE)
    bottom = 0.36 + (per_name + 0.1 if with_cells else 0.1)
    top = (0.54 if with_cells else 0.34) + tall
    row = min(_ROW, max(_TALLEST / len(rows), _LEAST_ROW)) if len(rows) else _ROW
    height = row * len(rows)
    said = _note(len(rows), len(found.patients), len(kept), len(markers))
    if not with_cells and per_marker > 1:
        said = f"{said} Columns of a marker: {'; '.join(cell_names[:per_marker])}.".strip()
    note = layout.note(plan, said)
    used = [state for state in range(len(STATE_NAMES)) if (shown == state).any()]
    counts_are = ""
    if with_cells:
        counts_are = f"Numbers: patients with a value, of {len(found.patients)}."
        counts_are = renamed(counts_are, noun(plan))
    legend = _legend_lines(used, left, counts_are)
    under = layout.text_height(note.count("\n") + 1, style.TINY) + 0.04 if note else 0.0
    foot = under + _LEGEND * (len(legend) - 1)
    figure = Figure(figsize=(style.width(), bottom + height + top + foot))
    axes = layout.axes_at(figure, left, bottom + foot, width, height)

    seaborn.heatmap(
        shown,
        ax=axes,
        cmap=ListedColormap(_FACES),
        vmin=-0.5,
        vmax=4.5,
        cbar=False,
        xticklabels=False,
        yticklabels=False,
        linewidths=0.6 * row / _ROW,
        linecolor=style.PAPER,
    )
    for state in used:
        if state in _SYMBOLS:
            y, x = np.nonzero(shown == state)
            axes.plot(
                x + 0.5,
                y + 0.5,
                linestyle="",
                marker=_SYMBOLS[state],
                markersize=4.0 * min(1.3 * row / _ROW, 1.0),
                color=style.INK,
                markeredgewidth=1.0,
                gid=STATE_NAMES[state].replace(" ", "-"),
            )
    for k in range(1, len(kept)):
        axes.axvline(k * per_marker, color=style.PAPER, linewidth=4)
    axes.set_yticks(np.arange(len(rows)) + 0.5, labels=names)
    axes.tick_params(axis="both", length=0, pad=3, labelsize=style.TINY, labelrotation=0)
    for label in axes.get_yticklabels():
        label.set_fontsize(min(style.TINY, 0.88 * row * layout.POINTS_PER_INCH))
    for i, label in zip(rows, axes.get_yticklabels(), strict=True):
        label.set_gid(patient_gid(found.patients[i], COMPLETENESS.name, "rows"))
    if with_cells:
        axes.set_xticks(
            np.arange(len(columns)) + 0.5, labels=cell_names, rotation=90 if upright else 0
        )
        of_columns = found.state[:, columns]
        counts = (of_columns < MISSING).sum(axis=0)
        lacking = (of_columns == MISSING).any(axis=0)
        for j, count in enumerate(counts):
            axes.text(
                j + 0.5,
                -0.15 * _ROW / row,
                f"{count}",
                size=style.TINY,
                color=style.OKABE_ITO[1] if lacking[j] else style.INK,
                weight="bold" if lacking[j] else "normal",
                ha="center",
                va="bottom",
            )
    for k, name in enumerate(named):
        axes.text(
            (k + 0.5) * per_marker,
            -(0.27 if with_cells else 0.07) / row,
            name,
            weight="bold",
            rotation=90 if upward else 0,
            ha="center",
            va="bottom",
        )
    _legend(figure, legend, left, 0.1 + under, counts_are)
    if note:
        layout.write(figure, _EDGE, 0.07, note, style.TINY, style.MUTED)
    return figure


def _cell_label(plan: Plan, cell: Cell) -> str:
    return ", ".join(
        plan.level_label(factor, level) for factor, level in zip(plan.factors, cell, strict=True)
    )


def _entry_width(state: int) -> float:
    return 0.22 + layout.text_width(STATE_NAMES[state], style.SMALL) + 0.25


def _legend_lines(used: list[int], left: float, counts_are: str) -> list[list[int]]:
    """States of each line of the legend; an empty last line has no room beside them for words."""
    lines: list[list[int]] = [[]]
    x = left
    for state in used:
        if lines[-1] and x + _entry_width(state) - 0.25 > style.width() - _EDGE:
            lines.append([])
            x = left
        lines[-1].append(state)
        x += _entry_width(state)
    if x + layout.text_width(counts_are, style.TINY) > style.width() - _EDGE:
        lines.append([])
    return lines


def _legend(figure: Figure, lines: list[list[int]], left: float, y: float, counts_are: str) -> None:
    for line, states_shown in enumerate(reversed(lines)):
        x, up = left, y + _LEGEND * line
        for state in states_shown:
            legend = layout.axes_at(figure, x, up, 0.16, 0.16)
            legend.set_axis_off()
            legend.set_xlim(0, 1)
            legend.set_ylim(0, 1)
            legend.fill([0, 1, 1, 0], [0, 0, 1, 1], facecolor=_FACES[state], edgecolor=style.FAINT)
            if state in _SYMBOLS:
                legend.plot([0.5], [0.5], marker=_SYMBOLS[state], markersize=4, color=style.INK)
            layout.write(figure, x + 0.22, up, STATE_NAMES[state], style.SMALL, style.INK)
            x += _entry_width(state)
    place = style.width() - _EDGE
    layout.write(figure, place, y, counts_are, style.TINY, style.MUTED, ha="right")


def _note(rows: int, patients: int, markers: int, all_markers: int) -> str:
    parts = []
    if rows < patients:
        parts.append(f"{rows} of {patients} patients")
    if markers < all_markers:
        parts.append(f"{markers} of {all_markers} markers")
    return f"Shown: {' and '.join(parts)}, the least complete." if parts else ""
