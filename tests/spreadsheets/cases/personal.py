"""Columns that identify people, and texts that other programs would take for commands."""

import datetime
from typing import Any

from tests.spreadsheets.case import Case, Problem, Theme, book, error, note, warning
from tests.spreadsheets.cases.layouts import IDS
from tests.spreadsheets.grid import Cell, Row, Sheet
from tests.spreadsheets.study import Key
from tests.spreadsheets.tables import data, sample_rows

PERSONAL = Theme("Columns that identify people, texts that look like formulas")
DELETE = "Delete the column before the file is passed on"
MADE_UP = ("A. Example", "B. Sample", "C. Specimen", "D. Instance", "E. Case", "F. Nobody")


def _told(where: str, heading: str, kind: str) -> Problem:
    return warning(
        where,
        f'The column "{heading}" holds {kind}, which identify people. It is not read.',
        mend=DELETE,
    )


@PERSONAL
def names_and_phone_numbers() -> Case:
    """Name, phone, e-mail, date of birth and record number beside the samples: never read."""
    headings = ["Patient's name", "Phone", "E-mail", "Date of birth", "MRN", "National ID"]
    kinds = [
        *("names", "phone numbers", "e-mail addresses", "dates of birth"),
        *("hospital record numbers", "national identity numbers"),
    ]
    rows = sample_rows()
    rows[0] = [*rows[0], *headings]
    for number, row in enumerate(rows[1:]):
        person = number // 4
        born = Cell(datetime.date(1960 + person, 2, 3), shown="dd.mm.yyyy")
        row += [MADE_UP[person], f"0000-{person}", f"{person}@example.org", born, 1000 + person]
        row.append(f"ID-000{person}")
    return book(
        data(rows),
        problems=[
            *(
                _told(f"Data!{letter}1", heading, kind)
                for letter, heading, kind in zip("GHIJKL", headings, kinds, strict=True)
            ),
            note("Data!G1:L1", "Columns that the plan does not name are not read"),
        ],
    )


@PERSONAL
def names_in_other_languages() -> Case:
    """A patients' sheet with names, birth dates and numbers in German, French and Persian."""
    headings = ["Nachname", "Date de naissance", "کد ملی", "تلفن همراه", "Age"]
    people: list[Row] = [["Patient", *headings]]
    for number, patient in enumerate(IDS):
        people.append([patient, MADE_UP[number], f"03/02/196{number}", number, number, 50 + number])
    kinds = ("names", "dates of birth", "national identity numbers", "phone numbers")
    return book(
        data(sample_rows()),
        Sheet("Patients", people),
        plan={
            "spreadsheet": {"sheet": "Data", "patients_sheet": "Patients"},
            "patients": {"covariates": {"age": ["Age"]}},
        },
        patients=[{"patient": patient, "age": 50 + n} for n, patient in enumerate(IDS)],
        problems=[
            _told(f"Patients!{letter}1", heading, kind)
            for letter, heading, kind in zip("BCDE", headings, kinds, strict=False)
        ],
    )


@PERSONAL
def e_mail_addresses_under_another_heading() -> Case:
    """A column of e-mail addresses that is called Contact person."""
    rows = sample_rows()
    for number, row in enumerate(rows):
        row.append(f"{IDS[(number - 1) // 4].lower()}@example.org" if number else "Who to ask")
    return book(
        data(rows),
        problems=[
            warning(
                "Data!G1:G25",
                "Column G holds e-mail addresses in 24 cells, which identify people. "
                "It is not read.",
                mend=DELETE,
            ),
            note("Data!G1", 'Columns that the plan does not name are not read: "Who to ask".'),
        ],
    )


@PERSONAL
def birth_dates_as_a_covariate() -> Case:
    """The plan asks for dates of birth: refused, with what to use instead."""
    rows = sample_rows()
    for number, row in enumerate(rows):
        row.append(Cell(datetime.date(1961, 2, 3), shown="dd.mm.yyyy") if number else "Birthday")
    return book(
        data(rows),
        plan={"patients": {"covariates": {"born": ["Birthday"]}}},
        problems=[
            error(
                "Data!G1",
                'born is read from the column "Birthday", which holds dates of birth: they '
                "identify people and would stand in the results.",
                mend="Take born out of the config, and use a column with the age in years.",
            )
        ],
    )


@PERSONAL
def names_as_ids() -> Case:
    """The patients' IDs stand under "Name"."""
    rows = sample_rows()
    rows[0][0] = "Name"
    return book(
        data(rows),
        plan={"spreadsheet": {"columns": {"patient": "Name"}}},
        shape=True,
        problems=[
            warning(
                "Data!A1",
                'The patient IDs stand under "Name": if they are names, the report and all tables '
                "identify people.",
                mend="Replace them by the study's codes",
            )
        ],
    )


@PERSONAL
def e_mail_addresses_as_ids() -> Case:
    """E-mail addresses in the column of the IDs."""
    rows = sample_rows()
    for row in rows[1:]:
        row[0] = f"{row[0].lower()}@example.org"
    return book(
        data(rows),
        problems=[
            error(
                "Data!A1:A25",
                "Column A holds e-mail addresses in 24 cells and is read as patient IDs",
                mend="Replace them by the study's codes",
            )
        ],
    )


def _renamed(row: Row, patient: str) -> Row:
    cells: list[Any] = [patient, *row[1:3]]
    for cell in row[3:]:
        key = Key(patient, cell.key.tissue, cell.key.treatment, cell.key.marker)
        cells.append(Cell(cell.value, key=key, truth=cell.truth))
    return cells


@PERSONAL
def ids_that_look_like_formulas() -> Case:
    """IDs that begin with =, +, - and @, and one with markup: texts, and nothing but texts."""
    names = {
        "K03": "=HYPERLINK(1)",
        "K07": "+49",
        "K11": "-2",
        "K16": "@SUM(1)",
        "K22": "<b>K22</b>",
        "K28": "K28&amp;",
    }
    rows = sample_rows()
    order = sorted(names.values(), key=list(names.values()).index)
    assert len(order) == len(names)
    return book(data([rows[0], *(_renamed(row, names[row[0]]) for row in rows[1:])]))
