"""How often one of two strata is significant: simulation against the noncentral t."""

import numpy as np
import pytest
from calibration.naive import LEVEL, naive_readings, one_only, power
from calibration.one_sample import Counts
from scipy.stats import nct, t


@pytest.mark.parametrize(("n", "effect"), [(4, 1.1), (12, 0.8), (20, 0.5)])
def test_power_against_scipy(n, effect):
    limit = t.ppf(1 - LEVEL / 2, n - 1)
    shift = effect * np.sqrt(n)
    expected = nct.sf(limit, n - 1, shift) + nct.cdf(-limit, n - 1, shift)
    assert power(n, effect) == pytest.approx(expected, abs=1e-8)


def test_twelve_and_eight_patients_with_the_same_effect():
    # R: power.t.test(12, 0.8, type = "one.sample", strict = TRUE), and for 8.
    first, second = 0.713660066, 0.496382046
    assert one_only((12, 8), 0.8) == pytest.approx(
        first * (1 - second) + second * (1 - first), abs=1e-7
    )
    assert one_only((10, 10), 0.0) == pytest.approx(2 * 0.05 * 0.95)


def test_simulated_shares_lie_about_theory():
    cells = list(naive_readings(4, Counts(2000, 10, 10)))
    by_t = [one for one in cells if one.method == "t"]
    assert len(by_t) == 12
    for one in by_t:
        assert abs(one.rate - one.target) < 4.5 * np.sqrt(one.target * (1 - one.target) / 2000)
