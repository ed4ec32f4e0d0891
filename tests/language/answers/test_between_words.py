"""Words of comparisons of groups; whole sentences stand in golden_sentences.yaml."""

from typing import Any

import pandas as pd
import pytest

from explant.config.models import Plan
from explant.declared_tests.group_methods import METHODS, WAYS, method_of
from explant.declared_tests.known_tests import TESTS
from explant.language.answers.answer import answers_in
from explant.language.answers.between_words import (
    exact_needs,
    name_of_test,
    reading,
    short_between_claim,
    subject,
)
from explant.language.answers.cautions import cautions, comparable
from explant.language.asked import adjusted_p_of, formula
from explant.language.methods.paragraphs.of_groups import questions_between
from explant.language.references.citing import told
from explant.language.words import Row
from explant.tables.results.between_patients.between import between_table
from tests.language.answers.test_golden_sentences import ARMS, BETWEEN
from tests.pages.designs import plan_of
from tests.reported import concluded, make_plan, merged
from tests.wording import overclaims

FALL = {"estimate": -3.5, "low": -4.7, "high": -2.4, "observed": "decrease"}
NONE = {"p_adjusted": 0.6, "p": 0.5}
LOG2 = {
    "marker": "Blimp-1",
    "scale": "log2",
    "estimate": 0.585,
    "low": 0.2,
    "high": 0.9,
    "estimate_ratio": 1.5,
    "estimate_ratio_low": 1.149,
    "estimate_ratio_high": 1.866,
}
LOGIT = LOG2 | {"marker": "Caspase-3", "scale": "logit"}
EFFECT = {
    "contrasts": {
        "groups": {"compare": {"treatment": ["IL-2", "control"]}, "at": {"tissue": "tumor"}}
    }
}
ORDERED = {"kind": "ordered groups", "groups": '["I", "II", "III"]', "group_sizes": "[5, 6, 7]"}
ANY = {
    "kind": "unordered groups",
    "groups": '["none", "T", "B"]',
    "group_sizes": "[8, 8, 8]",
    "estimate": None,
    "observed": "",
}


def plan_with(**changes: Any) -> Plan:
    return make_plan(**merged(ARMS, changes))


def row_of(**changes: Any) -> Row:
    return answers_in("between", concluded("between", pd.DataFrame([BETWEEN | changes])))[0]


@pytest.mark.parametrize(
    ("changes", "plan", "says"),
    [
        ({}, {}, "CD25 is 3.5 percentage points higher"),
        (FALL, {}, "CD25 is 3.5 percentage points lower"),
        (LOG2, {}, "Blimp-1 is 50 % higher"),
        (LOGIT, {}, "Caspase-3 is higher: odds ratio 1.50"),
        (NONE, {}, "No evidence that CD25 differs"),
        (
            NONE | {"smallest_attainable_p": 0.1},
            {},
            "Too few patients to tell whether CD25 differs",
        ),
        ({"p_adjusted": None}, {}, "CD25 was not tested"),
        ({}, EFFECT, "IL-2 minus control in CD25 is 3.5 percentage points higher"),
        (
            LOG2,
            EFFECT,
            "The ratio of IL-2 to control in Blimp-1 is higher: ratio of ratios 1.50",
        ),
        (ORDERED, {}, "CD25 rises by 3.5 percentage points per group"),
        (ORDERED | FALL, {}, "CD25 falls by 3.5 percentage points per group"),
        (ORDERED | LOG2, {}, "Blimp-1 rises: ×1.50 per group"),
        (ORDERED | NONE, {}, "No evidence that CD25 rises or falls over the groups"),
        (ANY, {}, "Evidence that CD25 differs among the groups"),
        (ANY | NONE, {}, "No evidence that CD25 differs among the groups"),
    ],
)
def test_a_card_says_it_in_few_words(changes: dict[str, Any], plan: dict[str, Any], says: str):
    text = str(short_between_claim(row_of(**changes), plan_with(**plan)))
    assert text == says
    assert overclaims(text) == []


@pytest.mark.parametrize("test", TESTS)
@pytest.mark.parametrize(("kind", "named"), [("unordered", 2), ("unordered", 3), ("ordered", 3)])
@pytest.mark.parametrize("size", [4, 9])
def test_every_method_of_the_table_has_a_name_and_other_tests_beside_it(
    test: str, kind: str, named: int, size: int
):
    groups = ["a", "b", "c"][:named]
    plan = plan_of(
        patients={"strata": {"arm": {"kind": kind, "groups": {name: [name] for name in groups}}}},
        markers={"X": {}},
        contrasts={"q": {"between": {"arm": groups}}},
        inference={"test": test, "permutations": 1000},
    )
    arms = [name for name in groups for _ in range(size)]
    people = [f"P{i}" for i in range(len(arms))]
    values = [i * 1.37 % 5 for i in range(len(arms))]
    numbers = pd.DataFrame(
        {"patient": people, "marker": "X", "contrast": "q", "difference": values, "missing": ""}
    )
    patients = pd.DataFrame({"patient": people, "arm": arms, "arm_group": arms})
    (row,) = answers_in("between", between_table(numbers, patients, plan))
    # The words name what was computed: the method that fits the declared test and the kind.
    fits = method_of(test, row.text("kind"))
    assert row.text("method") in fits.keys
    assert name_of_test(row) == fits.keys[row.text("method")]
    methods = " ".join(str(passage) for passage in questions_between(plan))
    assert str(told(fits.sentence, number="number")) in methods
    others = comparable(row, plan)
    assert len(others) == sum(METHODS[way, row.text("kind")] is not fits for way in WAYS)
    assert all(column in row.values for column in others)


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({}, "CD25"),
        ({"at": {"tissue": "tumor"}}, "CD25"),
        ({"compare": {"treatment": ["IL-2", "control"]}}, "IL-2 minus control in CD25"),
        (
            {"compare": {"treatment": ["IL-2", "control"], "tissue": ["tumor", "normal"]}},
            "the difference of differences in CD25",
        ),
        (
            {"weights": {"treatment": {"IL-2": 1, "control": -1}}},
            "the weighted sum 1 × IL-2 − 1 × control of CD25",
        ),
    ],
)
def test_what_groups_are_compared_by_can_be_higher_or_lower(asked: dict[str, Any], says: str):
    plan = plan_with(contrasts={"groups": asked})
    assert str(subject(plan, "CD25", "groups")) == says


def test_what_higher_and_rising_mean():
    plan = plan_with(
        contrasts={
            "order": {"between": {"stage": ["early", "late"]}},
            "any": {"between": {"arm": ["none", "T", "B"]}},
        }
    )
    assert str(reading(plan, "groups")) == "Higher means: higher in T than in none."
    assert (
        str(reading(plan, "any")) == "Without an order among none, T and B there is no direction."
    )


def test_formulas_name_groups_and_whom_they_are_about():
    plan = plan_with(
        contrasts={
            "groups": {"at": {"tissue": "tumor", "treatment": "control"}},
            "any": {
                "compare": {"treatment": ["IL-2", "control"]},
                "between": {"arm": ["none", "T", "B"]},
                "among": {"stage": ["early"]},
            },
        }
    )
    assert str(formula(plan, "groups")) == (
        "the value, at tissue tumor, at treatment control, T minus none (arm)"
    )
    assert str(formula(plan, "any")) == (
        "IL-2 minus control, averaged over tissue, compared among none, T and B (arm), among early "
        "(stage)"
    )


def test_smallest_p_of_an_exact_test_by_the_number_of_arrangements():
    assert exact_needs(row_of(n_first=3, n_second=3)) == pytest.approx(2 / 20)
    assert exact_needs(row_of(n_first=4, n_second=4)) == pytest.approx(2 / 70)


@pytest.mark.parametrize(
    ("adjustment", "members", "tests", "says"),
    [
        ("westfall_young", 2, 4, "permutation-adjusted p"),
        ("westfall_young", 1, 4, "Westfall–Young-adjusted p"),
        ("westfall_young", 2, 1, "p"),
        ("holm", 2, 4, "Holm-adjusted p"),
        ("benjamini_hochberg", 2, 4, "Benjamini–Hochberg-adjusted p"),
    ],
)
def test_an_adjusted_p_says_how(adjustment: str, members: int, tests: int, says: str):
    others = {
        f"other{i}": {"between": {"arm": ["B", "none"]}, "role": "primary"}
        for i in range(members - 1)
    }
    assert adjusted_p_of(row_of(adjustment=adjustment), plan_with(contrasts=others), tests) == says


@pytest.mark.parametrize(
    ("kind", "equal"),
    [
        ({}, "The values of a group are equal, which"),
        (ORDERED, "All steps between patients of two groups are equal, which"),
    ],
)
def test_an_interval_without_width_says_what_is_equal(kind: dict[str, Any], equal: str):
    row = row_of(**kind, estimate=1.0, low=1.0, high=1.0, observed="increase")
    assert equal in str(cautions(row, plan_with()))
