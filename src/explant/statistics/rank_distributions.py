"""Exact null distributions of rank sums, counted by the shift algorithm.

Mid-ranks are doubled, so every rank is an integer and ties need no special case. Counts are
held as floats: exact up to 2**53, and to sixteen digits beyond.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from explant.statistics.arrays import Floats


def count_subset_sums(doubled_ranks: NDArray[np.int64]) -> Floats:
    """Return how many subsets of the ranks have each sum 0 … total.

    The shift algorithm of Streitberg & Röhmel (1986): adding one rank shifts the counts by it.

    Parameters
    ----------
    doubled_ranks : integer array, shape (n,)

    Returns
    -------
    float array, shape (total + 1,)

    Examples
    --------
    >>> count_subset_sums(np.array([2, 4]))
    array([1., 0., 1., 0., 1., 0., 1.])
    """
    counts = np.zeros(int(doubled_ranks.sum()) + 1)
    counts[0] = 1.0
    reached = 0
    for rank in doubled_ranks.tolist():
        # The right-hand side is evaluated before it is added, so overlap does no harm.
        counts[rank : reached + rank + 1] += counts[: reached + 1].copy()
        reached += rank
    return counts


def count_subset_sums_by_size(doubled_ranks: NDArray[np.int64], largest: int) -> Floats:
    """Return how many subsets of each size 0 … largest have each sum.

    Parameters
    ----------
    doubled_ranks : integer array, shape (n,)
    largest : int
        Largest subset size of interest.

    Returns
    -------
    float array, shape (largest + 1, total + 1)

    Examples
    --------
    >>> count_subset_sums_by_size(np.array([2, 4]), 1)
    array([[1., 0., 0., 0., 0., 0., 0.],
           [0., 0., 1., 0., 1., 0., 0.]])
    """
    counts = np.zeros((largest + 1, int(doubled_ranks.sum()) + 1))
    counts[0, 0] = 1.0
    for rank in doubled_ranks.tolist():
        moved = counts[:-1, : counts.shape[1] - rank].copy()
        counts[1:, rank:] += moved
    return counts


@lru_cache(maxsize=4096)
def _signed_rank_tail(packed: bytes) -> Floats:
    ranks = np.frombuffer(packed, dtype=np.int64)
    return np.cumsum(count_subset_sums(ranks)) / 2.0**ranks.size


def signed_rank_tail(doubled_ranks: NDArray[np.int64]) -> Floats:
    """Return P(W <= w) for every doubled rank sum w when each sign is a fair coin.

    The ranks come in ascending order, so that equal sets of ranks share one computation.

    Examples
    --------
    >>> signed_rank_tail(np.array([2, 4]))
    array([0.25, 0.25, 0.5 , 0.5 , 0.75, 0.75, 1.  ])
    """
    return _signed_rank_tail(doubled_ranks.astype(np.int64, copy=False).tobytes())


@lru_cache(maxsize=1024)
def _rank_sum_tails(packed: bytes, size: int) -> tuple[Floats, Floats]:
    ranks = np.frombuffer(packed, dtype=np.int64)
    counts = count_subset_sums_by_size(ranks, size)[size]
    total = counts.sum()
    return np.cumsum(counts) / total, np.cumsum(counts[::-1])[::-1] / total


def rank_sum_tails(doubled_ranks: NDArray[np.int64], size: int) -> tuple[Floats, Floats]:
    """Return P(W <= w) and P(W >= w) of a doubled rank sum over all subsets of one size.

    Examples
    --------
    >>> below, above = rank_sum_tails(np.array([2, 4]), 1)
    >>> float(below[2]), float(above[4])
    (0.5, 0.5)
    """
    return _rank_sum_tails(np.sort(doubled_ranks).astype(np.int64).tobytes(), size)
