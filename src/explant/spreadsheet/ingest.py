"""From a lab's spreadsheet to the tables of measurements and patients, or a list of problems."""

from collections.abc import Hashable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from explant import design
from explant.config.models import Plan
from explant.problems import Problem, ProblemsError, errors, most_serious_first, nearest
from explant.spreadsheet.cells import Sheet, Workbook
from explant.spreadsheet.identity import check_complements, check_names, merge_ids
from explant.spreadsheet.patient_layout import read_one_row_per_patient
from explant.spreadsheet.patient_table import patient_columns, patients_frame, read_patients
from explant.spreadsheet.readings import read_values
from explant.spreadsheet.replicates import Key, Value, averaged
from explant.spreadsheet.samples import read_long, read_one_row_per_sample
from explant.spreadsheet.text import folded, listed, natural_key
from explant.spreadsheet.tidy import Table
from explant.spreadsheet.workbook import read_workbook

READERS = {
    "long": read_long,
    "one_row_per_sample": read_one_row_per_sample,
    "one_row_per_patient": read_one_row_per_patient,
}


@dataclass(frozen=True)
class Ingested:
    """What a spreadsheet holds.

    ``measurements`` and ``patients`` have the columns of the tables of those names. If there is
    an error among the problems, both are empty.
    """

    measurements: pd.DataFrame
    patients: pd.DataFrame
    problems: list[Problem]


def ingest(path: Path, plan: Plan) -> Ingested:
    """Read, check and tidy a spreadsheet.

    Parameters
    ----------
    path
        The spreadsheet.
    plan
        The study's plan: layout, headings, levels, markers and stratifiers.

    Returns
    -------
    Ingested
        Values in each marker's unit with technical replicates averaged, and all problems, the
        most serious first. It never raises for what stands in the file.
    """
    try:
        book = read_workbook(path)
    except ProblemsError as error:
        return _refused(error.problems, plan)
    sheet, patients_sheet, problems = _sheets(book, plan)
    if sheet is None or errors(problems):
        return _refused(problems, plan)
    table = READERS[plan.spreadsheet.layout](sheet, plan, attributes=patients_sheet is None)
    table.problems[:0] = [*problems, *_hidden(sheet)]
    others = read_patients(patients_sheet, plan) if patients_sheet is not None else Table()
    merge_ids([table, others], plan)
    measured = {name: list(cells) for name, cells in table.patients.items()}
    if patients_sheet is not None:
        _join(table, others, patients_sheet, sheet)
    everyone = dict(table.patients)
    asked = check_names(table)
    # From here on the table's patients are those of the measurements.
    table.patients = measured
    groups = read_values(table, sheet, plan)
    have: dict[str, set[Hashable]] = {name: set() for name in everyone}
    for patient, levels, marker in groups:
        have[patient].add((levels, marker))
    for name in others.patients:
        have[name].add("patients' sheet")
    check_complements(have, everyone, asked, table)
    patients = patients_frame(table, everyone, plan)
    problems = most_serious_first(table.problems)
    if errors(problems):
        return _refused(problems, plan)
    return Ingested(_measurements(groups, plan), patients, problems)


def measurement_columns(plan: Plan) -> list[str]:
    """Columns of measurements.csv."""
    return [
        "patient",
        *plan.factors,
        *("marker", "value", "replicates", "replicate_sd", "censored", "source"),
    ]


def _refused(problems: list[Problem], plan: Plan) -> Ingested:
    return Ingested(
        pd.DataFrame(columns=measurement_columns(plan)),
        pd.DataFrame(columns=patient_columns(plan)),
        most_serious_first(problems),
    )


def _sheets(book: Workbook, plan: Plan) -> tuple[Sheet | None, Sheet | None, list[Problem]]:
    """Sheet of the measurements, sheet of the patients if there is one."""
    names = plan.spreadsheet
    problems: list[Problem] = []

    def named(name: str, key: str) -> Sheet | None:
        for sheet in book.sheets:
            if folded(sheet.name) == folded(name):
                return sheet
        problems.append(
            Problem(
                "error",
                book.name,
                f'There is no sheet "{name}". Sheets: '
                f"{listed(sheet.name for sheet in book.sheets)}.",
                f"{nearest(name, [sheet.name for sheet in book.sheets])} Correct {key} in the "
                "config.",
            )
        )
        return None

    filled = [sheet for sheet in book.sheets if sheet.rows]
    if not filled:
        problems.append(
            Problem("error", book.name, "The workbook is empty.", "Save the spreadsheet again.")
        )
        return None, None, problems
    if book.text_table:
        sheet: Sheet | None = filled[0]
    elif names.sheet is not None:
        sheet = named(names.sheet, "spreadsheet.sheet")
    else:
        sheet = next((each for each in filled if not each.hidden), filled[0])
    patients = (
        named(names.patients_sheet, "spreadsheet.patients_sheet")
        if (names.patients_sheet is not None)
        else None
    )
    return sheet, None if patients is sheet else patients, problems


def _hidden(sheet: Sheet) -> list[Problem]:
    rows = [str(row) for row in sheet.rows if row in sheet.hidden_rows]
    columns = [column for column in sheet.columns if column in sheet.hidden_columns]
    found = []
    if sheet.hidden or rows or columns:
        what = "The sheet is hidden" if sheet.hidden else "Rows or columns are hidden"
        if rows and not sheet.hidden:
            what = f"Hidden rows: {', '.join(rows[:20])}{' …' if len(rows) > 20 else ''}"
        found.append(
            Problem(
                "warning",
                sheet.name,
                f"{what}; what is hidden is read like the rest.",
                "Show it and look whether it belongs to the data.",
            )
        )
    return found


def _join(table: Table, patients: Table, patients_sheet: Sheet, sheet: Sheet) -> None:
    """Take the patients' sheet into the table, and compare whom the sheets name."""
    table.problems += patients.problems
    table.attributes = [*table.attributes, *patients.attributes]
    readable = bool(patients.patients) and bool(table.patients)
    for name in sorted({*table.patients, *patients.patients}, key=natural_key):
        if readable and name not in patients.patients:
            table.report(
                "warning",
                table.patients[name],
                f"{name} is not in the sheet {patients_sheet.name}: stage, size and other "
                "properties are not known.",
                f"Add {name} there, or correct the ID.",
                patient=name,
            )
        elif readable and name not in table.patients:
            table.report(
                "warning",
                patients.patients[name],
                f"{name} has no row in the sheet {sheet.name}.",
                "Add the measurements, or correct the ID.",
                patient=name,
            )
        for cell in patients.patients.get(name, []):
            table.add_patient(name, cell)


def _measurements(groups: dict[Key, list[Value]], plan: Plan) -> pd.DataFrame:
    marker_order = {marker: position for position, marker in enumerate(plan.markers)}
    cell_order = {levels: position for position, levels in enumerate(design.cells(plan))}
    rows: list[dict[str, Any]] = []
    for key in sorted(
        groups,
        key=lambda key: (natural_key(key[0]), marker_order[key[2]], cell_order[key[1]]),
    ):
        patient, levels, marker = key
        value = averaged(groups[key], plan.markers[marker])
        rows.append(
            {
                "patient": patient,
                **dict(zip(plan.factors, levels, strict=True)),
                "marker": marker,
                "value": value.value,
                "replicates": value.replicates,
                "replicate_sd": value.replicate_sd,
                "censored": value.censored,
                "source": " ".join(cell.place for cell in value.cells),
            }
        )
    return pd.DataFrame(rows, columns=measurement_columns(plan))
