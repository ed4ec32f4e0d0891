"""Workbooks of Excel since 2007 (.xlsx, .xlsm): a zip archive of XML. Macros stay where they are.

Parts and elements: ECMA-376 part 1 (SpreadsheetML). The sheets are read as a stream, formulas and
their saved values at once.
"""

import datetime
import re
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from explant.spreadsheet.files import number_formats as numbers
from explant.spreadsheet.files.excel_parts import (
    TRUE,
    Contents,
    Relations,
    Strings,
    Styles,
    main_part,
    unescaped,
)
from explant.spreadsheet.files.safety import Archive, Budget, Damaged
from explant.spreadsheet.files.shared_formulas import moved
from explant.spreadsheet.sheet.cells import (
    Area,
    Cell,
    Content,
    Position,
    Sheet,
    column_letter,
    column_number,
)

LAST_ROW = 1_048_576
LAST_COLUMN = 16_384
SHORT = 1000
"""Characters of a text that is not counted each time that a cell refers to it."""
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
        for part, branch in archive.branches(parts.target(relation)):
            sheet.take(_local(part), branch)
        found.append(sheet.sheet(hidden=state not in ("", "visible")))
    return tuple(found)


def _local(tag: str) -> str:
    """Name of an element without its prefix."""
    return tag[tag.rfind(":") + 1 :]


def _inline_text(element: Element) -> str:
    """Text within a cell, of one piece or several; not how it is pronounced."""
    if len(element) == 1 and element[0].tag == "t":
        return element[0].text or ""
    parts = []
    for child in element:
        local = _local(child.tag)
        if local == "t":
            parts.append(child.text or "")
        elif local == "r":
            parts += [run.text or "" for run in child if _local(run.tag) == "t"]
    return "".join(parts)


@dataclass(frozen=True)
class _Shared:
    """What the sheets of a workbook share."""

    strings: list[str]
    kinds: list[str]
    from_1904: bool
    columns: dict[str, int] = field(default_factory=dict)
    plain_styles: set[str | None] = field(init=False)
    """Styles that leave a number as it is."""

    def __post_init__(self) -> None:
        plain = {str(style) for style, kind in enumerate(self.kinds) if not kind}
        object.__setattr__(self, "plain_styles", {None, *plain})


class _SheetReader:
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
        self._row = self._column = 0

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

    def take(self, part: str, branch: Element) -> None:
        """Take an element and all within it: a row, a column or a merged area.

        Parameters
        ----------
        part
            Name of the element around it.
        branch
            The element.
        """
        if part == "sheetData":
            if _local(branch.tag) == "row":
                self._take_row(branch)
        elif part == "mergeCells":
            self._merge(branch.get("ref", ""))
        elif part == "cols" and branch.get("hidden") in TRUE:
            first = max(int(branch.get("min", "")), 1)
            last = min(int(branch.get("max", "")), LAST_COLUMN)
            self._hidden_columns[first : last + 1] = b"\1" * max(last + 1 - first, 0)

    def _take_row(self, row: Element) -> None:
        number = row.get("r")
        self._row = self._row + 1 if number is None else int(number)
        self._column = 0
        if row.get("hidden") in TRUE:
            self._hidden_rows.add(self._row)
        columns, cells, name = self._book.columns, self._cells, self.name
        plain, strings, number_of = self._book.plain_styles, self._book.strings, numbers.number
        take = self._budget.cells
        for cell in row:
            if cell.tag != "c" and _local(cell.tag) != "c":
                continue
            reference = cell.get("r")
            if reference is None:
                self._column += 1
            else:
                letters = reference.rstrip("0123456789")
                self._column = columns.get(letters) or self._new_column(reference, letters)
                self._row = int(reference[len(letters) :])
            row_number, column = position = (self._row, self._column)
            if not (0 < row_number <= LAST_ROW and 0 < column <= LAST_COLUMN):
                raise Damaged(f"{name} has a cell beyond XFD1048576")
            # Most cells of a large sheet are a plain number or a short text, and nothing else.
            value: Content = None
            kind = cell.get("t", "n")
            if len(cell) == 1 and (kind == "s" or (kind == "n" and cell.get("s") in plain)):
                child = cell[0]
                saved = child.text if child.tag == "v" else None
                if saved and kind == "n":
                    try:
                        value = number_of(saved)
                    except ValueError:
                        raise self._no_number(saved) from None
                elif saved and saved.isdecimal() and int(saved) < len(strings):
                    text = strings[int(saved)]
                    value = text if 0 < len(text) <= SHORT else None
            found = (
                self._cell(cell, row_number, column)
                if value is None
                else Cell(name, row_number, column, value)
            )
            if found is None:
                continue
            take(1, name, row_number, column)
            if cells.setdefault(position, found) is not found:
                raise Damaged(f"it has the cell {self._place()} twice")

    def _new_column(self, reference: str, letters: str) -> int:
        if not REFERENCE.fullmatch(reference):
            raise Damaged(f"{self.name} has a cell {reference[:20]!r}")
        column = self._book.columns[letters] = column_number(letters)
        return column

    def _cell(self, cell: Element, row: int, column: int) -> Cell | None:
        """The cell that an element is, None if nothing is in it."""
        saved = formula = None
        for child in cell:
            tag = child.tag if child.tag == "v" else _local(child.tag)
            if tag == "v":
                saved = child.text or ""
            elif tag == "f":
                formula = child
            elif tag == "is":
                saved = _inline_text(child)
        kind = cell.get("t", "n")
        style = cell.get("s")
        text = "" if formula is None else self._formula(formula)
        value, percent = self._content(kind, saved, style)
        if (value is None or value == "") and not text:
            return None
        error = kind == "e" or value is numbers.OUTSIDE
        return Cell(self.name, row, column, value, text, percent, error)

    def _place(self) -> str:
        return f"{self.name}!{column_letter(self._column)}{self._row}"

    def _content(self, kind: str, saved: str | None, style: str | None) -> tuple[Content, bool]:
        """Value of a cell, and whether it is shown as a percentage."""
        if kind == "s":
            if not saved:
                return None, False
            index = int(saved)
            if not 0 <= index < len(self._book.strings):
                raise Damaged(f"{self._place()} refers to a text that is not there")
            text = self._book.strings[index]
            if len(text) > SHORT:
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
            number = self._number(saved)
            position = int(style or "0")
            shown = self._book.kinds[position] if 0 <= position < len(self._book.kinds) else ""
            return numbers.shown(number, shown, from_1904=self._book.from_1904)
        if kind == "b":
            return saved in TRUE, False
        if kind == "e":
            return saved[:40], False
        if kind == "d":
            return datetime.datetime.fromisoformat(saved), False
        raise Damaged(f"{self._place()} is of the unknown type {kind[:20]!r}")

    def _number(self, saved: str) -> int | float:
        try:
            return numbers.number(saved)
        except ValueError:
            raise self._no_number(saved) from None

    def _no_number(self, saved: str) -> Damaged:
        return Damaged(f"{self._place()} holds {saved[:40]!r} as a number")

    def _formula(self, element: Element) -> str:
        text = element.text or ""
        self._budget.text(len(text), self.name, self._row, self._column)
        if element.get("t") == "shared":
            key = element.get("si", "")
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
