"""``flow.csv``: from the patients of the study to those of each analysis, and who is lost where."""

from typing import Any

import pandas as pd

from explant.config.models import Plan
from explant.listed_cells import as_cell, from_cell
from explant.tables.columns import COLUMNS
from explant.tables.groupings import groupings


def flow_table(differences: pd.DataFrame, patients: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Patients enrolled, asked and analysed for every marker and contrast.

    A comparison of groups asks the patients of the groups that it names.

    Parameters
    ----------
    differences
        The table ``differences.csv``.
    patients
        The table ``patients.csv``.
    plan
        The study's plan.

    Returns
    -------
    DataFrame
        The columns of ``flow``, by marker and contrast as in the plan.
    """
    by_question = dict(iter(differences.groupby(["marker", "contrast"], sort=False)))
    by_grouping = {groups.stratifier: groups.by_patient for groups in groupings(patients, plan)}
    rows: list[dict[str, Any]] = []
    for marker, contrast in plan.questions([*plan.paired_contrasts, *plan.between_contrasts]):
        own = by_question.get((marker, contrast))
        if own is None:
            continue
        asked = plan.contrasts[contrast]
        for name, groups in {**asked.between, **asked.crossed}.items():
            own = own[own["patient"].map(by_grouping[name]).isin(groups)]
        lost = own[own["difference"].isna()]
        missing = [", ".join(from_cell(cell)) or str(cell or "") for cell in lost["missing"]]
        rows.append(
            {
                "marker": marker,
                "contrast": contrast,
                "n_enrolled": len(patients),
                "n_asked": len(own),
                "n_analysed": len(own) - len(lost),
                "n_left_out": len(lost),
                "left_out": as_cell(lost["patient"].astype(str)),
                "missing": as_cell(missing),
            }
        )
    return pd.DataFrame(rows, columns=list(COLUMNS["flow"]))
