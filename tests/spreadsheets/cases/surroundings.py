"""What stands around the data: rows that sum up, notes, repeated headings, other tables."""

from tests.spreadsheets.case import Case, Theme, book, error, note, warning
from tests.spreadsheets.cases.layouts import one_line
from tests.spreadsheets.grid import Cell, beside
from tests.spreadsheets.tables import data, sample_rows

SURROUNDINGS = Theme("Rows that sum up, notes, other tables")
ROWS = sample_rows()


@SURROUNDINGS
def rows_that_sum_up() -> Case:
    """Mean, SD and n under the samples, as words, in a formula alone, and in another column."""
    rows = [
        *ROWS,
        [],
        ["Mean ± SD", None, None, "24.1 ± 8", 512, 33.1],
        ["SEM", None, None, 1.6, 35, 3.2],
        ["N", None, None, 24, 24, 24],
        [None, None, None, Cell(24.1, formula="AVERAGE(D2:D25)")],
        [None, "Median", None, 22.0, 490, 30.5],
    ]
    left_out = "sums up other rows and is left out."
    return book(
        data(rows),
        shape=True,
        problems=[
            note("Data!A27", f'Row 27 ("Mean ± SD") {left_out}'),
            note("Data!A28", f'Row 28 ("SEM") {left_out}'),
            note("Data!A29", f'Row 29 ("N") {left_out}'),
            note("Data!A30", f"Row 30 {left_out}"),
            note("Data!A31", f"Row 31 {left_out}"),
        ],
    )


@SURROUNDINGS
def rows_that_sum_up_between() -> Case:
    """A mean under the samples of each patient."""
    rows = ROWS[:1]
    for first in range(1, 25, 4):
        top = len(rows) + 1
        rows = [*rows, *ROWS[first : first + 4]]
        mean = Cell(20.5, formula=f"AVERAGE(D{top}:D{top + 3})")
        rows.append([None, "Mean", None, mean])
    return book(
        data(rows),
        shape=True,
        problems=[
            note(f"Data!A{row}", f"Row {row} sums up other rows and is left out.")
            for row in range(6, 32, 5)
        ],
    )


@SURROUNDINGS
def columns_that_sum_up() -> Case:
    """Columns of means and differences beside one row a patient."""
    rows = one_line()
    rows[0] += ["CD25 tumor mean", "CD25 difference"]
    for number, row in enumerate(rows[1:], start=2):
        row.append(Cell(20.5, formula=f"AVERAGE(B{number}:C{number})"))
        row.append(Cell(3.5, formula=f"C{number}-B{number}"))
    return book(
        data(rows),
        plan={"spreadsheet": {"layout": "one_row_per_patient"}},
        problems=[
            error(
                "Data!O1",
                'The heading "CD25 difference" is not understood: it names no level of tissue '
                "and of treatment.",
                mend="Name one marker and one level of each factor",
                marker="CD25",
            ),
            note("Data!N1", '"CD25 tumor mean"'),
        ],
    )


@SURROUNDINGS
def notes_under_the_table() -> Case:
    """Remarks under the data are no patients; a single word may be one, and is asked about."""
    rows = [*ROWS, [], ["ND = not determined"], ["* measured twice"], ["K99"]]
    remark = "stands alone in its row: it is taken for a remark, not for a patient."
    return book(
        data(rows),
        problems=[
            note("Data!A27", f'"ND = not determined" {remark}', mend="fill in the row"),
            note("Data!A28", f'"* measured twice" {remark}', mend="fill in the row"),
            warning("Data!A29", f'"K99" {remark}', mend="If this is a patient, fill in the row."),
        ],
    )


@SURROUNDINGS
def headings_repeated_on_each_page() -> Case:
    """The headings again after every ten rows, for printing."""
    rows = [*ROWS[:11], ROWS[0], *ROWS[11:21], ROWS[0], *ROWS[21:]]
    return book(
        data(rows),
        shape=True,
        problems=[
            note("Data!A12", "Row 12 repeats the header and is left out."),
            note("Data!A23", "Row 23 repeats the header and is left out."),
        ],
    )


@SURROUNDINGS
def blank_rows_between_patients() -> Case:
    """A blank row after each patient, and a blank column."""
    rows = [[*ROWS[0][:3], None, *ROWS[0][3:]]]
    for first in range(1, 25, 4):
        rows += [[*row[:3], None, *row[3:]] for row in ROWS[first : first + 4]]
        rows.append([])
    return book(
        data(rows),
        shape=True,
        problems=[
            note(
                "Data!E1:G1",
                "stand behind a blank column and are read with the patient IDs of their rows in "
                "column A",
            )
        ],
    )


@SURROUNDINGS
def another_table_beside() -> Case:
    """A second table with patient IDs that names nothing of the plan."""
    other = [["Patient", "Surgeon", "Date"], ["K03", "B", "May"], ["K07", "A", "May"]]
    return book(
        data(beside(ROWS, other)),
        shape=True,
        problems=[
            note(
                "Data!H1:J1",
                "The table with these headings names nothing of the plan and is not read: "
                '"Patient", "Surgeon", "Date".',
            )
        ],
    )


@SURROUNDINGS
def remarks_beside_the_table() -> Case:
    """A column without a heading holds remarks."""
    rows = [[*row, "thawed twice" if n in (4, 9) else None] for n, row in enumerate(ROWS)]
    return book(
        data(rows),
        shape=True,
        problems=[note("Data!G5", "Columns without a heading are not read: G.")],
    )
