"""Spreadsheets in the OpenDocument format (.ods): a zip archive of XML.

Elements: OASIS OpenDocument 1.3 part 3. LibreOffice repeats a cell or a row by a number, and so
fills sheets of a million rows: what is empty is only counted, what has content must fit the budget.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from explant.spreadsheet.files.open_document_values import NAMESPACE, OFFICE, as_in_excel, content
from explant.spreadsheet.files.safety import (
    LONGEST_TEXT,
    SAVE_AS,
    Budget,
    Damaged,
    Refusal,
    damaged_sheet,
)
from explant.spreadsheet.files.zipped_xml import Archive, Handler
from explant.spreadsheet.sheet.cells import UNREADABLE, Area, Cell, Content, Position, Sheet

TABLE = f"{NAMESPACE}table:1.0 "
TEXT = f"{NAMESPACE}text:1.0 "
STYLE = f"{NAMESPACE}style:1.0 "
NUMBER = f"{NAMESPACE}datastyle:1.0 "
VALUE_TYPES = (
    f"{OFFICE}value-type",
    "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 value-type",
)
COLUMNS_REPEATED = f"{TABLE}number-columns-repeated"
ROWS_REPEATED = f"{TABLE}number-rows-repeated"
LAST_ROW = 1 << 24
LAST_COLUMN = 1 << 14

GROUPS = frozenset(
    TABLE + name
    for name in (
        *("table-column-group", "table-header-columns", "table-columns"),
        *("table-row-group", "table-header-rows", "table-rows"),
    )
)
CELLS = frozenset({f"{TABLE}table-cell", f"{TABLE}covered-table-cell"})
NOT_SHOWN = frozenset({f"{TEXT}note", f"{TEXT}ruby-text"})
HIDDEN = frozenset({"collapse", "filter"})
LOGICAL = {"TRUE": True, "FALSE": False}
"""What LibreOffice saves as 1 and 0, if a formula gives it."""
SHOWN_ERROR = re.compile(r"#(?=[^#]*[^\W\d_])\S+|Err:\d+")


def read(archive: Archive, budget: Budget) -> tuple[Sheet, ...]:
    """Sheets of an .ods spreadsheet.

    Raises
    ------
    Refusal
        For what is no such spreadsheet, or more than is read.
    """
    if "META-INF/manifest.xml" in archive:
        manifest = _Manifest()
        archive.parse("META-INF/manifest.xml", manifest)
    styles = _Styles()
    reader = _ContentReader(styles, budget)
    if "styles.xml" in archive:
        archive.parse("styles.xml", styles)
    archive.parse("content.xml", reader)
    if not reader.is_spreadsheet:
        raise Refusal("This is no spreadsheet, but another OpenDocument file.", SAVE_AS)
    return tuple(reader.sheets)


class _Manifest(Handler):
    """List of the archive's files: of encrypted ones it says how."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name.endswith(" encryption-data"):
            raise Refusal("The workbook is locked with a password.", "Save it without a password.")


class _Styles(Handler):
    """Which cell styles show percentages, and which styles of sheets hide them."""

    def __init__(self) -> None:
        self._percentages: set[str] = set()
        self._data_styles: dict[str, str] = {}
        self._parents: dict[str, str] = {}
        self._hidden: set[str] = set()
        self._sheet_style = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == f"{NUMBER}percentage-style":
            self._percentages.add(attributes.get(f"{STYLE}name", ""))
        elif name == f"{STYLE}style":
            own = attributes.get(f"{STYLE}name", "")
            family = attributes.get(f"{STYLE}family")
            self._sheet_style = own if family == "table" else ""
            if family == "table-cell":
                if (data := attributes.get(f"{STYLE}data-style-name")) is not None:
                    self._data_styles[own] = data
                if (parent := attributes.get(f"{STYLE}parent-style-name")) is not None:
                    self._parents[own] = parent
        elif name == f"{STYLE}table-properties" and attributes.get(f"{TABLE}display") == "false":
            self._hidden.add(self._sheet_style)

    def is_percent(self, style: str) -> bool:
        seen = set()
        while style and style not in seen:
            if style in self._data_styles:
                return self._data_styles[style] in self._percentages
            seen.add(style)
            style = self._parents.get(style, "")
        return False

    def hides_sheet(self, style: str) -> bool:
        return bool(style) and style in self._hidden


@dataclass
class _Here:
    """The cell that is being read."""

    attributes: dict[str, str]
    covered: bool
    paragraphs: list[str] = field(default_factory=list)


@dataclass
class _Table:
    """The sheet that is being read: what the places of its next row, column and cell are."""

    name: str
    hidden: bool
    external: bool = False
    damage: Damaged | None = None
    """What of it cannot be right."""
    cells: dict[Position, Cell] = field(default_factory=dict)
    merged: list[Area] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: bytearray = field(default_factory=lambda: bytearray(LAST_COLUMN + 2))
    percent_columns: bytearray = field(default_factory=lambda: bytearray(LAST_COLUMN + 2))
    next_column: int = 1
    row: int = 1
    column: int = 1
    row_attributes: dict[str, str] = field(default_factory=dict)
    row_cells: list[tuple[int, Cell]] = field(default_factory=list)
    """Cells of the row with how many columns each takes."""
    row_merged: list[Area] = field(default_factory=list)


class _ContentReader(Handler):
    """Collects the sheets from content.xml.

    Only what stands where the format has it is read. Anything else, such as a deleted cell in the
    list of changes, a cell's comment or a table within a drawing, is skipped with what it holds.
    """

    def __init__(self, styles: _Styles, budget: Budget) -> None:
        self.sheets: list[Sheet] = []
        self.is_spreadsheet = False
        self._styles = styles
        self._budget = budget
        self._path: list[str] = []
        self._skipped = 0
        self._table: _Table | None = None
        self._cell: _Here | None = None
        self._in_paragraph = 0
        self._parts: list[str] = []
        self._length = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if self._skipped:
            self._skipped += 1
        elif self._in_paragraph:
            self._start_in_paragraph(name, attributes)
        elif self._cell is not None:
            if name == f"{TEXT}p":
                self._in_paragraph = 1
                self._parts = []
            else:
                self._skipped = 1
        elif self._table is not None:
            with _damage(self._table):
                self._start_in_table(self._table, name, attributes)
        elif name == f"{OFFICE}spreadsheet":
            self.is_spreadsheet = True
        elif self.is_spreadsheet:
            if name == f"{TABLE}table":
                self._budget.sheet()
                self._table = _Table(
                    attributes.get(f"{TABLE}name", ""),
                    self._styles.hides_sheet(attributes.get(f"{TABLE}style-name", "")),
                )
            else:
                self._skipped = 1
        else:
            self._styles.start(name, attributes)

    def end(self, name: str) -> None:
        if self._skipped:
            self._skipped -= 1
        elif self._in_paragraph:
            self._in_paragraph -= 1
            if not self._in_paragraph and self._cell is not None:
                self._cell.paragraphs.append("".join(self._parts))
        elif self._cell is not None and self._table is not None:
            with _damage(self._table):
                self._end_cell(self._table, self._cell)
            self._cell = None
        elif self._table is not None:
            if name == f"{TABLE}table-row":
                with _damage(self._table):
                    self._end_row(self._table)
            elif name == f"{TABLE}table":
                self._end_table(self._table)
                self._table = None

    def text(self, text: str) -> None:
        if self._in_paragraph and not self._skipped:
            self._add_text(text)

    def _add_text(self, text: str) -> None:
        self._budget.characters(len(text))
        if self._length < LONGEST_TEXT:
            self._parts.append(text[: LONGEST_TEXT - self._length])
        self._length += len(text)

    def _start_in_paragraph(self, name: str, attributes: dict[str, str]) -> None:
        if not name.startswith(TEXT) or name in NOT_SHOWN:
            self._skipped = 1
            return
        self._in_paragraph += 1
        if name == f"{TEXT}s":
            count = _count(attributes, f"{TEXT}c")
            # A long run of spaces must not be made before its length is known to be too large.
            self._add_text(" " * min(count, 100_000))
        elif name == f"{TEXT}tab":
            self._add_text("\t")
        elif name == f"{TEXT}line-break":
            self._add_text("\n")

    def _start_in_table(self, table: _Table, name: str, attributes: dict[str, str]) -> None:
        if name in CELLS:
            self._cell = _Here(attributes, name != f"{TABLE}table-cell")
            self._length = 0
        elif name == f"{TABLE}table-row":
            table.column = 1
            table.row_attributes = attributes
        elif name == f"{TABLE}table-column":
            self._add_column(table, attributes)
        elif name not in GROUPS:
            # A sheet that only keeps what formulas saw in another file is no sheet of this one.
            if name == f"{TABLE}table-source" and table.name.startswith("'file:"):
                table.external = True
            self._skipped = 1

    def _add_column(self, table: _Table, attributes: dict[str, str]) -> None:
        first = min(table.next_column, LAST_COLUMN + 1)
        table.next_column = min(first + _count(attributes, COLUMNS_REPEATED), LAST_COLUMN + 1)
        width = table.next_column - first
        if attributes.get(f"{TABLE}visibility") in HIDDEN:
            table.hidden_columns[first : first + width] = b"\1" * width
        if self._styles.is_percent(attributes.get(f"{TABLE}default-cell-style-name", "")):
            table.percent_columns[first : first + width] = b"\1" * width

    def _end_cell(self, table: _Table, here: _Here) -> None:
        count = _count(here.attributes, COLUMNS_REPEATED)
        row, column = table.row, table.column
        table.column += count
        if here.covered:
            return
        across = _count(here.attributes, f"{TABLE}number-columns-spanned")
        down = _count(here.attributes, f"{TABLE}number-rows-spanned")
        if across > 1 or down > 1:
            area = Area(row, column, row + down - 1, column + across - 1)
            self._budget.merged(area, table.name)
            table.row_merged.append(area)
        cell = self._read_cell(table, here, row, column)
        if cell is None:
            return
        if row > LAST_ROW or column + count - 1 > LAST_COLUMN:
            raise Damaged(f"{table.name} has a cell beyond the last column or row")
        self._budget.cells(count, table.name, row, column)
        table.row_cells.append((count, cell))

    def _read_cell(self, table: _Table, here: _Here, row: int, column: int) -> Cell | None:
        attributes = here.attributes
        shown = "\n".join(here.paragraphs)
        formula = attributes.get(f"{TABLE}formula", "")
        kind = attributes.get(VALUE_TYPES[0], "")
        if not kind and not shown and not formula:
            return None
        if formula:
            formula = as_in_excel(self._budget.text(formula))
        if attributes.get(VALUE_TYPES[1]) == "error" or (
            formula and SHOWN_ERROR.fullmatch(shown.strip())
        ):
            # Older programs save 0 beside an error.
            return Cell(table.name, row, column, shown.strip(), formula, error=True)
        if not kind:
            # LibreOffice saves a formula's empty text as a paragraph without a type.
            value: Content = shown if here.paragraphs else None
        elif formula and kind == "float" and shown in LOGICAL:
            value = LOGICAL[shown]
        else:
            try:
                value = content(kind, attributes, shown)
            except (ValueError, KeyError, OverflowError):
                return Cell(table.name, row, column, UNREADABLE, formula, error=True)
        if isinstance(value, str):
            value = self._budget.text(value)
        if value in (None, "") and not formula:
            return None
        percent = kind == "percentage" or (
            kind == "float" and self._is_percent(table, attributes, column)
        )
        return Cell(table.name, row, column, value, formula, percent)

    def _is_percent(self, table: _Table, attributes: dict[str, str], column: int) -> bool:
        style = attributes.get(f"{TABLE}style-name") or table.row_attributes.get(
            f"{TABLE}default-cell-style-name"
        )
        if style is None:
            return bool(table.percent_columns[min(column, LAST_COLUMN + 1)])
        return self._styles.is_percent(style)

    def _end_row(self, table: _Table) -> None:
        count = _count(table.row_attributes, ROWS_REPEATED)
        first = table.row
        table.row += count
        if not table.row_cells and not table.row_merged:
            return
        if count > 1:
            for width, cell in table.row_cells:
                self._budget.cells(width * (count - 1), table.name, cell.row, cell.column)
            for area in table.row_merged:
                self._budget.merged(area, table.name, count - 1)
        hidden = table.row_attributes.get(f"{TABLE}visibility") in HIDDEN
        for row in range(first, first + count):
            for width, cell in table.row_cells:
                for column in range(cell.column, cell.column + width):
                    table.cells[row, column] = (
                        cell
                        if row == cell.row and column == cell.column
                        else Cell(
                            *(cell.sheet, row, column, cell.value, cell.formula),
                            percent=cell.percent,
                            error=cell.error,
                        )
                    )
            for area in table.row_merged:
                down = row - first
                table.merged.append(
                    Area(area.top + down, area.left, area.bottom + down, area.right)
                )
            if hidden and table.row_cells:
                table.hidden_rows.add(row)
        table.row_cells = []
        table.row_merged = []

    def _end_table(self, table: _Table) -> None:
        if table.external:
            return
        if table.damage is not None:
            self.sheets.append(damaged_sheet(table.name, table.damage, hidden=table.hidden))
            return
        filled_columns = {column for _, column in table.cells}
        self.sheets.append(
            Sheet(
                table.name,
                table.cells,
                merged=tuple(table.merged),
                hidden=table.hidden,
                hidden_rows=frozenset(table.hidden_rows),
                hidden_columns=frozenset(
                    column for column in filled_columns if table.hidden_columns[column]
                ),
            )
        )


@contextmanager
def _damage(table: _Table) -> Iterator[None]:
    """Keep what cannot be right within a sheet: it stops only a study that reads the sheet."""
    try:
        yield
    except Damaged as error:
        table.damage = table.damage or error


def _count(attributes: dict[str, str], name: str) -> int:
    """Number of repetitions that an attribute gives, at least 1."""
    text = attributes.get(name, "1")
    if not text.isdecimal():
        raise Damaged(f"{text[:20]!r} is no number of repetitions")
    # More than any sheet has is as much as any sheet has.
    return max(int(text), 1) if len(text) < 9 else 10**9
