"""Shifts of all columns together are those of each alone, and tell the level they achieve."""

import numpy as np
import pytest

from explant.statistics.groups.group_shifts import shifts_of_rows
from explant.statistics.groups.hodges_lehmann import (
    hodges_lehmann_shift,
    hodges_lehmann_shift_of_columns,
)
from explant.statistics.groups.two_groups import mann_whitney
from explant.statistics.kernel.ties import settle_ties_of_rows


@pytest.mark.parametrize("sizes", [(2, 60), (85, 27), (40, 40), (3, 4)])
@pytest.mark.parametrize("digits", [0, 1, 2, 5])
@pytest.mark.parametrize("confidence", [0.8, 0.95, 0.999])
def test_columns_together_equal_each_alone(sizes, digits, confidence):
    rng = np.random.default_rng(sum(sizes) + digits)
    shifts = rng.choice([0.0, 0.5, 3.0, 30.0], 12)
    columns = rng.normal(0.0, 1.0, (sum(sizes), 12))
    columns[: sizes[0]] += shifts
    columns = np.round(columns, digits)
    found = hodges_lehmann_shift_of_columns(columns, sizes[0], confidence)
    for column, result in zip(columns.T, found, strict=True):
        alone = hodges_lehmann_shift(column[: sizes[0]], column[sizes[0] :], confidence)
        assert result == alone


@pytest.mark.parametrize("digits", [1, 2])
@pytest.mark.parametrize("sizes", [(30, 25), (20, 60)])
def test_the_level_is_one_less_the_largest_p_outside(sizes, digits):
    # Bisection passes by the last gap outside, of which p was once forgotten.
    rng = np.random.default_rng(digits)
    columns = np.round(rng.normal(0.3, 1.0, (sum(sizes), 30)), digits)
    step = 10.0**-digits
    for column in columns.T:
        one, two = column[: sizes[0]], column[sizes[0] :]
        result = hodges_lehmann_shift(one, two)
        # Differences lie on multiples of the step, gaps halfway between.
        low, high = (round(end / step) for end in (result.low, result.high))
        near = np.concatenate((low - np.arange(1, 25) / 2.0, high + np.arange(1, 25) / 2.0))
        outside = max(mann_whitney(np.round(one - at * step, 9), two).p for at in near)
        assert result.level == pytest.approx(1.0 - outside, abs=1e-12)


def test_what_rounding_blurs_is_left_to_be_done_alone():
    swallowed = np.concatenate((np.full(30, 1e12), np.linspace(1.0, 1.1, 30)))
    clear = np.concatenate((np.arange(30.0), np.arange(30.0) + 0.5))
    found = shifts_of_rows(settle_ties_of_rows(np.stack((swallowed, clear))), 30, 0.95)
    assert found[0] is None
    assert found[1].estimate == pytest.approx(-0.5)


def test_a_shift_beyond_the_largest_number_is_told_together_as_alone():
    columns = np.random.default_rng(5).uniform(1.2e308, 1.7e308, (60, 2))
    columns[:30, 0] *= -1.0
    found = hodges_lehmann_shift_of_columns(columns, 30)
    for column, result in zip(columns.T, found, strict=True):
        assert result == hodges_lehmann_shift(column[:30], column[30:])
    assert "largest" in found[0].reason
    assert not found[1].reason


def test_no_pairs():
    assert hodges_lehmann_shift_of_columns(np.ones((60, 2)), 0)[0].reason
    assert shifts_of_rows(np.empty((0, 60)), 30, 0.95) == []
