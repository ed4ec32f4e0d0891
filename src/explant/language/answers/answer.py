"""An answer: a question asked of a marker, and what came of it, as one row of a table holds it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from explant.config.models import Plan
from explant.declared_tests.group_methods import ComparisonKind
from explant.language.words import Row, rows
from explant.questions.answers import Reason, Verdict, is_tested
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


@dataclass(frozen=True, slots=True)
class Answer(Row):
    """A row of a table that has a verdict: ``paired``, ``between``, ``strata``, ``interactions``.

    The columns that these tables share have one meaning, so sentences, cards, figures and documents
    read every answer alike; each still knows the table and the place that its numbers come from.
    """

    @property
    def marker(self) -> str:
        """The marker's name, as the config writes it."""
        return self.text("marker")

    @property
    def contrast(self) -> str:
        """The key of the question."""
        return self.text("contrast")

    @property
    def observed(self) -> str:
        """Direction of the estimate: increase, decrease, none; empty where there is no estimate."""
        return self.text("observed")

    @property
    def verdict(self) -> Verdict:
        """What the declared test allows to be said.

        Examples
        --------
        >>> Answer("paired", 0, {"verdict": "evidence_of_decrease"}).verdict.is_evidence
        True
        """
        return Verdict(self.text("verdict"))

    @property
    def reason(self) -> Reason | None:
        """Why the question is not answerable; None where it is."""
        return Reason(key) if (key := self.text("reason")) else None

    @property
    def has_evidence(self) -> bool:
        """Whether the adjusted p does not exceed α."""
        return self.verdict.is_evidence

    @property
    def is_tested(self) -> bool:
        """Whether the declared test gave a p value."""
        return is_tested(self.text("reason"))

    @property
    def could_be_found(self) -> bool:
        """Whether so many patients and tests could have given an adjusted p of at most α."""
        return self.reason not in (Reason.TOO_FEW_PATIENTS, Reason.TOO_MANY_TESTS)

    @property
    def standing(self) -> Standing:
        """The verdict in one of three words, by which the page marks an answer."""
        if not self.is_tested:
            return "not tested"
        return "evidence" if self.has_evidence else "no evidence"


TABLES = ("paired", "between")
"""A contrast within patients has its rows in the first, one between groups in the second."""


def answers_in(table: str, frame: pd.DataFrame | None, **where: str) -> list[Answer]:
    """Answers of a table that has verdicts, those whose text in each given column is the value."""
    return as_answers(rows(table, frame, **where))


def as_answers(found: Iterable[Row]) -> list[Answer]:
    """Rows of a table that has verdicts, as the answers that they are."""
    return [Answer(row.table, row.index, row.values) for row in found]


def answers(tables: Mapping[str, pd.DataFrame]) -> list[Answer]:
    """What every question of the plan found, whichever table holds it; those of ``paired`` first.

    Parameters
    ----------
    tables
        The tables by name, of which either may be absent.
    """
    return [answer for name in TABLES for answer in answers_in(name, tables.get(name))]


def too_few(answer: Answer) -> str:
    """How a claim begins that could not have been made.

    Examples
    --------
    >>> too_few(Answer("paired", 0, {"reason": "too_many_tests"}))
    'Too few patients for so many comparisons'
    """
    several = answer.reason == Reason.TOO_MANY_TESTS
    return "Too few patients for so many comparisons" if several else "Too few patients"


def sides(plan: Plan, contrast: str) -> tuple[str, str]:
    """What answers below and above zero are called; of patients' differences they are these, too.

    Groups of patients are lower or higher; several in order fall or rise.
    """
    if question(plan, contrast).is_between:
        two = question(plan, contrast).comparison == ComparisonKind.TWO_GROUPS
        return ("lower", "higher") if two else ("falling", "rising")
    return SIDES[question(plan, contrast).number]


def direction_word(answer: Answer, plan: Plan) -> str:
    """Direction of the estimate in a word; empty where there is no estimate."""
    low, high = sides(plan, answer.contrast)
    return {"decrease": low, "increase": high, "none": "zero"}.get(answer.observed, "")
