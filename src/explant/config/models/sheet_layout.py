"""Where the measurements are, and how the table is laid out."""

from typing import TYPE_CHECKING, Literal, NamedTuple

from explant.config.models.settings import INGEST, Name, Names, Section, setting


class LayoutWords(NamedTuple):
    """What a layout is, in words."""

    rows: str
    """What a row is."""
    columns: str = ""
    """What the columns are besides, where that is not said with it."""


LAYOUTS = {
    "long": LayoutWords("one row a measurement"),
    "one_row_per_sample": LayoutWords("one row a sample", "one column a marker"),
    "one_row_per_patient": LayoutWords(
        "one row a patient",
        "one column for each marker and cell, named in one to four heading rows",
    ),
}
"""Layouts that a plan can declare; ``spreadsheet/layouts/known_layouts.py`` reads each."""
AUTO = "auto"
"""Stands for the layout that a table has."""

if TYPE_CHECKING:
    Layout = str
else:
    Layout = Literal[(*LAYOUTS, AUTO)]

_EXPLAINED = " ".join(
    f"{name}: {', '.join(filter(None, words))}." for name, words in LAYOUTS.items()
)
Sheets = Literal["one", "one_per_marker"]
DecimalSign = Literal["point", "comma"]


class ColumnHeadings(Section):
    """Headings of the spreadsheet that belong to no factor, marker or stratifier."""

    patient: str = setting(
        "Heading of the patient ID. Pairing is by this ID and by nothing else.",
        read_by=INGEST,
        default="Patient",
    )
    marker: str = setting(
        "Heading of the marker's name (layout long).", read_by=INGEST, default="Marker"
    )
    value: str = setting("Heading of the value (layout long).", read_by=INGEST, default="Value")
    replicate: str | None = setting(
        "Heading of the technical replicate's number, if the table has one. With it, several rows "
        "of one patient, cell and marker are replicates and are averaged; without it, rows with "
        "different values are an error.",
        read_by=INGEST,
        default=None,
    )
    replicate_suffix: str | None = setting(
        "How headings number columns of replicates, with # for the number or letter: `-#` for "
        "CD25-1 and CD25-2. Left out: headings that differ only by a running number or letter "
        "(CD25 1, CD25 2; CD25 rep a, CD25 rep b) are replicates, and a note says so.",
        read_by=INGEST,
        default=None,
        pattern="^[^#]*#[^#]*$",
    )


class Spreadsheet(Section):
    """Where the measurements are, and how the table is laid out."""

    path: str = setting(
        "The spreadsheet (.xlsx, .xlsm, .ods, .xls, .csv or .tsv), relative to the project's "
        "folder.",
        read_by=["ingest", "report"],
        min_length=1,
    )
    sheet: str | None = setting(
        "Sheet that holds the measurements. Left out: the first sheet.",
        read_by=INGEST,
        default=None,
    )
    sheets: Sheets = setting(
        "one: the measurements are in one sheet. one_per_marker: in one sheet a marker; the name "
        "of a sheet, a title or a heading in it says which. Sheets that name no marker are not "
        "read.",
        read_by=INGEST,
        default="one",
    )
    patients_sheet: str | None = setting(
        "Sheet with one row a patient that holds the stratifiers. Left out: they are columns of "
        "the measurements' own table.",
        read_by=INGEST,
        default=None,
    )
    layout: Layout = setting(
        f"{_EXPLAINED} {AUTO}: the one of these that fits, which a note then names; if none or "
        "several do, that is an error.",
        read_by=INGEST,
    )
    columns: ColumnHeadings = setting(
        "Headings of the table.", read_by=INGEST, default=ColumnHeadings
    )
    goes_on: Names | None = setting(
        "Headings of columns in which a blank cell repeats what stands above it, such as an ID "
        "that is written in the first row of a patient only. Left out: none does; a blank cell "
        "that may just as well mean an implied level is then an error, with [] it means that "
        "level.",
        read_by=INGEST,
        default=None,
    )
    conditions: dict[Name, dict[Name, Name]] = setting(
        "Names that say a level of several factors at once, and what they say: `TC: {tissue: "
        "tumor, treatment: control}`. Such a name may stand wherever a level may: in a heading, a "
        "cell, a title, a sheet's name.",
        read_by=INGEST,
        default=dict,
    )
    missing: Names = setting(
        "Texts that mean a value is missing (an empty cell always does).",
        read_by=INGEST,
        default=[
            *("NA", "N/A", "n.a.", "ND", "n.d.", "-", "?", "nan", "null", "missing"),
            *("not done", "not determined", "not available", "Undetermined"),
        ],
    )
    below_detection: Names = setting(
        "Texts that mean a value is below the marker's detection_limit, besides <LOD, BLQ, not "
        "detected and the like. One that also stands under missing is below detection: list ND "
        "here if your lab means not detected.",
        read_by=INGEST,
        default=list,
    )
    decimal_sign: DecimalSign | None = setting(
        "point: 1.5 and 1,234 (a thousand). comma: 1,5 and 1.234 (a thousand). Left out: both "
        "ways are understood, and a number written as text that could be either is an error: "
        "1,234 always, 1.234 unless other numbers show a decimal point.",
        read_by=INGEST,
        default=None,
    )
