"""Intervals of large samples from a few Walsh averages are those from all of them."""

import numpy as np
import pytest

from explant.statistics.kernel.signed_ranks.walsh_windows import WalshWindows, _Sample
from explant.statistics.kernel.ties import settle_ties
from explant.statistics.one_sample.signed_rank import pseudomedian, signed_rank_test


@pytest.mark.parametrize("decimals", [9, 2, 1, 0])
@pytest.mark.parametrize(("zero_rule", "confidence"), [("wilcoxon", 0.95), ("pratt", 0.99)])
def test_windows_give_what_all_averages_give(decimals, zero_rule, confidence, monkeypatch):
    sample = np.random.default_rng(decimals).normal(0.05, 1.0, 1_050).round(decimals)
    few = pseudomedian(sample, confidence, zero_rule)
    monkeypatch.setattr(WalshWindows, "of", lambda *_: None)
    assert few == pseudomedian(sample, confidence, zero_rule)


@pytest.mark.parametrize("decimals", [9, 1, 0])
def test_a_window_holds_the_averages_of_its_ranks(decimals):
    values = np.random.default_rng(6).normal(0.0, 2.0, 90).round(decimals)
    first, second = np.triu_indices(values.size)
    ordered = np.sort(values[first] / 2 + values[second] / 2)
    window = _Sample(values).window(1_000, 1_100)
    listed = np.repeat(window.averages, window.times)
    np.testing.assert_array_equal(listed, ordered[window.first : window.first + listed.size])
    assert window.first <= 1_000
    assert window.first + listed.size > 1_100
    assert [window.of_rank(rank) for rank in (1_000, 1_050)] == ordered[[1_000, 1_050]].tolist()


def test_the_median_of_all_averages():
    sample = np.random.default_rng(3).normal(0.0, 1.0, 1_001).round(3)
    first, second = np.triu_indices(sample.size)
    expected = np.median((sample[first] + sample[second]) / 2)
    assert pseudomedian(sample).estimate == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("shift", [0.0, 0.055, 0.065, 0.3])
def test_the_interval_excludes_zero_exactly_where_p_does_not_exceed_its_level(shift):
    sample = np.random.default_rng(4).normal(0.0, 1.0, 1_200) + shift
    found, p = pseudomedian(sample), signed_rank_test(sample).p
    assert (found.low > 0 or found.high < 0) == (p <= 1 - found.level)


def test_nearly_one_value(monkeypatch):
    sample = np.full(1_100, 3.0)
    sample[7] += 1e-9
    few = pseudomedian(sample)
    assert (few.estimate, few.low, few.high) == (3.0, 3.0, 3.0)
    monkeypatch.setattr(WalshWindows, "of", lambda *_: None)
    assert few == pseudomedian(sample)


def test_one_value_has_no_windows():
    found = pseudomedian(np.full(1_100, 2.5))
    assert (found.estimate, found.low, found.high) == (2.5, 2.5, 2.5)


@pytest.mark.parametrize("drop_zeros", [True, False])
@pytest.mark.parametrize("digits", [0, 1, 2, 15])
def test_no_p_is_above_its_bound_and_few_are_far_below(digits, drop_zeros):
    sample = np.round(np.random.default_rng(digits).normal(0.05, 1.0, 1001), digits)
    windows = WalshWindows.of(settle_ties(sample), 0.95, drop_zeros)
    if windows is None:
        assert digits == 0
        return
    positions = np.arange(2 * windows.points.size + 1)
    p = windows.p_values(positions)
    bounds, exact = windows.bounds_of_p(positions)
    assert not exact.any()
    assert (p <= bounds).all()
    # All but in the two gaps between windows, of which no count is known.
    assert ((bounds - p > 0.01) & (p < 0.3)).sum() <= 2
