"""Areas, slopes, half-way points and lytic units against values by hand."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explant.curves.curve_summaries import area_under, line_slope, log_ec50, lytic_units
from explant.curves.points import points_needed

RATIOS = np.array([40.0, 20.0, 10.0, 5.0])


def test_area_by_hand():
    # 0 to 1: (34 + 44) / 2 = 39; 1 to 2: (44 + 52) / 2 = 48.
    assert area_under(np.array([0.0, 1.0, 2.0]), np.array([34.0, 44.0, 52.0])) == 87.0
    # 100 wide: (2 + 6) / 2 = 4, 400; 900 wide: (6 + 8) / 2 = 7, 6300.
    assert area_under(np.array([0.0, 100.0, 1000.0]), np.array([2.0, 6.0, 8.0])) == 6700.0


def test_slope_by_hand_and_of_numpy():
    # Means 2 and 3: (-2·-2 + 0·-1 + 2·3) / (4 + 4) = 10 / 8.
    assert line_slope(np.array([0.0, 2.0, 4.0]), np.array([1.0, 2.0, 6.0])) == 1.25
    x, y = np.array([0.0, 1.0, 4.0, 9.0]), np.array([3.0, -1.0, 2.0, 7.5])
    assert line_slope(x, y) == pytest.approx(np.polyfit(x, y, 1)[0])


@given(st.floats(1.2, 2.8), st.floats(0.5, 3.0), st.floats(-50, 50), st.floats(20, 200))
def test_the_halfway_point_of_an_exact_curve(middle, steepness, bottom, height):
    x = np.array([1.0, 3, 10, 30, 100, 300, 1000, 3000])
    y = bottom + height / (1 + 10 ** (steepness * (middle - np.log10(x))))
    found = log_ec50(x, y)
    assert found.estimate == pytest.approx(middle, abs=1e-4), found.reason


def test_halfway_beyond_the_scores_is_no_number():
    x = np.array([1.0, 10.0, 100.0, 1000.0])
    y = 100 / (1 + 10 ** (4 - np.log10(x)))
    found = log_ec50(x, y, 0.0, 100.0)
    assert math.isnan(found.estimate)
    assert found.reason == "halfway lies above the highest score"
    assert found.curve is not None
    assert found.curve.middle == pytest.approx(4.0)
    assert "below the lowest" in log_ec50(x, 100 / (1 + 0.5 / x), 0.0, 100.0).reason


@pytest.mark.parametrize("steepness", [0.8, 1.0, 1.6])
def test_lytic_units_by_hand(steepness):
    # At the ratio 12.5 the curve is at 30 %: 12.5 · 5000 effectors, of which 10⁷ hold 160.
    halfway = 12.5 * (70 / 30) ** (1 / steepness)
    lysis = 100 / (1 + (halfway / RATIOS) ** steepness)
    found = lytic_units(RATIOS, lysis, 30.0, 5_000, 1e7)
    assert (found.estimate, found.censored, found.reason) == (pytest.approx(160.0), "", "")


def test_lytic_units_of_an_exponential_curve_by_hand():
    # 1 - exp(-12.5 k) = 0.3.
    rate = -math.log(0.7) / 12.5
    found = lytic_units(RATIOS, 100 * -np.expm1(-rate * RATIOS), 30.0, 5_000, 1e7, "exponential")
    assert found.estimate == pytest.approx(160.0)


@pytest.mark.parametrize("shape", ["logistic", "exponential"])
def test_a_target_beyond_the_ratios_is_a_limit(shape):
    # At 40:1 the limit is 10⁷ / (5000 · 40) = 50, at 5:1 it is 400.
    low = lytic_units(RATIOS, np.array([14.0, 8.0, 3.0, 2.0]), 30.0, 5_000, 1e7, shape)
    assert (low.estimate, low.censored) == (50.0, "below")
    none = lytic_units(RATIOS, np.zeros(4), 30.0, 5_000, 1e7, shape)
    assert (none.estimate, none.censored) == (50.0, "below")
    high = lytic_units(RATIOS, np.array([99.0, 97.0, 94.0, 90.0]), 30.0, 5_000, 1e7, shape)
    assert (high.estimate, high.censored) == (400.0, "above")


@pytest.mark.parametrize("shape", ["logistic", "exponential"])
def test_a_falling_lysis_is_no_limit(shape):
    """More effectors that kill less: no rising curve fits, and nothing is known of the target."""
    ratios = np.array([1.0, 3.0, 10.0, 30.0, 100.0])
    falling = np.array([57.6, 48.8, 34.0, 20.7, 7.7])
    found = lytic_units(ratios, falling, 10.0, 1e4, 1e7, shape)
    assert math.isnan(found.estimate)
    assert (found.censored, bool(found.reason)) == ("", True)
    flat = lytic_units(ratios, np.array([2.0, -1.0, 1.5, 0.0, 1.0]), 10.0, 1e4, 1e7, shape)
    assert (flat.censored, flat.estimate) == ("below", 10.0)


def test_points_that_are_needed():
    assert points_needed("auc", "logistic", 6) == 6
    assert points_needed("slope", "logistic", 6) == 3
    assert points_needed("log_ec50", "logistic", 6) == 5
    assert points_needed("log_ec50", "logistic", 6, bottom=True, top=True) == 3
    assert points_needed("lytic_units", "logistic", 6) == 3
    assert points_needed("lytic_units", "exponential", 6) == 2
