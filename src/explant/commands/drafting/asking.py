"""A draft whose questions are answered as they come: by a person, or by a script."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from explant.commands.drafting.building import recognise
from explant.commands.drafting.reading_back import ReadBack, checked, read_back
from explant.commands.drafting.writing_down.lines import AnotherDraftError, Answer, OpenQuestion
from explant.commands.drafting.writing_down.writing import draft_text
from explant.spreadsheet.sheet.cells import Workbook

PATIENT = "spreadsheet.columns.patient"
"""Place of the heading of the patient IDs: another heading is another draft."""


@dataclass(frozen=True)
class Answered:
    """A config without open questions, and which were asked on the way."""

    text: str
    asked: list[tuple[OpenQuestion, Any]] = field(default_factory=list)
    back: ReadBack = field(default_factory=lambda: ReadBack(None, None))


def answered_draft(
    book: Workbook,
    path: str,
    answer: Answer,
    patient: str | None = None,
    given: Mapping[str, Any] = MappingProxyType({}),
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
    given
        Answers that are known to questions which decide how the sheet is read.

    Raises
    ------
    ProblemsError
        If there is nothing to draft from.
    """
    asked: list[tuple[OpenQuestion, Any]] = []

    known: dict[str, Any] = {}

    def remembered(question: OpenQuestion) -> Any:
        if question.id in known:
            return known[question.id]
        own = answer(question)
        asked.append((question, own))
        return own

    study = recognise(book, path, patient, given)
    if study.restating.asked:
        # What decides how the sheet is read is asked first: another answer is another draft.
        _, questions = draft_text(study)
        for question in questions:
            if question.id in study.restating.asked:
                answers = {question.id: answer(question)}
                if answers[question.id] == question.answers[0]:
                    asked.append((question, answers[question.id]))
                    known[question.id] = answers[question.id]
                    continue
                again = answered_draft(book, path, answer, patient, {**given, **answers})
                own_first = [(question, answers[question.id]), *again.asked]
                return Answered(again.text, own_first, again.back)
    if patient is None and study.other_patients:
        _, questions = draft_text(study)
        heading = next(each for each in questions if each.id == PATIENT)
        if (named := answer(heading)) != study.patient:
            again = answered_draft(book, path, answer, named, given)
            return Answered(again.text, [(heading, named), *again.asked], again.back)
    try:
        first = checked(book, study).first
        text, _ = draft_text(study, remembered, first)
    except AnotherDraftError as another:
        known_too = {**given, another.chosen.place: another.chosen.value}
        again = answered_draft(book, path, _before(asked, answer), patient, known_too)
        own = (another.question, another.chosen.answer)
        own_first = [own, *(each for each in again.asked if each != own)]
        return Answered(again.text, own_first, again.back)
    back = read_back(book, text)
    if back.faults:
        given_again = {question.id: own for question, own in asked}
        text, _ = draft_text(study, lambda q: given_again[q.id], first, back.refused)
    return Answered(text, asked, back)


def _before(asked: list[tuple[OpenQuestion, Any]], answer: Answer) -> Answer:
    """Answers of before to the same questions, and a person's to others."""
    known = {(question.id, question.text): own for question, own in asked}

    def answered(question: OpenQuestion) -> Any:
        key = question.id, question.text
        return known[key] if known.get(key) in question.answers else answer(question)

    return answered
