"""Whether values tend to be larger in one of two groups, without assuming equal shapes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import comb, copysign, inf, log, nan, sqrt
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit, stdtr, stdtrit

from explant.statistics.arrays import Floats, as_sample, check_confidence
from explant.statistics.random_orders import random_orders
from explant.statistics.ties import settled_labels

LARGEST_EXACT_ARRANGEMENTS = 2_000_000
"""Up to this many ways to label the patients, all are counted."""

LARGEST_KEPT = 4_000_000
"""Places in the random labelings up to which their counts are kept for the next test."""

MONTE_CARLO = 9_999
"""Random labelings where counting all is out of reach; the error at p = 0.05 is 0.002."""

SAME_STATISTIC = 1e-9
"""Two statistics of random labelings closer than this (relative) are tied."""

SEPARATED = 1e-300
"""Stands for an error of zero in a quotient, which is then larger than all others."""

CHUNK = 250_000
"""Labelings that are held at a time."""

Integers = NDArray[np.int64]
Numbers = Integers | Floats
Paths = tuple[Integers, Integers, Floats]


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
class _Layout:
    """Two groups over the distinct values of the pooled sample, in ascending order.

    Placements are doubled so that they are whole numbers: that of a patient of the first group
    is twice the number of the second group's values below, plus the number equal.
    """

    first: int
    second: int
    ties: tuple[int, ...]

    def step(self, before: int, passed: int, tied: int, taken: int) -> tuple[int, int, int]:
        """What one value adds to the placements' sum and their two sums of squares.

        ``taken`` of its ``tied`` patients are of the first group, ``before`` of that group's
        lie below, ``passed`` patients of both groups do.
        """
        of_first = 2 * (passed - before) + tied - taken
        of_second = 2 * before + taken
        return taken * of_first, taken * of_first**2, (tied - taken) * of_second**2

    @property
    def weights(self) -> tuple[int, int]:
        """Weights of the two sums of squares in the error."""
        return self.first * (self.second - 1), self.second * (self.first - 1)

    def takings(self, before: int, passed: int, tied: int) -> range:
        """How many of a value's patients can be of the first group."""
        room = self.second - (passed - before)
        return range(max(0, tied - room), min(tied, self.first - before) + 1)

    def distance(self, sums: Numbers) -> Numbers:
        """Squared numerator of the statistic."""
        result: Numbers = (sums - self.first * self.second) ** 2
        return result

    def error(self, sums: Numbers, squares: Numbers) -> Numbers:
        """Squared denominator, up to the same constant: a whole number, zero at separation."""
        other = 2 * self.first * self.second - sums
        result: Numbers = squares - (self.second - 1) * sums**2 - (self.first - 1) * other**2
        return result


def _joined(parts: list[Paths]) -> Paths:
    sums, squares, ways = (np.concatenate(column) for column in zip(*parts, strict=True))
    return sums, squares, ways


def _moved(paths: Paths, layout: _Layout, before: int, passed: int, tied: int, taken: int) -> Paths:
    placement, of_first, of_second = layout.step(before, passed, tied, taken)
    weights = layout.weights
    sums, squares, ways = paths
    return (
        sums + placement,
        squares + (weights[0] * of_first + weights[1] * of_second),
        ways * comb(tied, taken),
    )


def _paths_below(layout: _Layout, ties: tuple[int, ...]) -> dict[int, Paths]:
    """Ways to label the patients of the lowest values, by how many are of the first group."""
    start = np.zeros(1, dtype=np.int64)
    paths: dict[int, Paths] = {0: (start, start, np.ones(1))}
    passed = 0
    for tied in ties:
        parts: dict[int, list[Paths]] = {}
        for before, known in paths.items():
            for taken in layout.takings(before, passed, tied):
                moved = _moved(known, layout, before, passed, tied, taken)
                parts.setdefault(before + taken, []).append(moved)
        paths = {before: _joined(several) for before, several in parts.items()}
        passed += tied
    return paths


def _paths_above(layout: _Layout, ties: tuple[int, ...]) -> dict[int, Paths]:
    """Ways to label the patients of the highest values, by how many of the first lie below."""
    start = np.zeros(1, dtype=np.int64)
    paths: dict[int, Paths] = {layout.first: (start, start, np.ones(1))}
    passed = layout.first + layout.second
    for tied in reversed(ties):
        passed -= tied
        found: dict[int, Paths] = {}
        for before in range(max(0, passed - layout.second), min(passed, layout.first) + 1):
            parts = [
                _moved(paths[before + taken], layout, before, passed, tied, taken)
                for taken in layout.takings(before, passed, tied)
            ]
            found[before] = _joined(parts)
        paths = found
    return paths


def _listed(layout: _Layout) -> Iterator[tuple[Numbers, Numbers, Floats, Floats]]:
    """Squared numerators and denominators of all labelings, with the ways of rows and columns.

    A labeling is a path through the values in ascending order, and what a value adds depends on
    the first group's number below alone. So the lower and the upper half are listed apart.
    """
    reached = np.cumsum(layout.ties)
    half = int(np.searchsorted(reached, reached[-1] / 2.0)) + 1
    below = _paths_below(layout, layout.ties[:half])
    above = _paths_above(layout, layout.ties[half:])
    for before, (low_sums, low_squares, low_ways) in below.items():
        high_sums, high_squares, high_ways = above[before]
        rows = max(1, CHUNK // high_sums.size)
        for start in range(0, low_sums.size, rows):
            part = slice(start, start + rows)
            sums = low_sums[part, None] + high_sums
            errors = layout.error(sums, low_squares[part, None] + high_squares)
            yield layout.distance(sums), errors, low_ways[part], high_ways


@lru_cache(maxsize=4)
def _untied_statistics(layout: _Layout) -> Floats:
    """Squared statistics of all labelings in ascending order: without ties always the same."""
    ratios = [
        (distances / np.maximum(errors, SEPARATED)).ravel()
        for distances, errors, _, _ in _listed(layout)
    ]
    return np.sort(np.concatenate(ratios))


def _exact_p(layout: _Layout, sums: int, squares: int) -> float:
    """Share of all labelings whose statistic is at least as far from zero, in whole numbers."""
    arrangements = comb(layout.first + layout.second, layout.first)
    distance = int(layout.distance(np.array(sums)))
    error = int(layout.error(np.array(sums), np.array(squares)))
    if max(layout.ties) == 1:
        # A quotient of two whole numbers is rounded alike wherever it is formed.
        statistics = _untied_statistics(layout)
        least = distance / max(error, SEPARATED)
        return float(statistics.size - np.searchsorted(statistics, least)) / arrangements
    as_extreme = 0.0
    for distances, errors, ways, other_ways in _listed(layout):
        # Multiplied out, so that an error of zero is an infinite statistic.
        extreme = distances * error >= errors * distance if error else errors == 0
        as_extreme += float(ways @ (extreme @ other_ways))
    return as_extreme / arrangements


def _draw_counts(n: int, first: int, seed: int, size: int) -> Iterator[Floats]:
    for orders in random_orders(n, seed, size):
        counts = np.zeros((len(orders), n + 1))
        np.cumsum(orders < first, axis=1, out=counts[:, 1:])
        yield counts


@lru_cache(maxsize=4)
def _kept_counts(n: int, first: int, seed: int, size: int) -> tuple[Floats, ...]:
    return tuple(_draw_counts(n, first, seed, size))


def _random_counts(n: int, first: int, seed: int, size: int) -> Iterator[Floats]:
    """The first group's number among the lowest 0 … n patients, of random labelings as rows."""
    if n * size <= LARGEST_KEPT:
        return iter(_kept_counts(n, first, seed, size))
    return _draw_counts(n, first, seed, size)


def _random_sums(layout: _Layout, counts: Floats) -> tuple[Floats, Floats]:
    """Placements' sum and weighted sum of squares of each row of counts."""
    ties = np.array(layout.ties)
    ends = np.cumsum(ties)
    starts = ends - ties
    taken = counts[:, ends] - counts[:, starts]
    of_second = counts[:, ends] + counts[:, starts]
    of_first = starts + ends - of_second
    weights = layout.weights
    sums = np.einsum("ij,ij->i", taken, of_first)
    of_first *= of_first
    of_second *= of_second
    squares = weights[0] * np.einsum("ij,ij->i", taken, of_first)
    squares += weights[1] * np.einsum("ij,ij->i", ties - taken, of_second)
    return sums, squares


def _random_p(layout: _Layout, sums: int, squares: int, seed: int, monte_carlo: int) -> float:
    n = layout.first + layout.second
    distance = float(layout.distance(np.array(float(sums))))
    error = float(layout.error(np.array(float(sums)), np.array(float(squares))))
    threshold = distance * (1.0 - SAME_STATISTIC)
    as_extreme = 0
    for counts in _random_counts(n, layout.first, seed, monte_carlo):
        every, every_squares = _random_sums(layout, counts)
        errors = layout.error(every, every_squares)
        extreme = layout.distance(every) * error >= errors * threshold if error else errors == 0
        as_extreme += int(np.count_nonzero(extreme))
    return (as_extreme + 1.0) / (monte_carlo + 1.0)


def _observed(layout: _Layout, labels: NDArray[np.intp]) -> tuple[int, int, int]:
    """Placements' sum and the two sums of squares of the groups as they are."""
    taken = np.bincount(labels[: layout.first], minlength=len(layout.ties)).tolist()
    before = passed = 0
    totals = [0, 0, 0]
    for tied, own in zip(layout.ties, taken, strict=True):
        step = layout.step(before, passed, tied, own)
        totals = [total + added for total, added in zip(totals, step, strict=True)]
        before, passed = before + own, passed + tied
    return totals[0], totals[1], totals[2]


def brunner_munzel(
    first: ArrayLike,
    second: ArrayLike,
    seed: int,
    monte_carlo: int = MONTE_CARLO,
    confidence: float = 0.95,
    interval: Literal["logit", "t"] = "logit",
) -> BrunnerMunzelResult:
    r"""Test whether values of one group tend to be larger, two-sided, by permutation.

    The statistic is :math:`W = (\hat p - 1/2)/\hat s`, where :math:`\hat p` is the share of pairs
    in which the first group's value is larger, ties half, and :math:`\hat s` its standard error
    from the variances of the placements, so that neither equal variances nor equal shapes are
    assumed (Brunner & Munzel 2000,
    10.1002/(SICI)1521-4036(200001)42:1<17::AID-BIMJ17>3.0.CO;2-U). The p value is the share of
    labelings with at least the observed :math:`|W|` (Neubert & Brunner 2007,
    10.1016/j.csda.2006.05.024): of all C(n1 + n2, n1) of them up to two million, otherwise
    (b + 1)/(m + 1) over m random ones. Where no two groups overlap W is infinite, as in every
    labeling that separates them, and p is still defined.

    Parameters
    ----------
    first, second : array_like, shape (n1,) and (n2,)
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
    BrunnerMunzelResult
        NaN with a reason if a group has fewer than two patients. If the groups do not overlap, or
        all values are tied, interval and ``p_t`` are NaN with a reason and ``p`` is given.

    Examples
    --------
    >>> with_drug = [1, 2, 1, 1, 1, 1, 1, 1, 1, 1, 2, 4, 1, 1]
    >>> without = [3, 3, 4, 3, 1, 2, 3, 1, 1, 5, 4]
    >>> result = brunner_munzel(without, with_drug, seed=1)
    >>> round(result.superiority, 6), round(result.statistic, 4), round(result.df, 3)
    (0.788961, 3.1375, 17.683)
    >>> round(result.p_t, 6)
    0.005786
    """
    check_confidence(confidence)
    if interval not in ("logit", "t"):
        raise ValueError(f"interval: expected 'logit' or 't', got {interval!r}")
    one, two = as_sample(first, "first"), as_sample(second, "second")
    sizes = (int(one.size), int(two.size))
    none = (nan,) * 6
    if min(sizes) == 0:
        return BrunnerMunzelResult(*sizes, nan, *none, True, 0, "a group has no patients")
    labels = settled_labels(np.concatenate((one, two)))
    layout = _Layout(*sizes, tuple(np.bincount(labels).tolist()))
    sums, of_first, of_second = _observed(layout, labels)
    superiority = sums / (2.0 * sizes[0] * sizes[1])
    if min(sizes) < 2:
        reason = "a group of fewer than two patients has no variance"
        return BrunnerMunzelResult(*sizes, superiority, *none, True, 0, reason)
    weights = layout.weights
    squares = weights[0] * of_first + weights[1] * of_second
    arrangements = comb(sum(sizes), sizes[0])
    exact = arrangements <= LARGEST_EXACT_ARRANGEMENTS
    if exact:
        p = _exact_p(layout, sums, squares)
    else:
        arrangements = monte_carlo
        p = _random_p(layout, sums, squares, seed, monte_carlo)
    other = 2 * sizes[0] * sizes[1] - sums
    # Doubled placements: a quarter of the variance, and shares of n1 * n2 pairs.
    parts = (
        (sizes[0] * of_first - sums**2) / (sizes[0] - 1.0) / 4.0,
        (sizes[1] * of_second - other**2) / (sizes[1] - 1.0) / 4.0,
    )
    error = sqrt(sum(parts)) / (sizes[0] * sizes[1])
    if error == 0.0:
        separated = len(layout.ties) > 1
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
