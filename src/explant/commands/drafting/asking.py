"""A draft whose questions are answered as they come: by a person, or by a script."""

from dataclasses import dataclass, field
from typing import Any

from explant.commands.drafting.building import recognise
from explant.commands.drafting.lines import Answer, OpenQuestion
from explant.commands.drafting.writing import draft_text
from explant.spreadsheet.sheet.cells import Workbook

PATIENT = "spreadsheet.columns.patient"
"""Place of the heading of the patient IDs: another heading is another draft."""


@dataclass(frozen=True)
class Answered:
    """A config without open questions, and which were asked on the way."""

    text: str
    asked: list[tuple[OpenQuestion, Any]] = field(default_factory=list)


def answered_draft(
    book: Workbook, path: str, answer: Answer, patient: str | None = None
) -> Answered:
    """Draft of a config with the answers in the places of its questions.

    Parameters
    ----------
    book
        The workbook.
    path
        Its path, as the config is to name it.
    answer
        Called with each question in turn.
    patient
        Heading of the patient IDs, if it is known.

    Raises
    ------
    ProblemsError
        If there is nothing to draft from.
    """
    asked: list[tuple[OpenQuestion, Any]] = []

    def remembered(question: OpenQuestion) -> Any:
        given = answer(question)
        asked.append((question, given))
        return given

    study = recognise(book, path, patient)
    if patient is None and study.other_patients:
        _, questions = draft_text(study)
        heading = next(each for each in questions if each.id == PATIENT)
        if (named := answer(heading)) != study.patient:
            again = answered_draft(book, path, answer, named)
            return Answered(again.text, [(heading, named), *again.asked])
    text, _ = draft_text(study, remembered)
    return Answered(text, asked)
