"""``cells.csv``: each marker in each sample of the design, as measured."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from explant.config.models import Plan
from explant.questions.design import analysis_values, cell_name, cells
from explant.statistics.kernel.arrays import power_of_two_scales
from explant.statistics.one_sample.student import means_and_sds
from explant.tables.columns import COLUMNS


def cells_table(measurements: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Median and range of every marker in every sample, in the marker's unit.

    A value below the detection limit stands at its limit, so that the order of values is right and
    a median among them says no more than the limit; ``n_below`` counts them. ``sd_ratio`` is of the
    numbers that are analyzed, on the marker's scale.

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
    analysed = measurements.assign(analysed=analysis_values(measurements, plan))
    found = dict(iter(analysed.groupby(keys, sort=False)))
    rows: list[dict[str, Any]] = []
    for marker in plan.analysed_markers:
        of_marker = plan.of(marker)
        samples: list[NDArray[np.float64]] = []
        for cell in cells(of_marker):
            levels = dict(zip(of_marker.factors, cell, strict=True))
            own = found.get((marker, *(levels.get(factor, "") for factor in factors)))
            if own is None:
                continue
            value = own["value"].to_numpy(dtype=np.float64)
            value = value[np.isfinite(value)]
            samples.append(own["analysed"].to_numpy(dtype=np.float64))
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
        own_rows = rows[len(rows) - len(samples) :]
        for row, ratio in zip(own_rows, _sd_ratios(samples), strict=True):
            row["sd_ratio"] = ratio
    return pd.DataFrame(rows, columns=list(COLUMNS["cells"]))


def _sd_ratios(samples: Sequence[NDArray[np.float64]]) -> list[float]:
    """Standard deviation of each sample over the smallest of them that is not zero."""
    known = [values[np.isfinite(values)] for values in samples]
    # Of a power of two, so that the spread of the largest numbers is a number, too.
    scale = power_of_two_scales(np.concatenate([*known, np.zeros(1)])[None])
    sds = np.array([means_and_sds(values[None] / scale)[1][0] for values in known])
    some = np.isfinite(sds) & (sds > 0.0)
    found = np.full(len(sds), np.nan)
    if some.any():
        with np.errstate(over="ignore"):
            found[some] = sds[some] / sds[some].min()
    found[~np.isfinite(found)] = np.nan
    return found.tolist()
