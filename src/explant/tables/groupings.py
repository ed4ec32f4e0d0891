"""Groups of patients: which there are, in which order, and whose differences they hold."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from explant.config.models import Plan

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Groups:
    """One grouping of the patients.

    Parameters
    ----------
    stratifier
        Name of the stratifier.
    ordered
        Whether the groups have an order.
    names
        Names of the groups, in order.
    by_patient
        Group of each patient, empty where it is not known.
    """

    stratifier: str
    ordered: bool
    names: list[str]
    by_patient: pd.Series


def groupings(patients: pd.DataFrame, plan: Plan) -> list[Groups]:
    """Every declared grouping: stratifiers with groups, and cut-points of continuous ones.

    Parameters
    ----------
    patients
        The table ``patients.csv``.
    plan
        The study's plan.
    """
    found: list[Groups] = []
    indexed = patients.set_index("patient")
    for name, stratifier in plan.patients.strata.items():
        column = f"{name}_group"
        if column not in indexed:
            continue
        by_patient = indexed[column].fillna("").astype(str)
        seen = sorted({group for group in by_patient if group})
        if stratifier.kind == "continuous":
            # The ingest step names the groups of a cut-point "≤ 2 cm" and "> 2 cm".
            seen.sort(key=lambda group: group.startswith(">"))
        names = list(stratifier.groups) or seen
        found.append(Groups(name, stratifier.kind != "unordered", names, by_patient))
    return found


def group_numbers(groups: Groups, patients: list[str]) -> NDArray[np.intp]:
    """Position of each patient's group among ``groups.names``, -1 where it is not known.

    Parameters
    ----------
    groups
        The grouping.
    patients
        Patients in the order of the result.
    """
    of_patients = groups.by_patient.reindex(patients)
    return pd.Index(groups.names, dtype=object).get_indexer(pd.Index(of_patients, dtype=object))


def split(sample: Floats, numbers: NDArray[np.intp], groups: Groups) -> dict[str, Floats]:
    """Complete differences of the patients of each group.

    Parameters
    ----------
    sample
        Differences of one marker and contrast, NaN where incomplete.
    numbers
        Groups of the same patients, as :func:`group_numbers` gives them.
    groups
        The grouping.
    """
    known = ~np.isnan(sample)
    return {name: sample[known & (numbers == at)] for at, name in enumerate(groups.names)}
