import numpy as np
import pytest

from explant.statistics.kernel import random_sign_flips
from explant.statistics.kernel.random_sign_flips import random_ends, random_p_values, random_subsets
from explant.statistics.one_sample.sign_flip import (
    sign_flip_interval,
    sign_flip_interval_of_columns,
    sign_flip_test,
    sign_flip_test_of_columns,
)

N, SIZE = 45, 1_999


@pytest.fixture
def table():
    rng = np.random.default_rng(1)
    columns = rng.normal(0.3, 1.0, (N, 7))
    columns[:, 1] = columns[:, 1].round(1)
    columns[:, 2] *= 1e300
    columns[:, 3] = 0.0
    columns[:, 4] = rng.integers(-1, 2, N)
    columns[:, 5] = 2.0
    return columns


def test_p_is_the_share_of_patterns_as_extreme(table):
    rows = table[:, [0, 1, 4]].T.copy()
    signs = 1.0 - 2.0 * random_subsets(N, 5, SIZE).members(slice(None))
    for row, p in zip(rows, random_p_values(rows, np.full(3, 1e-9), 5, SIZE), strict=True):
        as_extreme = sum(abs((one * row).sum()) >= abs(row.sum()) - 1e-9 for one in signs)
        assert p == (as_extreme + 1) / (SIZE + 1)


@pytest.mark.parametrize("count", [1, 7, 100, 1_500])
def test_ends_are_order_statistics_of_the_means_of_subsets(table, count):
    rows = table[:, [0, 1, 4]].T.copy()
    members = random_subsets(N, 5, SIZE).members(slice(None)) == 1.0
    for row, (low, high, beyond) in zip(
        rows, random_ends(rows, count, 5, SIZE, 1e-10), strict=True
    ):
        means = np.sort([row[part].mean() for one in members for part in (one, ~one)])
        assert low == pytest.approx(means[count - 1], abs=1e-14)
        assert high == pytest.approx(means[-count], abs=1e-14)
        assert beyond == max((means < low - 1e-10).sum(), (means > high + 1e-10).sum())


def test_a_pattern_that_flips_nobody_is_beyond_every_center():
    rows = np.array([[1.0, 2.0, 4.0]])
    whole = random_subsets(3, 1, 200).members(slice(None)).sum(axis=1)
    trivial = int(np.isin(whole, [0, 3]).sum())
    assert trivial > 0
    low, high, beyond = random_ends(rows, trivial + 1, 1, 200, 1e-10)[0]
    assert (low, high, beyond) == (1.0, 4.0, trivial)


@pytest.mark.parametrize("n", [0, 1, 6, 20, N])
def test_columns_together_are_columns_one_by_one(table, n, monkeypatch):
    # Blocks of a few columns, so that there is more than one.
    monkeypatch.setattr(random_sign_flips, "CHUNK", 10_000)
    part = table[:n]
    tests = sign_flip_test_of_columns(part, 5, SIZE)
    intervals = sign_flip_interval_of_columns(part, 0.95, 5, SIZE)
    for column, test, interval in zip(part.T, tests, intervals, strict=True):
        assert repr(test) == repr(sign_flip_test(column, 5, SIZE))
        assert repr(interval) == repr(sign_flip_interval(column, 0.95, 5, SIZE))


def test_a_table_of_another_shape_is_refused():
    with pytest.raises(ValueError, match="patients × columns"):
        sign_flip_test_of_columns([1.0, 2.0], 1)


@pytest.mark.parametrize("n", [3, 8, 41, 333])
def test_sums_over_bytes_are_those_over_members(n):
    subsets = random_subsets(n, seed=5, size=400)
    row = np.random.default_rng(n).normal(size=n)
    expected = subsets.members(slice(None)) @ row
    assert subsets.sums(row, np.arange(100, 300)) == pytest.approx(expected[100:300], abs=1e-12)
    assert subsets.sums_of_row(row) == pytest.approx(expected, abs=1e-12)
    assert subsets.sizes.tolist() == subsets.members(slice(None)).sum(axis=1).tolist()


def test_one_column_has_the_ends_that_it_has_among_many():
    # Many subsets have one mean, and each another last digit.
    rows = np.random.default_rng(2).normal(0.2, 1.5, (30, 60)).round(1)
    together = random_ends(rows, 50, 3, 2_000, 1e-10)
    assert together == [random_ends(rows[[at]], 50, 3, 2_000, 1e-10)[0] for at in range(30)]


@pytest.mark.parametrize("decimals", [0, 3])
def test_one_column_has_the_p_that_it_has_among_many(decimals):
    rows = np.random.default_rng(1).normal(0.2, 1.5, (9, 60)).round(decimals)
    slacks = 1e-9 * np.abs(rows).sum(axis=1)
    together = random_p_values(rows, slacks, seed=3, size=999)
    alone = [random_p_values(rows[[at]], slacks[[at]], seed=3, size=999)[0] for at in range(9)]
    assert together.tolist() == alone
