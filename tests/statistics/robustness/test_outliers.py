import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explant.statistics.robustness.outliers import FLAGGED_BEYOND, robust_z
from tests.tried import tried

from ..reference import CHOLESTEROL, DEPRESSION, SLEEP, WITH_ZERO

BIG, SMALL = 1.7e308, 5e-324

# (x - median(x)) / mad(x) in R 4.2.2.
R_SLEEP = [
    *(0.168622689869149, -1.854849588560639, 0.0, 0.0, 2.192094968298937),
    *(0.505868069607446, -0.843113449345744, 0.843113449345745, -5.564548765681915),
    -0.168622689869149,
]
R_DEPRESSION = [
    *(0.6744907594765952, -0.9299796835207600, 0.7766863290942614, -0.0875962025294277),
    *(0.1897917721470937, 0.1459936708823797, 0.0, -0.8321639240295655, -0.7007696202354234),
]
R_CHOLESTEROL = [
    *(-1.734404810082673, -2.890674683471122, -0.963558227823707, -0.192711645564741),
    *(2.697963037906381, 0.385423291129483, 0.192711645564741, 0.385423291129483),
]


@pytest.mark.parametrize(
    ("sample", "z", "mad"),
    [
        (SLEEP, R_SLEEP, 0.59304),
        (DEPRESSION, R_DEPRESSION, 0.6849612),
        (CHOLESTEROL, R_CHOLESTEROL, 5.1891),
    ],
)
def test_equals_r(sample, z, mad):
    result = robust_z(sample)
    np.testing.assert_allclose(result.z, z, rtol=1e-12, atol=1e-12)
    assert result.spread == pytest.approx(mad, rel=1e-12)
    assert result.method == "median absolute deviation"


def test_two_wrong_values_do_not_hide_each_other():
    # Mean and standard deviation give the two a z of 1.9 at most: they mask each other.
    sample = np.array([2.1, 2.6, 2.4, 2.5, 2.3, 2.1, 2.3, 2.6, 8.2, 8.3])
    assert np.abs((sample - sample.mean()) / sample.std(ddof=1)).max() < 2
    result = robust_z(sample)
    assert result.flagged.nonzero()[0].tolist() == [8, 9]
    # R: (8.2 - 2.45) / mad = 25.855479113269418.
    assert result.z[8] == pytest.approx(25.855479113269418, rel=1e-12)


def test_flagged_begins_beyond_the_limit():
    # Median 0 and MAD 1: z is x / 1.4826.
    rest = [-1.0, -1.0, 0.0, 1.0, 1.0, -1.0, 1.0]
    at = robust_z([*rest, FLAGGED_BEYOND * 1.4826, -100.0])
    assert at.z[7] == FLAGGED_BEYOND
    assert at.flagged.tolist() == [False] * 8 + [True]


def test_where_half_are_equal_the_mean_deviation_decides():
    # Mean deviation 90 / 8 = 11.25, so z = 90 / (1.253314 * 11.25).
    result = robust_z([10.0] * 7 + [100.0])
    assert result.method == "mean absolute deviation"
    assert result.z[7] == pytest.approx(90 / (1.253314 * 11.25), rel=1e-12)
    assert result.flagged.nonzero()[0].tolist() == [7]


def test_binary_rounding_makes_no_outlier():
    result = robust_z([0.3 - 0.2, 0.2 - 0.1, 0.4 - 0.3, 0.1, 0.9 - 0.8])
    assert not result.flagged.any()
    assert result.reason == "all differences are equal"
    # Their spread is not the rounding error either.
    assert robust_z([0.3 - 0.2, 0.2 - 0.1, 0.4 - 0.3, 0.12]).method == "mean absolute deviation"


@pytest.mark.parametrize(
    ("sample", "reason"),
    [
        ([], "no patients"),
        ([3.0], "one patient"),
        ([2.0, 2.0], "all differences are equal"),
        ([BIG] * 5, "all differences are equal"),
        ([SMALL] * 5, "all differences are equal"),
    ],
)
def test_without_spread_nobody_is_flagged(sample, reason):
    result = robust_z(sample)
    assert result.reason == reason
    assert result.z.tolist() == [0.0] * len(sample)
    assert not result.flagged.any()


def test_two_patients_are_never_flagged():
    assert robust_z([-5.0, 1e6]).z.tolist() == pytest.approx([-1 / 1.4826, 1 / 1.4826])


@pytest.mark.parametrize(
    ("sample", "flagged"),
    [
        ([BIG, -BIG, BIG / 2, 0.0, 1.0], []),
        ([1.0, 2.0, 3.0, 4.0, BIG], [4]),
        ([SMALL, 2 * SMALL, 3 * SMALL, 2 * SMALL, 900 * SMALL], [4]),
        ([1e-300, 2e-300, 3e-300, 1e300], [3]),
        ([3.0, 4.0, 6.0, 1e15], [3]),
        ([SMALL, 2 * SMALL, 3 * SMALL, 4 * SMALL, BIG], [4]),
    ],
)
def test_the_ends_of_the_number_range(sample, flagged):
    result = robust_z(sample)
    assert np.isfinite(result.z).all()
    assert result.flagged.nonzero()[0].tolist() == flagged
    assert result.spread >= 0
    assert math.isfinite(result.median)


@given(
    st.lists(st.integers(-50, 50), min_size=1, max_size=15),
    st.sampled_from([0.25, 2.0, 1e-200, 1e200]),
    st.integers(-100, 100),
)
@settings(derandomize=True, max_examples=tried(150), deadline=None)
def test_unit_origin_and_order_do_not_matter(values, unit, origin):
    sample = np.array(values, dtype=float)
    z = robust_z(sample).z
    np.testing.assert_allclose(robust_z(-sample * unit).z, -z, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(robust_z(sample + origin).z, z, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(robust_z(sample[::-1]).z, z[::-1], rtol=1e-12)


def test_missing_values_are_refused():
    with pytest.raises(ValueError, match=r"missing or infinite values at positions \[1\]"):
        robust_z([1.0, math.nan])


def test_nobody_of_twelve_is_flagged_where_none_lies_apart():
    # R: the largest of |x - median| / mad is 1.7121688509790496.
    assert np.abs(robust_z(WITH_ZERO).z).max() == pytest.approx(1.7121688509790496, rel=1e-12)
