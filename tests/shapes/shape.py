"""A shape: its file, the place of each of its values, and what a person would answer."""

import csv
import io
import itertools
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from openpyxl import Workbook

Rows = list[list[Any]]
Levels = tuple[tuple[str, str], ...]
"""Factor and level, in the order of the factors' names."""
Place = tuple[str, Levels, str]
"""Patient, levels, marker."""

ACTIVATION = {"CD25": (12.0, 30.0), "CD69": (30.0, 60.0)}
CYTOKINES = {"IL-6": (20.0, 90.0), "IL-10": (3.0, 15.0), "TNF": (100.0, 400.0)}
TISSUES = ("tumor", "normal")
CULTURES = ("control", "IL-2")


def levels_of(levels: Mapping[str, str]) -> Levels:
    return tuple(sorted(levels.items()))


class Study:
    """Made-up values of patients, conditions and markers, of which no two are the same."""

    def __init__(
        self,
        name: str,
        patients: Sequence[str],
        factors: Mapping[str, Sequence[str]],
        markers: Mapping[str, tuple[float, float]],
        digits: int = 2,
        replicates: int = 1,
    ) -> None:
        self.patients = list(patients)
        self.factors = {factor: list(levels) for factor, levels in factors.items()}
        self.markers = list(markers)
        self.replicates = replicates
        self.holds: dict[Place, list[float]] = {}
        random = np.random.default_rng(zlib.crc32(name.encode()))
        used: set[float] = set()
        cells = list(self.cells())
        shifts = {(m, c): random.uniform(-0.25, 0.25) for m in markers for c in range(len(cells))}
        for patient in self.patients:
            own = random.normal(0, 0.2)
            for (number, cell), marker in itertools.product(enumerate(cells), markers):
                low, high = markers[marker]
                drawn: list[float] = []
                middle = 0.5 + own + shifts[marker, number]
                while len(drawn) < replicates:
                    share = middle + random.normal(0, 0.15)
                    if not 0 < share < 1:
                        share = random.uniform()
                    value = round(float(low + (high - low) * share), digits)
                    if value not in used:
                        used.add(value)
                        drawn.append(value)
                self.holds[patient, levels_of(cell), marker] = drawn

    def cells(self) -> Iterator[dict[str, str]]:
        """Combinations of levels."""
        for levels in itertools.product(*self.factors.values()):
            yield dict(zip(self.factors, levels, strict=True))

    def at(self, patient: str, marker: str, **levels: str) -> float:
        """The value of a place."""
        return self.every(patient, marker, **levels)[0]

    def every(self, patient: str, marker: str, **levels: str) -> list[float]:
        """All replicates of a place."""
        return self.holds[patient, levels_of(levels), marker]

    def row(self, patient: str, **levels: str) -> list[float]:
        """Values of all markers of a sample."""
        return [self.at(patient, marker, **levels) for marker in self.markers]

    def column(self, marker: str, **levels: str) -> list[float]:
        """Values of all patients of a marker."""
        return [self.at(patient, marker, **levels) for patient in self.patients]


def ids(count: int, form: str = "P{:02}", first: int = 1) -> list[str]:
    return [form.format(number) for number in range(first, first + count)]


def paired(name: str, count: int = 8, **others: Any) -> Study:
    """Tumor and normal tissue, with and without IL-2: the model of the field."""
    markers = others.pop("markers", ACTIVATION)
    return Study(name, ids(count), {"tissue": TISSUES, "treatment": CULTURES}, markers, **others)


@dataclass
class Written:
    """What a shape's function gives: cells, and what they mean."""

    sheets: Mapping[str, Rows]
    study: Study | None = None
    merged: Sequence[str] = ()
    """Merged ranges, such as ``Data!A1:A4``."""
    answers: Mapping[str, str] = field(default_factory=dict)
    """Pattern found in a question (its id and text) → pattern found in the answer to choose."""
    groups: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Grouping → patient → group."""
    same_ids: bool = True
    """IDs are read as they are written here; else only whose values go together counts."""
    separator: str = ","
    decimal: str = "."
    named: tuple[str, str] | None = None
    """No study table: patterns of what it is called and of what to do instead."""
    forward: str = ""
    """Pattern of a refusal that helps, where one is as good as a reading."""
    refused: bool = False
    """The values cannot be placed: only a refusal that helps, or a question, is right."""
    extra: Mapping[Place, list[float]] = field(default_factory=dict)
    """Values that may be read besides, or not: areas, counts."""

    def write(self, folder: Path, name: str, kind: str) -> Path:
        path = folder / f"{name}.{kind}"
        if kind == "xlsx":
            self._workbook().save(path)
        else:
            separator = "\t" if kind in ("tsv", "txt") else self.separator
            (rows,) = self.sheets.values()
            path.write_text(self._text(rows, separator), encoding="utf-8", newline="")
        return path

    def _workbook(self) -> Workbook:
        book = Workbook()
        book.remove(book.active)
        for name, rows in self.sheets.items():
            sheet = book.create_sheet(name)
            for row in rows:
                sheet.append(row)
        for area in self.merged:
            name, cells = area.split("!")
            book[name].merge_cells(cells)
        return book

    def _text(self, rows: Rows, separator: str) -> str:
        text = io.StringIO()
        writer = csv.writer(text, delimiter=separator, lineterminator="\n")
        for row in rows:
            writer.writerow([self._cell(value) for value in row])
        return text.getvalue()

    def _cell(self, value: Any) -> str:
        if isinstance(value, float):
            return str(value).replace(".", self.decimal)
        return "" if value is None else str(value)


@dataclass(frozen=True)
class Shape:
    """A shape with its name, where such sheets are seen, and how to make one."""

    name: str
    source: str
    kind: str
    make: Callable[[str], Written]


SHAPES: dict[str, Shape] = {}


def shape(source: str, kind: str = "csv") -> Callable[[Callable[[str], Written]], Any]:
    """Register a shape under the name of its function."""

    def register(make: Callable[[str], Written]) -> Callable[[str], Written]:
        name = make.__name__
        assert name not in SHAPES
        SHAPES[name] = Shape(name, source, kind, make)
        return make

    return register
