"""The large words of a card, for every kind of question and conclusion."""

from typing import Any

import pandas as pd
import pytest

from explant.config.models import Plan
from explant.language.answers.answer import answers_in, direction_word
from explant.language.answers.claims import claim
from tests.reported import make_plan, paired_row

INCREASE = {"observed": "increase"}
DECREASE = {"observed": "decrease"}
NO_EVIDENCE = {"p_adjusted": 0.4}
TIMES: dict[str, Any] = {
    "marker": "Blimp-1",
    "estimate": 0.41,
    "estimate_ratio": 1.33,
    "estimate_ratio_low": 1.08,
    "estimate_ratio_high": 1.72,
}
ODDS = TIMES | {"marker": "Caspase-3", "estimate": 0.285}
TREND = {"contrast": "il2_trend"}
DOUBLE = {"contrast": "il2_tumor_minus_normal"}
THREEFOLD = {"contrast": "mixed"}


def several() -> Plan:
    return make_plan(
        contrasts={
            "il2_trend": {"trend": {"treatment": ["control", "IL-2"]}, "at": {"tissue": "tumor"}},
            "mixed": {
                "trend": {"treatment": ["control", "IL-2"]},
                "compare": {"tissue": ["tumor", "normal"]},
            },
        }
    )


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (DECREASE, "CD25 is 6.1 percentage points lower"),
        (
            INCREASE | {"estimate": 6.14, "low": 3.2, "high": 8.9},
            "CD25 is 6.1 percentage points higher",
        ),
        (TIMES | INCREASE, "Blimp-1 is 33 % higher"),
        (TIMES | INCREASE | {"estimate_ratio": 3.4}, "Blimp-1 is 3.4 times as high"),
        (TIMES | DECREASE | {"estimate_ratio": 0.62}, "Blimp-1 is 38 % lower"),
        (ODDS | INCREASE, "Caspase-3 is higher: odds ratio 1.33"),
        (TREND | DECREASE, "CD25 falls by 6.1 percentage points per step of treatment"),
        (TREND | TIMES | INCREASE, "Blimp-1 rises: ×1.33 per step of treatment"),
        (
            DOUBLE | DECREASE,
            "In CD25, IL-2 minus control is 6.1 percentage points lower for tumor than for normal",
        ),
        (
            DOUBLE | TIMES | INCREASE,
            "In Blimp-1, IL-2 against control is higher for tumor than for normal: "
            "ratio of ratios 1.33",
        ),
        (
            THREEFOLD | DECREASE,
            "CD25: a value below zero, −6.1 percentage points per step of treatment",
        ),
        ({"observed": "none"}, "Evidence that CD25 differs"),
        (NO_EVIDENCE, "No evidence that CD25 differs"),
        (NO_EVIDENCE | TREND, "No evidence that CD25 changes with treatment"),
        (NO_EVIDENCE | DOUBLE, "No evidence that the difference in CD25 depends on tissue"),
        (NO_EVIDENCE | THREEFOLD, "No evidence that the value for CD25 is other than zero"),
        (
            NO_EVIDENCE | {"n": 4, "smallest_attainable_p": 0.125},
            "Too few patients to tell whether CD25 differs",
        ),
        ({"p_adjusted": None}, "CD25 was not tested"),
    ],
)
def test_the_words_follow_from_the_conclusion(changes: dict[str, Any], words: str):
    assert str(claim(paired_row(**changes), several())) == words


@pytest.mark.parametrize("changes", [NO_EVIDENCE, {"p_adjusted": None}])
@pytest.mark.parametrize("question", [{}, TREND, DOUBLE, THREEFOLD, TIMES, ODDS])
def test_without_evidence_no_size_and_no_direction_is_claimed(
    changes: dict[str, Any], question: dict[str, Any]
):
    said = str(claim(paired_row(**question, **changes), several()))
    assert not any(word in said for word in ("lower", "higher", "falls", "rises", "6.1", "1.33"))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"observed": "increase"}, "evidence"),
        ({"observed": "none"}, "evidence"),
        ({"p_adjusted": 0.4}, "no evidence"),
        ({"p_adjusted": 0.4, "smallest_attainable_p": 0.4}, "no evidence"),
        ({"p_adjusted": None}, "not tested"),
    ],
)
def test_an_answer_stands_as_its_verdict_says(changes: dict[str, Any], expected: str):
    assert paired_row(**changes).standing == expected


def test_verdicts_agree_with_the_sentences_on_every_row(
    plan: Plan, tables: dict[str, pd.DataFrame]
):
    found = answers_in("paired", tables["paired"])
    assert {row.standing for row in found} == {"evidence", "no evidence"}
    for row in found:
        assert row.has_evidence == (row.number("p_adjusted") <= plan.inference.alpha)


def test_directions_are_named_as_the_question_asks():
    assert direction_word(paired_row(observed="increase"), several()) == "higher"
    assert direction_word(paired_row(observed="increase", **TREND), several()) == "rising"
    assert direction_word(paired_row(observed="decrease", **THREEFOLD), several()) == "below zero"
    assert direction_word(paired_row(observed="none"), several()) == "zero"
    assert direction_word(paired_row(observed=""), several()) == ""
