"""Five correlated markers: family-wise error and false discovery rate."""

from __future__ import annotations

from collections.abc import Iterator
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from calibration.cells import Cell, Floats, cell, generator
from calibration.deciding import Rows, agree, screened
from calibration.one_sample import Counts, p_signed_rank, p_t
from calibration.settings import SIZES
from explant.statistics.multiplicity import Method, adjust, counts_every_pattern
from explant.statistics.westfall_young import westfall_young

MARKERS = 5
CORRELATIONS = (0.0, 0.5, 0.9)
AFFECTED = (0, 2)
"""Numbers of markers with a true effect: none, or the first two."""

EFFECT = 0.8
"""Their d_z."""

LEVEL = 0.05
STAGES = (2_000, 32_000, 128_000)
LARGEST_DIRECT = 12
FLIPS = 1_999
"""Sign patterns where not all are counted; (b + 1)/(m + 1) is a valid p for any m."""


def markers(
    random: np.random.Generator, studies: int, n: int, correlation: float, affected: int
) -> Floats:
    """Return normal differences of equally correlated markers, shape (studies, n, markers)."""
    shared = random.standard_normal((studies, n, 1))
    own = random.standard_normal((studies, n, MARKERS))
    samples: Floats = sqrt(correlation) * shared + sqrt(1.0 - correlation) * own
    samples[:, :, :affected] += EFFECT
    return samples


def adjusted(p: Floats, method: Method) -> Floats:
    """Adjust the p values of every study, shape (studies, markers), by "holm" or BH.

    Examples
    --------
    >>> adjusted(np.array([[0.52, 0.12, 0.0001, 0.03, 0.14]]), "holm").round(6).tolist()
    [[0.52, 0.36, 0.0005, 0.12, 0.36]]
    """
    order = np.argsort(p, axis=1)
    ordered = np.take_along_axis(p, order, axis=1)
    rank = np.arange(1, p.shape[1] + 1)
    if method == "holm":
        stepped = np.maximum.accumulate(ordered * rank[::-1], axis=1)
    else:
        scaled = ordered * p.shape[1] / rank
        stepped = np.minimum.accumulate(scaled[:, ::-1], axis=1)[:, ::-1]
    result = np.empty_like(p)
    np.put_along_axis(result, order, np.minimum(stepped, 1.0), axis=1)
    # Few rows: statsmodels collects garbage at every call, which takes a tenth of a second.
    for row in np.argsort(p.min(axis=1))[:: max(1, len(p) // 3)].tolist():
        agree(method, result[row], adjust(p[row], method))
    return result


def p_westfall_young(samples: Floats, random: np.random.Generator) -> Floats:
    """Adjusted p of every marker; between 13 and 20 patients only their side of 0.05 is sure."""
    studies, n, _ = samples.shape

    def own_p(row: int) -> Floats:
        return westfall_young(samples[row], seed=row, max_flips=FLIPS).p_adjusted

    if n <= LARGEST_DIRECT or not counts_every_pattern(n, MARKERS):
        return np.array([own_p(row) for row in range(studies)])
    squares = (samples**2).sum(axis=1)
    # |t| grows with sum²/(sum of squares), which is compared instead.
    observed = samples.sum(axis=1) ** 2 / squares
    order = np.argsort(-observed, axis=1)

    def as_extreme(rows: Rows, size: int) -> NDArray[np.int64]:
        steps = order[rows]
        columns = np.take_along_axis(samples[rows], steps[:, None, :], axis=2)
        scale = np.sqrt(np.take_along_axis(squares[rows], steps, axis=1))
        columns = (columns / scale[:, None, :]).transpose(0, 2, 1)
        bounds = np.take_along_axis(observed[rows], steps, axis=1) * (1.0 - 1e-9)
        found = np.zeros((rows.size, MARKERS), dtype=np.int64)
        block = max(1, 2_000_000 // (rows.size * MARKERS))
        for start in range(0, size, block):
            now = min(block, size - start)
            signs = 2.0 * random.integers(0, 2, (n, now), dtype=np.int8) - 1.0
            largest = (columns @ signs) ** 2
            for marker in range(MARKERS - 2, -1, -1):
                np.maximum(largest[:, marker], largest[:, marker + 1], out=largest[:, marker])
            found += (largest >= bounds[:, :, None]).sum(axis=2)
        stepped = np.maximum.accumulate(found, axis=1)
        return _put_back(stepped, steps)

    return screened(studies, as_extreme, own_p, (LEVEL,), STAGES)


def _put_back(values: NDArray[np.int64], order: NDArray[np.intp]) -> NDArray[np.int64]:
    result = np.empty_like(values)
    np.put_along_axis(result, order, values, axis=1)
    return result


def families(seed: int, counts: Counts) -> Iterator[Cell]:
    """Any false rejection under each adjustment, and the share of false ones under BH."""
    for affected in AFFECTED:
        for correlation in CORRELATIONS:
            for n in SIZES:
                words = f"5 normal markers, correlation {correlation:g}, " + (
                    "none affected" if affected == 0 else f"{affected} of them affected"
                )
                random = generator(seed, "family", words, n)
                samples = markers(random, counts.some, n, correlation, affected)
                flat = samples.transpose(0, 2, 1).reshape(-1, n)
                by_t = p_t(flat).reshape(-1, MARKERS)
                by_rank = p_signed_rank(flat, "wilcoxon", True).reshape(-1, MARKERS)
                found: dict[str, tuple[Floats, str]] = {
                    "no_adjustment": (by_t, "none"),
                    "holm_t": (adjusted(by_t, "holm"), "exact"),
                    "holm_wilcoxon": (adjusted(by_rank, "holm"), "exact"),
                    "westfall_young": (
                        p_westfall_young(samples[: counts.few], random),
                        "exact" if affected == 0 else "approximate",
                    ),
                }
                for method, (p, kept) in found.items():
                    wrong = (p[:, affected:] <= LEVEL * (1.0 + 1e-12)).any(axis=1)
                    yield cell(
                        "family-wise error", "error", method, words, str(n), LEVEL, wrong, kept
                    )
                rejected = adjusted(by_t, "benjamini_hochberg") <= LEVEL * (1.0 + 1e-12)
                share = rejected[:, affected:].sum(axis=1) / np.maximum(rejected.sum(axis=1), 1)
                yield cell(
                    "false discovery rate",
                    "error",
                    "benjamini_hochberg",
                    words,
                    str(n),
                    LEVEL,
                    share,
                    # Proven for independent markers (and for one-sided tests that correlate).
                    "exact" if correlation == 0.0 else "approximate",
                )
