"""Where names stand beside crowded points, in inches: none on another, few points beneath them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Point = tuple[float, float]

_DOT = 0.04
_NEAR = 0.06
_RADII = (0.12, 0.2, 0.3, 0.42, 0.56, 0.72, 0.9)
_ANGLES = 24
_LEADER = 0.1
_STEPS = np.linspace(0.0, 1.0, 12)
_COVERED, _ON_A_LINE = 0.1, 0.15
"""Inches farther that a name goes so as not to cover a point, or not to lie on a line."""


@dataclass(frozen=True)
class LabelPlace:
    """Lower left corner of a name, and the line from its point where it stands apart."""

    left: float
    bottom: float
    leader: tuple[Point, Point] | None = None


def label_places(
    points: Array,
    named: NDArray[np.intp],
    sizes: Sequence[tuple[float, float]],
    room: tuple[float, float],
    level_lines: Sequence[float] = (),
    upright_line: float = np.nan,
) -> list[LabelPlace | None]:
    """A place for each name: as near to its point as those already set allow.

    Parameters
    ----------
    points : ndarray, shape (n, 2)
        Every point.
    named
        Which of them have a name; the first have the choice.
    sizes
        Width and height of each name.
    room
        Width and height of the whole.
    level_lines, upright_line
        Heights of level lines, and place of an upright one, on which no name should lie.

    Returns
    -------
    list of LabelPlace or None
        None for a name without room.
    """
    known = points[np.isfinite(points).all(axis=1)]
    blocked = points[named]
    boxes: list[tuple[float, float, float, float]] = []
    leaders = np.empty((0, 2))
    found: list[LabelPlace | None] = []
    for i, (width, height) in zip(named, sizes, strict=True):
        point = points[i]
        best: tuple[float, LabelPlace, tuple[float, float, float, float]] | None = None
        for left, bottom in _candidates(point, width, height, points[i][0] >= upright_line):
            box = (left, bottom, left + width, bottom + height)
            if box[0] < 0 or box[1] < 0 or box[2] > room[0] or box[3] > room[1]:
                continue
            if any(_touch(box, other) for other in boxes) or _inside(box, leaders, 0.01).any():
                continue
            others = blocked[(blocked != point).any(axis=1)]
            if _inside(box, others, _DOT).any() or _inside(box, point[None], 0.02).any():
                continue
            end = np.array([min(max(point[0], box[0]), box[2]), min(max(point[1], box[1]), box[3])])
            apart = float(np.hypot(*(end - point)))
            line = point + _STEPS[:, None] * (end - point)
            if apart > _LEADER and any(_inside(other, line, 0.0).any() for other in boxes):
                continue
            cost = apart + _COVERED * int(_inside(box, known, _DOT / 2).sum())
            cost += _ON_A_LINE * sum(box[1] - 0.01 < level < box[3] + 0.01 for level in level_lines)
            cost += _ON_A_LINE * (box[0] - 0.02 < upright_line < box[2] + 0.02)
            if best is None or cost < best[0] - 1e-9:
                leader = (tuple(point.tolist()), tuple(end.tolist())) if apart > _LEADER else None
                best = (cost, LabelPlace(left, bottom, leader), box)
        if best is None:
            found.append(None)
            continue
        _, place, box = best
        found.append(place)
        boxes.append(box)
        if place.leader is not None:
            start, end = (np.array(each) for each in place.leader)
            leaders = np.vstack([leaders, start + _STEPS[3:, None] * (end - start)])
    return found


def _candidates(point: Array, width: float, height: float, rightward: bool) -> list[Point]:
    """Lower left corners, beside the point first, then farther out in every direction."""
    x, y = point
    sides = (x + _NEAR, x - _NEAR - width) if rightward else (x - _NEAR - width, x + _NEAR)
    corners = [(side, y - height / 2 + lift) for side in sides for lift in (0.0, 0.07, -0.07)]
    corners += [(x - width / 2, y + _NEAR), (x - width / 2, y - _NEAR - height)]
    for radius in _RADII:
        for step in range(_ANGLES):
            angle = 2 * np.pi * step / _ANGLES
            across, up = radius * np.cos(angle), radius * np.sin(angle)
            # The edge of the name that is nearest to the point stands at that distance.
            left = x + across - (width if across < -1e-9 else 0.0 if across > 1e-9 else width / 2)
            corners.append((float(left), float(y + up - height / 2)))
    return corners


def _touch(
    one: tuple[float, float, float, float], other: tuple[float, float, float, float]
) -> bool:
    slack = 0.01
    return (
        one[0] < other[2] + slack
        and other[0] < one[2] + slack
        and one[1] < other[3] + slack
        and other[1] < one[3] + slack
    )


def _inside(
    box: tuple[float, float, float, float], points: Array, slack: float
) -> NDArray[np.bool_]:
    """Which points lie in a box, or nearer to it than a slack."""
    inside: NDArray[np.bool_] = (
        (points[:, 0] > box[0] - slack)
        & (points[:, 0] < box[2] + slack)
        & (points[:, 1] > box[1] - slack)
        & (points[:, 1] < box[3] + slack)
    )
    return inside
