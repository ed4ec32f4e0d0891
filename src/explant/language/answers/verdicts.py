"""What a row of paired.csv or between.csv concludes, and what its directions are called."""

from typing import Literal

from explant.config.models import Plan
from explant.language.asked import compared_groups, is_between, question
from explant.language.words import Row

Verdict = Literal["evidence", "no evidence", "not tested"]

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
    >>> verdict(Row("paired", 0, {"conclusion": "evidence of a decrease"}))
    'evidence'
    >>> verdict(Row("paired", 0, {"conclusion": ""}))
    'not tested'
    """
    conclusion = row.text("conclusion")
    if conclusion.startswith("evidence"):
        return "evidence"
    return "no evidence" if conclusion.startswith("no evidence") else "not tested"


def sides(plan: Plan, contrast: str) -> tuple[str, str]:
    """What answers below and above zero are called; of patients' differences they are these, too.

    Groups of patients are lower or higher; several in order fall or rise.
    """
    if is_between(plan, contrast):
        _, groups = compared_groups(plan, contrast)
        return ("lower", "higher") if len(groups) == 2 else ("falling", "rising")
    return SIDES[question(plan, contrast)]


def direction_word(row: Row, plan: Plan) -> str:
    """Direction of the estimate in a word; empty where there is no estimate."""
    observed = row.text("observed")
    low, high = sides(plan, row.text("contrast"))
    return {"decrease": low, "increase": high, "none": "zero"}.get(observed, "")
