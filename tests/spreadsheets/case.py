"""A case of the corpus: a file, the plan it is read with, and what has to come of it."""

import csv
import io
import math
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests.spreadsheets.grid import Sheet, place
from tests.spreadsheets.study import MARKERS, Key, in_order
from tests.spreadsheets.write import excel

COLUMNS = (
    *("patient", "tissue", "treatment", "marker", "value"),
    *("replicates", "replicate_sd", "censored", "source"),
)


@dataclass(frozen=True)
class Problem:
    """A problem that has to be told: where, and words that have to be in it."""

    severity: str
    where: str
    says: tuple[str, ...]
    mend: tuple[str, ...] = ()
    patient: str = ""
    marker: str = ""


def error(
    where: str, *says: str, mend: str | Sequence[str], patient: str = "", marker: str = ""
) -> Problem:
    """A problem that stops the study; ``mend`` is what the user has to be told to do."""
    return Problem("error", where, says, _several(mend), patient, marker)


def warning(
    where: str, *says: str, mend: str | Sequence[str], patient: str = "", marker: str = ""
) -> Problem:
    """A problem that is carried into the report."""
    return Problem("warning", where, says, _several(mend), patient, marker)


def note(
    where: str, *says: str, mend: str | Sequence[str] = (), patient: str = "", marker: str = ""
) -> Problem:
    """Something that is told of how the file was understood."""
    return Problem("note", where, says, _several(mend), patient, marker)


def _several(words: str | Sequence[str]) -> tuple[str, ...]:
    return (words,) if isinstance(words, str) else tuple(words)


@dataclass(frozen=True)
class Case:
    """A file and what is expected of it; name and description come from its function.

    Parameters
    ----------
    content
        Bytes of the file.
    suffix
        Its format.
    sheets
        What the file holds, as far as its values are expected to be read.
    plan
        Changes to the plan of the study.
    problems
        All problems that have to be told, and no others.
    patients
        Rows of patients.csv, for cases that are about them.
    shape
        The file holds the whole study of six patients, and nothing else differs but its shape.
    """

    content: bytes
    suffix: str = "xlsx"
    sheets: Sequence[Sheet] = ()
    plan: Mapping[str, Any] = field(default_factory=dict)
    problems: Sequence[Problem] = ()
    patients: Sequence[Mapping[str, Any]] = ()
    shape: bool = False

    @property
    def refused(self) -> bool:
        """Whether the file must not give any values."""
        return any(problem.severity == "error" for problem in self.problems)


def book(*sheets: Sheet, **more: Any) -> Case:
    """A case in a workbook of Excel."""
    return Case(excel.workbook(sheets), "xlsx", sheets, **more)


Maker = Callable[[], Case]


@dataclass
class Theme:
    """Cases of one kind: functions whose names and docstrings are those of the cases."""

    name: str
    makers: dict[str, Maker] = field(default_factory=dict)

    def __call__(self, maker: Maker) -> Maker:
        """Add a case."""
        self.makers[maker.__name__.replace("_", "-")] = maker
        return maker


def measurements(sheets: Sequence[Sheet]) -> str:
    """The table of measurements that sheets hold, as text, from what their cells stand for."""
    held: dict[Key, list[tuple[float, str, str]]] = {}
    for sheet in sheets:
        for row, column, cell in sheet.cells():
            if cell.key is not None and cell.truth is not None:
                where = place(sheet.name, row, column)
                held.setdefault(cell.key, []).append((cell.truth, cell.censored, where))
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    for key in in_order(held, [*MARKERS, *sorted({key.marker for key in held} - {*MARKERS})]):
        flags = {flag for _, flag, _ in held[key]}
        # Of several replicates one below the limit enters as the limit / √2.
        values = [
            value / math.sqrt(2) if flag == "below" and len(flags) > 1 else value
            for value, flag, _ in held[key]
        ]
        writer.writerow(
            [
                *(key.patient, key.tissue, key.treatment, key.marker),
                repr(float(_mean(values, key.marker))),
                len(values),
                repr(statistics.stdev(values)) if len(values) > 1 else "",
                flags.pop() if len(flags) == 1 else "partly",
                " ".join(where for _, _, where in held[key]),
            ]
        )
    return stream.getvalue()


def _mean(values: Sequence[float], marker: str) -> float:
    """Mean of replicates: of CD25, which is linear, the arithmetic one, else the geometric one."""
    if len(set(values)) == 1:
        return values[0]
    if marker == "CD25":
        return statistics.fmean(values)
    return statistics.geometric_mean(values)


def expected(name: str, theme: str, maker: Maker, case: Case) -> str:
    """What is expected of a case, as YAML."""
    content: dict[str, Any] = {
        "about": " ".join((maker.__doc__ or "").split()),
        "theme": theme,
        "file": f"{name}.{case.suffix}",
        "plan": dict(case.plan),
        "shape": case.shape,
        "problems": [
            {
                name: list(value) if isinstance(value, tuple) else value
                for name, value in vars(problem).items()
                if value
            }
            for problem in case.problems
        ],
    }
    if case.patients:
        content["patients"] = [dict(row) for row in case.patients]
    return yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=100)


def written(name: str, theme: str, maker: Maker) -> dict[Path, bytes]:
    """Files of a case by path within this folder."""
    case = maker()
    assert maker.__doc__, f"{name} does not say what it is about"
    files = {
        Path("files", f"{name}.{case.suffix}"): case.content,
        Path("expected", f"{name}.yaml"): expected(name, theme, maker, case).encode(),
    }
    if not case.refused:
        files[Path("expected", f"{name}.csv")] = measurements(case.sheets).encode()
    return files
