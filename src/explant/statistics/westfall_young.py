"""Westfall and Young's adjustment of a family by the signs of whole patients."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from explant.statistics.flipped_statistics import FlippedStatistic, FlippedTests, PlacedTests
from explant.statistics.kernel.arrays import Floats
from explant.statistics.kernel.random_sign_flips import random_subsets
from explant.statistics.multiplicity import counts_every_pattern
from explant.statistics.one_sample.signed_rank import ZeroRule

CHUNK = 1_000_000
"""Statistics of a family that are held at a time."""

SHORTEST_CHUNK = 1_000
"""Random patterns that are held at a time, also of many tests."""

LARGEST_CHUNK = 30_000_000
"""Statistics that are held at a time, however many tests there are: 240 MB."""

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
) -> Iterator[NDArray[Any]]:
    """Signed sums of all sign patterns but for their negatives, or of random ones, in chunks."""
    tests, n = rows.shape
    chunk = max(1, CHUNK // tests)
    if not exact:
        chunk = max(chunk, min(SHORTEST_CHUNK, LARGEST_CHUNK // tests), 1)
        for _, members in random_subsets(n, seed, flips).blocks():
            for start in range(0, len(members), chunk):
                yield rows @ (1.0 - 2.0 * members[start : start + chunk].T)
        return
    # The first patient's sign may stay fixed: turning all signs changes no statistic.
    half = n // 2
    first = _all_sums(rows[:, 1 : half + 1]) + rows[:, :1].sum(
        axis=1, keepdims=True, dtype=rows.dtype
    )
    second = _all_sums(rows[:, half + 1 :])
    step = max(1, chunk // second.shape[1])
    for start in range(0, first.shape[1], step):
        sums = first[:, start : start + step, None] + second[:, None, :]
        yield sums.reshape(tests, -1)


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
    sums = tests.signed.sum(axis=1, keepdims=True)
    observed = np.array([tests.statistics(test, sums[test])[0] for test in range(n_tests)])
    order = np.argsort(-observed, kind="stable")
    tests = tests.in_order(order)
    # The second term ties those that are zero up to rounding.
    thresholds = observed[order] * (1.0 - 2.0 * SAME_STATISTIC) - 1e-20
    exact = counts_every_pattern(n_patients, n_tests)
    flipped_tests: FlippedTests | PlacedTests = tests
    least: list[float] = thresholds.tolist()
    if exact and not tests.studentized:
        flipped_tests = PlacedTests.of(tests)
        least = np.searchsorted(flipped_tests.values, thresholds).tolist()
    single, stepped = np.zeros(n_tests), np.zeros(n_tests)
    counted, extra = 0, 0.0 if exact else 1.0
    for of_tests in _sums_of_patterns(flipped_tests.signed, exact, seed, max_flips):
        counted += of_tests.shape[1]
        # From the least clear test on, so that the largest of those below is known.
        largest: NDArray[Any] = np.empty(0)
        for test in range(n_tests - 1, -1, -1):
            flipped = flipped_tests.statistics(test, of_tests[test])
            single[test] += np.count_nonzero(flipped >= least[test])
            largest = flipped if test == n_tests - 1 else np.maximum(largest, flipped, out=largest)
            stepped[test] += np.count_nonzero(largest >= least[test])
        # Not held while the next chunk is made.
        del of_tests
    p[usable[order]] = (single + extra) / (counted + extra)
    p_adjusted[usable[order]] = np.maximum.accumulate((stepped + extra) / (counted + extra))
    return WestfallYoungResult(p_adjusted, p, exact, counted)
