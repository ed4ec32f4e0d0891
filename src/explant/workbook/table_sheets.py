"""Tables as sheets: typed numbers with a format by what the column is, and color for direction."""

import math
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

from explant.columns import column
from explant.columns.kinds import Column, Kind
from explant.config.models import Plan
from explant.workbook.cells import BOLD, HEADER, TABLE_TAB, set_up_print, text_cell

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


def write_table(workbook: Workbook, name: str, table: pd.DataFrame, plan: Plan) -> None:
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
    """
    sheet = workbook.create_sheet(sheet_name(name))
    headers = [str(header) for header in table.columns]
    described = [column(name, header, plan) or Column("", "number") for header in headers]
    sheet.sheet_properties.tabColor = TABLE_TAB
    sheet.freeze_panes = f"{get_column_letter(_frozen(described) + 1)}2"
    set_up_print(sheet, header=True)
    if headers:
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(headers))}{len(table) + 1}"
    for position, header in enumerate(headers):
        letter = get_column_letter(position + 1)
        sheet.column_dimensions[letter].width = _width(header, table.iloc[:, position])
        if len(table):
            _color(sheet, letter, len(table) + 1, header, described[position].kind)
    sheet.append([text_cell(sheet, header, font=BOLD, fill=HEADER) for header in headers])
    formats = [NUMBER_FORMATS[one.kind] for one in described]
    for values in table.itertuples(index=False, name=None):
        sheet.append(
            [
                _value_cell(sheet, value, number_format)
                for value, number_format in zip(values, formats, strict=True)
            ]
        )


def _frozen(described: Sequence[Column]) -> int:
    """Columns that stay in sight: the names that a row begins with, one at least."""
    leading = next((i for i, one in enumerate(described) if one.kind != "text"), len(described))
    return min(max(leading, 1), MOST_FROZEN)


def _color(sheet: WriteOnlyWorksheet, letter: str, last: int, header: str, kind: Kind) -> None:
    cells, rules = f"{letter}2:{letter}{last}", []
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
        rules = [FormulaRule([f'LEFT({letter}2,8)="evidence"'], font=Font(bold=True))]
    for rule in rules:
        sheet.conditional_formatting.add(cells, rule)


def _look(colors: tuple[str, str]) -> dict[str, Any]:
    fill, letters = colors
    return {"fill": PatternFill("solid", bgColor=fill), "font": Font(color=letters)}


def _width(header: str, values: "pd.Series[Any]") -> float:
    shown = [str(value) for value in values.iloc[:ROWS_FOR_WIDTH] if isinstance(value, str)]
    return min(max([NARROWEST, len(header) + 3, *(len(text) + 1 for text in shown)]), WIDEST)


def _value_cell(sheet: WriteOnlyWorksheet, value: Any, number_format: str) -> Any:
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return None
    if isinstance(value, str):
        return text_cell(sheet, value) if value else None
    number = float(value)
    if number_format == NUMBER_FORMATS["text"]:
        return text_cell(sheet, f"{number:g}")
    if math.isinf(number):
        return text_cell(sheet, "infinite" if number > 0 else "−infinite")
    cell = WriteOnlyCell(sheet, int(number) if number_format == "0" else number)
    cell.number_format = number_format
    return cell
