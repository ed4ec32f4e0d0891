"""What the computer refuses, in a sentence that names the disk, the folder or the limit.

Looked for before a run begins, where a moment tells it; and told apart from a fault in Explant
where it comes up later, as a disk that fills while the run is at work.
"""

import errno
import functools
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import ParamSpec, TypeVar

from explant.characters import shown

P = ParamSpec("P")
R = TypeVar("R")

MEMORY_FOLDER = Path(".snakemake")
"""Where Snakemake and Explant remember what they have done."""
ITS_FOLDERS = (
    "log",
    "locks",
    "metadata",
    "incomplete",
    "scripts",
    "auxiliary",
    "shadow",
    "explant",
)
FOLDERS_OF_RESULTS = ("logs", "figures", ".stage", ".explant", "altered", "previous", ".latest")
PROBE = b"\0" * 65_536
NO_LOADING = ("failed to map segment", "cannot allocate memory")
"""What the system says where a library does not fit into the memory that is left."""


def refusal(results: Path) -> str:
    """Why a run could not write; empty where nothing stands in its way.

    Parameters
    ----------
    results
        The study's folder, which need not be there yet.
    """
    memory = [MEMORY_FOLDER, *(MEMORY_FOLDER / name for name in ITS_FOLDERS)]
    own = [results, *(results / name for name in FOLDERS_OF_RESULTS)]
    for folder in (*memory, *own):
        if why := _why_not_writable(folder):
            return why
    for folder in (MEMORY_FOLDER, results):
        try:
            _probe(_nearest(folder))
        except OSError as error:
            return sentence(error, folder)
    try:
        tempfile.gettempdir()
    except OSError:
        return (
            f"There is no folder for temporary files that can be written "
            f"({', '.join(_temporary())}): make one, and name it in TMPDIR."
        )
    return ""


def sentence(error: BaseException, place: Path) -> str:
    """What an error of the system means and what to do; empty for any other error.

    Parameters
    ----------
    error
        What was raised.
    place
        Folder that was written to, where the error names none.
    """
    text = str(error).casefold()
    if isinstance(error, MemoryError) or any(words in text for words in NO_LOADING):
        return (
            f"There is not enough memory{_memory_limit()}: close other programs, lift the limit, "
            "or run fewer steps at a time (--cores 1)."
        )
    if not isinstance(error, OSError) or error.errno is None:
        return ""
    named = error.filename2 or error.filename or place
    path = short(Path(os.fsdecode(named)) if isinstance(named, (str, bytes)) else place)
    where = "The project's folder" if path == Path() else str(path)
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        full = "is full" if error.errno == errno.ENOSPC else "has no more room for you (a quota)"
        return (
            f"The disk of {where} {full}{_left(place)}: free some of it, and give the same command "
            "again."
        )
    known = {
        errno.EROFS: "cannot be written: its disk can only be read. Copy the project elsewhere.",
        errno.EACCES: "may not be used by you (permission denied): change its permissions, or run "
        "as the one whom it belongs to.",
        errno.EPERM: "may not be changed by you (not permitted): change its permissions, or copy "
        "the project elsewhere.",
        errno.EFBIG: "would become larger than a file may here: lift the limit (ulimit -f).",
        errno.ENOTDIR: "needs a folder where a file is: move the file away.",
        errno.EISDIR: "is a folder where a file belongs: move it away.",
        errno.ENAMETOOLONG: "has too long a name for this disk: choose a shorter study.name.",
        errno.EMFILE: "cannot be opened: too many files are open (ulimit -n).",
        errno.ENFILE: "cannot be opened: too many files are open on this computer.",
        errno.EIO: "cannot be read or written: its disk reports an error.",
        errno.ESTALE: "is no longer what it was: its disk, on another computer, has changed.",
    }
    return f"{where} {known[error.errno]}" if error.errno in known else ""


def afterwards(results: Path) -> str:
    """What stands in the way of a run that ended without a word; empty where nothing is seen.

    Parameters
    ----------
    results
        The study's folder.
    """
    if why := refusal(results):
        return why
    return sentence(MemoryError(), results) if _memory_limit() else ""


def told(function: Callable[P, R]) -> Callable[P, R]:
    """End the program with a sentence where the system refuses what a function does."""

    @functools.wraps(function)
    def wrapped(*given: P.args, **named: P.kwargs) -> R:
        try:
            return function(*given, **named)
        except (OSError, MemoryError) as error:
            if what := sentence(error, Path()):
                sys.exit(shown(what))
            raise

    return wrapped


def _why_not_writable(folder: Path) -> str:
    nearest = _nearest(folder)
    if nearest.is_symlink() and not nearest.exists():
        return f"{nearest} is a link that leads nowhere: delete it."
    if not nearest.is_dir():
        return f"{nearest} is a file, and a folder of this name is needed: move it away."
    if not os.access(nearest, os.W_OK | os.X_OK):
        code = errno.EACCES
        with suppress(OSError):
            # What can only be read says so; a user who may not write hears another reason.
            code = errno.EROFS if os.statvfs(nearest).f_flag & os.ST_RDONLY else code
        return sentence(OSError(code, os.strerror(code), str(nearest)), folder)
    return ""


def _nearest(folder: Path) -> Path:
    """The folder, or the first one above it that is there, or a link that should be one."""
    while not (folder.exists() or folder.is_symlink()) and folder != folder.parent:
        folder = folder.parent
    return folder


def _probe(folder: Path) -> None:
    """Write a little and take it away again: permissions say nothing of a full disk."""
    descriptor, name = tempfile.mkstemp(prefix=".explant-", dir=folder)
    try:
        with open(descriptor, "wb") as file:  # noqa: PTH123
            file.write(PROBE)
    finally:
        with suppress(OSError):
            Path(name).unlink()


def _temporary() -> list[str]:
    named = [os.environ[name] for name in ("TMPDIR", "TEMP", "TMP") if name in os.environ]
    return list(dict.fromkeys([*named, "/tmp", "/var/tmp"]))


def _left(place: Path) -> str:
    try:
        free = shutil.disk_usage(_nearest(place)).free
    except OSError:
        return ""
    return f" ({free / 1e6:,.1f} MB are left)"


def _memory_limit() -> str:
    try:
        import resource
    except ImportError:
        return ""
    limit = resource.getrlimit(resource.RLIMIT_AS)[0]
    if limit == resource.RLIM_INFINITY:
        return ""
    return f": a limit of {limit / 1e6:,.0f} MB is set (ulimit -v)"


def short(path: Path) -> Path:
    """A path as seen from the project, so that a message tells nobody's folders."""
    with suppress(OSError, ValueError):
        return path.relative_to(Path.cwd()) if path.is_absolute() else path
    return path
