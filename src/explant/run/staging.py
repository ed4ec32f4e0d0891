"""Outputs written beside their places and moved there when all of them are complete.

A run that is killed leaves its step's process behind. That process must neither leave half a file
nor overwrite what a later run has made, so it publishes only while its own run is alive.
"""

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

RUN_PROCESS = "EXPLANT_RUN_PROCESS"
STAGE = ".stage"


class OrphanedError(Exception):
    """Raised when the run that started a step has ended before the step."""


@contextmanager
def staged(outputs: Mapping[str, Path], results: Path) -> Iterator[dict[str, Path]]:
    """Yield a temporary path for each output, and move all of them into place at the end.

    Parameters
    ----------
    outputs
        Output files by name.
    results
        The study's folder, where the temporary files stand meanwhile.

    Yields
    ------
    dict
        The temporary file of each output, by the same names, with the same file names.

    Raises
    ------
    OrphanedError
        When the run has ended meanwhile; nothing is moved then.
    """
    folder = results / STAGE
    stage = folder / str(os.getpid())
    temporary = {
        name: stage / str(number) / path.name for number, (name, path) in enumerate(outputs.items())
    }
    for path in temporary.values():
        path.parent.mkdir(parents=True, exist_ok=True)
    try:
        yield temporary
        if _orphaned():
            raise OrphanedError("the run that started this step has ended")
        for name, path in outputs.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            temporary[name].replace(path)
    finally:
        shutil.rmtree(stage, ignore_errors=True)
        with suppress(OSError):
            folder.rmdir()


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
