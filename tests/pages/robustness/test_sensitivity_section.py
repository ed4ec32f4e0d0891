"""Golden sentences on other choices: each situation of sensitivity.csv, word for word."""

from typing import Any

import pytest

from explant.language.words import Row
from explant.pages.robustness.sensitivity_section import analyses_listing, sensitivity_sentence
from tests.reported import make_plan

PLAN_ROW: dict[str, Any] = {
    "marker": "CD25",
    "contrast": "il2_in_tumor",
    "test": "wilcoxon",
    "scale": "linear",
    "patients": "all",
    "below_detection": "limit_over_sqrt2",
    "plan": "yes",
    "equivalence": "plan",
    "differs": "",
    "n": 20,
    "estimate": -4.3,
    "low": -6.5,
    "high": -2.6,
    "observed": "decrease",
    "p": 0.007,
    "note": "",
}


def analyses(*others: dict[str, Any], **own: Any) -> list[Row]:
    """The plan's analysis with changes, and others that differ from it as given."""
    declared = PLAN_ROW | own
    made = [declared]
    for other in others:
        made.append(declared | {"plan": "", "equivalence": "equivalent"} | other)
    return [Row("sensitivity", index, values) for index, values in enumerate(made)]


def sentence(*others: dict[str, Any], **own: Any) -> str:
    return str(sensitivity_sentence(analyses(*others, **own), make_plan()))


T = {"test": "t", "p": 0.012}
FLIP = {"test": "sign_flip", "p": 0.0004}
CASES = {"patients": "complete cases", "p": 0.02}
LOG = {"scale": "log2", "equivalence": "not equivalent", "p": 0.031}
FLAGGED = {"patients": "without flagged outliers", "equivalence": "not equivalent", "p": 0.08}


def test_all_agree():
    assert sentence(T, FLIP, CASES, LOG) == (
        "CD25: the plan’s analysis estimates a decrease (unadjusted p = 0.007). All 3 other "
        "analyses that ask the same question estimate a decrease too; p from < 0.001 to 0.020 "
        "(all at or below 0.05). One that is not equivalent estimates a decrease (p = 0.031). "
        "No other choice moves p above 0.05."
    )


def test_some_disagree_and_the_choice_is_named():
    text = sentence(
        T | {"p": 0.11},
        FLIP,
        CASES | {"observed": "increase"},
        LOG | {"observed": "increase"},
        FLAGGED,
    )
    assert text == (
        "CD25: the plan’s analysis estimates a decrease (unadjusted p = 0.007). 2 of 3 other "
        "analyses that ask the same question estimate a decrease too; p from < 0.001 to 0.11 "
        "(2 of 3 at or below 0.05). 1 of 2 that are not equivalent estimates a decrease; p from "
        "0.031 to 0.080. Changed alone, the paired t test (p = 0.11) and leaving out flagged "
        "outliers (p = 0.080; not equivalent) each move p above 0.05."
    )


def test_all_other_analyses_are_not_equivalent():
    assert sentence(LOG, FLAGGED | {"p": 0.04}) == (
        "CD25: the plan’s analysis estimates a decrease (unadjusted p = 0.007). No other analysis "
        "asks the same question. Both that are not equivalent estimate a decrease; p from 0.031 "
        "to 0.040. No other choice moves p above 0.05."
    )


def test_one_analysis_only():
    assert sentence() == (
        "CD25: the plan’s analysis estimates a decrease (unadjusted p = 0.007). It is the only "
        "analysis that these data allow."
    )


def test_one_other_analysis():
    assert "estimates a decrease too (p = 0.012)." in sentence(T)
    assert "asks the same question estimates an increase (p = 0.012)." in sentence(
        T | {"observed": "increase"}
    )


def test_a_p_above_alpha_that_others_carry_below():
    assert sentence(T, p=0.2).endswith(
        "Changed alone, the paired t test (p = 0.012) moves p to 0.05 or below."
    )


def test_only_choices_changed_together_move_p():
    assert sentence(T, T | LOG | {"test": "t", "p": 0.2}).endswith(
        "No choice changed alone moves p above 0.05; several changed together do."
    )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"scale": "log2"}, "the log2 scale"),
        ({"patients": "complete cases"}, "restriction to complete cases"),
        ({"below_detection": "half_limit"}, "taking values below detection as half the limit"),
        ({"below_detection": "drop"}, "taking values below detection as missing"),
        ({"test": "sign_flip"}, "the sign-flip permutation test"),
    ],
)
def test_each_choice_has_its_words(change: dict[str, str], words: str):
    assert f"Changed alone, {words} (p = 0.30) moves" in sentence(change | {"p": 0.3})


def test_no_p_in_the_plan_s_analysis():
    assert sentence(T, p=None, note="n = 2: no test.") == (
        "CD25: the plan’s analysis gives no p value (n = 2: no test), so no other is compared "
        "with it."
    )


def test_analyses_without_p_are_counted():
    assert "1 analysis without a p value." in sentence(T, LOG | {"p": None})


def test_a_difference_of_differences_has_a_sign_and_no_direction():
    text = sentence(T, FLIP, contrast="il2_tumor_minus_normal")
    assert "the plan’s analysis estimates a value below zero (" in text
    assert "Both other analyses that ask the same question estimate a value below zero too" in text


def test_the_same_p_everywhere():
    assert "; p < 0.001 in each (both at or below 0.05)." in sentence(
        FLIP, FLIP | {"test": "t"}, p=0.0002
    )


def test_no_sentence_gives_a_verdict():
    for text in (sentence(T, FLIP, CASES, LOG), sentence(T | {"p": 0.11}), sentence()):
        for word in ("robust", "significant", "confirm", "reliable", "proves"):
            assert word not in text.lower()


def test_the_table_holds_every_analysis_and_why_one_is_not_equivalent():
    found = analyses(T, LOG | {"differs": "log2 scale: another question"})
    table = analyses_listing(found, make_plan())
    assert [str(row[1]) for row in table.rows] == ["plan", "equivalent", "not equivalent"]
    assert str(table.rows[2][-1]) == "log2 scale: another question"
    assert str(table.rows[1][-1]) == ""
    assert str(table.rows[0][table.headings.index("Estimate [interval]")]) == "−4.3 [−6.5 to −2.6]"


def test_ratios_in_the_table():
    ratio = {"estimate_ratio": 0.78, "estimate_ratio_low": 0.66, "estimate_ratio_high": 0.87}
    table = analyses_listing(analyses(LOG | ratio), make_plan())
    shown = str(table.rows[1][table.headings.index("Estimate [interval]")])
    assert shown == "×0.78 [0.66 to 0.87]"


def test_the_detection_rule_stands_where_a_marker_has_a_limit():
    assert "Below detection" not in analyses_listing(analyses(T), make_plan()).headings
    table = analyses_listing(analyses(T, marker="CTLA-4"), make_plan())
    place = table.headings.index("Below detection")
    assert str(table.rows[0][place]) == "limit / √2"


def test_of_very_many_analyses_those_that_change_one_choice_stay():
    many = [T | {"scale": "log2", "p": 0.01 + 1e-5 * i} for i in range(400)]
    table = analyses_listing(analyses(T, *many), make_plan())
    assert len(table.rows) == 2
    assert "(2 of 402; the others stand in sensitivity.csv)" in table.caption
