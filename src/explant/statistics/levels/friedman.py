"""Whether the levels of a within-patient factor differ at all, by the patients' own ranks."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import factorial, nan, prod

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import chdtrc

from explant.statistics.kernel.arrays import Floats
from explant.statistics.kernel.ties import midranks, settled_labels

LARGEST_EXACT_STEPS = 2_000_000
"""Rank sums times orders of one patient, over all patients, up to which all are counted."""

LARGEST_EXACT_LEVELS = 7
"""Up to this many levels the orders of one patient are listed."""

MONTE_CARLO = 9_999
"""Random orders within patients where counting all is out of reach."""

CLOSE = 1e-9
"""Neighbors further apart than this (relative to a patient's largest value) are not tied."""

CHUNK = 1_000_000
"""Ranks that are held at a time."""

Integers = NDArray[np.int64]


@dataclass(frozen=True)
class FriedmanResult:
    """Friedman's statistic with two p values, and Kendall's coefficient of concordance.

    ``p_chi2`` is from chi-square on ``df``, ``p`` from ``arrangements`` of each patient's values
    over the levels, all of them if ``exact``.
    """

    n: int
    statistic: float
    df: int
    p_chi2: float
    p: float
    kendall_w: float
    exact: bool
    arrangements: int
    reason: str = ""


def ranks_within_patients(values: ArrayLike) -> Integers:
    """Return twice the mid-rank of each value among the values of its patient.

    Ties are settled at decimal precision, as in `explant.statistics.kernel.ties`.

    Parameters
    ----------
    values : array_like, shape (patients, levels)

    Raises
    ------
    ValueError
        Unless there are two dimensions, two or more levels and no missing value.

    Examples
    --------
    >>> ranks_within_patients([[0.1 + 0.2, 0.3, 0.1]])
    array([[5, 5, 2]])
    """
    table = np.asarray(values, dtype=np.float64)
    if table.ndim != 2 or table.shape[1] < 2:
        raise ValueError(f"values: expected patients × two or more levels, got {table.shape}")
    if not np.isfinite(table).all():
        where = np.flatnonzero(~np.isfinite(table).all(axis=1)).tolist()
        raise ValueError(
            f"values: missing or infinite values of the patients {where} (counted from 0); "
            "leave incomplete patients out first"
        )
    one, other = table[:, :, None], table[:, None, :]
    doubled: Integers = 2 * (other < one).sum(axis=2) + (other == one).sum(axis=2) + 1
    # Neighbors that are close, but not equal in binary, may be tied; settling them is slow.
    with np.errstate(over="ignore"):
        gaps = np.diff(np.sort(table, axis=1), axis=1)
    close = (gaps > 0.0) & (gaps <= CLOSE * np.abs(table).max(axis=1, keepdims=True))
    for patient in np.flatnonzero(close.any(axis=1)):
        ranks = midranks(settled_labels(table[patient]).astype(np.float64))
        doubled[patient] = np.rint(2.0 * ranks)
    return doubled


def _n_orders(ranks: tuple[int, ...]) -> int:
    return factorial(len(ranks)) // prod(map(factorial, Counter(ranks).values()))


def _distinct_orders(ranks: tuple[int, ...]) -> tuple[Integers, Floats]:
    """Different ways to order one patient's ranks, and the probability of each."""
    every = np.array(list(itertools.permutations(ranks)), dtype=np.int64)
    codes = every @ (2 * max(ranks) + 1) ** np.arange(len(ranks))
    _, first, counts = np.unique(codes, return_index=True, return_counts=True)
    return every[first], counts / len(every)


@lru_cache(maxsize=64)
def _null_distribution(patients: tuple[tuple[int, ...], ...]) -> tuple[Integers, Floats] | None:
    """Sums of squares of the centered rank sums in ascending order, and P(at least each).

    Patient by patient the rank sums are gathered. Their order does not matter, because the next
    patient's orders are all equally likely: sorted sums are one state. None if there are too many.
    """
    n, k = len(patients), len(patients[0])
    # Twice the rank minus k + 1 sums to zero, so the last sum follows from the others.
    reach = n * (k - 1)
    base = 2 * reach + 1
    if k > LARGEST_EXACT_LEVELS or base ** (k - 1) >= 2**62:
        return None
    digits = np.array([base**place for place in range(k - 1)], dtype=np.int64)
    sums: Integers = np.array(patients[:1], dtype=np.int64)
    chances: Floats = np.ones(1)
    steps, ahead = 0, sum(map(_n_orders, patients[1:]))
    for same, group in itertools.groupby(patients[1:]):
        orders, share = _distinct_orders(same)
        for _ in group:
            # More patients never have fewer states: what is ahead takes so many steps at least.
            if steps + len(sums) * ahead > LARGEST_EXACT_STEPS:
                return None
            steps += len(sums) * len(orders)
            ahead -= len(orders)
            sums = np.sort((sums[:, None, :] + orders[None, :, :]).reshape(-1, k), axis=1)
            codes = (sums[:, :-1] + reach) @ digits
            _, first, state = np.unique(codes, return_index=True, return_inverse=True)
            chances = np.bincount(state, np.outer(chances, share).ravel()).astype(np.float64)
            sums = sums[first]
    squares, place = np.unique((sums**2).sum(axis=1), return_inverse=True)
    probability: Floats = np.bincount(place, chances).astype(np.float64)
    return squares, np.cumsum(probability[::-1])[::-1]


def _random_squares(centered: Integers, seed: int, size: int) -> Iterator[Integers]:
    """Sums of squares of the rank sums after random orders within patients."""
    generator = np.random.default_rng(seed)
    rows = max(1, CHUNK // centered.size)
    for start in range(0, size, rows):
        now = min(rows, size - start)
        shuffled = generator.permuted(np.broadcast_to(centered, (now, *centered.shape)), axis=2)
        yield (shuffled.sum(axis=1) ** 2).sum(axis=1)


def friedman(values: ArrayLike, seed: int, monte_carlo: int = MONTE_CARLO) -> FriedmanResult:
    r"""Test whether the levels of a within-patient factor have the same distribution.

    Each patient's values are ranked, ties sharing their mean rank. With rank sums :math:`R_j`
    over n patients and k levels the statistic is

    .. math:: Q = (k - 1)\,\frac{\sum_j (R_j - n(k + 1)/2)^2}
              {\sum_{i,j} (r_{ij} - (k + 1)/2)^2}

    (Friedman 1937, 10.1080/01621459.1937.10503522), and Kendall's W is :math:`Q / (n(k - 1))`.
    The permutation p counts all :math:`(k!)^n` orders within patients where the sums can be
    followed; otherwise p = (b + 1)/(m + 1) over m random ones.

    Parameters
    ----------
    values : array_like, shape (n, k)
        One row per patient, one column per level.
    seed : int
        For the random orders; without effect while all are counted.
    monte_carlo : int
        Number m of random orders.

    Returns
    -------
    FriedmanResult
        If every patient's values are tied, Q is 0 and both p are 1; without patients NaN. A
        reason says so.

    Raises
    ------
    ValueError
        On missing values or fewer than two levels.

    Examples
    --------
    >>> table = [[1.0, 2.0, 3.0], [1.1, 2.5, 2.4], [0.9, 1.6, 3.1], [2.0, 2.2, 4.0]]
    >>> result = friedman(table, seed=1)
    >>> round(result.statistic, 4), round(result.p_chi2, 4), round(result.p, 4)
    (6.5, 0.0388, 0.0417)
    >>> round(result.kendall_w, 4), result.exact, result.arrangements
    (0.8125, True, 1296)
    """
    ranks = ranks_within_patients(values)
    n, k = ranks.shape
    if n == 0:
        return FriedmanResult(0, nan, k - 1, nan, nan, nan, True, 0, "no patients")
    centered = ranks - (k + 1)
    spread = int((centered**2).sum())
    if spread == 0:
        reason = "the values of every patient are tied"
        return FriedmanResult(n, 0.0, k - 1, 1.0, 1.0, nan, True, 1, reason)
    squares = int((centered.sum(axis=0) ** 2).sum())
    statistic = (k - 1.0) * squares / spread
    # A patient whose values are all tied adds the same to every sum.
    patients = sorted(tuple(sorted(row)) for row in centered.tolist() if any(row))
    known = _null_distribution(tuple(patients))
    if known is not None:
        tail = known[1]
        p, arrangements = float(tail[np.searchsorted(known[0], squares)]), factorial(k) ** n
    else:
        as_extreme = sum(
            int(np.count_nonzero(drawn >= squares))
            for drawn in _random_squares(centered, seed, monte_carlo)
        )
        p, arrangements = (as_extreme + 1.0) / (monte_carlo + 1.0), monte_carlo
    return FriedmanResult(
        n,
        statistic,
        k - 1,
        float(chdtrc(k - 1.0, statistic)),
        min(1.0, p),
        statistic / (n * (k - 1.0)),
        known is not None,
        arrangements,
    )
