"""Workbooks of Excel since 2007 (.xlsx, .xlsm): a zip archive of XML. Macros stay where they are.

Parts and elements: ECMA-376 part 1 (SpreadsheetML). The sheets are read as a stream, formulas and
their saved values at once.
"""

import re
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from explant.problems import Problem
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
from explant.spreadsheet.files.safety import (
    Budget,
    Damaged,
    Refusal,
    damaged_sheet,
    raise_if_memory,
)
from explant.spreadsheet.files.shared_formulas import moved
from explant.spreadsheet.files.zipped_xml import Archive
from explant.spreadsheet.sheet.cells import (
    TWICE,
    UNREADABLE,
    Area,
    Cell,
    Content,
    Position,
    Sheet,
    column_number,
)

LAST_ROW = 1_048_576
LAST_COLUMN = 16_384
SHORT = 1000
"""Characters of a text that is not counted each time that a cell refers to it."""
REFERENCE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")


def read(archive: Archive, budget: Budget) -> tuple[tuple[Sheet, ...], bool]:
    """Sheets of an .xlsx or .xlsm workbook, and whether its styles could be read.

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
    kinds, styled = _kinds(archive, parts.of_type("styles"))
    strings = Strings(budget)
    if (part := parts.of_type("sharedStrings")) and part in archive:
        archive.parse(part, strings)
    shared = _Shared(strings.strings, kinds, book.from_1904)
    found = []
    for name, state, relation in book.sheets:
        budget.sheet()
        hidden = state not in ("", "visible")
        try:
            # Charts on sheets of their own and sheets of macros are no tables.
            if parts.type_of(relation) != "worksheet":
                continue
            sheet = _SheetReader(name, shared, budget)
            for part, branch in archive.branches(parts.target(relation)):
                sheet.take(_local(part), branch)
            found.append(sheet.sheet(hidden=hidden))
        except Exception as error:
            found.append(damaged_sheet(name, error, hidden=hidden))
    return tuple(found), styled


def _kinds(archive: Archive, part: str) -> tuple[list[str], bool]:
    """What a number of each style is, and whether that could be read."""
    if not part:
        return [], True
    styles = Styles()
    try:
        archive.parse(part, styles)
    except Exception as error:
        if isinstance(error, Refusal) and not isinstance(error, Damaged):
            raise
        raise_if_memory(error)
        return [], False
    return styles.kinds(), True


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
        self._problems: list[Problem] = []
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
            problems=tuple(self._problems),
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
            first = max(int(branch.get("min", "1")), 1)
            last = min(int(branch.get("max", LAST_COLUMN)), LAST_COLUMN)
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
                raise Damaged("it has a cell beyond XFD1048576")
            # Most cells of a large sheet are a plain number or a short text, and nothing else.
            value: Content = None
            kind = cell.get("t", "n")
            if len(cell) == 1 and (kind == "s" or (kind == "n" and cell.get("s") in plain)):
                child = cell[0]
                saved = child.text if child.tag == "v" else None
                if saved and kind == "n":
                    # What is no number is looked at below.
                    try:
                        value = number_of(saved)
                    except ValueError:
                        value = None
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
            first = cells.setdefault(position, found)
            if first is not found and first != found:
                cells[position] = Cell(name, row_number, column, TWICE, error=True)

    def _new_column(self, reference: str, letters: str) -> int:
        if not REFERENCE.fullmatch(reference.upper()):
            raise Damaged(f"it has a cell {reference[:20]!r}")
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
        try:
            value, percent = self._content(kind, saved, style)
        except (ValueError, OverflowError):
            value, percent = UNREADABLE, False
        if (value is None or value == "") and not text:
            return None
        error = kind == "e" or value is numbers.OUTSIDE or value is UNREADABLE
        return Cell(self.name, row, column, value, text, percent, error)

    def _content(self, kind: str, saved: str | None, style: str | None) -> tuple[Content, bool]:
        """Value of a cell, and whether it is shown as a percentage.

        Raises
        ------
        ValueError, OverflowError
            For what no cell can hold.
        """
        if kind == "s":
            if not saved:
                return None, False
            index = int(saved)
            if not 0 <= index < len(self._book.strings):
                raise ValueError("a text that is not there")
            text = self._book.strings[index]
            return self._budget.text(text) if len(text) > SHORT else text, False
        if kind in ("str", "inlineStr"):
            # A formula whose result is an empty text has one; only of others it is not saved.
            return self._budget.text(unescaped(saved or "")), False
        if not saved:
            return None, False
        if kind == "n":
            number = numbers.number(saved)
            position = int(style or "0")
            shown = self._book.kinds[position] if 0 <= position < len(self._book.kinds) else ""
            return numbers.shown(number, shown, from_1904=self._book.from_1904)
        if kind == "b":
            return saved in TRUE, False
        if kind == "e":
            return saved[:40], False
        if kind == "d":
            return numbers.moment_in_words(saved), False
        raise ValueError("an unknown type")

    def _formula(self, element: Element) -> str:
        text = self._budget.text(element.text or "")
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
        area = area_of(reference)
        if area is None or area.bottom > LAST_ROW or area.right > LAST_COLUMN:
            self._problems = self._problems or [
                Problem(
                    "warning",
                    self.name,
                    f'Cells are said to be merged as "{reference[:40]}", which is no range of '
                    "cells: they are read one by one.",
                    "Look whether cells are merged there, and save the workbook again.",
                )
            ]
            return
        self._budget.merged(area, self.name)
        self._merged.append(area)


def area_of(reference: str) -> Area | None:
    """Range of cells that a reference names, whichever of its corners comes first.

    Examples
    --------
    >>> area_of("$b$2:A1")
    Area(top=1, left=1, bottom=2, right=2)
    >>> area_of("A:B") is None
    True
    """
    first, _, last = reference.replace("$", "").upper().partition(":")
    one, other = (REFERENCE.fullmatch(corner.strip()) for corner in (first, last or first))
    if one is None or other is None:
        return None
    left, right = sorted((column_number(one[1]), column_number(other[1])))
    top, bottom = sorted((int(one[2]), int(other[2])))
    return Area(top, left, bottom, right)
