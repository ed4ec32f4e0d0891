"""Few patients and many markers: what could have been found, and what was."""

import numpy as np
import pytest
from scipy.stats import nct, t

from explant.language.answers.answer import answers_in
from explant.language.answers.sentences import result_sentence
from explant.tables.results.paired import paired_table
from tests.tables.studies import BEFORE_AFTER, TWO_BY_TWO, only, study

HOLM = {"adjustment": {"primary": "holm"}}
# Seven patients, five markers: everybody goes up by five or more.
SEVEN = {
    "A": [7.6, 5.5, 5.3, 5.3, 8.3, 5.3, 5.6],
    "B": [5.4, 5.3, 5.2, 6.5, 5.5, 5.5, 5.3],
    "C": [6.0, 5.3, 5.6, 5.6, 6.0, 6.7, 5.7],
    "D": [6.0, 5.0, 5.8, 6.1, 5.9, 5.5, 5.7],
    "E": [7.5, 5.5, 5.0, 5.8, 5.9, 6.2, 5.5],
}


def table_of(markers, **inference):
    made = study(BEFORE_AFTER, markers, inference=inference)
    return paired_table(made.differences, made.measurements, made.plan), made.plan


def test_seven_who_all_go_up_are_found():
    table, _ = table_of(SEVEN)
    assert set(table["p_adjusted"]) == {2 / 128}
    assert set(table["smallest_attainable_p_adjusted"]) == {2 / 128}
    assert set(table["verdict"]) == {"evidence_of_increase"}


def test_by_holm_they_could_not_have_been_found_and_the_mend_is_told():
    table, plan = table_of(SEVEN, **HOLM)
    assert set(table["p_adjusted"]) == {5 / 64}
    assert set(table["smallest_attainable_p_adjusted"]) == {5 / 64}
    assert set(zip(table["verdict"], table["reason"], strict=True)) == {
        ("not_answerable", "too_many_tests")
    }
    said = str(result_sentence(answers_in("paired", table)[0], plan, 5))
    assert said.startswith("Too few patients for so many comparisons to tell whether A differs")
    assert "It could not have been found in 5 comparisons with n = 7" in said
    assert (
        "Next time: inference.adjustment.primary: westfall_young, at most 3 tests in the family or "
        "at least 8 patients."
    ) in said
    assert "p = 0.016 before and 0.078 after adjustment for 5 comparisons" in said


def test_six_patients_and_twenty_two_markers():
    rng = np.random.default_rng(22)
    markers = {f"M{at}": rng.normal(3, 3, 6).round(3).tolist() for at in range(22)}
    table, _ = table_of(markers)
    assert set(table["smallest_attainable_p_adjusted"]) == {2 / 64}
    assert "too_many_tests" not in set(table["reason"])
    # 0.05 / 22 is below 2 / 64: no shift is found at the level that Bonferroni would give.
    assert table["detectable_d_z_family"].isna().all()
    table, _ = table_of(markers, **HOLM)
    assert set(table["smallest_attainable_p_adjusted"]) == {22 / 32}
    assert set(table["reason"]) == {"too_many_tests"}


@pytest.mark.parametrize("method", ["holm", "westfall_young"])
def test_what_was_seen_costs_more_where_differences_are_zero(method):
    inference = {"adjustment": {"primary": method}}
    changed = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]
    still = [0.0, 0.0, *changed[2:]]
    table, _ = table_of({"A": changed, "B": still}, **inference)
    # By Holm twice 2/128 of both; B's five changes give 2/32, which Holm lets stand second.
    least = 4 / 128 if method == "holm" else 2 / 128
    assert set(table["smallest_attainable_p_adjusted"]) == {least}
    assert table["smallest_attainable_p_adjusted_seen"].tolist() == [least, 2 / 32]


def test_t_has_no_floor_but_that_of_the_sign_flips():
    five = {"A": [1.0, 1.1, 0.9, 1.0, 1.2], "B": [2.0, 2.1, 1.9, 2.0, 2.2]}
    table, plan = table_of(five, test="t")
    assert (table["p"] < 0.001).all()
    assert set(table["p_adjusted"]) == {2 / 32}
    assert set(table["reason"]) == {"too_many_tests"}
    said = str(result_sentence(answers_in("paired", table)[0], plan, 2))
    assert "Next time: inference.adjustment.primary: holm or at least 6 patients." in said
    table, _ = table_of(five, test="t", **HOLM)
    assert table["smallest_attainable_p_adjusted"].isna().all()
    assert set(table["verdict"]) == {"evidence_of_increase"}


def test_patients_who_lack_a_marker_count_for_the_others():
    markers = {"A": SEVEN["A"], "B": [None, *SEVEN["B"][1:]], "C": [None, None, *SEVEN["C"][2:]]}
    table, _ = table_of(markers)
    least = table.set_index("marker")["smallest_attainable_p_adjusted"]
    assert least.to_dict() == {"A": 2 / 128, "B": 2 / 64, "C": 2 / 32}
    assert (table["p_adjusted"] >= least.to_numpy()).all()
    # Five patients alone cannot, whatever the family.
    assert only(table, marker="C")["reason"] == "too_few_patients"


def test_shift_of_the_family_is_that_of_the_declared_test_at_its_share_of_alpha():
    cells = np.random.default_rng(1).normal(10, 1, (20, 4)).round(2)
    contrasts = {n: c | {"role": "primary"} for n, c in TWO_BY_TWO["contrasts"].items()}
    made = study(
        {**TWO_BY_TWO, "contrasts": contrasts},
        {"M": [tuple(row) for row in cells]},
        inference={"test": "t"},
    )
    table = paired_table(made.differences, made.measurements, made.plan)
    assert set(table["family_size"]) == {3}
    # Noncentral t at 0.05 / 3, two-sided, has 80 % power there.
    (shift,) = set(table["detectable_d_z_family"])
    edge = t.isf(0.05 / 6, 19)
    power = nct.sf(edge, 19, shift * 20**0.5) + nct.cdf(-edge, 19, shift * 20**0.5)
    assert power == pytest.approx(0.8, abs=1e-6)
    assert (table["detectable_d_z"] < table["detectable_d_z_family"]).all()
