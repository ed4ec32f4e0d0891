"""One run at a time in a study's folder, whichever computers see it, and no unlocking by hand.

Snakemake's own locks are files: they outlive a killed process and then ask for ``--unlock``. The
lock here is the operating system's and falls with the process, so whoever holds it knows that
Snakemake's locks on the study are stale. Between the computers of a cluster such a lock is seen on
some file systems only, and a process number means nothing. So the file also says who holds it, and
the holder touches it all the while: a lease, which runs out when nobody touches it.
"""

import json
import os
import platform
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Event, Thread
from typing import IO

INTERRUPTED = "The previous run was interrupted; this one continues where it stopped."
FOLDER = Path(".snakemake/explant")
BEAT = 10.0
LEASE = 120.0
"""Seconds between two signs of life, and after which without one a run on another computer is
taken for dead. File systems of clusters may show a change a minute late."""


class AnotherRunError(Exception):
    """Raised when another process is at work on the study."""


@dataclass(frozen=True)
class Holder:
    """Who holds a lock.

    Parameters
    ----------
    run
        A text that no other run has.
    host
        Name of its computer.
    boot
        What tells computers of one name apart, and this start of it from earlier ones.
    process
        Its process there.
    """

    run: str
    host: str
    boot: str
    process: int

    @property
    def is_here(self) -> bool:
        """Whether it is on this computer."""
        return (self.host, self.boot) == (platform.node(), _boot())


class Held:
    """A lock that is held until it is closed, or until the process ends.

    Parameters
    ----------
    file
        The open file.
    """

    def __init__(self, file: IO[str]) -> None:
        self._file = file
        self._closed = Event()
        Thread(target=self._beat, daemon=True).start()

    def _beat(self) -> None:
        while not self._closed.wait(BEAT):
            try:
                os.utime(self._file.name)
            except OSError:
                continue

    @property
    def is_closed(self) -> bool:
        """Whether it has been let go."""
        return self._closed.is_set()

    def close(self) -> None:
        """Let others have the lock; nobody has to wait until the lease runs out."""
        if self.is_closed:
            return
        self._closed.set()
        self._file.truncate(0)
        self._file.close()


def lock_file(results: Path | str) -> Path:
    """File by which a study's folder is locked."""
    return FOLDER / f"{Path(results).as_posix().replace('/', '-')}.lock"


def hold(file: Path, run: str) -> Held:
    """Hold a lock until this process ends.

    Parameters
    ----------
    file
        The file to lock; made when missing.
    run
        A text that no other run has, by which the steps of this one know it.

    Returns
    -------
    Held
        To be kept as long as the lock is wanted.

    Raises
    ------
    AnotherRunError
        When another process holds the lock.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    opened = file.open("a+", encoding="utf-8")
    locked = _locked_by_other(opened, exclusive=True)
    holder = _holder(opened)
    elsewhere = holder is not None and (locked is None or not holder.is_here)
    if locked or (elsewhere and _seconds_since(opened) < LEASE):
        silent = _seconds_since(opened)
        opened.close()
        raise AnotherRunError(_refusal(holder, silent, certain=bool(locked)))
    opened.truncate(0)
    opened.write(json.dumps(asdict(Holder(run, platform.node(), _boot(), os.getpid()))))
    opened.flush()
    return Held(opened)


def busy(file: Path) -> str:
    """Why a lock cannot be held now; empty where it can."""
    try:
        hold(file, "").close()
    except AnotherRunError as error:
        return str(error)
    return ""


def lives(file: Path, run: str) -> bool:
    """Whether a run still holds a lock, asked by a step of it on whatever computer.

    Parameters
    ----------
    file
        The locked file.
    run
        The text by which the run took it.
    """
    try:
        opened = file.open(encoding="utf-8")
    except OSError:
        return False
    with opened:
        holder = _holder(opened)
        if holder is None or holder.run != run:
            return False
        locked = _locked_by_other(opened, exclusive=False)
        if locked is not None and holder.is_here:
            return locked
        return bool(locked) or _seconds_since(opened) < LEASE


def running(file: Path) -> str | None:
    """The text of the run that holds a lock; None where nobody does."""
    try:
        with file.open(encoding="utf-8") as opened:
            holder = _holder(opened)
    except OSError:
        return None
    return holder.run if holder else None


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


def _locked_by_other(file: IO[str], *, exclusive: bool) -> bool | None:
    """Whether another process has the system's lock; None where the file system has no such locks.

    Where nobody has, an exclusive one is ours from now on.
    """
    try:
        import fcntl
    except ImportError:
        return None
    kind = fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH
    # A step that asks shares the lock for a moment. Steps do not keep each other from it.
    for wait in (0.0, 0.1, 0.2) if exclusive else (0.0,):
        time.sleep(wait)
        try:
            fcntl.flock(file, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            continue
        except OSError:
            return None
        return False
    return True


def _holder(file: IO[str]) -> Holder | None:
    file.seek(0)
    try:
        return Holder(**json.loads(file.read()))
    except (ValueError, TypeError, OSError):
        return None


def _seconds_since(file: IO[str]) -> float:
    """Seconds since the last sign of life, both times by the clock of the file system."""
    with tempfile.NamedTemporaryFile(dir=Path(file.name).parent, prefix="now-") as now:
        os.utime(now.name)
        return os.fstat(now.fileno()).st_mtime - os.fstat(file.fileno()).st_mtime


def _boot() -> str:
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except OSError:
        return ""


def _refusal(holder: Holder | None, silent: float, *, certain: bool) -> str:
    who = f" (process {holder.process} on {holder.host})" if holder else ""
    if certain:
        return f"Another run{who} is at work on this study. Wait until it has ended, or stop it."
    return (
        f"Another run{who} is at work on this study: its last sign of life is {silent:.0f} seconds "
        f"old. Wait until it has ended, or stop it. If it was killed, begin again "
        f"{max(LEASE - silent, 1):.0f} seconds from now; nothing has to be deleted."
    )
