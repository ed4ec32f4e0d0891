import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explant.statistics.one_sample.signed_rank import pseudomedian, signed_rank_test
from explant.statistics.one_sample.student import student_t
from explant.tables.columns import COLUMNS
from explant.tables.robustness.influence import MOST, influence_table, most_influential
from tests.tried import tried

from ..studies import BEFORE_AFTER, TWO_BY_TWO, only, study

CHANGES = [1.2, -0.4, 2.5, 0.0, 3.1, 0.9, 1.2, -1.1, 2.2, 0.6]


def influence(changes, **sections):
    made = study(BEFORE_AFTER, {"A": changes}, **sections)
    return influence_table(made.differences, made.plan)


def test_each_row_is_the_declared_test_without_that_patient():
    table = influence([*CHANGES[:4], None, *CHANGES[4:]])
    assert list(table) == list(COLUMNS["influence"])
    assert list(table["patient"]) == [
        "P01",
        "P02",
        "P03",
        "P04",
        *(f"P{i:02d}" for i in range(6, 12)),
    ]
    assert list(table["difference"]) == CHANGES
    everybody = pseudomedian(CHANGES).estimate
    for left_out, (_, row) in enumerate(table.iterrows()):
        rest = np.delete(CHANGES, left_out)
        walsh = pseudomedian(rest)
        expected = [walsh.estimate, walsh.low, walsh.high, walsh.level, signed_rank_test(rest).p]
        assert [row[name] for name in ("estimate", "low", "high", "level", "p")] == expected
        assert (row["n"], row["change"]) == (9, walsh.estimate - everybody)


def test_without_a_patient_the_mean_moves_by_a_known_amount():
    # (sum − x) / (n − 1) − sum / n = (mean − x) / (n − 1).
    table = influence(CHANGES, inference={"test": "t"})
    expected = (np.mean(CHANGES) - np.array(CHANGES)) / 9
    np.testing.assert_allclose(table["change"].to_numpy(), expected, rtol=1e-9, atol=1e-12)
    # So the most influential patient is the one farthest from the mean.
    assert only(table, most_influential="yes")["patient"] == "P08"
    assert np.argmax(np.abs(CHANGES - np.mean(CHANGES))) == 7
    rest = student_t(np.delete(CHANGES, 7))
    row = only(table, patient="P08")
    assert (row["estimate"], row["low"], row["p"]) == (rest.mean, rest.low, rest.p)


def test_between_equal_changes_the_p_value_decides_then_the_order():
    assert most_influential(np.array([0.5, -0.5, 0.1]), np.array([0.01, -0.02, 0.9])) == 1
    assert most_influential(np.array([0.1 + 0.2, 0.3]), np.array([0.1, 0.1])) == 0
    assert most_influential(np.array([0.0, 0.0]), np.array([math.nan, math.nan])) == 0
    assert most_influential(np.array([1e300, -1e300]), np.array([math.nan, 0.1])) == 1


@pytest.mark.parametrize("changes", [[None] * 4, [None, 2.0, None, None], [None, 2.0, 3.0, None]])
def test_too_few_patients_say_so_in_one_row(changes):
    row = only(influence(changes))
    n = sum(change is not None for change in changes)
    assert row["note"] == f"n = {n}: too few patients to leave one out"
    assert (row["patient"], row["most_influential"]) == ("", "")
    assert all(math.isnan(row[name]) for name in ("difference", "estimate", "p", "change"))


@pytest.mark.parametrize("test", ["wilcoxon", "t", "sign_flip", "sign"])
@given(changes=st.lists(st.integers(-9, 9), min_size=3, max_size=9))
@settings(derandomize=True, max_examples=tried(15), deadline=None)
def test_one_patient_is_the_most_influential_and_an_empty_cell_has_a_note(test, changes):
    table = influence([change / 10 for change in changes], inference={"test": test})
    assert len(table) == len(changes)
    assert list(table["most_influential"]).count("yes") == 1
    chosen = only(table, most_influential="yes")
    assert abs(chosen["change"]) == pytest.approx(table["change"].abs().max())
    empty = table[["estimate", "low", "high", "level", "p", "change"]].isna().any(axis=1)
    assert (empty == (table["note"] != "")).all()


@pytest.mark.parametrize("changes", [[2.0] * 5, [0.0] * 5, [1e300, -1e300, 1e-300, 5.0]])
def test_extreme_differences_are_answered(changes):
    table = influence(changes)
    assert np.isfinite(table[["estimate", "p", "change"]].to_numpy(dtype=float)).all()
    assert list(table["most_influential"]).count("yes") == 1


def test_only_primary_results_have_rows():
    rng = np.random.default_rng(3)
    cells = [tuple(row) for row in rng.normal(10, 2, (5, 4))]
    made = study(TWO_BY_TWO, {"B": cells, "A": cells})
    table = influence_table(made.differences, made.plan)
    assert list(table["marker"]) == ["B"] * 5 + ["A"] * 5
    assert set(table["contrast"]) == {"in_tumor"}
    empty = influence_table(made.differences, made.plan.model_copy(update={"contrasts": {}}))
    assert empty.empty
    assert list(empty) == list(COLUMNS["influence"])


def test_so_many_patients_are_not_left_out_one_by_one():
    many = [float(at % 7) - 2.5 for at in range(MOST + 1)]
    made = study(BEFORE_AFTER, {"A": many})
    (row,) = influence_table(made.differences, made.plan).to_dict("records")
    assert row["note"] == f"n = {MOST + 1}: too many patients to leave out each"
