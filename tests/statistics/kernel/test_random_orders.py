import itertools

import numpy as np
import pytest

from explant.statistics.association import spearman_of_columns
from explant.statistics.correlation import slope_permutation_of_columns
from explant.statistics.kernel import random_orders as module
from explant.statistics.kernel.random_orders import all_orders, count_as_extreme, random_orders
from tests.statistics.one_column import slope_permutation, spearman


def drawn(n, seed, size):
    return np.concatenate(list(random_orders(n, seed, size)))


def test_all_orders_are_all_different_ones():
    orders = all_orders(5)
    assert len({tuple(order) for order in orders.tolist()}) == 120
    assert (np.sort(orders, axis=1) == np.arange(5)).all()


def test_random_orders_are_orders_and_depend_on_the_seed_alone():
    orders = drawn(12, 3, 500)
    assert (np.sort(orders, axis=1) == np.arange(12)).all()
    np.testing.assert_array_equal(orders, drawn(12, 3, 500))
    assert (orders != drawn(12, 4, 500)).any()


def test_every_order_is_equally_likely():
    counts = np.unique(drawn(3, 7, 60_000), axis=0, return_counts=True)[1]
    # 10,000 of each of the six, give or take five standard deviations of a binomial count.
    np.testing.assert_allclose(counts, 10_000, atol=5 * np.sqrt(60_000 * 5 / 36))


def test_keeping_orders_or_not_and_the_chunk_change_nothing(monkeypatch):
    kept = drawn(20, 5, 1000)
    monkeypatch.setattr(module, "LARGEST_KEPT", 0)
    monkeypatch.setattr(module, "CHUNK", 170)
    for largest_in_two_bytes in (20_000, 19_999):
        monkeypatch.setattr(module, "LARGEST_KEPT_SMALL", largest_in_two_bytes)
        for _ in range(2):
            chunks = list(random_orders(20, 5, 1000))
            assert {(len(chunk), chunk.dtype) for chunk in chunks} == {(8, np.dtype(np.intp))}
            np.testing.assert_array_equal(np.concatenate(chunks), kept)


def test_counts_equal_enumeration(monkeypatch):
    rng = np.random.default_rng(2)
    fixed, table = rng.normal(size=5), rng.normal(size=(5, 7))
    bounds = rng.uniform(0, 3, 7)
    expected = [
        sum(
            abs(sum(f * table[i, column] for f, i in zip(fixed, order, strict=True)))
            >= bounds[column]
            for order in itertools.permutations(range(5))
        )
        for column in range(7)
    ]
    # One column, or two, at a time give the same counts as all at once.
    for few, chunk in ((4, module.CHUNK), (4, 250), (8, module.CHUNK)):
        monkeypatch.setattr(module, "FEW_COLUMNS", few)
        monkeypatch.setattr(module, "CHUNK", chunk)
        assert count_as_extreme(all_orders(5), fixed, table, bounds).tolist() == expected


@pytest.mark.parametrize("n", [1, 2, 6, 15])
def test_columns_together_equal_each_column_alone(n):
    rng = np.random.default_rng(n)
    x = rng.normal(size=n).round(1)
    table = np.column_stack([rng.normal(size=(n, 3)).round(1), np.full(n, 2.0)])
    together = spearman_of_columns(x, table, 1, 999)
    assert repr(together) == repr([spearman(x, column, 1, 999) for column in table.T])
    slopes = slope_permutation_of_columns(x, table, 1, 999)
    for ours, column in zip(slopes, table.T, strict=True):
        alone = slope_permutation(x, column, 1, 999)
        assert (ours.exact, ours.arrangements, ours.reason) == (
            alone.exact,
            alone.arrangements,
            alone.reason,
        )
        assert [ours.p, ours.r] == pytest.approx([alone.p, alone.r], abs=1e-12, nan_ok=True)


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ([1.0, 2.0, 3.0], "shape"),
        ([[1.0], [2.0]], "3 patients"),
        ([[1.0], [2.0], [np.nan]], "missing"),
    ],
)
def test_a_table_that_does_not_fit_is_an_error(table, message):
    with pytest.raises(ValueError, match=message):
        spearman_of_columns([1.0, 2.0, 3.0], table, seed=1)
