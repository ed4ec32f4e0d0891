"""Formulas that were filled down or across: a file keeps the text of the first one only."""

import re

from explant.spreadsheet.sheet.cells import column_letter, column_number

# References, between what only looks like one: texts, names of sheets, functions, other names.
TOKENS = re.compile(
    r'"(?:[^"]|"")*"'
    r"|'(?:[^']|'')*'"
    r"|(?<![\w.$])(?P<absolute_column>\$?)(?P<column>[A-Z]{1,3})"
    r"(?P<absolute_row>\$?)(?P<row>[1-9]\d{0,6})(?![\w.(!])",
    re.IGNORECASE,
)


def moved(formula: str, rows: int, columns: int) -> str:
    """Formula as it reads some rows lower and columns further right.

    Examples
    --------
    >>> moved('AVERAGE(B2:$B$9)&"B2"&B$1', 0, 1)
    'AVERAGE(C2:$B$9)&"B2"&C$1'
    """

    def reference(match: re.Match[str]) -> str:
        if match["column"] is None:
            return match[0]
        column, row = column_number(match["column"]), int(match["row"])
        column += 0 if match["absolute_column"] else columns
        row += 0 if match["absolute_row"] else rows
        if column < 1 or row < 1:
            return "#REF!"
        return f"{match['absolute_column']}{column_letter(column)}{match['absolute_row']}{row}"

    return TOKENS.sub(reference, formula)
