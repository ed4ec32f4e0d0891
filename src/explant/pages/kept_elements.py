"""Figures as elements of a page, kept from one report of a study to the next.

Most reports have the figures of the report before, and making elements of them takes longer than
reading them. What is kept is that of exactly the same figures, or is not used.
"""

import hashlib
import json
from contextlib import suppress
from pathlib import Path

from explant.pages.inline_svg import element
from explant.whole_files import write_whole


class KeptElements:
    """The elements of one study's figures, those that a file keeps, and new ones.

    Parameters
    ----------
    file
        Where they are kept: those of one report. Where it cannot be read, or not be written, each
        is made anew.
    code
        Hash of the code that makes them.
    """

    def __init__(self, file: Path, code: str) -> None:
        self.file = file
        self.code = code
        self.found: dict[str, str] = {}
        self.used: dict[str, str] = {}
        with suppress(OSError, ValueError):
            digest, _, text = file.read_bytes().partition(b"\n")
            if digest == _digest(text):
                self.found = json.loads(text)

    def __call__(self, svg: str, prefix: str) -> str:
        """The element of a figure; parameters as of :func:`explant.pages.inline_svg.element`."""
        key = hashlib.sha256(f"{self.code}\n{prefix}\n{svg}".encode()).hexdigest()
        self.used[key] = self.found.get(key) or element(svg, prefix)
        return self.used[key]

    def keep(self) -> None:
        """Keep what was asked for, and nothing else."""
        if self.used == self.found:
            return
        text = json.dumps(self.used).encode()
        with suppress(OSError):
            self.file.parent.mkdir(parents=True, exist_ok=True)
            write_whole(self.file, _digest(text) + b"\n" + text)


def _digest(text: bytes) -> bytes:
    return hashlib.sha256(text).hexdigest().encode()
