"""Orders of patients for permutation tests: all of them, or the same random ones for a seed."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from explant.statistics.kernel.arrays import Floats

LARGEST_KEPT = 4_000_000
"""Places in all orders up to which they are kept for the next test of as many patients."""

CHUNK = 1_000_000
"""Places in the orders, or statistics, that are held at a time."""

LARGEST_KEPT_SMALL = 60_000_000
"""Places up to which the orders of the last test are kept in two bytes each, of many patients."""

MOST_IN_TWO_BYTES = 1 << 16

FEW_COLUMNS = 4
"""Fewer columns than this are put into order one by one."""


def _draw(n: int, seed: int, size: int) -> Iterator[NDArray[np.intp]]:
    generator = np.random.default_rng(seed)
    rows = max(1, CHUNK // n)
    for start in range(0, size, rows):
        now = min(rows, size - start)
        yield generator.permuted(np.tile(np.arange(n), (now, 1)), axis=1)


@lru_cache(maxsize=8)
def _kept(n: int, seed: int, size: int) -> tuple[NDArray[np.intp], ...]:
    return tuple(_draw(n, seed, size))


@lru_cache(maxsize=1)
def _kept_small(n: int, seed: int, size: int) -> tuple[NDArray[np.uint16], ...]:
    return tuple(chunk.astype(np.uint16) for chunk in _draw(n, seed, size))


def random_orders(n: int, seed: int, size: int) -> Iterator[NDArray[np.intp]]:
    """Yield ``size`` random orders of n patients in chunks of rows, the same for a seed.

    Examples
    --------
    >>> [chunk.shape for chunk in random_orders(4, 1, 10)]
    [(10, 4)]
    """
    if n * size <= LARGEST_KEPT:
        return iter(_kept(n, seed, size))
    if n * size <= LARGEST_KEPT_SMALL and n <= MOST_IN_TWO_BYTES:
        # Drawing them takes twenty times as long as making them wide again.
        return (chunk.astype(np.intp) for chunk in _kept_small(n, seed, size))
    return _draw(n, seed, size)


@lru_cache(maxsize=4)
def _all_orders(n: int) -> NDArray[np.intp]:
    return np.array(list(itertools.permutations(range(n))), dtype=np.intp)


def all_orders(n: int) -> NDArray[np.intp]:
    """Return all n! orders of n patients as rows.

    Examples
    --------
    >>> all_orders(2)
    array([[0, 1],
           [1, 0]])
    """
    return _all_orders(n)


def count_as_extreme(
    orders: NDArray[np.intp], fixed: Floats, permuted: Floats, bounds: Floats
) -> NDArray[np.int64]:
    """Return in how many orders the product with ``fixed`` is at least as far from zero.

    Parameters
    ----------
    orders : integer array, shape (orders, n)
    fixed : float array, shape (n,)
    permuted : float array, shape (n, columns)
        Each column is put into every order, the same for all columns.
    bounds : float array, shape (columns,)
        What |product| is compared with.

    Returns
    -------
    integer array, shape (columns,)

    Examples
    --------
    >>> one = np.array([[-1.0], [0.0], [1.0]])
    >>> count_as_extreme(all_orders(3), one[:, 0], one, np.array([1.5]))
    array([2])
    """
    if permuted.shape[1] < FEW_COLUMNS:
        products = (np.abs(column[orders] @ fixed) for column in permuted.T)
        return np.array(
            [np.count_nonzero(one >= bound) for one, bound in zip(products, bounds, strict=True)],
            dtype=np.int64,
        )
    # Moving the fixed one to the other's places is done once for all columns.
    moved = np.empty(orders.shape)
    np.put_along_axis(moved, orders, fixed[None, :], axis=1)
    found = np.empty(permuted.shape[1], dtype=np.int64)
    columns = max(1, CHUNK // max(len(orders), 1))
    for start in range(0, permuted.shape[1], columns):
        part = slice(start, start + columns)
        found[part] = (np.abs(moved @ permuted[:, part]) >= bounds[part]).sum(axis=0)
    return found
