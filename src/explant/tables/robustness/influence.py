"""``influence.csv``: each primary result with one patient left out."""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from explant.config.models import Inference, Plan
from explant.tables.columns import COLUMNS
from explant.tables.results.sample_statistics import OneSample, one_samples
from explant.tables.robustness.primary_results import primary_results, result_of
from explant.tables.samples import samples_by_question

Floats = NDArray[np.float64]

FEWEST = 3
"""With fewer patients, leaving one out leaves no test."""

MOST = 200
"""Of more patients no single one decides much, and the time to leave out each grows with n²."""

SAME = 1e-9
"""Two changes closer than this, relative to the largest, are equal."""


def influence_table(differences: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """The declared test without each patient in turn, for every primary result.

    Parameters
    ----------
    differences
        The table ``differences.csv``.
    plan
        The study's plan; of its markers the first 50 are questioned
        (:data:`explant.tables.robustness.primary_results.LARGEST_PANEL`).

    Returns
    -------
    DataFrame
        The columns of ``influence``: a row for each patient who has a difference, in the order of
        the patients. The most influential one changes the estimate most; between equal changes of
        the estimate the larger change of p decides, then the order of the patients. A result with
        fewer than three patients, or more than :data:`MOST`, has one row, which says so.
    """
    samples = samples_by_question(differences)
    patients = np.array(samples.patients, dtype=object)
    rows: list[dict[str, Any]] = []
    for marker, contrast in primary_results(plan):
        every = samples.differences[marker, contrast]
        complete = np.isfinite(every)
        found = _without_each(patients[complete], every[complete], plan.inference)
        rows += [{"marker": marker, "contrast": contrast, **row} for row in found]
    table = pd.DataFrame(rows, columns=list(COLUMNS["influence"]))
    # A result with too few patients leaves no number of patients, and 19 must not become 19.0.
    return table.astype({"n": "Int64"})


def _without_each(
    patients: NDArray[Any], values: Floats, inference: Inference
) -> list[dict[str, Any]]:
    n = len(values)
    if not FEWEST <= n <= MOST:
        note = f"n = {n}: {why_none_left_out(n)}"
        return [{"patient": "", "most_influential": "", "note": note}]
    whole = result_of(OneSample(values, inference), slow_interval=False)
    without = one_samples([np.delete(values, left_out) for left_out in range(n)], inference)
    rows = [
        {
            "patient": patients[left_out],
            "difference": values[left_out],
            "n": n - 1,
            **result_of(sample, slow_interval=False),
        }
        for left_out, sample in enumerate(without)
    ]
    for row in rows:
        row["change"] = row["estimate"] - whole["estimate"]
    most = most_influential(
        np.array([row["change"] for row in rows]), np.array([row["p"] - whole["p"] for row in rows])
    )
    for left_out, row in enumerate(rows):
        row["most_influential"] = "yes" if left_out == most else ""
    return rows


def why_none_left_out(n: int) -> str:
    """Why no patient is left out of so few or so many.

    Examples
    --------
    >>> why_none_left_out(2), why_none_left_out(2_000)
    ('too few patients to leave one out', 'too many patients to leave out each')
    """
    return (
        "too few patients to leave one out" if n < FEWEST else "too many patients to leave out each"
    )


def most_influential(changes: Floats, changes_of_p: Floats) -> int:
    """Position of the largest change; the change of p, then the order, decides between equals.

    Parameters
    ----------
    changes, changes_of_p : ndarray, shape (patients,)
        Changes of p that do not exist count as none.

    Examples
    --------
    >>> most_influential(np.array([0.1, -0.3, 0.3]), np.array([0.2, 0.01, -0.02]))
    2
    """
    largest = np.abs(changes) >= np.abs(changes).max() * (1.0 - SAME)
    of_p = np.where(largest, np.nan_to_num(np.abs(changes_of_p)), -1.0)
    return int(np.flatnonzero(of_p >= of_p.max() * (1.0 - SAME))[0])
