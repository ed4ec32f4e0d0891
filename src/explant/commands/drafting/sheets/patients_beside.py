"""A table of the patients beside, or below, that of the measurements in one sheet."""

from dataclasses import replace

from explant.commands.drafting.vocabulary_of_drafts import (
    OF_A_PERSON,
    heading_kind,
    id_rank,
    words,
)
from explant.config.names.spellings import folded, squeezed
from explant.spreadsheet.places.table_apart import apart
from explant.spreadsheet.sheet.cells import Cell, Sheet, Workbook, cell_text
from explant.spreadsheet.structure.plates import is_number

FEWEST, MOST_COLUMNS, MOST_HEADINGS = 3, 8, 40
SHARED = 0.5
"""Share of its IDs that the other table has as well."""


def with_patients_apart(book: Workbook) -> Workbook:
    """The workbook with a table of patients that stands beside measurements as another sheet.

    Only one such table is taken: of several a person has to say which.
    """
    found = [(sheet, heading) for sheet in book.sheets for heading in _tables_of_patients(sheet)]
    if len(found) != 1:
        return book
    (sheet, heading) = found[0]
    sheets: list[Sheet] = []
    for each in book.sheets:
        sheets += apart(each, heading) if each is sheet else [each]
    return replace(book, sheets=tuple(sheets))


def _tables_of_patients(sheet: Sheet) -> list[Cell]:
    """Headings of IDs of tables with one row a patient and nothing that was measured."""
    # A long sheet repeats its texts, and IDs are no headings.
    named = {
        text
        for text in sheet.texts
        if len(text) < MOST_HEADINGS
        and not any(map(str.isdecimal, text))
        and id_rank(" ".join(text.split())) in (1, 2)
    }
    heads = [
        cell
        for cell in sheet.cells.values()
        if cell.value in named
        and not sheet.at(cell.row, cell.column + 1).blank
        and not sheet.at(cell.row + 1, cell.column).blank
    ]
    if not 2 <= len(heads) <= MOST_HEADINGS:
        return []
    tables = {head: apart(sheet, head)[1] for head in heads}
    described = [head for head in heads if _describes(tables[head], head)]
    measured = [head for head in heads if head not in described]
    return [
        head
        for head in described
        if any(_shares(tables[head], head, tables[other], other) for other in measured)
    ]


def _ids(table: Sheet, head: Cell) -> list[str]:
    return [squeezed(cell_text(table.at(row, head.column))) for row in table.rows if row > head.row]


def _describes(table: Sheet, head: Cell) -> bool:
    """Whether each ID stands once, beside properties alone."""
    ids = _ids(table, head)
    others = [column for column in table.columns if column != head.column]
    if len(ids) < FEWEST or len(set(ids)) < len(ids) or not 1 <= len(others) <= MOST_COLUMNS:
        return False
    return all(_property(table, head.row, column) for column in others)


def _property(table: Sheet, row: int, column: int) -> bool:
    heading = cell_text(table.at(row, column))
    if heading_kind(heading) in ("stage", "size") or OF_A_PERSON & set(words(heading)):
        return True
    cells = [table.at(each, column) for each in table.rows if each > row]
    return not any(map(is_number, (cell for cell in cells if not cell.blank)))


def _shares(table: Sheet, head: Cell, other: Sheet, other_head: Cell) -> bool:
    """Whether most IDs of a table stand in another, which begins in the same row or above it."""
    own, theirs = set(_ids(table, head)), set(_ids(other, other_head))
    beside = other_head.row == head.row or not {head.column} & set(other.columns)
    below = head.row > other_head.row
    same = folded(cell_text(head)) and len(own & theirs) > SHARED * len(own)
    return bool(same) and (beside or below)
