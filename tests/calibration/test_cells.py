"""Rates, their Monte Carlo error, and what counts as a miss."""

from dataclasses import replace

import numpy as np
import pytest
from calibration.cells import FALSE_ALARMS, cell, generator, judge, read_cells, tail, write_cells
from scipy.stats import binom


def counted(happened, studies, quantity="error", level=0.05, topic="one sample", target=None):
    flags = np.zeros(studies)
    flags[:happened] = 1.0
    return cell(topic, quantity, "t", "normal", "6", level, flags, "exact", target)


def test_coverage_of_a_known_binomial_is_estimated_with_its_error():
    rates, errors = [], []
    for seed in range(300):
        covered = np.random.default_rng(seed).random(500) < 0.9
        one = cell("t", "coverage", "t", "normal", "6", 0.95, covered, "exact")
        rates.append(one.rate)
        errors.append(one.monte_carlo_error)
    assert np.mean(rates) == pytest.approx(0.9, abs=0.003)
    assert np.mean(errors) == pytest.approx(np.std(rates), rel=0.15)
    assert np.mean(errors) == pytest.approx(np.sqrt(0.9 * 0.1 / 500), rel=0.02)


def test_studies_without_an_answer_are_left_out():
    one = cell("t", "coverage", "t", "n", "6", 0.95, np.array([1.0, np.nan, 0.0]), "exact")
    assert (one.rate, one.simulations) == (0.5, 2)


@pytest.mark.parametrize("happened", [0, 30, 50, 80, 1000])
def test_tail_of_an_error_is_the_upper_binomial_tail(happened):
    expected = binom.sf(happened - 1, 1000, 0.05)
    assert tail(counted(happened, 1000)) == pytest.approx(expected)


@pytest.mark.parametrize("happened", [0, 900, 950, 1000])
def test_tail_of_a_coverage_is_the_lower_binomial_tail(happened):
    one = counted(happened, 1000, "coverage", 0.95, target=0.96)
    assert tail(one) == pytest.approx(binom.cdf(happened, 1000, 0.96))


def test_too_bold_tests_and_too_narrow_intervals_are_missed_cautious_ones_are_not():
    bold, cautious = counted(90, 1000), counted(10, 1000)
    narrow = counted(900, 1000, "coverage", 0.95)
    wide = counted(1000, 1000, "coverage", 0.95)
    assert [one.missed for one in judge([bold, cautious, narrow, wide])] == [
        True,
        False,
        True,
        False,
    ]


def test_a_method_that_tests_something_else_is_not_blamed():
    bold = counted(900, 1000)
    assert not judge([replace(bold, promise="other")])[0].missed
    assert not judge([replace(bold, promise="none")])[0].missed


def test_false_alarms_over_a_whole_page_are_as_rare_as_said():
    random = np.random.default_rng(8)
    alarms = 0
    for _ in range(400):
        page = [counted(int(random.binomial(2000, 0.05)), 2000) for _ in range(20)]
        alarms += any(one.missed for one in judge(page))
    assert alarms <= binom.ppf(0.9999, 400, FALSE_ALARMS)


def test_a_false_discovery_rate_is_judged_by_its_own_spread():
    share = np.tile([0.0, 0.0, 0.5, 1.0], 250)
    one = cell("false discovery rate", "error", "bh", "n", "6", 0.05, share, "exact")
    assert tail(one) < 1e-6
    assert tail(replace(one, rate=0.05)) == pytest.approx(0.5)


def test_every_setting_has_random_numbers_of_its_own():
    draws = {generator(1, name).random() for name in ("a", "b", "c")}
    assert len(draws) == 3
    assert generator(1, "a").random() == generator(1, "a").random()
    assert generator(1, "a").random() != generator(2, "a").random()


def test_cells_survive_the_file(tmp_path):
    cells = judge([counted(90, 1000), counted(949, 1000, "coverage", 0.95, target=0.9575)])
    write_cells(cells, tmp_path / "cells.csv")
    read = read_cells(tmp_path / "cells.csv")
    assert [one.missed for one in read] == [True, False]
    assert read[1].target == 0.9575
    write_cells(read, tmp_path / "again.csv")
    assert (tmp_path / "again.csv").read_bytes() == (tmp_path / "cells.csv").read_bytes()
