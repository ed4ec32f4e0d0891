"""The answer picture as a figure: a row a marker, the leading question large, the others beside."""

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from explant.config.models import Plan
from explant.figures.answer.answer_axes import AnswerAxes, alone, answer_axes
from explant.figures.answer.answer_words import (
    Read,
    axis_marks,
    column_heading,
    groups_of,
    name_lines,
    note_words,
    read_tables,
    said_lines,
)
from explant.figures.effect_strip import Effect
from explant.figures.figure_kinds import ANSWER
from explant.figures.kit import layout, style
from explant.figures.kit.palette import held_color
from explant.figures.kit.paper import paper
from explant.figures.kit.patient_layer import Dots, PatientLayer
from explant.figures.kit.printed_numbers import printed
from explant.figures.kit.swarm import swarm
from explant.figures.kit.ticks import difference_ticks
from explant.language.answers.answer import Answer
from explant.language.answers.picture_words import (
    size_of,
)

_EDGE = 0.1
_ROW = 0.66
_STRIP, _SHORTEST_STRIP = 1.75, 1.4
_ESTIMATE, _DOTS, _AXIS = 0.1, 0.31, 0.46
"""How far below a row's upper edge the estimate, the dots and the axis stand."""
_SIDEWAYS = 0.14
_DOT, _SMALLEST_DOT = 3.6, 1.6
_LINE = 0.14
_NARROWEST, _WIDEST = 0.58, 1.0
_STEP = 0.04
_FEW_LINES = 3
"""A heading of no more lines is good enough: its column grows only as all do."""
_GAP = 0.1


@style.styled
def answer_figure(
    plan: Plan,
    paired: pd.DataFrame,
    differences: pd.DataFrame,
    strata: pd.DataFrame,
    interactions: pd.DataFrame,
    robustness: pd.DataFrame,
    cells: pd.DataFrame,
    between: pd.DataFrame | None = None,
) -> Figure:
    """Every marker's leading effect with its patients, and the other questions beside it.

    A double column has them all; a single column has the leading question alone.

    Parameters
    ----------
    plan
        The study's plan, with a contrast.
    paired, differences, strata, interactions, robustness, cells, between
        The tables of those names; ``between`` may be left out where no question is between groups.
    """
    frames = {"paired": paired, "differences": differences}
    read = read_tables(
        plan,
        {
            "paired": paired,
            "between": between,
            "strata": strata,
            "interactions": interactions,
            "robustness": robustness,
            "cells": cells,
        },
    )
    axes_of = answer_axes(plan, read.chosen, frames, read.asked, read.questions)
    names = [name_lines(plan, row, read.tables["cells"]) for row in read.chosen]
    said = [said_lines(read, row) for row in read.chosen]
    name_width = min(max((_wide(lines) for lines in names), default=0.5), 1.6)
    said_width = max((_wide(lines) for lines in said), default=0.5)
    left = _EDGE + name_width + 0.12
    room = style.width() - left - _GAP - said_width - _EDGE
    columns = _columns(read, room - _STRIP - _GAP)
    marks = axis_marks(plan, columns)
    headings = [column_heading(plan, name, marks) for name in columns]
    widths = _widths(headings, room - _SHORTEST_STRIP - _GAP)
    # In a single column the words beside it need what they need.
    strip = min(max(room - sum(widths) - len(columns) * _GAP, 1.1), 2.6)
    heading = [
        layout.wrapped(
            plan.contrast_label(plan.headline), strip + said_width, style.BASE, bold=True
        )
    ]
    under = [
        layout.wrapped(text, width, style.TINY)
        for text, width in zip(headings, widths, strict=True)
    ]
    lines = max([len(heading), *(text.count("\n") + 1 for text in under)])
    top = 0.12 + layout.text_height(lines, style.BASE)
    note = layout.note(plan, note_words(read, axes_of, columns))
    foot = 0.14 + layout.text_height(note.count("\n") + 1, style.TINY)
    height = top + _ROW * max(len(read.chosen), 1) + foot
    figure = Figure(figsize=(style.width(), height))
    axes = layout.axes_at(figure, 0, 0, style.width(), height)
    axes.set_axis_off()
    axes.set_xlim(0, style.width())
    axes.set_ylim(0, height)
    layer = PatientLayer(axes, ANSWER.name, "differences")
    _write(axes, left, height - 0.1, heading, bold=(0,), size=style.BASE)
    start = left + strip + _GAP + said_width + _GAP
    places = [start + sum(widths[:k]) + k * _GAP for k in range(len(columns))]
    for place, text in zip(places, under, strict=True):
        _write(axes, place, height - 0.1, text.split("\n"), size=style.TINY)
    for k, (row, called, told) in enumerate(zip(read.chosen, names, said, strict=True)):
        y = height - top - _ROW * k
        axes.plot([_EDGE, style.width() - _EDGE], [y, y], color=style.FAINT, linewidth=0.6)
        _write(axes, _EDGE, y - 0.06, called, bold=(0,))
        _draw_leading(axes, layer, read, axes_of, row, (left, strip), y)
        _write(axes, left + strip + _GAP, y - 0.06, told, bold=(0,) if row.has_evidence else ())
        for place, name, width in zip(places, columns, widths, strict=True):
            _draw_other(axes, read, axes_of, row, name, (place, width), y)
    layout.write(figure, _EDGE, 0.07, note, style.TINY, style.MUTED)
    return figure


def _wide(lines: Sequence[str]) -> float:
    sizes = [style.SMALL, *[style.TINY] * len(lines)]
    return max(
        layout.text_width(line, size, bold=k == 0)
        for k, (line, size) in enumerate(zip(lines, sizes, strict=False))
    )


def _columns(read: Read, room: float) -> list[str]:
    """Questions and stratifiers that have a column."""
    every = [*read.questions, *read.stratifiers]
    most = min(len(every), int(room / (_NARROWEST + _GAP)))
    if paper().narrow or most <= 0:
        return []
    # Stratifiers say in whom, which no other figure of the page does: questions give way.
    kept = read.questions[: max(most - len(read.stratifiers), 0)]
    return [*kept, *read.stratifiers][:most]


def _widths(headings: Sequence[str], room: float) -> list[float]:
    """Widths of columns: those whose headings have the most lines grow first, then all."""
    widths = [_NARROWEST] * len(headings)

    def lines(k: int) -> int:
        return layout.wrapped(headings[k], widths[k], style.TINY).count("\n") + 1

    while widths and sum(widths) + len(widths) * _GAP + _STEP <= room:
        growing = [k for k in range(len(widths)) if widths[k] < _WIDEST]
        if not growing:
            break
        widths[max(growing, key=lambda k: (max(lines(k), _FEW_LINES), -widths[k]))] += _STEP
    return widths


def _write(
    axes: Axes,
    x: float,
    y: float,
    lines: Sequence[str],
    *,
    bold: Sequence[int] = (),
    size: float = style.SMALL,
) -> None:
    """Lines of text from a place down; those after the first are small and gray in a row."""
    for k, line in enumerate(lines):
        axes.text(
            x,
            y - _LINE * k,
            line,
            size=size if k == 0 or size != style.SMALL else style.TINY,
            color=style.INK if k == 0 or size != style.SMALL else style.MUTED,
            weight="bold" if k in bold or (bold and size == style.BASE) else "normal",
            va="top",
        )


def _draw_leading(
    axes: Axes,
    layer: PatientLayer,
    read: Read,
    axes_of: AnswerAxes,
    row: Answer,
    box: tuple[float, float],
    y: float,
) -> None:
    marker = row.marker
    if marker not in axes_of.reach:
        return
    left, width = box
    reach, effect = axes_of.reach[marker], axes_of.effects[marker]
    middle, per_unit = left + width / 2, (width / 2 - 0.06) / reach
    axes.plot([middle, middle], [y - 0.04, y - _AXIS], color=style.MUTED, linewidth=0.8)
    values = np.array(effect.differences, dtype=np.float64)
    x = middle + values * per_unit
    size = _DOT
    aside = swarm(x, size * 1.05 / layout.POINTS_PER_INCH, 1.0)
    widest = float(np.nanmax(np.abs(aside), initial=0.0)) + size / 2 / layout.POINTS_PER_INCH
    if widest > _SIDEWAYS:
        # Many patients have smaller dots, so that none lies on the axis or its numbers.
        size = max(_DOT * (_SIDEWAYS / widest) ** 0.5, _SMALLEST_DOT)
        radius = size / 2 / layout.POINTS_PER_INCH
        aside = swarm(x, 2.1 * radius, _SIDEWAYS - radius)
    color = held_color(read.plan, read.plan.headline)
    for patient, place, offset in zip(effect.patients, x, aside, strict=True):
        layer.add(
            patient,
            [
                Dots(
                    np.array([place]),
                    np.array([y - _DOTS + offset]),
                    face=style.tint(color, 0.55),
                    edge=style.PAPER,
                    edge_width=0.4 * size / _DOT,
                    size=size,
                )
            ],
        )
    _draw_effect(axes, effect, middle, per_unit, reach, y - _ESTIMATE, row.has_evidence, 4.6)
    scale = read.plan.markers[marker].scale
    ticks = difference_ticks([-0.88 * reach, 0.88 * reach], scale)
    inside = [
        (place, label)
        for place, label in zip(ticks.places, ticks.labels, strict=True)
        if abs(place) <= reach
    ]
    if not inside:
        return
    axes.plot(
        [middle + inside[0][0] * per_unit, middle + inside[-1][0] * per_unit],
        [y - _AXIS, y - _AXIS],
        color=style.NEUTRAL,
        linewidth=0.6,
    )
    named = {0, len(inside) - 1, *(k for k, (place, _) in enumerate(inside) if place == 0)}
    for k, (place, label) in enumerate(inside):
        at = middle + place * per_unit
        axes.plot([at, at], [y - _AXIS, y - _AXIS - 0.025], color=style.NEUTRAL, linewidth=0.6)
        if k in named:
            axes.text(
                at, y - _AXIS - 0.04, label, size=style.TINY, color=style.MUTED,
                ha="center", va="top",
            )  # fmt: skip


def _draw_effect(
    axes: Axes,
    effect: Effect,
    middle: float,
    per_unit: float,
    reach: float,
    y: float,
    filled: bool,
    size: float,
) -> None:
    if math.isfinite(effect.low) and math.isfinite(effect.high):
        ends = [min(max(bound, -reach), reach) for bound in (effect.low, effect.high)]
        axes.plot(
            [middle + end * per_unit for end in ends],
            [y, y],
            color=style.INK,
            linewidth=1.5,
            solid_capstyle="butt",
        )
        for bound, shape in ((effect.low, "<"), (effect.high, ">")):
            if abs(bound) > reach:
                end = middle + math.copysign(reach, bound) * per_unit
                axes.plot([end], [y], marker=shape, markersize=3.5, color=style.INK)
    if math.isfinite(effect.estimate) and abs(effect.estimate) <= reach:
        axes.plot(
            [middle + effect.estimate * per_unit],
            [y],
            marker="o",
            markersize=size,
            markerfacecolor=style.INK if filled else style.PAPER,
            markeredgecolor=style.INK,
            markeredgewidth=1.1,
        )


def _draw_other(
    axes: Axes,
    read: Read,
    axes_of: AnswerAxes,
    row: Answer,
    name: str,
    box: tuple[float, float],
    y: float,
) -> None:
    """Another question of a marker, or the leading one by a property of the patients."""
    plan, marker = read.plan, row.marker
    left, width = box
    if name in plan.contrasts:
        own = read.asked.get((name, marker))
        drawn = [own] if own is not None and own.is_tested else []
        if not drawn:
            _verdict(axes, left, y, "not asked" if own is None else "not tested")
            return
        evidence, text = drawn[0].has_evidence, printed(size_of(drawn[0], plan))
        words = text or ("differ" if evidence else "not shown")
    else:
        compared = groups_of(read.tables["interactions"], row, name)
        main = next((e for e in compared if e.text("kind") == "continuous"), None)
        main = main or next(iter(compared), None)
        if main is None or not main.is_tested:
            _verdict(axes, left, y, "not tested")
            return
        evidence = main.has_evidence
        drawn = (
            [] if main.text("kind") == "continuous" else groups_of(read.tables["strata"], row, name)
        )
        words = "differs" if evidence else "not shown"
    reach = axes_of.of(plan, marker, name) if name in plan.contrasts else 0.0
    reach = reach or axes_of.reach.get(marker, 0.0)
    drawn = [each for each in drawn if math.isfinite(each.number("estimate"))]
    if reach and drawn:
        middle, per_unit = left + width / 2, (width / 2 - 0.05) / reach
        step = min(0.13, (_DOTS + 0.02) / len(drawn))
        axes.plot([middle] * 2, [y - 0.04, y - _DOTS - 0.02], color=style.MUTED, linewidth=0.6)
        for k, each in enumerate(drawn):
            place = y - 0.1 - step * k if len(drawn) > 1 else y - 0.18
            _draw_effect(axes, alone(each), middle, per_unit, reach, place, evidence, 3.6)
    _verdict(axes, left, y, words, strong=evidence)


def _verdict(axes: Axes, left: float, y: float, words: str, *, strong: bool = False) -> None:
    axes.text(
        left,
        y - _AXIS + 0.06,
        words,
        size=style.TINY,
        color=style.INK if strong else style.MUTED,
        weight="bold" if strong else "normal",
        va="top",
    )
