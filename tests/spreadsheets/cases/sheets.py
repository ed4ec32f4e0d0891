"""Workbooks of several sheets, and what is hidden in them."""

from collections.abc import Sequence
from typing import Any

from tests.spreadsheets.case import Case, Theme, book, error, note, warning
from tests.spreadsheets.grid import Row, Sheet
from tests.spreadsheets.study import MARKERS, PEOPLE, patients_of
from tests.spreadsheets.tables import WHOLE, data, missing, sample_rows

SHEETS = Theme("Several sheets, hidden parts")
IDS = patients_of(WHOLE)
STRATA: dict[str, Any] = {
    "patients": {
        "strata": {
            "stage": {
                "column": ["Stage (AJCC)"],
                "kind": "ordered",
                "notation": "ajcc_stage",
                "groups": {"early": ["I", "IIA"], "late": ["IIB", "III"]},
            },
            "size": {
                "column": ["Tumor size"],
                "kind": "continuous",
                "unit": "cm",
                "cut_point": 2.0,
            },
        },
        "covariates": {"age": ["Age"]},
    }
}
IN_A_SHEET = {**STRATA, "spreadsheet": {"sheet": "Data", "patients_sheet": "Patients"}}
GROUPS = {"I": "early", "IIA": "early", "IIB": "late", "IIIA": "late"}


def _people(ids: Sequence[str] = IDS) -> list[Row]:
    rows: list[Row] = [["Clinical data"], ["Patient", "Age", "Stage (AJCC)", "Tumor size (cm)"]]
    for patient in ids:
        person = PEOPLE[patient]
        rows.append([patient, person.age, person.stage, person.size])
    return rows


def _known(ids: Sequence[str] = IDS) -> list[dict[str, Any]]:
    return [
        {
            "patient": patient,
            "stage": PEOPLE[patient].stage,
            "stage_group": GROUPS[PEOPLE[patient].stage],
            "size": PEOPLE[patient].size,
            "size_group": "> 2 cm" if PEOPLE[patient].size > 2 else "≤ 2 cm",
            "age": PEOPLE[patient].age,
        }
        for patient in ids
    ]


@SHEETS
def patients_in_a_sheet_of_their_own() -> Case:
    """Markers in one sheet; stage, size and age of the patients in another."""
    people = _people(IDS[::-1])
    return book(data(sample_rows()), Sheet("Patients", people), plan=IN_A_SHEET, patients=_known())


@SHEETS
def patients_beside_their_samples() -> Case:
    """Stage, size and age in columns of the samples' own table, written in the first row only."""
    rows = sample_rows()
    rows[0] += ["Stage (AJCC)", "Tumor size [cm]", "Age"]
    for number, patient in enumerate(IDS):
        person = PEOPLE[patient]
        stage = f"stage {person.stage.lower()}" if number % 2 else f"p{person.stage}"
        rows[1 + 4 * number] += [stage, f"{person.size} cm", person.age]
    return book(data(rows), plan=STRATA, patients=_known())


@SHEETS
def patients_in_one_sheet_only() -> Case:
    """A patient without clinical data, and clinical data of one without measurements."""
    people = _people(IDS[1:])
    people.append(["K99", 44, "IIA", 2.2])
    known = [{**row, "age": row["age"]} for row in _known()]
    known[0] = {"patient": "K03", "stage": None, "stage_group": None, "size": None} | {
        "size_group": None,
        "age": None,
    }
    known.append(
        {
            **{"patient": "K99", "stage": "IIA", "stage_group": "early", "size": 2.2},
            **{"size_group": "> 2 cm", "age": 44},
        }
    )
    return book(
        data(sample_rows()),
        Sheet("Patients", people),
        plan=IN_A_SHEET,
        patients=known,
        problems=[
            warning(
                "Data!A2:A5",
                "K03 is not in the sheet Patients",
                mend="Add K03 there, or correct the ID.",
                patient="K03",
            ),
            warning(
                "Patients!A8",
                "K99 has no row in the sheet Data.",
                mend="Add the measurements, or correct the ID.",
                patient="K99",
            ),
        ],
    )


@SHEETS
def clinical_data_as_labs_write_them() -> Case:
    """A stage that is none, a size with a decimal comma, an age that is not known."""
    people = _people()
    people[2][2] = "large"
    people[3][3] = "1,6"
    people[4][1] = "ND"
    people[5][2] = "2b"
    known = _known()
    known[0] |= {"stage": None, "stage_group": None}
    known[2] |= {"age": None}
    return book(
        data(sample_rows()),
        Sheet("Patients", people),
        plan=IN_A_SHEET,
        patients=known,
        problems=[
            warning(
                "Patients!C3",
                'stage of K03: "large" is no AJCC stage',
                mend="Write it as IIA, 2A or stage iia.",
                patient="K03",
            ),
            note("Patients!C3", "stage is not known of K03.", mend="Fill it in"),
        ],
    )


@SHEETS
def two_stages_of_one_patient() -> Case:
    """A patient's stage is another one in another row."""
    rows = sample_rows()
    rows[0].append("Stage (AJCC)")
    for number, row in enumerate(rows[1:]):
        row.append(PEOPLE[IDS[number // 4]].stage)
    rows[8][6] = "IIB"
    plan = {"patients": {"strata": {"stage": STRATA["patients"]["strata"]["stage"]}}}
    return book(
        data(rows),
        plan=plan,
        problems=[
            error(
                "Data!G6 Data!G9",
                'stage of K07 is "I" in G6 and "IIB" in G9.',
                mend="Correct one of them",
                patient="K07",
            )
        ],
    )


@SHEETS
def sheet_that_is_not_there() -> Case:
    """The plan names a sheet that the workbook does not have."""
    return book(
        Sheet("Markers 2024", sample_rows()),
        plan={"spreadsheet": {"sheet": "Markers2024"}},
        problems=[
            error(
                "sheet-that-is-not-there.xlsx",
                'There is no sheet "Markers2024". Sheets: "Markers 2024".',
                mend=['Did you mean "Markers 2024"?', "spreadsheet.sheet"],
            )
        ],
    )


@SHEETS
def sheet_of_a_marker_missing() -> Case:
    """A sheet for each marker, and none for one of them."""
    rows = sample_rows()
    sheets = [
        Sheet(
            f"{marker} (raw)",
            [[*row[:3], row[3 + n] if k else "Value"] for k, row in enumerate(rows)],
        )
        for n, marker in enumerate(MARKERS[:2])
    ]
    return book(
        *sheets,
        plan={"spreadsheet": {"sheets": "one_per_marker"}},
        problems=[
            error(
                "CD25 (raw) Blimp-1 (raw)",
                'No sheet, title or heading names IL-10. Sheets read: "CD25 (raw)", '
                '"Blimp-1 (raw)".',
                mend="Name a sheet after the marker",
                marker="IL-10",
            )
        ],
    )


@SHEETS
def patients_differ_between_sheets() -> Case:
    """A sheet for each marker; in one of them a patient is missing."""
    rows = sample_rows()
    sheets = [
        Sheet(
            marker,
            [
                [*row[:3], row[3 + n] if k else "Value"]
                for k, row in enumerate(rows)
                if n != 1 or row[0] != "K16"
            ],
        )
        for n, marker in enumerate(MARKERS)
    ]
    samples = ("tumor, control", "tumor, IL-2", "normal, control", "normal, IL-2")
    return book(
        *sheets,
        plan={"spreadsheet": {"sheets": "one_per_marker"}},
        problems=[missing("CD25!A14:A17 IL-10!A14:A17", "Blimp-1", "K16", *samples)],
    )


@SHEETS
def hidden_rows_and_columns() -> Case:
    """Hidden rows and a hidden column are read like the rest, and told of."""
    return book(
        data(sample_rows(), hidden_rows=[3, 8, 9], hidden_columns=[5]),
        problems=[
            warning("Data", "Hidden rows: 3, 8, 9;", "read like the rest", mend="Show it"),
            warning("Data", "Hidden columns: E;", "read like the rest", mend="Show it"),
        ],
    )


@SHEETS
def hidden_sheets() -> Case:
    """A hidden sheet stands first: the first that can be seen is read."""
    old = [[*row] for row in sample_rows()]
    for row in old[1:]:
        row[3:] = [1, 2, 3]
    return book(
        Sheet("Old", old, hidden=True),
        data(sample_rows()),
        problems=[note("Old", "The sheet is hidden and is not read.", mend="Show it")],
    )


@SHEETS
def hidden_sheet_that_is_named() -> Case:
    """The plan names a sheet that is hidden: it is read, and told of."""
    return book(
        Sheet("Cover", [["Study of explants"]]),
        data(sample_rows(), hidden=True),
        plan={"spreadsheet": {"sheet": "Data"}},
        problems=[
            warning(
                "Data", "The sheet is hidden; what is hidden is read like the rest.", mend="Show it"
            )
        ],
    )


@SHEETS
def sheet_with_quotes_in_its_name() -> Case:
    """Places in a sheet with a space in its name are written as Excel writes them."""
    sheet = Sheet("Data of May", sample_rows())
    sheet.rows[6][3] = "lost"
    return book(
        sheet,
        problems=[
            error(
                "'Data of May'!D7",
                '"lost" is not a number.',
                mend=["leave the cell empty", "spreadsheet.missing"],
                patient="K07",
                marker="CD25",
            )
        ],
    )
