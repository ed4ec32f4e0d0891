"""Workbooks of Excel before 2007 (.xls), through xlrd."""

import io
import struct
from typing import Any

from explant.spreadsheet.files import number_formats as numbers
from explant.spreadsheet.files.compound_file import check_chains
from explant.spreadsheet.files.safety import SAVE_AS, Budget, Refusal, damaged_sheet
from explant.spreadsheet.sheet.cells import UNREADABLE, Area, Cell, Content, Position, Sheet

ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
COMPOUND_FILE = b"\xd0\xcf\x11\xe0"
BIFF5 = 50
"""Version of the format of Excel 5 and 95, the oldest that is read."""
FORMULA = (0x0006, 0x0206, 0x0406)
SHARED_FORMULA = 0x04BC
ARRAY_FORMULA = 0x0221
REFERS_TO_SHARED = 0x01
"""Token of a formula whose text stands with the first cell that has it."""


def read(content: bytes) -> tuple[tuple[Sheet, ...], bool]:
    """Sheets of an .xls workbook, and whether no part of the file lies over another.

    Raises
    ------
    Refusal
        For what is no such workbook, or more than is read.
    """
    if ENCRYPTED in content:
        raise Refusal("The workbook is locked with a password.", "Save it without a password.")
    if content.startswith(COMPOUND_FILE):
        check_chains(content)
    import xlrd
    from xlrd.compdoc import CompDocError

    whole = True
    try:
        try:
            book = _opened(content)
        except CompDocError:
            # That each chain of sectors ends has been seen above.
            book, whole = _opened(content, overlapping=True), False
    except xlrd.XLRDError as error:
        if "encrypted" in str(error).casefold():
            raise Refusal(
                "The workbook is locked with a password.", "Save it without a password."
            ) from error
        if "Can't find workbook" in str(error):
            raise Refusal("This is no Excel workbook, whatever its name says.") from error
        raise
    if book.biff_version < BIFF5:
        raise Refusal("The workbook is of a version of Excel before 1995.", SAVE_AS)
    budget = Budget()
    found = []
    for position in range(book.nsheets):
        budget.sheet()
        formulas = _Formulas(book)
        book.get_record_parts = formulas.record
        try:
            try:
                sheet = book.sheet_by_index(position)
            finally:
                del book.get_record_parts
            found.append(_Reader(book, sheet, formulas.texts(), budget).sheet())
        except Exception as error:
            found.append(damaged_sheet(book.sheet_names()[position], error))
        book.unload_sheet(position)
    return tuple(found), whole


def _opened(content: bytes, *, overlapping: bool = False) -> Any:
    import xlrd

    return xlrd.open_workbook(
        file_contents=content,
        formatting_info=True,
        on_demand=True,
        ragged_rows=True,
        logfile=io.StringIO(),
        ignore_workbook_corruption=overlapping,
    )


class _Formulas:
    """Formulas of one sheet, which xlrd passes over: taken from the records as it reads them."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._own: dict[Position, bytes] = {}
        self._shared: dict[Position, bytes] = {}
        self._last: Position = (0, 0)
        self._results = 0

    def record(self) -> tuple[int, int, bytes]:
        """Next record of the workbook: its code, its length and its bytes."""
        code, length, data = type(self._book).get_record_parts(self._book)
        if code in FORMULA and length >= 22:
            row, column, _, result = struct.unpack_from("<HHH8s", data)
            self._last = (row, column)
            (size,) = struct.unpack_from("<H", data, 20)
            self._own[self._last] = data[22 : 22 + size]
            # An empty text is what programs that compute nothing leave as every result.
            self._results += result[6:] != b"\xff\xff" or result[0] != 3
        elif code == SHARED_FORMULA and length >= 10:
            (size,) = struct.unpack_from("<H", data, 8)
            self._shared[self._last] = data[10 : 10 + size]
        elif code == ARRAY_FORMULA and length >= 14:
            (size,) = struct.unpack_from("<H", data, 12)
            self._own[self._last] = data[14 : 14 + size]
        return code, length, data

    def texts(self) -> "_Texts":
        """Formulas as text by row and column counted from 0, and whether results were saved."""
        from xlrd.formula import FMLA_TYPE_CELL, FMLA_TYPE_SHARED, decompile_formula

        found = {}
        for (row, column), tokens in self._own.items():
            kind = FMLA_TYPE_CELL
            if tokens[:1] == bytes([REFERS_TO_SHARED]) and len(tokens) >= 5:
                first = struct.unpack_from("<HH", tokens, 1)
                if first in self._shared:
                    tokens, kind = self._shared[first], FMLA_TYPE_SHARED
            try:
                text = decompile_formula(
                    self._book, tokens, len(tokens), kind, browx=row, bcolx=column
                )
            except Exception:
                # What is computed is not needed, only that it is.
                text = ""
            found[row, column] = f"={text or ''}"
        return _Texts(found, self._results > 0)


class _Texts(dict[Position, str]):
    """Formulas as text, and whether any has its result saved."""

    def __init__(self, texts: dict[Position, str], computed: bool) -> None:
        super().__init__(texts)
        self.computed = computed


class _Reader:
    """Cells of one sheet."""

    def __init__(self, book: Any, sheet: Any, formulas: _Texts, budget: Budget) -> None:
        self._book = book
        self._sheet = sheet
        self._formulas = formulas
        self._budget = budget
        self._kinds: dict[int, str] = {}

    def sheet(self) -> Sheet:
        """The sheet with addresses counted from 1."""
        sheet = self._sheet
        cells: dict[Position, Cell] = {}
        for row in range(sheet.nrows):
            types, values = sheet.row_types(row), sheet.row_values(row)
            for column, (ctype, value) in enumerate(zip(types, values, strict=True)):
                cell = self._cell(row, column, ctype, value)
                if cell is not None:
                    self._budget.cells(1, sheet.name, row + 1, column + 1)
                    cells[row + 1, column + 1] = cell
        merged = []
        for top, bottom, left, right in sheet.merged_cells:
            # xlrd's upper bounds lie one beyond, and it counts from 0.
            area = Area(top + 1, left + 1, bottom, right)
            self._budget.merged(area, sheet.name)
            merged.append(area)
        return Sheet(
            sheet.name,
            cells,
            merged=tuple(merged),
            hidden=sheet.visibility != 0,
            hidden_rows=frozenset(
                row
                for row in {row for row, _ in cells}
                if (info := sheet.rowinfo_map.get(row - 1)) is not None and info.hidden
            ),
            hidden_columns=frozenset(
                column
                for column in {column for _, column in cells}
                if (info := sheet.colinfo_map.get(column - 1)) is not None and info.hidden
            ),
        )

    def _cell(self, row: int, column: int, ctype: int, saved: Any) -> Cell | None:
        import xlrd

        formula = self._formulas.get((row, column), "")
        value: Content = None
        percent = False
        if ctype == xlrd.XL_CELL_TEXT:
            value = self._budget.text(saved)
            if formula and not saved and not self._formulas.computed:
                value = None
        elif ctype in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
            try:
                value, percent = self._number(numbers.whole(saved), row, column)
            except ValueError:
                value = UNREADABLE
        elif ctype == xlrd.XL_CELL_BOOLEAN:
            value = bool(saved)
        elif ctype == xlrd.XL_CELL_ERROR:
            value = xlrd.error_text_from_code.get(saved, f"#{saved}")
        if value in (None, "") and not formula:
            return None
        error = ctype == xlrd.XL_CELL_ERROR or value is numbers.OUTSIDE or value is UNREADABLE
        return Cell(self._sheet.name, row + 1, column + 1, value, formula, percent, error)

    def _number(self, value: int | float, row: int, column: int) -> tuple[Content, bool]:
        style = self._sheet.cell_xf_index(row, column)
        if style not in self._kinds:
            key = self._book.xf_list[style].format_key
            known = self._book.format_map.get(key)
            self._kinds[style] = (
                numbers.BUILT_IN.get(key, "")
                if known is None or known.format_str is None
                else numbers.kind_of_format(known.format_str)
            )
        return numbers.shown(value, self._kinds[style], from_1904=self._book.datemode == 1)
