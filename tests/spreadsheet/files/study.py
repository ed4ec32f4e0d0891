"""A small workbook with everything that a reader must tell apart, and what it reads."""

import datetime

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

DATA = (
    ("Patient", "Tissue", "CD25", "Blimp-1", "Seen"),
    ("P1", "Tumor", 0.23, 120, datetime.datetime(2024, 3, 1)),
    ("P1", "Normal", 0.5, 80.25, datetime.datetime(2024, 3, 2, 13, 30)),
    ("P2", "Tumor", "=C2+C3", "=1/0", datetime.time(7, 45)),
    ("P2", "Normal", "12 %", "=NA()", True),
    ("سارا", "Größe", "<0.5", '=""', None),
    ("Mean", None, "=AVERAGE(C2:C4)", "=AVERAGE(D2:D3)", None),
)
VALUES = {
    "C4": 0.73,
    "D4": "#DIV/0!",
    "D5": "#N/A",
    "D6": "",
    "C7": 0.486666666666667,
    "D7": 100.125,
}
"""What the formulas give."""


def fill(book: Workbook) -> None:
    """Write the study into a new workbook."""
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "My data"
    for values in DATA:
        sheet.append(values)
    for address in ("C2", "C3", "C4", "C7"):
        sheet[address].number_format = "0.0%"
    sheet["D2"].number_format = '0.0" %"'
    sheet["E2"].number_format = "yyyy-mm-dd"
    sheet["E3"].number_format = "yyyy-mm-dd hh:mm"
    sheet["E4"].number_format = "hh:mm"
    sheet["G9"] = "a note over\ntwo rows"
    sheet.merge_cells("G9:H10")
    for row in range(12, 20):
        sheet.cell(row, 1, "ND")
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["B"].hidden = True
    hidden = book.create_sheet("Hidden sheet")
    hidden["B2"] = -1.5
    hidden.sheet_state = "hidden"
