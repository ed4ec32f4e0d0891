"""Layout with one row a patient: each column is a marker under one level of each factor."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from explant.config.models import Plan
from explant.config.names.spellings import listed
from explant.problems import Problem
from explant.spreadsheet.layouts.columns_read import NOT_READ, check_unread, column_readings
from explant.spreadsheet.layouts.replicate_columns import replicate_groups, without_number
from explant.spreadsheet.layouts.tidy import Attribute, Entry, Levels, Table
from explant.spreadsheet.sheet.cells import Cell, Sheet, cell_text, places
from explant.spreadsheet.structure.blocks import Block
from explant.spreadsheet.structure.gaps import MOST_HEADER_ROWS
from explant.spreadsheet.structure.headings import (
    Wanted,
    attribute_columns,
    is_heading,
    match_columns,
    unit_of,
)
from explant.spreadsheet.structure.joined_headings import Given, Understood
from explant.spreadsheet.structure.rows import data_rows
from explant.spreadsheet.structure.titles import given_by
from explant.spreadsheet.values.units import same_unit

Meaning = tuple[str, Levels]


@dataclass(frozen=True)
class HeadedColumn:
    """One column: the cells of its heading from top to bottom, and what they name together."""

    column: int
    cells: tuple[Cell, ...]
    understood: Understood
    replicate: str = ""

    @property
    def text(self) -> str:
        """The heading as one line."""
        return " ".join(cell_text(cell) for cell in self.cells)


@dataclass(frozen=True)
class Header:
    """The rows of a header, and its columns other than the patient's."""

    rows: tuple[int, ...]
    columns: tuple[HeadedColumn, ...]
    given: Given = field(default_factory=Given)

    def score(self, plan: Plan) -> int:
        """Number of different marker and level combinations, and replicates, that it names."""
        named = {(_meaning(column, plan), column.replicate) for column in self.columns}
        return sum(meaning is not None for meaning, _ in named)


def read_one_row_per_patient(block: Block, plan: Plan, *, attributes: bool) -> Table:
    """Read a table with one row a patient and a header of one to four rows.

    Parameters are those of
    :func:`explant.spreadsheet.layouts.one_row_per_sample.read_one_row_per_sample`.
    """
    table = Table()
    sheet, patient = block.sheet, block.patient
    header = find_header_rows(block, plan)
    last = [cell for column in header.columns for cell in column.cells[-1:]]
    known: dict[str, Cell] = {}
    if attributes:
        known, lacking, problems = match_columns(last, attribute_columns(plan), patient)
        table.problems += problems
        table.lacking |= {f"attribute {name}": problem for name, problem in lacking.items()}
    replicate: int | None = None
    if name := plan.spreadsheet.columns.replicate:
        wanted = {"replicate": Wanted((name,), "the replicate")}
        matched, lacking, problems = match_columns(last, wanted, patient)
        table.problems += problems
        table.lacking |= {f"attribute {name}": problem for name, problem in lacking.items()}
        replicate = matched["replicate"].column if matched else None
    meanings = {patient.column: (cell_text(patient), "patient ID")}
    meanings |= {
        cell.column: (cell_text(cell), f"property {name} of the patient")
        for name, cell in known.items()
    }
    if replicate is not None:
        meanings[replicate] = (name or "", "number of the replicate")
    columns = _marker_columns(header, set(meanings), block, plan, table)
    _check_given(header, columns, block, plan, table)
    _check_found(header, patient, {marker for marker, _ in columns}, plan, table)
    rows = data_rows(
        sheet,
        header.rows[-1],
        patient,
        [column.column for group in columns.values() for column in group],
        sorted(cell.column for cell in known.values()),
        table,
        says_more=lambda text: bool(block.vocabulary.title(text)),
    )
    for (marker, levels), group in columns.items():
        for column in group:
            number = [f"replicate {column.replicate}"] if column.replicate else []
            read_as = ", ".join([f"marker {marker}", *levels, *number])
            meanings[column.column] = (column.text, read_as)
    for column in header.columns:
        meanings.setdefault(column.column, (column.text, NOT_READ))
    table.columns += column_readings(sheet, rows, meanings)
    check_unread(block, rows, meanings, table)
    for row in rows:
        table.add_patient(row.patient, row.cell)
        table.attributes += [
            Attribute(row.patient, name, sheet.at(row.row, cell.column))
            for name, cell in known.items()
        ]
        own = "" if replicate is None else cell_text(sheet.at(row.row, replicate))
        table.entries += [
            Entry(
                row.patient,
                levels,
                marker,
                sheet.at(row.row, column.column),
                " ".join(filter(None, (own, column.replicate))),
            )
            for (marker, levels), group in columns.items()
            for column in group
        ]
    return table


def find_header_rows(block: Block, plan: Plan) -> Header:
    """Rows around the patient heading that together name the most columns."""
    sheet, row = block.sheet, block.patient.row
    below = [row]
    for candidate in (each for each in sheet.rows if each > row):
        if len(below) == MOST_HEADER_ROWS or not continues_header(sheet, candidate, block.patient):
            break
        below.append(candidate)
    above = [row]
    for candidate in reversed([each for each in sheet.rows if each < row]):
        if len(above) == MOST_HEADER_ROWS:
            break
        above.insert(0, candidate)
    candidates = [tuple(below[:count]) for count in range(1, len(below) + 1)]
    candidates += [tuple(above[-count:]) for count in range(2, len(above) + 1)]
    candidates += [
        (*above[-up:], *below[1:down])
        for up in range(2, len(above) + 1)
        for down in range(2, len(below) + 1)
        if up + down - 1 <= MOST_HEADER_ROWS
    ]
    headers = [_header(block, rows, plan) for rows in candidates]
    # The first of those that name as many: one row before two, below before above.
    best = max(headers, key=lambda header: header.score(plan))
    if best.score(plan) or len(below) == 1:
        return best
    return headers[min(1, len(below) - 1)]


def continues_header(sheet: Sheet, row: int, patient: Cell) -> bool:
    """Whether a row has no ID of its own and words only, as the lower row of a header has."""
    own = sheet.at(row, patient.column)
    cells = [sheet.at(row, column) for column in sheet.columns]
    cells = [cell for cell in cells if not cell.blank]
    return (
        own.blank
        and bool(cells)
        and all(isinstance(cell.value, (str, int, float)) for cell in cells)
    )


def _header(block: Block, rows: Sequence[int], plan: Plan) -> Header:
    sheet = block.sheet
    alone = [
        *(name for wanted in attribute_columns(plan).values() for name in wanted.headings),
        plan.spreadsheet.columns.patient,
        *filter(None, [plan.spreadsheet.columns.replicate]),
    ]
    given = given_by(block.titles, above=rows[0])
    lines = [spread_headings(sheet, row, alone, last=row == rows[-1]) for row in rows]
    headings: dict[int, tuple[Cell, ...]] = {}
    for column in sheet.columns:
        if column == block.patient.column:
            continue
        cells = tuple(dict.fromkeys(line[column] for line in lines if column in line))
        if any(is_heading(cell_text(cell), alone) for cell in cells if cell.column == column):
            # A patient's property stands under no group's heading.
            cells = tuple(cell for cell in cells if cell.column == column)
        # A group's heading goes on to the right only where something stands under it.
        own = any(cell.column == column for cell in cells)
        merged = any(sheet.merged_area(cell.row, column) for cell in cells)
        if cells and (own or merged):
            headings[column] = cells
    texts = {
        column: " ".join(cell_text(cell) for cell in cells) for column, cells in headings.items()
    }
    understood = {
        column: block.vocabulary.understand(text, given) for column, text in texts.items()
    }
    if given:
        # A title speaks for a factor, or the marker, only where no heading under it does.
        named = {factor for each in understood.values() for factor in each.own.levels}
        levels = {factor: level for factor, level in given.levels.items() if factor not in named}
        own = any(each.own.marker is not None for each in understood.values())
        given = Given(None if own else given.marker, levels)
        understood = {
            column: block.vocabulary.understand(text, given) for column, text in texts.items()
        }
    columns = [
        HeadedColumn(column, cells, understood[column]) for column, cells in headings.items()
    ]
    return Header(tuple(rows), tuple(_numbered(columns, block, given, plan)), given)


def _numbered(
    columns: Sequence[HeadedColumn], block: Block, given: Given, plan: Plan
) -> list[HeadedColumn]:
    """Columns with those marked that hold replicates of the same marker and cell."""
    suffix = plan.spreadsheet.columns.replicate_suffix
    groups: dict[Meaning, list[tuple[int, str]]] = {}
    without: dict[int, Understood] = {}
    for column in columns:
        parted = without_number(column.text, suffix)
        if parted is None:
            continue
        understood = block.vocabulary.understand(parted[0], given)
        meaning = _meaning(replace(column, understood=understood), plan)
        whole = _meaning(column, plan)
        if meaning is not None and whole in (None, meaning):
            without[column.column] = understood
            groups.setdefault(meaning, []).append((column.column, parted[1]))
    replicates = {
        column: number
        for group in replicate_groups(groups, declared=suffix is not None).values()
        for column, number in group.items()
    }
    return [
        replace(column, understood=without[column.column], replicate=replicates[column.column])
        if column.column in replicates
        else column
        for column in columns
    ]


def spread_headings(sheet: Sheet, row: int, alone: Sequence[str], *, last: bool) -> dict[int, Cell]:
    """Heading that holds for each column of one row of the header.

    Parameters
    ----------
    sheet
        The table's cells.
    row
        The row.
    alone
        Headings that hold for their own column only.
    last
        It is the lowest row of the header, in which each heading is its column's own.
    """
    line: dict[int, Cell] = {}
    current: Cell | None = None
    for column in sheet.columns:
        own = sheet.through_merge(row, column)
        if not own.blank:
            line[column] = own
            area = sheet.merged_area(row, column)
            merged = area is not None and area.right > area.left
            # What is merged ends where it ends; a patient's property is a column of its own.
            alone_here = is_heading(cell_text(own), alone)
            current = None if merged or alone_here or last else own
        elif current is not None:
            line[column] = current
    return line


def _meaning(column: HeadedColumn, plan: Plan) -> Meaning | None:
    understood = column.understood
    whole = bool(understood.own) and not understood.summary and understood.complete(plan)
    if understood.marker is None or not whole:
        return None
    return understood.marker, tuple(understood.levels[factor] for factor in plan.factors)


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
        meaning = _meaning(column, plan)
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
