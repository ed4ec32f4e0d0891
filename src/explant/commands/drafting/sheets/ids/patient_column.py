"""Which heading is that of the patient IDs, and the tables under it, restated as the run will."""

import datetime
import itertools
import re
from collections.abc import Mapping
from typing import Any

from explant.commands.drafting.sheets.ids.legends import legends
from explant.commands.drafting.sheets.ids.same_ids import begins_again, one_spelling
from explant.commands.drafting.sheets.ids.sample_names import split_sheets, splitting
from explant.commands.drafting.sheets.locating import (
    Located,
    id_headings,
    likely_headings,
    locate,
    look_like_ids,
    personal_headings,
)
from explant.commands.drafting.sheets.parameter_texts import split_parameters
from explant.commands.drafting.sheets.restatements import (
    REMARK,
    REMARKS,
    Restating,
    going_on,
    sections,
    unnamed_columns,
    with_headings,
)
from explant.commands.drafting.sheets.units_of_study import other_units
from explant.commands.drafting.vocabulary_of_drafts import id_rank
from explant.config.models.sheet_layout import UNNAMED
from explant.config.names.personal_headings import identifies
from explant.config.names.spellings import folded, listed, squeezed
from explant.numbers import counted
from explant.problems import Problem, ProblemsError
from explant.spreadsheet.places.stated_columns import shape_of
from explant.spreadsheet.places.unnamed import row_of_headings
from explant.spreadsheet.sheet.cells import (
    Cell,
    Sheet,
    Workbook,
    cell_text,
    column_letter,
    places,
)
from explant.spreadsheet.structure.headings import header_cells
from explant.spreadsheet.structure.rows import is_numeric

ANOTHER = "another heading"
MOST_ROWS, MOST_ROWS_ABOVE = 20, 3
FEWEST = 3
"""Different IDs that a column has at least."""
PATIENT = "patient"
LONGEST_HEADING = 40
DATE = re.compile(
    r"[12][0-9]{3}[-./][01]?[0-9][-./][0-3]?[0-9]|[0-3]?[0-9][-./][01]?[0-9][-./][0-9]{2,4}"
)


def located_in(
    book: Workbook,
    path: str,
    patient: str | None,
    given: Mapping[str, Any],
    restating: Restating,
) -> tuple[Located, Workbook]:
    """Tables of a workbook, restated so that each has IDs and what differs between samples."""
    unnamed = [] if patient or id_headings(book) else unnamed_columns(book)
    if "samples_in" in restating.keys and unnamed:
        # Rows of headings over the samples: the first may name the patients.
        book = with_headings(book, unnamed)
        patient = _of_turned(book) or unnamed[0]
    wanted = patient or next(iter(unnamed), "")
    if wanted and UNNAMED.fullmatch(folded(wanted)):
        _refuse_beside(book)
        book = with_headings(book, [wanted])
        patient = wanted
    heading, others, ranked = _heading(book, path, patient, restating)
    book = going_on(book, heading, given, restating)
    if given.get(REMARKS) != REMARK:
        sections(book, heading, restating)
    splitting(book, heading, given, restating)
    book = split_sheets(book, heading, restating)
    book = split_parameters(book, heading, given, restating)
    book = one_spelling(book, heading, given, restating)
    book = begins_again(book, heading, given, restating)
    book = legends(book, heading, given, restating)
    found = locate(book, heading, others, section=restating.section)
    for cells in ranked:
        for cell in cells:
            if cell.sheet in {sheet.name for sheet in found.without}:
                found.remarks.append(
                    f'The IDs of the sheet {cell.sheet} stand under "{cell_text(cell)}" '
                    f'({cell.place}): write "{found.patient}" there, and draft again.'
                )
    return found, book


def _refuse_beside(book: Workbook) -> None:
    """Refuse two tables beside each other whose IDs have no heading: one can be named only."""
    for sheet in book.sheets:
        columns = {c: row for c in sheet.columns if (row := row_of_headings(sheet, c)) is not None}
        ids = {
            column: [sheet.at(each, column) for each in sheet.rows if each > row]
            for column, row in columns.items()
        }
        alike = [column for column, cells in ids.items() if look_like_ids(cells)]
        if len(alike) > 1 and len({columns[column] for column in alike}) == 1:
            cells = [Cell(sheet.name, columns[column], column) for column in alike]
            raise ProblemsError(
                [
                    Problem(
                        "error",
                        places(cells),
                        f"IDs stand in columns {listed(map(column_letter, alike))} of tables "
                        "beside each other, and no heading over them.",
                        'Write the heading "Patient" over each of them, and draft again.',
                    )
                ]
            )


def _heading(
    book: Workbook, path: str, patient: str | None, restating: Restating
) -> tuple[str, list[str], list[list[Cell]]]:
    """Heading of the patient IDs, others that it may be, and the cells of yet others."""
    if patient is not None:
        return patient, [], []
    ranked = id_headings(book)
    if "samples_in" in restating.keys and not any(rank < 3 for rank, _ in ranked.values()):
        # A turned table has the samples' names in its first row.
        for sheet in book.sheets:
            lines = (header_cells(sheet, row) for row in sheet.rows)
            if first := next((cells for cells in lines if len(cells) > 1), None):
                return cell_text(first[0]), [], []
    if not ranked:
        if any(_record_numbers(sheet) for sheet in book.sheets):
            # The IDs are there, and identify people: no other column takes their place.
            raise ProblemsError([nothing_found(book, path)])
        cells = [(sheet, cell) for sheet in book.sheets for cell in likely_headings(sheet)]
        headings = list(dict.fromkeys(cell_text(cell) for _, cell in cells))
        several = {cell_text(cell) for sheet, cell in cells if _different(sheet, cell) >= FEWEST}
        # Two texts tell no patients apart where another column has more.
        headings = [heading for heading in headings if heading in several] or headings
        like_ids = {cell_text(cell) for sheet, cell in cells if _over_ids(sheet, cell)}
        # Names of patients and samples say more than any other text, and IDs more than words.
        headings.sort(key=lambda one: (not _splits(book, one), one not in like_ids))
        for heading in headings:
            found = locate(book, heading, [h for h in headings if h != heading])
            if found.tables:
                # No heading says that it is the patient's: a person has to.
                return heading, found.others or [ANOTHER], []
        raise ProblemsError([nothing_found(book, path)])
    (rank, own), *others = ranked.values()
    rows = {(cell.sheet, cell.row) for cell in own}
    beside = [
        cell_text(cells[0])
        for other_rank, cells in others
        if other_rank == rank and any((cell.sheet, cell.row) in rows for cell in cells)
    ]
    # A sample is not a patient: a person has to say that its number is the patient's.
    if rank > 1:
        for cell in own:
            sheet = next(sheet for sheet in book.sheets if sheet.name == cell.sheet)
            units, why = other_units(sheet, cell)
            if units:
                restating.seen[PATIENT] = why
                return units[0], units[1:], [cells for _, cells in others]
    # Where its texts are split, that question is asked instead.
    if rank == 3 and not _splits(book, cell_text(own[0])):
        beside = [*beside, ANOTHER]
    return cell_text(own[0]), beside, [cells for _, cells in others]


def _of_turned(book: Workbook) -> str:
    """Heading of the first column of a turned table, if it has one and IDs stand under it."""
    for sheet in book.sheets:
        for column in sheet.columns[:MOST_ROWS_ABOVE]:
            cell = sheet.at(sheet.rows[0], column)
            below = [sheet.through_merge(row, column) for row in sheet.rows[1:]]
            named = not cell.blank and not UNNAMED.fullmatch(folded(cell_text(cell)))
            if named and look_like_ids(below):
                return cell_text(cell)
    return ""


def _different(sheet: Sheet, heading: Cell) -> int:
    """How many different texts stand under a heading."""
    rows = [row for row in sheet.rows if row > heading.row]
    return len({squeezed(cell_text(sheet.at(row, heading.column))) for row in rows} - {""})


def _over_ids(sheet: Sheet, heading: Cell) -> bool:
    rows = [row for row in sheet.rows if row > heading.row]
    return look_like_ids([sheet.at(row, heading.column) for row in rows])


def _record_numbers(sheet: Sheet) -> bool:
    """Whether numbers of a hospital stand where the IDs of a study belong."""
    near = set(sheet.rows[:MOST_ROWS])
    cells = (cell for cell in sheet.cells.values() if cell.row in near)
    headings = [cell for cell in cells if isinstance(cell.value, str)]
    return any(
        identifies(cell_text(cell)) == "hospital record numbers" and _over_ids(sheet, cell)
        for cell in headings
        if len(cell_text(cell)) < LONGEST_HEADING
    )


def _splits(book: Workbook, heading: str) -> bool:
    restating = Restating()
    splitting(book, heading, {}, restating)
    return restating.split is not None


def nothing_found(book: Workbook, path: str) -> Problem:
    """Error: no table has a column of patient IDs."""
    sheets = listed(sheet.name for sheet in book.sheets)
    personal = "".join(f" {sentence}" for sentence in personal_headings(book)[:3])
    what = f"No table with a column of patient IDs is recognized. Sheets: {sheets}.{personal}"
    if (dates := _over_dates(book)) is not None:
        return Problem(
            "error",
            dates.place,
            f'{what} "{cell_text(dates)}" holds dates, which are no IDs.',
            "If each date is one experiment, or one donor, write a code for it, such as E1, into a "
            'column with the heading "Experiment". If IDs have become dates, format the column as '
            "text and write them again.",
        )
    if (title := _nameless_under_titles(book)) is not None:
        return Problem(
            "error",
            title.place,
            f'{what} "{cell_text(title)}" and others like it stand above rows of numbers that have '
            "no headings.",
            "Write what each column holds into the row of each title, such as CD25 and CD69, in "
            "the columns of the numbers; or a table with the headings Patient, Condition, CD25.",
        )
    return Problem(
        "error",
        path,
        what,
        'Write a heading such as "Patient" over the IDs, or name it: --patient "HEADING".',
    )


def _nameless_under_titles(book: Workbook) -> Cell | None:
    """The first of several IDs that stand alone above rows of numbers without headings."""
    for sheet in book.sheets:
        alone: dict[str, list[Cell]] = {}
        for row, below in itertools.pairwise(sheet.rows):
            cell = sheet.at(row, sheet.columns[0])
            numbers = any(map(is_numeric, sheet.filled(below, sheet.columns)))
            text = cell_text(cell)
            if numbers and len(sheet.filled(row, sheet.columns)) == 1 and text[-1:].isdecimal():
                alone.setdefault(shape_of(text), []).append(cell)
        titles = max(alone.values(), key=len, default=[])
        if len(titles) >= FEWEST and id_rank(cell_text(titles[0]).rstrip("0123456789 .-_#")):
            return titles[0]
    return None


def _over_dates(book: Workbook) -> Cell | None:
    """A heading with nothing but dates under it, of which there are several."""
    for sheet in book.sheets:
        for row in sheet.rows[:MOST_ROWS]:
            for cell in header_cells(sheet, row):
                if not isinstance(cell.value, str):
                    continue
                below = [sheet.at(each, cell.column) for each in sheet.rows if each > row]
                dates = [own for own in below if _is_date(own)]
                if len(dates) == len(below) >= FEWEST:
                    return cell
    return None


def _is_date(cell: Cell) -> bool:
    written = isinstance(cell.value, str) and DATE.fullmatch(cell.value.strip()) is not None
    return written or isinstance(cell.value, datetime.date)


def words_of_ids(located: Located) -> str:
    """Where the IDs stand, and how many different ones."""
    tables = located.tables
    heads = " ".join(dict.fromkeys(table.block.patient.place for table in tables[:6]))
    ids = {row.patient for table in tables for row in table.rows}
    return f"{heads}: {counted(len(ids), 'different ID')}"
