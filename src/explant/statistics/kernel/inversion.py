"""Confidence intervals by inverting a rank test along the line.

A rank test of "the effect is theta" changes its p value only at finitely many points (Walsh
averages, pairwise differences). The line therefore falls into points and open gaps between them,
numbered from the left: gap 0, point 1, gap 2, point 3, … gap 2m. With ties the p value need not
rise and fall smoothly along these positions, so three things are fixed here:

- the interval is the closed hull of all positions with p above ``1 - confidence``;
- its achieved level is 1 minus the largest p outside it;
- if zero lies inside although its own p is not above ``1 - level`` (a hole in the accepted set),
  the interval is widened, with a higher level, until it is.

- where the test accepts no position at all (many ties), the positions with the largest p stand for
  the accepted ones;
- the estimate belongs to the interval.

Hence ``p <= 1 - level`` exactly when the interval excludes zero.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import nan

import numpy as np
from numpy.typing import NDArray

from explant.statistics.kernel.arrays import Floats

PValues = Callable[[NDArray[np.int64]], Floats]
SurelyAbove = Callable[[int, float], bool]
Bounds = Callable[[NDArray[np.int64]], tuple[Floats, NDArray[np.bool_]]]


@dataclass(frozen=True)
class IntervalResult:
    """An estimate with its interval and the level the interval really has."""

    estimate: float
    low: float
    high: float
    level: float
    reason: str = ""

    @classmethod
    def at(
        cls, confidence: float, estimate: float, low: float, high: float, level: float
    ) -> IntervalResult:
        """One that was asked for at a confidence that it may not reach."""
        reason = "" if level >= confidence else "n is too small for the level asked for"
        return cls(estimate, low, high, level, reason)

    def times(self, factor: float) -> IntervalResult:
        """The estimate and its interval multiplied by a positive factor."""
        estimate, low, high = (factor * number for number in (self.estimate, self.low, self.high))
        return IntervalResult(estimate, low, high, self.level, self.reason)


@dataclass(frozen=True)
class PointInterval:
    """Numbers of the lowest and highest point (from 0) and the achieved level."""

    low: int
    high: int
    level: float


class _Side:
    """p values from one end inwards, each computed only where its upper bound leaves it open."""

    def __init__(
        self,
        p_values: PValues,
        positions: NDArray[np.int64],
        upper_bounds: Bounds | None,
        surely_above: SurelyAbove | None,
    ) -> None:
        self.p_values = p_values
        self.surely_above = surely_above
        self.upper_bounds = upper_bounds
        self.positions = positions
        self.known = np.empty(0)
        self.is_bound = np.empty(0, dtype=np.bool_)

    def first_above(self, alpha: float) -> int | None:
        start = 0
        while True:
            while (above := self.known[start:] > alpha).any():
                at = start + int(np.argmax(above))
                if self._is_above(at, alpha):
                    return at
                start = at + 1
            start = self.known.size
            if start == self.positions.size:
                return None
            # Bounds are quick: all at once.
            step = max(64, start) if self.upper_bounds is None else self.positions.size
            self._extend(self.positions[start : start + step])

    def worst(self, count: int) -> float:
        """Largest p among the first positions."""
        while True:
            known, is_bound = self.known[:count], self.is_bound[:count]
            largest = float(known.max())
            if (known[~is_bound] == largest).any():
                return largest
            self._settled(int(np.argmax(known)))

    def _is_above(self, at: int, alpha: float) -> bool:
        if self.is_bound[at]:
            # The closure of a gap begins at the point before it: the point itself decides nothing.
            for each in (at, at + 1) if at % 2 else (at,):
                if not self.is_bound[each]:
                    if self.known[each] > alpha:
                        return True
                elif self.surely_above and self.surely_above(int(self.positions[each]), alpha):
                    return True
        return self._settled(at) > alpha

    def _extend(self, piece: NDArray[np.int64]) -> None:
        if self.upper_bounds is None:
            found, exact = self.p_values(piece), np.ones(piece.size, dtype=np.bool_)
        else:
            found, exact = self.upper_bounds(piece)
        self.known = np.concatenate((self.known, found))
        self.is_bound = np.concatenate((self.is_bound, ~exact))

    def _settled(self, at: int) -> float:
        if self.is_bound[at]:
            self.known[at] = self.p_values(self.positions[at : at + 1])[0]
            self.is_bound[at] = False
        return float(self.known[at])


class _Bisected:
    """As `_Side`, where p is taken to rise from the end to a center: for large samples."""

    def __init__(self, p_values: PValues, positions: NDArray[np.int64], center: int) -> None:
        self.p_values = p_values
        self.positions = positions
        self.center = center
        self.known = np.empty(0)

    def first_above(self, alpha: float) -> int | None:
        low, high = 0, self.center
        values = {high: float(self.p_values(self.positions[high : high + 1])[0])}
        if values[high] <= alpha:
            if alpha >= 1.0:
                return None
            alpha = float(np.nextafter(values[high], 0.0))
        while high - low > 1:
            middle = (low + high) // 2
            values[middle] = float(self.p_values(self.positions[middle : middle + 1])[0])
            low, high = (middle, high) if values[middle] <= alpha else (low, middle)
        self.known = np.zeros(high)
        for index, value in values.items():
            if index < high:
                self.known[index] = value
        return high

    def worst(self, count: int) -> float:
        # The last position outside, which the search may have passed by.
        last = float(self.p_values(self.positions[count - 1 : count])[0])
        return max(float(self.known[:count].max()), last)


def accepted_from(confidence: float, outermost: float) -> float:
    """Return what p has to exceed to be accepted.

    Parameters
    ----------
    confidence : float
    outermost : float
        p at the ends of the line, the smallest that any data of this size give.

    Examples
    --------
    >>> 0.05 < accepted_from(0.95, 0.01) < 0.0500001
    True
    """
    # 1 - 0.95 is 0.05 + 4e-17; a p of exactly 0.05 is not above it.
    return max(1.0 - confidence, outermost) * (1.0 + 1e-12)


def invert(
    p_values: PValues,
    n_points: int,
    position_of_zero: int,
    confidence: float,
    center: int | None = None,
    upper_bounds: Bounds | None = None,
    estimate: int | None = None,
    surely_above: SurelyAbove | None = None,
) -> PointInterval | None:
    """Return the points that bound the interval, or None where no data could reject anything.

    Parameters
    ----------
    p_values : callable
        Two-sided p values of the test at an array of positions.
    n_points : int
        Number m of distinct points; positions run from 0 to 2m.
    position_of_zero : int
        Where "no effect" lies.
    confidence : float
        Level asked for. If even the widest interval, from the first point to the last, does not
        reach it, that one is returned with its own level.
    center : int, optional
        Position of the estimate. If given, p is taken to rise up to it and fall beyond it, and
        the ends are found by bisection instead of looking at every position.
    upper_bounds : callable, optional
        Bounds of the p values that are quicker to compute, and whether each is the p value itself.
        Where a bound tells enough, the p value is not asked for; the result is the same.
    estimate : int, optional
        A position that the interval has to hold.
    surely_above : callable, optional
        Whether p is certainly above a level at a position, known without computing it.

    Examples
    --------
    >>> tent = lambda positions: 1.0 - np.abs(positions - 4) / 4.0
    >>> invert(tent, 4, 0, 0.7)
    PointInterval(low=0, high=3, level=1.0)
    """
    positions = np.arange(2 * n_points + 1, dtype=np.int64)
    outermost = float(p_values(positions[[0, -1]]).max())
    alpha = accepted_from(confidence, outermost)
    left: _Side | _Bisected
    right: _Side | _Bisected
    if center is None:
        left = _Side(p_values, positions, upper_bounds, surely_above)
        right = _Side(p_values, positions[::-1], upper_bounds, surely_above)
    else:
        left = _Bisected(p_values, positions, center)
        right = _Bisected(p_values, positions[::-1], 2 * n_points - center)
    p_zero = float(p_values(np.array([position_of_zero]))[0])
    for _ in range(2):
        first, last = left.first_above(alpha), right.first_above(alpha)
        if first is None or last is None:
            if outermost >= 1.0:
                return None
            alpha = float(np.nextafter(left.worst(positions.size), 0.0))
            first, last = left.first_above(alpha) or 0, right.first_above(alpha) or 0
        if estimate is not None:
            first, last = min(first, estimate), min(last, 2 * n_points - estimate)
        # A gap is open; its closure begins at the point beside it.
        low, high = (max(first, 1) - 1) | 1, (2 * n_points - max(last, 1)) | 1
        worst = max(left.worst(low), right.worst(2 * n_points - high))
        inside = low <= position_of_zero <= high
        if not inside:
            worst = max(worst, p_zero)
        if not inside or p_zero > worst:
            return PointInterval((low - 1) // 2, (high - 1) // 2, 1.0 - worst)
        alpha = float(np.nextafter(p_zero, 0.0))
    return PointInterval((low - 1) // 2, (high - 1) // 2, 1.0 - worst)


def no_interval(estimate: float, reason: str) -> IntervalResult:
    """Return the estimate alone.

    Parameters
    ----------
    estimate : float
    reason : str
        Why there is no interval.

    Examples
    --------
    >>> no_interval(1.0, "one patient").level
    nan
    """
    return IntervalResult(estimate, nan, nan, nan, reason)
