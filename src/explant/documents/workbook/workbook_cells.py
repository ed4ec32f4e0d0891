"""Cells of the workbook, and how they look."""

from math import ceil
from typing import Any

from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties

from explant.excel_files import set_text

BOLD = Font(bold=True)
TITLE = Font(bold=True, size=14)
QUIET = Font(color="595959")
LINK = Font(color="0563C1", underline="single")
HEADER = PatternFill("solid", fgColor="E8ECF0")
WRAPPED = Alignment(wrap_text=True, vertical="top")

LINE = 15
"""Points."""

TABLE_TAB, WORDS_TAB, FIGURES_TAB = "4D4D4D", "0072B2", "009E73"


def set_height(sheet: WriteOnlyWorksheet, row: int, text: str, width: float) -> None:
    """Make a row, which is not yet written, high enough for a text in a column of a width.

    Spreadsheet programs do it by themselves only for some files, and differ on which.
    """
    lines = ceil(len(text) / width) if text else 1
    if lines > 1:
        sheet.row_dimensions[row].height = LINE * lines + 2


def set_up_print(sheet: WriteOnlyWorksheet, *, header: int = 0) -> None:
    """Print on landscape pages as wide as the sheet, each with so many of its first rows."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    if header:
        sheet.print_title_rows = f"1:{header}"


def text_cell(
    sheet: WriteOnlyWorksheet,
    text: str,
    *,
    font: Font | None = None,
    fill: PatternFill | None = None,
    alignment: Alignment | None = None,
) -> Any:
    """A cell whose text stays a text."""
    cell = WriteOnlyCell(sheet)
    set_text(cell, text)
    if font is not None:
        cell.font = font
    if fill is not None:
        cell.fill = fill
    if alignment is not None:
        cell.alignment = alignment
    return cell


def sheet_link(sheet: WriteOnlyWorksheet, text: str, to: str) -> Any:
    """A cell that leads to the beginning of another sheet."""
    cell = text_cell(sheet, text, font=LINK, alignment=WRAPPED)
    quoted = to.replace("'", "''")
    cell.hyperlink = Hyperlink(ref="", location=f"'{quoted}'!A1")
    return cell


def address_link(sheet: WriteOnlyWorksheet, text: str, address: str) -> Any:
    """A cell that leads to a page of the web."""
    cell = text_cell(sheet, text, font=LINK, alignment=WRAPPED)
    cell.hyperlink = address
    # Setting a link replaces the text of a cell that openpyxl takes for empty.
    set_text(cell, text)
    return cell
