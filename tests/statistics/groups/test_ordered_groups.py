import itertools

import numpy as np
import pytest

from explant.statistics.groups import ordered_groups
from explant.statistics.groups.ordered_groups import jonckheere
from explant.statistics.groups.two_groups import mann_whitney

from ..reference import labelings


def j_of(groups):
    return sum(
        (np.sign(b[None, :] - a[:, None]) + 1).sum() / 2
        for a, b in itertools.combinations(groups, 2)
    )


SIZES = [(1, 1), (2, 1, 1), (1, 1, 1, 1), (2, 3, 1), (1, 2, 2, 2), (3, 3, 3), (4, 3, 3), (5, 5)]


def every_j(values, labels):
    """J of every row of group numbers, by counting pairs."""
    larger = (np.sign(values[None, :] - values[:, None]) + 1) / 2
    total = 0.0
    for low, high in itertools.combinations(range(labels.max() + 1), 2):
        total += (((labels == low) @ larger) * (labels == high)).sum(axis=1)
    return total


@pytest.mark.parametrize("sizes", SIZES)
def test_equals_full_enumeration(sizes):
    rng = np.random.default_rng(51)
    for _ in range(75):
        tenths = rng.integers(-int(rng.integers(1, 8)), 4, size=sum(sizes))
        every = every_j(tenths, labelings(sizes))
        groups = np.split(tenths, np.cumsum(sizes)[:-1])
        observed = j_of(groups)
        result = jonckheere([group / 10 for group in groups], seed=0)
        assert result.j == observed
        assert result.arrangements == len(every)
        up, down = np.mean(every >= observed), np.mean(every <= observed)
        assert result.p_increasing == pytest.approx(up, abs=1e-12)
        assert result.p_decreasing == pytest.approx(down, abs=1e-12)
        assert result.p == pytest.approx(min(1, 2 * min(up, down)), abs=1e-12)


def test_two_groups_are_mann_whitney():
    rng = np.random.default_rng(52)
    one, two = np.round(rng.normal(size=12), 1), np.round(rng.normal(0.5, 1, size=8), 1)
    assert jonckheere([one, two], 0).p == pytest.approx(mann_whitney(one, two).p, rel=1e-9)


def test_random_labels_approach_the_exact_p(monkeypatch):
    rng = np.random.default_rng(53)
    groups = [
        np.round(rng.normal(shift, 1, size), 1) for shift, size in ((0, 8), (0.4, 7), (0.9, 5))
    ]
    exact = jonckheere(groups, seed=1)
    monkeypatch.setattr(ordered_groups, "LARGEST_EXACT_STATES", 0)
    drawn = jonckheere(groups, seed=1)
    assert exact.exact
    assert not drawn.exact
    assert drawn.j == exact.j
    tolerance = 4 * np.sqrt(exact.p_increasing / 9_999)
    assert drawn.p_increasing == pytest.approx(exact.p_increasing, abs=tolerance)
    assert drawn == jonckheere(groups, seed=1)


def test_reversed_order_mirrors():
    groups = [[0.1, 0.4], [0.3, 0.9, 0.4], [0.8]]
    there, back = jonckheere(groups, 0), jonckheere(groups[::-1], 0)
    assert there.p_increasing == pytest.approx(back.p_decreasing)
    assert there.p == pytest.approx(back.p)
    scaled = jonckheere([np.array(group) * 1e-300 for group in groups], 0)
    assert scaled.p == pytest.approx(there.p)


def test_extreme_input():
    assert jonckheere([[], [1.0]], 0).reason
    assert jonckheere([[1.0], [1.0], []], 0).p == 1.0
    assert jonckheere([[0.0] * 9, [0.0] * 9], 0).p == 1.0
    with pytest.raises(ValueError, match="two or more"):
        jonckheere([[1.0]], 0)


def test_a_random_p_counts_the_observed_order_among_the_random_ones(monkeypatch):
    # Phipson & Smyth 2010: p = (b + 1) / (m + 1); no random order rises like this one.
    monkeypatch.setattr(ordered_groups, "LARGEST_EXACT_STATES", 0)
    result = jonckheere([np.arange(start, start + 10.0) for start in (0, 10, 20)], 1, 999)
    assert not result.exact
    assert (result.p_increasing, result.p_decreasing) == (1 / 1000, 1.0)
