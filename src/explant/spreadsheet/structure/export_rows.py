"""Rows that programs write between a header and its data, or above it, and that hold no data."""

import re
from collections.abc import Iterator
from dataclasses import replace

from explant.config.names.spellings import folded
from explant.spreadsheet.sheet.cells import Cell, Sheet, Workbook, cell_text

IMPORT_ID = re.compile(r'\{\s*"ImportId"')
QUESTION_NUMBER = re.compile(r"q\d+(?:[_.]\d+)*(?:_text)?")
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
    """Qualtrics' row of identifiers, and its row of questions, or of mere numbers of questions."""
    if len(sheet.rows) < 3:
        return
    names, questions, identifiers, *_ = sheet.rows
    texts = [folded(cell_text(cell)) for cell in _cells(sheet, names)]
    if len(SURVEY & set(texts)) < 2:
        return
    own = [text for text in texts if text not in SURVEY]
    # Where nobody named the questions, Q2_1 says less than what was asked.
    yield names if own and all(map(QUESTION_NUMBER.fullmatch, own)) else questions
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
