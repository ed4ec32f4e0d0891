import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import rankdata

from explant.statistics.kernel.random_sign_flips import random_subsets
from explant.statistics.multiplicity import adjust
from explant.statistics.one_sample.sign_flip import sign_flip_test
from explant.statistics.one_sample.signed_rank import signed_rank_test
from explant.statistics.westfall_young import westfall_young
from tests.tried import tried

from .reference import sign_patterns

P_VALUES = st.lists(st.floats(0, 1) | st.just(float("nan")), max_size=12)
METHODS = ["holm", "benjamini_hochberg", "none"]


def test_reference_values():
    p = [0.52, 0.12, 0.0001, 0.03, 0.14]
    np.testing.assert_allclose(adjust(p, "holm"), [0.52, 0.36, 0.0005, 0.12, 0.36])
    expected = [0.52, 0.175, 0.0005, 0.075, 0.175]
    np.testing.assert_allclose(adjust(p, "benjamini_hochberg"), expected)


@pytest.mark.parametrize(("ours", "theirs"), [("holm", "holm"), ("benjamini_hochberg", "fdr_bh")])
def test_equals_statsmodels(ours, theirs):
    from statsmodels.stats.multitest import multipletests

    p = np.random.default_rng(81).beta(0.5, 2, size=200).round(2)
    np.testing.assert_allclose(adjust(p, ours), multipletests(p, method=theirs)[1])


@given(P_VALUES, st.sampled_from(METHODS))
@settings(derandomize=True, max_examples=tried(150), deadline=None)
def test_adjusting_keeps_order_and_missing(values, method):
    p = np.array(values)
    adjusted = adjust(p, method)
    known = ~np.isnan(p)
    assert (np.isnan(adjusted) == ~known).all()
    np.testing.assert_array_equal(adjusted[known], adjust(p[known], method))
    order = np.argsort(p[known], kind="stable")
    assert (np.diff(adjusted[known][order]) >= 0).all()
    assert (adjusted[known] >= p[known] * (1 - 1e-12)).all()
    assert (adjusted[known] <= 1).all()


def test_wrong_input():
    with pytest.raises(ValueError, match="method"):
        adjust([0.1], "sidak")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="between 0 and 1"):
        adjust([1.1], "holm")
    with pytest.raises(ValueError, match="patients × tests"):
        westfall_young([1.0, 2.0], 0)
    with pytest.raises(ValueError, match="infinite"):
        westfall_young([[1.0, np.inf], [2.0, 3.0]], 0)


def squared_statistics(tenths, statistic, zero_rule):
    """Statistic of every sign pattern (rows) and test, on one scale, from whole and half numbers.

    Of ranks and signs it is one over the pattern's own p among all patterns: minP. Of t it is the
    squared normal number of Wallace 1959, which makes t of any degrees of freedom comparable.
    """
    from scipy.stats import rankdata

    columns = []
    for column in tenths.T:
        known = ~np.isnan(column)
        values, n = np.where(known, column, 0.0), known.sum()
        if statistic == "signed_rank":
            ranked = known if zero_rule == "pratt" else known & (column != 0)
            ranks = np.zeros(column.size)
            ranks[ranked] = rankdata(np.abs(column[ranked])) * np.sign(column[ranked])
            values = ranks
        elif statistic == "sign":
            values = np.sign(values)
        sums, squares = sign_patterns(column.size) @ values, (values**2).sum()
        if statistic != "t":
            columns.append([1 / np.mean(np.abs(sums) >= abs(each)) for each in sums])
            continue
        # Variance is (squares - sums²/n)/(n - 1) and t² = n (sums/n)² / variance.
        df = n - 1
        with np.errstate(divide="ignore", invalid="ignore"):
            t = np.where(sums == 0, 0.0, sums**2 / ((n * squares - sums**2) / df))
            columns.append(((8 * df + 1) / (8 * df + 3)) ** 2 * df * np.log1p(t / df))
    return np.column_stack(columns)


def enumerated(tenths, statistic="t", zero_rule="wilcoxon"):
    """Textbook step-down maxT over all sign patterns; plain p besides."""
    every = squared_statistics(tenths, statistic, zero_rule)
    # The first pattern turns no sign.
    observed = every[0] * (1 - 1e-9) - 1e-12
    order = np.argsort(-observed)
    adjusted, worst = np.empty(observed.size), 0.0
    for rank, marker in enumerate(order):
        largest = every[:, order[rank:]].max(axis=1)
        worst = max(worst, np.mean(largest >= observed[marker]))
        adjusted[marker] = worst
    return adjusted, np.mean(every >= observed, axis=0)


@pytest.mark.parametrize("statistic", ["t", "signed_rank", "sign"])
def test_equals_the_textbook_step_down(statistic):
    rng = np.random.default_rng(82)
    for round_number in range(120):
        n, markers = int(rng.integers(2, 10)), int(rng.integers(1, 5))
        # Ties, zeros and markers that go together; every other table has missing values.
        table = rng.integers(-3, 6, size=(n, markers)) + rng.integers(-1, 3, size=(n, 1)) * 1.0
        if round_number % 2 and n > 3:
            table[rng.integers(n, size=2), rng.integers(markers, size=2)] = np.nan
        zero_rule = "pratt" if round_number % 3 else "wilcoxon"
        result = westfall_young(table / 10, seed=0, statistic=statistic, zero_rule=zero_rule)
        adjusted, plain = enumerated(table, statistic, zero_rule)
        assert result.exact
        np.testing.assert_allclose(result.p_adjusted, adjusted, atol=1e-12)
        np.testing.assert_allclose(result.p, plain, atol=1e-12)


def test_a_test_of_few_patients_does_not_stand_in_the_way_of_one_of_many():
    # Three patients who go one way have the largest W+ they can have, yet p is 0.25: on the scale
    # of p they never reach the other test, whose p stays as it is.
    many = np.arange(1.0, 11.0) * np.where(np.arange(10) == 1, -1, 1)
    few = np.where(np.arange(10) < 3, np.arange(1.0, 11.0), np.nan)
    for statistic in ("signed_rank", "sign"):
        result = westfall_young(np.column_stack([many, few]), seed=0, statistic=statistic)
        assert result.p_adjusted[0] == result.p[0] < 0.05
        assert result.p_adjusted[1] == result.p[1] == 0.25


def test_ranks_of_more_patients_than_a_table_holds_share_the_normal_scale():
    # 60 patients, and 12 of them: one test on the normal scale beside one on its exact p.
    rng = np.random.default_rng(86)
    table = rng.normal(0.35, 1.0, size=(60, 2)).round(1)
    table[12:, 1] = np.nan
    result = westfall_young(table, seed=0, statistic="signed_rank", max_flips=20_000)
    assert not result.exact
    plain = [signed_rank_test(column[~np.isnan(column)]).p for column in table.T]
    np.testing.assert_allclose(result.p, plain, atol=0.01)
    # Two tests with patients in common: between no adjustment and Bonferroni's.
    assert (result.p_adjusted >= result.p - 1e-12).all()
    assert (result.p_adjusted <= 2 * result.p + 0.01).all()


@given(st.integers(0, 2**32 - 1), st.integers(6, 12))
@settings(derandomize=True, max_examples=tried(100), deadline=None)
def test_step_down_is_monotone_in_the_plain_p(seed, n):
    # Without ties and zeros all markers have one null distribution, so the order of the ranks'
    # statistics is that of their p values. For t each marker has a distribution of its own.
    table = np.random.default_rng(seed).normal(0.4, 1.0, size=(n, 5))
    result = westfall_young(table, seed=0, statistic="signed_rank")
    order = np.lexsort((result.p_adjusted, result.p))
    assert (np.diff(result.p_adjusted[order]) >= 0).all()
    # Step-down maxT never asks for more than Holm does.
    holm = np.maximum.accumulate(np.sort(result.p) * np.arange(5, 0, -1))
    assert (np.sort(result.p_adjusted) <= holm + 1e-12).all()


def test_independent_markers_with_one_null_distribution_follow_sidak():
    # The same magnitudes, but no patient has two markers: signs flip independently.
    magnitudes = np.array([0.4, 0.9, 1.3, 1.8, 2.6, 3.1])
    signs = np.array([[1, 1, 1, 1, 1, 1], [-1, 1, 1, 1, 1, 1], [1, -1, 1, -1, 1, 1]])
    table = np.full((18, 3), np.nan)
    for marker in range(3):
        table[6 * marker : 6 * marker + 6, marker] = signs[marker] * magnitudes
    for statistic in ("t", "signed_rank"):
        result = westfall_young(table, seed=0, statistic=statistic)
        plain = [sign_flip_test(row * magnitudes, 0).p for row in signs]
        if statistic == "signed_rank":
            plain = [signed_rank_test(row * magnitudes).p for row in signs]
        np.testing.assert_allclose(result.p, plain, atol=1e-12)
        assert (np.diff(plain) > 0).all()
        sidak = 1 - (1 - np.array(plain)) ** np.array([3, 2, 1])
        np.testing.assert_allclose(result.p_adjusted, np.maximum.accumulate(sidak), atol=1e-12)


def test_plain_p_is_that_of_the_single_tests():
    table = np.random.default_rng(83).normal(0.4, 1.0, size=(12, 5)).round(1)
    result = westfall_young(table, seed=0)
    expected = [sign_flip_test(column, 0).p for column in table.T]
    np.testing.assert_allclose(result.p, expected, atol=1e-12)
    ranks = westfall_young(table, seed=0, statistic="signed_rank")
    np.testing.assert_allclose(ranks.p, [signed_rank_test(c).p for c in table.T], atol=1e-12)


def test_identical_markers_cost_nothing_and_independent_ones_follow_sidak():
    rng = np.random.default_rng(84)
    column = rng.normal(0.6, 1.0, 14)
    same = westfall_young(np.column_stack([column] * 6), seed=0)
    np.testing.assert_allclose(same.p_adjusted, same.p)
    # Markers measured in different patients flip independently, so the chance that none exceeds
    # the observed maximum is the product over markers: 1 - prod(1 - p_k).
    table = np.full((18, 3), np.nan)
    for marker in range(3):
        table[6 * marker : 6 * marker + 6, marker] = rng.normal(1.0, 1.0, 6)
    result = westfall_young(table, seed=0)

    def t_values(sample):
        flipped = sign_patterns(6) * sample
        return np.abs(flipped.mean(axis=1)) / flipped.std(axis=1, ddof=1)

    every = [t_values(table[6 * k : 6 * k + 6, k]) for k in range(3)]
    best = int(np.argmax([values[0] for values in every]))
    none = [np.mean(values < every[best][0] * (1 - 1e-9)) for values in every]
    assert result.p_adjusted[best] == pytest.approx(1 - np.prod(none), abs=1e-12)


@pytest.mark.parametrize("statistic", ["t", "signed_rank"])
def test_random_patterns_approach_the_exact_p(statistic, monkeypatch):
    from explant.statistics import multiplicity

    table = np.random.default_rng(85).normal(0.4, 1.0, size=(14, 5))
    exact = westfall_young(table, seed=0, statistic=statistic)
    monkeypatch.setattr(multiplicity, "LARGEST_EXACT_CELLS", 5)
    drawn = westfall_young(table, seed=0, statistic=statistic, max_flips=20_000)
    assert not drawn.exact
    np.testing.assert_allclose(drawn.p_adjusted, exact.p_adjusted, atol=0.015)
    again = westfall_young(table, seed=0, statistic=statistic, max_flips=20_000)
    np.testing.assert_array_equal(drawn.p_adjusted, again.p_adjusted)


@pytest.mark.parametrize("statistic", ["t", "signed_rank", "sign"])
@pytest.mark.parametrize("n", [9, 30])
def test_how_many_are_counted_at_a_time_changes_nothing(statistic, n, monkeypatch):
    from explant.statistics import westfall_young as module

    table = np.random.default_rng(87).normal(0.3, 1.0, size=(n, 23)).round(1)
    table[:4, 5:9] = np.nan
    whole = westfall_young(table, seed=0, statistic=statistic, max_flips=700)
    for name, few in (("CHUNK", 50), ("CHUNK_OF_RANDOM", 31), ("AT_ONCE", 90)):
        monkeypatch.setattr(module, name, few)
    again = westfall_young(table, seed=0, statistic=statistic, max_flips=700)
    np.testing.assert_array_equal(again.p_adjusted, whole.p_adjusted)
    np.testing.assert_array_equal(again.p, whole.p)


def test_random_patterns_counted_one_by_one():
    table = np.random.default_rng(88).normal(0.3, 1.0, size=(30, 6))
    result = westfall_young(table, seed=4, statistic="signed_rank", max_flips=500)
    ranks = rankdata(np.abs(table), axis=0) * np.sign(table)
    signs = 1 - 2 * random_subsets(30, 4, 500).members(slice(None))
    observed, flipped = np.abs(ranks.sum(axis=0)), np.abs(signs @ ranks)
    order = np.argsort(-observed, kind="stable")
    beyond = [
        (flipped[:, order[place:]].max(axis=1) >= observed[test]).sum()
        for place, test in enumerate(order)
    ]
    expected = np.maximum.accumulate((np.array(beyond) + 1) / 501)
    np.testing.assert_array_equal(result.p_adjusted[order], expected)


@given(st.integers(0, 2**32 - 1), st.sampled_from([1e300, 1e-300, -2.0]))
@settings(derandomize=True, max_examples=tried(40), deadline=None)
def test_adjusted_p_is_never_smaller_and_scale_does_not_matter(seed, scale):
    table = np.random.default_rng(seed).normal(0.3, 1.0, size=(8, 4)).round(1)
    result = westfall_young(table, seed=0)
    assert (result.p_adjusted >= result.p - 1e-12).all()
    order = np.argsort(result.p_adjusted, kind="stable")
    assert (np.diff(result.p_adjusted[order]) >= 0).all()
    moved = westfall_young(table * scale, seed=0)
    np.testing.assert_allclose(moved.p_adjusted, result.p_adjusted)


def test_markers_without_a_statistic():
    table = np.array([[1.0, np.nan, 0.0, 5.0], [2.0, np.nan, 0.0, np.nan]] * 3)
    table[2:, 3] = np.nan
    result = westfall_young(table, seed=0)
    assert np.isnan(result.p_adjusted[[1, 3]]).all()
    assert result.p_adjusted[2] == 1.0
    assert result.p_adjusted[0] == pytest.approx(0.03125)
    assert westfall_young(np.empty((5, 0)), 0).p.size == 0
    assert np.isnan(westfall_young(np.empty((0, 2)), 0).p).all()
    assert westfall_young(np.ones((6, 2)), 0).p_adjusted.tolist() == [0.03125, 0.03125]


def test_two_thousand_patients_are_no_overflow():
    table = np.random.default_rng(87).normal(0.05, 1.0, size=(2_000, 2))
    result = westfall_young(table, seed=0, statistic="sign", max_flips=999)
    assert not result.exact
    assert (result.p_adjusted >= result.p).all()
