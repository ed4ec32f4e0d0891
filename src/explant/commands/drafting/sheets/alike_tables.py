"""Tables that are alike, on sheets or side by side: of groups of patients, or of conditions."""

import itertools
from dataclasses import dataclass, replace
from typing import Any

from explant.commands.drafting.conditions.crossed_texts import crossed
from explant.commands.drafting.conditions.unknown_words import MEASURED_WORDS
from explant.commands.drafting.vocabulary import Words, families_of
from explant.commands.drafting.vocabulary_of_drafts import LEVELS, id_rank, is_reference
from explant.config.models.sheet_layout import NAME_OF_THE_SHEET, TITLE_ABOVE
from explant.config.names.spellings import folded, squeezed
from explant.numbers import counted
from explant.spreadsheet.sheet.cells import (
    Cell,
    MovedCell,
    Position,
    Sheet,
    Workbook,
    cell_text,
    column_letter,
)
from explant.spreadsheet.structure.plates import is_number

MOST_ROWS = 60
"""Rows in which headings are looked for."""
FEWEST_IDS = 3
USUAL = frozenset(name for levels in LEVELS.values() for name in levels)


def header_row(sheet: Sheet) -> tuple[int, list[Cell]] | None:
    """The first row of several texts and no number, with a number in the row below it."""
    for row, below in itertools.pairwise(sheet.rows[: MOST_ROWS + 1]):
        cells = sheet.filled(row, sheet.columns)
        texts = len(cells) > 1 and not any(map(is_number, cells))
        if texts and any(map(is_number, sheet.filled(below, sheet.columns))):
            return row, cells
    return None


@dataclass(frozen=True)
class _Part:
    """A table of one group: what names the group, its headings, and its rows of data."""

    name: str
    source: Cell
    headings: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(folded(cell_text(cell)) for cell in self.headings)

    @property
    def ids(self) -> list[str]:
        places = [n for n, cell in enumerate(self.headings) if id_rank(cell_text(cell)) in (1, 2)]
        return [squeezed(cell_text(row[places[0]])) for row in self.rows] if places else []


def _are_groups(parts: list[_Part]) -> bool:
    """Whether tables are alike and no patient stands in two of them."""
    ids = [{name for name in part.ids if name} for part in parts]
    return (
        len(parts) > 1
        and len({part.texts for part in parts}) == 1
        and min(map(len, ids)) >= FEWEST_IDS
        and len(set.union(*ids)) == sum(map(len, ids))
        and len({folded(part.name) for part in parts}) == len(parts)
    )


def _part(sheet: Sheet, name: str, source: Cell, row: int, columns: list[int]) -> _Part:
    """The table under a row of headings in some columns, down to its first blank row."""
    rows = []
    for each in itertools.takewhile(
        lambda r: bool(sheet.filled(r, columns)), itertools.count(row + 1)
    ):
        rows.append(tuple(sheet.at(each, column) for column in columns))
    return _Part(name, source, tuple(sheet.at(row, c) for c in columns), tuple(rows))


def _together(parts: list[_Part], name: str, heading: str) -> Sheet:
    """One sheet of the tables, with what names each in its first column."""
    cells: dict[Position, Cell] = {}

    def put(row: int, column: int, source: Cell, value: Any) -> None:
        if value is not None:
            cells[row, column] = MovedCell(name, row, column, value, source=source)

    put(1, 1, parts[0].source, heading)
    for column, cell in enumerate(parts[0].headings, start=2):
        put(1, column, cell, cell.value)
    rows = [(part, row) for part in parts for row in part.rows]
    for number, (part, row) in enumerate(rows, start=2):
        put(number, 1, part.source, part.name)
        for column, cell in enumerate(row, start=2):
            put(number, column, cell, cell.value)
    names = {n: column_letter(cell.column) for n, cell in enumerate(parts[0].headings, start=2)}
    return Sheet(name, cells, column_names={1: heading, **names})


def _parts(book: Workbook) -> list[_Part]:
    """The table of each sheet under its first row of headings; none if a sheet has no such row.

    None of a single sheet: it is like no other. A sheet without a number is that of remarks.
    """
    parts: list[_Part] = []
    sheets = [sheet for sheet in book.sheets if any(map(is_number, sheet.cells.values()))]
    for sheet in sheets if len(sheets) > 1 else ():
        head = header_row(sheet)
        if head is None:
            return []
        row, cells = head
        parts.append(_part(sheet, sheet.name, cells[0], row, [cell.column for cell in cells]))
    return parts


def _copied(one: _Part, other: _Part) -> bool:
    """Whether most rows of two tables are the same: raw and cleaned data, not two conditions."""
    rows = {tuple(map(cell_text, row)) for row in one.rows}
    same = sum(tuple(map(cell_text, row)) in rows for row in other.rows)
    return 2 * same > len(other.rows)


def sheets_of_groups(book: Workbook) -> tuple[Workbook, str] | None:
    """Sheets that are alike, each with patients of its own: their names are the groups.

    The workbook with one sheet of them, and what was seen; None if they are not alike.
    """
    parts = _parts(book)
    if not _are_groups(parts):
        return None
    whole = _together(parts, parts[0].source.sheet, NAME_OF_THE_SHEET)
    seen = f"{counted(len(parts), 'sheet')} with the same headings and patients of their own"
    return replace(book, sheets=(whole,)), seen


def sheets_of_conditions(book: Workbook) -> tuple[Workbook, str] | None:
    """Sheets that are alike, each with the same patients: their names are the conditions.

    Names that usual words explain are read as they stand. The workbook with one sheet of them, and
    what was seen; None if they are not alike.
    """
    parts = _parts(book)
    names = [part.name for part in parts]
    ids = {frozenset(part.ids) for part in parts}
    alike = len({part.texts for part in parts}) == 1 and len(parts) > 1 and len(ids) == 1
    if not alike or len(ids.copy().pop()) < FEWEST_IDS or all(map(MEASURED_WORDS.search, names)):
        return None
    if any(_copied(one, other) for one, other in itertools.combinations(parts, 2)):
        return None
    words = Words(families_of([*names, *parts[0].texts]))
    usual = [bool(said.levels) and not said.rest for said in map(words.said, names)]
    # Where headings say the conditions, sheets are what was measured.
    measured = any(map(MEASURED_WORDS.search, parts[0].texts))
    told = measured or any(map(is_reference, names)) or crossed(names) is not None
    every = {pair for text in parts[0].texts for pair in words.said(text).every}
    # Of names of which some are usual, and say what no heading says, the others are of their kind.
    families = {family for name in names for family in words.said(name).levels}
    partly = any(usual) and bool(families - {family for family, _ in every})
    if all(usual) or not (told or partly) or (USUAL & {name for _, name in every} and not partly):
        return None
    # A level is no name of what was measured in all of them.
    whole = _together(parts, "" if partly else parts[0].source.sheet, NAME_OF_THE_SHEET)
    seen = f"{counted(len(parts), 'sheet')} with the same headings and the same patients"
    return replace(book, sheets=(whole,)), seen


def tables_of_groups(book: Workbook) -> Workbook | None:
    """Tables beside or below each other under titles, each with patients of its own, as one.

    None if they are not alike.
    """
    sheets = [sheet for sheet in book.sheets if sheet.rows]
    if len(sheets) != 1:
        return None
    (sheet,) = sheets
    head = header_row(sheet)
    if head is None:
        return None
    parts = _beside(sheet, *head) or _below(sheet, *head)
    if not _are_groups(parts):
        return None
    return replace(book, sheets=(_together(parts, sheet.name, TITLE_ABOVE),))


def _below(sheet: Sheet, row: int, cells: list[Cell]) -> list[_Part]:
    """Tables with the same headings below each other, each under a title; none if one has none."""
    columns = [cell.column for cell in cells]
    texts = list(map(cell_text, cells))
    parts = []
    for each in sheet.rows:
        if list(map(cell_text, sheet.filled(each, sheet.columns))) != texts:
            continue
        titles = sheet.filled(each - 1, sheet.columns)
        if len(titles) != 1:
            return []
        parts.append(_part(sheet, cell_text(titles[0]), titles[0], each, columns))
    return parts


def _beside(sheet: Sheet, row: int, cells: list[Cell]) -> list[_Part]:
    """Tables beside each other, each under a title; none if they do not stand so."""
    starts = [cell.column for cell in cells if id_rank(cell_text(cell)) in (1, 2)]
    above = {cell.column: cell for cell in sheet.filled(row - 1, sheet.columns)}
    if len(starts) < 2 or len(above) != len(starts):
        return []
    parts = []
    for start, end in itertools.pairwise([*starts, max(sheet.columns) + 2]):
        columns = [cell.column for cell in cells if start <= cell.column < end]
        titles = [cell for column, cell in above.items() if start <= column < end]
        if len(titles) != 1 or columns[0] != start:
            return []
        parts.append(_part(sheet, cell_text(titles[0]), titles[0], row, columns))
    return parts
