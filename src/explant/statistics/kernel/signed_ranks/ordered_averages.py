"""The averages of all pairs of a sample, of many samples at once."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from explant.statistics.kernel.arrays import Floats
from explant.statistics.kernel.ties import starts_of_distinct, starts_of_distinct_in_rows


@lru_cache(maxsize=64)
def pairs_of(n: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the members i <= j of all pairs of n.

    Examples
    --------
    >>> [members.tolist() for members in pairs_of(2)]
    [[0, 0, 1], [0, 1, 1]]
    """
    first, second = np.triu_indices(n)
    return first, second


def averages_of_rows(values: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    """Return the Walsh averages of each row in ascending order, and where another value begins.

    Parameters
    ----------
    values : float array, shape (rows, n)

    Returns
    -------
    ordered, begins : float and bool array, shape (rows, n (n + 1) / 2)

    Examples
    --------
    >>> ordered, begins = averages_of_rows(np.array([[1.0, 3.0, 5.0]]))
    >>> ordered.tolist(), begins.tolist()
    ([[1.0, 2.0, 3.0, 3.0, 4.0, 5.0]], [[True, True, True, False, True, True]])
    """
    rows, n = values.shape
    # Halves first: the sum of two values near the largest float would overflow.
    half, size = values / 2.0, np.abs(values)
    sums = np.empty((rows, n * (n + 1) // 2))
    at = 0
    for apart in range(n):
        np.add(half[:, apart:], half[:, : n - apart], out=sums[:, at : at + n - apart])
        at += n - apart
    ordered = np.sort(sums, axis=1)
    # The larger value of a pair is at least its average: only where this leaves open whether two
    # averages are one does it matter which values those are of.
    largest = np.broadcast_to(size.max(axis=1, keepdims=True), ordered.shape)
    begins = starts_of_distinct_in_rows(ordered, largest)
    open_rows = (begins != starts_of_distinct_in_rows(ordered, np.abs(ordered))).any(axis=1)
    first, second = pairs_of(n)
    for row in np.flatnonzero(open_rows).tolist():
        of_pairs = half[row, first] + half[row, second]
        order = np.argsort(of_pairs)
        ordered[row] = of_pairs[order]
        reach = np.maximum(size[row, first], size[row, second])[order]
        begins[row] = starts_of_distinct(ordered[row], reach)
    return ordered, begins
