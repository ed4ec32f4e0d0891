"""Small workbooks and plans to read."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from explant.config.models import Plan
from explant.problems import Problem
from explant.spreadsheet.ingest import Ingested, ingest

PATIENTS = ("P1", "P2", "P10")
HEADER = ("Patient", "Tissue", "Treatment", "CD25", "Blimp-1")
CELLS = (("Tumor", "control"), ("Tumor", "IL-2"), ("Normal", "control"), ("Normal", "IL-2"))


def sample_rows() -> list[list[Any]]:
    """One row a sample: row 1 is the header, P1 stands in rows 2 to 5, P10 in rows 10 to 13."""
    rows: list[list[Any]] = [list(HEADER)]
    for number, patient in enumerate(PATIENTS):
        for position, (tissue, treatment) in enumerate(CELLS):
            cd25 = 10.5 + 3 * number + position
            blimp = 200 + 10 * number + 5 * position
            rows.append([patient, tissue, treatment, cd25, blimp])
    return rows


def long_rows() -> list[list[Any]]:
    rows: list[list[Any]] = [["Patient", "Tissue", "Treatment", "Marker", "Value"]]
    for patient, tissue, treatment, *values in sample_rows()[1:]:
        for marker, value in zip(HEADER[3:], values, strict=True):
            rows.append([patient, tissue, treatment, marker, value])
    return rows


def patient_rows() -> list[list[Any]]:
    """One row a patient under a header of two rows."""
    upper: list[Any] = ["Patient"]
    lower: list[Any] = [None]
    for marker in HEADER[3:]:
        upper += [marker, None, None, None]
        lower += [f"{tissue} {treatment}" for tissue, treatment in CELLS]
    samples = sample_rows()[1:]
    rows = [upper, lower]
    for number, patient in enumerate(PATIENTS):
        own = samples[4 * number : 4 * number + 4]
        rows.append([patient, *(row[3] for row in own), *(row[4] for row in own)])
    return rows


def plan_of(**changes: Any) -> Plan:
    """Plan of the small study; sections given replace or extend the defaults."""
    content: dict[str, Any] = {
        "spreadsheet": {"path": "study.xlsx", "layout": "one_row_per_sample"},
        "factors": {
            "tissue": {"levels": {"tumor": {"aliases": ["T"]}, "normal": {"aliases": ["N"]}}},
            "treatment": {
                "levels": {
                    "control": {"aliases": ["-", "medium"]},
                    "IL-2": {"aliases": ["+", "IL2", "rhIL-2"]},
                }
            },
        },
        "markers": {"CD25": {"unit": "%"}, "Blimp-1": {"unit": "MFI", "scale": "log2"}},
        "contrasts": {
            "il2_in_tumor": {
                "compare": {"treatment": ["IL-2", "control"]},
                "at": {"tissue": "tumor"},
            }
        },
    }
    for section, values in changes.items():
        if section in ("spreadsheet", "patients"):
            content[section] = {**content.get(section, {}), **values}
        elif section == "markers":
            content[section] = {
                name: {**content[section].get(name, {}), **details}
                for name, details in {**content[section], **values}.items()
            }
        else:
            content[section] = values
    return Plan.model_validate(content)


def write(path: Path, sheets: Mapping[str, Sequence[Sequence[Any]]]) -> Path:
    """Workbook with the rows of each sheet."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


def edited(path: Path, cells: Mapping[str, Any], sheet: str = "Data") -> Path:
    """Change cells of a workbook in place."""
    from openpyxl import load_workbook

    book = load_workbook(path)
    for address, value in cells.items():
        cell = book[sheet][address]
        assert isinstance(cell, Cell)
        cell.value = value
    book.save(path)
    return path


def worksheet(book: Workbook, name: str = "Data") -> Worksheet:
    sheet = book[name]
    assert isinstance(sheet, Worksheet)
    return sheet


def read(folder: Path, rows: Sequence[Sequence[Any]], plan: Plan | None = None) -> Ingested:
    """Write rows to the sheet Data and read them."""
    return ingest(write(folder / "study.xlsx", {"Data": rows}), plan or plan_of())


def changed(rows: Sequence[Sequence[Any]], cells: Mapping[str, Any]) -> list[list[Any]]:
    """Rows with the cells at the given addresses replaced."""
    new = [list(row) for row in rows]
    for address, value in cells.items():
        column, row = ord(address[0]) - ord("A"), int(address[1:]) - 1
        while len(new) <= row:
            new.append([])
        new[row] += [None] * (column + 1 - len(new[row]))
        new[row][column] = value
    return new


def with_severity(found: Ingested, severity: str) -> list[Problem]:
    return [problem for problem in found.problems if problem.severity == severity]


def only(found: Ingested, severity: str) -> Problem:
    """The one problem of a severity; errors leave nothing to compute from."""
    matching = with_severity(found, severity)
    assert len(matching) == 1, found.problems
    if severity == "error":
        assert found.measurements.empty
        assert found.patients.empty
    return matching[0]
