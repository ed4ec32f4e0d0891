"""Titles above a table that say what holds for all of it: a marker, or a level of a factor."""

from collections.abc import Sequence
from dataclasses import dataclass

from explant.spreadsheet.cells import Area, Cell, Sheet
from explant.spreadsheet.joined_headings import NOTHING, Given, Vocabulary
from explant.spreadsheet.text import cell_text


@dataclass(frozen=True, slots=True)
class Title:
    """A cell that stands alone above a table, or the name of its sheet (row 0)."""

    row: int
    text: str
    given: Given


def row_cells(sheet: Sheet, row: int, columns: Sequence[int]) -> list[Cell]:
    """Cells of a row that show in the given columns, a merged one once."""
    cells = dict.fromkeys(sheet.through_merge(row, column) for column in columns)
    return [cell for cell in cells if not cell.blank]


def titles_above(sheet: Sheet, patient: Cell, area: Area, vocabulary: Vocabulary) -> list[Title]:
    """Titles above a heading of patient IDs, the nearest first.

    A title stands alone in its row, in the table's columns or merged over them. Rows with data of
    another table end the search.

    Parameters
    ----------
    sheet
        The sheet.
    patient
        The heading.
    area
        Where the table stands.
    vocabulary
        The spellings that the plan knows.
    """
    found = []
    columns = [column for column in sheet.columns if area.left <= column <= area.right]
    for row in reversed([row for row in sheet.rows if area.top <= row < patient.row]):
        cells = row_cells(sheet, row, columns)
        if len(cells) == 1:
            text = cell_text(cells[0])
            given = vocabulary.title(text)
            if given:
                found.append(Title(row, text, given))
        elif cells and not sheet.at(row, patient.column).blank:
            break
    return found


def given_by(titles: Sequence[Title], above: int) -> Given:
    """What titles above a row say together; what two of them say differently is not given."""
    marker: set[str] = set()
    levels: dict[str, set[str]] = {}
    for title in titles:
        if title.row >= above:
            continue
        if title.given.marker is not None:
            marker.add(title.given.marker)
        for factor, level in title.given.levels.items():
            levels.setdefault(factor, set()).add(level)
    if not marker and not levels:
        return NOTHING
    return Given(
        marker.copy().pop() if len(marker) == 1 else None,
        {factor: named.copy().pop() for factor, named in levels.items() if len(named) == 1},
    )
