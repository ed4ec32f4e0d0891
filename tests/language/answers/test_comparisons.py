"""Parts of a comparison on their own; whole ones stand in golden_sentences.yaml."""

from typing import Any

import pytest

from explant.language.answers.comparisons import (
    comparison_sentence,
    differs,
    limits_sentence,
    within_one_alone,
)
from explant.listed_cells import as_cell
from tests.reported import comparison_row, make_plan, stratum_row

SIZE = {"kind": "continuous", "stratifier": "size", "groups": "", "group_sizes": ""}


def sentence(**changes: Any) -> str:
    return str(comparison_sentence(comparison_row(**changes), make_plan()))


def test_not_tested_says_why():
    assert sentence(p=None, p_adjusted=None, note="only one group has patients") == (
        "Whether the effect on CD25 (IL-2 effect in tumor) differs between early and late (stage) "
        "was not tested. Reason: only one group has patients."
    )


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"marker": "Caspase-3"}, "early against late, ratio of odds ratios 0.29"),
        ({"marker": "Blimp-1", "contrast": "il2_tumor_minus_normal"}, "early against late, ratio "),
        (
            {"marker": "Blimp-1", "kind": "ordered groups", "groups": '["a", "b", "c"]'},
            ": a factor of 0.43",
        ),
    ],
)
def test_what_a_ratio_between_groups_is_called(changes: dict[str, Any], words: str):
    assert words in sentence(**changes)


def test_names_of_groups_are_those_of_the_plan_where_they_hold_separators():
    row = comparison_row(groups=as_cell(["ER+, HER2−", "x − y; z"]))
    said = str(differs(row, make_plan()))
    assert said.startswith("differs between ER+, HER2− and x − y; z (")


def test_limits_of_a_number_are_a_correlation_and_name_no_stratum():
    row = comparison_row(detectable_d=None, detectable_r=0.5911, **SIZE)
    assert str(limits_sentence(row, make_plan(), [stratum_row(n=1)])) == (
        "With this n a correlation of 0.59, up or down, is found with 80 % power before "
        "adjustment; weaker ones are easily missed."
    )


TOO_FEW = {"smallest_attainable_p": 0.1, "smallest_attainable_p_adjusted": 0.1}
TOO_MANY = {"smallest_attainable_p": 0.02, "smallest_attainable_p_adjusted": 0.1}


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (TOO_FEW, "this comparison could not have reached 0.05, whatever the diff"),
        (TOO_MANY, "comparisons this one could not have reached 0.05 after adjustment"),
        ({}, ""),
    ],
)
def test_a_comparison_that_could_find_nothing_says_so(changes: dict[str, Any], told: str):
    row = comparison_row(p=0.4, p_adjusted=0.4, **changes)
    said = str(limits_sentence(row, make_plan(), []))
    assert told in said
    assert ("80 % power" in said) == (not told)


@pytest.mark.parametrize(
    ("p_adjusted", "early", "late", "told"),
    [
        (0.5, 0.01, 0.3, True),
        (0.02, 0.01, 0.3, False),
        (0.5, 0.01, 0.02, False),
        (0.5, 0.4, 0.3, False),
    ],
)
def test_an_effect_within_one_stratum_alone_is_told_where_it_misleads(
    p_adjusted: float, early: float, late: float, told: bool
):
    strata = [stratum_row(p=early), stratum_row(stratum="late", p=late)]
    row = comparison_row(p_adjusted=p_adjusted)
    said = str(within_one_alone(row, make_plan(), strata))
    assert bool(said) == told
    assert "p =" not in said


def test_what_adjustment_takes_away_is_said():
    assert sentence(p=0.021, p_adjusted=0.105).endswith(
        "This does not show that the effects are equal. The comparison has p = 0.021 before and "
        "0.11 after adjustment for 5 comparisons."
    )


def test_where_the_section_says_that_it_is_exploratory_the_sentence_does_not():
    row, plan = (
        comparison_row(estimate=2.0, p_adjusted=0.01, verdict="evidence_of_difference"),
        make_plan(),
    )
    alone, among = (str(comparison_sentence(row, plan, alone=each)) for each in (True, False))
    assert alone == f"{among} The comparison is exploratory: other patients have to confirm it."


def test_few_patients_are_no_evidence_of_nothing():
    def begins(**changes: Any) -> str:
        row = comparison_row(p=0.4, p_adjusted=0.4, **changes)
        return str(comparison_sentence(row, make_plan()))

    assert begins(**TOO_FEW).startswith("Too few patients to tell whether the effect on CD25")
    assert begins(**TOO_MANY).startswith("Too few patients to tell whether the effect on CD25")
    assert begins().startswith("No evidence that")
