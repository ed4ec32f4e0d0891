"""Comparing the differences between two strata: error of the tests, coverage of the intervals."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import nan

import numpy as np
from scipy.special import stdtr, stdtrit

from calibration.cells import Cell, Floats, cell, generator
from calibration.deciding import CHECKED, Rows, agree, once_per_kind, screened
from calibration.one_sample import Counts
from calibration.settings import GROUPS, LEVELS, Draw, exponential, normal, rounded, shifted
from explant.statistics.groups.hodges_lehmann import hodges_lehmann_shift
from explant.statistics.groups.ordered_groups import jonckheere
from explant.statistics.groups.two_groups import (
    mann_whitney,
    studentized_permutation,
    welch_t,
)

STAGES = (2_000, 32_000)
ORDERED = (8, 7, 5)


@dataclass(frozen=True)
class Pair:
    """Two strata with the same true mean, and the spread of each."""

    words: str
    draw: Draw
    sd_first: float = 1.0
    sd_second: float = 1.0
    same: bool = True
    continuous: bool = True


def pairs(sizes: tuple[int, int]) -> tuple[Pair, ...]:
    """Return what is simulated for two strata; the first is never the smaller one."""
    skewed = shifted(exponential, -1.0)
    found = [
        Pair("normal differences", normal),
        Pair("skewed differences", skewed),
        Pair("differences rounded to whole numbers", rounded, continuous=False),
    ]
    if sizes[0] == sizes[1]:
        where = (("in one of the groups", 1.0, 2.0),)
    else:
        where = (("in the smaller group", 1.0, 2.0), ("in the larger group", 2.0, 1.0))
    for words, first, second in where:
        for draw, name in ((normal, "normal"), (skewed, "skewed")):
            text = f"{name} differences of equal means, with four times the variance {words}"
            found.append(Pair(text, draw, first, second, same=False))
    return tuple(found)


def p_welch(samples: Floats, size: int) -> Floats:
    """Welch's two-sided p of each study, NaN where both groups are constant."""
    one, two = samples[:, :size], samples[:, size:]
    difference, error, df = _welch(one, two)
    p: Floats = np.minimum(1.0, 2.0 * stdtr(df, -np.abs(difference / error)))
    own = [welch_t(row[:size], row[size:]).p for row in samples[:CHECKED]]
    agree("Welch's t test", p[:CHECKED], own)
    return p


def _welch(one: Floats, two: Floats) -> tuple[Floats, Floats, Floats]:
    n_one, n_two = one.shape[1], two.shape[1]
    parts = one.var(axis=1, ddof=1) / n_one, two.var(axis=1, ddof=1) / n_two
    squared = parts[0] + parts[1]
    squared = np.where(squared > 1e-24, squared, nan)
    df = squared**2 / (parts[0] ** 2 / (n_one - 1) + parts[1] ** 2 / (n_two - 1))
    return one.mean(axis=1) - two.mean(axis=1), np.sqrt(squared), df


def p_mann_whitney(samples: Floats, size: int, continuous: bool) -> Floats:
    """Exact rank-sum p of each study."""
    if continuous:
        ranks = np.argsort(np.argsort(samples, axis=1), axis=1)
        kinds = ranks[:, :size].sum(axis=1)
    else:
        kinds = np.hstack((np.sort(samples[:, :size], axis=1), np.sort(samples[:, size:], axis=1)))
    return once_per_kind(samples, kinds, lambda row: mann_whitney(row[:size], row[size:]).p)


def p_permutation(samples: Floats, size: int, random: np.random.Generator) -> Floats:
    """Studentized permutation p of each study; only its side of 0.05 and 0.01 is sure."""
    n = samples.shape[1]
    centered = samples - samples.mean(axis=1, keepdims=True)
    total = (centered**2).sum(axis=1)

    def squared(sums: Floats, squares: Floats, all_squares: Floats) -> Floats:
        one = (squares - sums**2 / size) / (size - 1.0) / size
        two = (all_squares - squares - sums**2 / (n - size)) / (n - size - 1.0) / (n - size)
        error = np.where(one + two > 1e-13 * all_squares, one + two, 0.0)
        top = (sums * (1.0 / size + 1.0 / (n - size))) ** 2
        top = np.where(top > 1e-24 * all_squares, top, 0.0)
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = top / error
        result: Floats = np.where(error > 0.0, ratio, np.where(top > 0.0, np.inf, 0.0))
        return result

    first = centered[:, :size]
    observed = squared(first.sum(axis=1), (first**2).sum(axis=1), total)

    def as_extreme(rows: Rows, permutations: int) -> np.ndarray:
        found = np.zeros(rows.size, dtype=np.int64)
        values, all_squares = centered[rows], total[rows][:, None]
        bound = (observed[rows] * (1.0 - 2e-9))[:, None]
        block = max(1, 2_000_000 // rows.size)
        for start in range(0, permutations, block):
            now = min(block, permutations - start)
            order = random.permuted(np.tile(np.arange(n), (now, 1)), axis=1)
            member = (order < size).astype(np.float64).T
            statistics = squared(values @ member, values**2 @ member, all_squares)
            found += (statistics >= bound).sum(axis=1)
        return found

    def own_p(row: int) -> float:
        return studentized_permutation(samples[row, :size], samples[row, size:], seed=row).p

    return screened(len(samples), as_extreme, own_p, LEVELS, STAGES)


def _promises(pair: Pair) -> dict[str, str]:
    normal_ = pair.draw is normal
    return {
        # Welch's degrees of freedom are an approximation even for normal differences.
        "welch": "approximate",
        # Ranks compare P(first > second) with 1/2: true of symmetric groups, not of skewed ones
        # whose spreads differ.
        "mann_whitney": "exact" if pair.same else "approximate" if normal_ else "other",
        "permutation": "exact" if pair.same else "approximate",
    }


def comparisons(seed: int, counts: Counts) -> Iterator[Cell]:
    """The three tests between two strata of the same true mean, and their intervals."""
    for sizes in GROUPS:
        for pair in pairs(sizes):
            random = generator(seed, "groups", pair.words, sizes)
            samples = pair.draw(random, (counts.some, sum(sizes)))
            samples[:, : sizes[0]] *= pair.sd_first
            samples[:, sizes[0] :] *= pair.sd_second
            p = {
                "welch": p_welch(samples, sizes[0]),
                "mann_whitney": p_mann_whitney(samples, sizes[0], pair.continuous),
                "permutation": p_permutation(samples, sizes[0], random),
            }
            named = ("strata", pair.words, f"{sizes[0]}/{sizes[1]}")
            for test, found in p.items():
                for level in LEVELS:
                    rejected = found <= level * (1.0 + 1e-12)
                    yield cell(
                        named[0],
                        "error",
                        test,
                        *named[1:],
                        level,
                        rejected,
                        _promises(pair)[test],
                    )
            yield _welch_coverage(samples, sizes[0], named, _promises(pair)["welch"])
            if _promises(pair)["mann_whitney"] != "other":
                yield _shift_coverage(
                    samples,
                    p["mann_whitney"],
                    sizes[0],
                    named,
                    _promises(pair)["mann_whitney"],
                )


def _welch_coverage(samples: Floats, size: int, named: tuple[str, str, str], kept: str) -> Cell:
    difference, error, df = _welch(samples[:, :size], samples[:, size:])
    half = stdtrit(df, 0.975) * error
    covered = np.where(np.isnan(half), nan, np.abs(difference) <= half)
    own = [welch_t(row[:size], row[size:]) for row in samples[:CHECKED]]
    agree("Welch's interval", covered[:CHECKED], [float(one.low <= 0 <= one.high) for one in own])
    return cell(named[0], "coverage", "welch_interval", *named[1:], 0.95, covered, kept)


def _shift_coverage(
    samples: Floats,
    p: Floats,
    size: int,
    named: tuple[str, str, str],
    kept: str,
) -> Cell:
    accepted = p > 0.05 * (1.0 + 1e-12)
    covered = accepted.astype(np.float64)
    # As in `one_sample.inverted_coverage`.
    for row in np.flatnonzero(~accepted).tolist():
        covered[row] = _shift_covers(samples[row], size)[0]
    first = [_shift_covers(row, size) for row in samples[: 5 * CHECKED]]
    agree("the Hodges–Lehmann interval", covered[: len(first)], [one for one, _ in first])
    level = float(np.mean([level for _, level in first]))
    return cell(named[0], "coverage", "shift_interval", *named[1:], 0.95, covered, kept, level)


def _shift_covers(row: Floats, size: int) -> tuple[float, float]:
    interval = hodges_lehmann_shift(row[:size], row[size:])
    return float(interval.low <= 0.0 <= interval.high), interval.level


def ordered(seed: int, counts: Counts) -> Iterator[Cell]:
    """Jonckheere's test over three ordered strata without a trend."""
    spreads = np.repeat([1.0, 1.0, 2.0], ORDERED)
    for words, draw, spread, kept, continuous in (
        ("normal differences", normal, 1.0, "exact", True),
        ("skewed differences", shifted(exponential, -1.0), 1.0, "exact", True),
        ("differences rounded to whole numbers", rounded, 1.0, "exact", False),
        (
            "normal differences of equal means, with four times the variance in the last group",
            normal,
            spreads,
            "approximate",
            True,
        ),
    ):
        size = counts.some if continuous else counts.few
        random = generator(seed, "ordered", words)
        samples = draw(random, (size, sum(ORDERED))) * spread
        p = once_per_kind(samples, _ordered_kinds(samples, continuous), _p_jonckheere)
        for level in LEVELS:
            rejected = p <= level * (1.0 + 1e-12)
            groups = "/".join(map(str, ORDERED))
            yield cell("strata", "error", "jonckheere", words, groups, level, rejected, kept)


def _ordered_parts(samples: Floats) -> list[Floats]:
    return np.split(samples, np.cumsum(ORDERED)[:-1], axis=-1)


def _p_jonckheere(row: Floats) -> float:
    return jonckheere(_ordered_parts(row), seed=1).p


def _ordered_kinds(samples: Floats, continuous: bool) -> np.ndarray:
    parts = _ordered_parts(samples)
    if not continuous:
        return np.hstack([np.sort(part, axis=1) for part in parts])
    rises = np.zeros(len(samples), dtype=np.int64)
    for later in range(1, len(parts)):
        for earlier in range(later):
            rises += (parts[earlier][:, :, None] < parts[later][:, None, :]).sum(axis=(1, 2))
    return rises
