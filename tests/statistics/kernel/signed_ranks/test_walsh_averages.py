import numpy as np
import pytest

from explant.statistics.kernel.signed_ranks.walsh_averages import WalshAverages
from explant.statistics.one_sample.signed_rank import (
    LARGEST_EXACT,
    _Walsh,
    pseudomedian,
    signed_rank_test,
)


def thetas(points):
    """One theta for every position: beside, at and between the Walsh averages."""
    gaps = np.concatenate(([points[0] - 1.0], (points[1:] + points[:-1]) / 2.0, [points[-1] + 1.0]))
    every = np.empty(2 * points.size + 1)
    every[0::2], every[1::2] = gaps, points
    return every


@pytest.mark.parametrize("drop_zeros", [True, False])
@pytest.mark.parametrize("n", [2, 3, 5, 8, 11, 60, 90])
@pytest.mark.parametrize("spread", [1, 3, 30, 1_000])
def test_p_at_every_position_is_the_test_of_the_differences_from_theta(n, spread, drop_zeros):
    sample = np.random.default_rng(n).integers(-spread, spread + 1, n).astype(np.float64)
    walsh = WalshAverages(sample, drop_zeros)
    assert walsh.regular
    positions = np.arange(2 * walsh.points.size + 1)
    positions = positions[:: max(1, positions.size // 200)]
    rule = "wilcoxon" if drop_zeros else "pratt"
    expected = np.array(
        [signed_rank_test(sample - theta, rule).p for theta in thetas(walsh.points)[positions]]
    )
    # Counted here, summed over frequencies there: these are right to about 4e-16.
    np.testing.assert_allclose(walsh.exact_p_values(positions), expected, rtol=1e-12, atol=2e-15)
    bounds, exact = walsh.bounds_of_exact_p(positions)
    assert (bounds >= expected - 1e-15).all()
    np.testing.assert_allclose(bounds[exact], expected[exact], rtol=1e-12, atol=2e-15)


@pytest.mark.parametrize("drop_zeros", [True, False])
@pytest.mark.parametrize("spread", [3, 60])
def test_normal_p_at_every_position_is_the_approximate_test(spread, drop_zeros):
    n = LARGEST_EXACT + 5
    sample = np.random.default_rng(n).integers(-spread, spread + 1, n).astype(np.float64)
    walsh = WalshAverages(sample, drop_zeros)
    positions = np.arange(2 * walsh.points.size + 1)[:: max(1, 2 * walsh.points.size // 40)]
    rule = "wilcoxon" if drop_zeros else "pratt"
    expected = [
        signed_rank_test(sample - theta, rule).p for theta in thetas(walsh.points)[positions]
    ]
    np.testing.assert_allclose(walsh.normal_p_values(positions), expected, rtol=1e-12)


def test_the_estimate_is_the_median_of_all_pairs():
    sample = np.array([1.0, 1.0, 4.0, 9.0, -2.0])
    pairs = [(a + b) / 2 for i, a in enumerate(sample) for b in sample[i:]]
    walsh = WalshAverages(sample, drop_zeros=True)
    assert walsh.estimate == np.median(pairs)
    assert walsh.points.tolist() == sorted(set(pairs))


def test_a_large_value_that_swallows_the_distance_of_small_ones_is_not_regular():
    assert not WalshAverages(np.array([1e12, 1.0, 1.1, 1.3]), drop_zeros=True).regular
    assert WalshAverages(np.array([1e6, 1.0, 1.1, 1.3]), drop_zeros=True).regular


@pytest.mark.parametrize("rule", ["wilcoxon", "pratt"])
@pytest.mark.parametrize("n", [2, 5, 11, 60])
def test_ranking_at_each_position_gives_the_same_p(n, rule):
    # What is done where rounding makes odd ties is right where it makes none, too.
    sample = np.random.default_rng(n).integers(-3, 4, n).astype(np.float64)
    walsh = _Walsh(sample, rule)
    positions = np.arange(2 * walsh.points.size + 1)
    expected = [signed_rank_test(sample - theta, rule).p for theta in thetas(walsh.points)]
    np.testing.assert_allclose(walsh.p_values(positions), expected, rtol=1e-12)
    other = WalshAverages(sample, rule == "wilcoxon")
    assert walsh.points.tolist() == other.points.tolist()
    assert (walsh.estimate, walsh.position_of_zero) == (other.estimate, other.position_of_zero)


@pytest.mark.parametrize("rule", ["wilcoxon", "pratt"])
def test_an_irregular_sample_has_the_interval_of_its_order(rule):
    # Six differences of one sign: 2 of 2 ** 6 patterns lie outside, so the interval reaches from
    # the smallest difference to the largest.
    sample = [1e12, 1.0, 1.1, 1.3, 2.0, 3.0]
    assert not WalshAverages(np.array(sample), drop_zeros=True).regular
    found = pseudomedian(sample, 0.95, rule)
    assert (found.low, found.high, found.level) == (1.0, 1e12, 1 - 2 / 64)
    pairs = [(a + b) / 2 for i, a in enumerate(sample) for b in sample[i:]]
    assert found.estimate == pytest.approx(np.median(pairs), rel=1e-12)
