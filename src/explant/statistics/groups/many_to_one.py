"""Which of several groups differ from a control, or from each other: permutation, closed testing.

A comparison is significant at a family-wise level if every hypothesis that contains it is
rejected at that level (Marcus, Peritz & Gabriel 1976, 10.1093/biomet/63.3.655). Under "these
groups are alike" the labels of just these groups' patients are exchangeable, whatever the other
groups do; so each such hypothesis has a permutation test of its own, and the adjusted p of a
comparison is the largest p among the hypotheses that contain it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from math import factorial, nan, prod
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from explant.statistics.groups.studentized_permutation import studentized_permutation
from explant.statistics.groups.two_groups import mann_whitney
from explant.statistics.kernel.arrays import Floats, as_sample, power_of_two_scale
from explant.statistics.kernel.random_orders import random_orders
from explant.statistics.kernel.ties import midranks_of_rows, settle_ties
from explant.statistics.one_sample.student import means_and_sds

Statistic = Literal["welch_t", "rank_sum"]
Pair = tuple[int, int]

LARGEST_COMPARISONS = 6
"""Comparisons with one control up to which all 2**k - 1 hypotheses are tested."""

LARGEST_GROUPS = 5
"""Groups up to which all pairs are compared: 51 hypotheses, at six groups they are 202."""

LARGEST_EXACT_ARRANGEMENTS = 50_000
"""Up to this many labelings under a hypothesis of three or more groups all are counted."""

MONTE_CARLO = 9_999
"""Random labelings where counting all is out of reach; the error at p = 0.05 is 0.002."""

SAME_STATISTIC = 1e-9

PLACES = 500_000
"""Patients in all labelings that are held at a time."""


@dataclass(frozen=True)
class ClosedTestingResult:
    """Comparisons of pairs of groups, first minus second, with plain and adjusted p values.

    ``p`` is that of the two-group test, ``p_adjusted`` holds the family-wise error; NaN where a
    group is too small, and ``reason`` says so. ``arrangements`` are those of all groups together.
    """

    pairs: tuple[Pair, ...]
    statistics: Floats
    p: Floats
    p_adjusted: Floats
    exact: bool
    arrangements: int
    reason: str = ""


@dataclass(frozen=True)
class _Hypothesis:
    """Groups within a block are alike; the pairs are those of the family within blocks."""

    blocks: tuple[tuple[int, ...], ...]
    pairs: tuple[Pair, ...]


def many_to_one(
    groups: Sequence[ArrayLike],
    seed: int,
    control: int = 0,
    statistic: Statistic = "welch_t",
    max_arrangements: int = MONTE_CARLO,
) -> ClosedTestingResult:
    """Compare several groups with one control, as Dunnett does, by permutation.

    The statistic of "these groups are like the control" is the largest |t| among them against the
    control (Dunnett 1955, 10.1080/01621459.1955.10501294), its p the share of labelings of
    their patients and the control's that reach it; the closure of these tests makes it step
    down. For a single group it is the two-group test: `studentized_permutation` or `mann_whitney`.
    All labelings up to `LARGEST_EXACT_ARRANGEMENTS` are counted, otherwise p = (b + 1)/(m + 1)
    over m random ones.

    Parameters
    ----------
    groups : sequence of array_like
        One number per patient of each group.
    seed : int
    control : int
        Which of the groups the others are compared with, from 0.
    statistic : {"welch_t", "rank_sum"}
        Welch's |t|, or the rank sum of the two groups' own ranks, standardized with tie
        correction.
    max_arrangements : int
        Number m of random labelings.

    Returns
    -------
    ClosedTestingResult
        One comparison for each group but the control, in their order. NaN with a reason for a
        group of fewer than two patients (none, for rank sums).

    Raises
    ------
    ValueError
        For fewer than two groups, more than `LARGEST_COMPARISONS` comparisons, or missing values.

    Examples
    --------
    >>> result = many_to_one([[1.0, 2.0, 3.0], [2.5, 3.5, 1.5], [7.0, 8.0, 9.5]], seed=1)
    >>> result.pairs, result.p.tolist(), result.p_adjusted.round(4).tolist()
    (((1, 0), (2, 0)), [0.7, 0.1], [0.7, 0.1])
    """
    samples = _samples(groups, statistic)
    if not 0 <= control < len(samples):
        raise ValueError(f"control: expected 0 to {len(samples) - 1}, got {control}")
    if len(samples) - 1 > LARGEST_COMPARISONS:
        raise ValueError(
            f"groups: {len(samples) - 1} comparisons with the control, at most "
            f"{LARGEST_COMPARISONS} are tested together; adjust the plain p values by Holm instead"
        )
    others = [group for group in range(len(samples)) if group != control]
    pairs = tuple((group, control) for group in others)
    usable = _large_enough(samples, statistic)
    known = [group for group in others if {group, control} <= usable]
    hypotheses = [
        _Hypothesis(((control, *chosen),), tuple((group, control) for group in chosen))
        for size in range(1, len(known) + 1)
        for chosen in combinations(known, size)
    ]
    return _closure(samples, pairs, hypotheses, seed, statistic, max_arrangements)


def all_pairs(
    groups: Sequence[ArrayLike],
    seed: int,
    statistic: Statistic = "welch_t",
    max_arrangements: int = MONTE_CARLO,
) -> ClosedTestingResult:
    """Compare every two of several groups by permutation, with the family-wise error held.

    "Some pairs are alike" always means that blocks of groups are alike, so the hypotheses are the
    partitions of the groups (Shaffer 1986, 10.1080/01621459.1986.10478341). Labels are permuted
    within each block; the statistic is the largest |t| of two groups of one block. Otherwise as
    `many_to_one`.

    Parameters
    ----------
    groups : sequence of array_like
        One number per patient of each group.
    seed : int
    statistic : {"welch_t", "rank_sum"}
    max_arrangements : int
        Number of random labelings.

    Returns
    -------
    ClosedTestingResult
        The pairs (1, 0), (2, 0), (2, 1), … of later against earlier groups; NaN with a reason as
        in `many_to_one`.

    Raises
    ------
    ValueError
        For fewer than two or more than `LARGEST_GROUPS` groups, or missing values.

    Examples
    --------
    >>> result = all_pairs([[1.0, 2.0, 3.0], [2.5, 3.5, 1.5], [7.0, 8.0, 9.5]], seed=1)
    >>> result.pairs, result.p_adjusted.round(4).tolist()
    (((1, 0), (2, 0), (2, 1)), [0.7, 0.1, 0.1])
    """
    samples = _samples(groups, statistic)
    if len(samples) > LARGEST_GROUPS:
        raise ValueError(
            f"groups: all pairs of {len(samples)} groups, at most {LARGEST_GROUPS} groups are "
            "tested together; adjust the plain p values by Holm instead"
        )
    pairs = tuple((later, earlier) for later in range(len(samples)) for earlier in range(later))
    usable = _large_enough(samples, statistic)
    hypotheses = []
    for partition in _partitions(tuple(sorted(usable))):
        blocks = tuple(block for block in partition if len(block) > 1)
        alike = tuple(pair for pair in pairs if any(set(pair) <= set(block) for block in blocks))
        if alike:
            hypotheses.append(_Hypothesis(blocks, alike))
    return _closure(samples, pairs, hypotheses, seed, statistic, max_arrangements)


def _samples(groups: Sequence[ArrayLike], statistic: Statistic) -> list[Floats]:
    """The groups on one scale; for ranks, with ties settled among all of them."""
    if statistic not in get_args(Statistic):
        raise ValueError(f"statistic: expected 'welch_t' or 'rank_sum', got {statistic!r}")
    if len(groups) < 2:
        raise ValueError(f"groups: expected two or more, got {len(groups)}")
    samples = [as_sample(group, f"group {i}") for i, group in enumerate(groups, start=1)]
    pooled = np.concatenate(samples)
    pooled = settle_ties(pooled) if statistic == "rank_sum" else pooled / power_of_two_scale(pooled)
    return np.split(pooled, np.cumsum([sample.size for sample in samples])[:-1])


def _large_enough(samples: list[Floats], statistic: Statistic) -> set[int]:
    fewest = 2 if statistic == "welch_t" else 1
    return {group for group, sample in enumerate(samples) if sample.size >= fewest}


def _partitions(groups: tuple[int, ...]) -> Iterator[list[tuple[int, ...]]]:
    """Every way to divide the groups into blocks."""
    if not groups:
        yield []
        return
    for rest in _partitions(groups[:-1]):
        for at, block in enumerate(rest):
            yield [*rest[:at], (*block, groups[-1]), *rest[at + 1 :]]
        yield [*rest, (groups[-1],)]


def _closure(
    samples: list[Floats],
    pairs: tuple[Pair, ...],
    hypotheses: list[_Hypothesis],
    seed: int,
    statistic: Statistic,
    max_arrangements: int,
) -> ClosedTestingResult:
    places = {pair: place for place, pair in enumerate(pairs)}
    statistics, p, adjusted = (np.full(len(pairs), nan) for _ in range(3))
    all_exact, most = True, 0
    for hypothesis in hypotheses:
        found = [places[pair] for pair in hypothesis.pairs]
        if len(found) == 1:
            one, two = (samples[group] for group in hypothesis.pairs[0])
            share, exact, arrangements = _two_groups(one, two, seed, statistic, max_arrangements)
            p[found] = share
            statistics[found] = _signed(one[None, :], two[None, :], statistic)
        else:
            share, exact, arrangements = _intersection(
                samples, hypothesis, seed, statistic, max_arrangements
            )
        adjusted[found] = np.fmax(adjusted[found], share)
        all_exact, most = all_exact and exact, max(most, arrangements)
    reason = ""
    if np.isnan(p).any():
        few = "two patients" if statistic == "welch_t" else "one patient"
        reason = f"a group has fewer than {few}"
    return ClosedTestingResult(pairs, statistics, p, adjusted, all_exact, most, reason)


def _two_groups(
    one: Floats, two: Floats, seed: int, statistic: Statistic, max_arrangements: int
) -> tuple[float, bool, int]:
    if statistic == "welch_t":
        result = studentized_permutation(one, two, seed, max_arrangements)
        return result.p, result.exact, result.arrangements
    ranks = mann_whitney(one, two)
    return ranks.p, ranks.exact, _number_of_labelings((one.size, two.size))


def _signed(one: Floats, two: Floats, statistic: Statistic) -> Floats:
    """Statistic of each row of the first group against the same row of the second."""
    if statistic == "rank_sum":
        ranks, cubes = midranks_of_rows(np.concatenate((one, two), axis=1))
        n_one, n_two = one.shape[1], two.shape[1]
        n = n_one + n_two
        gap = ranks[:, :n_one].sum(axis=1) - n_one * (n + 1) / 2.0
        error = np.sqrt(n_one * n_two / 12.0 * (n + 1.0 - cubes / (n * (n - 1.0))))
        standardized: Floats = gap / np.where(error > 0.0, error, 1.0)
        return standardized
    return _welch(_summary(one), _summary(two))


def _summary(rows: Floats) -> tuple[Floats, Floats]:
    """Mean of each row, and its squared standard error."""
    means, sds = means_and_sds(rows)
    return means, sds**2 / rows.shape[1]


def _welch(one: tuple[Floats, Floats], two: tuple[Floats, Floats]) -> Floats:
    gap, error = one[0] - two[0], np.sqrt(one[1] + two[1])
    # Equal means up to rounding are equal means.
    gap[np.abs(gap) <= 1e-12 * (np.abs(one[0]) + np.abs(two[0]))] = 0.0
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        ratio: Floats = gap / error
    ratio[np.isnan(ratio)] = 0.0
    return ratio


def _largest(rows: dict[int, Floats], pairs: tuple[Pair, ...], statistic: Statistic) -> Floats:
    """The largest |statistic| of all pairs in each row."""
    if statistic == "rank_sum":
        every = [_signed(rows[one], rows[two], statistic) for one, two in pairs]
    else:
        summaries = {group: _summary(values) for group, values in rows.items()}
        every = [_welch(summaries[one], summaries[two]) for one, two in pairs]
    largest: Floats = np.maximum.reduce([np.abs(one) for one in every])
    return largest


def _number_of_labelings(sizes: tuple[int, ...]) -> int:
    return factorial(sum(sizes)) // prod(map(factorial, sizes))


@lru_cache(maxsize=8)
def _all_labelings(sizes: tuple[int, ...]) -> NDArray[np.intp]:
    """Orders of the patients, those of the first group first: one for every labeling."""
    chosen = np.empty((1, 0), dtype=np.intp)
    free = np.arange(sum(sizes), dtype=np.intp)[None, :]
    for size in sizes:
        n = free.shape[1]
        inside = np.array(list(combinations(range(n), size)), dtype=np.intp).reshape(-1, size)
        outside = np.array(
            [sorted(set(range(n)).difference(row)) for row in inside.tolist()], dtype=np.intp
        ).reshape(len(inside), n - size)
        taken = free[:, inside].reshape(-1, size)
        chosen = np.concatenate((np.repeat(chosen, len(inside), axis=0), taken), axis=1)
        free = free[:, outside].reshape(len(chosen), n - size)
    return chosen


def _intersection(
    samples: list[Floats],
    hypothesis: _Hypothesis,
    seed: int,
    statistic: Statistic,
    max_arrangements: int,
) -> tuple[float, bool, int]:
    """Test the largest statistic: its p when labels are permuted within each block."""
    blocks = hypothesis.blocks
    sizes = [tuple(samples[group].size for group in block) for block in blocks]
    pooled = [np.concatenate([samples[group] for group in block]) for block in blocks]
    numbers = [_number_of_labelings(of_block) for of_block in sizes]
    exact = prod(numbers) <= LARGEST_EXACT_ARRANGEMENTS
    if exact:
        arrangements = prod(numbers)
        every = [_all_labelings(of_block) for of_block in sizes]
        # Each labeling of one block with each of the others.
        which = np.indices(tuple(numbers)).reshape(len(blocks), -1)
    else:
        arrangements = max_arrangements
        # Blocks of one size must not get the same orders.
        every = [
            np.concatenate(list(random_orders(values.size, seed + number, max_arrangements)))
            for number, values in enumerate(pooled)
        ]
        which = np.broadcast_to(np.arange(max_arrangements), (len(blocks), max_arrangements))

    def of(orders: list[NDArray[np.intp]]) -> Floats:
        rows: dict[int, Floats] = {}
        for block, of_block, values, order in zip(blocks, sizes, pooled, orders, strict=True):
            parts = np.split(values[order], np.cumsum(of_block)[:-1], axis=1)
            rows.update(zip(block, parts, strict=True))
        return _largest(rows, hypothesis.pairs, statistic)

    observed = float(of([np.arange(values.size)[None, :] for values in pooled])[0])
    threshold = observed * (1.0 - SAME_STATISTIC) - 1e-10
    step = max(1, PLACES // sum(values.size for values in pooled))
    reached = 0
    for start in range(0, arrangements, step):
        part = which[:, start : start + step]
        found = of([orders[at] for orders, at in zip(every, part, strict=True)])
        reached += int(np.count_nonzero(found >= threshold))
    extra = 0 if exact else 1
    return (reached + extra) / (arrangements + extra), exact, arrangements
