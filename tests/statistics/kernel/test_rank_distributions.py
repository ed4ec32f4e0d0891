import itertools
from math import comb

import numpy as np
import pytest

from explant.statistics.kernel.rank_distributions import (
    count_subset_sums_of_size,
    signed_rank_tail,
    smaller_rank_sum_tails_at,
)
from explant.statistics.kernel.signed_ranks.signed_rank_tails import signed_rank_tails_at

RANKS = [[2, 4, 6, 8, 10], [3, 3, 7, 7, 10, 12], [0, 0, 4], [7] * 6, []]


@pytest.mark.parametrize("ranks", RANKS)
def test_counts_equal_enumeration(ranks):
    doubled = np.array(ranks, dtype=np.int64)
    total = sum(ranks)
    subsets = [
        [sum(chosen) for chosen in itertools.combinations(ranks, size)]
        for size in range(len(ranks) + 1)
    ]
    every = np.bincount(list(itertools.chain(*subsets)), minlength=total + 1)
    tail = signed_rank_tail(tuple(sorted(ranks)), total)[: total + 1]
    np.testing.assert_array_equal(tail, np.cumsum(every) / 2 ** len(ranks))
    for size, sums in enumerate(subsets):
        counts = count_subset_sums_of_size(doubled, size)
        np.testing.assert_array_equal(counts, np.bincount(sums, minlength=total + 1))


@pytest.mark.parametrize("n", [31, 32, 33, 50, 63])
def test_every_digit_has_room_for_the_largest_count(n):
    # If all ranks are zero a single count holds every subset.
    zeros = np.zeros(n, dtype=np.int64)
    assert signed_rank_tail(tuple(zeros.tolist()), 0)[0] == 1.0
    assert count_subset_sums_of_size(zeros, n // 2).tolist() == [float(comb(n, n // 2))]


def test_too_many_ranks_to_count_exactly_are_an_error():
    with pytest.raises(ValueError, match="too many"):
        signed_rank_tail(tuple(range(64)), 0)


def test_counts_of_more_digits_than_a_word_holds():
    """Hundred patients, of whom sixty are tied: all are C(100, 40), about 1.4e28."""
    ranks = np.array([121] * 60 + list(range(122, 202, 2)))
    counts = count_subset_sums_of_size(ranks, 40)
    assert counts.sum() == pytest.approx(comb(100, 40), rel=1e-12)
    assert counts[int(np.sort(ranks)[-40:].sum())] == 1
    assert counts[121 * 40] == pytest.approx(comb(60, 40), rel=1e-12)


def test_totals_for_fifty_patients():
    doubled = 2 * np.arange(1, 51)
    assert signed_rank_tail(tuple(doubled.tolist()), int(doubled.sum()))[-1] == 1.0
    assert count_subset_sums_of_size(doubled, 25).sum() == comb(50, 25)


def test_tails_of_several_rows():
    rows = np.array([[2, 4, 6], [3, 3, 6], [2, 5, 5]])
    sums = np.array([4, 6, 0])
    expected = [
        np.mean([sum(s) <= at for k in range(4) for s in itertools.combinations(row, k)])
        for row, at in zip(rows.tolist(), sums, strict=True)
    ]
    assert signed_rank_tails_at(rows, sums).tolist() == expected
    sums = np.array([6, 9, 7])
    smaller = [
        min(np.mean([sum(s) <= at for s in pairs]), np.mean([sum(s) >= at for s in pairs]))
        for pairs, at in (
            (list(itertools.combinations(row, 2)), at)
            for row, at in zip(rows.tolist(), sums, strict=True)
        )
    ]
    np.testing.assert_allclose(smaller_rank_sum_tails_at(rows, 2, sums), smaller, rtol=1e-15)


def test_sums_beyond_the_one_asked_for_are_dropped():
    # Of 2 ** 20 patterns one has the sum 0, one 1, one 2, and two have 3: {3} and {1, 2}.
    doubled = tuple(range(2, 42, 2))
    tail = signed_rank_tail(doubled, 6)
    assert (tail[:7] * 2**20).tolist() == [1, 1, 2, 2, 3, 3, 5]
    assert tail.size < sum(doubled)
