"""Each family asked anew, against Holm by hand on p values of the other tables and of SciPy."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import ttest_1samp, wilcoxon

from explant.declared_tests.known_tests import TESTS
from explant.tables.columns import COLUMNS
from explant.tables.robustness.robust_verdicts import robustness_table

from ..studies import BEFORE_AFTER, only, study

# Without ties or zeros, so that SciPy's signed-rank p is exact.
CLEAR = [3.1, 2.2, 4.5, 1.7, 2.9, 3.8, 5.2, 2.6, 4.1, 3.3]
CLOSE = [3.2, 2.1, -0.9, 1.4, 2.7, -0.4, 3.9, 1.1, -0.2, 0.8]
NONE = [0.5, -0.7, 1.3, -1.1, 0.2, -2.4, 1.9, -0.3, 0.6, -1.6]
FAMILY = {"A": CLEAR, "B": CLOSE, "C": NONE}


def holm(p):
    """Holm (1979): the smallest times m, the next times m − 1, never falling, at most 1."""
    order = np.argsort(p)
    stepped = np.maximum.accumulate(np.sort(p) * np.arange(len(p), 0, -1)).clip(max=1.0)
    adjusted = np.empty(len(p))
    adjusted[order] = stepped
    return adjusted


def robustness(markers, **sections):
    sections = {"inference": {"adjustment": {"primary": "holm"}}} | sections
    made = study(BEFORE_AFTER, markers, **sections)
    return robustness_table(made.measurements, made.patients, made.plan)


def test_the_patients_who_decide_are_those_without_whom_holm_crosses_alpha():
    table = robustness(FAMILY)
    assert list(table) == list(COLUMNS["robustness"])
    by_hand = {name: [] for name in FAMILY}
    whole = dict(zip(FAMILY, holm([wilcoxon(v).pvalue for v in FAMILY.values()]), strict=True))
    for left_out in range(len(CLEAR)):
        rest = [wilcoxon(np.delete(values, left_out)).pvalue for values in FAMILY.values()]
        for name, p in zip(FAMILY, holm(rest), strict=True):
            if (p <= 0.05) != (whole[name] <= 0.05):
                by_hand[name].append(f"P{left_out + 1:02d}")
    assert by_hand["B"], "the example must have patients who decide"
    for name, deciding in by_hand.items():
        row = only(table, marker=name)
        assert row["p_adjusted"] == pytest.approx(whole[name], rel=1e-12)
        listed = [f'"{patient}"' for patient in deciding]
        assert row["deciding_patients"] == (f"[{', '.join(listed)}]" if deciding else "")
        assert (row["n_deciding"], row["n_left_out"]) == (len(deciding), 10)
    assert only(table, marker="A")["robustness"] == "firm"
    assert only(table, marker="B")["robustness"] == "fragile"


def test_the_family_is_adjusted_anew_under_each_equivalent_test():
    table = robustness(FAMILY)
    by_t = holm([ttest_1samp(values, 0.0).pvalue for values in FAMILY.values()])
    by_ranks = holm([wilcoxon(values).pvalue for values in FAMILY.values()])
    for place, name in enumerate(FAMILY):
        row = only(table, marker=name)
        # Each test that is always compared; nobody lacks a sample, so complete cases are all.
        compared = sum(test.always_compared for test in TESTS.values())
        assert row["n_specifications"] == compared
        both = (by_t[place], by_ranks[place])
        assert row["p_adjusted_smallest"] <= min(both) * (1 + 1e-9)
        assert row["p_adjusted_largest"] >= max(both) * (1 - 1e-9)
        same = row["n_same_verdict"]
        assert row["share_same_verdict"] == same / compared


def test_a_value_below_detection_is_tried_at_zero_and_at_its_limit():
    # Detected values are far above the limit of 4; the first three patients are below it after.
    before = [5.0, 4.6, 4.4, 9.0, 8.1, 7.3, 9.9, 8.6, 7.7]
    after = [4.0, 4.0, 4.0, 7.1, 6.9, 6.6, 7.2, 7.8, 7.1]
    made = study(
        BEFORE_AFTER,
        {"A": list(zip(before, after, strict=True))},
        marker_settings={"A": {"detection_limit": 4.0}},
    )
    below = (made.measurements["value"] == 4.0) & (made.measurements["time"] == "after")
    measurements = made.measurements.assign(censored=np.where(below, "below", ""))
    row = only(robustness_table(measurements, made.patients, made.plan))
    # At the limit all nine fall still: 2 / 2**9, and so at zero.
    assert row["p_adjusted"] == pytest.approx(2 / 2**9)
    assert (row["below_detection"], row["robustness"]) == ("stays", "firm")
    # A rise of one patient that turns into a fall only if the value is far below the limit.
    risen = measurements.copy()
    risen.loc[risen["time"] == "before", "value"] = [0.5, 0.6, 0.4, *before[3:]]
    row = only(robustness_table(risen, made.patients, made.plan))
    assert (row["below_detection"], row["robustness"]) == ("changes", "fragile")


def test_a_fixed_value_is_subtracted_at_the_extremes_too():
    """Nine lie above 1, and one below it wherever below 0.5 it is: every sign stays."""
    contrast = {"against": 1.0, "at": {"time": "after"}, "role": "primary"}
    made = study(
        {**BEFORE_AFTER, "contrasts": {"relative": contrast}},
        {"A": [(5.0, 5.2 + 0.1 * place) for place in range(9)] + [(5.0, 0.5)]},
    )
    below = made.measurements["value"] == 0.5
    measurements = made.measurements.assign(censored=np.where(below, "below", ""))
    row = only(robustness_table(measurements, made.patients, made.plan))
    # Nine rise and one falls by at most 1, the smallest: 2 · 2 / 2**10 at either end.
    assert row["p_adjusted"] == pytest.approx(4 / 2**10)
    assert row["below_detection"] == "stays"


def test_a_replicate_below_detection_is_tried_at_zero_and_at_its_limit():
    """3 and <2 are between 1.5 and 2.5, and before was 2: a rise or a fall, six of six or not."""
    values = [(2.0, 2.21), (5.0, 5.9), (5.0, 6.1), (5.0, 6.3), (5.0, 6.7), (5.0, 7.2)]
    made = study(BEFORE_AFTER, {"A": values})
    partly = made.measurements["value"] == 2.21
    measurements = made.measurements.assign(
        censored=np.where(partly, "partly", ""),
        replicates_below=partly.astype(int),
        replicate_values=np.where(partly, '[3.0, "<2.0"]', ""),
    )
    row = only(robustness_table(measurements, made.patients, made.plan))
    assert row["p_adjusted"] == pytest.approx(2 / 2**6)
    assert row["below_detection"] == "changes"


def test_without_values_below_detection_nothing_is_said_of_them():
    assert set(robustness(FAMILY)["below_detection"]) == {""}


def test_two_patients_leave_nobody_out_and_have_no_answer():
    row = only(robustness({"A": [1.0, 2.0]}))
    assert row["verdict"] == "not_answerable"
    assert row["note"] == "no answer to ask anew"
    assert pd.isna(row["n_specifications"])


def test_a_family_beyond_the_markers_that_are_questioned_says_so():
    generator = np.random.default_rng(3)
    table = robustness({f"M{i}": list(generator.normal(size=6)) for i in range(52)})
    assert set(table["note"]) == {"family of 52 tests: more than are asked anew"}


def test_westfall_and_young_flip_the_whole_family_anew():
    table = robustness(FAMILY, inference={"adjustment": {"primary": "westfall_young"}})
    # A has the largest possible rank sum. Of 1,024 sign patterns six give it to a marker: for each,
    # all its differences positive, or all negative.
    assert only(table, marker="A")["p_adjusted"] == pytest.approx(6 / 2**10)
    assert only(table, marker="B")["robustness"] == "fragile"
