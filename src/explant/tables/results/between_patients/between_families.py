"""Adjustment of the comparisons between groups, within the families that the plan declares."""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from explant.config.models import Adjustment, Inference, Plan
from explant.declared_tests.group_methods import PERMUTED_STATISTIC, way_of
from explant.questions.question import question
from explant.statistics.attainable_p import smallest_adjusted_p
from explant.statistics.groups.label_permutations import (
    Statistic,
    least_p_of_labels,
    westfall_young_groups,
)
from explant.statistics.groups.many_to_one import (
    LARGEST_COMPARISONS,
    LARGEST_GROUPS,
    all_pairs,
    many_to_one,
)
from explant.statistics.groups.two_groups import least_rank_sum_p
from explant.statistics.kernel.ties import midranks, settle_ties
from explant.statistics.multiplicity import adjust
from explant.statistics.power import smallest_attainable_p_of_groups
from explant.tables.samples import MarkerContrast

Floats = NDArray[np.float64]
Pair = tuple[str, str]

MOST_MARKERS = 100
"""With 10,000 labelings the smallest adjusted p of so many markers is 0.01."""


class Adjusted(NamedTuple):
    """Adjusted p values, names of adjustments, tests of the family, and the least p it could give.

    The last also given the ties that were seen. NaN where a row has no p; a least p also where
    there is no bound.
    """

    p: Floats
    methods: list[str]
    family_sizes: Floats
    smallest: Floats
    smallest_seen: Floats


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
        Rows with ``marker, contrast, role, family, method, p, smallest_attainable_p``.
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
    adjusted, sizes, least, seen = (np.full(len(table), np.nan) for _ in range(4))
    methods = [""] * len(table)
    for _, members in table.groupby("family", sort=False).indices.items():
        method: Adjustment = getattr(plan.inference.adjustment, table["role"].iloc[members[0]])
        every = [
            (str(table["marker"].iloc[row]), str(table["contrast"].iloc[row])) for row in members
        ]
        # A test without p is no member of its family.
        tested = np.isfinite(p[members])
        rows = members[tested]
        questions = list(itertools.compress(every, tested))
        for row in members:
            methods[row] = method
        if not rows.size:
            continue
        found: Floats | None = None
        if rows.size == 1:
            found = p[rows]
        elif method == "westfall_young":
            # Permuting labels alone would not keep the others.
            given_others = any(question(plan, asked).is_given_others for _, asked in every)
            if not given_others:
                found = _permuted(every, questions, samples, labels, plan.inference)
            method = "westfall_young" if found is not None else "holm"
        if found is None:
            found = adjust(p[rows], method)  # type: ignore[arg-type]
        # The raw p may come from another reference distribution than the permutations.
        adjusted[rows] = np.maximum(found, p[rows])
        for row in members:
            methods[row] = method
        sizes[rows] = rows.size
        exact = table["method"].iloc[rows] == "mann_whitney_exact"
        of_ranks = [
            _least_seen(labels[asked[1]].values(samples[asked])) if counted else np.nan
            for asked, counted in zip(questions, exact, strict=True)
        ]
        floors: tuple[Floats, int] | None = None
        if method == "westfall_young" and rows.size > 1:
            floors = _floors(every, questions, samples, labels, plan.inference)
        least[rows] = _least(smallest[rows], method, floors)
        seen[rows] = _least(np.array(of_ranks), method, floors)
        seen[rows[~exact.to_numpy()]] = np.nan
    return Adjusted(adjusted, methods, sizes, least, seen)


def _least(own: Floats, method: Adjustment, floors: tuple[Floats, int] | None) -> Floats:
    """Smallest adjusted p of each test from its own and, where labels are permuted, theirs."""
    if floors is None or method != "westfall_young":
        # Patients count for sign flips only.
        return smallest_adjusted_p(own, np.ones(own.size), method if own.size > 1 else "none", 0)
    of_labels, times = floors
    least: Floats = np.minimum(1.0, np.fmax(own, of_labels) * times)
    return least


def _least_seen(values: Mapping[str, Floats]) -> float:
    """Least p of the exact Mann–Whitney test that any labels of these numbers give."""
    first, second = values.values()
    ranks = midranks(settle_ties(np.concatenate([first, second])))
    return least_rank_sum_p(ranks, first.size)


def _floors(
    every: list[MarkerContrast],
    questions: list[MarkerContrast],
    samples: Mapping[MarkerContrast, Floats],
    labels: Mapping[str, Labels],
    inference: Inference,
) -> tuple[Floats, int]:
    """What permuted labels give no p below, for each test, and what it is multiplied with.

    Of several groups that are compared with one: the markers (Bonferroni).
    """
    places = _same_two_groups([labels[contrast] for _, contrast in every])
    if places is not None:
        joint = np.column_stack([samples[asked] for asked in questions])[places >= 0]
        of_first = places[places >= 0] == 0
        return least_p_of_labels(~np.isnan(joint), of_first, inference.permutations), 1
    floors = [
        smallest_attainable_p_of_groups(
            first.size, second.size, "permutation", inference.permutations
        )
        for asked in questions
        for first, second in [labels[asked[1]].values(samples[asked]).values()]
    ]
    return np.array(floors), len({marker for marker, _ in questions})


def _permuted(
    every: list[MarkerContrast],
    questions: list[MarkerContrast],
    samples: Mapping[MarkerContrast, Floats],
    labels: Mapping[str, Labels],
    inference: Inference,
) -> Floats | None:
    """Adjusted p values of those tested by permutation of labels; None where there are none.

    What kind of family it is follows from every question of it, tested or not.
    """
    contrasts = list(dict.fromkeys(contrast for _, contrast in every))
    if any(len(labels[contrast].names) != 2 for contrast in contrasts):
        return None
    statistic: Statistic = PERMUTED_STATISTIC[way_of(inference.test)]
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
    if len({marker for marker, _ in every}) > MOST_MARKERS:
        return None
    by_marker: dict[str, list[str]] = {}
    for marker, contrast in every:
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
    limited: Floats = np.minimum(1.0, found * len({marker for marker, _ in questions}))
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
