"""``cells.csv``: each marker in each sample of the design, as measured."""

from typing import Any

import numpy as np
import pandas as pd

from explant.config.models import Plan
from explant.questions.design import cell_name, cells
from explant.tables.columns import COLUMNS


def cells_table(measurements: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Median and range of every marker in every sample, in the marker's unit.

    A value below the detection limit stands at its limit, so that the order of values is right and
    a median among them says no more than the limit; ``n_below`` counts them.

    Parameters
    ----------
    measurements
        The table ``measurements.csv``.
    plan
        The study's plan.

    Returns
    -------
    DataFrame
        The columns of ``cells``, by marker and sample as in the plan.
    """
    factors = list(plan.factors)
    keys = [measurements["marker"].astype(str), *(measurements[f].astype(str) for f in factors)]
    found = dict(iter(measurements.groupby(keys, sort=False)))
    rows: list[dict[str, Any]] = []
    for marker in plan.analysed_markers:
        of_marker = plan.of(marker)
        for cell in cells(of_marker):
            levels = dict(zip(of_marker.factors, cell, strict=True))
            own = found.get((marker, *(levels.get(factor, "") for factor in factors)))
            if own is None:
                continue
            value = own["value"].to_numpy(dtype=np.float64)
            value = value[np.isfinite(value)]
            rows.append(
                {
                    "marker": marker,
                    "sample": cell_name(cell),
                    "n": len(value),
                    "n_below": int((own["censored"] == "below").sum()),
                    "median": np.median(value) if len(value) else np.nan,
                    "minimum": value.min(initial=np.inf) if len(value) else np.nan,
                    "maximum": value.max(initial=-np.inf) if len(value) else np.nan,
                }
            )
    return pd.DataFrame(rows, columns=list(COLUMNS["cells"]))
