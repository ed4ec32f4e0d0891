import numpy as np
import pytest

from explant.statistics.groups import several_groups
from explant.statistics.groups.two_groups import welch_t
from tests.statistics.one_column import kruskal_wallis, welch_anova
from tests.tried import tried

from ..reference import labelings


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
    assert (found.df1, found.df2) == pytest.approx(expected.df, rel=1e-9)
    assert found.p_parametric == pytest.approx(expected.pvalue, rel=1e-9)
    pair = welch_t(groups[0], groups[1])
    both = welch_anova(groups[:2], seed=0, monte_carlo=99)
    assert (both.statistic, both.p_parametric) == pytest.approx((pair.t**2, pair.p), rel=1e-9)


SIZES = [(2, 2), (3, 2), (2, 2, 2), (3, 3, 2), (3, 3, 3), (5, 5)]


def every_h(values, labels, sizes):
    """Kruskal–Wallis' H of every row of group numbers, up to the correction for ties."""
    from scipy.stats import rankdata

    ranks = rankdata(values)
    between = [((labels == group) @ ranks) ** 2 / size for group, size in enumerate(sizes)]
    return 12 / ranks.size / (ranks.size + 1) * sum(between) - 3 * (ranks.size + 1)


def every_f(values, labels, sizes):
    """Welch's F of every row of group numbers; with a constant group infinite, or 0."""
    means, variances = [], []
    for group, size in enumerate(sizes):
        own = labels == group
        means.append(own @ values / size)
        variances.append((own * (values - means[-1][:, None]) ** 2).sum(axis=1) / (size - 1))
    mean, variance = np.array(means), np.array(variances)
    n, k = np.array(sizes, dtype=float)[:, None], len(sizes)
    with np.errstate(divide="ignore", invalid="ignore"):
        weight = n / variance
        share = weight / weight.sum(axis=0)
        center = (share * mean).sum(axis=0)
        between = (weight * (mean - center) ** 2).sum(axis=0) / (k - 1)
        spread = ((1 - share) ** 2 / (n - 1)).sum(axis=0)
        f = between / (1 + 2 * (k - 2) / (k**2 - 1) * spread)
    equal = np.ptp(mean, axis=0) < 1e-9
    return np.where((variance < 1e-9).any(axis=0), np.where(equal, 0, np.inf), f)


@pytest.mark.hypothesis
@pytest.mark.parametrize(
    ("function", "statistics", "sizes"),
    [(kruskal_wallis, every_h, [(1, 1), (4, 1, 1), *SIZES]), (welch_anova, every_f, SIZES)],
)
def test_permutation_p_equals_full_enumeration(function, statistics, sizes):
    rng = np.random.default_rng(63)
    for round_number in range(tried(504)):
        size = sizes[round_number % len(sizes)]
        # The further the values reach, the fewer are tied.
        tenths = rng.integers(-int(rng.integers(1, 9)), 5, size=sum(size))
        every = statistics(tenths, labelings(size), size)
        own = np.repeat(np.arange(len(size)), size)
        observed = statistics(tenths, own[None, :], size)[0]
        found = function(np.split(tenths / 10, np.cumsum(size)[:-1]), seed=0)
        assert found.p_permutation == pytest.approx(np.mean(every >= observed - 1e-9), abs=1e-12)
        assert found.exact


def test_kruskal_permutation_equals_scipy():
    from scipy.stats import kruskal, permutation_test

    groups = some_groups(64, (3, 3, 2), 0)
    expected = permutation_test(
        groups,
        lambda *samples: kruskal(*samples).statistic,
        permutation_type="independent",
        alternative="greater",
        n_resamples=np.inf,
    )
    found = kruskal_wallis(groups, seed=0)
    assert found.arrangements == 560
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
    assert constant.df1 == 2
    assert constant.reason
    assert 0 < constant.p_permutation <= 1
    assert welch_anova([[0.0] * 4, [0.0] * 4], 0).p_permutation == 1.0
    assert kruskal_wallis([[], [1.0]], 0).reason
    assert kruskal_wallis([[1.0, 1.0], [1.0]], 0).p_permutation == 1.0


def test_what_cannot_be_drawn_at_random_is_exact():
    for result in (
        welch_anova([[1.0], [2.0, 3.0]], 0),
        kruskal_wallis([[], [1.0]], 0),
        kruskal_wallis([[1.0, 1.0], [1.0]], 0),
    ):
        assert result.exact
        assert result.arrangements <= 1
