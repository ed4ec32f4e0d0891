"""Dots side by side instead of on top of each other, without randomness."""

import numpy as np
from numpy.typing import ArrayLike, NDArray


def swarm(places: ArrayLike, diameter: float, most: float) -> NDArray[np.float64]:
    """Sideways offsets that keep dots apart.

    Dots are set in ascending order, each as near to the middle as those already set allow. Where
    there is no room left, dots overlap at the edge.

    Parameters
    ----------
    places
        Places along the axis, shape (n,), in inches; NaN stays NaN.
    diameter
        Diameter of a dot, in inches.
    most
        Largest offset to either side, in inches.

    Returns
    -------
    ndarray
        Shape (n,), in inches.

    Examples
    --------
    >>> swarm([0.0, 0.0, 5.0], 1.0, 2.0).tolist()
    [0.0, 1.0, 0.0]
    """
    place = np.asarray(places, dtype=np.float64)
    offset = np.full(place.shape, np.nan)
    step = diameter / 4
    rings = max(int(most / step), 0)
    tries = np.array(
        [0.0, *(side * step * ring for ring in range(1, rings + 1) for side in (1, -1))]
    )
    order = np.argsort(place, kind="stable")
    order = order[np.isfinite(place[order])]
    enough = (diameter * (1 - 1e-9)) ** 2
    # Of the dots with one offset only the last can be in the way.
    highest = np.full(tries.shape, -np.inf)
    for i in order:
        below = place[i] - highest
        near = np.flatnonzero(below < diameter)
        # Squares: a root of each would take most of the time.
        gaps = below[near] ** 2 + (tries[:, None] - tries[near]) ** 2
        closest = gaps.min(axis=1, initial=np.inf)
        free = np.flatnonzero(closest >= enough)
        chosen = free[0] if len(free) else int(np.argmax(closest))
        offset[i], highest[chosen] = tries[chosen], place[i]
    return offset
