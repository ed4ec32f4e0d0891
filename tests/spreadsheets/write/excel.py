"""Workbooks of Excel, part by part: .xlsx and .xlsm."""

import datetime
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

from tests.spreadsheets.grid import Cell, Sheet, letter
from tests.spreadsheets.write.zipped import archive

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml."
WITH_MACROS = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
DAY_0 = datetime.datetime(1899, 12, 30)
DAY_0_OF_1904 = datetime.datetime(1904, 1, 1)


def workbook(
    sheets: Sequence[Sheet],
    *,
    inline: bool = False,
    from_1904: bool = False,
    macros: bytes = b"",
    more: Mapping[str, str | bytes] | None = None,
) -> bytes:
    """Bytes of a workbook.

    Parameters
    ----------
    sheets
        Its sheets.
    inline
        Texts stand in their cells, in pieces of different looks, not in a list of their own.
    from_1904
        Days are counted from 1904, as Excel on old Macs did.
    macros
        Content of the part with macros.
    more
        Further parts, or such that replace those of the same name.
    """
    return archive({**parts(sheets, inline, from_1904, macros), **(more or {})})


def parts(
    sheets: Sequence[Sheet], inline: bool = False, from_1904: bool = False, macros: bytes = b""
) -> dict[str, str | bytes]:
    """Parts of a workbook by name."""
    strings: dict[str, int] = {}
    styles: dict[str, int] = {"": 0}
    written = {
        f"xl/worksheets/sheet{number}.xml": _sheet(sheet, strings, styles, inline, from_1904)
        for number, sheet in enumerate(sheets, start=1)
    }
    others = [("styles", "styles.xml"), ("sharedStrings", "sharedStrings.xml")]
    if macros:
        others.append(("vbaProject", "vbaProject.bin"))
    relations = [
        *(("worksheet", f"worksheets/sheet{number}.xml") for number in range(1, len(sheets) + 1)),
        *others,
    ]
    made: dict[str, str | bytes] = {
        "[Content_Types].xml": _types(len(sheets), macros=bool(macros)),
        "_rels/.rels": _relations([("officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": _book(sheets, from_1904=from_1904),
        "xl/_rels/workbook.xml.rels": _relations(relations),
        **written,
        "xl/styles.xml": _styles(list(styles)),
        "xl/sharedStrings.xml": _strings(list(strings)),
    }
    return made | ({"xl/vbaProject.bin": macros} if macros else {})


def _types(sheets: int, *, macros: bool) -> str:
    book = WITH_MACROS if macros else f"{KIND}sheet.main+xml"
    named = {"workbook": book, "styles": f"{KIND}styles+xml"}
    named["sharedStrings"] = f"{KIND}sharedStrings+xml"
    named |= {f"worksheets/sheet{n}": f"{KIND}worksheet+xml" for n in range(1, sheets + 1)}
    overrides = "".join(
        f'<Override PartName="/xl/{name}.xml" ContentType="{kind}"/>'
        for name, kind in named.items()
    )
    return (
        f'{HEAD}<Types xmlns="{TYPES}"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>'
        f"{overrides}</Types>"
    )


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    vba = "http://schemas.microsoft.com/office/2006/relationships"
    listed = "".join(
        f'<Relationship Id="rId{number}" Type="{vba if kind == "vbaProject" else OFFICE}/{kind}" '
        f'Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, start=1)
    )
    return f'{HEAD}<Relationships xmlns="{PACKAGE}">{listed}</Relationships>'


def _book(sheets: Sequence[Sheet], *, from_1904: bool) -> str:
    listed = "".join(
        f'<sheet name={quoteattr(sheet.name)} sheetId="{number}"'
        f'{" state=" + quoteattr("hidden") if sheet.hidden else ""} r:id="rId{number}"/>'
        for number, sheet in enumerate(sheets, start=1)
    )
    properties = '<workbookPr date1904="1"/>' if from_1904 else ""
    return (
        f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{properties}<sheets>{listed}</sheets>'
        "</workbook>"
    )


def _styles(formats: Sequence[str]) -> str:
    declared = "".join(
        f'<numFmt numFmtId="{163 + n}" formatCode={quoteattr(code)}/>'
        for n, code in enumerate(formats)
        if code
    )
    count = len(formats) - 1
    listed = f'<numFmts count="{count}">{declared}</numFmts>' if count else ""
    cells = "".join(
        f'<xf numFmtId="{163 + n if n else 0}" fontId="0" fillId="0" borderId="0" xfId="0"'
        f"{' applyNumberFormat=' + quoteattr('1') if n else ''}/>"
        for n in range(len(formats))
    )
    return (
        f'{HEAD}<styleSheet xmlns="{MAIN}">{listed}<fonts count="1"><font/></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border/></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
        f'</cellStyleXfs><cellXfs count="{len(formats)}">{cells}</cellXfs></styleSheet>'
    )


def _strings(texts: Sequence[str]) -> str:
    listed = "".join(f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in texts)
    return f'{HEAD}<sst xmlns="{MAIN}" uniqueCount="{len(texts)}">{listed}</sst>'


def _sheet(
    sheet: Sheet, strings: dict[str, int], styles: dict[str, int], inline: bool, from_1904: bool
) -> str:
    rows: dict[int, list[str]] = {}
    for row, column, cell in sheet.cells():
        written = _cell(f"{letter(column)}{row}", cell, strings, styles, inline, from_1904)
        if written:
            rows.setdefault(row, []).append(written)
    data = "".join(
        f'<row r="{row}"{" hidden=" + quoteattr("1") if row in sheet.hidden_rows else ""}>'
        f"{''.join(cells)}</row>"
        for row, cells in rows.items()
    )
    columns = "".join(
        f'<col min="{column}" max="{column}" width="9" hidden="1"/>'
        for column in sheet.hidden_columns
    )
    merged = "".join(f'<mergeCell ref="{area}"/>' for area in sheet.merged)
    return (
        f'{HEAD}<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}">{sheet.more.get("dimension", "")}'
        f"{f'<cols>{columns}</cols>' if columns else ''}<sheetData>{data}</sheetData>"
        f"{f'<mergeCells>{merged}</mergeCells>' if merged else ''}</worksheet>"
    )


def _cell(
    address: str,
    cell: Cell,
    strings: dict[str, int],
    styles: dict[str, int],
    inline: bool,
    from_1904: bool,
) -> str:
    value, kind, saved = cell.value, "", ""
    style = styles.setdefault(cell.shown, len(styles))
    formula = f"<f>{escape(cell.formula)}</f>" if cell.formula else ""
    if cell.error:
        kind, saved = "e", f"<v>{value}</v>"
    elif isinstance(value, bool):
        kind, saved = "b", f"<v>{int(value)}</v>"
    elif isinstance(value, str) and cell.formula:
        kind, saved = "str", f"<v>{escape(value)}</v>"
    elif isinstance(value, str) and inline:
        middle = (len(value) + 1) // 2
        kind = "inlineStr"
        saved = "<is>" + "".join(
            f'<r><rPr><b/></rPr><t xml:space="preserve">{escape(part)}</t></r>'
            for part in (value[:middle], value[middle:])
        )
        saved += "</is>"
    elif isinstance(value, str):
        kind, saved = "s", f"<v>{strings.setdefault(value, len(strings))}</v>"
    elif isinstance(value, datetime.date):
        moment = datetime.datetime.combine(value, datetime.time())
        saved = f"<v>{(moment - (DAY_0_OF_1904 if from_1904 else DAY_0)).days}</v>"
    elif value is not None:
        saved = f"<v>{value!r}</v>"
    elif not cell.formula:
        return ""
    return (
        f'<c r="{address}"{f" s={quoteattr(str(style))}" if style else ""}'
        f"{f' t={quoteattr(kind)}' if kind else ''}>{formula}{saved}</c>"
    )
