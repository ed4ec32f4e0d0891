import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explant.statistics.one_sample.bayes_factor import LARGEST_T, bf10

# The integral of Rouder et al. 2009 by mpmath 1.4.1, 40 digits, over log g: t, n, BF10.
EXACT = json.loads(
    (Path(__file__).parent.parent / "fixtures" / "bayes_factors.json").read_text(encoding="utf-8")
)


def test_the_value_that_pingouin_prints():
    # pingouin 0.7.0: bayesfactor_ttest(3.5, 20, 20, paired=True).
    assert round(float(bf10(3.5, 20)), 3) == 17.185


@pytest.mark.parametrize(("t", "n", "expected"), EXACT)
def test_it_equals_the_integral_at_high_precision(t, n, expected):
    value = float(expected)
    assert bf10(float(t), n) == pytest.approx(value, rel=1e-12)
    assert bf10(-float(t), n) == bf10(float(t), n)


@pytest.mark.parametrize("n", [2, 3, 5, 8, 20, 113, 5000])
def test_it_equals_pingouin_where_its_integral_holds(n):
    from pingouin import bayesfactor_ttest

    # Further out pingouin is off by up to 3e-7; see the comparison with mpmath.
    for t in (0.0, 0.1, 0.7, 2.1, 3.5, 6.0, 9.0):
        expected = bayesfactor_ttest(t, n, r=math.sqrt(0.5))
        assert bf10(t, n) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize(("n", "scale"), [(5, 0.2), (20, 1.0), (113, math.sqrt(2.0))])
def test_other_priors(n, scale):
    from pingouin import bayesfactor_ttest

    assert bf10(2.5, n, scale) == pytest.approx(bayesfactor_ttest(2.5, n, r=scale), rel=1e-9)


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=20), st.integers(2, 60))
def test_no_result_depends_on_the_others(values, n):
    assert bf10(values, n).tolist() == [float(bf10(value, n)) for value in values]


def test_it_keeps_the_shape():
    assert bf10([[1.0, 2.0, 3.0]], 9).shape == (1, 3)
    assert bf10([], 9).shape == (0,)


def test_extreme_t():
    assert np.isnan(bf10([np.nan, np.inf, -np.inf, 2.0 * LARGEST_T], 20)).all()
    assert np.isnan(bf10(1.0, 1))
    assert bf10(400.0, 500) == np.inf
    # Two patients: the factor grows with log t only; its difference is the slope of the integrand.
    slope = math.sqrt(2.0 * 0.5 / (2.0 * math.pi)) * 2.0 * math.log(10.0)
    assert bf10(1e100, 2) - bf10(1e99, 2) == pytest.approx(slope, rel=1e-9)
