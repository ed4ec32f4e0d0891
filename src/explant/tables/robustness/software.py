"""``software.csv``: the p value that other programs print for the same differences, and why."""

import numpy as np
import pandas as pd

from explant.config.models import Plan
from explant.questions.design import contrast_weights, designs
from explant.statistics.robustness.other_programs import (
    SoftwareResult,
    software_results,
    t_test_result,
)
from explant.tables.columns import COLUMNS as COLUMNS_OF_TABLES
from explant.tables.samples import samples_by_question

COLUMNS = tuple(COLUMNS_OF_TABLES["software"])

CONTINUITY = {None: "", True: "yes", False: "no"}


def software_table(differences: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """One row per marker, contrast and program: the signed-rank test, then the paired t test.

    Of contrasts of two samples only: what a program is given are two columns.

    The p values are computed here from each program's documented convention, on the differences of
    the analysis scale; the programs themselves are not run.

    Parameters
    ----------
    differences
        The table ``differences.csv``.
    plan
        The study's plan, whose zero rule holds for ``p_explant``.

    Returns
    -------
    DataFrame
        The columns :data:`COLUMNS`.
    """
    rows = []
    of_two = {
        (marker, name)
        for own, markers in designs(plan)
        for name in plan.paired_contrasts
        if sorted(contrast_weights(own, name).values()) == [-1.0, 1.0]
        for marker in markers
    }
    samples = samples_by_question(differences, plan.paired_contrasts)
    for (marker, contrast), column in samples.differences.items():
        if (marker, contrast) not in of_two:
            continue
        sample = column[~np.isnan(column)]
        found = [*software_results(sample, plan.inference.zero_rule), t_test_result(sample)]
        rows += [_row(marker, contrast, sample.size, result) for result in found]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _row(marker: str, contrast: str, n: int, result: SoftwareResult) -> tuple[object, ...]:
    """The columns in order: a dict for each of half a million rows takes too much memory."""
    return (
        marker,
        contrast,
        result.software,
        result.test,
        n,
        result.zeros,
        result.method,
        CONTINUITY[result.continuity],
        result.p,
        result.p_explant,
        result.differs,
        result.source,
        result.reason,
    )
