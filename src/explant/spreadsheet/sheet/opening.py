"""Reading a file into cells. Light: Snakemake asks for the fingerprint at every start."""

import hashlib
import io
import time
import zipfile
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from explant.limits import SMALL, Allowance, of_bytes, within
from explant.problems import Problem, ProblemsError
from explant.spreadsheet.files.safety import (
    ALONE,
    LARGEST_FILE,
    MOST_MEMBERS,
    SAVE_AS,
    Budget,
    Damaged,
    Refusal,
    raise_if_memory,
    why_damaged,
    without_garbage_collection,
)
from explant.spreadsheet.files.zipped_xml import MEMBER_MAGIC, Archive
from explant.spreadsheet.sheet.cells import Sheet, Workbook, places

if TYPE_CHECKING:
    from explant.spreadsheet.files.encodings import Decoded

ZIP_MAGIC = b"PK"
OLD_EXCEL_MAGIC = (b"\xd0\xcf\x11\xe0", b"\x09\x08")
WORKBOOKS = frozenset({".xlsx", ".xlsm", ".xls", ".ods"})
MOST_SHOWN = 5


def read_workbook(path: Path) -> Workbook:
    """Cells of a spreadsheet.

    Parameters
    ----------
    path
        A workbook (.xlsx, .xlsm, .ods, .xls), or a table as text (.csv, .tsv: in Unicode,
        Windows-1252 or Windows-1256, separated by comma, semicolon, tab or bar). What the bytes are
        decides, not the name.

    Returns
    -------
    Workbook
        The sheet of a text table is named after the file.

    Raises
    ------
    ProblemsError
        When the file is missing, is no spreadsheet that can be read, or takes more time or memory
        than one. No file, however damaged, makes it raise anything else.
    """
    return workbook_of(bytes_of(path), path)


def bytes_of(path: Path) -> bytes:
    """Bytes of a spreadsheet.

    Raises
    ------
    ProblemsError
        When the file is missing, cannot be opened, or is larger than what is read.
    """
    cause: Exception
    try:
        size = path.stat().st_size
        if size <= LARGEST_FILE:
            return path.read_bytes()
        what = (
            f"The file has {size / 1e6:,.0f} MB; the most that is read is "
            f"{LARGEST_FILE / 1e6:,.0f} MB."
        )
        how_to_fix, cause = ALONE, Refusal("too large")
    except FileNotFoundError as error:
        what = "There is no such file."
        how_to_fix = "Put the spreadsheet there, or correct spreadsheet.path in the config."
        cause = error
    except OSError as error:
        what = f"The file cannot be opened ({error.strerror or error})."
        how_to_fix = "Close it in other programs and see that spreadsheet.path names a file."
        cause = error
    raise ProblemsError([Problem("error", str(path), what, how_to_fix)]) from cause


def workbook_of(content: bytes, path: Path) -> Workbook:
    """Cells of a spreadsheet from its bytes; see :func:`read_workbook`.

    Parameters
    ----------
    content
        Bytes of the file: hash, fingerprint and cells are then of the same state of it.
    path
        Its path, for messages and for the name of a text table.
    """
    cause: Exception
    begun = time.process_time()
    try:
        with without_garbage_collection(), within(allowance_of(content), path):
            book = _read(path, content)
        if book.sheets and all(sheet.damaged for sheet in book.sheets):
            raise Refusal(book.sheets[0].problems[0].what.replace("sheet", "workbook", 1))
        return replace(
            book,
            sha256=hashlib.sha256(content).hexdigest(),
            bytes=len(content),
            seconds=time.process_time() - begun,
        )
    except Refusal as refusal:
        what, how_to_fix, cause = refusal.what, refusal.how_to_fix, refusal
    except ProblemsError:
        raise
    except Exception as error:
        # A damaged file fails in a dozen ways.
        what, how_to_fix, cause = Damaged(why_damaged(error)).what, SAVE_AS, error
    raise ProblemsError([Problem("error", str(path), what, how_to_fix)]) from cause


def allowance_of(content: bytes) -> Allowance:
    """Time and memory that reading a spreadsheet of these bytes may take."""
    unpacked = None
    packed = content.startswith(ZIP_MAGIC) and content.count(MEMBER_MAGIC) <= MOST_MEMBERS
    if len(content) >= SMALL and packed:
        with suppress(zipfile.BadZipFile), zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    return of_bytes(len(content), unpacked)


def _read(path: Path, content: bytes) -> Workbook:
    try:
        return _read_as_what_it_is(path, content)
    except Exception as error:
        raise_if_memory(error)
        raise


def _read_as_what_it_is(path: Path, content: bytes) -> Workbook:
    if not content.strip():
        raise Refusal("The file is empty.", "Save the spreadsheet again.")
    if content.startswith(ZIP_MAGIC):
        sheets, styled = _zipped(content)
        return Workbook(path.name, sheets, problems=() if styled else (_without_styles(path),))
    if content.startswith(OLD_EXCEL_MAGIC):
        from explant.spreadsheet.files import old_excel

        sheets, whole = old_excel.read(content)
        return Workbook(path.name, sheets, problems=() if whole else (_overlapping(path),))
    if path.suffix.lower() in WORKBOOKS:
        raise Refusal("This is no Excel workbook, whatever its name says.", SAVE_AS)
    return _text_table(path, content)


def _without_styles(path: Path) -> Problem:
    return Problem(
        "warning",
        path.name,
        "The workbook's formats cannot be read: a date or a percentage is read as the plain number "
        "that is kept for it.",
        SAVE_AS,
    )


def _overlapping(path: Path) -> Problem:
    return Problem(
        "warning",
        path.name,
        "Parts of the file lie over each other, as after an interrupted saving; it is read as far "
        "as that goes.",
        f"{SAVE_AS} Compare its values with those in measurements.csv.",
    )


def _zipped(content: bytes) -> tuple[tuple[Sheet, ...], bool]:
    budget = Budget()
    archive = Archive(content, budget)
    if "content.xml" in archive:
        from explant.spreadsheet.files import open_document

        return open_document.read(archive, budget), True
    if "xl/workbook.bin" in archive:
        raise Refusal("This is a binary Excel workbook (.xlsb).", SAVE_AS)
    from explant.spreadsheet.files import excel

    return excel.read(archive, budget)


def _text_table(path: Path, content: bytes) -> Workbook:
    from explant.spreadsheet.files import text_table

    sheet, text = text_table.read(content, path.stem)
    return Workbook(path.name, (sheet,), text_table=True, problems=_encoding(sheet, text))


def _encoding(sheet: Sheet, text: "Decoded") -> tuple[Problem, ...]:
    """What the letters were taken for, where they could be others."""
    if not text.encoding:
        return ()
    other = []
    for cell in sheet.cells.values():
        alternative = text.in_other_encoding(str(cell.value))
        if alternative != cell.value:
            other.append((cell, alternative))
    if not other:
        return ()
    readings = "; ".join(
        f'"{str(cell.value).strip()[:40]}" (else "{alternative.strip()[:40]}")'
        for cell, alternative in other[:MOST_SHOWN]
    )
    more = f" and {len(other) - MOST_SHOWN:,} more" if len(other) > MOST_SHOWN else ""
    return (
        Problem(
            "note" if text.sure else "warning",
            places([cell for cell, _ in other[:MOST_SHOWN]]),
            f"The file does not say which letters its bytes stand for. They are read as "
            f"{text.name}; in {text.other_name} these cells would differ: {readings}{more}.",
            "If a name is wrong, save the table as CSV UTF-8 or as .xlsx.",
        ),
    )
