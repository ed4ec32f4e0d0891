"""Vitamin C and teeth of guinea pigs (Crampton 1947), a study without any factor within an animal.

Published, in many courses that use R: orange juice against ascorbic acid, Welch's t = 1.9153,
df = 55.309, p = 0.06063, interval [-0.1710156, 7.5710156]; by dose, 0.5: t = 3.1697, df = 14.969,
p = 0.006359; 1: t = 4.0328, df = 15.358, p = 0.001038; 2: t = -0.046136, df = 14.04, p = 0.9639;
the means of the six cells; Tukey's differences between doses 9.130, 15.495 and 6.365.
"""

import numpy as np
import pandas as pd
import pytest

from explant.statistics.groups.many_to_one import many_to_one
from explant.statistics.multiplicity import adjust

from ..tables.studies import only
from .pipeline import R, close, run
from .published import TOOTH_GROWTH

OF_R = R["tooth_growth"]
DOSES = ["0.5", "1", "2"]
CELLS = [f"{supplement} {dose}" for dose in DOSES for supplement in ("OJ", "VC")]
PRINTED = {
    "0.5": (3.1697, 14.969, 0.006359),
    "1": (4.0328, 15.358, 0.001038),
    "2": (-0.046136, 14.04, 0.9639),
}


def sheet():
    animals = [
        (supplement, dose, length)
        for (supplement, dose), lengths in TOOTH_GROWTH.items()
        for length in lengths
    ]
    table = pd.DataFrame(animals, columns=["supplement", "dose", "length"])
    table["cell"] = table["supplement"] + " " + table["dose"]
    table.insert(0, "Animal", [f"M{number:02d}" for number in range(1, 61)])
    return table


def study(folder, test, **inference):
    contrasts = {
        "supplements": {"between": {"supplement": ["OJ", "VC"]}, "role": "primary"},
        **{
            f"at_{dose}": {"between": {"cell": [f"OJ {dose}", f"VC {dose}"]}, "family": "at a dose"}
            for dose in DOSES
        },
        "doses": {"between": {"dose": DOSES}},
        "dose": {"all_pairs": "dose"},
        "to_the_best": {"versus": {"cell": "OJ 2"}},
        "cells": {"between": {"cell": CELLS}},
    }
    groupings = {
        "supplement": {"kind": "unordered", "groups": {"OJ": ["OJ"], "VC": ["VC"]}},
        "dose": {"kind": "ordered", "groups": {dose: [dose] for dose in DOSES}},
        "cell": {"kind": "unordered", "groups": {cell: [cell] for cell in CELLS}},
    }
    return run(
        folder,
        sheet(),
        patients={"called": ["animal", "animals"], "strata": groupings},
        factors={},
        markers={"length": {"unit": "µm"}},
        contrasts=contrasts,
        inference={"test": test, "adjustment": {"secondary": "holm"}} | inference,
    )


@pytest.fixture(scope="module")
def by_means(tmp_path_factory):
    return study(tmp_path_factory.mktemp("teeth"), "t")


@pytest.fixture(scope="module")
def by_ranks(tmp_path_factory):
    return study(tmp_path_factory.mktemp("teeth"), "wilcoxon")


def test_the_data_are_those_of_r():
    animals = [
        (supplement, float(dose), length)
        for (supplement, dose), lengths in TOOTH_GROWTH.items()
        for length in lengths
    ]
    assert animals == list(zip(OF_R["supplement"], OF_R["dose"], OF_R["length"], strict=True))


def same_as_r(row, r):
    assert [row["t"], row["df"], row["p_t"]] == close([r["t"], r["df"], r["p"]])
    assert [row["mean_low"], row["mean_high"]] == close(r["interval"])
    assert [row["mean_first"], row["mean_second"]] == close(r["means"])
    assert [row["sd_first"], row["sd_second"]] == close(r["sds"])
    assert row["u"] == r["u"]
    assert row["d"] == close(r["d"])
    assert [row["d_low"], row["d_high"]] == close(r["d_interval"], rel=1e-4)
    assert row["g"] == close(r["g"])


def test_supplements(by_means):
    row = only(by_means.between, contrast="supplements")
    assert (row["n"], row["n_first"], row["n_second"]) == (60, 30, 30)
    same_as_r(row, OF_R["supplements"])
    printed = (round(row["t"], 4), round(row["df"], 3), round(row["p"], 5))
    assert printed == (1.9153, 55.309, 0.06063)
    assert [round(row[end], 7) for end in ("mean_low", "mean_high")] == [-0.1710156, 7.5710156]
    assert row["conclusion"] == "no evidence that the groups differ"


@pytest.mark.parametrize("dose", DOSES)
def test_supplements_at_each_dose(dose, by_means):
    row = only(by_means.between, contrast=f"at_{dose}")
    same_as_r(row, OF_R["at_dose"][dose])
    assert [row["t"], row["df"], row["p"]] == pytest.approx(PRINTED[dose], rel=5e-4)
    assert row["family"] == "at a dose"


def test_the_means_of_the_cells(by_means):
    printed = {"0.5": (13.23, 7.98), "1": (22.70, 16.77), "2": (26.06, 26.14)}
    for dose, means in printed.items():
        row = only(by_means.between, contrast=f"at_{dose}")
        assert [row["mean_first"], row["mean_second"]] == close(list(means))


def test_rank_sums_are_those_of_coin_where_they_mean_the_same(by_ranks):
    # Groups of ten each: the rank sum is symmetric even with ties, so that doubling the smaller
    # tail is the same as counting by distance.
    for dose in DOSES:
        row = only(by_ranks.between, contrast=f"at_{dose}")
        assert row["p"] == close(OF_R["at_dose"][dose]["p_rank_sum"])
        assert row["method"] == "mann_whitney_exact"
    # Sixty animals are beyond the exact test.
    row = only(by_ranks.between, contrast="supplements")
    assert row["method"] == "mann_whitney_normal"
    assert row["p"] == pytest.approx(OF_R["supplements"]["p_rank_sum"], abs=1e-3)


def test_doses_in_order(by_means, by_ranks):
    row, r = only(by_means.between, contrast="doses"), OF_R["slope_over_doses"]
    assert (row["kind"], row["groups"]) == ("ordered groups", '["0.5", "1", "2"]')
    assert [row["statistic"], row["p"]] == close([r["t"], r["p"]])
    assert [row["low"], row["high"]] == close(r["interval"])
    assert row["conclusion"] == "evidence that the groups increase in order"
    ranks = only(by_ranks.between, contrast="doses")
    # Jonckheere's J: pairs of animals of two doses in which the higher dose has the larger length.
    lengths = [np.concatenate([TOOTH_GROWTH[s, dose] for s in ("VC", "OJ")]) for dose in DOSES]
    pairs = [
        (np.sign(lengths[later][:, None] - lengths[earlier][None, :]) + 1).sum() / 2
        for earlier, later in ((0, 1), (0, 2), (1, 2))
    ]
    assert ranks["statistic"] == sum(pairs)


def test_all_pairs_of_doses_have_the_differences_of_tukey(by_means):
    printed = {"dose_1_0.5": 9.130, "dose_2_0.5": 15.495, "dose_2_1": 6.365}
    table = by_means.between.set_index("contrast")
    for contrast, difference in printed.items():
        assert table.loc[contrast, "mean_difference"] == close(difference)
        assert table.loc[contrast, "family"] == "dose"
        assert table.loc[contrast, "p_adjusted"] < 0.001


def test_westfall_young_closes_the_families_of_one_grouping(tmp_path):
    closed = study(tmp_path, "t", adjustment={"secondary": "westfall_young"}, permutations=4_999)
    table = closed.between.set_index("contrast")
    for family in ("dose", "to_the_best"):
        assert set(table.loc[table["family"] == family, "adjustment"]) == {"westfall_young"}
    best = ("OJ", "2")
    others = [cell for cell in map(tuple, map(str.split, CELLS)) if cell != best]
    rows = table.loc[[f"to_the_best_{supplement} {dose}" for supplement, dose in others]]
    groups = [TOOTH_GROWTH[cell] for cell in (best, *others)]
    expected = many_to_one(groups, 7, 0, "welch_t", 4_999).p_adjusted
    # Two draws of 4,999 labelings each: five standard errors.
    error = 5 * np.sqrt(2 * np.maximum(expected * (1 - expected), 1e-3) / 4_999)
    assert (np.abs(rows["p_adjusted"] - expected) <= error).all()
    assert (rows["p_adjusted"] >= rows["p"]).all()
    assert (rows["p_adjusted"] <= adjust(rows["p"], "holm") + error).all()
    # Pairs of cells that have no cell in common are no such family: Holm.
    pairs = table.loc[[f"at_{dose}" for dose in DOSES]]
    assert set(pairs["adjustment"]) == {"holm"}
    np.testing.assert_allclose(pairs["p_adjusted"], adjust(pairs["p"], "holm"))


def test_there_is_no_analysis_of_variance_within_animals(by_means):
    assert by_means.anova.empty
    assert by_means.paired.empty
