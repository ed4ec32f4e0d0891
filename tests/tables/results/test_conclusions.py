"""Phrases and keys of a row follow from its adjusted p, its direction and what was possible."""

import math

import pandas as pd
import pytest

from explant.questions.answers import Reason, Verdict
from explant.tables.results.conclusions import NOT_TESTED, PHRASES, with_conclusions
from explant.tables.results.paired import paired_table

from ..studies import BEFORE_AFTER, study

PAIR = "difference of differences"


def row(p, observed="", kind="change", **others):
    table = pd.DataFrame([{"p_adjusted": p, "observed": observed, "n": 6, **others}])
    return with_conclusions(table, 0.05, kind).iloc[0]


@pytest.mark.parametrize(
    ("p", "observed", "kind", "words"),
    [
        (0.05, "decrease", "change", "evidence of a decrease"),
        (math.nextafter(0.05, 1.0), "decrease", "change", "no evidence of a change"),
        (math.nan, "", "change", "not tested"),
        (math.nan, "increase", "two groups", "not tested"),
        (0.2, "increase", "two groups", "no evidence that the groups differ"),
        (0.05, "decrease", "two groups", "evidence that the first group is lower"),
        (0.01, "increase", "two groups", "evidence that the first group is higher"),
        (0.01, "none", "two groups", "evidence that the groups differ"),
        (0.01, "increase", "ordered groups", "evidence that the groups increase in order"),
        (0.01, "decrease", "ordered groups", "evidence that the groups decrease in order"),
        (0.01, "increase", "curvature", "evidence of an upward bend"),
        (0.01, "decrease", "curvature", "evidence of a downward bend"),
        (0.2, "decrease", "curvature", "no evidence of a bend"),
        (0.01, "", "unordered groups", "evidence that the groups differ"),
        (0.01, "", "effect", "evidence that the effect differs"),
        (0.01, "decrease", PAIR, "evidence that the first difference is lower"),
        (0.2, "decrease", PAIR, "no evidence that the differences differ"),
        (0.2, "", "effect", "no evidence that the effect differs"),
    ],
)
def test_conclusions(p, observed, kind, words):
    found = row(p, observed, kind)
    assert found["conclusion"] == words
    assert Verdict(found["verdict"]).is_evidence == words.startswith("evidence")


def test_every_verdict_has_a_phrase():
    for phrases in PHRASES.values():
        assert set(phrases) == set(Verdict) - {Verdict.NOT_ANSWERABLE}


@pytest.mark.parametrize(
    ("others", "reason"),
    [
        ({"n": 0}, Reason.NO_PATIENT),
        ({"n_zero": 6}, Reason.EVERY_DIFFERENCE_ZERO),
        ({"note": "every value is below the detection limit; x"}, Reason.NEVER_DETECTED),
        ({"note": "one patient has no standard deviation"}, Reason.NO_P_VALUE),
    ],
)
def test_why_there_is_no_p(others, reason):
    found = row(math.nan, **others)
    assert (found["verdict"], found["reason"]) == (Verdict.NOT_ANSWERABLE, reason)
    assert found["conclusion"] == NOT_TESTED


def test_five_patients_cannot_answer_by_an_exact_test():
    # The extreme of 2 ** 5 sign patterns, on both sides: 2 / 32.
    made = study(BEFORE_AFTER, {"A": [1.0, 2.0, 3.0, 4.0, 5.0]})
    found = paired_table(made.differences, made.measurements, made.plan).iloc[0]
    assert found["p_adjusted"] == 0.0625
    assert (found["verdict"], found["reason"]) == ("not_answerable", "too_few_patients")
    assert found["conclusion"] == "no evidence of a change"
