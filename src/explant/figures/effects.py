"""Effects of both kinds of questions in one table: within patients, and between groups of them.

Needs no matplotlib.
"""

import re

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from explant.config.models import Plan
from explant.language.asked import step_of_trend
from explant.numbers import MINUS
from explant.questions.answers import Verdict
from explant.questions.question import question

COMMON = (
    *("marker", "contrast", "n", "estimate", "low", "high", "level"),
    *("p", "p_adjusted", "expected", "observed", "verdict", "reason", "conclusion"),
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


def evident(table: pd.DataFrame) -> NDArray[np.bool_]:
    """Which rows of a table of results have evidence; one that the table lacks has none."""
    claims = [verdict.value for verdict in Verdict if verdict.is_evidence]
    return table["verdict"].isin(claims).to_numpy(dtype=np.bool_)


def standardized_name(plan: Plan, contrast: str) -> str:
    """Name of a contrast's standardized effect."""
    return "d" if question(plan, contrast).is_between else "dz"


def table_name(plan: Plan, contrast: str) -> str:
    """File that holds a contrast's results."""
    return "between.csv" if question(plan, contrast).is_between else "paired.csv"


def compared_words(plan: Plan, contrast: str, *, ratio: bool = False) -> str:
    """Which groups a contrast compares, and in which order; empty where its label names them.

    Parameters
    ----------
    plan
        The study's plan.
    contrast
        Name of a contrast.
    ratio
        Whether the difference of two groups reads as a ratio, as on a logarithmic scale.
    """
    label = plan.contrast_label(contrast).casefold()
    groups = question(plan, contrast).groups
    if len(groups) > 2:
        return f"per group, {groups[0]} to {groups[-1]}"
    if groups:
        first, second = (_place_of(group.casefold(), label) for group in groups)
        if not 0 <= first < second:
            return f" {'/' if ratio else MINUS} ".join(groups)
    return ""


def _place_of(word: str, text: str) -> int:
    """Where a word or its plural begins in a text; -1 where it is not in it."""
    found = re.search(rf"(?<!\w){re.escape(word)}s?(?!\w)", text)
    return found.start() if found else -1


def counted_per(plan: Plan, contrast: str) -> str:
    """What an estimate is counted per: ``step of IL-2`` of a slope, ``group`` of several groups."""
    if len(question(plan, contrast).groups) > 2:
        return "group"
    step = str(step_of_trend(plan, contrast)).replace("\N{NO-BREAK SPACE}", " ")
    return step.removeprefix("per ")
