"""Layouts with one sample or one measurement a row: the factors are columns."""

from dataclasses import dataclass

from explant.config.models import Plan
from explant.problems import nearest
from explant.spreadsheet.cells import Cell, Sheet
from explant.spreadsheet.headings import (
    Wanted,
    attribute_columns,
    find_header,
    header_cells,
    headings,
    match_columns,
)
from explant.spreadsheet.naming import Unknown, find_marker, level_reader
from explant.spreadsheet.rows import DataRow, data_rows
from explant.spreadsheet.text import cell_text, listed
from explant.spreadsheet.tidy import Attribute, Entry, Levels, Table


@dataclass(frozen=True)
class Columns:
    """Columns of a table by what they hold."""

    patient: Cell
    factors: dict[str, int]
    attributes: dict[str, int]
    replicate: int | None
    others: dict[str, Cell]
    """The columns that the layout itself asks for."""
    unknown: list[Cell]


def read_one_row_per_sample(sheet: Sheet, plan: Plan, *, attributes: bool) -> Table:
    """Read a sheet with one row a sample and one column a marker.

    Parameters
    ----------
    sheet
        The sheet.
    plan
        The study's plan.
    attributes
        Stratifiers and covariates are columns of this sheet.
    """
    table = Table()
    wanted = {
        name: Wanted(headings(marker.column, name), f"the marker {name}", marker.unit)
        for name, marker in plan.markers.items()
    }
    columns = _locate(sheet, plan, wanted, table, attributes=attributes)
    if columns is None:
        return table
    if columns.unknown:
        table.report(
            "note",
            columns.unknown,
            f"Columns that the plan does not name are not read: "
            f"{listed(cell_text(cell) for cell in columns.unknown)}.",
        )
    markers = {name: cell.column for name, cell in columns.others.items()}
    labels = [*columns.factors.values(), *columns.attributes.values()]
    rows = data_rows(
        sheet, columns.patient.row, columns.patient, list(markers.values()), labels, table
    )
    unknown = Unknown()
    for row, levels, replicate in _samples(sheet, plan, columns, rows, unknown, table):
        table.entries += [
            Entry(row.patient, levels, marker, sheet.at(row.row, column), replicate)
            for marker, column in markers.items()
        ]
    unknown.report(table)
    return table


def read_long(sheet: Sheet, plan: Plan, *, attributes: bool) -> Table:
    """Read a sheet with one row a measurement, the marker's name in a column.

    Parameters are those of :func:`read_one_row_per_sample`.
    """
    table = Table()
    names = plan.spreadsheet.columns
    wanted = {
        "marker": Wanted((names.marker,), "the marker's name"),
        "value": Wanted((names.value,), "the value"),
    }
    columns = _locate(sheet, plan, wanted, table, attributes=attributes)
    if columns is None or len(columns.others) < 2:
        return table
    marker_column = columns.others["marker"].column
    value_column = columns.others["value"].column
    labels = [marker_column, *columns.factors.values()]
    rows = data_rows(sheet, columns.patient.row, columns.patient, [value_column], labels, table)
    unknown = Unknown()
    for row, levels, replicate in _samples(sheet, plan, columns, rows, unknown, table):
        cell = sheet.through_merge(row.row, marker_column)
        marker = find_marker(cell_text(cell), plan)
        if marker is None:
            unknown.add("marker", cell, plan.markers)
            table.unsure.add(row.patient)
            continue
        value = sheet.at(row.row, value_column)
        table.entries.append(Entry(row.patient, levels, marker, value, replicate))
    unknown.report(table)
    present = {entry.marker for entry in table.entries}
    seen = [cell_text(sheet.at(row.row, marker_column)) for row in rows]
    for marker in plan.markers:
        if present and marker not in present:
            table.report(
                "error",
                columns.others["marker"],
                f"No row names {marker}. Names seen: {listed(seen)}.",
                f"{nearest(marker, dict.fromkeys(seen))} Correct the name, or list it under "
                "column of the marker in the config.",
                marker=marker,
            )
    return table


def _locate(
    sheet: Sheet, plan: Plan, extra: dict[str, Wanted], table: Table, *, attributes: bool
) -> Columns | None:
    names = plan.spreadsheet.columns
    patient, problems = find_header(sheet, names.patient)
    table.problems += problems
    if patient is None:
        return None
    cells = [cell for cell in header_cells(sheet, patient.row) if cell != patient]
    factors = {
        name: Wanted(headings(factor.column, name), f"the factor {name}")
        for name, factor in plan.factors.items()
    }
    replicate = (
        {"replicate": Wanted((names.replicate,), "the replicate")} if names.replicate else {}
    )
    known = attribute_columns(plan) if attributes else {}
    found = {}
    for kind, wanted in (
        ("factor", factors),
        ("attribute", known),
        ("replicate", replicate),
        ("other", extra),
    ):
        matched, problems = match_columns(cells, wanted, patient)
        table.problems += problems
        found[kind] = matched
    used = {cell for matched in found.values() for cell in matched.values()}
    return Columns(
        patient,
        {name: cell.column for name, cell in found["factor"].items()},
        {name: cell.column for name, cell in found["attribute"].items()},
        next((cell.column for cell in found["replicate"].values()), None),
        found["other"],
        [cell for cell in cells if cell not in used],
    )


def _samples(
    sheet: Sheet,
    plan: Plan,
    columns: Columns,
    rows: list[DataRow],
    unknown: Unknown,
    table: Table,
) -> list[tuple[DataRow, Levels, str]]:
    """Levels and replicate of each row; a row whose level is unknown is left out."""
    readers = {
        factor: (column, level_reader(plan, factor, unknown))
        for factor, column in columns.factors.items()
    }
    samples: list[tuple[DataRow, Levels, str]] = []
    for row in rows:
        table.add_patient(row.patient, row.cell)
        table.attributes += [
            Attribute(row.patient, name, sheet.through_merge(row.row, column))
            for name, column in columns.attributes.items()
        ]
        levels = [read(sheet.through_merge(row.row, column)) for column, read in readers.values()]
        replicate = ""
        if columns.replicate is not None:
            replicate = cell_text(sheet.at(row.row, columns.replicate))
        known = tuple(level for level in levels if level is not None)
        if len(known) == len(plan.factors):
            samples.append((row, known, replicate))
        else:
            table.unsure.add(row.patient)
    return samples
