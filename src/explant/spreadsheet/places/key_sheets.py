"""Sheets that say what codes mean, joined to the tables in which the codes stand."""

from collections.abc import Sequence

from explant.config.models import Plan
from explant.config.models.sheet_layout import KeySheet
from explant.config.names.spellings import folded, listed, squeezed
from explant.problems import Problem, nearest
from explant.spreadsheet.sheet.cells import (
    Cell,
    MovedCell,
    Position,
    Sheet,
    Workbook,
    cell_text,
    places,
)
from explant.spreadsheet.structure.headings import header_cells, is_heading
from explant.spreadsheet.structure.rows import is_summary_word


def find_key(book: Workbook, key: KeySheet) -> tuple[Sheet | None, list[Problem]]:
    """The sheet that says what codes mean, and a problem if there is none."""
    for sheet in book.sheets:
        if folded(sheet.name) == folded(key.sheet):
            return sheet, []
    names = [sheet.name for sheet in book.sheets]
    what = f'There is no sheet "{key.sheet}". Sheets: {listed(names)}.'
    fix = f"{nearest(key.sheet, names)} Correct spreadsheet.key.sheet in the config."
    return None, [Problem("error", book.name, what, fix.strip())]


def _headed(sheet: Sheet, names: Sequence[str]) -> Cell | None:
    """The first heading of codes that does not stand alone in its row."""
    for row in sheet.rows:
        cells = header_cells(sheet, row)
        for cell in cells:
            if len(cells) > 1 and is_heading(cell_text(cell), names):
                return cell
    return None


def joined_key(
    sheet: Sheet, key_sheet: Sheet, plan: Plan
) -> tuple[dict[Position, Cell], dict[int, str], list[Problem]]:
    """Columns of the key beside the codes of a sheet of measurements.

    Parameters
    ----------
    sheet
        The sheet of measurements.
    key_sheet
        The sheet that says what the codes mean.
    plan
        The study's plan, which has a key.

    Returns
    -------
    tuple
        Cells to add; names of their columns; and a problem for each code that stands in one of
        the sheets and cannot be joined.
    """
    assert plan.spreadsheet.key is not None
    names = plan.spreadsheet.key.column
    here, there = _headed(sheet, names), _headed(key_sheet, names)
    if there is None:
        return {}, {}, [_no_heading(key_sheet, names)]
    if here is None:
        return {}, {}, []
    problems: list[Problem] = []
    codes: dict[str, list[Cell]] = {}
    for row in key_sheet.rows:
        cell = key_sheet.through_merge(row, there.column)
        if row > there.row and not cell.blank:
            codes.setdefault(squeezed(cell_text(cell)), []).append(cell)
    for cells in codes.values():
        if len(cells) > 1:
            problems.append(
                Problem(
                    "error",
                    places(cells),
                    f'"{cell_text(cells[0])}" stands in {len(cells)} rows of {key_sheet.name}.',
                    "Keep one row for each code.",
                )
            )
    others = [cell for cell in header_cells(key_sheet, there.row) if cell != there]
    # To the left, the nearest first: the patient IDs of a table stand left of its values.
    first = min(sheet.columns) - len(others)
    found: dict[Position, Cell] = {}
    column_names: dict[int, str] = {}
    unknown: list[Cell] = []
    for number, heading in enumerate(others):
        column = first + number
        column_names[column] = f"{key_sheet.name}!{key_sheet.column_name(heading.column)}"
        found[here.row, column] = MovedCell(
            sheet.name, here.row, column, heading.value, source=heading
        )
    for row in (row for row in sheet.rows if row > here.row):
        code = sheet.through_merge(row, here.column)
        text = cell_text(code)
        if code.blank or is_heading(text, names) or is_summary_word(text):
            continue
        own = codes.get(squeezed(text))
        if own is None:
            unknown.append(code)
            continue
        for number, heading in enumerate(others):
            cell = key_sheet.through_merge(own[0].row, heading.column)
            if not cell.blank:
                found[row, first + number] = MovedCell(
                    sheet.name, row, first + number, cell.value, percent=cell.percent, source=cell
                )
    if unknown:
        problems.append(
            Problem(
                "error",
                places(unknown),
                f"{listed(map(cell_text, unknown))} "
                f"{'stands' if len(unknown) == 1 else 'stand'} not in the sheet {key_sheet.name}, "
                "which says what codes mean.",
                "Add them there, or correct them.",
            )
        )
    return found, column_names, problems


def _no_heading(sheet: Sheet, names: Sequence[str]) -> Problem:
    return Problem(
        "error",
        sheet.name,
        f"No cell of the sheet holds the heading {listed(names)} of the codes.",
        "Correct spreadsheet.key.column in the config.",
    )
