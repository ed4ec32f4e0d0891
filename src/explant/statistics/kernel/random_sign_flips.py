"""Sign flips where all patterns are too many: the same random patterns for every column."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import nan

import numpy as np
from numpy.typing import NDArray

from explant.statistics.kernel.arrays import Floats

LARGEST_BLOCK = 4_000_000
"""Places in the patterns that are unpacked at a time; packed, a place takes a bit."""

CHUNK = 1_000_000
"""Statistics that are held at a time."""

FEW_COLUMNS = 4
"""So few columns are summed over bytes of eight patients: unpacking the patterns takes longer."""

SAMPLED = 16
"""One mean of so many tells where the ends of the intervals are looked for."""

NEAR = 1e-11
"""Means of scaled differences that are closer may be in another order but for rounding."""

Exact = Callable[[NDArray[np.intp]], Floats]
"""Means of these numbers, each by the same additions wherever and with whatever it is computed."""

_BITS = np.unpackbits(np.arange(256, dtype=np.uint8)[:, None], axis=1).astype(np.float64)


@dataclass(frozen=True)
class RandomSubsets:
    """Random subsets of n patients, packed: 20,000 of 5,000 patients take 12 MB, not 800."""

    packed: NDArray[np.uint8]
    n: int

    def members(self, part: slice) -> Floats:
        """Some of the subsets as rows of 0 and 1."""
        return np.unpackbits(self.packed[part], axis=1, count=self.n).astype(np.float64)

    def sums(self, row: Floats, subsets: NDArray[np.intp]) -> Floats:
        """Sum of a row over some of the subsets: each byte stands for the sum of eight places."""
        of_byte = self._of_bytes(row)
        places = 256 * np.arange(len(of_byte))
        found: Floats = of_byte.ravel()[self.packed[subsets] + places].sum(axis=1)
        return found

    def sums_of_row(self, row: Floats) -> Floats:
        """Sum of a row over each subset, by bytes: the last digits may differ from `sums`."""
        found = np.zeros(len(self.packed))
        for of_byte, byte in zip(self._of_bytes(row), self._bytes, strict=True):
            found += of_byte.take(byte)
        return found

    def _of_bytes(self, row: Floats) -> Floats:
        """What each byte may stand for, shape (bytes of a subset, 256)."""
        eights = np.zeros((self.packed.shape[1], 8))
        eights.ravel()[: self.n] = row
        found: Floats = eights @ _BITS.T
        return found

    @cached_property
    def _bytes(self) -> NDArray[np.uint8]:
        return np.ascontiguousarray(self.packed.T)

    @cached_property
    def sizes(self) -> Floats:
        """How many patients each subset has."""
        beyond = np.uint8((1 << (8 * self.packed.shape[1] - self.n)) - 1)
        counts = np.bitwise_count(self.packed).sum(axis=1, dtype=np.int64)
        counts -= np.bitwise_count(self.packed[:, -1] & beyond)
        found: Floats = counts.astype(np.float64)
        return found

    def sums_of_rows(self, rows: Floats) -> Floats:
        """Sum of each row over each subset, shape (rows, subsets)."""
        found = np.empty((len(rows), len(self.packed)))
        for part in self._parts():
            found[:, part] = rows @ self.members(part).T
        return found

    def _parts(self) -> list[slice]:
        step = max(1, LARGEST_BLOCK // max(self.n, 1))
        return [slice(start, start + step) for start in range(0, len(self.packed), step)]

    def blocks(self) -> Iterator[tuple[slice, Floats]]:
        """All of them, a block at a time."""
        for part in self._parts():
            yield part, self.members(part)


@lru_cache(maxsize=4)
def random_subsets(n: int, seed: int, size: int) -> RandomSubsets:
    """Return ``size`` random subsets of n patients, the same for a seed.

    Examples
    --------
    >>> random_subsets(3, 1, 2).members(slice(None)).shape
    (2, 3)
    """
    width = -(-n // 8)
    raw = np.random.default_rng(seed).bytes(size * width)
    return RandomSubsets(np.frombuffer(raw, dtype=np.uint8).reshape(size, width), n)


@lru_cache(maxsize=FEW_COLUMNS)
def _sums_of_one(row: bytes, seed: int, size: int) -> Floats:
    """The test and the interval of a sample ask for the same sums."""
    values = np.frombuffer(row)
    return random_subsets(values.size, seed, size).sums_of_row(values)


def _sums(rows: Floats, seed: int, size: int) -> Floats:
    """Sum of each row over each random subset, shape (rows, subsets)."""
    if len(rows) > FEW_COLUMNS:
        return random_subsets(rows.shape[1], seed, size).sums_of_rows(rows)
    return np.array([_sums_of_one(row.tobytes(), seed, size) for row in rows])


def random_p_values(rows: Floats, slacks: Floats, seed: int, size: int) -> Floats:
    """Return the two-sided p of each row over random sign patterns, (b + 1)/(m + 1).

    Parameters
    ----------
    rows : float array, shape (columns, n)
    slacks : float array, shape (columns,)
        How far below the observed sum another one still counts as tied with it.
    seed, size : int

    Examples
    --------
    >>> random_p_values(np.ones((1, 60)), np.zeros(1), seed=1, size=999)
    array([0.001])
    """
    subsets = random_subsets(rows.shape[1], seed, size)
    totals = rows.sum(axis=1)
    bounds = np.abs(totals) - slacks
    found = np.zeros(len(rows))
    if len(rows) <= FEW_COLUMNS:
        sums = totals[:, None] - 2.0 * _sums(rows, seed, size)
        found += (np.abs(sums) >= bounds[:, None]).sum(axis=1)
        return (found + 1.0) / (size + 1.0)
    for _, members in subsets.blocks():
        for part in _parts(len(rows), len(members)):
            flipped = rows[part] @ members.T
            flipped *= -2.0
            flipped += totals[part, None]
            found[part] += (np.abs(flipped, out=flipped) >= bounds[part, None]).sum(axis=1)
    return (found + 1.0) / (size + 1.0)


def random_ends(
    rows: Floats, count: int, seed: int, size: int, same: float
) -> list[tuple[float, float, float]]:
    """Return the ends of the interval of each row, and how many means lie beyond them.

    The means are those of random subsets and of their complements: a pattern counts against a
    center if the mean of its subset or of the complement lies beyond it.

    Parameters
    ----------
    rows : float array, shape (columns, n)
    count : int
        The ends are the ``count``-th means from either side. A subset without patients, or with
        all of them, is beyond every center and is counted first.
    seed, size : int
    same : float
        Two means closer than this are tied.

    Returns
    -------
    list of (low, high, beyond)

    Examples
    --------
    >>> rows = np.array([[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0]])
    >>> low, high, beyond = random_ends(rows, 50, 1, 999, 1e-10)[0]
    >>> 1.0 <= low < 4.5 < high <= 8.0
    True
    """
    n = rows.shape[1]
    subsets = random_subsets(n, seed, size)
    sizes = np.concatenate((subsets.sizes, n - subsets.sizes))
    sizes[sizes == 0.0] = nan
    trivial = int(np.isnan(sizes).sum())
    known = np.flatnonzero(np.isfinite(sizes))
    order = min(max(count - trivial, 1), known.size)
    totals = rows.sum(axis=1)
    ends: list[tuple[float, float, float]] = []
    for part in _parts(len(rows), 2 * size):
        sums = _sums(rows[part], seed, size)
        means = np.concatenate((sums, totals[part, None] - sums), axis=1)
        means /= sizes
        for row, total, of_row in zip(rows[part], totals[part].tolist(), means, strict=True):
            finite = of_row[known] if trivial else of_row

            def exact(places: NDArray[np.intp], row: Floats = row, total: float = total) -> Floats:
                numbers = known[places]
                found = subsets.sums(row, numbers % size)
                of_each: Floats = np.where(numbers < size, found, total - found) / sizes[numbers]
                return of_each

            low, below = _from_below(finite, order, same, exact)
            high, above = _from_below(-finite, order, same, lambda places: -exact(places))
            # Anew from the members: a matrix product may round differently between machines.
            first = _mean_of(row, subsets, int(known[low]))
            last = _mean_of(row, subsets, int(known[high]))
            ends.append((first, last, max(below, above) + trivial))
    return ends


def _mean_of(row: Floats, subsets: RandomSubsets, number: int) -> float:
    size = len(subsets.packed)
    at = number % size
    members = subsets.members(slice(at, at + 1))[0] == (1.0 if number < size else 0.0)
    return float(row[members].sum()) / int(members.sum())


def _from_below(means: Floats, order: int, same: float, exact: Exact) -> tuple[int, int]:
    """Where the ``order``-th smallest mean stands, and how many are smaller."""
    sample = means[::SAMPLED]
    place = min(2 * order // SAMPLED + 16, sample.size - 1)
    few: NDArray[np.intp] = np.flatnonzero(means <= np.partition(sample, place)[place] + NEAR)
    if few.size < order:
        few = np.arange(means.size)
    smallest = means[few]
    end = np.partition(smallest, order - 1)[order - 1]
    near = few[np.abs(smallest - end) <= NEAR]
    if near.size > 1:
        order -= int((smallest < end - NEAR).sum())
        settled = exact(near)
        near = near[settled == np.partition(settled, order - 1)[order - 1]]
    return int(near[0]), int((smallest < end - same).sum())


def _parts(n_columns: int, width: int) -> list[slice]:
    step = max(1, CHUNK // width)
    return [slice(start, start + step) for start in range(0, n_columns, step)]
