"""A column of parameters that name a marker and the sample: ``CD25 tumor IL-2``."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from explant.commands.drafting.sheets.ids.sample_names import SPLIT
from explant.commands.drafting.sheets.restatements import Asked, Restating, with_cells
from explant.commands.drafting.vocabulary import Said, Words, families_of
from explant.commands.drafting.vocabulary_of_drafts import heading_kind
from explant.config.names.text_patterns import MARKER
from explant.numbers import counted
from explant.spreadsheet.sheet.cells import Cell, MovedCell, Position, Sheet, Workbook, cell_text
from explant.spreadsheet.structure.headings import header_cells, with_heading

FEWEST, MOST, COMPLETE = 4, 400, 0.75
"""Texts at least and at most, and the share of the combinations that has to be there."""


def split_parameters(
    book: Workbook, patient: str, given: Mapping[str, Any], restating: Restating
) -> Workbook:
    """The workbook with a column for each thing that the parameters say, and the question.

    Parameters
    ----------
    book
        The workbook.
    patient
        Heading of the patient IDs.
    given
        Answers that are known.
    restating
        Receives the pattern and the question.
    """
    if restating.split is not None or given.get(SPLIT) == {}:
        return book
    for sheet in book.sheets:
        for head in with_heading(sheet, patient)[:1]:
            found = _parameters(sheet, head)
            if found is None:
                continue
            heading, said, pattern = found
            restating.keys["split"] = {cell_text(heading): pattern}
            if SPLIT not in given:
                markers = len({each.rest for each in said.values()})
                restating.asked[SPLIT] = Asked(
                    f'Do the texts under "{cell_text(heading)}" name a marker and a sample? Then '
                    f"they are {counted(markers, 'marker')} × "
                    f"{counted(len(said) // markers, 'sample')}, else "
                    f"{counted(len(said), 'marker')}.",
                    (restating.keys["split"], {}),
                )
            whole = with_cells(sheet, _cells(sheet, heading, said))
            sheets = tuple(whole if each is sheet else each for each in book.sheets)
            return replace(book, sheets=sheets)
    return book


def _parameters(sheet: Sheet, head: Cell) -> tuple[Cell, dict[str, Said], str] | None:
    """Heading of the parameters, what each says, and their pattern; None if they say no sample."""
    cells = header_cells(sheet, head.row)
    kinds = {heading_kind(cell_text(cell)): cell for cell in cells}
    if MARKER not in kinds or "value" not in kinds:
        return None
    heading = kinds[MARKER]
    under = (sheet.through_merge(row, heading.column) for row in sheet.rows if row > head.row)
    texts = list(dict.fromkeys(cell_text(cell) for cell in under if not cell.blank))
    if not FEWEST <= len(texts) <= MOST:
        return None
    every = families_of(texts)
    patterns: set[str] = set()
    # A cytokine is what was added, or what was measured.
    for left_out in ("", "treatment"):
        words = Words({family: own for family, own in every.items() if family != left_out})
        said = {text: words.said(text) for text in texts}
        patterns = {_pattern(text, each) for text, each in said.items()}
        if len(patterns) == 1 and "" not in patterns:
            break
    else:
        return None
    families = list(next(iter(said.values())).levels)
    sizes = [len({each.levels[family][0] for each in said.values()}) for family in families]
    places = len({each.rest for each in said.values()})
    for size in sizes:
        places *= size
    if min(sizes) < 2 or len(texts) < COMPLETE * places:
        return None
    return heading, said, patterns.pop()


def _pattern(text: str, said: Said) -> str:
    """The text with names in braces; empty if it says no sample, or its parts lie scattered."""
    if not said.levels or not said.rest or said.several or text.count(said.rest) != 1:
        return ""
    pattern = text
    parts = {spelling: family for family, (_, spelling) in said.levels.items()}
    parts[said.rest] = MARKER
    for part in sorted(parts, key=len, reverse=True):
        if pattern.count(part) != 1:
            return ""
        pattern = pattern.replace(part, f"{{{parts[part]}}}")
    return pattern


def _cells(sheet: Sheet, heading: Cell, said: Mapping[str, Said]) -> dict[Position, Cell]:
    families: Sequence[str] = list(next(iter(said.values())).levels)
    cells: dict[Position, Cell] = {}
    last = max(sheet.columns)

    def put(row: int, column: int, text: str, source: Cell) -> None:
        cells[row, column] = MovedCell(sheet.name, row, column, text, source=source)

    for number, family in enumerate(families, start=1):
        put(heading.row, last + number, family, heading)
    for row in (row for row in sheet.rows if row > heading.row):
        cell = sheet.through_merge(row, heading.column)
        own = said.get(cell_text(cell))
        if own is None:
            continue
        put(row, heading.column, own.rest, cell)
        for number, family in enumerate(families, start=1):
            put(row, last + number, own.levels[family][1], cell)
    return cells
