"""Labels that are easily taken for something else: numbers, signs, names within names."""

from typing import Any

from tests.spreadsheets.case import Case, Theme, book, warning
from tests.spreadsheets.cases.formats import PERSIAN, PERSIAN_LABELS
from tests.spreadsheets.cases.layouts import IDS
from tests.spreadsheets.grid import Row, Sheet
from tests.spreadsheets.study import MARKERS, SAMPLES
from tests.spreadsheets.tables import data, long_rows, patient_values, sample_rows

NAMES = Theme("Labels that are easily taken for something else")
DOSES = {"control": {"aliases": ["0", "0 IU/ml"]}, "IL-2": {"aliases": ["100", "100 IU/ml"]}}
OF_DOSES: dict[str, Any] = {"factors": {"treatment": {"column": ["Dose"], "levels": DOSES}}}


def _patients(headings: list[str]) -> Sheet:
    """One row a patient under one line of headings."""
    rows: list[Row] = [["Patient", *headings]]
    return data(rows + [[patient, *patient_values(patient)] for patient in IDS])


def _headings(form: str, names: dict[str, str]) -> list[str]:
    return [
        form.format(m=marker, t=names[tissue], c=names[treatment])
        for marker in MARKERS
        for tissue, treatment in SAMPLES
    ]


@NAMES
def doses_as_numbers() -> Case:
    """Doses that are numbers in some rows, texts in others, and with their unit in others."""
    rows = sample_rows()
    rows[0][2] = "Dose"
    for number, row in enumerate(rows[1:]):
        spellings = ((0, 100), ("0", "100"), (0.0, 100.0), ("0 IU/ml", "100 IU/mL"))
        row[2] = spellings[number // 2 % 4][row[2] == "IL-2"]
    return book(data(rows), plan=OF_DOSES, shape=True)


@NAMES
def doses_in_headings() -> Case:
    """Doses at the end of headings are levels, not numbers of replicates."""
    names = {"tumor": "T", "normal": "N", "control": "0", "IL-2": "100"}
    plan = {**OF_DOSES, "spreadsheet": {"layout": "one_row_per_patient"}}
    return book(_patients(_headings("{m} {t} {c}", names)), plan=plan, shape=True)


@NAMES
def doses_as_numbers_in_a_row_of_headings() -> Case:
    """Doses as numbers in the lower of two rows of headings."""
    upper: Row = ["Patient"]
    for marker in MARKERS:
        upper += [f"{marker} tumor", None, f"{marker} normal", None]
    rows: list[Row] = [upper, [None, *([0, 100] * 6)]]
    rows += [[patient, *patient_values(patient)] for patient in IDS]
    plan = {**OF_DOSES, "spreadsheet": {"layout": "one_row_per_patient"}}
    return book(data(rows), plan=plan, shape=True)


@NAMES
def a_level_within_another() -> Case:
    """`no IL-2` holds the name of the other level; the longer name counts."""
    names = {"tumor": "tumor", "normal": "normal", "control": "(no IL-2)", "IL-2": "(IL-2)"}
    plan = {
        "spreadsheet": {"layout": "one_row_per_patient"},
        "factors": {"treatment": {"levels": {"control": {"aliases": ["no IL-2"]}}}},
    }
    return book(_patients(_headings("{m}, {t} {c}", names)), plan=plan, shape=True)


@NAMES
def signs_beside_signs() -> Case:
    """`CD25+` is a marker, `+` a treatment: both in one heading."""
    names = {"tumor": "T", "normal": "N", "control": "-", "IL-2": "+"}
    headings = [
        heading.replace("CD25", "CD25+").replace("Blimp-1", "Blimp-1 hi")
        for heading in _headings("{m} {t} {c}", names)
    ]
    plan = {
        "spreadsheet": {"layout": "one_row_per_patient"},
        "markers": {"CD25": {"column": ["CD25+"]}, "Blimp-1": {"column": ["Blimp-1 hi"]}},
    }
    return book(_patients(headings), plan=plan, shape=True)


@NAMES
def signs_of_several_kinds() -> Case:
    """Minus signs and dashes of all kinds are one sign."""
    rows = sample_rows()
    dashes = "-\u2212\u2013\u2014\uff0d\u2010"
    for number, row in enumerate(rows[1:]):
        row[2] = "+" if row[2] == "IL-2" else dashes[number // 2 % len(dashes)]
    return book(data(rows), shape=True)


@NAMES
def persian_headings_that_carry_levels() -> Case:
    """Persian headings with a marker in Latin letters and both levels."""
    plan = {
        **PERSIAN,
        "spreadsheet": {"layout": "one_row_per_patient", "columns": {"patient": "بیمار"}},
    }
    sheet = _patients(_headings("{m} {t} {c}", PERSIAN_LABELS))
    sheet.rows[0][0] = "بيمار"
    return book(sheet, plan=plan, shape=True)


@NAMES
def names_with_units_in_a_column() -> Case:
    """A long table whose names of markers carry their units, one of them another unit."""
    rows = long_rows()
    spellings = {"CD25": "CD25 (%)", "Blimp-1": "BLIMP-1 [MFI]", "IL-10": "IL-10 (pg/ml)"}
    for row in rows[1:]:
        row[3] = spellings[row[3]]
    return book(data(rows), plan={"spreadsheet": {"layout": "long"}}, shape=True)


@NAMES
def a_name_with_another_unit_in_a_column() -> Case:
    """A long table that says ng/ml for a marker whose unit in the plan is pg/ml."""
    rows = long_rows()
    for row in rows[1:]:
        row[3] = "IL-10 (ng/ml)" if row[3] == "IL-10" else row[3]
    places = " ".join(f"Data!D{row}" for row in range(4, 40, 3))
    return book(
        data(rows),
        plan={"spreadsheet": {"layout": "long"}},
        problems=[
            warning(
                places,
                '"IL-10 (ng/ml)" gives the unit ng/ml, the plan gives pg/ml for IL-10.',
                "It stands in 24 rows.",
                mend="Correct the cells or the unit in the config: the numbers are not converted.",
                marker="IL-10",
            )
        ],
    )


@NAMES
def a_title_with_another_unit() -> Case:
    """Titles of tables give units, and one of them is another than in the plan."""
    rows: list[Row] = []
    titles = {"CD25": "CD25 (% of CD4+)", "Blimp-1": "Blimp-1 (MFI)", "IL-10": "IL-10 (ng/ml)"}
    for marker in MARKERS:
        rows += [[titles[marker]], ["Patient", *(f"{t} {c}" for t, c in SAMPLES)]]
        rows += [[patient, *patient_values(patient, [marker])] for patient in IDS]
        rows.append([])
    return book(
        data(rows),
        plan={"spreadsheet": {"layout": "one_row_per_patient"}},
        shape=True,
        problems=[
            warning(
                "Data!A19",
                '"IL-10 (ng/ml)" gives the unit ng/ml, the plan gives pg/ml for IL-10.',
                mend="Correct the title or the unit in the config",
                marker="IL-10",
            )
        ],
    )
