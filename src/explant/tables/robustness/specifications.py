"""One way to analyze a result: its choices, and which of them ask the plan's question.

An alternative that is not as good as the plan's choice, or asks something else, says nothing about
the robustness of a result (Del Giudice & Gangestad 2021, 10.1177/2515245920954925). So each choice
is marked in advance, by what it does and not by what it gives:

- **test**. t, sign-flip and signed-rank test the same null hypothesis: without an effect a
  patient's samples could be exchanged, so the differences are symmetric about zero. They are
  equivalent. Their centers, mean and pseudomedian, are the same for symmetric differences, and
  ``differs`` names the center. The sign test asks only how many patients rise, with the median as
  its center and less power: where the plan declares it, the others are not equivalent to it.
- **scale**. A difference, a ratio and an odds ratio are different effects, and a difference of
  differences may vanish on one scale and not on another: not equivalent.
- **patients**. Complete cases ask the same question of fewer patients, chosen by what was
  measured and not by what came out: equivalent. (Unless values below detection are dropped; then
  a patient is incomplete because of a value.) Without flagged outliers patients are left out
  because of their values: not equivalent.
- **below detection**. The limit, half of it and the limit / √2 are three conventions for the same
  unknown: equivalent. Dropping leaves out patients because of their values: not equivalent.
"""

from dataclasses import dataclass
from typing import Literal

from explant.config.models import BelowDetection, Plan, Scale
from explant.declared_tests.known_tests import TESTS

Patients = Literal["all", "complete cases", "without flagged outliers"]

EFFECTS: dict[Scale, str] = {
    "linear": "a difference",
    "log2": "a ratio",
    "logit": "an odds ratio",
}
BELOW_DETECTION_WORDS: dict[BelowDetection, str] = {
    "limit_over_sqrt2": "limit / √2",
    "half_limit": "limit / 2",
    "limit": "the limit",
    "drop": "dropped",
}


@dataclass(frozen=True)
class Specification:
    """The choices that one analysis of a result makes."""

    test: str
    scale: Scale
    patients: Patients
    below_detection: BelowDetection


def declared(plan: Plan, marker: str) -> Specification:
    """The plan's own analysis of a marker."""
    inference = plan.inference
    return Specification(
        inference.test, plan.markers[marker].scale, "all", inference.below_detection
    )


def choices_of_test(own: Specification) -> list[str]:
    """Tests of the grid, the declared one first."""
    others = [test for test in TESTS.values() if test.always_compared and test.key != own.test]
    # What rests on a distribution first, then what counts arrangements.
    return [
        own.test,
        *(test.key for test in sorted(others, key=lambda test: test.exact_up_to != 0)),
    ]


def choices_of_scale(own: Specification, unit: str) -> list[Scale]:
    """Scales of the grid, the declared one first; odds are for percentages only."""
    others: list[Scale] = ["linear", "log2"]
    if unit == "%":
        others.append("logit")
    return [own.scale, *(scale for scale in others if scale != own.scale)]


def choices_below_detection(own: Specification, censored: bool) -> list[BelowDetection]:
    """What values below detection enter as, the declared rule first; one without such values."""
    if not censored:
        return [own.below_detection]
    rules = list(BELOW_DETECTION_WORDS)
    return [own.below_detection, *(rule for rule in rules if rule != own.below_detection)]


@dataclass(frozen=True)
class Choice:
    """A choice that differs from the plan's, in words, and whether it is equivalent to it."""

    words: str
    equivalent: bool


def differing_choices(other: Specification, own: Specification, censored: bool) -> list[Choice]:
    """Choices of an analysis that differ from the plan's.

    Parameters
    ----------
    other
        The analysis.
    own
        The plan's own analysis.
    censored
        Whether the marker has values below detection.

    Examples
    --------
    >>> own = Specification("wilcoxon", "linear", "all", "limit_over_sqrt2")
    >>> other = Specification("t", "log2", "all", "limit_over_sqrt2")
    >>> for choice in differing_choices(other, own, censored=False):
    ...     print(choice.equivalent, choice.words)
    True t test: mean instead of pseudomedian
    False log2 scale: a ratio instead of a difference is another question
    """
    choices: list[Choice] = []
    if other.test != own.test:
        choices.append(_test(other.test, own.test))
    if other.scale != own.scale:
        effects = f"{EFFECTS[other.scale]} instead of {EFFECTS[own.scale]}"
        choices.append(Choice(f"{other.scale} scale: {effects} is another question", False))
    if other.patients == "complete cases":
        by_value = censored and other.below_detection == "drop"
        words = "complete cases: patients who have every sample"
        because = ", and a value below detection counts as none"
        choices.append(Choice(words + because if by_value else words, not by_value))
    if other.patients == "without flagged outliers":
        words = "without flagged outliers: patients left out because of their values"
        choices.append(Choice(words, False))
    if other.below_detection != own.below_detection:
        choices.append(_below_detection(other.below_detection, own.below_detection))
    return choices


def _test(other: str, own: str) -> Choice:
    one, declared = TESTS[other], TESTS[own]
    if one.hypothesis != declared.hypothesis:
        estimates = f"{one.estimate} instead of {declared.estimate}"
        return Choice(f"{one.short_name}: {estimates} is another question", False)
    if one.estimate == declared.estimate:
        return Choice(f"{one.short_name}: p from {one.p_from} instead of {declared.p_from}", True)
    return Choice(f"{one.short_name}: {one.estimate} instead of {declared.estimate}", True)


def _below_detection(other: BelowDetection, own: BelowDetection) -> Choice:
    words = f"below detection: {BELOW_DETECTION_WORDS[other]}"
    words += f" instead of {BELOW_DETECTION_WORDS[own]}"
    if other == "drop":
        return Choice(f"{words} leaves patients out because of their values", False)
    if own == "drop":
        return Choice(f"{words} brings back patients left out because of their values", False)
    return Choice(words, True)
