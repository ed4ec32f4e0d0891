"""Fingerprint of a spreadsheet's content: saving it again without a change leaves it as it was."""

import hashlib
import json
from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any

from explant.limits import TooMuchError
from explant.problems import ProblemsError
from explant.spreadsheet.sheet.cells import Cell, Sheet, Workbook
from explant.spreadsheet.sheet.opening import workbook_of

MISSING = "missing"
NUMBERS_BEGIN = frozenset("0123456789<-−,.")


def fingerprint_and_numbers(path: Path) -> tuple[str, int]:
    """SHA-256 of what the cells hold, in hex, and how many of them hold a number.

    The hash depends on the values of all sheets (of formulas: the saved values), on which cells are
    shown as percentages, are merged or hidden, and on the sheets' names and order; not on styles,
    bytes or the time of saving. A text that begins as a number does counts as one: it may have
    another decimal sign.

    Returns
    -------
    str
        For a file that is no spreadsheet, the hash of its bytes; ``missing`` if there is no file.
    int
        0 for such files.

    Raises
    ------
    TooMuchError
        Where reading the file takes more time or memory than it may.
    """
    if not path.is_file():
        return MISSING, 0
    content = path.read_bytes()
    try:
        book = workbook_of(content, path)
        return fingerprint_of(book), sum(map(_numbers_in, book.sheets))
    except TooMuchError:
        # What its cells hold is not known, and would take as long to find out again.
        raise
    except ProblemsError:
        return hashlib.sha256(content).hexdigest(), 0


def _numbers_in(sheet: Sheet) -> int:
    values = (cell.value for cell in sheet.cells.values())
    return sum(
        value[:1] in NUMBERS_BEGIN if isinstance(value, str) else isinstance(value, (int, float))
        for value in values
        if value not in ("", None)
    )


def fingerprint_of(book: Workbook) -> str:
    """SHA-256 of what the cells of a workbook hold; see :func:`fingerprint_and_numbers`."""
    digest = hashlib.sha256()
    for sheet in book.sheets:
        for part in _parts(sheet):
            digest.update(json.dumps(part, ensure_ascii=True).encode("ascii"))
            digest.update(b"\n")
    return digest.hexdigest()


def _parts(sheet: Sheet) -> Iterator[list[Any]]:
    """What a sheet is, and then its rows one by one: a large sheet as a whole takes much memory."""
    yield [
        *([problem.what for problem in sheet.problems] if sheet.damaged else []),
        sheet.name,
        sheet.hidden,
        sorted([area.top, area.left, area.bottom, area.right] for area in sheet.merged),
        sorted(sheet.hidden_rows),
        sorted(sheet.hidden_columns),
    ]
    filled = (cell for _, cell in sorted(sheet.cells.items()) if not cell.blank)
    for row, cells in groupby(filled, key=attrgetter("row")):
        yield [row, [[cell.column, *_content(cell)] for cell in cells]]


def _content(cell: Cell) -> list[Any]:
    value = cell.value
    if isinstance(value, str):
        return ["error" if cell.error else "text", value.replace("\r\n", "\n")]
    if value is None:
        return ["formula without a value"]
    if isinstance(value, bool):
        return ["logical", value]
    if isinstance(value, (int, float)):
        # Spreadsheets keep 15 significant digits; 4 and 4.0 are the same number in them.
        return ["number", format(value, ".15g"), cell.percent]
    return ["date", value.isoformat() if hasattr(value, "isoformat") else str(value)]
