"""Layouts with one sample or one measurement a row: the factors are columns."""

from explant.config.models import Plan
from explant.config.names.spellings import listed
from explant.numbers import counted
from explant.problems import Problem, nearest
from explant.spreadsheet.layouts.columns_read import NOT_READ, check_unread, column_readings
from explant.spreadsheet.layouts.levels_of_rows import LevelsOfRows
from explant.spreadsheet.layouts.names_in_cells import (
    MOST_PLACES,
    Unknown,
    marker_finder,
)
from explant.spreadsheet.layouts.sample_columns import ColumnRoles, long_columns, sample_columns
from explant.spreadsheet.layouts.tidy import Attribute, Entry, Levels, Table
from explant.spreadsheet.sheet.cells import Cell, Sheet, cell_text
from explant.spreadsheet.structure.blocks import Block
from explant.spreadsheet.structure.headings import unit_of
from explant.spreadsheet.structure.joined_headings import Given
from explant.spreadsheet.structure.rows import data_rows
from explant.spreadsheet.structure.unlike_rows import DataRow
from explant.spreadsheet.values.units import same_unit


def read_one_row_per_sample(block: Block, plan: Plan, *, attributes: bool) -> Table:
    """Read a table with one row a sample and one column a marker.

    Parameters
    ----------
    block
        The table's cells.
    plan
        The study's plan.
    attributes
        Stratifiers and covariates may be columns of this table.
    """
    return _read(sample_columns(block, plan, attributes=attributes), block, plan)


def read_long(block: Block, plan: Plan, *, attributes: bool) -> Table:
    """Read a table with one row a measurement, the marker's name in a column.

    Parameters are those of :func:`read_one_row_per_sample`.
    """
    columns = long_columns(block, plan, attributes=attributes)
    table = _read(columns, block, plan)
    if columns.marker is not None and columns.values:
        _marker_names(columns.marker, block.sheet, plan, table)
    return table


def against_long(block: Block, plan: Plan) -> str:
    """Why a table is not laid out so; empty if it may be."""
    columns = long_columns(block, plan, attributes=False)
    names = plan.spreadsheet.columns
    absent = [] if columns.marker is not None else [f'"{names.marker_heading}"']
    absent += [] if columns.values else [f'"{names.value}"']
    return _absent([*absent, *_factors(columns.factors.keys() | columns.given.levels.keys(), plan)])


def against_samples(block: Block, plan: Plan) -> str:
    """Why a table is not laid out so; empty if it may be."""
    columns = sample_columns(block, plan, attributes=False)
    absent = [] if columns.values else ["any marker"]
    return _absent([*absent, *_factors(columns.factors.keys() | columns.given.levels.keys(), plan)])


def _factors(stated: set[str], plan: Plan) -> list[str]:
    return [f"the factor {name}" for name in plan.factors if name not in stated]


def _absent(columns: list[str]) -> str:
    return f"no column of {' or of '.join(columns)}" if columns else ""


def _read(columns: ColumnRoles, block: Block, plan: Plan) -> Table:
    """Entries and attributes of a table whose columns are known."""
    table = Table(problems=[*columns.problems, *columns.unstated], lacking=dict(columns.lacking))
    if columns.unknown:
        table.report(
            "note",
            columns.unknown,
            f"Columns that the plan does not name are not read: "
            f"{listed(cell_text(cell) for cell in columns.unknown)}.",
        )
    labels = [*columns.factors.values(), *columns.attributes.values()]
    if columns.marker is not None:
        labels.insert(0, columns.marker)
    rows = data_rows(
        block.sheet,
        block.patient.row,
        block.patient,
        [value.cell.column for value in columns.values],
        [cell.column for cell in labels],
        table,
        answers=plan.spreadsheet.odd_rows,
        says_more=lambda text: _says_more(block.vocabulary.title(text), columns),
    )
    meanings = _meanings(columns, block)
    table.columns += column_readings(block.sheet, rows, meanings)
    if columns.unstated:
        return table
    check_unread(block, rows, meanings, table)
    unknown = Unknown()
    given = columns.given.marker
    against: list[Cell] = []
    find_marker, markers = marker_finder(plan), dict[str, str | None]()
    sheet = block.sheet
    get, add = sheet.cells.get, table.entries.append
    values = [(value.cell.column, value.marker, value.replicate) for value in columns.values]
    pieces = columns.block.column if columns.block is not None else None
    for row, levels, replicate in _samples(block, plan, columns, rows, table):
        piece = "" if pieces is None else cell_text(sheet.through_merge(row.row, pieces))
        marker: str | None = ""
        if columns.marker is not None:
            cell = sheet.through_merge(row.row, columns.marker.column)
            name = cell_text(cell)
            if name not in markers:
                markers[name] = find_marker(name)
            marker = markers[name]
            if marker is None:
                unknown.add("marker", cell, plan.markers)
                table.unsure.add(row.patient)
                continue
            if given not in (None, marker):
                against.append(cell)
        for column, own, number in values:
            cell = get((row.row, column)) or Cell(sheet.name, row.row, column)
            if number:
                number = f"{replicate} {number}".strip()
            add(Entry(row.patient, levels, marker or own, cell, number or replicate, piece))
    unknown.report(table)
    if against:
        table.report(
            "error",
            against,
            f"The title or the sheet says {given}, and these rows say another marker.",
            "Correct one of them.",
            marker=given or "",
        )
    return table


def _says_more(title: Given, columns: ColumnRoles) -> bool:
    """Whether a title among the rows speaks of what no column does."""
    if title.levels.keys() - columns.factors.keys():
        return True
    return title.marker is not None and columns.given.marker is not None


def _meanings(columns: ColumnRoles, block: Block) -> dict[int, tuple[str, str]]:
    """Heading and meaning of each column."""
    found = {block.patient.column: (cell_text(block.patient), "patient ID")}

    def add(cell: Cell | None, meaning: str) -> None:
        if cell is not None and cell.column != block.patient.column:
            found[cell.column] = (cell_text(cell), meaning)

    for name, cell in columns.factors.items():
        add(cell, f"factor {name}")
    for name, cell in columns.attributes.items():
        add(cell, f"property {name} of the patient")
    add(columns.replicate, "number of the replicate")
    add(columns.block, "block of the patient")
    add(columns.marker, "name of the marker")
    constant = [
        level for name, level in columns.given.levels.items() if name not in columns.factors
    ]
    for value in columns.values:
        parts = [f"marker {value.marker}" if value.marker else "value", *constant]
        parts += [f"replicate {value.replicate}"] if value.replicate else []
        add(value.cell, ", ".join(parts))
    for cell in columns.unknown:
        add(cell, NOT_READ)
    return found


def _marker_names(column: Cell, sheet: Sheet, plan: Plan, table: Table) -> None:
    """Note the markers that no row names, and names that give another unit than the plan."""
    present = {entry.marker for entry in table.entries}
    if not present:
        return
    cells = (sheet.at(row, column.column) for row in sheet.rows if row > column.row)
    seen: dict[str, list[Cell]] = {}
    for cell in cells:
        if not cell.blank:
            seen.setdefault(cell_text(cell), []).append(cell)
    find_marker = marker_finder(plan)
    for text, own in seen.items():
        found, unit = find_marker(text), unit_of(text)
        declared = plan.markers[found].unit if found is not None else ""
        if found is not None and unit and declared and not same_unit(unit, declared):
            table.report(
                "warning",
                own[:MOST_PLACES],
                f'"{text}" gives the unit {unit}, the plan gives {declared} for {found}. It stands '
                f"in {counted(len(own), 'row')}.",
                "Correct the cells or the unit in the config: the numbers are not converted.",
                marker=found,
            )
    for marker in plan.markers:
        if marker not in present:
            table.lacking[f"marker {marker}"] = Problem(
                "error",
                column.place,
                f"No row names {marker}. Names seen: {listed(seen)}.",
                f"{nearest(marker, seen)} Correct the name, or list it under column of the marker "
                "in the config.",
                marker=marker,
            )


def _samples(
    block: Block, plan: Plan, columns: ColumnRoles, rows: list[DataRow], table: Table
) -> list[tuple[DataRow, Levels, str]]:
    """Levels and replicate of each row; a row whose level is unknown is left out."""
    sheet, given = block.sheet, columns.given.levels
    reader = LevelsOfRows(sheet, columns.factors, block.vocabulary, plan)
    implied = block.vocabulary.level_names.implied if given else {}
    # A title speaks for the rows of which no column does.
    constant = {
        factor: {**implied, **given}[factor]
        for factor in plan.factors
        if factor not in columns.factors and factor in {**implied, **given}
    }
    spoken = [factor for factor in given if factor in columns.factors]
    against: dict[str, list[Cell]] = {}
    agreeing: set[str] = set()
    samples: list[tuple[DataRow, Levels, str]] = []
    for row in rows:
        table.add_patient(row.patient, row.cell)
        table.attributes += [
            Attribute(row.patient, name, sheet.through_merge(row.row, heading.column))
            for name, heading in columns.attributes.items()
        ]
        levels = reader.of(row.row)
        for factor in spoken if levels else ():
            if levels is not None and levels[factor] != given[factor]:
                against.setdefault(factor, []).append(reader.cells(row.row)[factor])
            else:
                agreeing.add(factor)
        if levels is not None and len(levels) + len(constant) == len(plan.factors):
            levels |= constant
            replicate = (
                ""
                if columns.replicate is None
                else cell_text(sheet.at(row.row, columns.replicate.column))
            )
            samples.append((row, tuple([levels[factor] for factor in plan.factors]), replicate))
        else:
            table.unsure.add(row.patient)
    reader.report(table, ((row.row, row.patient, levels) for row, levels, _ in samples))
    for factor, cells in against.items():
        # A title that some rows agree with and some do not is the study's, not the table's.
        if factor not in agreeing:
            table.report(
                "error",
                cells,
                f"The title says {given[factor]}, and every row says another level of {factor}.",
                "Correct the title or the rows.",
            )
    return samples
