"""What happens at the start and at the end of a run to files that are not what Explant wrote.

It comes before Snakemake looks at them: a file that was altered and given an older time would make
it run nothing. An altered file is moved aside, since it may hold somebody's notes; as it is missing
then, Snakemake makes it again.
"""

import json
import os
import shutil
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from pathlib import Path

from explant.integrity.examination import Altered, examined, listed_names
from explant.integrity.manifest import MANIFEST, ManifestError, manifest_of
from explant.integrity.records import (
    ADOPTED,
    COMPLETE,
    FOLDER,
    Kept,
    Record,
    files_of,
    finish_interrupted,
    keep,
    kept,
    manifest_from,
    records_from,
    records_in,
    stamp_of,
)
from explant.numbers import counted
from explant.whole_files import write_whole

ALTERED = "altered"
REMADE_WITH: Mapping[str, str] = {
    "problems.csv": "columns.csv",
    "problems.xlsx": "columns.csv",
    "network_problems.csv": "network_sources.csv",
    "network_marker_problems.csv": "network_agreement.csv",
}
"""Logs of rules, which Snakemake does not make again, each with a file that it does."""

WAS_ADOPTED = "The results are from before Explant kept a manifest: they are taken as they are."

Records = dict[str, Record]


def mend(
    results: Path, planned: Callable[[str], bool], known: Callable[[], list[str]]
) -> list[str]:
    """Before a run, set aside what is not what Explant wrote, and give files their times again.

    Parameters
    ----------
    results
        The study's folder.
    planned
        Whether today's plan makes a file, by its path within the folder.
    known
        Gives the files that Explant makes, by path within the folder, to find those of results
        from before there were manifests.

    Returns
    -------
    list of str
        What there is to say, a sentence each.

    Raises
    ------
    OSError
        When a file cannot be read or moved.
    """
    if not results.is_dir():
        return []
    complete = results / FOLDER / COMPLETE
    ended = complete.exists()
    complete.unlink(missing_ok=True)
    finish_interrupted(results)
    before = records_in(results)
    records, strays = _all_records(results, before, known, ended)
    said = [WAS_ADOPTED] if ADOPTED in records and not before else []
    if strays:
        places = [_set_aside(results, name) for name in strays]
        said.append(f"{_what_strays_are(strays)}: moved to {places[0].parent}, and made again.")
    if problem := _fault_of_manifest(results, records, ended):
        there = (results / MANIFEST).is_file()
        what = f"was moved to {_set_aside(results, MANIFEST)} and is" if there else "is"
        said.append(f"{MANIFEST} {problem}: it {what} written again.")
        _write_manifest(results, records)
    files = files_of(records)
    found = examined(results, files)
    moved = {each.name: _set_aside(results, each.name) for each in found.altered}
    gone = {*moved, *found.missing, *_obsolete_figures(files, planned)}
    gone |= {REMADE_WITH[log] for log in gone & REMADE_WITH.keys()}
    for name in gone:
        (results / name).unlink(missing_ok=True)
    now = {
        name: _with_time(results, each, name) if name in found.known_again else each
        for name, each in files.items()
        if name not in gone
    }
    after = {
        key: replace(
            record,
            # Of a file that was adopted and then made, the record of its step counts.
            files={k: now[k] for k, each in record.files.items() if k in now and files[k] is each},
        )
        for key, record in records.items()
    }
    keep(results, after, before)
    missing = [name for name in found.missing if ended and planned(name)]
    again = any(planned(name) for name in moved)
    return [*said, *_said_of_altered(found.altered, moved, again), *_said_of_missing(missing)]


def foreseen(
    results: Path, planned: Callable[[str], bool], known: Callable[[], list[str]]
) -> list[str]:
    """What :func:`mend` would say, in a dry run, which changes nothing; parameters as there."""
    if not results.is_dir():
        return []
    ended = (results / FOLDER / COMPLETE).exists()
    records, strays = _all_records(results, records_in(results), known, ended)
    said = [f"{_what_strays_are(strays)}: a run makes them again."] if strays else []
    if problem := _fault_of_manifest(results, records, ended):
        said.append(f"{MANIFEST} {problem}: a run writes it again.")
    found = examined(results, files_of(records))
    for each in found.altered:
        again = " and makes it again" if planned(each.name) else ""
        said.append(
            f"{each.name} is not as Explant wrote it ({each.how}): a run moves it to "
            f"{results / ALTERED}{again}."
        )
    missing = [name for name in found.missing if ended and planned(name)]
    if missing:
        said.append(f"Missing, and made again by a run: {listed_names(missing)}.")
    return said


def settle(results: Path, steps: Collection[str], ended: bool) -> list[str]:
    """Write the manifest at the end of a run.

    Parameters
    ----------
    results
        The study's folder.
    steps
        Rules of the plan; what others made at an earlier time is none of its results.
    ended
        Whether the run came to its end.

    Returns
    -------
    list of str
        What there is to say, a sentence each: of files that were altered during the run.
    """
    if not results.is_dir():
        return []
    before = records_in(results)
    records = {key: record for key, record in before.items() if record.step in {*steps, ADOPTED}}
    found = examined(results, files_of(records))
    if not ended:
        # What a failed run has not made again is none of its results either.
        records = {key: record.without(found.missing) for key, record in records.items()}
    keep(results, records, before)
    _write_manifest(results, records)
    if ended:
        (results / FOLDER).mkdir(exist_ok=True)
        (results / FOLDER / COMPLETE).touch()
    return [
        f"{each.name} was altered during this run ({each.how}): run again, and it is made again."
        for each in found.altered
    ]


def _all_records(
    results: Path, records: Records, known: Callable[[], list[str]], ended: bool
) -> tuple[Records, list[str]]:
    """Records of the steps; without any, those of the manifest, or else of what is there.

    Returns
    -------
    tuple
        The records, and names of files for which nothing vouches although Explant kept a manifest
        when it made them.
    """
    if records:
        return records, []
    try:
        told = manifest_of((results / MANIFEST).read_text(encoding="utf-8"))
        return records_from(told), []
    except (OSError, UnicodeDecodeError, ManifestError):
        pass
    there = {name: results / name for name in known() if (results / name).is_file()}
    if (results / FOLDER).exists() and not ended:
        # A first run that was killed before a step had ended has published nothing but problems.
        return {}, [name for name in there if name not in REMADE_WITH]
    if there and not _is_from_before_manifests(results):
        return {}, list(there)
    files = {
        name: replace(kept(path.read_bytes(), name), stamp=stamp_of(path), adopted=True)
        for name, path in there.items()
    }
    return ({ADOPTED: Record(ADOPTED, files)} if files else {}), []


def _is_from_before_manifests(results: Path) -> bool:
    """Whether the record of the run is of a version of Explant that kept none."""
    try:
        record = json.loads((results / "run.json").read_bytes())
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(record, dict) and not {"history", "state"} & record.keys()


def _what_strays_are(names: list[str]) -> str:
    return (
        f"Neither {MANIFEST} nor {FOLDER} tells whether Explant wrote "
        f"{counted(len(names), 'file')} ({listed_names(names)})"
    )


def _fault_of_manifest(results: Path, records: Records, ended: bool) -> str:
    """What is wrong with the manifest; "" where nothing is, or a run was killed before it."""
    path = results / MANIFEST
    if not path.is_file():
        return "was missing" if records and ended else ""
    try:
        told = manifest_of(path.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, ManifestError):
        return "is not as Explant wrote it"
    differs = ended and bool(records) and told != manifest_from(records)
    return "is not as Explant wrote it" if differs else ""


def _obsolete_figures(files: Mapping[str, Kept], planned: Callable[[str], bool]) -> list[str]:
    return [name for name in files if name.startswith("figures/") and not planned(name)]


def _said_of_altered(altered: list[Altered], moved: Mapping[str, Path], again: bool) -> list[str]:
    if not altered:
        return []
    if len(altered) == 1:
        (each,) = altered
        what = f"{each.name} is not as Explant wrote it ({each.how}): it was moved to"
        return [f"{what} {moved[each.name]}{' and is made again' if again else ''}."]
    names = listed_names([each.name for each in altered])
    folder = next(iter(moved.values())).parent
    what = f"{len(altered)} files are not as Explant wrote them: they were moved to"
    return [f"{what} {folder}{' and are made again' if again else ''}: {names}."]


def _said_of_missing(missing: list[str]) -> list[str]:
    if not missing:
        return []
    if len(missing) == 1:
        return [f"{missing[0]} was missing and is made again."]
    return [f"{len(missing)} files were missing and are made again: {listed_names(missing)}."]


def _set_aside(results: Path, name: str) -> Path:
    """Move a file to the altered ones, under a number that is free, and say where it is."""
    path = results / name
    folder = (results / ALTERED / name).parent
    folder.mkdir(parents=True, exist_ok=True)
    number = 1
    while os.path.lexists(target := folder / f"{path.stem}.{number}{path.suffix}"):
        number += 1
    shutil.move(path, target)
    return target


def _with_time(results: Path, each: Kept, name: str) -> Kept:
    """Give a file whose bytes are the same the time that it had, by which Snakemake goes."""
    path = results / name
    if each.stamp is not None and path.stat().st_mtime_ns != each.stamp[1]:
        os.utime(path, ns=(path.stat().st_atime_ns, each.stamp[1]))
    return replace(each, stamp=stamp_of(path))


def _write_manifest(results: Path, records: Mapping[str, Record]) -> None:
    text = manifest_from(records).text()
    path = results / MANIFEST
    if path.is_file() and path.read_bytes() == text.encode():
        return
    write_whole(path, text.encode())
