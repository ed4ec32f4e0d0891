"""The contrasts that a study's factors allow, as proposals whose role a person has to declare."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from explant.commands.drafting.conditions.given_together import treatments_of
from explant.commands.drafting.study import Factor, key_of
from explant.commands.drafting.vocabulary_of_drafts import ORDERED, is_reference

MOST_CONTRASTS = 12
MOST_PAIRS = 6

TAKEN_FROM = ("tissue",)
"""Families of factors that say what a sample is, not what was done to it."""


@dataclass
class Question:
    """One contrast, with other ways to write what it compares if the reference is not sure."""

    key: str
    label: str
    compare: list[dict[str, Any]]
    at: dict[str, str] = field(default_factory=dict)
    trend: dict[str, list[str]] = field(default_factory=dict)
    weights: dict[str, dict[str, int]] = field(default_factory=dict)

    def samples(self, factors: Sequence[Factor]) -> set[tuple[str, ...]]:
        """Samples that it needs: a level of each factor, in their order."""
        compared = {f: names for each in self.compare for f, names in each.items()}
        needed = {
            **compared,
            **self.trend,
            **self.weights,
            **{f: [at] for f, at in self.at.items()},
        }
        every = ([level.name for level in factor.levels] for factor in factors)
        own = (needed.get(factor.key, names) for factor, names in zip(factors, every, strict=True))
        return set(itertools.product(*own))


def reference_of(factor: Factor) -> str | None:
    """The one level that is usually what the others are compared with, or None."""
    if factor.reference:
        return next((lv.name for lv in factor.levels if factor.reference in lv.spellings), None)
    found = [
        level.name
        for level in factor.levels
        if is_reference(level.spellings[0]) or is_reference(level.name)
    ]
    return found[0] if len(found) == 1 else None


def ordered(factor: Factor) -> bool:
    """Whether the levels have an order that a trend may follow."""
    return len(factor.levels) > 2 and factor.family in ORDERED


def pairs_of(factor: Factor) -> list[list[list[str]]]:
    """Pairs of levels to compare, each with its other direction where the reference is open."""
    names = [level.name for level in factor.levels]
    reference = reference_of(factor)
    if reference is not None:
        return [[[name, reference]] for name in names if name != reference]
    if len(names) == 2:
        return [[names, names[::-1]]]
    return []


def open_question(factor: Factor) -> Question:
    """Two of several levels, where none is known to be the reference."""
    names = [level.name for level in factor.levels]
    pairs = list(itertools.permutations(names, 2))[:MOST_PAIRS]
    return Question("difference", "", [{factor.key: list(pair)} for pair in pairs])


def questions_of(factors: Sequence[Factor]) -> list[Question]:
    """Contrasts of each factor at each combination of the others, then of two factors.

    The report leads with the first primary one, so what was done to the samples comes before what
    they were taken from, and first where it is looked for: a treatment in tumor.
    """
    factors = sorted(factors, key=lambda factor: factor.family in TAKEN_FROM)
    taken: set[str] = set()
    found: list[Question] = []
    for factor in factors:
        others = [other for other in factors if other is not factor]
        for at in _combinations(others):
            found += _of_factor(factor, at, taken)
    for one, other in itertools.combinations(factors, 2):
        if len(pairs_of(one)) == 1 and len(pairs_of(other)) == 1 and len(factors) == 2:
            first, second = pairs_of(one)[0], pairs_of(other)[0]
            compare = [{one.key: a, other.key: b} for a in first for b in second]
            label = f"{first[0][0]} effect, {second[0][0]} minus {second[0][1]}"
            key = key_of(f"{first[0][0]} {second[0][0]} minus {second[0][1]}", taken)
            found.append(Question(key, label, compare))
    return found or [open_question(factor) for factor in factors[:1]]


def _combinations(factors: Sequence[Factor]) -> Iterator[dict[str, str]]:
    names = [_held(factor) for factor in factors]
    for levels in itertools.product(*names):
        yield {factor.key: level for factor, level in zip(factors, levels, strict=True)}


def _held(factor: Factor) -> list[str]:
    """Levels at which other factors are asked about; of tissues the reference comes last."""
    names = [level.name for level in factor.levels]
    if factor.family in TAKEN_FROM:
        return sorted(names, key=lambda name: name == reference_of(factor))
    return names


def _of_factor(factor: Factor, at: dict[str, str], taken: set[str]) -> Iterator[Question]:
    held = f" in {', '.join(at.values())}" if at else ""
    if ordered(factor):
        names = [level.name for level in factor.levels]
        label = f"Trend over {factor.key}{held}"
        yield Question(key_of(label, taken), label, [], at, {factor.key: names})
        return
    for directions in pairs_of(factor):
        first, second = directions[0]
        label, key = f"{first} against {second}{held}", f"{first} vs {second}{held}"
        if len(directions) > 1:
            label = key = f"{factor.key}{held}"
        key = key_of(key, taken)
        yield Question(key, label, [{factor.key: pair} for pair in directions], at)
    for both, alone in treatments_of(factor).items():
        for one in alone:
            key = key_of(f"{both} vs {one}{held}", taken)
            yield Question(key, f"{both} against {one}{held}", [{factor.key: [both, one]}], at)
        if len(alone) == 2 and (reference := reference_of(factor)) is not None:
            label = f"{both} beyond the sum of {alone[0]} and {alone[1]}{held}"
            weights = {both: 1, alone[0]: -1, alone[1]: -1, reference: 1}
            key = key_of(f"{both} beyond the sum{held}", taken)
            yield Question(key, label, [], at, weights={factor.key: weights})
