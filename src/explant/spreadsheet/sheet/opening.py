"""Reading a file into cells. Light: Snakemake asks for the fingerprint at every start."""

from pathlib import Path
from typing import TYPE_CHECKING

from explant.problems import Problem, ProblemsError
from explant.spreadsheet.files.safety import (
    ALONE,
    LARGEST_FILE,
    SAVE_AS,
    Archive,
    Budget,
    Refusal,
    without_garbage_collection,
)
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
        Windows-1252 or Windows-1256, separated by comma, semicolon or tab). What the bytes are
        decides, not the name.

    Returns
    -------
    Workbook
        The sheet of a text table is named after the file.

    Raises
    ------
    ProblemsError
        When the file is missing, or is no spreadsheet that can be read. No file, however
        damaged, makes it raise anything else.
    """
    cause: Exception
    try:
        with without_garbage_collection():
            return _read(path)
    except Refusal as refusal:
        what, how_to_fix, cause = refusal.what, refusal.how_to_fix, refusal
    except FileNotFoundError as error:
        what = "There is no such file."
        how_to_fix = "Put the spreadsheet there, or correct spreadsheet.path in the config."
        cause = error
    except OSError as error:
        what = f"The file cannot be opened ({error.strerror or error})."
        how_to_fix = "Close it in other programs and see that spreadsheet.path names a file."
        cause = error
    except Exception as error:
        # A damaged file fails in a dozen ways, from KeyError to ExpatError.
        what = f"The workbook is damaged and cannot be read ({type(error).__name__}: {error})."
        how_to_fix, cause = SAVE_AS, error
    raise ProblemsError([Problem("error", str(path), what, how_to_fix)]) from cause


def _read(path: Path) -> Workbook:
    size = path.stat().st_size
    if size > LARGEST_FILE:
        raise Refusal(
            f"The file has {size / 1e6:,.0f} MB; the most that is read is "
            f"{LARGEST_FILE / 1e6:,.0f} MB.",
            ALONE,
        )
    content = path.read_bytes()
    if not content.strip():
        raise Refusal("The file is empty.", "Save the spreadsheet again.")
    if content.startswith(ZIP_MAGIC):
        return Workbook(path.name, _zipped(content))
    if content.startswith(OLD_EXCEL_MAGIC):
        from explant.spreadsheet.files import old_excel

        return Workbook(path.name, old_excel.read(content))
    if path.suffix.lower() in WORKBOOKS:
        raise Refusal("This is no Excel workbook, whatever its name says.", SAVE_AS)
    return _text_table(path, content)


def _zipped(content: bytes) -> tuple[Sheet, ...]:
    budget = Budget()
    archive = Archive(content, budget)
    if "content.xml" in archive:
        from explant.spreadsheet.files import open_document

        return open_document.read(archive, budget)
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
