"""Whether the differences rise or fall over ordered groups of patients, such as stages."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import factorial, nan, prod

import numpy as np
from numpy.typing import ArrayLike

from explant.statistics.arrays import Floats, as_sample
from explant.statistics.random_orders import random_orders
from explant.statistics.ties import settled_labels

LARGEST_EXACT_STATES = 3_000_000
"""States times statistic values up to which the distribution is counted."""

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


def _random_statistics(
    scores: Floats, sizes: tuple[int, ...], seed: int, monte_carlo: int
) -> Iterator[Floats]:
    """Doubled J of random labelings; ``scores[i, j]`` is the sign of value j minus value i."""
    n = sum(sizes)
    edges = list(itertools.accumulate(sizes, initial=0))
    pairs = sum(a * b for a, b in itertools.combinations(sizes, 2))
    for order in random_orders(n, seed, monte_carlo):
        now = len(order)
        total = np.full(now, float(pairs))
        earlier = np.zeros((now, n))
        line = np.arange(now)[:, None]
        for group in range(1, len(sizes)):
            earlier[line, order[:, edges[group - 1] : edges[group]]] = 1.0
            current = np.zeros((now, n))
            current[line, order[:, edges[group] : edges[group + 1]]] = 1.0
            total += ((earlier @ scores) * current).sum(axis=1)
        yield np.rint(total)


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
    sizes = tuple(int(sample.size) for sample in samples if sample.size)
    if len(sizes) < 2:
        return JonckheereResult(nan, nan, nan, nan, True, 0, "fewer than two groups have patients")
    labels = settled_labels(np.concatenate(samples))
    scores = np.sign(labels[None, :] - labels[:, None]).astype(np.float64)
    member = np.repeat(np.arange(len(sizes)), sizes)
    later = member[:, None] < member[None, :]
    doubled = int(np.rint((scores[later] + 1.0).sum()))
    n_states = prod(size + 1 for size in sizes) * (int(later.sum()) * 2 + 1)
    if n_states <= LARGEST_EXACT_STATES:
        probability = _null_distribution(tuple(np.bincount(labels).tolist()), sizes)
        above, below = float(probability[doubled:].sum()), float(probability[: doubled + 1].sum())
        exact, arrangements = True, factorial(sum(sizes)) // prod(map(factorial, sizes))
    else:
        high = low = 0
        for statistics in _random_statistics(scores, sizes, seed, monte_carlo):
            high += int((statistics >= doubled).sum())
            low += int((statistics <= doubled).sum())
        above, below = (high + 1.0) / (monte_carlo + 1.0), (low + 1.0) / (monte_carlo + 1.0)
        exact, arrangements = False, monte_carlo
    above, below = min(above, 1.0), min(below, 1.0)
    p = min(1.0, 2.0 * min(above, below))
    return JonckheereResult(doubled / 2.0, p, above, below, exact, arrangements)
