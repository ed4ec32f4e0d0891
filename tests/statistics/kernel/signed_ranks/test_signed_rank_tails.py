"""Every way to a tail gives the share of sign patterns, counted here in whole numbers of Python."""

from fractions import Fraction

import numpy as np
import pytest

from explant.statistics.kernel.signed_ranks import signed_rank_tails as tails


def counted(ranks, at):
    sums = {0: 1}
    for rank in ranks:
        for total, number in sorted(sums.items(), reverse=True):
            if total + rank <= at:
                sums[total + rank] = sums.get(total + rank, 0) + number
    return float(Fraction(sum(sums.values()), 2 ** len(ranks)))


def tied_ranks(n, spread, seed=0):
    """Doubled mid-ranks of whole numbers, of which some are equal."""
    from scipy.stats import rankdata

    sizes = np.random.default_rng(seed).integers(1, spread, n)
    return tuple(sorted(np.rint(2 * rankdata(sizes)).astype(int).tolist()))


@pytest.mark.parametrize(("n", "spread"), [(66, 2000), (90, 1500), (90, 40), (70, 5)])
@pytest.mark.parametrize("share", [0.1, 0.6, 0.8, 1.0])
def test_each_way_counts_all_sign_patterns(n, spread, share):
    ranks = tied_ranks(n, spread)
    at = int(share * sum(ranks) / 2)
    expected = counted(ranks, at)
    assert tails.counted_signed_rank_tail(ranks, at) == pytest.approx(expected, rel=1e-9)
    assert tails._tail_at(ranks, at) == pytest.approx(expected, rel=1e-13)
    found = tails.tails_of_midranks(np.array([ranks]), np.array([at]))[0]
    if not np.isnan(found):
        assert found == pytest.approx(expected, abs=2e-15)


def test_frequencies_are_used_where_ties_are_few_and_refused_where_ranks_are_regular():
    few = tied_ranks(100, 2000)
    found = tails.tails_of_midranks(np.array([few] * 2), np.array([sum(few) // 2 - 1000] * 2))
    assert found[0] == found[1] > 0
    # Each rank three times: there is a peak at a third of the turn.
    regular = [6 * k + 4 for k in range(40) for _ in range(3)]
    at = sum(regular) // 2 - 300
    assert np.isnan(tails.tails_of_midranks(np.array([regular]), np.array([at]))[0])
    found = tails.signed_rank_tails_at(np.array([regular]), np.array([at]))
    assert found == pytest.approx(counted(regular, at), rel=1e-12)


def test_untied_ranks_from_any_lowest():
    ranks = range(4, 80)
    tail = tails.untied_signed_rank_tail(4, 79)
    for at in (0, 3, 4, 500, 1200):
        assert tail[at] == pytest.approx(counted(ranks, at), rel=1e-12)


def test_too_many_signs_are_an_error():
    with pytest.raises(ValueError, match="too many"):
        tails.counted_signed_rank_tail(tuple(range(1, 1002)), 5)


@pytest.mark.parametrize(
    ("n", "spread"), [(2, 3), (9, 6), (30, 20), (63, 30), (80, 4), (44, 500), (50, 9), (80, 200)]
)
def test_many_rows_give_the_shares_that_each_gives_alone(n, spread):
    rows = np.array([tied_ranks(n, spread, seed) for seed in range(8)])
    rows = np.sort(rows, axis=1)
    at = (rows.sum(axis=1) * np.linspace(0.3, 1.0, 8) / 2).astype(int)
    found = tails.signed_rank_tails_at(rows, at)
    expected = [counted(ranks, limit) for ranks, limit in zip(rows.tolist(), at, strict=True)]
    assert found == pytest.approx(expected, rel=0 if n <= 44 else 1e-10, abs=0)
    alone = [tails.signed_rank_tails_at(rows[[k]], at[[k]])[0] for k in range(8)]
    assert found.tolist() == alone


@pytest.mark.parametrize("n", [30, 45, 55, 63, 66, 75, 90, 120])
@pytest.mark.parametrize("spread", [5, 40, 1500])
def test_a_tail_lies_between_its_bounds(n, spread):
    ranks = np.array([tied_ranks(n, spread, seed) for seed in range(20)])
    for share in (0.5, 0.75, 1.0):
        at = (share * ranks.sum(axis=1) / 2).astype(int)
        lower, upper = tails.bounds_of_signed_rank_tails_at(ranks, at)
        exact = tails.signed_rank_tails_at(ranks, at)
        assert (lower <= exact).all()
        assert (exact <= upper).all()
        np.testing.assert_array_equal(lower[lower == upper], exact[lower == upper])
        assert exact[0] == pytest.approx(counted(ranks[0].tolist(), int(at[0])), abs=2e-15)
    # At the middle, of many ranks with few ties, they are soon one; of half as many they are near.
    if spread == 1500 and n > 44:
        assert (upper - lower).max() < 1e-6
        assert n < 75 or (upper == lower).sum() > 15
