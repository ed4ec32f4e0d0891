import datetime
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from explant.problems import Problem, ProblemsError
from explant.spreadsheet.sheet.cells import Area, Cell, column_letter, column_number, places
from explant.spreadsheet.sheet.opening import read_workbook
from tests.spreadsheet.builders import worksheet, write


def refusal(path: Path) -> Problem:
    with pytest.raises(ProblemsError) as caught:
        read_workbook(path)
    (problem,) = caught.value.problems
    assert problem.severity == "error"
    assert problem.where == str(path)
    assert problem.how_to_fix
    return problem


def test_cells_have_values_addresses_and_percent(tmp_path):
    book = Workbook()
    sheet = book.active
    sheet.title = "My data"
    sheet["B2"] = "text"
    sheet["D7"] = 0.23
    sheet["D7"].number_format = "0.0%"
    sheet["E7"] = 0.23
    sheet["E7"].number_format = '0.0" %"'
    sheet["F7"] = datetime.datetime(2024, 3, 1)
    sheet["G7"] = True
    sheet["H7"] = "#N/A"
    sheet.merge_cells("A1:C1")
    sheet.row_dimensions[7].hidden = True
    sheet.column_dimensions["E"].hidden = True
    book.create_sheet("Second").sheet_state = "hidden"
    book.save(tmp_path / "book.xlsx")

    first, second = read_workbook(tmp_path / "book.xlsx").sheets
    assert first.name == "My data"
    assert first.at(7, 4).place == "'My data'!D7"
    assert first.at(7, 4).value == 0.23
    assert first.at(7, 4).percent
    assert not first.at(7, 5).percent
    assert first.at(7, 6).value == datetime.datetime(2024, 3, 1)
    assert first.at(7, 7).value is True
    assert first.at(7, 8).error
    assert first.merged == (Area(1, 1, 1, 3),)
    assert first.hidden_rows == {7}
    assert first.hidden_columns == {5}
    assert not first.hidden
    assert second.hidden


def formula_with_cached_value(path: Path, cached: str | None) -> Path:
    """Workbook whose D7 is a formula, with the value that Excel would have saved beside it."""
    write(path, {"Data": [[]]})
    cell = f"<c r='D7'><f>1+1</f>{'' if cached is None else f'<v>{cached}</v>'}</c>"
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    xml = members["xl/worksheets/sheet1.xml"].decode()
    xml = xml.replace("</sheetData>", f"<row r='7'>{cell}</row></sheetData>")
    assert cell in xml
    members["xl/worksheets/sheet1.xml"] = xml.encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize(("cached", "value"), [("2", 2), (None, None)])
def test_a_formula_gives_its_saved_value(tmp_path, cached, value):
    (sheet,) = read_workbook(formula_with_cached_value(tmp_path / "f.xlsx", cached)).sheets
    cell = sheet.at(7, 4)
    assert cell.value == value
    assert cell.formula == "=1+1"
    assert not cell.blank


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a,b\n1.5,2\n", ["a", "b", "1.5", "2"]),
        ("a;b\n1,5;2\n", ["a", "b", "1,5", "2"]),
        ("a\tb\n1,5\t2;3\n", ["a", "b", "1,5", "2;3"]),
        ("sep=;\na;b\n1,5;2\n", ["a", "b", "1,5", "2"]),
        ('a,b\n"1,5","x\ny"\n', ["a", "b", "1,5", "x\ny"]),
        ("A title\n\na;b\n", ["A title", "a", "b"]),
    ],
)
def test_text_tables_find_their_separator(tmp_path, text, expected):
    path = tmp_path / "table.csv"
    path.write_text(text, encoding="utf-8", newline="")
    book = read_workbook(path)
    assert book.text_table
    (sheet,) = book.sheets
    assert sheet.name == "table"
    assert [cell.value for cell in sheet.cells.values()] == expected


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_text_tables_may_be_in_any_usual_encoding(tmp_path, encoding):
    path = tmp_path / "table.csv"
    path.write_bytes("Größe,b\n1,2\n".encode(encoding))
    assert read_workbook(path).sheets[0].at(1, 1).value == "Größe"
    assert read_workbook(path).sheets[0].at(2, 2).place == "table!B2"


def test_a_title_with_a_quote_leaves_the_rows_their_numbers(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text('"two\nlines",x\n1,2\n', encoding="utf-8", newline="")
    assert read_workbook(path).sheets[0].at(2, 1).value == "1"


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.xlsx", b"", "empty"),
        ("a.csv", b" \n \n", "empty"),
        ("a.xlsx", b"Patient,CD25\nP1,3\n", "no Excel workbook"),
        ("a.xls", b"\xd0\xcf\x11\xe0rest", "damaged"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "password"),
        ("a.xlsx", b"PK\x03\x04 broken", "damaged"),
        ("a.csv", b"\x00\x01\x02\x81", "neither a workbook nor"),
    ],
)
def test_what_is_no_workbook_is_refused(tmp_path, name, content, expected):
    (tmp_path / name).write_bytes(content)
    assert expected in refusal(tmp_path / name).what


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    assert "no such file" in refusal(tmp_path / "none.xlsx").what
    assert "cannot be opened" in refusal(tmp_path).what


@pytest.mark.parametrize(
    ("member", "expected"),
    [
        ("word/document.xml", "no workbook"),
        ("content.xml", "OpenDocument"),
        ("xl/workbook.bin", "xlsb"),
        ("xl/workbook.xml", "damaged"),
    ],
)
def test_other_archives_are_refused(tmp_path, member, expected):
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(member, "<x/>")
    assert expected in refusal(path).what


def test_a_truncated_workbook_is_refused(tmp_path):
    path = write(tmp_path / "a.xlsx", {"Data": [["Patient"], ["P1"]]})
    path.write_bytes(path.read_bytes()[:-200])
    assert "damaged" in refusal(path).what


def test_an_archive_that_unpacks_to_too_much_is_refused(tmp_path):
    path = write(tmp_path / "a.xlsx", {"Data": [["Patient"], ["P1"]]})
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/media/big.bin", "w") as member,
    ):
        for _ in range(301):
            member.write(b"\0" * 1_000_000)
    assert path.stat().st_size < 1_000_000
    assert "unpacks to 301 MB" in refusal(path).what


def test_a_merged_cell_over_the_whole_sheet_is_refused(tmp_path):
    path = write(tmp_path / "a.xlsx", {"Data": [["Patient"]]})
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    member = "xl/worksheets/sheet1.xml"
    merge = b'</sheetData><mergeCells count="1"><mergeCell ref="A2:XFD1048576"/></mergeCells>'
    members[member] = members[member].replace(b"</sheetData>", merge)
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    assert "A2:XFD1048576 is one merged cell" in refusal(path).what


def test_a_stray_cell_at_the_far_corner_costs_nothing(tmp_path):
    book = Workbook()
    worksheet(book, "Sheet")["XFD1048576"] = "here"
    book.save(tmp_path / "a.xlsx")
    (sheet,) = read_workbook(tmp_path / "a.xlsx").sheets
    assert sheet.at(1_048_576, 16_384).address == "XFD1048576"
    assert len(sheet.cells) == 1


def test_letters_and_numbers_of_columns_are_inverse():
    assert all(column_number(column_letter(number)) == number for number in range(1, 16_385))


def test_places_join_neighbors():
    cells = [Cell("S", row, 2, 1.0) for row in (3, 4, 5)] + [Cell("S", 9, 2), Cell("S", 10, 2)]
    assert places(cells) == "S!B3:B5 S!B9 S!B10"


def test_importing_the_reader_imports_nothing_heavy():
    code = (
        "import sys, explant.spreadsheet.sheet.fingerprint;"
        "print({'pandas', 'numpy', 'openpyxl', 'pydantic'} & set(sys.modules))"
    )
    source = str(Path(__file__).parents[3] / "src")
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": source, "PATH": ""},
    )
    assert done.stdout.strip() == "set()"
