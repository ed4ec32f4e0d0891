"""Bounds of p against a fine net of values that censored differences may have, n up to 8."""

import itertools

import numpy as np
import pytest

from explant.statistics.one_sample.sign_test import sign_test
from explant.statistics.one_sample.signed_rank import signed_rank_test
from explant.statistics.robustness.censored_bounds import (
    bounds_of,
    sign_bounds,
    signed_rank_bounds,
)
from tests.tried import tried

FAR = 60.0


def net(low, high, breaks):
    """Values in an open interval: several, all different, in each stretch between the breaks."""
    low, high = max(low, -FAR), min(high, FAR)
    inner = [each for each in breaks if low < each < high]
    edges = [low, *sorted(inner), high]
    return [
        a + (b - a) * share
        for a, b in itertools.pairwise(edges)
        if b > a
        for share in (0.2, 0.5, 0.8)
    ]


def enumerated(known, low, high, test):
    """Least and largest p over the net, without new ties and zeros."""
    ends = [*np.abs(known), *np.abs(low), *np.abs(high)]
    breaks = [sign * each for each in {0.0, *ends} if np.isfinite(each) for sign in (1, -1)]
    found = set()
    nets = [
        # A different small number for each, so that two never tie.
        [value * (1 + 1e-4 * (i + 1)) for value in net(a, b, breaks)]
        for i, (a, b) in enumerate(zip(low, high, strict=True))
    ]
    nets = [[v for v in values if a < v < b] for values, a, b in zip(nets, low, high, strict=True)]
    for values in itertools.product(*nets):
        found.add(test([*known, *values]))
    return min(found), max(found)


def study(rng, tied):
    n, n_below = int(rng.integers(2, 7)), int(rng.integers(1, 3))
    known = rng.integers(-4, 7, n).astype(float) if tied else rng.normal(0.7, 2, n).round(3)
    limit = float(rng.integers(1, 4)) if tied else float(rng.uniform(0.5, 3))
    ends = [
        [(-limit, limit), (-np.inf, limit / 2), (-limit, np.inf), (0.5, limit + 1), (-3.0, -0.5)][k]
        for k in rng.integers(0, 5, n_below)
    ]
    low, high = np.array(ends, dtype=float).T
    return known, low, high


@pytest.mark.hypothesis
@pytest.mark.parametrize("rule", ["wilcoxon", "pratt"])
@pytest.mark.parametrize("tied", [False, True])
def test_signed_rank_bounds_equal_enumeration(tied, rule):
    rng = np.random.default_rng(17 + tied)
    for _ in range(tried(25)):
        known, low, high = study(rng, tied)
        expected = enumerated(known, low, high, lambda values: signed_rank_test(values, rule).p)
        found = signed_rank_bounds(known, low, high, rule)
        assert (found.lowest, found.highest) == pytest.approx(expected, rel=1e-12)


@pytest.mark.hypothesis
def test_sign_bounds_equal_enumeration():
    rng = np.random.default_rng(4)
    for _ in range(tried(40)):
        known, low, high = study(rng, tied=True)
        expected = enumerated(known, low, high, lambda values: sign_test(values).p)
        found = sign_bounds(known, low, high)
        assert (found.lowest, found.highest) == pytest.approx(expected, rel=1e-12)


def test_two_placings_of_equal_intervals_in_one_stretch():
    # One rises and one falls within the smallest stretch, in either order.
    known, low, high = np.array([5.0, 6.0, -7.0]), np.array([0.0, -1.0]), np.array([1.0, 0.0])
    expected = {signed_rank_test([*known, 0.5, -0.2]).p, signed_rank_test([*known, 0.2, -0.5]).p}
    found = signed_rank_bounds(known, low, high)
    assert {found.lowest, found.highest} == expected


def test_no_bounds_of_means_and_of_nothing():
    nothing = np.zeros(0)
    assert bounds_of("sign_flip", nothing, nothing, nothing, "wilcoxon").reason
    assert signed_rank_bounds(np.array([1.0]), nothing, nothing).reason
    assert sign_bounds(nothing, nothing, nothing).reason
