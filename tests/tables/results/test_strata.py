import math

import numpy as np
import pytest

from explant.statistics.one_sample.effect_sizes import d_z
from explant.statistics.one_sample.signed_rank import pseudomedian, signed_rank_test
from explant.statistics.one_sample.student import student_t
from explant.tables.results.strata import strata_table

from ..studies import BEFORE_AFTER, CONTRACT, only, study

STAGE = {"kind": "ordered", "groups": {"early": ["I", "II"], "late": ["III"]}}
SIZE = {"kind": "continuous", "unit": "cm", "cut_point": 2}
CHANGES = [1.2, -0.4, 2.5, 0.3, 3.1, 0.9, None, -1.1]
GROUPS = ["early", "early", "late", "early", "late", "early", "early", ""]


def by_stage(changes, groups, **sections):
    made = study(
        BEFORE_AFTER,
        {"A": changes},
        strata={"stage": groups, "stage_group": groups},
        stratifiers={"stage": STAGE},
        **sections,
    )
    return strata_table(made.differences, made.patients, made.plan)


def test_every_column_of_the_contract_is_there():
    table = by_stage(CHANGES, GROUPS)
    assert set(CONTRACT["strata"].split()) <= set(table.columns)


def test_each_stratum_holds_its_own_complete_patients():
    table = by_stage(CHANGES, GROUPS)
    early = np.array([1.2, -0.4, 0.3, 0.9])
    t, walsh = student_t(early), pseudomedian(early)
    expected = {
        "contrast": "change",
        "kind": "ordered",
        "n": 4,
        "mean_difference": t.mean,
        "mean_low": t.low,
        "mean_high": t.high,
        "pseudomedian": walsh.estimate,
        "pseudomedian_low": walsh.low,
        "pseudomedian_high": walsh.high,
        "d_z": d_z(early).estimate,
        "test": "wilcoxon",
        "estimate": walsh.estimate,
        "low": walsh.low,
        "high": walsh.high,
        "level": walsh.level,
        "p": signed_rank_test(early).p,
        "smallest_attainable_p": 0.125,
    }
    row = only(table, stratum="early")
    assert {name: row[name] for name in expected} == expected
    assert only(table, stratum="late")["n"] == 2


@pytest.mark.parametrize("test", ["t", "sign_flip", "sign", "wilcoxon"])
def test_declared_test_gives_the_stratums_estimate(test):
    row = only(by_stage(CHANGES, GROUPS, inference={"test": test}), stratum="early")
    early = np.array([1.2, -0.4, 0.3, 0.9])
    expected = {"t": early.mean(), "sign_flip": early.mean(), "sign": 0.6, "wilcoxon": 0.5}
    assert row["estimate"] == pytest.approx(expected[test])
    assert row["low"] < row["estimate"] < row["high"]


def test_an_empty_stratum_keeps_its_row():
    row = only(by_stage(CHANGES, ["early"] * 8), stratum="late")
    assert (row["n"], row["note"]) == (0, "no patients")
    assert all(math.isnan(row[name]) for name in ("estimate", "p", "d_z", "mean_difference"))


def test_strata_follow_the_plan_and_cut_points_their_number():
    size = ["> 2 cm", "≤ 2 cm"] * 4
    made = study(
        BEFORE_AFTER,
        {"A": CHANGES, "B": CHANGES},
        strata={
            "stage_group": GROUPS,
            "size": [3.0, 1.0] * 4,
            "size_group": size,
            "side": ["right", "left"] * 4,
            "side_group": ["right", "left"] * 4,
        },
        stratifiers={"stage": STAGE, "size": SIZE, "side": {"kind": "unordered"}},
    )
    table = strata_table(made.differences, made.patients, made.plan)
    assert list(table["stratum"]) == ["early", "late", "≤ 2 cm", "> 2 cm", "left", "right"] * 2
    assert list(table["marker"]) == ["A"] * 6 + ["B"] * 6


def test_a_stratifier_that_is_not_explored_has_no_rows():
    side = {"kind": "unordered", "explore": False}
    made = study(
        BEFORE_AFTER,
        {"A": CHANGES},
        strata={
            "stage_group": GROUPS,
            "side": ["right", "left"] * 4,
            "side_group": ["right", "left"] * 4,
        },
        stratifiers={"stage": STAGE, "side": side},
    )
    table = strata_table(made.differences, made.patients, made.plan)
    assert list(table["stratifier"]) == ["stage", "stage"]


def test_a_plan_without_strata_gives_a_header_only():
    made = study(BEFORE_AFTER, {"A": CHANGES})
    table = strata_table(made.differences, made.patients, made.plan)
    assert table.empty
    assert set(CONTRACT["strata"].split()) <= set(table.columns)


def test_log_scale_is_back_transformed():
    cells = [(1.0, 2.0), (1.0, 8.0), (2.0, 8.0), (4.0, 4.0)]
    made = study(
        BEFORE_AFTER,
        {"A": cells},
        strata={"stage_group": ["early"] * 4},
        stratifiers={"stage": STAGE},
        marker_settings={"A": {"scale": "log2"}},
    )
    row = only(strata_table(made.differences, made.patients, made.plan), stratum="early")
    assert (row["estimate"], row["estimate_ratio"]) == (1.5, 2**1.5)
