"""How often "significant in one stratum only" is wrong: the effect is the same in both."""

from __future__ import annotations

from collections.abc import Iterator
from math import sqrt

import numpy as np
from scipy.special import nctdtr, stdtrit

from calibration.cells import Cell, cell, generator
from calibration.groups import p_welch
from calibration.one_sample import Counts, p_signed_rank, p_t
from calibration.settings import GROUPS

EFFECTS = (0.0, 0.5, 0.8, 1.1)
LEVEL = 0.05


def power(n: int, d_z: float) -> float:
    """Return the power of the two-sided t test at 0.05.

    Examples
    --------
    >>> round(power(20, 0.5), 4)
    0.5645
    """
    if d_z == 0.0:
        return LEVEL
    limit, shift = float(stdtrit(n - 1, 1.0 - LEVEL / 2.0)), d_z * sqrt(n)
    return float(1.0 - nctdtr(n - 1, shift, limit) + nctdtr(n - 1, shift, -limit))


def one_only(sizes: tuple[int, int], d_z: float) -> float:
    """Return the probability that exactly one of two independent t tests is significant.

    Examples
    --------
    >>> round(one_only((12, 8), 0.8), 4)
    0.5015
    """
    first, second = power(sizes[0], d_z), power(sizes[1], d_z)
    return first * (1.0 - second) + second * (1.0 - first)


def naive_readings(seed: int, counts: Counts) -> Iterator[Cell]:
    """Shares of studies with one significant stratum, and with a significant comparison."""
    for sizes in GROUPS:
        for effect in EFFECTS:
            words = f"normal differences, d_z = {effect:g} in both strata"
            random = generator(seed, "naive", words, sizes)
            samples = random.standard_normal((counts.many, sum(sizes))) + effect
            parts = samples[:, : sizes[0]], samples[:, sizes[0] :]
            groups = f"{sizes[0]}/{sizes[1]}"
            expected = {"t": one_only(sizes, effect), "wilcoxon": np.nan}
            for test, target in expected.items():
                first, second = (
                    (p_t(part) if test == "t" else p_signed_rank(part, "wilcoxon", True)) <= LEVEL
                    for part in parts
                )
                yield cell(
                    "naive reading",
                    "share",
                    test,
                    words,
                    groups,
                    LEVEL,
                    first ^ second,
                    "none",
                    target,
                )
            yield cell(
                "naive reading",
                "share",
                "welch",
                words,
                groups,
                LEVEL,
                p_welch(samples, sizes[0]) <= LEVEL,
                "none",
            )
