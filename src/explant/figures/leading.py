"""The order in which markers of a large panel are shown where there is no room for all."""

import pandas as pd

from explant.config.models import Plan
from explant.figures.selection import ranked_markers


def leading_markers(plan: Plan, paired: pd.DataFrame) -> list[str]:
    """All markers: those that the plan declares, then the others in the order of the ranking.

    Parameters
    ----------
    plan
        The study's plan.
    paired
        The table ``paired.csv``.
    """
    return list(dict.fromkeys([*plan.report.show, *ranked_markers(plan, paired)]))
