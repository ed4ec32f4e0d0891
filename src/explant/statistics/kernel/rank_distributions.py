"""Exact null distributions of rank sums, counted by the shift algorithm.

Mid-ranks are doubled, so every rank is an integer and ties need no special case. A distribution
is held in one long integer, each count in digits of its own: adding a rank shifts that integer.
"""

from __future__ import annotations

from functools import lru_cache
from math import comb

import numpy as np
from numpy.typing import NDArray

from explant.statistics.kernel.arrays import Floats


def _digit_bytes(largest_count: int) -> int:
    if largest_count < 2**32:
        return 4
    if largest_count < 2**64:
        return 8
    raise ValueError(f"{largest_count} arrangements are too many to count exactly")


def _wide_digit_bytes(largest_count: int) -> int:
    """As `_digit_bytes`, several words of eight bytes where one does not hold the count."""
    return 4 if largest_count < 2**32 else 8 * -(-largest_count.bit_length() // 64)


def _unpacked(packed: int, n_counts: int, width: int) -> Floats:
    raw = packed.to_bytes(n_counts * width, "little")
    if width <= 8:
        return np.frombuffer(raw, dtype=f"<u{width}").astype(np.float64)
    words = np.frombuffer(raw, dtype="<u8").reshape(n_counts, width // 8).astype(np.float64)
    found: Floats = words @ 2.0 ** (64.0 * np.arange(width // 8))
    return found


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

    Examples
    --------
    >>> count_subset_sums_of_size(np.array([2, 4]), 1)
    array([0., 0., 1., 0., 1., 0., 0.])
    """
    n = doubled_ranks.size
    width = _wide_digit_bytes(comb(n, size))
    ranks, times = np.unique(doubled_ranks, return_counts=True)
    # Of the most frequent rank only how many are taken matters: it is added at the end.
    tied = int(times.max(initial=0))
    common = int(ranks[times.argmax()]) if tied > 1 else 0
    others = doubled_ranks[doubled_ranks != common] if tied > 1 else doubled_ranks
    spare = n - others.size
    by_size = [1] + [0] * size
    for used, rank in enumerate(others.tolist()):
        shift = 8 * width * rank
        # A subset that could no longer grow to the size asked for need not be counted.
        for members in range(min(size, used + 1), max(size - (n - used), 0), -1):
            by_size[members] += by_size[members - 1] << shift
    found = sum(
        (by_size[size - taken] * comb(spare, taken)) << (8 * width * common * taken)
        for taken in range(min(spare, size) + 1)
    )
    return _unpacked(found, int(doubled_ranks.sum()) + 1, width)


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
