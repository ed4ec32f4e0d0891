"""Adjustment of p values within the families that the plan declares."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from explant.config.models import Inference
from explant.declared_tests.declared_test import TESTS
from explant.statistics.multiplicity import adjust as adjust_p
from explant.statistics.multiplicity import westfall_young

Floats = NDArray[np.float64]


def adjust(
    table: pd.DataFrame, samples: Mapping[tuple[str, str], Floats], inference: Inference
) -> Floats:
    """Adjusted p values, family by family; a test alone in its family keeps its p.

    Parameters
    ----------
    table
        Rows with ``marker, contrast, family, adjustment, p``.
    samples
        Differences of all patients by marker and contrast, NaN where missing, the patients in the
        same order throughout; Westfall–Young flips their signs.
    inference
        The plan's inference section.

    Returns
    -------
    ndarray
        Aligned with the rows; NaN where p is NaN.
    """
    adjusted = np.full(len(table), np.nan)
    for _, rows in table.groupby("family", sort=False).indices.items():
        method = table["adjustment"].iloc[rows[0]]
        p = table["p"].to_numpy(dtype=np.float64)[rows]
        # A test without p is no member of its family.
        rows, p = rows[~np.isnan(p)], p[~np.isnan(p)]
        if method == "westfall_young" and len(rows) > 1:
            keys = zip(table["marker"].iloc[rows], table["contrast"].iloc[rows], strict=True)
            joint = np.column_stack([samples[key] for key in keys])
            result = westfall_young(
                joint,
                seed=inference.seed,
                statistic=TESTS[inference.test].flipped_statistic or "t",
                max_flips=inference.permutations,
                zero_rule=inference.zero_rule,
            )
            # The raw p may come from another reference distribution than the flips.
            adjusted[rows] = np.maximum(result.p_adjusted, p)
        elif len(rows):
            adjusted[rows] = adjust_p(p, "none" if len(rows) == 1 else method)
    return adjusted
