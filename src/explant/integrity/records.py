"""What each step published, kept beside the results: ``results/<study>/.explant/``.

A step writes its record before its files move into place, and once more when they have moved. So a
run that is killed in between leaves files that either record explains.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from explant.integrity.manifest import (
    TIMED,
    Content,
    Manifest,
    Written,
    content_of_bytes,
    is_within,
)
from explant.whole_files import write_whole

FOLDER = ".explant"
COMPLETE = "complete"
"""A file that is there while no run is at work and the last one came to its end."""

Stamp = tuple[int, int, int]
"""Size, time of the last change of content, and time of the last change of anything."""


@dataclass(frozen=True)
class Kept:
    """A file as it was published.

    Parameters
    ----------
    content
        What it holds.
    whole
        SHA-256 of all its bytes, times included; "" where it is not known.
    stamp
        By which it is known again without reading it; None where it is not known.
    adopted
        That it was there before Explant kept records.
    """

    content: Content
    whole: str
    stamp: Stamp | None = None
    adopted: bool = False

    def is_in(self, data: bytes, name: str) -> bool:
        """Whether bytes are those that were published."""
        if self.whole:
            return hashlib.sha256(data).hexdigest() == self.whole
        return content_of_bytes(data, name) == self.content


@dataclass(frozen=True)
class Record:
    """What one step published at one time.

    Parameters
    ----------
    step
        The rule.
    files
        By path within the study's folder.
    read
        As in a manifest.
    parameters
        Hash of what the step read of the plan, and of its code; "" where it is not known.
    """

    step: str
    files: Mapping[str, Kept] = field(default_factory=dict)
    read: Mapping[str, str] = field(default_factory=dict)
    parameters: str = ""

    def without(self, names: Iterable[str]) -> "Record":
        """The record without some of its files."""
        gone = set(names)
        return replace(self, files={k: v for k, v in self.files.items() if k not in gone})


def stamp_of(path: Path) -> Stamp:
    """The stamp of a file as it is now."""
    return stamp(path.stat())


def stamp(found: os.stat_result) -> Stamp:
    """The stamp of a file of which the system told this."""
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns


def kept(data: bytes, name: str) -> Kept:
    """Bytes that are to be published under a name."""
    return Kept(content_of_bytes(data, name), hashlib.sha256(data).hexdigest())


def publish(results: Path, record_name: str, record: Record, stage: Path) -> None:
    """Move files into place, and keep the record of them.

    Parameters
    ----------
    results
        The study's folder.
    record_name
        Under which the record is kept; it takes the place of an earlier one of that name.
    record
        The record, without stamps.
    stage
        Folder in which the files are now, under their names.
    """
    folder = results / FOLDER
    announced = folder / f"{record_name}.next"
    _write(announced, record)
    files = {}
    for name, each in record.files.items():
        target = results / name
        target.parent.mkdir(parents=True, exist_ok=True)
        before = stamp_of(stage / target.name)
        (stage / target.name).replace(target)
        after = stamp_of(target)
        # Something else that was done to it meanwhile would stay unseen behind the stamp.
        files[name] = replace(each, stamp=after if after[:2] == before[:2] else None)
    _write(folder / f"{record_name}.json", replace(record, files=files))
    for other, earlier in records_in(results).items():
        # A record that was made from a manifest holds all files of its step.
        if other != record_name and earlier.step == record.step and files.keys() & earlier.files:
            keep(results, {other: earlier.without(files)}, {other: earlier})
    announced.unlink(missing_ok=True)


def rewrite(results: Path, name: str, data: bytes) -> None:
    """Write a file anew that a step published, and let its record know.

    Parameters
    ----------
    results
        The study's folder.
    name
        The file, by its path within the folder.
    data
        What it holds from now on.
    """
    target = results / name
    folder = results / FOLDER
    known = {key: each for key, each in records_in(results).items() if name in each.files}
    new = {
        key: replace(each, files={**each.files, name: kept(data, name)})
        for key, each in known.items()
    }
    for key, record in new.items():
        _write(folder / f"{key}.next", record)
    write_whole(target, data)
    stamp = stamp_of(target)
    for key, record in new.items():
        stamped = replace(record.files[name], stamp=stamp)
        _write(folder / f"{key}.json", replace(record, files={**record.files, name: stamped}))
        (folder / f"{key}.next").unlink(missing_ok=True)


def withdraw(results: Path, record_name: str) -> None:
    """Remove the files of a record, and the record."""
    file = results / FOLDER / f"{record_name}.json"
    record = _read(file)
    for name in record.files if record else ():
        (results / name).unlink(missing_ok=True)
    file.unlink(missing_ok=True)


def records_in(results: Path) -> dict[str, Record]:
    """Every record of a study, by its name; one that cannot be read is left out."""
    found = {}
    for file in sorted((results / FOLDER).glob("*.json")):
        record = _read(file)
        if record is not None:
            found[file.stem] = record
    return found


def keep(results: Path, records: Mapping[str, Record], before: Mapping[str, Record]) -> None:
    """Write the records that are others than before, and remove those that are empty or gone."""
    folder = results / FOLDER
    for name in {*records, *before}:
        record = records.get(name)
        if record is None or not record.files:
            (folder / f"{name}.json").unlink(missing_ok=True)
        elif record != before.get(name):
            _write(folder / f"{name}.json", record)


def finish_interrupted(results: Path) -> None:
    """Where a run was killed while a step published: keep all of it, or nothing of it.

    New files of a step whose others are old are removed; they are made again.
    """
    for announced in sorted((results / FOLDER).glob("*.next")):
        record = _read(announced)
        if record is not None:
            there = {name: _there(results, name, each) for name, each in record.files.items()}
            if all(there.values()):
                stamped = {
                    name: replace(each, stamp=stamp_of(results / name))
                    for name, each in record.files.items()
                }
                _write(announced.with_suffix(".json"), replace(record, files=stamped))
            else:
                new = [name for name, is_there in there.items() if is_there]
                old = _read(announced.with_suffix(".json"))
                if old is not None:
                    new = [name for name in new if not _there(results, name, old.files.get(name))]
                for name in new:
                    (results / name).unlink()
        announced.unlink(missing_ok=True)


def manifest_from(records: Mapping[str, Record]) -> Manifest:
    """The manifest of records."""
    files: dict[str, Written] = {}
    read: dict[str, dict[str, str]] = {}
    parameters: dict[str, str] = {}
    for record in _adopted_first(records).values():
        for name, each in record.files.items():
            files[name] = Written(each.content, record.step, each.adopted)
        if record.read or record.parameters:
            read.setdefault(record.step, {}).update(record.read)
            parameters[record.step] = record.parameters
    return Manifest(files, read, parameters)


def files_of(records: Mapping[str, Record]) -> dict[str, Kept]:
    """Every file of records: what a step wrote counts before what was adopted."""
    return {
        name: each
        for record in _adopted_first(records).values()
        for name, each in record.files.items()
    }


def records_from(manifest: Manifest) -> dict[str, Record]:
    """Records of a manifest that lost its own, without stamps."""
    found: dict[str, Record] = {}
    for name, written in manifest.files.items():
        step = written.step
        empty = Record(step, {}, manifest.read.get(step, {}), manifest.parameters.get(step, ""))
        record = found.get(step, empty)
        whole = "" if name in TIMED else written.content.sha256
        entry = Kept(written.content, whole, None, written.adopted)
        found[step] = replace(record, files={**record.files, name: entry})
    return found


ADOPTED = "adopted"
"""Stands for the step of files that were there before Explant kept records."""


def _adopted_first(records: Mapping[str, Record]) -> dict[str, Record]:
    return dict(sorted(records.items(), key=lambda item: item[1].step != ADOPTED))


def _there(results: Path, name: str, expected: Kept | None) -> bool:
    path = results / name
    return expected is not None and path.is_file() and expected.is_in(path.read_bytes(), name)


def _write(path: Path, record: Record) -> None:
    plain = {
        "step": record.step,
        "read": dict(record.read),
        "parameters": record.parameters,
        "files": {
            name: {
                "sha256": each.content.sha256,
                "bytes": each.content.size,
                "rows": each.content.rows,
                "whole": each.whole,
                "stamp": each.stamp,
                "adopted": each.adopted,
            }
            for name, each in record.files.items()
        },
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, json.dumps(plain, indent=1, ensure_ascii=False).encode())


def _read(path: Path) -> Record | None:
    try:
        plain = json.loads(path.read_text(encoding="utf-8"))
        files = {name: _kept(entry) for name, entry in plain["files"].items()}
        if not all(map(is_within, files)):
            return None
        step, parameters = str(plain["step"]), str(plain["parameters"])
        return Record(step, files, dict(plain["read"]), parameters)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _kept(plain: Mapping[str, Any]) -> Kept:
    stamp = plain["stamp"]
    return Kept(
        Content(str(plain["sha256"]), int(plain["bytes"]), plain["rows"]),
        str(plain["whole"]),
        None if stamp is None else (int(stamp[0]), int(stamp[1]), int(stamp[2])),
        bool(plain["adopted"]),
    )
