"""From an unknown sheet to a config and its first run, with a person at the terminal."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from explant.commands.drafting.asking import answered_draft
from explant.commands.drafting.building import recognise
from explant.commands.drafting.dialogue import (
    StoppedError,
    Terminal,
    as_a_table,
    in_numbers,
    what_a_run_would_do,
)
from explant.commands.drafting.reading_back import checked
from explant.commands.drafting.writing_down.lines import DOUBT
from explant.numbers import counted
from explant.problems import listing
from explant.spreadsheet.sheet.cells import Workbook

UTF_8 = "utf-8"
WHAT_ROLES_ARE = (
    "A primary question is what the study was made for, a secondary one is asked besides, an\n"
    "exploratory one only arose. The report leads with the first primary one."
)


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
    own = checked(book, recognise(book, path, patient, given))
    open_text, questions, found = own.text, own.questions, own.back.found
    terminal.say(f"{path}, as it would be read:")
    for line in as_a_table(found) if found is not None else ():
        terminal.say(line)
    terminal.say("")
    terminal.say(
        f"{counted(len(questions), 'question')}. Enter takes the first answer, a number another "
        "one; q stops, and leaves all of them open in the config."
    )
    if any(question.id.endswith(".role") for question in questions):
        terminal.say(WHAT_ROLES_ARE)
    stopped = False
    try:
        answered = answered_draft(book, path, terminal.ask, patient, given)
        text, back = answered.text, answered.back
    except StoppedError:
        stopped, text, back = True, open_text, own.back
    config = output if output is not None else _file(spreadsheet, terminal)
    if config is None:
        return 0
    config.parent.mkdir(parents=True, exist_ok=True)
    config.write_text(text, encoding=UTF_8, newline="\n")
    terminal.say("")
    terminal.say(f"Written: {config.as_posix()}")
    doubts = sum(line.lstrip().startswith(DOUBT) for line in text.splitlines())
    if doubts:
        terminal.say(
            f"{counted(doubts, 'doubt')} in it, in lines that begin with {DOUBT}: no run stops at "
            "them, but look at each."
        )
    if stopped:
        terminal.say(f"Answer its questions there, and run: make run CONFIG={config.as_posix()}")
        return 0
    found, plan = back.found, back.plan
    if found is None or plan is None or back.faults:
        terminal.say(
            "With these answers the sheet is not read yet:\n" + listing(back.faults)
            if found is not None
            else "The config lacks what only you can write: look at its lines."
        )
        return 0
    for line in (in_numbers(found, plan), *what_a_run_would_do(found, plan)):
        terminal.say(line)
    if Path("Snakefile").is_file() and terminal.agrees("Run it now?"):
        return start(config)
    terminal.say(f"To write down the plan before: make freeze CONFIG={config.as_posix()}")
    terminal.say(f"To run it: make run CONFIG={config.as_posix()}")
    return 0


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
