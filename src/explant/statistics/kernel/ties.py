"""When two values are the same number, and their mid-ranks.

A lab's 0.3 - 0.2 and 0.2 - 0.1 are the same difference, although binary floating point stores
two numbers. Values are therefore compared at the precision of decimals, not bit by bit.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from explant.statistics.kernel.arrays import Floats

SAME = 1e-10
"""Two magnitudes whose relative distance is smaller are tied."""

NOTHING = 1e-12
"""A magnitude smaller than this share of the largest one is rounding error, hence zero."""

PAIR_PRECISION = 1e-11
"""Sums or differences of two pairs closer than this, relative to the smaller pair, are one."""


def _is_short_decimal(value: float) -> bool:
    # Rounding error such as 2.7755575615628914e-17 needs all 17 digits; a measured value does not.
    return float(f"{value:.12g}") == value


def without_rounding_error(magnitudes: Floats) -> None:
    """Make zero what is below `NOTHING` times the largest of its row and no short decimal.

    Examples
    --------
    >>> magnitudes = np.array([[1.0, 0.1 + 0.2 - 0.3, 1e-15]])
    >>> without_rounding_error(magnitudes)
    >>> magnitudes.tolist()
    [[1.0, 0.0, 1e-15]]
    """
    largest = magnitudes.max(axis=-1, keepdims=True)
    tiny = (magnitudes <= NOTHING * largest) & (magnitudes > 0.0)
    for place in zip(*np.nonzero(tiny), strict=True):
        if not _is_short_decimal(float(magnitudes[place])):
            magnitudes[place] = 0.0


def settle_ties(values: Floats) -> Floats:
    """Return the values with tied magnitudes made exactly equal and rounding error made zero.

    Magnitudes closer than ``SAME`` (relative) become one number, with the sign of each kept. A
    value below ``NOTHING`` times the largest becomes zero unless it is itself a short decimal:
    the outlier 1e15 does not turn a difference of 6 into zero, but 1 turns 2.8e-17 into zero.

    Examples
    --------
    >>> settled = settle_ties(np.array([0.3 - 0.2, -(0.2 - 0.1), 0.1 + 0.2 - 0.3]))
    >>> bool(settled[0] == -settled[1]), float(settled[2])
    (True, 0.0)
    """
    settled: Floats = settle_ties_of_rows(values[None, :])[0]
    return settled


def settle_ties_of_rows(rows: Floats) -> Floats:
    """Do `settle_ties` for each row.

    Examples
    --------
    >>> settled = settle_ties_of_rows(np.array([[0.3 - 0.2, 0.2 - 0.1], [1.0, 2.0]]))
    >>> bool(settled[0, 0] == settled[0, 1]), settled[1].tolist()
    (True, [1.0, 2.0])
    """
    return _settled(rows)[0]


def settled_ranks_of_rows(rows: Floats) -> tuple[Floats, Floats, Floats]:
    """Return `settle_ties` of each row, and `midranks_of_rows` of its magnitudes.

    Examples
    --------
    >>> settled, ranks, cubes = settled_ranks_of_rows(np.array([[0.3 - 0.2, 0.1 - 0.2, 1.0]]))
    >>> bool(settled[0, 0] == -settled[0, 1]), ranks.tolist(), cubes.tolist()
    (True, [[1.5, 1.5, 3.0]], [6.0])
    """
    settled, order = _settled(rows)
    # Settling leaves the order as it is, and within a tie no rank depends on it.
    return settled, *_midranks_in(order, np.abs(settled))


def _settled(rows: Floats) -> tuple[Floats, NDArray[np.intp]]:
    """Settled rows, and the order of their magnitudes."""
    magnitude = np.abs(rows)
    if rows.shape[1] == 0:
        return magnitude, np.empty(rows.shape, dtype=np.intp)
    without_rounding_error(magnitude)
    order = np.argsort(magnitude, axis=1, kind="stable")
    ordered = np.take_along_axis(magnitude, order, axis=1)
    begins = np.ones(rows.shape, dtype=np.bool_)
    begins[:, 1:] = ordered[:, 1:] - ordered[:, :-1] > SAME * ordered[:, 1:]
    if not begins.all():
        smallest = np.take_along_axis(ordered, _starts(begins), axis=1)
        np.put_along_axis(magnitude, order, smallest, axis=1)
    return np.copysign(magnitude, rows) + 0.0, order


def _starts(begins: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Place of the first member of each place's group of ties, in rows in order."""
    places = np.arange(begins.shape[1])
    starts: NDArray[np.intp] = np.maximum.accumulate(np.where(begins, places, 0), axis=1)
    return starts


def midranks(values: Floats) -> Floats:
    """Return ranks from 1, ties sharing their mean rank, by exact comparison.

    Examples
    --------
    >>> midranks(np.array([3.0, 1.0, 3.0]))
    array([2.5, 1. , 2.5])
    """
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    means: Floats = (last - (counts - 1) / 2.0)[inverse]
    return means


def tie_sizes(values: Floats) -> NDArray[np.int64]:
    """Return the size of every group of equal values, singletons included.

    Examples
    --------
    >>> tie_sizes(np.array([3.0, 1.0, 3.0]))
    array([1, 2])
    """
    return np.unique(values, return_counts=True)[1].astype(np.int64)


def midranks_of_rows(rows: Floats) -> tuple[Floats, Floats]:
    """Return `midranks` of each row, and the sum of t**3 - t over its ties of t values.

    Examples
    --------
    >>> ranks, cubes = midranks_of_rows(np.array([[3.0, 1.0, 3.0], [5.0, 6.0, 7.0]]))
    >>> ranks.tolist(), cubes.tolist()
    ([[2.5, 1.0, 2.5], [1.0, 2.0, 3.0]], [6.0, 0.0])
    """
    return _midranks_in(np.argsort(rows, axis=1, kind="stable"), rows)


def _midranks_in(order: NDArray[np.intp], rows: Floats) -> tuple[Floats, Floats]:
    ordered = np.take_along_axis(rows, order, axis=1)
    begins = np.ones(rows.shape, dtype=np.bool_)
    begins[:, 1:] = ordered[:, 1:] != ordered[:, :-1]
    first, last = first_and_last_tied(begins)
    ranks = np.empty(rows.shape)
    np.put_along_axis(ranks, order, (first + last) / 2.0 + 1.0, axis=1)
    # Each of t tied values counts t**2 - 1, so that together they count t**3 - t.
    cubes = ((last - first + 1.0) ** 2 - 1.0).sum(axis=1)
    return ranks, cubes


def first_and_last_tied(
    begins: NDArray[np.bool_],
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the places of the first and the last member of each place's tie, in rows in order.

    Parameters
    ----------
    begins : bool array, shape (rows, n)
        Where a value begins another tie than the one before.

    Examples
    --------
    >>> first, last = first_and_last_tied(np.array([[True, False, True]]))
    >>> first.tolist(), last.tolist()
    ([[0, 0, 2]], [[1, 1, 2]])
    """
    ends = np.ones_like(begins)
    ends[:, :-1] = begins[:, 1:]
    return _starts(begins), begins.shape[1] - 1 - _starts(ends[:, ::-1])[:, ::-1]


def runs_of_rows(
    ordered: NDArray[np.float64] | NDArray[np.int64],
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return where each run of equal values begins, and its length, of rows one after the other.

    Parameters
    ----------
    ordered : array, shape (rows, n)
        Values in order in each row.

    Examples
    --------
    >>> places, times = runs_of_rows(np.array([[1.0, 1.0], [1.0, 2.0]]))
    >>> places.tolist(), times.tolist()
    ([0, 2, 3], [2, 1, 1])
    """
    begins = np.ones(ordered.shape, dtype=np.bool_)
    begins[:, 1:] = ordered[:, 1:] != ordered[:, :-1]
    places = np.flatnonzero(begins)
    return places, np.diff(np.append(places, begins.size))


def settled_labels(values: Floats) -> NDArray[np.intp]:
    """Return 0, 1, 2, … in the order of the values, equal values sharing a label.

    The tolerance is that of `settle_ties`, on signed values.

    Examples
    --------
    >>> settled_labels(np.array([0.2 - 0.1, 5.0, 0.3 - 0.2]))
    array([0, 1, 0])
    """
    settled = settle_ties(values)
    return np.unique(settled, return_inverse=True)[1]


def starts_of_distinct(ordered: Floats, reach: Floats) -> NDArray[np.bool_]:
    """Return where in ordered sums or differences of pairs another value begins.

    Parameters
    ----------
    ordered : float array, shape (pairs,)
    reach : float array, shape (pairs,)
        Larger magnitude of each pair. Rounding error grows with it, but must not swallow another
        pair's sum.

    Examples
    --------
    >>> starts_of_distinct(np.array([1.0, 1.0 + 1e-15, 2.0]), np.ones(3)).tolist()
    [True, False, True]
    """
    found: NDArray[np.bool_] = starts_of_distinct_in_rows(ordered[None, :], reach[None, :])[0]
    return found


def starts_of_distinct_in_rows(ordered: Floats, reach: Floats) -> NDArray[np.bool_]:
    """Do `starts_of_distinct` for each row.

    Parameters
    ----------
    ordered, reach : float array, shape (rows, pairs)

    Examples
    --------
    >>> starts_of_distinct_in_rows(np.array([[1.0, 1.0 + 1e-15, 2.0]]), np.ones((1, 3))).tolist()
    [[True, False, True]]
    """
    begins = np.ones(ordered.shape, dtype=np.bool_)
    tolerance = PAIR_PRECISION * np.minimum(reach[:, 1:], reach[:, :-1])
    # Exact zeros are ties of settled magnitudes and stay apart from small sums.
    zero = ordered == 0.0
    begins[:, 1:] = (np.diff(ordered, axis=1) > tolerance) | (zero[:, 1:] != zero[:, :-1])
    return begins


def are_told_apart(width: Floats, *ordered: Floats) -> NDArray[np.bool_]:
    """Return whether no two sums or differences of pairs that count as one share a value.

    Those of one value with two others lie half the distance of these others apart; where rounding
    makes them one, ties are not those of the decimals.

    Parameters
    ----------
    width : float array, shape (rows,)
        The farthest that two of halves which count as one lie apart, in each row.
    *ordered : float array, shape (rows, n)
        Values of each sample in order.

    Examples
    --------
    >>> are_told_apart(np.array([1e-9, 0.5]), np.array([[1.0, 1.0, 2.0]] * 2)).tolist()
    [True, False]
    """
    told = np.ones(len(width), dtype=np.bool_)
    for values in ordered:
        steps = np.diff(values / 2.0, axis=1)
        told &= width < 0.98 * np.where(steps > 0.0, steps, np.inf).min(axis=1, initial=np.inf)
    return told
