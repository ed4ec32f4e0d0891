"""Tables as text."""

import csv
import io
from typing import Any

from tests.spreadsheets.grid import Sheet


def table(
    sheet: Sheet,
    separator: str = ",",
    encoding: str = "utf-8",
    *,
    decimal: str = ".",
    first: str = "",
) -> bytes:
    """Bytes of a table.

    Parameters
    ----------
    sheet
        Its rows.
    separator, encoding, decimal
        How cells are set apart, letters stored and decimals written.
    first
        A line above the table.
    """

    def shown(value: Any) -> str:
        if value is None:
            return ""
        if isinstance(value, float | int):
            return str(value).replace(".", decimal)
        return str(value)

    cells = {(row, column): cell for row, column, cell in sheet.cells()}
    width = max(column for _, column in cells)
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=separator, lineterminator="\r\n")
    for row in range(1, len(sheet.rows) + 1):
        values = [cells.get((row, column)) for column in range(1, width + 1)]
        writer.writerow([shown(cell.value) if cell else "" for cell in values])
    return (first + stream.getvalue()).encode(encoding)
