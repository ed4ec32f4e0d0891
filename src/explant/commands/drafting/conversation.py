"""From an unknown sheet to a config and its first run, with a person at the terminal."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import yaml

from explant.commands.drafting.asking import answered_draft
from explant.commands.drafting.building import recognise
from explant.commands.drafting.dialogue import (
    StoppedError,
    Terminal,
    as_a_table,
    in_numbers,
    what_a_run_would_do,
)
from explant.commands.drafting.writing_down.lines import first_answer
from explant.commands.drafting.writing_down.writing import draft_text
from explant.config.loading import validate
from explant.config.models import Plan
from explant.numbers import counted
from explant.problems import errors, listing
from explant.spreadsheet.ingest import Ingested, ingest
from explant.spreadsheet.sheet.cells import Workbook

UTF_8 = "utf-8"


def converse(
    book: Workbook,
    spreadsheet: Path,
    output: Path | None,
    patient: str | None,
    given: Mapping[str, Any],
    terminal: Terminal,
    start: Callable[[Path], int],
) -> int:
    """Show the sheet, ask the questions, write the config, and offer the run.

    Parameters
    ----------
    book
        The workbook.
    spreadsheet
        Its path.
    output
        Where the config goes; asked for if None.
    patient
        Heading of the patient IDs.
    given
        Answers that are known.
    terminal
        Where the person reads and types.
    start
        Runs the study of a config, and returns its exit code.

    Returns
    -------
    int
        Exit code: that of the run if there is one, else 0.

    Raises
    ------
    ProblemsError
        If there is nothing to draft from.
    """
    path = spreadsheet.as_posix()
    study = recognise(book, path, patient, given)
    open_text, questions = draft_text(study)
    found, _ = _read(spreadsheet, draft_text(study, first_answer)[0])
    terminal.say(f"{path}, as it would be read:")
    for line in as_a_table(found) if found is not None else ():
        terminal.say(line)
    terminal.say("")
    terminal.say(
        f"{counted(len(questions), 'question')}. Enter takes the first answer, a number another "
        "one; q stops, and leaves all of them open in the config."
    )
    stopped = False
    try:
        text = answered_draft(book, path, terminal.ask, patient, given).text
    except StoppedError:
        stopped, text = True, open_text
    config = output if output is not None else _file(spreadsheet, terminal)
    if config is None:
        return 0
    config.parent.mkdir(parents=True, exist_ok=True)
    config.write_text(text, encoding=UTF_8, newline="\n")
    terminal.say("")
    terminal.say(f"Written: {config.as_posix()}")
    if stopped:
        terminal.say(f"Answer its questions there, and run: make run CONFIG={config.as_posix()}")
        return 0
    found, plan = _read(spreadsheet, text)
    if found is None or plan is None or errors(found.problems):
        terminal.say(
            "With these answers the sheet is not read yet:\n" + listing(errors(found.problems))
            if found is not None
            else "The config lacks what only you can write: look at its lines."
        )
        return 0
    for line in (in_numbers(found, plan), *what_a_run_would_do(found, plan)):
        terminal.say(line)
    if Path("Snakefile").is_file() and terminal.agrees("Run it now?"):
        return start(config)
    terminal.say(f"To run it: make run CONFIG={config.as_posix()}")
    return 0


def _read(spreadsheet: Path, text: str) -> tuple[Ingested | None, Plan | None]:
    """What a config reads from the sheet; nothing if the config has faults."""
    plan, _ = validate(yaml.safe_load(text), default_place="draft")
    return (None, None) if plan is None else (ingest(spreadsheet, plan), plan)


def _file(spreadsheet: Path, terminal: Terminal) -> Path | None:
    """Where the config goes, a file that is not there yet; None if the person stops."""
    usual = Path("config") / f"{spreadsheet.stem}.yaml"
    while True:
        try:
            typed = terminal.typed(f"Write the config to [{usual.as_posix()}] ")
        except StoppedError:
            return None
        chosen = Path(typed) if typed else usual
        if not chosen.exists():
            return chosen
        terminal.say(f"{chosen} is there already and is not overwritten.")
