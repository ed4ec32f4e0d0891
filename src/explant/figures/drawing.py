"""Drawing any figure of a plan: each kind's own function is found when it is needed."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from explant.config.models import Plan
from explant.config.models.settings import Step
from explant.figures.figure_kind import PlannedFigure
from explant.figures.figure_kinds import function_named, kinds_of, planned_figures
from explant.figures.ranked_markers import shown_figures

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def figures_of(step: Step, plan: Plan, tables: Mapping[str, pd.DataFrame]) -> list[PlannedFigure]:
    """Figures that one step draws, those of the ranking with the marker that they show.

    Parameters
    ----------
    step
        Name of the step.
    plan
        The study's plan.
    tables
        The tables by name; without ``paired`` no figure of the ranking is told.
    """
    kinds = kinds_of(step)
    if "paired" not in tables:
        return planned_figures(plan, kinds)
    return shown_figures(plan, tables["paired"], tables.get("between"), kinds)


def draw(figure: PlannedFigure, plan: Plan, tables: Mapping[str, pd.DataFrame]) -> "Figure":
    """Draw a figure.

    Parameters
    ----------
    figure
        One of :func:`figures_of`.
    plan
        The study's plan.
    tables
        The tables that its kind is drawn from, by name; ``between`` may be left out where no
        question is between groups.
    """
    kind = figure.kind
    stem = {"stem": figure.stem} if kind.named_marks else {}
    own = {name: tables[name] for name in kind.drawn_from if name in tables}
    drawn: Figure = function_named(kind.draw)(plan, *figure.subjects, **own, **stem)
    return drawn
