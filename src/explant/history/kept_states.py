"""Copies of the last two states of a study, to compare later ones with.

``.latest`` holds the state whose results stand in the study's folder, ``previous`` the last one
that differed from it. Each is a small folder of results, which ``python -m explant compare`` reads.
Nothing heavy is imported: every start of the workflow looks here.
"""

import json
import shutil
from pathlib import Path
from typing import Any

LATEST = ".latest"
PREVIOUS = "previous"
RECORD = "run.json"
FILES = ("measurements.csv", "patients.csv", "paired.csv", "between.csv", RECORD)
"""What a state is read from."""


def state_digest(folder: Path) -> str:
    """Hash of a folder's state, as its ``run.json`` has it; empty where there is none."""
    return str(section(recorded(folder), "state").get("sha256", ""))


def recorded(folder: Path) -> dict[str, Any]:
    """Content of a folder's ``run.json``; empty where there is none."""
    try:
        found = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def section(record: dict[str, Any], name: str) -> dict[str, Any]:
    """A section of a record; empty where there is none."""
    found = record.get(name)
    return found if isinstance(found, dict) else {}


def keep(results: Path) -> bool:
    """Copy the state of the results; what was the latest becomes the previous one if it differs.

    Whatever is interrupted in between, the same call completes it.

    Parameters
    ----------
    results
        The study's folder, with complete results.

    Returns
    -------
    bool
        Whether the state is another one than the latest.
    """
    latest, previous, new = results / LATEST, results / PREVIOUS, results / f"{LATEST}.new"
    now = state_digest(results)
    if not now or any(not (results / name).is_file() for name in FILES):
        return False
    if state_digest(latest) == now:
        return False
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(parents=True)
    for name in FILES:
        shutil.copyfile(results / name, new / name)
    was_there = latest.is_dir()
    if was_there:
        shutil.rmtree(previous, ignore_errors=True)
        latest.replace(previous)
    new.replace(latest)
    return was_there
