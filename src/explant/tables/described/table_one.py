"""``table_one.csv``: who the patients are, all of them and by stratum, as a paper's first table."""

import pandas as pd

from explant.config.models import Plan
from explant.tables.baseline import GROUP_SUFFIX, baseline_table
from explant.tables.columns import COLUMNS


def table_one_table(patients: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Describe all patients, and those of each group of each stratifier, by the same rows.

    Groups are not tested against each other: they were not drawn at random from one population, and
    a p value of their description answers no question of the study.

    Parameters
    ----------
    patients
        The table ``patients.csv``.
    plan
        The study's plan.

    Returns
    -------
    DataFrame
        The columns of ``table_one``: the rows of ``baseline.csv`` for all patients, then for each
        group of each stratifier that has groups, in the plan's order.
    """
    every = baseline_table(patients, plan)
    parts = [every.assign(stratifier="", stratum="", n_patients=len(patients))]
    for name in plan.patients.strata:
        grouped = name + GROUP_SUFFIX
        column = grouped if grouped in patients else name
        if column not in patients or (
            column == name and plan.patients.strata[name].kind == "continuous"
        ):
            continue
        groups = every.loc[(every["variable"] == name) & (every["group"] != ""), "group"]
        for group in groups:
            among = patients[patients[column].astype(str) == group]
            if len(among):
                described = _with_empty_groups(baseline_table(among, plan), every, len(among))
                parts.append(
                    described.assign(stratifier=name, stratum=group, n_patients=len(among))
                )
    return pd.concat(parts, ignore_index=True)[list(COLUMNS["table_one"])]


def _with_empty_groups(described: pd.DataFrame, every: pd.DataFrame, n: int) -> pd.DataFrame:
    """A description with a row also for each group in which none of its ``n`` patients is.

    A group that is not in the plan, of a cut-point or a covariate, is known by its patients alone.
    """
    of_group = described[described["group"] != ""]
    there = set(zip(of_group["variable"], of_group["group"], strict=True))
    known = of_group.groupby("variable")["n"].sum()
    empty = [
        {**row, "n": 0, "n_missing": n - int(known.get(row["variable"], 0))}
        for row in every[["variable", "kind", "group"]].to_dict("records")
        if row["group"] and (row["variable"], row["group"]) not in there
    ]
    if not empty:
        return described
    keys = list(zip(every["variable"], every["group"], strict=True))
    rows = [*described.to_dict("records"), *empty]
    rows.sort(key=lambda row: keys.index((row["variable"], row["group"])))
    return pd.DataFrame(rows, columns=list(described))
