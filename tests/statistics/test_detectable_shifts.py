"""The shift that a test detects, against closed forms and simulation by other code."""

import numpy as np
import pytest
from scipy.stats import binom, norm, wilcoxon

from explant.statistics.detectable_shifts import (
    LARGEST_SIMULATED,
    detectable_by_sign_flips,
    detectable_by_signed_rank,
    detectable_by_signs,
)
from explant.statistics.power import detectable_d_z

from .reference import sign_patterns


def test_where_every_patient_must_go_one_way():
    # Six patients at 0.05: all positive, which has the chance Φ(d)⁶.
    exact = norm.ppf(0.8 ** (1 / 6))
    assert detectable_by_signs(6, 0.05) == pytest.approx(exact, rel=1e-12)
    assert detectable_by_signed_rank(6, 0.05) == pytest.approx(exact, abs=0.03)
    assert detectable_by_sign_flips(6, 0.05) == pytest.approx(exact, abs=0.03)


def test_none_where_no_p_is_small_enough():
    for n, alpha in ((5, 0.05), (6, 0.01), (1, 0.05)):
        for detectable in (
            detectable_by_signs,
            detectable_by_signed_rank,
            detectable_by_sign_flips,
        ):
            assert np.isnan(detectable(n, alpha))


@pytest.mark.parametrize(("n", "alpha"), [(10, 0.05), (20, 0.05 / 15)])
def test_signed_rank_detects_its_shift_in_four_of_five_samples(n, alpha):
    shift = detectable_by_signed_rank(n, alpha)
    samples = np.random.default_rng(3).standard_normal((20_000, n)) + shift
    power = (wilcoxon(samples, axis=1, method="exact").pvalue <= alpha).mean()
    assert power == pytest.approx(0.8, abs=0.02)


def test_sign_flips_detect_their_shift_in_four_of_five_samples():
    shift = detectable_by_sign_flips(9, 0.05)
    samples = np.random.default_rng(4).standard_normal((4_000, 9)) + shift
    sums = np.abs(sign_patterns(9) @ samples.T)
    p = (sums >= np.abs(samples.sum(axis=1)) * (1 - 1e-9)).mean(axis=0)
    assert (p <= 0.05).mean() == pytest.approx(0.8, abs=0.03)


def test_the_sign_tests_shift_has_the_binomials_power():
    for n, alpha in ((20, 0.05), (33, 0.01)):
        down = norm.cdf(-detectable_by_signs(n, alpha))
        most = max(k for k in range(n) if 2 * binom.cdf(k, n, 0.5) <= alpha)
        assert binom.cdf(most, n, down) == pytest.approx(0.8, rel=1e-9)


def test_simulated_and_asymptotic_shifts_meet():
    n = LARGEST_SIMULATED
    below, above = detectable_by_signed_rank(n, 0.01), detectable_by_signed_rank(n + 1, 0.01)
    assert below == pytest.approx(above, rel=0.04)
    assert detectable_by_sign_flips(14, 0.01) == detectable_d_z(14, alpha=0.01)
