"""Reading a file into cells. Light: Snakemake asks for the fingerprint at every start."""

import csv
import io
import re
import zipfile
from pathlib import Path
from typing import IO, Any

from explant.problems import Problem, ProblemsError
from explant.spreadsheet.cells import Area, Cell, Content, Position, Sheet, Workbook, column_number

LARGEST_UNPACKED = 300_000_000
"""Bytes that a workbook may unpack to: about five million cells."""
LARGEST_MERGED = 1_000_000
"""Cells that one merged area may span."""

SHEET_MEMBER = re.compile(r"xl/worksheets/[^/]+\.xml")
MERGED_AREA = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
OLE_MAGIC = b"\xd0\xcf\x11\xe0"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
SEPARATORS = ("\t", ";", ",")
SAVE_AS = "Open it in Excel or LibreOffice and save it as .xlsx."


def read_workbook(path: Path) -> Workbook:
    """Cells of a spreadsheet.

    Parameters
    ----------
    path
        An .xlsx or .xlsm workbook, or a table as text (.csv, .tsv: UTF-8 or Windows-1252,
        separated by comma, semicolon or tab). What the bytes are decides, not the name.

    Returns
    -------
    Workbook
        The sheet of a text table is named after the file.

    Raises
    ------
    ProblemsError
        When the file is missing, or is no spreadsheet that can be read.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise _refusal(
            path,
            "There is no such file.",
            "Put the spreadsheet there, or correct spreadsheet.path in the config.",
        ) from None
    except OSError as error:
        raise _refusal(
            path,
            f"The file cannot be opened ({error.strerror or error}).",
            "Close it in other programs and see that spreadsheet.path names a file.",
        ) from None
    if not content.strip():
        raise _refusal(path, "The file is empty.", "Save the spreadsheet again.")
    if content.startswith(b"PK"):
        return _read_zipped(path, content)
    if content.startswith(OLE_MAGIC):
        if ENCRYPTED in content:
            raise _refusal(
                path, "The workbook is locked with a password.", "Save it without a password."
            )
        raise _refusal(path, "This is an old Excel file (.xls).", SAVE_AS)
    if path.suffix.lower() in {".xlsx", ".xlsm", ".xls", ".ods"}:
        raise _refusal(path, "This is no Excel workbook, whatever its name says.", SAVE_AS)
    return _read_text(path, content)


def _refusal(path: Path, what: str, how_to_fix: str) -> ProblemsError:
    return ProblemsError([Problem("error", str(path), what, how_to_fix)])


def _read_zipped(path: Path, content: bytes) -> Workbook:
    stream = io.BytesIO(content)
    try:
        with zipfile.ZipFile(stream) as archive:
            formulas = _inspect(path, archive)
        return Workbook(path.name, _sheets(stream, formulas))
    except ProblemsError:
        raise
    except Exception as error:
        # A damaged workbook fails in openpyxl in a dozen ways, from KeyError to ParseError.
        raise _refusal(
            path,
            f"The workbook is damaged and cannot be read ({type(error).__name__}: {error}).",
            SAVE_AS,
        ) from error


def _inspect(path: Path, archive: zipfile.ZipFile) -> bool:
    """Refuse what is no workbook or too large; tell whether there are formulas."""
    names = archive.namelist()
    if "xl/workbook.xml" not in names:
        kind = "This is an OpenDocument file." if "content.xml" in names else "This is no workbook."
        if "xl/workbook.bin" in names:
            kind = "This is a binary Excel workbook (.xlsb)."
        raise _refusal(path, kind, SAVE_AS)
    # A member is never unpacked beyond the size that the archive declares for it.
    unpacked = sum(entry.file_size for entry in archive.infolist())
    if unpacked > LARGEST_UNPACKED:
        raise _refusal(
            path,
            f"The workbook unpacks to {unpacked / 1e6:,.0f} MB; the most that is read is "
            f"{LARGEST_UNPACKED / 1e6:,.0f} MB.",
            "Keep the table alone in a workbook of its own, without pictures and empty rows.",
        )
    formulas = False
    for name in names:
        if not SHEET_MEMBER.fullmatch(name):
            continue
        xml = archive.read(name)
        formulas = formulas or FORMULA.search(xml) is not None
        for left, top, right, bottom in MERGED_AREA.findall(xml):
            height = int(bottom) - int(top) + 1
            if (
                height * (column_number(right.decode()) - column_number(left.decode()) + 1)
                > LARGEST_MERGED
            ):
                raise _refusal(
                    path,
                    f"{left.decode()}{int(top)}:{right.decode()}{int(bottom)} is one merged cell.",
                    "Unmerge it and save the workbook again.",
                )
    return formulas


def _sheets(stream: IO[bytes], formulas: bool) -> tuple[Sheet, ...]:
    import warnings

    from openpyxl import load_workbook

    with warnings.catch_warnings():
        # openpyxl warns of what it does not keep (charts, validation); none of it is read here.
        warnings.simplefilter("ignore")
        book = load_workbook(stream, data_only=False, keep_links=False)
        # Formulas and their saved values come out of openpyxl in separate readings.
        saved = load_workbook(stream, data_only=True, keep_links=False) if formulas else None
    return tuple(
        _sheet(sheet, saved[sheet.title] if saved is not None else None)
        for sheet in book.worksheets
    )


def _sheet(sheet: Any, saved: Any) -> Sheet:
    cells: dict[Position, Cell] = {}
    # The sheet's own cells, not its declared dimensions: those may span a billion empty ones.
    for (row, column), cell in sheet._cells.items():
        if cell.value is None:
            continue
        value: Content = cell.value
        kind = cell.data_type
        formula = ""
        if kind == "f":
            formula = str(getattr(cell.value, "text", None) or cell.value)
            shown = saved._cells.get((row, column)) if saved is not None else None
            value = None if shown is None else shown.value
            kind = "" if shown is None else shown.data_type
        cells[row, column] = Cell(
            sheet.title,
            row,
            column,
            value,
            formula,
            percent=_is_percent(cell.number_format) and not isinstance(value, str),
            error=kind == "e",
        )
    filled_columns = {column for _, column in cells}
    return Sheet(
        sheet.title,
        cells,
        merged=tuple(
            Area(area.min_row, area.min_col, area.max_row, area.max_col)
            for area in sheet.merged_cells.ranges
        ),
        hidden=sheet.sheet_state != "visible",
        hidden_rows=frozenset(
            row for row in {row for row, _ in cells} if sheet.row_dimensions[row].hidden
        ),
        hidden_columns=frozenset(
            column
            for dimension in sheet.column_dimensions.values()
            if dimension.hidden
            for column in filled_columns
            if dimension.min <= column <= dimension.max
        ),
    )


def _is_percent(number_format: str) -> bool:
    # Between quotes or after a backslash the sign is printed and scales nothing.
    return "%" in re.sub(r'"[^"]*"|\\.', "", number_format or "")


def _read_text(path: Path, content: bytes) -> Workbook:
    text = _decoded(path, content)
    lines = text.splitlines()
    separator = _separator(lines)
    if declared := re.fullmatch(r"sep=(.)", lines[0].strip("\n\r ")):
        # A line for Excel, which does not show it: the row below it is row 1.
        separator = declared.group(1)
        text = text.split("\n", 1)[1] if "\n" in text else ""
    cells: dict[Position, Cell] = {}
    name = path.stem
    try:
        for row, values in enumerate(
            csv.reader(io.StringIO(text, newline=""), delimiter=separator), start=1
        ):
            for column, value in enumerate(values, start=1):
                if value.strip():
                    cells[row, column] = Cell(name, row, column, value)
    except csv.Error as error:
        raise _refusal(path, f"The table cannot be read as text ({error}).", SAVE_AS) from error
    if not cells:
        raise _refusal(path, "The file is empty.", "Save the spreadsheet again.")
    return Workbook(path.name, (Sheet(name, cells),), text_table=True)


def _decoded(path: Path, content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise _refusal(path, "This is neither a workbook nor a table as text.", SAVE_AS)


def _separator(lines: list[str]) -> str:
    """Tab or semicolon where most lines have one (a comma may then be a decimal sign)."""
    filled = [re.sub(r'"[^"]*"', "", line) for line in lines if line.strip()]
    for separator in SEPARATORS:
        if 2 * sum(separator in line for line in filled) > len(filled):
            return separator
    # A short table under many title lines: whichever separator stands in any line.
    return next((mark for mark in SEPARATORS if any(mark in line for line in filled)), ",")
