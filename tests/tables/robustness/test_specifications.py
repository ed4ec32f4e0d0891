import itertools

import pytest

from explant.declared_tests.known_tests import TESTS
from explant.tables.robustness.specifications import (
    Specification,
    choices_below_detection,
    choices_of_scale,
    choices_of_test,
    declared,
    differing_choices,
)

from ..studies import BEFORE_AFTER, study

ALWAYS = [key for key, each in TESTS.items() if each.always_compared]
"""Tests by which every result is asked."""
SCALES = ["linear", "log2", "logit"]
PATIENTS = ["all", "complete cases", "without flagged outliers"]
RULES = ["limit_over_sqrt2", "half_limit", "limit", "drop"]
OWN = Specification("wilcoxon", "linear", "all", "limit_over_sqrt2")


def equivalent(other, own=OWN, censored=True):
    return all(choice.equivalent for choice in differing_choices(other, own, censored))


def test_the_plans_analysis_is_read_from_the_plan():
    made = study(
        BEFORE_AFTER,
        {"A": [1.0]},
        marker_settings={"A": {"scale": "log2"}},
        inference={"test": "t", "below_detection": "drop"},
    )
    assert declared(made.plan, "A") == Specification("t", "log2", "all", "drop")


@pytest.mark.parametrize("test", TESTS)
@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("rule", RULES)
def test_the_declared_choice_comes_first_and_none_comes_twice(test, scale, rule):
    own = Specification(test, scale, "all", rule)
    found = [
        choices_of_test(own),
        choices_of_scale(own, "%"),
        choices_below_detection(own, censored=True),
    ]
    assert [choices[0] for choices in found] == [test, scale, rule]
    assert all(len(set(choices)) == len(choices) for choices in found)
    assert [set(choices) for choices in found] == [
        {test, *ALWAYS},
        set(SCALES),
        set(RULES),
    ]
    assert choices_below_detection(own, censored=False) == [rule]


def test_odds_are_for_percentages_unless_the_plan_declares_them():
    assert choices_of_scale(OWN, "MFI") == ["linear", "log2"]
    own = Specification("t", "logit", "all", "drop")
    assert choices_of_scale(own, "") == ["logit", "linear", "log2"]


@pytest.mark.parametrize(
    ("other", "same_question"),
    [
        (OWN, True),
        (Specification("t", "linear", "all", "limit_over_sqrt2"), True),
        (Specification("sign_flip", "linear", "all", "limit_over_sqrt2"), True),
        (Specification("wilcoxon", "log2", "all", "limit_over_sqrt2"), False),
        (Specification("wilcoxon", "linear", "complete cases", "limit_over_sqrt2"), True),
        (Specification("wilcoxon", "linear", "without flagged outliers", "limit"), False),
        (Specification("wilcoxon", "linear", "all", "half_limit"), True),
        (Specification("wilcoxon", "linear", "all", "limit"), True),
        (Specification("wilcoxon", "linear", "all", "drop"), False),
        (Specification("t", "linear", "complete cases", "limit"), True),
        (Specification("t", "linear", "complete cases", "drop"), False),
    ],
)
def test_what_is_equivalent_to_a_plan(other, same_question):
    assert equivalent(other) == same_question


def test_what_leaves_patients_out_because_of_values_is_never_equivalent():
    own = Specification("t", "linear", "all", "drop")
    complete = Specification("t", "linear", "complete cases", "drop")
    assert not equivalent(complete, own, censored=True)
    assert equivalent(complete, own, censored=False)
    # Nor is the reverse: the patients whom the plan drops come back.
    assert not equivalent(Specification("t", "linear", "all", "limit"), own)


def test_nothing_weighs_sizes_as_a_plan_of_signs_asks():
    own = Specification("sign", "linear", "all", "drop")
    for test in ("t", "wilcoxon", "sign_flip"):
        assert not equivalent(Specification(test, "linear", "all", "drop"), own)


def test_an_analysis_is_equivalent_when_each_of_its_choices_is():
    for test, scale, patients, rule in itertools.product(ALWAYS, SCALES, PATIENTS, RULES):
        other = Specification(test, scale, patients, rule)
        each = [
            Specification(test, "linear", "all", "limit_over_sqrt2"),
            Specification("wilcoxon", scale, "all", "limit_over_sqrt2"),
            Specification("wilcoxon", "linear", patients, "limit_over_sqrt2"),
            Specification("wilcoxon", "linear", "all", rule),
        ]
        assert equivalent(other) == all(equivalent(one) for one in each)
        differing = sum(one != OWN for one in each)
        assert len(differing_choices(other, OWN, censored=True)) == differing


def test_every_choice_is_said_in_one_piece():
    seen = set()
    for own, other in itertools.product(
        [Specification(*choices) for choices in itertools.product(TESTS, SCALES, ["all"], RULES)],
        [Specification(*choices) for choices in itertools.product(TESTS, SCALES, PATIENTS, RULES)],
    ):
        # The sign test is in the grid only where the plan declares it.
        if other.test == "sign" != own.test:
            continue
        seen |= {choice.words for choice in differing_choices(other, own, censored=True)}
    assert not any(";" in words for words in seen)
    assert "sign-flip test: p from sign flips instead of the t distribution" in seen
    assert "t test: mean instead of pseudomedian" in seen
    assert "below detection: limit / 2 instead of limit / √2" in seen
