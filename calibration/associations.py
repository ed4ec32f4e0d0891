"""Differences against a number such as tumor size: tests of no association, intervals of slopes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import nan

import numpy as np
from scipy.special import ndtri, stdtr, stdtrit

from calibration.cells import Cell, Floats, cell, generator
from calibration.deciding import CHECKED, agree
from calibration.one_sample import Counts
from calibration.settings import LEVELS, SIZES, Draw, exponential, normal, rounded, shifted
from explant.statistics.association import (
    SpearmanResult,
    least_squares_slope,
    spearman_of_columns,
    theil_sen,
)
from explant.statistics.correlation import SlopePermutationResult, slope_permutation_of_columns

PERMUTATIONS = 1_999
"""Of the permutation tests; (b + 1)/(m + 1) is a valid p for any m."""

BLOCK = 250
"""Studies that share their random permutations."""


Test = Callable[..., Sequence[SpearmanResult | SlopePermutationResult]]


@dataclass(frozen=True)
class Noise:
    """What the differences are around the line."""

    words: str
    draw: Draw
    same: bool = True


NOISES = (
    Noise("normal differences", normal),
    Noise("skewed differences", shifted(exponential, -1.0)),
    Noise("differences rounded to whole numbers", rounded),
    Noise("normal differences whose spread grows with the number", normal, same=False),
)


def tumor_sizes(n: int) -> Floats:
    """Return n sizes in cm, to one decimal, spread as log-normal numbers around 2.5 cm.

    Examples
    --------
    >>> tumor_sizes(3).tolist()
    [1.5, 2.5, 4.1]
    """
    sizes: Floats = np.round(2.5 * np.exp(0.5 * ndtri((np.arange(n) + 0.5) / n)), 1)
    return sizes


def associations(seed: int, counts: Counts) -> Iterator[Cell]:
    """Three tests and two intervals of a slope that is zero."""
    for noise in NOISES:
        for n in SIZES:
            random = generator(seed, "number", noise.words, n)
            sizes = tumor_sizes(n)
            samples = noise.draw(random, (counts.some, n))
            if not noise.same:
                samples *= sizes / sizes.mean()
            named = ("number", noise.words, str(n))
            p_line, covered = _least_squares(sizes, samples)
            exact = "exact" if noise.same else "approximate"
            line = "exact" if noise is NOISES[0] else "approximate"
            tests: dict[str, tuple[Floats, str]] = {
                "slope": (p_line, line),
                "spearman": (_in_blocks(sizes, samples, random, spearman_of_columns), exact),
                "slope_permutation": (
                    _in_blocks(sizes, samples, random, slope_permutation_of_columns),
                    exact,
                ),
            }
            for test, (p, kept) in tests.items():
                for level in LEVELS:
                    rejected = p <= level * (1.0 + 1e-12)
                    yield cell(named[0], "error", test, *named[1:], level, rejected, kept)
            yield cell(named[0], "coverage", "slope_interval", *named[1:], 0.95, covered, line)
            inside, level = _theil_sen(sizes, samples[: counts.few])
            yield cell(
                named[0], "coverage", "theil_sen_interval", *named[1:], 0.95, inside, exact, level
            )


def _least_squares(sizes: Floats, samples: Floats) -> tuple[Floats, Floats]:
    """P and coverage of zero, NaN for constant differences."""
    df = sizes.size - 2
    x = sizes - sizes.mean()
    y = samples - samples.mean(axis=1, keepdims=True)
    slope = y @ x / (x @ x)
    squares = ((y - slope[:, None] * x) ** 2).sum(axis=1)
    error = np.sqrt(np.where(squares > 1e-20, squares, nan) / df / (x @ x))
    p = 2.0 * stdtr(df, -np.abs(slope / error))
    half = stdtrit(df, 0.975) * error
    covered = np.where(np.isnan(half), nan, np.abs(slope) <= half)
    own = [least_squares_slope(sizes, row) for row in samples[:CHECKED]]
    agree("least-squares slope", p[:CHECKED], [one.p for one in own])
    agree("its interval", covered[:CHECKED], [_inside(one.low, one.high) for one in own])
    return p, covered


def _inside(low: float, high: float) -> float:
    return nan if np.isnan(low) else float(low <= 0.0 <= high)


def _in_blocks(sizes: Floats, samples: Floats, random: np.random.Generator, test: Test) -> Floats:
    # New permutations for every block: shared ones would put one Monte Carlo error on all studies.
    starts = range(0, len(samples), BLOCK)
    seeds = random.integers(0, 2**31, len(starts)).tolist()
    found = [
        one.p
        for start, seed in zip(starts, seeds, strict=True)
        for one in test(sizes, samples[start : start + BLOCK].T, seed, PERMUTATIONS)
    ]
    return np.array(found)


def _theil_sen(sizes: Floats, samples: Floats) -> tuple[Floats, float]:
    intervals = [theil_sen(sizes, row) for row in samples]
    inside = np.array([_inside(one.low, one.high) for one in intervals])
    return inside, float(np.nanmean([one.level for one in intervals]))
