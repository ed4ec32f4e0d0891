"""Weight before and after three therapies (Hand et al. 1993, data set 285).

Published: family therapy, mean gain 7.26, SD 7.16, 17 girls, t = 4.18 (Howell 2010, Statistical
Methods for Psychology, table 7.3 and after; weights 83.23 ± 5.02 before, 90.49 ± 8.48 after).
The rest is compared with R.
"""

import pandas as pd
import pytest

from explant.listed_cells import as_cell

from ..tables.studies import only
from .pipeline import R, close, run
from .published import ANOREXIA

OF_R = R["anorexia"]
PAIRS = {
    "CBT_Cont": ("CBT", "Cont", "cbt_control"),
    "FT_Cont": ("FT", "Cont", "family_control"),
    "FT_CBT": ("FT", "CBT", "family_cbt"),
}


def sheet():
    girls = [(therapy, *pair) for therapy, pairs in ANOREXIA.items() for pair in pairs]
    rows = [
        (f"G{number:02d}", therapy, time, weight)
        for number, (therapy, before, after) in enumerate(girls, start=1)
        for time, weight in (("before", before), ("after", after))
    ]
    return pd.DataFrame(rows, columns=["Patient", "therapy", "time", "weight"])


def study(folder, test="t"):
    gain = {"compare": {"time": ["after", "before"]}}
    contrasts = {
        "gain": {**gain, "role": "secondary"},
        "therapies": {**gain, "between": {"therapy": ["Cont", "CBT", "FT"]}},
        "to_control": {**gain, "versus": {"therapy": "Cont"}, "role": "primary"},
        "pairs": {**gain, "all_pairs": "therapy"},
    }
    return run(
        folder,
        sheet(),
        patients={
            "called": ["girl", "girls"],
            "strata": {
                "therapy": {
                    "kind": "unordered",
                    "groups": {name: [name] for name in ANOREXIA},
                }
            },
        },
        factors={"time": {"levels": ["before", "after"]}},
        markers={"weight": {"unit": "lb"}},
        contrasts=contrasts,
        inference={"test": test, "adjustment": {"primary": "holm"}},
    )


@pytest.fixture(scope="module")
def by_means(tmp_path_factory):
    return study(tmp_path_factory.mktemp("anorexia"))


@pytest.fixture(scope="module")
def by_ranks(tmp_path_factory):
    return study(tmp_path_factory.mktemp("anorexia"), "wilcoxon")


def test_the_data_are_those_of_r():
    girls = [(name, *pair) for name, pairs in ANOREXIA.items() for pair in pairs]
    assert girls == list(zip(OF_R["therapy"], OF_R["before"], OF_R["after"], strict=True))


@pytest.mark.parametrize("therapy", ["Cont", "CBT", "FT"])
def test_gain_within_each_therapy(therapy, by_means):
    row, r = only(by_means.strata, contrast="gain", stratum=therapy), OF_R["gain"][therapy]
    assert row["n"] == len(ANOREXIA[therapy])
    assert row["mean_difference"] == close(r["mean"])
    assert row["p"] == close(r["p"])
    assert [row["mean_low"], row["mean_high"]] == close(r["interval"])
    # t = d_z times the root of n.
    assert row["d_z"] * row["n"] ** 0.5 == close(r["t"])


def test_family_therapy_as_howell_printed_it(by_means):
    gains = by_means.values("gain")[-17:]
    assert [round(gains.mean(), 2), round(gains.std(ddof=1), 2)] == [7.26, 7.16]
    row = only(by_means.strata, contrast="gain", stratum="FT")
    assert round(row["d_z"] * 17**0.5, 2) == 4.18


@pytest.mark.parametrize("pair", PAIRS)
def test_pairs_of_therapies(pair, by_means):
    first, second, name = PAIRS[pair]
    row, r = only(by_means.between, contrast=f"pairs_{pair}"), OF_R[name]
    assert row["groups"] == as_cell([first, second])
    assert [row["n_first"], row["n_second"]] == [len(ANOREXIA[first]), len(ANOREXIA[second])]
    assert [row["mean_first"], row["mean_second"]] == close(r["means"])
    assert [row["sd_first"], row["sd_second"]] == close(r["sds"])
    assert [row["t"], row["df"], row["p_t"]] == close([r["t"], r["df"], r["p"]])
    assert [row["mean_low"], row["mean_high"]] == close(r["interval"])
    assert row["p"] == row["p_t"]
    assert row["d"] == close(r["d"])
    assert [row["d_low"], row["d_high"]] == close(r["d_interval"], rel=1e-4)
    assert row["g"] == close(r["g"])
    assert row["u"] == r["u"]


def test_any_difference_between_the_three(by_means, by_ranks):
    row, r = only(by_means.between, contrast="therapies"), OF_R["all_three"]
    assert (row["kind"], row["group_sizes"]) == ("unordered groups", "[26, 29, 17]")
    assert [row["statistic"], row["p"]] == close([r["welch_f"], r["welch_p"]])
    assert row["conclusion"] == "evidence that the groups differ"
    row = only(by_ranks.between, contrast="therapies")
    assert row["statistic"] == close(r["h"])


def test_exploring_the_gain_over_therapies_asks_the_same(by_means):
    declared = only(by_means.between, contrast="therapies")
    explored = only(by_means.interactions, contrast="gain", stratifier="therapy")
    for column in ("statistic", "p", "n", "groups", "group_sizes"):
        assert declared[column] == explored[column]


def test_families_are_adjusted_together(by_means):
    table = by_means.between.set_index("contrast")
    pairs = table.loc[[f"pairs_{pair}" for pair in PAIRS]]
    assert set(pairs["family"]) == {"pairs"}
    to_control = table.loc[["to_control_CBT", "to_control_FT"]]
    assert set(to_control["family"]) == {"primary between groups"}
    # Holm: the smaller p twice, the larger once (but no less).
    p = to_control["p"].sort_values()
    adjusted = to_control["p_adjusted"].loc[p.index]
    assert adjusted.iloc[0] == close(2 * p.iloc[0])
    assert adjusted.iloc[1] == close(max(2 * p.iloc[0], p.iloc[1]))
    first, same = table.loc["pairs_CBT_Cont"], table.loc["to_control_CBT"]
    assert [first[name] for name in ("t", "p", "u", "d")] == [same[n] for n in ("t", "p", "u", "d")]
