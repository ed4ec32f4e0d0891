"""Titles above a table that say what holds for all of it: a marker, or a level of a factor."""

from collections.abc import Sequence
from dataclasses import dataclass

from explant.config.models import Plan
from explant.problems import Problem
from explant.spreadsheet.sheet.cells import Area, Cell, Sheet, cell_text
from explant.spreadsheet.structure.headings import unit_of
from explant.spreadsheet.structure.joined_headings import NOTHING, Given, Vocabulary
from explant.spreadsheet.values.units import is_unit, same_unit


@dataclass(frozen=True, slots=True)
class Title:
    """A cell that stands alone above a table, or the name of its sheet (row 0)."""

    row: int
    text: str
    given: Given


def row_cells(sheet: Sheet, row: int, columns: Sequence[int]) -> list[Cell]:
    """Cells of a row that show in the given columns, a merged one once."""
    if not sheet.merged_in(row):
        return sheet.filled(row, columns)
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


def title_units(sheet: Sheet, titles: Sequence[Title], plan: Plan) -> list[Problem]:
    """Warn of titles that give another unit for their marker than the plan does.

    Parameters
    ----------
    sheet
        The sheet.
    titles
        Titles above a table.
    plan
        The study's plan.
    """
    found = []
    for title in titles:
        unit = unit_of(title.text)
        declared = "" if title.given.marker is None else plan.markers[title.given.marker].unit
        # Brackets in a title may hold anything: (raw), (page 2).
        if not (is_unit(unit) and declared) or same_unit(unit, declared):
            continue
        cells = [cell for cell in row_cells(sheet, title.row, sheet.columns) if title.row]
        own = next((cell.place for cell in cells if cell_text(cell) == title.text), sheet.name)
        found.append(
            Problem(
                "warning",
                own,
                f'"{title.text}" gives the unit {unit}, the plan gives {declared} for '
                f"{title.given.marker}.",
                "Correct the title or the unit in the config: the numbers are not converted.",
                marker=title.given.marker or "",
            )
        )
    return found
