"""The Walsh averages that matter of a large sample: around its median and the interval's ends.

All n(n + 1)/2 of them would take gigabytes from some thousand values on. How many lie below a
number takes one search in the sorted sample (Johnson & Mizoguchi 1978, 10.1137/0207013), so those
of given ranks are found without forming the others.
"""

from __future__ import annotations

from collections.abc import Callable
from math import sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from explant.statistics.kernel.arrays import Floats
from explant.statistics.kernel.ties import starts_of_distinct

MARGIN = 20
"""Averages on either side of the rank that is looked for."""

MOST_IN_A_WINDOW = 2_000_000
"""More averages than this have one value or nearly: then all are formed."""


def _ends(values: Floats, theta: float) -> NDArray[np.intp]:
    """For each value how far the later ones go whose average with it is at most theta."""
    ends: NDArray[np.intp] = np.searchsorted(values, 2.0 * theta - values, side="right")
    return np.maximum(ends, np.arange(values.size))


def _at_most(values: Floats, theta: float) -> int:
    return int((_ends(values, theta) - np.arange(values.size)).sum())


def _around(values: Floats, rank: int) -> tuple[float, float]:
    """Numbers below and from which on more than ``rank`` averages are at most the number.

    Their counts lie within `MARGIN` of the rank, save where more averages than that are equal.
    """
    low, high = float(values[0]), float(values[-1])
    span = high - low
    low -= span * 1e-9 + 1e-300
    least, most = 0, values.size * (values.size + 1) // 2
    while high - low > 1e-13 * span and (rank - least > MARGIN or most - rank > MARGIN):
        middle = low + (high - low) / 2.0
        if not low < middle < high:
            break
        count = _at_most(values, middle)
        if count <= rank:
            low, least = middle, count
        else:
            high, most = middle, count
    return low, high


def _window(values: Floats, first: int, last: int) -> tuple[Floats, Floats, int] | None:
    """Averages of these ranks and some beside them, their reach, and the rank of the first."""
    start, end = _ends(values, _around(values, first)[0]), _ends(values, _around(values, last)[1])
    counts = end - start
    if counts.sum() > MOST_IN_A_WINDOW:
        return None
    one = np.repeat(np.arange(values.size), counts)
    before = np.repeat(np.cumsum(counts) - counts, counts)
    other = np.arange(counts.sum()) - before + np.repeat(start, counts)
    half, size = values / 2.0, np.abs(values)
    sums = half[one] + half[other]
    order = np.argsort(sums)
    reach = np.maximum(size[one], size[other])[order]
    return sums[order], reach, int((start - np.arange(values.size)).sum())


class WalshWindows:
    """As `WalshAverages`, of the averages near the median and near both ends of the interval.

    Attributes
    ----------
    points, estimate, position_of_estimate, position_of_zero
        As there; between two windows a gap stands for all averages that are not formed.
    """

    def __init__(
        self, p_at: Callable[[float], float], windows: list[tuple[Floats, Floats, int]], pairs: int
    ) -> None:
        self.p_at = p_at
        sums = np.concatenate([each for each, _, _ in windows])
        ordered, kept = np.unique(sums, return_index=True)
        reach = np.concatenate([each for _, each, _ in windows])[kept]
        self.points = ordered[starts_of_distinct(ordered, reach)]
        of_median, _, rank = windows[1]
        low, high = (float(of_median[at - rank]) for at in ((pairs - 1) // 2, pairs // 2))
        self.estimate = low / 2.0 + high / 2.0 if low != high else low
        at = int(np.searchsorted(self.points, low, side="right")) - 1
        self.position_of_estimate = 2 * at + 1
        below = int(np.searchsorted(self.points, 0.0))
        at_zero = below < self.points.size and self.points[below] == 0.0
        self.position_of_zero = 2 * below + (1 if at_zero else 0)

    @classmethod
    def of(
        cls, settled: Floats, confidence: float, p_at: Callable[[float], float]
    ) -> WalshWindows | None:
        """Windows that hold the interval; None where ties make them too large or miss it.

        Parameters
        ----------
        settled : float array, shape (n,)
            Differences with ties settled.
        confidence : float
        p_at : callable
            Two-sided p of "the center is theta".
        """
        values = np.sort(settled)
        n = values.size
        pairs = n * (n + 1) // 2
        # W+ that is just significant, were there no ties.
        reach = -float(ndtri((1.0 - confidence) / 2.0)) * sqrt(n * (n + 1.0) * (2 * n + 1.0) / 24.0)
        end = int(pairs / 2.0 - reach)
        if end < 2 * MARGIN or values[0] == values[-1]:
            return None
        ranks = (end, pairs // 2, pairs - 1 - end)
        windows = []
        for rank in ranks:
            found, margin = _window(values, rank - MARGIN, rank + MARGIN), MARGIN
            # Many averages have one value where values are tied.
            while found and starts_of_distinct(*found[:2]).sum() < MARGIN and margin < end // 8:
                margin *= 4
                found = _window(values, rank - margin, rank + margin)
            if found is None:
                return None
            windows.append(found)
        made = cls(p_at, windows, pairs)
        edges = made.p_values(np.array([0, 2 * made.points.size]))
        return made if edges.max() <= 1.0 - confidence else None

    def p_values(self, positions: NDArray[np.int64]) -> Floats:
        """Two-sided p at points and in gaps."""
        return np.array([self.p_at(self._theta_of(int(each))) for each in positions])

    def _theta_of(self, position: int) -> float:
        if position == self.position_of_zero:
            return 0.0
        at, in_gap = divmod(position, 2)
        if in_gap:
            return float(self.points[at])
        if at in (0, self.points.size):
            width = float(self.points[-1]) - float(self.points[0])
            near = float(self.points[min(at, self.points.size - 1)])
            return near + (1e-9 if at else -1e-9) * width
        return float(self.points[at - 1]) / 2.0 + float(self.points[at]) / 2.0
