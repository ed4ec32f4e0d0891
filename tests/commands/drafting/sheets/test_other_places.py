"""What stands elsewhere than in columns under headings is found, and nothing taken for it."""

from explant.commands.drafting.sheets.other_places import restated
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


def mice(first, count=4):
    return [["Mouse", "CD4"], *([f"M{n}", n + 0.5] for n in range(first, first + count))]


def test_sheets_of_other_patients_are_groups():
    found = found_in(WT=mice(1), KO=mice(5))
    assert found.keys["sheets"][0] == "all"
    (sheet,) = found.book.sheets
    assert rows_of(sheet)[0] == ["name of the sheet", "Mouse", "CD4"]
    assert rows_of(sheet)[5] == ["KO", "M5", "5.5"]
    assert sheet.at(6, 3).place == "KO!B2"
    assert found_in(Tumor=mice(1), Normal=mice(1)).keys == {}


def test_tables_of_other_patients_beside_each_other_are_groups():
    rows = [["PBS", None, None, "BCG"]]
    rows += [[*a, None, *b] for a, b in zip(mice(1), mice(5), strict=True)]
    (sheet,) = found_in(Data=rows).book.sheets
    assert rows_of(sheet)[0] == ["title above", "Mouse", "CD4"]
    assert rows_of(sheet)[5] == ["BCG", "M5", "5.5"]
    same = [[*a, None, *b] for a, b in zip(mice(1), mice(1), strict=True)]
    assert rows_of(found_in(Data=[rows[0], *same]).book.sheets[0])[0] == ["PBS", "", "BCG", ""]


def test_ids_of_patients_under_another_heading():
    clinic = [["Patient no.", "Age"], *([f"P{n}", 50.5 + n] for n in range(1, 3))]
    found = found_in(Data=TABLE, Clinic=clinic)
    assert found.patients_heading == "Patient no."
    assert rows_of(found.book.sheets[1])[0] == ["Patient", "Age"]
