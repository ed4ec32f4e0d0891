"""What a run says last: its findings, what changed, and where to look."""

import atexit
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import chdir, suppress
from pathlib import Path
from typing import ParamSpec

from explant.characters import shown
from explant.run.between_runs.recording import Ended
from explant.run.starting.preflight import afterwards
from explant.run.steps.staging import FAILURE_FILE

SUMMARY = "summary.txt"
REPORT = "report.html"
MARKED_COPY = "problems.xlsx"
STEPS = "The steps that were asked for are complete."
P = ParamSpec("P")


def at_exit(function: Callable[P, None], *given: P.args, **named: P.kwargs) -> None:
    """Call a function when the process ends, in the folder where it works now.

    Snakemake's ``--directory`` is left before that.

    Parameters
    ----------
    function, given, named
        What to call, and with what.
    """
    here = Path.cwd()

    def called() -> None:
        with chdir(here):
            function(*given, **named)

    atexit.register(called)


def after_success(folder: Path, ended: Ended) -> str:
    """What to say after a complete run.

    Parameters
    ----------
    folder
        The study's folder.
    ended
        What the run has made.
    """
    if not (folder / REPORT).is_file():
        return STEPS
    if ended.is_earlier:
        # Some steps were asked for, and the report's was none of them.
        return f"{STEPS} {folder / REPORT} is of an earlier run."
    summary = folder / SUMMARY
    findings = summary.read_text(encoding="utf-8").rstrip() if summary.is_file() else ""
    copy = folder / MARKED_COPY
    _remove_empty(folder)
    lines = [findings, ""]
    if ended.changed:
        lines.append(f"Since the results before: {ended.changed}")
    if copy.is_file():
        lines.append(f"To look at in the spreadsheet, each place marked: {copy}")
    return "\n".join([*lines, f"Report: {folder / REPORT}"])


def after_failure(folder: Path) -> str:
    """What to say after a failed run: the failing step's own sentence."""
    _remove_empty(folder)
    message = folder / "logs" / FAILURE_FILE
    if message.is_file() and (told := message.read_text(encoding="utf-8").rstrip()):
        return told
    if why := afterwards(folder):
        # The disk on which the step would have said so.
        return why
    return f"The run did not finish. What happened stands in {folder / 'logs'}."


def without_hooks(folder: Path, said: Sequence[str]) -> None:
    """Say what stands in the way, where Snakemake itself fell over it and called no hook.

    Parameters
    ----------
    folder
        The study's folder.
    said
        What the run has said at its end.
    """
    if said:
        return
    _remove_empty(folder)
    if why := afterwards(folder):
        print(f"\n{shown(why)}", file=sys.stderr, flush=True)


def _remove_empty(folder: Path) -> None:
    """Remove what Snakemake touches because it is called a log, where the step wrote none."""
    for name in (MARKED_COPY, "problems.csv", f"logs/{FAILURE_FILE}"):
        file = folder / name
        with suppress(OSError):
            if file.is_file() and not file.stat().st_size:
                file.unlink()


def with_nothing_to_do(folder: Path) -> str:
    """What to say after a run in which every result was there already."""
    where = f" Report: {folder / REPORT}" if (folder / REPORT).is_file() else ""
    return f"Nothing to do: the results are those of this spreadsheet and this config.{where}"


def say(sentences: Iterable[str]) -> None:
    """Print sentences at once, a line each."""
    for sentence in sentences:
        # A name of the spreadsheet could hold commands for the terminal.
        print(shown(sentence), file=sys.stderr)
