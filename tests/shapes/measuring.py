"""What a draft makes of a file: drafted, answered, read, and every value's place compared."""

import re
import traceback
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from explant.commands.drafting.asking import answered_draft
from explant.commands.drafting.writing_down.lines import OpenQuestion
from explant.config.loading import validate
from explant.problems import Problem, ProblemsError, errors, listing
from explant.spreadsheet.ingest import Ingested, ingest
from explant.spreadsheet.sheet.opening import read_workbook
from tests.shapes.answering import Person
from tests.shapes.comparing import faults
from tests.shapes.shape import Shape, Written

RIGHT = "right at once"
ASKED = "right after questions"
MANY = "right after many questions"
NAMED = "refused with the way forward"
BLIND = "refused blind"
MISSED = "wrong after a question"
WRONG = "wrong silently"
CRASH = "crash"
OUTCOMES = (RIGHT, ASKED, NAMED, MANY, MISSED, BLIND, WRONG, CRASH)
MOST_QUESTIONS = 3
SHORT = 300


@dataclass
class Outcome:
    """What became of a shape."""

    shape: str
    kind: str
    why: str = ""
    asked: list[OpenQuestion] = field(default_factory=list)
    unforeseen: list[OpenQuestion] = field(default_factory=list)

    @property
    def line(self) -> str:
        """One line for the screen."""
        questions = f" ({len(self.asked)} asked)" if self.asked else ""
        why = " ".join(self.why.split())
        return f"{self.shape:36} {self.kind}{questions}{': ' + why[:SHORT] if why else ''}"


def measured(shape: Shape, folder: Path) -> Outcome:
    """Write a shape, draft it, answer, read, compare."""
    written = shape.make(shape.name)
    path = written.write(folder, shape.name, shape.kind)
    person = Person(written)
    try:
        kind, why = _outcome(written, path, person)
    except Exception:
        kind, why = CRASH, traceback.format_exc(limit=-3)
    if kind == RIGHT and person.asked:
        kind = ASKED if len(person.asked) <= MOST_QUESTIONS else MANY
    if kind == WRONG and person.unforeseen:
        kind = MISSED
        why = f"{why}; not foreseen: {person.unforeseen[0].id} {person.unforeseen[0].text}"
    return Outcome(shape.name, kind, why, person.asked, person.unforeseen)


def _outcome(written: Written, path: Path, person: Person) -> tuple[str, str]:
    try:
        draft = answered_draft(read_workbook(path), path.as_posix(), person)
    except ProblemsError as error:
        return _refusal(written, error.problems)
    plan, problems = validate(yaml.safe_load(draft.text), default_place="draft")
    if plan is None:
        return _refusal(written, problems, "the draft is no plan: ")
    read = ingest(path, plan)
    if stopping := errors(read.problems):
        return _refusal(written, stopping, "the reader refuses the draft: ")
    if written.named is not None:
        return WRONG, f"no study table, read as {_held(read)}"
    if written.refused:
        return WRONG, f"nothing says whose the values are, read as {_held(read)}"
    found = faults(written, read.measurements, read.patients, plan)
    return (WRONG, "; ".join(found)) if found else (RIGHT, "")


def _held(read: Ingested) -> str:
    table = read.measurements
    patients, markers = table["patient"].unique(), table["marker"].unique()
    return (
        f"{len(table)} values of {len(patients)} patients ({', '.join(map(str, patients[:3]))}) "
        f"and {len(markers)} markers ({', '.join(map(str, markers[:3]))})"
    )


def _refusal(written: Written, problems: list[Problem], before: str = "") -> tuple[str, str]:
    told = listing(problems)
    if written.named is not None:
        helps = all(re.search(each, told, re.IGNORECASE | re.DOTALL) for each in written.named)
    else:
        helps = (
            bool(written.forward)
            and re.search(written.forward, told, re.IGNORECASE | re.DOTALL) is not None
        )
    return (NAMED if helps else BLIND), before + told
