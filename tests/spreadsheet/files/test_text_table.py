"""Tables as text: separators and quotation marks."""

from pathlib import Path

import pytest

from explant.spreadsheet.sheet.opening import read_workbook
from tests.spreadsheet.files.writers import refusal


def table(folder: Path, text: str) -> Path:
    path = folder / "t.csv"
    path.write_text(text, encoding="utf-8", newline="")
    return path


def rows(path: Path) -> list[list[object]]:
    (sheet,) = read_workbook(path).sheets
    return [[sheet.at(row, column).value for column in sheet.columns] for row in sheet.rows]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a;b\n1,5;2,5\n3,5;4,5\n", [["a", "b"], ["1,5", "2,5"], ["3,5", "4,5"]]),
        ("a,b\nx;y,1\nx,2\nx;y;z,3\n", [["a", "b"], ["x;y", "1"], ["x", "2"], ["x;y;z", "3"]]),
        ("a\tb\r1,5\t2\r", [["a", "b"], ["1,5", "2"]]),
        ('a,b\r\n"say ""x""",2\r\n', [["a", "b"], ['say "x"', "2"]]),
        ('a,b\n12" gel,2\n', [["a", "b"], ['12" gel', "2"]]),
        ("a|b\n1|2\n", [["a", "b"], ["1", "2"]]),
        ("a|b, %\n1,5|2,5\n3,5|4,5\n", [["a", "b, %"], ["1,5", "2,5"], ["3,5", "4,5"]]),
        ("a,b\nP1|T,1\nP2|T,2\n", [["a", "b"], ["P1|T", "1"], ["P2|T", "2"]]),
        ("SEP=|\na|b\n1|2\n", [["a", "b"], ["1", "2"]]),
        ("only\none\n", [["only"], ["one"]]),
    ],
)
def test_separators_and_quotation_marks(tmp_path, text, expected):
    assert rows(table(tmp_path, text)) == expected


def test_a_quotation_mark_that_is_never_closed_is_refused(tmp_path):
    problem = refusal(table(tmp_path, 'Patient,CD25\nP1,"3\nP2,4\nP3,5\n'))
    assert "opens in t!B2 is never closed" in problem.what


def test_quotation_marks_that_swallow_rows_are_refused(tmp_path):
    text = 'Patient,Tissue,CD25\n"P1,Tumor,3\nP1,Normal,4\nP2,Tumor",5\nP2,Normal,6\n'
    problem = refusal(table(tmp_path, text))
    assert "Between the quotation marks of t!A2 stand whole rows" in problem.what


def test_line_breaks_within_a_cell_are_none_of_the_table(tmp_path):
    text = 'Patient,Note,CD25\nP1,"first\nsecond, and more\nthird",3\n'
    assert rows(table(tmp_path, text))[1] == ["P1", "first\nsecond, and more\nthird", "3"]


@pytest.mark.parametrize("start", ["<!DOCTYPE html><html>", "<html>", "\n<?xml version='1.0'?><a>"])
def test_a_web_page_with_the_name_of_a_table_is_refused(tmp_path, start):
    assert "web page" in refusal(table(tmp_path, f"{start}<table></table>")).what


def test_a_limit_of_detection_is_no_web_page(tmp_path):
    assert rows(table(tmp_path, "<0.5,<1\n")) == [["<0.5", "<1"]]
