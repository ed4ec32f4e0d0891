"""One run at work on a study, and the jobs that belong to it, here or on other computers."""

import atexit
import os
import shutil
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from explant.run.between_runs import lock
from explant.run.steps.provenance import RUN_STARTED
from explant.run.steps.staging import RUN, STAGE, orphaned

THIS_RUN = uuid4().hex
"""By it the steps of this run know that its locks are theirs."""
_HELD: dict[Path, lock.Held] = {}
"""What this process holds, by the lock's file."""


def take(folder: Path) -> lock.Held:
    """Be the run at work on a study until this process ends.

    Parameters
    ----------
    folder
        The study's folder.

    Raises
    ------
    AnotherRunError
        When another run is at work on it.
    """
    file = lock.lock_file(folder)
    held = _HELD.get(file.absolute())
    if held is not None and not held.is_closed:
        # Snakemake reads a module again for each rule that another workflow alters.
        return held
    held = _HELD[file.absolute()] = lock.hold(file, THIS_RUN)
    # Its jobs know it by these, wherever they run.
    os.environ[RUN] = THIS_RUN
    os.environ[RUN_STARTED] = datetime.fromtimestamp(time.time(), UTC).isoformat()
    atexit.register(held.close)
    shutil.rmtree(folder / STAGE, ignore_errors=True)
    if lock.remove_stale_locks(Path(".snakemake/locks"), folder.as_posix()):
        print(lock.INTERRUPTED, file=sys.stderr)
    return held


def join(folder: Path) -> bool:
    """Let a job, which its run has begun on this computer or another, belong to that run.

    Parameters
    ----------
    folder
        The study's folder.

    Returns
    -------
    bool
        Whether the run is still at work.
    """
    if RUN not in os.environ and (run := lock.running(lock.lock_file(folder))):
        # A cluster may keep the variables of the run from its jobs.
        os.environ[RUN] = run
    os.environ.setdefault(RUN_STARTED, datetime.now(UTC).isoformat())
    return not orphaned(folder)
