from fractions import Fraction
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explant.statistics.groups import many_to_one as module
from explant.statistics.groups.many_to_one import all_pairs, many_to_one
from explant.statistics.groups.two_groups import mann_whitney, studentized_permutation
from explant.statistics.multiplicity import adjust
from tests.tried import tried

from ..exact_statistics import exact_rank_sum, exact_welch
from ..reference import labelings

STATISTICS = ["welch_t", "rank_sum"]
EXACT = {"welch_t": exact_welch, "rank_sum": exact_rank_sum}


def split(values, labels, n_groups):
    return [[v for v, label in zip(values, labels, strict=True) if label == g] for g in n_groups]


def plain_p(one, two, statistic):
    """The two-group test by full enumeration; of rank sums, twice the smaller tail."""
    pooled, labels = [*one, *two], labelings((len(one), len(two)))
    every = [split(pooled, row, (0, 1)) for row in labels.tolist()]
    if statistic == "rank_sum":
        twice_u = np.array([sum((a > b) * 2 + (a == b) for a in x for b in y) for x, y in every])
        return min(1, 2 * min(np.mean(twice_u <= twice_u[0]), np.mean(twice_u >= twice_u[0])))
    found = [exact_welch(*groups) for groups in every]
    return np.mean([one >= found[0] for one in found])


def intersection_p(groups, blocks, pairs, statistic):
    """Share of labelings within blocks whose largest statistic reaches the observed one."""
    labels = [labelings(tuple(len(groups[g]) for g in block)).tolist() for block in blocks]
    pooled = [[v for g in block for v in groups[g]] for block in blocks]
    every = []
    for chosen in product(*labels):
        now = dict(enumerate(groups))
        for block, values, row in zip(blocks, pooled, chosen, strict=True):
            now.update(zip(block, split(values, row, range(len(block))), strict=True))
        every.append(max(EXACT[statistic](now[one], now[two]) for one, two in pairs))
    return np.mean([one >= every[0] for one in every])


def closed(groups, pairs, hypotheses, statistic):
    """Adjusted p: for each pair the largest p of the hypotheses that contain it."""
    adjusted = dict.fromkeys(pairs, 0.0)
    for blocks, within in hypotheses:
        if len(within) == 1:
            p = plain_p(groups[within[0][0]], groups[within[0][1]], statistic)
        else:
            p = intersection_p(groups, blocks, within, statistic)
        for pair in within:
            adjusted[pair] = max(adjusted[pair], p)
    return [adjusted[pair] for pair in pairs]


def whole_numbers(rng, sizes):
    return [rng.integers(0, 8, size).tolist() for size in sizes]


# Exact fractions take seconds for four groups: in make test of ranks alone.
FOUR = [
    pytest.param((2, 2, 2, 2), "rank_sum"),
    pytest.param((2, 2, 2, 2), "welch_t", marks=pytest.mark.more),
]


@pytest.mark.parametrize(
    ("sizes", "statistic"), [*product([(3, 2, 2), (2, 3, 2)], STATISTICS), *FOUR]
)
def test_many_to_one_equals_full_enumeration(sizes, statistic):
    rng = np.random.default_rng([*sizes, 1])
    for control in range(len(sizes)):
        groups = whole_numbers(rng, sizes)
        others = [group for group in range(len(sizes)) if group != control]
        pairs = [(group, control) for group in others]
        hypotheses = [
            ([(control, *chosen)], [(group, control) for group in chosen])
            for size in range(1, len(others) + 1)
            for chosen in combinations(others, size)
        ]
        result = many_to_one([np.array(g) / 10 for g in groups], 0, control, statistic)
        assert result.exact
        assert list(result.pairs) == pairs
        expected = closed(groups, pairs, hypotheses, statistic)
        np.testing.assert_allclose(result.p_adjusted, expected, atol=1e-12)
        expected = [plain_p(groups[one], groups[two], statistic) for one, two in pairs]
        np.testing.assert_allclose(result.p, expected, atol=1e-12)
        squares = [EXACT[statistic](groups[one], groups[two]) for one, two in pairs]
        finite = [square < 10**9 for square in squares]
        np.testing.assert_allclose(
            result.statistics[finite] ** 2, np.array(squares, float)[finite], atol=1e-9
        )


@pytest.mark.parametrize(
    ("sizes", "statistic"), [*product([(2, 2, 2), (3, 2, 2)], STATISTICS), *FOUR]
)
def test_all_pairs_equal_full_enumeration(sizes, statistic):
    rng = np.random.default_rng([*sizes, 2])
    three = [
        ([(0, 1)], [(1, 0)]),
        ([(0, 2)], [(2, 0)]),
        ([(1, 2)], [(2, 1)]),
        ([(0, 1, 2)], [(1, 0), (2, 0), (2, 1)]),
    ]
    # Every partition of four groups but the one that makes no two alike.
    four = [
        *three,
        ([(0, 3)], [(3, 0)]),
        ([(1, 3)], [(3, 1)]),
        ([(2, 3)], [(3, 2)]),
        ([(0, 1, 3)], [(1, 0), (3, 0), (3, 1)]),
        ([(0, 2, 3)], [(2, 0), (3, 0), (3, 2)]),
        ([(1, 2, 3)], [(2, 1), (3, 1), (3, 2)]),
        ([(0, 1), (2, 3)], [(1, 0), (3, 2)]),
        ([(0, 2), (1, 3)], [(2, 0), (3, 1)]),
        ([(0, 3), (1, 2)], [(3, 0), (2, 1)]),
        ([(0, 1, 2, 3)], [(1, 0), (2, 0), (2, 1), (3, 0), (3, 1), (3, 2)]),
    ]
    for _ in range(2):
        groups = whole_numbers(rng, sizes)
        hypotheses = three if len(sizes) == 3 else four
        pairs = hypotheses[-1][1]
        result = all_pairs([np.array(g) / 10 for g in groups], 0, statistic)
        assert list(result.pairs) == pairs
        expected = closed(groups, pairs, hypotheses, statistic)
        np.testing.assert_allclose(result.p_adjusted, expected, atol=1e-12)


@pytest.mark.parametrize("sizes", [(4, 5), (12, 14), (40, 40)])
def test_one_comparison_is_the_two_group_test(sizes):
    rng = np.random.default_rng(sizes)
    control, other = (rng.normal(size=size).round(1) for size in sizes)
    plain = studentized_permutation(other, control, 3, 999)
    for result in (
        many_to_one([control, other], 3, 0, "welch_t", 999),
        all_pairs([control, other], 3, "welch_t", 999),
    ):
        assert result.p[0] == result.p_adjusted[0] == plain.p
        assert result.statistics[0] == pytest.approx(plain.statistic, rel=1e-9)
        assert (result.exact, result.arrangements) == (plain.exact, plain.arrangements)
    ranks = many_to_one([control, other], 3, 0, "rank_sum")
    assert ranks.p[0] == ranks.p_adjusted[0] == mann_whitney(other, control).p


def equal_spread(rng, mean, n):
    sample = rng.normal(size=n)
    sample = (sample - sample.mean()) / sample.std(ddof=1)
    return sample + mean


@pytest.mark.parametrize("means", [(0, 0.1, 0.5, 0.8), (0, 0.6, 0.7, -0.75), (0, 0, 0.3, 0.35)])
def test_normal_samples_give_what_dunnett_gives_stepping_down(means):
    from scipy.stats import dunnett

    # With one standard deviation in every group t is the same, pooled or not. What is left are
    # the error of 9,999 labelings (0.02 at p = 0.5, four standard errors) and of SciPy's integral,
    # and permutation against the normal distribution at 20 patients a group.
    rng = np.random.default_rng(11)
    groups = [equal_spread(rng, mean, 20) for mean in means]
    result = many_to_one(groups, 5)
    expected = np.zeros(3)
    for size in (1, 2, 3):
        for chosen in combinations((1, 2, 3), size):
            found = dunnett(*(groups[g] for g in chosen), control=groups[0], rng=1)
            for g in chosen:
                expected[g - 1] = max(expected[g - 1], found.pvalue.min())
    np.testing.assert_allclose(result.p_adjusted, expected, atol=0.03)
    single_step = dunnett(*groups[1:], control=groups[0], rng=1)
    np.testing.assert_allclose(result.statistics, single_step.statistic, atol=1e-9)
    # Stepping down never asks for more.
    assert (result.p_adjusted <= single_step.pvalue + 0.03).all()


def test_normal_samples_give_about_what_tukey_gives_for_the_largest_difference():
    from scipy.stats import tukey_hsd

    rng = np.random.default_rng(12)
    groups = [equal_spread(rng, mean, 20) for mean in (0, 0.35, 0.7, 0.1)]
    result, tukey = all_pairs(groups, 5), tukey_hsd(*groups).pvalue
    every = np.array([tukey[pair] for pair in result.pairs])
    largest = int(np.argmin(every))
    assert result.p_adjusted[largest] == pytest.approx(every[largest], abs=0.02)
    # The closure steps down from there.
    assert (result.p_adjusted <= every + 0.02).all()
    assert result.p_adjusted.sum() < every.sum() - 0.5


@pytest.mark.parametrize("statistic", STATISTICS)
@pytest.mark.parametrize("function", [many_to_one, all_pairs])
def test_random_labelings_approach_all_of_them(function, statistic, monkeypatch):
    rng = np.random.default_rng(13)
    groups = [rng.normal(mean, 1.0, size=2) for mean in (0, 0.5, 2, 0)]
    exact = function(groups, 0, statistic=statistic)
    monkeypatch.setattr(module, "LARGEST_EXACT_ARRANGEMENTS", 1)
    monkeypatch.setattr(module, "PLACES", 5_000)
    drawn = function(groups, 0, statistic=statistic, max_arrangements=20_000)
    assert exact.exact
    assert exact.arrangements == 2520  # 8! / 2!^4
    assert not drawn.exact
    assert drawn.arrangements == 20_000
    # Five standard errors of a share of 20,000; blocks of one size have orders of their own.
    np.testing.assert_allclose(drawn.p_adjusted, exact.p_adjusted, atol=0.018)
    again = function(groups, 0, statistic=statistic, max_arrangements=20_000)
    np.testing.assert_array_equal(again.p_adjusted, drawn.p_adjusted)


@given(st.integers(0, 2**32 - 1), st.sampled_from(STATISTICS), st.booleans())
@settings(derandomize=True, max_examples=tried(30), deadline=None)
def test_order_and_scale_do_not_matter(seed, statistic, ties):
    rng = np.random.default_rng(seed)
    groups = [rng.normal(size=int(n)).round(0 if ties else 3) for n in rng.integers(2, 4, 3)]
    one = many_to_one(groups, 0, 0, statistic)
    assert (one.p_adjusted >= one.p).all()
    turned = many_to_one(groups[::-1], 0, 2, statistic)
    np.testing.assert_allclose(turned.p_adjusted[::-1], one.p_adjusted, atol=1e-12)
    np.testing.assert_allclose(turned.statistics[::-1], one.statistics, atol=1e-9)
    for scale in (1e300, -1e-300):
        scaled = many_to_one([group * scale for group in groups], 0, 0, statistic)
        np.testing.assert_allclose(scaled.p_adjusted, one.p_adjusted, atol=1e-12)
    pairs, back = all_pairs(groups, 0, statistic), all_pairs(groups[::-1], 0, statistic)
    renamed = {
        (2 - later, 2 - earlier): p
        for (earlier, later), p in zip(back.pairs, back.p_adjusted, strict=True)
    }
    expected = [renamed[pair] for pair in pairs.pairs]
    np.testing.assert_allclose(pairs.p_adjusted, expected, atol=1e-12)


def smallest_over_labelings(groups, blocks, compare, true_pairs):
    """For every labeling within blocks, the smallest adjusted p of the pairs that are alike."""
    labels = [labelings(tuple(len(groups[g]) for g in block)).tolist() for block in blocks]
    pooled = [[v for g in block for v in groups[g]] for block in blocks]
    smallest = []
    for chosen in product(*labels):
        now = dict(enumerate(groups))
        for block, values, row in zip(blocks, pooled, chosen, strict=True):
            now.update(zip(block, split(values, row, range(len(block))), strict=True))
        result = compare([now[group] for group in range(len(groups))])
        smallest.append(min(result.p_adjusted[result.pairs.index(pair)] for pair in true_pairs))
    return np.array(smallest)


def assert_level_is_held(smallest):
    assert len(np.unique(smallest)) > 1
    for alpha in np.unique(smallest):
        assert np.mean(smallest <= alpha) <= alpha + 1e-12


@pytest.mark.more
@pytest.mark.parametrize("statistic", STATISTICS)
def test_family_wise_error_over_all_labelings_is_held(statistic):
    # Not a simulation: whatever the data, the labelings under the true hypothesis are equally
    # likely, and in no more than alpha of them is a true equality rejected at alpha.
    rng = np.random.default_rng(14)

    def to_control(groups):
        return many_to_one(groups, 0, 0, statistic)

    def every_pair(groups):
        return all_pairs(groups, 0, statistic)

    groups = [rng.normal(size=n).round(1) for n in (3, 2, 2)]
    both = [(1, 0), (2, 0)]
    assert_level_is_held(smallest_over_labelings(groups, [(0, 1, 2)], to_control, both))
    groups = [rng.normal(size=2).round(1) for _ in range(3)]
    three = [*both, (2, 1)]
    assert_level_is_held(smallest_over_labelings(groups, [(0, 1, 2)], every_pair, three))
    # One group shifted far away, the others alike.
    groups = [rng.normal(size=n).round(1) for n in (3, 3)] + [rng.normal(6, 3, size=3).round(1)]
    assert_level_is_held(smallest_over_labelings(groups, [(0, 1)], to_control, [(1, 0)]))
    assert_level_is_held(smallest_over_labelings(groups, [(0, 1)], every_pair, [(1, 0)]))
    # Two pairs of groups, alike within each.
    groups = [rng.normal(mean, 1, size=n).round(1) for mean, n in ((0, 3), (0, 2), (9, 2), (9, 2))]
    alike = [(1, 0), (3, 2)]
    assert_level_is_held(smallest_over_labelings(groups, [(0, 1), (2, 3)], every_pair, alike))


@pytest.mark.more
@pytest.mark.parametrize(
    ("means", "spreads"),
    [((0, 0, 0, 0), (1, 1, 1, 1)), ((0, 0, 0, 1.7), (1, 1, 1, 1)), ((0, 0, 2, 2), (1, 1, 3, 1))],
    ids=["all alike", "one shifted", "two shifted, one of them wider"],
)
def test_simulated_family_wise_error(means, spreads):
    studies, wrong, found = 300, 0, 0
    alike = np.array(means[1:]) == 0
    for seed in range(studies):
        rng = np.random.default_rng([seed, 15])
        groups = [rng.normal(m, s, size=5) for m, s in zip(means, spreads, strict=True)]
        significant = many_to_one(groups, seed, max_arrangements=199).p_adjusted <= 0.05
        wrong += bool(significant[alike].any())
        found += bool(significant[~alike].any())
    # Three standard errors of a share of 0.05.
    assert wrong / studies <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / studies)
    assert alike.all() or found / studies > 0.3


def test_the_adjusted_p_is_rarely_above_holm():
    rng = np.random.default_rng(16)
    below = []
    for _ in range(20):
        groups = [rng.normal(mean, 1, size=5) for mean in (0, 1, 1, 1)]
        result = many_to_one(groups, 0, max_arrangements=999)
        below.append(result.p_adjusted.sum() < adjust(result.p, "holm").sum())
    assert np.mean(below) >= 0.9


def test_groups_that_are_too_small():
    groups = [[1.0, 2.0, 3.5], [2.0], [], [5.0, 7.0, 8.0]]
    result = many_to_one(groups, 0)
    assert np.isnan(result.p).tolist() == [True, True, False]
    assert "fewer than two patients" in result.reason
    alone = many_to_one([groups[0], groups[3]], 0)
    assert result.p_adjusted[2] == alone.p_adjusted[0]
    assert alone.reason == ""
    ranks = many_to_one(groups, 0, statistic="rank_sum")
    assert np.isnan(ranks.p).tolist() == [False, True, False]
    assert "fewer than one patient" in ranks.reason
    none = many_to_one(groups, 0, control=2, statistic="rank_sum")
    assert np.isnan(none.p_adjusted).all()
    pairs = all_pairs(groups, 0)
    assert np.isnan(pairs.p_adjusted).tolist() == [True, True, True, False, True, True]


def test_constant_groups():
    same = many_to_one([[2.0, 2.0], [2.0, 2.0, 2.0], [2.0, 2.0]], 0)
    assert same.p_adjusted.tolist() == [1.0, 1.0]
    assert same.statistics.tolist() == [0.0, 0.0]
    apart = many_to_one([[2.0] * 3, [3.0] * 3, [1.0] * 3], 0)
    assert apart.statistics.tolist() == [np.inf, -np.inf]
    # Of the 1680 labelings, those that make a treated and the control group constant.
    values = [2] * 3 + [3] * 3 + [1] * 3
    every = [split(values, row, range(3)) for row in labelings((3, 3, 3)).tolist()]
    infinite = Fraction(10**9)
    share = np.mean(
        [max(exact_welch(g[1], g[0]), exact_welch(g[2], g[0])) >= infinite for g in every]
    )
    assert apart.p_adjusted.tolist() == pytest.approx([max(share, 0.1)] * 2)


def test_wrong_input():
    five = [[1.0, 2.0]] * 5
    with pytest.raises(ValueError, match="by Holm"):
        many_to_one([*five, *five], 0)
    with pytest.raises(ValueError, match="by Holm"):
        all_pairs([*five, *five], 0)
    with pytest.raises(ValueError, match="two or more"):
        many_to_one([[1.0, 2.0]], 0)
    with pytest.raises(ValueError, match="control"):
        many_to_one(five, 0, control=5)
    with pytest.raises(ValueError, match="statistic"):
        many_to_one(five, 0, statistic="t")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="group 2: missing"):
        many_to_one([[1.0, 2.0], [np.nan, 2.0]], 0)


def test_six_comparisons_are_still_tested_together():
    rng = np.random.default_rng(17)
    groups = [rng.normal(size=4) for _ in range(6)] + [rng.normal(5, 1, size=4)]
    result = many_to_one(groups, 0, max_arrangements=499)
    assert int(np.argmin(result.p_adjusted)) == 5
    assert result.p_adjusted[5] <= 0.05
    assert (result.p_adjusted[:5] > 0.05).all()
