"""Small tables of means and the like that stand at the right of a table, behind blank columns."""

from dataclasses import replace

from explant.config.names.spellings import folded
from explant.problems import Problem
from explant.spreadsheet.sheet.cells import Sheet, Workbook, cell_text, column_letter, places
from explant.spreadsheet.structure.rows import is_summary_word

FEWEST_BLANK = 2
"""Blank columns behind which nothing belongs to the table any more."""
FEWEST_ROWS, MOST_ROWS = 6, 3
"""Rows of a table beside which one of so few rows sums it up."""


def without_side_tables(book: Workbook) -> Workbook:
    """A workbook without what sums up a table at its right; each sheet has a note of it.

    Parameters
    ----------
    book
        The workbook as it was read.
    """
    return replace(book, sheets=tuple(_without(sheet) for sheet in book.sheets))


def _without(sheet: Sheet) -> Sheet:
    at = next(
        (
            place
            for place in range(1, len(sheet.columns))
            if sheet.columns[place] - sheet.columns[place - 1] > FEWEST_BLANK
        ),
        None,
    )
    if at is None or sheet.merged:
        return sheet
    first, last = sheet.columns[at], sheet.columns[-1]
    left = {row for row, column in sheet.cells if column < first}
    beside = [cell for (_, column), cell in sheet.cells.items() if column >= first]
    rows = {cell.row for cell in beside}
    words = (word for cell in beside for word in folded(cell_text(cell)).split())
    if len(left) < FEWEST_ROWS or len(rows) > MOST_ROWS or not any(map(is_summary_word, words)):
        return sheet
    note = Problem(
        "note",
        places(beside),
        f"Columns {column_letter(first)} to {column_letter(last)} stand apart and sum up the table "
        "at their left: they are not read.",
    )
    kept = {place: cell for place, cell in sheet.cells.items() if place[1] < first}
    return replace(sheet, cells=kept, problems=(*sheet.problems, note))
