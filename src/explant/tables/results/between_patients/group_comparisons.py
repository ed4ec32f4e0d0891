"""Numbers of patients compared between groups, for the tables that compare groups."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explant.config.models import Inference
from explant.declared_tests.declared_test import GroupWay
from explant.declared_tests.group_methods import (
    TEST_OF_TWO,
    Compared,
    ComparisonKind,
    method_of,
    way_of,
)
from explant.listed_cells import as_cell
from explant.questions.question import comparison_of
from explant.statistics.association import SlopeResult, least_squares_slope, theil_sen
from explant.statistics.correlation import SlopePermutationResult, detectable_correlation
from explant.statistics.groups.brunner_munzel import brunner_munzel_of_columns
from explant.statistics.groups.hodges_lehmann import hodges_lehmann_shift_of_columns
from explant.statistics.groups.independent_effect_sizes import variance_ratio_of_columns
from explant.statistics.groups.ordered_groups import JonckheereResult, jonckheere_of_columns
from explant.statistics.groups.several_groups import (
    kruskal_wallis_of_columns,
    welch_anova_of_columns,
)
from explant.statistics.groups.studentized_permutation import (
    PermutationResult,
    studentized_permutation_of_columns,
)
from explant.statistics.groups.two_groups import (
    MannWhitneyResult,
    WelchResult,
    mann_whitney_of_columns,
    welch_t_of_columns,
)
from explant.statistics.kernel.inversion import IntervalResult
from explant.statistics.power import (
    detectable_d,
    smallest_attainable_p_of_groups,
    smallest_attainable_p_of_several,
)
from explant.tables.groupings import Groups, group_numbers
from explant.tables.results.between_patients.permutations import (
    columns_of,
    permuted_slopes,
    questions_by_known_patients,
)
from explant.tables.samples import MarkerContrast, Samples

Row = dict[str, Any]
Floats = NDArray[np.float64]
Numbers = tuple[float, float, float, float, float]
"""Estimate, interval, level and statistic."""


def compare_groups(
    groups: Groups, samples: Samples, inference: Inference
) -> dict[MarkerContrast, Row]:
    """Compare the numbers of patients between groups: two, several with an order, or without one.

    Parameters
    ----------
    groups
        The grouping; patients of no group do not count.
    samples
        One number per patient of every marker and contrast.
    inference
        The plan's inference section: its test says which p, estimate and interval are chosen.

    Returns
    -------
    dict
        By marker and contrast the columns of ``interactions.csv`` and ``between.csv`` that hold of
        any comparison of groups.
    """
    numbers = group_numbers(groups, samples.patients)
    known = np.where(numbers < 0, np.nan, numbers)
    several = groups.ordered and len(groups.names) > 2
    slopes = permuted_slopes(known, samples, inference, by_rank=True) if several else {}
    found: dict[MarkerContrast, Row] = {}
    for questions, patients in questions_by_known_patients(known, samples):
        # The patients of the first group, then those of the second, and so on.
        patients = patients[np.argsort(numbers[patients], kind="stable")]
        counts = np.bincount(numbers[patients], minlength=len(groups.names))
        present = [(groups.names[at], int(counts[at])) for at in np.flatnonzero(counts)]
        together = _Together(
            columns_of(samples, questions, patients), [size for _, size in present], inference
        )
        rows = _one_pattern(groups, present, together, [slopes.get(key) for key in questions])
        for question, row in zip(questions, rows, strict=True):
            n_known = int(np.isfinite(samples.differences[question]).sum())
            found[question] = {
                "groups": as_cell(name for name, _ in present),
                "group_sizes": as_cell(size for _, size in present),
                "n": patients.size,
                "n_unknown": n_known - patients.size,
                "smallest_attainable_p": _smallest_p(
                    [size for _, size in present], groups.ordered, inference
                ),
                **row,
            }
    return found


def _smallest_p(sizes: Sequence[int], ordered: bool, inference: Inference) -> float:
    """What no p of the declared test is below where groups have these sizes."""
    way, times = way_of(inference.test), inference.permutations
    if len(sizes) < 2:
        return math.nan
    if len(sizes) == 2:
        return smallest_attainable_p_of_groups(sizes[0], sizes[1], TEST_OF_TWO[way], times)
    return smallest_attainable_p_of_several(sizes, way, ordered, times)


@dataclass(frozen=True)
class _Together:
    """Questions with the same known patients: a column each, the patients in order of groups."""

    columns: Floats
    sizes: list[int]
    inference: Inference

    def groups(self, column: Floats) -> list[Floats]:
        """Numbers of each group in a column."""
        return np.split(column, np.cumsum(self.sizes)[:-1])


def _one_pattern(
    groups: Groups,
    present: list[tuple[str, int]],
    together: _Together,
    slopes: Sequence[SlopePermutationResult | None],
) -> Sequence[Row]:
    if len(present) < 2:
        row: Row = {
            "kind": comparison_of(len(groups.names), groups.ordered),
            "note": "only one group has patients" if present else "no group has patients",
        }
        return [row] * len(slopes)
    if len(present) == 2:
        return _two_groups(together)
    permuted = [slope for slope in slopes if slope is not None]
    if permuted:
        return _ordered_groups(together, permuted)
    return _unordered_groups(together)


def _two_groups(together: _Together) -> list[Row]:
    inference, columns = together.inference, together.columns
    n_first = together.sizes[0]
    seed, permutations = inference.seed, inference.permutations
    found = zip(
        welch_t_of_columns(columns, n_first, inference.confidence),
        mann_whitney_of_columns(columns, n_first),
        studentized_permutation_of_columns(columns, n_first, seed, permutations),
        hodges_lehmann_shift_of_columns(columns, n_first, inference.confidence),
        brunner_munzel_of_columns(columns[:n_first], columns[n_first:], seed, permutations),
        variance_ratio_of_columns(columns, n_first).tolist(),
        strict=True,
    )
    return [
        {
            **_row_of_two(welch, rank, permuted, shift, together.groups(column), inference),
            "superiority": larger.superiority,
            "p_brunner_munzel": larger.p,
            "variance_ratio": ratio,
        }
        for column, (welch, rank, permuted, shift, larger, ratio) in zip(
            columns.T, found, strict=True
        )
    ]


def _row_of_two(
    welch: WelchResult,
    rank: MannWhitneyResult,
    permuted: PermutationResult,
    shift: IntervalResult,
    groups: Sequence[Floats],
    inference: Inference,
) -> Row:
    by_means = (
        welch.difference,
        welch.low,
        welch.high,
        level_of(welch.low, inference),
        welch.t,
    )
    by_ranks = (shift.estimate, shift.low, shift.high, shift.level, rank.u)
    exact = "exact" if rank.exact else "normal"
    first, second = groups
    return {
        "kind": ComparisonKind.TWO_GROUPS,
        "mean_difference": welch.difference,
        "mean_low": welch.low,
        "mean_high": welch.high,
        "t": welch.t,
        "df": welch.df,
        "p_t": welch.p,
        "shift": shift.estimate,
        "shift_low": shift.low,
        "shift_high": shift.high,
        "shift_level": shift.level,
        "u": rank.u,
        "p_mann_whitney": rank.p,
        "detectable_d": detectable_d(first.size, second.size, alpha=inference.alpha),
        **chosen(
            inference,
            ComparisonKind.TWO_GROUPS,
            groups,
            means=Compared("welch_t", *by_means, welch.p, (welch.reason,)),
            ranks=Compared(f"mann_whitney_{exact}", *by_ranks, rank.p, (rank.reason,)),
            permutation=Compared(
                f"welch_permutation_{_exact(permuted.exact)}",
                *by_means,
                permuted.p,
                (permuted.reason,),
            ),
        ),
    }


def _ordered_groups(together: _Together, permuted: list[SlopePermutationResult]) -> list[Row]:
    inference, columns, sizes = together.inference, together.columns, together.sizes
    step = np.repeat(np.arange(len(sizes), dtype=np.float64), sizes)
    trends = jonckheere_of_columns(columns, sizes, inference.seed, inference.permutations)
    return [
        _row_of_ordered(step, column, trend, slope, together)
        for column, trend, slope in zip(columns.T, trends, permuted, strict=True)
    ]


def _row_of_ordered(
    step: Floats,
    pooled: Floats,
    trend: JonckheereResult,
    permuted: SlopePermutationResult,
    together: _Together,
) -> Row:
    inference = together.inference
    slope = least_squares_slope(step, pooled, inference.confidence)
    robust = theil_sen(step, pooled, inference.confidence)
    by_least_squares, by_ranks = slope_estimates(slope, robust, trend.j, inference)
    return {
        "kind": ComparisonKind.ORDERED_GROUPS,
        "detectable_r": detectable_correlation(len(pooled), alpha=inference.alpha),
        **chosen(
            inference,
            ComparisonKind.ORDERED_GROUPS,
            together.groups(pooled),
            means=Compared("groups_slope_t", *by_least_squares, slope.p, (slope.reason,)),
            ranks=Compared(
                f"jonckheere_{_exact(trend.exact)}", *by_ranks, trend.p, (trend.reason,)
            ),
            permutation=Compared("groups_slope_permutation", *by_least_squares, permuted.p),
        ),
    }


def slope_estimates(
    slope: SlopeResult, robust: IntervalResult, rank_statistic: float, inference: Inference
) -> tuple[Numbers, Numbers]:
    """Estimate, interval, level and statistic of a slope, by least squares and by ranks."""
    return (
        (slope.slope, slope.low, slope.high, level_of(slope.low, inference), slope.t),
        (robust.estimate, robust.low, robust.high, robust.level, rank_statistic),
    )


def _unordered_groups(together: _Together) -> list[Row]:
    inference, columns, sizes = together.inference, together.columns, together.sizes
    seed, permutations = inference.seed, inference.permutations
    none = (math.nan, math.nan, math.nan, math.nan)
    return [
        {
            "kind": ComparisonKind.UNORDERED_GROUPS,
            **chosen(
                inference,
                ComparisonKind.UNORDERED_GROUPS,
                together.groups(column),
                means=Compared(
                    "welch_anova", *none, welch.statistic, welch.p_parametric, (welch.reason,)
                ),
                ranks=Compared(
                    "kruskal_wallis_permutation",
                    *none,
                    rank.statistic,
                    rank.p_permutation,
                    (rank.reason,),
                ),
                permutation=Compared(
                    "welch_anova_permutation", *none, welch.statistic, welch.p_permutation
                ),
            ),
        }
        for column, welch, rank in zip(
            columns.T,
            welch_anova_of_columns(columns, sizes, seed, permutations),
            kruskal_wallis_of_columns(columns, sizes, seed, permutations),
            strict=True,
        )
    ]


def chosen(
    inference: Inference,
    kind: str,
    numbers: Sequence[Floats],
    means: Compared,
    ranks: Compared,
    permutation: Compared,
) -> Row:
    """All three p values, and estimate, interval and p of the method of the declared test.

    Parameters
    ----------
    inference
        The plan's inference section.
    kind
        The kind of comparison.
    numbers
        What a method that is none of the three ways computes from: the numbers of each group, or
        the property and the numbers along it.
    means, ranks, permutation
        The three ways.
    """
    ways: dict[GroupWay, Compared] = {"means": means, "ranks": ranks, "permutation": permutation}
    compute = method_of(inference.test, kind).compute
    declared = compute(numbers, inference.confidence) if compute else ways[way_of(inference.test)]
    reasons = [reason for each in (*ways.values(), declared) for reason in each.reasons]
    return {
        "estimate": declared.estimate,
        "low": declared.low,
        "high": declared.high,
        "level": declared.level,
        "statistic": declared.statistic,
        "method": declared.method,
        "p_parametric": means.p,
        "p_rank": ranks.p,
        "p_permutation": permutation.p,
        "p": declared.p,
        "note": joined_reasons(*reasons),
    }


def _exact(exact: bool) -> str:
    return "exact" if exact else "monte_carlo"


def level_of(low: float, inference: Inference) -> float:
    """Level of confidence, where there is an interval."""
    return inference.confidence if math.isfinite(low) else math.nan


def joined_reasons(*reasons: str) -> str:
    """Reasons for empty cells, each once."""
    return "; ".join(dict.fromkeys(filter(None, reasons)))
