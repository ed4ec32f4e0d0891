"""Commands in processes of their own, with what they said and what they took."""

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).parents[2]
WRAPPED = """
import atexit, os, pathlib, runpy, sys
def record():
    status = pathlib.Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.is_file() else []
    peak = [line.split()[1] for line in lines if line.startswith("VmHWM")]
    pathlib.Path(os.environ["EXPLANT_PEAK"]).write_text("".join(peak) or "0")
atexit.register(record)
sys.argv = sys.argv[1:]
runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
"""
"""The largest memory that the system tells of a child begins with that of its parent."""


@dataclass(frozen=True)
class Measured:
    """A command that has ended: its exit code, what it said, and what it and its children took."""

    code: int
    screen: str
    seconds: float
    megabytes: float


def measured(
    arguments: list[str], folder: Path, changed: Mapping[str, str] | None = None
) -> Measured:
    """Run a module as a program, such as ``explant``, in a folder.

    Parameters
    ----------
    arguments
        Name of the module, and the program's arguments.
    folder
        Working directory.
    changed
        Variables of the environment.
    """
    screen, peak = (folder / f"{name}-{time.monotonic_ns()}.txt" for name in ("screen", "peak"))
    environment = {
        **os.environ,
        "PYTHONPATH": str(PROJECT / "src"),
        "EXPLANT_PEAK": str(peak),
        **(changed or {}),
    }
    with screen.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-c", WRAPPED, *arguments],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
        )
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    said = screen.read_text(encoding="utf-8", errors="replace")
    screen.unlink()
    megabytes = int(peak.read_text()) / 1e3 if peak.is_file() else 0.0
    peak.unlink(missing_ok=True)
    return Measured(process.returncode, said, usage.ru_utime + usage.ru_stime, megabytes)
