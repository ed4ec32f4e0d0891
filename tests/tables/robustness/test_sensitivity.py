import dataclasses
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explant.declared_tests.known_tests import TESTS
from explant.statistics.one_sample.sign_flip import sign_flip_interval, sign_flip_test
from explant.statistics.one_sample.signed_rank import pseudomedian, signed_rank_test
from explant.statistics.one_sample.student import student_t
from explant.tables.columns import COLUMNS
from explant.tables.results.paired import paired_table
from explant.tables.robustness.diagnostics import diagnostics_table
from explant.tables.robustness.sensitivity import sensitivity_table
from tests.tried import tried

from ..studies import BEFORE_AFTER, TWO_BY_TWO, only, study

ALWAYS = [test.key for test in TESTS.values() if test.always_compared]
"""Tests by which every result is asked."""
PERCENT = {"A": {"unit": "%"}}
CELLS = [(20.0, 24.5), (31.0, 30.0), (12.0, 19.0), (40.0, 47.5), (25.0, 25.5), (18.0, 27.0)]
SHARED = ["estimate", "low", "high", "level", "estimate_ratio", "p", "n", "observed"]
CHOICES = ["marker", "contrast", "test", "scale", "patients", "below_detection"]


def sensitivity(made):
    return sensitivity_table(made.measurements, made.patients, made.plan)


def with_censored(made, values):
    """The same study with these values marked as below detection."""
    below = made.measurements["value"].isin(values)
    censored = np.where(below, "below", "")
    return dataclasses.replace(made, measurements=made.measurements.assign(censored=censored))


def test_columns_are_those_documented():
    assert list(sensitivity(study(BEFORE_AFTER, {"A": CELLS}))) == list(COLUMNS["sensitivity"])


def test_every_number_is_that_of_the_function_that_computes_it():
    table = sensitivity(study(BEFORE_AFTER, {"A": CELLS}, marker_settings=PERCENT))
    before, after = np.array(CELLS).T
    samples = {
        "linear": after - before,
        "log2": np.log2(after) - np.log2(before),
        "logit": np.log(after / (100 - after)) - np.log(before / (100 - before)),
    }
    for scale, x in samples.items():
        walsh, flips, t = pseudomedian(x), sign_flip_interval(x), student_t(x)
        expected = {
            "wilcoxon": [walsh.estimate, walsh.low, walsh.high, signed_rank_test(x).p],
            "sign_flip": [flips.estimate, flips.low, flips.high, sign_flip_test(x, 1).p],
            "t": [t.mean, t.low, t.high, t.p],
        }
        for test, numbers in expected.items():
            row = only(table, scale=scale, test=test)
            found = [row[name] for name in ("estimate", "low", "high", "p")]
            assert found == pytest.approx(numbers, rel=1e-9)
            assert row["d_z"] == pytest.approx(t.t / math.sqrt(6), rel=1e-9)
            assert (row["n"], row["observed"], row["note"]) == (6, "increase", "")
    ratio = only(table, scale="log2", test="t")["estimate_ratio"]
    assert ratio == pytest.approx(math.prod(after / before) ** (1 / 6))
    assert table.loc[table["scale"] == "linear", "estimate_ratio"].isna().all()


def test_a_zero_keeps_its_own_marker_from_the_logarithm_and_no_other():
    table = sensitivity(study(BEFORE_AFTER, {"A": CELLS, "B": [(0.0, 1.0), *CELLS[1:]]}))
    log2 = table[table["scale"] == "log2"]
    assert log2.loc[log2["marker"] == "A", "p"].notna().all()
    assert log2.loc[log2["marker"] == "B", "p"].isna().all()
    assert set(log2.loc[log2["marker"] == "B", "note"]) == {
        "values of the marker without a logarithm under its offset: 1"
    }


@pytest.mark.parametrize(
    ("settings_of_a", "inference", "rows"),
    [
        ({}, {}, len(ALWAYS) * 2),
        ({"unit": "%"}, {}, len(ALWAYS) * 3),
        ({"unit": "%", "scale": "logit"}, {"test": "t"}, len(ALWAYS) * 3),
        ({"unit": "%"}, {"test": "sign"}, (len(ALWAYS) + 1) * 3),
    ],
)
def test_size_of_the_grid_without_anything_to_leave_out(settings_of_a, inference, rows):
    made = study(
        BEFORE_AFTER, {"A": CELLS}, marker_settings={"A": settings_of_a}, inference=inference
    )
    table = sensitivity(made)
    assert len(table) == rows
    assert not table.duplicated(CHOICES).any()
    assert set(table["patients"]) == {"all"}
    first = table.iloc[0]
    assert (first["plan"], first["equivalence"], first["differs"]) == ("yes", "plan", "")
    assert (first["test"], first["scale"]) == (
        made.plan.inference.test,
        made.plan.markers["A"].scale,
    )


def test_a_flagged_outlier_is_left_out_on_every_scale():
    cells = [*CELLS, (50.0, 1.0)]
    made = study(BEFORE_AFTER, {"A": cells}, marker_settings=PERCENT)
    assert only(diagnostics_table(made.differences, made.plan))["outliers"] == '["P07"]'
    table = sensitivity(made)
    assert len(table) == len(ALWAYS) * 3 * 2
    without = table[table["patients"] == "without flagged outliers"]
    assert set(without["equivalence"]) == {"not equivalent"}
    rest = sensitivity(study(BEFORE_AFTER, {"A": CELLS}, marker_settings=PERCENT))
    for name in SHARED:
        assert list(without[name].dropna()) == list(rest[name].dropna())


def test_complete_cases_have_every_cell_of_the_design():
    rng = np.random.default_rng(5)
    cells = [tuple(row) for row in rng.normal(20, 3, (8, 4)).round(1)]
    # Patient 3 lacks a cell that in_tumor does not need, patient 5 one that it needs.
    cells[2] = (*cells[2][:3], None)
    cells[4] = (None, *cells[4][1:])
    made = study(TWO_BY_TWO, {"A": cells})
    table = sensitivity(made)
    assert len(table) == len(ALWAYS) * 2 * 2
    assert set(table["contrast"]) == {"in_tumor"}
    complete = only(table, test="t", scale="linear", patients="complete cases")
    kept = [row for i, row in enumerate(cells) if i not in (2, 4)]
    expected = student_t([row[1] - row[0] for row in kept])
    assert (complete["n"], complete["estimate"], complete["p"]) == (6, expected.mean, expected.p)
    assert only(table, test="t", scale="linear", patients="all")["n"] == 7
    assert complete["equivalence"] == "equivalent"
    assert "; complete cases" in complete["differs"]


def test_rules_for_values_below_detection():
    cells = [(0.5, 4.0), (3.0, 0.5), (2.0, 5.0), (6.0, 7.0), (4.0, 4.5), (3.0, 6.0)]
    made = with_censored(study(BEFORE_AFTER, {"A": cells, "B": CELLS}), [0.5])
    table = sensitivity(made)
    assert (table["marker"] == "B").sum() == len(ALWAYS) * 2
    table = table[table["marker"] == "A"]
    assert len(table) == len(ALWAYS) * 2 * 4
    factors = {"limit_over_sqrt2": 1 / math.sqrt(2), "half_limit": 0.5, "limit": 1.0}
    for rule, factor in factors.items():
        row = only(table, test="t", scale="linear", below_detection=rule)
        x = [4 - 0.5 * factor, 0.5 * factor - 3, 3.0, 1.0, 0.5, 3.0]
        assert row["estimate"] == pytest.approx(np.mean(x))
        assert row["equivalence"] == "equivalent"
    dropped = only(table, test="wilcoxon", scale="linear", below_detection="drop")
    assert (dropped["n"], dropped["equivalence"]) == (4, "not equivalent")
    assert "because of their values" in dropped["differs"]


def test_values_below_detection_in_cells_that_a_contrast_does_not_need_change_nothing():
    rng = np.random.default_rng(5)
    cells = [tuple(row) for row in rng.normal(20, 3, (8, 4)).round(1)]
    cells[2] = (*cells[2][:3], 0.5)
    table = sensitivity(with_censored(study(TWO_BY_TWO, {"A": cells}), [0.5]))
    # Only where it is dropped is patient 3 no complete case.
    assert len(table) == len(ALWAYS) * 2 * 2
    assert set(table.loc[table["patients"] == "complete cases", "below_detection"]) == {"drop"}


def test_a_scale_without_a_place_for_the_data_has_one_row_that_says_so():
    cells = [(0.0, 4.0), (3.0, 100.0), *CELLS]
    made = study(BEFORE_AFTER, {"A": cells}, marker_settings=PERCENT)
    table = sensitivity(made)
    notes = {
        "log2": "values of the marker without a logarithm under its offset: 1",
        "logit": "values of the marker without a logit under its offset: 2",
    }
    for scale, note in notes.items():
        row = only(table, scale=scale)
        assert (row["note"], row["equivalence"], row["plan"]) == (note, "not equivalent", "")
        assert row["observed"] == ""
        assert all(pd.isna(row[name]) for name in ("n", "estimate", "low", "high", "d_z", "p"))
    # An offset mends it.
    settings_of_a = {"A": {"unit": "%", "offset": 0.5}}
    mended = sensitivity(study(BEFORE_AFTER, {"A": cells}, marker_settings=settings_of_a))
    assert not mended["note"].any()


def test_counts_stay_whole_numbers_in_the_file(tmp_path):
    from explant.tables.csv_files import read_csv, write_csv

    cells = [(0.0, 4.0), *CELLS]
    write_csv(sensitivity(study(BEFORE_AFTER, {"A": cells})), tmp_path / "sensitivity.csv")
    lines = (tmp_path / "sensitivity.csv").read_text(encoding="utf-8").splitlines()
    assert ",7," in lines[1]
    assert ",7.0," not in lines[1]
    assert read_csv(tmp_path / "sensitivity.csv")["n"].isna().sum() == 1


def test_rows_stand_in_the_plans_order_with_the_plans_analysis_first():
    made = study(BEFORE_AFTER, {"B": CELLS, "A": CELLS[::-1]}, inference={"test": "sign_flip"})
    table = sensitivity(made)
    assert list(table["marker"].drop_duplicates()) == ["B", "A"]
    for _, part in table.groupby("marker"):
        assert list(part["plan"]) == ["yes"] + [""] * (len(part) - 1)


def test_a_plan_without_primary_results_gives_an_empty_table():
    contrasts = {"change": {"compare": {"time": ["after", "before"]}}}
    table = sensitivity(study({**BEFORE_AFTER, "contrasts": contrasts}, {"A": CELLS}))
    assert table.empty
    assert list(table) == list(COLUMNS["sensitivity"])


VALUES = st.one_of(st.none(), st.integers(0, 12).map(lambda tenth: tenth / 10))


@given(
    st.lists(st.tuples(VALUES, VALUES, VALUES, VALUES), min_size=1, max_size=8),
    st.sampled_from(list(TESTS)),
    st.sampled_from(["limit_over_sqrt2", "half_limit", "limit", "drop"]),
    st.sampled_from([0.0, 0.4]),
    st.booleans(),
)
@settings(derandomize=True, max_examples=tried(15), deadline=None)
def test_the_plans_row_is_that_of_the_paired_table(cells, test, rule, offset, censored):
    settings_of_a = {"unit": "%", "offset": offset, "scale": "log2" if offset else "linear"}
    made = study(
        TWO_BY_TWO,
        {"A": cells},
        marker_settings={"A": settings_of_a},
        inference={"test": test, "below_detection": rule},
    )
    made = with_censored(made, [0.3] if censored else [])
    table = sensitivity(made)
    own = only(table, plan="yes")
    paired = only(paired_table(made.differences, made.measurements, made.plan), contrast="in_tumor")
    for name in SHARED:
        assert own[name] == paired[name] or (math.isnan(own[name]) and math.isnan(paired[name]))
    assert own.keys() >= set(CHOICES)
    assert not table.duplicated(CHOICES).any()
    numbers = ["estimate", "low", "high", "level", "d_z", "p"]
    empty = table[numbers].isna().any(axis=1)
    assert (empty == (table["note"] != "")).all()
    assert set(table["equivalence"]) <= {"plan", "equivalent", "not equivalent"}
    assert ((table["differs"] == "") == (table["plan"] == "yes")).all()


@pytest.mark.parametrize(
    ("cells", "n"),
    [
        ([(None, None)] * 3, 0),
        ([(None, 1.0), (2.0, 5.0)], 1),
        ([(1.0, 3.0)] * 5, 5),
        ([(2.0, 2.0)] * 5, 5),
        ([(1e-300, 1e300), (1e300, 1e-300), (1.0, 1e300)], 3),
    ],
)
def test_extreme_input_is_answered_or_has_a_note(cells, n):
    table = sensitivity(study(BEFORE_AFTER, {"A": cells}))
    assert table.iloc[0]["n"] == n
    empty = table[["estimate", "low", "high", "p"]].isna().any(axis=1)
    assert (table.loc[empty, "note"] != "").all()
    assert not np.isinf(table.select_dtypes("float").to_numpy()).any() or n == 3


def test_without_a_patient_the_same_empty_sample_is_not_repeated():
    table = sensitivity(study(BEFORE_AFTER, {"A": [(None, None)] * 3}))
    assert sorted(table["test"]) == sorted(ALWAYS)
    assert set(table["note"]) == {"no patients"}


def test_where_every_value_is_below_detection_only_the_conventions_have_numbers():
    cells = [(0.5, 0.5)] * 6
    table = sensitivity(with_censored(study(BEFORE_AFTER, {"A": cells}), [0.5]))
    kept = table[table["below_detection"] != "drop"]
    # All differences are zero under each of them and on each scale: once is enough.
    assert list(kept["estimate"]) == [0.0] * len(ALWAYS)
    dropped = table[table["below_detection"] == "drop"]
    assert (dropped["n"] == 0).all()
    assert set(dropped["note"]) == {"no patients"}
