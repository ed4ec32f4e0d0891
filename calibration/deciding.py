"""Explant's own answers for many studies, without asking it more often than needed.

A rank test knows a study only by its ranks, so one answer serves all studies alike
(`once_per_kind`). A permutation test that takes long is asked only where random permutations leave
the verdict open (`screened`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import rel_entr

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Rows = NDArray[np.intp]

CHECKED = 20
"""Studies of every cell on which a shortcut is compared with Explant's own function."""

CERTAIN = 20.0
"""A verdict reached at random is wrong with probability below exp(-20)."""


def agree(what: str, fast: Sequence[float] | Floats, own: Sequence[float] | Floats) -> None:
    """Raise unless a shortcut gave what Explant's function gives.

    Examples
    --------
    >>> agree("t", [0.5], [0.5])
    """
    if not np.allclose(fast, own, rtol=1e-7, atol=1e-9, equal_nan=True):
        raise RuntimeError(f"{what}: the shortcut {fast} is not what Explant computes: {own}")


def once_per_kind(
    samples: Floats, kinds: NDArray[np.generic], function: Callable[[Floats], float]
) -> Floats:
    """Return the function of every row, called once for rows of the same kind.

    Parameters
    ----------
    samples : float array, shape (studies, n)
    kinds : array, shape (studies,) or (studies, numbers)
        Rows with equal kinds have equal results; that is checked on some.

    Examples
    --------
    >>> rows = np.array([[1.0, 2.0], [2.0, 1.0]])
    >>> once_per_kind(rows, rows.sum(axis=1), lambda row: float(row.sum()))
    array([3., 3.])
    """
    _, first, back = np.unique(kinds, axis=0, return_index=True, return_inverse=True)
    results = np.array([function(samples[row]) for row in first.tolist()])[back.ravel()]
    own = [function(row) for row in samples[-CHECKED:]]
    agree("one answer for studies of one kind", results[-CHECKED:], own)
    return results


def signed_rank_kinds(samples: Floats, continuous: bool) -> NDArray[np.generic]:
    """Return what a signed-rank method sees of each study: W+, or with ties the sorted values.

    Examples
    --------
    >>> signed_rank_kinds(np.array([[1.0, -2.0, 3.0]]), True)
    array([4])
    """
    if not continuous:
        return np.sort(samples, axis=1)
    ranks = np.argsort(np.argsort(np.abs(samples), axis=1), axis=1) + 1
    kinds: NDArray[np.generic] = np.where(samples > 0.0, ranks, 0).sum(axis=1)
    return kinds


def sign_kinds(samples: Floats) -> NDArray[np.generic]:
    """Return the numbers of positive and negative differences of each study.

    Examples
    --------
    >>> sign_kinds(np.array([[1.0, -2.0, 0.0]]))
    array([[1, 1]])
    """
    return np.column_stack(((samples > 0.0).sum(axis=1), (samples < 0.0).sum(axis=1)))


def _open(share: Floats, size: int, levels: Sequence[float]) -> Flags:
    """Whether a share of random permutations leaves open on which side of a level p lies.

    Chernoff: were p at the level, so distant a share had probability exp(-size * divergence).
    """
    undecided = np.zeros(share.shape, dtype=np.bool_)
    for level in levels:
        divergence = rel_entr(share, level) + rel_entr(1.0 - share, 1.0 - level)
        undecided |= size * divergence <= CERTAIN
    return undecided


def screened(
    studies: int,
    as_extreme: Callable[[Rows, int], NDArray[np.int64]],
    own_p: Callable[[int], float | Floats],
    levels: Sequence[float],
    stages: Sequence[int],
) -> Floats:
    """Return p values that lie on the same side of every level as those of Explant.

    Parameters
    ----------
    studies : int
    as_extreme : callable
        For rows and a number of random permutations, how many are as extreme as observed; shape
        (rows,), or (rows, tests).
    own_p : callable
        Explant's p value of one row, or its p values, for the rows still open at the end.
    levels, stages : sequences
        Stages are growing numbers of permutations.

    Examples
    --------
    >>> half = lambda rows, size: np.full(rows.size, size // 2)
    >>> screened(2, half, lambda row: 0.5, [0.05], [1000])
    array([0.5, 0.5])
    """
    rows = np.arange(studies)
    p: Floats | None = None
    for size in stages:
        share = as_extreme(rows, size) / size
        if p is None:
            p = np.empty((studies, *share.shape[1:]))
        p[rows] = share
        undecided = _open(share, size, levels)
        rows = rows[undecided if share.ndim == 1 else undecided.any(axis=1)]
        if not rows.size:
            break
    assert p is not None
    for row in rows.tolist():
        p[row] = own_p(row)
    for row in range(min(studies, CHECKED // 4)):
        own = np.atleast_1d(own_p(row))
        for level in levels:
            agree(
                "the verdict of random permutations", np.atleast_1d(p[row]) <= level, own <= level
            )
    return p
