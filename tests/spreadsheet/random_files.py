"""Writing a random workbook: .xlsx, .ods, .xls and tables as text."""

import csv
import io
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from tests.spreadsheet.files.writers import (
    MAIN,
    PACKAGE,
    RELATIONS,
    archive,
    open_document_members,
)
from tests.spreadsheet.random_studies import Item, Study
from tests.spreadsheet.random_tables import Merged

Cells = Mapping[tuple[int, int], Item]


@dataclass
class Leaf:
    """A sheet to write: items by row and column counted from 1."""

    name: str
    cells: dict[tuple[int, int], Item]
    merged: list[Merged] = field(default_factory=list)
    """Counted from 1."""
    hidden_rows: frozenset[int] = frozenset()
    hidden: bool = False


@dataclass
class Case:
    """A workbook to write, the plan to read it with, and what has to come out."""

    study: Study
    plan: dict[str, Any]
    sheets: list[Leaf]
    extension: str
    text: dict[str, str]
    risks: list[str]
    """Why it may be refused."""
    wrong: list[str] = field(default_factory=list)
    """Why it must be refused."""
    places: list[str] = field(default_factory=list)
    """Places that are not the usual ones: implied, combined, split, turned, unnamed."""
    damaged: bool = False
    """A heading, a title or an ID was lost: values may be left out if that is said."""


def column_name(column: int) -> str:
    """Letters of a column counted from 1."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def written(folder: Path, sheets: list[Leaf], extension: str, **text: Any) -> Path:
    """Write a workbook and return its path."""
    path = folder / f"study.{extension}"
    if extension == "xlsx":
        return archive(path, _excel(sheets))
    if extension == "ods":
        return archive(path, _open_document(sheets))
    if extension == "xls":
        path.write_bytes(_old_excel(sheets))
        return path
    path.write_bytes(_text_table(sheets[0], **text))
    return path


def _lines(sheet: Leaf) -> dict[int, dict[int, Item]]:
    lines: dict[int, dict[int, Item]] = {}
    for (row, column), item in sorted(sheet.cells.items()):
        lines.setdefault(row, {})[column] = item
    return lines


def _excel(sheets: list[Leaf]) -> dict[str, str]:
    """Parts of a workbook as Excel saves it, with texts in the cells."""
    relation = f'<Relationship Id="{{}}" Type="{RELATIONS}/{{}}" Target="{{}}"/>'
    parts = {
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}">'
        + relation.format("r1", "officeDocument", "xl/workbook.xml")
        + "</Relationships>",
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>'
        + "".join(
            f'<sheet name={quoteattr(sheet.name)} sheetId="{n}" r:id="r{n}"'
            f"{' state=' + chr(34) + 'hidden' + chr(34) if sheet.hidden else ''}/>"
            for n, sheet in enumerate(sheets, start=1)
        )
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">'
        + "".join(
            relation.format(f"r{n}", "worksheet", f"worksheets/sheet{n}.xml")
            for n in range(1, len(sheets) + 1)
        )
        + relation.format("styles", "styles", "styles.xml")
        + "</Relationships>",
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="0"/>'
        '<xf numFmtId="10"/></cellXfs></styleSheet>',
    }
    for number, sheet in enumerate(sheets, start=1):
        rows = []
        for row, cells in _lines(sheet).items():
            hidden = ' hidden="1"' if row in sheet.hidden_rows else ""
            body = "".join(_excel_cell(row, column, item) for column, item in cells.items())
            rows.append(f'<row r="{row}"{hidden}>{body}</row>')
        merged = "".join(
            f'<mergeCell ref="{column_name(left)}{top}:{column_name(right)}{bottom}"/>'
            for top, left, bottom, right in sheet.merged
        )
        merged = f"<mergeCells>{merged}</mergeCells>" if merged else ""
        parts[f"xl/worksheets/sheet{number}.xml"] = (
            f'<worksheet xmlns="{MAIN}"><sheetData>{"".join(rows)}</sheetData>{merged}</worksheet>'
        )
    return parts


def _excel_cell(row: int, column: int, item: Item) -> str:
    place = f'r="{column_name(column)}{row}"'
    value = item.content
    if isinstance(value, (int, float)):
        style = ' s="1"' if item.percent else ""
        return f"<c {place}{style}><v>{value!r}</v></c>"
    if value == "#N/A":
        return f'<c {place} t="e"><v>#N/A</v></c>'
    return f'<c {place} t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'


def _open_document(sheets: list[Leaf]) -> dict[str, str]:
    tables = []
    for sheet in sheets:
        spans = {
            (top, left): (bottom - top + 1, right - left + 1)
            for top, left, bottom, right in sheet.merged
        }
        rows, last = [], 0
        for row, cells in _lines(sheet).items():
            if row > last + 1:
                rows.append(
                    f'<table:table-row table:number-rows-repeated="{row - last - 1}">'
                    "<table:table-cell/></table:table-row>"
                )
            last = row
            hidden = ' table:visibility="collapse"' if row in sheet.hidden_rows else ""
            line, at = [], 0
            for column, item in cells.items():
                if column > at + 1:
                    line.append(
                        f'<table:table-cell table:number-columns-repeated="{column - at - 1}"/>'
                    )
                at = column
                line.append(_open_document_cell(item, spans.get((row, column))))
            rows.append(f"<table:table-row{hidden}>{''.join(line)}</table:table-row>")
        tables.append(
            f"<table:table table:name={quoteattr(sheet.name)}>{''.join(rows)}</table:table>"
        )
    return open_document_members(sheets="".join(tables))


def _open_document_cell(item: Item, span: tuple[int, int] | None) -> str:
    more = ""
    if span is not None:
        more = f' table:number-rows-spanned="{span[0]}" table:number-columns-spanned="{span[1]}"'
    value = item.content
    if isinstance(value, (int, float)):
        kind = "percentage" if item.percent else "float"
        return (
            f'<table:table-cell office:value-type="{kind}" office:value="{value!r}"{more}>'
            f"<text:p>{value}</text:p></table:table-cell>"
        )
    text = escape(value)
    if text != " ".join(text.split(" ")).strip(" ") or "  " in text:
        text = text.replace(" ", "<text:s/>")
    text = text.replace("\t", "<text:tab/>")
    shown = f"<text:p>{text}</text:p></table:table-cell>"
    return f'<table:table-cell office:value-type="string"{more}>{shown}'


def _record(code: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", code, len(body)) + body


def _long_text(text: str) -> bytes:
    return struct.pack("<HB", len(text), 1) + text.encode("utf-16-le")


def _old_excel(sheets: list[Leaf]) -> bytes:
    """Stream of BIFF 8 records, without the container that Excel puts around it."""
    font = struct.pack("<HHHHHBBBBBB", 200, 0, 0x7FFF, 400, 0, 0, 0, 0, 0, 1, 0) + b"A"
    general, percent = (struct.pack("<HHH", 0, kind, 0) + bytes(14) for kind in (0, 10))
    head = _record(0x0809, struct.pack("<HHHHII", 0x0600, 5, 0, 0, 0, 0))
    head += _record(0x0042, struct.pack("<H", 1200)) + _record(0x0031, font) * 5
    head += _record(0x00E0, general) + _record(0x00E0, percent)
    streams = [_old_sheet(sheet) for sheet in sheets]
    size = len(head) + sum(4 + 8 + 2 * len(sheet.name) for sheet in sheets) + 4
    bounds = b""
    for sheet, stream in zip(sheets, streams, strict=True):
        name = struct.pack("<BB", len(sheet.name), 1) + sheet.name.encode("utf-16-le")
        bounds += _record(0x0085, struct.pack("<IBB", size, int(sheet.hidden), 0) + name)
        size += len(stream)
    return head + bounds + _record(0x000A) + b"".join(streams)


def _old_sheet(sheet: Leaf) -> bytes:
    rows = max(row for row, _ in sheet.cells)
    columns = max(column for _, column in sheet.cells)
    stream = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x10, 0, 0, 0, 0))
    stream += _record(0x0200, struct.pack("<IIHHH", 0, rows, 0, columns, 0))
    for row in sorted(sheet.hidden_rows):
        stream += _record(0x0208, struct.pack("<HHHHHHI", row - 1, 0, columns, 255, 0, 0, 0x20))
    for (row, column), item in sorted(sheet.cells.items()):
        place = struct.pack("<HHH", row - 1, column - 1, int(item.percent))
        value = item.content
        if isinstance(value, (int, float)):
            stream += _record(0x0203, place + struct.pack("<d", value))
        elif value == "#N/A":
            stream += _record(0x0205, place + bytes([0x2A, 1]))
        else:
            stream += _record(0x0204, place + _long_text(value))
    areas = b"".join(
        struct.pack("<HHHH", top - 1, bottom - 1, left - 1, right - 1)
        for top, left, bottom, right in sheet.merged
    )
    if areas:
        stream += _record(0x00E5, struct.pack("<H", len(sheet.merged)) + areas)
    return stream + _record(0x000A)


def _text_table(sheet: Leaf, *, separator: str, encoding: str, sign: str) -> bytes:
    """The first sheet as text; numbers with the decimal sign of the writer."""
    lines = _lines(sheet)
    width = max(column for _, column in sheet.cells)
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, lineterminator="\r\n")
    for row in range(1, max(lines) + 1):
        cells = lines.get(row, {})
        values = [
            cells[column].content if column in cells else "" for column in range(1, width + 1)
        ]
        values = [
            str(value).replace(".", "," if sign == "comma" else ".")
            if isinstance(value, float)
            else value
            for value in values
        ]
        writer.writerow(values)
    try:
        return out.getvalue().encode(encoding)
    except UnicodeEncodeError:
        return out.getvalue().encode("utf-8")
