"""Westfall and Young's adjustment of a family by the signs of whole patients."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from explant.statistics.flipped_statistics import FlippedStatistic, FlippedTests, PlacedTests
from explant.statistics.kernel.arrays import Floats
from explant.statistics.kernel.random_sign_flips import random_subsets
from explant.statistics.multiplicity import counts_every_pattern
from explant.statistics.one_sample.signed_rank import ZeroRule

CHUNK = 1_000_000
"""Statistics of a family that all patterns are taken for at a time."""

CHUNK_OF_RANDOM = 2_000
"""Random patterns that are held at a time."""

AT_ONCE = 32_000
"""Statistics that are computed at a time, of a few tests."""

SAME_STATISTIC = 1e-9


@dataclass(frozen=True)
class WestfallYoungResult:
    """Permutation p values, plain and adjusted; NaN for a test without a statistic."""

    p_adjusted: Floats
    p: Floats
    exact: bool
    arrangements: int


def _all_sums(rows: NDArray[Any]) -> NDArray[Any]:
    """Signed sums of every pattern, shape (tests, 2**patients)."""
    sums = np.zeros((len(rows), 1), dtype=rows.dtype)
    for patient in rows.T[:, :, None]:
        sums = np.concatenate((sums + patient, sums - patient), axis=1)
    return sums


def _sums_of_patterns(
    rows: NDArray[Any], exact: bool, seed: int, flips: int
) -> Iterator[tuple[int, Callable[[slice], NDArray[Any]]]]:
    """Chunks of all sign patterns but for their negatives, or of random ones.

    Each is a number of patterns, and what gives the signed sums of some tests under them.
    """
    tests, n = rows.shape
    if not exact:
        for _, members in random_subsets(n, seed, flips).blocks():
            for start in range(0, len(members), CHUNK_OF_RANDOM):
                signs = 1.0 - 2.0 * members[start : start + CHUNK_OF_RANDOM].T
                yield signs.shape[1], partial(_products, rows, signs)
        return
    # The first patient's sign may stay fixed: turning all signs changes no statistic.
    half = n // 2
    first = _all_sums(rows[:, 1 : half + 1]) + rows[:, :1].sum(
        axis=1, keepdims=True, dtype=rows.dtype
    )
    second = _all_sums(rows[:, half + 1 :])
    step = max(1, CHUNK // tests // second.shape[1])
    for start in range(0, first.shape[1], step):
        part = first[:, start : start + step]
        yield part.shape[1] * second.shape[1], partial(_pair_sums, part, second)


def _products(rows: NDArray[Any], signs: Floats, some: slice) -> NDArray[Any]:
    found: NDArray[Any] = rows[some] @ signs
    return found


def _pair_sums(first: NDArray[Any], second: NDArray[Any], some: slice) -> NDArray[Any]:
    sums: NDArray[Any] = first[some, :, None] + second[some, None, :]
    return sums.reshape(len(sums), -1)


def westfall_young(
    differences: ArrayLike,
    seed: int,
    statistic: FlippedStatistic = "t",
    max_flips: int = 10_000,
    zero_rule: ZeroRule = "wilcoxon",
) -> WestfallYoungResult:
    """Adjust for many tests by step-down maxT with sign flips shared by all of them.

    A patient's differences change sign together, so the correlation between tests is kept
    (Westfall & Young 1993, algorithm 4.1; Ge, Dudoit & Speed 2003, 10.1007/BF02595811). A
    patient who is missing for one test keeps the flip for the others. Statistics of tests with
    other patients, ties or zeros stand on one scale (:mod:`explant.statistics.flipped_statistics`);
    those of ranks and signs on that of their own exact p, so that for them maxT is minP. Exact
    over all 2**n patterns while these, times the tests, are at most `LARGEST_EXACT_CELLS`;
    otherwise p = (b + 1)/(m + 1) over m random patterns.

    Parameters
    ----------
    differences : array_like, shape (patients, tests)
        NaN where a patient lacks a marker.
    seed : int
    statistic : {"t", "signed_rank", "sign"}
        |t|, |W+ - W-| or the distance between increases and decreases.
    max_flips : int
        Number m of random patterns.
    zero_rule : {"wilcoxon", "pratt"}
        For the signed ranks.

    Returns
    -------
    WestfallYoungResult
        NaN for tests with no patient (or, for t, a single one); they are not in the family.

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
        raise ValueError(f"differences: expected patients × tests, got shape {table.shape}")
    if np.isinf(table).any():
        raise ValueError("differences: infinite values")
    fewest = 2 if statistic == "t" else 1
    usable = np.flatnonzero((~np.isnan(table)).sum(axis=0) >= fewest)
    p_adjusted, p = np.full(table.shape[1], np.nan), np.full(table.shape[1], np.nan)
    if usable.size == 0:
        return WestfallYoungResult(p_adjusted, p, True, 0)
    tests = FlippedTests.of(table[:, usable], statistic, zero_rule)
    n_tests, n_patients = tests.signed.shape
    every = slice(0, n_tests)
    observed = tests.statistics(every, tests.signed.sum(axis=1, keepdims=True))[:, 0]
    order = np.argsort(-observed, kind="stable")
    tests = tests.in_order(order)
    # The second term ties those that are zero up to rounding.
    thresholds = observed[order] * (1.0 - 2.0 * SAME_STATISTIC) - 1e-20
    exact = counts_every_pattern(n_patients, n_tests)
    flipped_tests: FlippedTests | PlacedTests = tests
    least: NDArray[Any] = thresholds
    if exact and not tests.studentized:
        flipped_tests = PlacedTests.of(tests)
        least = np.searchsorted(flipped_tests.values, thresholds)
    single, stepped = np.zeros(n_tests), np.zeros(n_tests)
    counted, extra = 0, 0.0 if exact else 1.0
    for patterns, sums_of in _sums_of_patterns(flipped_tests.signed, exact, seed, max_flips):
        counted += patterns
        at_once = max(1, AT_ONCE // patterns)
        # From the least clear test on, so that the largest of those below is known.
        largest: NDArray[Any] | None = None
        for stop in range(n_tests, 0, -at_once):
            some = slice(max(0, stop - at_once), stop)
            flipped = flipped_tests.statistics(some, sums_of(some))
            bounds = least[some, None]
            single[some] += np.count_nonzero(flipped >= bounds, axis=1)
            for row in flipped[::-1]:
                largest = row if largest is None else np.maximum(row, largest, out=row)
            stepped[some] += np.count_nonzero(flipped >= bounds, axis=1)
    p[usable[order]] = (single + extra) / (counted + extra)
    p_adjusted[usable[order]] = np.maximum.accumulate((stepped + extra) / (counted + extra))
    return WestfallYoungResult(p_adjusted, p, exact, counted)
