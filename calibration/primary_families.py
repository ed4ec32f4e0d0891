"""The default family: all primary contrasts × markers by Westfall & Young, contrasts sharing cells.

Four samples of each patient (tissue × treatment), five markers that go together, and the three
primary contrasts of the shipped example: fifteen tests whose differences share samples.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator
from math import exp, sqrt
from pathlib import Path
from types import ModuleType

import numpy as np

from calibration.cells import Cell, Floats, cell, generator
from calibration.deciding import agree
from calibration.one_sample import Counts
from calibration.settings import SIZES
from explant.statistics.flipped_statistics import FlippedStatistic, FlippedTests
from explant.statistics.multiplicity import adjust, counts_every_pattern
from explant.statistics.one_sample.signed_rank import signed_rank_test_of_columns
from explant.statistics.one_sample.student import student_t_of_columns
from explant.statistics.westfall_young import westfall_young

CONTRASTS = np.array([[1.0, -1.0, 0.0, 0.0], [0.0, 1.0, 0.0, -1.0], [1.0, -1.0, -1.0, 1.0]])
"""Tumor with IL-2, tumor, normal with IL-2, normal: the example's three primary contrasts."""

MARKERS = 5
CORRELATION = 0.5
LEVEL = 0.05
STUDIES = 2_000
"""Studies of a cell at most: the exact decision of twenty patients takes time."""

POWER_STUDIES = 300
FLIPS = 1_999
CLEAR = 6.0
"""Random patterns decide where p is so many of their standard errors from the level."""

EXAMPLE = Path(__file__).resolve().parents[1] / "data" / "raw" / "simulate_example.py"
EXAMPLES_PLAN = "the shipped example's plan, no effect"
EXAMPLES_EFFECTS = "the shipped example's plan and effects"

Draw = Callable[[np.random.Generator, int], Floats]


def _samples(random: np.random.Generator, n: int) -> Floats:
    """Normal samples without any effect, shape (patients, markers, cells)."""
    shared = random.standard_normal((n, 1, 4))
    own = random.standard_normal((n, MARKERS, 4))
    found: Floats = sqrt(CORRELATION) * shared + sqrt(1.0 - CORRELATION) * own
    return found


def _scores(random: np.random.Generator, n: int) -> Floats:
    return np.clip(np.rint(_samples(random, n) + 1.5), 0.0, 3.0)


def _with_gaps(random: np.random.Generator, n: int) -> Floats:
    found = _samples(random, n)
    found[random.random(found.shape) < 0.1] = np.nan
    return found


def _one_noisy(random: np.random.Generator, n: int) -> Floats:
    """One sample lognormal with the mean of the others and three times their spread."""
    found = _samples(random, n)
    mean, sd = exp(0.5), sqrt(exp(1.0) * (exp(1.0) - 1.0))
    found[:, :, 0] = 3.0 * (np.exp(found[:, :, 0]) - mean) / sd
    return found


SETTINGS: dict[str, tuple[Draw, str]] = {
    "normal samples": (_samples, "exact"),
    "scores of 0 to 3, most of them tied": (_scores, "exact"),
    "normal samples, every tenth missing": (_with_gaps, "exact"),
    # Contrasts of skewed samples that share one are symmetric each, but not together.
    "skewed (lognormal) samples": (lambda random, n: np.exp(_samples(random, n)), "approximate"),
    "one sample three times as noisy as the others, and skewed": (_one_noisy, "approximate"),
}
"""What samples look like where nothing is going on, and what is promised of them."""

TESTS: dict[FlippedStatistic, str] = {"signed_rank": "wilcoxon", "t": "t"}


def differences(samples: Floats) -> Floats:
    """Return the fifteen differences of each patient, shape (patients, markers × contrasts)."""
    return (samples @ CONTRASTS.T).reshape(len(samples), -1)


def any_found(table: Floats, statistic: FlippedStatistic, random: np.random.Generator) -> bool:
    """Whether Westfall & Young reject anything: whether the clearest test is significant.

    Random patterns decide where they can; where they leave it open, the library's function.
    """
    n = len(table)
    if n > 12 and not np.isnan(table).all(axis=0).any():
        tests = FlippedTests.of(table, statistic, "wilcoxon")
        signs = 2.0 * random.integers(0, 2, (tests.signed.shape[1], FLIPS), dtype=np.int8) - 1.0
        sums = tests.signed @ signs
        own = tests.signed.sum(axis=1, keepdims=True)
        everything = slice(0, len(tests.signed))
        observed = tests.statistics(everything, own).max()
        largest = tests.statistics(everything, sums).max(axis=0)
        p = (np.count_nonzero(largest >= observed * (1.0 - 2e-9)) + 1.0) / (FLIPS + 1.0)
        unsure = CLEAR * sqrt(LEVEL * (1.0 - LEVEL) / FLIPS)
        if abs(p - LEVEL) > unsure or not counts_every_pattern(n, table.shape[1]):
            return bool(p <= LEVEL)
    found = westfall_young(table, 1, statistic, FLIPS).p_adjusted
    return bool((found <= LEVEL * (1.0 + 1e-12)).any())


def own_p(table: Floats, statistic: FlippedStatistic) -> Floats:
    """Each test's own p; NaN where it has none."""
    found = []
    for column in table.T:
        known = column[~np.isnan(column)][:, None]
        if statistic == "t":
            found.append(student_t_of_columns(known)[0].p)
        else:
            found.append(signed_rank_test_of_columns(known)[0].p)
    return np.array(found)


def by_contrast(p: Floats) -> Floats:
    """Adjust as was the default before: each contrast a family over the markers, by Holm."""
    table = p.reshape(MARKERS, len(CONTRASTS))
    return np.column_stack([adjust(column, "holm") for column in table.T]).ravel()


def primary_families(seed: int, counts: Counts) -> Iterator[Cell]:
    """Any false rejection among the primary tests; and power under the example's effects."""
    studies = min(counts.few, STUDIES)
    for words, (draw, promise) in SETTINGS.items():
        for n in SIZES:
            for statistic, test in TESTS.items():
                random = generator(seed, "primary family", words, n, test)
                wrong, old = np.zeros(studies), np.zeros(studies)
                compared = statistic == "signed_rank" and words == next(iter(SETTINGS))
                for study in range(studies):
                    table = differences(draw(random, n))
                    wrong[study] = any_found(table, statistic, random)
                    if compared:
                        adjusted = by_contrast(own_p(table, statistic))
                        old[study] = (adjusted <= LEVEL * (1.0 + 1e-12)).any()
                yield _cell(f"family_of_{test}", words, n, wrong, promise)
                if compared:
                    yield _cell("holm_by_contrast", words, n, old, "none")
    yield from _example(seed, counts)


def _cell(method: str, words: str, n: int, wrong: Floats, promise: str) -> Cell:
    return cell("primary family", "error", method, words, str(n), LEVEL, wrong, promise)


def _example(seed: int, counts: Counts) -> Iterator[Cell]:
    random = generator(seed, "primary family", "example")
    null, simulator = _simulator(), _simulator()
    null.TRUE_EFFECTS = {
        marker: truth._replace(
            tumor_minus_normal=0.0,
            il2_in_normal=0.0,
            il2_in_tumor_early=0.0,
            il2_in_tumor_late=0.0,
        )
        for marker, truth in null.TRUE_EFFECTS.items()
    }
    studies = min(counts.few, STUDIES)
    wrong, old = np.zeros(studies), np.zeros(studies)
    for study in range(studies):
        table = differences(_example_samples(null, int(random.integers(2**32))))
        wrong[study] = any_found(table, "signed_rank", random)
        old[study] = (by_contrast(own_p(table, "signed_rank")) <= LEVEL * (1.0 + 1e-12)).any()
    yield _cell("family_of_wilcoxon", EXAMPLES_PLAN, 20, wrong, "exact")
    yield _cell("holm_by_contrast", EXAMPLES_PLAN, 20, old, "none")
    studies = min(counts.few, POWER_STUDIES)
    found: dict[str, list[float]] = {}
    for study in range(studies):
        table = differences(_example_samples(simulator, int(random.integers(2**32))))
        p = own_p(table, "signed_rank")
        stepped = np.maximum(westfall_young(table, 1, "signed_rank", FLIPS).p_adjusted, p)
        if study < 3:
            # What decides elsewhere without the steps gives the same answer.
            decided = any_found(table, "signed_rank", random)
            agree("any found", np.array([float(decided)]), np.array([(stepped <= LEVEL).any()]))
        for method, adjusted in (
            ("family_of_wilcoxon", stepped),
            ("holm_by_contrast", by_contrast(p)),
            ("holm_of_family", adjust(p, "holm")),
        ):
            share = (adjusted <= LEVEL * (1.0 + 1e-12)).mean()
            found.setdefault(method, []).append(float(share))
    for method, shares in found.items():
        yield cell(
            "primary family",
            "share",
            method,
            EXAMPLES_EFFECTS,
            "20",
            LEVEL,
            np.array(shares),
            "none",
            float("nan"),
        )


def _simulator() -> ModuleType:
    specification = importlib.util.spec_from_file_location("simulate_example", EXAMPLE)
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def _example_samples(simulator: ModuleType, seed: int) -> Floats:
    """Samples of the example as they stand in its sheet, on the analysis scales."""
    _, samples = simulator.simulate(seed)
    by_patient: dict[str, dict[tuple[str, str], list[float]]] = {}
    for name, tissue, treatment, values in samples:
        by_patient.setdefault(name, {})[tissue, treatment] = [
            _on_scale(simulator, marker, value) for marker, value in values.items()
        ]
    places = [("Tumor", "IL-2"), ("Tumor", "control"), ("Normal", "IL-2"), ("Normal", "control")]
    found = [np.array([cells[place] for place in places]).T for cells in by_patient.values()]
    return np.array(found)


def _on_scale(simulator: ModuleType, marker: str, value: float) -> float:
    written = simulator.written(marker, value)
    if isinstance(written, str):
        written = simulator.DETECTION_LIMITS[marker] / sqrt(2.0)
    return float(np.log2(written) if simulator.TRUE_EFFECTS[marker].scale == "log2" else written)
