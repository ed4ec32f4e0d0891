"""Rows that exports add are left out, and no others."""

from explant.spreadsheet.sheet.cells import Workbook
from explant.spreadsheet.structure.export_rows import without_export_rows
from tests.spreadsheet.structure.test_plates import rows_of, sheet_of

NAMES = ["StartDate", "Finished", "Code", "Q1"]


def kept(rows):
    return rows_of(without_export_rows(Workbook("x", (sheet_of(rows),))).sheets[0])


def test_questions_and_identifiers_of_a_survey():
    questions = ["Start Date", "Finished", "Your code?", "How much pain?"]
    identifiers = [f'{{"ImportId":"{n}"}}' for n in range(4)]
    data = ["2025-03-01", "True", "R1", "7"]
    assert kept([NAMES, questions, identifiers, data]) == [NAMES, data]
    assert kept([NAMES, questions, data, data]) == [NAMES, data, data]


def test_lines_of_comments_at_the_top():
    header, data = ["PATIENT_ID", "SCORE"], ["P1", "3"]
    assert kept([["#Patient", "Score"], ["#STRING", "NUMBER"], header, data]) == [header, data]


def test_one_heading_with_a_hash_stays():
    rows = [["#", "CD25"], ["P1", "3"], ["P2", "4"]]
    assert kept(rows) == rows


def test_rows_of_another_table_stay():
    rows = [["Patient", "Status"], ["P1", "alive"], ["P2", "alive"]]
    assert kept(rows) == rows
