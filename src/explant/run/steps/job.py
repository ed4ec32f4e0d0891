"""How a script runs as a job: its log, and one plain sentence when it fails."""

import sys
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from pathlib import Path
from typing import Any, Protocol

from explant.integrity.inputs import seen
from explant.integrity.outdated import hash_of
from explant.problems import ProblemsError
from explant.run.starting.preflight import sentence
from explant.run.steps.consumption import consumption
from explant.run.steps.nameless_logs import Nameless, NamelessLog
from explant.run.steps.on_screen import progress_on_screen
from explant.run.steps.staging import FAILURE_FILE, Job, OrphanedError


class OfSnakemake(Protocol):
    """What Snakemake tells a script."""

    @property
    def rule(self) -> str:
        """Name of the rule: that of the step, or one that also names the study."""

    @property
    def wildcards(self) -> Sequence[str]:
        """Of a part of a step, which it is and of how many."""

    @property
    def params(self) -> Any:
        """Its parameters, with what ``Run.spec`` gave as ``spec``."""

    @property
    def input(self) -> Sequence[str]:
        """Files that the step reads."""

    @property
    def log(self) -> Sequence[str]:
        """Its logs, the one of its screen first."""


@contextmanager
def job(told: OfSnakemake) -> Iterator[Job]:
    """Run a step with its output in a log, and turn a failure into words.

    What the step prints, what it took, and the traceback of a failure, go to the log. The plain
    message goes to ``failure.txt`` beside it, which the workflow shows last.

    Parameters
    ----------
    told
        What Snakemake tells the script.

    Yields
    ------
    Job
        The step, which has made sure that the files it reads are what Explant wrote.

    Raises
    ------
    SystemExit
        With status 1 when the step fails.
    """
    log = Path(told.log[0])
    try:
        with _logged(told, log) as step:
            yield step
    except OSError as error:
        # Of the log itself.
        if not sentence(error, log.parent):
            raise
        sys.exit(1)


@contextmanager
def _logged(told: OfSnakemake, log: Path) -> Iterator[Job]:
    results = log.parent.parent
    log.parent.mkdir(parents=True, exist_ok=True)
    step, screen = told.params.spec["step"], sys.stderr
    nameless = Nameless(map(Path, told.input))
    with (
        NamelessLog(log, nameless) as file,
        progress_on_screen(" ".join([told.rule, " of ".join(told.wildcards)]).rstrip(), screen),
        redirect_stdout(file),
        redirect_stderr(file),
    ):
        try:
            inputs = seen(map(Path, told.input), results)
            yield Job(step, results, inputs, hash_of(told.params.spec))
            print(consumption())
        except KeyboardInterrupt:
            sys.exit(130)
        except OrphanedError:
            # What a later run says is not overwritten.
            traceback.print_exc()
            sys.exit(1)
        except ProblemsError as error:
            traceback.print_exc()
            _fail(log, nameless(str(error)))
        except Exception as error:
            traceback.print_exc()
            what = nameless(f"{type(error).__name__}: {error}")
            _fail(
                log,
                sentence(error, results)
                or f"The step {log.stem} stopped because of a fault in Explant or in its "
                f"installation, not in your data: {what}. "
                f"The details are in {log}; please send that file to the developers.",
            )


def _fail(log: Path, message: str) -> None:
    # On a full disk not even this can be said; the run then looks at the disk itself.
    with suppress(OSError):
        (log.parent / FAILURE_FILE).write_text(message + "\n", encoding="utf-8")
    sys.exit(1)
