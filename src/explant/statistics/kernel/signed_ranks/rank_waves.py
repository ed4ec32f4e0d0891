"""Tails of sums of signed ranks by their characteristic function, of many samples at once.

Where each rank counts or not by a fair coin, that function is a wave times the product of the
cosines of half of each rank's angle. With t = 2 pi k / N over all k the sum over the frequencies is
the probability itself as soon as N exceeds the range of the sums. Two things make it quick: of many
ranks only the lowest and highest frequencies are not nothing; and mid-ranks are untied ranks whose
product, known once, is changed by a few ties.
"""

from __future__ import annotations

from functools import lru_cache
from math import pi, sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from explant.statistics.kernel.arrays import Floats
from explant.statistics.kernel.ties import runs_of_rows

Integers = NDArray[np.int64]

MOST_BY_FREQUENCIES = 1000

MOST_LOOKED_AT_CLOSELY = 300
"""Of more ranks a coarse look at the frequencies between has to do."""

LEAST_WITH_FEW = 70
"""Below so many ranks every frequency matters."""

MOST_WITH_ALL = 100
"""Up to so many ranks all frequencies are summed where those between matter."""

WINDOW = 28
"""Frequencies at either end, in steps of which 18 are a turn at one standard deviation."""

EVERY = 4
"""Of the frequencies between, so many steps apart are looked at: at most seven tenths of a standard
deviation from the middle of a peak, where it has four fifths of its height."""

FEW = 5
"""Where one in so many of these tells that nothing is there by far, the others are not asked."""

NOTHING = 1e-17
"""Where the sum over the frequencies between is smaller, they are left out."""

HELD_AT_ONCE = 60_000
"""So many numbers are multiplied at a time: what a processor keeps at hand."""


AS_FEW = 4
"""So few rows are multiplied one by one."""


class _Waves(NamedTuple):
    """Frequencies of a lattice of sums, and the factors of the characteristic function there.

    Attributes
    ----------
    period : int
        How many sums the lattice tells apart; odd, so that no cosine is zero.
    angles, weights : float array, shape (frequencies,)
        Weights are what the sum over a lattice divides by.
    lowest : float array, shape (2, frequencies)
        The wave at the lattice's lower end, where the middle of the sums is whole, and not.
    factors : float array, shape (1 + 3 ranks, frequencies)
        One; the cosines of half the angle of each doubled rank 0 … 2 top; their inverses; and at
        every place k of the last third what a tie makes of the cosines of the ranks k and k + 1.
    between : float array, shape (ranks, some frequencies)
        log |cos| of each doubled rank at some of the frequencies that are left out.
    untied : dict
        Weighted products of the cosines of so many ranks up to one, kept.
    """

    period: int
    angles: Floats
    weights: Floats
    lowest: Floats
    factors: Floats
    between: NDArray[np.float32]
    untied: dict[tuple[int, int], Floats]

    @classmethod
    def at(cls, top: int, frequencies: Integers, between: Integers, period: int) -> _Waves:
        """Those of ranks of at most ``top``, not doubled."""
        halves = np.arange(2 * top + 1) * (pi / period)
        cosines = np.cos(np.outer(halves, frequencies))
        pairs = cosines[1::2] ** 2 / (cosines[:-1:2] * cosines[2::2])
        factors = np.concatenate((np.ones((1, frequencies.size)), cosines, 1.0 / cosines, pairs))
        logs = np.empty((halves.size, between.size), dtype=np.float32)
        for at in range(0, between.size, 256):
            some = np.abs(np.cos(np.outer(halves, between[at : at + 256])))
            logs[:, at : at + 256] = np.log(np.maximum(some, 1e-30))
        angles: Floats = 2.0 * pi / period * frequencies.astype(np.float64)
        weights: Floats = 1.0 / (np.sin(angles / 2.0) * period)
        lowest: Floats = np.sin(np.outer([-period / 2.0, -period / 2.0 - 0.5], angles))
        return cls(period, angles, weights, lowest, factors, logs, {})

    def tails(self, doubled: Integers, at: Integers) -> tuple[Floats, Floats]:
        """P(W <= at) of rows of doubled mid-ranks, and about how much is left out of it.

        Every row is computed by itself: the same to the last bit whatever is beside it.
        """
        products = self.of_midranks(doubled)
        middles = doubled.sum(axis=1) / 2.0
        below = at - np.floor(middles) + (self.period + 1) // 2
        waves = np.sin(self.angles * (at + 0.5 - middles)[:, None])
        halves = (middles % 1.0 > 0.0).astype(np.int64)
        waves -= self.lowest[halves[0] if (halves == halves[0]).all() else halves]
        waves *= products
        tails: Floats = below / self.period + waves.sum(axis=1)
        return tails, self._left_out(doubled) if self.between.size else np.zeros(len(doubled))

    def _left_out(self, doubled: Integers) -> Floats:
        """About the sum over the frequencies between, of rows of doubled ranks."""
        rows, size = len(doubled), len(self.between)
        places = np.arange(rows)[:, None] * size + doubled
        times = np.bincount(places.ravel(), minlength=rows * size).astype(np.float32)
        times = times.reshape(rows, size)

        def summed(of_rows: Integers, every: int) -> Floats:
            sizes = times[of_rows] @ self.between[:, ::every]
            found: Floats = np.exp(sizes).sum(axis=1) * (2.0 * every * EVERY / self.period)
            return found

        # Of most rows a few of them tell that it is nothing by far.
        closely = size <= 2 * MOST_LOOKED_AT_CLOSELY + 1
        found = summed(np.arange(rows), FEW if closely else 1)
        near = np.flatnonzero(found > NOTHING / 1000.0)
        found[near] = summed(near, 1) if closely else np.inf
        return found

    def of_midranks(self, doubled: Integers) -> Floats:
        """Weighted products of the cosines of rows of mid-ranks in ascending order, zeros first.

        They are those of untied ranks, changed by ties.
        """
        rows, n = doubled.shape
        places, times = runs_of_rows(doubled)
        value = doubled.ravel()[places]
        kept = (doubled > 0).sum(axis=1)
        last = np.append(places[1:] % n == 0, True)
        highest = np.where(kept > 0, (value[last] + times[last] - 1) // 2, 0)
        ends, which = np.unique(highest * (n + 1) + kept, return_inverse=True)
        untied = np.stack([self._untied(*divmod(each, n + 1)) for each in ends.tolist()])
        in_row, factors = [np.empty(0, dtype=np.int64)], [np.empty(0, dtype=np.int64)]
        for t in np.unique(times[(times > 1) & (value > 0)]).tolist():
            ties = np.flatnonzero((times == t) & (value > 0))
            changes = self._changes_by_ties(value[ties], t)
            in_row.append(np.repeat(places[ties] // n, changes.shape[1]))
            factors.append(changes.ravel())
        row, factor = np.concatenate(in_row), np.concatenate(factors)
        order = np.argsort(row, kind="stable")
        row = row[order]
        number = np.arange(row.size) - np.searchsorted(row, row)
        table = np.zeros((rows, int(number.max(initial=-1)) + 1), dtype=np.int64)
        table[row, number] = factor[order]
        return self._changed(untied, which, table, np.bincount(row, minlength=rows))

    def _changed(
        self, untied: Floats, which: NDArray[np.intp], table: Integers, changes: Integers
    ) -> Floats:
        """Products of untied ranks times as many factors of each row of a table as it has."""
        found = np.empty((len(table), self.angles.size))
        order = np.argsort(-changes, kind="stable")
        step = max(1, HELD_AT_ONCE // self.angles.size)
        for at in range(0, len(table), step):
            rows = order[at : at + step]
            if rows.size <= AS_FEW:
                for row in rows.tolist():
                    some = self.factors[table[row, : changes[row]]]
                    line = np.concatenate((untied[which[row]][None, :], some))
                    # Along the first axis in order, as below.
                    found[row] = np.multiply.reduce(line, axis=0)
                continue
            product = untied[which[rows]]
            taken = np.empty_like(product)
            for number in range(int(changes[rows[0]])):
                # Those with most changes come first.
                few = int(np.count_nonzero(changes[rows] > number))
                factor = table[rows[:few], number]
                np.take(self.factors, factor, axis=0, out=taken[:few], mode="clip")
                product[:few] *= taken[:few]
            found[rows] = product
        return found

    def _untied(self, highest: int, n: int) -> Floats:
        """Weighted product of the cosines of the n ranks up to the highest one, not doubled."""
        if (highest, n) not in self.untied:
            rows = 1 + 2 * np.arange(highest - n + 1, highest + 1)
            product = np.multiply.reduce(self.factors[rows], axis=0)
            self.untied[highest, n] = product * self.weights
        return self.untied[highest, n]

    def _changes_by_ties(self, doubled: Integers, t: int) -> Integers:
        """Factors by which ties of t ranks change the product of untied ones, shape (ties, …)."""
        cosines = (len(self.factors) - 1) * 2 // 5 + 1
        if t == 2:
            return 1 + 2 * cosines + (doubled[:, None] - 1) // 2
        parted = doubled[:, None] + np.arange(1 - t, t, 2)
        tied = np.broadcast_to(1 + doubled[:, None], parted.shape)
        return np.concatenate((tied, 1 + cosines + parted), axis=1)


def _ends(top: int, every: int) -> _Waves:
    """The lowest and highest frequencies; outside of the lattice lies less than 1e-18."""
    reach = int(9.0 * sqrt(float((np.arange(top + 1) ** 2).sum()))) + 1
    ends = np.concatenate((np.arange(1, WINDOW + 1), np.arange(reach - WINDOW + 1, reach + 1)))
    inner = [WINDOW, reach - WINDOW + 1]
    between = np.concatenate((inner, np.arange(WINDOW, reach - WINDOW + 1, every)))
    return _Waves.at(top, ends, between, 2 * reach + 1)


@lru_cache(maxsize=8)
def _of_many(top: int) -> _Waves:
    return _ends(top, EVERY)


@lru_cache(maxsize=1)
def _of_very_many(top: int) -> _Waves:
    """Some dozens of megabytes."""
    return _ends(top, EVERY * FEW)


@lru_cache(maxsize=8)
def _all_frequencies(top: int) -> _Waves:
    """As many as sums of the ranks 1 … ``top`` are possible, ties among them."""
    half = top * (top + 1) // 2
    none = np.empty(0, dtype=np.int64)
    return _Waves.at(top, np.arange(1, half + 1), none, 2 * half + 1)


def tails_of_midranks(doubled: Integers, at: Integers) -> Floats:
    """Return P(W <= at) of each row of mid-ranks, NaN where the frequencies between matter.

    Parameters
    ----------
    doubled : integer array, shape (rows, n)
        Doubled mid-ranks in ascending order, 0 for patients without a rank.
    at : integer array, shape (rows,)

    Examples
    --------
    >>> tails_of_midranks(np.array([[2, 5, 5, 8]]), np.array([5])).round(9)
    array([0.25])
    """
    n = doubled.shape[1]
    tails = np.full(len(doubled), np.nan)
    if n >= LEAST_WITH_FEW:
        few, left_out = tails_of_few_frequencies(doubled, at)
        tails = np.where(left_out > NOTHING, np.nan, few)
    left = np.flatnonzero(np.isnan(tails))
    if left.size and n <= MOST_WITH_ALL:
        tails[left], _ = _all_frequencies(n).tails(doubled[left], at[left])
    return tails


def tails_of_few_frequencies(doubled: Integers, at: Integers) -> tuple[Floats, Floats]:
    """Do `tails_of_midranks` by the lowest and highest frequencies alone.

    Parameters
    ----------
    doubled : integer array, shape (rows, n)
    at : integer array, shape (rows,)

    Returns
    -------
    tails, left_out : float array, shape (rows,)
        The second is about the sum over the frequencies between; if at most `NOTHING`, it is none.

    Examples
    --------
    >>> tails, left_out = tails_of_few_frequencies(2 * np.arange(1, 61)[None], np.array([1200]))
    >>> tails.round(6), left_out < 1e-12
    (array([0.009916]), array([ True]))
    """
    top = doubled.shape[1]
    waves = _of_many(top) if top <= MOST_LOOKED_AT_CLOSELY else _of_very_many(top)
    return waves.tails(doubled, at)
