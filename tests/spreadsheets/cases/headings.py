"""Headings and labels that are missing, or not understood."""

from tests.spreadsheets.case import Case, Theme, book, error, note, warning
from tests.spreadsheets.cases.layouts import one_line
from tests.spreadsheets.grid import replaced
from tests.spreadsheets.tables import data, long_rows, sample_rows

HEADINGS = Theme("Headings and labels that are not understood")
PATIENT = {"spreadsheet": {"layout": "one_row_per_patient"}}
SAMPLE_HEADINGS = "Data!B1:F1"


@HEADINGS
def no_heading_of_the_ids() -> Case:
    """No column has the heading of the patient IDs that the plan names."""
    rows = replaced(sample_rows(), {"A1": "Patients"})
    return book(
        data(rows),
        problems=[
            error(
                "Data",
                'No cell holds the heading "Patient" of the patient IDs.',
                mend=['Did you mean "Patients"?', "spreadsheet.columns.patient"],
            )
        ],
    )


@HEADINGS
def no_heading_of_a_marker() -> Case:
    """A marker is missing, and one is spelled in another way."""
    rows = replaced(sample_rows(), {"E1": "Blimp1", "F1": None})
    for row in rows:
        row[5:] = []
    return book(
        data(rows),
        problems=[
            error(
                "Data!B1:E1",
                'No column has the heading "Blimp-1" of the marker Blimp-1. Headings seen: '
                '"Tissue", "Treatment", "CD25", "Blimp1".',
                mend=['Did you mean "Blimp1"?', "list it under column"],
                marker="Blimp-1",
            ),
            error(
                "Data!B1:E1",
                'No column has the heading "IL-10" of the marker IL-10.',
                mend="Correct the heading",
                marker="IL-10",
            ),
            note("Data!E1", 'Columns that the plan does not name are not read: "Blimp1".'),
        ],
    )


@HEADINGS
def no_column_of_a_factor() -> Case:
    """No column says which treatment a sample had."""
    rows = [[*row[:2], *row[3:]] for row in sample_rows()]
    return book(
        data(rows),
        problems=[
            error(
                "Data!B1:E1",
                'No column has the heading "treatment" of the factor treatment.',
                mend="Correct the heading, or list it under column in the config.",
            )
        ],
    )


@HEADINGS
def one_heading_twice() -> Case:
    """Two columns are called CD25."""
    rows = replaced(sample_rows(), {"E1": "CD25"})
    return book(
        data(rows),
        problems=[
            error(
                "Data!D1:E1",
                'Several columns have the heading of the marker CD25: "CD25".',
                mend="Give each column a heading of its own.",
            ),
            error(
                SAMPLE_HEADINGS,
                'No column has the heading "Blimp-1"',
                mend="Correct the heading",
                marker="Blimp-1",
            ),
            note("Data!D1:E1", 'Columns that the plan does not name are not read: "CD25".'),
        ],
    )


@HEADINGS
def unit_of_the_heading() -> Case:
    """A heading gives ng/ml where the plan gives pg/ml."""
    rows = replaced(sample_rows(), {"F1": "IL-10 (ng/ml)", "D1": "CD25 (% of CD4+)"})
    return book(
        data(rows),
        problems=[
            warning(
                "Data!F1",
                'The heading "IL-10 (ng/ml)" gives the unit ng/ml, the plan gives pg/ml',
                mend="Correct the heading or the unit in the config",
            )
        ],
    )


@HEADINGS
def level_that_the_plan_does_not_know() -> Case:
    """A label with a typing error, a label left blank, and a treatment that nobody declared."""
    rows = replaced(sample_rows(), {"B3": "Tumr", "B4": "Tumr", "C8": None, "C13": "IL-15"})
    fix = "Correct the cell, or add the spelling to the plan."
    return book(
        data(rows),
        problems=[
            error(
                "Data!B3 Data!B4",
                '"Tumr" is no level of tissue of the plan. It stands in 2 rows.',
                mend=['Did you mean "tumor"?', fix],
            ),
            error("Data!C8", "The level of treatment is missing.", mend=fix),
            error("Data!C13", '"IL-15" is no level of treatment of the plan.', mend=fix),
        ],
    )


@HEADINGS
def marker_that_the_plan_does_not_know() -> Case:
    """Names of markers in a long table: a typing error, and a cell left blank."""
    rows = replaced(long_rows(), {"D4": "IL-1O", "D9": None})
    fix = "Correct the cell, or add the spelling to the plan."
    return book(
        data(rows),
        plan={"spreadsheet": {"layout": "long"}},
        problems=[
            error("Data!D4", '"IL-1O" is no marker of the plan.', mend=['"IL-10"?', fix]),
            error("Data!D9", "The marker is missing.", mend=fix),
        ],
    )


@HEADINGS
def heading_that_names_two_levels() -> Case:
    """A heading that names tumor and normal, and one that names no treatment."""
    rows = replaced(one_line(), {"B1": "CD25 tumor normal control", "G1": "Blimp-1 tumor"})
    mend = "Name one marker and one level of each factor"
    return book(
        data(rows),
        plan=PATIENT,
        problems=[
            error(
                "Data!B1",
                "is not understood: it names several levels of tissue: normal, tumor.",
                mend=mend,
                marker="CD25",
            ),
            error(
                "Data!G1",
                "is not understood: it names no level of treatment.",
                mend=mend,
                marker="Blimp-1",
            ),
        ],
    )


@HEADINGS
def heading_with_an_unknown_word() -> Case:
    """A heading holds a word that may change its meaning."""
    rows = replaced(one_line(), {"C1": "CD25 tumor IL-2 day 3"})
    return book(
        data(rows),
        plan=PATIENT,
        problems=[
            error(
                "Data!C1",
                'is not understood: it holds "day", "3", which the plan does not know.',
                mend="add the spelling to the aliases",
                marker="CD25",
            )
        ],
    )


@HEADINGS
def two_headings_of_one_cell() -> Case:
    """Two columns name the same marker and sample."""
    rows = replaced(one_line(), {"D1": "CD25 N medium", "E1": "CD25 normal control"})
    return book(
        data(rows),
        plan=PATIENT,
        problems=[
            error(
                "Data!D1:E1",
                'The headings "CD25 N medium" and "CD25 normal control" both name CD25 for '
                "normal, control.",
                mend="Correct one of them, or delete the column",
                marker="CD25",
            )
        ],
    )
