"""``equivalence.csv``: is a mean difference inside the margin that the plan declares."""

import math
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from explant.config.models import Plan
from explant.statistics.one_sample.two_one_sided_tests import tost
from explant.tables.columns import COLUMNS
from explant.tables.ratios import ratio_columns
from explant.tables.samples import Samples, samples_by_question

Floats = NDArray[np.float64]


def equivalence_table(
    differences: pd.DataFrame, plan: Plan, samples: Samples | None = None
) -> pd.DataFrame:
    """Two one-sided tests of each marker and contrast for which the plan declares a margin.

    Parameters
    ----------
    differences
        The table ``differences.csv``.
    plan
        The study's plan. Without a declared margin there is no row, and no claim of equivalence.
    samples
        The same differences as arrays, where they are known.

    Returns
    -------
    DataFrame
        The columns of ``equivalence``, ordered by marker and contrast as in the plan.
    """
    if samples is None:
        samples = samples_by_question(differences)
    rows = [
        _row(plan, marker, contrast, margin, samples)
        for marker, contrast in plan.questions(plan.paired_contrasts)
        if (margin := plan.margin(marker, contrast)) is not None
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS["equivalence"]))


def _row(
    plan: Plan, marker: str, contrast: str, margin: tuple[float, float], samples: Samples
) -> dict[str, Any]:
    every: Floats = samples.differences[marker, contrast]
    scale = plan.markers[marker].scale
    result = tost(every[np.isfinite(every)], *margin, plan.inference.alpha)
    bounds = ratio_columns("margin_ratio", math.nan, *margin, scale)
    return {
        "marker": marker,
        "contrast": contrast,
        "scale": scale,
        "margin_low": margin[0],
        "margin_high": margin[1],
        "margin_ratio_low": bounds["margin_ratio_low"],
        "margin_ratio_high": bounds["margin_ratio_high"],
        "n": result.n,
        "n_incomplete": int(samples.asked[marker, contrast].sum()) - result.n,
        "mean_difference": result.mean,
        "low": result.low,
        "high": result.high,
        "level": result.level,
        **ratio_columns("ratio", result.mean, result.low, result.high, scale),
        "t_lower": result.t_lower,
        "p_lower": result.p_lower,
        "t_upper": result.t_upper,
        "p_upper": result.p_upper,
        "p": result.p,
        "conclusion": conclusion(result.equivalent),
        "note": result.reason,
    }


def conclusion(equivalent: bool | None) -> str:
    """What the two tests allow to be said, in a fixed vocabulary.

    Examples
    --------
    >>> conclusion(False)
    'equivalence not shown'
    """
    if equivalent is None:
        return "not tested"
    return "equivalent within the margin" if equivalent else "equivalence not shown"
