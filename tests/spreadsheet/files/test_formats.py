"""The same study, saved by LibreOffice in each format, gives the same cells."""

import datetime
from pathlib import Path

import pytest
from openpyxl.utils.cell import coordinate_from_string

from explant.spreadsheet.sheet.cells import Area, Cell, Sheet, column_number
from explant.spreadsheet.sheet.opening import read_workbook
from tests.spreadsheet.files.study import DATA, VALUES
from tests.spreadsheet.fingerprints import fingerprint

FOLDER = Path(__file__).parent
FORMATS = ("xlsx", "ods", "xls")


def study(extension: str) -> Path:
    return FOLDER / f"study.{extension}"


def at(sheet: Sheet, address: str) -> Cell:
    letters, row = coordinate_from_string(address)
    return sheet.at(row, column_number(letters))


@pytest.mark.parametrize("extension", FORMATS)
def test_every_cell_is_read(extension):
    sheet, _ = read_workbook(study(extension)).sheets
    for row, values in enumerate(DATA, start=1):
        for column, value in enumerate(values, start=1):
            cell = sheet.at(row, column)
            expected = VALUES.get(cell.address, value)
            if expected == "":
                # The empty text is the result of a formula: the cell is blank, and left out.
                assert cell.blank, cell
                continue
            if isinstance(expected, float):
                assert cell.value == pytest.approx(expected, rel=1e-14), cell
            else:
                assert cell.value == expected, cell
                assert type(cell.value) is type(expected), cell
            if cell.address in VALUES:
                assert cell.formula.startswith("="), cell
    assert [at(sheet, f"A{row}").value for row in range(12, 20)] == ["ND"] * 8
    assert at(sheet, "G9").value == "a note over\ntwo rows"


@pytest.mark.parametrize("extension", FORMATS)
def test_what_the_cells_are_is_read(extension):
    sheet, hidden = read_workbook(study(extension)).sheets
    percent = {cell.address for cell in sheet.cells.values() if cell.percent}
    assert percent == {"C2", "C3", "C4", "C7"}
    assert {cell.address for cell in sheet.cells.values() if cell.error} == {"D4", "D5"}
    assert at(sheet, "C7").formula == "=AVERAGE(C2:C4)"
    assert at(sheet, "D7").formula == "=AVERAGE(D2:D3)"
    assert at(sheet, "E2").value == datetime.datetime(2024, 3, 1)
    assert at(sheet, "D6").blank
    assert sheet.merged == (Area(9, 7, 10, 8),)
    assert sheet.hidden_rows == {3}
    assert sheet.hidden_columns == {2}
    assert (sheet.name, sheet.hidden) == ("My data", False)
    assert (hidden.name, hidden.hidden, at(hidden, "B2").value) == ("Hidden sheet", True, -1.5)


def test_the_fingerprint_does_not_depend_on_the_format():
    assert len({fingerprint(study(extension)) for extension in FORMATS}) == 1
