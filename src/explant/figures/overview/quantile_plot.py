"""The differences against the normal distribution, with the flagged patients named.

Description: no test is chosen by it.
"""

from dataclasses import replace
from urllib.parse import quote

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from explant.config.models import Plan
from explant.figures.figure_kinds import DIAGNOSTICS
from explant.figures.kit import layout, style
from explant.figures.kit.palette import held_color
from explant.figures.kit.panels import (
    PanelColumns,
    frame,
    grid,
    name_horizontal,
    names_width,
    row_names,
)
from explant.figures.kit.patient_layer import Dots, PatientLayer
from explant.figures.kit.ticks import Ticks, difference_labels, difference_ticks
from explant.figures.selection import Panels, diagnostics_panels
from explant.numbers import fixed

_PANEL = 1.05
_BETWEEN_ROWS = 0.22
_NAMED = 0.18
_EDGE = 0.1
_DOT = 3.6
_FLAGGED = 5.2
_PLACES = (-2, -1, 0, 1, 2)
# Upper quartile of the standard normal distribution.
_QUARTILE = 0.6744897501960817
_FEWEST_FOR_A_LINE = 3


@style.styled
def quantile_plot(plan: Plan, quantiles: pd.DataFrame, diagnostics: pd.DataFrame) -> Figure:
    """Quantile–quantile plots; markers in rows, contrasts in columns.

    A line runs through the quartiles: differences from a normal distribution lie near it. A row is
    one axes, since its contrasts share the marker's unit.

    Parameters
    ----------
    plan
        The study's plan.
    quantiles, diagnostics
        The tables of those names.
    """
    shown = diagnostics_panels(plan)
    own = quantiles[
        quantiles["marker"].isin(shown.markers) & quantiles["contrast"].isin(shown.contrasts)
    ]
    ticks = {
        marker: _with_room(
            difference_ticks(
                own.loc[own["marker"] == marker, "difference"], plan.markers[marker].scale
            )
        )
        for marker in shown.markers
    }
    tick_width = max(layout.text_width(t, style.SMALL) for k in ticks.values() for t in k.labels)
    markers, asked = grid(plan, shown.markers, shown.contrasts)
    names = row_names(plan, markers, _PANEL + 0.1)
    left = 0.4 + tick_width + names_width(names)
    columns = PanelColumns(style.width() - left - _EDGE, asked.columns)
    titles = {
        c: layout.wrapped(plan.contrast_label(c), columns.width, style.BASE, bold=True)
        for c in shown.contrasts
    }
    title_height = layout.text_height(1 + max(t.count("\n") for t in titles.values()), style.BASE)
    note = _note(plan, shown, any_flagged=bool(own["outlier"].eq("yes").any()))
    foot = 0.48 + layout.text_height(note.count("\n") + 1, style.TINY)
    row = _PANEL + _BETWEEN_ROWS + (0.0 if asked.common else _NAMED)
    last = len(markers) - 1
    height = 0.14 + title_height * asked.titles_above(last) + row * (last + 1) + foot
    figure = Figure(figsize=(style.width(), height))
    farthest = np.abs(own["normal_quantile"].to_numpy(dtype=np.float64))
    reach = 1.12 * max(float(np.max(farthest[np.isfinite(farthest)], initial=0.0)), 2.0)
    w_of = {
        (str(marker), str(contrast)): float(w)
        for marker, contrast, w in diagnostics[["marker", "contrast", "shapiro_w"]].itertuples(
            index=False, name=None
        )
    }
    for i, marker in enumerate(markers):
        bottom = height - 0.14 - title_height * asked.titles_above(i) - row * (i + 1) + 0.08
        bottom += row - _PANEL - _BETWEEN_ROWS
        axes = layout.axes_at(figure, left, bottom, columns.total, _PANEL)
        axes.set_xlim(0, columns.total)
        panels = len(asked.rows[i])
        frame(axes, ticks[marker], columns, panels, names[i], left)
        layer = PatientLayer(axes, DIAGNOSTICS.name, f"{i + 1}")
        for j, contrast in enumerate(asked.rows[i]):
            mine = own[(own["marker"] == marker) & (own["contrast"] == contrast)]
            color = held_color(plan, contrast)
            _draw_panel(axes, mine, layer, columns, j, reach, color)
            words = f"n = {len(mine)}"
            w = w_of.get((marker, contrast), np.nan)
            if np.isfinite(w):
                words += f", W = {fixed(w, 2)}"
            axes.text(
                columns.start(j) + 0.03,
                0.99,
                words,
                transform=axes.get_xaxis_transform(),
                size=style.TINY,
                color=style.MUTED,
                va="top",
                bbox={"facecolor": style.PAPER, "edgecolor": "none", "pad": 0.8},
            )
            if asked.titled(i):
                axes.text(
                    columns.start(j),
                    1 + 0.07 / _PANEL,
                    titles[contrast],
                    transform=axes.get_xaxis_transform(),
                    weight="bold",
                    va="bottom",
                )
        _name_quantiles(axes, columns, panels, reach, named=asked.named(i))
    layout.write(
        figure,
        left + columns.total / 2,
        foot - 0.26,
        "Normal quantile",
        style.BASE,
        style.INK,
        ha="center",
    )
    layout.write(figure, _EDGE, 0.07, note, style.TINY, style.MUTED)
    return figure


def _with_room(ticks: Ticks) -> Ticks:
    """Room below the lowest dot for a name, and above the highest for n."""
    spread = ticks.high - ticks.low
    return replace(ticks, low=ticks.low - 0.06 * spread, high=ticks.high + 0.06 * spread)


def quartile_line(
    normal: NDArray[np.float64], difference: NDArray[np.float64]
) -> tuple[float, float] | None:
    """Height at zero and slope of the line through the quartiles; None for fewer than three."""
    if len(difference) < _FEWEST_FOR_A_LINE:
        return None
    low, high = np.quantile(difference, [0.25, 0.75])
    return float((low + high) / 2), float((high - low) / (2 * _QUARTILE))


def _place(columns: PanelColumns, column: int, reach: float, quantile: float) -> float:
    return columns.start(column) + columns.width * (quantile + reach) / (2 * reach)


def _draw_panel(
    axes: Axes,
    mine: pd.DataFrame,
    layer: PatientLayer,
    columns: PanelColumns,
    column: int,
    reach: float,
    color: str,
) -> None:
    normal = mine["normal_quantile"].to_numpy(dtype=np.float64)
    difference = mine["difference"].to_numpy(dtype=np.float64)
    if len(mine) == 0:
        axes.text(
            columns.start(column) + columns.width / 2,
            0.5,
            "no difference",
            transform=axes.get_xaxis_transform(),
            size=style.TINY,
            color=style.MUTED,
            ha="center",
            va="center",
        )
        return
    line = quartile_line(normal, difference)
    if line is not None:
        middle, slope = line
        ends = np.array([-reach, reach])
        x = [_place(columns, column, reach, end) for end in ends]
        (drawn,) = axes.plot(
            x,
            middle + slope * ends,
            color=style.MUTED,
            linewidth=1.0,
            zorder=1.5,
            scalex=False,
            scaley=False,
            gid=f"quartiles:{layer.panel}.{column + 1}",
        )
        drawn.set_clip_on(True)
    low, high = axes.get_ylim()
    flagged = mine["outlier"].eq("yes").to_numpy()
    for patient, across, up, out in zip(mine["patient"], normal, difference, flagged, strict=True):
        x_here = _place(columns, column, reach, float(across))
        layer.add(
            patient,
            [
                Dots(
                    np.array([x_here]),
                    np.array([up]),
                    face=style.PAPER if out else style.tint(color, 0.55),
                    edge=style.INK if out else style.PAPER,
                    edge_width=1.2 if out else 0.5,
                    shape="D" if out else "o",
                    size=_FLAGGED if out else _DOT,
                )
            ],
        )
        if out:
            # Dots rise from left to right: beside and beyond an extreme there is room for a name.
            inward = -1 if across > 0 else 1
            aside = 0.045 * (high - low) / _PANEL * -inward
            axes.text(
                x_here + 0.07 * inward,
                up + aside,
                layout.shortened(str(patient), 0.45 * columns.width, style.TINY),
                size=style.TINY,
                ha="right" if inward < 0 else "left",
                va="center",
                gid=f"flagged:{layer.panel}.{column + 1}:{quote(str(patient), safe='')}",
            )


def _name_quantiles(
    axes: Axes, columns: PanelColumns, panels: int, reach: float, *, named: bool
) -> None:
    shown = _PLACES if named else ()
    places = [_place(columns, j, reach, q) for j in range(panels) for q in shown]
    name_horizontal(axes, columns, panels, places, [fixed(q, 0) for q in shown] * panels)


def _note(plan: Plan, shown: Panels, *, any_flagged: bool) -> str:
    words = [
        "Dots: patients’ differences. Line: through the quartiles. W: Shapiro and Wilk.",
        f"Vertical axes: {difference_labels(plan, shown.markers)}.",
        "Description: no test is chosen by it.",
    ]
    if any_flagged:
        words.insert(1, "Open diamonds: flagged as outliers; they stay in every result.")
    if len(shown.markers) < shown.all_markers:
        words.append(
            f"Shown: the first {len(shown.markers)} of {shown.all_markers} markers; the others "
            "stand in quantiles.csv."
        )
    if len(shown.contrasts) < shown.all_contrasts:
        words.append(
            f"{len(shown.contrasts)} of {shown.all_contrasts} contrasts are shown, primary first."
        )
    return layout.note(plan, " ".join(words))
