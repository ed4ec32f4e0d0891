"""Differences between two large groups in order, and the rank-sum test at each and between them.

The ranks need not be formed for every shift: U is the number of differences above it, those equal
to it counted half, and ties arise between values of the two groups that differ by it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from explant.statistics.kernel.arrays import Floats, rescale
from explant.statistics.kernel.ties import starts_of_distinct


def normal_rank_sum_p(u: Floats, cubes: Floats, n_first: int, n_second: int) -> Floats:
    """Two-sided p of U, normal with tie and continuity correction; 1 where all are tied.

    Parameters
    ----------
    u : float array
        Pairs in which the first group's value is larger, ties half.
    cubes : float array
        Sum of t**3 - t over the ties of t values.
    n_first, n_second : int

    Examples
    --------
    >>> normal_rank_sum_p(np.array([900.0]), np.zeros(1), 30, 40).round(5)
    array([0.00038])
    """
    n, pairs = n_first + n_second, n_first * n_second
    variances = pairs / 12.0 * (n + 1.0 - cubes / (n * (n - 1.0)))
    p = np.ones(np.shape(u))
    some = variances > 0.0
    z = np.maximum(np.abs(u[some] - pairs / 2.0) - 0.5, 0.0) / np.sqrt(variances[some])
    p[some] = np.minimum(1.0, 2.0 * ndtr(-z))
    return p


class GroupShifts:
    """Differences of distinct values of two groups, and the normal rank-sum test at every position.

    Positions are those of `explant.statistics.kernel.inversion`.

    Parameters
    ----------
    one, two : float array
        Values of the two groups, ties settled among all of them.

    Attributes
    ----------
    points : float array
        The differences, each once.
    estimate : float
        Their median, each taken as often as it occurs.
    position_of_estimate, position_of_zero : int
    regular : bool
        False where rounding ties one value to two of the other group; `p_values` does not hold.
    """

    def __init__(self, one: Floats, two: Floats) -> None:
        first, times_first = np.unique(one, return_counts=True)
        second, times_second = np.unique(two, return_counts=True)
        # Halves first: the difference of two values near the largest float would overflow.
        gaps = (first[:, None] / 2.0 - second[None, :] / 2.0).ravel()
        reach = np.maximum(np.abs(first[:, None]), np.abs(second[None, :])).ravel()
        order = np.argsort(gaps)
        ordered = gaps[order]
        begins = starts_of_distinct(ordered, reach[order])
        labels = np.cumsum(begins) - 1
        starts = np.flatnonzero(begins)
        with np.errstate(over="ignore"):
            self.points = ordered[starts] * 2.0
        ends = np.concatenate((starts[1:], [ordered.size])) - 1
        width = float((ordered[ends] - ordered[starts]).max())
        self.regular = all(
            values.size < 2 or width < 0.98 * float(np.diff(values / 2.0).min())
            for values in (first, second)
        )
        times = (times_first[:, None] * times_second[None, :]).ravel()[order].astype(np.float64)
        together = (times_first[:, None] + times_second[None, :]).ravel()[order]
        running = np.cumsum(times)
        n_pairs = one.size * two.size
        middles = np.array([(n_pairs - 1) // 2, n_pairs // 2])
        places = np.searchsorted(running, middles, side="right")
        self.estimate = rescale(float((ordered[places] / 2.0).sum()), 2.0)
        self.position_of_estimate = 2 * int(labels[places[0]]) + 1
        below = int(np.searchsorted(self.points, 0.0))
        at_zero = below < self.points.size and self.points[below] == 0.0
        self.position_of_zero = 2 * below + (1 if at_zero else 0)
        equal = np.bincount(labels, times, starts.size)
        at_most = np.concatenate(([0.0], np.cumsum(equal)))
        u = np.empty(2 * starts.size + 1)
        u[0::2] = n_pairs - at_most
        u[1::2] = n_pairs - at_most[1:] + equal / 2.0
        alone = sum(
            float((t.astype(np.float64) ** 3 - t).sum()) for t in (times_first, times_second)
        )
        cubes = np.full(u.size, alone)
        cubes[1::2] += np.bincount(labels, 3.0 * times * together, starts.size)
        self._p = normal_rank_sum_p(u, cubes, one.size, two.size)

    def p_values(self, positions: NDArray[np.int64]) -> Floats:
        """Two-sided p at each position."""
        return self._p[positions]
