"""How far the values of one group must be moved to lie like the other's, with its interval."""

from __future__ import annotations

from dataclasses import replace
from math import nan

import numpy as np
from numpy.typing import ArrayLike, NDArray

from explant.statistics.groups.group_shifts import GroupShifts, shifts_of_rows
from explant.statistics.groups.two_groups import LARGEST_EXACT_RANKS, are_counted, rank_sum_p
from explant.statistics.kernel.arrays import (
    SUBNORMAL,
    Floats,
    as_rows,
    as_sample,
    beyond_largest,
    check_confidence,
    lift_subnormal,
    rescale,
)
from explant.statistics.kernel.inversion import IntervalResult, invert, no_interval
from explant.statistics.kernel.ties import (
    midranks,
    settle_ties,
    settle_ties_of_rows,
    starts_of_distinct,
)

MOST_PAIRS_TOGETHER = 20_000
"""Up to so many pairs across the groups the shifts of all columns are sought together."""


class _Shifts:
    """As `GroupShifts`, by ranking at each position: exact, and where rounding makes odd ties."""

    def __init__(self, one: Floats, two: Floats, exact: bool) -> None:
        self.exact = exact
        # Halves first: the difference of two values near the largest float would overflow.
        gaps = (one[:, None] / 2.0 - two[None, :] / 2.0).ravel()
        reach = np.maximum(np.abs(one[:, None]), np.abs(two[None, :])).ravel()
        order = np.argsort(gaps, kind="stable")
        ordered = gaps[order]
        begins = starts_of_distinct(ordered, reach[order])
        labels = np.cumsum(begins) - 1
        with np.errstate(over="ignore"):
            self.points = ordered[begins] * 2.0
        middle = ordered[[(gaps.size - 1) // 2, gaps.size // 2]]
        self.estimate = rescale(float((middle / 2.0).sum()), 2.0)
        self.position_of_estimate = 2 * int(labels[(gaps.size - 1) // 2]) + 1
        pairs = np.empty(gaps.size, dtype=np.int64)
        pairs[order] = 2 * labels + 1
        self.pairs = pairs.reshape(one.size, two.size)
        self.size = one.size
        self.ranks_one, self.ranks_two = midranks(one), midranks(two)
        below = int(np.searchsorted(self.points, 0.0))
        at_zero = below < self.points.size and self.points[below] == 0.0
        self.position_of_zero = 2 * below + (1 if at_zero else 0)

    def p_values(self, positions: NDArray[np.int64]) -> Floats:
        sign = np.sign(self.pairs[None, :, :] - positions[:, None, None])
        rank_one = self.ranks_one + ((sign + 1.0) / 2.0).sum(axis=2)
        rank_two = self.ranks_two + ((1.0 - sign) / 2.0).sum(axis=1)
        ranks = np.concatenate((rank_one, rank_two), axis=1)
        return rank_sum_p(ranks, self.size, self.exact)


def _shifts(one: Floats, two: Floats, exact: bool) -> GroupShifts | _Shifts:
    if not exact:
        shifts = GroupShifts(one, two)
        if shifts.regular:
            return shifts
    return _Shifts(one, two, exact)


def hodges_lehmann_shift(
    first: ArrayLike, second: ArrayLike, confidence: float = 0.95
) -> IntervalResult:
    """Estimate the shift first - second, with the interval that inverts `mann_whitney`.

    The median of all n1 * n2 differences (Hodges & Lehmann 1963, 10.1214/aoms/1177704172). Ties
    and the achieved level are handled as in `explant.statistics.kernel.inversion`, so p <= 1 -
    level exactly when the interval excludes zero.

    Parameters
    ----------
    first, second : array_like, shape (n1,) and (n2,)
    confidence : float
        Level asked for.

    Returns
    -------
    IntervalResult
        Where the groups are too small for the level, the widest interval with its own level;
        NaN with a reason if a group is empty or no level above zero exists.

    Examples
    --------
    >>> result = hodges_lehmann_shift([1.1, 2.3, 3.2, 4.8], [5.0, 6.6, 7.9, 8.1])
    >>> round(result.estimate, 3), round(result.low, 3), round(result.high, 3)
    (-4.1, -7.0, -0.2)
    >>> round(result.level, 4)
    0.9714
    """
    check_confidence(confidence)
    one, two = as_sample(first, "first"), as_sample(second, "second")
    if min(one.size, two.size) == 0:
        return no_interval(nan, "a group has no patients")
    values, scale = lift_subnormal(np.concatenate((one, two)))
    pooled = settle_ties(values)
    many = values.size > LARGEST_EXACT_RANKS
    shifts = _shifts(
        pooled[: one.size], pooled[one.size :], exact=bool(are_counted(pooled[None, :])[0])
    )
    estimate = rescale(shifts.estimate, scale)
    found = invert(
        shifts.p_values,
        shifts.points.size,
        shifts.position_of_zero,
        confidence,
        shifts.position_of_estimate if many else None,
    )
    if found is None:
        return no_interval(estimate, "the groups are too small for any interval")
    low, high = (rescale(float(shifts.points[at]), scale) for at in (found.low, found.high))
    result = IntervalResult.at(confidence, estimate, low, high, found.level)
    return replace(result, reason=beyond_largest(estimate, low, high) or result.reason)


def hodges_lehmann_shift_of_columns(
    values: ArrayLike, n_first: int, confidence: float = 0.95
) -> list[IntervalResult]:
    """Do `hodges_lehmann_shift` for each column.

    Parameters
    ----------
    values : array_like, shape (n, columns)
        The patients of the first group, then those of the second.
    n_first : int
        Patients in the first group.
    confidence : float

    Examples
    --------
    >>> table = [[1.1, 9.0], [2.3, 5.0], [3.2, 7.0], [5.0, 3.0], [6.6, 4.0], [7.9, 2.0]]
    >>> [round(result.estimate, 3) for result in hodges_lehmann_shift_of_columns(table, 3)]
    [-4.3, 4.0]
    """
    check_confidence(confidence)
    rows = as_rows(values)
    n = rows.shape[1]
    together = n > LARGEST_EXACT_RANKS and 0 < n_first * (n - n_first) <= MOST_PAIRS_TOGETHER
    many: list[IntervalResult | None] = [None] * len(rows)
    if together:
        settled = settle_ties_of_rows(rows)
        ordinary = np.abs(rows).max(axis=1) > SUBNORMAL
        which = np.flatnonzero(ordinary & ~are_counted(settled))
        found = shifts_of_rows(settled[which], n_first, confidence)
        for at, result in zip(which.tolist(), found, strict=True):
            many[at] = result
    return [
        one or hodges_lehmann_shift(row[:n_first], row[n_first:], confidence)
        for one, row in zip(many, rows, strict=True)
    ]
