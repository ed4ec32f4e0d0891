"""Where a method of this study missed what it promises, in simulation of about as many patients."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from explant.calibration import Miss, misses_for, nearest_simulated, warning_sentence
from explant.config.models import Plan
from explant.declared_tests.group_methods import method_of
from explant.declared_tests.known_tests import TESTS
from explant.language.asked import contrast_name, marker_name
from explant.language.words import Row, Words, joined, words
from explant.numbers import fixed, plain

FAMILIES = {"signed_rank": "family_of_wilcoxon", "t": "family_of_t"}
"""Calibration of a family under shared sign flips, by the statistic that is flipped."""

MOST_NEAR = 2
"""Findings of one condition that stand open where the data may be like it."""
LIKE_SKEWNESS = 1.0
LIKE_NOISE = 2.0
LIKE_VARIANCE = 2.0
"""From these on data may be like the simulated ones, of skewness 2 and ratios of 3 and 4."""


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
    return [_note(miss, plan) for miss in found_amiss(plan, paired, interactions)]


def found_amiss(plan: Plan, paired: Sequence[Row], interactions: Sequence[Row]) -> list[Miss]:
    """The findings that :func:`calibration_notes` tells, which takes the same."""
    return list(
        dict.fromkeys(
            found[0]
            for method, sizes in dict.fromkeys(_used(plan, paired, interactions))
            if (found := misses_for(method, *sizes))
        )
    )


def is_simulated(plan: Plan, paired: Sequence[Row], interactions: Sequence[Row]) -> bool:
    """Whether any method was simulated with about as many patients."""
    return any(nearest_simulated(*sizes) for _, sizes in _used(plan, paired, interactions))


def _note(miss: Miss, plan: Plan) -> Words:
    """The finding, and what to declare next time where that could be another scale."""
    said = warning_sentence(miss)
    linear = any(plan.markers[name].scale == "linear" for name in plan.analysed_markers)
    if not miss.method.startswith("family_of") or not linear:
        return Words((said,))
    return Words(
        (
            f"{said} Where samples of a study are like that, scale: log2 for these markers is what "
            "to declare next time: the test of this study stays as it was declared.",
        )
    )


@dataclass(frozen=True)
class Seen:
    """What the data of a study are like, where simulation asked about it.

    ``skewed`` is the row of ``diagnostics.csv`` that is the most skewed, ``noisy`` the one of
    ``cells.csv`` that is the most noisy beside another sample of its marker, ``samples`` these two
    in words; ``variance`` is the row of a comparison of two groups whose smaller one has the
    largest variance (of two equal ones: either) over that of the other.
    """

    skewed: Row | None = None
    noisy: Row | None = None
    samples: tuple[Words, Words] = (Words(), Words())
    variance: Row | None = None


def applied_notes(plan: Plan, found: Sequence[Miss], seen: Seen) -> tuple[list[Words], list[Words]]:
    """The findings whose condition the data may hold, and the others, with what was seen.

    *Convention.* Data may be like the simulated ones where they have at least half of their
    skewness, or half as unequal standard deviations or variances.

    Parameters
    ----------
    plan
        The study's plan.
    found
        What simulation found amiss.
    seen
        What the data are like.
    """
    near: dict[str, list[Words]] = {}
    others: dict[str, list[Words]] = {}
    for miss in found:
        alike, what = _likeness(miss, plan, seen)
        told = len(near.get(str(what), ()))
        # What is said of the data, and two findings: others of the same kind are folded.
        passages = near if alike and told <= MOST_NEAR else others
        note = _note(miss, plan) if alike else Words((warning_sentence(miss),))
        # What these data are like is said once, before all that it decides on.
        passages.setdefault(str(what), [what]).append(note)
    first, second = ([joined(each) for each in found.values()] for found in (near, others))
    return first, second


def _likeness(miss: Miss, plan: Plan, seen: Seen) -> tuple[bool | None, Words]:
    """Whether the data are like the simulated ones, None where that was not looked at; and why."""
    if "times as noisy" in miss.setting and seen.noisy is not None:
        ratio = seen.noisy.number("sd_ratio")
        noisy, quiet = seen.samples
        return ratio >= LIKE_NOISE, words(
            "In these data the spread of samples differs most in {marker}: in {noisy} it is "
            "{times} times that in {quiet}.",
            marker=marker_name(plan, seen.noisy.text("marker")),
            noisy=noisy,
            quiet=quiet,
            times=seen.noisy.traced("sd_ratio", plain(ratio, 2)),
        )
    if "times the variance" in miss.setting and seen.variance is not None:
        ratio = seen.variance.number("variance_ratio")
        return ratio >= LIKE_VARIANCE, words(
            "In these data the variance of {which} group is at most {times} times that of the "
            "other ({marker}, {contrast}).",
            which="the smaller" if "smaller group" in miss.setting else "one",
            times=seen.variance.traced("variance_ratio", plain(ratio, 2)),
            marker=marker_name(plan, seen.variance.text("marker")),
            contrast=contrast_name(plan, seen.variance.text("contrast")),
        )
    skewed = miss.setting.startswith("skewed differences") and "variance" not in miss.setting
    if skewed and seen.skewed is not None:
        skewness = seen.skewed.number("skewness")
        return abs(skewness) >= LIKE_SKEWNESS, words(
            "In these data the most skewed differences are those of {marker} ({contrast}): "
            "skewness {skewness}, where 2 was simulated.",
            marker=marker_name(plan, seen.skewed.text("marker")),
            contrast=contrast_name(plan, seen.skewed.text("contrast")),
            skewness=seen.skewed.traced("skewness", fixed(skewness, 1)),
        )
    return None, Words(("Not looked for in these data:",))


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
