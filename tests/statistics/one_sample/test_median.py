import numpy as np
import pytest

from explant.statistics.one_sample.median import median_interval
from explant.statistics.one_sample.sign_test import sign_test


@pytest.mark.parametrize(
    ("n", "rank_from_each_end", "level"),
    # Conover, Practical Nonparametric Statistics, order-statistic intervals from the binomial
    # tables: 1 - 2 P(B <= k - 1).
    [(6, 1, 0.96875), (10, 2, 0.978515625), (15, 4, 0.964843750), (20, 6, 0.958610535)],
)
def test_limits_are_the_tabulated_order_statistics(n, rank_from_each_end, level):
    result = median_interval(np.arange(1.0, n + 1))
    assert (result.low, result.high) == (rank_from_each_end, n + 1 - rank_from_each_end)
    assert result.level == pytest.approx(level, abs=1e-9)


def test_five_patients_cannot_reach_95_percent():
    result = median_interval([1.0, 2.0, 3.0, 4.0, 5.0])
    assert (result.low, result.high, result.level) == (1.0, 5.0, 0.9375)
    assert "too small" in result.reason


def test_p_and_interval_agree_with_ties_and_zeros():
    rng = np.random.default_rng(5)
    for _ in range(500):
        sample = rng.integers(-3, 6, size=rng.integers(2, 14)).astype(float)
        interval = median_interval(sample)
        excluded = interval.low > 0 or interval.high < 0
        assert excluded == (sign_test(sample).p <= 1 - interval.level + 1e-12)


@pytest.mark.parametrize("sample", [[], [1.0], [0.0, 0.0], [2.0, 2.0, 2.0], [1e300, -1e300, 1e300]])
def test_extreme_samples_have_a_defined_answer(sample):
    result = median_interval(sample)
    assert result.reason or result.low <= result.estimate <= result.high
