import numpy as np
import pytest

from explant.statistics.groups.group_shifts import GroupShifts
from explant.statistics.groups.two_groups import mann_whitney


@pytest.mark.parametrize("spread", [3, 20, 10_000])
def test_p_at_every_position_is_the_test_of_the_shifted_groups(spread):
    rng = np.random.default_rng(spread)
    one, two = (rng.integers(-spread, spread + 1, n).astype(np.float64) for n in (31, 26))
    shifts = GroupShifts(one, two)
    assert shifts.regular
    points = shifts.points
    assert points.tolist() == sorted(set((one[:, None] - two[None, :]).ravel()))
    assert shifts.estimate == np.median(one[:, None] - two[None, :])
    gaps = np.concatenate(([points[0] - 1.0], (points[1:] + points[:-1]) / 2.0, [points[-1] + 1.0]))
    every = np.empty(2 * points.size + 1)
    every[0::2], every[1::2] = gaps, points
    positions = np.arange(every.size)[:: max(1, every.size // 100)]
    expected = [mann_whitney(one - shift, two).p for shift in every[positions]]
    np.testing.assert_allclose(shifts.p_values(positions), expected, rtol=1e-12)


def test_a_large_value_that_swallows_the_distance_of_small_ones_is_not_regular():
    small = np.array([1.0, 1.1, 1.3])
    assert not GroupShifts(np.array([1e12, 2.0]), small).regular
    assert GroupShifts(np.array([1e6, 2.0]), small).regular


def test_a_group_of_two_values_counts_when_rounding_is_judged():
    # 1e12 swallows the distance of the other group's two values, and is swallowed by no one.
    assert not GroupShifts(np.array([1e12, 2.0]), np.array([1.0, 1.1])).regular
    assert GroupShifts(np.array([2.0]), np.array([1.0])).regular
