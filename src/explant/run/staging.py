"""Outputs written beside their places and moved there when all of them are complete.

A run that is killed leaves its step's process behind. That process must neither leave half a file
nor overwrite what a later run has made, so it publishes only while its own run is alive. It asks
the run's lock in the shared folder: the run may be on another computer than the step.
"""

import os
import platform
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from explant.run.lock import lives, lock_file

RUN = "EXPLANT_RUN_TEXT"
"""Variable that holds the text by which a run takes its locks."""
STAGE = ".stage"


class OrphanedError(Exception):
    """Raised when the run that started a step has ended before the step."""


@contextmanager
def staged(outputs: Iterable[Path], results: Path) -> Iterator[Path]:
    """Yield a temporary folder, and move the outputs from it into place at the end.

    Parameters
    ----------
    outputs
        Output files, with different names. Each must be in the folder at the end, under its name.
    results
        The study's folder, where the temporary folder stands meanwhile.

    Yields
    ------
    Path
        The folder.

    Raises
    ------
    OrphanedError
        When the run has ended meanwhile; nothing is moved then.
    """
    stages = results / STAGE
    # A process number alone may be that of another process on another computer.
    stage = stages / f"{platform.node()}-{os.getpid()}"
    stage.mkdir(parents=True)
    try:
        yield stage
        if orphaned(results):
            raise OrphanedError("the run that started this step has ended")
        for path in outputs:
            path.parent.mkdir(parents=True, exist_ok=True)
            (stage / path.name).replace(path)
    finally:
        shutil.rmtree(stage, ignore_errors=True)
        with suppress(OSError):
            stages.rmdir()


def orphaned(results: Path) -> bool:
    """Whether the run that this process belongs to has ended; a process of no run never is.

    Parameters
    ----------
    results
        The study's folder.
    """
    run = os.environ.get(RUN, "")
    return bool(run) and not lives(lock_file(results), run)
