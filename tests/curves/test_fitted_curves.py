"""Fits against certified values of NIST, published fits of the R package drc, and SciPy."""

import math

import numpy as np
import pytest
from scipy.optimize import curve_fit

from explant.curves.fitted_curves import fit_exponential, fit_logistic

# NIST Statistical Reference Datasets, nonlinear regression: data, certified parameters, residual
# sum of squares (https://www.itl.nist.gov/div898/strd/nls/nls_main.shtml).
RAT42_X = [9.0, 14.0, 21.0, 28.0, 42.0, 57.0, 63.0, 70.0, 79.0]
RAT42_Y = [8.93, 10.80, 18.59, 22.33, 39.35, 56.11, 61.73, 64.62, 67.08]
RAT42 = (7.2462237576e01, 2.6180768402e00, 6.7359200066e-02)
RAT42_RSS = 8.0565229338e00

MISRA1A_X = [77.6, 114.9, 141.1, 190.8, 239.9, 289.0, 332.8, 378.4, 434.8, 477.3, 536.8, 593.1,
             689.1, 760.0]  # fmt: skip
MISRA1A_Y = [10.07, 14.73, 17.94, 23.93, 29.61, 35.18, 40.02, 44.82, 50.76, 55.05, 61.01, 66.40,
             75.47, 81.78]  # fmt: skip
BOXBOD_X = [1.0, 2.0, 3.0, 5.0, 7.0, 10.0]
BOXBOD_Y = [109.0, 149.0, 149.0, 191.0, 213.0, 224.0]

# Root lengths of ryegrass (Inderjit et al. 2002), the data of Ritz & Streibig 2005, J Stat Softw
# 12(5), fitted there and in the package's documentation by drc's LL.4: slope, lower and upper
# limit, ED50. The slope of drc has the other sign where its curve falls.
CONCENTRATION = np.repeat([0.0, 0.94, 1.88, 3.75, 7.5, 15.0, 30.0], [6, 3, 3, 3, 3, 3, 3])
ROOT_LENGTH = np.array(
    [7.58, 8.0, 8.3285714, 7.25, 7.375, 7.9625, 8.3555556, 6.9142857, 7.75, 6.8714286, 6.45,
     5.9222222, 1.925, 2.8857143, 4.2333333, 1.1875, 0.8571429, 1.0571429, 0.6875, 0.525, 0.825,
     0.25, 0.22, 0.44]
)  # fmt: skip


def test_log_logistic_curve_against_rat42_of_nist():
    # b1 / (1 + exp(b2 - b3 x)) is the log-logistic curve from zero over scores of exp(x).
    curve = fit_logistic(np.exp(RAT42_X), np.array(RAT42_Y), bottom=0.0)
    assert not curve.reason
    found = (curve.top, curve.steepness * curve.middle * math.log(10), curve.steepness)
    assert found == pytest.approx(RAT42, rel=1e-8)
    assert curve.rss == pytest.approx(RAT42_RSS, rel=1e-10)


@pytest.mark.parametrize(
    ("x", "y", "certified", "rss"),
    [
        (MISRA1A_X, MISRA1A_Y, (2.3894212918e02, 5.5015643181e-04), 1.2455138894e-01),
        (BOXBOD_X, BOXBOD_Y, (2.1380940889e02, 5.4723748542e-01), 1.1680088766e03),
    ],
)
def test_exponential_curve_against_misra1a_and_boxbod_of_nist(x, y, certified, rss):
    curve = fit_exponential(np.array(x), np.array(y))
    assert not curve.reason
    assert (curve.top, curve.rate) == pytest.approx(certified, rel=1e-7)
    assert curve.rss == pytest.approx(rss, rel=1e-9)


def test_four_parameters_against_drc():
    # drc's optimizer stops some 1e-5 from the least squares.
    curve = fit_logistic(CONCENTRATION, ROOT_LENGTH)
    assert curve.steepness == pytest.approx(2.98222, abs=2e-5)
    assert curve.top == pytest.approx(0.48141, abs=2e-5)
    assert curve.bottom == pytest.approx(7.79296, abs=2e-5)
    assert 10**curve.middle == pytest.approx(3.05795, abs=2e-5)


def test_three_parameters_against_drc():
    # LL.3, whose lower limit is zero: 2.47033, 7.85543, 3.26336.
    curve = fit_logistic(CONCENTRATION, ROOT_LENGTH, top=0.0)
    found = (curve.steepness, curve.bottom, 10**curve.middle)
    assert found == pytest.approx((2.47033, 7.85543, 3.26336), abs=1e-5)


@pytest.mark.parametrize("seed", range(12))
def test_fits_are_those_of_scipy_from_the_true_parameters(seed):
    generator = np.random.default_rng(seed)
    x = np.array([0.0, 1, 3, 10, 30, 100, 300, 1000])
    truth = (generator.normal(10, 5), generator.normal(80, 10), generator.uniform(0.7, 2.3), 1.2)

    def curve_of(score, bottom, top, middle, steepness):
        with np.errstate(divide="ignore"):
            return bottom + (top - bottom) / (1 + 10 ** (steepness * (middle - np.log10(score))))

    y = curve_of(x, *truth) + generator.normal(0, 2, x.size)
    theirs, _ = curve_fit(curve_of, x, y, p0=truth, maxfev=20_000, xtol=1e-13, ftol=1e-13)
    ours = fit_logistic(x, y)
    assert (ours.bottom, ours.top, ours.middle, ours.steepness) == pytest.approx(theirs, rel=1e-4)
    # Never worse than what SciPy finds when it starts at the truth.
    assert ours.rss <= float(((curve_of(x, *theirs) - y) ** 2).sum()) * (1 + 1e-9)


def test_a_curve_is_at_the_score_of_a_value():
    curve = fit_logistic(np.exp(RAT42_X), np.array(RAT42_Y), bottom=0.0)
    assert curve.at(np.array([curve.score_of(30.0)]))[0] == pytest.approx(30.0)
    rise = fit_exponential(np.array(BOXBOD_X), np.array(BOXBOD_Y))
    assert rise.at(np.array([rise.score_of(100.0)]))[0] == pytest.approx(100.0)


def test_other_units_of_dose_and_value_move_the_curve_and_nothing_else():
    curve = fit_logistic(CONCENTRATION, ROOT_LENGTH)
    other = fit_logistic(1000 * CONCENTRATION, 10 * ROOT_LENGTH)
    assert other.middle == pytest.approx(curve.middle + 3, abs=1e-6)
    assert other.steepness == pytest.approx(curve.steepness, rel=1e-6)
    assert (other.bottom, other.top) == pytest.approx((10 * curve.bottom, 10 * curve.top), rel=1e-6)


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ([1, 1, 1, 1, 1], "do not change"),
        ([0, 0, 0, 100, 100], "a step between two scores"),
        ([0, 0, 50, 50, 50], "step"),
    ],
)
def test_what_the_values_leave_open_is_said(values, reason):
    scores = np.array([0.0, 1.0, 10.0, 100.0, 1000.0])
    assert reason in fit_logistic(scores, np.array(values, dtype=float)).reason
