import numpy as np
import pytest

from explant.statistics import several_groups
from explant.statistics.several_groups import kruskal_wallis, welch_anova
from explant.statistics.two_groups import studentized_permutation, welch_t


def some_groups(seed, sizes, decimals=1):
    rng = np.random.default_rng(seed)
    return [np.round(rng.normal(i / 2, 1 + i, n), decimals) for i, n in enumerate(sizes)]


def test_kruskal_wallis_equals_scipy():
    from scipy.stats import kruskal

    for sizes in ((8, 7, 5), (12, 8), (3, 4, 5, 6)):
        groups = some_groups(61, sizes)
        expected = kruskal(*groups)
        found = kruskal_wallis(groups, seed=0, monte_carlo=99)
        assert found.statistic == pytest.approx(expected.statistic, rel=1e-9)
        assert found.p_parametric == pytest.approx(expected.pvalue, rel=1e-9)


def test_welch_anova_equals_statsmodels_and_welch():
    from statsmodels.stats.oneway import anova_oneway

    groups = some_groups(62, (8, 7, 5))
    expected = anova_oneway(groups, use_var="unequal", welch_correction=True)
    found = welch_anova(groups, seed=0, monte_carlo=99)
    assert found.statistic == pytest.approx(expected.statistic, rel=1e-9)
    assert found.df2 == pytest.approx(expected.df[1], rel=1e-9)
    assert found.p_parametric == pytest.approx(expected.pvalue, rel=1e-9)
    pair = welch_t(groups[0], groups[1])
    both = welch_anova(groups[:2], seed=0, monte_carlo=99)
    assert (both.statistic, both.p_parametric) == pytest.approx((pair.t**2, pair.p), rel=1e-9)


def test_permutation_p_equals_the_two_group_enumeration():
    rng = np.random.default_rng(63)
    for _ in range(100):
        one, two = np.round(rng.normal(size=5), 1), np.round(rng.normal(0.6, 1, 4), 1)
        found = welch_anova([one, two], seed=0)
        assert (found.exact, found.arrangements) == (True, 126)
        expected = studentized_permutation(one, two, seed=0).p
        # Welch's F weighs constant groups differently; without them the orders agree.
        assert found.p_permutation == pytest.approx(expected, abs=0.02)


def test_kruskal_permutation_equals_scipy():
    from scipy.stats import kruskal, permutation_test

    groups = some_groups(64, (3, 3, 3), 0)
    expected = permutation_test(
        groups,
        lambda *samples: kruskal(*samples).statistic,
        permutation_type="independent",
        alternative="greater",
        n_resamples=np.inf,
    )
    found = kruskal_wallis(groups, seed=0)
    assert found.arrangements == 1680
    assert found.p_permutation == pytest.approx(expected.pvalue, abs=1e-9)


@pytest.mark.parametrize("function", [welch_anova, kruskal_wallis])
def test_random_labels_approach_the_exact_p(function, monkeypatch):
    groups = some_groups(65, (4, 4, 3))
    exact = function(groups, seed=1)
    monkeypatch.setattr(several_groups, "LARGEST_EXACT_ARRANGEMENTS", 1)
    drawn = function(groups, seed=1)
    assert exact.exact
    assert not drawn.exact
    assert drawn.p_permutation == pytest.approx(exact.p_permutation, abs=0.02)
    assert drawn == function(groups, seed=1)


@pytest.mark.parametrize("scale", [1e300, 1e-300, -2.0])
def test_scale_does_not_matter(scale):
    groups = some_groups(66, (4, 4, 3))
    for function in (welch_anova, kruskal_wallis):
        plain, moved = function(groups, 0), function([group * scale for group in groups], 0)
        assert moved.statistic == pytest.approx(plain.statistic, rel=1e-9)
        assert moved.p_permutation == pytest.approx(plain.p_permutation)


def test_extreme_input():
    assert welch_anova([[1.0], [2.0, 3.0]], 0).reason
    constant = welch_anova([[1.0, 1.0], [2.0, 2.0], [1.0, 3.0]], 0)
    assert np.isnan(constant.statistic)
    assert constant.reason
    assert 0 < constant.p_permutation <= 1
    assert welch_anova([[0.0] * 4, [0.0] * 4], 0).p_permutation == 1.0
    assert kruskal_wallis([[], [1.0]], 0).reason
    assert kruskal_wallis([[1.0, 1.0], [1.0]], 0).p_permutation == 1.0
