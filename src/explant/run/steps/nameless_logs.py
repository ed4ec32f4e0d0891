"""A log tells what happened, not where: no folder of this computer stands in it.

A log is sent to developers, and lies beside the results that are sent to others. Where a lab keeps
its files may name people and patients.
"""

import io
import os
import re
import sys
from collections.abc import Iterable
from pathlib import Path

SOURCE = Path(__file__).parents[4]
_WORD = r"""[^\s"'<>:,;()/.]+ """
_LAST = r"""[^\s"'<>:,;()/]+/"""
PLACES = re.compile(rf"(?<![\w.~/:>])/(?:(?:{_WORD}){{0,5}}{_LAST})+")
"""Folders from the root of a disk; a space in a name is one unless a file's ending comes first."""


class Nameless:
    """Takes the folders of this computer out of a text.

    Parameters
    ----------
    files
        Files that the step reads: one outside the project is called by its name alone.
    """

    def __init__(self, files: Iterable[Path] = ()) -> None:
        here = {Path.cwd(), Path(os.path.realpath(Path.cwd())), SOURCE}
        outside = {file.parent for file in files if file.is_absolute() or ".." in file.parts}
        known = {
            **{f"{Path.home()}/": "~/"},
            **{f"{folder}/": "python/" for folder in (sys.prefix, sys.base_prefix)},
            **{str(folder): "its folder" for folder in outside},
            **{f"{folder}/": "" for folder in (*here, *outside)},
        }
        for root in ("/", "//"):
            known.pop(root, None)
        # Of a folder within another, the longer name counts.
        self._known = sorted(known.items(), key=lambda item: -len(item[0]))

    def __call__(self, text: str) -> str:
        """The text, with what lies in the project as seen from there.

        Examples
        --------
        >>> Nameless()(f'File "{SOURCE}/src/explant/x.py", and /home/ann/lab/x.csv: 3 cells/µl')
        'File "src/explant/x.py", and x.csv: 3 cells/µl'
        >>> Nameless()("There is no /home/P01 Smith/il2.csv and no /mnt/b.csv or data/c.csv, n/a.")
        'There is no il2.csv and no b.csv or data/c.csv, n/a.'
        """
        for place, instead in self._known:
            text = text.replace(place, instead)
        return PLACES.sub("", text)


class NamelessLog(io.TextIOWrapper):
    """A log without folders of this computer.

    Parameters
    ----------
    path
        The log's file.
    nameless
        What takes them out.
    """

    def __init__(self, path: Path, nameless: Nameless) -> None:
        super().__init__(path.open("wb"), encoding="utf-8")
        self._nameless = nameless

    def write(self, text: str) -> int:
        """Write a text; a traceback and a warning come by the line or as a whole."""
        super().write(self._nameless(text))
        return len(text)
