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


def by_group(sample: pd.Series, groups: Groups) -> dict[str, Floats]:
    """Complete differences of the patients of each group.

    Parameters
    ----------
    sample
        Differences of one marker and contrast, indexed by patient, NaN where incomplete.
    groups
        The grouping.
    """
    known = sample.dropna()
    group = groups.by_patient.reindex(known.index)
    return {
        name: known[group.eq(name)].to_numpy(dtype=np.float64, copy=True) for name in groups.names
    }
