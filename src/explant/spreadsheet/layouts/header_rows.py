"""The header of a table with one row a patient: its rows, and what its columns name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from explant.config.models import Plan
from explant.config.models.sheet_layout import MISSING
from explant.config.names.spellings import folded
from explant.spreadsheet.layouts.replicate_columns import replicate_groups, without_number
from explant.spreadsheet.layouts.tidy import Levels
from explant.spreadsheet.sheet.cells import Cell, Sheet, cell_text
from explant.spreadsheet.structure.blocks import Block
from explant.spreadsheet.structure.gaps import MOST_HEADER_ROWS
from explant.spreadsheet.structure.headings import attribute_columns, header_cells, is_heading
from explant.spreadsheet.structure.joined_headings import Given, Understood, Vocabulary
from explant.spreadsheet.structure.rows import is_numeric
from explant.spreadsheet.structure.titles import given_by

Meaning = tuple[str, Levels]
NO_HEADINGS = frozenset(map(folded, MISSING))


@dataclass(frozen=True)
class HeadedColumn:
    """One column: the cells of its heading from top to bottom, and what they name together."""

    column: int
    cells: tuple[Cell, ...]
    understood: Understood
    replicate: str = ""

    @property
    def text(self) -> str:
        """The heading as one line."""
        return " ".join(cell_text(cell) for cell in self.cells)


@dataclass(frozen=True)
class Header:
    """The rows of a header, and its columns other than the patient's."""

    rows: tuple[int, ...]
    columns: tuple[HeadedColumn, ...]
    given: Given = field(default_factory=Given)

    def score(self, plan: Plan) -> int:
        """Number of different marker and level combinations, and replicates, that it names."""
        named = {(meaning_of(column, plan), column.replicate) for column in self.columns}
        return sum(meaning is not None for meaning, _ in named)

    def stated(self, plan: Plan) -> dict[int, int]:
        """Number of names that the heading of a column says itself, by the columns of values."""
        own = {column.column: column.understood.own for column in self.columns}
        return {
            column.column: len(own[column.column].levels) + (own[column.column].marker is not None)
            for column in self.columns
            if meaning_of(column, plan) is not None
        }


BY_ROW = ""
"""Stands for the level of a factor that the cells of a row say."""


def find_header_rows(block: Block, plan: Plan, by_row: Mapping[str, Cell] = {}) -> Header:
    """Rows around the patient heading that together name the most columns.

    Parameters
    ----------
    block
        The table.
    plan
        The study's plan.
    by_row
        Headings of the columns whose cells say the level of a factor.
    """
    sheet, row = block.sheet, block.patient.row
    below = [row]
    for candidate in (each for each in sheet.rows if each > row):
        lower = continues_header(sheet, candidate, block.patient, block.vocabulary)
        if len(below) == MOST_HEADER_ROWS or not lower:
            break
        below.append(candidate)
    above = [row]
    for candidate in reversed([each for each in sheet.rows if each < row]):
        if len(above) == MOST_HEADER_ROWS:
            break
        above.insert(0, candidate)
    candidates = [tuple(below[:count]) for count in range(1, len(below) + 1)]
    candidates += [tuple(above[-count:]) for count in range(2, len(above) + 1)]
    candidates += [
        (*above[-up:], *below[1:down])
        for up in range(2, len(above) + 1)
        for down in range(2, len(below) + 1)
        if up + down - 1 <= MOST_HEADER_ROWS
    ]
    headers = [_header(block, rows, plan, by_row) for rows in candidates]
    # The first of those that name as many: one row before two, below before above.
    best = max(headers, key=lambda header: header.score(plan))
    if best.score(plan) or len(below) == 1:
        return next((each for each in headers if _says_what_is_implied(each, best, plan)), best)
    return headers[min(1, len(below) - 1)]


def _says_what_is_implied(header: Header, shorter: Header, plan: Plan) -> bool:
    """Whether rows below a header state, for every column of it, what it leaves implied.

    A level, or the marker: ``Tumor`` over ``CD25``, where CD25 is implied.

    Of one column only, among several, the row may be a title of all that stands under it.
    """
    longer = header.rows[: len(shorter.rows)] == shorter.rows
    if shorter.given or not longer or header.score(plan) < shorter.score(plan):
        return False
    before, after = shorter.stated(plan), header.stated(plan)
    return before.keys() == after.keys() and all(after[each] > before[each] for each in before)


def continues_header(sheet: Sheet, row: int, patient: Cell, vocabulary: Vocabulary) -> bool:
    """Whether a row has no ID of its own and words only, as the lower row of a header has.

    In the place of the ID may stand what the words are of: ``IL-2:`` before doses.
    """
    own = sheet.at(row, patient.column)
    cells = [sheet.at(row, column) for column in sheet.columns]
    cells = [cell for cell in cells if not cell.blank]
    if not own.blank:
        others = [cell for cell in cells if cell.column != patient.column]
        named = (bool(vocabulary.understand(cell_text(cell)).own) for cell in others)
        return is_labelled(sheet, row, patient) and all(named)
    return bool(cells) and all(isinstance(cell.value, (str, int, float)) for cell in cells)


def is_labelled(sheet: Sheet, row: int, patient: Cell) -> bool:
    """Whether texts, and one in the column of the IDs, stand right below it and over numbers."""
    place = sheet.rows.index(row)
    if sheet.rows[place - 1] != patient.row or place + 1 == len(sheet.rows):
        return False
    cells = header_cells(sheet, row)
    others = [cell for cell in cells if cell.column != patient.column]
    below = sheet.rows[place + 1]
    missing = {folded(cell_text(cell)) for cell in others} & NO_HEADINGS
    return (
        not missing
        and len(cells) == len(others) + 1 > 2
        and all(isinstance(cell.value, str) and not is_numeric(cell) for cell in cells)
        and all(is_numeric(sheet.at(below, cell.column)) for cell in others)
    )


def _header(block: Block, rows: Sequence[int], plan: Plan, by_row: Mapping[str, Cell]) -> Header:
    sheet = block.sheet
    alone = [
        *(name for wanted in attribute_columns(plan).values() for name in wanted.headings),
        plan.spreadsheet.columns.patient,
        *filter(None, [plan.spreadsheet.columns.replicate, plan.spreadsheet.columns.block]),
        *(cell_text(cell) for cell in by_row.values()),
    ]
    given = given_by(block.titles, above=rows[0])
    if by_row:
        given = Given(given.marker, {**given.levels, **dict.fromkeys(by_row, BY_ROW)})
    lines = [spread_headings(sheet, row, alone, last=row == rows[-1]) for row in rows]
    headings: dict[int, tuple[Cell, ...]] = {}
    for column in sheet.columns:
        if column == block.patient.column:
            continue
        cells = tuple(dict.fromkeys(line[column] for line in lines if column in line))
        if any(is_heading(cell_text(cell), alone) for cell in cells if cell.column == column):
            # A patient's property stands under no group's heading.
            cells = tuple(cell for cell in cells if cell.column == column)
        # A group's heading goes on to the right only where something stands under it.
        own = any(cell.column == column for cell in cells)
        merged = any(sheet.merged_area(cell.row, column) for cell in cells)
        if cells and (own or merged):
            headings[column] = cells
    texts = {
        column: " ".join(cell_text(cell) for cell in cells) for column, cells in headings.items()
    }
    understood = {
        column: block.vocabulary.understand(text, given) for column, text in texts.items()
    }
    if given:
        # A title speaks for a factor, or the marker, only where no heading under it does.
        named = {factor for each in understood.values() for factor in each.own.levels}
        levels = {factor: level for factor, level in given.levels.items() if factor not in named}
        own = any(each.own.marker is not None for each in understood.values())
        given = Given(None if own else given.marker, levels)
        understood = {
            column: block.vocabulary.understand(text, given) for column, text in texts.items()
        }
    columns = [
        HeadedColumn(column, cells, understood[column]) for column, cells in headings.items()
    ]
    return Header(tuple(rows), tuple(_numbered(columns, block, given, plan)), given)


def _numbered(
    columns: Sequence[HeadedColumn], block: Block, given: Given, plan: Plan
) -> list[HeadedColumn]:
    """Columns with those marked that hold replicates of the same marker and cell."""
    suffix = plan.spreadsheet.columns.replicate_suffix
    groups: dict[Meaning, list[tuple[int, str]]] = {}
    without: dict[int, Understood] = {}
    for column in columns:
        parted = without_number(column.text, suffix)
        if parted is None:
            continue
        understood = block.vocabulary.understand(parted[0], given)
        meaning = meaning_of(replace(column, understood=understood), plan)
        whole = meaning_of(column, plan)
        if meaning is not None and whole in (None, meaning):
            without[column.column] = understood
            groups.setdefault(meaning, []).append((column.column, parted[1]))
    replicates = {
        column: number
        for group in replicate_groups(groups, declared=suffix is not None).values()
        for column, number in group.items()
    }
    return [
        replace(column, understood=without[column.column], replicate=replicates[column.column])
        if column.column in replicates
        else column
        for column in columns
    ]


def spread_headings(sheet: Sheet, row: int, alone: Sequence[str], *, last: bool) -> dict[int, Cell]:
    """Heading that holds for each column of one row of the header.

    Parameters
    ----------
    sheet
        The table's cells.
    row
        The row.
    alone
        Headings that hold for their own column only.
    last
        It is the lowest row of the header, in which each heading is its column's own.
    """
    line: dict[int, Cell] = {}
    current: Cell | None = None
    for column in sheet.columns:
        own = sheet.through_merge(row, column)
        if not own.blank:
            line[column] = own
            area = sheet.merged_area(row, column)
            merged = area is not None and area.right > area.left
            # What is merged ends where it ends; a patient's property is a column of its own.
            alone_here = is_heading(cell_text(own), alone)
            current = None if merged or alone_here or last else own
        elif current is not None:
            line[column] = current
    return line


def meaning_of(column: HeadedColumn, plan: Plan) -> Meaning | None:
    """Marker and levels of a column, if its heading names them wholly."""
    understood = column.understood
    whole = bool(understood.own) and not understood.summary and understood.complete(plan)
    if understood.marker is None or not whole:
        return None
    return understood.marker, tuple(understood.levels[factor] for factor in plan.factors)
