"""``python -m explant draft``: a commented config for a spreadsheet that no plan describes yet."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from explant.characters import shown
from explant.commands.drafting.building import recognise
from explant.commands.drafting.conversation import converse
from explant.commands.drafting.dialogue import Terminal
from explant.commands.drafting.network_part import list_of_genes, no_sheet_of_measurements
from explant.commands.drafting.reading_back import checked
from explant.config.yaml_files.written_values import UNANSWERED
from explant.limits import within
from explant.numbers import counted
from explant.problems import ProblemsError, listing
from explant.spreadsheet.files.safety import without_garbage_collection
from explant.spreadsheet.sheet.opening import read_workbook

UTF_8 = "utf-8"


@without_garbage_collection()
def run(
    spreadsheet: Path,
    output: Path | None,
    patient: str | None,
    answers: Sequence[str] = (),
    terminal: Terminal | None = None,
) -> int:
    """Write a draft to the screen or to a file.

    Parameters
    ----------
    spreadsheet
        The spreadsheet.
    output
        Where the draft goes; the screen if None. A file that is there is never overwritten.
    patient
        Heading of the patient IDs.
    answers
        Answers to questions that decide how the sheet is read, as ``spreadsheet.goes_on=[]``.
    terminal
        Where a person answers the questions; without one they stand open in the draft.

    Returns
    -------
    int
        Exit code: 0 if there is a draft, 1 if there is none.
    """
    if output is not None and output.exists():
        print(
            f"{output}: The file is there already. Name another one, or delete it first.",
            file=sys.stderr,
        )
        return 1
    try:
        given = dict(map(_parsed, answers))
        if part := no_sheet_of_measurements(spreadsheet):
            print(part)
            return 0
        book = read_workbook(spreadsheet)
        with within(book.allowance_unknown, spreadsheet):
            part = list_of_genes(spreadsheet, book)
        if part:
            print(part)
            return 0
        if terminal is not None:
            return converse(book, spreadsheet, output, patient, given, terminal, start)
        with within(book.allowance_unknown, spreadsheet):
            draft = checked(book, recognise(book, spreadsheet.as_posix(), patient, given))
    except ProblemsError as error:
        print(listing(error.problems), file=sys.stderr)
        return 1
    text = draft.text
    if output is None:
        sys.stdout.buffer.write(text.encode(UTF_8))
        sys.stdout.flush()
    else:
        output.write_text(text, encoding=UTF_8, newline="\n")
    print(_ending(draft.back.words, len(draft.questions), output), file=sys.stderr)
    return 0


def at_terminal() -> Terminal | None:
    """The terminal, if a person sits at it."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return None
    return Terminal(lambda line: print(shown(line)), lambda prompt: input(shown(prompt)))


def start(config: Path) -> int:
    """Run the study of a config, and return the exit code."""
    cores = str(os.cpu_count() or 1)
    command = [sys.executable, "-m", "snakemake", "--cores", cores, "--configfile", str(config)]
    return subprocess.run(command, check=False).returncode


def _parsed(answer: str) -> tuple[str, Any]:
    """Place of a question in the config, and its answer."""
    place, _, value = answer.partition("=")
    return place.strip(), yaml.safe_load(value)


def _ending(found: str, questions: int, output: Path | None) -> str:
    """What to do next, and what reading with the first answers finds."""
    lines = ["", found]
    config = output.as_posix() if output is not None else "config/mine.yaml"
    if output is None:
        lines.append(f"Save the draft as {config}, for example with > {config}.")
    lines += [
        f"{counted(questions, 'question')} {'is' if questions == 1 else 'are'} open: lines with "
        f"{UNANSWERED}. Answer them, read the rest, and run",
        f"  make freeze CONFIG={config}",
        f"  make run CONFIG={config}",
        "The first writes down what was planned before any result was seen; it may be left out.",
    ]
    return "\n".join(lines)
