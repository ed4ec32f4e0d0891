"""Who is who: spellings of patient IDs, and labels that look exchanged."""

import datetime
from collections.abc import Mapping

from tests.spreadsheets.case import Case, Theme, book, error, note, warning
from tests.spreadsheets.grid import Cell, Row, Sheet, replaced
from tests.spreadsheets.study import Key, study
from tests.spreadsheets.tables import data, sample_rows

IDENTITY = Theme("Patient IDs and labels")
ASKED = "They are read as different ones."
MEND = ["If it is one patient, write the ID the same way everywhere", "patients.same_id"]
NOT_THERE = {"patients": {"unpaired": "keep"}}


def _spelled(spellings: Mapping[int, str], owner: str = "") -> list[Row]:
    """Rows in some of which another ID stands: of their own patient, or of a new one."""
    rows = sample_rows()
    for number, spelling in spellings.items():
        row = rows[number - 1]
        for column in (3, 4, 5):
            key = row[column].key
            own = Key(owner or key.patient, key.tissue, key.treatment, key.marker)
            row[column] = Cell(row[column].value, key=own, truth=row[column].truth)
        row[0] = spelling
    return rows


@IDENTITY
def zeros_before_a_number() -> Case:
    """K3 in the patients' sheet and K03 in the samples: a question, and two patients."""
    people: list[Row] = [
        ["Patient", "Age"],
        ["K3", 51],
        *([f"K{n}", 60] for n in ("07", 11, 16, 22, 28)),
    ]
    return book(
        data(sample_rows()),
        Sheet("People", people),
        plan={
            "spreadsheet": {"sheet": "Data", "patients_sheet": "People"},
            "patients": {"covariates": {"age": ["Age"]}},
        },
        problems=[
            warning(
                "Data!A2 People!A2", f'Are "K03" and "K3" the same patient? {ASKED}', mend=MEND
            ),
            warning(
                "People!A2",
                "K3 has no row in the sheet Data.",
                mend="Add the measurements, or correct the ID.",
                patient="K3",
            ),
            warning(
                "Data!A2:A5",
                "K03 is not in the sheet People",
                mend="Add K03 there, or correct the ID.",
                patient="K03",
            ),
        ],
    )


@IDENTITY
def case_spaces_and_zeros_that_do_not_count() -> Case:
    """The plan says that case, spaces and zeros do not count: K3, k 03 and K03 are one patient."""
    return book(
        data(_spelled({3: "K3", 4: "k 03", 9: "k07 "})),
        plan={"patients": {"same_id": ["case", "spaces", "zeros"]}},
        problems=[
            note(
                "Data!A3 Data!A4 Data!A9",
                "IDs that differ only in case, spaces and zeros are one patient: "
                '"K3" is read as "K03", "k 03" is read as "K03", "k07" is read as "K07".',
            )
        ],
    )


@IDENTITY
def case_that_does_not_count_and_zeros_that_do() -> Case:
    """Only case does not count: k03 is merged, K3 is asked about and has too few samples."""
    rows = _spelled({3: "k03"})
    rows = [*rows[:3], *_spelled({4: "K3", 5: "K3"}, "K3")[3:5], *rows[5:]]
    return book(
        data(rows),
        plan={"patients": {"same_id": ["case"], "unpaired": "keep"}},
        problems=[
            note(
                "Data!A3",
                'IDs that differ only in case are one patient: "k03" is read as "K03".',
            ),
            warning("Data!A2 Data!A4", f'Are "K03" and "K3" the same patient? {ASKED}', mend=MEND),
            warning(
                "Data!A2 Data!A3",
                "K03 has no sample at all for normal (tissue).",
                mend="enters the contrasts that do not need it",
                patient="K03",
            ),
            warning(
                "Data!A4 Data!A5",
                "K3 has no sample at all for tumor (tissue).",
                mend="enters the contrasts that do not need it",
                patient="K3",
            ),
        ],
    )


@IDENTITY
def letters_that_look_the_same() -> Case:
    """KO3 with the letter O, and К07 with a Cyrillic К."""
    rows = sample_rows()
    rows[2][0] = "KO3"
    rows[6][0] = "К07"
    lacks = "has no sample at all for normal (tissue) and control (treatment)."
    return book(
        data(rows),
        problems=[
            *(
                error(
                    f"Data!A{row} Data!A{row + 1}",
                    f'Are "{patient}" and "{other}" the same patient? {ASKED} As different '
                    f"patients they cannot be paired: {other} {lacks}",
                    mend=[*MEND, "If they are different patients, add what is missing"],
                )
                for row, patient, other in ((2, "K03", "KO3"), (6, "K07", "К07"))
            ),
            *(
                warning(
                    f"Data!A{row} Data!A{row + 2} Data!A{row + 3}",
                    f"{patient} has no sample tumor, IL-2.",
                    mend="Add it if it exists.",
                    patient=patient,
                )
                for row, patient in ((2, "K03"), (6, "K07"))
            ),
        ],
    )


@IDENTITY
def one_character_apart() -> Case:
    """K61 has just the samples that K16 lacks: a typing error?"""
    rows = _spelled({16: "K61", 17: "K61"}, "K61")
    return book(
        data(rows),
        plan=NOT_THERE,
        problems=[
            warning(
                "Data!A14:A17",
                'Are "K16" and "K61" the same patient? The IDs differ by one character, and one '
                "has only what the other lacks.",
                mend="If an ID is mistyped, correct it in these cells.",
            ),
            warning(
                "Data!A14 Data!A15",
                "K16 has no sample at all for normal (tissue).",
                mend="enters the contrasts",
                patient="K16",
            ),
            warning(
                "Data!A16 Data!A17",
                "K61 has no sample at all for tumor (tissue).",
                mend="enters the contrasts",
                patient="K61",
            ),
        ],
    )


@IDENTITY
def ids_of_samples() -> Case:
    """The column of IDs holds an ID for each tissue (K03T, K03N): nothing is paired."""
    rows = sample_rows()
    for row in rows[1:]:
        row[0] += row[1][0]
    return book(
        data(rows),
        problems=[
            error(
                "Data!A2:A25",
                "12 IDs differ from another ID by one character",
                "Does the column hold the IDs of samples?",
                "6 IDs only at tumor, 6 IDs only at normal, none at both",
                mend="write one ID in all rows of a patient: the patient's, not the sample's",
            )
        ],
    )


@IDENTITY
def ids_that_are_numbers() -> Case:
    """IDs as numbers in some rows and as text in others: 7, 7.0 and "7" are one patient."""
    rows = sample_rows()
    values = study()
    for number, row in enumerate(rows[1:]):
        own = 1 + number // 4
        row[0] = (own, float(own), f"{own}", f" {own}\u200e")[number % 4]
        for column in (3, 4, 5):
            key = row[column].key
            new = Key(str(own), key.tissue, key.treatment, key.marker)
            row[column] = Cell(values[key], key=new, truth=values[key])
    return book(data(rows))


@IDENTITY
def ids_that_became_something_else() -> Case:
    """An ID that Excel made a date, one that it made a logical value, one with decimals."""
    rows = replaced(
        sample_rows(),
        {
            "A3": Cell(datetime.date(2024, 3, 11), shown="dd.mm.yyyy"),
            "A8": True,
            "A13": 16.5,
            "A20": Cell("#REF!", error=True),
        },
    )
    became = "The patient ID has become a date or a logical value"
    return book(
        data(rows),
        problems=[
            error("Data!A3", f"{became} (2024-03-11)", mend="Format the column as text"),
            error("Data!A8", f"{became} (TRUE)", mend="Format the column as text"),
            error("Data!A13", "a number with decimals (16.5)", mend="Format the column as text"),
            error("Data!A20", "The patient ID shows the error #REF!.", mend="Write the ID."),
        ],
    )


@IDENTITY
def ids_in_the_first_row_only() -> Case:
    """The ID stands in the first row of each patient and is not merged: nothing is filled down."""
    rows = [[*row] for row in sample_rows()]
    for number, row in enumerate(rows[1:]):
        row[0] = None if number % 4 else row[0]
    return book(
        data(rows),
        problems=[
            error(
                " ".join(f"Data!A{row}:A{row + 2}" for row in range(3, 26, 4)),
                "18 rows have values but no patient ID.",
                mend="a cell left blank under an ID is not filled in",
            )
        ],
    )


@IDENTITY
def patient_without_normal_tissue() -> Case:
    """A patient of whom only tumor was measured: refused until someone decides."""
    rows = sample_rows()
    del rows[7:9]
    return book(
        data(rows),
        problems=[
            error(
                "Data!A6 Data!A7",
                "K07 has no sample at all for normal (tissue).",
                mend=["Add the missing rows", "remove K07", "patients.unpaired: keep"],
                patient="K07",
            )
        ],
    )


@IDENTITY
def patient_without_normal_tissue_kept() -> Case:
    """The plan keeps patients who lack a level."""
    rows = sample_rows()
    del rows[7:9]
    return book(
        data(rows),
        plan=NOT_THERE,
        problems=[
            warning(
                "Data!A6 Data!A7",
                "K07 has no sample at all for normal (tissue).",
                mend="The patient enters the contrasts that do not need it.",
                patient="K07",
            )
        ],
    )


@IDENTITY
def labels_of_a_patient_exchanged() -> Case:
    """Tumor and normal of one patient of twelve are exchanged: a question that names the cells."""
    values = study(12)
    rows = sample_rows(values)
    for one, other in ((13, 15), (14, 16)):
        rows[one][3:], rows[other][3:] = rows[other][3:], rows[one][3:]
    for row in rows[13:17]:
        tissue = "tumor" if row[1] == "Tumor" else "normal"
        for column in (3, 4, 5):
            key = row[column].key
            new = Key(key.patient, tissue, row[2], key.marker)
            row[column] = Cell(row[column].value, key=new, truth=row[column].truth)
    return book(
        data(rows),
        problems=[
            warning(
                "Data!D14:F17",
                "Are tumor and normal of K16 swapped",
                "for CD25, Blimp-1 and IL-10",
                mend="Look the labels up in the laboratory's records.",
                patient="K16",
            )
        ],
    )
