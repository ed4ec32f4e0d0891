"""Whether the differences rise or fall over ordered groups of patients, such as stages."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import factorial, nan, prod

import numpy as np
from numpy.typing import ArrayLike, NDArray

from explant.statistics.kernel.arrays import Floats, as_rows, as_sample
from explant.statistics.kernel.random_orders import random_orders
from explant.statistics.kernel.ties import settled_labels

Tails = tuple[float, float]

LARGEST_EXACT_STATES = 3_000_000
"""States times statistic values up to which the distribution is counted."""

FEW_COLUMNS = 6
"""Fewer columns than this are counted one by one."""

COLUMNS = 1_000
"""Columns that are counted together."""

PLACES = 3_000_000
"""Pairs of patients in the random labelings that are held at a time."""

MONTE_CARLO = 9_999
"""Random labelings where counting all is out of reach; the error at p = 0.05 is 0.002."""


@dataclass(frozen=True)
class JonckheereResult:
    """J with one-sided and two-sided p values over ``arrangements`` (all if ``exact``)."""

    j: float
    p: float
    p_increasing: float
    p_decreasing: float
    exact: bool
    arrangements: int
    reason: str = ""


def _compositions(total: int, free: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """Ways to put ``total`` tied values into groups that still have ``free`` places."""
    if len(free) == 1:
        if total <= free[0]:
            yield (total,)
        return
    for taken in range(min(total, free[0]) + 1):
        for rest in _compositions(total - taken, free[1:]):
            yield (taken, *rest)


@lru_cache(maxsize=256)
def _null_distribution(tie_sizes: tuple[int, ...], sizes: tuple[int, ...]) -> Floats:
    """Probability of every doubled J, by placing the tied blocks from the smallest value up.

    A state says how many places of each group are filled; what a block adds to J depends on
    nothing else.
    """
    pairs = sum(a * b for a, b in itertools.combinations(sizes, 2))
    states = {tuple(0 for _ in sizes): np.array([1.0])}
    for block in tie_sizes:
        following: dict[tuple[int, ...], Floats] = {}
        for used, counts in states.items():
            free = tuple(size - taken for size, taken in zip(sizes, used, strict=True))
            before = list(itertools.accumulate(used, initial=0))
            for placed in _compositions(block, free):
                gain = 2 * sum(n * before[group] for group, n in enumerate(placed))
                gain += sum(a * b for a, b in itertools.combinations(placed, 2))
                ways = factorial(block) / prod(factorial(n) for n in placed)
                state = tuple(a + b for a, b in zip(used, placed, strict=True))
                length = gain + counts.size
                held = following.get(state)
                if held is None:
                    held = np.zeros(length)
                elif held.size < length:
                    held = np.concatenate((held, np.zeros(length - held.size)))
                held[gain:length] += ways * counts
                following[state] = held
        # Rescaling keeps the counts in range; only their ratios matter.
        top = max(float(counts.max()) for counts in following.values())
        states = {state: counts / top for state, counts in following.items()}
    counts = states[sizes]
    full = np.zeros(2 * pairs + 1)
    full[: counts.size] = counts
    full /= full.sum()
    return full


def jonckheere(
    groups: Sequence[ArrayLike], seed: int, monte_carlo: int = MONTE_CARLO
) -> JonckheereResult:
    """Test for a trend over ordered groups (Jonckheere 1954, 10.1093/biomet/41.1-2.133).

    J sums, over all pairs of groups, the pairs of patients whose value is larger in the later
    group, ties half. Given the ties, every labeling of the patients is counted where feasible;
    otherwise p = (b + 1)/(m + 1) over m random ones. ``p_increasing`` is P(J >= observed); the
    two-sided p is twice the smaller tail, at most 1.

    Parameters
    ----------
    groups : sequence of array_like
        Two or more groups in their order.
    seed : int
    monte_carlo : int

    Returns
    -------
    JonckheereResult
        NaN with a reason if fewer than two groups have patients.

    Raises
    ------
    ValueError
        For fewer than two groups or missing values.

    Examples
    --------
    >>> result = jonckheere([[1.0, 2.0], [2.5, 3.0], [4.0, 5.0]], seed=1)
    >>> result.j, round(result.p_increasing, 6), round(result.p, 6)
    (12.0, 0.011111, 0.022222)
    """
    if len(groups) < 2:
        raise ValueError(f"groups: expected two or more, got {len(groups)}")
    samples = [as_sample(group, f"group {i}") for i, group in enumerate(groups, start=1)]
    pooled = np.concatenate(samples)
    return jonckheere_of_columns(pooled[:, None], [s.size for s in samples], seed, monte_carlo)[0]


def jonckheere_of_columns(
    values: ArrayLike, sizes: Sequence[int], seed: int, monte_carlo: int = MONTE_CARLO
) -> list[JonckheereResult]:
    """Do `jonckheere` for each column; all columns share the random labelings.

    Parameters
    ----------
    values : array_like, shape (n, columns)
        The patients of the first group, then those of the second, and so on.
    sizes : sequence of int
        Patients in each group.
    seed, monte_carlo : int
        As in `jonckheere`.

    Examples
    --------
    >>> table = [[1.0, 5.0], [2.0, 4.0], [2.5, 3.0], [3.0, 2.5], [4.0, 2.0], [5.0, 1.0]]
    >>> [round(result.p, 6) for result in jonckheere_of_columns(table, [2, 2, 2], seed=1)]
    [0.022222, 0.022222]
    """
    rows = as_rows(values)
    some = tuple(int(size) for size in sizes if size)
    if len(some) < 2:
        few = JonckheereResult(nan, nan, nan, nan, True, 0, "fewer than two groups have patients")
        return [few] * len(rows)
    labels = [settled_labels(row) for row in rows]
    later = np.repeat(np.arange(len(some)), some)
    later_than = later[:, None] < later[None, :]
    doubled = np.array([int((_scores(of_row)[later_than] + 1).sum()) for of_row in labels])
    n_pairs = int(later_than.sum())
    if prod(size + 1 for size in some) * (2 * n_pairs + 1) <= LARGEST_EXACT_STATES:
        exact, arrangements = True, factorial(sum(some)) // prod(map(factorial, some))
        tails = [
            _exact_tails(tuple(np.bincount(of_row).tolist()), some, int(at))
            for of_row, at in zip(labels, doubled, strict=True)
        ]
    else:
        exact, arrangements = False, monte_carlo
        tails = _random_tails(labels, some, doubled, seed, monte_carlo)
    results = []
    for at, (above, below) in zip(doubled.tolist(), tails, strict=True):
        above, below = min(above, 1.0), min(below, 1.0)
        p = min(1.0, 2.0 * min(above, below))
        results.append(JonckheereResult(at / 2.0, p, above, below, exact, arrangements))
    return results


def _scores(labels: NDArray[np.intp]) -> NDArray[np.int8]:
    """Sign of value j minus value i."""
    scores: NDArray[np.int8] = np.sign(labels[None, :] - labels[:, None]).astype(np.int8)
    return scores


def _exact_tails(tie_sizes: tuple[int, ...], sizes: tuple[int, ...], at: int) -> Tails:
    probability = _null_distribution(tie_sizes, sizes)
    return float(probability[at:].sum()), float(probability[: at + 1].sum())


def _random_tails(
    labels: list[NDArray[np.intp]],
    sizes: tuple[int, ...],
    doubled: NDArray[np.int64],
    seed: int,
    monte_carlo: int,
) -> list[Tails]:
    statistics = _of_few if len(labels) < FEW_COLUMNS else _of_many
    found = np.zeros((2, len(labels)))
    for start in range(0, len(labels), COLUMNS):
        part = slice(start, start + COLUMNS)
        for block in statistics(labels[part], sizes, seed, monte_carlo):
            found[0, part] += (block >= doubled[part]).sum(axis=0)
            found[1, part] += (block <= doubled[part]).sum(axis=0)
    above, below = ((found + 1.0) / (monte_carlo + 1.0)).tolist()
    return list(zip(above, below, strict=True))


def _of_few(
    labels: list[NDArray[np.intp]], sizes: tuple[int, ...], seed: int, monte_carlo: int
) -> Iterator[Floats]:
    """Doubled J of random labelings, shape (labelings, columns), column by column."""
    edges = list(itertools.accumulate(sizes, initial=0))
    n_pairs = sum(a * b for a, b in itertools.combinations(sizes, 2))
    scores = [_scores(of_column).astype(np.float64) for of_column in labels]
    for order in random_orders(edges[-1], seed, monte_carlo):
        total = np.full((len(order), len(labels)), float(n_pairs))
        earlier = np.zeros(order.shape)
        line = np.arange(len(order))[:, None]
        for group in range(1, len(sizes)):
            earlier[line, order[:, edges[group - 1] : edges[group]]] = 1.0
            current = np.zeros(order.shape)
            current[line, order[:, edges[group] : edges[group + 1]]] = 1.0
            for column, of_column in enumerate(scores):
                total[:, column] += ((earlier @ of_column) * current).sum(axis=1)
        yield np.rint(total)


def _of_many(
    labels: list[NDArray[np.intp]], sizes: tuple[int, ...], seed: int, monte_carlo: int
) -> Iterator[NDArray[np.float32]]:
    """As `_of_few`, for all columns in one matrix product over the pairs of patients.

    Every number in it is a whole one below 2**24, so that single precision makes no error.
    """
    member = np.repeat(np.arange(len(sizes), dtype=np.int8), sizes)
    n_pairs = sum(a * b for a, b in itertools.combinations(sizes, 2))
    first, second = np.triu_indices(member.size, 1)
    scores = np.stack([_scores(of_column)[first, second] for of_column in labels], axis=1)
    scores = scores.astype(np.float32)
    rows = max(1, PLACES // first.size)
    for orders in random_orders(member.size, seed, monte_carlo):
        for start in range(0, len(orders), rows):
            block = orders[start : start + rows]
            group = np.empty(block.shape, dtype=np.int8)
            np.put_along_axis(group, block, member[None, :], axis=1)
            sign = np.sign(group[:, second] - group[:, first]).astype(np.float32)
            yield sign @ scores + np.float32(n_pairs)
