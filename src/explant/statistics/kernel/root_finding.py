"""One bracketing root finder, so that importing scipy.optimize is not needed."""

from __future__ import annotations

from collections.abc import Callable
from math import copysign, sqrt


def bracketed_root(
    function: Callable[[float], float],
    low: float,
    high: float,
    tolerance: float,
    at_ends: tuple[float, float] | None = None,
) -> tuple[float, float]:
    """Narrow a bracket around a sign change until it is no wider than ``tolerance``.

    Chandrupatla's method (1997, 10.1016/S0965-9978(96)00051-8): inverse quadratic interpolation
    where the last three points allow it, bisection otherwise. Steps in the function do no harm.

    Parameters
    ----------
    function : callable
    low, high : float
    tolerance : float
    at_ends : pair of float, optional
        The function at ``low`` and ``high``, where they are known.

    Returns
    -------
    low, high : float
        Still a bracket: the function is <= 0 at one end and > 0 at the other.

    Raises
    ------
    ValueError
        If the function has the same sign at both ends.

    Examples
    --------
    >>> low, high = bracketed_root(lambda x: x * x - 2.0, 0.0, 2.0, 1e-12)
    >>> round(low, 9)
    1.414213562
    """
    a, b = high, low
    at_b, at_a = at_ends if at_ends is not None else (function(low), function(high))
    if (at_a > 0.0) == (at_b > 0.0):
        raise ValueError(f"no sign change between {low} and {high}")
    share = 0.5
    for _ in range(200):
        # Never step closer to an end than this, so that the bracket closes from both sides.
        least = 0.5 * tolerance / max(abs(b - a), tolerance)
        share = min(max(share, least), 1.0 - least)
        x = a + share * (b - a)
        at_x = function(x)
        if (at_x > 0.0) == (at_a > 0.0):
            c, at_c, a, at_a = a, at_a, x, at_x
        else:
            c, at_c, b, at_b, a, at_a = b, at_b, a, at_a, x, at_x
        if abs(b - a) <= tolerance or a + 0.5 * (b - a) in (a, b):
            break
        xi = (a - b) / (c - b)
        phi = (at_a - at_b) / (at_c - at_b) if at_c != at_b else 2.0
        if 0.0 <= phi <= 1.0 and 1.0 - sqrt(1.0 - xi) < phi < sqrt(xi) and at_a != at_c:
            share = at_a / (at_b - at_a) * at_c / (at_b - at_c)
            share += (c - a) / (b - a) * at_a / (at_c - at_a) * at_b / (at_c - at_b)
        else:
            share = 0.5
    return min(a, b), max(a, b)


def unbounded_root(
    function: Callable[[float], float], start: float, step: float, relative: float = 1e-12
) -> float:
    """Solve a decreasing function for zero, widening a bracket around ``start`` first.

    Parameters
    ----------
    function : callable
        Decreasing.
    start, step : float
        Where the search begins, and its first step; each further one is twice as long.
    relative : float
        Width of the last bracket, relative to its place.

    Examples
    --------
    >>> round(unbounded_root(lambda x: 10.0 - x, 0.0, 1.0), 9)
    10.0
    """
    at_near = function(start)
    direction = copysign(1.0, at_near)
    near, far = start, start + direction * step
    at_far = function(far)
    for _ in range(2000):
        if at_far == 0.0:
            return far
        if copysign(1.0, at_far) != direction:
            break
        step *= 2.0
        near, at_near, far = far, at_far, far + direction * step
        at_far = function(far)
    tolerance = relative * max(abs(near), abs(far), 1e-300)
    (low, at_low), (high, at_high) = sorted(((near, at_near), (far, at_far)))
    low, high = bracketed_root(function, low, high, tolerance, (at_low, at_high))
    return low + 0.5 * (high - low)
