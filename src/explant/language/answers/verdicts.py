"""What a row of results concludes, and what its directions are called."""

from typing import Literal

from explant.config.models import Plan
from explant.declared_tests.group_methods import ComparisonKind
from explant.language.words import Row
from explant.questions import answers
from explant.questions.answers import Reason, Verdict
from explant.questions.question import question

Standing = Literal["evidence", "no evidence", "not tested"]

SIDES: dict[str, tuple[str, str]] = {
    "value": ("below zero", "above zero"),
    "fixed value": ("below", "above"),
    "difference": ("lower", "higher"),
    "difference of differences": ("lower", "higher"),
    "trend": ("falling", "rising"),
    "curve": ("bending downward", "bending upward"),
    "weights": ("below zero", "above zero"),
    "other": ("below zero", "above zero"),
}
"""What a negative and a positive answer are called, by the kind of question."""


def verdict(row: Row) -> Verdict:
    """What the table concludes.

    Examples
    --------
    >>> verdict(Row("paired", 0, {"verdict": "evidence_of_decrease"})).is_evidence
    True
    """
    return Verdict(row.text("verdict"))


def has_evidence(row: Row) -> bool:
    """Whether the adjusted p does not exceed alpha."""
    return verdict(row).is_evidence


def standing(row: Row) -> Standing:
    """The verdict in one of three words, by which the page marks an answer."""
    if not is_tested(row):
        return "not tested"
    return "evidence" if has_evidence(row) else "no evidence"


def is_tested(row: Row) -> bool:
    """Whether the declared test gave a p value."""
    return answers.is_tested(row.text("reason"))


def could_answer(row: Row) -> bool:
    """Whether so many patients and tests could have given an adjusted p of at most alpha."""
    return row.text("reason") not in (Reason.TOO_FEW_PATIENTS, Reason.TOO_MANY_TESTS)


def too_few(row: Row) -> str:
    """How a claim begins that could not have been made.

    Examples
    --------
    >>> too_few(Row("paired", 0, {"reason": "too_many_tests"}))
    'Too few patients for so many comparisons'
    """
    several = row.text("reason") == Reason.TOO_MANY_TESTS
    return "Too few patients for so many comparisons" if several else "Too few patients"


def sides(plan: Plan, contrast: str) -> tuple[str, str]:
    """What answers below and above zero are called; of patients' differences they are these, too.

    Groups of patients are lower or higher; several in order fall or rise.
    """
    if question(plan, contrast).is_between:
        two = question(plan, contrast).comparison == ComparisonKind.TWO_GROUPS
        return ("lower", "higher") if two else ("falling", "rising")
    return SIDES[question(plan, contrast).number]


def direction_word(row: Row, plan: Plan) -> str:
    """Direction of the estimate in a word; empty where there is no estimate."""
    observed = row.text("observed")
    low, high = sides(plan, row.text("contrast"))
    return {"decrease": low, "increase": high, "none": "zero"}.get(observed, "")
