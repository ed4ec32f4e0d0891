"""``mixed_models.csv``: every contrast in a linear mixed model that uses incomplete patients."""

from collections.abc import Mapping
from itertools import islice
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from explant.config.models import Plan
from explant.numbers import plain
from explant.questions.design import (
    cell_name,
    cell_values,
    cells,
    contrast_weights,
    designs,
    fixed_value,
    patients_among,
)
from explant.statistics.levels.linear_mixed_model import linear_mixed_model
from explant.statistics.levels.variance_search import RESIDUAL
from explant.tables.columns import COLUMNS as COLUMNS_OF_TABLES

COLUMNS = tuple(COLUMNS_OF_TABLES["mixed_models"])

# A sensitivity analysis of a large panel would cost more than its results, at up to a second a fit.
MOST_MARKERS = 50


def mixed_models_table(
    measurements: pd.DataFrame, patients: pd.DataFrame, plan: Plan
) -> pd.DataFrame:
    """One model per marker, with random effects of patients; every contrast of its cell means.

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
        The columns :data:`COLUMNS`, for the first :data:`MOST_MARKERS` markers of the plan; no row
        of markers with one sample a patient.
    """
    if not plan.paired_contrasts:
        return pd.DataFrame(columns=list(COLUMNS))
    wide = cell_values(measurements, plan, list(patients["patient"]))
    together: dict[bytes, list[str]] = {}
    for contrast in plan.paired_contrasts:
        about = patients_among(plan, contrast, patients)
        together.setdefault(about.tobytes(), []).append(contrast)
    order = {contrast: place for place, contrast in enumerate(plan.paired_contrasts)}
    rows = [
        row
        for about, contrasts in together.items()
        for row in _rows(wide, np.frombuffer(about, dtype=np.bool_), contrasts, plan)
    ]
    markers = {marker: place for place, marker in enumerate(plan.markers)}
    rows.sort(key=lambda row: (markers[row["marker"]], order[row["contrast"]]))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _rows(
    wide: pd.DataFrame, about: NDArray[np.bool_], contrasts: list[str], plan: Plan
) -> list[dict[str, Any]]:
    """The contrasts that are about the same patients, in a model of just these."""
    rows: list[dict[str, Any]] = []
    modelled = set(islice(plan.analysed_markers, MOST_MARKERS))
    for own, markers in designs(plan):
        of_design = [marker for marker in markers if marker in modelled]
        asked = [name for name in contrasts if any(plan.asks(name, m) for m in of_design)]
        # With one sample a patient there is nothing that patients and samples share.
        if asked and own.factors:
            rows += _rows_of_design(wide, about, asked, of_design, own)
    return rows


def _rows_of_design(
    wide: pd.DataFrame,
    about: NDArray[np.bool_],
    contrasts: list[str],
    markers: list[str],
    plan: Plan,
) -> list[dict[str, Any]]:
    """Those of markers that have the same cells."""
    every = cells(plan)
    levels = [len(factor.levels) for factor in plan.factors.values()]
    weights = np.zeros((len(contrasts), len(every)))
    for row, contrast in zip(weights, contrasts, strict=True):
        for cell, weight in contrast_weights(plan, contrast).items():
            row[every.index(cell)] = weight
    rows: list[dict[str, Any]] = []
    names = [cell_name(cell) for cell in every]
    for marker in markers:
        model = linear_mixed_model(
            wide.loc[marker][names].to_numpy(dtype=np.float64)[about],
            levels,
            list(plan.factors),
            weights,
            plan.inference.confidence,
            [fixed_value(plan, contrast, marker) for contrast in contrasts],
        )
        rows.extend(
            {
                "marker": marker,
                "contrast": contrast,
                "scale": plan.markers[marker].scale,
                "n_patients": model.n_patients,
                "n_values": model.n_values,
                "estimate": tested.estimate,
                "standard_error": tested.standard_error,
                "df": tested.df,
                "t": tested.t,
                "p": tested.p,
                "low": tested.low,
                "high": tested.high,
                "df_satterthwaite": tested.df_satterthwaite,
                "variance_components": components_text(model.variances),
                "note": "; ".join(filter(None, (tested.reason, model.note))),
            }
            for contrast, tested in zip(contrasts, model.contrasts, strict=True)
            if plan.asks(contrast, marker)
        )
    return rows


def components_text(variances: Mapping[str, float]) -> str:
    """Variances as people read them, four significant digits each.

    Empty where one is beyond the range of numbers: what remains is never zero.

    Examples
    --------
    >>> components_text({"patient": 12.3456, "patient × tissue": 0.0, "residual": 5.6})
    'patient 12.35; patient × tissue 0; residual 5.6'
    >>> components_text({"patient": 1e20, "residual": 2.5e-9})
    'patient 1e+20; residual 2.5e-09'
    """
    if np.inf in variances.values() or variances.get(RESIDUAL) == 0.0:
        return ""
    return "; ".join(
        f"{name} {plain(value) if value == 0.0 or 1e-6 <= value < 1e9 else format(value, '.4g')}"
        for name, value in variances.items()
    )
