"""A draft on a terminal: the sheet is shown, each question asked with numbered answers."""

import math
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from explant.characters import shown
from explant.commands.drafting.writing_down.lines import OpenQuestion, one_line, scalar
from explant.config.models import Plan
from explant.declared_tests.known_tests import TESTS
from explant.numbers import counted
from explant.questions.answers import exceeds
from explant.questions.attainable import smallest_adjusted, what_would_do
from explant.questions.design import differences
from explant.spreadsheet.ingest import Ingested
from explant.spreadsheet.sheet.cells import cell_text, column_letter

WIDTH = 98
MOST_COLUMNS, MOST_VALUES, MOST_QUESTIONS = 16, 3, 12
SHORT = 24
MOST_ABOVE = 12
WRITTEN = ("detection_limit", "label", "unit")
"""Keys whose answers are examples: another one may be written."""


class StoppedError(Exception):
    """Raised when the person wants to answer no more questions."""


@dataclass(frozen=True)
class Terminal:
    """Where a person reads and types.

    Parameters
    ----------
    say
        Shows a line.
    hear
        Shows a prompt and returns the line that is typed; raises ``EOFError`` at the end.
    """

    say: Callable[[str], None]
    hear: Callable[[str], str]

    def ask(self, question: OpenQuestion) -> Any:
        """The answer that a person chooses by its number, the first by an empty line.

        Raises
        ------
        StoppedError
            If the person types q, or ends the input.
        """
        self.say("")
        *above, key = question.id.split(".")
        text = question.text or f"What is the {key} of {above[-1] if above else key}?"
        for line in textwrap.wrap(one_line(text), WIDTH, break_on_hyphens=False):
            self.say(line)
        for number, answer in enumerate(question.answers, 1):
            self.say(f"  {number}  {shown(scalar(answer))}")
        free = ", or = and an answer of your own" if key in WRITTEN else ""
        while True:
            typed = self.typed(f"{question.id} [1{free}] ")
            if typed == "":
                return question.answers[0]
            if typed.isdecimal() and 1 <= int(typed) <= len(question.answers):
                return question.answers[int(typed) - 1]
            if free and typed.startswith("=") and typed[1:].strip():
                return _value(typed[1:].strip())
            self.say(
                f"Type a number from 1 to {len(question.answers)}{free}; Enter takes 1, q stops."
            )

    def agrees(self, question: str) -> bool:
        """Whether a person says yes; an empty line is a no."""
        try:
            return self.typed(f"{question} [y/N] ").casefold() in ("y", "yes")
        except StoppedError:
            return False

    def typed(self, prompt: str) -> str:
        """The line that a person types.

        Raises
        ------
        StoppedError
            If it is q, or the input ends.
        """
        try:
            typed = self.hear(prompt).strip()
        except (EOFError, KeyboardInterrupt):
            raise StoppedError from None
        if typed.casefold() == "q":
            raise StoppedError
        return typed


def _value(text: str) -> Any:
    """What a person typed, as the config means it: 0.5 is a number, other texts are texts."""
    try:
        value = yaml.safe_load(text)
    except yaml.YAMLError:
        return text
    return value if isinstance(value, (int, float, str)) else text


def as_a_table(found: Ingested) -> list[str]:
    """Each column of the sheets that were read: what it is taken for, and its first values."""
    sheets = {sheet.name: sheet for sheet in found.sheets}
    rows: list[tuple[str, str, str, str]] = []
    for reading in found.columns.itertuples():
        sheet = sheets.get(str(reading.sheet))
        values = []
        if sheet is not None:
            cells = (
                cell
                for row in sheet.rows
                for column in sheet.columns
                if column_letter(column) == reading.column
                and not (cell := sheet.at(row, column)).blank
            )
            values = _below(str(reading.heading), list(map(cell_text, cells)))
        where = f"{reading.sheet}!{reading.column}" if len(sheets) > 1 else str(reading.column)
        first = ", ".join(map(_cut, values))
        rows.append((where, _cut(str(reading.heading)), str(reading.read_as), first))
        if len(rows) == MOST_COLUMNS:
            break
    titles = ("column", "heading", "taken for", "first values")
    widths = [max(map(len, column)) for column in zip(titles, *rows, strict=True)]
    lines = [
        "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip()
        for row in (titles, *rows)
    ]
    more = len(found.columns) - len(rows)
    return [*map(shown, lines), *([f"… and {counted(more, 'more column')}"] if more > 0 else [])]


def _below(heading: str, texts: Sequence[str]) -> list[str]:
    """The first values of a column's texts: those below the last part of its heading."""
    parts = [
        at
        for at, text in enumerate(texts[:MOST_ABOVE])
        if not text.isdecimal() and f" {text} " in f" {heading} "
    ]
    first = parts[-1] + 1 if parts else 0
    return list(texts[first : first + MOST_VALUES])


def _cut(text: str) -> str:
    return text if len(text) <= SHORT else f"{text[: SHORT - 1]}…"


def in_numbers(found: Ingested, plan: Plan) -> str:
    """Patients × samples × markers of what was read, and how many of them have a value."""
    table = found.measurements
    samples = table[list(plan.factors)].drop_duplicates() if plan.factors else table[:1]
    patients, markers = table["patient"].nunique(), table["marker"].nunique()
    every = patients * len(table[[*plan.factors, "marker"]].drop_duplicates())
    of_every = f"{len(table)} of " if len(table) < every else ""
    return (
        f"{counted(patients, 'patient')} × {counted(len(samples), 'sample')} × "
        f"{counted(markers, 'marker')}: {of_every}{counted(every, 'value')}."
    )


def what_a_run_would_do(found: Ingested, plan: Plan) -> list[str]:
    """Its questions, each with the number of patients and the smallest p that could come out."""
    patients = list(dict.fromkeys(found.measurements["patient"]))
    table = differences(found.measurements, plan, patients, found.patients)
    test = TESTS[plan.inference.test]
    within = table[table["contrast"].isin(plan.paired_contrasts) & table["difference"].notna()]
    counts = {
        (str(marker), str(contrast)): int(size)
        for marker, contrast, size in within.groupby(["marker", "contrast"], as_index=False)
        .size()
        .itertuples(index=False)
    }
    least = smallest_adjusted(plan, counts, len(patients))
    lines = [
        f"A run would ask {counted(len(plan.contrasts), 'question')} of "
        f"{counted(len(plan.analysed_markers), 'marker')} ({test.name}):"
    ]
    for name in list(plan.contrasts)[:MOST_QUESTIONS]:
        contrast = plan.contrasts[name]
        own = table[(table["contrast"] == name) & table["difference"].notna()]
        n = int(own.groupby("marker").size().max()) if len(own) else 0
        line = f"  {plan.contrast_label(name)} ({contrast.role}): n = {n}"
        own_least = [p for (_, contrast), p in least.items() if contrast == name]
        smallest = min(own_least, default=math.nan)
        if not math.isnan(smallest):
            alpha = plan.inference.alpha
            tests = sum(plan.family(other) == plan.family(name) for _, other in least)
            adjusted = "smallest p" if tests == 1 else "smallest adjusted p"
            line += f", {adjusted} that can come out {smallest:.2g}"
            if exceeds(smallest, alpha):
                line += ": too few patients for one below " + (
                    f"{alpha:g}" if tests == 1 else f"{alpha:g} in a family of {tests} tests"
                )
                mend = what_would_do(plan, name, n, tests)
                line += f"; it takes {mend}" if mend else ""
        lines.append(shown(line))
    more = len(plan.contrasts) - MOST_QUESTIONS
    return [*lines, *([f"  … and {counted(more, 'more question')}"] if more > 0 else [])]
