"""Outputs written beside their places and moved there when all of them are complete.

A run that is killed leaves its step's process behind. That process must neither leave half a file
nor overwrite what a later run has made, so it publishes only while its own run is alive. It asks
the run's lock in the shared folder: the run may be on another computer than the step. What it
publishes it records (:mod:`explant.integrity.records`).
"""

import hashlib
import os
import platform
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from explant.integrity.inputs import Seen, names_read, still
from explant.integrity.records import Record, kept, publish, withdraw
from explant.run.between_runs.lock import lives, lock_file

RUN = "EXPLANT_RUN_TEXT"
"""Variable that holds the text by which a run takes its locks."""
FAILURE_FILE = "failure.txt"
"""Among a study's logs: the sentence of the step that failed."""
STAGE = ".stage"


class OrphanedError(Exception):
    """Raised when the run that started a step has ended before the step."""


@dataclass(frozen=True)
class Job:
    """A step at work, as Snakemake calls it.

    Parameters
    ----------
    name
        The rule.
    results
        The study's folder.
    inputs
        What it reads, as it was when it began.
    parameters
        Hash of its parameters.
    """

    name: str
    results: Path
    inputs: Mapping[Path, Seen] = field(default_factory=dict)
    parameters: str = ""

    @contextmanager
    def staged(self, outputs: Iterable[Path], part: str = "") -> Iterator[Path]:
        """Yield a temporary folder, and move the outputs from it into place at the end.

        Parameters
        ----------
        outputs
            Output files, with different names. Each must be in the folder at the end, under its
            name.
        part
            Name of what the step publishes apart from the rest, also where it fails later.

        Yields
        ------
        Path
            The folder.

        Raises
        ------
        OrphanedError
            When the run has ended meanwhile; nothing is moved then.
        ProblemsError
            When a file that the step read was altered meanwhile; nothing is moved then.
        """
        stages = self.results / STAGE
        # A process number alone may be that of another process on another computer.
        computer = hashlib.sha256(platform.node().encode()).hexdigest()[:8]
        stage = stages / f"{computer}-{os.getpid()}"
        stage.mkdir(parents=True)
        try:
            yield stage
            if orphaned(self.results):
                raise OrphanedError("the run that started this step has ended")
            still(self.inputs)
            places = {path.relative_to(self.results).as_posix(): path.name for path in outputs}
            files = {
                name: kept((stage / staged).read_bytes(), name) for name, staged in places.items()
            }
            record = Record(self.name, files)
            if not part:
                read = names_read(self.inputs, self.results)
                record = Record(self.name, files, read, self.parameters)
            publish(self.results, self._record(part), record, stage)
        finally:
            shutil.rmtree(stage, ignore_errors=True)
            with suppress(OSError):
                stages.rmdir()

    def withdraw(self, part: str) -> None:
        """Remove what the step published as a part in an earlier run."""
        withdraw(self.results, self._record(part))

    def _record(self, part: str) -> str:
        return f"{self.name}-{part}" if part else self.name


def orphaned(results: Path) -> bool:
    """Whether the run that this process belongs to has ended; a process of no run never is.

    Parameters
    ----------
    results
        The study's folder.
    """
    run = os.environ.get(RUN, "")
    return bool(run) and not lives(lock_file(results), run)
