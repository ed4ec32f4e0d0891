"""What every start asks of the spreadsheet and of the code, remembered for exactly their bytes."""

import json
import os
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

from explant.config.models import Plan
from explant.integrity.inputs import saved_meanwhile
from explant.integrity.records import stamp
from explant.problems import ProblemsError
from explant.run.between_runs.remembered import content_key, remembered

MEMORY = Path(".snakemake/explant/remembered.json")


def code_key(basedir: Path) -> str:
    """Hash of every file of the library and the scripts.

    Parameters
    ----------
    basedir
        Folder of the Snakefile.
    """
    folders = (basedir / "src", basedir / "workflow" / "scripts")
    found = sorted(
        file for folder in folders if folder.is_dir() for file in _files_below(str(folder))
    )
    # The bytes of five hundred files take as long to read as all else here; what a program cannot
    # set is the time of the last change of anything.
    stamps = sha256(repr(found).encode())
    files = [Path(name) for name, *_ in found]
    return remembered(MEMORY, f"code {stamps.hexdigest()}", lambda: content_key(files))


def _files_below(folder: str) -> Iterator[tuple[str, int, int, int]]:
    """Each file in a folder and those in it, with its stamp; compiled modules are left out."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                if entry.name != "__pycache__":
                    yield from _files_below(entry.path)
            elif entry.is_file():
                yield (entry.path, *stamp(entry.stat()))


def cells_of(spreadsheet: Path, code: str) -> str:
    """Fingerprint of the spreadsheet's cells.

    Parameters
    ----------
    spreadsheet
        The file.
    code
        Hash of the code: another reader may see other cells.

    Raises
    ------
    ProblemsError
        When the file was saved while it was read, or takes more time or memory than it may.
    """
    return _content_of(spreadsheet, code)[0]


def numbers_of(spreadsheet: Path, code: str) -> int:
    """How many cells of the spreadsheet hold a number; otherwise as :func:`cells_of`."""
    return int(_content_of(spreadsheet, code)[1])


def _content_of(spreadsheet: Path, code: str) -> list[str]:
    def computed() -> str:
        # The readers are imported only where a sheet has to be read.
        from explant.limits import apart
        from explant.spreadsheet.sheet.fingerprint import fingerprint_and_numbers
        from explant.spreadsheet.sheet.opening import allowance_of, bytes_of

        def look() -> str:
            found, numbers = fingerprint_and_numbers(spreadsheet)
            return f"{found} {numbers}"

        # Nobody knows yet what these bytes do to a program that reads them.
        return apart(look, allowance_of(bytes_of(spreadsheet)), spreadsheet)

    return _of_content(spreadsheet, f"cells {code}", computed).split()


def headings_of(plan: Plan, code: str) -> list[str]:
    """Names of the spreadsheet that patterns of markers are compared with.

    Parameters
    ----------
    plan
        The study's plan, without those markers. What it names is not among them, so the whole of
        it counts.
    code
        Hash of the code.

    Raises
    ------
    ProblemsError
        When the file was saved while it was read, or cannot be read.
    """
    plan_key = sha256(plan.model_dump_json().encode()).hexdigest()
    found = _of_content(
        Path(plan.spreadsheet.path),
        f"headings {code} {plan_key}",
        lambda: json.dumps(_unnamed_markers(plan)),
    )
    return [str(text) for text in json.loads(found)]


def _of_content(file: Path, what: str, compute: Callable[[], str]) -> str:
    content = content_key([file])

    def computed() -> str:
        value = compute()
        if content_key([file]) != content:
            # What was read may be of the old file or of the new: it must not be remembered.
            raise ProblemsError([saved_meanwhile(file, "while it was being read")])
        return value

    return remembered(MEMORY, f"{what} {content}", computed)


def _unnamed_markers(plan: Plan) -> list[str]:
    # The readers are imported only where a sheet has to be read.
    from explant.spreadsheet.unnamed_markers import unnamed_markers_apart

    return unnamed_markers_apart(plan)
