"""Two spreadsheets cell by cell: rows are matched by what they hold, so one more row moves none."""

from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import zip_longest
from pathlib import Path

import pandas as pd

from explant.spreadsheet.sheet.cells import Sheet, cell_text, column_letter, sheet_prefix
from explant.spreadsheet.sheet.opening import read_workbook

COLUMNS = ["where", "old", "new"]
Rows = list[tuple[int, tuple[str, ...]]]
NO_ROW: tuple[int, tuple[str, ...]] = (0, ())


def plain_changes(old: Path, new: Path) -> pd.DataFrame:
    """Cells that differ, with their address; in the new file where it has the row.

    Parameters
    ----------
    old, new
        The spreadsheets.

    Raises
    ------
    ProblemsError
        When one of them cannot be read.
    """
    before, after = (
        {sheet.name: _rows(sheet) for sheet in read_workbook(path).sheets} for path in (old, new)
    )
    if len(before) == len(after) == 1:
        # The one sheet may be called otherwise: that of a text table by the name of its file.
        before = dict(zip(after, before.values(), strict=True))
    found = [
        change
        for sheet in dict.fromkeys([*after, *before])
        for change in _of_sheet(sheet, before.get(sheet, []), after.get(sheet, []))
    ]
    return pd.DataFrame(found, columns=COLUMNS)


def _rows(sheet: Sheet) -> Rows:
    """Rows that hold something, each with its number."""
    width = max(sheet.columns, default=0)
    return [
        (row, tuple(cell_text(sheet.at(row, column)) for column in range(1, width + 1)))
        for row in sheet.rows
    ]


def _of_sheet(sheet: str, old: Rows, new: Rows) -> Iterator[tuple[str, str, str]]:
    matcher = SequenceMatcher(
        None, [texts for _, texts in old], [texts for _, texts in new], autojunk=False
    )
    for kind, start, end, first, last in matcher.get_opcodes():
        if kind == "equal":
            continue
        for before, after in zip_longest(old[start:end], new[first:last], fillvalue=NO_ROW):
            yield from _of_row(sheet, before, after)


def _of_row(
    sheet: str, old: tuple[int, tuple[str, ...]], new: tuple[int, tuple[str, ...]]
) -> Iterator[tuple[str, str, str]]:
    row = new[0] or old[0]
    for column, (before, after) in enumerate(zip_longest(old[1], new[1], fillvalue=""), 1):
        if before != after:
            yield f"{sheet_prefix(sheet)}{column_letter(column)}{row}", before, after
