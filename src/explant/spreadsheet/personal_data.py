"""Columns that identify people: told of by their heading, and never read into results."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from explant.config.models import Plan
from explant.numbers import counted
from explant.problems import Problem
from explant.spreadsheet.cells import Cell, Sheet, column_letter, sheet_prefix
from explant.spreadsheet.headings import attribute_columns, headings, is_heading
from explant.spreadsheet.personal_headings import identifies
from explant.spreadsheet.text import cell_text
from explant.spreadsheet.tidy import Table

EMAIL = re.compile(r"[^\s@<>,;:]+@[^\s@<>,;:]+\.[^\W\d_]{2,}")
ROWS_AROUND = 2
"""Rows above and below the heading of the patient IDs that may belong to the header."""
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
        for cell, kind in _personal_headings(sheet, plan):
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


def _personal_headings(sheet: Sheet, plan: Plan) -> Iterator[tuple[Cell, str]]:
    """Headings that name something of a person, other than those the plan has a use for."""
    names = plan.spreadsheet.columns
    used = [names.marker, names.value, *([names.replicate] if names.replicate else [])]
    for name, factor in plan.factors.items():
        used += headings(factor.column, name)
    for name, marker in plan.markers.items():
        used += headings(marker.column, name)
    cells: dict[str, list[Cell]] = defaultdict(list)
    for cell in sheet.cells.values():
        # In a table of text numbers are texts as well: far too many to look at each.
        if isinstance(cell.value, str) and not cell.value[:1].isdecimal():
            cells[cell_text(cell)].append(cell)
    rows = {
        cell.row for text, own in cells.items() if is_heading(text, [names.patient]) for cell in own
    }
    header = {row + step for row in rows for step in range(-ROWS_AROUND, ROWS_AROUND + 1)}
    found = [
        (cell, text)
        for text, own in cells.items()
        for cell in own
        if cell.row in header and not is_heading(text, used)
    ]
    for cell, text in sorted(found, key=lambda each: (each[0].row, each[0].column)):
        kind = identifies(text)
        if kind:
            yield cell, kind


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
        if isinstance(cell.value, str) and "@" in cell.value and EMAIL.search(cell.value):
            found[cell.column].add(cell)
    # One address in a title or a note is that of the laboratory.
    return {column: cells for column, cells in found.items() if len(cells) > 1}


def _email_problem(sheet: Sheet, column: int, count: int, name: str, *, is_id: bool) -> Problem:
    letter = column_letter(column)
    rows = [row for row, own in sheet.cells if own == column]
    where = f"{sheet_prefix(sheet.name)}{letter}{min(rows)}:{letter}{max(rows)}"
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
