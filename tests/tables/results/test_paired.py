import math

import numpy as np
import pandas as pd
import pytest

from explant.statistics.one_sample import effect_sizes
from explant.statistics.one_sample.bayes_factor import bf10
from explant.statistics.one_sample.median import median_interval
from explant.statistics.one_sample.sign_flip import sign_flip_interval, sign_flip_test
from explant.statistics.one_sample.sign_test import sign_test, superiority
from explant.statistics.one_sample.signed_rank import pseudomedian, signed_rank_test
from explant.statistics.one_sample.student import student_t
from explant.statistics.power import detectable_d_z, patients_for_d_z, power_paired
from explant.tables.results.paired import paired_table
from explant.tables.robustness.mixed_models import mixed_models_table
from explant.tables.robustness.sensitivity import sensitivity_table
from tests.statistics.one_column import d_av, g_z

from ..studies import BEFORE_AFTER, CONTRACT, TWO_BY_TWO, only, study

CHANGES = [1.2, -0.4, 2.5, 0.0, 3.1, 0.9, 1.2, -1.1, 2.2, 0.6]
CONCLUSION_NONE = "no evidence of a change"


def paired(made):
    return paired_table(made.differences, made.measurements, made.plan)


def one_row(changes, **sections):
    return only(paired(study(BEFORE_AFTER, {"A": changes}, **sections)))


def test_every_column_of_the_contract_is_there():
    table = paired(study(BEFORE_AFTER, {"A": CHANGES}))
    assert set(CONTRACT["paired"].split()) <= set(table.columns)


def test_every_number_is_that_of_the_function_that_computes_it():
    row = one_row(CHANGES)
    x = np.array(CHANGES)
    t, walsh, ranks = student_t(x), pseudomedian(x), signed_rank_test(x)
    flips, signs, share = sign_flip_interval(x), sign_test(x), superiority(x)
    standardized, biserial = effect_sizes.d_z(x), effect_sizes.rank_biserial(x)
    expected = {
        "n": 10,
        "n_incomplete": 0,
        "n_zero": 1,
        "mean_difference": t.mean,
        "mean_low": t.low,
        "mean_high": t.high,
        "sd_difference": t.sd,
        "t": t.t,
        "df": 9,
        "p_t": t.p,
        "pseudomedian": walsh.estimate,
        "pseudomedian_low": walsh.low,
        "pseudomedian_high": walsh.high,
        "pseudomedian_level": walsh.level,
        "w_plus": ranks.w_plus,
        "p_wilcoxon": ranks.p,
        "p_sign_flip": sign_flip_test(x, 1).p,
        "sign_flip_low": flips.low,
        "sign_flip_high": flips.high,
        "n_increase": signs.n_increase,
        "n_decrease": signs.n_decrease,
        "p_sign": signs.p,
        "d_z": standardized.estimate,
        "d_z_low": standardized.low,
        "d_z_high": standardized.high,
        "g_z": g_z(x).estimate,
        "rank_biserial": biserial.estimate,
        "rank_biserial_low": biserial.low,
        "rank_biserial_high": biserial.high,
        "superiority": share.estimate,
        "superiority_low": share.low,
        "superiority_high": share.high,
        "bf10": bf10(t.t, 10),
        "smallest_attainable_p": 2.0**-9,
        "detectable_d_z": detectable_d_z(10),
    }
    assert {name: row[name] for name in expected} == expected


@pytest.mark.parametrize("zero_rule", ["wilcoxon", "pratt"])
@pytest.mark.parametrize("test", ["wilcoxon", "t", "sign_flip", "sign"])
def test_estimate_interval_and_p_belong_to_the_declared_test(test, zero_rule):
    confidence = 0.9
    inference = {"test": test, "confidence": confidence, "zero_rule": zero_rule}
    row = one_row(CHANGES, inference=inference)
    x = np.array(CHANGES)
    if test == "t":
        found = student_t(x, confidence)
        expected = [found.mean, found.low, found.high, confidence, found.p]
    else:
        interval, p = {
            "wilcoxon": (pseudomedian(x, 0.9, zero_rule), signed_rank_test(x, zero_rule).p),
            "sign_flip": (sign_flip_interval(x, 0.9), sign_flip_test(x, 1).p),
            "sign": (median_interval(x, 0.9), sign_test(x).p),
        }[test]
        expected = [interval.estimate, interval.low, interval.high, interval.level, p]
    assert [row[name] for name in ("estimate", "low", "high", "level", "p")] == expected
    assert row["test"] == test
    assert math.isnan(row["smallest_attainable_p"]) == (test == "t")


def test_pairs_by_patient_and_names_who_is_missing():
    made = study(BEFORE_AFTER, {"A": [(1.0, 3.0), (None, 9.0), (2.0, 5.0), (4.0, None)]})
    row = only(paired(made))
    assert (row["n"], row["n_incomplete"], row["mean_difference"]) == (2, 2, 2.5)
    assert list(made.differences["missing"]) == ["", '["before"]', "", '["after"]']


@pytest.mark.parametrize(
    ("changes", "n", "note"),
    [
        ([None, None, None], 0, "no patients"),
        ([None, 2.0, None], 1, "one patient has no standard deviation"),
    ],
)
def test_too_few_patients_are_not_tested_and_the_note_says_why(changes, n, note):
    for test in ("wilcoxon", "t", "sign_flip", "sign"):
        row = one_row(changes, inference={"test": test})
        assert (row["n"], row["n_incomplete"]) == (n, 3 - n)
        assert all(math.isnan(row[name]) for name in ("low", "high", "d_z", "bf10", "p_t"))
        assert note in row["note"]
        assert row["conclusion"] == ("not tested" if n == 0 or test == "t" else CONCLUSION_NONE)


def test_a_marker_without_a_single_value_keeps_its_row():
    table = paired(study(BEFORE_AFTER, {"A": CHANGES, "B": [None] * 10}))
    row = only(table, marker="B")
    assert (row["n"], row["n_incomplete"], row["observed"]) == (0, 10, "")
    # It is no member of the family: A is not adjusted for it.
    other = only(table, marker="A", contrast="change")
    assert other["p_adjusted"] == other["p"]


def test_two_patients_give_an_interval_of_their_own_level():
    row = one_row([1.0, 2.0])
    assert (row["p"], row["smallest_attainable_p"], row["level"]) == (0.5, 0.5, 0.5)
    assert (row["low"], row["high"]) == (1.0, 2.0)


@pytest.mark.parametrize("constant", [0.0, 2.0])
def test_constant_differences_have_no_t_but_an_exact_p(constant):
    row = one_row([constant] * 6)
    assert all(math.isnan(row[name]) for name in ("t", "p_t", "d_z", "bf10", "mean_low"))
    assert (row["sd_difference"], row["pseudomedian"]) == (0.0, constant)
    assert row["p"] == (1.0 if constant == 0.0 else 0.03125)
    assert row["observed"] == ("none" if constant == 0.0 else "increase")
    assert "standard deviation is zero" in row["note"]


def test_log_scale_is_back_transformed_and_linear_is_not():
    cells = [(10.0, 20.0), (5.0, 30.0), (8.0, 8.0), (4.0, 6.0), (9.0, 27.0), (3.0, 12.0)]
    settings = {"B": {"scale": "log2"}}
    table = paired(study(BEFORE_AFTER, {"A": cells, "B": cells}, marker_settings=settings))
    linear, log2 = only(table, marker="A"), only(table, marker="B")
    names = ["ratio", "ratio_low", "ratio_high", "estimate_ratio", "estimate_ratio_high"]
    assert all(math.isnan(linear[name]) for name in names)
    folds = [after / before for before, after in cells]
    assert log2["ratio"] == pytest.approx(math.prod(folds) ** (1 / 6))
    assert log2["estimate_ratio_low"] == pytest.approx(2 ** log2["low"])


def test_a_ratio_beyond_the_largest_number_is_empty():
    cells = [(1e-300, 1e300), (1e-299, 1e300), (1e-300, 1e299)]
    row = only(paired(study(BEFORE_AFTER, {"A": cells}, marker_settings={"A": {"scale": "log2"}})))
    assert math.isnan(row["ratio"])
    assert row["mean_difference"] == pytest.approx(math.log2(10) * (600 + 599 + 599) / 3)


def test_expected_direction_is_compared_and_the_words_are_fixed():
    settings = {"A": {"expected": {"change": "decrease"}}}
    row = one_row([1.0, 2.0, 3.0, 4.0, 5.0, 6.0], marker_settings=settings)
    assert (row["expected"], row["observed"]) == ("decrease", "increase")
    assert row["conclusion"] == "evidence of an increase"
    assert (row["verdict"], row["reason"]) == ("evidence_of_increase", "")


def two_by_two():
    rng = np.random.default_rng(4)
    cells = [[tuple(row) for row in rng.normal(10, 2, (9, 4)).round(1)] for _ in "AB"]
    cells[0][3] = (*cells[0][3][:3], None)
    return study(TWO_BY_TWO, dict(zip("AB", cells, strict=True))), cells


def test_rows_stand_in_the_plans_order():
    table = paired(two_by_two()[0])
    found = list(zip(table["marker"], table["contrast"], strict=True))
    contrasts = ["in_tumor", "tissues", "tumor_minus_normal"]
    assert found == [(marker, contrast) for marker in "AB" for contrast in contrasts]


def test_d_av_needs_two_cells_and_only_these():
    made, cells = two_by_two()
    table = paired(made)
    # Patient 4 lacks (normal, drug), which this contrast does not need.
    first, second = (np.array([row[at] for row in cells[0]]) for at in (1, 0))
    row = only(table, marker="A", contrast="in_tumor")
    assert row["d_av"] == d_av(first, second)
    assert row["n"] == 9
    row = only(table, marker="A", contrast="tumor_minus_normal")
    assert math.isnan(row["d_av"])
    assert (row["n"], row["n_incomplete"]) == (8, 1)


def test_the_next_study_takes_the_cautious_end_of_the_interval():
    for sign in (1, -1):
        row = one_row([sign * change for change in CHANGES])
        nearer = row["d_z_low"] if sign > 0 else row["d_z_high"]
        assert row["next_study_d_z"] == nearer
        assert row["next_study_n"] == patients_for_d_z(nearer)
        assert power_paired(nearer, int(row["next_study_n"])) >= 0.8


def test_no_next_study_from_an_interval_that_holds_zero():
    row = one_row([1.0, -1.0, 2.0, -1.5, 0.3, -0.2])
    assert math.isnan(row["next_study_d_z"])
    assert pd.isna(row["next_study_n"])


def test_samples_computed_together_equal_samples_computed_alone():
    rng = np.random.default_rng(3)
    markers = {f"m{i}": rng.normal(0.3, 1, 45).round(i % 3 + 1).tolist() for i in range(5)}
    markers["gap"] = [None, *markers["m0"][1:]]
    together = paired(study(BEFORE_AFTER, markers)).set_index("marker")
    for name, changes in markers.items():
        alone = one_row(changes)
        of_the_family = [c for c in together if "adjusted" in c or "family" in c]
        for column in together.columns.drop([*of_the_family, "verdict", "reason", "conclusion"]):
            one, other = together.loc[name, column], alone[column]
            if pd.isna(one) or pd.isna(other):
                assert pd.isna(one) == pd.isna(other), (name, column)
            elif isinstance(one, float):
                assert one == pytest.approx(other, rel=1e-12), (name, column)
            else:
                assert one == other, (name, column)


AMONG = {
    "stratifiers": {"group": {"kind": "unordered", "groups": {"a": ["a"], "b": ["b"]}}},
    "strata": {"group": list("aaaaabbbbb"), "group_group": list("aaaaabbbbb")},
}


def test_patients_of_other_groups_have_no_part_in_a_question_and_are_not_left_out():
    asked = {"compare": {"time": ["after", "before"]}, "among": {"group": ["a"]}}
    made = study(
        BEFORE_AFTER | {"contrasts": {"change": asked}},
        {"A": [*CHANGES[:4], None, *CHANGES[5:]]},
        **AMONG,
    )
    row = only(paired(made))
    alone = one_row([*CHANGES[:4], None])
    assert (row["n"], row["n_incomplete"]) == (4, 1)
    for column in ("mean_difference", "p_wilcoxon", "p_t", "pseudomedian", "d_z"):
        assert row[column] == alone[column]


def test_the_other_tables_keep_to_the_patients_whom_a_question_is_about():
    asked = {"compare": {"time": ["after", "before"]}, "role": "primary", "among": {"group": ["a"]}}
    made = study(BEFORE_AFTER | {"contrasts": {"change": asked}}, {"A": CHANGES}, **AMONG)
    models = mixed_models_table(made.measurements, made.patients, made.plan)
    assert models["n_patients"].tolist() == [5]
    assert sensitivity_table(made.measurements, made.patients, made.plan)["n"].max() == 5
