"""Linear mixed models of few patients, complete and incomplete ones: contrasts that are zero."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from calibration.cells import Cell, Floats, cell, generator
from calibration.one_sample import Counts
from explant.statistics.levels.linear_mixed_model import linear_mixed_model

SIZES = (4, 6, 12, 20, 40)
LEVEL = 0.05
MISSING = 0.2
SHARE = 0.4
"""Of the studies of a slow method: a fit takes ten milliseconds."""
TWO_FACTORS = {
    "a factor's effect": (0.5, -0.5, 0.5, -0.5),
    "its effect at one level of the other": (1.0, -1.0, 0.0, 0.0),
    "the interaction": (1.0, -1.0, -1.0, 1.0),
}


@dataclass(frozen=True)
class Design:
    """How patients differ, and which samples are missing.

    ``sds`` are the standard deviations of patients, of patients at the levels of each factor, and
    of what remains.
    """

    words: str
    sds: tuple[float, float, float, float]
    missing: bool


DESIGNS = (
    Design("two factors, no sample missing", (1.0, 0.7, 0.5, 0.4), False),
    Design("two factors, a fifth of the samples missing", (1.0, 0.7, 0.5, 0.4), True),
    Design(
        "two factors, a fifth missing, patients alike in their reactions",
        (1.0, 0.0, 0.0, 0.6),
        True,
    ),
)
PARTLY_PAIRED = "two samples, every third patient has only one of them"


def mixed_models(seed: int, counts: Counts) -> Iterator[Cell]:
    """Tests of contrasts that are zero, by Kenward and Roger."""
    studies = round(SHARE * counts.few)
    for design in DESIGNS:
        for n in SIZES:
            random = generator(seed, "mixed model", design.words, n)
            found = np.array(
                [
                    _p_values(_drawn(design, n, random), (2, 2), list(TWO_FACTORS.values()))
                    for _ in range(studies)
                ]
            )
            for place, contrast in enumerate(TWO_FACTORS):
                yield _cell(f"{design.words}: {contrast}", n, found[:, place])
    for n in SIZES:
        random = generator(seed, "mixed model", PARTLY_PAIRED, n)
        found = np.array(
            [_p_values(_partly_paired(n, random), (2,), [(1.0, -1.0)]) for _ in range(studies)]
        )
        yield _cell(PARTLY_PAIRED, n, found[:, 0])


def _cell(setting: str, n: int, p: Floats) -> Cell:
    # A study without p says nothing: it is no error.
    rejected = p <= LEVEL * (1.0 + 1e-12)
    return cell(
        "mixed model", "error", "mixed_model", setting, str(n), LEVEL, rejected, "approximate"
    )


def _drawn(design: Design, n: int, random: np.random.Generator) -> Floats:
    patient, first, second, rest = design.sds
    table: Floats = (
        patient * random.standard_normal((n, 1, 1))
        + first * random.standard_normal((n, 2, 1))
        + second * random.standard_normal((n, 1, 2))
        + rest * random.standard_normal((n, 2, 2))
    ).reshape(n, 4)
    if design.missing:
        table[random.random((n, 4)) < MISSING] = np.nan
    return table


def _partly_paired(n: int, random: np.random.Generator) -> Floats:
    table: Floats = random.standard_normal((n, 1)) + 0.7 * random.standard_normal((n, 2))
    lacking = np.arange(n) % 3 == 2
    table[lacking, random.integers(0, 2, n)[lacking]] = np.nan
    return table


def _p_values(table: Floats, levels: tuple[int, ...], contrasts: list[tuple[float, ...]]) -> Floats:
    names = ["first", "second"][: len(levels)]
    model = linear_mixed_model(table, levels, names, contrasts)
    return np.array([contrast.p for contrast in model.contrasts])
