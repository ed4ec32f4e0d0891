"""Agreement with R, on numbers that fixtures/make_r_fixtures.R computed (R is not needed here).

Where a convention of R's differs from ours, the test says which and checks ours against the part
of R's answer that means the same.
"""

import json
from pathlib import Path

import numpy as np
import pytest

from explant.statistics.analysis_of_variance import analysis_of_variance
from explant.statistics.association import least_squares_slope, spearman
from explant.statistics.effect_sizes import d_z, g_z, rank_biserial
from explant.statistics.multiplicity import adjust
from explant.statistics.ordered_groups import jonckheere
from explant.statistics.power import detectable_d_z, power_paired, power_two_groups
from explant.statistics.several_groups import kruskal_wallis, welch_anova
from explant.statistics.sign_flip import sign_flip_test
from explant.statistics.sign_test import clopper_pearson, sign_test
from explant.statistics.signed_rank import pseudomedian, signed_rank_test
from explant.statistics.student import student_t
from explant.statistics.two_groups import hodges_lehmann_shift, mann_whitney, welch_t

R = json.loads((Path(__file__).parent / "fixtures" / "r_fixtures.json").read_text(encoding="utf-8"))


def close(value):
    return pytest.approx(value, rel=1e-9, abs=1e-12)


def cases(topic):
    return pytest.mark.parametrize("r", R[topic], ids=[case.get("name", "") for case in R[topic]])


@cases("one_sample")
def test_t_test(r):
    ours = student_t(r["differences"])
    assert [ours.t, ours.df, ours.p] == close([r["t"], r["df"], r["p_t"]])
    assert [ours.low, ours.high] == close(r["t_interval"])


@cases("one_sample")
def test_exact_signed_rank_with_ties_and_zeros(r):
    ours = signed_rank_test(r["differences"], "wilcoxon")
    # coin and exactRankTests are two programs of their own; both drop zeros here.
    assert ours.p == close(r["coin_wilcoxon"])
    assert ours.p == close(r["exact_rank_tests"])
    assert signed_rank_test(r["differences"], "pratt").p == close(r["coin_pratt"])


@cases("one_sample")
def test_pseudomedian_and_its_exact_interval(r):
    if "pseudomedian" not in r:
        # With ties or zeros wilcox.test() falls back to the normal approximation, whose center
        # and interval are other numbers: no comparison.
        sample = r["differences"]
        assert len(np.unique(np.abs(sample))) < len(sample) or 0.0 in sample
        return
    ours = pseudomedian(r["differences"])
    assert signed_rank_test(r["differences"]).w_plus == r["v"]
    assert ours.estimate == close(r["pseudomedian"])
    assert [ours.low, ours.high] == close(r["pseudomedian_interval"])


@cases("one_sample")
def test_exact_sign_flips(r):
    assert sign_flip_test(r["differences"], seed=1).p == close(r["sign_flip"])


@cases("one_sample")
def test_sign_test(r):
    ours = sign_test(r["differences"])
    assert ours.p == close(r["sign"])
    changed = ours.n_increase + ours.n_decrease
    assert clopper_pearson(ours.n_increase, changed, 0.95) == close(tuple(r["sign_interval"]))


@cases("one_sample")
def test_standardized_mean_difference(r):
    ours = d_z(r["differences"])
    assert ours.estimate == close(r["d_z"])
    assert g_z(r["differences"]).estimate == close(r["g_z"])
    # effectsize inverts the noncentral t too, but its search stops after about six digits.
    assert [ours.low, ours.high] == pytest.approx(r["d_z_interval"], abs=1e-5)


@cases("one_sample")
def test_rank_biserial_correlation(r):
    # The estimate only: effectsize's interval comes from Fisher's z, ours from the exact test.
    assert rank_biserial(r["differences"]).estimate == close(r["rank_biserial"])


@cases("two_groups")
def test_welch_t_test(r):
    ours = welch_t(r["first"], r["second"])
    assert [ours.t, ours.df, ours.p] == close([r["t"], r["df"], r["p_t"]])
    assert [ours.low, ours.high] == close(r["t_interval"])


@cases("two_groups")
def test_exact_mann_whitney_with_ties(r):
    ours = mann_whitney(r["first"], r["second"])
    # Ours is twice the smaller tail. coin's two-sided p counts the statistics as far from their
    # mean, which is the same unless ties make the distribution skewed.
    assert ours.p == close(min(1.0, 2.0 * min(r["coin_less"], r["coin_greater"])))
    if "u" in r:
        assert ours.u == r["u"]
        assert ours.p == close(r["coin_two_sided"])


@cases("two_groups")
def test_hodges_lehmann_shift_and_its_exact_interval(r):
    if "u" not in r:
        # With ties wilcox.test() falls back to the normal approximation: no comparison.
        pooled = [*r["first"], *r["second"]]
        assert len(set(pooled)) < len(pooled)
        return
    ours = hodges_lehmann_shift(r["first"], r["second"])
    assert ours.estimate == close(r["shift"])
    assert [ours.low, ours.high] == close(r["shift_interval"])


@cases("several_groups")
def test_welch_anova_and_kruskal_wallis(r):
    groups = np.split(np.array(r["values"]), np.cumsum(r["sizes"])[:-1])
    welch = welch_anova(groups, seed=1, monte_carlo=1000)
    assert [welch.statistic, welch.df2, welch.p_parametric] == close(
        [r["welch_f"], r["welch_df2"], r["welch_p"]]
    )
    rank = kruskal_wallis(groups, seed=1, monte_carlo=1000)
    assert [rank.statistic, rank.p_parametric] == close([r["h"], r["kruskal_p"]])


@cases("association")
def test_least_squares_slope(r):
    ours = least_squares_slope(r["x"], r["y"])
    assert [ours.slope, ours.t, ours.p] == close([r["slope"], r["slope_t"], r["slope_p"]])
    assert [ours.low, ours.high] == close(r["slope_interval"])


@cases("association")
def test_spearman(r):
    ours = spearman(r["x"], r["y"], seed=1, monte_carlo=1000)
    assert ours.rho == close(r["rho"])
    # Above nine patients cor.test() gives an Edgeworth series, ours random orders.
    assert ours.exact == ("spearman_p" in r)
    if ours.exact:
        assert ours.p == close(r["spearman_p"])


@cases("association")
def test_jonckheere_with_one_patient_a_group_is_kendalls_test(r):
    in_order = np.array(r["y"])[np.argsort(r["x"])]
    ours = jonckheere([[value] for value in in_order], seed=1)
    if ours.exact:
        assert ours.p_increasing == close(r["kendall_greater"])
        assert ours.p_decreasing == close(r["kendall_less"])
        assert ours.p == close(r["kendall_two_sided"])
    else:
        # The share of 9,999 random labelings; four standard errors.
        assert ours.p == pytest.approx(r["kendall_two_sided"], abs=4 * 0.5 / 9_999**0.5)


@cases("anova")
def test_repeated_measures_and_mixed_anova(r):
    doses, groups = r["dose_levels"], r.get("groups") or None
    effects = analysis_of_variance(
        r["cells"], [2, doses], ["tissue", "dose"], groups, group_name="group"
    )
    # afex writes an interaction as group:tissue:dose.
    theirs = {frozenset(row["effect"].split(":")): row for row in r["effects"]}
    assert len(effects) == len(theirs)
    for ours in effects:
        row = theirs[frozenset(ours.effect.split(" × "))]
        assert [ours.f, ours.df1, ours.df2] == close([row["f"], row["df1"], row["df2"]])
        assert ours.p == close(row["p"])
        assert ours.partial_eta2 == close(row["pes"])
        # afex's default: every factor counts as manipulated.
        assert ours.generalized_eta2 == close(row["ges"])
        if ours.kind != "between":
            # epsilon is pooled over the groups in both.
            assert ours.epsilon == close(row["epsilon"])
            assert ours.p_corrected == close(row["p_gg"])


@cases("adjustment")
@pytest.mark.parametrize("method", ["holm", "benjamini_hochberg", "bonferroni"])
def test_adjusted_p_values(r, method):
    np.testing.assert_allclose(adjust(r["p"], method), r[method], rtol=1e-12)


@cases("power")
def test_power_and_detectable_effect(r):
    # strict = TRUE in power.t.test(): both tails count, as in ours.
    assert power_paired(0.7, r["n"]) == close(r["paired"])
    assert power_two_groups(0.7, r["n"], r["n"]) == close(r["two_groups"])
    assert detectable_d_z(r["n"]) == close(r["detectable"])
