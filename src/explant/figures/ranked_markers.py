"""Markers in the order of the ranking, and which of them have a panel of their own.

Needs no matplotlib.
"""

from collections.abc import Iterable
from dataclasses import replace

import pandas as pd

from explant.config.models import Plan
from explant.figures.effects import results
from explant.figures.figure_kind import FigureKind, PlannedFigure
from explant.figures.figure_kinds import KINDS, MARKER, panel_stems, planned_figures
from explant.figures.figure_names import declared_markers, every_marker_has_panel


def ranking_results(
    plan: Plan, paired: pd.DataFrame, between: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Results of the ranking contrast (see :func:`explant.figures.effects.results`), by marker."""
    found = results(plan, paired, between)
    return found[found["contrast"] == plan.ranked].set_index("marker", drop=False)


def ranked_markers(
    plan: Plan, paired: pd.DataFrame, between: pd.DataFrame | None = None
) -> list[str]:
    """Analysed markers by the ranking contrast: adjusted p, then p, then the larger effect.

    Exact tests of few patients give many markers the same p; the size of the standardized effect
    and then the plan's order decide among them. Markers without a p come last.
    """
    markers = plan.analysed_markers
    if not plan.contrasts:
        return markers
    own = ranking_results(plan, paired, between).reindex(markers)
    keys = own[["p_adjusted", "p"]].astype("float64")
    keys["effect"] = -own["standardized"].astype("float64").abs()
    by = ["p_adjusted", "p", "effect"]
    order = keys.reset_index(drop=True).sort_values(by, kind="stable", na_position="last")
    return [markers[place] for place in order.index]


def panel_markers(
    plan: Plan, paired: pd.DataFrame, between: pd.DataFrame | None = None
) -> dict[str, str]:
    """Markers that have a panel of their own, each with the stem of its figure.

    Returns
    -------
    dict of str to str
        All analysed markers in the plan's order where the report has room for them; else the
        declared ones and then the first of the ranking.
    """
    if every_marker_has_panel(plan):
        return {marker: MARKER.stem(marker) for marker in plan.analysed_markers}
    declared = declared_markers(plan)
    ranked = ranked_markers(plan, paired, between)
    others = [marker for marker in ranked if marker not in declared]
    return dict(zip([*declared, *others], panel_stems(plan), strict=False))


def shown_figures(
    plan: Plan,
    paired: pd.DataFrame,
    between: pd.DataFrame | None = None,
    kinds: Iterable[FigureKind] = KINDS,
) -> list[PlannedFigure]:
    """Every figure of a plan, those of the ranking with the marker that they show."""
    marker_of = {stem: marker for marker, stem in panel_markers(plan, paired, between).items()}
    return [
        replace(figure, subject=marker, title=plan.marker_label(marker))
        if (marker := marker_of.get(figure.stem))
        else figure
        for figure in planned_figures(plan, kinds)
    ]
