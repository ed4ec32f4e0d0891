"""A file to which lines are only ever added, each with the hash of the one before it.

The hashes show accidents: a line that was lost, altered or cut off. They are no proof against
somebody who writes the whole file anew.
"""

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

BEFORE = "before"
"""Key under which a line holds the hash of the line before it; empty in the first."""


@dataclass(frozen=True)
class Line:
    """One line of the file.

    Parameters
    ----------
    number
        Its place, from 1.
    content
        What it says; empty where it cannot be read.
    sha256
        Hash of its bytes, without the line break.
    follows
        Whether it can be read and holds the hash of the line before it.
    """

    number: int
    content: Mapping[str, Any]
    sha256: str
    follows: bool

    def text(self, key: str) -> str:
        """A text of the line; empty where there is none."""
        value = self.content.get(key)
        return value if isinstance(value, str) else ""


@dataclass(frozen=True)
class Chain:
    """Every line, and what a killed run has left of one.

    Parameters
    ----------
    lines
        Whole lines.
    torn
        Bytes after the last line break that are no whole line; empty as a rule.
    """

    lines: tuple[Line, ...] = ()
    torn: bytes = b""

    @property
    def head(self) -> str:
        """Hash of the last line; empty where there is none."""
        return self.lines[-1].sha256 if self.lines else ""

    def holds(self, line_hash: str) -> bool:
        """Whether a line has this hash."""
        return any(line.sha256 == line_hash for line in self.lines)


def read_chain(path: Path) -> Chain:
    """Every line of the file; none where it is missing or cannot be read."""
    try:
        return parsed(path.read_bytes())
    except OSError:
        return Chain()


def parsed(content: bytes) -> Chain:
    """Lines of a file's bytes.

    A last line without its line break is a whole one if it follows from the one before.
    """
    *whole, last = content.split(b"\n")
    lines: list[Line] = []
    for text in whole:
        lines.append(_line(text, lines))
    if last:
        final = _line(last, lines)
        if not final.follows:
            return Chain(tuple(lines), last)
        lines.append(final)
    return Chain(tuple(lines))


def _line(text: bytes, before: list[Line]) -> Line:
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        content = None
    known = content if isinstance(content, dict) else {}
    expected = before[-1].sha256 if before else ""
    follows = bool(known) and known.get(BEFORE) == expected
    return Line(len(before) + 1, known, sha256(text).hexdigest(), follows)


def append(path: Path, contents: Iterable[Mapping[str, Any]]) -> Chain:
    """Add lines at the end, on the disk when this returns.

    Only the holder of the study's lock may call it. All lines are written at once; a run that is
    killed in between leaves a torn line, which :func:`set_torn_aside` takes away.

    Parameters
    ----------
    path
        The file; made when missing.
    contents
        What the lines say.

    Returns
    -------
    Chain
        The file as it is now.
    """
    old = path.read_bytes() if path.is_file() else b""
    chain = parsed(old)
    head = chain.head
    added = b"" if not old or old.endswith(b"\n") else b"\n"
    for content in contents:
        text = json.dumps(dict(content) | {BEFORE: head}, ensure_ascii=False).encode()
        head = sha256(text).hexdigest()
        added += text + b"\n"
    if not added.strip():
        return chain
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as file:
        file.write(added)
        file.flush()
        os.fsync(file.fileno())
    return parsed(old + added)


def set_torn_aside(path: Path, folder: Path) -> Path | None:
    """Move a torn last line into a file of its own, so that lines can be added again.

    Parameters
    ----------
    path
        The file.
    folder
        Where the torn line goes, under a number that is free.

    Returns
    -------
    Path or None
        The file with the torn line; None where no line is torn.
    """
    torn = read_chain(path).torn
    if not torn:
        return None
    folder.mkdir(parents=True, exist_ok=True)
    number = 1
    while (aside := folder / f"{path.stem}.torn-{number}.txt").exists():
        number += 1
    aside.write_bytes(torn)
    with path.open("rb+") as file:
        file.truncate(path.stat().st_size - len(torn))
        file.flush()
        os.fsync(file.fileno())
    return aside
