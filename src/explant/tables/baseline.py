"""Who the patients are: the table baseline.csv, which the analysis writes and the report shows."""

from collections.abc import Iterable
from typing import Any

import pandas as pd

from explant.config.models import Plan

COLUMNS = (
    "variable",
    "kind",
    "group",
    "n",
    "n_missing",
    "median",
    "lower_quartile",
    "upper_quartile",
    "minimum",
    "maximum",
)
GROUP_SUFFIX = "_group"


def baseline_table(patients: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Describe the patients by every stratifier and covariate.

    Parameters
    ----------
    patients
        The table ``patients.csv``: one row a patient, a column for each stratifier and covariate,
        and ``<stratifier>_group`` beside a stratifier that has groups.
    plan
        The study's plan.

    Returns
    -------
    DataFrame
        First a row of variable ``patient`` with the number of patients. Then one row for each
        group of each variable (``n`` patients in it), and for a numeric variable a row with an
        empty ``group`` and its median, quartiles, minimum and maximum. ``n_missing`` counts the
        patients whose value is unknown.
    """
    described: list[dict[str, Any]] = [
        {"variable": "patient", "kind": "patient", "n": len(patients), "n_missing": 0}
    ]
    for name, stratifier in plan.patients.strata.items():
        if name not in patients:
            continue
        if stratifier.kind == "continuous":
            described.append(_numeric(patients[name], name, "continuous"))
        grouped = name + GROUP_SUFFIX
        groups = patients[grouped if grouped in patients else name]
        if stratifier.kind != "continuous" or grouped in patients:
            described += _groups(groups, name, stratifier.kind, stratifier.groups)
    strata = plan.patients.strata
    known = {"patient", *strata, *(name + GROUP_SUFFIX for name in strata)}
    for name in (str(column) for column in patients if column not in known):
        numbers = pd.to_numeric(patients[name], errors="coerce")
        if numbers.notna().any() and numbers.notna().sum() == patients[name].notna().sum():
            described.append(_numeric(numbers, name, "covariate"))
        else:
            described += _groups(patients[name], name, "covariate", ())
    # The row of all patients has no group; a column of numbers has no place for its empty text.
    table = pd.DataFrame([{"group": ""} | row for row in described], columns=list(COLUMNS))
    return table.astype({"variable": "str", "kind": "str", "group": "str"})


def _numeric(values: pd.Series, variable: str, kind: str) -> dict[str, Any]:
    known = pd.to_numeric(values, errors="coerce").dropna()
    quartiles = known.quantile([0.25, 0.5, 0.75])
    return {
        "variable": variable,
        "kind": kind,
        "group": "",
        "n": len(known),
        "n_missing": len(values) - len(known),
        "median": quartiles.loc[0.5],
        "lower_quartile": quartiles.loc[0.25],
        "upper_quartile": quartiles.loc[0.75],
        "minimum": known.min(),
        "maximum": known.max(),
    }


def _groups(
    values: pd.Series, variable: str, kind: str, declared: Iterable[str]
) -> list[dict[str, Any]]:
    known = values.dropna().astype(str)
    known = known[known != ""]
    found = known.value_counts()
    # Groups of a cut-point are not in the plan: "≤ 2 cm" stands before "> 2 cm".
    others = sorted(set(found.index) - set(declared), key=lambda name: (name[0] == ">", name))
    names = [*declared, *others]
    return [
        {
            "variable": variable,
            "kind": kind,
            "group": name,
            "n": int(found.get(name, 0)),
            "n_missing": len(values) - len(known),
        }
        for name in names
    ]
