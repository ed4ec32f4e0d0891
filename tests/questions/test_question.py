"""Each contrast is resolved once: its number, its groups, how they are compared."""

import pytest

from explant.config.models import Plan
from explant.declared_tests.group_methods import ComparisonKind
from explant.questions.question import (
    NumberKind,
    comparisons,
    explored,
    has_fixed_value,
    pairs_samples,
    question,
)

STRATA = {
    "stage": {"kind": "ordered", "groups": {"I": ["1"], "II": ["2"], "III": ["3"]}},
    "site": {"kind": "unordered", "groups": {"a": ["x"], "b": ["y"], "c": ["z"]}},
}


def plan_with(**contrast):
    return Plan.model_validate(
        {
            "spreadsheet": {"path": "data/raw/study.xlsx", "layout": "one_row_per_sample"},
            "factors": {
                "tissue": {"levels": ["tumor", "normal"]},
                "treatment": {"levels": ["control", "IL-2"]},
                "dose": {"levels": ["0", "10", "100"]},
            },
            "markers": {"CD25": {}},
            "patients": {"strata": STRATA},
            "contrasts": {"asked": contrast},
        }
    )


@pytest.mark.parametrize(
    ("declared", "number", "differences"),
    [
        ({"compare": {"tissue": ["tumor", "normal"]}}, NumberKind.DIFFERENCE, True),
        (
            {"compare": {"tissue": ["tumor", "normal"], "treatment": ["IL-2", "control"]}},
            NumberKind.DIFFERENCE_OF_DIFFERENCES,
            True,
        ),
        ({"trend": {"dose": ["0", "10", "100"]}}, NumberKind.TREND, True),
        ({"trend": {"dose": ["0", "10", "100"]}, "degree": 2}, NumberKind.CURVE, True),
        ({"weights": {"dose": {"0": -1, "10": 0.5, "100": 0.5}}}, NumberKind.WEIGHTS, True),
        ({"at": {"tissue": "tumor"}, "against": 5}, NumberKind.FIXED_VALUE, False),
        (
            {
                "trend": {"dose": ["0", "10", "100"]},
                "compare": {"tissue": ["tumor", "normal"]},
            },
            NumberKind.OTHER,
            True,
        ),
    ],
)
def test_what_number_it_makes_of_a_patient(declared, number, differences):
    plan = plan_with(**declared)
    asked = question(plan, "asked")
    assert (asked.number, asked.takes_differences) == (number, differences)
    assert (asked.is_between, asked.groups, asked.comparison) == (False, (), None)
    assert pairs_samples(plan) is differences
    assert has_fixed_value(plan) is (number is NumberKind.FIXED_VALUE)


@pytest.mark.parametrize(
    ("between", "comparison"),
    [
        ({"stage": ["I", "III"]}, ComparisonKind.TWO_GROUPS),
        ({"stage": ["I", "II", "III"]}, ComparisonKind.ORDERED_GROUPS),
        ({"site": ["a", "b", "c"]}, ComparisonKind.UNORDERED_GROUPS),
    ],
)
def test_how_groups_are_compared(between, comparison):
    plan = plan_with(between=between, at={"tissue": "tumor", "treatment": "control", "dose": "0"})
    asked = question(plan, "asked")
    ((grouping, groups),) = between.items()
    assert (asked.grouping, asked.groups) == (grouping, tuple(groups))
    assert asked.comparison is comparison
    assert comparisons(plan) == [comparison]
    assert asked.number is NumberKind.VALUE
    assert asked.is_measured_value
    assert explored(plan) == []


def test_one_value_is_measured_and_a_mean_of_several_is_not():
    at = {"tissue": "tumor", "treatment": "control"}
    assert not question(plan_with(at=at, against=5), "asked").is_measured_value
    assert len(question(plan_with(at=at, against=5), "asked").weights) == 3


def test_groups_have_no_weight_in_the_kind_of_number():
    plan = plan_with(compare={"tissue": ["tumor", "normal"]}, between={"stage": ["I", "II"]})
    assert question(plan, "asked").number is NumberKind.DIFFERENCE
    assert not pairs_samples(plan)


def test_a_question_knows_what_the_plan_says_of_it():
    content = plan_with(compare={"treatment": ["IL-2", "control"]}).model_dump(exclude_unset=True)
    content["markers"] = {
        "CD25": {"expected": {"asked": "increase"}},
        "FOXP3": {},
    }
    content["contrasts"]["asked"] |= {"role": "exploratory", "family": "both"}
    asked = question(Plan.model_validate(content), "asked")
    assert (asked.role, asked.family) == ("exploratory", "both")
    assert (asked.expected("CD25"), asked.expected("FOXP3")) == ("increase", "")


def test_a_grouping_that_is_not_to_be_explored_is_not():
    content = plan_with(compare={"treatment": ["IL-2", "control"]}).model_dump(exclude_unset=True)
    assert explored(Plan.model_validate(content)) == ["stage", "site"]
    content["patients"]["strata"]["stage"]["explore"] = False
    assert explored(Plan.model_validate(content)) == ["site"]
