"""``interactions.csv``: whether a contrast differs between strata, or changes with a number.

The same differences are compared between groups of patients. Two p values from two strata are never
put side by side: that comparison is no test (Gelman & Stern 2006, 10.1198/000313006X152649).
"""

import math
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from explant.config.models import Inference, Plan
from explant.statistics.association import least_squares_slope, spearman, theil_sen
from explant.statistics.correlation import detectable_correlation, slope_permutation
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
from explant.tables.groups import Groups, by_group, groupings

Floats = NDArray[np.float64]

ROLE = "exploratory"
COLUMNS = (
    "marker contrast stratifier kind role adjustment groups group_sizes n n_unknown estimate low "
    "high level statistic method p_parametric p_rank p_permutation p p_adjusted detectable_d "
    "detectable_r "
    "conclusion note"
).split()


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
    rows: list[dict[str, Any]] = []
    numbers = patients.set_index("patient")
    grouped = groupings(patients, plan)
    for (marker, contrast), table in differences.groupby(["marker", "contrast"], sort=False):
        sample = table.set_index("patient")["difference"]
        for name, stratifier in plan.patients.strata.items():
            key = {"marker": marker, "contrast": contrast, "stratifier": name}
            if stratifier.kind == "continuous":
                number = pd.to_numeric(numbers[name]).reindex(sample.index)
                rows.append(key | _against_number(number, sample, plan.inference))
            rows += [
                key | _between_groups(groups, sample, plan.inference)
                for groups in grouped
                if groups.stratifier == name
            ]
    result = pd.DataFrame(rows, columns=COLUMNS)
    result["role"] = ROLE
    result["adjustment"] = plan.inference.adjustment.exploratory
    # Sign flips have no meaning between groups: Westfall–Young falls back to Holm here.
    method = plan.inference.adjustment.exploratory
    if method == "westfall_young":
        method = "holm"
        result["adjustment"] = method
    for _, index in result.groupby(["contrast", "stratifier", "kind"], sort=False).indices.items():
        result.loc[index, "p_adjusted"] = adjust(
            result["p"].to_numpy(dtype=np.float64)[index], method
        )
    result["p_adjusted"] = result["p_adjusted"].astype(np.float64)
    result["conclusion"] = [_conclusion(p, plan.inference.alpha) for p in result["p_adjusted"]]
    return result


def _conclusion(p_adjusted: float, alpha: float) -> str:
    if math.isnan(p_adjusted):
        return "not tested"
    if p_adjusted > alpha:
        return "no evidence that the effect differs"
    return "evidence that the effect differs"


def _between_groups(groups: Groups, sample: pd.Series, inference: Inference) -> dict[str, Any]:
    values = {name: group for name, group in by_group(sample, groups).items() if len(group)}
    known = int(sample.notna().sum())
    names, samples = list(values), list(values.values())
    n = sum(len(group) for group in samples)
    row: dict[str, Any] = {
        "groups": (" − " if len(names) == 2 else ", ").join(names),
        "group_sizes": ", ".join(str(len(group)) for group in samples),
        "n": n,
        "n_unknown": known - n,
    }
    if len(names) < 2:
        return row | {
            "kind": "two groups" if len(groups.names) == 2 else _several(groups),
            "note": "only one group has patients" if names else "no group has patients",
        }
    if len(names) == 2:
        return row | _two_groups(samples[0], samples[1], inference)
    if groups.ordered:
        return row | _ordered_groups(samples, inference)
    return row | _unordered_groups(samples, inference)


def _several(groups: Groups) -> str:
    return "ordered groups" if groups.ordered else "unordered groups"


def _two_groups(first: Floats, second: Floats, inference: Inference) -> dict[str, Any]:
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


def _against_number(number: pd.Series, sample: pd.Series, inference: Inference) -> dict[str, Any]:
    known = sample.notna() & number.notna()
    x = number[known].to_numpy(dtype=np.float64, copy=True)
    y = sample[known].to_numpy(dtype=np.float64, copy=True)
    row: dict[str, Any] = {
        "kind": "continuous",
        "groups": "",
        "group_sizes": "",
        "n": len(x),
        "n_unknown": int(sample.notna().sum()) - len(x),
    }
    slope = least_squares_slope(x, y, inference.confidence)
    robust = theil_sen(x, y, inference.confidence)
    rank = spearman(x, y, inference.seed, inference.permutations)
    by_least_squares = (slope.slope, slope.low, slope.high, _level(slope.low, inference), slope.t)
    by_ranks = (robust.estimate, robust.low, robust.high, robust.level, rank.rho)
    exact = "exact" if rank.exact else "Monte Carlo"
    permuted = slope_permutation(x, y, inference.seed, inference.permutations)
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


def _ordered_groups(samples: list[Floats], inference: Inference) -> dict[str, Any]:
    step = np.repeat(np.arange(len(samples), dtype=np.float64), [len(group) for group in samples])
    pooled = np.concatenate(samples)
    slope = least_squares_slope(step, pooled, inference.confidence)
    robust = theil_sen(step, pooled, inference.confidence)
    trend = jonckheere(samples, inference.seed, inference.permutations)
    permuted = slope_permutation(step, pooled, inference.seed, inference.permutations)
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


def _unordered_groups(samples: list[Floats], inference: Inference) -> dict[str, Any]:
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


def _chosen(inference: Inference, t: Way, rank: Way, permutation: Way) -> dict[str, Any]:
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
