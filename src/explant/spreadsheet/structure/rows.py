"""Which rows under a header are data, and which are means, notes or blank."""

import functools
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from explant.config.names.spellings import folded
from explant.spreadsheet.layouts.tidy import Table
from explant.spreadsheet.sheet.cells import Cell, Sheet, cell_text, column_number
from explant.spreadsheet.structure.headings import is_heading
from explant.spreadsheet.structure.summed_rows import summed_up
from explant.spreadsheet.structure.unlike_rows import (
    Answer,
    DataRow,
    Kind,
    is_standard,
    kind_of,
    without_unlike,
)
from explant.spreadsheet.values.written_numbers import NotANumber, parse_number, shown

SUMMARY_WORD = re.compile(
    r"(?:grand |overall |group )?"
    r"(?:(?:mean|average|avg|median|geomean|geometric mean|standard deviation|standard error|"
    r"std|stdev|st dev|std dev|sem|total|sum|count|minimum|maximum|variance|"
    r"mean ?(?:±|\+/-|\+-) ?(?:sd|sem|se)|iqr|cv ?%?|p[- ]value|t[- ]test|95 ?% ?ci)"
    r"(?: .*| ?\(.*\))?"
    r"|sd|se|n|min|max|range|ci|p)",
    re.DOTALL,
)
SUMMARY_FORMULA = re.compile(
    r"\b(?:AVERAGE|AVERAGEA|MEDIAN|GEOMEAN|STDEV(?:\.[SP]|A|P)?|VAR(?:\.[SP]|A|P)?|SUM|SUBTOTAL|"
    r"COUNTA?|MIN|MAX|CONFIDENCE[.\w]*|T\.?TEST|TTEST)\(",
    re.IGNORECASE,
)
SHORT = 3
"""Letters of a word that may be initials or a name."""
MOST_SINGLE = 3
"""IDs that have become dates, told one by one; more of them are one problem."""
OWN_RANGE = re.compile(r"(?<![!\w$])\$?([A-Z]{1,3})\$?(\d+):\$?([A-Z]{1,3})\$?(\d+)", re.IGNORECASE)


def is_summary_word(text: str) -> bool:
    """Whether a label says that its row sums up others.

    Examples
    --------
    >>> [is_summary_word(text) for text in ("Mean ± SD", "AVG.", "S.D.", "N", "P01", "N 1")]
    [True, True, True, True, False, False]
    """
    if is_standard(text):
        return False
    label = folded(text).rstrip(":=. ")
    return SUMMARY_WORD.fullmatch(label.replace(".", "")) is not None


def sums_up_rows(cell: Cell) -> bool:
    """Whether a cell's formula sums up rows of its own column, as under a table."""
    if not cell.formula or not SUMMARY_FORMULA.search(cell.formula):
        return False
    return any(
        column_number(left) <= cell.column <= column_number(right)
        and int(bottom) > int(top)
        and not int(top) <= cell.row <= int(bottom)
        for left, top, right, bottom in OWN_RANGE.findall(cell.formula)
    )


def is_numeric(cell: Cell) -> bool:
    """Whether a cell holds a number, as one or as text."""
    if isinstance(cell.value, str):
        return _is_number(cell.value) and not cell.blank
    return not cell.blank


# In a long table a few texts stand in many cells.
@functools.lru_cache(maxsize=10_000)
def _is_number(text: str) -> bool:
    try:
        parse_number(text.strip().lstrip("<>≤≥= "))
    except NotANumber:
        return False
    return True


def data_rows(
    sheet: Sheet,
    last_header_row: int,
    patient: Cell,
    value_columns: Sequence[int],
    label_columns: Sequence[int],
    table: Table,
    *,
    answers: Mapping[str, Answer],
    keep_lone_ids: bool = False,
    says_more: Callable[[str], bool] = lambda text: False,
) -> list[DataRow]:
    """Rows under the header that hold data of a patient.

    Parameters
    ----------
    sheet
        The sheet.
    last_header_row
        The lowest row of the header.
    patient
        Heading of the patient ID.
    value_columns
        Columns of measured values.
    label_columns
        Columns that say what is measured, or something of the patient.
    table
        Receives a note for each row left out, and an error for each without a patient.
    answers
        What the plan says of rows that look unlike the others, by their ID.
    keep_lone_ids
        Take a single word in the patient column for an ID even if nothing else is in the row.
    says_more
        Whether a text that stands alone says something of the rows under it, as a title does: it
        is an error then, for the table has been given one meaning.
    """
    found: list[DataRow] = []
    nameless: list[Cell] = []
    dated: list[Cell] = []
    heading = cell_text(patient)
    # Groups may list their IDs: these are no labels beside themselves.
    label_columns = [column for column in label_columns if column != patient.column]
    # An ID stands in many rows of a large table: each text is looked at once.
    repeats_header = functools.cache(lambda text: is_heading(text, [heading]))
    usual = _usual_kinds(sheet, patient, last_header_row)
    is_summary = functools.cache(
        lambda text: (
            is_summary_word(text)
            and answers.get(text) != "patient"
            and not (len(text) <= SHORT and kind_of(text) in usual)
        )
    )
    get = sheet.cells.get
    repeated = 0
    apart: set[int] = set()
    last = last_header_row
    for row in sheet.rows:
        if row <= last_header_row:
            if row < patient.row:
                _refuse_above_header(sheet, row, patient, value_columns, table)
            continue
        cell = sheet.through_merge(row, patient.column)
        filled = [value for column in value_columns if (value := get((row, column))) is not None]
        labels = sheet.filled(row, label_columns)
        text = cell_text(cell)
        if cell.blank and not filled and not labels:
            continue
        if row > last + 1:
            apart.add(row)
        below = patient.row + row - repeated
        if not cell.blank and repeats_header(text):
            repeated = row
            # Behind a blank row another table may begin; before it, another page.
            if row not in apart or all(
                _same_texts(sheet, row + under - patient.row, under)
                for under in range(patient.row + 1, last_header_row + 1)
            ):
                table.report("note", cell, f"Row {row} repeats the header and is left out.")
            else:
                table.report(
                    "error",
                    cell,
                    f"Row {row} repeats the first row of the header, and not what stands under it "
                    f"in row {last_header_row}: whether that holds for the rows below is not said.",
                    "Write the whole header again, or take the row out if the table goes on.",
                )
        elif cell.blank and below <= last_header_row and _same_texts(sheet, row, below):
            continue
        elif (text and is_summary(text)) or _sums_up(cell, filled, labels):
            name = f' ("{text}")' if text else ""
            table.report("note", cell, f"Row {row}{name} sums up other rows and is left out.")
        elif (cell.blank or not (filled or labels)) and any(
            says_more(word) for word in _words_alone(cell, filled, labels)
        ):
            table.partly_read = True
            words = " ".join(cell_text(each) for each in (cell, *filled, *labels)).strip()
            table.report(
                "error",
                [each for each in (cell, *filled, *labels) if not each.blank],
                f'"{words}" stands alone in row {row} and may speak for the rows under it, which '
                "the headings above give another meaning.",
                "Write the headings again under it, patient IDs included; or take it out if it "
                "says nothing of the rows.",
            )
            # What the rows under it hold is not known.
            break
        elif cell.blank and answers.get(f"row {row}") == "leave_out":
            table.report("note", filled or labels, f"Row {row} is left out, as the plan says.")
        elif cell.blank:
            if any(is_numeric(value) or _with_unit(value, labels) for value in filled):
                nameless.append(cell)
                last = row
            elif filled:
                table.report(
                    "note",
                    filled,
                    f"Row {row} has text but no patient ID and no number: it is taken for a "
                    "remark.",
                )
        elif not filled and not labels and not (keep_lone_ids and len(text.split()) == 1):
            table.report(
                "note" if len(text.split()) > 1 else "warning",
                cell,
                f"{shown(text)} stands alone in its row: it is taken for a remark, not for a "
                "patient.",
                "If this is a patient, fill in the row.",
            )
        elif _is_date(cell):
            dated.append(cell)
        elif _valid_id(cell, table):
            found.append(DataRow(row, text, cell))
            last = row
    if dated:
        table.partly_read = True
        # A column of days is one mistake; a few of them are as many.
        single = len(dated) <= MOST_SINGLE
        more = "" if single else f" So have {len(dated) - 1} more."
        for cells in [[cell] for cell in dated] if single else [dated]:
            table.report(
                "error",
                cells,
                "The patient ID has become a date or a logical value "
                f"({cell_text(cells[0])}).{more}",
                "Format the column as text and write the ID again; or name the column of the IDs "
                "under spreadsheet.columns.patient if these are days.",
            )
    columns = [*value_columns, *label_columns]
    nameless = [c for c in nameless if not _sums_without_a_name(c, found, sheet, columns, table)]
    if nameless:
        table.partly_read = True
        table.report(
            "error",
            nameless,
            f"Row {nameless[0].row} has values but no patient ID."
            if len(nameless) == 1
            else f"{len(nameless)} rows have values but no patient ID.",
            "Write the patient's ID in every row (a cell left blank under an ID is not filled in).",
        )
    return without_unlike(
        found, sheet, value_columns, label_columns, answers, frozenset(apart), table
    )


def _with_unit(cell: Cell, labels: Sequence[Cell]) -> bool:
    """Whether a text is a value with its unit: 42.9 %; or 5 pg/ml where the row names a sample."""
    text = cell_text(cell).strip()
    return bool(re.match(r"[<>≤≥~]?\s*[+−-]?\d", text)) and (text.endswith("%") or bool(labels))


def _sums_without_a_name(
    cell: Cell, found: Sequence[DataRow], sheet: Sheet, columns: Sequence[int], table: Table
) -> bool:
    """Whether a row without an ID is a mean or the like of those above; then it is said."""

    def cells(row: int) -> dict[int, Cell]:
        return {c: own for c in columns if not (own := sheet.through_merge(row, c)).blank}

    above = [cells(row.row) for row in found if row.row < cell.row]
    sums = summed_up(cells(cell.row), above, [])
    if sums is None or sums.precise < 2:
        return False
    table.report(
        "note",
        cell,
        f"Row {cell.row} has no patient ID and is left out: its numbers are the {sums.what} of "
        "those above.",
    )
    return True


def _usual_kinds(sheet: Sheet, patient: Cell, last_header_row: int) -> set[Kind]:
    """What many IDs look like: SD may be a patient's initials, and Max a patient's name."""
    below = {
        cell_text(cell)
        for (row, column), cell in sheet.cells.items()
        if column == patient.column and row > last_header_row
    }
    kinds = Counter(kind_of(text) for text in below if not is_summary_word(text))
    return {kind for kind, count in kinds.items() if 4 * count > kinds.total()}


def _refuse_above_header(
    sheet: Sheet, row: int, patient: Cell, value_columns: Sequence[int], table: Table
) -> None:
    """Report a row of data above the headings: it would be lost without a word."""
    cells = [sheet.at(row, column) for column in value_columns]
    numbers = sum(is_numeric(cell) for cell in cells)
    if 2 * numbers > len(cells) and not sheet.at(row, patient.column).blank:
        table.partly_read = True
        table.report(
            "error",
            sheet.at(row, patient.column),
            f"Row {row} looks like data and stands above the headings in row {patient.row}.",
            "Move it under the headings, or take it out.",
        )


def _same_texts(sheet: Sheet, row: int, other: int) -> bool:
    """Whether two rows of a sheet say the same in every column."""
    return all(
        folded(cell_text(sheet.at(row, column))) == folded(cell_text(sheet.at(other, column)))
        for column in sheet.columns
    )


def _words_alone(cell: Cell, filled: Sequence[Cell], labels: Sequence[Cell]) -> list[str]:
    """Texts of a row without a number."""
    cells = [each for each in (cell, *filled, *labels) if not each.blank]
    if any(not isinstance(each.value, str) for each in cells):
        return []
    if any(is_numeric(each) for each in cells):
        return []
    return [cell_text(each) for each in cells]


def _sums_up(cell: Cell, values: list[Cell], labels: list[Cell]) -> bool:
    if values and all(sums_up_rows(value) for value in values):
        return True
    if not cell.blank:
        return False
    # A short label such as N may as well be a level: normal.
    words = [cell_text(label) for label in labels]
    return any(len(word) > 2 and is_summary_word(word) for word in words)


def _is_date(cell: Cell) -> bool:
    return isinstance(cell.value, bool) or hasattr(cell.value, "isoformat")


def _valid_id(cell: Cell, table: Table) -> bool:
    if cell.value is None:
        table.report(
            "error",
            cell,
            "The formula of this patient ID was saved without its result.",
            "Open the workbook in Excel or LibreOffice, save it, and run again.",
        )
    elif cell.error:
        table.report(
            "error", cell, f"The patient ID shows the error {cell.value}.", "Write the ID."
        )
    elif isinstance(cell.value, float) and not cell.value.is_integer():
        table.report(
            "error",
            cell,
            f"The patient ID is a number with decimals ({cell_text(cell)}).",
            "Format the column as text and write the ID again; or correct the heading if these "
            "are values.",
        )
    else:
        return True
    table.partly_read = True
    return False
