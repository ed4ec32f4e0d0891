import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explant.statistics.one_sample.two_one_sided_tests import tost
from tests.tried import tried


def test_equals_statsmodels():
    from statsmodels.stats.weightstats import DescrStatsW

    sample = np.random.default_rng(91).normal(0.1, 1.0, 20)
    p, lower, upper = DescrStatsW(sample).ttost_mean(-0.6, 0.5)
    result = tost(sample, -0.6, 0.5)
    assert result.p == pytest.approx(p, rel=1e-9)
    assert (result.t_lower, result.p_lower) == pytest.approx(lower[:2], rel=1e-9)
    assert (result.t_upper, result.p_upper) == pytest.approx(upper[:2], rel=1e-9)


@given(
    st.lists(st.integers(-20, 20), min_size=3, max_size=12),
    st.sampled_from([0.01, 0.05, 0.1]),
    st.integers(1, 30),
)
@settings(derandomize=True, max_examples=tried(150), deadline=None)
def test_verdict_is_that_of_the_interval(values, alpha, margin):
    result = tost(values, -margin - 0.123, margin, alpha)
    if result.reason:
        assert result.equivalent is None
        return
    assert result.level == 1 - 2 * alpha
    assert result.equivalent == (result.low > -margin - 0.123 and result.high < margin)


@pytest.mark.parametrize("values", [[], [1.0], [0.2, 0.2, 0.2]])
def test_no_spread_no_verdict(values):
    result = tost(values, -1.0, 1.0)
    assert result.equivalent is None
    assert result.reason


def test_huge_and_tiny_values():
    assert tost([1e300, -1e300, 2e300], -1e-300, 1e-300).equivalent is False
    assert tost([1e-300, -1e-300, 2e-300], -1.0, 1.0).equivalent is True


@pytest.mark.parametrize(("low", "high", "alpha"), [(1.0, -1.0, 0.05), (-1.0, 1.0, 0.5)])
def test_wrong_input(low, high, alpha):
    with pytest.raises(ValueError, match=r"margin|alpha"):
        tost([1.0, 2.0], low, high, alpha)
