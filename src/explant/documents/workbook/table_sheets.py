"""Tables as sheets: typed numbers with a format by what the column is, and color for direction."""

import re
from collections.abc import Sequence
from typing import Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.formatting.rule import CellIsRule, FormulaRule
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from explant.config.models import Plan
from explant.documents.workbook.sheet_rows import Rows
from explant.documents.workbook.workbook_cells import (
    BOLD,
    HEADER,
    QUIET,
    TABLE_TAB,
    set_up_print,
    text_cell,
)
from explant.tables.columns import column
from explant.tables.columns.column_kinds import ColumnMeaning, Kind

NUMBER_FORMATS: dict[Kind, str] = {
    "text": "@",
    "count": "0",
    "number": "0.000",
    "effect": '"▲" 0.000;"▼" −0.000;0.000',
    "measured": "General",
    "p": "[<0.0001]0.0E+00;0.0000",
    "share": "0.0%",
}
"""How numbers are shown; each cell holds its number in full precision."""

NARROWEST, WIDEST = 6, 60
ROWS_FOR_WIDTH = 200
MOST_FROZEN = 2
DIRECTIONS = ("expected", "observed")
UP, DOWN = ("FBE0CC", "7A3600"), ("D3E7F5", "003E66")
"""Fill and letters of an increase (orange) and of a decrease (blue)."""


def sheet_name(table: str) -> str:
    """Name of a table's sheet: what Excel allows."""
    return re.sub(r"[\[\]:*?/\\]", "_", table)[:31]


def write_table(
    workbook: Workbook, name: str, table: pd.DataFrame, plan: Plan, note: str = ""
) -> Rows:
    """Add a table as a sheet with a frozen header, a filter, and color for direction.

    Signed effects have an arrow in their number format and a fill by a conditional format, and so
    have the words increase and decrease: the arrow says the same without the color.

    Parameters
    ----------
    workbook
        A write-only workbook.
    name
        Name of the table.
    table
        The table.
    plan
        What the step reads of the plan.
    note
        A sentence above the header, if there is something to say.

    Returns
    -------
    Rows
        The rows below the header, for :func:`explant.excel_files.file_bytes`.
    """
    sheet = workbook.create_sheet(sheet_name(name))
    headers = [str(header) for header in table.columns]
    described = [column(name, header, plan) or ColumnMeaning("", "number") for header in headers]
    top = 2 if note else 1
    first, last = top + 1, top + len(table)
    sheet.sheet_properties.tabColor = TABLE_TAB
    sheet.freeze_panes = f"{get_column_letter(_frozen(described) + 1)}{first}"
    set_up_print(sheet, header=top)
    if headers:
        sheet.auto_filter.ref = f"A{top}:{get_column_letter(len(headers))}{last}"
    for position, header in enumerate(headers):
        letter = get_column_letter(position + 1)
        sheet.column_dimensions[letter].width = _width(header, table.iloc[:, position])
        if len(table):
            _color(sheet, letter, (first, last), header, described[position].kind)
    if note:
        sheet.append([text_cell(sheet, note, font=QUIET)])
    sheet.append([text_cell(sheet, header, font=BOLD, fill=HEADER) for header in headers])
    return Rows(
        table,
        [one.kind for one in described],
        {kind: _number_style(sheet, shown) for kind, shown in NUMBER_FORMATS.items()},
        _quoted_style(sheet),
        first,
    )


def _frozen(described: Sequence[ColumnMeaning]) -> int:
    """Columns that stay in sight: the names that a row begins with, one at least."""
    leading = next(
        (i for i, one in enumerate(described) if one.kind not in ("text", "list")), len(described)
    )
    return min(max(leading, 1), MOST_FROZEN)


def _color(
    sheet: WriteOnlyWorksheet, letter: str, rows: tuple[int, int], header: str, kind: Kind
) -> None:
    first, last = rows
    cells, rules = f"{letter}{first}:{letter}{last}", []
    if kind == "effect":
        # An empty cell counts as zero in a comparison, so it has no color.
        rules = [
            CellIsRule("greaterThan", ["0"], **_look(UP)),
            CellIsRule("lessThan", ["0"], **_look(DOWN)),
        ]
    elif header in DIRECTIONS:
        rules = [
            CellIsRule("equal", ['"increase"'], **_look(UP)),
            CellIsRule("equal", ['"decrease"'], **_look(DOWN)),
        ]
    elif header == "conclusion":
        rules = [FormulaRule([f'LEFT({letter}{first},8)="evidence"'], font=Font(bold=True))]
    for rule in rules:
        sheet.conditional_formatting.add(cells, rule)


def _look(colors: tuple[str, str]) -> dict[str, Any]:
    fill, letters = colors
    return {"fill": PatternFill("solid", bgColor=fill), "font": Font(color=letters)}


def _width(header: str, values: "pd.Series[Any]") -> float:
    shown = [str(value) for value in values.iloc[:ROWS_FOR_WIDTH] if isinstance(value, str)]
    return min(max([NARROWEST, len(header) + 3, *(len(text) + 1 for text in shown)]), WIDEST)


def _number_style(sheet: WriteOnlyWorksheet, number_format: str) -> int:
    cell = WriteOnlyCell(sheet)
    cell.number_format = number_format
    return int(cell.style_id)


def _quoted_style(sheet: WriteOnlyWorksheet) -> int:
    cell = WriteOnlyCell(sheet)
    cell.quotePrefix = True
    return int(cell.style_id)
