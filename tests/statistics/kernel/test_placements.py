import numpy as np
import pytest

from explant.statistics.kernel import placements as module
from explant.statistics.kernel.placements import Layout, all_labelings, random_labelings

from ..reference import labelings


def enumerated(values, sizes):
    """Doubled placements' sum and sums of squares of all labelings, by comparing pairs."""
    larger = np.sign(values[:, None] - values[None, :]) + 1
    own = labelings(sizes) == 0
    first, second = ((~own) @ larger.T) * own, (own @ larger.T) * ~own
    return first.sum(axis=1), (first**2).sum(axis=1), (second**2).sum(axis=1)


def some_layouts(rounds):
    rng = np.random.default_rng(121)
    for _ in range(rounds):
        sizes = tuple(rng.integers(2, 6, size=2).tolist())
        values = np.sort(rng.integers(0, int(rng.integers(1, 12)), size=sum(sizes)))
        ties = np.unique(values, return_counts=True)[1]
        yield values, Layout(*sizes, tuple(ties.tolist()))


def test_all_labelings_are_listed_with_their_numbers():
    for values, layout in some_layouts(60):
        sums, of_first, of_second = enumerated(values, (layout.first, layout.second))
        squares = layout.weights[0] * of_first + layout.weights[1] * of_second
        expected = np.stack((layout.distance(sums), layout.error(sums, squares)))
        found = []
        for distances, errors, rows, columns in all_labelings(layout):
            ways = np.rint(np.outer(rows, columns)).astype(int).ravel()
            pairs = np.stack((distances.ravel(), errors.ravel()))
            found.append(np.repeat(pairs, ways, axis=1))
        together = np.concatenate(found, axis=1)
        assert sorted(together.T.tolist()) == sorted(expected.T.tolist())


def test_the_groups_as_they_are():
    for values, layout in some_layouts(60):
        sums = enumerated(values, (layout.first, layout.second))
        labels = np.unique(values, return_inverse=True)[1]
        for row, own in enumerate(labelings((layout.first, layout.second)) == 0):
            taken = np.bincount(labels[own], minlength=len(layout.ties)).tolist()
            assert layout.sums(taken) == tuple(column[row] for column in sums)
            if row == 5:
                break


def test_counts_of_labelings_give_the_same_sums(monkeypatch):
    for values, layout in some_layouts(60):
        sizes = (layout.first, layout.second)
        own = labelings(sizes) == 0
        counts = module._counts_below(own)
        monkeypatch.setattr(module, "_random_counts", lambda *_, counts=counts: [counts])
        ((sums, squares),) = random_labelings([layout, layout], seed=1, size=len(own))
        expected, of_first, of_second = enumerated(values, sizes)
        weighted = layout.weights[0] * of_first + layout.weights[1] * of_second
        for row in range(2):
            # Whole numbers: equal to the last bit.
            assert (sums[row] == expected).all()
            assert (squares[row] == weighted).all()


@pytest.mark.parametrize("kept", [0, 4_000_000])
def test_random_labelings_depend_on_the_seed_alone(kept, monkeypatch):
    monkeypatch.setattr(module, "LARGEST_KEPT", kept)
    layout = Layout(3, 4, (1, 2, 1, 3))
    ((sums, squares),) = random_labelings([layout], seed=1, size=50)
    ((again, others),) = random_labelings([layout], seed=1, size=50)
    assert (sums == again).all()
    assert (squares == others).all()
    ((different, _),) = random_labelings([layout], seed=2, size=50)
    assert (sums != different).any()
