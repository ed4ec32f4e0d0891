"""Whether the levels of a within-patient factor rise or fall in their order, such as doses."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from math import nan, sqrt

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr

from explant.statistics.kernel.arrays import Floats
from explant.statistics.kernel.random_orders import all_orders
from explant.statistics.levels.friedman import Integers, ranks_within_patients

LARGEST_EXACT_LEVELS = 8
"""Up to this many levels the orders of one patient are listed."""

LARGEST_EXACT_RANGE = 20_000
"""Values that the doubled statistic may take up to which its distribution is counted."""


@dataclass(frozen=True)
class PageResult:
    """Page's L with its mean under the null, and one-sided and two-sided p values.

    ``p_increasing`` is P(L >= observed): small where the levels rise in their order.
    """

    n: int
    l: float  # noqa: E741 - the statistic's name in the literature
    expected: float
    p: float
    p_increasing: float
    p_decreasing: float
    exact: bool
    method: str
    reason: str = ""


def _statistic(ranks: Integers) -> int:
    """Twice L: each level's place times its rank sum."""
    return int(np.arange(1, ranks.shape[1] + 1) @ ranks.sum(axis=0))


@lru_cache(maxsize=256)
def _of_one_patient(ranks: tuple[int, ...]) -> Floats:
    """Probability of each doubled statistic of one patient, from the smallest possible on."""
    k = len(ranks)
    every = np.array(ranks, dtype=np.int64)[all_orders(k)] @ np.arange(1, k + 1)
    counts = np.bincount(every - every.min())
    probability: Floats = counts / len(every)
    return probability


def _power(probability: Floats, times: int) -> Floats:
    """Distribution of the sum of as many independent draws."""
    if times == 1:
        return probability
    half = _power(probability, times // 2)
    whole = np.convolve(half, half)
    return np.convolve(whole, probability) if times % 2 else whole


@lru_cache(maxsize=64)
def _null_distribution(patients: tuple[tuple[int, ...], ...]) -> Floats:
    """Probability of each doubled L, from the smallest possible on."""
    total = np.ones(1)
    for ranks, times in Counter(patients).items():
        total = np.convolve(total, _power(_of_one_patient(ranks), times))
    return total


def _extremes(patients: tuple[tuple[int, ...], ...]) -> tuple[int, int]:
    """Smallest and largest doubled L; each patient's ranks are in ascending order."""
    ordered = np.array(patients)
    return _statistic(ordered[:, ::-1]), _statistic(ordered)


def page_trend(values: ArrayLike) -> PageResult:
    r"""Test for a trend over ordered levels within patients, two-sided.

    Each patient's k values are ranked, ties sharing their mean rank;
    :math:`L = \sum_j j R_j` over the rank sums in the order of the columns (Page 1963,
    10.1080/01621459.1963.10500843). Given each patient's ties the distribution is the convolution
    of the patients' own, so p is exact for any number of patients up to eight levels; beyond that
    it is normal, with the variance for ties and without continuity correction, as in Page. The
    two-sided p is twice the smaller tail, at most 1. The order of the columns must be declared
    before the data are seen.

    Parameters
    ----------
    values : array_like, shape (n, k)
        One row per patient, one column per level, in the declared order.

    Returns
    -------
    PageResult
        If every patient's values are tied p is 1; without patients it is NaN. A reason says so.

    Raises
    ------
    ValueError
        On missing values or fewer than two levels.

    Examples
    --------
    >>> table = [[1.0, 2.0, 3.0], [1.1, 2.5, 2.4], [0.9, 1.6, 3.1], [2.0, 2.2, 4.0]]
    >>> result = page_trend(table)
    >>> result.l, result.expected, round(result.p_increasing, 6), round(result.p, 6)
    (55.0, 48.0, 0.006944, 0.013889)
    """
    ranks = ranks_within_patients(values)
    n, k = ranks.shape
    if n == 0:
        return PageResult(0, nan, nan, nan, nan, nan, True, "none", "no patients")
    doubled = _statistic(ranks)
    found = (n, doubled / 2.0, n * k * (k + 1.0) ** 2 / 4.0)
    centered = ranks - (k + 1)
    # A patient whose values are all tied adds the same to every L.
    mixed = centered[centered.any(axis=1)]
    if len(mixed) == 0:
        reason = "the values of every patient are tied"
        return PageResult(*found, 1.0, 1.0, 1.0, True, "exact", reason)
    patients = tuple(sorted(tuple(sorted(row)) for row in mixed.tolist()))
    smallest, largest = _extremes(patients)
    place = _statistic(mixed)
    exact = k <= LARGEST_EXACT_LEVELS and largest - smallest <= LARGEST_EXACT_RANGE
    if exact:
        probability = _null_distribution(patients)
        above = float(probability[place - smallest :].sum())
        below = float(probability[: place - smallest + 1].sum())
    else:
        scores = np.arange(k) - (k - 1.0) / 2.0
        # The ranks are doubled and centered, and so is the statistic.
        deviation = sqrt((scores**2).sum() * float((mixed**2).sum()) / (k - 1.0))
        above, below = float(ndtr(-place / deviation)), float(ndtr(place / deviation))
    above, below = min(above, 1.0), min(below, 1.0)
    method = "exact" if exact else "normal approximation with tie correction"
    return PageResult(*found, min(1.0, 2.0 * min(above, below)), above, below, exact, method)
