"""Workbooks written by hand, part by part, as no program saves them."""

import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from explant.problems import Problem, ProblemsError
from explant.spreadsheet.sheet.cells import Sheet
from explant.spreadsheet.sheet.opening import read_workbook

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
DOCUMENT = "urn:oasis:names:tc:opendocument:xmlns"
CALC = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"


def archive(path: Path, members: Mapping[str, str | bytes]) -> Path:
    """Zip archive with the given members."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return path


def excel_members(
    data: str = "", *, after: str = "", before: str = "", **changed: str
) -> dict[str, str]:
    """Parts of a workbook with one sheet S, whose sheetData holds the given XML.

    Parameters
    ----------
    data, before, after
        XML within sheetData, before it and after it.
    changed
        Parts that replace those of the same name: workbook, styles, strings, sheet.
    """
    parts = {
        "workbook": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>'
        '<sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>',
        "sheet": f'<worksheet xmlns="{MAIN}">{before}<sheetData>{data}</sheetData>{after}'
        "</worksheet>",
        "strings": f'<sst xmlns="{MAIN}"/>',
        "styles": f'<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="0"/><xf numFmtId="10"/>'
        '<xf numFmtId="14"/><xf numFmtId="46"/></cellXfs></styleSheet>',
        **changed,
    }
    relation = f'<Relationship Id="{{}}" Type="{RELATIONS}/{{}}" Target="{{}}"/>'
    return {
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}">'
        + relation.format("r1", "officeDocument", "xl/workbook.xml")
        + "</Relationships>",
        "xl/workbook.xml": parts["workbook"],
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">'
        + relation.format("r1", "worksheet", "worksheets/sheet1.xml")
        + relation.format("r2", "styles", "styles.xml")
        + relation.format("r3", "sharedStrings", "/xl/sharedStrings.xml")
        + "</Relationships>",
        "xl/worksheets/sheet1.xml": parts["sheet"],
        "xl/styles.xml": parts["styles"],
        "xl/sharedStrings.xml": parts["strings"],
    }


def open_document_members(
    rows: str = "", *, styles: str = "", sheets: str | None = None, others: str = ""
) -> dict[str, str]:
    """Parts of a spreadsheet with one sheet S of the given rows, or with the given sheets."""
    names = "".join(
        f' xmlns:{name}="{DOCUMENT}:{uri}:1.0"'
        for name, uri in (
            *(("office", "office"), ("table", "table"), ("text", "text")),
            *(("style", "style"), ("number", "datastyle"), ("draw", "drawing")),
        )
    )
    if sheets is None:
        sheets = f'<table:table table:name="S">{rows}</table:table>'
    return {
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
        "content.xml": f'<office:document-content{names} xmlns:calcext="{CALC}" '
        'xmlns:xlink="http://www.w3.org/1999/xlink">'
        f"<office:automatic-styles>{styles}</office:automatic-styles><office:body>"
        f"<office:spreadsheet>{others}{sheets}</office:spreadsheet></office:body>"
        "</office:document-content>",
    }


def excel_sheet(folder: Path, data: str = "", **more: str) -> Sheet:
    """The sheet of a workbook of Excel with the given XML."""
    (sheet,) = read_workbook(archive(folder / "a.xlsx", excel_members(data, **more))).sheets
    return sheet


def open_document_sheet(folder: Path, rows: str, **more: str) -> Sheet:
    """The sheet of an OpenDocument spreadsheet with the given rows."""
    (sheet,) = read_workbook(archive(folder / "a.ods", open_document_members(rows, **more))).sheets
    return sheet


def row(*cells: str, repeated: int = 1) -> str:
    """Row of an OpenDocument sheet."""
    return (
        f'<table:table-row table:number-rows-repeated="{repeated}">{"".join(cells)}'
        "</table:table-row>"
    )


def cell(kind: str = "", value: str = "", shown: str | None = None, more: str = "") -> str:
    """Cell of an OpenDocument sheet."""
    name = {"float": "value", "percentage": "value", "currency": "value"}.get(kind, f"{kind}-value")
    attributes = f' office:value-type="{kind}"' if kind else ""
    attributes += f' office:{name}="{value}"' if value else ""
    text = "" if shown is None else f"<text:p>{shown}</text:p>"
    return f"<table:table-cell{attributes} {more}>{text}</table:table-cell>"


def refusal(path: Path) -> Problem:
    """The one problem for which a file is refused; it says what to do."""
    with pytest.raises(ProblemsError) as caught:
        read_workbook(path)
    (problem,) = caught.value.problems
    assert problem.severity == "error"
    assert problem.where == str(path)
    assert problem.how_to_fix
    return problem
