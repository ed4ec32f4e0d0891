"""The order in which markers of a large panel are shown where there is no room for all."""

import pandas as pd

from explant.config.models import Plan
from explant.figures.figure_names import declared_markers
from explant.figures.ranked_markers import ranked_markers

HEAT_MAP_ROWS = 50


def leading_markers(
    plan: Plan, paired: pd.DataFrame, between: pd.DataFrame | None = None
) -> list[str]:
    """All markers: the declared ones, the others as they are ranked, and those not analysed.

    Parameters
    ----------
    plan
        The study's plan.
    paired, between
        The tables of those names; ``between`` may be left out where no question is between groups.
    """
    ranked = ranked_markers(plan, paired, between)
    return list(dict.fromkeys([*declared_markers(plan), *ranked, *plan.markers]))


def heat_map_markers(plan: Plan, paired: pd.DataFrame) -> list[str]:
    """Markers that a heat map has room for, the first of the report's order."""
    asked = set(paired.loc[paired["contrast"] == plan.ranked, "marker"])
    return [marker for marker in leading_markers(plan, paired) if marker in asked][:HEAT_MAP_ROWS]
