"""Where the measurements are, and how the table is laid out."""

import re
from typing import TYPE_CHECKING, Annotated, Literal, NamedTuple

from pydantic import Field

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
Sheets = Literal["one", "one_per_marker", "all"]
SheetNames = Annotated[list[Name], Field(min_length=1)]
DecimalSign = Literal["point", "comma"]
SamplesIn = Literal["rows", "columns"]
RepeatedRows = Literal["errors", "replicates"]


MISSING = (
    *("NA", "N/A", "n.a.", "ND", "n.d.", "-", "?", "nan", "null", "missing"),
    *("not done", "not determined", "not available", "Undetermined"),
)
"""What usually stands in the place of a value that is missing."""
NAME_OF_THE_SHEET = "name of the sheet"
TITLE_ABOVE = "title above"
SECTION_ABOVE = "section above"
"""These stand for a heading where no column says it: the name of the sheet, a text that stands
alone above the table, a text that stands alone in a row and speaks for the rows under it."""
UNNAMED = re.compile(r"column ([a-z]{1,3})|row ([1-9][0-9]{0,6})")
"""Stands for the heading of a column that has none (of a row, where samples stand in columns)."""


class ColumnHeadings(Section):
    """Headings of the spreadsheet that belong to no factor, marker or stratifier.

    Wherever the config asks for a heading, `column A` names a column without one, and `name of the
    sheet`, `title above` and `section above` what no column says.
    """

    patient: str = setting(
        "Heading of the patient ID. Pairing is by this ID and by nothing else.",
        read_by=INGEST,
        default="Patient",
    )
    patient_within: str | None = setting(
        "Heading of a column that belongs to the ID, where the numbering begins again in each "
        "group: mouse 1 of group A is then A 1, and another than B 1.",
        read_by=INGEST,
        default=None,
    )
    patients_sheet: str | None = setting(
        "Heading of the patient ID in `patients_sheet`, where it is another.",
        read_by=INGEST,
        default=None,
    )
    marker: Names = setting(
        "Heading of the marker's name (layout long). Several headings: their texts together are "
        "the name, as in [population, statistic].",
        read_by=INGEST,
        default=lambda: ["Marker"],
        min_length=1,
    )
    value: str = setting("Heading of the value (layout long).", read_by=INGEST, default="Value")
    replicate: str | None = setting(
        "Heading of the technical replicate's number, if the table has one. With it, several rows "
        "of one patient, cell and marker are replicates and are averaged; without it, rows with "
        "different values are an error.",
        read_by=INGEST,
        default=None,
    )
    block: str | None = setting(
        "Heading of what lies between patient and replicate, such as the block or piece of a "
        "tissue, if a patient has several. Replicates are averaged within a block, and blocks "
        "within the patient.",
        read_by=("ingest", "workbook", "report"),
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

    @property
    def marker_heading(self) -> str:
        """Heading of the marker's name; of several columns together, their headings."""
        return " ".join(self.marker)


class KeySheet(Section):
    """A sheet that says what codes mean."""

    sheet: str = setting("Name of the sheet.", read_by=INGEST, min_length=1)
    column: Names = setting(
        "Heading of the codes, in the sheet of the measurements and in this one; both, where they "
        "differ.",
        read_by=INGEST,
        min_length=1,
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
    sheets: Sheets | SheetNames = setting(
        "one: the measurements are in one sheet. one_per_marker: in one sheet a marker; the name "
        "of a sheet, a title or a heading in it says which. Sheets that name no marker are not "
        "read. all: in every sheet that has the headings, such as one sheet a patient or a group; "
        "`name of the sheet` is then the heading of what the names say. A list of sheets, such as "
        "[Tumor, Normal]: in these and in no other, where a sheet beside them sums them up.",
        read_by=INGEST,
        default="one",
    )
    patients_sheet: str | None = setting(
        "Sheet with one row a patient that holds the stratifiers; or, where it is a table in the "
        "sheet of the measurements, the place of the heading of its IDs, as in `Data!G1`. Left "
        "out: they are columns of the measurements' own table.",
        read_by=INGEST,
        default=None,
    )
    layout: Layout = setting(
        f"{_EXPLAINED} {AUTO}: the one of these that fits, which a note then names; if none or "
        "several do, that is an error.",
        read_by=INGEST,
    )
    columns: ColumnHeadings = setting(
        "Headings of the table. Wherever the config asks for a heading, `column A` stands for a "
        "column that has none, `name of the sheet`, `title above` and `section above` (a row of "
        "its own among the rows of data) for what no column says.",
        read_by=INGEST,
        default=ColumnHeadings,
    )
    samples_in: SamplesIn = setting(
        "columns: each sample, or patient, is a column, and each marker a row. The sheet is turned "
        "before it is read: headings are then those of rows.",
        read_by=INGEST,
        default="rows",
    )
    split: dict[Name, Name] = setting(
        "Heading of a column whose texts hold several things, and their pattern, as in `Sample: "
        '"{patient}_{tissue}_{treatment}"`. Names in braces are patient, block, replicate, marker, '
        "factors, strata and covariates; `*` is anything. Of a factor with an implied level the "
        "name, and the sign before it, may be left out.",
        read_by=INGEST,
        default=dict,
    )
    key: KeySheet | None = setting(
        "A sheet that says what the codes of samples mean, such as tube numbers: its columns are "
        "read as if they stood beside the codes.",
        read_by=INGEST,
        default=None,
    )
    repeated_rows: RepeatedRows = setting(
        "replicates: several rows of one patient, sample and marker are technical replicates, "
        "although no column numbers them, and are averaged. errors: with different values they "
        "are an error.",
        read_by=INGEST,
        default="errors",
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
    odd_rows: dict[Name, Literal["leave_out", "patient"]] = setting(
        "Rows that do not look like the patients above them, by the text in the column of IDs, "
        "such as `Mittelwert: leave_out`, or `row 3` where that is blank. leave_out: a mean, a "
        "total, a remark. patient: a patient all the same. Left out: such rows are asked about, "
        "unless their numbers show that they are the mean, SD, n or the like of the rows above; "
        "those are left out, with a note.",
        read_by=INGEST,
        default=dict,
    )
    not_read: Names = setting(
        "Headings of columns that are not read although they name a marker, such as a difference "
        "or a ratio that the sheet computes from other columns: `CD25 T - N`. Of several rows of "
        "headings, their texts from top to bottom.",
        read_by=INGEST,
        default=list,
    )
    missing: Names = setting(
        "Texts that mean a value is missing (an empty cell always does).",
        read_by=INGEST,
        default=list(MISSING),
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
