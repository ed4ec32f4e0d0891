import itertools

import numpy as np
import pytest

from explant.statistics.one_sample.signed_rank import signed_rank_test
from explant.tables.columns import COLUMNS
from explant.tables.robustness.detection_bounds import bounds_table

from ..studies import BEFORE_AFTER, study

VALUES = [(2.0, 2.6), (1.0, 4.0), (2.0, 9.0), (3.0, 14.0), (5.0, 4.3), (2.0, 8.5), (3.0, 12.5)]
LIMIT = 2.0


def below(made, *patients, place=0):
    """The same study with the first (or second) value of some patients below the limit."""
    table = made.measurements.copy()
    rows = [table.index[table["patient"] == each][place] for each in patients]
    table.loc[rows, "value"] = LIMIT
    table.loc[rows, "censored"] = "below"
    return table


def made(scale="linear", **inference):
    config = BEFORE_AFTER | {"markers": {"A": {"unit": "MFI", "scale": scale}}}
    return study(config, {"A": [list(pair) for pair in VALUES]}, inference=inference)


@pytest.mark.parametrize("scale", ["linear", "log2"])
def test_bounds_equal_a_fine_net_of_values(scale):
    own = made(scale)
    patients = list(own.patients["patient"])
    table = below(own, patients[0], patients[4])
    (row,) = bounds_table(table, own.patients, own.plan).to_dict("records")
    change = np.log2 if scale == "log2" else np.asarray
    order = [sorted(table.index[table["patient"] == each], key=lambda i: i) for each in patients]
    after_first = own.differences["difference"].iloc[1] > 0
    p = set()
    for values in itertools.product(np.geomspace(1e-9, LIMIT, 30) * 0.99987, repeat=2):
        numbers = own.measurements["value"].copy()
        numbers[order[0][0]], numbers[order[4][0]] = values
        both = [change(numbers[pair].to_numpy()) for pair in order]
        p.add(signed_rank_test([b - a for a, b in both]).p)
    assert after_first
    assert (row["p_lowest"], row["p_highest"]) == pytest.approx((min(p), max(p)))
    assert (row["n"], row["n_below"]) == (7, 2)
    # A family of one: its p is its adjusted p.
    assert (row["p_adjusted_lowest"], row["p_adjusted_highest"]) == (min(p), max(p))


def test_only_results_with_such_values_and_only_of_ranks_and_signs():
    own = made()
    table = bounds_table(own.measurements, own.patients, own.plan)
    assert list(table.columns) == list(COLUMNS["bounds"])
    assert table.empty
    patient = own.patients["patient"].iloc[0]
    for test in ("t", "sign_flip"):
        other = made(test=test)
        assert bounds_table(below(other, patient), other.patients, other.plan).empty
    assert len(bounds_table(below(own, patient), own.patients, made(test="sign").plan)) == 1


def test_both_ends_say_so_where_they_agree():
    own = made()
    first, *_, last = own.patients["patient"]
    (row,) = bounds_table(below(own, first, last), own.patients, own.plan).to_dict("records")
    assert row["p_lowest"] > 0.05 or row["p_highest"] <= 0.05 or row["verdict"] == "differs"
    wide = below(own, *own.patients["patient"])
    (row,) = bounds_table(wide, own.patients, own.plan).to_dict("records")
    assert row["verdict"] == ("evidence" if row["p_highest"] <= 0.05 else "differs")
