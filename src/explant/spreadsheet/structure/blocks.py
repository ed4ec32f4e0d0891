"""Tables of a sheet: one, or several that stand beside or under each other.

Each has its own heading of patient IDs. A table is paired by its own IDs and by nothing else.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from explant.config.models import Plan
from explant.config.names.spellings import folded, listed
from explant.problems import Problem
from explant.spreadsheet.sheet.cells import Area, Cell, Sheet, cell_text, places
from explant.spreadsheet.structure.gaps import MOST_HEADER_ROWS, check_gaps, runs_of
from explant.spreadsheet.structure.headings import (
    find_header,
    header_cells,
    patient_headings,
)
from explant.spreadsheet.structure.joined_headings import NOTHING, Given, Vocabulary
from explant.spreadsheet.structure.rows import is_numeric
from explant.spreadsheet.structure.titles import Title, title_units, titles_above

Placed = tuple[Area, Cell]


@dataclass(frozen=True)
class Block:
    """One table of a sheet.

    Parameters
    ----------
    sheet
        The sheet, or the part of it that the table fills.
    patient
        Heading of the patient IDs.
    vocabulary
        The spellings that the plan knows.
    titles
        What stands above the table, and the name of its sheet, as far as it says something.
    """

    sheet: Sheet
    patient: Cell
    vocabulary: Vocabulary
    titles: tuple[Title, ...] = ()


class UnclearError(Exception):
    """Raised where a sheet does not state which IDs belong to which values."""

    def __init__(self, cells: Sequence[Cell], what: str, how_to_fix: str) -> None:
        super().__init__(what)
        self.problem = Problem("error", places(cells), what, how_to_fix)


def tables_of(
    sheet: Sheet, plan: Plan, vocabulary: Vocabulary, given: Given = NOTHING
) -> tuple[list[Block], list[Problem]]:
    """Tables of a sheet, from top to bottom and from left to right.

    Parameters
    ----------
    sheet
        The sheet.
    plan
        The study's plan.
    vocabulary
        The spellings that it knows.
    given
        What the name of the sheet says.

    Returns
    -------
    tuple
        The tables; and an error where the sheet does not state whose values some are.
    """
    heading = plan.spreadsheet.columns.patient
    patients = patient_headings(sheet, heading)
    if not patients:
        patient, problems = find_header(sheet, heading)
        if patient is None:
            return [], problems
        patients = [patient]
    whole = Area(1, min(1, *sheet.columns), max(sheet.rows), max(sheet.columns))
    try:
        placed = _split(sheet, whole, patients, vocabulary)
    except UnclearError as unclear:
        return [], [unclear.problem]
    blocks = []
    for area, patient in placed:
        titles = titles_above(sheet, patient, area, vocabulary)
        if given:
            titles.append(Title(0, sheet.name, given))
        part = sheet if area == whole else _part(sheet, area)
        blocks.append(Block(part, patient, vocabulary, tuple(titles)))
    concerned = [block for block in blocks if _names_something(block)] or blocks[:1]
    problems = [
        problem
        for block in concerned
        for problem in check_gaps(block.sheet, block.patient, vocabulary)
    ]
    titled = [problem for block in concerned for problem in title_units(sheet, block.titles, plan)]
    problems += dict.fromkeys(titled)
    problems += [_not_read(block) for block in blocks if block not in concerned]
    return concerned, problems


def _split(
    sheet: Sheet, area: Area, patients: Sequence[Cell], vocabulary: Vocabulary
) -> list[Placed]:
    if len(patients) == 1:
        return [(area, patients[0])]
    rows = {row: list(cells) for row, cells in itertools.groupby(patients, lambda cell: cell.row)}
    if len(rows) == 1:
        return _beside(sheet, area, patients, vocabulary)
    if len({tuple(cell.column for cell in cells) for cells in rows.values()}) == 1:
        return _under(sheet, area, rows, vocabulary)
    # Tables that begin in different rows and columns stand beside each other where a blank column
    # parts them, and under each other where the upper one has ended.
    first = min(cell.column for cell in patients)
    for column in sorted({cell.column for cell in patients if cell.column > first}):
        left = [cell for cell in patients if cell.column < column]
        blank = _blank_columns(sheet, area, max(cell.column for cell in left) + 1, column - 1)
        if blank:
            right = [cell for cell in patients if cell.column >= column]
            return [
                *_split(sheet, _narrowed(area, right=blank[-1] - 1), left, vocabulary),
                *_split(sheet, _narrowed(area, left=blank[-1] + 1), right, vocabulary),
            ]
    for (_, upper), (row, lower) in itertools.pairwise(rows.items()):
        own = {cell.column for cell in lower}
        ended = {cell.column for cell in upper} - own
        if any(
            not sheet.at(each, column).blank
            for each in sheet.rows
            if row <= each <= area.bottom
            for column in ended
        ):
            raise UnclearError(
                [*upper, *lower],
                "It is not clear where the tables under these headings of patient IDs end.",
                "Leave a blank column between tables that stand beside each other, or write each "
                "table in a sheet of its own.",
            )
    return _under(sheet, area, rows, vocabulary)


def _under(
    sheet: Sheet, area: Area, rows: dict[int, list[Cell]], vocabulary: Vocabulary
) -> list[Placed]:
    """Tables under each other; a header that only repeats the one above begins no new table."""
    starts: list[tuple[int, list[Cell]]] = []
    for row, patients in rows.items():
        top, titled = _top(sheet, area, patients, vocabulary)
        first = starts[-1][1][0] if starts and not titled else None
        if first is not None and _repeats(sheet, area, patients[0], first, vocabulary):
            _refuse_without_title(sheet, area, row, first, vocabulary)
            continue
        starts.append((top if starts else area.top, patients))
    ends = [top - 1 for top, _ in starts[1:]] + [area.bottom]
    found: list[Placed] = []
    for (top, patients), bottom in zip(starts, ends, strict=True):
        band = Area(top, area.left, bottom, area.right)
        found += (
            [(band, patients[0])]
            if len(patients) == 1
            else _beside(sheet, band, patients, vocabulary)
        )
    return found


def _repeats(sheet: Sheet, area: Area, patient: Cell, first: Cell, vocabulary: Vocabulary) -> bool:
    """Whether a header says the same as one above it; of several rows that of the IDs may do."""
    if _texts(sheet, area, patient.row) != _texts(sheet, area, first.row):
        return False
    lower = _lower_headings(sheet, area, patient)
    upper = _upper_headings(sheet, area, patient, vocabulary)
    return (not lower or lower == _lower_headings(sheet, area, first)) and (
        not upper or upper == _upper_headings(sheet, area, first, vocabulary)
    )


def _upper_headings(
    sheet: Sheet, area: Area, patient: Cell, vocabulary: Vocabulary
) -> list[list[tuple[int, str]]]:
    """Texts of the rows of a header above that of the patient IDs; titles are none."""
    top, _ = _top(sheet, area, [patient], vocabulary)
    texts = [_texts(sheet, area, row) for row in sheet.rows if top <= row < patient.row]
    return [each for each in texts if len(each) > 1]


def _lower_headings(sheet: Sheet, area: Area, patient: Cell) -> list[list[tuple[int, str]]]:
    """Texts of the rows of words without an ID that stand under a heading of patient IDs."""
    found = []
    for row in (row for row in sheet.rows if patient.row < row <= area.bottom):
        texts = _texts(sheet, area, row)
        words = not any(is_numeric(sheet.at(row, column)) for column, _ in texts)
        if not sheet.at(row, patient.column).blank or (texts and not words):
            break
        found.append(texts)
    return found[: MOST_HEADER_ROWS - 1]


def _refuse_without_title(
    sheet: Sheet, area: Area, row: int, first: Cell, vocabulary: Vocabulary
) -> None:
    """Refuse a header that repeats one under a title, and has none or one that is not understood.

    Its rows may belong to another level than the first title says. Without a blank row above it the
    header is that of a new page.
    """
    above = [each for each in sheet.rows if area.top <= each < row]
    titled = titles_above(sheet, first, area, vocabulary)
    if not titled or not above:
        return
    title = header_cells(sheet, above[-1])
    if len(title) == 1 and not is_numeric(title[0]):
        raise UnclearError(
            title,
            f'"{cell_text(title[0])}" stands over the second of two tables with the same headings, '
            f'and "{titled[0].text}" over the first: what the second is, is not understood.',
            "Write a level as the plan or an alias spells it, or add the spelling to the aliases "
            "in the config.",
        )
    if row - above[-1] > 1:
        raise UnclearError(
            [cell for cell in header_cells(sheet, row) if cell.column >= area.left],
            "These headings stand again behind a blank row, and "
            f'"{titled[0].text}" over the first: whether it holds for the rows under them is not '
            "stated.",
            "Write a title over them too; or take them and the blank row out if the table goes on.",
        )


def _top(
    sheet: Sheet, area: Area, patients: Sequence[Cell], vocabulary: Vocabulary
) -> tuple[int, bool]:
    """First row of a table's header or title, and whether it has a title of its own."""
    top, titled = patients[0].row, False
    ids = [cell.column for cell in patients]
    for row in reversed([row for row in sheet.rows if area.top <= row < patients[0].row]):
        cells = [
            cell for cell in header_cells(sheet, row) if area.left <= cell.column <= area.right
        ]
        clean = [bool(vocabulary.title(cell_text(cell))) for cell in cells]
        words = not any(is_numeric(cell) for cell in cells)
        # Of whatever words, where the plan reads what stands alone above a table.
        alone = vocabulary.reads_titles and top == patients[0].row and words and len(cells) == 1
        if cells and (all(clean) or alone) and len(cells) <= len(patients):
            titled = True
        elif not words or any(not sheet.through_merge(row, column).blank for column in ids):
            break
        top = row
    return top, titled


def _beside(
    sheet: Sheet, area: Area, patients: Sequence[Cell], vocabulary: Vocabulary
) -> list[Placed]:
    """Tables beside each other, each with a column of patient IDs."""
    runs = runs_of(sheet, area, patients[0])
    found: list[Placed] = []
    for run in runs:
        own = [cell for cell in patients if cell.column in run]
        if not own:
            _refuse_orphan(sheet, area, patients, run)
            continue
        _refuse_left_of_ids(
            sheet, own[0], run, first=not found and len(own) == 1, vocabulary=vocabulary
        )
        starts = [run[0], *(cell.column for cell in own[1:])]
        ends = [*(start - 1 for start in starts[1:]), run[-1]]
        for left, right, patient in zip(starts, ends, own, strict=True):
            if left == right:
                raise UnclearError(
                    [patient],
                    f'No column stands beside the patient IDs under "{cell_text(patient)}".',
                    "Take the heading out, or correct it.",
                )
            found.append((Area(area.top, left, area.bottom, right), patient))
    return found


def _refuse_left_of_ids(
    sheet: Sheet, patient: Cell, run: Sequence[int], *, first: bool, vocabulary: Vocabulary
) -> None:
    """Refuse values left of the IDs of a table: they may belong to the table before it."""
    if first:
        return
    rows = range(patient.row - MOST_HEADER_ROWS + 1, patient.row + MOST_HEADER_ROWS)
    left = [
        cell
        for column in run
        if column < patient.column
        for cell in (sheet.at(row, column) for row in rows)
        if isinstance(cell.value, str) and vocabulary.knows(cell_text(cell))
    ]
    if left:
        raise UnclearError(
            left,
            f"These columns stand left of the patient IDs under {patient.address}, and another "
            "table is beside them: it is not stated whose values they are.",
            "Leave one blank column between the tables, none inside a table, and write the "
            "patient IDs first in each.",
        )


def _refuse_orphan(sheet: Sheet, area: Area, patients: Sequence[Cell], run: Sequence[int]) -> None:
    cells = [
        cell
        for (row, column), cell in sorted(sheet.cells.items())
        if column in run and patients[0].row <= row <= area.bottom and not cell.blank
    ]
    if any(is_numeric(cell) for cell in cells):
        raise UnclearError(
            cells,
            "A blank column parts these cells from the tables at their left, and they have no "
            f'column "{cell_text(patients[0])}" of their own: it is not stated whose values they '
            "are.",
            "Write the patient IDs beside them, or take the blank column out.",
        )


def _blank_columns(sheet: Sheet, area: Area, first: int, last: int) -> list[int]:
    filled = {
        column
        for (row, column), cell in sheet.cells.items()
        if area.top <= row <= area.bottom and first <= column <= last and not cell.blank
    }
    return [column for column in range(first, last + 1) if column not in filled]


def _narrowed(area: Area, left: int | None = None, right: int | None = None) -> Area:
    return Area(
        area.top,
        area.left if left is None else left,
        area.bottom,
        area.right if right is None else right,
    )


def _texts(sheet: Sheet, area: Area, row: int) -> list[tuple[int, str]]:
    return [
        (cell.column, folded(cell_text(cell)))
        for cell in header_cells(sheet, row)
        if area.left <= cell.column <= area.right
    ]


def _part(sheet: Sheet, area: Area) -> Sheet:
    """The part of a sheet in an area; what is merged across its edge is left out."""
    return Sheet(
        sheet.name,
        {position: cell for position, cell in sheet.cells.items() if position in area},
        merged=tuple(
            merged
            for merged in sheet.merged
            if (merged.top, merged.left) in area and (merged.bottom, merged.right) in area
        ),
        hidden=sheet.hidden,
        hidden_rows=sheet.hidden_rows,
        hidden_columns=sheet.hidden_columns,
        column_names=sheet.column_names,
    )


def _names_something(block: Block) -> bool:
    """Whether a heading of the table, in any row of its header, is known to the plan."""
    row = block.patient.row
    lower = [each for each in block.sheet.rows if each > row][: MOST_HEADER_ROWS - 1]
    upper = [each for each in block.sheet.rows if each < row][1 - MOST_HEADER_ROWS :]
    # What stands alone above a table is its title.
    upper = [each for each in upper if len(header_cells(block.sheet, each)) > 1]
    for each in [row, *upper, *lower]:
        if each > row and not block.sheet.at(each, block.patient.column).blank:
            break
        for cell in header_cells(block.sheet, each):
            if cell != block.patient and block.vocabulary.knows(cell_text(cell)):
                return True
    return False


def _not_read(block: Block) -> Problem:
    cells = header_cells(block.sheet, block.patient.row)
    return Problem(
        "note",
        places(cells),
        "The table with these headings names nothing of the plan and is not read: "
        f"{listed(map(cell_text, cells))}.",
    )
