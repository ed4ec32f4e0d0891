"""What was seen for one marker and contrast, as a sentence made from one row of its table.

The table is ``paired.csv``, or ``between.csv`` where groups of patients are compared.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping

import pandas as pd

from explant.config.models import Plan
from explant.declared_tests.group_methods import ComparisonKind
from explant.language.answers.answer import Answer, answers, too_few
from explant.language.answers.between_words import (
    between_claim,
    between_estimate,
    name_of_test,
)
from explant.language.answers.cautions import cautions
from explant.language.answers.expectations import expectation
from explant.language.asked import (
    adjusted_p_of,
    compared_levels,
    contrast_name,
    declared_test_name,
    factor_name,
    fixed_value,
    for_level,
    level_name,
    marker_name,
    weighted_sum,
)
from explant.language.estimates import estimate_words, interval_words, range_words, shown
from explant.language.evidence import (
    all_zero,
    covers_zero,
    falls_short,
    p_words,
    patients_counted,
)
from explant.language.words import Name, Words, joined, words
from explant.questions.design import NEVER_DETECTED
from explant.questions.question import NumberKind, question

DEGREES = {3: "three", 4: "four", 5: "five"}

__all__ = [
    "claim",
    "family_sizes",
    "p_words",
    "patients_counted",
    "result_sentence",
    "sentences_of",
]


def family_sizes(found: Iterable[Answer]) -> dict[str, int]:
    """Number of tests in each family: the rows that have an adjusted p."""
    return Counter(row.text("family") for row in found if row.is_tested)


def result_sentence(
    row: Answer, plan: Plan, tests: int | None = None, *, with_test: bool = True
) -> Words:
    """Everything one row of paired.csv or between.csv says, in two to four sentences.

    Parameters
    ----------
    row
        A row of ``paired.csv`` or ``between.csv``.
    plan
        The study's plan.
    tests
        Number of tests in the row's family; a single test is not called adjusted.
    with_test
        Whether the declared test is named in the sentence.

    Returns
    -------
    Words
        The verdict with estimate, interval, n and p; then what the interval leaves possible, the
        match with the expected direction, and the limits of a small n.
    """
    if not row.is_tested:
        return not_tested(row, plan)
    inside = details(row, plan, tests, with_test=with_test)
    if all_zero(row):
        seen = words("every difference is zero ({details})", details=inside)
        if NEVER_DETECTED in row.text("note"):
            seen = words("{below}, so {seen}", below=NEVER_DETECTED, seen=seen)
    else:
        estimate = _estimate(row, plan)
        seen = words("{estimate} ({details})", estimate=estimate, details=inside)
        # Groups without an order have no estimate.
        seen = seen if estimate else inside
    first = words("{claim}: {seen}.", claim=claim(row, plan), seen=seen)
    return joined(
        [
            first,
            beyond(row, plan),
            compatible(row, plan),
            expectation(row, plan),
            cautions(row, plan),
        ]
    )


def claim(row: Answer, plan: Plan) -> Words:
    """What the declared test allows to be said: evidence, no evidence, or too few patients."""
    if question(plan, row.contrast).is_between:
        return between_claim(row, plan)
    if row.has_evidence:
        return evidence_claim(row, plan)
    return no_evidence_claim(row, plan)


def not_tested(row: Answer, plan: Plan) -> Words:
    """Which test was not made, and why."""
    return words(
        "{marker} was not tested ({contrast}; {n}). Reason: {reason}.",
        marker=marker_name(plan, row.marker),
        contrast=contrast_name(plan, row.contrast),
        n=patients_counted(row),
        reason=_reason(row),
    )


def _reason(row: Answer) -> str:
    """Why a row has no p value; the first reason of a note is that of the means."""
    note = row.text("note")
    if NEVER_DETECTED in note:
        return NEVER_DETECTED
    if row.count("n") == 0:
        return "no patient has every sample that it needs"
    if all_zero(row):
        return "every difference is zero"
    return note.split("; ")[0].rstrip(".") or "the table gives no p value"


def evidence_claim(row: Answer, plan: Plan) -> Words:
    """The claim of a row whose adjusted p does not exceed alpha."""
    marker, contrast = row.marker, row.contrast
    sign = _sign(row)
    names = {"marker": marker_name(plan, marker), "contrast": contrast_name(plan, contrast)}
    asked = question(plan, contrast).number
    if asked == NumberKind.DIFFERENCE and sign:
        first, second = map(for_level, compared_levels(plan, contrast))
        return words(
            "Evidence that {marker} is {higher} {first} than {second} ({contrast})",
            **names,
            higher="higher" if sign > 0 else "lower",
            first=first,
            second=second,
        )
    if asked == NumberKind.TREND and sign:
        return words(
            "Evidence that {marker} {moves} with {factor} ({contrast})",
            **names,
            moves="rises" if sign > 0 else "falls",
            factor=factor_name(plan, next(iter(plan.contrasts[contrast].trend))),
        )
    side = {1: "above", -1: "below"}.get(sign, "other than")
    if asked == NumberKind.FIXED_VALUE and sign:
        return words(
            "Evidence that {marker} is {side} {fixed} ({contrast})",
            **names,
            side=side,
            fixed=fixed_value(plan, marker, contrast),
        )
    if asked == NumberKind.CURVE and sign:
        return words(
            "Evidence that {subject} ({contrast})",
            subject=_curve(plan, marker, contrast, sign),
            contrast=names["contrast"],
        )
    if asked == NumberKind.WEIGHTS:
        return words(
            "Evidence that the weighted sum {sum} of {marker} is {side} zero ({contrast})",
            **names,
            sum=weighted_sum(plan, contrast),
            side=side,
        )
    if asked in (NumberKind.VALUE, NumberKind.OTHER):
        return words(
            "Evidence of a value {side} zero for {marker}{scale} ({contrast})",
            **names,
            side=side,
            scale=_on_scale(plan, marker),
        )
    return words(
        "Evidence that {asked} ({contrast})",
        asked=_asked(plan, marker, contrast),
        contrast=names["contrast"],
    )


def _on_scale(plan: Plan, marker: str) -> str:
    """Where zero is no zero of the marker's unit."""
    scale = plan.markers[marker].scale
    return "" if scale == "linear" else f" on the {scale} scale"


def _curve(plan: Plan, marker: str, contrast: str, sign: int) -> Words:
    names: dict[str, Name] = {
        "marker": marker_name(plan, marker),
        "factor": factor_name(plan, next(iter(plan.contrasts[contrast].trend))),
    }
    degree = plan.contrasts[contrast].degree
    if degree == 2:
        side = {1: " upward", -1: " downward"}.get(sign, "")
        return words("{marker} bends{side} over {factor}", **names, side=side)
    side = {1: "above", -1: "below"}.get(sign, "other than")
    return words(
        "the term of degree {degree} of {marker} over {factor} is {side} zero",
        **names,
        degree=DEGREES[degree],
        side=side,
    )


def no_evidence_claim(row: Answer, plan: Plan) -> Words:
    """The claim of a row whose adjusted p exceeds alpha, or could only have exceeded it."""
    marker, contrast = row.marker, row.contrast
    names = {"marker": marker_name(plan, marker), "contrast": contrast_name(plan, contrast)}
    enough = row.could_be_found
    if question(plan, contrast).number in (NumberKind.VALUE, NumberKind.OTHER):
        start = "No evidence of a value" if enough else f"{too_few(row)} to tell a value"
        return words(
            "{start} {other} zero for {marker}{scale} ({contrast})",
            **names,
            start=start,
            other="other than" if enough else "from",
            scale=_on_scale(plan, marker),
        )
    return words(
        "{start} {asked} ({contrast})",
        start="No evidence that" if enough else f"{too_few(row)} to tell whether",
        asked=_asked(plan, marker, contrast),
        contrast=names["contrast"],
    )


def _asked(plan: Plan, marker: str, contrast: str) -> Words:
    """What a contrast asks of a marker, without a direction."""
    asked, declared = question(plan, contrast).number, plan.contrasts[contrast]
    if asked == NumberKind.DIFFERENCE_OF_DIFFERENCES:
        return words(
            "the {difference} depends on {second}",
            difference=_first_difference(plan, contrast, marker),
            second=factor_name(plan, list(declared.compare)[1]),
        )
    if asked == NumberKind.TREND:
        factor = factor_name(plan, next(iter(declared.trend)))
        return words(
            "{marker} changes with {factor}", marker=marker_name(plan, marker), factor=factor
        )
    if asked == NumberKind.FIXED_VALUE:
        return words(
            "{marker} differs from {fixed}",
            marker=marker_name(plan, marker),
            fixed=fixed_value(plan, marker, contrast),
        )
    if asked == NumberKind.CURVE:
        return _curve(plan, marker, contrast, 0)
    if asked == NumberKind.WEIGHTS:
        return words(
            "the weighted sum {sum} of {marker} differs from zero",
            sum=weighted_sum(plan, contrast),
            marker=marker_name(plan, marker),
        )
    first, second = compared_levels(plan, contrast)
    return words(
        "{marker} differs between {first} and {second}",
        marker=marker_name(plan, marker),
        first=first,
        second=second,
    )


def _estimate(row: Answer, plan: Plan) -> Words:
    """The estimate; of a difference of differences with the sides that its sign compares."""
    contrast = row.contrast
    if question(plan, contrast).is_between:
        return between_estimate(row, plan)
    estimate, asked = estimate_words(row, plan), question(plan, contrast).number
    if asked == NumberKind.FIXED_VALUE:
        over = "relative to" if shown(row, plan).is_ratio else "minus"
        return words(
            "the value {over} {fixed} is {estimate}"
            if plan.markers[row.marker].scale != "logit"
            else "against {fixed}, {estimate}",
            over=over,
            fixed=fixed_value(plan, row.marker, contrast),
            estimate=estimate,
        )
    if asked != NumberKind.DIFFERENCE_OF_DIFFERENCES:
        return estimate
    first, second = compared_levels(plan, contrast, place=1)
    between = (
        "{first} against {second}, " if shown(row, plan).is_ratio else "{first} minus {second} "
    )
    return words(between + "{estimate}", first=first, second=second, estimate=estimate)


def _first_difference(plan: Plan, contrast: str, marker: str) -> Words:
    factor, (first, second) = next(iter(plan.contrasts[contrast].compare.items()))
    return words(
        "difference in {marker} between {first} and {second}",
        marker=marker_name(plan, marker),
        first=level_name(plan, factor, first),
        second=level_name(plan, factor, second),
    )


def _sign(row: Answer) -> int:
    estimate = row.number("estimate")
    return 0 if math.isnan(estimate) else (estimate > 0) - (estimate < 0)


def details(row: Answer, plan: Plan, tests: int | None, *, with_test: bool) -> Words:
    """Interval, n, test and adjusted p."""
    p = p_words(row, "p_adjusted", adjusted_p_of(row, plan, tests), plan.inference.alpha)
    tested = words("{test}, {p}", test=_test(row, plan), p=p) if with_test else p
    bounded = not all_zero(row) and row.text("kind") != ComparisonKind.UNORDERED_GROUPS
    interval = interval_words(row, plan) if bounded else ""
    return joined([interval, patients_counted(row), tested], "; ")


def _test(row: Answer, plan: Plan) -> str:
    if question(plan, row.contrast).is_between:
        return name_of_test(row)
    return declared_test_name(plan, row.contrast, row.count("n"))


def compatible(row: Answer, plan: Plan) -> Words:
    """What the interval leaves possible, where there is no evidence."""
    no_claim = row.has_evidence or all_zero(row) or not covers_zero(row)
    if no_claim or not shown(row, plan).bounded or falls_short(row, plan):
        return Words()
    return words("The data remain compatible with {range}.", range=range_words(row, plan))


def beyond(row: Answer, plan: Plan) -> Words:
    """What an answer must not be taken for."""
    if row.text("kind") == ComparisonKind.UNORDERED_GROUPS:
        said = (
            "say which of the groups differ"
            if row.has_evidence
            else ("show that the groups are equal")
        )
        return Words((f"This does not {said}.",))
    curved = question(plan, row.contrast).number == NumberKind.CURVE
    if not curved or not row.has_evidence or question(plan, row.contrast).is_between:
        return Words()
    return Words(("A bend is no turning point: the values may rise, or fall, all the way.",))


def sentences_of(
    tables: Mapping[str, pd.DataFrame], plan: Plan, *, contrast: str, with_test: bool = True
) -> list[tuple[Answer, Words]]:
    """Rows of one contrast, in the plan's order of markers, each with its sentence."""
    found = answers(tables)
    sizes = family_sizes(found)
    by_marker = {row.marker: row for row in found if row.contrast == contrast}
    return [
        (row, result_sentence(row, plan, sizes.get(row.text("family")), with_test=with_test))
        for row in (by_marker[marker] for marker in plan.markers if marker in by_marker)
    ]
