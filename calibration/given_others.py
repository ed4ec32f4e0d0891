"""Groups compared given other properties: Freedman and Lane's permutation, the type III F."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from calibration.cells import Cell, Floats, cell, generator
from calibration.one_sample import Counts
from calibration.settings import LEVELS, Draw, exponential, normal, shifted
from explant.statistics.groups.partial_effects import partial_effects_of_columns

PATIENTS = (12, 20, 40)
PERMUTATIONS = 999
"""Random orders of a block of studies; (b + 1)/(m + 1) is a valid p for any m."""
BLOCK = 250
"""Studies that share their random orders."""
MAIN_EFFECTS = (1.0, 0.5)
"""Of what is kept, in standard deviations: a test that lost it would notice."""


@dataclass(frozen=True)
class Design:
    """The tested effect, what is kept, and in whom the spread may be larger."""

    words: str
    effect: Floats
    others: Floats
    spread_in: Floats


def designs(n: int) -> tuple[Design, ...]:
    """Stage given a size that goes with it, and crossed groupings, balanced and not.

    Examples
    --------
    >>> [float(design.effect.sum()) for design in designs(12)]
    [-2.0, 0.0, -0.5]
    """
    place = np.arange(n)
    # Late stages, two in five, among the larger tumors with exceptions.
    size = np.log(1.0 + place)
    late = (place * 7 % 5 + 3.0 * place / n > 4.0).astype(np.float64) - 0.5
    found = [Design("a stage given a size that goes with it", late, size[:, None], late > 0)]
    for words, pattern in (
        ("the interaction of two crossed groupings", [0, 1, 2, 3]),
        ("the interaction, groups of unequal size", [0, 1, 1, 2, 2, 3, 3, 3]),
    ):
        group = np.resize(pattern, n)
        first, second = (group // 2) - 0.5, (group % 2) - 0.5
        product = first * second
        found.append(
            Design(words, product, np.column_stack([first, second]), (first > 0) & (second > 0))
        )
    return tuple(found)


NOISES: tuple[tuple[str, Draw, bool], ...] = (
    ("normal", normal, True),
    ("skewed", shifted(exponential, -1.0), True),
    ("normal, three times the spread in one group", normal, False),
)


def given_others(seed: int, counts: Counts) -> Iterator[Cell]:
    """Error of the permutation and of F, coverage of the interval; the effect is zero."""
    for noise, draw, same in NOISES:
        for n in PATIENTS:
            for design in designs(n):
                setting = f"{design.words}: {noise}"
                random = generator(seed, "given others", setting, n)
                p, p_f, covered = _studies(design, draw, same, n, counts.few, random)
                f = "exact" if noise == "normal" else "approximate"
                named = (setting, str(n))
                for method, found, kept in (
                    ("freedman_lane", p, "approximate"),
                    ("type_iii_f", p_f, f),
                ):
                    for level in LEVELS:
                        rejected = found <= level * (1.0 + 1e-12)
                        yield cell("given others", "error", method, *named, level, rejected, kept)
                yield cell(
                    "given others", "coverage", "linear_model_interval", *named, 0.95, covered, f
                )


def _studies(
    design: Design, draw: Draw, same: bool, n: int, studies: int, random: np.random.Generator
) -> tuple[Floats, Floats, Floats]:
    """P of the permutation and of F, and whether the interval holds zero, of each study."""
    kept = design.others @ np.array(MAIN_EFFECTS[: design.others.shape[1]])
    found = []
    for start in range(0, studies, BLOCK):
        values = draw(random, (n, min(BLOCK, studies - start)))
        if not same:
            values = values * np.where(design.spread_in, 3.0, 1.0)[:, None]
        found += [
            (one.p_permutation, one.p_f, float(one.low <= 0.0 <= one.high))
            for one in partial_effects_of_columns(
                design.effect[:, None],
                design.others,
                values + kept[:, None],
                seed=int(random.integers(2**31)),
                monte_carlo=PERMUTATIONS,
            )
        ]
    p, p_f, covered = np.array(found).T
    return p, p_f, covered
