import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explant.statistics.robustness.normality import (
    asymmetry,
    normal_quantiles,
    shapiro_wilk_of_each,
)
from tests.statistics.one_column import shapiro_wilk
from tests.tried import tried

from ..reference import CHOLESTEROL, DEPRESSION, SLEEP, WITH_ZERO

BIG, SMALL = 1.7e308, 5e-324

# R 4.2.2: shapiro.test(x); e1071::skewness(x, type = 2); (mean(x) - median(x)) / sd(x).
R = {
    "sleep": (SLEEP, 0.8298713319287948, 0.0333416086303081, -1.74554967319137, -0.227643112357908),
    "depression": (
        DEPRESSION,
        0.921392117713305,
        0.403890107641380,
        -0.0955017259351777,
        -0.136137667642931,
    ),
    "zeros": (
        WITH_ZERO,
        0.929805728312482,
        0.378057332225552,
        -0.491888191197371,
        -0.232638219571531,
    ),
    "cholesterol": (
        CHOLESTEROL,
        0.958439718008562,
        0.795112273900700,
        0.208467461812942,
        -0.159245977773775,
    ),
}


@pytest.mark.parametrize("name", R)
def test_equals_r(name):
    sample, w, p, skewness, lean = R[name]
    found = shapiro_wilk(sample)
    assert (found.w, found.p) == pytest.approx((w, p), rel=1e-5)
    shape = asymmetry(sample)
    assert (shape.skewness, shape.mean_minus_median) == pytest.approx((skewness, lean), rel=1e-10)


def test_many_samples_at_once_are_each_by_itself():
    rng = np.random.default_rng(4)
    samples = [rng.normal(size=n).round(1) for n in (20, 0, 5, 20, 2, 5, 4)]
    samples[6][:] = 1.5
    assert [repr(result) for result in shapiro_wilk_of_each(samples)] == [
        repr(shapiro_wilk(sample)) for sample in samples
    ]


def test_skewness_equals_pandas():
    import pandas as pd

    sample = np.random.default_rng(8).gamma(2.0, 3.0, 25)
    assert asymmetry(sample).skewness == pytest.approx(pd.Series(sample).skew(), rel=1e-12)


@pytest.mark.parametrize(
    ("n", "quantiles"),
    [
        # R: qnorm(ppoints(n)).
        (1, [0.0]),
        (5, [-1.179761117611860, -0.497200570681554, 0.0, 0.497200570681554, 1.179761117611860]),
        (11, [-1.690621629584898, -1.096803562093513, -0.747858594763302, -0.472789120992267]),
    ],
)
def test_quantiles_are_those_of_r(n, quantiles):
    sample = np.arange(n, dtype=float)
    found = np.sort(normal_quantiles(sample[::-1]))
    np.testing.assert_allclose(found[: len(quantiles)], quantiles, rtol=1e-12, atol=1e-15)


def test_equal_differences_share_a_quantile():
    # Binary floating point stores two numbers for 0.1; ranks 2.5 and 2.5 lie in the middle of 4.
    found = normal_quantiles([0.3 - 0.2, -7.0, 0.2 - 0.1, 5.0])
    assert found[0] == found[2] == 0.0
    assert found[3] == -found[1]


def test_without_patients_there_are_no_quantiles():
    assert normal_quantiles([]).shape == (0,)


@pytest.mark.parametrize("function", [shapiro_wilk, asymmetry])
@pytest.mark.parametrize(
    ("sample", "reason"),
    [
        ([], "fewer than three patients"),
        ([1.0], "fewer than three patients"),
        ([1.0, 2.0], "fewer than three patients"),
        ([4.0] * 6, "all differences are equal"),
        ([0.0] * 6, "all differences are equal"),
        ([0.3 - 0.2, 0.2 - 0.1, 0.4 - 0.3], "all differences are equal"),
        ([BIG] * 3, "all differences are equal"),
        ([SMALL] * 3, "all differences are equal"),
    ],
)
def test_what_has_no_shape_says_so(function, sample, reason):
    result = function(sample)
    assert result.reason == reason
    values = [v for name, v in vars(result).items() if name not in ("n", "reason")]
    assert all(math.isnan(value) for value in values)


def test_more_patients_than_the_approximation_knows():
    sample = np.random.default_rng(2).normal(size=5001)
    assert shapiro_wilk(sample[:-1]).reason == ""
    assert "5000" in shapiro_wilk(sample).reason


@pytest.mark.parametrize(
    "sample",
    [
        [BIG, -BIG, BIG / 2, 0.0, 1.0],
        [SMALL, 2 * SMALL, 9 * SMALL, 4 * SMALL],
        [1e-300, 2e-300, 3e-300, 1e300],
        [3.0, 4.0, 6.0, 1e15],
        [1e15, 1e15 + 1e6, 1e15 + 3e6, 1e15 - 2e6],
    ],
)
def test_the_ends_of_the_number_range(sample):
    found, shape = shapiro_wilk(sample), asymmetry(sample)
    assert 0 < found.w <= 1
    assert 0 < found.p <= 1
    assert abs(shape.skewness) <= len(sample)
    # The mean lies within one standard deviation of the median (Hotelling & Solomons 1932).
    assert abs(shape.mean_minus_median) <= 1


@given(
    st.lists(st.integers(-50, 50), min_size=3, max_size=15),
    st.sampled_from([0.25, 2.0, 1e-200, 1e200]),
)
@settings(derandomize=True, max_examples=tried(100), deadline=None)
def test_unit_and_sign_change_only_the_sign_of_asymmetry(values, unit):
    sample = np.array(values, dtype=float)
    turned = -sample * unit
    assert shapiro_wilk(turned).w == pytest.approx(shapiro_wilk(sample).w, rel=1e-6, nan_ok=True)
    for name in ("skewness", "mean_minus_median"):
        there, back = getattr(asymmetry(sample), name), getattr(asymmetry(turned), name)
        assert back == pytest.approx(-there, rel=1e-9, abs=1e-12, nan_ok=True)
    np.testing.assert_allclose(normal_quantiles(turned), -normal_quantiles(sample), atol=1e-12)


def test_missing_values_are_refused():
    for function in (shapiro_wilk, asymmetry, normal_quantiles):
        with pytest.raises(ValueError, match="missing or infinite"):
            function([1.0, 2.0, math.nan])
