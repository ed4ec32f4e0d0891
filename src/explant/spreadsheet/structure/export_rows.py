"""Rows that programs write between a header and its data, or above it, and that hold no data."""

import re
from collections.abc import Iterator
from dataclasses import replace

from explant.config.names.spellings import folded
from explant.spreadsheet.sheet.cells import Cell, Sheet, Workbook, cell_text

IMPORT_ID = re.compile(r'\{\s*"ImportId"')
SURVEY = frozenset(
    re.split(" ", "startdate enddate status ipaddress progress finished recordeddate responseid")
)
"""Headings that Qualtrics gives to its own columns."""
FEWEST_COMMENTS = 2


def without_export_rows(book: Workbook) -> Workbook:
    """A workbook without the rows that exports add: questions of a survey, lines of comments.

    Parameters
    ----------
    book
        The workbook as it was read.
    """
    sheets = []
    for sheet in book.sheets:
        rows = {*_survey_rows(sheet), *_comment_rows(sheet)}
        if rows:
            kept = {place: cell for place, cell in sheet.cells.items() if place[0] not in rows}
            sheet = replace(sheet, cells=kept)
        sheets.append(sheet)
    return replace(book, sheets=tuple(sheets))


def _survey_rows(sheet: Sheet) -> Iterator[int]:
    """The rows of questions and of identifiers below Qualtrics' row of names."""
    if len(sheet.rows) < 3:
        return
    names, questions, identifiers, *_ = sheet.rows
    if len(SURVEY & {folded(cell_text(cell)) for cell in _cells(sheet, names)}) < 2:
        return
    yield questions
    cells = _cells(sheet, identifiers)
    if cells and all(IMPORT_ID.match(cell_text(cell)) for cell in cells):
        yield identifiers


def _comment_rows(sheet: Sheet) -> Iterator[int]:
    """Lines at the top that begin with a hash, as in files of cBioPortal."""
    rows = []
    for row in sheet.rows:
        if not cell_text(_cells(sheet, row)[0]).startswith("#"):
            break
        rows.append(row)
    if len(rows) >= FEWEST_COMMENTS and len(rows) < len(sheet.rows):
        yield from rows


def _cells(sheet: Sheet, row: int) -> list[Cell]:
    return sheet.filled(row, sheet.columns)
