import hashlib
import time
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.styles import Font

from explant.spreadsheet.ingest import ingest
from explant.spreadsheet.sheet.fingerprint import fingerprint_and_numbers, fingerprint_of
from tests.spreadsheet.builders import plan_of, sample_rows, worksheet, write
from tests.spreadsheet.fingerprints import fingerprint


@pytest.fixture
def path(tmp_path):
    return write(tmp_path / "study.xlsx", {"Data": sample_rows(), "Other": [["note"]]})


def resave(path, change):
    book = load_workbook(path)
    change(book)
    book.save(path)


def style(book):
    sheet = worksheet(book)
    sheet["A1"].font = Font(bold=True)
    sheet["D2"].number_format = "0.000"
    sheet.column_dimensions["A"].width = 40
    book.properties.creator = "someone else"


def test_saving_again_changes_the_bytes_and_not_the_fingerprint(path):
    before, content = fingerprint(path), path.read_bytes()
    time.sleep(1.1)  # the time of saving is kept to the second
    resave(path, style)
    assert path.read_bytes() != content
    assert fingerprint(path) == before
    assert len(before) == 64


def test_four_and_four_point_zero_are_the_same_number(tmp_path):
    one = write(tmp_path / "a.xlsx", {"S": [[4, "x"]]})
    other = write(tmp_path / "b.xlsx", {"S": [[4.0, "x", None, " "]]})
    assert fingerprint(one) == fingerprint(other)


CHANGES = {
    "value": lambda book: worksheet(book).__setitem__("D2", 99),
    "text": lambda book: worksheet(book).__setitem__("D2", "10.5"),
    "moved": lambda book: worksheet(book).insert_rows(1),
    "percent": lambda book: setattr(worksheet(book)["D2"], "number_format", "0%"),
    "merged": lambda book: worksheet(book).merge_cells("G1:H1"),
    "hidden row": lambda book: setattr(worksheet(book).row_dimensions[3], "hidden", True),
    "hidden column": lambda book: setattr(worksheet(book).column_dimensions["B"], "hidden", True),
    "hidden sheet": lambda book: setattr(book["Other"], "sheet_state", "hidden"),
    "sheet's name": lambda book: setattr(book["Other"], "title", "Else"),
    "sheets' order": lambda book: book.move_sheet("Other", -1),
    "other sheet": lambda book: worksheet(book, "Other").__setitem__("A1", "another note"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_a_change_of_content_changes_it(path, change):
    before = fingerprint(path)
    resave(path, change)
    assert fingerprint(path) != before


def test_without_a_readable_file(tmp_path):
    assert fingerprint(tmp_path / "none.xlsx") == "missing"
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK nothing")
    assert fingerprint(broken) == hashlib.sha256(b"PK nothing").hexdigest()


def test_a_text_table_does_not_depend_on_its_line_ends(tmp_path):
    table = tmp_path / "a.csv"
    table.write_bytes(b"Patient,CD25\nP1,3\n")
    before = fingerprint(table)
    table.write_bytes(b"\xef\xbb\xbfPatient;CD25\r\nP1;3\r\n")
    assert fingerprint(table) == before
    table.write_bytes(b"Patient,CD25\nP1,4\n")
    assert fingerprint(table) != before


def test_hash_fingerprint_and_cells_are_of_the_same_bytes(path, monkeypatch):
    expected = fingerprint(path)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    read = []
    once = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda file: read.append(file) or once(file))
    found = ingest(path, plan_of())
    assert read == [path]
    path.unlink()
    assert found.book.sha256 == digest
    assert fingerprint_of(found.book) == expected


def test_it_counts_the_cells_that_hold_a_number(tmp_path):
    table = tmp_path / "table.csv"
    table.write_text('Patient,CD25,Blimp-1\nP1,<0.5,12\nP2,"3,5",NA\n', encoding="utf-8")
    assert fingerprint_and_numbers(table)[1] == 3
    assert fingerprint_and_numbers(tmp_path / "none.csv")[1] == 0
