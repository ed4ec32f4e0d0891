"""Sixteen subjects, three treatments, five hours in three phases (O'Brien & Kaiser 1985,
10.1037/0033-2909.97.2.316).

Published with two groupings, treatment and gender, type III (the help of R's afex, and car's):
phase F = 16.13 on (1.60, 15.99), hour 16.69 on (1.84, 18.41), phase × hour 1.18 on (3.60, 35.96)
with the Greenhouse–Geisser correction. A plan has one grouping at a time. With one group for each
of the six combinations these three effects are the same; with treatment alone they are compared
with afex.
"""

import numpy as np
import pandas as pd
import pytest

from explant.statistics.levels.analysis_of_variance import analysis_of_variance

from ..tables.studies import only
from .pipeline import R, close, run
from .published import OBRIEN_KAISER, OBRIEN_KAISER_GROUPS

OF_R = R["obrien_kaiser"]
PHASES, HOURS = ["pre", "post", "fup"], ["1", "2", "3", "4", "5"]
TREATMENTS = [group.split()[0] for group in OBRIEN_KAISER_GROUPS]


def study_with(folder, test):
    cells = [(phase, hour) for phase in PHASES for hour in HOURS]
    rows = [
        (f"S{number:02d}", treatment, *cell, score)
        for number, (treatment, scores) in enumerate(
            zip(TREATMENTS, OBRIEN_KAISER.tolist(), strict=True), start=1
        )
        for cell, score in zip(cells, scores, strict=True)
    ]
    after = {"weights": {"phase": {"pre": -1, "post": 0.5, "fup": 0.5}}}
    groups = ["control", "A", "B"]
    return run(
        folder,
        pd.DataFrame(rows, columns=["Subject", "treatment", "phase", "hour", "score"]),
        patients={
            "called": ["subject", "subjects"],
            "strata": {
                "treatment": {"kind": "unordered", "groups": {name: [name] for name in groups}}
            },
        },
        factors={
            "phase": {"levels": PHASES},
            "hour": {"levels": HOURS, "ordered": True},
        },
        markers={"score": {}},
        contrasts={
            "after": {**after, "role": "primary"},
            "after_by_treatment": {**after, "between": {"treatment": groups}},
            "score_by_treatment": {"between": {"treatment": groups}},
            "A_control": {**after, "between": {"treatment": ["A", "control"]}},
            **{f"hour_{d}": {"trend": {"hour": HOURS}, "degree": d} for d in (1, 2, 3, 4)},
        },
        inference={"test": test},
    )


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    return study_with(tmp_path_factory.mktemp("obk"), "t")


def test_the_data_are_those_of_r():
    assert OBRIEN_KAISER.tolist() == OF_R["cells"]
    pairs = zip(OF_R["treatment"], OF_R["gender"], strict=True)
    assert [f"{treatment} {gender}" for treatment, gender in pairs] == OBRIEN_KAISER_GROUPS


def test_published_within_effects_with_one_group_for_each_combination():
    effects = analysis_of_variance(
        OBRIEN_KAISER, [3, 5], ["phase", "hour"], OBRIEN_KAISER_GROUPS, group_name="cell"
    )
    printed = {
        "phase": (16.13, 1.60, 15.99, 0.15),
        "hour": (16.69, 1.84, 18.41, 0.13),
        "phase × hour": (1.18, 3.60, 35.96, 0.01),
    }
    by_r = {row["effect"]: row for row in OF_R["treatment_and_gender"]}
    for name, (f, df1, df2, _) in printed.items():
        effect = next(effect for effect in effects if effect.effect == name)
        assert round(effect.f, 2) == f
        corrected = [round(effect.epsilon * df, 2) for df in (effect.df1, effect.df2)]
        assert corrected == [df1, df2]
        assert effect.f == close(by_r[name.replace(" × ", ":")]["f"])


def same_as_afex(row, r):
    found = [row[name] for name in ("df1", "df2", "f", "p", "partial_eta2", "generalized_eta2")]
    assert found == close([r[name] for name in ("df1", "df2", "f", "p", "pes", "ges")])
    assert [row["epsilon"], row["p_corrected"]] == close([r["epsilon"], r["p_gg"]], rel=1e-6)


@pytest.mark.parametrize("effect", ["phase", "hour", "phase × hour"])
def test_effects_within_subjects(effect, study):
    by_r = {row["effect"]: row for row in OF_R["within_only"]}
    row = only(study.anova, effect=effect)
    assert (row["kind"], row["stratifier"], row["n"]) == ("within", "", 16)
    same_as_afex(row, by_r[effect.replace(" × ", ":")])


@pytest.mark.parametrize("effect", ["", "phase", "hour", "phase:hour"])
def test_effects_of_treatment(effect, study):
    by_r = {row["effect"]: row for row in OF_R["treatment_only"]}
    ours = " × ".join([*filter(None, effect.split(":")), "treatment"])
    row = only(study.anova, effect=ours)
    theirs = dict(by_r[f"treatment:{effect}" if effect else "treatment"])
    if not effect:
        # No sphericity between subjects.
        theirs |= {"epsilon": 1.0, "p_gg": theirs["p"]}
    same_as_afex(row, theirs)
    assert (row["stratifier"], row["n"]) == ("treatment", 16)


@pytest.mark.parametrize("degree", [1, 2, 3, 4])
def test_polynomials_over_hours(degree, study):
    row, r = only(study.paired, contrast=f"hour_{degree}"), OF_R["hour_polynomials"][degree - 1]
    # contr.poly() has another length, t and p have none.
    assert [row["t"], row["df"], row["p_t"]] == close([r["t"], r["df"], r["p"]])
    by_hour = OBRIEN_KAISER.reshape(16, 3, 5).mean(axis=1)
    expected = [np.polyfit(range(1, 6), scores, degree)[0] for scores in by_hour]
    np.testing.assert_allclose(study.values(f"hour_{degree}"), expected, atol=1e-12)


def test_both_later_phases_against_the_first(study):
    row, r = only(study.paired, contrast="after"), OF_R["after_minus_before"]
    assert [row["t"], row["df"], row["p_t"]] == close([r["t"], r["df"], r["p"]])
    assert [row["mean_low"], row["mean_high"]] == close(r["interval"])


def test_treatments_compared_by_any_number_of_a_subject(study, tmp_path):
    ranks = study_with(tmp_path, "wilcoxon")
    for contrast, r in (
        ("after_by_treatment", OF_R["after_minus_before"]),
        ("score_by_treatment", OF_R["mean_of_all"]),
    ):
        row = only(study.between, contrast=contrast)
        assert [row["statistic"], row["p"]] == close([r["welch_f"], r["welch_p"]])
        assert row["group_sizes"] == "[5, 4, 7]"
        assert only(ranks.between, contrast=contrast)["statistic"] == close(r["h"])
    explored = only(study.interactions, contrast="after", stratifier="treatment")
    assert explored["p"] == only(study.between, contrast="after_by_treatment")["p"]


def test_two_treatments(study):
    from scipy.stats import ttest_ind

    before, later = OBRIEN_KAISER[:, :5].mean(axis=1), OBRIEN_KAISER[:, 5:].mean(axis=1)
    change, treatments = later - before, np.array(TREATMENTS)
    found = ttest_ind(change[treatments == "A"], change[treatments == "control"], equal_var=False)
    row = only(study.between, contrast="A_control")
    assert [row["t"], row["df"], row["p"]] == close([found.statistic, found.df, found.pvalue])
    assert (row["n_first"], row["n_second"], row["n_incomplete"]) == (4, 5, 0)
