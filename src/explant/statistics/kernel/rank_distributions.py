"""Exact null distributions of rank sums, counted by the shift algorithm.

Mid-ranks are doubled, so every rank is an integer and ties need no special case. A distribution
is held in one long integer, each count in digits of its own: adding a rank shifts that integer.
Of more than 63 signs the counts are floating-point numbers, each right to about 13 digits: only
positive numbers are added, and 2**1000 is no larger than such a number may be.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from math import comb, gcd

import numpy as np
from numpy.typing import NDArray

from explant.statistics.kernel.arrays import Floats


def _digit_bytes(largest_count: int) -> int:
    if largest_count < 2**32:
        return 4
    if largest_count < 2**64:
        return 8
    raise ValueError(f"{largest_count} arrangements are too many to count exactly")


def _unpacked(packed: int, n_counts: int, width: int) -> Floats:
    raw = packed.to_bytes(n_counts * width, "little")
    return np.frombuffer(raw, dtype=f"<u{width}").astype(np.float64)


def count_subset_sums_of_size(doubled_ranks: NDArray[np.int64], size: int) -> Floats:
    """Return how many subsets of one size have each sum 0 … total.

    Parameters
    ----------
    doubled_ranks : integer array, shape (n,)
    size : int
        From 0 to n.

    Returns
    -------
    float array, shape (total + 1,)

    Raises
    ------
    ValueError
        If there are 2**64 subsets or more.

    Examples
    --------
    >>> count_subset_sums_of_size(np.array([2, 4]), 1)
    array([0., 0., 1., 0., 1., 0., 0.])
    """
    n = doubled_ranks.size
    width = _digit_bytes(comb(n, size))
    by_size = [1] + [0] * size
    for used, rank in enumerate(doubled_ranks.tolist()):
        shift = 8 * width * rank
        # A subset that could no longer grow to the size asked for need not be counted.
        for members in range(min(size, used + 1), max(size - (n - used), 0), -1):
            by_size[members] += by_size[members - 1] << shift
    return _unpacked(by_size[size], int(doubled_ranks.sum()) + 1, width)


LIMIT_STEP = 64
"""Tails are counted up to a multiple of this, so that neighboring sums share one computation."""


@lru_cache(maxsize=4096)
def _signed_rank_tail(doubled_ranks: tuple[int, ...], limit: int) -> Floats:
    width = _digit_bytes(2 ** len(doubled_ranks))
    bits = 8 * width * (limit + 1)
    kept = (1 << bits) - 1
    counts = 1
    for rank in doubled_ranks:
        counts += counts << (8 * width * rank)
        if counts.bit_length() > bits:
            counts &= kept
    return np.cumsum(_unpacked(counts, limit + 1, width)) / 2.0 ** len(doubled_ranks)


def signed_rank_tail(doubled_ranks: tuple[int, ...], at_least: int) -> Floats:
    """Return P(W <= 0), P(W <= 1) … when each rank counts or not by a fair coin.

    Parameters
    ----------
    doubled_ranks : tuple of int
        At most 63, in ascending order, so that equal sets of ranks share one computation.
    at_least : int
        Up to this sum, or a little farther: larger ones are dropped while counting.

    Examples
    --------
    >>> signed_rank_tail((2, 4), 2)[:3]
    array([0.25, 0.25, 0.5 ])
    """
    return _signed_rank_tail(doubled_ranks, -(-(at_least + 1) // LIMIT_STEP) * LIMIT_STEP)


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


@lru_cache(maxsize=65536)
def _tail_at(ranks: tuple[int, ...], at: int) -> float:
    """P(W <= at) from the distributions of every other rank and of those between."""
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


@lru_cache(maxsize=1024)
def _rank_sum_tails(packed: bytes, size: int) -> tuple[Floats, Floats]:
    counts = count_subset_sums_of_size(np.frombuffer(packed, dtype=np.int64), size)
    total = counts.sum()
    return np.cumsum(counts) / total, np.cumsum(counts[::-1])[::-1] / total


def smaller_rank_sum_tails_at(
    doubled_ranks: NDArray[np.int64], size: int, sums: NDArray[np.int64]
) -> Floats:
    """Return the smaller of P(W <= w) and P(W >= w) of each row of ranks at its own sum.

    W is the sum of ``size`` ranks drawn without replacement.

    Parameters
    ----------
    doubled_ranks : integer array, shape (rows, n)
        Each row in ascending order, so that equal sets of ranks share one computation.
    size : int
    sums : integer array, shape (rows,)

    Examples
    --------
    >>> smaller_rank_sum_tails_at(np.array([[2, 4, 6, 8]]), 1, np.array([6]))
    array([0.5])
    """
    smaller = np.empty(len(doubled_ranks))
    for row, (packed, at) in enumerate(
        zip(_rows_as_bytes(doubled_ranks), sums.tolist(), strict=True)
    ):
        below, above = _rank_sum_tails(packed, size)
        smaller[row] = min(below[at], above[at])
    return smaller


def _rows_as_bytes(table: NDArray[np.int64]) -> list[bytes]:
    rows, n = table.shape
    packed, width = np.ascontiguousarray(table, dtype=np.int64).tobytes(), 8 * n
    return [packed[row * width : (row + 1) * width] for row in range(rows)]
