"""``verification.csv``: numbers of the tables recomputed by packages that did not compute them."""

import itertools
import warnings
from collections.abc import Mapping

import numpy as np
import pandas as pd

from explant.config.models import Plan
from explant.tables.columns import COLUMNS
from explant.tables.robustness.primary_results import LARGEST_PANEL
from explant.tables.samples import samples_by_question
from explant.tables.second_opinion.of_comparisons import of_comparisons, of_designs, of_trends
from explant.tables.second_opinion.of_samples import of_families, of_margins, of_pairs, of_power
from explant.tables.second_opinion.recomputed import Recomputed, version_of


def verification_table(tables: Mapping[str, pd.DataFrame], plan: Plan) -> pd.DataFrame:
    """Each number that SciPy, statsmodels or pingouin compute rightly, ours beside theirs.

    What one of them computed for us is not asked of it again.

    Parameters
    ----------
    tables
        ``differences``, ``paired``, ``between``, ``interactions``, ``anova``, ``equivalence``,
        ``trends``, ``measurements`` and ``patients``.
    plan
        The study's plan; of its markers the first 50 are recomputed, adjusted p of all.

    Returns
    -------
    DataFrame
        The columns of ``verification``.
    """
    markers = frozenset(plan.analysed_markers[:LARGEST_PANEL])
    patients, measurements = tables["patients"], tables["measurements"]
    samples = samples_by_question(tables["differences"])
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        # What the packages warn of is theirs; their numbers are compared.
        warnings.simplefilter("ignore")
        found = list(
            itertools.chain(
                of_pairs(tables["paired"], samples, plan, markers),
                of_power(tables["paired"], plan),
                of_families(tables["paired"], "paired"),
                of_comparisons(tables["between"], "between", samples, patients, plan, markers),
                of_families(tables["between"], "between"),
                of_comparisons(
                    tables["interactions"], "interactions", samples, patients, plan, markers
                ),
                of_designs(tables["anova"], measurements, patients, plan, markers),
                of_margins(tables["equivalence"], samples),
                of_trends(tables["trends"], measurements, patients, plan, markers),
            )
        )
    table = pd.DataFrame([_row(each) for each in found], columns=list(COLUMNS["verification"]))
    return table.astype({"digits": "Int64"})


def _row(found: Recomputed) -> dict[str, object]:
    return {
        "quantity": found.quantity,
        "table": found.table,
        "marker": found.marker,
        "contrast": found.contrast,
        "ours": found.ours,
        "theirs": found.theirs,
        "package": found.package,
        "version": version_of(found.package),
        "digits": found.digits,
        "agrees": found.agrees,
        "why_not": found.why_not,
    }
