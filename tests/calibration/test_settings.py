"""The simulated differences have the null property that their name states."""

from itertools import product

import numpy as np
import pytest
from calibration.settings import (
    COUNTS_MEAN,
    EFFECTS,
    EXPONENTIAL_MEDIAN,
    EXPONENTIAL_PSEUDOMEDIAN,
    HEAVY,
    NORMAL,
    ONE_SAMPLE,
    TIED,
    rounded_moments,
    rounded_shares,
)
from scipy.stats import expon, gamma, norm, poisson

DRAWS = 400_000


def drawn(kind, columns=1):
    return kind.draw(np.random.default_rng(3), (DRAWS, columns))


@pytest.mark.parametrize("kind", ONE_SAMPLE, ids=lambda kind: kind.words)
def test_the_named_parameter_is_zero(kind):
    pairs = drawn(kind, 2)
    sample = pairs[:, 0]
    if kind.true == "symmetric":
        sums = np.sign(pairs.sum(axis=1))
        for signs in (np.sign(sample), sums):
            assert abs(signs.mean()) < 4.5 / np.sqrt(DRAWS)
        for limit in (0.5, 1.5):
            above, below = (sample > limit).mean(), (sample < -limit).mean()
            assert abs(above - below) < 4.5 * np.sqrt(2 * above / DRAWS)
    elif kind.true == "mean":
        assert abs(sample.mean()) < 4.5 * sample.std() / np.sqrt(DRAWS)
    elif kind.true == "median":
        assert abs((sample > 0).mean() - 0.5) < 4.5 * 0.5 / np.sqrt(DRAWS)
    else:
        assert abs((pairs.sum(axis=1) > 0).mean() - 0.5) < 4.5 * 0.5 / np.sqrt(DRAWS)


@pytest.mark.parametrize("kind", [kind for kind in ONE_SAMPLE if kind is not HEAVY])
def test_the_stated_standard_deviation(kind):
    assert drawn(kind).std() == pytest.approx(kind.sd, rel=0.02)


def test_the_difference_of_two_log_normal_values_has_the_sum_of_their_variances():
    one = np.expm1(1.0) * np.exp(1.0)
    assert pytest.approx(np.sqrt(2 * one)) == HEAVY.sd


def test_centers_of_the_exponential_distribution():
    assert expon.median() == pytest.approx(EXPONENTIAL_MEDIAN)
    assert gamma(2).median() / 2 == pytest.approx(EXPONENTIAL_PSEUDOMEDIAN)


def test_continuous_kinds_have_no_ties_and_the_others_many():
    for kind in ONE_SAMPLE:
        sample = drawn(kind)[:2000, 0]
        assert (len(np.unique(np.abs(sample))) == 2000) == kind.continuous
    assert (drawn(TIED) == 0).mean() == pytest.approx(0.3829, abs=0.004)
    assert (drawn(COUNTS_MEAN) == 0).mean() == pytest.approx(poisson(1).pmf(1), abs=0.004)


def test_moments_of_rounded_numbers_by_integration():
    middle = (np.arange(-900_000, 1_000_000) + 0.5) / 100_000
    share = norm.pdf(middle - 0.8) / 100_000
    mean, square = np.rint(middle) @ share, np.rint(middle) ** 2 @ share
    assert rounded_moments(0.8) == pytest.approx((mean, np.sqrt(square - mean**2)), abs=1e-8)


def test_true_rank_biserial_of_rounded_numbers_by_enumeration():
    effect = next(effect for effect in EFFECTS if not effect.continuous)
    values, share = rounded_shares(0.8)
    changed = 1.0 - share[values == 0][0]
    expected = sum(
        p * q * np.sign(a + b) / changed**2
        for (a, p), (b, q) in product(zip(values, share, strict=True), repeat=2)
        if a != 0 and b != 0
    )
    assert effect.rank_biserial == pytest.approx(expected)


@pytest.mark.parametrize("effect", EFFECTS, ids=lambda effect: effect.words)
def test_true_effect_sizes_are_the_limits_of_the_sample_values(effect):
    pairs = effect.draw(np.random.default_rng(5), (DRAWS, 2))
    sample = pairs[:, 0]
    assert sample.mean() / sample.std() == pytest.approx(effect.d_z, abs=0.01)
    share = (sample > 0).mean() + (sample == 0).mean() / 2
    assert share == pytest.approx(effect.superiority, abs=0.004)
    changed = pairs[(pairs != 0).all(axis=1)]
    signs = np.sign(changed.sum(axis=1)).mean()
    assert signs == pytest.approx(effect.rank_biserial, abs=0.008)


def test_normal_differences_are_called_normal():
    assert NORMAL.words.startswith("normal")
