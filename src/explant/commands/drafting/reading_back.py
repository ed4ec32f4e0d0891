"""A draft is read back before it is shown: what the reader refuses is mended, or said."""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from explant.commands.drafting.sheets.recognised_tables import SheetColumn
from explant.commands.drafting.study import Study
from explant.commands.drafting.writing_down.lines import OpenQuestion
from explant.commands.drafting.writing_down.writing import draft_text
from explant.config.loading import validate
from explant.config.models import Plan
from explant.limits import within
from explant.numbers import counted
from explant.problems import Problem, errors, listing
from explant.spreadsheet.ingest import Ingested, ingest_book
from explant.spreadsheet.sheet.cells import Workbook

MOST_CELLS = 20_000
"""Cells of a workbook for which other answers are tried."""
MOST_TRIED = 12
LONGEST = 220


@dataclass(frozen=True)
class ReadBack:
    """What a config reads from its own sheet."""

    plan: Plan | None
    found: Ingested | None
    faults: list[Problem] = field(default_factory=list)

    @property
    def refused(self) -> str:
        """One sentence of what the reader refuses; empty if it reads the sheet."""
        if not self.faults:
            return ""
        first, *more = self.faults
        what = first.what if len(first.what) <= LONGEST else f"{first.what[:LONGEST]} …"
        others = f" And {counted(len(more), 'more fault')}." if more else ""
        return f"This draft cannot be run as it stands: {first.where}: {what}{others}"

    @property
    def words(self) -> str:
        """What was read, or why nothing was, for the screen."""
        if self.plan is None:
            return "The draft lacks something that only you can write:\n" + listing(self.faults)
        if self.faults or self.found is None:
            return (
                "Read with the first answer to each question, the file has problems:\n"
                + listing(self.faults)
            )
        table = self.found.measurements
        return (
            "Read with the first answer to each question, the file gives "
            f"{counted(len(table), 'value')} of {counted(len(self.plan.markers), 'marker')} "
            f"from {counted(table['patient'].nunique(), 'patient')}."
        )


def read_back(book: Workbook, text: str, measured: Sequence[SheetColumn] = ()) -> ReadBack:
    """Read a workbook by a config.

    Parameters
    ----------
    book
        The workbook.
    text
        The config, with an answer in the place of each question.
    measured
        Columns that the draft takes for values: of each something has to be read.
    """
    plan, problems = validate(yaml.safe_load(text), default_place="draft")
    if plan is None:
        return ReadBack(None, None, problems)
    found = ingest_book(book, plan)
    faults = errors(found.problems)
    return ReadBack(plan, found, faults or list(_unread(found, measured)))


def _unread(found: Ingested, measured: Sequence[SheetColumn]) -> Iterator[Problem]:
    """Columns that were taken for values and of which the reader reads none."""
    # The names of sheets may hold spaces, as the list of the cells does.
    read = {word for source in found.measurements["source"] for word in source.split(" ")}
    for column in measured:
        cells = [cell for cell, reading in column.readings if reading.value is not None]
        if cells and not any(cell.place.split(" ")[-1] in read for cell in cells):
            yield Problem(
                "error",
                column.own.place,
                f'"{column.text}" was taken for values, and by this draft none of them is read.',
                "Write into its heading what was measured and under which condition, as the other "
                "headings do, or delete the column if it holds something else.",
            )


@dataclass(frozen=True)
class Checked:
    """A draft with open questions, and what its first answers read."""

    text: str
    questions: list[OpenQuestion]
    back: ReadBack
    first: Mapping[str, Any]
    """Answers that have to come first, for those before them are refused."""


def checked(book: Workbook, study: Study) -> Checked:
    """A draft that was read back; where its first answers are refused, others come first.

    Parameters
    ----------
    book
        The workbook.
    study
        What was recognised in it.
    """
    with within(book.allowance_unknown, Path(book.name)):
        return _checked(book, study)


def _checked(book: Workbook, study: Study) -> Checked:
    first: dict[str, Any] = {}
    back = read_back(book, draft_text(study, _first)[0], study.measured)
    if back.faults and (absent := _absent(back)):
        study.absent = absent
        back = read_back(book, draft_text(study, _first)[0], study.measured)
    if back.faults and book.size <= MOST_CELLS:
        for question, answer in itertools.islice(_others(study), MOST_TRIED):
            tried = {question.id: answer}
            text = draft_text(study, _first, first=tried)[0]
            other = read_back(book, text, study.measured)
            if not other.faults:
                back, first = other, tried
                break
    text, questions = draft_text(study, first=first, refused=back.refused)
    return Checked(text, questions, back, first)


def _absent(back: ReadBack) -> set[tuple[str, ...]]:
    """Samples of the design of which nothing was read, where everything else was understood."""
    if back.plan is None or back.found is None or back.found.unasked is None:
        return set()
    factors = back.plan.factors
    present = set(back.found.unasked[[*factors]].itertuples(index=False, name=None))
    return set(itertools.product(*(each.levels for each in factors.values()))) - present


def _first(question: OpenQuestion) -> Any:
    return question.answers[0]


def _others(study: Study) -> Iterator[tuple[OpenQuestion, Any]]:
    """Other answers to questions of how the sheet is read, each for itself."""
    _, questions = draft_text(study)
    for question in questions:
        again = {other.answer for other in question.otherwise}
        decided = question.id in study.restating.asked or question.id.startswith("contrasts.")
        if decided or question.id == "spreadsheet.columns.patient":
            # Another answer to these is another draft.
            continue
        for answer in question.answers[1:]:
            if not isinstance(answer, str) or answer not in again:
                yield question, answer
