"""Where a method of this study missed what it promises, in simulation of about as many patients."""

from collections.abc import Iterable, Sequence

from explant.calibration import misses_for, warning_sentence
from explant.config.models import Plan
from explant.declared_tests.group_methods import method_of
from explant.declared_tests.known_tests import TESTS
from explant.language.words import Row, Words

FAMILIES = {"signed_rank": "family_of_wilcoxon", "t": "family_of_t"}
"""Calibration of a family under shared sign flips, by the statistic that is flipped."""


def calibration_notes(
    plan: Plan, paired: Sequence[Row], interactions: Sequence[Row]
) -> list[Words]:
    """What simulation found amiss with the declared methods at the study's numbers of patients.

    Parameters
    ----------
    plan
        The study's plan.
    paired
        The rows of ``paired.csv``.
    interactions
        The rows of ``interactions.csv`` and of ``between.csv``: comparisons of groups.

    Returns
    -------
    list of Words
        For each method and number of patients the worst finding at the usual level; empty where
        every method kept its promise.
    """
    sentences = [
        warning_sentence(found[0])
        for method, sizes in dict.fromkeys(_used(plan, paired, interactions))
        if (found := misses_for(method, *sizes))
    ]
    return [Words((sentence,)) for sentence in dict.fromkeys(sentences)]


def _used(
    plan: Plan, paired: Sequence[Row], interactions: Sequence[Row]
) -> Iterable[tuple[str, tuple[int, ...]]]:
    """Each declared method with the numbers of patients that it met."""
    test = plan.inference.test
    one_sample = _one_sample(plan)
    for row in paired:
        n = row.count("n") or 0
        if n:
            for method in one_sample:
                yield method, (n,)
            flipped = FAMILIES.get(TESTS[test].flipped_statistic or "")
            shared = (
                row.text("adjustment") == "westfall_young" and (row.count("family_size") or 0) > 1
            )
            if flipped and shared:
                yield flipped, (n,)
    for row in interactions:
        sizes = tuple(map(int, row.several("group_sizes")))
        numbers = sizes if row.text("kind") != "continuous" else (row.count("n") or 0,)
        if sum(numbers):
            for method in method_of(test, row.text("kind")).calibration:
                yield method, numbers


def _one_sample(plan: Plan) -> tuple[str, ...]:
    """Declared test and interval, and what figures show beside them."""
    declared = TESTS[plan.inference.test].calibration(plan.inference.zero_rule)
    margins = any(marker.equivalence_margin for marker in plan.markers.values())
    return (*declared, "d_z", *(("equivalence",) if margins else ()))
