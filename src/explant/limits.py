"""How much computing time and memory unknown bytes may take, and the sentence where they take more.

What is read of a file is counted as it is read (``spreadsheet/files/safety.py``); this holds also
for what nobody has thought of: a pattern that grows with the square of a text, a text that is
copied once too often. The rule and why: docs/limits.md.
"""

import json
import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from types import FrameType
from typing import NoReturn

from explant.problems import Problem, ProblemsError

SMALL = 1_000_000
"""Bytes of a file below which nothing but the least is allowed, whatever it unpacks to."""
LEAST_SECONDS = 4.0
"""Beside what Python and its packages take to start, about 1 s: 5 s together."""
LEAST_MEGABYTES = 400
"""Beside what Python and its packages take, about 100 MB: 500 MB together."""
SECONDS_PER_MEGABYTE = 0.5
MEGABYTES_PER_MEGABYTE = 25
"""Memory for each megabyte that a file unpacks to: a cell of 20 bytes takes 500."""
MOST_UNPACKED = 40
"""Times its own bytes that a file can count for: real tables unpack to 5 to 20 times as much."""
PLAIN_BYTES_WEIGH = 8
"""A cell of a text table takes an eighth of the bytes that it takes as XML."""
MOST_SECONDS = 180.0
MOST_MEGABYTES = 2_000
CONFIG_SECONDS_PER_MEGABYTE = 30.0
"""YAML takes fifteen; then come the checks."""
SECONDS_PER_CELL = 0.0002
SECONDS_PER_UNKNOWN_CELL = 0.0001
"""Of a small file of which no config says what it holds."""
MEGABYTES_PER_CELL = 0.002
LEAST_BYTES_PER_CELL = 5
"""Bytes in a file that hold one cell: packed numbers take six or seven."""
BY_A_PART = (
    "If it is a table, draft from a copy with its first rows, and name the whole file in the "
    "config."
)
AGAIN_AFTER = 1.0
"""Seconds after which time is up once more, should anything have caught the first time."""
GRACE = 3
"""Seconds of computing after which the system ends a child that does not end itself."""
_MEMORY_AROUND: list[tuple[int, int]] = []
"""Limits of the system before each allowance that holds now, the outermost first."""


class TimeIsUpError(BaseException):
    """Raised where the computing time is used up; no ``except Exception`` catches it."""


class TooMuchError(ProblemsError):
    """Raised where a file takes more time or memory than it may, with one problem."""


@dataclass(frozen=True)
class Allowance:
    """What some work may take.

    Parameters
    ----------
    seconds
        Of computing, not of waiting.
    megabytes
        Of memory, beside what the program takes already.
    work
        What takes them, as the beginning of a sentence: ``Reading it``.
    how_to_fix
        What to do about a file that takes more.
    """

    seconds: float
    megabytes: float
    work: str = "Reading it"
    how_to_fix: str = "Keep the table alone in a file of its own, without long texts."


def of_bytes(size: int, unpacked: int | None = None) -> Allowance:
    """What reading a file may take.

    Parameters
    ----------
    size
        Bytes of the file.
    unpacked
        Bytes that it says it unpacks to; None for a file that is not packed.

    Examples
    --------
    >>> of_bytes(20_000, unpacked=300_000_000).seconds
    4.0
    >>> of_bytes(4_000_000, unpacked=30_000_000).seconds
    19.0
    """
    if size < SMALL:
        return Allowance(LEAST_SECONDS, LEAST_MEGABYTES)
    weight = PLAIN_BYTES_WEIGH * size if unpacked is None else min(unpacked, MOST_UNPACKED * size)
    megabytes = weight / 1e6
    return Allowance(
        min(LEAST_SECONDS + SECONDS_PER_MEGABYTE * megabytes, MOST_SECONDS),
        min(LEAST_MEGABYTES + MEGABYTES_PER_MEGABYTE * megabytes, MOST_MEGABYTES),
    )


def of_config(size: int) -> Allowance:
    """What reading a config of so many bytes may take.

    Examples
    --------
    >>> of_config(10_000).seconds
    4.3
    """
    return Allowance(
        LEAST_SECONDS + CONFIG_SECONDS_PER_MEGABYTE * size / 1e6,
        LEAST_MEGABYTES,
        how_to_fix="Is it a config? Many markers can stand in a list of their own.",
    )


def of_cells(count: int, size: int = 0, *, known: bool = True) -> Allowance:
    """What looking through the cells of a spreadsheet may take, once they are read.

    Parameters
    ----------
    count
        Cells.
    size
        Bytes of the file: cells that its bytes can hardly hold give nothing; 0 if not known.
    known
        Whether a config says what the cells are. A small file of which nobody has said it, and
        which has more cells than its bytes can hold, has the least.

    Examples
    --------
    >>> of_cells(100_000).work, of_cells(100_000).seconds
    ('Looking through its 100,000 cells', 24.0)
    >>> of_cells(100_000, size=600).seconds
    4.024
    >>> of_cells(100_000, size=400_000, known=False).seconds
    4.0
    """
    real = min(count, size // LEAST_BYTES_PER_CELL) if size else count
    each = SECONDS_PER_CELL
    if not known and size < SMALL:
        each = SECONDS_PER_UNKNOWN_CELL
        real = real if real == count else 0
    allowed = Allowance(
        LEAST_SECONDS + each * real,
        LEAST_MEGABYTES + MEGABYTES_PER_CELL * real,
        f"Looking through its {count:,} cells",
    )
    return allowed if known else replace(allowed, how_to_fix=BY_A_PART)


@contextmanager
def within(allowance: Allowance, file: Path) -> Iterator[None]:
    """Do some work on a file within what it may take.

    Parameters
    ----------
    allowance
        What it may take.
    file
        The file, for the message.

    Raises
    ------
    TooMuchError
        With one sentence when the work took more time or memory.
    """
    try:
        with _memory(allowance.megabytes), _time(allowance.seconds):
            yield
    except TimeIsUpError:
        raise _too_long(allowance, file) from None
    except MemoryError:
        raise _too_large(allowance, file) from None


def apart(compute: Callable[[], str], allowance: Allowance, file: Path) -> str:
    """Result of some work on a file, done in a child process that the system ends if need be.

    Parameters
    ----------
    compute
        The work.
    allowance, file
        As of :func:`within`.

    Raises
    ------
    ProblemsError
        That of the work.
    TooMuchError
        With one sentence when it took more time or memory, or the child crashed.
    """
    if not hasattr(os, "fork"):
        with within(allowance, file):
            return compute()
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        _answer(compute, allowance, file, writing)
    os.close(writing)
    status = None
    try:
        with open(reading, "rb") as pipe:  # noqa: PTH123 - a pipe has no path
            answer = pipe.read()
        status = os.waitpid(child, 0)[1]
    finally:
        if status is None:
            with suppress(OSError):
                os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
    if not answer:
        raise _ended(os.waitstatus_to_exitcode(status), allowance, file)
    kind, content, closing = json.loads(answer)
    if kind in ("problems", "too much"):
        known = ProblemsError if kind == "problems" else TooMuchError
        raise known([Problem(**problem) for problem in content], closing)
    if kind == "fault":
        raise RuntimeError(content)
    return str(content)


def _answer(compute: Callable[[], str], allowance: Allowance, file: Path, writing: int) -> NoReturn:
    """Work of the child: it writes its answer into a pipe and ends, without any other trace."""
    answer: tuple[str, object, str]
    try:
        _lift_memory()
        _end_by_system(allowance.seconds + GRACE)
        with within(allowance, file):
            answer = ("result", compute(), "")
    except ProblemsError as error:
        kind = "too much" if isinstance(error, TooMuchError) else "problems"
        answer = (kind, [vars(problem) for problem in error.problems], error.closing)
    except BaseException:
        answer = ("fault", traceback.format_exc(), "")
    try:
        with open(writing, "w", encoding="utf-8") as pipe:
            json.dump(answer, pipe)
    finally:
        os._exit(0)


def _lift_memory() -> None:
    """Let a child have its own allowance, not what is left of the one that it was begun in.

    A config is small; the spreadsheet that it names, which is read on the way, is not.
    """
    if _MEMORY_AROUND:
        import resource

        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_AS, _MEMORY_AROUND[0])


def _end_by_system(seconds: float) -> None:
    """Have the system end this process after so much more computing, and leave no core behind."""
    import resource

    most = int(time.process_time() + seconds) + 1
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CPU, (most, most + 1))


def _ended(code: int, allowance: Allowance, file: Path) -> TooMuchError:
    """What it means that a child gave no answer."""
    if -code == getattr(signal, "SIGXCPU", None):
        return _too_long(allowance, file)
    if -code == getattr(signal, "SIGKILL", None):
        # So the system ends what takes more memory than there is.
        return _too_large(allowance, file)
    return _problem(
        file,
        f"{allowance.work} ends the program that does it (status {code}): the file is damaged, or "
        "made to do harm.",
        "Open it in Excel or LibreOffice and save it as .xlsx.",
    )


def _too_long(allowance: Allowance, file: Path) -> TooMuchError:
    return _problem(
        file,
        f"{allowance.work} takes more than {allowance.seconds:.0f} seconds of computing, more than "
        "a file of its size needs.",
        allowance.how_to_fix,
    )


def _too_large(allowance: Allowance, file: Path) -> TooMuchError:
    return _problem(
        file,
        f"{allowance.work} takes more than {allowance.megabytes:,.0f} MB of memory, or more than "
        "this computer gives.",
        allowance.how_to_fix,
    )


def _problem(file: Path, what: str, how_to_fix: str) -> TooMuchError:
    return TooMuchError([Problem("error", str(file), what, how_to_fix)])


@contextmanager
def _time(seconds: float) -> Iterator[None]:
    """Raise :class:`TimeIsUpError` after so much computing, where the system can count it."""
    main = threading.current_thread() is threading.main_thread()
    if not (main and hasattr(signal, "setitimer")):
        yield
        return
    before = signal.signal(signal.SIGPROF, _time_is_up)
    outer = signal.getitimer(signal.ITIMER_PROF)
    # Work within other work may not take what that has no more.
    signal.setitimer(signal.ITIMER_PROF, min(seconds, outer[0] or seconds), AGAIN_AFTER)
    begun = time.process_time()
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before if before is not None else signal.SIG_DFL)
        if outer[0]:
            left = outer[0] - (time.process_time() - begun)
            signal.setitimer(signal.ITIMER_PROF, max(left, 0.001), outer[1])


def _time_is_up(_number: int, _frame: FrameType | None) -> NoReturn:
    raise TimeIsUpError


@contextmanager
def _memory(megabytes: float) -> Iterator[None]:
    """Let the memory grow by so much and no more, where the system can limit it."""
    taken = _taken()
    if taken is None:
        yield
        return
    import resource

    before = resource.getrlimit(resource.RLIMIT_AS)
    wanted = taken + int(megabytes * 1e6)
    soft = min(limit for limit in (*before, wanted) if limit != resource.RLIM_INFINITY)
    try:
        resource.setrlimit(resource.RLIMIT_AS, (soft, before[1]))
    except (ValueError, OSError):
        yield
        return
    _MEMORY_AROUND.append(before)
    try:
        yield
    finally:
        _MEMORY_AROUND.pop()
        resource.setrlimit(resource.RLIMIT_AS, before)


def _taken() -> int | None:
    """Bytes of addresses that this process has; None where the system does not say."""
    if not sys.platform.startswith("linux"):
        return None
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except (OSError, ValueError, IndexError):
        return None
    return pages * os.sysconf("SC_PAGE_SIZE")
