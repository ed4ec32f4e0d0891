"""Whether values that can be read can also be right."""

from collections.abc import Sequence
from dataclasses import replace

from tests.spreadsheets.case import Case, Theme, book, error, warning
from tests.spreadsheets.cases.layouts import IDS, one_line
from tests.spreadsheets.grid import Cell, Row, Sheet, replaced
from tests.spreadsheets.study import PEOPLE, study
from tests.spreadsheets.tables import data, missing, reads, sample_rows

CHECKS = Theme("Checks of the values and of the design")
ROWS = sample_rows()


def _times(rows: Sequence[Row], places: Sequence[str], factor: float, digits: int) -> list[Row]:
    """Rows with some values in another unit: that is what the file states."""
    changes = {}
    for address in places:
        cell = rows[int(address[1:]) - 1][ord(address[0]) - ord("A")]
        value = round(cell.value * factor, digits)
        changes[address] = reads(value, float(value))
    return replaced(rows, changes)


@CHECKS
def a_patient_in_fractions() -> Case:
    """CD25 of one patient in fractions, of all others in percent."""
    rows = _times(sample_rows(study(8)), ["D14", "D15", "D16", "D17"], 0.01, 4)
    return book(
        data(rows),
        problems=[
            warning(
                "Data!D14:D17",
                "4 values of CD25 are about 100 times smaller than the other patients' values",
                "Are these fractions and those percentages?",
                mend="Write all values of CD25 in one unit (%).",
                patient="K16",
                marker="CD25",
            )
        ],
    )


@CHECKS
def a_value_in_another_unit() -> Case:
    """One value of IL-10 in fg/ml."""
    rows = _times(sample_rows(study(8)), ["F12"], 1000, 0)
    return book(
        data(rows),
        problems=[
            warning(
                "Data!F12",
                "1 value of IL-10 is about 1000 times larger",
                "Is the unit another?",
                mend="Write all values of IL-10 in one unit (pg/ml).",
                patient="K11",
                marker="IL-10",
            )
        ],
    )


@CHECKS
def a_row_copied_over_another() -> Case:
    """The values of a sample stand in the row of another patient's sample too."""
    copied = [ROWS[6][column].value for column in (3, 4, 5)]
    changes = {
        f"{letter}20": reads(value, float(value))
        for letter, value in zip("DEF", copied, strict=True)
    }
    return book(
        data(replaced(ROWS, changes)),
        problems=[
            warning(
                "Data!D7:F7 Data!D20:F20",
                "3 values of K07 and K22 in Data!D7:F7 stand in the same order in Data!D20:F20.",
                mend="Compare them with the raw data.",
            )
        ],
    )


@CHECKS
def a_patients_row_copied() -> Case:
    """One row a patient: four values of a patient stand in the row of another one."""
    rows = one_line()
    changes = {
        f"{letter}6": reads(rows[2][column].value, float(rows[2][column].value))
        for column, letter in enumerate("FGHI", start=5)
    }
    return book(
        data(replaced(rows, changes)),
        plan={"spreadsheet": {"layout": "one_row_per_patient"}},
        problems=[
            warning(
                "Data!F3:I3 Data!F6:I6",
                "4 values of K07 and K22 in Data!F3:I3 stand in the same order in Data!F6:I6.",
                mend="Compare them with the raw data.",
                marker="Blimp-1",
            )
        ],
    )


@CHECKS
def stage_and_size_that_contradict_each_other() -> Case:
    """T1 with 6 cm, and T2 with 2 cm, which AJCC 8 calls T1."""
    people: list[Row] = [["Patient", "pT", "Tumor size (cm)"]]
    for patient in IDS:
        person = PEOPLE[patient]
        people.append([patient, f"p{person.category}", person.size])
    people[2][2] = 6.0
    people[4][2] = 2.0
    return book(
        data(sample_rows()),
        Sheet("Patients", people),
        plan={
            "spreadsheet": {"sheet": "Data", "patients_sheet": "Patients"},
            "patients": {
                "strata": {
                    "category": {"column": ["pT"], "kind": "ordered", "notation": "t_category"},
                    "size": {"column": ["Tumor size"], "kind": "continuous", "unit": "cm"},
                }
            },
        },
        problems=[
            warning(
                "Patients!B3:C3 Patients!B5:C5",
                "category and size of 2 patients contradict each other by the limits of AJCC 8 "
                "for the breast: K07 (T1c, 6 cm; above 1 up to 2 cm); "
                "K16 (T2, 2 cm; above 2 up to 5 cm).",
                mend="Correct the one that is wrong.",
            )
        ],
    )


@CHECKS
def a_sample_missing() -> Case:
    """A sample without a row."""
    rows = [row for number, row in enumerate(ROWS) if number != 14]
    return book(
        data(rows),
        problems=[
            warning(
                "Data!A14:A16",
                "K16 has no sample tumor, IL-2.",
                mend=["Add it if it exists.", "leave this patient out"],
                patient="K16",
            )
        ],
    )


@CHECKS
def values_missing_in_patient_rows() -> Case:
    """Cells left empty in one row a patient: each is named, no other value moves."""
    rows = replaced(one_line(), {"C3": None, "D3": None, "H6": "NA"})
    return book(
        data(rows),
        plan={"spreadsheet": {"layout": "one_row_per_patient"}},
        problems=[
            missing("Data!C3:D3", "CD25", "K07", "tumor, IL-2", "normal, control"),
            missing("Data!H6", "Blimp-1", "K22", "normal, control"),
        ],
    )


@CHECKS
def a_marker_without_values() -> Case:
    """A column with a heading and nothing under it."""
    rows = replaced(ROWS, {f"F{row}": None for row in range(2, 26)})
    return book(
        data(rows),
        problems=[
            error(
                "Data!F2:F25",
                "IL-10 has no value at all.",
                mend="Fill in its values, or take the marker out of the config.",
                marker="IL-10",
            )
        ],
    )


@CHECKS
def a_patient_without_values() -> Case:
    """Rows of a patient whose values were all lost."""
    rows = replaced(ROWS, {f"{column}{row}": "NA" for column in "DEF" for row in range(10, 14)})
    return book(
        data(rows),
        problems=[
            error(
                "Data!A10:A13",
                "K11 has no value at all.",
                mend="Add the missing rows, remove K11",
                patient="K11",
            )
        ],
    )


@CHECKS
def a_level_that_nobody_has() -> Case:
    """No sample was treated with IL-2, as the sheet says."""
    rows = [row for row in ROWS if row[2] != "IL-2"]
    return book(
        data(rows),
        problems=[
            error(
                "Data!A2",
                "No patient has a value for IL-2 (treatment).",
                mend="add their spelling to the level's aliases",
            )
        ],
    )


@CHECKS
def everything_at_once() -> Case:
    """Problems of many kinds in one sheet are all told at once, the errors first."""
    rows = replaced(
        ROWS,
        {
            "B3": "Tumr",
            "D7": "lost",
            "D12": 101,
            "E8": "=1+1",
            "F9": "2 ng/ml",
            "F10": None,
            "A25": None,
        },
    )
    cell = rows[7][4]
    rows[7][4] = replace(cell, value=None, formula="1+1") if isinstance(cell, Cell) else cell
    return book(
        data(rows),
        problems=[
            error(
                "Data!A25", "Row 25 has values but no patient ID.", mend="Write the patient's ID"
            ),
            error("Data!B3", '"Tumr" is no level of tissue', mend='Did you mean "tumor"?'),
            error("Data!D7", '"lost"', mend="leave the cell empty", patient="K07", marker="CD25"),
            error(
                "Data!D12",
                "101 is not between 0 and 100 %",
                mend="Correct the value",
                patient="K11",
                marker="CD25",
            ),
            error(
                "Data!E8",
                "saved without its result",
                mend="save it, and run again",
                patient="K07",
                marker="Blimp-1",
            ),
            error(
                "Data!F9",
                '"ng/ml" stands behind',
                mend="not converted",
                patient="K07",
                marker="IL-10",
            ),
        ],
    )
