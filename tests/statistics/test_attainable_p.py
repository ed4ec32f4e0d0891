"""The smallest adjusted p of a family, against every sign of every difference written out."""

import itertools

import numpy as np
import pytest

from explant.statistics.attainable_p import smallest_adjusted_p
from explant.statistics.multiplicity import adjust

from .reference import sign_patterns


def own_p(ranks):
    """Two-sided p of every sign pattern of one test: shares of patterns as extreme."""
    sums = np.abs(sign_patterns(len(ranks)) @ ranks)
    return (sums[:, None] <= sums[None, :]).mean(axis=1)


def step_down_min_p(ranks, at):
    """Westfall & Young's adjusted p by algorithm 2.8 of their book, patterns of whole patients."""
    patterns = sign_patterns(len(ranks[0]))
    place = {tuple(pattern): row for row, pattern in enumerate(patterns)}
    every = [own_p(each) for each in ranks]
    # Test k of the flipped study has the signs of the pattern times its own.
    p = np.array(
        [
            [every[k][place[tuple(pattern * patterns[at[k]])]] for k in range(len(ranks))]
            for pattern in patterns
        ]
    )
    observed = p[np.flatnonzero((patterns == 1).all(axis=1))[0]]
    order, adjusted, largest = np.argsort(observed, kind="stable"), np.empty(len(ranks)), 0.0
    for rank, test in enumerate(order):
        largest = max(largest, np.mean(p[:, order[rank:]].min(axis=1) <= observed[test]))
        adjusted[test] = largest
    return adjusted


@pytest.mark.parametrize("method", ["holm", "benjamini_hochberg", "none"])
@pytest.mark.parametrize("sizes", [(4, 4, 4), (3, 5), (2, 4, 5)])
def test_least_over_all_signs(method, sizes):
    every = [np.unique(own_p(np.arange(1.0, n + 1))) for n in sizes]
    least = np.min([adjust(np.array(p), method) for p in itertools.product(*every)], axis=0)
    own = [p.min() for p in every]
    found = smallest_adjusted_p(own, sizes, method, max(sizes))
    np.testing.assert_allclose(found, least, rtol=1e-12)


@pytest.mark.parametrize(("n", "tests"), [(3, 3), (4, 2), (5, 2)])
def test_least_of_westfall_young_over_all_signs(n, tests):
    rng = np.random.default_rng(n)
    ranks = [rng.permutation(np.arange(1.0, n + 1)) for _ in range(tests)]
    # The signs of the first test are turned with all others'.
    signs = itertools.product([2**n - 1], *[range(2**n)] * (tests - 1))
    least = np.min([step_down_min_p(ranks, at) for at in signs], axis=0)
    own = [own_p(each).min() for each in ranks]
    found = smallest_adjusted_p(own, [n] * tests, "westfall_young", n)
    np.testing.assert_allclose(found, least, rtol=1e-12)
    assert found.tolist() == [2 / 2**n] * tests


def test_known_before_the_run():
    # 7 patients and 5 markers, 6 patients and 22 markers: by hand.
    assert smallest_adjusted_p([2 / 128] * 5, [7] * 5, "holm", 7).tolist() == [5 / 64] * 5
    assert smallest_adjusted_p([2 / 64] * 22, [6] * 22, "holm", 6).tolist() == [22 / 32] * 22
    found = smallest_adjusted_p([2 / 64] * 22, [6] * 22, "westfall_young", 6)
    assert found.tolist() == [2 / 64] * 22


def test_t_has_no_bound_but_by_sign_flips():
    nothing = [np.nan] * 3
    assert np.isnan(smallest_adjusted_p(nothing, [5] * 3, "holm", 5)).all()
    assert smallest_adjusted_p(nothing, [5] * 3, "westfall_young", 5).tolist() == [2 / 32] * 3
    assert np.isnan(smallest_adjusted_p([np.nan], [5], "westfall_young", 5)).all()


def test_random_patterns_have_a_bound_of_their_own():
    found = smallest_adjusted_p([2.0**-29] * 9, [30] * 9, "westfall_young", 30, flips=999)
    assert found.tolist() == [0.001] * 9
    assert smallest_adjusted_p([2.0**-29], [30], "westfall_young", 30).tolist() == [2.0**-29]
