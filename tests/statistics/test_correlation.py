import itertools

import numpy as np
import pytest

from explant.statistics.correlation import detectable_correlation
from tests.statistics.one_column import slope_permutation

from .reference import orders


def slopes(x, rows):
    """Least-squares slope of every row over x, from the normal equations of whole numbers."""
    return (x.size * (rows @ x) - rows.sum(axis=1) * x.sum()) / (x.size * (x @ x) - x.sum() ** 2)


def test_permutation_p_agrees_with_full_enumeration():
    rng = np.random.default_rng(11)
    compared = 0
    # Eight patients are the most whose orders are all counted.
    for n in [*range(2, 7)] * 110 + [7] * 60 + [8] * 8:
        x, y = rng.integers(-2, 4, size=(2, n))
        if np.ptp(x) == 0 or np.ptp(y) == 0:
            assert slope_permutation(x, y, seed=1).reason
            continue
        observed = slopes(x, y[None, :])[0]
        assert observed == pytest.approx(np.polyfit(x, y, 1)[0], abs=1e-9)
        expected = np.mean(np.abs(slopes(x, y[orders(n)])) >= abs(observed) - 1e-9)
        result = slope_permutation(x / 10, y / 10 / 3, seed=1)
        assert result.exact
        assert result.p == pytest.approx(expected, abs=1e-12)
        compared += 1
    assert compared >= 500


def test_monte_carlo_agrees_with_the_exact_p_of_a_larger_sample():
    x = np.arange(9.0)
    y = np.array([0.3, -1.0, 0.8, 1.1, -0.2, 1.9, 0.4, 1.2, 2.0])
    count = total = 0
    observed = abs((x - x.mean()) @ y)
    for order in itertools.islice(itertools.permutations(y), 0, None, 7):
        count += abs((x - x.mean()) @ np.array(order)) >= observed - 1e-9
        total += 1
    result = slope_permutation(x, y, seed=3, monte_carlo=50_000)
    assert not result.exact
    assert result.p == pytest.approx(count / total, abs=0.004)


@pytest.mark.parametrize(
    ("x", "y"), [([], []), ([1.0], [2.0]), ([1.0, 1.0], [1.0, 2.0]), ([1.0, 2.0], [3.0, 3.0])]
)
def test_without_a_slope_the_reason_is_given(x, y):
    result = slope_permutation(x, y, seed=1)
    assert np.isnan(result.p)
    assert result.reason


def test_extreme_magnitudes_do_not_overflow():
    result = slope_permutation([1.0, 2.0, 3.0], [1e300, -1e300, 1e-300], seed=1)
    assert 0 < result.p <= 1


def test_detectable_correlation_is_that_of_published_tables():
    # Cohen 1988, table 3.4.1 (two-sided 0.05, power 0.80): r = 0.30 needs n = 84 or 85.
    assert detectable_correlation(85) == pytest.approx(0.30, abs=0.002)
    assert np.isnan(detectable_correlation(3))
