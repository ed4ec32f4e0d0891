import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explant.statistics.kernel.ties import midranks, settle_ties, settled_labels, tie_sizes
from tests.tried import tried


@given(
    st.lists(st.tuples(st.integers(0, 999), st.integers(0, 999)), min_size=1, max_size=20),
    st.integers(0, 3),
)
@settings(derandomize=True, max_examples=tried(200), deadline=None)
def test_differences_of_decimals_tie_as_the_decimals_do(pairs, digits):
    whole = np.array([a - b for a, b in pairs])
    binary = np.array([a / 10**digits - b / 10**digits for a, b in pairs])
    settled = settle_ties(binary)
    np.testing.assert_array_equal(settled == 0, whole == 0)
    np.testing.assert_array_equal(
        np.abs(settled)[:, None] == np.abs(settled)[None, :],
        np.abs(whole)[:, None] == np.abs(whole)[None, :],
    )
    np.testing.assert_array_equal(
        np.sign(settled_labels(binary)[:, None] - settled_labels(binary)[None, :]),
        np.sign(whole[:, None] - whole[None, :]),
    )


def test_an_outlier_makes_no_zeros_but_rounding_error_is_one():
    assert (settle_ties(np.array([1e15, 6.0, -7.0])) != 0).all()
    assert (settle_ties(np.array([1e300, 6.0, 1e-300])) != 0).all()
    assert settle_ties(np.array([1.0, 0.1 + 0.2 - 0.3]))[1] == 0.0
    assert settle_ties(np.array([])).size == 0


def test_midranks_equal_scipy():
    from scipy.stats import rankdata

    values = np.random.default_rng(1).integers(0, 9, size=40).astype(float)
    np.testing.assert_array_equal(midranks(values), rankdata(values))
    assert tie_sizes(values).sum() == 40


@pytest.mark.parametrize("scale", [2.0, 1e-300, 1e290])
def test_scale_does_not_matter(scale):
    values = np.array([0.3 - 0.2, 0.2 - 0.1, 1.0, -1.0])
    np.testing.assert_array_equal(settled_labels(values * scale), settled_labels(values))
