"""Workbooks of Excel since 2007 (.xlsx, .xlsm): a zip archive of XML. Macros stay where they are.

Parts and elements: ECMA-376 part 1 (SpreadsheetML). The sheets are read as a stream, formulas and
their saved values at once; a workbook in memory as openpyxl keeps it needs several times as much.
"""

import datetime
import re
from dataclasses import dataclass, field

from explant.spreadsheet.cells import (
    Area,
    Cell,
    Content,
    Position,
    Sheet,
    column_letter,
    column_number,
)
from explant.spreadsheet.files import numbers
from explant.spreadsheet.files.excel_parts import (
    TRUE,
    Contents,
    Relations,
    Strings,
    Styles,
    main_part,
    unescaped,
)
from explant.spreadsheet.files.safety import Archive, Budget, Damaged, Handler
from explant.spreadsheet.files.shared_formulas import moved

LAST_ROW = 1_048_576
LAST_COLUMN = 16_384
REFERENCE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")


def read(archive: Archive, budget: Budget) -> tuple[Sheet, ...]:
    """Sheets of an .xlsx or .xlsm workbook.

    Raises
    ------
    Refusal
        For what is no such workbook, or more than is read.
    """
    main = main_part(archive)
    book = Contents()
    archive.parse(main, book)
    if not book.sheets:
        raise Damaged("it has no sheets")
    parts = Relations(archive, main)
    styles = Styles()
    if part := parts.of_type("styles"):
        archive.parse(part, styles)
    strings = Strings(budget)
    if part := parts.of_type("sharedStrings"):
        archive.parse(part, strings)
    shared = _Shared(strings.strings, styles.kinds(), book.from_1904)
    found = []
    for name, state, relation in book.sheets:
        # Charts on sheets of their own and sheets of macros are no tables.
        if parts.type_of(relation) != "worksheet":
            continue
        budget.sheet()
        sheet = _SheetReader(name, shared, budget)
        archive.parse(parts.target(relation), sheet)
        found.append(sheet.sheet(hidden=state not in ("", "visible")))
    return tuple(found)


@dataclass(frozen=True)
class _Shared:
    """What the sheets of a workbook share."""

    strings: list[str]
    kinds: list[str]
    from_1904: bool
    columns: dict[str, int] = field(default_factory=dict)


class _SheetReader(Handler):
    """Collects the cells of one sheet from its XML."""

    def __init__(self, name: str, shared: _Shared, budget: Budget) -> None:
        self.name = name
        self._book = shared
        self._budget = budget
        self._cells: dict[Position, Cell] = {}
        self._merged: list[Area] = []
        self._hidden_rows: set[int] = set()
        self._hidden_columns = bytearray(LAST_COLUMN + 1)
        self._shared_formulas: dict[str, tuple[Position, str]] = {}
        self._in_data = False
        self._in_inline = False
        self._phonetic = False
        self._row = self._column = 0
        # Text is collected from the last element on; a list takes it faster than a function.
        self._parts: list[str] = []
        self.text = self._parts.append  # type: ignore[method-assign]
        self._cell: dict[str, str] = {}
        self._value: str | None = None
        self._formula: str | None = None
        self._formula_of: dict[str, str] = {}

    def sheet(self, *, hidden: bool) -> Sheet:
        """The sheet, once its XML has been read."""
        filled_columns = {column for _, column in self._cells}
        return Sheet(
            self.name,
            self._cells,
            merged=tuple(self._merged),
            hidden=hidden,
            hidden_rows=frozenset(self._hidden_rows & {row for row, _ in self._cells}),
            hidden_columns=frozenset(
                column for column in filled_columns if self._hidden_columns[column]
            ),
        )

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = name[name.rfind(" ") + 1 :]
        if self._in_data:
            if local == "c":
                self._start_cell(attributes)
            elif local == "v":
                self._parts.clear()
            elif local == "f":
                self._parts.clear()
                self._formula_of = attributes
            elif local == "row":
                self._start_row(attributes)
            elif local == "is":
                self._in_inline = True
                self._value = ""
            elif local == "rPh":
                self._phonetic = True
            elif local == "t":
                self._parts.clear()
        elif local == "sheetData":
            self._in_data = True
        elif local == "mergeCell":
            self._merge(attributes.get("ref", ""))
        elif local == "col" and attributes.get("hidden") in TRUE:
            first = max(int(attributes["min"]), 1)
            last = min(int(attributes["max"]), LAST_COLUMN)
            self._hidden_columns[first : last + 1] = b"\1" * max(last + 1 - first, 0)

    def end(self, name: str) -> None:
        if not self._in_data:
            return
        local = name[name.rfind(" ") + 1 :]
        if local == "c":
            self._end_cell()
        elif local == "v":
            self._value = "".join(self._parts)
        elif local == "f":
            self._formula = "".join(self._parts)
        elif local == "t" and self._in_inline and not self._phonetic:
            self._value = (self._value or "") + "".join(self._parts)
        elif local == "is":
            self._in_inline = False
        elif local == "rPh":
            self._phonetic = False
        elif local == "sheetData":
            self._in_data = False

    def _start_row(self, attributes: dict[str, str]) -> None:
        self._row = int(attributes["r"]) if "r" in attributes else self._row + 1
        self._column = 0
        if attributes.get("hidden") in TRUE:
            self._hidden_rows.add(self._row)

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self._cell = attributes
        self._value = self._formula = None
        reference = attributes.get("r")
        if reference is None:
            self._column += 1
        else:
            letters = reference.rstrip("0123456789")
            column = self._book.columns.get(letters)
            if column is None:
                if not REFERENCE.fullmatch(reference):
                    raise Damaged(f"{self.name} has a cell {reference[:20]!r}")
                column = self._book.columns[letters] = column_number(letters)
            self._column = column
            self._row = int(reference[len(letters) :])
        if not (0 < self._row <= LAST_ROW and 0 < self._column <= LAST_COLUMN):
            raise Damaged(f"{self.name} has a cell beyond XFD1048576")

    def _end_cell(self) -> None:
        kind = self._cell.get("t", "n")
        value: Content
        if kind == "n" and self._value and "s" not in self._cell and self._formula is None:
            # Most cells of a large sheet are a number without a style.
            value, percent, formula = self._plain_number(self._value), False, ""
        else:
            formula = "" if self._formula is None else self._whole_formula(self._formula)
            value, percent = self._content(kind, self._value)
            if (value is None or value == "") and not formula:
                return
        row, column = position = (self._row, self._column)
        self._budget.cells(1, self.name, row, column)
        if position in self._cells:
            raise Damaged(f"it has the cell {self._place()} twice")
        self._cells[position] = Cell(
            self.name, row, column, value, formula, percent, kind == "e" or value is numbers.OUTSIDE
        )

    def _place(self) -> str:
        return f"{self.name}!{column_letter(self._column)}{self._row}"

    def _content(self, kind: str, saved: str | None) -> tuple[Content, bool]:
        """Value of a cell, and whether it is shown as a percentage."""
        if kind == "s":
            if not saved:
                return None, False
            index = int(saved)
            if not 0 <= index < len(self._book.strings):
                raise Damaged(f"{self._place()} refers to a text that is not there")
            text = self._book.strings[index]
            if len(text) > 1000:
                self._budget.text(len(text), self.name, self._row, self._column)
            return text, False
        if kind in ("str", "inlineStr"):
            # A formula whose result is an empty text has one; only of others it is not saved.
            text = unescaped(saved or "")
            self._budget.text(len(text), self.name, self._row, self._column)
            return text, False
        if not saved:
            return None, False
        if kind == "n":
            return self._number(saved)
        if kind == "b":
            return saved in TRUE, False
        if kind == "e":
            return saved[:40], False
        if kind == "d":
            return datetime.datetime.fromisoformat(saved), False
        raise Damaged(f"{self._place()} is of the unknown type {kind[:20]!r}")

    def _plain_number(self, saved: str) -> int | float:
        try:
            return numbers.number(saved)
        except ValueError:
            raise Damaged(f"{self._place()} holds {saved[:40]!r} as a number") from None

    def _number(self, saved: str) -> tuple[Content, bool]:
        value = self._plain_number(saved)
        style = int(self._cell.get("s", "0"))
        kind = self._book.kinds[style] if 0 <= style < len(self._book.kinds) else ""
        return numbers.shown(value, kind, from_1904=self._book.from_1904)

    def _whole_formula(self, text: str) -> str:
        self._budget.text(len(text), self.name, self._row, self._column)
        if self._formula_of.get("t") == "shared":
            key = self._formula_of.get("si", "")
            if text:
                self._shared_formulas[key] = ((self._row, self._column), text)
            elif key in self._shared_formulas:
                (row, column), text = self._shared_formulas[key]
                text = moved(text, self._row - row, self._column - column)
                self._budget.characters(len(text))
        return f"={text}"

    def _merge(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        corners = [
            REFERENCE.fullmatch(corner.replace("$", "")) for corner in (first, last or first)
        ]
        if corners[0] is None or corners[1] is None:
            raise Damaged(f"{self.name} has the merged cells {reference[:40]!r}")
        (left, top), (right, bottom) = (corner.groups() for corner in corners if corner)
        area = Area(int(top), column_number(left), int(bottom), column_number(right))
        if area.bottom > LAST_ROW or area.right > LAST_COLUMN:
            raise Damaged(f"{self.name} has the merged cells {reference[:40]!r}")
        if area.top > area.bottom or area.left > area.right:
            raise Damaged(f"{self.name} has the merged cells {reference[:40]!r}")
        self._budget.merged(area, self.name)
        self._merged.append(area)
