import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explant.statistics.one_sample.sign_test import sign_test, superiority
from tests.tried import tried

from ..reference import sign_patterns, small_sample


def test_equals_full_enumeration():
    rng = np.random.default_rng(9)
    for _ in range(500):
        sample = small_sample(rng, int(rng.integers(2, 11)))
        tenths = np.round(sample * 10)
        signs = np.sign(tenths[tenths != 0])
        sums = sign_patterns(signs.size).sum(axis=1)
        result = sign_test(sample)
        assert result.p == pytest.approx(np.mean(np.abs(sums) >= abs(signs.sum())), abs=1e-12)
        counts = (result.n_increase, result.n_decrease, result.n_zero)
        assert counts == ((tenths > 0).sum(), (tenths < 0).sum(), (tenths == 0).sum())


@given(st.lists(st.integers(-2, 2), min_size=1, max_size=30), st.sampled_from([0.9, 0.95]))
@settings(derandomize=True, max_examples=tried(500), deadline=None)
def test_superiority_agrees_with_p(values, confidence):
    p, result = sign_test(values).p, superiority(values, confidence)
    mirrored = superiority([-value for value in values], confidence)
    assert mirrored.estimate == pytest.approx(1 - result.estimate)
    if result.reason:
        assert not any(values)
    else:
        assert 0 <= result.low <= result.estimate <= result.high <= 1
        assert (p <= 1 - confidence) == (result.low > 0.5 or result.high < 0.5)
        assert mirrored.low == pytest.approx(1 - result.high)


def test_share_is_of_patients_not_of_pairs():
    # Over all n * n pairs the share would differ: one patient falls, three rise a little.
    assert superiority([0.1, 0.1, 0.1, -50.0]).estimate == 0.75


def test_interval_equals_scipy():
    from scipy.stats import binomtest

    expected = binomtest(17, 20).proportion_ci(0.95, method="exact")
    result = superiority([1.0] * 17 + [-1.0] * 3)
    assert (result.low, result.high) == pytest.approx((expected.low, expected.high), abs=1e-10)


@pytest.mark.parametrize("values", [[], [0.0], [0.0, 0.0]])
def test_nothing_to_count(values):
    assert sign_test(values).reason
    result = superiority(values)
    assert np.isnan(result.low)
    assert result.reason


def test_without_patients_there_is_no_p():
    found = sign_test(np.empty(0))
    assert np.isnan(found.p)
    assert (found.n_zero, found.reason) == (0, "no patients")
