import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explant.statistics.multiplicity import adjust, westfall_young
from explant.statistics.sign_flip import sign_flip_test
from explant.statistics.signed_rank import signed_rank_test

from .reference import sign_patterns

P_VALUES = st.lists(st.floats(0, 1) | st.just(float("nan")), max_size=12)
METHODS = ["holm", "benjamini_hochberg", "bonferroni", "none"]


def test_reference_values():
    p = [0.52, 0.12, 0.0001, 0.03, 0.14]
    np.testing.assert_allclose(adjust(p, "holm"), [0.52, 0.36, 0.0005, 0.12, 0.36])
    expected = [0.52, 0.175, 0.0005, 0.075, 0.175]
    np.testing.assert_allclose(adjust(p, "benjamini_hochberg"), expected)


@pytest.mark.parametrize(
    ("ours", "theirs"), [("holm", "holm"), ("benjamini_hochberg", "fdr_bh"), ("bonferroni",) * 2]
)
def test_equals_statsmodels(ours, theirs):
    from statsmodels.stats.multitest import multipletests

    p = np.random.default_rng(81).beta(0.5, 2, size=200).round(2)
    np.testing.assert_allclose(adjust(p, ours), multipletests(p, method=theirs)[1])


@given(P_VALUES, st.sampled_from(METHODS))
@settings(derandomize=True, max_examples=150, deadline=None)
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
    with pytest.raises(ValueError, match="patients × markers"):
        westfall_young([1.0, 2.0], 0)


def enumerated(table):
    """Textbook step-down maxT, one pattern at a time."""
    n = (~np.isnan(table)).sum(axis=0)

    def statistics(signs):
        values = table * signs[:, None]
        means = np.nanmean(values, axis=0)
        return np.abs(means) / (np.nanstd(values, axis=0, ddof=1) / np.sqrt(n))

    every = np.array([statistics(signs) for signs in sign_patterns(table.shape[0])])
    observed = statistics(np.ones(table.shape[0]))
    order = np.argsort(-observed)
    adjusted, worst = np.empty(observed.size), 0.0
    for rank, marker in enumerate(order):
        largest = every[:, order[rank:]].max(axis=1)
        worst = max(worst, np.mean(largest >= observed[marker] * (1 - 1e-9)))
        adjusted[marker] = worst
    return adjusted


def test_equals_the_textbook_step_down():
    rng = np.random.default_rng(82)
    for round_number in range(25):
        table = np.round(rng.normal(0.5, 1.0, size=(7, 4)) + rng.normal(size=(7, 1)), 1)
        if round_number % 2:
            table[rng.integers(7), rng.integers(4)] = np.nan
        result = westfall_young(table, seed=0)
        assert result.exact
        np.testing.assert_allclose(result.p_adjusted, enumerated(table), atol=1e-12)


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
    monkeypatch.setattr(multiplicity, "LARGEST_EXACT", 5)
    drawn = westfall_young(table, seed=0, statistic=statistic, max_flips=20_000)
    assert not drawn.exact
    np.testing.assert_allclose(drawn.p_adjusted, exact.p_adjusted, atol=0.015)
    again = westfall_young(table, seed=0, statistic=statistic, max_flips=20_000)
    np.testing.assert_array_equal(drawn.p_adjusted, again.p_adjusted)


@given(st.integers(0, 2**32 - 1), st.sampled_from([1e300, 1e-300, -2.0]))
@settings(derandomize=True, max_examples=40, deadline=None)
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
