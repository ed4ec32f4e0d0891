import itertools
import math

import numpy as np
import pytest
from scipy.spatial.distance import pdist, squareform

from explant.figures.large_panel.clustering import clustered, distances

NAN = math.nan


def names(count: int) -> list[str]:
    return [f"N{i}" for i in range(count)]


def test_without_gaps_the_distance_is_that_of_scipy() -> None:
    values = np.random.default_rng(1).normal(size=(6, 9))
    expected = squareform(pdist(values)) / math.sqrt(9)
    np.testing.assert_allclose(distances(values), expected, rtol=1e-12)


def test_gaps_leave_the_common_columns() -> None:
    found = distances(np.array([[1.0, 5.0, NAN], [3.0, NAN, 7.0], [1.0, 1.0, 1.0]]))
    # By hand: one common column; two; two.
    assert found[0, 1] == 2.0
    assert found[0, 2] == pytest.approx(math.sqrt((0 + 16) / 2))
    assert found[1, 2] == pytest.approx(math.sqrt((4 + 36) / 2))
    np.testing.assert_array_equal(found, found.T)


def test_rows_without_a_common_column_are_as_far_as_any() -> None:
    found = distances(np.array([[1.0, NAN], [NAN, 1.0], [4.0, 2.0]]))
    assert found[0, 2] == 3.0
    assert found[0, 1] == 3.0


def test_nothing_in_common_at_all() -> None:
    assert distances(np.array([[1.0, NAN], [NAN, 1.0]])).tolist() == [[0.0, 0.0], [0.0, 0.0]]


def test_two_groups_are_told_apart_and_the_larger_come_first() -> None:
    values = np.array([[-1.0, -1.1], [1.0, 1.2], [-0.9, -1.0], [1.1, 1.0]])
    found = clustered(values, names(4))
    assert set(found.order[:2]) == {1, 3}
    assert set(found.order[2:]) == {0, 2}
    # Average linkage by hand: the mean of the four distances between the groups.
    between = [math.dist(values[a], values[b]) / math.sqrt(2) for a in (1, 3) for b in (0, 2)]
    assert found.branches[-1, 1, 1] == pytest.approx(np.mean(between))


def test_branches_join_neighbors() -> None:
    values = np.random.default_rng(2).normal(size=(9, 5))
    found = clustered(values, names(9))
    assert found.branches.shape == (8, 2, 4)
    places, heights = found.branches[:, 0], found.branches[:, 1]
    leaves = sorted(
        place
        for x, y in zip(places, heights, strict=True)
        for place, height in ((x[0], y[0]), (x[3], y[3]))
        if height == 0
    )
    assert leaves == list(range(9))
    assert (heights[:, 1] >= heights[:, [0, 3]].max(axis=1)).all()
    # No branch crosses another: at each join lie its own leaves only.
    spans = {(float(p), 0.0): (p, p) for p in range(9)}
    for x, y in zip(places, heights, strict=True):
        parts = [spans.pop((float(x[i]), float(y[i]))) for i in (0, 3)]
        low, high = sorted(parts)
        assert high[0] == low[1] + 1
        spans[(float(x[0] + x[3]) / 2, float(y[1]))] = (low[0], high[1])


def test_no_other_turn_of_the_branches_brings_neighbors_nearer() -> None:
    values = np.random.default_rng(3).normal(size=(7, 4))
    found = clustered(values, names(7))
    apart = distances(values)

    def length(order: tuple[int, ...]) -> float:
        return sum(apart[a, b] for a, b in itertools.pairwise(order))

    groups = {(float(i), 0.0): [(found.order[i],)] for i in range(7)}
    for x, y in found.branches:
        first, second = (groups.pop((float(x[i]), float(y[i]))) for i in (0, 3))
        groups[(float(x[0] + x[3]) / 2, float(y[1]))] = [
            joined for a in first for b in second for joined in (a + b, b + a)
        ]
    (orders,) = groups.values()
    assert len(orders) == 2**6
    assert length(found.order) == pytest.approx(min(length(order) for order in orders))


def test_the_order_of_the_rows_changes_nothing() -> None:
    rng = np.random.default_rng(4)
    # Whole numbers, so that many distances are equal.
    values = rng.integers(-1, 2, size=(12, 3)).astype(float)
    labels = names(12)
    expected = [labels[i] for i in clustered(values, labels).order]
    for _ in range(20):
        turned = rng.permutation(12)
        shuffled = [labels[i] for i in turned]
        assert [shuffled[i] for i in clustered(values[turned], shuffled).order] == expected


def test_rows_without_a_value_come_last_by_name() -> None:
    values = np.array([[NAN, NAN], [1.0, NAN], [NAN, NAN], [-1.0, 0.5]])
    found = clustered(values, ["d", "c", "a", "b"])
    assert found.order == (1, 3, 2, 0)
    assert len(found.branches) == 1


@pytest.mark.parametrize("count", [0, 1])
def test_too_few_for_a_tree(count: int) -> None:
    found = clustered(np.zeros((count, 3)), names(count))
    assert found.order == tuple(range(count))
    assert len(found.branches) == 0


def test_rows_that_are_all_alike_stand_by_name() -> None:
    found = clustered(np.ones((3, 2)), ["b", "c", "a"])
    assert len(found.order) == 3
    assert ["b", "c", "a"][found.order[0]] < ["b", "c", "a"][found.order[-1]]
    assert (found.branches[:, 1] == 0).all()


def test_a_long_chain_of_rows_is_drawn() -> None:
    values = (2.0 ** np.linspace(0, 200, 1200))[:, None]
    assert len(clustered(values, [f"{i:04d}" for i in range(1200)]).branches) == 1199
