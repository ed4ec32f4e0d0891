import itertools
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import nct, rankdata

from explant.statistics.kernel.noncentral_t import noncentral_t_cdf_at, noncentralities_at
from explant.statistics.one_sample.effect_sizes import (
    d_z,
    d_z_of_columns,
    hedges_correction,
    rank_biserial,
)
from explant.statistics.one_sample.signed_rank import signed_rank_test
from tests.statistics.one_column import d_av, g_z
from tests.tried import tried

from ..reference import CHOLESTEROL, SLEEP, WITH_ZERO

TENTHS = st.lists(st.integers(-9, 9).map(lambda k: k / 10), min_size=2, max_size=12)


def test_sleep():
    result = d_z(SLEEP)
    assert result.estimate == pytest.approx(-1.284558, abs=5e-7)
    assert (round(result.low, 4), round(result.high, 4)) == (-2.1180, -0.4146)


def test_cholesterol():
    result = d_z(CHOLESTEROL)
    assert result.estimate == pytest.approx(0.99891, abs=5e-6)
    assert (round(result.low, 3), round(result.high, 3)) == (0.115, 1.839)


def test_rank_biserial_of_the_example_with_a_zero():
    assert round(rank_biserial(WITH_ZERO).estimate, 3) == -0.379


def test_noncentral_t_equals_scipy_where_scipy_has_an_answer():
    compared = 0
    for t in (-3.0, 0.0, 0.5, 2.0, 5.0, 20.0):
        for df in (1, 2, 5, 19, 112):
            for noncentrality in (-3.0, 0.0, 1.0, 4.0, 10.0):
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    expected = nct.cdf(t, df, noncentrality)
                if np.isfinite(expected):
                    compared += 1
                    found = noncentral_t_cdf_at(t, df)(noncentrality)
                    assert found == pytest.approx(expected, abs=1e-9)
    assert compared > 100


def test_two_patients_have_finite_ends_at_99_percent():
    """With one degree of freedom Newton's steps run off, and bracketing has to take over."""
    for differences in ([30.0, 60.0], [-60.0, -30.0], [1.0, 2.1], [2.143, 3.8374]):
        result = d_z(differences, 0.99)
        t = result.estimate * np.sqrt(2)
        tails = [nct.cdf(t, 1, end * np.sqrt(2)) for end in (result.low, result.high)]
        assert tails == pytest.approx([0.995, 0.005], abs=1e-9)


def test_an_infinite_t_lies_at_no_finite_noncentrality():
    found = noncentralities_at(np.array([np.inf, -np.inf, np.nan, 0.0]), 9, 0.5)
    assert found[:2].tolist() == [np.inf, -np.inf]
    assert np.isnan(found[2])
    assert found[3] == pytest.approx(0.0, abs=1e-12)


def test_far_tails_follow_the_chi_square_limit():
    from scipy.stats import chi2

    # With spread 1e-9 of the mean, t is about 1e9 and only the SD's own error is left.
    result = d_z([1.0, 1.0 + 1e-9, 1.0 - 1e-9])
    limits = result.estimate * np.sqrt(chi2.ppf([0.025, 0.975], 2) / 2)
    assert (result.low, result.high) == pytest.approx(limits, rel=1e-6)


def test_interval_covers():
    rng = np.random.default_rng(12)
    samples = rng.normal(0.8, 1.0, size=(800, 10))
    inside = [result.low <= 0.8 <= result.high for result in d_z_of_columns(samples.T)]
    assert np.mean(inside) == pytest.approx(0.95, abs=3 * np.sqrt(0.95 * 0.05 / 800))


def test_hedges_correction_equals_the_unbiased_mean():
    rng = np.random.default_rng(13)
    samples = rng.normal(1.0, 1.0, size=(200_000, 5))
    mean = (samples.mean(axis=1) / samples.std(axis=1, ddof=1)).mean()
    assert hedges_correction(4) * mean == pytest.approx(1.0, abs=0.01)
    assert g_z(SLEEP).estimate == pytest.approx(hedges_correction(9) * d_z(SLEEP).estimate)


def test_d_av():
    first, second = np.array([1.0, 2, 4, 7]), np.array([2.0, 2, 3, 3])
    spread = (first.std(ddof=1) + second.std(ddof=1)) / 2
    assert d_av(first, second) == pytest.approx((first - second).mean() / spread)
    assert np.isnan(d_av([1.0, 1.0], [2.0, 2.0]))
    assert np.isnan(d_av([1.0], [2.0]))
    assert np.isnan(d_av([], []))


@given(TENTHS, st.sampled_from(["wilcoxon", "pratt"]), st.sampled_from([0.9, 0.95]))
@settings(derandomize=True, max_examples=tried(150), deadline=None)
def test_rank_biserial_agrees_with_the_signed_rank_test(values, zero_rule, confidence):
    result = rank_biserial(values, zero_rule, confidence)
    p = signed_rank_test(values, zero_rule).p
    if result.reason:
        assert not any(values)
        return
    assert -1 <= result.low <= result.estimate <= result.high <= 1
    if abs(p - (1 - confidence)) > 1e-9:
        assert (p < 1 - confidence) == (result.low > 0 or result.high < 0)
    mirrored = rank_biserial([-value for value in values], zero_rule, confidence)
    assert (-mirrored.high, -mirrored.low) == pytest.approx((result.low, result.high), abs=1e-9)


@pytest.mark.parametrize("shift", [0.0, 0.5, 1.0])
def test_rank_biserial_interval_covers(shift):
    from scipy.stats import norm

    # For normal differences, W+ estimates P(D1 + D2 > 0).
    rng = np.random.default_rng(14)
    true = 2 * norm.cdf(shift * np.sqrt(2)) - 1
    results = [rank_biserial(row) for row in rng.normal(shift, 1.0, size=(300, 15))]
    assert np.mean([result.low <= true <= result.high for result in results]) > 0.92


def test_rank_biserial_is_continuous_at_the_change_of_method():
    sample = np.random.default_rng(15).normal(0.4, 1.0, 50)
    exact, approximate = rank_biserial(sample), rank_biserial([*sample, 0.001])
    assert approximate.low == pytest.approx(exact.low, abs=0.03)
    assert approximate.high == pytest.approx(exact.high, abs=0.03)


@pytest.mark.parametrize(
    "values", [[], [1.0], [0.0, 0.0], [1.0, 2.0], [1e300, 2e300], [1e-300, 3e-300], [1.0] * 60]
)
def test_extreme_input(values):
    for function in (d_z, g_z):
        result = function(values)
        assert bool(result.reason) == bool(np.isnan(result.estimate))
    result = rank_biserial(values)
    assert bool(result.reason) == bool(np.isnan(result.estimate))
    if not result.reason:
        assert result.low < result.high == 1.0 == result.estimate


@pytest.mark.parametrize("confidence", [0.9, 0.95])
@pytest.mark.parametrize(
    "sample", [[1, 1, -1, 2, 2, -3, 4, 4, 5], [1, 1, -2, 4, 5], [-1, -1, 2, -4, -5]]
)
def test_limits_of_the_rank_biserial_with_ties_by_enumeration(sample, confidence):
    sample = np.array(sample, dtype=float)
    ranks = rankdata(np.abs(sample))
    found = rank_biserial(sample, "wilcoxon", confidence)
    signs = np.array(list(itertools.product([0, 1], repeat=sample.size)))
    sums, ups = signs @ ranks, signs.sum(axis=1)
    observed = ranks[sample > 0].sum()
    for limit, beyond in ((found.low, sums >= observed), (found.high, sums <= observed)):
        up = (1 + limit) / 2
        chances = up**ups * (1 - up) ** (sample.size - ups)
        assert chances[beyond].sum() == pytest.approx((1 - confidence) / 2, rel=1e-6)


def test_without_patients_there_is_no_rank_biserial():
    found = rank_biserial(np.empty(0))
    assert np.isnan([found.estimate, found.low, found.high]).all()
    assert found.reason == "no patients"
