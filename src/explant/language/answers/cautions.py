"""What a careful reader is told beside an estimate: few patients, ties, intervals that disagree."""

import math
from collections.abc import Iterator

from explant.config.models import Plan
from explant.declared_tests.group_methods import METHODS, WAYS, ComparisonKind
from explant.declared_tests.known_tests import TESTS
from explant.language.answers.answer import Answer
from explant.language.answers.between_words import exact_needs
from explant.language.asked import adjusted_p_of, name_of_test_within, the
from explant.language.estimates import achieved_level, shown
from explant.language.evidence import (
    TOLERANCE,
    all_zero,
    covers_zero,
    falls_short,
    group_sizes,
    lost_to_adjustment,
    null_words,
    p_words,
)
from explant.language.words import Part, Words, joined, listed, words
from explant.numbers import level_text, plain
from explant.questions.answers import Reason, exceeds, reaches
from explant.questions.attainable import what_would_do
from explant.questions.question import question

MANY_LEFT_OUT = 0.2
"""Share of patients without a difference above which the result speaks for the others no more."""


def comparable(row: Answer, plan: Plan) -> dict[str, str]:
    """Other tests of the same question, by the column of their p."""
    declared = TESTS[plan.inference.test]
    if question(plan, row.contrast).is_between:
        found = [METHODS.get((way, row.text("kind"))) for way in WAYS]
        own = METHODS.get((declared.comparison, row.text("kind")))
        return {
            method.p_columns[0]: method.short_name or method.name
            for method in found
            if method is not None and method is not own
        }
    contrasts = [row.contrast]
    return {
        other.p_column: name_of_test_within(plan, other.key, contrasts)
        for other in TESTS.values()
        if other.p_column and other.disagreement_told and other is not declared
    }


def cautions(row: Answer, plan: Plan) -> Words:
    """What limits the reading of one answer; empty where nothing does."""
    return joined(
        [
            *_few_patients(row, plan),
            *_spread(row, plan),
            *_left_out(row),
            *_interval_against_p(row, plan),
            *_other_tests(row, plan),
        ]
    )


def _few_patients(row: Answer, plan: Plan) -> Iterator[Words]:
    alpha, n = plan.inference.alpha, row.count("n") or 0
    if row.text("reason") == Reason.TOO_MANY_TESTS:
        yield too_many_tests(row, plan)
    elif not row.could_be_found:
        smallest = row.number("smallest_attainable_p")
        yield words(
            "With n = {n} this test gives p = {smallest} whatever the difference."
            if smallest >= 1
            else "With n = {n} this test cannot give a p below {smallest}: "
            "it could not have reached {alpha}.",
            n=group_sizes(row),
            smallest=row.traced("smallest_attainable_p", plain(smallest)),
            alpha=plain(alpha),
        )

    elif _rests_on_a_distribution(plan) and exceeds(_smallest_exact(row, n), alpha):
        yield words(
            "With n = {n} no exact test could have reached {alpha}: this p rests on a normal "
            "distribution that so few patients cannot show.",
            n=group_sizes(row),
            alpha=plain(alpha),
        )
    if shown(row, plan).bounded and falls_short(row, plan):
        asked = level_text(plan.inference.confidence)
        yield words("So few patients cannot give a {asked} interval.", asked=asked)


def too_many_tests(row: Answer, plan: Plan) -> Words:
    """That no adjusted p of at most α was possible, and what to declare next time."""
    n, tests = row.count("n") or 0, row.count("family_size") or 0
    contrast = row.contrast
    mend = "" if question(plan, contrast).is_between else what_would_do(plan, contrast, n, tests)
    return words(
        "It could not have been found in {tests} comparisons with n = {n}: {adjusted} is at least "
        "{smallest} whatever the differences.{next}",
        n=group_sizes(row),
        tests=row.traced("family_size", str(tests)),
        adjusted=f"their {adjusted_p_of(row, plan)}",
        smallest=row.traced(
            "smallest_attainable_p_adjusted", plain(row.number("smallest_attainable_p_adjusted"))
        ),
        next=f" Next time: {mend}." if mend else "",
    )


def _rests_on_a_distribution(plan: Plan) -> bool:
    return TESTS[plan.inference.test].exact_up_to == 0


def _smallest_exact(row: Answer, n: int) -> float:
    """Smallest p of an exact test: 2 / 2^n of signs, of two groups by their arrangements."""
    return exact_needs(row) if row.text("kind") else 2.0 ** (1 - n)


def _spread(row: Answer, plan: Plan) -> Iterator[Words]:
    n, zeros = row.count("n") or 0, row.count("n_zero") or 0
    if all_zero(row):
        yield words("Without any spread among the differences nothing tells how precise zero is.")
    elif n > 1 and row.number("low") == row.number("high"):
        equal = "All differences are equal"
        if row.text("kind") == ComparisonKind.TWO_GROUPS:
            equal = "The values of a group are equal"
        elif row.text("kind"):
            equal = "All steps between patients of two groups are equal"
        yield words(
            "{equal}, which measured values rarely are: an interval without width is no sign of "
            "precision.",
            equal=equal,
        )
    elif 2 * zeros >= n > 1:
        test = TESTS[plan.inference.test]
        dropped = test.drops_zeros(plan.inference.zero_rule)
        yield words(
            "{zeros} of the differences are zero{dropped}.",
            zeros=row.traced("n_zero", str(zeros)),
            dropped=f" and do not enter the {test.name}" if dropped else "",
        )


def _left_out(row: Answer) -> Iterator[Words]:
    n, left_out = row.count("n") or 0, row.count("n_incomplete") or 0
    if left_out > MANY_LEFT_OUT * (n + left_out):
        yield words(
            "More than one patient in five was left out: the result holds for them only if what is "
            "missing has nothing to do with the values."
        )


def _interval_against_p(row: Answer, plan: Plan) -> Iterator[Words]:
    """Where interval and adjusted p seem to say different things, why."""
    alpha, level = plan.inference.alpha, achieved_level(row, plan)
    estimate = shown(row, plan)
    null = null_words(row, plan)
    names: dict[str, Part] = {
        "level": row.traced("level", level_text(level), "percent"),
        "null": null,
        "asked": level_text(1 - alpha),
    }
    excludes = estimate.bounded and not covers_zero(row)
    if row.has_evidence:
        if estimate.bounded and not excludes:
            wider = level > 1 - alpha + TOLERANCE
            why = ": it is wider than a {asked} interval" if wider else ""
            yield words("The {level} interval nevertheless includes {null}" + why + ".", **names)
    elif reaches(row.number("p"), alpha):
        yield words(
            "The test has {p}; the interval, which is not adjusted, excludes {null}."
            if excludes
            else "The test has {p}; the interval is not adjusted."
            if estimate.bounded
            else "The test has {p}.",
            p=lost_to_adjustment(row, alpha),
            null=null,
        )
    elif excludes and row.could_be_found:
        narrower = level < 1 - alpha - TOLERANCE
        why = ": it is narrower than a {asked} interval" if narrower else ""
        yield words("The {level} interval nevertheless excludes {null}" + why + ".", **names)


def _other_tests(row: Answer, plan: Plan) -> Iterator[Words]:
    """Tests that stand beside the declared one and fall on the other side of alpha."""
    alpha, declared = plan.inference.alpha, row.number("p")
    lost_to_adjustment = reaches(declared, alpha) and not row.has_evidence
    if not row.could_be_found or lost_to_adjustment:
        return
    across = [
        words("{test} gives {p}", test=the(test), p=p_words(row, column, "p", alpha))
        for column, test in comparable(row, plan).items()
        if not math.isnan(row.number(column))
        and reaches(row.number(column), alpha) != reaches(declared, alpha)
    ]
    if across:
        yield words(
            "Before adjustment {others}: the answer depends on the test, and the declared one "
            "decides.",
            others=listed(across),
        )
