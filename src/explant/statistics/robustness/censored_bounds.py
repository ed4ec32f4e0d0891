"""Lowest and highest p of a rank or sign test over all values that censored differences may have.

A difference with a value below detection lies in an open interval. Its value may be anything inside
that makes no new tie and no zero. Then p depends only on where each such difference stands among
the sizes of the others: in which elementary stretch between them, and, of several in one stretch,
in which order.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from math import comb, inf, nan

import numpy as np
from numpy.typing import NDArray
from scipy.special import bdtr

from explant.statistics.kernel.arrays import Floats
from explant.statistics.kernel.signed_ranks.signed_rank_tails import counted_signed_rank_tail
from explant.statistics.kernel.ties import settle_ties
from explant.statistics.one_sample.signed_rank import ZeroRule, check_zero_rule

MOST_PLACINGS = 20_000
"""Where known differences tie and there are more ways to place the others, no bounds are given."""


@dataclass(frozen=True)
class Bounds:
    """Infimum and supremum of p; NaN with a reason."""

    lowest: float
    highest: float
    reason: str = ""


def sign_bounds(known: Floats, low: Floats, high: Floats) -> Bounds:
    """Bounds of the two-sided sign test.

    Parameters
    ----------
    known : float array
        Differences without a value below detection.
    low, high : float array
        Ends of the open intervals of the others.

    Examples
    --------
    >>> sign_bounds(np.array([1.0, 2.0, 3.0]), np.array([-1.0]), np.array([1.0]))
    Bounds(lowest=0.125, highest=0.625, reason='')
    """
    up = int((known > 0).sum() + (low >= 0).sum())
    down = int((known < 0).sum() + (high <= 0).sum())
    either = low.size - int((low >= 0).sum()) - int((high <= 0).sum())
    n = up + down + either
    if n == 0:
        return Bounds(nan, nan, "no patients with a difference")
    smaller = np.minimum(np.arange(up, up + either + 1), n - np.arange(up, up + either + 1))
    p = np.minimum(1.0, 2.0 * bdtr(smaller.astype(np.float64), n, 0.5))
    return Bounds(float(p.min()), float(p.max()))


def signed_rank_bounds(
    known: Floats, low: Floats, high: Floats, zero_rule: ZeroRule = "wilcoxon"
) -> Bounds:
    """Bounds of the exact two-sided signed-rank test.

    Parameters
    ----------
    known : float array
        Differences without a value below detection.
    low, high : float array
        Ends of the open intervals of the others, which may be infinite.
    zero_rule : {"wilcoxon", "pratt"}

    Examples
    --------
    Four that rise by 1 to 4, and one of which only the limit is known: it may be the smallest
    fall, or any rise.

    >>> signed_rank_bounds(np.array([1.0, 2, 3, 4]), np.array([-0.5]), np.array([9.0]))
    Bounds(lowest=0.0625, highest=0.125, reason='')
    """
    check_zero_rule(zero_rule)
    known = settle_ties(known)
    n = known.size + low.size
    if n == 0 or low.size == 0:
        return Bounds(nan, nan, "no patients with a value below detection")
    sizes = np.abs(known[known != 0.0])
    if np.unique(sizes).size == sizes.size:
        return _without_ties(known, low, high, zero_rule)
    return _with_ties(known, low, high, zero_rule)


def _without_ties(known: Floats, low: Floats, high: Floats, zero_rule: ZeroRule) -> Bounds:
    """All placings have the same ranks, and W+ takes every whole number between its ends.

    W+ is the number of pairs with a positive sum, and rises with each difference.
    """
    n_zero = int((known == 0.0).sum())
    n = known.size - n_zero + low.size
    shift = n_zero if zero_rule == "pratt" else 0
    ranks = tuple(range(2 * (shift + 1), 2 * (shift + n) + 2, 2))
    total = sum(ranks)
    fewest, most = (
        2 * (_positive_pairs(known, ends, upper) + shift * _surely_positive(known, ends, upper))
        for ends, upper in ((low, False), (high, True))
    )
    return _between(ranks, total, fewest, most, 2)


def _surely_positive(known: Floats, ends: Floats, upper: bool) -> int:
    return int((known > 0).sum() + ((ends > 0) if upper else (ends >= 0)).sum())


def _positive_pairs(known: Floats, ends: Floats, upper: bool) -> int:
    """W+ without the ranks of zeros, the intervals at one end: just below it, or just above."""
    nonzero = known[known != 0.0]
    values = np.concatenate((nonzero, ends))
    open_end = np.concatenate((np.zeros(nonzero.size, bool), np.ones(ends.size, bool)))
    first, second = np.triu_indices(values.size)
    with np.errstate(invalid="ignore", over="ignore"):
        sums = values[first] + values[second]
    # Infinite ends of both signs: what is infinitely far off on either side may be the farther.
    sums = np.where(np.isnan(sums), inf if upper else -inf, sums)
    at_end = (open_end[first] | open_end[second]) & (sums == 0.0)
    return int((sums > 0).sum() + (0 if upper else at_end.sum()))


def _between(ranks: tuple[int, ...], total: int, fewest: int, most: int, step: int) -> Bounds:
    """Bounds where twice W+ takes all numbers from the fewest to the most, in steps."""

    def p(plus: int) -> float:
        return min(1.0, 2.0 * counted_signed_rank_tail(ranks, min(plus, total - plus)))

    nearest = min(max(total // 2 - (total // 2 - fewest) % step, fewest), most)
    middle = [each for each in (nearest, nearest + step) if fewest <= each <= most]
    return Bounds(min(p(fewest), p(most)), max(p(each) for each in middle))


def _with_ties(known: Floats, low: Floats, high: Floats, zero_rule: ZeroRule) -> Bounds:
    """Every placing by itself: ranks of ties depend on how many stand below them."""
    nonzero = known[known != 0.0]
    n_zero = known.size - nonzero.size
    ends = np.concatenate((np.abs(nonzero), np.abs(low), np.abs(high)))
    edges = np.unique(np.concatenate(([0.0], ends[np.isfinite(ends)])))
    edges = np.append(edges, inf)
    places = [_places(a, b, edges) for a, b in zip(low.tolist(), high.tolist(), strict=True)]
    kinds = Counter(places)
    ways = 1
    for place, number in kinds.items():
        ways *= comb(len(place) + number - 1, number)
    if ways > MOST_PLACINGS:
        return Bounds(nan, nan, "too many ways to place them among ties")
    sizes, positive, times = _tie_groups(nonzero)
    found: list[Bounds] = []
    for chosen in _placings(kinds):
        up = np.bincount([at for at, sign in chosen if sign > 0], minlength=edges.size)
        down = np.bincount([at for at, sign in chosen if sign < 0], minlength=edges.size)
        found.append(_of_placing(edges, up, down, sizes, positive, times, n_zero, zero_rule))
    return Bounds(min(each.lowest for each in found), max(each.highest for each in found))


Place = tuple[int, int]
"""Stretch of sizes, numbered by its lower edge, and the sign."""


def _places(low: float, high: float, edges: Floats) -> tuple[Place, ...]:
    """Stretches of sizes inside an open interval, with their signs."""
    places: list[Place] = []
    for at in range(edges.size - 1):
        below, above = float(edges[at]), float(edges[at + 1])
        if low <= below and above <= high:
            places.append((at, 1))
        if low <= -above and -below <= high:
            places.append((at, -1))
    return tuple(places)


def _placings(kinds: Counter[tuple[Place, ...]]) -> Iterator[list[Place]]:
    """Every way to place the differences, those with equal intervals being alike."""
    each = [
        itertools.combinations_with_replacement(places, times) for places, times in kinds.items()
    ]
    for combination in itertools.product(*each):
        yield list(itertools.chain.from_iterable(combination))


def _tie_groups(nonzero: Floats) -> tuple[Floats, NDArray[np.int64], NDArray[np.int64]]:
    """Sizes of the known differences, each once; how many are positive, and how many in all."""
    sizes, group, times = np.unique(np.abs(nonzero), return_inverse=True, return_counts=True)
    positive = np.bincount(group, weights=nonzero > 0, minlength=sizes.size).astype(np.int64)
    return sizes, positive, times.astype(np.int64)


def _of_placing(
    edges: Floats,
    up: NDArray[np.int64],
    down: NDArray[np.int64],
    sizes: Floats,
    positive: NDArray[np.int64],
    times: NDArray[np.int64],
    n_zero: int,
    zero_rule: ZeroRule,
) -> Bounds:
    """Bounds over the orders within each stretch, which move W+ in steps of one."""
    ranks: list[int] = []
    rank = n_zero if zero_rule == "pratt" else 0
    fewest = most = 0
    group_at = np.searchsorted(sizes, edges)
    for at in range(edges.size):
        group = int(group_at[at])
        if group < sizes.size and sizes[group] == edges[at]:
            tied = int(times[group])
            doubled = 2 * rank + tied + 1
            ranks += [doubled] * tied
            fewest += doubled * int(positive[group])
            most += doubled * int(positive[group])
            rank += tied
        above, below = int(up[at]), int(down[at])
        own = [2 * (rank + k) for k in range(1, above + below + 1)]
        ranks += own
        fewest += sum(own[:above])
        most += sum(own[below:])
        rank += above + below
    return _between(tuple(ranks), sum(ranks), fewest, most, 2)


BOUNDED = ("wilcoxon", "sign")
"""Declared tests that have bounds: those of means have none."""


def bounds_of(
    test: str, known: Floats, low: Floats, high: Floats, zero_rule: ZeroRule = "wilcoxon"
) -> Bounds:
    """Bounds of a declared test: of ranks and signs; NaN for a test of means.

    Parameters
    ----------
    test : str
        Key of the test.
    known, low, high, zero_rule
        As for :func:`signed_rank_bounds`.

    Examples
    --------
    >>> bounds_of("t", np.zeros(0), np.zeros(1), np.ones(1), "wilcoxon").reason
    'a mean has no bounds where values have no lower end'
    """
    if test == "wilcoxon":
        return signed_rank_bounds(known, low, high, zero_rule)
    if test == "sign":
        return sign_bounds(known, low, high)
    return Bounds(nan, nan, "a mean has no bounds where values have no lower end")
