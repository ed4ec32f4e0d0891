"""Adjusting p values for a family of tests, each of one marker and one contrast.

A test without a p value (NaN) is taken out of the family first.
"""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike

from explant.statistics.kernel.arrays import Floats

Method = Literal["holm", "benjamini_hochberg", "none"]

LARGEST_EXACT_CELLS = 40_000_000
"""Tests of a family times 2**patients up to which all sign patterns are counted."""


def adjust(p_values: ArrayLike, method: Method) -> Floats:
    """Return adjusted p values; NaN stays NaN and is not counted in the family.

    Holm 1979 (10.2307/4615733), Benjamini & Hochberg 1995
    (10.1111/j.2517-6161.1995.tb02031.x).

    Parameters
    ----------
    p_values : array_like, shape (markers,)
    method : {"holm", "benjamini_hochberg", "none"}

    Raises
    ------
    ValueError
        If a p value lies outside 0 … 1 or the method is unknown.

    Examples
    --------
    >>> adjust([0.52, 0.12, 0.0001, 0.03, 0.14], "holm").round(6).tolist()
    [0.52, 0.36, 0.0005, 0.12, 0.36]
    >>> adjust([0.52, 0.12, 0.0001, 0.03, 0.14], "benjamini_hochberg").round(6).tolist()
    [0.52, 0.175, 0.0005, 0.075, 0.175]
    """
    adjusted = np.array(p_values, dtype=np.float64)
    if adjusted.ndim != 1:
        raise ValueError(f"p_values: expected one dimension, got shape {adjusted.shape}")
    known = np.flatnonzero(~np.isnan(adjusted))
    p = adjusted[known]
    if ((p < 0.0) | (p > 1.0)).any():
        raise ValueError("p_values: expected numbers between 0 and 1")
    if method not in get_args(Method):
        raise ValueError(f"method: expected holm, benjamini_hochberg or none, got {method!r}")
    if method == "holm":
        adjusted[known] = _holm(p)
    elif method == "benjamini_hochberg":
        adjusted[known] = _benjamini_hochberg(p)
    return adjusted


# Both are written here: statsmodels collects the process's garbage in every call, which takes
# longer than the tests, and every result would wait a second for the import of scipy.stats.


def _holm(p: Floats) -> Floats:
    order = np.argsort(p, kind="stable")
    adjusted = np.empty(p.size)
    adjusted[order] = np.maximum.accumulate(p[order] * np.arange(p.size, 0, -1))
    return np.minimum(adjusted, 1.0)


def _benjamini_hochberg(p: Floats) -> Floats:
    order = np.argsort(p, kind="stable")[::-1]
    adjusted = np.empty(p.size)
    adjusted[order] = np.minimum.accumulate(p[order] * (p.size / np.arange(p.size, 0, -1)))
    return adjusted


def counts_every_pattern(n: int, tests: int) -> bool:
    """Whether Westfall–Young counts all sign patterns of n patients for so many tests.

    Examples
    --------
    >>> counts_every_pattern(20, 15), counts_every_pattern(24, 15)
    (True, False)
    """
    return tests * (1 << n) <= LARGEST_EXACT_CELLS
