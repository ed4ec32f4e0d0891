"""The study as tables of the usual layouts, and the problems that many cases share."""

from collections.abc import Mapping, Sequence
from typing import Any

from tests.spreadsheets.case import Case, Problem, book, error, warning
from tests.spreadsheets.grid import Cell, Row, Sheet, replaced
from tests.spreadsheets.study import MARKERS, SAMPLES, Key, Study, patients_of, study

HEADER = ("Patient", "Tissue", "Treatment")
LABELS = {"tumor": "Tumor", "normal": "Normal", "control": "control", "IL-2": "IL-2"}
WHOLE = study()


def holds(values: Study, patient: str, tissue: str, treatment: str, marker: str) -> Cell:
    """Cell that holds a value of the study."""
    key = Key(patient, tissue, treatment, marker)
    return Cell(values[key], key=key, truth=values[key])


def reads(value: Any, truth: float | None, censored: str = "", **more: Any) -> Cell:
    """What is written into a cell, and the number that was measured."""
    return Cell(value, truth=truth, censored=censored, **more)


def sample_rows(
    values: Study = WHOLE,
    markers: Sequence[str] = MARKERS,
    labels: Mapping[str, str] = LABELS,
    patients: Sequence[str] = (),
) -> list[Row]:
    """One row a sample: row 1 is the header, each patient has four rows."""
    rows: list[Row] = [[*HEADER, *markers]]
    for patient in patients or patients_of(values):
        for tissue, treatment in SAMPLES:
            own = [holds(values, patient, tissue, treatment, marker) for marker in markers]
            rows.append([patient, labels[tissue], labels[treatment], *own])
    return rows


def long_rows(values: Study = WHOLE) -> list[Row]:
    """One row a measurement."""
    rows: list[Row] = [[*HEADER, "Marker", "Value"]]
    for patient in patients_of(values):
        for tissue, treatment in SAMPLES:
            for marker in MARKERS:
                own = holds(values, patient, tissue, treatment, marker)
                rows.append([patient, LABELS[tissue], LABELS[treatment], marker, own])
    return rows


def patient_values(
    patient: str,
    markers: Sequence[str] = MARKERS,
    samples: Sequence[tuple[str, str]] = SAMPLES,
    values: Study = WHOLE,
) -> list[Cell]:
    """Values of a patient in one row, by marker."""
    return [holds(values, patient, *sample, marker) for marker in markers for sample in samples]


def data(rows: Sequence[Row], **more: Any) -> Sheet:
    """Sheet of the name Data."""
    return Sheet("Data", rows, **more)


def missing(where: str, marker: str, patient: str, *samples: str) -> Problem:
    """The warning for values that are missing."""
    return warning(
        where,
        f"{marker} of {patient} is missing for {' and for '.join(samples)}.",
        mend="Fill it in if it was measured.",
        patient=patient,
        marker=marker,
    )


STUDY_ROWS = sample_rows()
FIND = "list the text under spreadsheet.missing"


def changed_study(changes: Mapping[str, Any], *problems: Problem, **more: Any) -> Case:
    """A case of one row a sample with other things written into some cells."""
    return book(data(replaced(STUDY_ROWS, changes)), problems=problems, **more)


def measured(address: str) -> float:
    """What was measured for a cell of the study with one row a sample."""
    cell = STUDY_ROWS[int(address[1:]) - 1][ord(address[0]) - ord("A")]
    assert isinstance(cell, Cell)
    assert cell.truth is not None
    return cell.truth


def wrong(address: str, what: str, mend: str, patient: str, marker: str) -> Problem:
    """The error for one value."""
    return error(f"Data!{address}", what, mend=mend, patient=patient, marker=marker)
