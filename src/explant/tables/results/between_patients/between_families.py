"""Adjustment of the comparisons between groups, within the families that the plan declares."""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from explant.config.models import Adjustment, Inference, Plan
from explant.declared_tests.declared_test import TESTS
from explant.declared_tests.group_methods import PERMUTED_STATISTIC
from explant.listed_cells import from_cell
from explant.questions.question import question
from explant.statistics.attainable_p import smallest_adjusted_p
from explant.statistics.groups.label_permutations import Statistic, westfall_young_groups
from explant.statistics.groups.many_to_one import (
    LARGEST_COMPARISONS,
    LARGEST_GROUPS,
    all_pairs,
    many_to_one,
)
from explant.statistics.multiplicity import adjust
from explant.statistics.power import smallest_attainable_p_of_groups
from explant.tables.samples import MarkerContrast

Floats = NDArray[np.float64]
Pair = tuple[str, str]

MOST_MARKERS = 100
"""With 10,000 labelings the smallest adjusted p of so many markers is 0.01."""


class Adjusted(NamedTuple):
    """Adjusted p values, names of adjustments, tests of the family, and the least p it could give.

    NaN where a row has no p; the least p also where there is no bound.
    """

    p: Floats
    methods: list[str]
    family_sizes: Floats
    smallest: Floats


@dataclass(frozen=True)
class Labels:
    """Whom a contrast compares.

    Parameters
    ----------
    stratifier
        The grouping.
    names
        Names of the groups that it compares.
    places
        The place of each patient's group among them, -1 for patients of no group.
    """

    stratifier: str
    names: list[str]
    places: NDArray[np.intp]

    def values(self, sample: Floats) -> dict[str, Floats]:
        """Numbers of the patients of each group, without those that are missing."""
        known = ~np.isnan(sample)
        return {name: sample[known & (self.places == at)] for at, name in enumerate(self.names)}


def adjusted_between(
    table: pd.DataFrame,
    samples: Mapping[MarkerContrast, Floats],
    labels: Mapping[str, Labels],
    plan: Plan,
) -> Adjusted:
    """Adjusted p values, family by family, how each was adjusted, and what could have come out.

    Westfall–Young permutes the labels of patients. A family whose contrasts compare the same two
    groups: the labels are shared by its markers and contrasts (step-down maxT). A family of
    several groups against one of the same grouping, or of all pairs of its groups: by marker, over
    the comparisons, by closed testing (Dunnett's and Tukey's questions by permutation), then times
    the number of markers (Bonferroni), at most 1; of more than :data:`MOST_MARKERS` markers random
    labelings have no p small enough. Any other family: Holm. A test alone in its family keeps its
    p.

    Parameters
    ----------
    table
        Rows with ``marker, contrast, role, family, group_sizes, p, smallest_attainable_p``.
    samples
        Each patient's number by marker and contrast, NaN where missing, the patients in one order.
    labels
        By contrast, whom it compares; the patients in the same order.
    plan
        The study's plan.

    Returns
    -------
    Adjusted
        Aligned with the rows.
    """
    p = table["p"].to_numpy(dtype=np.float64)
    smallest = table["smallest_attainable_p"].to_numpy(dtype=np.float64)
    adjusted, least = np.full(len(table), np.nan), np.full(len(table), np.nan)
    sizes = np.full(len(table), np.nan)
    methods = [""] * len(table)
    for _, rows in table.groupby("family", sort=False).indices.items():
        method: Adjustment = getattr(plan.inference.adjustment, table["role"].iloc[rows[0]])
        questions = [
            (str(table["marker"].iloc[row]), str(table["contrast"].iloc[row])) for row in rows
        ]
        found: Floats | None = None
        if np.isfinite(p[rows]).sum() == 1:
            found = p[rows]
        elif method == "westfall_young":
            # Permuting labels alone would not keep the others.
            given_others = any(question(plan, asked).is_given_others for _, asked in questions)
            if not given_others:
                found = _permuted(questions, samples, labels, plan.inference)
            method = "westfall_young" if found is not None else "holm"
        if found is None:
            found = adjust(p[rows], method)  # type: ignore[arg-type]
        # The raw p may come from another reference distribution than the permutations.
        adjusted[rows] = np.maximum(found, p[rows])
        for row in rows:
            methods[row] = method
        tested = rows[np.isfinite(p[rows])]
        sizes[tested] = tested.size
        least[tested] = _smallest(table.iloc[tested], smallest[tested], method, plan.inference)
    return Adjusted(adjusted, methods, sizes, least)


def _smallest(
    family: pd.DataFrame, own: Floats, method: Adjustment, inference: Inference
) -> Floats:
    """Smallest adjusted p of each test: permuted labels give none below that of one labeling.

    Of several groups that are compared with one, times the number of markers (Bonferroni).
    """
    if method != "westfall_young" or len(family) < 2:
        # Patients count for sign flips only.
        return smallest_adjusted_p(own, np.ones(own.size), method if own.size > 1 else "none", 0)
    labelings = [
        smallest_attainable_p_of_groups(first, second, "permutation", inference.permutations)
        for first, second in (map(int, from_cell(cell)) for cell in family["group_sizes"])
    ]
    pairs = {frozenset(from_cell(cell)) for cell in family["groups"]}
    times = 1 if len(pairs) == 1 else family["marker"].nunique()
    least: Floats = np.minimum(1.0, np.fmax(own, labelings) * times)
    return least


def _permuted(
    questions: list[MarkerContrast],
    samples: Mapping[MarkerContrast, Floats],
    labels: Mapping[str, Labels],
    inference: Inference,
) -> Floats | None:
    """Adjusted p values by permutation of labels; None for a family that has no such adjustment."""
    contrasts = list(dict.fromkeys(contrast for _, contrast in questions))
    if any(len(labels[contrast].names) != 2 for contrast in contrasts):
        return None
    statistic: Statistic = PERMUTED_STATISTIC[TESTS[inference.test].comparison]
    places = _same_two_groups([labels[contrast] for contrast in contrasts])
    if places is not None:
        order = np.concatenate([np.flatnonzero(places == 0), np.flatnonzero(places == 1)])
        joint = np.column_stack([samples[question][order] for question in questions])
        return westfall_young_groups(
            joint,
            int((places == 0).sum()),
            seed=inference.seed,
            max_arrangements=inference.permutations,
            statistic=statistic,
        ).p_adjusted
    if len({labels[contrast].stratifier for contrast in contrasts}) != 1:
        return None
    if len({marker for marker, _ in questions}) > MOST_MARKERS:
        return None
    by_marker: dict[str, list[str]] = {}
    for marker, contrast in questions:
        by_marker.setdefault(marker, []).append(contrast)
    of_question: dict[MarkerContrast, float] = {}
    for marker, asked in by_marker.items():
        first, *others = (samples[marker, contrast] for contrast in asked)
        pairs = {contrast: _pair(labels[contrast]) for contrast in asked}
        closed = all(np.array_equal(first, other, equal_nan=True) for other in others)
        tested = _closed(pairs, first, labels, statistic, inference) if closed else None
        if tested is None:
            return None
        of_question |= {(marker, contrast): p for contrast, p in tested.items()}
    found = np.array([of_question[question] for question in questions])
    tested_markers = {
        marker for (marker, _), p in zip(questions, found, strict=True) if not np.isnan(p)
    }
    limited: Floats = np.minimum(1.0, found * len(tested_markers))
    return limited


def _same_two_groups(compared: list[Labels]) -> NDArray[np.intp] | None:
    """Places of the patients in the two groups that all contrasts compare; None of several."""
    first = compared[0].places
    turned = np.where(first < 0, first, 1 - first)
    same = all(
        np.array_equal(each.places, first) or np.array_equal(each.places, turned)
        for each in compared
    )
    return first if same else None


def _pair(labels: Labels) -> Pair:
    first, second = labels.names
    return first, second


def _closed(
    pairs: Mapping[str, Pair],
    sample: Floats,
    labels: Mapping[str, Labels],
    statistic: Statistic,
    inference: Inference,
) -> dict[str, float] | None:
    """Adjusted p of each contrast of one marker; None where the pairs are no known family."""
    values: dict[str, Floats] = {}
    for contrast in pairs:
        values |= labels[contrast].values(sample)
    unordered = {frozenset(pair) for pair in pairs.values()}
    if len(unordered) != len(pairs):
        return None
    groups = list(values)
    numbers = [values[group] for group in groups]
    seed, permutations = inference.seed, inference.permutations
    seconds = {second for _, second in pairs.values()}
    if len(pairs) <= LARGEST_COMPARISONS and len(seconds) == 1:
        control = groups.index(seconds.pop())
        found = many_to_one(numbers, seed, control, statistic, permutations)
    elif len(groups) <= LARGEST_GROUPS and unordered == {
        frozenset(pair) for pair in itertools.combinations(groups, 2)
    }:
        found = all_pairs(numbers, seed, statistic, permutations)
    else:
        return None
    adjusted = {
        frozenset((groups[first], groups[second])): float(p)
        for (first, second), p in zip(found.pairs, found.p_adjusted, strict=True)
    }
    return {contrast: adjusted[frozenset(pair)] for contrast, pair in pairs.items()}
