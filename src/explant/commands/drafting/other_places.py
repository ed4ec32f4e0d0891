"""What a sheet says elsewhere than in columns under headings: found by structure, for the draft.

A draft is made from the workbook restated as the run restates it, and the config says how.
"""

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from explant.commands.drafting.vocabulary_of_drafts import heading_kind, id_rank
from explant.config.models.sheet_layout import NAME_OF_THE_SHEET, SECTION_ABOVE
from explant.config.names.spellings import folded, squeezed
from explant.numbers import counted
from explant.spreadsheet.places.stated_columns import is_section, shape_of
from explant.spreadsheet.places.turned import turned
from explant.spreadsheet.places.unnamed import sheet_as_patient
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

FEWEST_SHEETS, FEWEST_SAMPLES, FEWEST_IDS = 3, 4, 3
MOST_ROWS = 60
"""Rows in which headings are looked for."""


@dataclass
class Restated:
    """A workbook as it is drafted from, and what the config has to say of it.

    Parameters
    ----------
    book
        The workbook, restated.
    patient
        Heading of the patient IDs, where it is none of the file's own.
    keys
        Keys of ``spreadsheet``: value, and what was seen.
    goes_on
        Headings under which blank cells may repeat what stands above: to be asked.
    """

    book: Workbook
    patient: str | None = None
    keys: dict[str, tuple[Any, str]] = field(default_factory=dict)
    goes_on: list[str] = field(default_factory=list)


def restated(book: Workbook) -> Restated:
    """A workbook with what its structure says made into columns.

    Parameters
    ----------
    book
        The workbook as it was read.
    """
    found = Restated(book)
    _turn(found)
    _join_key(found)
    _name_sheets(found)
    _name_column(found)
    _go_on(found)
    _read_sections(found)
    return found


def header_row(sheet: Sheet) -> tuple[int, list[Cell]] | None:
    """The first row of several texts and no number, with a number in the row below it."""
    for row, below in itertools.pairwise(sheet.rows[: MOST_ROWS + 1]):
        cells = sheet.filled(row, sheet.columns)
        texts = len(cells) > 1 and not any(map(is_number, cells))
        if texts and any(map(is_number, sheet.filled(below, sheet.columns))):
            return row, cells
    return None


def _replaced(book: Workbook, changed: dict[str, Sheet]) -> Workbook:
    return replace(book, sheets=tuple(changed.get(s.name, s) for s in book.sheets))


# Samples in columns.


def _turn(found: Restated) -> None:
    """Turn sheets in which each sample, or patient, is a column."""
    codes = {
        frozenset(texts)
        for sheet in found.book.sheets
        for texts in _columns_of_codes(sheet).values()
        if len(texts) >= FEWEST_SAMPLES
    }
    sideways = {s.name: s for s in found.book.sheets if _lies_sideways(s, codes)}
    if not sideways:
        return
    found.book = _replaced(found.book, {name: turned(s) for name, s in sideways.items()})
    sheet = next(iter(sideways.values()))
    head = sheet.filled(sheet.rows[0], sheet.columns)
    seen = f"{head[1].place} … {head[-1].address}: samples stand in columns"
    found.keys["samples_in"] = ("columns", seen)


def _lies_sideways(sheet: Sheet, codes: set[frozenset[str]]) -> bool:
    """Whether headings stand in the first column, and IDs or codes across."""
    top = _rows_of_texts(sheet)
    if not top or len(sheet.columns) < 1 + FEWEST_SAMPLES or len(sheet.rows) <= len(top):
        return False
    first, *others = sheet.columns
    below = [row for row in sheet.rows if row > top[-1]]
    names = [sheet.at(row, first) for row in below]
    if any(cell.blank or is_number(cell) for cell in names):
        return False
    if not all(map(is_number, sheet.filled(below[0], others))):
        return False
    across = [cell_text(cell) for cell in sheet.filled(top[0], others)]
    if frozenset(map(squeezed, across)) in codes:
        return True
    shape, same = Counter(map(shape_of, across)).most_common(1)[0]
    alike = "0" in shape and 2 * same > len(across) and len(set(across)) == len(across)
    if len(top) == 1:
        corner = cell_text(sheet.at(top[0], first))
        own = sum(shape_of(cell_text(cell)) == shape for cell in names)
        return heading_kind(corner) == "marker" and alike and (2 * own < len(names))
    # Rows of properties above the values: each has a heading, one of them that of the IDs.
    heads = [cell_text(sheet.at(row, first)) for row in top]
    ids = [row for row, head in zip(top, heads, strict=True) if id_rank(head) in (1, 2)]
    if not all(heads) or not ids:
        return False
    patients = {cell_text(cell) for cell in sheet.filled(ids[0], others)}
    return len(patients) >= FEWEST_IDS and any("0" in shape_of(each) for each in patients)


def _rows_of_texts(sheet: Sheet) -> list[int]:
    """Rows at the top that hold no number behind their first cell."""
    rows: list[int] = []
    for row in sheet.rows[:MOST_ROWS]:
        cells = sheet.filled(row, sheet.columns[1:])
        if not cells or any(map(is_number, cells)):
            break
        rows.append(row)
    return rows


# A sheet that says what codes mean.


def _columns_of_codes(sheet: Sheet) -> dict[int, list[str]]:
    """Columns of a sheet under a heading in its first row in which each cell is different."""
    if len(sheet.rows) < 1 + FEWEST_SAMPLES:
        return {}
    header, *rows = sheet.rows
    found: dict[int, list[str]] = {}
    for heading in sheet.filled(header, sheet.columns):
        cells = [sheet.at(row, heading.column) for row in rows]
        texts = [squeezed(cell_text(cell)) for cell in cells]
        if all(texts) and len(set(texts)) == len(texts):
            found[heading.column] = texts
    return found


def _join_key(found: Restated) -> None:
    """Join a sheet that has the patient of each code to the sheet of measurements."""
    for key, sheet in itertools.permutations(found.book.sheets, 2):
        joined = _joined(key, sheet)
        if joined is None:
            continue
        cells, names, headings = joined
        whole = replace(
            sheet, cells={**sheet.cells, **cells}, column_names={**sheet.column_names, **names}
        )
        sheets = [whole if s is sheet else s for s in found.book.sheets if s is not key]
        found.book = replace(found.book, sheets=tuple(sheets))
        seen = f"{key.name} says of each {headings[-1]} whose it is"
        found.keys["key"] = ({"sheet": key.name, "column": list(dict.fromkeys(headings))}, seen)
        return


def _joined(
    key: Sheet, sheet: Sheet
) -> tuple[dict[Position, Cell], dict[int, str], list[str]] | None:
    """Columns of a key beside the codes of a sheet; their names; and the headings of the codes."""
    if not key.rows or not sheet.rows:
        return None
    heads = key.filled(key.rows[0], key.columns)
    if not any(id_rank(cell_text(cell)) in (1, 2) for cell in heads):
        return None
    own = [cell_text(cell) for cell in sheet.filled(sheet.rows[0], sheet.columns)]
    if any(id_rank(text) in (1, 2) for text in own):
        return None
    here = _columns_of_codes(sheet)
    for column, texts in _columns_of_codes(key).items():
        for other, codes in here.items():
            if set(codes) == set(texts):
                rows = dict(zip(texts, key.rows[1:], strict=True))
                cells, names = _beside(key, sheet, column, other, rows)
                there = cell_text(key.at(key.rows[0], column))
                return cells, names, [cell_text(sheet.at(sheet.rows[0], other)), there]
    return None


def _beside(
    key: Sheet, sheet: Sheet, column: int, other: int, rows: dict[str, int]
) -> tuple[dict[Position, Cell], dict[int, str]]:
    cells: dict[Position, Cell] = {}
    others = [each for each in key.columns if each != column]
    first = min(sheet.columns) - len(others)
    for place, each in enumerate(others, start=first):
        for row in sheet.rows:
            head = row == sheet.rows[0]
            source = key.at(
                key.rows[0] if head else rows[squeezed(cell_text(sheet.at(row, other)))], each
            )
            if not source.blank:
                cells[row, place] = MovedCell(sheet.name, row, place, source.value, source=source)
    return cells, {p: f"{key.name}!{column_letter(c)}" for p, c in enumerate(others, first)}


# Names of sheets.


def _name_sheets(found: Restated) -> None:
    """Sheets that are alike and named after patients: their names are the IDs."""
    sheets = [sheet for sheet in found.book.sheets if sheet.rows]
    if len(sheets) < FEWEST_SHEETS or found.book.text_table:
        return
    shapes = {shape_of(sheet.name) for sheet in sheets}
    if len(shapes) > 1 or "0" not in shapes.copy().pop():
        return
    heads = [header_row(sheet) for sheet in sheets]
    texts = {tuple(folded(cell_text(c)) for c in head[1]) for head in heads if head is not None}
    if len(texts) != 1 or None in heads:
        return
    if any(id_rank(text) for text in texts.copy().pop()):
        return
    changed = {}
    corner = next(iter(texts))[0]
    across = heading_kind(corner) == "marker"
    for sheet in sheets:
        whole = turned(sheet) if across else sheet
        changed[sheet.name] = replace(whole, cells={**whole.cells, **sheet_as_patient(whole)})
    if across:
        found.keys["samples_in"] = ("columns", "samples stand in columns")
    found.book = _replaced(found.book, changed)
    found.patient = NAME_OF_THE_SHEET
    found.keys["sheets"] = ("all", f"{counted(len(sheets), 'sheet')} with the same headings")


# Columns without a heading, and IDs that are written once.


def _name_column(found: Restated) -> None:
    """The first column holds texts and has no heading, and no other column is that of IDs."""
    changed: dict[str, Sheet] = {}
    name = ""
    for sheet in found.book.sheets:
        head = header_row(sheet)
        if head is None or found.patient is not None:
            continue
        row, cells = head
        first = sheet.columns[0]
        if not sheet.through_merge(row, first).blank or any(
            id_rank(cell_text(cell)) for cell in cells
        ):
            continue
        below = [cell for r in sheet.rows if r > row if not (cell := sheet.at(r, first)).blank]
        if len(below) < FEWEST_IDS or sum(map(is_number, below)) > len(below) / 4:
            continue
        # Headings in several rows: the lowest is the table's.
        name = f"row {first}" if sheet.column_names else f"column {column_letter(first)}"
        place = MovedCell(sheet.name, row, first, name, source=Cell(sheet.name, row, first))
        changed[sheet.name] = replace(sheet, cells={**sheet.cells, (row, first): place})
    if changed:
        found.book = _replaced(found.book, changed)
        found.patient = name.casefold() if name.startswith("row") else name


def _go_on(found: Restated) -> None:
    """IDs that are written in the first row of each patient, and blank below it."""
    changed: dict[str, Sheet] = {}
    for sheet in found.book.sheets:
        head = header_row(sheet)
        if head is None or sheet.merged:
            continue
        row, cells = head
        ids = [
            cell
            for cell in cells
            if id_rank(cell_text(cell)) in (1, 2) or cell_text(cell) == found.patient
        ]
        if not ids:
            continue
        filled = dict(_repeated(sheet, row, ids[0].column))
        if filled:
            found.goes_on.append(cell_text(ids[0]))
            changed[sheet.name] = replace(sheet, cells={**sheet.cells, **filled})
    found.goes_on = list(dict.fromkeys(found.goes_on))
    found.book = _replaced(found.book, changed)


def _repeated(sheet: Sheet, header: int, column: int) -> Iterator[tuple[Position, Cell]]:
    """Blank cells below IDs, if each ID has as many rows."""
    rows = [row for row in sheet.rows if row > header]
    starts = [n for n, row in enumerate(rows) if not sheet.at(row, column).blank]
    if len(starts) < FEWEST_IDS or starts[0] != 0:
        return
    widths = Counter(b - a for a, b in itertools.pairwise([*starts, len(rows)]))
    (width, count), *_ = widths.most_common()
    whole = sum(len(sheet.filled(row, sheet.columns)) > 1 for row in rows)
    if width < 2 or count < 0.6 * len(starts) or whole < len(rows):
        return
    above = sheet.at(rows[0], column)
    for row in rows:
        own = sheet.at(row, column)
        if own.blank:
            yield (row, column), MovedCell(sheet.name, row, column, above.value, source=above)
        else:
            above = own


# Rows of their own that speak for those below.


def _read_sections(found: Restated) -> None:
    """Rows of one text among the data: what they say becomes a column."""
    changed: dict[str, Sheet] = {}
    for sheet in found.book.sheets:
        head = header_row_of_sections(sheet)
        if head is None:
            continue
        row, column = head
        sections = _sections(sheet, row, column)
        if len(sections) < 2:
            continue
        place = min(sheet.columns) - 1
        own = {p: cell for p, cell in sheet.cells.items() if p[0] not in sections}
        source = sheet.at(row, column)
        own[row, place] = MovedCell(sheet.name, row, place, SECTION_ABOVE, source=source)
        names = {**sheet.column_names, place: "section"}
        for each in (r for r in sheet.rows if r > row and r not in sections):
            above = max((s for s in sections if s < each), default=None)
            if above is not None:
                text = sections[above]
                own[each, place] = MovedCell(sheet.name, each, place, text.value, source=text)
        changed[sheet.name] = replace(sheet, cells=own, column_names=names)
    found.book = _replaced(found.book, changed)


def header_row_of_sections(sheet: Sheet) -> tuple[int, int] | None:
    """Row and column of a heading of IDs whose next row is a section."""
    for row, below in itertools.pairwise(sheet.rows[: MOST_ROWS + 1]):
        cells = sheet.filled(row, sheet.columns)
        ids = [cell for cell in cells if id_rank(cell_text(cell)) in (1, 2)]
        alone = sheet.filled(below, sheet.columns)
        if ids and len(cells) > 1 and len(alone) == 1 and not any(map(is_number, cells)):
            return row, ids[0].column
    return None


def _sections(sheet: Sheet, header: int, column: int) -> dict[int, Cell]:
    """Cells that stand alone in their rows below a header, unlike the IDs."""
    rows = [row for row in sheet.rows if row > header]
    ids: Sequence[str] = [cell_text(sheet.at(row, column)) for row in rows]
    found: dict[int, Cell] = {}
    for row, below in itertools.pairwise([*rows, 0]):
        cells = sheet.filled(row, sheet.columns)
        follows = len(sheet.filled(below, sheet.columns)) > 1
        if len(cells) == 1 and follows and is_section(cells[0], ids):
            found[row] = cells[0]
    return found
