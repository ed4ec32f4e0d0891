"""Ten patients under two drugs (Student 1908), paired and, as R's help does besides, unpaired.

Published: Student's mean difference 1.58 hours; R's `?t.test`: paired t = -4.0621, df = 9,
p = 0.002833, interval [-2.4598858, -0.7001142]; taken as two groups t = -1.8608, df = 17.776,
p = 0.07939, interval [-3.3654832, 0.2054832].
"""

import pandas as pd
import pytest

from ..tables.studies import only
from .pipeline import R, close, run
from .published import SLEEP

RECORDS = [
    (f"P{number}", drug, hours)
    for drug, column in SLEEP.items()
    for number, hours in enumerate(column, start=1)
]


@pytest.fixture(scope="module", params=["t", "wilcoxon", "sign_flip"])
def paired(request, tmp_path_factory):
    return run(
        tmp_path_factory.mktemp("sleep"),
        pd.DataFrame(RECORDS, columns=["Patient", "drug", "extra"]),
        factors={"drug": {"levels": ["1", "2"]}},
        markers={"extra": {"unit": "h"}},
        contrasts={"first_drug": {"compare": {"drug": ["1", "2"]}, "role": "primary"}},
        inference={"test": request.param},
    )


def test_the_data_are_those_of_r():
    assert [SLEEP["1"], SLEEP["2"]] == [R["sleep"]["first"], R["sleep"]["second"]]


def test_paired(paired):
    row, r = only(paired.paired, contrast="first_drug"), R["sleep"]["paired"]
    assert (row["n"], row["n_incomplete"], row["n_zero"]) == (10, 0, 1)
    assert row["mean_difference"] == close(-1.58)
    assert [row["t"], row["df"], row["p_t"]] == close([r["t"], r["df"], r["p"]])
    assert (round(row["t"], 4), row["df"], round(row["p_t"], 6)) == (-4.0621, 9, 0.002833)
    printed = [round(row[end], 7) for end in ("mean_low", "mean_high")]
    assert printed == [-2.4598858, -0.7001142]
    # Exact, with the tie and the zero: 1/256.
    assert row["p_wilcoxon"] == 0.00390625
    assert (row["n_increase"], row["n_decrease"]) == (0, 9)
    declared = {"t": "p_t", "wilcoxon": "p_wilcoxon", "sign_flip": "p_sign_flip"}
    assert row["p"] == row["p_adjusted"] == row[declared[paired.plan.inference.test]]
    assert row["observed"] == "decrease"


def test_taken_as_two_groups(tmp_path):
    sheet = pd.DataFrame(RECORDS, columns=["Patient", "drug", "extra"])
    sheet["Patient"] += "_" + sheet["drug"]
    unpaired = run(
        tmp_path,
        sheet,
        factors={},
        patients={
            "strata": {"drug": {"kind": "unordered", "groups": {"1": ["1"], "2": ["2"]}}},
        },
        markers={"extra": {"unit": "h"}},
        contrasts={"drugs": {"between": {"drug": ["1", "2"]}, "role": "primary"}},
        inference={"test": "t"},
    )
    row, r = only(unpaired.between, contrast="drugs"), R["sleep"]["unpaired"]
    assert (row["n"], row["n_first"], row["n_second"]) == (20, 10, 10)
    assert [row["t"], row["df"], row["p_t"]] == close([r["t"], r["df"], r["p"]])
    assert (round(row["t"], 4), round(row["df"], 3), round(row["p"], 5)) == (
        -1.8608,
        17.776,
        0.07939,
    )
    printed = [round(row[end], 7) for end in ("mean_low", "mean_high")]
    assert printed == [-3.3654832, 0.2054832]
    assert [row["mean_first"], row["mean_second"]] == close([0.75, 2.33])
    assert [row["sd_first"], row["sd_second"]] == close(r["sds"])
    assert row["d"] == close(r["d"])
    assert [row["d_low"], row["d_high"]] == close(r["d_interval"], rel=1e-4)
    assert row["g"] == close(r["g"])
    assert row["u"] == r["u"]
    # The pairing is what the t of 4 rests on.
    assert row["conclusion"] == "no evidence that the groups differ"
