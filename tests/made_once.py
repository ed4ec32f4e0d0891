"""What takes long to make is made once a test run, also where several processes test."""

import fcntl
import os
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest

Made = TypeVar("Made")


def made_once(
    factory: pytest.TempPathFactory, name: str, make: Callable[[Path], Made]
) -> tuple[Path, Made]:
    """A folder with what was made in it, and what making it gave.

    The first process that asks makes it; the others wait and read the same. Nobody may write into
    the folder: who has to, copies it.
    """
    base = factory.getbasetemp()
    # Each process of pytest-xdist has its folder in that of the run.
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "made_once" / name
    folder.mkdir(parents=True, exist_ok=True)
    result = folder.with_name(f"{name}.pickle")
    with folder.with_name(f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not result.exists():
            made = make(folder)
            result.write_bytes(pickle.dumps(made))
    return folder, pickle.loads(result.read_bytes())
