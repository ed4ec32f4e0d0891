"""A column of codes of conditions is not that of the units; a property of patients makes none."""

import pytest

from explant.commands.drafting.sheets.units_of_study import other_units
from tests.spreadsheet.structure.test_plates import sheet_of

RUNS = [f"explant_{number:03d}" for number in range(1, 7)]
GIVEN = ["virus", "low", "high", "both"]


def asked(rows, heading):
    sheet = sheet_of(rows, "Data")
    cell = next(c for c in sheet.cells.values() if c.value == heading)
    return other_units(sheet, cell)


def test_a_code_that_says_what_the_treatment_says_is_no_unit():
    rows = [["Experiment", "Treatment", "Code", "RLU"]]
    rows += [
        [run, given, code, 10.5 * code] for run in RUNS for code, given in enumerate(GIVEN, start=1)
    ]
    headings, why = asked(rows, "Code")
    assert headings == ["Experiment", "Code"]
    assert '"Experiment": 6 units × 4 samples; "Code": 4 units × 6 samples' in why
    assert '"Code" says the same as "Treatment"' in why
    assert asked(rows, "Experiment") == ([], "")


@pytest.mark.parametrize("sizes", [[1.5, 2.5, 3.5, 4.5, 5.5, 6.5], ["a", "b", "c", "d", "e", "f"]])
def test_what_each_patient_has_of_its_own_makes_no_unit_of_a_condition(sizes):
    rows = [["Sample", "Group", "CD25", "Size"]]
    rows += [
        [f"BC{n:02d}", group, n + 0.5, sizes[n]] for n in range(6) for group in ("N", "N+IL2", "T")
    ]
    assert asked(rows, "Sample") == ([], "")
