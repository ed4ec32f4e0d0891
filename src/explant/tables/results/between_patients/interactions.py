"""``interactions.csv``: whether a contrast differs between strata, or changes with a number.

The same differences are compared between groups of patients. Two p values from two strata are never
put side by side: that comparison is no test (Gelman & Stern 2006, 10.1198/000313006X152649).
"""

import math

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from explant.config.models import Inference, Plan, Scale
from explant.declared_tests.group_methods import Compared, ComparisonKind, way_of
from explant.listed_cells import as_cell
from explant.statistics.association import SpearmanResult, least_squares_slope, theil_sen
from explant.statistics.attainable_p import smallest_adjusted_p
from explant.statistics.correlation import SlopePermutationResult, detectable_correlation
from explant.statistics.multiplicity import adjust
from explant.statistics.power import smallest_attainable_p_of_orders
from explant.tables.columns import COLUMNS as COLUMNS_OF_TABLES
from explant.tables.groupings import groupings
from explant.tables.ratios import ratio_columns
from explant.tables.results.between_patients.given_others import (
    Property,
    beside_alone,
    of_groups,
)
from explant.tables.results.between_patients.group_comparisons import (
    Row,
    chosen,
    compare_groups,
    slope_estimates,
)
from explant.tables.results.between_patients.permutations import permuted_ranks, permuted_slopes
from explant.tables.results.conclusions import with_conclusions
from explant.tables.samples import MarkerContrast, Samples, samples_by_question

Comparison = tuple[str, dict[MarkerContrast, Row]]
Floats = NDArray[np.float64]

ROLE = "exploratory"
COLUMNS = tuple(COLUMNS_OF_TABLES["interactions"])


def interactions_table(
    differences: pd.DataFrame, patients: pd.DataFrame, plan: Plan
) -> pd.DataFrame:
    """Comparison of every contrast between strata.

    p values are adjusted over the markers, for each contrast, stratifier and kind of comparison.
    Stratifiers with ``explore: false`` have no part in it.

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
        The columns :data:`COLUMNS`; no row where the plan has no strata.
    """
    samples = samples_by_question(differences, plan.paired_contrasts)
    return interactions_adjusted(interactions_alone(samples, patients, plan), plan)


def interactions_alone(samples: Samples, patients: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Comparisons of strata, each by itself.

    Parameters
    ----------
    samples
        Differences of the questions within patients.
    patients, plan
        As :func:`interactions_table` takes them.
    """
    comparisons: list[Comparison] = []
    numbers = patients.set_index("patient").reindex(samples.patients)
    grouped = groupings(patients, plan)
    by_name = {groups.stratifier: groups for groups in grouped}
    for name, stratifier in plan.patients.strata.items():
        if not stratifier.explore:
            continue
        if stratifier.kind == "continuous":
            number = pd.to_numeric(numbers[name]).to_numpy(dtype=np.float64, copy=True)
            alone = _against_number(number, samples, plan.inference)
            given = beside_alone(name, Property(number), by_name, patients, samples, plan)
            comparisons.append((name, _with(alone, given)))
        if name in by_name:
            groups = by_name[name]
            alone = compare_groups(groups, samples, plan.inference)
            effect = of_groups(groups, samples.patients)
            given = beside_alone(name, effect, by_name, patients, samples, plan)
            comparisons.append((name, _with(alone, given)))
    rows: list[Row] = [
        {"marker": marker, "contrast": contrast, "stratifier": name}
        | by_question[marker, contrast]
        | _ratios(by_question[marker, contrast], plan.markers[marker].scale)
        for marker, contrast in samples.differences
        for name, by_question in comparisons
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def interactions_adjusted(result: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Adjust the comparisons of all markers within their families, and conclude, in place.

    Parameters
    ----------
    result
        The rows of :func:`interactions_alone`.
    plan
        The study's plan.
    """
    # Sign flips have no meaning between groups: Westfall–Young falls back to Holm here.
    method = plan.inference.adjustment.exploratory
    if method == "westfall_young":
        method = "holm"
    result["role"] = ROLE
    result["adjustment"] = method
    p = result["p"].to_numpy(dtype=np.float64)
    smallest = result["smallest_attainable_p"].to_numpy(dtype=np.float64)
    adjusted, sizes, least = (np.full(len(result), np.nan) for _ in range(3))
    for rows_of_family in result.groupby(["contrast", "stratifier", "kind"]).indices.values():
        adjusted[rows_of_family] = adjust(p[rows_of_family], method)
        tested = rows_of_family[np.isfinite(p[rows_of_family])]
        sizes[tested] = tested.size
        # How many patients each test has counts for sign flips only.
        least[tested] = smallest_adjusted_p(smallest[tested], np.ones(tested.size), method, 0)
    result["p_adjusted"], result["family_size"] = adjusted, sizes
    result["smallest_attainable_p_adjusted"] = least
    return with_conclusions(result, plan.inference.alpha, about="effect")


def _with(
    alone: dict[MarkerContrast, Row], given: dict[MarkerContrast, Row]
) -> dict[MarkerContrast, Row]:
    return {key: row | given.get(key, {"given": as_cell([])}) for key, row in alone.items()}


def _ratios(row: Row, scale: Scale) -> Row:
    estimate, low, high = (row.get(column, math.nan) for column in ("estimate", "low", "high"))
    return ratio_columns("estimate_ratio", estimate, low, high, scale)


def _against_number(
    number: Floats, samples: Samples, inference: Inference
) -> dict[MarkerContrast, Row]:
    slopes = permuted_slopes(number, samples, inference)
    ranks = permuted_ranks(number, samples, inference)
    return {
        question: _one_against_number(number, sample, ranks[question], slopes[question], inference)
        for question, sample in samples.differences.items()
    }


def _one_against_number(
    number: Floats,
    sample: Floats,
    rank: SpearmanResult,
    permuted: SlopePermutationResult,
    inference: Inference,
) -> Row:
    known = np.isfinite(sample) & np.isfinite(number)
    x, y = number[known], sample[known]
    row: Row = {
        "kind": ComparisonKind.CONTINUOUS,
        "groups": as_cell([]),
        "group_sizes": as_cell([]),
        "n": len(x),
        "n_unknown": int(np.isfinite(sample).sum()) - len(x),
    }
    slope = least_squares_slope(x, y, inference.confidence)
    robust = theil_sen(x, y, inference.confidence)
    by_least_squares, by_ranks = slope_estimates(slope, robust, rank.rho, inference)
    exact = "exact" if rank.exact else "monte_carlo"
    return row | {
        "detectable_r": detectable_correlation(len(x), alpha=inference.alpha),
        "smallest_attainable_p": smallest_attainable_p_of_orders(
            len(x), way_of(inference.test), inference.permutations
        ),
        **chosen(
            inference,
            ComparisonKind.CONTINUOUS,
            [x, y],
            means=Compared("slope_t", *by_least_squares, slope.p, (slope.reason,)),
            ranks=Compared(f"spearman_{exact}", *by_ranks, rank.p, (robust.reason, rank.reason)),
            permutation=Compared("slope_permutation", *by_least_squares, permuted.p),
        ),
    }
