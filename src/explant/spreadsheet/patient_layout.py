"""Layout with one row a patient: each column is a marker under one level of each factor."""

from collections.abc import Sequence
from dataclasses import dataclass

from explant.config.models import Plan
from explant.spreadsheet.cells import Cell, Sheet
from explant.spreadsheet.headings import (
    Wanted,
    attribute_columns,
    find_header,
    is_heading,
    match_columns,
    unit_of,
)
from explant.spreadsheet.joined_headings import Understood, Vocabulary
from explant.spreadsheet.rows import data_rows
from explant.spreadsheet.text import cell_text, folded, listed
from explant.spreadsheet.tidy import Attribute, Entry, Levels, Table

MOST_HEADER_ROWS = 3


@dataclass(frozen=True)
class Column:
    """One column: the cells of its heading from top to bottom, and what they name together."""

    column: int
    cells: tuple[Cell, ...]
    understood: Understood

    @property
    def text(self) -> str:
        """The heading as one line."""
        return " ".join(cell_text(cell) for cell in self.cells)


@dataclass(frozen=True)
class Header:
    """The rows of a header, and its columns other than the patient's."""

    rows: tuple[int, ...]
    columns: tuple[Column, ...]

    def score(self, plan: Plan) -> int:
        """Number of different marker and level combinations that it names."""
        return len({_meaning(column, plan) for column in self.columns} - {None})


def read_one_row_per_patient(sheet: Sheet, plan: Plan, *, attributes: bool) -> Table:
    """Read a sheet with one row a patient and a header of one to three rows.

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
    patient, problems = find_header(sheet, plan.spreadsheet.columns.patient)
    table.problems += problems
    if patient is None:
        return table
    header = _find_header_rows(sheet, patient, plan)
    known: dict[str, Cell] = {}
    wanted = attribute_columns(plan)
    if attributes:
        cells = [cell for column in header.columns for cell in column.cells[-1:]]
        known, problems = match_columns(cells, wanted, patient)
        table.problems += problems
    attribute_cells = {cell.column for cell in known.values()}
    replicate: int | None = None
    if name := plan.spreadsheet.columns.replicate:
        cells = [cell for column in header.columns for cell in column.cells[-1:]]
        matched, problems = match_columns(cells, {"": Wanted((name,), "the replicate")}, patient)
        table.problems += problems
        replicate = matched[""].column if matched else None
    known_columns = attribute_cells | ({replicate} if replicate is not None else set())
    columns = _marker_columns(header, patient, known_columns, plan, table)
    for row in data_rows(
        sheet,
        header.rows[-1],
        patient,
        list(columns.values()),
        sorted(attribute_cells),
        table,
    ):
        table.add_patient(row.patient, row.cell)
        table.attributes += [
            Attribute(row.patient, name, sheet.at(row.row, cell.column))
            for name, cell in known.items()
        ]
        number = "" if replicate is None else cell_text(sheet.at(row.row, replicate))
        table.entries += [
            Entry(row.patient, levels, marker, sheet.at(row.row, column), number)
            for (marker, levels), column in columns.items()
        ]
    return table


def _find_header_rows(sheet: Sheet, patient: Cell, plan: Plan) -> Header:
    """Rows around the patient heading that together name the most columns."""
    vocabulary = Vocabulary(plan)
    row = patient.row
    below = [row]
    while len(below) < MOST_HEADER_ROWS and _continues_header(sheet, below[-1] + 1, patient):
        below.append(below[-1] + 1)
    candidates = [tuple(below[:count]) for count in range(1, len(below) + 1)]
    candidates += [
        tuple(range(top, row + 1)) for top in range(max(1, row - MOST_HEADER_ROWS + 1), row)
    ]
    headers = [_header(sheet, rows, patient, vocabulary, plan) for rows in candidates]
    # The first of those that name as many: one row before two, below before above.
    best = max(headers, key=lambda header: header.score(plan))
    if best.score(plan) or len(below) == 1:
        return best
    return headers[min(1, len(below) - 1)]


def _continues_header(sheet: Sheet, row: int, patient: Cell) -> bool:
    """Whether a row has no ID of its own and words only, as the lower row of a header has."""
    own = sheet.at(row, patient.column)
    cells = [sheet.at(row, column) for column in sheet.columns]
    cells = [cell for cell in cells if not cell.blank]
    return (
        own.blank
        and bool(cells)
        and all(isinstance(cell.value, (str, int, float)) for cell in cells)
    )


def _header(
    sheet: Sheet, rows: Sequence[int], patient: Cell, vocabulary: Vocabulary, plan: Plan
) -> Header:
    alone = [
        *(name for wanted in attribute_columns(plan).values() for name in wanted.headings),
        plan.spreadsheet.columns.patient,
    ]
    lines = [_spread(sheet, row, alone, last=row == rows[-1]) for row in rows]
    columns: list[Column] = []
    for column in sheet.columns:
        if column == patient.column:
            continue
        cells = tuple(dict.fromkeys(line[column] for line in lines if column in line))
        # A group's heading goes on to the right only where something stands under it.
        own = any(cell.column == column for cell in cells)
        merged = any((cell.row, column) in area for cell in cells for area in sheet.merged)
        if not cells or not (own or merged):
            continue
        text = " ".join(cell_text(cell) for cell in cells)
        columns.append(Column(column, cells, vocabulary.understand(text)))
    return Header(tuple(rows), tuple(columns))


def _spread(sheet: Sheet, row: int, alone: Sequence[str], *, last: bool) -> dict[int, Cell]:
    """Heading that holds for each column of one row of the header."""
    line: dict[int, Cell] = {}
    current: Cell | None = None
    for column in sheet.columns:
        own = sheet.through_merge(row, column)
        if not own.blank:
            line[column] = own
            merged = any(area.right > area.left for area in sheet.merged if (row, column) in area)
            # What is merged ends where it ends; a patient's property is a column of its own.
            alone_here = is_heading(cell_text(own), alone)
            current = None if merged or alone_here or last else own
        elif current is not None:
            line[column] = current
    return line


def _meaning(column: Column, plan: Plan) -> tuple[str, Levels] | None:
    understood = column.understood
    if understood.marker is None or understood.summary or not understood.complete(plan):
        return None
    return understood.marker, tuple(understood.levels[factor] for factor in plan.factors)


def _marker_columns(
    header: Header, patient: Cell, known_columns: set[int], plan: Plan, table: Table
) -> dict[tuple[str, Levels], int]:
    """Column of each marker and cell; what is not understood is reported."""
    found: dict[tuple[str, Levels], Column] = {}
    ignored: list[Column] = []
    for column in header.columns:
        if column.column in known_columns:
            continue
        understood = column.understood
        meaning = _meaning(column, plan)
        if meaning is None and (understood.summary or not _names_marker(understood)):
            ignored.append(column)
        elif meaning is None:
            table.report(
                "error",
                list(column.cells),
                f'The heading "{column.text}" is not understood: {understood.doubt}.',
                "Name one marker and one level of each factor, as the plan or an alias spells "
                "them; or add the spelling to the aliases in the config.",
                marker=understood.marker or "",
            )
        elif meaning in found:
            table.report(
                "error",
                [*found[meaning].cells, *column.cells],
                f'The headings "{found[meaning].text}" and "{column.text}" both name '
                f"{meaning[0]} for {', '.join(meaning[1])}.",
                "Correct one of them, or delete the column.",
                marker=meaning[0],
            )
        else:
            found[meaning] = column
            _check_unit(column, meaning[0], plan, table)
    if ignored:
        table.report(
            "note",
            [cell for column in ignored for cell in column.cells],
            "Columns that name no marker of the plan are not read: "
            f"{listed(column.text for column in ignored)}.",
        )
    _check_found(header, patient, {marker for marker, _ in found}, plan, table)
    return {meaning: column.column for meaning, column in found.items()}


def _names_marker(understood: Understood) -> bool:
    return understood.marker is not None or understood.doubt.startswith("it names several markers")


def _check_unit(column: Column, marker: str, plan: Plan, table: Table) -> None:
    unit = folded(plan.markers[marker].unit)
    for cell in column.cells:
        written = folded(unit_of(cell_text(cell)))
        if unit and written and unit not in written and written not in unit and len(written) <= 8:
            table.report(
                "warning",
                cell,
                f'The heading "{cell_text(cell)}" gives the unit {unit_of(cell_text(cell))}, the '
                f"plan gives {plan.markers[marker].unit} for {marker}.",
                "Correct the heading or the unit in the config: the numbers are not converted.",
                marker=marker,
            )


def _check_found(header: Header, patient: Cell, found: set[str], plan: Plan, table: Table) -> None:
    attempted = {column.understood.marker for column in header.columns}
    for marker in plan.markers:
        if marker not in found and marker not in attempted:
            table.report(
                "error",
                [cell for column in header.columns for cell in column.cells] or [patient],
                f"No column names {marker}. Headings seen: "
                f"{listed(column.text for column in header.columns) or 'none'}.",
                "Correct the heading, or list it under column of the marker in the config.",
                marker=marker,
            )
