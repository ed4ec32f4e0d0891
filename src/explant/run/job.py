"""How a script runs as a job: its log, and one plain sentence when it fails."""

import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path

from explant.problems import ProblemsError
from explant.run.staging import OrphanedError

FAILURE_FILE = "failure.txt"


@contextmanager
def job(log: Path) -> Iterator[None]:
    """Run a step with its output in a log, and turn a failure into words.

    What the step prints, and the traceback of a failure, go to the log. The plain message goes to
    ``failure.txt`` beside it, which the workflow shows last.

    Parameters
    ----------
    log
        The step's log file.

    Raises
    ------
    SystemExit
        With status 1 when the step fails.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w", encoding="utf-8") as file, redirect_stdout(file), redirect_stderr(file):
        try:
            yield
        except KeyboardInterrupt:
            sys.exit(130)
        except OrphanedError:
            # What a later run says is not overwritten.
            traceback.print_exc()
            sys.exit(1)
        except ProblemsError as error:
            traceback.print_exc()
            _fail(log, str(error))
        except Exception as error:
            traceback.print_exc()
            _fail(
                log,
                f"The step {log.stem} stopped because of a fault in Explant or in its "
                f"installation, not in your data: {type(error).__name__}: {error}. "
                f"The details are in {log}; please send that file to the developers.",
            )


def _fail(log: Path, message: str) -> None:
    (log.parent / FAILURE_FILE).write_text(message + "\n", encoding="utf-8")
    sys.exit(1)
