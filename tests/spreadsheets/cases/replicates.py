"""Technical replicates in rows and in columns, and samples that stand there twice."""

from typing import Any

from tests.spreadsheets.case import Case, Problem, Theme, book, error, note, warning
from tests.spreadsheets.cases.layouts import IDS
from tests.spreadsheets.grid import Cell, Row, replaced
from tests.spreadsheets.study import MARKERS, SAMPLES
from tests.spreadsheets.tables import HEADER, WHOLE, data, holds, reads, sample_rows

REPLICATES = Theme("Replicates and repeated rows")
NUMBERED = {"spreadsheet": {"columns": {"replicate": "Well"}}}


def _around(cell: Cell, part: float) -> Cell:
    """A replicate: the value of the study and some half percents, or as much in tenths of it."""
    assert cell.key is not None
    assert cell.truth is not None
    more = part if cell.key.marker == "CD25" else cell.truth * part / 10
    value = round(cell.truth + more, 2)
    return Cell(value, key=cell.key, truth=value)


def _pairs(first: float = -0.5, second: float = 0.5) -> list[Row]:
    """Two rows for each sample, with the number of the well in column D."""
    rows: list[Row] = [[*HEADER, "Well", *MARKERS]]
    for row in sample_rows()[1:]:
        for number, part in ((1, first), (2, second)):
            rows.append([*row[:3], number, *(_around(cell, part) for cell in row[3:])])
    return rows


@REPLICATES
def replicates_in_rows() -> Case:
    """Two rows for each sample, numbered in a column that the plan names."""
    return book(data(_pairs()), plan=NUMBERED)


@REPLICATES
def replicates_in_columns() -> Case:
    """Two columns for each marker, numbered at the end of their headings."""
    rows: list[Row] = [
        [*HEADER, "CD25 1", "CD25 2", "Blimp-1 rep a", "Blimp-1 rep b", "IL-10 (1)", "IL-10 (2)"]
    ]
    for row in sample_rows()[1:]:
        own = [_around(cell, part) for cell in row[3:] for part in (-0.5, 0.5)]
        rows.append([*row[:3], *own])
    names = ('"CD25 1", "CD25 2"', '"Blimp-1 rep a", "Blimp-1 rep b"', '"IL-10 (1)", "IL-10 (2)"')
    places = ("Data!D1 Data!E1", "Data!F1 Data!G1", "Data!H1 Data!I1")
    return book(
        data(rows),
        problems=[
            note(
                where,
                f"{words} are read as replicates of {marker} and averaged.",
                mend="give each a heading of its own",
                marker=marker,
            )
            for where, words, marker in zip(places, names, MARKERS, strict=True)
        ],
    )


@REPLICATES
def replicates_in_columns_of_patients() -> Case:
    """One row a patient, two columns for each sample of one marker."""
    headings = [f"CD25 {t} {c} rep {n}" for t, c in SAMPLES for n in (1, 2)]
    rows: list[Row] = [["Patient", *headings]]
    for patient in IDS:
        own = [holds(WHOLE, patient, *sample, "CD25") for sample in SAMPLES]
        rows.append([patient, *(_around(cell, part) for cell in own for part in (-0.5, 0.5))])
    return book(
        data(rows),
        plan={
            "spreadsheet": {"layout": "one_row_per_patient"},
            "markers": {"Blimp-1": None, "IL-10": None},
        },
        problems=[
            note(
                "Data!B1:I1",
                "are read as replicates, by the numbers at the end of their headings",
                mend="name it in the headings",
            )
        ],
    )


@REPLICATES
def replicates_that_differ() -> Case:
    """Replicates whose coefficient of variation is above the plan's limit."""
    rows = _pairs()
    cell = rows[5][4]
    rows[5][4] = _around(holds(WHOLE, "K03", "normal", "control", "CD25"), 30)
    assert isinstance(cell, Cell)
    return book(
        data(rows),
        plan={**NUMBERED, "markers": {"CD25": {"replicate_cv": 20}}},
        problems=[
            warning(
                "Data!E6 Data!E7",
                "Replicates of CD25 vary by more than 20 % (coefficient of variation): K03 normal, "
                "control (",
                mend="Look the wells up; leave a value empty if its well failed.",
                patient="K03",
                marker="CD25",
            )
        ],
    )


@REPLICATES
def a_replicate_missing() -> Case:
    """A well that failed is left empty: the other one stands for the sample."""
    return book(data(replaced(_pairs(), {"E3": None, "F6": "NA"})), plan=NUMBERED)


@REPLICATES
def a_replicate_twice() -> Case:
    """Well 1 stands there twice, with other values."""
    rows = replaced(_pairs(), {"D3": 1})
    problems = []
    for column, marker in enumerate(MARKERS, start=4):
        values = ", ".join(f'"{rows[row][column].value:g}"' for row in (1, 2))
        problems.append(
            error(
                f"Data!{'ABCDEFG'[column]}2 Data!{'ABCDEFG'[column]}3",
                f"{marker} of K03 (tumor, control) has replicate 1 with the values {values}.",
                mend="Number the replicates, or delete the wrong value.",
                patient="K03",
                marker=marker,
            )
        )
    return book(data(rows), plan=NUMBERED, problems=problems)


@REPLICATES
def half_of_the_columns_numbered() -> Case:
    """CD25 beside CD25 2: a replicate, or something else?"""
    rows = [[*row, 12.5 if n else "CD25 2"] for n, row in enumerate(sample_rows())]
    return book(
        data(rows),
        problems=[
            error(
                "Data!D1 Data!G1",
                '"CD25" has no number, and "CD25 2" may be replicates of it or something else.',
                mend="Number all columns of replicates from 1",
                marker="CD25",
            ),
            note("Data!G1", 'Columns that the plan does not name are not read: "CD25 2".'),
        ],
    )


def _twice(*problems: Problem, **changes: Any) -> Case:
    """The study with the sample of row 3 once more in row 26."""
    rows = sample_rows()
    rows.append([cell.value if isinstance(cell, Cell) else cell for cell in rows[2]])
    return book(data(replaced(rows, changes)), problems=problems)


@REPLICATES
def a_sample_twice_with_the_same_values() -> Case:
    """A row stands there twice: it is used once, and asked about."""
    return _twice(
        warning(
            "Data!D3:F3 Data!D26:F26",
            "tumor, IL-2 of K03 stands there twice with the same values; they are used once.",
            mend="Delete the repetition; or, if these are technical replicates",
            patient="K03",
        )
    )


@REPLICATES
def a_sample_twice_with_other_values() -> Case:
    """A sample stands there twice with two values of a marker: which one is right?"""
    value = WHOLE[holds(WHOLE, "K03", "tumor", "IL-2", "CD25").key]  # type: ignore[index]
    return _twice(
        error(
            "Data!D3 Data!D26",
            f'CD25 of K03 (tumor, IL-2) has the values "{value:g}", "77".',
            mend="Delete the wrong one; or, if these are technical replicates",
            patient="K03",
            marker="CD25",
        ),
        warning(
            "Data!E3:F3 Data!E26:F26",
            "tumor, IL-2 of K03 stands there twice with the same values",
            mend="Delete the repetition",
            patient="K03",
        ),
        D26=77,
    )


@REPLICATES
def replicates_on_both_sides_of_a_limit() -> Case:
    """One replicate below the limit of detection, one above it."""
    rows = _pairs()
    rows[5][4] = reads("<0.5", 0.5, "below", key=rows[5][4].key)
    return book(
        data(rows),
        plan=NUMBERED,
        problems=[
            warning(
                "Data!E6 Data!E7",
                "Some replicates are beyond a limit of detection and some are not",
                mend="Repeat the measurement, or leave the replicates out.",
                patient="K03",
                marker="CD25",
            )
        ],
    )
