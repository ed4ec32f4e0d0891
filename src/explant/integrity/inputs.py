"""Whether what a step reads is what Explant wrote, and stays as it is while it is read."""

import hashlib
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from explant.integrity.examination import how
from explant.integrity.manifest import content_of_bytes
from explant.integrity.records import Kept, Stamp, files_of, records_in, stamp_of
from explant.problems import Problem, ProblemsError

PATIENCE = 5.0
"""Seconds in which a record may reach this machine through a shared folder after its file."""


@dataclass(frozen=True)
class Seen:
    """A file as it was before a step read it.

    Parameters
    ----------
    sha256
        Of its bytes.
    stamp
        Its stamp.
    """

    sha256: str
    stamp: Stamp


def seen(files: Iterable[Path], results: Path) -> dict[Path, Seen]:
    """What a step is about to read.

    Parameters
    ----------
    files
        The files.
    results
        The study's folder; what lies in it must be what Explant wrote.

    Raises
    ------
    ProblemsError
        When a file in the study's folder is not what Explant wrote.
    """
    files = list(files)
    waited_until = time.monotonic() + PATIENCE
    while True:
        published = files_of(records_in(results))
        found = {file: _seen(file) for file in files if not file.is_relative_to(results)}
        faults = []
        for file in files:
            if not file.is_relative_to(results):
                continue
            name = file.relative_to(results).as_posix()
            each = published.get(name)
            stamp = stamp_of(file)
            if each is not None and each.whole and each.stamp == stamp:
                found[file] = Seen(each.whole, stamp)
                continue
            found[file] = _seen(file)
            if fault := _fault(file, name, each):
                faults.append(fault)
        if not faults:
            return found
        if time.monotonic() > waited_until:
            raise ProblemsError(faults)
        time.sleep(0.2)


def still(files: Mapping[Path, Seen]) -> None:
    """Make sure that files are as they were before they were read.

    Raises
    ------
    ProblemsError
        When one was saved meanwhile: then what was read may be neither the old nor the new.
    """
    faults = []
    for file, before in files.items():
        there = file.is_file()
        if there and (stamp_of(file) == before.stamp or _seen(file).sha256 == before.sha256):
            continue
        faults.append(saved_meanwhile(file, "while it was being read", there=there))
    if faults:
        raise ProblemsError(faults)


def saved_meanwhile(file: Path, when: str, *, there: bool = True) -> Problem:
    """The problem of a file that is another one than the run began with."""
    what = f"The file was {'saved' if there else 'removed'} {when}."
    return Problem("error", file.as_posix(), what, "Run the study again: it is read anew then.")


def names_read(files: Mapping[Path, Seen], results: Path) -> dict[str, str]:
    """SHA-256 of what was read, as a manifest has it: no folder outside the project is named."""
    return {_shown(file, results): each.sha256 for file, each in files.items()}


def _shown(file: Path, results: Path) -> str:
    if file.is_relative_to(results):
        return file.relative_to(results).as_posix()
    inside = not file.is_absolute() and ".." not in file.parts
    return file.as_posix() if inside else file.name


def _seen(file: Path) -> Seen:
    stamp = stamp_of(file)
    with file.open("rb") as stream:
        return Seen(hashlib.file_digest(stream, "sha256").hexdigest(), stamp)


def _fault(file: Path, name: str, published: Kept | None) -> Problem | None:
    if published is None:
        return Problem(
            "error",
            file.as_posix(),
            "Explant did not write this file.",
            "Move it to another place, and run the study again.",
        )
    data = file.read_bytes()
    if published.is_in(data, name):
        return None
    return Problem(
        "error",
        file.as_posix(),
        "It was altered while the study ran "
        f"({how(published.content, content_of_bytes(data, name))}).",
        "Run the study again: the file is moved aside then, and made again.",
    )
