"""Opening what a database exported: packed or not, as text in any encoding, or as a workbook."""

import gzip
import io
import zipfile
import zlib
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pandas as pd

from explant.network.symbols import written
from explant.problems import Problem, ProblemsError
from explant.spreadsheet.files.encodings import decoded
from explant.spreadsheet.files.safety import LARGEST_FILE, Refusal
from explant.spreadsheet.files.text_table import MARKUP
from explant.spreadsheet.sheet.cells import Workbook
from explant.spreadsheet.sheet.opening import (
    OLD_EXCEL_MAGIC,
    ZIP_MAGIC,
    bytes_of,
    workbook_of,
)

PACKED = b"\x1f\x8b"
SEPARATORS = "\t;,|"
BROKEN = "The file is packed and breaks off: it was not downloaded to its end."
AGAIN = "Download it again."


def unpacked(path: Path) -> bytes:
    """Content of a file, also of one that is packed by gzip, or alone in a zip archive.

    Parameters
    ----------
    path
        The file; what the bytes are decides, not the name.

    Raises
    ------
    ProblemsError
        When the file cannot be opened, or is packed and damaged.
    """
    try:
        content = bytes_of(path)
    except ProblemsError as error:
        named = "See that the section network of the config names the file, and that it is closed."
        raise ProblemsError([replace(p, how_to_fix=named) for p in error.problems]) from error
    try:
        if content.startswith(PACKED):
            return gzip.decompress(content)
        if content.startswith(ZIP_MAGIC):
            return _only_member(content)
    except (OSError, EOFError, zlib.error) as error:
        raise ProblemsError([Problem("error", path.name, BROKEN, AGAIN)]) from error
    return content


def _only_member(content: bytes) -> bytes:
    """The file of an archive that holds one; any other archive, such as a workbook, as it is."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            files = [entry for entry in archive.infolist() if not entry.is_dir()]
            if len(files) == 1 and files[0].file_size <= LARGEST_FILE:
                return archive.read(files[0])
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError):
        # The reader of workbooks says what is wrong with it.
        return content
    return content


def exported_workbook(path: Path) -> Workbook:
    """Sheets of an export; a text is one sheet. Raises as :func:`unpacked`."""
    return workbook_of(unpacked(path), path)


def other_readings(path: Path) -> Iterator[Workbook]:
    """A text as it is with each separator, for where another sign within its cells misled.

    Parameters
    ----------
    path
        The file; a workbook has no other readings.
    """
    content = unpacked(path)
    if content.startswith((ZIP_MAGIC, *OLD_EXCEL_MAGIC)) or MARKUP.match(content):
        return
    text = exported_text(path, AGAIN)
    for separator in SEPARATORS:
        if separator in text:
            with suppress(ProblemsError):
                yield workbook_of(f"sep={separator}\n{text}".encode(), path)


def exported_text(path: Path, how: str) -> str:
    """Text of an export.

    Parameters
    ----------
    path
        The file.
    how
        How to get a file that is text.

    Raises
    ------
    ProblemsError
        When the file is no text.
    """
    content = unpacked(path)
    try:
        if content.startswith(ZIP_MAGIC):
            raise Refusal("This is a workbook or an archive, no text.")
        if MARKUP.match(content):
            raise Refusal("This is a web page or another XML file, no export.")
        return decoded(content).text
    except Refusal as refusal:
        raise ProblemsError([Problem("error", path.name, refusal.what, how)]) from refusal


def exported_table(path: Path, how: str, only: Collection[str] | None = None) -> pd.DataFrame:
    """A table with its headings in the first row; every cell is text.

    Parameters
    ----------
    path
        Text, separated by tabs, semicolons, commas or bars; or a workbook, of which the first
        sheet with anything on it is read.
    how
        How to get a file that is such a table.
    only
        Headings that are needed; left out, all are read.

    Raises
    ------
    ProblemsError
        When the file is no table.
    """
    content = unpacked(path)
    if content.startswith(ZIP_MAGIC):
        return _first_sheet(workbook_of(content, path))
    text = exported_text(path, how)
    heading = text.partition("\n")[0]
    separator = max(SEPARATORS, key=heading.count)
    try:
        table = pd.read_csv(
            io.StringIO(text),
            sep=separator,
            dtype=str,
            keep_default_na=False,
            index_col=False,
            usecols=None if only is None else lambda name: named(name) in only,
        )
    except (ValueError, pd.errors.ParserError) as error:
        what = f"The file cannot be read as a table ({str(error).strip()})."
        raise ProblemsError([Problem("error", path.name, what, how)]) from error
    # A row that ends early lacks cells.
    return table.fillna("").rename(columns=named)


def named(heading: object) -> str:
    """A heading without the sign that some databases set before it, and without blanks."""
    return str(heading).lstrip("#").strip()


def _first_sheet(book: Workbook) -> pd.DataFrame:
    sheet = next((sheet for sheet in book.sheets if sheet.rows), None)
    if sheet is None:
        return pd.DataFrame()
    rows = [
        [written(sheet.at(row, column).value) for column in sheet.columns] for row in sheet.rows
    ]
    return pd.DataFrame(rows[1:], columns=[named(heading) for heading in rows[0]], dtype=str)
