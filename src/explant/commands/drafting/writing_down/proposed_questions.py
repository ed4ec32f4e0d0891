"""The contrasts that a study's factors allow, as proposals whose role a person has to declare."""

import itertools
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from explant.commands.drafting.conditions.given_together import treatments_of
from explant.commands.drafting.study import Factor, key_of
from explant.commands.drafting.vocabulary_of_drafts import ORDERED, is_reference
from explant.config.names.spellings import folded, listed

MOST_CONTRASTS = 12
MOST_PAIRS = 6

NO = frozenset(
    ("no", "nein", "non", "não", "nej", "nee", "yok", "hayır", "нет", "否", "无", "false")
)
YES = frozenset(["yes", "ja", "oui", "sim", "sí", "si", "evet", "да", "是", "有", "true"])
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
    if not found and len(factor.levels) == 2:
        # Beside yes.
        found = [level.name for level in factor.levels if folded(level.spellings[0]) in NO]
    return found[0] if len(found) == 1 else None


def ordered(factor: Factor) -> bool:
    """Whether the levels have an order that a trend may follow.

    Doses, and times that numbers tell: before, after and a follow-up are no equal steps.
    """
    if len(factor.levels) < 3 or factor.family not in ORDERED:
        return False
    if factor.family != "time":
        return True
    reference = reference_of(factor)
    others = [level.name for level in factor.levels if level.name != reference]
    return all(any(map(str.isdecimal, name)) for name in others)


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
    called = _called(factors)
    found: list[Question] = []
    for factor in factors:
        others = [other for other in factors if other is not factor]
        for at in _combinations(others):
            found += _of_factor(factor, at, taken, called)
    for one, other in itertools.combinations(factors, 2):
        found += _of_two(one, other, factors, taken, called)
    return found or [open_question(factor) for factor in factors[:1]]


def leading(questions: Sequence[Question], factors: Sequence[Factor]) -> list[Question]:
    """The questions to propose where there are many, in their order.

    Those that a design is made for come before the same question at yet another level: what each
    treatment does in each tissue, whether that differs between the tissues, and how the tissues
    differ without any treatment.
    """
    held = {each.key: reference_of(each) for each in factors if each.family not in TAKEN_FROM}
    ranked = sorted(questions, key=lambda question: _rank(question, held))
    kept = ranked[:MOST_CONTRASTS]
    return [question for question in questions if question in kept]


def _rank(question: Question, references: Mapping[str, str | None]) -> int:
    """How far a question is from what the design was made for."""
    if question.weights:
        return 2
    pairs = [(key, pair) for each in question.compare[:1] for key, pair in each.items()]
    if any(references.get(key) not in (None, pair[1]) for key, pair in pairs):
        return 2
    others = [level for key, level in question.at.items() if references.get(key, level) != level]
    return 1 if len(pairs) == 1 and others else 0


def _of_two(
    one: Factor,
    other: Factor,
    factors: Sequence[Factor],
    taken: set[str],
    called: Mapping[tuple[str, str], str],
) -> Iterator[Question]:
    """Whether what a level does differs between levels of another factor: for each of them."""
    if ordered(one) or ordered(other):
        return
    third = [factor for factor in factors if factor not in (one, other)]
    if third and other.family not in TAKEN_FROM:
        return
    for first, second in itertools.product(pairs_of(one), pairs_of(other)):
        compare = [{one.key: a, other.key: b} for a in first for b in second]
        name = called[one.key, first[0][0]] if len(first) == 1 else one.key
        effect = f"{name} effect" if len(first) == 1 else f"Effect of {name}"
        levels = [called[other.key, level] for level in second[0]]
        minus = " minus ".join(levels) if len(second) == 1 else f"between {listed(levels)}"
        for at in _combinations(third):
            held = _in(at, called)
            key = key_of(f"{name} {minus}{held}", taken)
            yield Question(key, f"{effect}, {minus}{held}", compare, at)


def _called(factors: Sequence[Factor]) -> dict[tuple[str, str], str]:
    """Levels in labels: each with its factor where the level alone says nothing."""
    names = Counter(level.name for factor in factors for level in factor.levels)

    def alone(name: str) -> bool:
        return names[name] == 1 and folded(name) not in NO | YES and not name.isdecimal()

    return {
        (factor.key, level.name): level.name if alone(level.name) else f"{factor.key} {level.name}"
        for factor in factors
        for level in factor.levels
    }


def _in(at: Mapping[str, str], called: Mapping[tuple[str, str], str]) -> str:
    """Where a question is asked, at the end of its label."""
    return f" in {', '.join(called[each] for each in at.items())}" if at else ""


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


def _of_factor(
    factor: Factor, at: dict[str, str], taken: set[str], called: Mapping[tuple[str, str], str]
) -> Iterator[Question]:
    held = _in(at, called)
    if ordered(factor):
        names = [level.name for level in factor.levels]
        label = f"Trend over {factor.key}{held}"
        yield Question(key_of(label, taken), label, [], at, {factor.key: names})
        if factor.family != "time" or reference_of(factor) is None:
            return
        # Each later time is asked about as well: a trend sees no peak.
    for directions in pairs_of(factor):
        first, second = (called[factor.key, name] for name in directions[0])
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
