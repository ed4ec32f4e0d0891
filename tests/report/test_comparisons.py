"""Golden sentences on strata, and that two p values of strata never stand side by side."""

from typing import Any

from explant.report.comparisons import comparison_sentence, limits_sentence
from tests.report.conftest import comparison_row, make_plan, stratum_row

SIZE = {"kind": "continuous", "stratifier": "size", "groups": "", "group_sizes": ""}


def sentence(**changes: Any) -> str:
    return str(comparison_sentence(comparison_row(**changes), make_plan()))


def test_two_groups_without_evidence():
    assert sentence() == (
        "No evidence that the effect on CD25 (IL-2 effect in tumor) differs between early and late "
        "(stage): difference −1.2 percentage points (95 % interval −5.0 to 2.6; n = 12 and 8; "
        "Benjamini–Hochberg-adjusted p = 0.53)."
    )


def test_two_groups_with_evidence():
    assert sentence(high=-0.6, p_adjusted=0.0121) == (
        "Evidence that the effect on CD25 (IL-2 effect in tumor) differs between early and late "
        "(stage): difference −1.2 percentage points (95 % interval −5.0 to −0.6; n = 12 and 8; "
        "Benjamini–Hochberg-adjusted p = 0.012)."
    )


def test_two_groups_on_a_log_scale_are_a_ratio():
    assert sentence(marker="Blimp-1", estimate=-1.0, low=-2.0, high=1.0) == (
        "No evidence that the effect on Blimp-1 (IL-2 effect in tumor) differs between early and "
        "late (stage): ratio 0.50 (95 % interval 0.25 to 2.00; n = 12 and 8; "
        "Benjamini–Hochberg-adjusted p = 0.53)."
    )


def test_patients_of_unknown_group_are_counted():
    assert "n = 12 and 7, 1 left out; " in sentence(group_sizes="12, 7", n=19, n_unknown=1)


def test_a_number_changes_with_its_unit():
    assert sentence(estimate=-0.4, low=-1.2, high=0.5, **SIZE) == (
        "No evidence that the effect on CD25 (IL-2 effect in tumor) changes with tumor size: "
        "slope −0.40 percentage points per cm (95 % interval −1.20 to 0.50; n = 20; "
        "Benjamini–Hochberg-adjusted p = 0.53)."
    )


def test_a_cut_point_compares_two_groups():
    text = sentence(stratifier="size", groups="≤ 2 cm − > 2 cm", group_sizes="6, 14")
    assert "differs between ≤ 2 cm and > 2 cm (tumor size): difference" in text
    assert "n = 6 and 14;" in text


def test_ordered_groups():
    assert sentence(kind="ordered groups", groups="I, II, III", group_sizes="5, 8, 7") == (
        "No evidence that the effect on CD25 (IL-2 effect in tumor) changes steadily over I, II "
        "and III (stage): change −1.2 percentage points per step (95 % interval −5.0 to 2.6; "
        "n = 5, 8 and 7; Benjamini–Hochberg-adjusted p = 0.53)."
    )


def test_unordered_groups_have_no_estimate():
    changes = {"kind": "unordered groups", "groups": "a, b, c", "group_sizes": "5, 8, 7"}
    assert sentence(estimate=None, low=None, high=None, **changes) == (
        "No evidence that the effect on CD25 (IL-2 effect in tumor) differs among a, b and c "
        "(stage): n = 5, 8 and 7; Benjamini–Hochberg-adjusted p = 0.53."
    )


def test_not_tested_says_why():
    assert sentence(p=None, p_adjusted=None, note="only one group has patients") == (
        "Whether the effect on CD25 (IL-2 effect in tumor) differs between early and late (stage) "
        "was not tested. Reason: only one group has patients."
    )


def test_limits_name_the_stratum_that_is_too_small():
    strata = [stratum_row(), stratum_row(stratum="late", n=4, smallest_attainable_p=0.125)]
    assert str(limits_sentence(comparison_row(), make_plan(), strata)) == (
        "With these n a difference of 1.36 standard deviations or more is found with 80 % power "
        "before adjustment. Stratum late holds 4 patients: a test within it could not have reached "
        "0.05 (smallest possible p = 0.125)."
    )


def test_limits_name_an_empty_stratum_and_one_of_a_single_patient():
    strata = [
        stratum_row(stratum="late", n=1, smallest_attainable_p=1.0),
        stratum_row(stratum="none", n=0, smallest_attainable_p=None),
    ]
    row = comparison_row(p_adjusted=None)
    assert str(limits_sentence(row, make_plan(), strata)) == (
        "Stratum late holds 1 patient: too few for a test within it. "
        "Stratum none holds 0 patients: too few for a test within it."
    )


def test_limits_of_a_number_are_a_correlation():
    row = comparison_row(detectable_d=None, detectable_r=0.5911, **SIZE)
    assert str(limits_sentence(row, make_plan(), [stratum_row(n=1)])) == (
        "With this n a correlation of 0.59 or more, up or down, is found with 80 % power before "
        "adjustment."
    )


def test_what_adjustment_takes_away_is_said():
    assert sentence(p=0.021, p_adjusted=0.105).endswith(
        "Benjamini–Hochberg-adjusted p = 0.10). Before adjustment p = 0.021."
    )
