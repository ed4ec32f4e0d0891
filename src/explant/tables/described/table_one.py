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
    parts = [_described(patients, plan, "", "")]
    for name in plan.patients.strata:
        grouped = name + GROUP_SUFFIX
        column = grouped if grouped in patients else name
        if column not in patients or (
            column == name and plan.patients.strata[name].kind == "continuous"
        ):
            continue
        every = baseline_table(patients, plan)
        groups = every.loc[(every["variable"] == name) & (every["group"] != ""), "group"]
        for group in groups:
            among = patients[patients[column].astype(str) == group]
            if len(among):
                parts.append(_described(among, plan, name, group))
    return pd.concat(parts, ignore_index=True)[list(COLUMNS["table_one"])]


def _described(patients: pd.DataFrame, plan: Plan, stratifier: str, stratum: str) -> pd.DataFrame:
    described = baseline_table(patients.reset_index(drop=True), plan)
    return described.assign(stratifier=stratifier, stratum=stratum, n_patients=len(patients))
