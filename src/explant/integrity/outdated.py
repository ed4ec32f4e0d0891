"""Results of other parameters than today's, also where Snakemake has forgotten of which they are.

Snakemake keeps the parameters of each file in a folder of its own. Where that was removed, or where
results were put back from a copy, it takes files of another plan for today's.
"""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from explant.integrity.records import Record

ABOUT_THE_PAST = frozenset({"history"})
"""Parameters that are others for a job on another computer than for its run."""
LOOKED_AT = frozenset({"report.html", "supplement.html", "summary.txt", "run.json"})
"""What stays as it is until the new one is complete, also where the step fails."""


def hash_of(parameters: Mapping[str, Any]) -> str:
    """SHA-256 of a step's parameters; in another order they are others."""
    counted = {key: value for key, value in parameters.items() if key not in ABOUT_THE_PAST}
    return hashlib.sha256(json.dumps(counted, default=str).encode()).hexdigest()


def have_made_again(results: Path, record: Record | None, parameters: str) -> bool:
    """Where a step had other parameters, remove one file of it, so that it runs again.

    Parameters
    ----------
    results
        The study's folder.
    record
        What the step recorded; None of a step that has not run.
    parameters
        Hash of today's parameters.

    Returns
    -------
    bool
        Whether a file was removed: the smallest.
    """
    if record is None or record.parameters in ("", parameters):
        return False
    files = [results / name for name in record.files if name not in LOOKED_AT]
    there = [file for file in files if file.is_file()]
    if not there:
        return False
    min(there, key=lambda file: file.stat().st_size).unlink()
    return True
