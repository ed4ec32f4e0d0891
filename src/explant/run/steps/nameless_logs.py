"""A log tells what happened, not where: no folder of this computer stands in it.

A log is sent to developers, and lies beside the results that are sent to others. Where a lab keeps
its files may name people and patients.
"""

import io
import os
import re
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from explant.problems import Problem

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
            **{str(folder): "its folder" for folder in outside if folder.is_absolute()},
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
        return PLACES.sub("", self.of_known(text))

    def of_known(self, text: str) -> str:
        """The text without folders that are known; what only looks like one stays."""
        for place, instead in self._known:
            text = text.replace(place, instead)
        return text


def for_everybody(problems: Iterable[Problem], files: Iterable[Path]) -> list[Problem]:
    """Problems as a table of the results has them: files outside the project by their names.

    Parameters
    ----------
    problems
        As the screen has them.
    files
        Files that they may name.
    """
    told = Nameless(files).of_known
    return [
        replace(
            each, where=told(each.where), what=told(each.what), how_to_fix=told(each.how_to_fix)
        )
        for each in problems
    ]


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
