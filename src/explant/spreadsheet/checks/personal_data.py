"""Columns that identify people: told of by their heading, and never read into results."""

import itertools
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence, Set

from explant.config.models import Plan
from explant.config.names.personal_headings import identifies
from explant.numbers import counted
from explant.problems import Problem
from explant.spreadsheet.layouts.tidy import Table
from explant.spreadsheet.sheet.cells import (
    Cell,
    Position,
    Sheet,
    cell_text,
)
from explant.spreadsheet.structure.headings import (
    attribute_columns,
    headings,
    is_heading,
    patient_headings,
    with_heading,
)

PART_OF_EMAIL = re.compile(r"[^\s@<>,;:]+")
DOMAIN = re.compile(r".\.[^\W\d_]{2}", re.DOTALL)
ROWS_AROUND = 2
"""Rows above and below the heading of the patient IDs that may belong to the header."""
ALONE = 2
"""Cells of a row that is no part of a table: a heading, and what belongs to it."""
MOST_ROWS_LOOKED_AT = 1_000
DELETE = (
    "Delete the column before the file is passed on: pairing needs the patient's code and nothing "
    "else."
)


def check_personal(sheets: Sequence[Sheet], plan: Plan, table: Table) -> None:
    """Warn of columns that identify people; refuse a stratifier or covariate that is one.

    What stands in such a column is never repeated in a problem, and its cells are taken out of
    the table's attributes.

    Parameters
    ----------
    sheets
        The sheets that are read.
    plan
        The study's plan.
    table
        Receives the problems.
    """
    refused: set[str] = set()
    for sheet in sheets:
        told: set[int] = set()
        for cell, kind in _personal_headings(sheet, plan, _header_rows(sheet, plan)):
            told.add(cell.column)
            name = _attribute(cell_text(cell), plan)
            refused |= {name} if name else set()
            table.problems.append(_heading_problem(cell, kind, name, plan))
        for column, cells in _emails(sheet).items():
            name = next((a.name for a in table.attributes if a.cell in cells), "")
            is_id = any(cell in cells for own in table.patients.values() for cell in own)
            refused |= {name} if name else set()
            if column not in told or name or is_id:
                table.problems.append(_email_problem(sheet, column, len(cells), name, is_id=is_id))
    table.attributes = [each for each in table.attributes if each.name not in refused]


def _header_rows(sheet: Sheet, plan: Plan) -> set[int]:
    """Rows of each heading of patient IDs and around it."""
    found = {cell.row for cell in with_heading(sheet, plan.spreadsheet.columns.patient)}
    return {row + step for row in found for step in range(-ROWS_AROUND, ROWS_AROUND + 1)}


def _personal_headings(sheet: Sheet, plan: Plan, rows: Set[int]) -> Iterator[tuple[Cell, str]]:
    """Headings in some rows that name something of a person, other than those the plan uses."""
    names = plan.spreadsheet.columns
    used = [*names.marker, names.value, *([names.replicate] if names.replicate else [])]
    for name, factor in plan.factors.items():
        used += headings(factor.column, name)
    for name, marker in plan.markers.items():
        used += headings(marker.column, name)
    for position in sorted(position for position in sheet.cells if position[0] in rows):
        cell = sheet.cells[position]
        kind = identifies(cell_text(cell)) if isinstance(cell.value, str) else ""
        if kind and not is_heading(cell_text(cell), used):
            yield cell, kind


def personal_cells(sheet: Sheet, plan: Plan) -> frozenset[Position]:
    """Cells whose content identifies people, as far as headings and e-mail addresses tell.

    For a copy of a sheet that was perhaps not understood, this takes in more than
    :func:`check_personal`. A heading has its column down to the header of the next table; one in
    the column of the patient IDs, or alone with its content in a row, has its row.

    Parameters
    ----------
    sheet
        The sheet.
    plan
        The study's plan. The column of the patient IDs is what every table of results holds: only
        e-mail addresses count in it.
    """
    ids = patient_headings(sheet, plan.spreadsheet.columns.patient)
    tops = sorted({cell.row for cell in ids})
    id_columns = {cell.column for cell in ids}
    filled = Counter(row for (row, _), cell in sheet.cells.items() if not cell.blank)
    below: dict[int, list[range]] = defaultdict(list)
    beside: dict[int, int] = {}
    near = _header_rows(sheet, plan)
    # Without a heading of patient IDs a table begins anywhere; what is not looked at is not shown.
    looked_at = sheet.rows if ids else sheet.rows[:MOST_ROWS_LOOKED_AT]
    last_row = sys.maxsize if ids else max(looked_at, default=0)
    rows = {row for row in looked_at if not ids or row in near or filled[row] <= ALONE}
    for cell, _ in _personal_headings(sheet, plan, rows):
        area = sheet.merged_area(cell.row, cell.column)
        last = area.right if area is not None else cell.column
        if filled[cell.row] <= ALONE or cell.column in id_columns:
            beside[cell.row] = last
        if not ids or cell.row in near:
            end = next((top for top in tops if top > cell.row + ROWS_AROUND), sys.maxsize)
            for column in {*range(cell.column, last + 1)} - id_columns:
                below[column].append(range(cell.row + 1, end))
    return frozenset(
        (row, column)
        for (row, column), cell in sheet.cells.items()
        if column > beside.get(row, sys.maxsize)
        or row > last_row
        or any(row in span for span in below.get(column, ()))
        or (isinstance(cell.value, str) and holds_email(cell.value))
    )


def holds_email(text: str) -> bool:
    """Whether an e-mail address stands in a text, of whatever length.

    Examples
    --------
    >>> holds_email("Mail: a.b@lab.org, thanks"), holds_email("CD4 @ 37 C"), holds_email("@lab.org")
    (True, False, False)
    """
    if "@" not in text:
        return False
    # Between two signs @ each character is looked at once; a pattern of the whole would try each
    # of them as the first.
    parts = text.split("@")
    for before, after in itertools.pairwise(parts):
        domain = PART_OF_EMAIL.match(after)
        if before and domain and PART_OF_EMAIL.match(before[-1]) and DOMAIN.search(domain[0]):
            return True
    return False


def _attribute(heading: str, plan: Plan) -> str:
    """Stratifier or covariate that a heading belongs to, empty if to none."""
    wanted = attribute_columns(plan)
    return next((name for name, each in wanted.items() if is_heading(heading, each.headings)), "")


def _heading_problem(cell: Cell, kind: str, name: str, plan: Plan) -> Problem:
    heading = cell_text(cell)
    if name:
        return Problem(
            "error",
            cell.place,
            f'{name} is read from the column "{heading}", which holds {kind}: they identify people '
            "and would stand in the results.",
            f"Take {name} out of the config"
            + (", and use a column with the age in years." if kind == "dates of birth" else "."),
        )
    if is_heading(heading, [plan.spreadsheet.columns.patient]):
        return Problem(
            "warning",
            cell.place,
            f'The patient IDs stand under "{heading}": if they are {kind}, the report and all '
            "tables identify people.",
            "Replace them by the study's codes, and keep the list of codes elsewhere.",
        )
    return Problem(
        "warning",
        cell.place,
        f'The column "{heading}" holds {kind}, which identify people. It is not read.',
        DELETE,
    )


def _emails(sheet: Sheet) -> dict[int, set[Cell]]:
    """Cells with an e-mail address, by column."""
    found: dict[int, set[Cell]] = defaultdict(set)
    for cell in sheet.cells.values():
        if isinstance(cell.value, str) and holds_email(cell.value):
            found[cell.column].add(cell)
    # One address in a title or a note is that of the laboratory.
    return {column: cells for column, cells in found.items() if len(cells) > 1}


def _email_problem(sheet: Sheet, column: int, count: int, name: str, *, is_id: bool) -> Problem:
    letter = sheet.column_name(column)
    rows = [row for row, own in sheet.cells if own == column]
    where = f"{sheet.at(min(rows), column).place}:{sheet.at(max(rows), column).address}"
    what = f"Column {letter} holds e-mail addresses in {counted(count, 'cell')}"
    if is_id or name:
        return Problem(
            "error",
            where,
            f"{what} and is read as {name or 'patient IDs'}: they identify people and would stand "
            "in the results.",
            f"Take {name} out of the config."
            if name
            else "Replace them by the study's codes, and keep the list of codes elsewhere.",
        )
    return Problem("warning", where, f"{what}, which identify people. It is not read.", DELETE)
