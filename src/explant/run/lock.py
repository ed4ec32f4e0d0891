"""One run at a time in a study's folder, and no unlocking by hand after a killed run.

Snakemake's own locks are files: they outlive a killed process and then ask for ``--unlock``. The
lock here belongs to the process and falls with it, so whoever holds it knows that Snakemake's
locks on the study are stale.
"""

import os
from pathlib import Path
from typing import IO

INTERRUPTED = "The previous run was interrupted; this one continues where it stopped."


class AnotherRunError(Exception):
    """Raised when another process is at work on the study."""


def hold(lock_file: Path) -> IO[str] | None:
    """Hold a lock until this process ends.

    Parameters
    ----------
    lock_file
        The file to lock; made when missing.

    Returns
    -------
    file or None
        The open file, to be kept as long as the lock is wanted; None where the file system or the
        platform has no such locks.

    Raises
    ------
    AnotherRunError
        When another process holds the lock.
    """
    try:
        import fcntl
    except ImportError:
        return None
    lock_file.parent.mkdir(parents=True, exist_ok=True)
    file = lock_file.open("a+", encoding="utf-8")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.seek(0)
        holder = file.read().strip()
        file.close()
        raise AnotherRunError(
            f"Another run{f' (process {holder})' if holder else ''} is at work on this study. "
            "Wait until it has ended, or stop it."
        ) from None
    except OSError:
        file.close()
        return None
    file.truncate(0)
    file.write(str(os.getpid()))
    file.flush()
    return file


def remove_stale_locks(locks: Path, results: str) -> bool:
    """Remove Snakemake's locks on a study, which only the holder of :func:`hold` may do.

    Parameters
    ----------
    locks
        Snakemake's folder of locks.
    results
        The study's folder as it stands in them, for example ``results/il2``.

    Returns
    -------
    bool
        Whether there was one.
    """
    stale = [
        file
        for file in (sorted(locks.glob("*.lock")) if locks.is_dir() else [])
        if any(
            line.startswith(f"{results}/") for line in file.read_text(encoding="utf-8").splitlines()
        )
    ]
    names = {file.name.split(".")[0] for file in stale}
    for file in locks.glob("*.lock") if stale else []:
        # A run writes its locks on inputs and on outputs under one number.
        if file.name.split(".")[0] in names:
            file.unlink(missing_ok=True)
    return bool(stale)
