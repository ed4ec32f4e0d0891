"""Agreement with R, on numbers that fixtures/make_r_fixtures.R computed (R is not needed here).

Where a convention of R's differs from ours, the test says which and checks ours against the part
of R's answer that means the same.
"""

import json
from pathlib import Path

import numpy as np
import pytest

from explant.statistics.association import least_squares_slope
from explant.statistics.groups.hodges_lehmann import hodges_lehmann_shift
from explant.statistics.groups.ordered_groups import jonckheere
from explant.statistics.groups.two_groups import (
    mann_whitney,
    studentized_permutation,
    welch_t,
)
from explant.statistics.kernel.ties import midranks
from explant.statistics.levels.analysis_of_variance import analysis_of_variance
from explant.statistics.levels.friedman import friedman
from explant.statistics.levels.page_trend import page_trend
from explant.statistics.multiplicity import adjust
from explant.statistics.one_sample.effect_sizes import d_z, rank_biserial
from explant.statistics.one_sample.sign_flip import sign_flip_test
from explant.statistics.one_sample.sign_test import clopper_pearson, sign_test
from explant.statistics.one_sample.signed_rank import pseudomedian, signed_rank_test
from explant.statistics.one_sample.student import student_t
from explant.statistics.power import detectable_d, detectable_d_z, power_paired
from explant.statistics.robustness.other_programs import software_results
from tests.statistics.one_column import g_z, kruskal_wallis, spearman, welch_anova

R = json.loads((Path(__file__).parent / "fixtures" / "r_fixtures.json").read_text(encoding="utf-8"))


def close(value):
    return pytest.approx(value, rel=1e-9, abs=1e-12)


def random_share(p, draws=50_000):
    """R drew 50,000 random orders: five standard errors of that share."""
    return pytest.approx(p, abs=5 * max(p * (1 - p), 1 / draws) ** 0.5 / draws**0.5)


def significant(value, digits=3):
    """Half a unit of the last digit that R's signif() kept."""
    return pytest.approx(value, rel=0.51 * 10.0 ** (1 - digits))


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


@pytest.mark.parametrize(
    "r",
    [
        # Fourteen groups of one take seconds.
        pytest.param(case, id=case["name"], marks=[pytest.mark.more] * (len(case["x"]) > 12))
        for case in R["association"]
    ],
)
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
@pytest.mark.parametrize("method", ["holm", "benjamini_hochberg"])
def test_adjusted_p_values(r, method):
    np.testing.assert_allclose(adjust(r["p"], method), r[method], rtol=1e-12)


@cases("power")
def test_power_and_detectable_effect(r):
    # strict = TRUE in power.t.test(): both tails count, as in ours.
    assert power_paired(0.7, r["n"]) == close(r["paired"])
    assert detectable_d(r["n"], r["n"], r["two_groups"]) == close(0.7)
    assert detectable_d_z(r["n"]) == close(r["detectable"])


@cases("levels")
def test_friedman(r):
    ours = friedman(r["values"], seed=1, monte_carlo=20_000)
    assert [ours.statistic, ours.df, ours.p_chi2] == close([r["statistic"], r["df"], r["p"]])
    assert [ours.statistic, ours.p_chi2] == close([r["coin_statistic"], r["coin_p"]])
    assert ours.kendall_w == close(r["kendall_w"])
    # Two shares of random orders, or one of them and all orders.
    draws = 50_000 if ours.exact else 14_000
    assert ours.p == random_share(r["p_random"], draws)


@cases("levels")
def test_page(r):
    ours = page_trend(r["values"])
    assert ours.exact
    # coin standardizes L; its sign is that of the trend.
    assert np.sign(ours.l - ours.expected) == np.sign(r["page_z"])
    assert ours.p == random_share(r["page_p_random"])


@cases("relabeling")
def test_exact_permutation_of_two_groups(r):
    ours = studentized_permutation(r["first"], r["second"], seed=1)
    assert ours.exact
    assert ours.p == close(r["p"])


@cases("random")
def test_kruskal_wallis_by_permutation(r):
    groups = np.split(np.array(r["values"]), np.cumsum(r["sizes"])[:-1])
    ours = kruskal_wallis(groups, seed=1, monte_carlo=20_000)
    assert [ours.statistic, ours.p_parametric] == close([r["kruskal_h"], r["kruskal_p"]])
    assert ours.p_permutation == random_share(
        r["kruskal_p_random"], 50_000 if ours.exact else 14_000
    )


@cases("random")
def test_spearman_with_ties(r):
    ours = spearman(r["score"], r["values"], seed=1, monte_carlo=20_000)
    # coin's statistic is rho times the root of n - 1.
    assert ours.rho * (len(r["score"]) - 1) ** 0.5 == close(r["spearman_z"])
    assert ours.p == random_share(r["spearman_p_random"], 14_000)


def changes(r):
    """Differences of each marker, not rounded: rstatix sees binary numbers too."""
    pairs = zip(r["before"], r["after"], strict=True)
    return [np.array(after) - np.array(before) for before, after in pairs]


@cases("rstatix")
def test_rstatix_rounds_p_to_three_digits(r):
    for x, t, wilcoxon in zip(changes(r), r["t_p"], r["wilcoxon_p"], strict=True):
        assert student_t(np.round(x, 6)).p == significant(t)
        before_4_6 = software_results(x)[0]
        assert before_4_6.p == significant(wilcoxon)


@cases("rstatix")
def test_rstatix_adjusts_the_rounded_p_values(r):
    np.testing.assert_allclose(adjust(r["t_p"], "holm"), r["t_p_holm"], rtol=1e-12)
    adjusted = adjust(r["wilcoxon_p"], "benjamini_hochberg")
    np.testing.assert_allclose(adjusted, r["wilcoxon_p_bh"], rtol=1e-12)
    # So its adjusted p values are not those of the p values themselves.
    unrounded = adjust([student_t(x).p for x in changes(r)], "holm")
    assert not np.allclose(unrounded, r["t_p_holm"], rtol=1e-5)
    np.testing.assert_allclose(unrounded, r["t_p_holm"], rtol=0.0051)


@cases("rstatix")
def test_effect_sizes_of_rstatix(r):
    for x, d, effect in zip(changes(r), r["d"], r["wilcoxon_r"], strict=True):
        assert d_z(np.round(x, 6)).estimate == pytest.approx(d, rel=1e-9, abs=1e-12)
        # wilcox_effsize() is |Z| over the root of n: Pratt's ranks, ties in binary numbers.
        ranks = np.sign(x) * midranks(np.abs(x))
        z = abs(ranks.sum()) / (ranks**2).sum() ** 0.5
        assert z / len(x) ** 0.5 == close(effect)


@cases("rstatix_anova")
def test_anova_of_rstatix(r):
    effects = {e.effect: e for e in analysis_of_variance(r["cells"], [2, 3], ["tissue", "dose"])}
    for row in r["effects"]:
        ours = effects[row["effect"].replace(":", " × ")]
        assert [ours.df1, ours.df2] == [row["df1"], row["df2"]]
        # Three decimals are all that rstatix keeps.
        expected = [row["f"], row["p"], row["ges"]]
        assert [ours.f, ours.p, ours.generalized_eta2] == pytest.approx(expected, abs=0.000501)
    for row in r["sphericity"]:
        ours = effects[row["effect"].replace(":", " × ")]
        assert [ours.epsilon, ours.p_corrected] == pytest.approx(
            [row["epsilon"], row["p"]], abs=0.000501
        )
