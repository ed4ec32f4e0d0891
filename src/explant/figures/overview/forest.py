"""The forest plot: every marker and contrast on one axis, as standardized effects."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from explant.config.models import Contrast, Plan
from explant.figures.effects import (
    STANDARDIZED,
    compared_words,
    counted_per,
    evident,
    results,
    table_name,
)
from explant.figures.figure_names import declared_markers
from explant.figures.kit import layout, style
from explant.figures.kit.paper import paper
from explant.figures.kit.printed_numbers import (
    annotation_note,
    difference_unit,
    effect_text,
    interval_called,
    level_text,
    n_digits,
    p_digits,
    stars,
)
from explant.figures.kit.ticks import linear_ticks
from explant.figures.selection import ForestRows, forest_rows
from explant.questions.question import question

_ROW = 0.195
_HEADING = 0.27
_TOP = 0.38
_BOTTOM = 0.78
_EDGE = 0.1
_NARROWEST = 1.1
"""Inches that the axis needs."""


@style.styled
def forest_figure(plan: Plan, paired: pd.DataFrame, between: pd.DataFrame | None = None) -> Figure:
    """Standardized mean differences of all markers, grouped by contrast.

    Markers have different units, so the axis shows d_z = mean / SD of the differences with its
    interval, and for two groups of patients Cohen's d, as squares; the estimate in the marker's
    unit stands beside it. A mark is filled where there is evidence.

    Parameters
    ----------
    plan
        The study's plan, with a contrast that has an effect.
    paired, between
        The tables of those names; ``between`` may be left out where no question is between groups.
    """
    chosen = forest_rows(plan, paired, between)
    found = results(plan, paired, between).set_index(["marker", "contrast"])
    keys = list(chosen.questions)
    rows = found.reindex(pd.MultiIndex.from_tuples(keys, names=["marker", "contrast"]))
    numbers = ["estimate", "low", "high", "p_adjusted", *STANDARDIZED]
    rows = rows.astype(dict.fromkeys(numbers, "float64"))
    headings = [_heading(plan, contrast) for contrast in chosen.contrasts]
    tall = [_HEADING + layout.text_height(head.count("\n"), style.BASE) for head in headings]
    places, heads = _places(chosen, tall)
    height = sum(tall) + _ROW * len(keys)
    directions = rows["expected"].fillna("").ne("").any()
    note = _note(plan, chosen, directions=bool(directions))
    labels = {
        m: layout.shortened(plan.marker_label(m), _longest_name(), style.SMALL)
        for m in chosen.markers
    }
    left = _EDGE + 0.15 + max(layout.text_width(t, style.SMALL) for t in labels.values()) + 0.1
    columns = _columns(plan, keys, rows, alone=paper().narrow)
    widths, gaps = _room_of(columns)
    if style.width() - _EDGE - sum(widths) - sum(gaps) - left < _NARROWEST:
        # The estimates are drawn and stand in the tables; n and p are seen nowhere else.
        columns = columns[1:]
        widths, gaps = _room_of(columns)
    right = style.width() - _EDGE - sum(widths) - sum(gaps)
    across = max(right - left, _NARROWEST)
    aside = min(left + across / 2, style.width() - left - across / 2) - _EDGE
    axis = (
        f"Standardized mean difference ({_standardized(plan, chosen)}), "
        f"{level_text(plan.inference.confidence)} interval"
    )
    axis = layout.wrapped(axis, 2 * aside - 0.1, style.BASE)
    bottom = _BOTTOM + 0.15 * (note.count("\n") + axis.count("\n"))
    figure = Figure(figsize=(style.width(), height + _TOP + bottom))
    axes = layout.axes_at(figure, left, bottom, across, height)
    # The vertical axis runs in inches from the top, so that headings and rows keep their heights.
    axes.set_ylim(height, 0)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    low, high = _range(rows)
    linear_ticks(low, high, 3 if paper().narrow else 6).put_on(axes, "x")
    axes.set_xlabel(axis)
    axes.vlines(
        np.zeros(len(heads)),
        heads + tall,
        np.append(heads[1:], height),
        color=style.MUTED,
        linewidth=0.8,
        zorder=1,
    )

    def text(x: float, y: float, words: str, **looks: object) -> None:
        # x in inches from the figure's left edge, y in the axis' own inches.
        axes.text(
            (x - left) / max(right - left, _NARROWEST),
            y,
            words,
            **{
                "transform": axes.get_yaxis_transform(),
                "size": style.SMALL,
                "va": "center_baseline",
                **looks,
            },  # type: ignore[arg-type]
        )

    for heading, top in zip(headings, heads, strict=True):
        for k, line in enumerate(heading.split("\n")):
            y = top + _HEADING * 0.55 + layout.text_height(k, style.BASE)
            text(_EDGE, y, line, weight="bold", size=style.BASE)
    for (marker, _), y in zip(keys, places, strict=True):
        text(_EDGE + 0.15, y, labels[marker])
    start = max(right, left + _NARROWEST)
    for (heading, texts), width, gap in zip(columns, widths, gaps, strict=True):
        start += gap
        last = heading != columns[0][0] or not heading.startswith("Estimate")
        x = start + width if last else start
        text(x, -0.13, heading, ha="right" if last else "left", color=style.MUTED)
        for y, words in zip(places, texts, strict=True):
            text(x, y, words, ha="right" if last else "left")
        start += width
    if directions:
        text(max(right, left + _NARROWEST), -0.13, "expected", ha="center", color=style.MUTED)
    _draw_effects(axes, plan, keys, rows, places)
    layout.write(figure, _EDGE, 0.07, note, style.TINY, style.MUTED)
    return figure


def _longest_name() -> float:
    """Inches of a marker's name: in a single column a larger share, for names are not cut there."""
    return (0.42 if paper().narrow else 0.22) * style.width()


def _room_of(columns: list[tuple[str, list[str]]]) -> tuple[list[float], list[float]]:
    """Width of each column of text, and the gap before it."""
    widths = [
        max(layout.text_width(text, style.SMALL) for text in [heading, *texts])
        for heading, texts in columns
    ]
    return widths, [0.42, *[0.22] * len(columns)][: len(columns)]


def _heading(plan: Plan, contrast: str) -> str:
    asked = plan.contrasts[contrast]
    said = "; ".join(filter(None, (asked.role, compared_words(plan, contrast))))
    room = style.width() - 0.3
    lines = layout.wrapped(f"{plan.contrast_label(contrast)} ({said})", room, style.BASE, bold=True)
    return "\n".join(
        layout.shortened(line, room, style.BASE, bold=True) for line in lines.split("\n")
    )


def _groups(asked: Contrast) -> list[list[str]]:
    return list(asked.between.values())


def _standardized(plan: Plan, chosen: ForestRows) -> str:
    """Which standardized effects the axis shows."""
    between = [question(plan, contrast).is_between for contrast in chosen.contrasts]
    if not any(between):
        return "dz"
    return "d" if all(between) else "dz; between groups d"


def _places(
    chosen: ForestRows, tall: Sequence[float]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Place of each row, and upper edge of each contrast's block, from the top."""
    places, heads = [], []
    y = 0.0
    for contrast, heading in zip(chosen.contrasts, tall, strict=True):
        heads.append(y)
        y += heading
        for _ in [marker for marker, asked in chosen.questions if asked == contrast]:
            places.append(y + _ROW / 2)
            y += _ROW
    return np.array(places), np.array(heads)


def _columns(
    plan: Plan, keys: list[tuple[str, str]], rows: pd.DataFrame, *, alone: bool
) -> list[tuple[str, list[str]]]:
    """Columns of text beside the axis; ``alone`` leaves out intervals, which are drawn."""
    effects, counts, chances, marks = [], [], [], []
    for (marker, contrast), (_, row) in zip(keys, rows.iterrows(), strict=True):
        settings = plan.markers[marker]
        text = effect_text(
            row["estimate"],
            row["low"],
            row["high"],
            settings.scale,
            difference_unit(settings, short=True),
            counted_per(plan, contrast),
        )
        if alone:
            text = text.partition(" [")[0]
        effects.append(layout.shortened(text, 3.0, style.SMALL))
        counts.append(n_digits(row))
        chances.append(p_digits(row["p_adjusted"], plan.inference.alpha))
        marks.append(stars(row["p_adjusted"]))
    shown = plan.figures.annotate
    return [
        ("Estimate" if alone else f"Estimate [{interval_called(plan)}]", effects),
        *([("n", counts)] if "n" in shown else []),
        *([("adjusted p", chances)] if "p" in shown else []),
        *([("", marks)] if "stars" in shown else []),
    ]


def _range(rows: pd.DataFrame) -> tuple[float, float]:
    """Limits of the axis: all effects, and intervals as far as they leave the effects readable."""
    effects = rows["standardized"].to_numpy(dtype=np.float64)
    effects = effects[np.isfinite(effects)]
    if len(effects) == 0:
        return -1.0, 1.0
    lowest, highest = min(effects.min(), 0.0), max(effects.max(), 0.0)
    room = max(1.5, highest - lowest)
    low = np.nanmin(np.append(rows["standardized_low"].to_numpy(dtype=np.float64), lowest))
    high = np.nanmax(np.append(rows["standardized_high"].to_numpy(dtype=np.float64), highest))
    low, high = max(low, lowest - room), min(high, highest + room)
    margin = 0.05 * (high - low)
    # Room for the triangles of the expected directions.
    return float(low - margin), float(high + 2.2 * margin)


def _draw_effects(
    axes: Axes,
    plan: Plan,
    keys: list[tuple[str, str]],
    rows: pd.DataFrame,
    places: NDArray[np.float64],
) -> None:
    effect = rows["standardized"].to_numpy(dtype=np.float64)
    evidence = evident(rows)
    first, last = axes.get_xlim()
    low = np.clip(rows["standardized_low"].to_numpy(dtype=np.float64), first, last)
    high = np.clip(rows["standardized_high"].to_numpy(dtype=np.float64), first, last)
    axes.hlines(places, low, high, color=style.INK, linewidth=1.4, gid="intervals")
    between = np.array([question(plan, contrast).is_between for _, contrast in keys])
    for kind, shape, suffix in ((~between, "o", ""), (between, "s", "-between")):
        for chosen, face, name in (
            (evidence, style.INK, "evidence"),
            (~evidence, style.PAPER, "no-evidence"),
        ):
            if kind.any():
                axes.plot(
                    effect[kind & chosen],
                    places[kind & chosen],
                    linestyle="",
                    marker=shape,
                    markersize=5.5,
                    markerfacecolor=face,
                    markeredgecolor=style.INK,
                    markeredgewidth=1.1,
                    gid=name + suffix,
                )
    expected = rows["expected"].fillna("").to_numpy(dtype=object)
    for direction, shape in (("increase", ">"), ("decrease", "<")):
        here = places[expected == direction]
        if len(here):
            axes.plot(
                np.full(len(here), 1.0),
                here,
                linestyle="",
                marker=shape,
                markersize=4.5,
                color=style.OKABE_ITO[0],
                transform=axes.get_yaxis_transform(),
                clip_on=False,
                gid=f"expected-{direction}",
            )


def _note(plan: Plan, chosen: ForestRows, *, directions: bool) -> str:
    asked = [plan.contrasts[contrast] for contrast in chosen.contrasts]
    words = f"Filled: adjusted p ≤ {plan.inference.alpha:g}."
    if "stars" in plan.figures.annotate:
        words += f" {annotation_note(plan)}"
    if any(contrast.between for contrast in asked):
        words += " Squares: unpaired, between groups of patients."
    if any(len(groups) > 2 for contrast in asked for groups in _groups(contrast)):
        words += " A change per group has no standardized effect here."
    if directions:
        words += " Triangle: direction that the plan expects."
    if any(
        plan.markers[marker].unit.strip() == "%" and plan.markers[marker].scale == "linear"
        for marker in chosen.markers
    ):
        words += " pp: percentage points."
    if any(plan.markers[marker].scale != "linear" for marker in chosen.markers):
        words += " ×: ratio."
    if chosen.without_effect:
        names = "; ".join(plan.contrast_label(contrast) for contrast in chosen.without_effect)
        words += f" Without a single effect, in between.csv: {names}."
    if chosen.complete:
        return layout.note(plan, words)
    left_out = []
    if len(chosen.markers) < chosen.all_markers:
        first = "those declared, then " if declared_markers(plan) else ""
        left_out.append(
            f"{len(chosen.markers)} of {chosen.all_markers} markers ({first}"
            "smallest p in the primary contrasts, or in all where no primary one is asked)"
        )
    if len(chosen.contrasts) < chosen.all_contrasts:
        left_out.append(f"{len(chosen.contrasts)} of {chosen.all_contrasts} contrasts")
    files = " and ".join(dict.fromkeys(table_name(plan, name) for name in plan.contrasts))
    shown = f"Shown: {' and '.join(left_out)}; the others stand in {files}."
    return "\n".join(layout.note(plan, line) for line in (words, shown))
