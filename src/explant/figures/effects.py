"""Effects of both kinds of questions in one table: within patients, and between groups of them.

Needs no matplotlib.
"""

import numpy as np
import pandas as pd

from explant.config.models import Plan

COMMON = (
    *("marker", "contrast", "n", "estimate", "low", "high", "level"),
    *("p", "p_adjusted", "expected", "observed", "conclusion"),
)
"""Columns that mean the same in ``paired.csv`` and ``between.csv``."""

STANDARDIZED = ("standardized", "standardized_low", "standardized_high")
_PAIRED = dict(zip(("d_z", "d_z_low", "d_z_high"), STANDARDIZED, strict=True))
_BETWEEN = dict(zip(("d", "d_low", "d_high"), STANDARDIZED, strict=True))


def results(plan: Plan, paired: pd.DataFrame, between: pd.DataFrame | None = None) -> pd.DataFrame:
    """Every question that was asked, by marker and then by contrast as in the plan.

    Parameters
    ----------
    plan
        The study's plan.
    paired, between
        The tables of those names; ``between`` may be left out where no question is between groups.

    Returns
    -------
    DataFrame
        The columns :data:`COMMON`; ``standardized`` with its interval, which is d_z of paired
        differences and Cohen's d of two groups; ``group_sizes``, empty for paired differences.
    """
    parts = [
        table.rename(columns=names).assign(group_sizes=table.get("group_sizes", default=""))
        for table, names in ((paired, _PAIRED), (between, _BETWEEN))
        if table is not None and len(table)
    ]
    columns = [*COMMON, *STANDARDIZED, "group_sizes"]
    if not parts:
        return pd.DataFrame(columns=columns)
    every = pd.concat([part.reindex(columns=columns) for part in parts], ignore_index=True)
    place = {question: at for at, question in enumerate(plan.questions())}
    asked = zip(every["marker"], every["contrast"], strict=True)
    order = np.argsort([place.get(key, len(place)) for key in asked], kind="stable")
    return every.iloc[order].reset_index(drop=True)
