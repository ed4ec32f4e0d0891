"""Published data that several tests read; each is typed in from the source named beside it."""

import itertools
import os
from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest

REAL_DATA = os.environ.get("EXPLANT_REAL_DATA")
needs_real_data = pytest.mark.skipif(not REAL_DATA, reason="EXPLANT_REAL_DATA is not set")

# R's `sleep`: extra hours of sleep under two drugs, the same ten patients.
SLEEP = np.array([0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]) - np.array(
    [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
)
# R's ?wilcox.test: depression scale before and after treatment (Hollander & Wolfe 1973).
DEPRESSION = np.array([1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30]) - np.array(
    [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29]
)
# SciPy's and pingouin's example for the paired Wilcoxon test, with one zero.
WITH_ZERO = np.array([20, 22, 19, 20, 22, 18, 24, 20, 19, 24, 26, 13]) - np.array(
    [38.0, 37, 33, 29, 14, 12, 20, 22, 17, 25, 26, 16]
)
# Cholesterol of eight patients before and after.
CHOLESTEROL = np.array([201.0, 231, 221, 228, 284, 267, 232, 215]) - np.array(
    [200, 236, 216, 219, 260, 255, 221, 203]
)


def sign_patterns(n: int) -> np.ndarray:
    """All 2**n rows of +1 and -1."""
    return _sign_patterns(n).copy()


@lru_cache
def _sign_patterns(n: int) -> np.ndarray:
    return np.array(list(itertools.product((1.0, -1.0), repeat=n))).reshape(2**n, n)


@lru_cache
def labelings(sizes: tuple[int, ...]) -> np.ndarray:
    """All ways to put patients into groups of these sizes: rows of group numbers."""

    def rows(free: tuple[int, ...]):
        if not any(free):
            yield ()
        for group, places in enumerate(free):
            if places:
                left = (*free[:group], places - 1, *free[group + 1 :])
                yield from ((group, *rest) for rest in rows(left))

    return np.array(list(rows(sizes)))


@lru_cache
def orders(n: int) -> np.ndarray:
    """All n! orders of n patients."""
    return np.array(list(itertools.permutations(range(n))))


def small_sample(rng: np.random.Generator, n: int) -> np.ndarray:
    """Tenths with many ties and zeros, written as a difference so that binary errors arise."""
    first, second = rng.integers(0, 9, size=(2, n))
    return first / 10 - second / 10


def tumor_minus_normal(file: str = "tcga_brca_113pairs_long.csv") -> dict[str, np.ndarray]:
    import pandas as pd

    table = pd.read_csv(Path(str(REAL_DATA)) / "tcga_brca_paired" / file)
    wide = table.pivot_table(index=["patient_id", "marker"], columns="tissue", values="value")
    differences = (wide["tumor"] - wide["normal"]).unstack("marker")
    return {str(marker): differences[marker].to_numpy() for marker in differences}
