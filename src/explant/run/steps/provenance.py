"""What made a study's results: versions, spreadsheet, seed, time."""

import os
import platform
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

from explant import __version__

FILES = frozenset({"path", "file", "proteins", "matched_on"})
"""Keys of the config that name files."""
RUN_STARTED = "EXPLANT_RUN_STARTED"
PACKAGES = (
    "snakemake",
    "pandas",
    "numpy",
    "scipy",
    "pingouin",
    "statsmodels",
    "seaborn",
    "matplotlib",
    "openpyxl",
    "pydantic",
    "jinja2",
)


def versions() -> dict[str, str]:
    """Versions of Explant, Python and the packages that results depend on."""
    found = {"explant": __version__, "python": platform.python_version()}
    for package in PACKAGES:
        found[package] = metadata.version(package)
    return found


def place_in_project(path: str) -> str:
    """A path as everybody may read it: within the project, or else the file's name alone.

    Where a lab keeps its files may name people and patients.

    Parameters
    ----------
    path
        Path of a file, as the config has it.

    Examples
    --------
    >>> place_in_project("data/raw/il2.xlsx"), place_in_project("/home/ann/P01 Smith/il2.xlsx")
    ('data/raw/il2.xlsx', 'il2.xlsx')
    """
    normal = Path(os.path.normpath(path))
    if normal.is_relative_to(Path.cwd()):
        normal = normal.relative_to(Path.cwd())
    outside = normal.is_absolute() or ".." in normal.parts or normal.parts[:1] == ("~",)
    return normal.name if outside else normal.as_posix()


def without_places(config: Any) -> Any:
    """A config in which every file outside the project stands by its name alone.

    Parameters
    ----------
    config
        The plan, or a part of it, as plain values.
    """
    if isinstance(config, dict):
        return {
            key: place_in_project(value)
            if key in FILES and isinstance(value, str) and value
            else without_places(value)
            for key, value in config.items()
        }
    if isinstance(config, (list, tuple)):
        return [without_places(value) for value in config]
    return config


def run_record(config: dict[str, Any], spreadsheet: dict[str, Any], seed: int) -> dict[str, Any]:
    """Content of ``run.json``.

    Parameters
    ----------
    config
        The whole plan as plain values.
    spreadsheet
        Path, SHA-256 and content fingerprint of the spreadsheet as it was read.
    seed
        Seed of random arrangements.

    Returns
    -------
    dict
        With the time at which the run started and how long it has taken until now.
    """
    now = datetime.now(UTC)
    started = datetime.fromisoformat(os.environ.get(RUN_STARTED) or now.isoformat())
    return {
        "config": without_places(config),
        "spreadsheet": spreadsheet,
        "versions": versions(),
        "seed": seed,
        "started": started.isoformat(timespec="seconds"),
        "duration_seconds": round((now - started).total_seconds(), 1),
    }
