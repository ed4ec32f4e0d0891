"""What made a study's results: versions, spreadsheet, seed, time."""

import os
import platform
from datetime import UTC, datetime
from importlib import metadata
from typing import Any

from explant import __version__

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
        "config": config,
        "spreadsheet": spreadsheet,
        "versions": versions(),
        "seed": seed,
        "started": started.isoformat(timespec="seconds"),
        "duration_seconds": round((now - started).total_seconds(), 1),
    }
