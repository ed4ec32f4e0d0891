"""problems.xlsx: each place colored, commented and linked; nothing that is not to be passed on."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest

from explant.problems import Problem
from explant.spreadsheet import marked_copy
from explant.spreadsheet.ingest import Ingested, ingest
from explant.spreadsheet.marked_copy import COLORS, LIST, write_marked_copy
from explant.spreadsheet.sheet.cells import Area, Cell, Sheet
from explant.spreadsheet.sheet.opening import read_workbook
from tests.spreadsheet.builders import changed, plan_of, read, sample_rows, write

FILES = Path(__file__).parent / "files"
SECRET = "Zaphod Beeblebrox"
BROKEN = {"D3": "12,,5", "B6": "Tumr", "D12": 130}


def copy_of(folder, problems, sheets=(), plan=None):
    path = folder / "problems.xlsx"
    write_marked_copy(path, problems, sheets, plan or plan_of(), "study.xlsx")
    return openpyxl.load_workbook(path)


def marked(folder, found: Ingested, plan=None):
    return copy_of(folder, found.problems, found.sheets, plan)


def color(cell):
    return cell.fill.fgColor.rgb[2:] if cell.fill.fill_type else None


def problem(severity="error", where="S!A1", what="This is wrong.", how="Mend it."):
    return Problem(severity, where, what, how)


def sheet_of(*values, name="S", **more):
    """A sheet with one column of values."""
    cells = {(row, 1): Cell(name, row, 1, value) for row, value in enumerate(values, start=1)}
    return Sheet(name, cells, **more)


def test_each_place_is_red_and_says_what_and_how(tmp_path):
    found = read(tmp_path, changed(sample_rows(), BROKEN))
    sheet = marked(tmp_path, found)["Data"]
    assert {cell.coordinate for row in sheet for cell in row if color(cell)} == set(BROKEN)
    for address, value in BROKEN.items():
        (own,) = [each for each in found.problems if each.where == f"Data!{address}"]
        cell = sheet[address]
        assert cell.value == value
        assert color(cell) == COLORS["error"]
        assert own.what in cell.comment.text
        assert own.how_to_fix in cell.comment.text
    assert sheet["A2"].comment is None


def test_the_first_sheet_lists_all_problems_with_links(tmp_path):
    found = read(tmp_path, changed(sample_rows(), BROKEN))
    book = marked(tmp_path, found)
    sheet = book[book.sheetnames[0]]
    assert sheet.title == LIST
    rows = [[cell.value or "" for cell in row] for row in sheet.iter_rows()]
    top = rows.index([*marked_copy.HEADINGS]) + 1
    assert rows[top:] == [
        [each.severity, each.where, each.patient, each.marker, each.what, each.how_to_fix]
        for each in found.problems
    ]
    links = [row[1].hyperlink.location for row in sheet.iter_rows(min_row=top + 1)]
    assert links == [each.where.replace("Data!", "'Data'!") for each in found.problems]


def test_the_most_serious_problem_gives_the_color_and_comes_first(tmp_path):
    problems = [
        problem("note", "S!A1", "A note."),
        problem("warning", "S!A1 S!A3", "A warning."),
        problem("error", "S!A1:A2", "An error."),
        problem("note", "S!A4", "Another note."),
    ]
    sheet = copy_of(tmp_path, problems, [sheet_of("a", "b", "c", "d", "e")])["S"]
    colors = [color(cell) for cell in sheet["A"]]
    red, yellow, blue = COLORS.values()
    assert colors == [red, red, yellow, blue, None]
    assert sheet["A1"].comment.text == (
        "ERROR: An error. Mend it.\n\nWARNING: A warning. Mend it.\n\nNOTE: A note. Mend it."
    )
    assert sheet["A2"].comment is None
    assert sheet.sheet_properties.tabColor.rgb[2:] == red


def test_a_problem_of_a_sheet_stands_in_its_first_cell(tmp_path):
    book = copy_of(
        tmp_path, [problem("warning", "S", "It is hidden.")], [sheet_of("a", hidden=True)]
    )
    assert "It is hidden." in book["S"]["A1"].comment.text
    assert color(book["S"]["A1"]) == COLORS["warning"]
    assert book["S"].sheet_state == "visible"


def test_of_merged_cells_the_one_that_shows_is_marked(tmp_path):
    sheet = sheet_of("a", merged=(Area(1, 1, 2, 3), Area(2, 2, 4, 4)))
    copy = copy_of(tmp_path, [problem(where="S!C2")], [sheet])["S"]
    # Areas that overlap would make Excel call the file damaged.
    assert [str(area) for area in copy.merged_cells.ranges] == ["A1:C2"]
    assert color(copy["A1"]) == COLORS["error"]
    assert copy["A1"].comment is not None


@pytest.mark.parametrize("extension", ["xlsx", "ods", "xls"])
def test_the_copy_holds_what_was_read_whatever_the_format(tmp_path, extension):
    sheets = read_workbook(FILES / f"study.{extension}").sheets
    copy_of(tmp_path, [], sheets)
    _, *copied = read_workbook(tmp_path / "problems.xlsx").sheets
    for before, after in zip(sheets, copied, strict=True):
        assert after.name == before.name
        assert after.merged == before.merged
        filled = {place: cell for place, cell in before.cells.items() if cell.value != ""}
        assert set(after.cells) == set(filled)
        for place, cell in filled.items():
            value = cell.value
            # Excel keeps fifteen digits.
            close = pytest.approx(value, rel=1e-15) if isinstance(value, float) else value
            assert after.cells[place].value == close
            assert after.cells[place].percent == cell.percent
            assert after.cells[place].formula == ""


def test_a_table_as_text_keeps_its_texts(tmp_path):
    path = tmp_path / "a study: 2024 [final] of the whole laboratory.csv"
    path.write_text(
        "Patient;Tissue;Treatment;CD25;Blimp-1\nP1;Tumor;control;12,5;=1+1\n", encoding="utf-8"
    )
    book = marked(tmp_path, ingest(path, plan_of()))
    _, sheet = book.worksheets
    assert sheet.title == "a study_ 2024 _final_ of the wh"
    assert [cell.value for cell in sheet[2]] == ["P1", "Tumor", "control", "12,5", "=1+1"]
    assert all(cell.data_type == "s" for cell in sheet[2])


@pytest.mark.parametrize("text", ["=1+1", '=HYPERLINK("x")', "+1", "-P1", "@x", "\t=1", "#N/A"])
def test_no_text_becomes_a_formula(tmp_path, text):
    own = Problem("error", "S!A1", text, text, text, text)
    book = copy_of(tmp_path, [own], [sheet_of(text)])
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]
    assert {cell.data_type for cell in cells} == {"s"}
    assert book["S"]["A1"].value == text
    assert sum(cell.value == text for cell in cells) == 5
    with zipfile.ZipFile(tmp_path / "problems.xlsx") as archive:
        assert not any(b"<f>" in archive.read(name) for name in archive.namelist())


def test_a_formula_is_its_result_and_without_one_its_text(tmp_path):
    cells = {
        (1, 1): Cell("S", 1, 1, 3.5, "=1+2.5"),
        (2, 1): Cell("S", 2, 1, None, "=WEBSERVICE(A1)"),
    }
    sheet = copy_of(tmp_path, [problem()], [Sheet("S", cells)])["S"]
    assert [cell.value for cell in sheet["A"]] == [3.5, "=WEBSERVICE(A1)"]
    assert [cell.data_type for cell in sheet["A"]] == ["n", "s"]


def test_odd_texts_and_titles_are_written(tmp_path):
    names = ["Problems", "problems", "a/b", "a:b", "x" * 40, "x" * 41, "'", "It's", "سارا 🧪"]
    sheets = [sheet_of("\x00a\ufffe", name=name) for name in names]
    book = copy_of(tmp_path, [problem(where="'It''s'!A1")], sheets)
    assert len({title.casefold() for title in book.sheetnames}) == 1 + len(names)
    assert all(len(title) <= 31 for title in book.sheetnames)
    assert book.worksheets[1]["A1"].value == "�a�"
    links = [cell.hyperlink for cell in book[LIST]["B"] if cell.hyperlink]
    assert [link.location for link in links] == ["'It''s'!A1"]


def test_columns_that_identify_people_are_empty(tmp_path):
    rows = [[*row, SECRET, "x@y.org"] for row in changed(sample_rows(), BROKEN)]
    rows[0][-2:] = ["Nachname", "Contact"]
    found = read(tmp_path, [["Name", SECRET], [], *rows])
    sheet = marked(tmp_path, found)["Data"]
    assert [cell.value for cell in sheet[3]][-2:] == ["Nachname", "Contact"]
    assert color(sheet["F3"]) == COLORS["warning"]
    with zipfile.ZipFile(tmp_path / "problems.xlsx") as archive:
        content = b"".join(archive.read(name) for name in archive.namelist())
    assert b"P10" in content
    assert SECRET.encode() not in content
    assert b"x@y.org" not in content


def test_only_sheets_that_were_read_are_copied(tmp_path):
    path = write(
        tmp_path / "study.xlsx",
        {"Data": changed(sample_rows(), BROKEN), "Letters": [[SECRET]], "More": [[SECRET]]},
    )
    found = ingest(path, plan_of())
    assert marked(tmp_path, found).sheetnames == [LIST, "Data"]


def test_of_a_file_that_was_refused_there_is_only_the_list(tmp_path):
    path = tmp_path / "study.xlsx"
    path.write_bytes(b"no workbook")
    found = ingest(path, plan_of())
    book = marked(tmp_path, found)
    assert book.sheetnames == [LIST]
    texts = {cell.value for row in book[LIST].iter_rows() for cell in row}
    assert found.problems[0].what in texts


def test_of_a_large_sheet_the_top_and_the_marked_rows_are_copied(tmp_path, monkeypatch):
    monkeypatch.setattr(marked_copy, "MOST_CELLS", 50)
    sheet = sheet_of(*range(1, 1001))
    book = copy_of(tmp_path, [problem(where="S!A700 S!A900:A901")], [sheet])
    rows = [cell.row for cell in book["S"]["A"] if cell.value is not None]
    assert rows == [*range(1, marked_copy.TOP_ROWS + 1), 700, 900, 901]
    assert book["S"]["A900"].value == 900
    assert "too large" in book[LIST]["A3"].value


def test_marks_and_comments_are_bounded(tmp_path, monkeypatch):
    monkeypatch.setattr(marked_copy, "MOST_MARKED", 30)
    monkeypatch.setattr(marked_copy, "MOST_COMMENTS", 4)
    monkeypatch.setattr(marked_copy, "MOST_LISTED", 5)
    problems = [problem(where=f"S!A{row}") for row in range(1, 9)]
    book = copy_of(tmp_path, [problem(where="S!A9:A99999"), *problems], [sheet_of(*range(500))])
    cells = book["S"]["A"]
    assert sum(color(cell) is not None for cell in cells) == 30
    assert sum(cell.comment is not None for cell in cells) == 4
    assert "The first 5 of 9 problems" in book[LIST]["A3"].value
    assert book[LIST].max_row == 5 + 5


def test_the_same_problems_give_the_same_bytes_in_every_process(tmp_path):
    # Another order of hashes than in this process.
    program = (
        "import sys; from pathlib import Path\n"
        "from tests.spreadsheet.test_marked_copy import copy_with_many_areas\n"
        "copy_with_many_areas(Path(sys.argv[1]))\n"
    )
    root = Path(__file__).parents[2]
    path = os.pathsep.join([str(root / "src"), str(root)])
    seed = "2" if os.environ.get("PYTHONHASHSEED") == "1" else "1"
    kept = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": path}
    other = tmp_path / "other"
    subprocess.run([sys.executable, "-c", program, str(other)], check=True, env=kept)
    copy_with_many_areas(tmp_path / "own")
    own = (tmp_path / "own" / "problems.xlsx").read_bytes()
    assert (other / "problems.xlsx").read_bytes() == own


def copy_with_many_areas(folder):
    folder.mkdir()
    sheets = read_workbook(FILES / "study.xlsx").sheets
    sheet = sheet_of("a", merged=tuple(Area(row, 1, row, 3) for row in range(20, 40)))
    problems = [problem("warning", f"S!A{row}") for row in range(1, 30)]
    copy_of(folder, problems, [sheet, *sheets])
