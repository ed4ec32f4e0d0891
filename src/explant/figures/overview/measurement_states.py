"""Which planned measurements exist, which are missing, and which nobody asked for.

Needs no matplotlib.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from explant.config.models import Plan
from explant.questions.design import (
    GROUP_SUFFIX,
    Cell,
    cells,
    contrast_weights,
    designs,
    patients_among,
)

MEASURED, BELOW, ABOVE, MISSING, NOT_ASKED = range(5)
STATE_NAMES = ("measured", "below detection", "above the range", "missing", "not asked for")


@dataclass(frozen=True)
class States:
    """State of every planned measurement."""

    patients: tuple[str, ...]
    columns: tuple[tuple[str, Cell], ...]
    state: NDArray[np.int_]


def states(plan: Plan, measurements: pd.DataFrame, patients: pd.DataFrame) -> States:
    """State of each patient's measurement of each analysed marker in each cell.

    Returns
    -------
    States
        ``state`` has shape (patients, markers × cells) and holds positions in
        :data:`STATE_NAMES`. What no question asks of the patient's group is not missing.
    """
    people = [str(patient) for patient in patients["patient"]]
    plan, markers = shown_design(plan)
    columns = [(marker, cell) for marker in markers for cell in cells(plan)]
    row_of = {patient: i for i, patient in enumerate(people)}
    column_of = {column: j for j, column in enumerate(columns)}
    values = np.where(_asked_for(plan, patients, columns), MISSING, NOT_ASKED)
    kind = {"below": BELOW, "above": ABOVE}
    read = measurements[["patient", "marker", "value", "censored", *plan.factors]]
    for patient, marker, value, censored, *cell in read.itertuples(index=False, name=None):
        if np.isfinite(value) and (marker, tuple(cell)) in column_of:
            where = row_of[str(patient)], column_of[marker, tuple(cell)]
            values[where] = kind.get(censored, MEASURED)
    return States(tuple(people), tuple(columns), values)


def shown_design(plan: Plan) -> tuple[Plan, list[str]]:
    """The markers whose measurements are shown, which have the same cells.

    Those that sum up a curve have no measurement of their own: the curve's are shown, where a
    question is asked of these.
    """
    groups = designs(plan)
    return next((each for each in groups if each[0] is plan), groups[0])


def _asked_for(
    plan: Plan, patients: pd.DataFrame, columns: list[tuple[str, Cell]]
) -> NDArray[np.bool_]:
    """Whether a question asks a measurement of a patient, or none asks it of anybody."""
    asked = np.zeros((len(patients), len(columns)), dtype=np.bool_)
    for contrast in plan.contrasts:
        about = patients_among(plan, contrast, patients)
        for name, groups in plan.contrasts[contrast].between.items():
            about &= patients[f"{name}{GROUP_SUFFIX}"].isin(groups).to_numpy()
        needed = contrast_weights(plan, contrast)
        places = [cell in needed and plan.asks(contrast, marker) for marker, cell in columns]
        asked |= about[:, None] & np.array(places, dtype=np.bool_)
    found: NDArray[np.bool_] = asked | ~asked.any(axis=0)
    return found
