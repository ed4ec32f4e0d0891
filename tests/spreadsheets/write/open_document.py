"""Spreadsheets in the OpenDocument format: .ods."""

import datetime
import re
from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from tests.spreadsheets.grid import Cell, Sheet
from tests.spreadsheets.write.zipped import archive

NAMES = "urn:oasis:names:tc:opendocument:xmlns"
SPACES = "".join(
    f' xmlns:{name}="{NAMES}:{uri}:1.0"'
    for name, uri in (
        *(("office", "office"), ("table", "table"), ("text", "text")),
        *(("style", "style"), ("number", "datastyle")),
    )
)
SPACES += f' xmlns:of="{NAMES}:of:1.2"'
STYLES = (
    '<number:percentage-style style:name="N1"><number:number number:decimal-places="1"/>'
    "<number:text>%</number:text></number:percentage-style>"
    '<style:style style:name="percent" style:family="table-cell" style:data-style-name="N1"/>'
    '<style:style style:name="hidden" style:family="table">'
    '<style:table-properties table:display="false"/></style:style>'
)
KIND = "application/vnd.oasis.opendocument.spreadsheet"


def spreadsheet(sheets: Sequence[Sheet], tables: str = "") -> bytes:
    """Bytes of an .ods file; its tables may be given as XML."""
    tables = tables or "".join(map(_table, sheets))
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{KIND}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
        "</manifest:manifest>"
    )
    content = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<office:document-content{SPACES} office:version="1.3">'
        f"<office:automatic-styles>{STYLES}</office:automatic-styles><office:body>"
        f"<office:spreadsheet>{tables}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    return archive({"mimetype": KIND, "content.xml": content, "META-INF/manifest.xml": manifest})


def _table(sheet: Sheet) -> str:
    spans, covered = _merged(sheet)
    cells = {(row, column): cell for row, column, cell in sheet.cells()}
    width = max((column for _, column in cells), default=1)
    rows = []
    for row in range(1, len(sheet.rows) + 1):
        written = "".join(
            "<table:covered-table-cell/>"
            if (row, column) in covered
            else _cell(cells.get((row, column), Cell()), spans.get((row, column), ""))
            for column in range(1, width + 1)
        )
        hidden = ' table:visibility="collapse"' if row in sheet.hidden_rows else ""
        # The rest of the row, and of the sheet, as LibreOffice writes it.
        rest = f'<table:table-cell table:number-columns-repeated="{16384 - width}"/>'
        rows.append(f"<table:table-row{hidden}>{written}{rest}</table:table-row>")
    left = 1048576 - len(sheet.rows)
    rows.append(
        f'<table:table-row table:number-rows-repeated="{left}">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    columns = "".join(
        f"<table:table-column{HIDDEN if column in sheet.hidden_columns else ''}/>"
        for column in range(1, width + 1)
    )
    style = ' table:style-name="hidden"' if sheet.hidden else ""
    return (
        f"<table:table table:name={quoteattr(sheet.name)}{style}>{columns}{''.join(rows)}"
        "</table:table>"
    )


HIDDEN = ' table:visibility="collapse"'


def _merged(sheet: Sheet) -> tuple[dict[tuple[int, int], str], set[tuple[int, int]]]:
    spans: dict[tuple[int, int], str] = {}
    covered: set[tuple[int, int]] = set()
    for area in sheet.merged:
        match = re.fullmatch(r"([A-Z])(\d+):([A-Z])(\d+)", area)
        assert match is not None
        left, right = (ord(match[n]) - 64 for n in (1, 3))
        top, bottom = int(match[2]), int(match[4])
        spans[top, left] = (
            f' table:number-columns-spanned="{right - left + 1}"'
            f' table:number-rows-spanned="{bottom - top + 1}"'
        )
        covered |= {(r, c) for r in range(top, bottom + 1) for c in range(left, right + 1)}
        covered -= {(top, left)}
    return spans, covered


def _cell(cell: Cell, span: str) -> str:
    value = cell.value
    formula = f" table:formula={quoteattr('of:=' + cell.formula)}" if cell.formula else ""
    if isinstance(value, bool):
        typed, shown = f'"boolean" office:boolean-value="{str(value).lower()}"', str(value).upper()
    elif isinstance(value, str):
        typed, shown = '"string"', value
    elif isinstance(value, datetime.date):
        typed, shown = f'"date" office:date-value="{value.isoformat()}"', value.isoformat()
    elif value is not None and "%" in cell.shown:
        typed, shown = f'"percentage" office:value="{value!r}"', f"{100 * value:.1f}%"
        span += ' table:style-name="percent"'
    elif value is not None:
        typed, shown = f'"float" office:value="{value!r}"', f"{value!r}"
    else:
        return f"<table:table-cell{span}{formula}/>"
    text = "".join(f"<text:p>{escape(line)}</text:p>" for line in shown.split("\n"))
    return f"<table:table-cell{span}{formula} office:value-type={typed}>{text}</table:table-cell>"
