"""Samples of patients × levels, all their orders, and what R computed for four of them."""

import itertools
import json
from pathlib import Path

import numpy as np

R = json.loads(
    (Path(__file__).parent / "fixtures" / "repeated_measures.json").read_text(encoding="utf-8")
)


def some_values(rng: np.random.Generator, n: int, k: int) -> np.ndarray:
    """Tenths with ties and zeros, written as a difference so that binary errors arise."""
    top = int(rng.integers(2, 12))
    first, second = rng.integers(0, top, size=(2, n, k))
    return first / 10 - second / 10


def ranked(values: np.ndarray) -> np.ndarray:
    """Mid-ranks within rows, after rounding to tenths."""
    from scipy.stats import rankdata

    return rankdata(np.round(values * 10), axis=1)


def every_rank_sum(ranks: np.ndarray, fixed: int = 0) -> np.ndarray:
    """Rank sums of the levels for all orders within patients, but for the first ``fixed``."""
    k = ranks.shape[1]
    orders = np.array(list(itertools.permutations(range(k))))
    sums = ranks[:fixed].sum(axis=0, keepdims=True) if fixed else np.zeros((1, k))
    for row in ranks[fixed:]:
        sums = (sums[:, None, :] + row[orders][None, :, :]).reshape(-1, k)
    return sums
