"""The same small study in many shapes: sheets by name, merged ranges and a plan for each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from explant.spreadsheet.ingest import Ingested, ingest
from tests.spreadsheet.builders import (
    CELLS,
    HEADER,
    PATIENTS,
    long_rows,
    patient_rows,
    plan_of,
    sample_rows,
    write,
)

MARKERS = HEADER[3:]
Rows = list[list[Any]]


@dataclass(frozen=True)
class Shape:
    """Sheets of a workbook, and what a plan says of them."""

    sheets: Mapping[str, Sequence[Sequence[Any]]]
    layout: str
    merged: Sequence[str] = ()
    spreadsheet: Mapping[str, Any] = field(default_factory=dict)

    def ingested(self, folder: Path, *, auto: bool = False) -> Ingested:
        """Write the shape and read it, with its layout declared or recognised."""
        path = write(folder / "study.xlsx", self.sheets)
        if self.merged:
            book = load_workbook(path)
            for area in self.merged:
                name, cells = area.split("!")
                book[name].merge_cells(cells)
            book.save(path)
        layout = "auto" if auto else self.layout
        return ingest(path, plan_of(spreadsheet={**self.spreadsheet, "layout": layout}))


def values() -> dict[tuple[str, str, str, str], Any]:
    """Value of each patient, tissue, treatment and marker."""
    return {
        (patient, tissue, treatment, marker): value
        for patient, tissue, treatment, *numbers in sample_rows()[1:]
        for marker, value in zip(MARKERS, numbers, strict=True)
    }


def one_line(patients: Sequence[str] = PATIENTS, markers: Sequence[str] = MARKERS) -> Rows:
    """One row a patient, all levels in one line of headings."""
    known = values()
    rows: Rows = [["Patient", *(f"{m} {t} {c}" for m in markers for t, c in CELLS)]]
    for patient in patients:
        rows.append([patient, *(known[patient, t, c, m] for m in markers for t, c in CELLS)])
    return rows


def block(tissue: str, patients: Sequence[str], titled: bool = True) -> Rows:
    """A table of one tissue, one row a patient; the tissue stands in a title above it."""
    known = values()
    name = "" if titled else f" {tissue}"
    headings = [f"{m}{name} {c}" for m in MARKERS for c in ("control", "IL-2")]
    rows: Rows = [[tissue]] if titled else []
    rows.append(["Patient", *headings])
    for patient in patients:
        cells = [known[patient, tissue, c, m] for m in MARKERS for c in ("control", "IL-2")]
        rows.append([patient, *cells])
    return rows


def beside(left: Rows, right: Rows, gap: int = 1) -> Rows:
    """Two tables beside each other."""
    width = max(map(len, left)) + gap
    height = max(len(left), len(right))
    padded = [[*row, *[None] * (width - len(row))] for row in left]
    padded += [[None] * width for _ in range(height - len(left))]
    return [[*row, *(right[n] if n < len(right) else [])] for n, row in enumerate(padded)]


def samples_of(tissue: str) -> Rows:
    """One row a sample, of one tissue that stands in a title."""
    rows = sample_rows()
    own = [[row[0], *row[2:]] for row in rows[1:] if row[1] == tissue]
    return [[f"{tissue} tissue"], [rows[0][0], *rows[0][2:]], *own]


def of_marker(marker: str, value: str = "Value") -> Rows:
    """One row a sample, of one marker."""
    column = HEADER.index(marker)
    return [["Patient", "Tissue", "Treatment", value]] + [
        [*row[:3], row[column]] for row in sample_rows()[1:]
    ]


def three_levels() -> Rows:
    rows = patient_rows()
    top = ["Patient", *(cell for m in MARKERS for cell in (m, None, None, None))]
    middle = [None, *(["Tumor", None, "Normal", None] * 2)]
    return [top, middle, [None, *(["-", "+"] * 4)], *rows[2:]]


def spaced() -> Rows:
    """Titles above, blank rows between header and data, a blank column, means and notes below."""
    rows = patient_rows()
    rows = [[*row[:5], None, *row[5:]] for row in rows]
    means = ["Mean", *(f"=AVERAGE({c}6:{c}9)" for c in "BCDE"), None]
    return [
        ["Markers of a study, 2024"],
        [],
        *rows[:2],
        [],
        *rows[2:3],
        [],
        *rows[3:],
        [],
        means,
        ["Measured by flow cytometry."],
    ]


def replicated_columns() -> Rows:
    """Each marker in two columns whose mean is the value on the marker's scale."""
    rows: Rows = [[*HEADER[:3], "CD25 1", "CD25 2", "Blimp-1 rep a", "Blimp-1 rep b"]]
    for *names, cd25, blimp in sample_rows()[1:]:
        rows.append([*names, cd25 - 0.5, cd25 + 0.5, blimp, blimp])
    return rows


def nested_titles() -> Rows:
    """Two blocks under titles, with the markers over the treatments."""
    known = values()

    def table(tissue: str, patients: Sequence[str]) -> Rows:
        rows: Rows = [[tissue], [None, "CD25", None, "Blimp-1", None]]
        rows.append(["Patient", "-", "+", "-", "+"])
        for p in patients:
            rows.append(
                [p, *(known[p, tissue, c, m] for m in MARKERS for c in ("control", "IL-2"))]
            )
        return rows

    return beside(table("Tumor", PATIENTS), table("Normal", PATIENTS[::-1]))


ANY_ORDER = PATIENTS[::-1]
PER_MARKER = {"sheets": "one_per_marker"}
SHAPES: dict[str, Callable[[], Shape]] = {
    "long": lambda: Shape({"Data": long_rows()}, "long"),
    "a row a sample": lambda: Shape({"Data": sample_rows()}, "one_row_per_sample"),
    "a row a patient": lambda: Shape({"Data": patient_rows()}, "one_row_per_patient"),
    "one line of headings": lambda: Shape({"Data": one_line()}, "one_row_per_patient"),
    "three rows of headings": lambda: Shape({"Data": three_levels()}, "one_row_per_patient"),
    "merged headings": lambda: Shape(
        {"Data": patient_rows()},
        "one_row_per_patient",
        ["Data!A1:A2", "Data!B1:E1", "Data!F1:I1"],
    ),
    "titles, blanks, means, notes": lambda: Shape({"Data": spaced()}, "one_row_per_patient"),
    "blocks of a tissue beside each other": lambda: Shape(
        {"Data": beside(block("Tumor", PATIENTS), block("Normal", ANY_ORDER))},
        "one_row_per_patient",
    ),
    "blocks without a gap": lambda: Shape(
        {
            "Data": beside(
                block("Tumor", PATIENTS, titled=False), block("Normal", ANY_ORDER, titled=False), 0
            )
        },
        "one_row_per_patient",
    ),
    "blocks of a marker beside each other": lambda: Shape(
        {"Data": beside(one_line(markers=["CD25"]), one_line(ANY_ORDER, ["Blimp-1"]), 2)},
        "one_row_per_patient",
    ),
    "blocks under merged titles": lambda: Shape(
        {"Data": beside(block("Tumor", PATIENTS), block("Normal", ANY_ORDER))},
        "one_row_per_patient",
        ["Data!A1:E1", "Data!G1:K1"],
    ),
    "blocks with titles over two rows of headings": lambda: Shape(
        {"Data": nested_titles()}, "one_row_per_patient"
    ),
    "tables of a tissue under each other": lambda: Shape(
        {"Data": [*block("Tumor", PATIENTS), [], [], *block("Normal", ANY_ORDER)]},
        "one_row_per_patient",
    ),
    "tables of a marker under each other": lambda: Shape(
        {"Data": [*one_line(markers=["CD25"]), [], *one_line(ANY_ORDER, ["Blimp-1"])]},
        "one_row_per_patient",
    ),
    "samples under titles": lambda: Shape(
        {"Data": [*samples_of("Tumor"), [], *samples_of("Normal")]}, "one_row_per_sample"
    ),
    "samples beside each other under titles": lambda: Shape(
        {"Data": beside(samples_of("Tumor"), samples_of("Normal"))}, "one_row_per_sample"
    ),
    "a sheet a marker, a row a sample": lambda: Shape(
        {marker: of_marker(marker) for marker in MARKERS}, "one_row_per_sample", (), PER_MARKER
    ),
    "a sheet a marker, named by a heading": lambda: Shape(
        {f"Sheet{n}": of_marker(marker, marker) for n, marker in enumerate(MARKERS)},
        "one_row_per_sample",
        (),
        PER_MARKER,
    ),
    "a sheet a marker, a row a patient": lambda: Shape(
        {
            marker: [
                ["Patient", *(f"{t} {c}" for t, c in CELLS)],
                *([p, *(values()[p, t, c, marker] for t, c in CELLS)] for p in ANY_ORDER),
            ]
            for marker in MARKERS
        },
        "one_row_per_patient",
        (),
        PER_MARKER,
    ),
    "columns of replicates": lambda: Shape({"Data": replicated_columns()}, "one_row_per_sample"),
}
