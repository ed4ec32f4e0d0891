"""The order of rows in ``measurements.csv``, where computed markers have joined the measured."""

import numpy as np
import pandas as pd

from explant.config.models import Plan
from explant.config.names.spellings import natural_key


def in_order_of_plan(measurements: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Rows by patient, and by marker and cell in the plan's order.

    A marker that sums up a factor has an empty level of it, which comes first.
    """
    patients = sorted(measurements["patient"].unique(), key=natural_key)
    places = [
        pd.Index(list(factor.levels), dtype=object).get_indexer(
            pd.Index(measurements[name], dtype=object)
        )
        for name, factor in plan.factors.items()
    ]
    order = np.lexsort(
        (
            *reversed(places),
            pd.Index(list(plan.markers)).get_indexer(pd.Index(measurements["marker"])),
            pd.Index(patients).get_indexer(pd.Index(measurements["patient"])),
        )
    )
    return measurements.iloc[order].reset_index(drop=True)
