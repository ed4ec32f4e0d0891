"""Every kind of figure: when a plan has it, what draws it and from what, and where it is shown.

Names, rules, scripts, report and workbook loop over :data:`KINDS`; nothing else lists the kinds.
The Snakefile imports this module, so it imports nothing heavy: drawing functions and texts
are named as ``module:function`` and found when they are needed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING, Any

from explant.figures.figure_kind import ANSWERS, FigureKind, PlannedFigure, called, whole
from explant.figures.figure_names import (
    composite_markers,
    declared_markers,
    effect_contrasts,
    every_marker_has_panel,
    explored_strata,
    has_heat_map,
    has_volcano,
    panel_names,
    panel_title,
    primary_contrasts,
)
from explant.figures.network_kinds import NETWORK_KINDS

if TYPE_CHECKING:
    from explant.config.models import Plan
    from explant.config.models.settings import Step


def _markers(plan: Plan) -> Sequence[str]:
    return plan.analysed_markers if every_marker_has_panel(plan) else declared_markers(plan)


def _places(plan: Plan) -> Sequence[str]:
    """Places of the ranking, from 1: a workflow has to name its files before there are results."""
    if every_marker_has_panel(plan):
        return ()
    room = plan.report.panels - len(declared_markers(plan))
    return [f"{place:03d}" for place in range(1, room + 1)]


ANSWER = FigureKind(
    name="answer",
    step="robustness_figures",
    draw="explant.figures.answer.answer_figure:answer_figure",
    drawn_from=(
        *("paired", "between", "differences", "strata", "interactions", "robustness", "cells"),
    ),
    text="explant.figures.answer.answer_text:answer_text",
    told_from=("paired", "between", "robustness"),
    category="All markers",
    place="answer",
    beside=ANSWERS,
    subjects=whole(lambda plan: plan.contrasts),
    title=lambda plan, _subject: f"The answer: {plan.contrast_label(plan.headline)}",
    caption="answer",
)
MARKER = FigureKind(
    name="marker",
    step="marker_figures",
    draw="explant.figures.marker.marker_figure:marker_figure",
    drawn_from=("measurements", "patients", "differences", "paired", "between"),
    text="explant.figures.marker.marker_text:marker_text",
    told_from=("measurements", "patients", "paired", "between"),
    category="Markers",
    place="marker",
    beside=ANSWERS,
    subjects=_markers,
    title=lambda plan, marker: plan.marker_label(marker),
    caption="marker",
    named_marks=True,
)
RANKED = replace(
    MARKER, name="ranked", subjects=_places, title=lambda _plan, place: f"Marker {place}"
)
"""The panels of a large panel's leading markers, of which only the results tell which they are."""

PANEL = FigureKind(
    name="panel",
    step="marker_figures",
    draw="explant.figures.marker.single_panel:single_panel",
    drawn_from=MARKER.drawn_from,
    text="explant.figures.marker.panel_text:panel_text",
    told_from=("paired", "between"),
    category="Single panels",
    place="files",
    beside=ANSWERS,
    subjects=panel_names,
    title=panel_title,
    caption="panel",
    named_marks=True,
    millimeters=89,
)
COMPOSITE = FigureKind(
    name="composite",
    step="marker_figures",
    draw="explant.figures.marker.single_panel:composite_figure",
    drawn_from=MARKER.drawn_from,
    text="explant.figures.marker.panel_text:composite_text",
    told_from=("paired", "between"),
    category="Markers",
    place="files",
    beside=ANSWERS,
    subjects=whole(lambda plan: plan.figures.composite and composite_markers(plan)),
    title=lambda plan, _subject: plan.contrast_label(plan.headline),
    caption="composite",
)

VOLCANO = FigureKind(
    name="volcano",
    step="overview_figures",
    draw="explant.figures.large_panel.volcano:volcano_figure",
    drawn_from=("paired", "between"),
    text="explant.figures.alternative_text:volcano_text",
    told_from=("paired", "between"),
    category="All markers",
    place="ranking",
    beside=ANSWERS,
    subjects=whole(has_volcano),
    title=called("All markers: effect and p"),
    caption="volcano",
)
HEAT_MAP = FigureKind(
    name="heat_map",
    step="overview_figures",
    draw="explant.figures.large_panel.heat_map:heat_map_figure",
    drawn_from=("differences", "paired"),
    text="explant.figures.large_panel.heat_map_text:heat_map_text",
    told_from=("paired",),
    category="All markers",
    place="ranking",
    beside="differences",
    subjects=whole(has_heat_map),
    title=called("Leading markers: each patient’s difference"),
    caption="heat_map",
)
FOREST = FigureKind(
    name="forest",
    step="overview_figures",
    draw="explant.figures.overview.forest:forest_figure",
    drawn_from=("paired", "between"),
    text="explant.figures.alternative_text:forest_text",
    told_from=("paired", "between"),
    category="All markers",
    place="effects",
    beside=ANSWERS,
    subjects=whole(effect_contrasts),
    title=called("All effects"),
    caption="forest",
)
STRATA = FigureKind(
    name="strata",
    step="overview_figures",
    draw="explant.figures.overview.strata_figure:strata_figure",
    drawn_from=("patients", "differences", "strata", "interactions"),
    text="explant.figures.alternative_text:strata_text",
    told_from=("patients", "strata", "interactions"),
    category="Strata",
    place="strata",
    beside="strata",
    subjects=explored_strata,
    title=lambda plan, stratifier: f"Effects by {plan.stratifier_label(stratifier)}",
    caption="strata",
)
SENSITIVITY = FigureKind(
    name="sensitivity",
    step="robustness_figures",
    draw="explant.figures.overview.specification_curve:specification_curve",
    drawn_from=("sensitivity",),
    text="explant.figures.alternative_text:sensitivity_text",
    told_from=("sensitivity",),
    category="Choices made",
    place="sensitivity",
    beside="sensitivity",
    subjects=primary_contrasts,
    title=lambda plan, contrast: f"Other choices: {plan.contrast_label(contrast)}",
    caption="sensitivity",
)
DIAGNOSTICS = FigureKind(
    name="diagnostics",
    step="robustness_figures",
    draw="explant.figures.overview.quantile_plot:quantile_plot",
    drawn_from=("quantiles", "diagnostics"),
    text="explant.figures.alternative_text:diagnostics_text",
    told_from=("diagnostics",),
    category="The differences",
    place="diagnostics",
    beside="quantiles",
    subjects=whole(lambda plan: plan.paired_contrasts),
    title=called("What the differences look like"),
    caption="diagnostics",
)
COMPLETENESS = FigureKind(
    name="completeness",
    step="completeness",
    draw="explant.figures.overview.completeness:completeness_figure",
    drawn_from=("measurements", "patients"),
    text="explant.figures.alternative_text:completeness_text",
    told_from=("measurements", "patients"),
    category="Data quality",
    place="data",
    beside="measurements",
    subjects=whole(lambda _plan: True),
    title=called("Which samples were measured"),
    caption="completeness",
)
CURVES = FigureKind(
    name="curves",
    step="marker_figures",
    draw="explant.figures.marker.curves_figure:curves_figure",
    drawn_from=("measurements", "curves"),
    text="explant.figures.marker.curves_text:curves_text",
    told_from=("curves",),
    category="Markers",
    place="data",
    beside="curves",
    subjects=lambda plan: list(plan.summarized),
    title=lambda plan, marker: f"Curves behind {plan.marker_label(marker)}",
    caption="curves",
    named_marks=True,
)

KINDS = (
    *(ANSWER, COMPOSITE, PANEL, MARKER, RANKED, VOLCANO, HEAT_MAP, FOREST),
    *(STRATA, SENSITIVITY, DIAGNOSTICS, COMPLETENESS, CURVES),
    *NETWORK_KINDS,
)
"""All kinds, in the order of the report."""


def planned_figures(plan: Plan, kinds: Iterable[FigureKind] = KINDS) -> list[PlannedFigure]:
    """Every figure of a plan, in the order of the report.

    Parameters
    ----------
    plan
        The study's plan, or what a step reads of it.
    kinds
        Kinds that are asked for: a step knows of the plan only what its own kinds need.
    """
    return [
        PlannedFigure(kind, kind.stem(subject), kind.title(plan, subject), subject)
        for kind in kinds
        for subject in kind.subjects(plan)
    ]


def figure_stems(plan: Plan) -> list[str]:
    """Stems of every figure of a plan, in the order of the report."""
    return [figure.stem for figure in planned_figures(plan)]


def panel_stems(plan: Plan) -> list[str]:
    """Stems of the figures that show one marker: of each, or of the declared and the top ones."""
    return [figure.stem for figure in planned_figures(plan) if figure.kind.place == "marker"]


def kinds_of(step: Step) -> list[FigureKind]:
    """Kinds that a step draws."""
    return [kind for kind in KINDS if kind.step == step]


def kind_named(stem: str) -> FigureKind | None:
    """The kind whose figures are called like a stem; None where there is none."""
    return next((kind for kind in KINDS if kind.names(stem)), None)


def function_named(name: str) -> Callable[..., Any]:
    """The function that is written as ``module:function``."""
    module, function = name.split(":")
    found: Callable[..., Any] = getattr(import_module(module), function)
    return found
