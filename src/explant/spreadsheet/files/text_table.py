"""Tables as text (.csv, .tsv): which character separates the cells, and where quotes end."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator

from explant.spreadsheet.files.encodings import Decoded, decoded
from explant.spreadsheet.files.safety import LONGEST_TEXT, SAVE_AS, Budget, Refusal
from explant.spreadsheet.sheet.cells import Cell, Position, Sheet

SEPARATORS = ("\t", ";", ",", "|")
MOST_LINES_LOOKED_AT = 10_000
DECLARED = re.compile(r"sep=(.)[\r\n]*", re.IGNORECASE)
QUOTED = re.compile(r'"[^"]*"')
MARKUP = re.compile(rb"\s*(?:\xef\xbb\xbf)?<(?:!doctype|\?xml|html|table|head|body|meta)\b", re.I)
END = "\x1aend of the table\x1a"
"""A last line, which no text may have: an open quotation mark swallows it."""


def read(content: bytes, name: str) -> tuple[Sheet, Decoded]:
    """The table as a sheet, and how its letters were understood.

    Parameters
    ----------
    content
        Bytes of the file.
    name
        Name that the sheet gets.

    Raises
    ------
    Refusal
        For what is no text, and where quotation marks leave open what belongs to which cell.
    """
    if MARKUP.match(content):
        raise Refusal("This is a web page or another XML file, no table as text.", SAVE_AS)
    found = decoded(content)
    lines = io.StringIO(found.text, newline="")
    first = lines.readline()
    if declared := DECLARED.fullmatch(first):
        # A line for Excel, which does not show it: the row below it is row 1.
        separator = declared.group(1)
    else:
        separator = _separator(found.text)
        lines.seek(0)
    return Sheet(name, _cells(lines, separator, name)), found


def _cells(lines: io.StringIO, separator: str, name: str) -> dict[Position, Cell]:
    budget = Budget()
    cells: dict[Position, Cell] = {}
    columns: list[int] = []
    width = 0
    row = 0
    reader = csv.reader(_with_end(lines), delimiter=separator)
    try:
        for row, values in enumerate(reader, start=1):
            if len(values) == 1 and values[0] == END:
                break
            # The same numbers in each row: a million of their own would be a third of a cell each.
            columns += range(len(columns) + 1, len(values) + 1)
            for column, value in zip(columns, values, strict=False):
                if not value or value.isspace():
                    continue
                budget.cells(1, name, row, column)
                if len(value) > 100 or "\n" in value or "\r" in value:
                    if END in value:
                        raise _never_closed(Cell(name, row, column))
                    _check_lines(Cell(name, row, column, value), separator, width)
                    value = budget.text(value)
                cells[row, column] = Cell(name, row, column, value)
            width = max(width, len(values))
    except csv.Error as error:
        if "limit" in str(error):
            raise Refusal(
                f"A cell in row {row + 1} has more than {LONGEST_TEXT:,} characters: perhaps a "
                "quotation mark is opened there and never closed.",
                "Close or delete the quotation mark.",
            ) from error
        raise Refusal(
            f"The table cannot be read as text: row {row + 1} holds what no text holds.", SAVE_AS
        ) from error
    if not cells:
        raise Refusal("The file is empty.", "Save the spreadsheet again.")
    return cells


def _with_end(lines: io.StringIO) -> Iterator[str]:
    last = "\n"
    for last in lines:
        yield last
    if not last.endswith(("\n", "\r")):
        yield "\n"
    yield END


def _never_closed(cell: Cell) -> Refusal:
    return Refusal(
        f"A quotation mark that opens in {cell.place} is never closed: what follows it cannot be "
        "told apart.",
        "Close or delete the quotation mark.",
    )


def _check_lines(cell: Cell, separator: str, width: int) -> None:
    """Refuse a cell within which whole rows stand, because a quotation mark swallowed them."""
    inner = str(cell.value).splitlines()[1:-1]
    if width > 2 and any(line.count(separator) == width - 1 for line in inner):
        raise Refusal(
            f"Between the quotation marks of {cell.place} stand whole rows of the table.",
            "Delete the quotation mark that opens there, or the line breaks within the cell.",
        )


def _separator(text: str) -> str:
    """Tab, semicolon, comma or bar where most lines have one (a comma may be a decimal sign).

    Of several that most lines have, the first that stands equally often in nearly all of them.
    """
    counts: dict[str, Counter[int]] = {mark: Counter() for mark in SEPARATORS}
    looked_at = 0
    heading = ""
    for line in io.StringIO(text):
        if not line.strip():
            continue
        looked_at += 1
        bare = QUOTED.sub("", line)
        for mark in SEPARATORS:
            if mark in bare:
                counts[mark][bare.count(mark)] += 1
        if not heading and any(mark in bare for mark in SEPARATORS):
            heading = bare
        if looked_at == MOST_LINES_LOOKED_AT:
            break
    usual = [mark for mark in SEPARATORS if 2 * counts[mark].total() > looked_at]
    if "|" in usual and "," in usual and "|" in heading:
        # A comma may then be a decimal sign. Bars within names stand in no heading.
        usual.remove(",")
    for mark in usual:
        if 10 * max(counts[mark].values()) >= 9 * counts[mark].total():
            return mark
    if usual:
        return usual[0]
    # A short table under many title lines: whichever separator stands in any line.
    return next((mark for mark in SEPARATORS if counts[mark]), ",")
