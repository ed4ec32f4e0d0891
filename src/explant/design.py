"""Factors, cells and contrasts: from a plan and measurements to one number per patient."""

import itertools
import math

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from explant.config.models import BelowDetection, Contrast, Plan
from explant.scales import to_scale

Cell = tuple[str, ...]

BELOW_DETECTION_FACTORS: dict[BelowDetection, float] = {
    "limit_over_sqrt2": 1 / math.sqrt(2),
    "half_limit": 0.5,
    "limit": 1.0,
    "drop": math.nan,
}

NEVER_DETECTED = "every value is below the detection limit"
"""Note of a contrast whose samples hold nothing but values below the detection limit."""


def cells(plan: Plan) -> list[Cell]:
    """Cells of one patient's design: every combination of levels, in the plan's order."""
    return list(itertools.product(*(factor.levels for factor in plan.factors.values())))


def cell_name(cell: Cell) -> str:
    """Name of a cell in the tables: its levels joined by a slash."""
    return "/".join(cell)


def contrast_weights(plan: Plan, contrast: str) -> dict[Cell, float]:
    r"""Weight of each cell that a contrast needs.

    A compared factor weighs its first level +1 and its second −1; a factor held at a level weighs
    that level 1; a trend over levels with scores :math:`x` weighs them
    :math:`(x - \bar x) / \sum (x - \bar x)^2`, the least-squares slope; a factor that is not named
    weighs each of its levels 1 / number of levels. The weight of a cell is the product over the
    factors.

    Parameters
    ----------
    plan
        The study's plan.
    contrast
        Name of one of its contrasts.

    Returns
    -------
    dict
        Non-zero weights by cell, in the plan's order of cells.

    Raises
    ------
    KeyError
        When a factor or level of the contrast is not in the plan.
    """
    question = plan.contrasts[contrast]
    by_factor = [
        _level_weights(plan, question, factor, list(plan.factors[factor].levels))
        for factor in plan.factors
    ]
    weights: dict[Cell, float] = {}
    for cell in cells(plan):
        weight = math.prod(
            levels.get(level, 0.0) for levels, level in zip(by_factor, cell, strict=True)
        )
        if weight != 0:
            weights[cell] = weight
    return weights


def _level_weights(
    plan: Plan, question: Contrast, factor: str, levels: list[str]
) -> dict[str, float]:
    if factor in question.compare:
        first, second = question.compare[factor]
        return {first: 1.0, second: -1.0}
    if factor in question.at:
        return {question.at[factor]: 1.0}
    if factor in question.trend:
        return slope_weights(trend_scores(plan, factor, question.trend[factor]))
    return dict.fromkeys(levels, 1.0 / len(levels))


def trend_scores(plan: Plan, factor: str, levels: list[str]) -> dict[str, float]:
    """Place of each level on the axis of a trend: its declared score, else its position."""
    declared = [plan.factors[factor].levels[level].score for level in levels]
    return {
        level: float(position) if score is None else score
        for position, (level, score) in enumerate(zip(levels, declared, strict=True))
    }


def slope_weights(scores: dict[str, float]) -> dict[str, float]:
    """Weights that give the least-squares slope over scores."""
    mean = sum(scores.values()) / len(scores)
    spread = sum((score - mean) ** 2 for score in scores.values())
    return {level: (score - mean) / spread for level, score in scores.items()}


def analysis_values(measurements: pd.DataFrame, plan: Plan) -> pd.Series:
    """Measured values on each marker's analysis scale, values below detection substituted.

    Parameters
    ----------
    measurements
        The table ``measurements.csv``.
    plan
        The study's plan.

    Returns
    -------
    Series
        Aligned with ``measurements``; NaN where the plan drops values below detection.
    """
    factor = BELOW_DETECTION_FACTORS[plan.inference.below_detection]
    value = measurements["value"].to_numpy(dtype=np.float64, copy=True)
    below = measurements["censored"].eq("below").to_numpy()
    value[below] = value[below] * factor
    analysed = np.full(len(value), np.nan)
    number = pd.Index(list(plan.markers), dtype=object).get_indexer(
        pd.Index(measurements["marker"], dtype=object)
    )
    number[~np.isfinite(value)] = -1
    by_marker = np.argsort(number, kind="stable")
    ends = np.searchsorted(number[by_marker], np.arange(len(plan.markers) + 1))
    for marker, start, end in zip(plan.markers.values(), ends, ends[1:], strict=False):
        rows = by_marker[start:end]
        analysed[rows] = to_scale(value[rows], marker.scale, marker.offset)
    return pd.Series(analysed, index=measurements.index, name="analysed")


def never_detected(measurements: pd.DataFrame, plan: Plan) -> set[tuple[str, str]]:
    """Markers and contrasts whose samples hold nothing but values below the detection limit.

    Parameters
    ----------
    measurements
        The table ``measurements.csv``.
    plan
        The study's plan.
    """
    below = measurements["censored"].eq("below")
    if not below.any():
        return set()
    factors = [measurements[name].astype(str) for name in plan.factors]
    found = below.groupby([measurements["marker"].astype(str), *factors]).all()
    only_below = {(key[0], tuple(key[1:])) for key in found.index[found].to_list()}
    return {
        (marker, contrast)
        for contrast in plan.contrasts
        for marker in plan.markers
        if all((marker, cell) in only_below for cell in contrast_weights(plan, contrast))
    }


def cell_values(measurements: pd.DataFrame, plan: Plan, patients: list[str]) -> pd.DataFrame:
    """Patient × cell table of values on the analysis scale, for every marker.

    Parameters
    ----------
    measurements
        The table ``measurements.csv``.
    plan
        The study's plan.
    patients
        Patients in the order of the result's rows.

    Returns
    -------
    DataFrame
        Indexed by (marker, patient), one column per cell in the plan's order, NaN where missing.
    """
    factors = list(plan.factors)
    table = measurements[["patient", "marker", *factors]].assign(
        analysed=analysis_values(measurements, plan)
    )
    wide = table.set_index(["marker", "patient", *factors])["analysed"].unstack(factors)
    index = pd.MultiIndex.from_product([list(plan.markers), patients], names=["marker", "patient"])
    columns: pd.Index = (
        pd.MultiIndex.from_tuples(cells(plan), names=factors)
        if len(factors) > 1
        else pd.Index([cell[0] for cell in cells(plan)], name=factors[0])
    )
    wide = wide.reindex(index=index, columns=columns)
    wide.columns = pd.Index([cell_name(cell) for cell in cells(plan)], name="cell")
    return wide


def differences(measurements: pd.DataFrame, plan: Plan, patients: list[str]) -> pd.DataFrame:
    """One number per patient for every marker and contrast: the table ``differences.csv``.

    A patient who lacks a cell that the contrast needs has no difference, and the missing cells are
    named.

    Parameters
    ----------
    measurements
        The table ``measurements.csv``.
    plan
        The study's plan.
    patients
        All patients of the study, in order.

    Returns
    -------
    DataFrame
        Columns ``patient, marker, contrast, difference, missing``, ordered by marker, contrast and
        patient as in the plan.
    """
    wide = cell_values(measurements, plan, patients)
    values: NDArray[np.float64] = wide.to_numpy(dtype=np.float64)
    names = np.array(list(wide.columns), dtype=object)
    shape = (len(plan.markers), len(patients))
    parts: list[pd.DataFrame] = []
    for contrast in plan.contrasts:
        weights = {cell_name(c): w for c, w in contrast_weights(plan, contrast).items()}
        needed = np.isin(names, list(weights))
        weight = np.array([weights[name] for name in names[needed]])
        used = values[:, needed]
        absent = np.isnan(used)
        missing = np.full(len(used), "", dtype=object)
        for row in np.flatnonzero(absent.any(axis=1)):
            missing[row] = "; ".join(names[needed][absent[row]])
        parts.append(
            pd.DataFrame(
                {
                    "patient": wide.index.get_level_values("patient"),
                    "marker": wide.index.get_level_values("marker"),
                    "contrast": contrast,
                    # Summed term by term: a matrix product may round differently between machines.
                    "difference": sum(
                        (w * column for w, column in zip(weight, used.T, strict=True)),
                        start=np.zeros(shape[0] * shape[1]),
                    ),
                    "missing": missing,
                }
            )
        )
    table = pd.concat(parts, ignore_index=True)
    marker_order = {marker: i for i, marker in enumerate(plan.markers)}
    contrast_order = {contrast: i for i, contrast in enumerate(plan.contrasts)}
    order = np.lexsort(
        (
            np.tile(np.tile(np.arange(shape[1]), shape[0]), len(plan.contrasts)),
            table["contrast"].map(contrast_order).to_numpy(),
            table["marker"].map(marker_order).to_numpy(),
        )
    )
    return table.iloc[order].reset_index(drop=True)
