"""What stands elsewhere than in columns under headings is found, and nothing taken for it."""

import pytest

from explant.commands.drafting.other_places import restated
from explant.spreadsheet.sheet.cells import Workbook
from tests.spreadsheet.structure.test_plates import rows_of, sheet_of

TABLE = [["Patient", "Tissue", "CD25"], ["P1", "T", 1.5], ["P1", "N", 2.5], ["P2", "T", 3.5]]


def found_in(**sheets):
    return restated(Workbook("x", tuple(sheet_of(rows, name) for name, rows in sheets.items())))


def test_a_plain_table_stays_as_it_is():
    found = found_in(Data=TABLE)
    assert found.keys == {}
    assert found.patient is None
    assert rows_of(found.book.sheets[0])[0] == TABLE[0]


def test_samples_in_columns_are_turned():
    rows = [
        ["Patient", "P1", "P1", "P2", "P2", "P3", "P3"],
        ["Tissue", *["T", "N"] * 3],
        ["CD25", 1.5, 2.5, 3.5, 4.5, 5.5, 6.5],
    ]
    found = found_in(Data=rows)
    assert found.keys["samples_in"][0] == "columns"
    assert rows_of(found.book.sheets[0])[:2] == [["Patient", "Tissue", "CD25"], ["P1", "T", "1.5"]]


def test_two_rows_of_headings_are_no_samples_in_columns():
    rows = [["Patient", "CD25", None, "CD69", None], [None, "T", "N", "T", "N"], ["P1", 1, 2, 3, 4]]
    assert found_in(Data=rows).keys == {}


def test_a_key_is_joined_where_its_codes_are_those_of_the_measurements():
    measured = [["Tube", "CD25"], *([n, n + 0.5] for n in range(1, 7))]
    key = [
        ["Tube", "Patient", "Tissue"],
        *([n, f"P{(n + 1) // 2}", "TN"[n % 2]] for n in range(1, 7)),
    ]
    found = found_in(Measured=measured, Key=key)
    assert found.keys["key"][0] == {"sheet": "Key", "column": ["Tube"]}
    (sheet,) = found.book.sheets
    assert rows_of(sheet)[:2] == [["Patient", "Tissue", "Tube", "CD25"], ["P1", "N", "1", "1.5"]]
    assert found_in(Measured=measured, Key=key[:-1]).keys == {}


def test_sheets_named_after_patients():
    rows = [["Tissue", "CD25"], ["T", 1.5], ["N", 2.5]]
    found = found_in(P01=rows, P02=rows, P03=rows)
    assert found.patient == "name of the sheet"
    assert found.keys["sheets"][0] == "all"
    assert found_in(Tumor=rows, Normal=rows, Blood=rows).keys == {}


@pytest.mark.parametrize("first", ["P{}", "{}"])
def test_a_column_of_texts_without_a_heading_holds_the_ids(first):
    rows = [[None, "Time", "CD25"], *([first.format(n), "pre", n + 0.5] for n in range(1, 6))]
    assert found_in(Data=rows).patient == ("column A" if first == "P{}" else None)


def test_ids_in_the_first_row_of_each_patient():
    rows = [["Patient", "Tissue", "CD25"]]
    for n in range(1, 5):
        rows += [[f"P{n}", "T", n + 0.5], [None, "N", n + 0.25]]
    found = found_in(Data=rows)
    assert found.goes_on == ["Patient"]
    assert rows_of(found.book.sheets[0])[2] == ["P1", "N", "1.25"]


def test_one_lost_id_is_not_filled_in():
    rows = [["Patient", "CD25"], *([f"P{n}" if n != 3 else None, n + 0.5] for n in range(1, 7))]
    assert found_in(Data=rows).goes_on == []


def test_rows_of_their_own_speak_for_those_below():
    rows = [["Patient", "CD25"], ["Tumor tissue"], ["P1", 1.5], ["P2", 2.5]]
    rows += [["Normal tissue"], ["P1", 3.5], ["P2", 4.5]]
    (sheet,) = found_in(Data=rows).book.sheets
    assert rows_of(sheet)[:2] == [
        ["section above", "Patient", "CD25"],
        ["Tumor tissue", "P1", "1.5"],
    ]
