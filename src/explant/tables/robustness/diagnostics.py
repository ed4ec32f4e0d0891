"""``diagnostics.csv`` and ``quantiles.csv``: what the differences look like, as description."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from explant.config.models import Plan
from explant.listed_cells import as_cell
from explant.statistics.robustness.normality import (
    ShapiroWilkResult,
    asymmetry,
    normal_quantiles,
    shapiro_wilk_of_each,
)
from explant.statistics.robustness.outliers import robust_z
from explant.tables.columns import COLUMNS
from explant.tables.samples import Samples, samples_by_question

Floats = NDArray[np.float64]


def diagnostics_table(differences: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Shape of the differences of every marker and contrast, and who is flagged as an outlier.

    Description only: no test of the study is chosen by it, and a flagged patient stays in.

    Parameters
    ----------
    differences
        The table ``differences.csv``.
    plan
        The study's plan.

    Returns
    -------
    DataFrame
        The columns of ``diagnostics``, ordered by marker and contrast as in the plan.
    """
    questions = list(_questions(samples_by_question(differences, plan.paired_contrasts), plan))
    normal = shapiro_wilk_of_each(values for _, _, _, values in questions)
    rows = [
        {"marker": marker, "contrast": contrast, **_shape(patients, values, normality)}
        for (marker, contrast, patients, values), normality in zip(questions, normal, strict=True)
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS["diagnostics"]))


def quantiles_table(differences: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Each difference with the normal quantile at its rank, for quantile plots.

    Parameters
    ----------
    differences
        The table ``differences.csv``.
    plan
        The study's plan.

    Returns
    -------
    DataFrame
        The columns of ``quantiles``: a row for each patient who has a difference, by marker,
        contrast and size of the difference.
    """
    samples = samples_by_question(differences)
    parts: dict[str, list[NDArray[Any]]] = {name: [] for name in COLUMNS["quantiles"]}
    for marker, contrast, patients, values in _questions(samples, plan):
        part = _quantiles(patients, values)
        part |= {"marker": np.full(len(values), marker, dtype=object)}
        part |= {"contrast": np.full(len(values), contrast, dtype=object)}
        for name, column in part.items():
            parts[name].append(column)
    return pd.DataFrame(
        {name: np.concatenate(columns) if columns else [] for name, columns in parts.items()}
    )


def flagged_outliers(every: Floats) -> NDArray[np.bool_]:
    """Patients whose difference is flagged, aligned with all patients.

    Parameters
    ----------
    every : ndarray, shape (patients,)
        Differences, NaN where incomplete; an incomplete patient is not flagged.

    Examples
    --------
    >>> flagged_outliers(np.array([1.0, np.nan, 2.0, 3.0, 90.0])).tolist()
    [False, False, False, False, True]
    """
    complete = np.isfinite(every)
    flagged = np.zeros(len(every), dtype=bool)
    flagged[complete] = robust_z(every[complete]).flagged
    return flagged


def _questions(samples: Samples, plan: Plan) -> Iterator[tuple[str, str, NDArray[Any], Floats]]:
    """Marker, contrast, and the patients who have a difference with these differences."""
    patients = np.array(samples.patients, dtype=object)
    for marker, contrast in plan.questions(plan.paired_contrasts):
        every = samples.differences[marker, contrast]
        complete = np.isfinite(every)
        yield marker, contrast, patients[complete], every[complete]


def _shape(patients: NDArray[Any], values: Floats, normality: ShapiroWilkResult) -> dict[str, Any]:
    lean, flagged = asymmetry(values), robust_z(values).flagged
    return {
        "n": len(values),
        "shapiro_w": normality.w,
        "p_shapiro": normality.p,
        "skewness": lean.skewness,
        "mean_minus_median": lean.mean_minus_median,
        "n_outliers": int(flagged.sum()),
        "outliers": as_cell(patients[flagged]),
        "note": "; ".join(dict.fromkeys(filter(None, [normality.reason, lean.reason]))),
    }


def _quantiles(patients: NDArray[Any], values: Floats) -> dict[str, NDArray[Any]]:
    order = np.argsort(values, kind="stable")
    robust = robust_z(values)
    return {
        "patient": patients[order],
        "difference": values[order],
        "normal_quantile": normal_quantiles(values)[order],
        "robust_z": robust.z[order],
        "outlier": np.where(robust.flagged[order], "yes", "").astype(object),
    }
