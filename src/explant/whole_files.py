"""Files that are there whole, or as they were before."""

import os
from pathlib import Path


def write_whole(path: Path, data: bytes) -> None:
    """Write a file beside its place and move it there: a kill or a full disk leaves no half of it.

    Parameters
    ----------
    path
        The file, in an existing folder.
    data
        What it holds from now on.

    Raises
    ------
    OSError
        When it cannot be written; then what was there before is still there.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_bytes(data)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
