"""Every patient's curve: what was measured along a factor, and the line that sums it up."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from explant.config.models import Plan
from explant.config.models.measured import Summary
from explant.curves.fitted_curves import FittedCurve
from explant.curves.points import FITTED
from explant.figures.figure_kinds import CURVES
from explant.figures.kit import layout, style
from explant.figures.kit.palette import NEUTRAL, color_of
from explant.figures.kit.patient_layer import Dots, Line, PatientLayer
from explant.figures.kit.ticks import Ticks, limits, linear_ticks
from explant.figures.marker.curves_text import sample_label, samples_of
from explant.numbers import fixed
from explant.questions.design import Cell
from explant.questions.trend_weights import trend_scores

Array = NDArray[np.float64]

_EDGE = 0.1
_PANEL = 1.7
_BETWEEN = 0.18
_NARROWEST = 1.7
_BELOW = 0.52
_POINTS = 80
_DOT = 3.2
_GAP = 0.06


@dataclass(frozen=True)
class _Axis:
    """Where the levels of the factor lie: on a logarithmic axis, a score of zero to its left."""

    levels: tuple[str, ...]
    scores: Array
    log: bool

    @property
    def places(self) -> Array:
        """Places of the levels."""
        if not self.log:
            return self.scores
        positive = self.scores[self.scores > 0]
        logs = np.log10(np.where(self.scores > 0, self.scores, positive.min()))
        room = max(0.15 * float(np.ptp(logs)), 0.3)
        found: Array = np.where(self.scores > 0, logs, logs.min() - room)
        return found

    def between(self) -> tuple[Array, Array]:
        """Places close together, and the scores that are there."""
        places = self.places
        positive = places[self.scores > 0] if self.log else places
        fine = np.linspace(positive.min(), positive.max(), _POINTS)
        return fine, 10.0**fine if self.log else fine


@style.styled
def curves_figure(
    plan: Plan,
    marker: str,
    measurements: pd.DataFrame,
    curves: pd.DataFrame,
    stem: str | None = None,
) -> Figure:
    """Curves of a marker that sums them up, a panel a condition; all panels share both axes.

    Parameters
    ----------
    plan
        The study's plan.
    marker
        The marker.
    measurements, curves
        The tables of those names.
    stem
        Stem of the figure's files.
    """
    summary = plan.summarized[marker]
    levels = tuple(plan.factors[summary.over].levels)
    scores = np.array(list(trend_scores(plan, summary.over, list(levels)).values()))
    axis = _Axis(levels, scores, summary.log or summary.give in FITTED)
    own = measurements[measurements["marker"] == summary.of]
    fits = curves[curves["marker"] == marker]
    shown = np.append(own["value"].to_numpy(dtype=np.float64), _target(summary))
    ticks = linear_ticks(*limits(shown))
    measured = plan.markers[summary.of]
    unit = f" ({measured.unit})" if measured.unit else ""
    title = f"{plan.marker_label(summary.of)}{unit}"
    note = layout.note(plan, _note(summary, fits))
    left = 0.42 + max(layout.text_width(label, style.SMALL) for label in ticks.labels)
    samples = samples_of(plan, marker)
    room = style.width() - left - _EDGE
    across = max(min(int((room + _BETWEEN) / (_NARROWEST + _BETWEEN)), len(samples)), 1)
    width = min((room - _BETWEEN * (across - 1)) / across, 3.2)
    down = -(-len(samples) // across)
    heads = {
        name: layout.wrapped(sample_label(plan, marker, cell), width, style.BASE, bold=True)
        for name, cell in samples.items()
    }
    head = 0.12 + layout.text_height(
        1 + max(text.count("\n") for text in heads.values()), style.BASE
    )
    foot = 0.14 + layout.text_height(note.count("\n") + 1, style.TINY)
    row = head + _PANEL + _BELOW
    figure = Figure(figsize=(style.width(), row * down + foot))
    height = figure.get_figheight()
    for place, (name, cell) in enumerate(samples.items()):
        x = left + (width + _BETWEEN) * (place % across)
        y = height - row * (place // across + 1) + _BELOW
        axes = layout.axes_at(figure, x, y, width, _PANEL)
        ticks.put_on(axes, "y")
        if place % across:
            axes.tick_params(labelleft=False)
        else:
            axes.set_ylabel(layout.shortened(title, _PANEL, style.BASE))
        _name_levels(axes, plan, summary, axis, width)
        axes.set_title(heads[name])
        layer = PatientLayer(axes, stem or CURVES.stem(marker), f"{place + 1}")
        _panel(axes, layer, _of_cell(plan, marker, own, cell), fits[fits["sample"] == name], axis,
               summary, _color(plan, marker, cell))  # fmt: skip
    layout.write(figure, _EDGE, 0.07, note, style.TINY, style.MUTED)
    return figure


def _target(summary: Summary) -> list[float]:
    return [] if summary.target is None else [summary.target]


def _color(plan: Plan, marker: str, cell: Cell) -> str:
    factors = plan.of(marker).factors
    colors = (
        color_of(plan.of(marker), factor, level)
        for factor, level in zip(factors, cell, strict=True)
    )
    # Gray is what came to no number.
    return next((color for color in colors if color != NEUTRAL), style.OKABE_ITO[0])


def _of_cell(plan: Plan, marker: str, own: pd.DataFrame, cell: Cell) -> pd.DataFrame:
    for factor, level in zip(plan.of(marker).factors, cell, strict=True):
        own = own[own[factor] == level]
    return own


def _panel(
    axes: Axes,
    layer: PatientLayer,
    values: pd.DataFrame,
    fits: pd.DataFrame,
    axis: _Axis,
    summary: Summary,
    color: str,
) -> None:
    place_of = dict(zip(axis.levels, axis.places, strict=True))
    soft: style.Color | str = style.tint(color, 0.55)
    if summary.target is not None:
        axes.axhline(summary.target, color=style.MUTED, linewidth=0.8, linestyle=(0, (4, 3)))
    fit_of = {str(fit["patient"]): fit for _, fit in fits.iterrows()}
    for patient, points in values.groupby("patient", sort=False):
        x = points[summary.over].map(place_of).to_numpy(dtype=np.float64)
        y = points["value"].to_numpy(dtype=np.float64)
        order = np.argsort(x)
        x, y = x[order], y[order]
        below = points["censored"].eq("below").to_numpy()[order]
        known = np.isfinite(y)
        marks: list[Line | Dots] = []
        fit = fit_of.get(str(patient))
        face = style.FAINT if fit is not None and np.isnan(fit["estimate"]) else soft
        if fit is not None:
            marks += _line(fit, axis, x[known], y[known], face)
        for chosen, shape in ((known & ~below, "o"), (known & below, "v")):
            if chosen.any():
                marks.append(
                    Dots(x[chosen], y[chosen], face, style.PAPER, shape, _DOT, edge_width=0.4)
                )
        layer.add(str(patient), marks)


def _line(fit: pd.Series, axis: _Axis, x: Array, y: Array, color: style.Color | str) -> list[Line]:
    """The fitted curve; the straight lines between the values under which an area is taken."""
    lost = bool(np.isnan(fit["estimate"]))
    look = (color, 0.8)
    if fit["give"] == "auc" or (lost and not fit["curve"]):
        return [Line(x, y, *look)] if len(x) > 1 else []
    if fit["give"] == "slope":
        ends = np.array([x.min(), x.max()])
        # The least-squares line runs through the mean of places and values.
        return [Line(ends, y.mean() + fit["estimate"] * (ends - x.mean()), *look)]
    fine, scores = axis.between()
    curve = FittedCurve(
        fit["curve"],
        **{part: float(fit[part]) for part in ("bottom", "top", "middle", "steepness", "rate")},
        rss=np.nan,
        n_free=0,
        reason="",
    )
    return [Line(fine, curve.at(scores), *look)]


def _name_levels(axes: Axes, plan: Plan, summary: Summary, axis: _Axis, width: float) -> None:
    """Name the levels under the axis; where names would touch, some are left out."""
    places = axis.places
    low, high = limits(places)
    names = [plan.level_label(summary.over, level) for level in axis.levels]
    labels, free = [], -np.inf
    for at in np.argsort(places):
        name = layout.shortened(names[at], width / 2, style.SMALL)
        half = layout.text_width(name, style.SMALL) / 2
        middle = (places[at] - low) / (high - low) * width
        fits = middle - half >= free
        labels.append(name if fits else "")
        free = middle + half + _GAP if fits else free
    Ticks(low, high, tuple(np.sort(places).tolist()), tuple(labels)).put_on(axes, "x")
    axes.set_xlabel(layout.shortened(plan.factor_label(summary.over), width, style.BASE))


def _note(summary: Summary, fits: pd.DataFrame) -> str:
    lines = {
        "auc": "Lines: between the values of a patient, under which the area is taken.",
        "slope": "Lines: least squares, one a patient.",
    }.get(summary.give, "Lines: fitted curves, one a patient.")
    words = [f"Dots: what was measured. {lines}"]
    if summary.target is not None:
        words.append(f"Broken line: the declared target of {fixed(summary.target, 0)} %.")
    if fits["estimate"].isna().any():
        words.append("Gray: what came to no number.")
    return " ".join(words)
