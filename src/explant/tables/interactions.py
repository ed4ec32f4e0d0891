"""``interactions.csv``: whether a contrast differs between strata, or changes with a number.

The same differences are compared between groups of patients. Two p values from two strata are never
put side by side: that comparison is no test (Gelman & Stern 2006, 10.1198/000313006X152649).
"""

import math
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from explant.columns import COLUMNS as COLUMNS_OF_TABLES
from explant.config.models import Inference, Plan, Scale
from explant.statistics.association import SpearmanResult, least_squares_slope, theil_sen
from explant.statistics.correlation import SlopePermutationResult, detectable_correlation
from explant.statistics.multiplicity import adjust
from explant.statistics.ordered_groups import jonckheere
from explant.statistics.power import detectable_d
from explant.statistics.several_groups import kruskal_wallis, welch_anova
from explant.statistics.two_groups import (
    hodges_lehmann_shift,
    mann_whitney,
    studentized_permutation,
    welch_t,
)
from explant.tables.groups import Groups, group_numbers, groupings, split
from explant.tables.permutations import permuted_ranks, permuted_slopes
from explant.tables.ratios import ratio_columns
from explant.tables.samples import Question, Samples, samples_by_question

Row = dict[str, Any]
Comparison = tuple[str, dict[Question, Row]]
Floats = NDArray[np.float64]

ROLE = "exploratory"
COLUMNS = tuple(COLUMNS_OF_TABLES["interactions"])


def interactions_table(
    differences: pd.DataFrame, patients: pd.DataFrame, plan: Plan
) -> pd.DataFrame:
    """Comparison of every contrast between strata.

    p values are adjusted over the markers, for each contrast, stratifier and kind of comparison.

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
    samples = samples_by_question(differences)
    comparisons: list[Comparison] = []
    numbers = patients.set_index("patient").reindex(samples.patients)
    grouped = groupings(patients, plan)
    for name, stratifier in plan.patients.strata.items():
        if stratifier.kind == "continuous":
            number = pd.to_numeric(numbers[name]).to_numpy(dtype=np.float64, copy=True)
            comparisons.append((name, _against_number(number, samples, plan.inference)))
        comparisons += [
            (name, _between_groups(groups, samples, plan.inference))
            for groups in grouped
            if groups.stratifier == name
        ]
    rows: list[Row] = [
        {"marker": marker, "contrast": contrast, "stratifier": name}
        | by_question[marker, contrast]
        | _ratios(by_question[marker, contrast], plan.markers[marker].scale)
        for marker, contrast in samples.differences
        for name, by_question in comparisons
    ]
    result = pd.DataFrame(rows, columns=list(COLUMNS))
    # Sign flips have no meaning between groups: Westfall–Young falls back to Holm here.
    method = plan.inference.adjustment.exploratory
    if method == "westfall_young":
        method = "holm"
    result["role"] = ROLE
    result["adjustment"] = method
    p = result["p"].to_numpy(dtype=np.float64)
    adjusted = np.full(len(result), np.nan)
    for rows_of_family in result.groupby(["contrast", "stratifier", "kind"]).indices.values():
        adjusted[rows_of_family] = adjust(p[rows_of_family], method)
    result["p_adjusted"] = adjusted
    result["conclusion"] = [_conclusion(value, plan.inference.alpha) for value in adjusted]
    return result


def _ratios(row: Row, scale: Scale) -> Row:
    estimate, low, high = (row.get(column, math.nan) for column in ("estimate", "low", "high"))
    return ratio_columns("estimate_ratio", estimate, low, high, scale)


def _conclusion(p_adjusted: float, alpha: float) -> str:
    if math.isnan(p_adjusted):
        return "not tested"
    if p_adjusted > alpha:
        return "no evidence that the effect differs"
    return "evidence that the effect differs"


def _between_groups(groups: Groups, samples: Samples, inference: Inference) -> dict[Question, Row]:
    numbers = group_numbers(groups, samples.patients)
    known = np.where(numbers < 0, np.nan, numbers)
    several = groups.ordered and len(groups.names) > 2
    slopes = permuted_slopes(known, samples, inference, by_rank=True) if several else {}
    return {
        question: _one_between_groups(
            split(sample, numbers, groups), groups, sample, slopes.get(question), inference
        )
        for question, sample in samples.differences.items()
    }


def _one_between_groups(
    by_name: dict[str, Floats],
    groups: Groups,
    sample: Floats,
    slope: SlopePermutationResult | None,
    inference: Inference,
) -> Row:
    values = {name: group for name, group in by_name.items() if len(group)}
    names, found = list(values), list(values.values())
    n = sum(len(group) for group in found)
    row: Row = {
        "groups": (" − " if len(names) == 2 else ", ").join(names),
        "group_sizes": ", ".join(str(len(group)) for group in found),
        "n": n,
        "n_unknown": int(np.isfinite(sample).sum()) - n,
    }
    if len(names) < 2:
        return row | {
            "kind": "two groups" if len(groups.names) == 2 else _several(groups),
            "note": "only one group has patients" if names else "no group has patients",
        }
    if len(names) == 2:
        return row | _two_groups(found[0], found[1], inference)
    if slope is not None:
        return row | _ordered_groups(found, slope, inference)
    return row | _unordered_groups(found, inference)


def _several(groups: Groups) -> str:
    return "ordered groups" if groups.ordered else "unordered groups"


def _two_groups(first: Floats, second: Floats, inference: Inference) -> Row:
    welch = welch_t(first, second, inference.confidence)
    rank = mann_whitney(first, second)
    permuted = studentized_permutation(first, second, inference.seed, inference.permutations)
    shift = hodges_lehmann_shift(first, second, inference.confidence)
    by_means = (welch.difference, welch.low, welch.high, _level(welch.low, inference), welch.t)
    by_ranks = (shift.estimate, shift.low, shift.high, shift.level, rank.u)
    exact = "exact" if rank.exact else "normal approximation"
    return {
        "kind": "two groups",
        "detectable_d": detectable_d(len(first), len(second), alpha=inference.alpha),
        **_chosen(
            inference,
            t=(by_means, "Welch's t", welch.p),
            rank=(by_ranks, f"Mann–Whitney, {exact}, with the Hodges–Lehmann shift", rank.p),
            permutation=(
                by_means,
                f"permutation of Welch's t, {'exact' if permuted.exact else 'Monte Carlo'}",
                permuted.p,
            ),
        ),
        "note": _note(welch.reason, rank.reason, permuted.reason),
    }


def _against_number(number: Floats, samples: Samples, inference: Inference) -> dict[Question, Row]:
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
        "kind": "continuous",
        "groups": "",
        "group_sizes": "",
        "n": len(x),
        "n_unknown": int(np.isfinite(sample).sum()) - len(x),
    }
    slope = least_squares_slope(x, y, inference.confidence)
    robust = theil_sen(x, y, inference.confidence)
    by_least_squares = (slope.slope, slope.low, slope.high, _level(slope.low, inference), slope.t)
    by_ranks = (robust.estimate, robust.low, robust.high, robust.level, rank.rho)
    exact = "exact" if rank.exact else "Monte Carlo"
    return row | {
        "detectable_r": detectable_correlation(len(x), alpha=inference.alpha),
        **_chosen(
            inference,
            t=(by_least_squares, "least-squares slope, t test", slope.p),
            rank=(by_ranks, f"Theil–Sen slope, Spearman permutation, {exact}", rank.p),
            permutation=(by_least_squares, "least-squares slope, permutation", permuted.p),
        ),
        "note": _note(slope.reason, robust.reason, rank.reason),
    }


def _ordered_groups(
    samples: list[Floats], permuted: SlopePermutationResult, inference: Inference
) -> Row:
    step = np.repeat(np.arange(len(samples), dtype=np.float64), [len(group) for group in samples])
    pooled = np.concatenate(samples)
    slope = least_squares_slope(step, pooled, inference.confidence)
    robust = theil_sen(step, pooled, inference.confidence)
    trend = jonckheere(samples, inference.seed, inference.permutations)
    by_least_squares = (slope.slope, slope.low, slope.high, _level(slope.low, inference), slope.t)
    by_ranks = (robust.estimate, robust.low, robust.high, robust.level, trend.j)
    exact = "exact" if trend.exact else "Monte Carlo"
    return {
        "kind": "ordered groups",
        "detectable_r": detectable_correlation(len(pooled), alpha=inference.alpha),
        **_chosen(
            inference,
            t=(by_least_squares, "least-squares slope over the groups, t test", slope.p),
            rank=(by_ranks, f"Jonckheere–Terpstra, {exact}, with the Theil–Sen slope", trend.p),
            permutation=(by_least_squares, "least-squares slope, permutation", permuted.p),
        ),
        "note": _note(slope.reason, trend.reason),
    }


def _unordered_groups(samples: list[Floats], inference: Inference) -> Row:
    welch = welch_anova(samples, inference.seed, inference.permutations)
    rank = kruskal_wallis(samples, inference.seed, inference.permutations)
    none = (math.nan,) * 4
    return {
        "kind": "unordered groups",
        **_chosen(
            inference,
            t=((*none, welch.statistic), "Welch's analysis of variance", welch.p_parametric),
            rank=(
                (*none, rank.statistic),
                "Kruskal–Wallis, permutation",
                rank.p_permutation,
            ),
            permutation=(
                (*none, welch.statistic),
                "Welch's analysis of variance, permutation",
                welch.p_permutation,
            ),
        ),
        "note": _note(welch.reason, rank.reason),
    }


Way = tuple[tuple[float, ...], str, float]


def _chosen(inference: Inference, t: Way, rank: Way, permutation: Way) -> Row:
    """All three p values, and estimate, interval and p of the one that fits the declared test."""
    ways = {"t": t, "sign_flip": permutation, "wilcoxon": rank, "sign": rank}
    (estimate, low, high, level, statistic), method, p = ways[inference.test]
    return {
        "estimate": estimate,
        "low": low,
        "high": high,
        "level": level,
        "statistic": statistic,
        "method": method,
        "p_parametric": t[2],
        "p_rank": rank[2],
        "p_permutation": permutation[2],
        "p": p,
    }


def _level(low: float, inference: Inference) -> float:
    return inference.confidence if math.isfinite(low) else math.nan


def _note(*reasons: str) -> str:
    return "; ".join(dict.fromkeys(filter(None, reasons)))
