"""Every way to a tail gives the share of sign patterns, counted here in whole numbers of Python."""

from fractions import Fraction

import numpy as np
import pytest

from explant.statistics.kernel import signed_rank_tails as tails


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
    assert tails.signed_rank_tail_at(ranks, at) == pytest.approx(expected, rel=1e-9)
    assert tails._tail_of_small_sum(ranks, at) == pytest.approx(expected, rel=1e-14)
    found = tails.tail_by_frequencies(ranks, at)
    if found is not None:
        assert found == pytest.approx(expected, abs=2e-15)


def test_frequencies_are_used_where_ties_are_few_and_refused_where_ranks_are_regular():
    few = tied_ranks(100, 2000)
    assert tails.tail_by_frequencies(few, sum(few) // 2 - 1000) is not None
    # All but one are multiples of six: there is a peak at a third of the turn.
    regular = (2, *(6 * k for k in range(1, 34) for _ in range(3)))
    assert tails.tail_by_frequencies(regular, sum(regular) // 2 - 300) is None


def test_untied_ranks_from_any_lowest():
    ranks = range(4, 80)
    tail = tails.untied_signed_rank_tail(4, 79)
    for at in (0, 3, 4, 500, 1200):
        assert tail[at] == pytest.approx(counted(ranks, at), rel=1e-12)


def test_too_many_signs_are_an_error():
    with pytest.raises(ValueError, match="too many"):
        tails.signed_rank_tail_at(tuple(range(1, 1002)), 5)
