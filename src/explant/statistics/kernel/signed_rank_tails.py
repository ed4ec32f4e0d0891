"""The null distribution of the signed-rank test for up to a thousand patients, with any ties.

Counts are floating-point numbers, each right to about 13 digits: only positive numbers are added,
and 2**1000 is no larger than such a number may be. Two shortcuts give the same number sooner: a
small sum is counted in one long integer; and where ties are few, the tail is the sum over the
frequencies at which the characteristic function, a product of cosines, is not nothing.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from math import floor, gcd, pi, sqrt

import numpy as np
from numpy.typing import NDArray

from explant.statistics.kernel.arrays import Floats
from explant.statistics.kernel.rank_distributions import signed_rank_tail

MOST_SIGNS = 1000
"""So many signs can be counted: 2**1000 patterns are a floating-point number."""

MOST_SIGNS_IN_ONE_INTEGER = 63


def _counts_up_to(ranks: Sequence[int], limit: int) -> Floats:
    """How many sets of ranks have each sum 0 … limit."""
    counts, before = np.zeros(limit + 1), np.empty(limit + 1)
    counts[0] = 1.0
    reached = 0
    for rank in ranks:
        number = min(reached, limit - rank) + 1
        if number > 0:
            # Copied before it is added to what it overlaps.
            np.copyto(before[:number], counts[:number])
            counts[rank : rank + number] += before[:number]
        reached = min(reached + rank, limit)
    return counts


@lru_cache(maxsize=32)
def untied_signed_rank_tail(lowest: int, highest: int) -> Floats:
    """Return P(W <= 0), P(W <= 1) … up to the middle for the ranks lowest … highest, not doubled.

    Parameters
    ----------
    lowest, highest : int
        At most `MOST_SIGNS` ranks.

    Examples
    --------
    >>> untied_signed_rank_tail(1, 3)
    array([0.125, 0.25 , 0.375, 0.625])
    """
    n = highest - lowest + 1
    middle = (lowest + highest) * max(n, 0) // 4
    if n <= MOST_SIGNS_IN_ONE_INTEGER:
        doubled = tuple(range(2 * lowest, 2 * highest + 2, 2))
        return signed_rank_tail(doubled, 2 * middle)[: 2 * middle + 1 : 2].copy()
    return np.ldexp(np.cumsum(_counts_up_to(range(lowest, highest + 1), middle)), -n)


MOST_BY_FREQUENCIES = 300
SMALLEST_BY_FREQUENCIES = 1e-6
"""The sum over frequencies is right to about 1e-15."""

WINDOW = 28
"""Frequencies at either end, in steps of which 18 are a turn at one standard deviation."""

EVERY = 20
"""Of the frequencies between, so many steps apart are looked at: at most three and a half
standard deviations from the middle of a peak, where it is a four-hundredth of its height."""

NOTHING = -36.0
"""A factor of exp(-36) is below the rounding error of one."""


@lru_cache(maxsize=8)
def _cosines(half_top: int) -> tuple[int, Floats, Floats, Floats, Floats]:
    """Reach of the sums, frequencies of the windows, and of all ranks log |cos| and negative signs.

    Rows are doubled ranks. Columns are the frequencies of both windows, then those between.
    """
    ranks = np.arange(2 * half_top + 1)
    reach = int(9.0 * sqrt(float((np.arange(half_top + 1) ** 2).sum()))) + 1
    ends = np.concatenate((np.arange(1, WINDOW + 1), np.arange(reach - WINDOW + 1, reach + 1)))
    between = np.arange(WINDOW, reach - WINDOW + 1, EVERY)
    step = 2.0 * pi / float(2 * reach + 1)
    cosines = np.cos(np.outer(ranks, step * np.concatenate((ends, between)) / 2.0))
    logs = np.log(np.maximum(np.abs(cosines), 1e-300))
    negative = (cosines[:, : ends.size] < 0.0).astype(np.float64)
    t: Floats = step * ends.astype(np.float64)
    sines: Floats = np.sin(t / 2.0)
    return reach, t, sines, logs, negative


def tail_by_frequencies(ranks: tuple[int, ...], at: int) -> float | None:
    """Return P(W <= at), or None where other frequencies than the lowest and highest matter.

    With t = 2 pi k / N over all k the sum is the probability itself as soon as N exceeds the range
    of the sums; N is 18 standard deviations, outside of which lies less than 1e-18.

    Parameters
    ----------
    ranks : tuple of int
        Doubled ranks in ascending order, not all even.
    at : int
        A sum that is not far from the middle.

    Examples
    --------
    >>> ranks = (3, 3, *range(6, 202, 2))
    >>> round(tail_by_frequencies(ranks, sum(ranks) // 2 - 1000), 6)
    0.042882
    """
    reach, t, sines, logs, negative = _cosines((ranks[-1] + 1) // 2)
    times = np.bincount(ranks, minlength=len(logs)).astype(np.float64)
    sizes = times @ logs
    inner = (WINDOW - 1, WINDOW)
    if sizes[2 * WINDOW :].max() > NOTHING or max(sizes[at_end] for at_end in inner) > NOTHING:
        return None
    signs = 1.0 - 2.0 * ((times @ negative) % 2.0)
    middle = sum(ranks) / 2.0
    lowest = floor(middle) - reach
    waves = np.sin(t * (at + 0.5 - middle)) - np.sin(t * (lowest - 0.5 - middle))
    summed = (signs * np.exp(sizes[: 2 * WINDOW]) * waves / sines).sum()
    return float((at - lowest + 1 + summed) / (2 * reach + 1))


SMALL_SUM = 1500


def _tail_of_small_sum(ranks: tuple[int, ...], at: int) -> float:
    """P(W <= at) by one long integer, of which the counts are the digits.

    Their sum is the remainder after division by the largest digit.
    """
    width = len(ranks) + 8
    kept = (1 << (width * (at + 1))) - 1
    counts = 1
    for rank in ranks:
        if rank > at:
            break
        counts = (counts + (counts << (width * rank))) & kept
    return float(counts % ((1 << width) - 1)) / float(2 ** len(ranks))


@lru_cache(maxsize=65536)
def _tail_at(ranks: tuple[int, ...], at: int) -> float:
    """P(W <= at) from the distributions of every other rank and of those between."""
    if at <= SMALL_SUM:
        return _tail_of_small_sum(ranks, at)
    if len(ranks) <= MOST_BY_FREQUENCIES:
        tail = tail_by_frequencies(ranks, at)
        if tail is not None and tail > SMALLEST_BY_FREQUENCIES:
            return tail
    one, two = ranks[0::2], ranks[1::2]
    counts = _counts_up_to(one, min(sum(one), at))
    others = np.cumsum(_counts_up_to(two, min(sum(two), at)))
    partners = others[np.minimum(at - np.arange(counts.size), others.size - 1)]
    return float(np.ldexp(counts @ partners, -len(ranks)))


def signed_rank_tail_at(doubled_ranks: tuple[int, ...], at: int) -> float:
    """Return P(W <= at) when each rank counts or not by a fair coin.

    Parameters
    ----------
    doubled_ranks : tuple of int
        At most `MOST_SIGNS`, in ascending order.
    at : int
        No larger than half their sum.

    Raises
    ------
    ValueError
        If there are more than `MOST_SIGNS`.

    Examples
    --------
    >>> signed_rank_tail_at((2, 4), 2)
    0.5
    >>> signed_rank_tail_at(tuple(range(2, 2002, 2)), 2) * 2.0**1000
    2.0
    """
    if len(doubled_ranks) <= MOST_SIGNS_IN_ONE_INTEGER:
        return float(signed_rank_tail(doubled_ranks, at)[at])
    # A rank of zero doubles every count and the number of patterns alike.
    ranks = doubled_ranks[bisect_right(doubled_ranks, 0) :]
    if len(ranks) > MOST_SIGNS:
        raise ValueError(f"{len(ranks)} signs are too many to count")
    if not ranks:
        return 1.0
    step = gcd(*ranks)
    if step == 1:
        return _tail_at(ranks, at)
    lowest, highest = ranks[0] // step, ranks[-1] // step
    if highest - lowest + 1 == len(ranks) == len(set(ranks)):
        return float(untied_signed_rank_tail(lowest, highest)[at // step])
    return _tail_at(tuple(rank // step for rank in ranks), at // step)


def signed_rank_tails_at(doubled_ranks: NDArray[np.int64], sums: NDArray[np.int64]) -> Floats:
    """Return P(W <= w) of each row of ranks at its own sum when each sign is a fair coin.

    Parameters
    ----------
    doubled_ranks : integer array, shape (rows, n)
        Each row in ascending order, so that equal sets of ranks share one computation.
    sums : integer array, shape (rows,)
        None larger than half the sum of its row.

    Examples
    --------
    >>> signed_rank_tails_at(np.array([[2, 4], [3, 3]]), np.array([2, 3]))
    array([0.5 , 0.75])
    """
    rows = zip(map(tuple, doubled_ranks.tolist()), sums.tolist(), strict=True)
    return np.array([signed_rank_tail_at(ranks, at) for ranks, at in rows])
