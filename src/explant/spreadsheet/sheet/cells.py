"""Cells with addresses: what is left of a workbook once styles and bytes are forgotten."""

import datetime
import functools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from explant.characters import SHORT, visible
from explant.limits import Allowance, of_cells
from explant.problems import Problem, errors

Content = (
    str
    | int
    | float
    | bool
    | datetime.datetime
    | datetime.date
    | datetime.time
    | datetime.timedelta
    | None
)
Position = tuple[int, int]
UNREADABLE = "#UNREADABLE!"
"""Stands, as an error, where a file has for a cell what no cell can hold."""
TWICE = "#TWICE!"
"""Stands, as an error, where a file has two contents for one cell."""


@functools.lru_cache
def column_letter(column: int) -> str:
    """Letters of a column counted from 1.

    Examples
    --------
    >>> [column_letter(column) for column in (1, 26, 27, 703)]
    ['A', 'Z', 'AA', 'AAA']
    """
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """Column counted from 1, the inverse of :func:`column_letter`.

    Examples
    --------
    >>> column_number("AAA")
    703
    """
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


@functools.lru_cache
def sheet_prefix(sheet: str) -> str:
    """Sheet's name as it stands before a cell's address, quoted as Excel does if it has to be.

    Examples
    --------
    >>> sheet_prefix("Sheet1"), sheet_prefix("My data")
    ('Sheet1!', "'My data'!")
    """
    if re.search(r"[\s'!]", sheet):
        return "'" + sheet.replace("'", "''") + "'!"
    return sheet + "!"


# Not frozen, though nothing changes one: freezing doubles the time of making a million of them.
@dataclass(slots=True, unsafe_hash=True)
class Cell:
    """One cell.

    Parameters
    ----------
    sheet
        Name of its sheet.
    row, column
        Place, counted from 1.
    value
        What the cell holds; for a formula the value that was saved with it.
    formula
        Text of the formula, empty if the cell has none.
    percent
        The cell is shown as a percentage: 0.23 reads 23 %.
    error
        The value is an error of the spreadsheet, such as ``#N/A``.
    """

    sheet: str
    row: int
    column: int
    value: Content = None
    formula: str = ""
    percent: bool = False
    error: bool = False

    @property
    def origin(self) -> "Cell":
        """The cell of the file: itself, unless it was moved for reading."""
        return self

    @property
    def address(self) -> str:
        """Address within the sheet: ``D7``."""
        return f"{column_letter(self.column)}{self.row}"

    @property
    def place(self) -> str:
        """Address with the sheet: ``Sheet1!D7``."""
        return f"{sheet_prefix(self.sheet)}{column_letter(self.column)}{self.row}"

    @property
    def blank(self) -> bool:
        """Nothing stands in the cell, or spaces only."""
        value = self.value
        if value is None:
            return not self.formula
        return isinstance(value, str) and (not value or value.isspace())


@dataclass(slots=True, unsafe_hash=True)
class MovedCell(Cell):
    """A cell that stands elsewhere than in the file, or says a part of what stands there.

    People are told the place in the file.
    """

    source: Cell | None = None

    @property
    def origin(self) -> Cell:
        """The cell of the file."""
        return self if self.source is None else self.source.origin

    @property
    def address(self) -> str:
        """Address of the cell of the file."""
        return f"{column_letter(self.origin.column)}{self.origin.row}"

    @property
    def place(self) -> str:
        """Address of the cell of the file, with its sheet."""
        return sheet_prefix(self.origin.sheet) + self.address


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of cells, both corners included."""

    top: int
    left: int
    bottom: int
    right: int

    def __contains__(self, position: Position) -> bool:
        row, column = position
        return self.top <= row <= self.bottom and self.left <= column <= self.right


@dataclass(frozen=True)
class Sheet:
    """One sheet: its cells that hold something, by row and column counted from 1.

    Blank cells are left out. ``problems`` say what of it could not be read; a sheet with an error
    among them has no cells.
    """

    name: str
    cells: Mapping[Position, Cell]
    merged: tuple[Area, ...] = ()
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    problems: tuple[Problem, ...] = ()
    column_names: Mapping[int, str] = field(default_factory=dict)
    """Names of columns that are not where the file has them."""
    rows: tuple[int, ...] = field(init=False)
    columns: tuple[int, ...] = field(init=False)

    def __post_init__(self) -> None:
        if any(cell.blank for cell in self.cells.values()):
            filled = {place: cell for place, cell in self.cells.items() if not cell.blank}
            object.__setattr__(self, "cells", filled)
        object.__setattr__(self, "rows", tuple(sorted({row for row, _ in self.cells})))
        object.__setattr__(self, "columns", tuple(sorted({column for _, column in self.cells})))

    @cached_property
    def texts(self) -> frozenset[str]:
        """The different texts that stand in its cells."""
        return frozenset(c.value for c in self.cells.values() if isinstance(c.value, str))

    @property
    def damaged(self) -> bool:
        """Whether what stands in it cannot be read."""
        return bool(errors(self.problems))

    def at(self, row: int, column: int) -> Cell:
        """Cell at a place; an empty one where there is none."""
        return self.cells.get((row, column)) or Cell(self.name, row, column)

    def column_name(self, column: int) -> str:
        """Name of a column for people: its letters in the file, or of what it was made."""
        return self.column_names.get(column) or column_letter(column)

    def through_merge(self, row: int, column: int) -> Cell:
        """Cell that shows at a place: in a merged area, the one that holds its content."""
        area = self.merged_area(row, column) if self.merged else None
        return self.at(row, column) if area is None else self.at(area.top, area.left)

    def filled(self, row: int, columns: Iterable[int]) -> list[Cell]:
        """Cells that show something in some columns of a row, also through merged areas."""
        if row in self._merged_by_row:
            cells = (self.through_merge(row, column) for column in columns)
            return [cell for cell in cells if not cell.blank]
        get = self.cells.get
        return [cell for column in columns if (cell := get((row, column))) is not None]

    def merged_in(self, row: int) -> bool:
        """Whether a merged area reaches into a row."""
        return row in self._merged_by_row

    def merged_area(self, row: int, column: int) -> Area | None:
        """Merged area that a place lies in."""
        for area in self._merged_by_row.get(row, ()):
            if area.left <= column <= area.right:
                return area
        return None

    @cached_property
    def _merged_by_row(self) -> dict[int, list[Area]]:
        by_row: dict[int, list[Area]] = {}
        for area in self.merged:
            for row in range(area.top, area.bottom + 1):
                by_row.setdefault(row, []).append(area)
        return by_row


@dataclass(frozen=True)
class Workbook:
    """All sheets of a file, in its order. A text table is a workbook of one sheet.

    ``problems`` say what was understood of the file as a whole, ``sha256`` is the hash of the bytes
    that were read, ``bytes`` their number, ``seconds`` the computing time that it took.
    """

    name: str
    sheets: tuple[Sheet, ...]
    text_table: bool = False
    problems: tuple[Problem, ...] = ()
    sha256: str = ""
    bytes: int = 0
    seconds: float = field(default=0.0, compare=False)

    @property
    def size(self) -> int:
        """Cells of all sheets."""
        return sum(len(sheet.cells) for sheet in self.sheets)

    @property
    def allowance(self) -> Allowance:
        """What looking through the cells may take, beside what reading them took."""
        return self._left_of(of_cells(self.size, self.bytes))

    @property
    def allowance_unknown(self) -> Allowance:
        """The same where no config says what the cells are."""
        return self._left_of(of_cells(self.size, self.bytes, known=False))

    def _left_of(self, whole: Allowance) -> Allowance:
        return replace(whole, seconds=max(whole.seconds - self.seconds, 1.0))


def _line(text: str) -> str:
    return " ".join(visible(text).split())


# A table repeats its names: each is looked at once. Long texts would fill the memory.
_short_line = functools.lru_cache(maxsize=50_000)(_line)


def cell_text(cell: Cell) -> str:
    """What stands in a cell as one line of text: 7.0 reads ``7``.

    Examples
    --------
    >>> cell_text(Cell("Data", 1, 1, 7.0)), cell_text(Cell("Data", 1, 1, " P  1 "))
    ('7', 'P 1')
    """
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, (int, float)):
        return str(value) if isinstance(value, int) else format(value, ".15g")
    if isinstance(value, str):
        return _short_line(value) if len(value) <= SHORT else _line(value)
    if isinstance(value, datetime.timedelta):
        return str(value)
    # A day is kept with the hour 0, which nobody wrote.
    return value.isoformat().removesuffix("T00:00:00")


def places(cells: Iterable[Cell]) -> str:
    """Addresses of cells, joined by a space; neighbors are written as a range.

    Neighbors in one row are, rows of them that begin and end in the same columns, and three or
    more in one column.

    Examples
    --------
    >>> row = [Cell("Data", 7, column, 1.0) for column in (3, 4, 5, 9)]
    >>> places(row)
    'Data!C7:E7 Data!I7'
    >>> places([*row, *(Cell("Data", 8, column, 1.0) for column in (3, 4, 5))])
    'Data!C7:E8 Data!I7'
    """
    runs: list[list[Cell]] = []
    origins = {cell.origin for cell in cells}
    for cell in sorted(origins, key=lambda cell: (cell.sheet, cell.row, cell.column)):
        last = runs[-1][-1] if runs else None
        if last and (last.sheet, last.row, last.column + 1) == (cell.sheet, cell.row, cell.column):
            runs[-1].append(cell)
        else:
            runs.append([cell])
    single = [run[0] for run in runs if len(run) == 1]
    blocks: list[list[Cell]] = []
    for run in sorted(
        (run for run in runs if len(run) > 1),
        key=lambda run: (run[0].sheet, run[0].column, run[-1].column, run[0].row),
    ):
        last = blocks[-1][-1] if blocks else None
        if (
            last
            and (last.sheet, last.row + 1, last.column)
            == (run[0].sheet, run[0].row, run[-1].column)
            and blocks[-1][0].column == run[0].column
        ):
            blocks[-1] += run
        else:
            blocks.append(run)
    runs = blocks
    stacks: list[list[Cell]] = []
    for cell in sorted(single, key=lambda cell: (cell.sheet, cell.column, cell.row)):
        last = stacks[-1][-1] if stacks else None
        if last and (last.sheet, last.column, last.row + 1) == (cell.sheet, cell.column, cell.row):
            stacks[-1].append(cell)
        else:
            stacks.append([cell])
    for stack in stacks:
        runs += [stack] if len(stack) > 2 else [[cell] for cell in stack]
    return " ".join(
        run[0].place if len(run) == 1 else f"{run[0].place}:{run[-1].address}"
        for run in sorted(runs, key=lambda run: (run[0].sheet, run[0].row, run[0].column))
    )
