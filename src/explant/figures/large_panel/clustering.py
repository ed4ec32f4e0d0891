"""Rows of a heat map in an order in which similar ones stand side by side."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import leaves_list, linkage, optimal_leaf_ordering

Array = NDArray[np.float64]

# Equal distances are equal on every machine once the last digits are gone.
_DECIMALS = 12


@dataclass(frozen=True)
class Clusters:
    """An order of rows, and the tree that it comes from.

    Parameters
    ----------
    order
        Positions of the rows. Those without any value come last and belong to no cluster.
    branches
        For each of the tree's joins four places, counted in rows from the first in the order, and
        their distances: shape (joins, 2, 4).
    """

    order: tuple[int, ...]
    branches: Array


def distances(values: Array) -> Array:
    """Root mean square difference of each two rows over the columns that both have.

    Two rows without a common column are as far from each other as the farthest two rows that have
    one.

    Parameters
    ----------
    values
        Shape (rows, columns), NaN where missing.

    Returns
    -------
    ndarray
        Shape (rows, rows).

    Examples
    --------
    >>> distances(np.array([[0.0, 0.0], [3.0, 4.0], [np.nan, 1.0]])).round(3)[0]
    array([0.   , 3.536, 1.   ])
    """
    found = np.full((len(values), len(values)), np.nan)
    for i, row in enumerate(values):
        squares = (values - row) ** 2
        common = np.isfinite(squares)
        count = common.sum(axis=1)
        total = np.where(common, squares, 0.0).sum(axis=1)
        found[i, count > 0] = np.sqrt(total[count > 0] / count[count > 0])
    known = found[np.isfinite(found)]
    return np.where(np.isnan(found), known.max() if len(known) else 0.0, found)


def clustered(values: Array, names: Sequence[str]) -> Clusters:
    """Order rows by average linkage on their root mean square difference.

    The tree's branches are turned so that neighbors are as near as they can be (Bar-Joseph Z,
    Gifford DK, Jaakkola TS. Fast optimal leaf ordering for hierarchical clustering. Bioinformatics
    2001;17 Suppl 1:S22-9, https://doi.org/10.1093/bioinformatics/17.suppl_1.S22), and the whole so
    that larger values come first. Ties go by name, so the order of the rows changes nothing.

    Parameters
    ----------
    values
        Shape (rows, columns), NaN where missing.
    names
        Name of each row.
    """
    by_name = sorted(range(len(names)), key=lambda i: names[i])
    some = [i for i in by_name if np.isfinite(values[i]).any()]
    none = [i for i in by_name if i not in some]
    if len(some) < 2:
        return Clusters((*some, *none), np.empty((0, 2, 4)))
    known = values[some]
    apart = distances(known).round(_DECIMALS)
    upper = apart[np.triu_indices(len(some), 1)]
    tree = optimal_leaf_ordering(linkage(upper, "average"), upper)
    leaves = [some[leaf] for leaf in leaves_list(tree)]
    if _falls_backward(np.nanmean(values[leaves], axis=1), [names[leaf] for leaf in leaves]):
        leaves.reverse()
    place = [float(leaves.index(row)) for row in some]
    return Clusters((*leaves, *none), _branches(tree, place))


def _branches(tree: Array, place: list[float]) -> Array:
    """Each join as a line from one part up, across, and down to the other."""
    # SciPy draws trees itself, but by recursion: a long chain of patients would end it.
    place, height = [*place], [0.0] * len(place)
    branches = np.empty((len(tree), 2, 4))
    for join, (first, second, distance, _) in enumerate(tree):
        a, b = int(first), int(second)
        branches[join] = (
            (place[a], place[a], place[b], place[b]),
            (height[a], distance, distance, height[b]),
        )
        place.append((place[a] + place[b]) / 2)
        height.append(float(distance))
    return branches


def _falls_backward(means: Array, names: Sequence[str]) -> bool:
    """Whether an order has to be turned for its larger means to come first."""
    middle = (len(means) - 1) / 2
    lean = float(((np.arange(len(means)) - middle) * means).sum())
    if abs(lean) > 10.0**-_DECIMALS * float(np.abs(means).sum()):
        return lean > 0
    return names[-1] < names[0]
