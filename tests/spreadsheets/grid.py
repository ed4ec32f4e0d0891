"""Sheets as lists of rows whose cells remember which measurement they hold."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from tests.spreadsheets.study import Key

Written = str | int | float | bool | datetime.date | datetime.datetime | None
PERCENT = "0.0%"
DATE = "yyyy-mm-dd"


@dataclass(frozen=True, slots=True)
class Cell:
    """What is written into a cell, and what it means.

    Parameters
    ----------
    value
        What stands there; for a formula the saved result.
    formula
        Text of the formula without its equals sign.
    shown
        Number format.
    error
        The value is an error of the spreadsheet.
    key
        The measurement that the cell holds, if any.
    truth
        The number that was measured; None if the value is missing.
    censored
        ``below`` or ``above``.
    """

    value: Written = None
    formula: str = ""
    shown: str = ""
    error: bool = False
    key: Key | None = None
    truth: float | None = None
    censored: str = ""


Row = list[Any]


@dataclass
class Sheet:
    """A sheet to write: rows of cells or of what stands in them."""

    name: str
    rows: Sequence[Row]
    merged: Sequence[str] = ()
    hidden: bool = False
    hidden_rows: Sequence[int] = ()
    hidden_columns: Sequence[int] = ()
    more: dict[str, str] = field(default_factory=dict)

    def cells(self) -> Iterator[tuple[int, int, Cell]]:
        """Row, column and content of the cells that hold something, counted from 1."""
        for row, values in enumerate(self.rows, start=1):
            for column, value in enumerate(values, start=1):
                cell = value if isinstance(value, Cell) else Cell(value)
                if cell.value is not None or cell.formula or cell.key is not None:
                    yield row, column, cell


def letter(column: int) -> str:
    """Letters of a column counted from 1."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def place(sheet: str, row: int, column: int) -> str:
    """Address of a cell."""
    name = f"'{sheet}'" if any(sign in sheet for sign in " '!") else sheet
    return f"{name}!{letter(column)}{row}"


def replaced(rows: Sequence[Row], changes: Mapping[str, Any]) -> list[Row]:
    """Rows with what is written in some cells replaced, by address.

    A cell that holds a measurement goes on doing so: its value is missing, or what a new
    :class:`Cell` says that it is.
    """
    new = [list(row) for row in rows]
    for address, value in changes.items():
        letters = address.rstrip("0123456789")
        column = sum((ord(c) - 64) * 26**n for n, c in enumerate(reversed(letters))) - 1
        row = int(address[len(letters) :]) - 1
        while len(new) <= row:
            new.append([])
        new[row] += [None] * (column + 1 - len(new[row]))
        old = new[row][column]
        if isinstance(old, Cell) and old.key is not None:
            cell = value if isinstance(value, Cell) else Cell(value)
            value = replace(cell, key=old.key)
        new[row][column] = value
    return new


def beside(left: Sequence[Row], right: Sequence[Row], gap: int = 1) -> list[Row]:
    """Two tables beside each other."""
    width = max(map(len, left)) + gap
    height = max(len(left), len(right))
    padded = [[*row, *[None] * (width - len(row))] for row in left]
    padded += [[None] * width for _ in range(height - len(left))]
    return [[*row, *(right[n] if n < len(right) else [])] for n, row in enumerate(padded)]
