"""What every Excel file written here keeps to: text stays text, the same bytes each time."""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import IO, Any
from xml.sax.saxutils import quoteattr

from openpyxl import Workbook

from explant.characters import shown
from explant.formulas import begins_formula

LONGEST_TEXT = 32_767
# Neither the day nor the machine may show in the file: the same content gives the same bytes.
MADE = datetime(2000, 1, 1)
ZIP_DATE = (1980, 1, 1, 0, 0, 0)
_DRAWING = re.compile(r"xl/drawings/drawing(\d+)\.xml")
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")


def new_workbook(*, write_only: bool = False) -> Workbook:
    """An empty workbook without a sheet."""
    workbook = Workbook(write_only=write_only)
    for sheet in workbook.worksheets:
        workbook.remove(sheet)
    workbook.properties.creator = "Explant"
    workbook.properties.created = MADE
    return workbook


def plain(text: str) -> str:
    r"""Text that may stand in an Excel file: no control characters, and not too long.

    Examples
    --------
    >>> plain("a\x00b")
    'a�b'
    """
    return shown(text)[:LONGEST_TEXT]


def set_text(cell: Any, text: str) -> None:
    """Give a cell a text that never becomes a formula, a number or an error."""
    cell.value = plain(text)
    cell.data_type = "s"
    if begins_formula(text):
        # Without the mark a cell that is edited once becomes a formula.
        cell.quotePrefix = True


def file_bytes(
    workbook: Workbook,
    alternative_texts: Sequence[str] = (),
    rows: Mapping[str, Iterable[bytes]] | None = None,
) -> bytes:
    """The workbook as a file: an archive with a fixed date on every part.

    Parameters
    ----------
    workbook
        The workbook.
    alternative_texts
        What each of its pictures shows, for those who do not see it, in the order of the sheets
        and of the pictures in them.
    rows
        XML of rows that follow those which a sheet has, by the sheet's name.
    """
    saved, packed = io.BytesIO(), io.BytesIO()
    workbook.save(saved)
    # Where a sheet lies in the archive openpyxl says once it is saved.
    more = {workbook[name].path.lstrip("/"): xml for name, xml in (rows or {}).items()}
    stamp = MADE.strftime("%Y-%m-%dT%H:%M:%SZ").encode("ascii")
    with (
        zipfile.ZipFile(saved) as source,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        texts = iter(alternative_texts)
        for name in sorted(source.namelist(), key=_place):
            content = source.read(name)
            if _DRAWING.fullmatch(name):
                content = _described(content, texts)
            if name == "docProps/core.xml":
                content = _MODIFIED.sub(rb"\g<1>" + stamp + rb"\g<2>", content)
            entry = zipfile.ZipInfo(name, ZIP_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            with target.open(entry, "w") as part:
                _write(part, content, more.get(name, ()))
    return packed.getvalue()


def _write(part: IO[bytes], content: bytes, rows: Iterable[bytes]) -> None:
    """Write a part of the archive, with rows at the end of its table of cells."""
    before, end, after = content.rpartition(b"</sheetData>")
    part.write(before)
    for xml in rows:
        part.write(xml)
    part.write(end + after)


def _place(name: str) -> int:
    """Drawings by their number, after all else, whose order stays."""
    found = _DRAWING.fullmatch(name)
    return int(found[1]) if found else 0


def _described(drawing: bytes, texts: Iterator[str]) -> bytes:
    """Each picture of a drawing with the next text."""
    return re.sub(
        rb'descr="Picture"',
        lambda found: (
            b"descr=" + quoteattr(plain(text)).encode() if (text := next(texts, "")) else found[0]
        ),
        drawing,
    )
