"""Whether values tend to be larger in one of two groups, without assuming equal shapes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import comb, copysign, inf, log, nan, sqrt
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import expit, stdtr, stdtrit

from explant.statistics.kernel.arrays import Floats, as_sample, check_confidence
from explant.statistics.kernel.placements import CHUNK, Layout, all_labelings, random_labelings
from explant.statistics.kernel.ties import settled_labels

Interval = Literal["logit", "t"]

LARGEST_EXACT_ARRANGEMENTS = 2_000_000
"""Up to this many ways to label the patients, all are counted."""

MONTE_CARLO = 9_999
"""Random labelings where counting all is out of reach; the error at p = 0.05 is 0.002."""

SAME_STATISTIC = 1e-9
"""Two statistics of random labelings closer than this (relative) are tied."""

SEPARATED = 1e-300
"""Stands for an error of zero in a quotient, which is then larger than all others."""


@dataclass(frozen=True)
class BrunnerMunzelResult:
    """Stochastic superiority of the first group, with its interval and two p values.

    ``superiority`` is P(first > second) + P(first = second)/2 and ``statistic`` is positive
    where it is above one half. ``p`` comes from permutation, ``p_t`` from Student's t on ``df``.
    """

    n_first: int
    n_second: int
    superiority: float
    low: float
    high: float
    statistic: float
    df: float
    p_t: float
    p: float
    exact: bool
    arrangements: int
    reason: str = ""


@dataclass(frozen=True)
class _Observed:
    """The groups as they are: doubled placements' sum and sums of squares."""

    layout: Layout
    sums: int
    of_first: int
    of_second: int

    @property
    def distance(self) -> int:
        return int(self.layout.distance(np.array(self.sums)))

    @property
    def error(self) -> int:
        weights = self.layout.weights
        squares = weights[0] * self.of_first + weights[1] * self.of_second
        return int(self.layout.error(np.array(self.sums), np.array(squares)))


def _observe(first: Floats, second: Floats) -> _Observed:
    labels = settled_labels(np.concatenate((first, second)))
    layout = Layout(first.size, second.size, tuple(np.bincount(labels).tolist()))
    taken = np.bincount(labels[: first.size], minlength=len(layout.ties)).tolist()
    return _Observed(layout, *layout.sums(taken))


@lru_cache(maxsize=4)
def _untied_statistics(layout: Layout) -> Floats:
    """Squared statistics of all labelings in ascending order: without ties always the same."""
    ratios = [
        (distances / np.maximum(errors, SEPARATED)).ravel()
        for distances, errors, _, _ in all_labelings(layout)
    ]
    return np.sort(np.concatenate(ratios))


def _exact_p(observed: _Observed) -> float:
    """Share of all labelings whose statistic is at least as far from zero, in whole numbers."""
    layout, distance, error = observed.layout, observed.distance, observed.error
    arrangements = comb(layout.first + layout.second, layout.first)
    if max(layout.ties) == 1:
        # A quotient of two whole numbers is rounded alike wherever it is formed.
        statistics = _untied_statistics(layout)
        least = distance / max(error, SEPARATED)
        return float(statistics.size - np.searchsorted(statistics, least)) / arrangements
    as_extreme = 0.0
    for distances, errors, ways, other_ways in all_labelings(layout):
        # Multiplied out, so that an error of zero is an infinite statistic.
        extreme = distances * error >= errors * distance if error else errors == 0
        as_extreme += float(ways @ (extreme @ other_ways))
    return as_extreme / arrangements


def _random_p(several: Sequence[_Observed], seed: int, monte_carlo: int) -> list[float]:
    layouts = [observed.layout for observed in several]
    as_extreme = np.zeros(len(several))
    for sums, squares in random_labelings(layouts, seed, monte_carlo):
        # Only the groups' sizes matter from here on, and they are the same for all.
        errors = layouts[0].error(sums, squares)
        distances = layouts[0].distance(sums)
        for row, observed in enumerate(several):
            least = observed.distance * (1.0 - SAME_STATISTIC)
            extreme = (
                distances[row] * float(observed.error) >= errors[row] * least
                if observed.error
                else errors[row] == 0.0
            )
            as_extreme[row] += np.count_nonzero(extreme)
    shares: list[float] = ((as_extreme + 1.0) / (monte_carlo + 1.0)).tolist()
    return shares


def brunner_munzel_of_columns(
    first: ArrayLike,
    second: ArrayLike,
    seed: int,
    monte_carlo: int = MONTE_CARLO,
    confidence: float = 0.95,
    interval: Interval = "logit",
) -> list[BrunnerMunzelResult]:
    r"""Test whether values of one group tend to be larger, two-sided, by permutation.

    The statistic is :math:`W = (\hat p - 1/2)/\hat s`, where :math:`\hat p` is the share of pairs
    in which the first group's value is larger, ties half, and :math:`\hat s` its standard error
    from the variances of the placements, so that neither equal variances nor equal shapes are
    assumed (Brunner & Munzel 2000,
    10.1002/(SICI)1521-4036(200001)42:1<17::AID-BIMJ17>3.0.CO;2-U). The p value is the share of
    labelings with at least the observed :math:`|W|` (Neubert & Brunner 2007,
    10.1016/j.csda.2006.05.024): of all C(n1 + n2, n1) of them up to two million, otherwise
    (b + 1)/(m + 1) over m random ones, which all columns share. Where no two groups overlap W is
    infinite, as in every labeling that separates them, and p is still defined.

    Parameters
    ----------
    first, second : array_like, shape (n1, columns) and (n2, columns)
    seed : int
        For the random labelings; without effect while all are counted.
    monte_carlo : int
        Number m of random labelings.
    confidence : float
    interval : {"logit", "t"}
        :math:`\hat p \pm t \hat s`, directly or for the log odds of :math:`\hat p`, which keeps
        the interval between 0 and 1 (Pauly, Asendorf & Konietschke 2016, 10.1002/bimj.201500105).

    Returns
    -------
    list of BrunnerMunzelResult
        One for each column. NaN with a reason if a group has fewer than two patients. If the
        groups do not overlap, or all values are tied, interval and ``p_t`` are NaN with a reason
        and ``p`` is given.

    Raises
    ------
    ValueError
        On missing values, a wrong shape or unequal numbers of columns.

    Examples
    --------
    >>> one, two = np.array([[1.0, 9.0], [2.0, 8.0]]), np.array([[3.0, 7.0], [0.0, 6.0]])
    >>> [result.superiority for result in brunner_munzel_of_columns(one, two, seed=1)]
    [0.5, 1.0]
    """
    check_confidence(confidence)
    if interval not in ("logit", "t"):
        raise ValueError(f"interval: expected 'logit' or 't', got {interval!r}")
    one, two = (np.asarray(group, dtype=np.float64) for group in (first, second))
    if one.ndim != 2 or two.ndim != 2 or one.shape[1] != two.shape[1]:
        raise ValueError(f"first and second: tables of shape {one.shape} and {two.shape}")
    as_sample(one.ravel(), "first")
    as_sample(two.ravel(), "second")
    sizes = (len(one), len(two))
    none = (nan,) * 6
    if min(sizes) == 0:
        empty = BrunnerMunzelResult(*sizes, nan, *none, True, 0, "a group has no patients")
        return [empty] * one.shape[1]
    several = [_observe(*groups) for groups in zip(one.T, two.T, strict=True)]
    if min(sizes) < 2:
        reason = "a group of fewer than two patients has no variance"
        return [
            BrunnerMunzelResult(*sizes, _superiority(observed), *none, True, 0, reason)
            for observed in several
        ]
    arrangements = comb(sum(sizes), sizes[0])
    exact = arrangements <= LARGEST_EXACT_ARRANGEMENTS
    p_values: list[float] = []
    if exact:
        p_values = [_exact_p(observed) for observed in several]
    else:
        arrangements = monte_carlo
        at_once = max(1, 4 * CHUNK // max(monte_carlo, 1))
        for start in range(0, len(several), at_once):
            p_values += _random_p(several[start : start + at_once], seed, monte_carlo)
    return [
        _result(observed, p, exact, arrangements, confidence, interval)
        for observed, p in zip(several, p_values, strict=True)
    ]


def _superiority(observed: _Observed) -> float:
    return observed.sums / (2.0 * observed.layout.first * observed.layout.second)


def _result(
    observed: _Observed,
    p: float,
    exact: bool,
    arrangements: int,
    confidence: float,
    interval: Interval,
) -> BrunnerMunzelResult:
    sizes = (observed.layout.first, observed.layout.second)
    superiority = _superiority(observed)
    other = 2 * sizes[0] * sizes[1] - observed.sums
    # Doubled placements: a quarter of the variance, and shares of n1 * n2 pairs.
    parts = (
        (sizes[0] * observed.of_first - observed.sums**2) / (sizes[0] - 1.0) / 4.0,
        (sizes[1] * observed.of_second - other**2) / (sizes[1] - 1.0) / 4.0,
    )
    error = sqrt(sum(parts)) / (sizes[0] * sizes[1])
    if error == 0.0:
        separated = len(observed.layout.ties) > 1
        statistic = copysign(inf, superiority - 0.5) if separated else 0.0
        reason = "the groups do not overlap" if separated else "all values are tied"
        return BrunnerMunzelResult(
            *sizes,
            superiority,
            nan,
            nan,
            statistic,
            nan,
            nan,
            p,
            exact,
            arrangements,
            f"{reason}: no interval",
        )
    statistic = (superiority - 0.5) / error
    df = sum(parts) ** 2 / sum(
        part**2 / (size - 1.0) for part, size in zip(parts, sizes, strict=True)
    )
    half = float(stdtrit(df, 0.5 + confidence / 2.0)) * error
    low, high = superiority - half, superiority + half
    if interval == "logit":
        odds = log(superiority / (1.0 - superiority))
        half /= superiority * (1.0 - superiority)
        low, high = float(expit(odds - half)), float(expit(odds + half))
    p_t = min(1.0, 2.0 * float(stdtr(df, -abs(statistic))))
    return BrunnerMunzelResult(
        *sizes, superiority, low, high, statistic, df, p_t, p, exact, arrangements
    )
