"""Type I error of the tests of one sample of differences, and coverage by duality.

An interval that inverts a test covers a value exactly when the test does not reject it (tested in
tests/statistics), so the pseudomedian's, the median's and the sign-flip interval need not be
computed for every study. Their printed level is the mean over some studies.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from math import nan, sqrt

import numpy as np
from scipy.special import nctdtr, stdtr, stdtrit

from calibration.cells import Cell, Floats, cell, generator
from calibration.deciding import (
    CHECKED,
    Rows,
    agree,
    once_per_kind,
    screened,
    sign_kinds,
    signed_rank_kinds,
)
from calibration.settings import EFFECTS, LEVELS, NORMAL, ONE_SAMPLE, SIZES, Effect, Kind
from explant.statistics.kernel.inversion import IntervalResult
from explant.statistics.one_sample.effect_sizes import d_z, rank_biserial
from explant.statistics.one_sample.median import median_interval
from explant.statistics.one_sample.sign_flip import sign_flip_interval, sign_flip_test
from explant.statistics.one_sample.sign_test import sign_test, superiority
from explant.statistics.one_sample.signed_rank import ZeroRule, pseudomedian, signed_rank_test
from explant.statistics.one_sample.student import student_t
from explant.statistics.one_sample.two_one_sided_tests import tost

TESTS = ("t", "wilcoxon", "pratt", "sign_flip", "sign")
LARGEST_DIRECT = 20
"""Up to this many patients every study's sign-flip p is computed; above, `screened`."""

STAGES = (2_000, 32_000, 512_000)
MARGIN = 1.0
"""Of the equivalence test, in standard deviations of the differences."""

TESTED: dict[str, tuple[str, ...]] = {
    "symmetric": TESTS,
    "mean": ("t", "sign_flip"),
    "pseudomedian": ("wilcoxon", "pratt"),
    "median": ("sign",),
}
"""Which tests have what is true for their null hypothesis."""

INVERTED = {
    "wilcoxon": "pseudomedian_interval",
    "sign_flip": "sign_flip_interval",
    "sign": "median_interval",
}


@dataclass(frozen=True)
class Counts:
    """How many studies are simulated for methods that cost little, some, or much time."""

    many: int
    some: int
    few: int


def mean_sd(samples: Floats) -> tuple[Floats, Floats]:
    """Mean and standard deviation of each study; NaN for the spread of constant differences."""
    sd = samples.std(axis=1, ddof=1)
    return samples.mean(axis=1), np.where(sd > 1e-12, sd, nan)


def p_t(samples: Floats) -> Floats:
    """Student's two-sided p of each study, NaN where the differences are constant.

    Examples
    --------
    >>> p_t(np.array([[1.0, 2.0, 3.0]])).round(6)
    array([0.07418])
    """
    n = samples.shape[1]
    mean, sd = mean_sd(samples)
    p: Floats = 2.0 * stdtr(n - 1, -np.abs(mean) / (sd / sqrt(n)))
    agree("t test", p[:CHECKED], [student_t(row).p for row in samples[:CHECKED]])
    return p


def p_signed_rank(samples: Floats, zero_rule: ZeroRule, continuous: bool) -> Floats:
    """Exact signed-rank p of each study."""
    return once_per_kind(
        samples,
        signed_rank_kinds(samples, continuous),
        lambda row: signed_rank_test(row, zero_rule).p,
    )


def p_sign(samples: Floats) -> Floats:
    """Sign test's p of each study."""
    return once_per_kind(samples, sign_kinds(samples), lambda row: sign_test(row).p)


def p_sign_flip(samples: Floats, random: np.random.Generator) -> Floats:
    """Sign-flip p of each study; above 20 patients only its side of 0.05 and 0.01 is sure."""
    if samples.shape[1] <= LARGEST_DIRECT:
        kinds = np.sort(samples, axis=1)
        return once_per_kind(samples, kinds, lambda row: sign_flip_test(row, seed=1).p)

    def as_extreme(rows: Rows, size: int) -> np.ndarray:
        found = np.zeros(rows.size, dtype=np.int64)
        chosen = samples[rows]
        total = np.abs(chosen.sum(axis=1))
        slack = 1e-9 * total + 1e-12 * np.abs(chosen).sum(axis=1)
        block = max(1, 8_000_000 // rows.size)
        for start in range(0, size, block):
            now = min(block, size - start)
            signs = 2.0 * random.integers(0, 2, (samples.shape[1], now), dtype=np.int8) - 1.0
            found += (np.abs(chosen @ signs) >= (total - slack)[:, None]).sum(axis=1)
        return found

    return screened(
        len(samples), as_extreme, lambda row: sign_flip_test(samples[row], 1).p, LEVELS, STAGES
    )


def p_values(test: str, samples: Floats, continuous: bool, random: np.random.Generator) -> Floats:
    """P of each study by one of `TESTS`."""
    if test == "t":
        return p_t(samples)
    if test == "sign":
        return p_sign(samples)
    if test == "sign_flip":
        return p_sign_flip(samples, random)
    return p_signed_rank(samples, "pratt" if test == "pratt" else "wilcoxon", continuous)


def promise(test: str, kind: Kind) -> str:
    """What a test guarantees about differences of a kind."""
    if test not in TESTED[kind.true]:
        return "other"
    if test == "t":
        return "exact" if kind is NORMAL else "approximate"
    return "exact" if kind.true in ("symmetric", "median") else "approximate"


def _covers(interval: IntervalResult, value: float) -> float:
    if np.isnan(interval.low):
        return nan
    return float(interval.low <= value <= interval.high)


INTERVALS: dict[str, Callable[[Floats], IntervalResult]] = {
    "wilcoxon": pseudomedian,
    "sign": median_interval,
    "sign_flip": sign_flip_interval,
}


def inverted_coverage(test: str, samples: Floats, p: Floats) -> tuple[Floats, float]:
    """Whether the interval that inverts a test covers zero, and the mean level it prints."""
    accepted = p > 0.05 * (1.0 + 1e-12)
    slow = test == "sign_flip" and samples.shape[1] > LARGEST_DIRECT
    first = [INTERVALS[test](row) for row in samples[: 1 if slow else 10 * CHECKED]]
    covered = accepted.astype(np.float64)
    if test != "sign_flip":
        # The test may accept values on both sides of one that it rejects (there a difference is
        # zero, or two are tied): the interval, a closed stretch, then covers that one too.
        for row in np.flatnonzero(~accepted).tolist():
            covered[row] = _covers(INTERVALS[test](samples[row]), 0.0)
    agree(test, covered[: len(first)], [_covers(one, 0.0) for one in first])
    return covered, float(np.mean([one.level for one in first]))


def type_one_errors(seed: int, counts: Counts) -> Iterator[Cell]:
    """Every test on every kind of differences, and the intervals that invert them."""
    for kind in ONE_SAMPLE:
        for n in SIZES:
            random = generator(seed, "one sample", kind.words, n)
            samples = kind.draw(random, (counts.some, n))
            for test in TESTS if kind.true in ("symmetric", "mean") else TESTED[kind.true]:
                p = p_values(test, samples, kind.continuous, random)
                level_cell = partial(
                    cell, "one sample", method=test, setting=kind.words, groups=str(n)
                )
                for level in LEVELS:
                    # Without a p value (constant differences) nothing is rejected.
                    rejected = p <= level * (1.0 + 1e-12)
                    yield level_cell(
                        quantity="error",
                        level=level,
                        happened=rejected,
                        promise=promise(test, kind),
                    )
                if test in INVERTED and test in TESTED[kind.true]:
                    covered, printed = inverted_coverage(test, samples, p)
                    yield cell(
                        "one sample",
                        "coverage",
                        INVERTED[test],
                        kind.words,
                        str(n),
                        0.95,
                        covered,
                        promise(test, kind),
                        printed,
                    )


def mean_intervals(seed: int, counts: Counts) -> Iterator[Cell]:
    """The t interval of the mean at 95 % and, for equivalence, at 90 %; the equivalence test."""
    for kind in ONE_SAMPLE:
        if kind.true not in ("symmetric", "mean"):
            continue
        for n in SIZES:
            samples = kind.draw(generator(seed, "mean", kind.words, n), (counts.many, n))
            mean, sd = mean_sd(samples)
            kept = promise("t", kind)
            for level, name in ((0.95, "t_interval"), (0.9, "equivalence_interval")):
                half = stdtrit(n - 1, 0.5 + level / 2.0) * sd / sqrt(n)
                covered = np.where(np.isnan(half), nan, np.abs(mean) <= half)
                own = [student_t(row, level) for row in samples[:CHECKED]]
                agree(name, covered[:CHECKED], [_in_t(one.low, one.high) for one in own])
                yield cell("one sample", "coverage", name, kind.words, str(n), level, covered, kept)
            yield cell(
                "one sample",
                "error",
                "equivalence",
                kind.words,
                str(n),
                0.05,
                _equivalent_at_margin(samples, mean, sd, MARGIN * kind.sd),
                kept,
            )


def _in_t(low: float, high: float) -> float:
    return nan if np.isnan(low) else float(low <= 0.0 <= high)


def _equivalent_at_margin(samples: Floats, mean: Floats, sd: Floats, margin: float) -> Floats:
    """Whether equivalence is claimed although the true mean lies at the upper margin."""
    n = samples.shape[1]
    half = stdtrit(n - 1, 0.95) * sd / sqrt(n)
    claimed = (mean + half < 0.0) & (mean - half > -2.0 * margin)
    own = [tost(row, -2.0 * margin, 0.0) for row in samples[:CHECKED]]
    agree("equivalence", claimed[:CHECKED], [bool(one.equivalent) for one in own])
    return claimed.astype(np.float64)


def effect_sizes(seed: int, counts: Counts) -> Iterator[Cell]:
    """Intervals of the standardized effect sizes where there is an effect."""
    for effect in EFFECTS:
        for n in SIZES:
            random = generator(seed, "effect", effect.words, n)
            samples = effect.draw(random, (counts.many, n))
            yield cell(
                "effect size",
                "coverage",
                "d_z",
                effect.words,
                str(n),
                0.95,
                _d_z_covers(samples, effect.d_z),
                "exact" if effect is EFFECTS[0] else "approximate",
            )
            yield cell(
                "effect size",
                "coverage",
                "superiority",
                effect.words,
                str(n),
                0.95,
                once_per_kind(
                    samples,
                    sign_kinds(samples),
                    lambda row, truth=effect.superiority: _covers(superiority(row), truth),
                ),
                "exact" if effect.continuous else "approximate",
            )
            slow = samples if effect.continuous else samples[: counts.few]
            yield cell(
                "effect size",
                "coverage",
                "rank_biserial",
                effect.words,
                str(n),
                0.95,
                _rank_biserial_covers(slow, effect),
                "exact" if effect.signs_free_of_sizes else "approximate",
            )


def _rank_biserial_covers(samples: Floats, effect: Effect) -> Floats:
    return once_per_kind(
        samples,
        signed_rank_kinds(samples, effect.continuous),
        lambda row: _covers(rank_biserial(row), effect.rank_biserial),
    )


def _d_z_covers(samples: Floats, truth: float) -> Floats:
    """Whether t lies between the 2.5 % and 97.5 % points of the noncentral t at the true d_z."""
    n = samples.shape[1]
    mean, sd = mean_sd(samples)
    t = mean / (sd / sqrt(n))
    below = nctdtr(n - 1, truth * sqrt(n), t)
    covered: Floats = np.where(np.isnan(t), nan, (below >= 0.025) & (below <= 0.975))
    own = [_covers(d_z(row), truth) for row in samples[:CHECKED]]
    agree("d_z", covered[:CHECKED], own)
    return covered
