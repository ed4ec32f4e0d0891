"""``python -m explant verify``: which files of a study's results are what Explant wrote."""

import json
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from explant.characters import shown
from explant.history.events import HISTORY
from explant.integrity.examination import how, listed_names
from explant.integrity.manifest import (
    MANIFEST,
    Manifest,
    ManifestError,
    content_of,
    manifest_of,
    outputs_digest,
)
from explant.numbers import counted

APART = frozenset({"altered", "logs", "previous"})
"""Folders of what is no result of today."""


def run(results: Path) -> int:
    """Say which files are what Explant wrote, which are not, and which it knows nothing of.

    Every file is read. It needs nothing but the folder, which may lie outside the project.

    Parameters
    ----------
    results
        The study's folder.

    Returns
    -------
    int
        Exit code: 0 if every file that Explant wrote is there as it wrote it, 1 if not.
    """
    path = results / MANIFEST
    try:
        manifest = manifest_of(path.read_text(encoding="utf-8"))
    except (ManifestError, UnicodeDecodeError) as error:
        reason = str(error) if isinstance(error, ManifestError) else f"{MANIFEST} cannot be read"
        return _refuse(f"{results}: {reason}, so nothing can be said of the other files.")
    except OSError as error:
        what = "no folder" if not results.is_dir() else f"no {MANIFEST}"
        reason = "" if isinstance(error, FileNotFoundError | NotADirectoryError) else f" ({error})"
        return _refuse(f"{results}: there is {what}, so nothing can be verified{reason}.")
    genuine, faults = _compared(results, manifest)
    faults += _of_other_states(manifest)
    faults += _of_rows(results, manifest)
    unknown = _unknown(results, manifest)
    adopted = [name for name in genuine if manifest.files[name].adopted]
    lines = [*faults, *(f"unknown: {name} (not written by Explant)" for name in unknown)]
    lines.append(
        f"As Explant wrote them: {len(genuine)} of {counted(len(manifest.files), 'file')} of "
        f"{results}."
    )
    if adopted:
        lines.append(f"There before Explant kept a manifest, and as then: {listed_names(adopted)}.")
    lines.append(
        f"The digest of all is {outputs_digest(manifest)}. Only its copy at another place shows "
        "that nobody wrote files and manifest anew."
    )
    print(shown("\n".join(lines)))
    return 1 if faults else 0


def _compared(results: Path, manifest: Manifest) -> tuple[list[str], list[str]]:
    """Files that are as they were written, and a line for each other one."""
    genuine, faults = [], []
    for name, written in manifest.files.items():
        path = results / name
        if not path.is_file():
            there = os.path.lexists(path)
            faults.append(f"altered: {name} (it is no file)" if there else f"missing: {name}")
            continue
        try:
            now = content_of(path, name)
        except OSError as error:
            faults.append(f"altered: {name} (it cannot be read: {error.strerror or error})")
            continue
        if now == written.content:
            genuine.append(name)
        else:
            faults.append(f"altered: {name} ({how(written.content, now)})")
    return genuine, faults


def _of_other_states(manifest: Manifest) -> Iterator[str]:
    """Steps that read another content of a file than stands beside what they wrote."""
    for step, read in manifest.read.items():
        for name, sha256 in read.items():
            written = manifest.files.get(name)
            if written is not None and written.content.sha256 != sha256:
                yield (
                    f"outdated: what the step {step} wrote was made from another {name}; "
                    "the run was not completed"
                )


def _of_rows(results: Path, manifest: Manifest) -> list[str]:
    """Tables that have other rows than the plan in ``run.json`` asks for."""
    # Both take a second to import, so they are not above.
    from explant.config.models import Plan
    from explant.tables.planned_rows import wrong_rows

    try:
        record = json.loads((results / "run.json").read_text(encoding="utf-8"))
        plan = Plan.model_validate(record["config"])
    except (OSError, ValueError, KeyError, TypeError):
        # What became of the file itself has its own line; another version has other plans.
        return []
    rows = {
        Path(name).stem: written.content.rows
        for name, written in manifest.files.items()
        if written.content.rows is not None
    }
    return [f"incomplete: {what}" for what in wrong_rows(plan, rows)]


def _unknown(results: Path, manifest: Manifest) -> Iterable[str]:
    files = (path for path in results.rglob("*") if not path.is_dir())
    names = {path.relative_to(results).as_posix() for path in files}
    return sorted(
        name
        for name in names - manifest.files.keys() - {MANIFEST, HISTORY}
        if name.split("/")[0] not in APART and not name.startswith(".")
    )


def _refuse(sentence: str) -> int:
    print(shown(sentence), file=sys.stderr)
    return 1
