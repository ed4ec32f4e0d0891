"""``strata.csv``: each contrast within each stratum. Description only: strata are compared elsewhere."""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from explant.config.models import Plan
from explant.statistics.effect_sizes import d_z
from explant.statistics.signed_rank import pseudomedian
from explant.statistics.student import student_t
from explant.tables.groups import by_group, groupings
from explant.tables.paired import attainable_p, declared

COLUMNS = (
    "marker contrast stratifier kind stratum n mean_difference mean_low mean_high "
    "pseudomedian pseudomedian_low pseudomedian_high d_z test estimate low high level p "
    "smallest_attainable_p"
).split()


def strata_table(differences: pd.DataFrame, patients: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Estimates within each stratum.

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
        The columns :data:`COLUMNS`; no row where the plan has no groups.
    """
    rows: list[dict[str, Any]] = []
    by_question = differences.groupby(["marker", "contrast"], sort=False)
    for (marker, contrast), table in by_question:
        sample = table.set_index("patient")["difference"]
        for groups in groupings(patients, plan):
            for stratum, values in by_group(sample, groups).items():
                rows.append(
                    {
                        "marker": marker,
                        "contrast": contrast,
                        "stratifier": groups.stratifier,
                        "kind": plan.patients.strata[groups.stratifier].kind,
                        "stratum": stratum,
                        **_description(values, plan),
                    }
                )
    return pd.DataFrame(rows, columns=COLUMNS)


def _description(values: NDArray[np.float64], plan: Plan) -> dict[str, Any]:
    inference = plan.inference
    student = student_t(values, inference.confidence)
    walsh = pseudomedian(values, inference.confidence, inference.zero_rule)
    return {
        "n": len(values),
        "mean_difference": student.mean,
        "mean_low": student.low,
        "mean_high": student.high,
        "pseudomedian": walsh.estimate,
        "pseudomedian_low": walsh.low,
        "pseudomedian_high": walsh.high,
        "d_z": d_z(values, inference.confidence).estimate,
        "test": inference.test,
        **declared(values, inference, inference.seed),
        "smallest_attainable_p": attainable_p(len(values), inference.test),
    }
