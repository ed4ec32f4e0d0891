"""Where the tables of an unknown workbook stand: headings of patient IDs, titles, sheets."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from explant.commands.drafting.conditions.unknown_words import MEASURED_WORDS
from explant.commands.drafting.sheets.recognised_tables import Table, tables_in
from explant.commands.drafting.vocabulary import Words, families_of, provisional
from explant.commands.drafting.vocabulary_of_drafts import (
    LEVELS,
    OF_A_PERSON,
    heading_kind,
    id_rank,
    level_name,
    words,
)
from explant.commands.drafting.words_of_headings import NUMBERING
from explant.config.names.personal_headings import identifies
from explant.config.names.spellings import folded, squeezed
from explant.problems import Problem
from explant.spreadsheet.layouts.header_rows import is_labelled
from explant.spreadsheet.places.stated_columns import shape_of
from explant.spreadsheet.sheet.cells import Cell, Sheet, Workbook, cell_text, column_letter
from explant.spreadsheet.structure.gaps import MOST_HEADER_ROWS
from explant.spreadsheet.structure.headings import (
    header_cells,
    is_heading,
    patient_headings,
    unit_of,
    with_heading,
    without_unit,
)
from explant.spreadsheet.structure.joined_headings import without_number
from explant.spreadsheet.structure.plates import is_number
from explant.spreadsheet.structure.titles import row_cells

WELL = re.compile(r"[A-P]0?[0-9]{1,2}|")
MOST_TITLES = 6
OF_SAMPLES = frozenset({"name", "names", "nom", "nombre", "nome", "naam", "namn", "navn"})
"""Headings over names of people, or of samples."""
KNOWN = frozenset(name for levels in LEVELS.values() for name in levels)
FEWEST_IDS, MOST_SAMPLES = 4, 6
"""Different IDs, and rows of each, that a column has at least and at most if not all alike."""


@dataclass
class Located:
    """Tables of a workbook, and the heading of the patient IDs that they share."""

    patient: str
    others: list[str] = field(default_factory=list)
    """Other headings that may be that of the patient IDs."""
    tables: list[Table] = field(default_factory=list)
    words: Words = field(default_factory=lambda: Words({}))
    problems: list[Problem] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    without: list[Sheet] = field(default_factory=list)
    """Sheets that hold something and have no such heading."""


def id_headings(book: Workbook) -> dict[str, tuple[int, list[Cell]]]:
    """Headings that may be those of patient IDs, the surest first: their rank and cells."""
    found: dict[str, tuple[int, list[Cell]]] = {}
    for sheet in book.sheets:
        ranks = {
            text: rank
            for text in sheet.texts
            if len(text) < 40 and (rank := id_rank(text)) and not identifies(text)
        }
        ranks |= dict.fromkeys((text for text in sheet.texts if _heads_codes(sheet, text)), 3)
        named = [(place, cell) for place, cell in sheet.cells.items() if cell.value in ranks]
        for (row, column), cell in sorted(named, key=lambda each: each[0]):
            rank = ranks[str(cell.value)]
            if _heads_a_column(sheet, row, column) and not _repeated(sheet, cell):
                found.setdefault(folded(cell_text(cell)), (rank, []))[1].append(cell)
    return dict(sorted(found.items(), key=lambda each: (each[1][0], -len(each[1][1]))))


def _heads_codes(sheet: Sheet, text: str) -> bool:
    """Whether codes stand under the heading Name, which are those of samples and nobody's name.

    Each has a number, and no letters but capitals, or words for patients and conditions.
    """
    if folded(text) not in OF_SAMPLES:
        return False
    for cell in with_heading(sheet, text)[:1]:
        below = [sheet.at(row, cell.column) for row in sheet.rows if row > cell.row]
        texts = [cell_text(own) for own in below if not own.blank]
        measured = sum(MEASURED_WORDS.match(own) is not None for own in texts)
        different = len(set(map(squeezed, texts)))
        return all(map(_is_code, texts)) and different >= FEWEST_IDS and 2 * measured < len(texts)
    return False


def _is_code(text: str) -> bool:
    letters = re.findall(r"[^\W\d_]+", text)
    known = (word.isupper() or id_rank(word) or level_name(word) in KNOWN for word in letters)
    return any(map(str.isdecimal, text)) and all(known)


def _repeated(sheet: Sheet, cell: Cell) -> bool:
    """Whether a text stands again right below or above, as a value does and no heading."""
    text = folded(cell_text(cell))
    near = [sheet.at(cell.row + step, cell.column) for step in (-2, -1, 1, 2)]
    return any(folded(cell_text(each)) == text for each in near)


def _heads_a_column(sheet: Sheet, row: int, column: int) -> bool:
    """Whether something stands beside a cell and under it."""
    beside = [cell for cell in header_cells(sheet, row) if cell.column != column]
    below = [each for each in sheet.rows if row < each <= row + MOST_HEADER_ROWS + 2]
    return bool(beside) and any(not sheet.at(each, column).blank for each in below)


def likely_headings(sheet: Sheet) -> list[Cell]:
    """Headings under which IDs may stand, where none says so: neither measurements nor levels."""
    for row in sheet.rows:
        cells = header_cells(sheet, row)
        if len(cells) > 1 and all(isinstance(cell.value, str) for cell in cells):
            return [cell for cell in cells if _may_head_ids(sheet, cell)]
    return []


def _may_head_ids(sheet: Sheet, heading: Cell) -> bool:
    text = cell_text(heading)
    if identifies(text) or unit_of(text):
        return False
    below = [sheet.at(row, heading.column) for row in sheet.rows if row > heading.row]
    if "well" in words(text) and all(WELL.fullmatch(cell_text(cell)) for cell in below):
        return False
    # A number of nothing else may be that of the patient.
    described = any(word in OF_A_PERSON - NUMBERING for word in words(text))
    if (heading_kind(text) or described) and not look_like_ids(below):
        return False
    if len(below) > 1 and len({squeezed(cell_text(cell)) for cell in below}) < 2:
        # What is the same of all rows tells no patient from another.
        return False
    # In a text table numbers are texts, and whole ones may be IDs.
    numbers = [
        cell
        for cell in below
        if isinstance(cell.value, (int, float))
        or (is_number(cell) and not cell_text(cell).isdecimal())
    ]
    return 2 * len(numbers) < len(below) or bool(NUMBERING & set(words(text)))


def look_like_ids(cells: Sequence[Cell]) -> bool:
    """Whether texts are letters and numbers of one shape, each in a few rows.

    Parameters
    ----------
    cells
        Cells under a heading.
    """
    texts = [squeezed(cell_text(cell)) for cell in cells]
    shapes = {shape_of(text) for text in texts}
    different = len(set(texts))
    alike = len(shapes) == 1 and {"A", "0"} <= set(shapes.copy().pop())
    few = len(texts) <= MOST_SAMPLES * different or len(set(Counter(texts).values())) == 1
    return alike and different >= FEWEST_IDS and few


SAMPLES = "; or the heading Sample, if they are names of samples"


def personal_headings(book: Workbook) -> list[str]:
    """Columns whose heading says that they identify people, as sentences without the heading."""
    return [
        f"Column {column_letter(cell.origin.column)} of {cell.origin.sheet} holds {kind}: write "
        f"the study's codes instead{SAMPLES if folded(cell_text(cell)) == 'name' else ''}."
        for sheet in book.sheets
        for cell in sheet.cells.values()
        if isinstance(cell.value, str) and len(cell.value) < 40
        if (kind := identifies(cell_text(cell))) and _heads_a_column(sheet, cell.row, cell.column)
    ]


def locate(
    book: Workbook, patient: str, others: Sequence[str], *, section: bool = False
) -> Located:
    """Tables under a heading of patient IDs.

    Parameters
    ----------
    book
        The workbook.
    patient
        The heading.
    others
        Other headings that may be that of the IDs.
    section
        Texts that stand alone in rows speak for the rows under them.
    """
    with_ids = [sheet for sheet in book.sheets if patient_headings(sheet, patient)]
    titles = {sheet.name: list(_titles(sheet, patient)) for sheet in with_ids}
    headings = {sheet.name: list(_headings(sheet, patient)) for sheet in with_ids}
    texts = [cell_text(cell) for each in (*titles.values(), *headings.values()) for cell in each]
    families = families_of([*texts, *(sheet.name for sheet in with_ids)])
    words = Words(families)
    unknown = _unknown_titles(with_ids, titles, patient, words)
    if unknown:
        # The reader takes neither a number nor a unit in brackets for a part of a title.
        named = list(map(without_number, unknown))
        families["title"] = {name: list({name: 0, without_unit(name): 0}) for name in named}
        words = Words(families)
    found = Located(patient, list(others), words=words)
    for sheet in with_ids:
        markers = {words.said(cell_text(cell)).rest for cell in headings[sheet.name]} - {""}
        plan = provisional(patient, families, sorted(markers), section=section)
        tables, problems = tables_in(sheet, plan, titles[sheet.name])
        found.tables += tables
        if not tables:
            found.problems += problems
    names = {table.sheet for table in found.tables}
    found.without = [sheet for sheet in book.sheets if sheet.rows and sheet.name not in names]
    return found


def _titles(sheet: Sheet, patient: str) -> Iterator[Cell]:
    """Cells above headings of patient IDs of which each stands alone over its table."""
    ids = patient_headings(sheet, patient)
    for row in sorted({cell.row for cell in ids}):
        own = [cell for cell in ids if cell.row == row]
        rows_above = reversed([each for each in sheet.rows if each < row][-MOST_TITLES:])
        for above in rows_above:
            cells = row_cells(sheet, above, sheet.columns)
            if not all(isinstance(cell.value, str) for cell in cells):
                break
            if len(cells) <= len(own):
                yield from cells
            elif any(not sheet.at(above, cell.column).blank for cell in own):
                break


def _headings(sheet: Sheet, patient: str) -> Iterator[Cell]:
    """Texts in the rows of headings."""
    ids = patient_headings(sheet, patient)
    titles = {cell.row for cell in _titles(sheet, patient)}
    for row in sorted({cell.row for cell in ids}):
        column = next(cell.column for cell in ids if cell.row == row)
        near = [row]
        for each in [r for r in sheet.rows if r > row][: MOST_HEADER_ROWS - 1]:
            own = next(cell for cell in ids if cell.row == row)
            if not sheet.at(each, column).blank and not is_labelled(sheet, each, own):
                break
            near.append(each)
        near += [r for r in sheet.rows if row - MOST_HEADER_ROWS < r < row and r not in titles]
        for each in near:
            for cell in header_cells(sheet, each):
                if isinstance(cell.value, str) and not is_heading(cell_text(cell), [patient]):
                    yield cell


def _unknown_titles(
    sheets: Sequence[Sheet], titles: dict[str, list[Cell]], patient: str, said: Words
) -> list[str]:
    """Titles of tables on one sheet that differ, one a table, and say nothing by usual words.

    Or say more than these: ``Tumor, colon``.
    """
    for sheet in sheets:
        own = [
            title
            for title in titles[sheet.name]
            if not _usual(said.said(cell_text(title)).levels) or not said.is_title(cell_text(title))
        ]
        tables = len(patient_headings(sheet, patient))
        names = list(dict.fromkeys(cell_text(cell) for cell in own))
        if tables > 1 and len(names) == len(own) == tables:
            return names
    return []


def _usual(levels: Mapping[str, tuple[str, str]]) -> bool:
    """Whether one of the levels is told by a usual word or a time, not by a name such as IL-10."""
    return any(
        family == "time" or level in LEVELS.get(family, {}) for family, (level, _) in levels.items()
    )
