"""``anova.csv``: whole-design analysis of variance on the patients with every cell."""

from dataclasses import fields
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from explant.config.models import Plan
from explant.questions.design import cell_name, cell_values, cells
from explant.statistics.levels.analysis_of_variance import AnovaEffect, analysis_of_variance
from explant.tables.columns import COLUMNS as COLUMNS_OF_TABLES
from explant.tables.groupings import groupings

COLUMNS = tuple(COLUMNS_OF_TABLES["anova"])
OF_EFFECT = frozenset(field.name for field in fields(AnovaEffect)).intersection(COLUMNS)


def anova_table(measurements: pd.DataFrame, patients: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Analysis of variance within patients, and with each grouping between them.

    Effects of the within factors alone are taken from the design without groups, once per marker;
    each explored grouping adds its own effect and its interactions.

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
        The columns :data:`COLUMNS`.
    """
    if not plan.factors:
        # One sample a patient: between.csv holds Welch's analysis of variance of declared groups.
        return pd.DataFrame(columns=list(COLUMNS))
    everyone = list(patients["patient"])
    wide = cell_values(measurements, plan, everyone)
    grouped = [
        groups
        for groups in groupings(patients, plan)
        if plan.patients.strata[groups.stratifier].explore
    ]
    rows: list[dict[str, Any]] = []
    for marker in plan.analysed_markers:
        own = plan.of(marker)
        factors = list(own.factors)
        if not factors:
            continue
        levels = [len(own.factors[factor].levels) for factor in factors]
        values = wide.loc[marker][[cell_name(cell) for cell in cells(own)]]
        complete = values.dropna()
        effects = analysis_of_variance(_in_rows(complete), levels, factors)
        for effect in effects:
            rows.append(_row(marker, "", effect, len(values) - len(complete)))
        for groups in grouped:
            group = groups.by_patient.reindex(complete.index)
            group = group[group.isin(groups.names)]
            if group.nunique() < 2:
                continue
            known = _in_rows(complete.loc[group.index])
            mixed = analysis_of_variance(
                known, levels, factors, list(group), group_name=groups.stratifier
            )
            rows += [
                _row(marker, groups.stratifier, effect, len(values) - len(known))
                for effect in mixed
                if effect.kind != "within"
            ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _in_rows(values: pd.DataFrame | pd.Series) -> NDArray[np.float64]:
    """Values laid out in memory row by row.

    Otherwise the rounding of sums would depend on which other markers the table came from.
    """
    return np.ascontiguousarray(values.to_numpy(dtype=np.float64))


def _row(marker: str, stratifier: str, effect: AnovaEffect, n_incomplete: int) -> dict[str, Any]:
    return {
        "marker": marker,
        "stratifier": stratifier,
        "n_incomplete": n_incomplete,
        "note": effect.reason,
        **{column: getattr(effect, column) for column in COLUMNS if column in OF_EFFECT},
    }
