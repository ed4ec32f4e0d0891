"""Golden sentences: each situation of a row of paired.csv, word for word."""

from typing import Any

import pytest

from explant.config.models import Plan
from explant.report.sentences import family_sizes, paired_sentence
from tests.report.conftest import make_plan, paired_frame, paired_row

LOG2 = {"marker": "Blimp-1", "scale": "log2"}
LOGIT = {"marker": "Caspase-3", "scale": "logit", "expected": ""}
NONE = {"low": -1.9, "estimate": -0.4, "high": 1.1, "p": 0.41, "p_adjusted": 0.618}
DOSES = {
    "factors": {"tissue": None, "treatment": None, "dose": {"levels": ["0", "10", "100"]}},
    "contrasts": {
        "il2_in_tumor": None,
        "il2_in_normal": None,
        "tumor_vs_normal": None,
        "il2_tumor_minus_normal": None,
        "dose_trend": {"trend": {"dose": ["0", "10", "100"]}},
    },
    "markers": {"CD25": {"expected": None}, "FOXP3": None, "Blimp-1": {"expected": None}},
}


def sentence(plan: Plan | None = None, tests: int | None = 5, **changes: Any) -> str:
    return str(paired_sentence(paired_row(**changes), plan or make_plan(), tests))


def test_evidence_of_a_decrease_as_expected():
    assert sentence() == (
        "Evidence that CD25 is lower (IL-2 effect in tumor): −6.1 percentage points "
        "(95.2 % interval −8.9 to −3.2; n = 20; exact Wilcoxon signed-rank test, "
        "Holm-adjusted p = 0.002). This is the expected direction."
    )


def test_evidence_opposite_to_the_expected_direction():
    assert sentence(expected="increase") == (
        "Evidence that CD25 is lower (IL-2 effect in tumor): −6.1 percentage points "
        "(95.2 % interval −8.9 to −3.2; n = 20; exact Wilcoxon signed-rank test, "
        "Holm-adjusted p = 0.002). An increase was expected: this is the opposite direction."
    )


def test_evidence_of_an_increase_with_a_tiny_p_and_nothing_expected():
    changes = {"estimate": 5.2, "low": 2.1, "high": 8.4, "observed": "increase", "expected": ""}
    assert sentence(p_adjusted=0.0002, **changes) == (
        "Evidence that CD25 is higher (IL-2 effect in tumor): 5.2 percentage points "
        "(95.2 % interval 2.1 to 8.4; n = 20; exact Wilcoxon signed-rank test, "
        "Holm-adjusted p < 0.001)."
    )


def test_no_evidence_with_the_expected_sign():
    assert sentence(marker="FOXP3", **NONE) == (
        "No evidence that FOXP3 differs (IL-2 effect in tumor): −0.4 percentage points "
        "(95.2 % interval −1.9 to 1.1; n = 20; exact Wilcoxon signed-rank test, "
        "Holm-adjusted p = 0.62). The data remain compatible with anything from 1.9 percentage "
        "points lower to 1.1 percentage points higher. A decrease was expected; the estimate has "
        "that sign."
    )


def test_no_evidence_with_the_opposite_sign():
    assert sentence(marker="FOXP3", expected="increase", **NONE).endswith(
        "An increase was expected; the estimate has the opposite sign."
    )


def test_no_evidence_and_an_estimate_of_zero():
    changes = NONE | {"estimate": 0.0, "observed": "none"}
    assert sentence(**changes) == (
        "No evidence that CD25 differs (IL-2 effect in tumor): 0.0 percentage points "
        "(95.2 % interval −1.9 to 1.1; n = 20; exact Wilcoxon signed-rank test, "
        "Holm-adjusted p = 0.62). The data remain compatible with anything from 1.9 percentage "
        "points lower to 1.1 percentage points higher. A decrease was expected; the estimate is "
        "zero."
    )


def test_a_bound_at_zero():
    assert "from 1.90 percentage points lower to a difference of 0.00." in sentence(
        **NONE | {"high": 0.0}
    )


def test_three_patients_cannot_answer():
    changes = {"n": 3, "n_incomplete": 17, "estimate": -2.0, "low": -3.2, "high": -1.0}
    assert sentence(level=0.75, p=0.25, p_adjusted=1.0, smallest_attainable_p=0.25, **changes) == (
        "No evidence that CD25 differs (IL-2 effect in tumor): −2.0 percentage points "
        "(75 % interval −3.2 to −1.0; n = 3, 17 left out; exact Wilcoxon signed-rank test, "
        "Holm-adjusted p = 1). A decrease was expected; the estimate has that sign. "
        "With n = 3 this test cannot give a p below 0.25: it could not have reached 0.05. "
        "So few patients cannot give a 95 % interval."
    )


def test_five_patients_have_an_interval_of_their_own_level():
    text = sentence(n=5, level=0.9375, p=0.0625, p_adjusted=0.3125, smallest_attainable_p=0.0625)
    assert "(93.8 % interval −8.9 to −3.2; n = 5;" in text
    assert text.endswith(
        "With n = 5 this test cannot give a p below 0.0625: it could not have reached 0.05. "
        "So few patients cannot give a 95 % interval."
    )


def test_left_out_patients_stand_beside_n():
    assert "n = 18, 2 left out; exact" in sentence(n=18, n_incomplete=2)


def test_achieved_level_is_the_one_printed():
    assert "(96.1 % interval −8.9 to −3.2;" in sentence(level=0.9609375)


def test_log2_ratio_that_is_lower():
    ratio = {"estimate_ratio": 0.62, "estimate_ratio_low": 0.5, "estimate_ratio_high": 0.774}
    assert sentence(estimate=-0.69, low=-1.0, high=-0.37, expected="", **LOG2, **ratio) == (
        "Evidence that Blimp-1 is lower (IL-2 effect in tumor): ×0.62, 38 % lower "
        "(95.2 % interval 0.50 to 0.77; n = 20; exact Wilcoxon signed-rank test, "
        "Holm-adjusted p = 0.002)."
    )


def test_log2_ratio_above_two_is_said_as_times():
    ratio = {"estimate_ratio": 3.41, "estimate_ratio_low": 2.2, "estimate_ratio_high": 5.3}
    changes = {"estimate": 1.77, "low": 1.1, "high": 2.4, "observed": "increase", "expected": ""}
    assert sentence(**LOG2, **ratio, **changes) == (
        "Evidence that Blimp-1 is higher (IL-2 effect in tumor): ×3.41, 3.4 times as high "
        "(95.2 % interval 2.20 to 5.30; n = 20; exact Wilcoxon signed-rank test, "
        "Holm-adjusted p = 0.002)."
    )


def test_log2_ratio_without_evidence():
    ratio = {"estimate_ratio": 0.93, "estimate_ratio_low": 0.812, "estimate_ratio_high": 1.148}
    changes = {"estimate": -0.1, "low": -0.3, "high": 0.2, "p": 0.3, "p_adjusted": 0.3}
    assert sentence(expected="", **LOG2, **ratio, **changes) == (
        "No evidence that Blimp-1 differs (IL-2 effect in tumor): ×0.93, 7 % lower "
        "(95.2 % interval 0.81 to 1.15; n = 20; exact Wilcoxon signed-rank test, "
        "Holm-adjusted p = 0.30). The data remain compatible with anything from 19 % lower to "
        "15 % higher."
    )


def test_logit_is_an_odds_ratio():
    ratio = {"estimate_ratio": 1.65, "estimate_ratio_low": 1.104, "estimate_ratio_high": 2.46}
    changes = {"estimate": 0.5, "low": 0.1, "high": 0.9, "observed": "increase"}
    assert sentence(p_adjusted=0.012, **LOGIT, **ratio, **changes) == (
        "Evidence that Caspase-3 is higher (IL-2 effect in tumor): odds ratio 1.65 "
        "(95.2 % interval 1.10 to 2.46; n = 20; exact Wilcoxon signed-rank test, "
        "Holm-adjusted p = 0.012)."
    )


def test_logit_without_evidence():
    ratio = {"estimate_ratio": 1.65, "estimate_ratio_low": 0.9, "estimate_ratio_high": 2.46}
    changes = {"estimate": 0.5, "low": -0.1, "high": 0.9, "p": 0.2, "p_adjusted": 0.21}
    assert "The data remain compatible with odds ratios from 0.90 to 2.46." in sentence(
        **LOGIT, **ratio, **changes
    )


def test_not_tested_says_why():
    changes = {"p": None, "p_adjusted": None, "n": 1, "n_incomplete": 19}
    assert sentence(note="one patient gives no interval", **changes) == (
        "CD25 was not tested (IL-2 effect in tumor; n = 1, 19 left out). "
        "Reason: one patient gives no interval."
    )


def test_an_interval_that_covers_zero_beside_a_small_p_is_named():
    assert sentence(p_adjusted=0.048, p=0.048, level=0.9609, high=0.2).endswith(
        "The 96.1 % interval nevertheless includes zero."
    )


def test_what_adjustment_takes_away_is_said():
    assert sentence(p=0.031, p_adjusted=0.155, high=-0.04, estimate=-2.0, low=-4.2) == (
        "No evidence that CD25 differs (IL-2 effect in tumor): −2.00 percentage points "
        "(95.2 % interval −4.20 to −0.04; n = 20; exact Wilcoxon signed-rank test, "
        "Holm-adjusted p = 0.15). The data remain compatible with anything from 4.20 percentage "
        "points lower to 0.04 percentage points lower. A decrease was expected; the estimate has "
        "that sign. Before adjustment p = 0.031; intervals are not adjusted for the number of "
        "tests."
    )


def test_difference_of_differences_with_evidence():
    changes = {"contrast": "il2_tumor_minus_normal", "adjustment": "benjamini_hochberg"}
    assert sentence(expected="", **changes) == (
        "Evidence that the difference in CD25 between IL-2 and control depends on tissue "
        "(IL-2 effect, tumor minus normal): −6.1 percentage points (95.2 % interval −8.9 to −3.2; "
        "n = 20; exact Wilcoxon signed-rank test, Benjamini–Hochberg-adjusted p = 0.002)."
    )


def test_difference_of_differences_without_evidence():
    changes = {"contrast": "il2_tumor_minus_normal", "adjustment": "westfall_young"}
    assert sentence(expected="", **changes, **NONE) == (
        "No evidence that the difference in CD25 between IL-2 and control depends on tissue "
        "(IL-2 effect, tumor minus normal): −0.4 percentage points (95.2 % interval −1.9 to 1.1; "
        "n = 20; exact Wilcoxon signed-rank test, Westfall–Young-adjusted p = 0.62). "
        "The data remain compatible with values from −1.9 to 1.1 percentage points."
    )


def test_difference_of_differences_on_a_log_scale_is_a_ratio_of_ratios():
    ratio = {"estimate_ratio": 0.62, "estimate_ratio_low": 0.5, "estimate_ratio_high": 0.774}
    text = sentence(contrast="il2_tumor_minus_normal", expected="", **LOG2, **ratio)
    assert "(IL-2 effect, tumor minus normal): ratio of ratios 0.62 (95.2 % interval" in text


def test_contrast_without_a_label_goes_by_its_name():
    text = sentence(contrast="tumor_vs_normal", expected="")
    assert text.startswith("Evidence that CD25 is lower (tumor vs normal): −6.1 percentage")


def test_trend_over_levels_without_scores():
    plan = make_plan(**DOSES)
    assert sentence(plan, contrast="dose_trend", expected="").startswith(
        "Evidence that CD25 falls with dose (dose trend): −6.1 percentage points per step of dose "
    )


def test_trend_over_scores_without_evidence():
    scored = {"0": {"score": 0}, "10": {"score": 10}, "100": {"score": 100}}
    plan = make_plan(**DOSES | {"factors": DOSES["factors"] | {"dose": {"levels": scored}}})
    assert sentence(plan, contrast="dose_trend", expected="", **NONE) == (
        "No evidence that CD25 changes with dose (dose trend): −0.4 percentage points per unit of "
        "dose (95.2 % interval −1.9 to 1.1; n = 20; exact Wilcoxon signed-rank test, "
        "Holm-adjusted p = 0.62). The data remain compatible with values from −1.9 to 1.1 "
        "percentage points per unit of dose."
    )


@pytest.mark.parametrize(
    ("test", "n", "name"),
    [
        ("t", 20, "paired t test"),
        ("sign_flip", 20, "exact sign-flip permutation test"),
        ("sign_flip", 60, "sign-flip permutation test"),
        ("sign", 60, "exact sign test"),
        ("wilcoxon", 60, "Wilcoxon signed-rank test"),
    ],
)
def test_the_declared_test_is_named_and_exact_only_where_it_is(test: str, n: int, name: str):
    text = sentence(make_plan(inference={"test": test}), n=n)
    assert f"; n = {n}; {name}, Holm-adjusted p = 0.002)" in text


def test_one_marker_has_nothing_to_adjust_for():
    assert sentence(tests=1, p_adjusted=0.00041) == (
        "Evidence that CD25 is lower (IL-2 effect in tumor): −6.1 percentage points "
        "(95.2 % interval −8.9 to −3.2; n = 20; exact Wilcoxon signed-rank test, p < 0.001). "
        "This is the expected direction."
    )


def test_no_adjustment_is_called_unadjusted():
    assert "unadjusted p = 0.002)" in sentence(adjustment="none")


def test_one_factor_design_and_a_unit_of_its_own():
    plan = make_plan(
        factors={"treatment": None},
        markers={"CD25": {"unit": "pg/ml", "expected": None}, "FOXP3": None, "Blimp-1": None},
        contrasts={
            "il2_in_tumor": None,
            "il2_in_normal": None,
            "il2_tumor_minus_normal": None,
            "tumor_vs_normal": {"at": None, "label": "tumor against normal"},
        },
    )
    assert sentence(plan, contrast="tumor_vs_normal", expected="") == (
        "Evidence that CD25 is lower (tumor against normal): −6.1 pg/ml (95.2 % interval −8.9 to "
        "−3.2; n = 20; exact Wilcoxon signed-rank test, Holm-adjusted p = 0.002)."
    )


def test_p_near_alpha_keeps_the_digits_that_decide():
    assert "Holm-adjusted p = 0.0504)" in sentence(p_adjusted=0.0504, p=0.0504)
    assert "Holm-adjusted p = 0.050)" in sentence(p_adjusted=0.0496, p=0.0496)


def test_family_counts_only_tests_that_were_made():
    frame = paired_frame({}, {"marker": "FOXP3"}, {"marker": "CTLA-4", "p_adjusted": None})
    assert family_sizes(frame) == {"il2_in_tumor": 2}


@pytest.mark.parametrize("p_adjusted", [0.0001, 0.03, 0.06, 0.4, 1.0])
@pytest.mark.parametrize("estimate", [-2.0, 0.0, 2.0])
def test_words_that_overclaim_never_appear(p_adjusted: float, estimate: float):
    text = sentence(p_adjusted=p_adjusted, estimate=estimate, low=estimate - 1, high=estimate + 1)
    for word in ("no difference", "trend", "prove", "significant"):
        assert word not in text.lower()
