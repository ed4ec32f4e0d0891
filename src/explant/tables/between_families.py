"""Adjustment of the comparisons between groups, within the families that the plan declares."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from explant.config.models import Adjustment, Inference, Plan
from explant.statistics.label_permutations import Statistic, westfall_young_groups
from explant.statistics.multiplicity import adjust
from explant.tables.samples import Question

Floats = NDArray[np.float64]
Places = NDArray[np.intp]
Members = Mapping[str, tuple[list[str], Places]]


def adjusted_between(
    table: pd.DataFrame, samples: Mapping[Question, Floats], members: Members, plan: Plan
) -> tuple[Floats, list[str]]:
    """Adjusted p values, family by family, and how each was adjusted.

    Westfall–Young permutes the labels of patients. A family of one contrast of two groups: the
    labels are shared by its markers (step-down maxT). A family of several groups against one of
    the same grouping: by marker, over the comparisons, by closed testing (Dunnett's question by
    permutation), then times the number of markers (Bonferroni). Any other family: Holm.

    Parameters
    ----------
    table
        Rows with ``marker, contrast, role, family, p``.
    samples
        Each patient's number by marker and contrast, NaN where missing, the patients in one order.
    members
        By contrast the names of its groups, and the place of each patient's group among them, -1
        for patients of no group.
    plan
        The study's plan.

    Returns
    -------
    tuple
        Aligned with the rows: adjusted p values, NaN where p is NaN, and names of adjustments.
    """
    p = table["p"].to_numpy(dtype=np.float64)
    adjusted = np.full(len(table), np.nan)
    methods = [""] * len(table)
    for _, rows in table.groupby("family", sort=False).indices.items():
        method: Adjustment = getattr(plan.inference.adjustment, table["role"].iloc[rows[0]])
        questions = [
            (str(table["marker"].iloc[row]), str(table["contrast"].iloc[row])) for row in rows
        ]
        found: Floats | None = None
        if method == "westfall_young":
            found = _permuted(questions, samples, members, plan.inference)
            method = "westfall_young" if found is not None else "holm"
        if found is None:
            found = adjust(p[rows], method)  # type: ignore[arg-type]
        # The raw p may come from another reference distribution than the permutations.
        adjusted[rows] = np.maximum(found, p[rows])
        for row in rows:
            methods[row] = method
    return adjusted, methods


def _permuted(
    questions: list[Question],
    samples: Mapping[Question, Floats],
    members: Members,
    inference: Inference,
) -> Floats | None:
    """Adjusted p values by permutation of labels; None for a family that has no such adjustment."""
    contrasts = list(dict.fromkeys(contrast for _, contrast in questions))
    names = [members[contrast][0] for contrast in contrasts]
    if any(len(groups) != 2 for groups in names):
        return None
    statistic: Statistic = "rank_sum" if inference.test in ("wilcoxon", "sign") else "welch_t"
    if len(contrasts) == 1:
        places = members[contrasts[0]][1]
        order = np.concatenate([np.flatnonzero(places == 0), np.flatnonzero(places == 1)])
        joint = np.column_stack([samples[question][order] for question in questions])
        return westfall_young_groups(
            joint,
            int((places == 0).sum()),
            seed=inference.seed,
            max_arrangements=inference.permutations,
            statistic=statistic,
        ).p_adjusted
    return None
