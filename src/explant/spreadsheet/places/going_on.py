"""Cells that go on from above: a text that is written once for the rows under it."""

from collections.abc import Iterable

from explant.problems import Problem, similar
from explant.spreadsheet.sheet.cells import Cell, MovedCell, Position, Sheet, cell_text
from explant.spreadsheet.structure.headings import with_heading
from explant.spreadsheet.structure.rows import is_summary_word


def gone_on(sheet: Sheet, headings: Iterable[str]) -> tuple[dict[Position, Cell], list[Problem]]:
    """What stands in the blank cells under some headings.

    A text goes on down to the next one, to a blank row, or to a row that sums up others.

    Parameters
    ----------
    sheet
        The sheet.
    headings
        Headings of the columns.

    Returns
    -------
    tuple
        The cells by their places; and a problem for each heading that the sheet does not have.
    """
    filled: dict[Position, Cell] = {}
    problems: list[Problem] = []
    for heading in headings:
        found = with_heading(sheet, heading)
        if not found:
            texts = [cell_text(c) for c in sheet.cells.values() if isinstance(c.value, str)]
            problems.append(
                Problem(
                    "error",
                    sheet.name,
                    f'No cell holds the heading "{heading}", in whose column cells go on.',
                    f"{similar(heading, dict.fromkeys(texts[:500]))} Correct "
                    "spreadsheet.goes_on in the config.".lstrip(),
                )
            )
        starts = {cell.row for cell in found}
        for cell in found:
            filled |= _under(sheet, cell, starts)
    return filled, problems


def _under(sheet: Sheet, heading: Cell, starts: set[int]) -> dict[Position, Cell]:
    filled: dict[Position, Cell] = {}
    above: Cell | None = None
    last = heading.row
    for row in sheet.rows:
        if row <= heading.row:
            continue
        if row in starts:
            break
        own = sheet.through_merge(row, heading.column)
        if not own.blank:
            above = None if is_summary_word(cell_text(own)) else own
        elif row > last + 1 or _sums_up(sheet, row):
            above = None
        elif above is not None:
            filled[row, heading.column] = MovedCell(
                sheet.name, row, heading.column, above.value, above.formula, source=above
            )
        last = row
    return filled


def _sums_up(sheet: Sheet, row: int) -> bool:
    """Whether a text of a row is a summary's; a letter such as N may as well be a level."""
    cells = (sheet.at(row, column) for column in sheet.columns)
    texts = [cell.value for cell in cells if isinstance(cell.value, str)]
    return any(len(text.strip()) > 2 and is_summary_word(text) for text in texts)
