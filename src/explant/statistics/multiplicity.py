"""Adjusting p values for a family of markers.

A marker without a p value (NaN) is taken out of the family first.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike

from explant.statistics.kernel.arrays import Floats, power_of_two_scale
from explant.statistics.kernel.random_sign_flips import random_subsets
from explant.statistics.one_sample.signed_rank import ZeroRule, signed_ranks

Method = Literal["holm", "benjamini_hochberg", "none"]

LARGEST_EXACT = 20
"""Up to this many patients all sign patterns may be counted."""

LARGEST_EXACT_CELLS = 20_000_000
"""Sign patterns times markers that are still counted exactly."""

SAME_STATISTIC = 1e-9


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
        from scipy.stats import false_discovery_control

        adjusted[known] = false_discovery_control(p)
    return adjusted


def _holm(p: Floats) -> Floats:
    # statsmodels collects the process's garbage in every call, which takes longer than the tests.
    order = np.argsort(p, kind="stable")
    adjusted = np.empty(p.size)
    adjusted[order] = np.maximum.accumulate(p[order] * np.arange(p.size, 0, -1))
    return np.minimum(adjusted, 1.0)


@dataclass(frozen=True)
class WestfallYoungResult:
    """Permutation p values, plain and adjusted; NaN for a marker without a statistic."""

    p_adjusted: Floats
    p: Floats
    exact: bool
    arrangements: int


def _columns(differences: Floats, statistic: str, zero_rule: ZeroRule) -> Floats:
    """What the signs multiply: the scaled differences, or their ranks; missing becomes zero."""
    columns = np.zeros_like(differences)
    for marker in range(differences.shape[1]):
        known = ~np.isnan(differences[:, marker])
        sample = differences[known, marker]
        if statistic == "signed_rank":
            columns[known, marker] = signed_ranks(sample, zero_rule)
        else:
            columns[known, marker] = sample / power_of_two_scale(sample)
    return columns


def _statistic(sums: Floats, squares: Floats, n: Floats, studentize: bool) -> Floats:
    """Squared statistic from sums of signed values; the sum of squares never changes."""
    ratio = sums * sums
    ratio /= np.where(squares > 0.0, squares, 1.0)
    if studentize:
        # t squared is (n - 1) r / (n - r) with r = sum² / sum of squares, at most n.
        rest = n - ratio
        rest[rest <= 1e-12 * n] = 0.0
        with np.errstate(divide="ignore"):
            ratio = (n - 1.0) * ratio / rest
    return ratio


def _all_sums(columns: Floats) -> Floats:
    """Signed sums of every pattern, shape (2**patients, markers)."""
    sums = np.zeros((1, columns.shape[1]))
    for row in columns:
        sums = np.concatenate((sums + row, sums - row))
    return sums


def westfall_young(
    differences: ArrayLike,
    seed: int,
    statistic: Literal["t", "signed_rank"] = "t",
    max_flips: int = 10_000,
    zero_rule: ZeroRule = "wilcoxon",
) -> WestfallYoungResult:
    """Adjust for many markers by step-down maxT with sign flips shared by all markers.

    A patient's differences change sign together, so the correlation between markers is kept
    (Westfall & Young 1993, algorithm 4.1; Ge, Dudoit & Speed 2003, 10.1007/BF02595811). A
    patient who is missing for one marker keeps the flip for the others. Exact over all 2**n
    patterns for n <= 20 and few markers; otherwise p = (b + 1)/(m + 1) over m random patterns.

    Parameters
    ----------
    differences : array_like, shape (patients, markers)
        NaN where a patient lacks a marker.
    seed : int
    statistic : {"t", "signed_rank"}
        |t| of each marker, or |W+ - W-| standardized by its exact standard deviation.
    max_flips : int
        Number m of random patterns.
    zero_rule : {"wilcoxon", "pratt"}
        For the signed ranks.

    Returns
    -------
    WestfallYoungResult
        NaN for markers with no patient (or, for t, a single one); they are not in the family.

    Raises
    ------
    ValueError
        On infinite values, wrong shape or an unknown statistic.

    Examples
    --------
    >>> one = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]
    >>> table = np.column_stack((one, one, [-1.0, 2.0, -3.0, 4.0, -5.0, 1.0]))
    >>> westfall_young(table, seed=1).p_adjusted.round(6).tolist()
    [0.03125, 0.03125, 0.90625]
    """
    table = np.asarray(differences, dtype=np.float64)
    if table.ndim != 2:
        raise ValueError(f"differences: expected patients × markers, got shape {table.shape}")
    if np.isinf(table).any():
        raise ValueError("differences: infinite values")
    if statistic not in ("t", "signed_rank"):
        raise ValueError(f"statistic: expected 't' or 'signed_rank', got {statistic!r}")
    n_known = (~np.isnan(table)).sum(axis=0).astype(np.float64)
    studentize = statistic == "t"
    usable = np.flatnonzero(n_known >= (2 if studentize else 1))
    p_adjusted, p = np.full(table.shape[1], np.nan), np.full(table.shape[1], np.nan)
    columns = _columns(table[:, usable], statistic, zero_rule)
    # A patient without any value only doubles the number of patterns.
    columns = columns[(columns != 0.0).any(axis=1)]
    n_patients, n_markers = columns.shape
    squares, n = (columns**2).sum(axis=0), n_known[usable]
    observed = _statistic(columns.sum(axis=0)[None, :], squares, n, studentize)[0]
    order = np.argsort(-observed, kind="stable")
    columns, squares, n = columns[:, order], squares[order], n[order]
    # Squared statistics; the second term ties those that are zero up to rounding.
    threshold = observed[order] * (1.0 - 2.0 * SAME_STATISTIC) - 1e-20
    # The first patient's sign may stay fixed: turning all signs changes no statistic.
    patterns = 2.0 ** max(n_patients - 1, 0)
    exact = n_patients <= LARGEST_EXACT and patterns * n_markers <= LARGEST_EXACT_CELLS
    single, stepped = np.zeros(n_markers), np.zeros(n_markers)

    def count(sums: Floats) -> None:
        nonlocal single, stepped
        flipped = _statistic(sums, squares, n, studentize)
        single += (flipped >= threshold).sum(axis=0)
        largest = np.maximum.accumulate(flipped[:, ::-1], axis=1)[:, ::-1]
        stepped += (largest >= threshold).sum(axis=0)

    rows = max(1, 400_000 // max(n_markers, 1))
    if exact and n_markers:
        half = n_patients // 2
        first = _all_sums(columns[1 : half + 1]) + columns[:1].sum(axis=0)
        second = _all_sums(columns[half + 1 :])
        step = max(1, rows // len(second))
        for start in range(0, len(first), step):
            sums = first[start : start + step, None, :] + second[None, :, :]
            count(sums.reshape(-1, n_markers))
        arrangements, extra = int(first.shape[0] * second.shape[0]), 0.0
    else:
        arrangements, extra = (0 if n_markers == 0 else max_flips), 1.0
        subsets = random_subsets(n_patients, seed, arrangements)
        for start in range(0, arrangements, rows):
            count((1.0 - 2.0 * subsets[start : start + rows]) @ columns)
    if n_markers:
        p[usable[order]] = (single + extra) / (arrangements + extra)
        p_adjusted[usable[order]] = np.maximum.accumulate(
            (stepped + extra) / (arrangements + extra)
        )
    return WestfallYoungResult(p_adjusted, p, exact, arrangements)
