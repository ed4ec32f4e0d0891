"""The null distribution of the signed-rank test for up to a thousand patients, with any ties.

Counts are floating-point numbers, each right to about 13 digits: only positive numbers are added,
and 2**1000 is no larger than such a number may be. Where ties are few, a sum over the frequencies
of the characteristic function tells the same sooner (`rank_waves`, on this shelf).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from math import gcd

import numpy as np
from numpy.typing import NDArray

from explant.statistics.kernel.arrays import Floats
from explant.statistics.kernel.rank_distributions import signed_rank_tail
from explant.statistics.kernel.signed_ranks.rank_waves import (
    LEAST_WITH_FEW,
    MOST_BY_FREQUENCIES,
    NOTHING,
    tails_of_few_frequencies,
    tails_of_midranks,
)

MOST_SIGNS = 1000
"""So many signs can be counted: 2**1000 patterns are a floating-point number."""

MOST_SIGNS_IN_ONE_INTEGER = 63


def _counts_up_to(ranks: Sequence[int], limit: int) -> Floats:
    """How many sets of ranks in ascending order have each sum 0 … limit."""
    counts, before = np.zeros(limit + 1), np.empty(limit + 1)
    counts[0] = 1.0
    reached = 0
    for rank in ranks:
        if rank > limit:
            break
        number = min(reached, limit - rank) + 1
        # Copied before it is added to what it overlaps.
        kept, raised = before[:number], counts[rank : rank + number]
        kept[:] = counts[:number]
        raised += kept
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


SMALLEST_BY_FREQUENCIES = 1e-5
"""Sums over frequencies are right to about 4e-16, of 1,000 ranks 2e-15: to nine digits of this."""

LEAST_ROUGHLY = 1e-3
"""Above this, sums over frequencies are taken however many ranks there are."""

SMALL_SUM = 3000
"""Up to this sum all sets of ranks are counted together."""


@lru_cache(maxsize=65536)
def _tail_at(ranks: tuple[int, ...], at: int) -> float:
    """P(W <= at), of large sums from the distributions of every other rank and of those between."""
    if at <= SMALL_SUM:
        return float(np.ldexp(_counts_up_to(ranks, at).sum(), -len(ranks)))
    one, two = ranks[0::2], ranks[1::2]
    counts = _counts_up_to(one, min(sum(one), at))
    others = np.cumsum(_counts_up_to(two, min(sum(two), at)))
    partners = others[np.minimum(at - np.arange(counts.size), others.size - 1)]
    return float(np.ldexp(counts @ partners, -len(ranks)))


def counted_signed_rank_tail(doubled_ranks: tuple[int, ...], at: int) -> float:
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
    >>> counted_signed_rank_tail((2, 4), 2)
    0.5
    >>> counted_signed_rank_tail(tuple(range(2, 2002, 2)), 2) * 2.0**1000
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


MOST_PATTERNS_ROUNDED = 44
"""A probability of up to so many signs is told to less than half of one pattern."""


def signed_rank_tails_at(doubled: NDArray[np.int64], at: NDArray[np.int64]) -> Floats:
    """Return P(W <= w) of each row of mid-ranks at its own sum, all at once where that is right.

    Parameters
    ----------
    doubled : integer array, shape (rows, n)
        Doubled mid-ranks in ascending order; 0 for patients without a rank.
    at : integer array, shape (rows,)
        None larger than half the sum of its row.

    Examples
    --------
    >>> signed_rank_tails_at(np.array([[2, 4], [3, 3]]), np.array([2, 3]))
    array([0.5 , 0.75])
    """
    rows, n = doubled.shape
    found = np.full(rows, np.nan)
    # Up to so many signs there is a quick way that is right to the last digit.
    few = MOST_PATTERNS_ROUNDED < n <= MOST_SIGNS_IN_ONE_INTEGER
    if rows and n <= MOST_BY_FREQUENCIES:
        found = tails_of_midranks(doubled, at)
    if n <= MOST_PATTERNS_ROUNDED:
        rounded: Floats = np.ldexp(np.rint(np.ldexp(found, n)), -n)
        return rounded
    least = LEAST_ROUGHLY if few else SMALLEST_BY_FREQUENCIES
    for row in np.flatnonzero(~(found > least)).tolist():
        found[row] = counted_signed_rank_tail(tuple(doubled[row].tolist()), int(at[row]))
    return found


def bounds_of_signed_rank_tails_at(
    doubled: NDArray[np.int64], at: NDArray[np.int64]
) -> tuple[Floats, Floats]:
    """Return between what P(W <= w) of each row lies, as far as is soon known: at last 0 and 1.

    Parameters
    ----------
    doubled : integer array, shape (rows, n)
    at : integer array, shape (rows,)

    Returns
    -------
    lower, upper : float array, shape (rows,)
        Where they are equal they are what `signed_rank_tails_at` returns.

    Examples
    --------
    >>> lower, upper = bounds_of_signed_rank_tails_at(2 * np.arange(1, 61)[None], np.array([1200]))
    >>> lower.round(6), upper.round(6)
    (array([0.009916]), array([0.009916]))
    """
    rows, n = doubled.shape
    if not MOST_PATTERNS_ROUNDED < n <= MOST_BY_FREQUENCIES:
        return np.zeros(rows), np.ones(rows)
    tails, left_out = tails_of_few_frequencies(doubled, at)
    # What is left out is estimated: by far more than the estimate errs.
    told = (left_out <= NOTHING) & (tails > LEAST_ROUGHLY) & (n >= LEAST_WITH_FEW)
    off = np.where(told, 0.0, 1000.0 * left_out + 1e-12)
    return np.maximum(tails - off, 0.0), np.minimum(tails + off, 1.0)


def signed_rank_tail_at(doubled: NDArray[np.int64], at: int) -> float:
    """Do `signed_rank_tails_at` for one sample, by whole numbers where that is quicker.

    Parameters
    ----------
    doubled : integer array, shape (n,)
    at : int

    Examples
    --------
    >>> signed_rank_tail_at(np.array([3, 3]), 3)
    0.75
    """
    if doubled.size <= MOST_SIGNS_IN_ONE_INTEGER:
        return counted_signed_rank_tail(tuple(doubled.tolist()), at)
    return float(signed_rank_tails_at(doubled[None, :], np.array([at]))[0])
