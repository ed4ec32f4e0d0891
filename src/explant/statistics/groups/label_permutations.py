"""Adjusting for many markers where two groups of patients are compared: shared permuted labels."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain, combinations, islice
from math import comb
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from explant.statistics.kernel.arrays import Floats, power_of_two_scale
from explant.statistics.kernel.random_orders import random_orders
from explant.statistics.kernel.ties import midranks, settle_ties
from explant.statistics.westfall_young import SAME_STATISTIC, WestfallYoungResult

Statistic = Literal["welch_t", "rank_sum"]

LARGEST_EXACT_ARRANGEMENTS = 2_000_000
"""Up to this many ways to label the patients all may be counted."""

LARGEST_EXACT_CELLS = 20_000_000
"""Ways to label the patients times markers that are still counted exactly."""

CHUNK = 200_000
"""Statistics that are held at a time: few enough for the processor's own memory."""

COLUMNS = 1_000
"""Markers that are counted together."""


def _rows(table: Floats, statistic: Statistic) -> Floats:
    """Scaled values or mid-ranks about the mean of their marker, a row each; missing is zero."""
    rows = np.zeros(table.T.shape)
    for row, marker in zip(rows, table.T, strict=True):
        known = ~np.isnan(marker)
        sample = marker[known]
        if statistic == "rank_sum":
            row[known] = midranks(settle_ties(sample)) - (sample.size + 1) / 2.0
            continue
        centered = sample / power_of_two_scale(sample)
        centered = centered - centered.mean()
        # Centering leaves rounding error where every value was the same.
        centered[np.abs(centered) <= 1e-15] = 0.0
        row[known] = centered / power_of_two_scale(centered)
    return rows


class _Markers:
    """The squared statistics of markers for any labels of the patients."""

    def __init__(self, table: Floats, statistic: Statistic) -> None:
        known = ~np.isnan(table)
        self.rows = _rows(table, statistic)
        self.squared = self.rows**2
        self.all_squares = self.squared.sum(axis=1)
        self.n = known.sum(axis=0).astype(np.float64)
        self.known = None if known.all() else known.T.astype(np.float64)
        self.statistics: Callable[[Floats, slice], Floats] = (
            self._welch if statistic == "welch_t" else self._rank_sum
        )

    def put_in_order(self, order: NDArray[np.intp]) -> None:
        """Sort the markers."""
        self.rows, self.squared = self.rows[order], self.squared[order]
        self.all_squares, self.n = self.all_squares[order], self.n[order]
        self.known = None if self.known is None else self.known[order]

    def _sizes(self, member: Floats, part: slice) -> tuple[Floats, Floats]:
        """Patients of each marker inside and outside of the group."""
        if self.known is None:
            inside = member.sum(axis=1, keepdims=True)
        else:
            inside = member @ self.known[part].T
        return inside, self.n[part] - inside

    def _rank_sum(self, member: Floats, part: slice) -> Floats:
        inside, outside = self._sizes(member, part)
        found: Floats = member @ self.rows[part].T
        found *= found
        # The variance of a sum drawn without replacement.
        n = self.n[part]
        variance = inside * outside * (self.all_squares[part] / (n * np.maximum(n - 1.0, 1.0)))
        some = variance > 0.0
        found /= np.where(some, variance, 1.0)
        found *= some
        return found

    def _welch(self, member: Floats, part: slice) -> Floats:
        inside, outside = self._sizes(member, part)
        all_squares = self.all_squares[part]
        found: Floats = member @ self.rows[part].T
        squares = member @ self.squared[part].T
        error = all_squares - squares
        found *= found
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            squares -= found / inside
            squares /= (inside - 1.0) * inside
            # The sum of all patients is zero.
            error -= found / outside
            error /= (outside - 1.0) * outside
            error += squares
            error[error <= 1e-13 * all_squares] = 0.0
            found *= (1.0 / inside + 1.0 / outside) ** 2
            # Equal means up to rounding are equal means.
            same = found <= 1e-24 * all_squares
            found /= error
        found[same] = 0.0
        if self.known is not None:
            # Labels that leave a marker fewer than two patients in a group show nothing of it.
            found[(inside < 2.0) | (outside < 2.0)] = 0.0
        return found


def _all_subsets(n: int, size: int, rows: int) -> Iterator[NDArray[np.intp]]:
    """Every group of the patients; of halves, those of the first patient, the rest being equal."""
    halves = 2 * size == n
    if halves and size == 1:
        # Two patients: their one labeling is the observed one.
        yield np.zeros((1, 1), dtype=np.intp)
        return
    groups = combinations(range(1, n), size - 1) if halves else combinations(range(n), size)
    width = size - 1 if halves else size
    while True:
        flat = np.fromiter(chain.from_iterable(islice(groups, rows)), dtype=np.intp)
        if not flat.size:
            return
        chosen = flat.reshape(-1, width)
        if halves:
            chosen = np.concatenate((np.zeros((len(chosen), 1), dtype=np.intp), chosen), axis=1)
        yield chosen


def _counts_every_labeling(n: int, first: int, markers: int) -> bool:
    labelings = comb(n, first)
    return labelings <= LARGEST_EXACT_ARRANGEMENTS and labelings * markers <= LARGEST_EXACT_CELLS


def least_p_of_labels(
    known: NDArray[np.bool_], first: NDArray[np.bool_], max_arrangements: int
) -> Floats:
    """Return what no adjusted p of `westfall_young_groups` is below, for each marker.

    Labels that leave a marker's own patients where they are, or change its two groups with each
    other, give the same distance, wherever the patients go who lack it.

    Parameters
    ----------
    known : bool array, shape (patients, markers)
        Who has which marker.
    first : bool array, shape (patients,)
        Who is in the first group.
    max_arrangements : int
        Number of random labelings where not all are counted.

    Examples
    --------
    >>> first = np.arange(6) < 3
    >>> least_p_of_labels(np.ones((6, 2), dtype=bool), first, 10_000).tolist()
    [0.1, 0.1]
    """
    present = known.any(axis=1)
    known, first = known[present], first[present]
    n, size = first.size, int(first.sum())
    if not _counts_every_labeling(n, size, known.shape[1]):
        return np.full(known.shape[1], 1.0 / (max_arrangements + 1.0))
    least = np.empty(known.shape[1])
    for marker, has in enumerate(known.T):
        absent = n - int(has.sum())
        one, two = int((has & first).sum()), int((has & ~first).sum())
        ways = sum(comb(absent, size - own) for own in (one, two) if own <= size)
        least[marker] = min(1.0, ways / comb(n, size))
    return least


def westfall_young_groups(
    values: ArrayLike,
    n_first: int,
    seed: int,
    statistic: Statistic = "welch_t",
    max_arrangements: int = 10_000,
) -> WestfallYoungResult:
    """Adjust a comparison of two groups for many markers by step-down maxT with shared labels.

    A patient's markers get their label together, so the correlation between markers is kept
    (Westfall & Young 1993, algorithm 4.1; Ge, Dudoit & Speed 2003, 10.1007/BF02595811). A
    patient who is missing for one marker keeps the label for the others, so the sizes of that
    marker's groups vary between labelings; one that leaves it too few patients counts as zero.
    Exact over all C(n1 + n2, n1) labelings while they are at most `LARGEST_EXACT_ARRANGEMENTS`
    and, times the markers, `LARGEST_EXACT_CELLS`; otherwise p = (b + 1)/(m + 1) over m random
    ones.

    Parameters
    ----------
    values : array_like, shape (patients, markers)
        The patients of the first group, then those of the second. NaN where one lacks a marker.
    n_first : int
        Patients in the first group.
    seed : int
    statistic : {"welch_t", "rank_sum"}
        Welch's |t| as in `studentized_permutation`, or the distance of the rank sum from its mean
        over its standard deviation, both given the mid-ranks. With ties a rank sum may be skewed;
        then `mann_whitney`, which doubles the smaller tail, gives another plain p.
    max_arrangements : int
        Number m of random labelings.

    Returns
    -------
    WestfallYoungResult
        ``p_adjusted`` >= ``p``. NaN for a marker with fewer than two patients in a group (none,
        for rank sums); it is not in the family.

    Raises
    ------
    ValueError
        On infinite values, wrong shape or size, or an unknown statistic.

    Examples
    --------
    >>> one, two = [1.0, 2.0, 3.0, 7.0, 8.0, 10.0], [5.0, 9.0, 4.0, 8.0, 6.0, 7.0]
    >>> table = np.column_stack((one, one, two))
    >>> westfall_young_groups(table, 3, seed=1).p_adjusted.tolist()
    [0.1, 0.1, 0.7]
    """
    table = np.asarray(values, dtype=np.float64)
    if table.ndim != 2:
        raise ValueError(f"values: expected patients × markers, got shape {table.shape}")
    if np.isinf(table).any():
        raise ValueError("values: infinite values")
    if not 0 <= n_first <= len(table):
        raise ValueError(f"n_first: expected 0 to {len(table)} patients, got {n_first}")
    if statistic not in get_args(Statistic):
        raise ValueError(f"statistic: expected 'welch_t' or 'rank_sum', got {statistic!r}")
    known = ~np.isnan(table)
    fewest = np.minimum(known[:n_first].sum(axis=0), known[n_first:].sum(axis=0))
    usable = np.flatnonzero(fewest >= (2 if statistic == "welch_t" else 1))
    p_adjusted, p = np.full(table.shape[1], np.nan), np.full(table.shape[1], np.nan)
    if usable.size == 0:
        return WestfallYoungResult(p_adjusted, p, True, 0)
    # A patient without any of these markers takes no part.
    present = known[:, usable].any(axis=1)
    first = np.arange(len(table))[present] < n_first
    # The labels of the smaller group tell everything.
    first = first if 2 * first.sum() <= first.size else ~first
    n, size = first.size, int(first.sum())
    markers = _Markers(table[present][:, usable], statistic)
    observed = markers.statistics(first[None, :].astype(np.float64), slice(None))[0]
    order = np.argsort(-observed, kind="stable")
    markers.put_in_order(order)
    # Squared statistics; the second term ties those that are zero up to rounding.
    threshold = observed[order] * (1.0 - 2.0 * SAME_STATISTIC) - 1e-20
    exact = _counts_every_labeling(n, size, usable.size)
    columns = min(usable.size, COLUMNS)
    rows = max(1, min(CHUNK // columns, CHUNK // n))
    if exact:
        chunks = _all_subsets(n, size, rows)
    else:
        chunks = (
            orders[start : start + rows, :size]
            for orders in random_orders(n, seed, max_arrangements)
            for start in range(0, len(orders), rows)
        )
    single, stepped, counted = np.zeros(usable.size), np.zeros(usable.size), 0
    for chosen in chunks:
        member = np.zeros((len(chosen), n))
        np.put_along_axis(member, chosen, 1.0, axis=1)
        largest = np.zeros((len(chosen), 1))
        # From the least marker on, so that the largest of those below is known.
        for start in range((usable.size - 1) // columns * columns, -1, -columns):
            part = slice(start, start + columns)
            found = markers.statistics(member, part)
            single[part] += (found >= threshold[part]).sum(axis=0)
            np.maximum(found[:, -1:], largest, out=found[:, -1:])
            found = np.maximum.accumulate(found[:, ::-1], axis=1)[:, ::-1]
            stepped[part] += (found >= threshold[part]).sum(axis=0)
            largest = found[:, :1]
        counted += len(chosen)
    extra = 0.0 if exact else 1.0
    p[usable[order]] = (single + extra) / (counted + extra)
    p_adjusted[usable[order]] = np.maximum.accumulate((stepped + extra) / (counted + extra))
    return WestfallYoungResult(p_adjusted, p, exact, comb(n, size) if exact else counted)
