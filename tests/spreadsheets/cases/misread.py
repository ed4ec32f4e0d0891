"""Tables that could be read in two ways, or not at all: refused, with the cells."""

from tests.spreadsheets.case import Case, Theme, book, error, note, warning
from tests.spreadsheets.cases.layouts import IDS, of_tissue, samples_of
from tests.spreadsheets.grid import Row, Sheet, beside, replaced
from tests.spreadsheets.study import MARKERS, TREATMENTS
from tests.spreadsheets.tables import LABELS, WHOLE, data, holds, sample_rows
from tests.spreadsheets.write import text

UNCLEAR = Theme("Tables that do not state what a value is")
PATIENT = {"spreadsheet": {"layout": "one_row_per_patient"}}
AUTO = {"spreadsheet": {"layout": "auto"}}
SAMPLE_HEADINGS = "Data!B1:F1"


@UNCLEAR
def layout_not_recognised() -> Case:
    """One factor in a column that the plan does not name, the other in the headings."""
    rows: list[Row] = [["Patient", "Piece", "CD25 -", "CD25 +"]]
    for patient in IDS:
        for tissue in ("tumor", "normal"):
            own = [holds(WHOLE, patient, tissue, each, "CD25") for each in TREATMENTS]
            rows.append([patient, LABELS[tissue], *own])
    return book(
        data(rows),
        plan=AUTO,
        problems=[
            error(
                "Data!A1:D1",
                "The layout of this table is not recognised",
                "not one_row_per_sample: no column of any marker or of the factor tissue or of the "
                "factor treatment",
                "not one_row_per_patient: no heading names a marker and a level of each factor",
                mend="Correct the headings, or add their spellings to the config",
            )
        ],
    )


@UNCLEAR
def layout_that_fits_twice() -> Case:
    """A table that is one row a sample and one row a measurement at once."""
    rows = [
        [*row, "CD25" if n else "Marker", 12.5 if n else "Value"]
        for n, row in enumerate(sample_rows())
    ]
    return book(
        data(rows),
        plan=AUTO,
        problems=[
            error(
                "Data!A1:H1",
                "This table can be read as one row a measurement (long) or as one row a sample "
                "(one_row_per_sample).",
                mend=["Declare one: spreadsheet.layout: long", "delete the columns"],
            )
        ],
    )


@UNCLEAR
def values_far_from_the_ids() -> Case:
    """Three blank columns part a marker from the patient IDs."""
    rows = [[*row[:5], None, None, None, row[5]] for row in sample_rows()]
    return book(
        data(rows),
        problems=[
            error(
                "Data!I1",
                "More than one blank column, or a blank column left of the patient IDs, parts "
                'these columns from "Patient" in A1',
                mend="Write the patient IDs beside them, or leave one blank column at most.",
            )
        ],
    )


@UNCLEAR
def block_without_ids() -> Case:
    """Two tables beside each other, and a third block whose IDs were not copied along."""
    rows = beside(of_tissue("tumor"), of_tissue("normal"))
    rows = beside(rows, [[], ["CD25 T +"], *([21.5 + n] for n in range(6))])
    return book(
        data(rows),
        plan=PATIENT,
        problems=[
            error(
                "Data!Q2:Q8",
                "A blank column parts these cells from the tables at their left",
                "it is not stated whose values they are",
                mend="Write the patient IDs beside them, or take the blank column out.",
            )
        ],
    )


@UNCLEAR
def ids_in_another_order() -> Case:
    """A second column of IDs in another order, without the heading of the IDs."""
    left = sample_rows(markers=MARKERS[:2])
    right = [["Case", "IL-10"], *([row[0], row[5]] for row in sample_rows()[:0:-1])]
    return book(
        data(beside(left, right, 0)),
        problems=[
            error(
                "Data!F2:F25",
                'Column F ("Case") holds patient IDs, and not in the order of "Patient" in A1',
                mend='Give the column the heading "Patient" if it begins a table of its own',
            ),
            note("Data!F1", 'Columns that the plan does not name are not read: "Case".'),
        ],
    )


@UNCLEAR
def data_above_the_headings() -> Case:
    """A row of data above the headings, where sorting has put it."""
    rows = sample_rows()
    rows.insert(0, rows.pop(9))
    return book(
        data(rows),
        problems=[
            error(
                "Data!A1",
                "Row 1 looks like data and stands above the headings in row 2.",
                mend="Move it under the headings, or take it out.",
            )
        ],
    )


@UNCLEAR
def title_against_its_table() -> Case:
    """A title says Normal over samples that all say Tumor."""
    rows = sample_rows()
    tumor = [["Normal tissue"], *(row for n, row in enumerate(rows) if n % 4 in (1, 2) or not n)]
    normal = [row for n, row in enumerate(rows) if n % 4 in (3, 0) or not n]
    return book(
        data([*tumor, [], ["Normal"], *normal]),
        problems=[
            error(
                "Data!B3:B14",
                "The title says normal, and every row says another level of tissue.",
                mend="Correct the title or the rows.",
            )
        ],
    )


@UNCLEAR
def title_that_is_not_understood() -> Case:
    """The second of two tables with the same headings has a title that the plan does not know."""
    rows = [*of_tissue("tumor"), [], *of_tissue("normal", title="Stroma")]
    return book(
        data(rows),
        plan=PATIENT,
        problems=[
            error(
                "Data!A10",
                '"Stroma" stands over the second of two tables with the same headings, and '
                '"Tumor" over the first',
                mend="Write a level as the plan or an alias spells it",
            )
        ],
    )


@UNCLEAR
def title_among_the_rows() -> Case:
    """A title between rows, without headings of its own, may speak for the rows under it."""
    rows = samples_of("tumor")
    rows += [["Normal tissue"], *samples_of("normal")[2:]]
    return book(
        data(rows),
        problems=[
            error(
                "Data!A15",
                '"Normal tissue" stands alone in row 15 and may speak for the rows under it',
                mend="Write the headings again under it, patient IDs included",
            ),
        ],
    )


@UNCLEAR
def one_value_merged_over_two_cells() -> Case:
    """A value merged over two samples is that of the first one; the other is missing."""
    rows = replaced(sample_rows(), {"D3": None})
    return book(
        data(rows, merged=["D2:D3"]),
        problems=[
            warning(
                "Data!D2",
                "One value is merged over 2 cells: it is read for the first of them only.",
                mend="Unmerge the cells",
                patient="K03",
                marker="CD25",
            ),
            warning(
                "Data!D3",
                "CD25 of K03 is missing for tumor, IL-2.",
                mend="Fill it in",
                patient="K03",
                marker="CD25",
            ),
        ],
    )


@UNCLEAR
def headings_and_nothing_under_them() -> Case:
    """A sheet with headings and no data."""
    return book(
        data(sample_rows()[:1]),
        problems=[
            error(
                "Data",
                "There is no row with data under the header.",
                mend="Fill in the sheet, or correct spreadsheet.sheet in the config.",
            )
        ],
    )


@UNCLEAR
def csv_rows_that_have_shifted() -> Case:
    """A row of text in which a separator is missing: its values stand under other headings."""
    content = text.table(Sheet("a", sample_rows()), ";")
    value = sample_rows()[10][3].value
    content = content.replace(f";IL-2;{value};".encode(), f";IL-2{value};".encode())
    return Case(
        content,
        "csv",
        problems=[
            error(
                "csv-rows-that-have-shifted!C11",
                f'"IL-2{value}" is no level of treatment of the plan.',
                mend="Correct the cell",
            )
        ],
    )
