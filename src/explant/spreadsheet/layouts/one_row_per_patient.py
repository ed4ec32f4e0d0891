"""Layout with one row a patient: each column is a marker under one level of each factor."""

from collections.abc import Mapping, Sequence

from explant.config.models import Plan
from explant.config.names.spellings import listed
from explant.problems import Problem
from explant.spreadsheet.layouts.columns_read import NOT_READ, check_unread, column_readings
from explant.spreadsheet.layouts.header_rows import (
    BY_ROW,
    HeadedColumn,
    Header,
    Meaning,
    find_header_rows,
    meaning_of,
)
from explant.spreadsheet.layouts.levels_of_rows import LevelsOfRows, factor_columns
from explant.spreadsheet.layouts.tidy import Attribute, Entry, Levels, Table
from explant.spreadsheet.sheet.cells import Cell, cell_text, places
from explant.spreadsheet.structure.blocks import Block
from explant.spreadsheet.structure.headings import (
    Wanted,
    attribute_columns,
    header_cells,
    match_columns,
    unit_of,
)
from explant.spreadsheet.structure.joined_headings import Understood
from explant.spreadsheet.structure.rows import data_rows
from explant.spreadsheet.structure.titles import given_by
from explant.spreadsheet.values.units import same_unit

BETWEEN = {"replicate": "number of the replicate", "block": "block of the patient"}


def read_one_row_per_patient(block: Block, plan: Plan, *, attributes: bool) -> Table:
    """Read a table with one row a patient and a header of one to four rows.

    Columns may say the levels of some factors, and the headings those of the others: a patient then
    has several rows.

    Parameters are those of
    :func:`explant.spreadsheet.layouts.one_row_per_sample.read_one_row_per_sample`.
    """
    table = Table()
    sheet, patient = block.sheet, block.patient
    headings_here = [c for c in header_cells(sheet, patient.row) if c != patient]
    by_row = factor_columns(block, plan, headings_here)
    header = find_header_rows(block, plan, by_row)
    last = [cell for column in header.columns for cell in column.cells[-1:]]
    known: dict[str, Cell] = {}
    if attributes:
        known, lacking, problems = match_columns(last, attribute_columns(plan), patient)
        table.problems += problems
        table.lacking |= {f"attribute {name}": problem for name, problem in lacking.items()}
    names = plan.spreadsheet.columns
    wanted = {
        name: Wanted((heading,), f"the {name}")
        for name, heading in (("replicate", names.replicate), ("block", names.block))
        if heading
    }
    between, lacking, problems = match_columns(last, wanted, patient)
    table.problems += problems
    table.lacking |= {f"attribute {name}": problem for name, problem in lacking.items()}
    meanings = {patient.column: (cell_text(patient), "patient ID")}
    meanings |= {
        cell.column: (cell_text(cell), f"property {name} of the patient")
        for name, cell in known.items()
        if cell.column != patient.column
    }
    meanings |= {cell.column: (cell_text(cell), BETWEEN[name]) for name, cell in between.items()}
    for factor, cell in by_row.items():
        said = meanings.get(cell.column, ("", ""))[1]
        meanings[cell.column] = (
            cell_text(cell),
            f"{said}, {factor}" if said else f"factor {factor}",
        )
    columns = _marker_columns(header, set(meanings), block, plan, table)
    _check_given(header, columns, block, plan, table)
    _check_found(header, patient, {marker for marker, _ in columns}, plan, table)
    rows = data_rows(
        sheet,
        header.rows[-1],
        patient,
        [column.column for group in columns.values() for column in group],
        sorted({cell.column for cell in (*known.values(), *by_row.values())}),
        table,
        answers=plan.spreadsheet.odd_rows,
        says_more=lambda text: bool(block.vocabulary.title(text)),
    )
    for (marker, levels), group in columns.items():
        for column in group:
            number = [f"replicate {column.replicate}"] if column.replicate else []
            read_as = ", ".join([f"marker {marker}", *filter(None, levels), *number])
            meanings[column.column] = (column.text, read_as)
    for column in header.columns:
        meanings.setdefault(column.column, (column.text, NOT_READ))
    table.columns += column_readings(sheet, rows, meanings)
    check_unread(block, rows, meanings, table)
    reader = LevelsOfRows(sheet, by_row, block.vocabulary, plan)
    samples: list[tuple[int, str, Levels]] = []
    for row in rows:
        table.add_patient(row.patient, row.cell)
        table.attributes += [
            Attribute(row.patient, name, sheet.through_merge(row.row, cell.column))
            for name, cell in known.items()
        ]
        said_here = reader.of(row.row)
        if said_here is None:
            table.unsure.add(row.patient)
            continue
        samples.append((row.row, row.patient, tuple(said_here.get(f, "") for f in plan.factors)))
        own, piece = (
            cell_text(sheet.through_merge(row.row, between[name].column)) if name in between else ""
            for name in ("replicate", "block")
        )
        table.entries += [
            Entry(
                row.patient,
                _of_row(levels, said_here, plan) if by_row else levels,
                marker,
                sheet.at(row.row, column.column),
                " ".join(filter(None, (own, column.replicate))),
                piece,
            )
            for (marker, levels), group in columns.items()
            for column in group
        ]
    reader.report(table, samples)
    return table


def _of_row(levels: Levels, said: Mapping[str, str], plan: Plan) -> Levels:
    """Levels of a column, and of its row where the heading leaves them to it."""
    return tuple(
        level if level != BY_ROW else said[factor]
        for factor, level in zip(plan.factors, levels, strict=True)
    )


def against_patients(block: Block, plan: Plan) -> str:
    """Why a table is not laid out so; empty if it may be."""
    cells = [cell for cell in header_cells(block.sheet, block.patient.row) if cell != block.patient]
    by_row = factor_columns(block, plan, cells)
    titled = given_by(block.titles, above=block.patient.row).levels
    if by_row and by_row.keys() | titled.keys() == plan.factors.keys():
        return "no factor is left for the headings"
    if find_header_rows(block, plan, by_row).score(plan):
        return ""
    return f"no heading names a marker{' and a level of each factor' if plan.factors else ''}"


def _marker_columns(
    header: Header, known_columns: set[int], block: Block, plan: Plan, table: Table
) -> dict[Meaning, list[HeadedColumn]]:
    """Columns of each marker and cell; what is not understood is reported."""
    found: dict[Meaning, list[HeadedColumn]] = {}
    ignored: list[HeadedColumn] = []
    for column in header.columns:
        if column.column in known_columns:
            continue
        understood = column.understood
        meaning = meaning_of(column, plan)
        if meaning is None and (understood.summary or not _names_marker(understood)):
            ignored.append(column)
        elif meaning is None:
            table.partly_read = True
            table.report(
                "error",
                list(column.cells),
                f'The heading "{column.text}" is not understood: {understood.doubt}.',
                "Name one marker and one level of each factor as the plan or an alias spells them, "
                "add the spelling to the aliases in the config, or delete what holds others.",
                marker=understood.marker or "",
            )
        elif meaning in found and not (column.replicate and found[meaning][0].replicate):
            first = found[meaning][0]
            table.partly_read = True
            table.report(
                "error",
                [*first.cells, *column.cells],
                f'The headings "{first.text}" and "{column.text}" both name '
                f"{meaning[0]} for {', '.join(meaning[1])}.",
                "Correct one of them, or delete the column; or, if these are replicates, number "
                "both headings: 1, 2.",
                marker=meaning[0],
            )
        else:
            found.setdefault(meaning, []).append(column)
            _check_unit(column, meaning[0], block, plan, table)
    if ignored:
        table.report(
            "note",
            [cell for column in ignored for cell in column.cells],
            "Columns that name no marker of the plan are not read: "
            f"{listed(column.text for column in ignored)}.",
        )
    numbered = [column for group in found.values() for column in group if column.replicate]
    if numbered:
        table.report(
            "note",
            [cell for column in numbered for cell in column.cells[-1:]],
            f"{listed(column.text for column in numbered)} are read as replicates, by the numbers "
            "at the end of their headings, and averaged.",
            "If they are something else, name it in the headings.",
        )
    return found


def _names_marker(understood: Understood) -> bool:
    if understood.doubt.startswith("it names several markers"):
        return True
    if understood.several and understood.marker is not None:
        # IL-2 + IL-15 beside IL-2 and IL-15: a condition that the plan lacks.
        return True
    return understood.marker is not None and bool(understood.own)


def _check_given(
    header: Header,
    columns: Mapping[Meaning, Sequence[HeadedColumn]],
    block: Block,
    plan: Plan,
    table: Table,
) -> None:
    """Refuse a table whose title says one marker or level, and every heading another."""
    titled = given_by(block.titles, above=header.rows[0])
    cells = [column.cells[-1] for group in columns.values() for column in group]
    for position, factor in enumerate(plan.factors):
        named = {levels[position] for _, levels in columns}
        named.discard(BY_ROW)
        if factor in titled.levels and len(named) == 1 and titled.levels[factor] not in named:
            table.report(
                "error",
                cells,
                f"The title says {titled.levels[factor]}, and every heading under it says "
                f"{named.pop()}.",
                "Correct the title or the headings.",
            )
    others = {marker for marker, _ in columns} - {titled.marker}
    if titled.marker is not None and others and len({marker for marker, _ in columns}) == 1:
        table.report(
            "error",
            cells,
            f"The title or the sheet says {titled.marker}, and every heading says {others.pop()}.",
            "Correct one of them.",
            marker=titled.marker,
        )


def _check_unit(column: HeadedColumn, marker: str, block: Block, plan: Plan, table: Table) -> None:
    unit = plan.markers[marker].unit
    for cell in column.cells:
        written = unit_of(cell_text(cell))
        # Brackets may hold a condition, as in CD25 (T, IL-2), or the number of a replicate.
        other = block.vocabulary.understand(written).own or written.casefold() == column.replicate
        if unit and written and len(written) <= 8 and not (other or same_unit(written, unit)):
            table.report(
                "warning",
                cell,
                f'The heading "{cell_text(cell)}" gives the unit {written}, the plan gives '
                f"{unit} for {marker}.",
                "Correct the heading or the unit in the config: the numbers are not converted.",
                marker=marker,
            )


def _check_found(header: Header, patient: Cell, found: set[str], plan: Plan, table: Table) -> None:
    attempted = {column.understood.marker for column in header.columns if column.understood.own}
    for marker in plan.markers:
        if marker not in found and marker not in attempted:
            table.lacking[f"marker {marker}"] = Problem(
                "error",
                places([cell for column in header.columns for cell in column.cells] or [patient]),
                f"No column names {marker}. Headings seen: "
                f"{listed(column.text for column in header.columns) or 'none'}.",
                "Correct the heading, or list it under column of the marker in the config.",
                marker=marker,
            )
