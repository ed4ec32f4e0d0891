import math

import numpy as np
import pandas as pd
import pingouin
import pytest
import scipy.stats

from explant.config.models import Inference
from explant.statistics.groups.hodges_lehmann import hodges_lehmann_shift
from explant.statistics.groups.ordered_groups import jonckheere
from explant.statistics.groups.two_groups import studentized_permutation
from explant.statistics.power import detectable_d, smallest_attainable_p_of_groups
from explant.tables.results.between_patients.between import between_table
from explant.tables.results.between_patients.interactions import interactions_table
from tests.statistics.one_column import (
    brunner_munzel,
    cohens_d,
    hedges_g,
    kruskal_wallis,
    welch_anova,
)
from tests.tables.studies import BEFORE_AFTER, CONTRACT, ONE_SAMPLE, only, study

RNG = np.random.default_rng(5)
SEX = ["f", "m", "f", "m", "m", "f", "f", "m", "m", "f", "f", "m", "f", "", "m"]
STAGE = [*["I", "II", "III"] * 4, "I", "", "II"]
VALUES = {
    "A": [*RNG.normal(10, 3, 14).round(2).tolist(), None],
    "B": [None, *RNG.normal(20, 4, 14).round(2).tolist()],
}
STRATIFIERS = {
    "sex": {"kind": "unordered", "groups": {"f": ["f"], "m": ["m"]}},
    "stage": {"kind": "ordered", "groups": {"I": ["1"], "II": ["2"], "III": ["3"]}},
    "site": {"kind": "unordered", "groups": {"x": ["1"], "y": ["2"], "z": ["3"]}},
}
STRATA = {
    "sex_group": SEX,
    "stage_group": STAGE,
    "site_group": [dict(zip(["I", "II", "III"], "xyz", strict=True)).get(s, "") for s in STAGE],
}
QUESTIONS = {
    "sexes": {"between": {"sex": ["m", "f"]}, "role": "primary"},
    "stages": {"between": {"stage": ["I", "II", "III"]}},
    "sites": {"between": {"site": ["x", "y", "z"]}},
}
TESTS = ["wilcoxon", "sign", "t", "sign_flip"]


def between(markers=VALUES, contrasts=QUESTIONS, strata=STRATA, design=ONE_SAMPLE, **sections):
    made = study(
        {**design, "contrasts": contrasts},
        markers,
        strata=strata,
        stratifiers=sections.pop("stratifiers", STRATIFIERS),
        **sections,
    )
    return between_table(made.differences, made.patients, made.plan)


def of_groups(values, groups, names):
    return [
        np.array([x for x, g in zip(values, groups, strict=True) if g == name and x is not None])
        for name in names
    ]


@pytest.mark.parametrize("marker", VALUES)
def test_two_groups_against_scipy_and_pingouin(marker):
    row = only(between(), marker=marker, contrast="sexes")
    first, second = of_groups(VALUES[marker], SEX, ["m", "f"])
    assert (row["kind"], row["stratifier"], row["groups"]) == ("two groups", "sex", '["m", "f"]')
    assert row["group_sizes"] == f"[{len(first)}, {len(second)}]"
    assert (row["n_first"], row["n_second"]) == (len(first), len(second))
    assert row["n"] == len(first) + len(second)
    assert row["mean_first"] == pytest.approx(first.mean(), rel=1e-12)
    assert row["sd_first"] == pytest.approx(first.std(ddof=1), rel=1e-12)
    assert row["median_second"] == pytest.approx(np.median(second), rel=1e-12)
    assert row["sd_second"] == pytest.approx(second.std(ddof=1), rel=1e-12)
    smaller, larger = sorted((first, second), key=len)
    assert len(smaller) < len(larger)
    ratio = smaller.var(ddof=1) / larger.var(ddof=1)
    assert row["variance_ratio"] == pytest.approx(ratio, rel=1e-12)
    welch = scipy.stats.ttest_ind(first, second, equal_var=False)
    interval = welch.confidence_interval(0.95)
    assert row["mean_difference"] == pytest.approx(first.mean() - second.mean(), rel=1e-12)
    assert [row[name] for name in ("t", "df", "p_t", "mean_low", "mean_high")] == pytest.approx(
        [welch.statistic, welch.df, welch.pvalue, interval.low, interval.high], rel=1e-9
    )
    other = pingouin.ttest(first, second, correction=True)
    assert row["p_t"] == pytest.approx(float(other["p_val"].iloc[0]), rel=1e-6)
    ranks = scipy.stats.mannwhitneyu(first, second, method="exact")
    assert row["u"] == ranks.statistic
    assert row["p_mann_whitney"] == pytest.approx(ranks.pvalue, rel=1e-9)
    shifts = np.subtract.outer(first, second)
    assert row["shift"] == pytest.approx(np.median(shifts), rel=1e-12)
    d = pingouin.compute_effsize(first, second, eftype="cohen")
    g = pingouin.compute_effsize(first, second, eftype="hedges")
    assert row["d"] == pytest.approx(d, rel=1e-12)
    # Pingouin corrects by the approximation 1 − 3/(4 df − 1).
    assert row["g"] == pytest.approx(g, rel=2e-3)
    above = (shifts > 0).mean() + (shifts == 0).mean() / 2
    assert row["superiority"] == pytest.approx(above, rel=1e-12)


def test_what_has_no_other_program_is_the_function_of_its_name():
    row = only(between(), marker="A", contrast="sexes")
    first, second = of_groups(VALUES["A"], SEX, ["m", "f"])
    shift, d = hodges_lehmann_shift(first, second), cohens_d(first, second)
    expected = {
        "p_permutation": studentized_permutation(first, second, 1).p,
        "p_brunner_munzel": brunner_munzel(first, second, 1).p,
        "shift_low": shift.low,
        "shift_high": shift.high,
        "shift_level": shift.level,
        "d_low": d.low,
        "d_high": d.high,
        "g": hedges_g(first, second).estimate,
        "detectable_d": detectable_d(first.size, second.size),
        "smallest_attainable_p": smallest_attainable_p_of_groups(
            first.size, second.size, "mann_whitney"
        ),
    }
    assert {name: row[name] for name in expected} == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("test", TESTS)
def test_the_declared_test_gives_estimate_interval_and_p(test):
    row = only(between(inference={"test": test}), marker="A", contrast="sexes")
    means = [row[name] for name in ("mean_difference", "mean_low", "mean_high")]
    shift = [row[name] for name in ("shift", "shift_low", "shift_high")]
    by_test = {
        "t": (*means, row["p_t"]),
        "sign_flip": (*means, row["p_permutation"]),
        "wilcoxon": (*shift, row["p_mann_whitney"]),
        "sign": (*shift, row["p_mann_whitney"]),
    }
    assert row["test"] == test
    assert tuple(row[name] for name in ("estimate", "low", "high", "p")) == by_test[test]
    assert math.isnan(row["smallest_attainable_p"]) == (test == "t")


def test_several_groups_without_an_order_against_scipy():
    table = between(inference={"test": "wilcoxon"})
    groups = of_groups(VALUES["A"], STRATA["site_group"], "xyz")
    row = only(table, marker="A", contrast="sites")
    assert (row["kind"], row["groups"]) == ("unordered groups", '["x", "y", "z"]')
    assert row["statistic"] == pytest.approx(scipy.stats.kruskal(*groups).statistic, rel=1e-9)
    assert row["p"] == kruskal_wallis(groups, 1, Inference().permutations).p_permutation
    assert row["p_parametric"] == pytest.approx(welch_anova(groups, 1).p_parametric, rel=1e-12)
    assert math.isnan(row["estimate"])
    assert math.isnan(row["n_first"])
    by_means = only(between(inference={"test": "t"}), marker="A", contrast="sites")
    long = [(x, name) for name, group in zip("xyz", groups, strict=True) for x in group]
    frame = pd.DataFrame(long, columns=["value", "site"])
    anova = pingouin.welch_anova(frame, dv="value", between="site")
    assert by_means["statistic"] == pytest.approx(float(anova["F"].iloc[0]), rel=1e-9)


def test_ordered_groups_rise_or_fall_over_them():
    table = between(inference={"test": "wilcoxon"})
    groups = of_groups(VALUES["B"], STAGE, ["I", "II", "III"])
    row = only(table, marker="B", contrast="stages")
    assert (row["kind"], row["groups"]) == ("ordered groups", '["I", "II", "III"]')
    assert row["p"] == jonckheere(groups, 1).p
    # J counts the pairs in order.
    pairs = [
        (later[:, None] > earlier[None, :]).sum() + (later[:, None] == earlier[None, :]).sum() / 2
        for at, earlier in enumerate(groups)
        for later in groups[at + 1 :]
    ]
    assert row["statistic"] == sum(pairs)
    step = np.repeat([0, 1, 2], [group.size for group in groups])
    line = scipy.stats.linregress(step, np.concatenate(groups))
    by_means = only(between(inference={"test": "t"}), marker="B", contrast="stages")
    assert by_means["estimate"] == pytest.approx(line.slope, rel=1e-9)
    assert by_means["p"] == pytest.approx(line.pvalue, rel=1e-9)


def test_who_is_counted():
    row = only(between(), marker="A", contrast="sexes")
    # P14 has no known sex; P15, a man, has no value.
    assert (row["n"], row["n_incomplete"]) == (13, 1)
    row = only(between(), marker="B", contrast="stages")
    assert (row["n"], row["n_incomplete"]) == (13, 1)


def test_patients_of_other_groups_do_not_count():
    table = between(contrasts={"apart": {"between": {"stage": ["I", "III"]}}})
    row = only(table, marker="A")
    assert (row["groups"], row["group_sizes"], row["n"]) == ('["I", "III"]', "[5, 4]", 9)
    turned = between(contrasts={"apart": {"between": {"stage": ["III", "I"]}}})
    back = only(turned, marker="A")
    assert back["groups"] == '["III", "I"]'
    assert back["estimate"] == -row["estimate"]
    assert back["p"] == row["p"]


def test_a_paired_contrast_compared_between_groups_is_the_exploration_as_a_question():
    changes = {"A": [(1.0, None if x is None else 1.0 + x) for x in VALUES["A"]]}
    question = {"compare": {"time": ["after", "before"]}}
    contrasts = {"change": question, "more": question | {"between": {"sex": ["f", "m"]}}}
    made = study(
        {**BEFORE_AFTER, "contrasts": contrasts},
        changes,
        strata={"sex_group": SEX},
        stratifiers={"sex": STRATIFIERS["sex"]},
    )
    asked = only(between_table(made.differences, made.patients, made.plan))
    explored = only(interactions_table(made.differences, made.patients, made.plan))
    assert asked["contrast"] == "more"
    assert explored["contrast"] == "change"
    shared = ("groups", "group_sizes", "n", "estimate", "low", "high", "p", "p_brunner_munzel")
    assert {name: asked[name] for name in shared} == {name: explored[name] for name in shared}
    first, second = of_groups(VALUES["A"], SEX, ["f", "m"])
    assert asked["mean_difference"] == pytest.approx(first.mean() - second.mean(), rel=1e-12)


def test_on_a_log_scale_the_difference_is_a_ratio():
    values = {"A": [1.0, 4.0, 16.0, 2.0, 8.0, 32.0]}
    row = only(
        between(
            values,
            {"sexes": QUESTIONS["sexes"]},
            {"sex_group": ["f"] * 3 + ["m"] * 3},
            stratifiers={"sex": STRATIFIERS["sex"]},
            marker_settings={"A": {"scale": "log2"}},
            inference={"test": "t"},
        )
    )
    assert (row["mean_difference"], row["ratio"], row["estimate_ratio"]) == (1.0, 2.0, 2.0)
    assert row["ratio_low"] == 2 ** row["mean_low"]


def test_what_was_expected_and_observed():
    expected = {"sexes": "increase", "stages": "decrease"}
    table = between(marker_settings={"A": {"expected": expected}})
    for contrast in ("sexes", "stages", "sites"):
        row = only(table, marker="A", contrast=contrast)
        assert row["expected"] == expected.get(contrast, "")
    row = only(table, marker="A", contrast="sexes")
    assert row["observed"] == ("increase" if row["estimate"] > 0 else "decrease")
    assert only(table, marker="A", contrast="sites")["observed"] in ("", "none")


def test_rows_stand_in_the_order_of_the_plan_and_only_where_they_are_asked():
    contrasts = {**QUESTIONS, "of_b": {"between": {"sex": ["f", "m"]}, "markers": ["B"]}}
    table = between(contrasts=contrasts)
    assert list(zip(table["marker"], table["contrast"], strict=True)) == [
        ("A", "sexes"),
        ("A", "stages"),
        ("A", "sites"),
        ("B", "sexes"),
        ("B", "stages"),
        ("B", "sites"),
        ("B", "of_b"),
    ]
    settings = {"A": {"analysed": False}}
    assert set(between(marker_settings=settings)["marker"]) == {"B"}


def test_every_column_of_the_contract_is_there_with_and_without_rows():
    assert set(CONTRACT["between"].split()) <= set(between().columns)
    none = between({"A": [1.0, 2.0]}, {"above": {"against": 1}}, {}, stratifiers={})
    assert none.empty
    assert set(CONTRACT["between"].split()) <= set(none.columns)


def test_a_group_without_numbers_is_no_comparison():
    values = {"A": [x if s != "II" else None for x, s in zip(VALUES["A"], STAGE, strict=True)]}
    table = between(values)
    for contrast, group in (("stages", "II"), ("sites", "y")):
        row = only(table, contrast=contrast)
        assert row["note"] == f"no patient of {group} has a number"
        assert row["conclusion"] == "not tested"
        assert math.isnan(row["p"])
        assert math.isnan(row["estimate"])
    row = only(table, contrast="stages")
    assert (row["kind"], row["groups"], row["group_sizes"]) == (
        "ordered groups",
        '["I", "II", "III"]',
        "[5, 0, 4]",
    )
    pair = only(between(values, {"pair": {"between": {"stage": ["I", "II"]}}}))
    assert (pair["kind"], pair["n_first"], pair["n_second"]) == ("two groups", 5, 0)
    assert pair["note"].startswith("no patient of II has a number")
    assert pair["mean_first"] == pytest.approx(of_groups(values["A"], STAGE, ["I"])[0].mean())


@pytest.mark.parametrize("test", ["wilcoxon", "sign_flip", "t"])
def test_three_groups_of_two_are_too_few(test):
    """Of 6! / (2! 2! 2!) = 90 labelings six differ in nothing but which group has which name."""
    values = [1.0, 2.0, 3.0, 4.5, 6.0, 8.0]
    made = study(
        {**ONE_SAMPLE, "contrasts": {"sites": QUESTIONS["sites"]}},
        {"A": values},
        strata={"site_group": list("xxyyzz")},
        stratifiers={"site": STRATIFIERS["site"]},
        inference={"test": test},
    )
    row = only(between_table(made.differences, made.patients, made.plan))
    if test == "t":
        assert math.isnan(row["smallest_attainable_p"])
        return
    assert row["smallest_attainable_p"] == pytest.approx(6 / 90)
    assert row["p"] >= row["smallest_attainable_p"]
    assert (row["verdict"], row["reason"]) == ("not_answerable", "too_few_patients")
