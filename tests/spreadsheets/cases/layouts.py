"""The same study in the layouts that labs use: all give the same table."""

from collections.abc import Sequence
from typing import Any

from tests.spreadsheets.case import Case, Problem, Theme, book, note
from tests.spreadsheets.grid import Cell, Row, Sheet, beside
from tests.spreadsheets.study import MARKERS, SAMPLES, TREATMENTS, patients_of
from tests.spreadsheets.tables import (
    LABELS,
    WHOLE,
    data,
    long_rows,
    patient_values,
    sample_rows,
)

LAYOUTS = Theme("Layouts")
IDS = patients_of(WHOLE)
SIGNS = {"control": "-", "IL-2": "+"}
UNITS = {"CD25": "CD25 (%)", "Blimp-1": "Blimp-1 (MFI)", "IL-10": "IL-10 (pg/ml)"}


def _of(layout: str, **more: Any) -> dict[str, Any]:
    return {"spreadsheet": {"layout": layout, **more}}


PATIENT = _of("one_row_per_patient")


def recognised(where: str, layout: str, *says: str) -> Problem:
    """The note that says which layout was recognised."""
    return note(where, f"({layout})", *says, mend="declare spreadsheet.layout in the config")


def one_line(ids: Sequence[str] = IDS, markers: Sequence[str] = MARKERS) -> list[Row]:
    """One row a patient, all levels in one line of headings."""
    rows: list[Row] = [["Patient", *(f"{m} {t} {c}" for m in markers for t, c in SAMPLES)]]
    return rows + [[patient, *patient_values(patient, markers)] for patient in ids]


def of_tissue(tissue: str, ids: Sequence[str] = IDS, title: str = "") -> list[Row]:
    """One row a patient, of a tissue that stands in a title above."""
    samples = [(tissue, treatment) for treatment in TREATMENTS]
    headings = [f"{marker} {SIGNS[treatment]}" for marker in MARKERS for _, treatment in samples]
    return [
        [title or LABELS[tissue]],
        ["Patient", *headings],
        *([patient, *patient_values(patient, MARKERS, samples)] for patient in ids),
    ]


def samples_of(tissue: str) -> list[Row]:
    """One row a sample, of a tissue that stands in a title above."""
    rows = sample_rows()
    own = [[row[0], *row[2:]] for row in rows[1:] if row[1] == LABELS[tissue]]
    return [[f"{LABELS[tissue]} tissue"], [rows[0][0], *rows[0][2:]], *own]


@LAYOUTS
def long() -> Case:
    """One row a measurement."""
    return book(data(long_rows()), plan=_of("long"), shape=True)


@LAYOUTS
def long_recognised() -> Case:
    """One row a measurement; the layout is not declared."""
    return book(
        data(long_rows()),
        plan=_of("auto"),
        shape=True,
        problems=[
            recognised(
                "Data!A1:E1",
                "long",
                'A "Patient": patient ID; B "Tissue": factor tissue; C "Treatment": factor '
                'treatment; D "Marker": name of the marker; E "Value": value.',
            )
        ],
    )


@LAYOUTS
def long_in_any_order() -> Case:
    """One row a measurement, rows and columns in no order."""
    rows = long_rows()
    mixed: list[Row] = [rows[0], *(rows[1:][(7 * n) % 72] for n in range(72)), []]
    # 7 and 72 have no common divisor: each row stands there once.
    sheet = data([[row[n] for n in (4, 2, 0, 3, 1)] if row else [] for row in mixed])
    return book(sheet, plan=_of("long"), shape=True)


@LAYOUTS
def row_a_sample_recognised() -> Case:
    """One row a sample; the layout is not declared."""
    return book(
        data(sample_rows()),
        plan=_of("auto"),
        shape=True,
        problems=[
            recognised(
                "Data!A1:F1", "one_row_per_sample", 'D "CD25": marker CD25; E "Blimp-1": marker'
            )
        ],
    )


@LAYOUTS
def row_a_sample_with_merged_labels() -> Case:
    """One row a sample; ID and tissue are merged over the rows that they hold for."""
    rows = sample_rows()
    merged = []
    for top in range(2, 26, 4):
        merged += [f"A{top}:A{top + 3}", f"B{top}:B{top + 1}", f"B{top + 2}:B{top + 3}"]
    for number in range(1, 25):
        if (number - 1) % 4:
            rows[number][0] = None
        if (number - 1) % 2:
            rows[number][1] = None
    return book(data(rows, merged=merged), shape=True)


@LAYOUTS
def row_a_patient_recognised() -> Case:
    """One row a patient with all levels in one line of headings; the layout is not declared."""
    return book(
        data(one_line()),
        plan=_of("auto"),
        shape=True,
        problems=[
            recognised(
                "Data!A1:M1",
                "one_row_per_patient",
                'C "CD25 tumor IL-2": marker CD25, tumor, IL-2;',
                'M "IL-10 normal IL-2": marker IL-10, normal, IL-2.',
            )
        ],
    )


@LAYOUTS
def several_levels_in_a_heading() -> Case:
    """Headings as `CD25 T +IL2 (%)`, matched by the plan's aliases, in any order of words."""
    forms = ("{m} {t} {c} ({u})", "{t} {c} {m} [{u}]", "{m} ({t}, {c})", "{m}_{t}_{c}")
    names = {"tumor": "T", "normal": "N", "control": "-IL2", "IL-2": "+IL2"}
    headings = []
    for number, marker in enumerate(MARKERS):
        for position, (tissue, treatment) in enumerate(SAMPLES):
            form = forms[(number + position) % 4]
            headings.append(
                form.format(
                    m=marker,
                    t=names[tissue],
                    c=names[treatment],
                    u={"CD25": "%", "Blimp-1": "MFI", "IL-10": "pg/ml"}[marker],
                )
            )
    rows: list[Row] = [["Patient", *headings]]
    rows += [[patient, *patient_values(patient)] for patient in IDS]
    return book(data(rows), plan=PATIENT, shape=True)


@LAYOUTS
def two_rows_of_headings() -> Case:
    """Markers above, samples below; a marker's heading stands over the first of its columns."""
    top: Row = ["Patient"]
    for marker in MARKERS:
        top += [UNITS[marker], None, None, None]
    low = [None, *(f"{LABELS[t]} {SIGNS[c]}" for t, c in SAMPLES)] + [
        f"{t[0].upper()} {c}" for _ in MARKERS[1:] for t, c in SAMPLES
    ]
    rows = [top, low, *([patient, *patient_values(patient)] for patient in IDS)]
    return book(data(rows), plan=PATIENT, shape=True)


def _three_rows() -> list[Row]:
    top: Row = [None, *(cell for m in MARKERS for cell in (UNITS[m], None, None, None))]
    middle: Row = [None, *(["Tumor", None, "adjacent", None] * 3)]
    low: Row = ["Patient", *(["-", "+"] * 6)]
    return [top, middle, low, *([patient, *patient_values(patient)] for patient in IDS)]


MERGED = [
    *("B1:E1", "F1:I1", "J1:M1"),
    *("B2:C2", "D2:E2", "F2:G2", "H2:I2", "J2:K2", "L2:M2"),
]


@LAYOUTS
def three_rows_of_merged_headings() -> Case:
    """Marker, tissue and treatment in three rows of merged headings."""
    return book(data(_three_rows(), merged=MERGED), plan=PATIENT, shape=True)


@LAYOUTS
def four_rows_of_headings() -> Case:
    """A row of the group above marker, tissue and treatment, with a heading of its own."""
    rows = [[None, "Tumor samples and adjacent samples"], *_three_rows()]
    return book(data(rows), plan=PATIENT, shape=True)


@LAYOUTS
def titles_blanks_means_and_notes() -> Case:
    """Titles above, blank rows and a blank column between, means and notes below."""
    rows = [[*row[:5], None, *row[5:]] for row in _three_rows()]
    rows = [
        ["Flow cytometry of the explants, 2024", None, "printed 3 May"],
        ["Values of CD25 in percent of CD4+ cells"],
        [],
        *rows[:3],
        [],
        *rows[3:6],
        [],
        *rows[6:],
        [],
        ["Mean", *(Cell(21.5, formula=f"AVERAGE({column}8:{column}14)") for column in "BCDE")],
        ["SD", *(Cell(3.5, formula=f"STDEV({column}8:{column}14)") for column in "BCDE")],
        [],
        ["Measured on two days."],
        [None, "Blimp-1: geometric mean"],
    ]
    return book(
        data(rows),
        plan=PATIENT,
        shape=True,
        problems=[
            note(
                "Data!G4 Data!K4 Data!G5 Data!I5 Data!K5 Data!M5 Data!G6:N6",
                "stand behind a blank column and are read with the patient IDs of their rows in "
                "column A",
            ),
            note("Data!A16", 'Row 16 ("Mean") sums up other rows and is left out.'),
            note("Data!A17", 'Row 17 ("SD") sums up other rows and is left out.'),
            note("Data!A19", "taken for a remark, not for a patient", mend="fill in the row"),
            note("Data!B20", "Row 20 has text but no patient ID and no number"),
        ],
    )


@LAYOUTS
def blocks_of_a_tissue_beside_each_other() -> Case:
    """Two tables beside each other, each with its own IDs in its own order, under titles."""
    rows = beside(of_tissue("tumor"), of_tissue("normal", IDS[::-1]))
    return book(data(rows, merged=["A1:G1", "I1:O1"]), plan=PATIENT, shape=True)


@LAYOUTS
def blocks_of_a_marker_beside_each_other() -> Case:
    """A table for each marker beside the last, each with its own IDs, two blank columns between."""
    rows = one_line(IDS, ["CD25"])
    rows = beside(rows, one_line(IDS[::-1], ["Blimp-1"]), 2)
    rows = beside(rows, one_line(IDS[3:] + IDS[:3], ["IL-10"]), 2)
    return book(data(rows), plan=PATIENT, shape=True)


@LAYOUTS
def blocks_without_a_gap() -> Case:
    """Tables beside each other without a blank column: each begins with its own IDs."""
    rows = beside(one_line(IDS, ["CD25"]), one_line(IDS[::-1], ["Blimp-1", "IL-10"]), 0)
    return book(data(rows), plan=PATIENT, shape=True)


@LAYOUTS
def tables_of_a_tissue_under_each_other() -> Case:
    """Two tables under each other, the tissue in their titles."""
    rows = [*of_tissue("tumor"), [], [], *of_tissue("normal", IDS[::-1], "Adjacent tissue:")]
    return book(data(rows), plan=PATIENT, shape=True)


@LAYOUTS
def tables_of_a_marker_under_each_other() -> Case:
    """A table for each marker under the last, with the marker in its title."""
    rows: list[Row] = []
    for marker in MARKERS:
        rows += [[UNITS[marker]], ["Patient", *(f"{t} {c}" for t, c in SAMPLES)]]
        rows += [[patient, *patient_values(patient, [marker])] for patient in IDS]
        rows.append([])
    return book(data(rows), plan=PATIENT, shape=True)


@LAYOUTS
def samples_under_titles() -> Case:
    """One row a sample, tumor and normal tissue in two tables under their titles."""
    return book(data([*samples_of("tumor"), [], *samples_of("normal")]), shape=True)


@LAYOUTS
def samples_beside_each_other() -> Case:
    """One row a sample, tumor and normal tissue beside each other under their titles."""
    rows = beside(samples_of("tumor"), samples_of("normal"))
    return book(
        data(rows),
        plan=_of("auto"),
        shape=True,
        problems=[
            recognised("Data!A2:E2", "one_row_per_sample", 'C "CD25": marker CD25, tumor;'),
            recognised("Data!G2:K2", "one_row_per_sample", 'I "CD25": marker CD25, normal;'),
        ],
    )


@LAYOUTS
def sheet_a_marker_row_a_sample() -> Case:
    """A sheet for each marker, named after it, one row a sample."""
    rows = sample_rows()
    sheets = [
        Sheet(marker, [[*row[:3], row[3 + n] if row is not rows[0] else "Value"] for row in rows])
        for n, marker in enumerate(MARKERS)
    ]
    return book(*sheets, plan=_of("one_row_per_sample", sheets="one_per_marker"), shape=True)


@LAYOUTS
def sheet_a_marker_row_a_patient() -> Case:
    """A sheet for each marker, one row a patient, in another order in each."""
    sheets = []
    for number, marker in enumerate(MARKERS):
        rows: list[Row] = [["Patient", *(f"{t} {SIGNS[c]}" for t, c in SAMPLES)]]
        ids = IDS[number:] + IDS[:number]
        rows += [[patient, *patient_values(patient, [marker])] for patient in ids]
        sheets.append(Sheet(f"{marker} results", rows))
    return book(*sheets, plan=_of("one_row_per_patient", sheets="one_per_marker"), shape=True)


@LAYOUTS
def sheet_a_marker_named_by_a_heading() -> Case:
    """Sheets of any name; a heading in each says of which marker it is."""
    rows = sample_rows()
    sheets = [
        Sheet(f"Plate {n + 1}", [[*row[:3], row[3 + n]] for row in rows])
        for n in range(len(MARKERS))
    ]
    other = Sheet("Protocol", [["Cells were kept for 48 h."], ["Patient", "Volume"], ["K03", 3]])
    return book(
        *sheets,
        other,
        plan=_of("one_row_per_sample", sheets="one_per_marker"),
        shape=True,
        problems=[note("Protocol", "names no marker of the plan and is not read")],
    )


@LAYOUTS
def sample_names_in_one_column() -> Case:
    """Columns of the plan under other headings, and columns that the plan does not name."""
    rows = [
        [None if n else "No.", *row, f"remark {n}" if n else "Remark"]
        for n, row in enumerate(sample_rows())
    ]
    rows[0][1:4] = ["Case ID", "Origin", "Cytokine"]
    for number, row in enumerate(rows[1:], start=1):
        row[0] = number
    return book(
        data(rows),
        plan={
            "spreadsheet": {"columns": {"patient": "Case ID"}},
            "factors": {
                "tissue": {"column": ["Origin"]},
                "treatment": {"column": ["Cytokine", "Stimulus"]},
            },
        },
        shape=True,
        problems=[
            note(
                "Data!A1 Data!H1",
                'Columns that the plan does not name are not read: "No.", "Remark".',
            )
        ],
    )


@LAYOUTS
def headings_in_bad_handwriting() -> Case:
    """Headings and levels in other cases, with spaces around, within and of no width."""
    rows = sample_rows()
    rows[0] = [" patient ", "TISSUE", "treatment\u00a0", "cd25 %", "BLIMP-1\n(MFI)", "IL\u201110"]
    for number, row in enumerate(rows[1:]):
        row[0] = f" {row[0]}" if number % 3 else row[0]
        row[1] = row[1].upper() if number % 2 else f"{row[1].lower()}\u00a0"
        row[2] = row[2].replace("IL-2", " il \u2013 2") if number % 2 else row[2]
    return book(data(rows), shape=True)
