"""Stratifiers and covariates: one row a patient."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from explant.config.models import DecimalSign, Plan, Stratifier
from explant.config.names import tumor_stages as staging
from explant.config.names.spellings import folded, listed, natural_key
from explant.problems import Severity
from explant.spreadsheet.layouts.columns_read import NOT_READ, column_readings
from explant.spreadsheet.layouts.tidy import Attribute, Table
from explant.spreadsheet.sheet.cells import Cell, Sheet, cell_text
from explant.spreadsheet.structure.headings import (
    attribute_columns,
    find_header,
    header_cells,
    match_columns,
)
from explant.spreadsheet.structure.rows import data_rows
from explant.spreadsheet.values.cell_values import NOT_AVAILABLE, Conventions, conventions
from explant.spreadsheet.values.dimensions import dimensions
from explant.spreadsheet.values.written_numbers import NotANumber, parse_number
from explant.spreadsheet.values.written_numbers import shown as quoted

AttributeValue = str | float | None
MOST_CONTRADICTIONS = 3
"""Patients whose property is not the same everywhere, told one by one; more are one problem."""


def heading_of_patients(plan: Plan) -> str:
    """Heading of the patient IDs in the patients' sheet."""
    columns = plan.spreadsheet.columns
    return columns.patients_sheet or columns.patient


def read_patients(sheet: Sheet, plan: Plan) -> Table:
    """Read a sheet with one row a patient that holds stratifiers and covariates."""
    table = Table()
    patient, problems = find_header(sheet, heading_of_patients(plan))
    table.problems += problems
    if patient is None:
        return table
    cells = [cell for cell in header_cells(sheet, patient.row) if cell != patient]
    found, lacking, problems = match_columns(cells, attribute_columns(plan), patient)
    table.problems += [*problems, *lacking.values()]
    columns = {name: cell.column for name, cell in found.items()}
    others = [cell.column for cell in cells]
    rows = data_rows(
        sheet,
        patient.row,
        patient,
        [],
        others,
        table,
        answers=plan.spreadsheet.odd_rows,
        keep_lone_ids=True,
    )
    meanings = {cell.column: (cell_text(cell), NOT_READ) for cell in cells}
    meanings[patient.column] = (cell_text(patient), "patient ID")
    for name, cell in found.items():
        if cell is patient:
            continue
        meanings[cell.column] = (cell_text(cell), f"property {name} of the patient")
    table.columns = column_readings(sheet, rows, meanings)
    for row in rows:
        table.add_patient(row.patient, row.cell)
        table.attributes += [
            Attribute(row.patient, name, sheet.through_merge(row.row, column))
            for name, column in columns.items()
        ]
    for name, places in table.patients.items():
        if len(places) > 1:
            table.report(
                "warning",
                places,
                f"{name} stands in {len(places)} rows of the patients' sheet.",
                "Keep one row a patient.",
                patient=name,
            )
    return table


def has_groups(stratifier: Stratifier) -> bool:
    """Whether patients.csv has a column of groups for a stratifier."""
    return stratifier.kind != "continuous" or stratifier.cut_point is not None


def cut_point_groups(stratifier: Stratifier) -> tuple[str, str]:
    """Names of the groups at or below, and above, a cut-point.

    Examples
    --------
    >>> cut_point_groups(Stratifier(kind="continuous", unit="cm", cut_point=2.0))
    ('≤ 2 cm', '> 2 cm')
    """
    if stratifier.cut_point is None:
        raise ValueError("the stratifier has no cut-point")
    number = f"{stratifier.cut_point:g} {stratifier.unit}".strip()
    return f"≤ {number}", f"> {number}"


def patient_columns(plan: Plan) -> list[str]:
    """Columns of patients.csv."""
    columns = ["patient"]
    for name, stratifier in plan.patients.strata.items():
        columns += [name, f"{name}_group"] if has_groups(stratifier) else [name]
    return [*columns, *plan.patients.covariates]


def patients_frame(table: Table, patients: Iterable[str], plan: Plan) -> pd.DataFrame:
    """One row a patient, in natural order; problems of the values go to the table.

    Parameters
    ----------
    table
        Its attributes are read.
    patients
        All patients that appear anywhere.
    plan
        The study's plan.
    """
    order = sorted(set(patients), key=natural_key)
    written = conventions(plan)
    data: dict[str, Any] = {"patient": pd.Series(order, dtype="str")}
    for name, stratifier in plan.patients.strata.items():
        values, cells = _values(name, stratifier, table, written)
        continuous = stratifier.kind == "continuous"
        column = [values.get(patient) for patient in order]
        _report_missing(name, [patient for patient in order if patient not in values], table)
        data[name] = pd.Series(column, dtype="float64" if continuous else "str")
        if has_groups(stratifier):
            groups = {
                patient: _group(name, stratifier, value, cells[patient], patient, table)
                for patient, value in values.items()
            }
            data[f"{name}_group"] = pd.Series(
                [groups.get(patient) for patient in order], dtype="str"
            )
    for name in plan.patients.covariates:
        values, _ = _values(name, None, table, written)
        data[name] = _typed([values.get(patient) for patient in order])
    return pd.DataFrame(data, columns=patient_columns(plan))


def _report_missing(name: str, missing: Sequence[str], table: Table) -> None:
    asked: dict[str, Cell] = {}
    for attribute in table.attributes:
        if attribute.name == name:
            asked.setdefault(attribute.patient, attribute.cell)
    without = [patient for patient in missing if patient in asked]
    if without and len(without) == len(asked):
        table.report(
            "warning",
            asked[without[0]],
            f"{name} is not known of any patient.",
            f"Fill it in, or take {name} out of the config.",
        )
    elif without:
        table.report(
            "note",
            [asked[patient] for patient in without],
            f"{name} is not known of {', '.join(without)}.",
            "Fill it in if it is known.",
        )


def _typed(values: Sequence[AttributeValue]) -> "pd.Series[Any]":
    present = [value for value in values if value is not None]
    numbers = [value for value in present if isinstance(value, float)]
    if numbers and len(numbers) == len(present):
        column: pd.Series[Any] = pd.Series(list(values), dtype="float64")
        # Beyond 2^53 a float no longer counts in ones.
        whole = all(number.is_integer() and abs(number) < 2**53 for number in numbers)
        return column.astype("Int64") if whole else column
    texts = [f"{value:.15g}" if isinstance(value, float) else value for value in values]
    return pd.Series(texts, dtype="str")


def _values(
    name: str, stratifier: Stratifier | None, table: Table, written: Conventions
) -> tuple[dict[str, AttributeValue], dict[str, Cell]]:
    """Value of each patient, and the first cell it stands in; contradictions are errors."""
    values: dict[str, AttributeValue] = {}
    cells: dict[str, Cell] = {}
    spellings: dict[str, str] = {}
    refused: set[str] = set()
    contradicting: dict[str, Cell] = {}
    for attribute in table.attributes:
        if attribute.name != name:
            continue
        patient, cell = attribute.patient, attribute.cell
        value = _value(name, stratifier, attribute, written, table, first=patient not in refused)
        if value is None:
            if not cell.blank:
                refused.add(patient)
            continue
        if isinstance(value, str):
            # Negative and negative: the first spelling stands for all.
            value = spellings.setdefault(folded(value), value)
        if patient not in values:
            values[patient], cells[patient] = value, cell
        elif values[patient] != value:
            contradicting.setdefault(patient, cell)
    if len(contradicting) > MOST_CONTRADICTIONS:
        _many_contradictions(name, cells, contradicting, table)
        return values, cells
    for patient, cell in contradicting.items():
        table.report(
            "error",
            [cells[patient], cell],
            f'{name} of {patient} is "{cell_text(cells[patient])}" in '
            f'{cells[patient].address} and "{cell_text(cell)}" in {cell.address}.',
            "Correct one of them: it is a property of the patient.",
            patient=patient,
        )
    return values, cells


def _many_contradictions(
    name: str, cells: Mapping[str, Cell], others: Mapping[str, Cell], table: Table
) -> None:
    """One error where a property of patients looks like one of their samples."""
    patient, cell = next(iter(others.items()))
    table.report(
        "error",
        [each for patient in others for each in (cells[patient], others[patient])],
        f"{name} is not the same in all rows of a patient, for {len(others)} patients: of "
        f'{patient} it is "{cell_text(cells[patient])}" in {cells[patient].address} and '
        f'"{cell_text(cell)}" in {cell.address}.',
        f"If it is a property of the patient, correct the cells. If the IDs are those of "
        f"different patients, correct them. If it differs between the samples of one patient, "
        f"declare {name} under factors, not under patients.strata, and compare within patients: "
        f"compare: {{{name}: [level, level]}}.",
    )


def _value(
    name: str,
    stratifier: Stratifier | None,
    attribute: Attribute,
    written: Conventions,
    table: Table,
    *,
    first: bool,
) -> AttributeValue:
    cell, patient = attribute.cell, attribute.patient
    text = cell_text(cell)
    missing = text in written.missing or text.upper() in NOT_AVAILABLE
    # A group may be called "-" or "ND": what the plan names is a value.
    held = stratifier.groups.values() if stratifier is not None else ()
    if cell.blank or (missing and folded(text) not in {folded(each) for g in held for each in g}):
        return None

    def problem(severity: Severity, what: str, how_to_fix: str) -> None:
        # The same property repeats over a patient's rows: one problem a patient is enough.
        if first:
            table.report(severity, cell, what, how_to_fix, patient=patient)

    if cell.error or cell.value is None:
        shown = f"the error {text}" if cell.error else "a formula without a saved result"
        problem("error", f"{name} of {patient} is {shown}.", "Write the value.")
        return None
    if hasattr(cell.value, "isoformat") and (stratifier is not None):
        problem(
            "error",
            f"{name} of {patient} has become a date ({text}).",
            "Format the cell as text or number and write the value again.",
        )
        return None
    number = isinstance(cell.value, (int, float)) and not isinstance(cell.value, bool)
    if stratifier is None:
        return _number_or_text(cell, written.decimal_sign)
    if stratifier.kind == "continuous":
        if number:
            return float(text)
        try:
            sizes = dimensions(text, stratifier.unit, written.decimal_sign)
        except NotANumber as reason:
            # What could be two numbers is a matter of the config; other texts are one patient's.
            severity: Severity = "error" if reason.kind == "either" else "warning"
            taken = "" if severity == "error" else " It is taken as missing."
            problem(severity, f"{name} of {patient}: {reason.what}{taken}", reason.how_to_fix)
            return None
        if len(sizes) > 1 and stratifier.dimensions is None:
            problem(
                "error",
                f"{name} of {patient} has {len(sizes)} dimensions: {quoted(text)}.",
                f"Declare dimensions: largest for {name} in the config, or write one number.",
            )
            return None
        return max(sizes)
    value = staging.normalized(text, stratifier.notation)
    if value is None:
        kind = "AJCC stage" if stratifier.notation == "ajcc_stage" else "T category"
        several = staging.all_stated(text, stratifier.notation)
        what = f"states {' and '.join(several)}" if len(several) > 1 else f"is no {kind}"
        problem(
            "warning",
            f"{name} of {patient}: {quoted(text)} {what}; it is taken as missing.",
            f"Write the {kind} that counts."
            if len(several) > 1
            else "Write it as IIA, 2A or stage iia."
            if stratifier.notation == "ajcc_stage"
            else "Write it as T2 or pT1c.",
        )
    return value


def _number_or_text(cell: Cell, sign: DecimalSign | None) -> AttributeValue:
    text = cell_text(cell)
    if isinstance(cell.value, bool):
        return text
    if isinstance(cell.value, (int, float)):
        return float(text)
    try:
        return parse_number(text, sign)
    except NotANumber:
        return text


def _group(
    name: str,
    stratifier: Stratifier,
    value: AttributeValue,
    cell: Cell,
    patient: str,
    table: Table,
) -> str | None:
    if value is None:
        return None
    if isinstance(value, float):
        below, above = cut_point_groups(stratifier)
        cut_point = stratifier.cut_point
        return below if cut_point is not None and value <= cut_point else above
    if not stratifier.groups:
        return value
    for group, held in stratifier.groups.items():
        if any(staging.holds(declared, value, stratifier.notation) for declared in held):
            return group
    table.report(
        "warning",
        cell,
        f'{name} of {patient} is "{cell_text(cell)}", which no group holds '
        f"({listed(stratifier.groups)}): the patient is in none.",
        f"Correct the cell, or add the value to a group of {name} in the config.",
        patient=patient,
    )
    return None
