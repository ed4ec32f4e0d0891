"""The results workbook: every table on a sheet of its own, and a first sheet that explains them."""

import math
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from explant.columns import TABLES, column
from explant.columns.kinds import Column, Kind
from explant.config.models import Plan
from explant.excel_files import file_bytes, new_workbook, set_text

READ_ME = "Read me"
LONGEST_SHEET = 100_000
"""A longer table stays a CSV file: a spreadsheet program would not open it in reasonable time."""

NUMBER_FORMATS: dict[Kind, str] = {
    "text": "@",
    "count": "0",
    "number": "0.000",
    "measured": "General",
    "p": "0.0000",
    "share": "0.0000",
}
NARROWEST, WIDEST = 6, 60
ROWS_FOR_WIDTH = 200

_BOLD = Font(bold=True)
_TITLE = Font(bold=True, size=14)
_HEADER = PatternFill("solid", fgColor="E8ECF0")
_WRAPPED = Alignment(wrap_text=True, vertical="top")


def write_workbook(path: Path, tables: Mapping[str, pd.DataFrame], plan: Plan) -> None:
    """Write ``results.xlsx``.

    The first sheet says what the study is and what every column means, and which label stands for
    which name. Then follows one sheet per table with a frozen header, a filter and typed numbers
    in full precision. A text that begins with ``=``, ``+``, ``-`` or ``@`` stays a text. The same
    tables give the same bytes.

    Parameters
    ----------
    path
        Where the file goes.
    tables
        The tables of the study by name, without ``.csv``.
    plan
        What the step reads of the plan.
    """
    workbook = new_workbook(write_only=True)
    ordered = {name: tables[name] for name in TABLES if name in tables}
    ordered |= {name: table for name, table in tables.items() if name not in TABLES}
    _write_read_me(workbook, ordered, plan)
    for name, table in ordered.items():
        if len(table) <= LONGEST_SHEET:
            _write_table(workbook, name, table, plan)
    path.write_bytes(file_bytes(workbook))


def _write_read_me(workbook: Workbook, tables: Mapping[str, pd.DataFrame], plan: Plan) -> None:
    sheet = workbook.create_sheet(READ_ME)
    for letter, width in zip("ABC", (24, 26, 96), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.append([_cell(sheet, "Results of the study", font=_TITLE)])
    for sentence in (plan.study.note, "Every number stands here in full precision."):
        if sentence:
            sheet.append([_cell(sheet, sentence)])
    for heading, rows in (
        ("Sheets", _sheet_rows(tables)),
        ("Names and labels", _label_rows(plan)),
        ("Columns", _column_rows(tables, plan)),
    ):
        sheet.append([])
        sheet.append([_cell(sheet, heading, font=_TITLE)])
        for row in rows:
            sheet.append([_cell(sheet, text, alignment=_WRAPPED if text else None) for text in row])


def _sheet_rows(tables: Mapping[str, pd.DataFrame]) -> Iterator[tuple[str, str, str]]:
    for name, table in tables.items():
        rows = f"{len(table)} {'row' if len(table) == 1 else 'rows'}"
        if len(table) > LONGEST_SHEET:
            rows += f": only in {name}.csv"
        yield name, rows, TABLES.get(name, "")


def _label_rows(plan: Plan) -> Iterator[tuple[str, str, str]]:
    for marker, declared in plan.markers.items():
        unit = f"{plan.marker_label(marker)} ({declared.unit})" if declared.unit else ""
        yield "marker", marker, unit or plan.marker_label(marker)
    for contrast in plan.contrasts:
        yield "contrast", contrast, plan.contrast_label(contrast)
    for factor in plan.factors:
        yield "factor", factor, plan.factor_label(factor)
        for level in plan.factors[factor].levels:
            yield f"level of {factor}", level, plan.level_label(factor, level)
    for stratifier in plan.patients.strata:
        yield "stratifier", stratifier, plan.stratifier_label(stratifier)


def _column_rows(tables: Mapping[str, pd.DataFrame], plan: Plan) -> Iterator[tuple[str, str, str]]:
    for table, frame in tables.items():
        for name in map(str, frame.columns):
            described = column(table, name, plan)
            yield table, name, described.description if described else ""


def _write_table(workbook: Workbook, name: str, table: pd.DataFrame, plan: Plan) -> None:
    sheet = workbook.create_sheet(_sheet_name(name))
    headers = [str(header) for header in table.columns]
    described = [column(name, header, plan) or Column("", "number") for header in headers]
    sheet.freeze_panes = "B2"
    if headers:
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(headers))}{len(table) + 1}"
    for position, header in enumerate(headers):
        letter = get_column_letter(position + 1)
        sheet.column_dimensions[letter].width = _width(header, table.iloc[:, position])
    sheet.append([_cell(sheet, header, font=_BOLD, fill=_HEADER) for header in headers])
    formats = [NUMBER_FORMATS[one.kind] for one in described]
    for values in table.itertuples(index=False, name=None):
        sheet.append(
            [
                _value_cell(sheet, value, number_format)
                for value, number_format in zip(values, formats, strict=True)
            ]
        )


def _sheet_name(table: str) -> str:
    return re.sub(r"[\[\]:*?/\\]", "_", table)[:31]


def _width(header: str, values: "pd.Series[Any]") -> float:
    shown = [str(value) for value in values.iloc[:ROWS_FOR_WIDTH] if isinstance(value, str)]
    return min(max([NARROWEST, len(header) + 3, *(len(text) + 1 for text in shown)]), WIDEST)


def _value_cell(sheet: WriteOnlyWorksheet, value: Any, number_format: str) -> Any:
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return None
    if isinstance(value, str):
        return _cell(sheet, value) if value else None
    number = float(value)
    if number_format == NUMBER_FORMATS["text"]:
        return _cell(sheet, f"{number:g}")
    if math.isinf(number):
        return _cell(sheet, "infinite" if number > 0 else "−infinite")
    cell = WriteOnlyCell(sheet, int(number) if number_format == "0" else number)
    cell.number_format = number_format
    return cell


def _cell(
    sheet: WriteOnlyWorksheet,
    text: str,
    *,
    font: Font | None = None,
    fill: PatternFill | None = None,
    alignment: Alignment | None = None,
) -> Any:
    cell = WriteOnlyCell(sheet)
    set_text(cell, text)
    if font is not None:
        cell.font = font
    if fill is not None:
        cell.fill = fill
    if alignment is not None:
        cell.alignment = alignment
    return cell
