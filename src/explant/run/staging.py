"""Outputs written beside their places and moved there when all of them are complete.

A run that is killed leaves its step's process behind. That process must neither leave half a file
nor overwrite what a later run has made, so it publishes only while its own run is alive.
"""

import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

RUN_PROCESS = "EXPLANT_RUN_PROCESS"
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
    stage = stages / str(os.getpid())
    stage.mkdir(parents=True)
    try:
        yield stage
        if _orphaned():
            raise OrphanedError("the run that started this step has ended")
        for path in outputs:
            path.parent.mkdir(parents=True, exist_ok=True)
            (stage / path.name).replace(path)
    finally:
        shutil.rmtree(stage, ignore_errors=True)
        with suppress(OSError):
            stages.rmdir()


def _orphaned() -> bool:
    run = os.environ.get(RUN_PROCESS, "")
    # Signal 0 asks whether a process lives; on Windows it would end it.
    if not run.isdigit() or os.name == "nt":
        return False
    try:
        os.kill(int(run), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
