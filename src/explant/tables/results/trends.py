"""``trends.csv``: whether ordered levels rise or fall, and whether levels differ at all.

Description by the patients' own ranks beside the declared contrasts: a trend contrast is the slope
over the very values that are ranked here.
"""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from explant.config.models import Contrast, Inference, Plan
from explant.listed_cells import as_cell
from explant.questions.design import cell_name, cell_values, contrast_weights, patients_among
from explant.questions.directions import direction
from explant.statistics.levels.friedman import friedman
from explant.statistics.levels.page_trend import page_trend
from explant.tables.columns import COLUMNS as COLUMNS_OF_TABLES

Floats = NDArray[np.float64]

COLUMNS = tuple(COLUMNS_OF_TABLES["trends"])

FEWEST_LEVELS = 3
"""With two levels the paired tests say the same."""


def trends_table(measurements: pd.DataFrame, patients: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Page's and Friedman's tests over the levels of within-patient factors.

    One row per marker and trend contrast: the values of each level are those whose slope the
    contrast is, other factors held, compared or averaged as the contrast says. One row per marker
    and factor of three or more levels, other factors averaged: Friedman's test alone. Patients who
    have every sample that is needed.

    Parameters
    ----------
    measurements
        The table ``measurements.csv``.
    patients
        The table ``patients.csv``.
    plan
        The study's plan.

    Returns
    -------
    DataFrame
        The columns :data:`COLUMNS`; no row where no factor has three levels.
    """
    wide = cell_values(measurements, plan, list(patients["patient"]))
    rows: list[dict[str, Any]] = []
    # Whom no question within patients is about, such as controls sampled once, lacks nothing.
    asked = np.logical_or.reduce(
        [patients_among(plan, name, patients) for name in plan.paired_contrasts]
        or [np.ones(len(patients), dtype=np.bool_)]
    )
    slopes = [name for name in plan.paired_contrasts if plan.contrasts[name].degree == 1]
    for marker in plan.analysed_markers:
        own, cells = plan.of(marker), pd.DataFrame(wide.loc[marker])
        for name in slopes:
            contrast = plan.contrasts[name]
            for factor, levels in contrast.trend.items() if plan.asks(name, marker) else ():
                values = _level_values(cells, own, contrast, factor, levels)
                values = values[patients_among(plan, name, patients)]
                rows.append(_row(marker, name, factor, levels, values, plan.inference))
        for factor, section in own.factors.items():
            levels = list(section.levels)
            if len(levels) >= FEWEST_LEVELS:
                values = _level_values(cells, own, Contrast(), factor, levels)[asked]
                rows.append(_row(marker, "", factor, levels, values, plan.inference))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _level_values(
    cells: pd.DataFrame, plan: Plan, contrast: Contrast, factor: str, levels: list[str]
) -> Floats:
    """One value per patient and level: the contrast with the factor held at that level."""
    values = np.zeros((len(cells), len(levels)))
    for position, level in enumerate(levels):
        held = contrast.model_copy(update={"at": contrast.at | {factor: level}})
        weights = contrast_weights(plan.model_copy(update={"contrasts": {level: held}}), level)
        for cell, weight in weights.items():
            values[:, position] += weight * cells[cell_name(cell)].to_numpy(dtype=np.float64)
    return values


def _row(
    marker: str, contrast: str, factor: str, levels: list[str], values: Floats, inference: Inference
) -> dict[str, Any]:
    complete = values[~np.isnan(values).any(axis=1)]
    differ = friedman(complete, inference.seed, inference.permutations)
    row: dict[str, Any] = {
        "marker": marker,
        "contrast": contrast,
        "factor": factor,
        "levels": as_cell(levels),
        "n": len(complete),
        "n_incomplete": len(values) - len(complete),
        "friedman": differ.statistic,
        "df": differ.df,
        "p_friedman": differ.p_chi2,
        "p_friedman_permutation": differ.p,
        "kendall_w": differ.kendall_w,
        "observed": "",
    }
    method = f"Friedman, permutation, {'exact' if differ.exact else 'Monte Carlo'}"
    if not contrast:
        note = differ.reason or "Page's test belongs to a trend contrast"
        return row | {"method": method if len(complete) else "", "note": note}
    trend = page_trend(complete)
    return row | {
        "page": trend.l,
        "p_page": trend.p,
        "observed": direction(trend.l - trend.expected),
        "method": f"Page, {trend.method}; {method}" if len(complete) else "",
        "note": differ.reason,
    }
