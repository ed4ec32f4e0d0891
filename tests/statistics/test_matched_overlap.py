"""Overlaps by chance against SciPy, full enumeration, and values computed elsewhere."""

from itertools import combinations

import numpy as np
import pytest
from scipy.stats import hypergeom

from explant.statistics.matched_overlap import MatchedDraw, attention_bins, hypergeometric


def draw_of(size: int, drawn: int) -> MatchedDraw:
    return MatchedDraw(np.zeros(size, dtype=int), np.arange(size) < drawn)


# WP49 (37 genes) against WP1984, WP4262 and their union, by another program.
@pytest.mark.parametrize(
    ("universe", "disease", "shared", "p"),
    [
        (12135, 153, 4, 1.1608791307853232e-03),
        (12135, 154, 13, 3.6341734155037766e-16),
        (12135, 277, 15, 9.741924448268059e-16),
        (20000, 277, 15, 6.453119868591317e-19),
    ],
)
def test_an_overlap_anywhere_is_the_hypergeometric_tail(universe, disease, shared, p):
    first_not_drawn = 37
    marked = np.r_[:shared, first_not_drawn : first_not_drawn + disease - shared]
    found = draw_of(universe, first_not_drawn).sharing(marked)
    assert found.observed == shared
    assert found.expected == pytest.approx(37 * disease / universe, rel=1e-13)
    assert found.p == pytest.approx(p, rel=1e-12)


@pytest.mark.parametrize(
    ("size", "marked", "drawn"), [(30, 7, 11), (9, 9, 4), (12, 8, 8), (5, 1, 5)]
)
def test_one_bin_has_scipys_probabilities(size, marked, drawn):
    expected = hypergeom.pmf(np.arange(min(marked, drawn) + 1), size, marked, drawn)
    np.testing.assert_allclose(
        hypergeometric(size, marked, drawn), expected, rtol=1e-11, atol=1e-15
    )


def test_a_matched_p_is_the_share_of_all_matched_draws():
    bins = np.array([0, 0, 0, 0, 1, 1, 1, 2, 2, 2])
    drawn = np.array([1, 1, 0, 0, 1, 0, 0, 1, 1, 0], dtype=bool)
    marked = np.array([0, 1, 4, 7, 9])
    found = MatchedDraw(bins, drawn).sharing(marked)
    counts = [
        len(set(a) & set(marked)) + len({b} & set(marked)) + len(set(c) & set(marked))
        for a in combinations(range(4), 2)
        for b in range(4, 7)
        for c in combinations(range(7, 10), 2)
    ]
    assert found.observed == 4
    assert found.expected == pytest.approx(np.mean(counts))
    assert found.p == pytest.approx(np.mean(np.array(counts) >= 4))


def test_what_shares_nothing_has_p_one_and_an_expectation():
    found = draw_of(10, 2).sharing(np.array([8, 9]))
    assert (found.observed, found.p) == (0, 1.0)
    assert found.expected == pytest.approx(0.4)


def test_things_of_one_attention_stay_together():
    attention = np.array([0.0] * 50 + list(range(1, 51)))
    bins = attention_bins(attention)
    assert len(set(bins[:50])) == 1
    assert set(bins) == set(range(bins.max() + 1))
    assert (np.diff(bins) >= 0).all()


def test_a_draw_has_an_entry_a_thing():
    with pytest.raises(ValueError, match="one entry a thing"):
        MatchedDraw(np.zeros(3, dtype=int), np.zeros(4, dtype=bool))
