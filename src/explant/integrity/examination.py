"""What became of files since they were published: by size and times, or by their bytes."""

import errno
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from explant.integrity.manifest import Content, content_of_bytes
from explant.integrity.records import Kept, stamp_of
from explant.numbers import counted

MOST_NAMED = 6


@dataclass(frozen=True)
class Altered:
    """A file that is not what Explant wrote.

    Parameters
    ----------
    name
        Path within the study's folder.
    how
        What can be said of it, for example "40 rows instead of 80".
    """

    name: str
    how: str


@dataclass(frozen=True)
class Examined:
    """What became of the files of a study.

    Parameters
    ----------
    altered
        Files that hold something else.
    missing
        Files that are gone.
    known_again
        Files with other times and the same bytes.
    """

    altered: list[Altered] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    known_again: list[str] = field(default_factory=list)


def examined(results: Path, files: Mapping[str, Kept], *, by_bytes: bool = False) -> Examined:
    """Compare files with what was published.

    Parameters
    ----------
    results
        The study's folder.
    files
        What was published, by path within it.
    by_bytes
        Read every file, also those whose size and times are as they were.

    Raises
    ------
    OSError
        When a file that is there cannot be read.
    """
    found = Examined()
    for name, each in files.items():
        path = results / name
        try:
            unchanged = each.stamp is not None and stamp_of(path) == each.stamp
        except (FileNotFoundError, NotADirectoryError):
            found.missing.append(name)
            continue
        except OSError as error:
            if error.errno != errno.ELOOP:
                raise
            found.altered.append(Altered(name, "it is a link to itself"))
            continue
        if unchanged and not by_bytes:
            continue
        if not path.is_file():
            found.altered.append(Altered(name, "it is no file"))
            continue
        data = path.read_bytes()
        if not each.is_in(data, name):
            found.altered.append(Altered(name, how(each.content, content_of_bytes(data, name))))
        elif not unchanged:
            found.known_again.append(name)
    return found


def how(written: Content, now: Content) -> str:
    """In which way a file differs from what was written."""
    if not now.size:
        return "it is empty"
    if None not in (written.rows, now.rows) and written.rows != now.rows:
        return f"{counted(now.rows or 0, 'row')} instead of {written.rows}"
    if now.size != written.size:
        return f"{now.size:,} bytes instead of {written.size:,}"
    return "as long as before, with something else in it"


def listed_names(names: Sequence[str]) -> str:
    """Names of files for a sentence, of many the first ones."""
    shown = ", ".join(names[:MOST_NAMED])
    return f"{shown} and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else shown
