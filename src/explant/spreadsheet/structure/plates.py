"""Plates of wells: values in a grid, and maps of what was in each well, as one table."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from explant.config.names.spellings import folded, listed
from explant.problems import Problem
from explant.spreadsheet.sheet.cells import Cell, MovedCell, Sheet, Workbook, cell_text, places
from explant.spreadsheet.structure.headings import without_unit

SIGNS = frozenset("+-.,")
FEWEST_COLUMNS, FEWEST_WELLS = 3, 6
WELL = "Well"
VALUE = "Value"
SAMPLE = "Sample"
TITLES = frozenset(
    {"plate map", "layout", "plate layout", "map", "samples", "sheet1", "plate 1", "raw data"}
)
"""Titles that say a map is a map, and not what it names."""
STANDARD = re.compile(
    r"(std|standard|blank|blk|ntc|no template|empty|leer|"
    r"(neg|pos)(ative|itive)? ?(control|ctrl|c)?)[\s_.#-]*\d*$",
    re.IGNORECASE,
)
"""What a map calls wells without a sample."""
CORNERS = frozenset({"", "<>", "row", "well"})


@dataclass(frozen=True)
class Grid:
    """A grid of wells: letters at its left, numbers above.

    Parameters
    ----------
    title
        What its corner, a row above it, or its sheet says that it holds.
    wells
        Cells by letter and number of the well, blank ones left out.
    corner
        Cell above the letters.
    """

    title: str
    wells: dict[tuple[str, int], Cell]
    corner: Cell

    @property
    def numeric(self) -> bool:
        """Numbers stand in most wells."""
        return sum(map(is_number, self.wells.values())) > len(self.wells) / 2

    @property
    def size(self) -> str:
        """Its rows and columns in words."""
        letters = sorted({letter for letter, _ in self.wells})
        numbers = sorted({number for _, number in self.wells})
        return f"rows {letters[0]} to {letters[-1]}, columns {numbers[0]} to {numbers[-1]}"


def is_number(cell: Cell) -> bool:
    """Whether a cell holds a number, or a text that is one."""
    if isinstance(cell.value, bool):
        return False
    if isinstance(cell.value, (int, float)):
        return True
    if not isinstance(cell.value, str):
        return False
    text = cell.value.strip()
    if not (text[:1].isdecimal() or text[:1] in SIGNS):
        return False
    try:
        float(text.replace(",", ".").removesuffix("%"))
    except ValueError:
        return False
    return True


def grids(sheet: Sheet) -> Iterator[Grid]:
    """Grids of wells of a sheet, from top to bottom."""
    ones = [place for place, cell in sheet.cells.items() if cell.value in (1, "1")]
    for row, column in sorted(ones):
        numbers = 1
        while cell_text(sheet.at(row, column + numbers)) == str(numbers + 1):
            numbers += 1
        letters = 0
        while cell_text(sheet.at(row + 1 + letters, column - 1)) == _letter(letters):
            letters += 1
        wells = {
            (_letter(down), across + 1): found
            for down in range(letters)
            for across in range(numbers)
            if not (found := sheet.at(row + 1 + down, column + across)).blank
        }
        corner = sheet.at(row, column - 1)
        if numbers >= FEWEST_COLUMNS and len(wells) >= FEWEST_WELLS and letters > 1:
            yield Grid(_title(sheet, corner), wells, corner)


def _letter(number: int) -> str:
    return chr(ord("A") + number)


def _title(sheet: Sheet, corner: Cell) -> str:
    """What names a grid: its corner, else a row above that stands alone, else nothing."""
    if folded(cell_text(corner)) not in CORNERS:
        return cell_text(corner)
    above = sheet.filled(corner.row - 1, sheet.columns)
    return cell_text(above[0]) if len(above) == 1 else ""


def plates_as_tables(book: Workbook) -> Workbook:
    """A workbook in which values of plates stand in one table with what their maps say.

    Each grid of text names the samples of the wells, or one property of them, and becomes a column
    under its title; each grid of numbers becomes a column of values. A plate without a map stays as
    it is: nothing says whose its values are.

    Parameters
    ----------
    book
        The workbook as it was read.
    """
    found = {sheet.name: list(grids(sheet)) for sheet in book.sheets}
    every = [grid for own in found.values() for grid in own]
    maps = [grid for grid in every if not grid.numeric]
    values = [grid for grid in every if grid.numeric]
    if not maps or not values:
        return book
    home = next(name for name, own in found.items() if any(grid in own for grid in values))
    names = {id(grid): _heading(grid, name) for name, own in found.items() for grid in own}
    table = _table(home, maps, values, names)
    sheets = (
        table if sheet.name == home else sheet
        for sheet in book.sheets
        if sheet.name == home or not found[sheet.name]
    )
    told = _note(maps, values, names)
    return replace(book, sheets=tuple(sheets), problems=(*book.problems, told))


def _is_standard(grid: Grid, well: tuple[str, int]) -> bool:
    """Whether a map says that a well holds no sample."""
    return well in grid.wells and bool(STANDARD.match(cell_text(grid.wells[well])))


def _note(maps: Sequence[Grid], values: Sequence[Grid], names: dict[int, str]) -> Problem:
    """What was read from where, and which wells were left out."""
    standards = [
        grid.wells[well] for grid in maps for well in grid.wells if _is_standard(grid, well)
    ]
    left_out = ""
    if standards:
        seen = listed(dict.fromkeys(map(cell_text, standards)))
        left_out = f" Wells of standards and controls are left out ({places(standards)}: {seen})."
    named = listed(names[id(grid)] for grid in maps)
    return Problem(
        "warning" if standards else "note",
        places([*(cell for grid in values for cell in grid.wells.values()), *standards]),
        f"The plate is read as a row a well, with what its map says ({named}).{left_out}",
        "If one of them is a sample, call it otherwise in the map." if standards else "",
    )


def _heading(grid: Grid, sheet: str) -> str:
    for title in (grid.title, sheet):
        if title and folded(title) not in TITLES:
            return title if grid.numeric else without_unit(title)
    return VALUE if grid.numeric else SAMPLE


def _table(home: str, maps: Sequence[Grid], values: Sequence[Grid], names: dict[int, str]) -> Sheet:
    """One row a well that has both a sample and a value."""
    columns = [*maps, *values]
    headings: list[str] = []
    for grid in columns:
        name = names[id(grid)] if grid in values or len(maps) > 1 else SAMPLE
        headings.append(name if name not in headings else f"{name} {len(headings)}")
    cells = {
        (1, column): MovedCell(home, 1, column, text, source=grid.corner)
        for column, (text, grid) in enumerate(zip(headings, columns, strict=True), start=2)
    }
    cells[1, 1] = MovedCell(home, 1, 1, WELL, source=values[0].corner)
    wells = [
        well
        for well in values[0].wells
        if not any(_is_standard(grid, well) for grid in maps)
        and all(well in grid.wells for grid in maps)
        and any(well in grid.wells for grid in values)
    ]
    for row, well in enumerate(wells, start=2):
        origin = values[0].wells[well]
        cells[row, 1] = MovedCell(home, row, 1, f"{well[0]}{well[1]}", source=origin)
        for column, grid in enumerate(columns, start=2):
            if (cell := grid.wells.get(well)) is not None:
                cells[row, column] = MovedCell(
                    home,
                    row,
                    column,
                    cell.value,
                    cell.formula,
                    cell.percent,
                    cell.error,
                    source=cell,
                )
    return Sheet(home, cells)
