import numpy as np
import pandas as pd
import pytest
from statsmodels.formula.api import ols
from statsmodels.stats.anova import anova_lm

from explant.listed_cells import as_cell
from explant.tables.results.between_patients.between import between_table
from explant.tables.results.between_patients.interactions import interactions_table
from tests.tables.studies import BEFORE_AFTER, ONE_SAMPLE, only, study

# 28 mice, genotype × treatment, unbalanced; made up.
TREG = {
    ("WT", "PBS"): [12.03, 7.5, 9.91, 13.0, 9.39, 11.45, 9.92],
    ("WT", "drug"): [13.37, 16.37, 15.56, 13.63, 15.36, 12.03, 12.91, 14.2],
    ("KO", "PBS"): [11.35, 10.06, 8.41, 10.67, 10.49, 11.93],
    ("KO", "drug"): [10.59, 10.27, 10.79, 10.66, 13.19, 13.38, 13.04],
}
MICE = [(*groups, value) for groups, values in TREG.items() for value in values]
GENOTYPE, TREATMENT, VALUES = (list(column) for column in zip(*MICE, strict=True))
AGE = np.random.default_rng(1).normal(10, 2, len(MICE)).round(1).tolist()
STRATIFIERS = {
    "genotype": {"kind": "unordered", "groups": {"KO": ["KO"], "WT": ["WT"]}},
    "treatment": {"kind": "unordered", "groups": {"drug": ["drug"], "PBS": ["PBS"]}},
    "age": {"kind": "continuous", "unit": "weeks"},
}
STRATA = {"genotype_group": GENOTYPE, "treatment_group": TREATMENT, "age": AGE}
CONTRASTS = {
    "genotype": {"between": {"genotype": ["KO", "WT"]}, "given": ["treatment"]},
    "treatment": {"between": {"treatment": ["drug", "PBS"]}, "given": ["genotype"]},
    "interaction": {
        "between": {"genotype": ["KO", "WT"]},
        "crossed": {"treatment": ["drug", "PBS"]},
    },
    "genotype_given_age": {"between": {"genotype": ["KO", "WT"]}, "given": ["age"]},
}
ANOVA = {
    "genotype": "C(genotype, Sum)",
    "treatment": "C(treatment, Sum)",
    "interaction": "C(genotype, Sum):C(treatment, Sum)",
}


def between(values=VALUES, contrasts=CONTRASTS, strata=STRATA, design=ONE_SAMPLE, test="sign_flip"):
    made = study(
        {**design, "contrasts": contrasts},
        {"Treg": values},
        strata=strata,
        stratifiers=STRATIFIERS,
        inference={"test": test},
    )
    return between_table(made.differences, made.patients, made.plan)


@pytest.fixture(scope="module")
def table():
    return between()


@pytest.fixture(scope="module")
def anova():
    data = pd.DataFrame({"genotype": GENOTYPE, "treatment": TREATMENT, "y": VALUES})
    return anova_lm(ols("y ~ C(genotype, Sum) * C(treatment, Sum)", data).fit(), typ=3)


@pytest.mark.parametrize("contrast", ANOVA)
def test_crossed_groupings_have_the_type_three_f_of_statsmodels(table, anova, contrast):
    row, expected = only(table, contrast=contrast), anova.loc[ANOVA[contrast]]
    assert (row["statistic"], row["p_parametric"]) == pytest.approx(
        (expected["F"], expected["PR(>F)"])
    )
    assert (row["df1"], row["df2"], row["n"]) == (1, 24, 28)
    assert row["method"] == "freedman_lane_monte_carlo"
    assert row["p"] == row["p_permutation"]
    assert row["p"] == pytest.approx(row["p_parametric"], abs=0.02)


def test_the_interaction_is_the_difference_of_differences(table):
    row = only(table, contrast="interaction")
    mean = {groups: np.mean(values) for groups, values in TREG.items()}
    expected = (mean["KO", "drug"] - mean["KO", "PBS"]) - (mean["WT", "drug"] - mean["WT", "PBS"])
    assert row["estimate"] == pytest.approx(expected)
    assert (row["kind"], row["groups"]) == ("two groups", '["KO", "WT"]')
    assert (row["crossed"], row["group_sizes"]) == ('["drug", "PBS"]', "[13, 15]")
    assert row["low"] < expected < row["high"]


def test_a_main_effect_is_the_mean_of_the_effects_in_the_other_groups(table):
    mean = {groups: np.mean(values) for groups, values in TREG.items()}
    row = only(table, contrast="genotype")
    within = [mean["KO", each] - mean["WT", each] for each in ("drug", "PBS")]
    assert row["estimate"] == pytest.approx(np.mean(within))
    assert row["given"] == '["treatment"]'


def test_a_number_is_kept_as_a_straight_line(table):
    data = pd.DataFrame({"genotype": GENOTYPE, "age": AGE, "y": VALUES})
    fitted = ols("y ~ C(genotype, Treatment('WT')) + age", data).fit()
    row = only(table, contrast="genotype_given_age")
    name = "C(genotype, Treatment('WT'))[T.KO]"
    assert row["estimate"] == pytest.approx(fitted.params[name])
    assert (row["low"], row["high"]) == pytest.approx(tuple(fitted.conf_int().loc[name]))
    assert row["p_parametric"] == pytest.approx(fitted.pvalues[name])


def test_the_declared_test_of_means_has_the_f_test():
    row = only(between(test="t"), contrast="interaction")
    assert row["method"] == "partial_f"
    assert row["p"] == row["p_parametric"]


def test_paired_differences_cross_too():
    """A patient's paired difference takes the place of a value."""
    paired = between(
        design=BEFORE_AFTER,
        contrasts={
            "interaction": {**CONTRASTS["interaction"], "compare": {"time": ["after", "before"]}},
        },
    )
    alone = only(between(), contrast="interaction")
    row = only(paired, contrast="interaction")
    assert (row["estimate"], row["p"]) == pytest.approx((alone["estimate"], alone["p"]))


def test_patients_of_unknown_groups_and_empty_cells():
    treatment = ["" if at < 3 else each for at, each in enumerate(TREATMENT)]
    row = only(between(strata={**STRATA, "treatment_group": treatment}), contrast="interaction")
    assert row["n"] == 25
    nobody = [
        "PBS" if kind == "KO" else each for kind, each in zip(GENOTYPE, TREATMENT, strict=True)
    ]
    row = only(between(strata={**STRATA, "treatment_group": nobody}), contrast="interaction")
    assert np.isnan(row["p"])
    assert row["note"] == "no patient of both KO and drug has a number"
    assert row["verdict"] == "not_answerable"


def test_more_than_two_groups_are_tested_without_an_estimate():
    site = [f"s{at % 3}" for at in range(len(MICE))]
    made = study(
        {
            **ONE_SAMPLE,
            "contrasts": {
                "interaction": {
                    "between": {"genotype": ["KO", "WT"]},
                    "crossed": {"site": ["s0", "s1", "s2"]},
                }
            },
        },
        {"Treg": VALUES},
        strata={**STRATA, "site_group": site},
        stratifiers={
            **STRATIFIERS,
            "site": {"kind": "unordered", "groups": {name: [name] for name in ("s0", "s1", "s2")}},
        },
        inference={"test": "sign_flip"},
    )
    row = only(between_table(made.differences, made.patients, made.plan), contrast="interaction")
    data = pd.DataFrame({"genotype": GENOTYPE, "site": site, "y": VALUES})
    expected = anova_lm(ols("y ~ C(genotype, Sum) * C(site, Sum)", data).fit(), typ=3)
    assert row["statistic"] == pytest.approx(expected.loc["C(genotype, Sum):C(site, Sum)", "F"])
    assert row["df1"] == 2
    assert np.isnan(row["estimate"])


def test_each_stratifier_is_repeated_given_the_others():
    """Against statsmodels: stage as a step a group, size as a number."""
    rng = np.random.default_rng(4)
    n = 24
    stage = np.repeat(["I", "II", "III"], 8)
    size = (np.repeat([1.5, 2.5, 3.5], 8) + rng.normal(0, 0.6, n)).round(1)
    change = (0.8 * size + rng.normal(0, 1, n)).round(2)
    made = study(
        BEFORE_AFTER,
        {"Treg": change.tolist()},
        strata={"stage_group": stage.tolist(), "size": size.tolist(), "age": AGE[:n]},
        stratifiers={
            "stage": {"kind": "ordered", "groups": {name: [name] for name in ("I", "II", "III")}},
            "size": {"kind": "continuous", "unit": "cm"},
            "age": {"kind": "continuous", "unit": "years", "explore": False},
        },
    )
    table = interactions_table(made.differences, made.patients, made.plan)
    step = np.repeat([0.0, 1.0, 2.0], 8)
    data = pd.DataFrame({"step": step, "stage": stage, "size": size, "y": change})
    # As something kept, stage is groups without an order.
    for name, model, term in (
        ("stage", "y ~ step + Q('size')", "step"),
        ("size", "y ~ C(stage) + Q('size')", "Q('size')"),
    ):
        row, fitted = only(table, stratifier=name), ols(model, data).fit()
        assert row["given"] == ('["size"]' if name == "stage" else '["stage"]')
        assert row["estimate_given"] == pytest.approx(fitted.params[term])
        assert (row["low_given"], row["high_given"]) == pytest.approx(
            tuple(fitted.conf_int().loc[term])
        )
        assert row["p_f_given"] == pytest.approx(fitted.pvalues[term])
        assert row["p_given"] == pytest.approx(fitted.pvalues[term], abs=0.02)
        assert row["n_given"] == n
    # Alone the stage stands for the size, which it goes with.
    assert only(table, stratifier="stage")["p_parametric"] < 0.05
    assert only(table, stratifier="stage")["p_f_given"] > 0.2
    declared = made.plan.patients.model_copy(update={"given": ["age"]})
    plan = made.plan.model_copy(update={"patients": declared})
    again = only(interactions_table(made.differences, made.patients, plan), stratifier="size")
    assert again["given"] == '["stage", "age"]'
    data["age"] = AGE[:n]
    fitted = ols("y ~ C(stage) + Q('size') + age", data).fit()
    assert again["estimate_given"] == pytest.approx(fitted.params["Q('size')"])


def test_one_stratifier_alone_has_no_others():
    made = study(
        BEFORE_AFTER,
        {"Treg": VALUES},
        strata={"genotype_group": GENOTYPE},
        stratifiers={"genotype": STRATIFIERS["genotype"]},
    )
    row = only(interactions_table(made.differences, made.patients, made.plan))
    assert row["given"] == as_cell([])
    assert np.isnan(row["p_given"])


def test_a_stratifier_that_is_known_of_nobody_compares_nothing():
    made = study(
        BEFORE_AFTER,
        {"Treg": VALUES},
        strata={"genotype_group": [""] * len(VALUES), "age": AGE},
        stratifiers={name: STRATIFIERS[name] for name in ("genotype", "age")},
    )
    table = interactions_table(made.differences, made.patients, made.plan)
    assert set(table["stratifier"]) == {"genotype", "age"}
    for row in table.to_dict("records"):
        assert (row["n_given"], row["note_given"]) == (0, "no patients")
        assert np.isnan(row["p_given"])


def test_a_group_of_nobody_is_not_kept():
    """A declared treatment that no mouse got, against statsmodels without it."""
    three = {"kind": "unordered", "groups": {name: [name] for name in ("drug", "both", "PBS")}}
    made = study(
        {**ONE_SAMPLE, "contrasts": {"genotype": CONTRASTS["genotype"]}},
        {"Treg": VALUES},
        strata=STRATA,
        stratifiers={**STRATIFIERS, "treatment": three},
    )
    data = pd.DataFrame({"genotype": GENOTYPE, "treatment": TREATMENT, "y": VALUES})
    model = ols("y ~ C(genotype, Sum) * C(treatment, Sum)", data).fit()
    expected = anova_lm(model, typ=3).loc["C(genotype, Sum)"]
    row = only(between_table(made.differences, made.patients, made.plan))
    assert (row["statistic"], row["p_parametric"]) == pytest.approx(
        (expected["F"], expected["PR(>F)"])
    )


def test_who_is_described_is_who_entered():
    """The mice of unknown age have no part in it, also not in the means of the groups."""
    known = [age if at % 4 else np.nan for at, age in enumerate(AGE)]
    row = only(between(strata={**STRATA, "age": known}), contrast="genotype_given_age")
    data = pd.DataFrame({"genotype": GENOTYPE, "age": known, "y": VALUES}).dropna()
    means = data.groupby("genotype")["y"].mean()
    assert (row["n"], row["n_first"] + row["n_second"]) == (21, 21)
    assert row["n_incomplete"] == 7
    assert (row["mean_first"], row["mean_second"]) == pytest.approx((means["KO"], means["WT"]))
    of_one = [np.nan if each == "KO" else age for each, age in zip(GENOTYPE, AGE, strict=True)]
    row = only(between(strata={**STRATA, "age": of_one}), contrast="genotype_given_age")
    assert row["note"] == "no patient of KO has a number and a known age"
    assert np.isnan(row["p"])


def test_who_is_of_a_crossed_group_that_is_not_named_is_not_left_out():
    three = {"kind": "unordered", "groups": {name: [name] for name in ("drug", "both", "PBS")}}
    treatment = ["both", "", *TREATMENT[2:]]
    made = study(
        {**ONE_SAMPLE, "contrasts": {"interaction": CONTRASTS["interaction"]}},
        {"Treg": VALUES},
        strata={**STRATA, "treatment_group": treatment},
        stratifiers={**STRATIFIERS, "treatment": three},
    )
    row = only(between_table(made.differences, made.patients, made.plan))
    assert (row["n"], row["n_incomplete"]) == (26, 1)


def test_a_repeated_comparison_is_of_the_same_groups():
    """Nobody is of stage II: the first minus the second, as alone, and not half of the opposite."""
    rng = np.random.default_rng(4)
    stage = np.repeat(["I", "III"], 6)
    size = rng.normal(3, 0.6, 12).round(1)
    change = (0.8 * size + (stage == "III") + rng.normal(0, 1, 12)).round(2)
    strata = {"stage_group": stage.tolist(), "size": size.tolist()}
    stratifiers = {
        "stage": {"kind": "ordered", "groups": {name: [name] for name in ("I", "II", "III")}},
        "size": {"kind": "continuous", "unit": "cm"},
    }
    made = study(BEFORE_AFTER, {"Treg": change}, strata=strata, stratifiers=stratifiers)
    row = only(interactions_table(made.differences, made.patients, made.plan), stratifier="stage")
    data = pd.DataFrame({"first": 1.0 * (stage == "I"), "size": size, "y": change})
    fitted = ols("y ~ first + Q('size')", data).fit()
    assert row["groups"] == '["I", "III"]'
    assert row["estimate_given"] == pytest.approx(fitted.params["first"])
    assert row["p_f_given"] == pytest.approx(fitted.pvalues["first"])
    # A group that only the comparison alone has would make it another question.
    strata["size"] = np.where(stage == "III", np.nan, size).tolist()
    made = study(BEFORE_AFTER, {"Treg": change}, strata=strata, stratifiers=stratifiers)
    row = only(interactions_table(made.differences, made.patients, made.plan), stratifier="stage")
    assert row["note_given"] == "no patient of III has a known size"
    assert np.isnan(row["p_given"])
