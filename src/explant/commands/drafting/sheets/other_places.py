"""What a sheet says elsewhere than in columns under headings: found by structure, for the draft.

A draft is made from the workbook restated as the run restates it, and the config says how.
"""

import itertools
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Any

from explant.commands.drafting.sheets.alike_tables import (
    MOST_ROWS,
    header_row,
    sheets_of_conditions,
    sheets_of_groups,
    tables_of_groups,
)
from explant.commands.drafting.sheets.patients_beside import with_patients_apart
from explant.commands.drafting.vocabulary_of_drafts import PATTERNS, heading_kind, id_rank
from explant.config.models.sheet_layout import MISSING, NAME_OF_THE_SHEET, TITLE_ABOVE
from explant.config.names.spellings import folded, squeezed
from explant.numbers import counted
from explant.spreadsheet.places.stated_columns import shape_of
from explant.spreadsheet.places.titled_patients import titles_as_patients
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
LONGEST_CODE = 4
NO_HEADINGS = frozenset(map(folded, MISSING))


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
    """

    book: Workbook
    patient: str | None = None
    keys: dict[str, tuple[Any, str]] = field(default_factory=dict)
    patients_heading: str = ""
    """Heading of the patient IDs in the sheet of the patients, where it is another."""


def restated(book: Workbook) -> Restated:
    """A workbook with what its structure says made into columns.

    Parameters
    ----------
    book
        The workbook as it was read.
    """
    found = Restated(with_patients_apart(book))
    _join_key(found)
    _name_sheets(found)
    _name_titles(found)
    _alike(found)
    _rename_ids_of_patients(found)
    return found


def _alike(found: Restated) -> None:
    """Sheets, or tables beside each other, that are alike, as one table."""
    if found.patient is not None or found.keys:
        return
    one = sheets_of_groups(found.book) or sheets_of_conditions(found.book)
    if one is not None:
        found.book, seen = one
        found.keys["sheets"] = ("all", seen)
    else:
        found.book = tables_of_groups(found.book) or found.book


def _replaced(book: Workbook, changed: dict[str, Sheet]) -> Workbook:
    return replace(book, sheets=tuple(changed.get(s.name, s) for s in book.sheets))


# Samples in columns.


def codes_of(book: Workbook) -> set[frozenset[str]]:
    """Codes that a sheet may decode for another, each in a column of its own."""
    if len(book.sheets) < 2:
        return set()
    return {
        frozenset(texts)
        for sheet in book.sheets
        for texts in _columns_of_codes(sheet).values()
        if len(texts) >= FEWEST_SAMPLES
    }


def lies_sideways(sheet: Sheet, codes: set[frozenset[str]]) -> bool:
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
        missing = all(folded(cell_text(cell)) in NO_HEADINGS for cell in cells)
        if missing or any(map(is_number, cells)):
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


def _name_titles(found: Restated) -> None:
    """Tables under each other that are alike, with a patient as the title of each."""
    if found.patient is not None or found.keys:
        return
    changed = {}
    for sheet in found.book.sheets:
        whole = titles_as_patients(sheet)
        if whole is not None and all(map(_names_a_patient, _texts_in(whole, 1))):
            changed[sheet.name] = whole
    if len(changed) == 1:
        found.book = _replaced(found.book, changed)
        found.patient = TITLE_ABOVE


def _texts_in(sheet: Sheet, column: int) -> set[str]:
    return {cell_text(sheet.at(row, column)) for row in sheet.rows[1:]}


def _names_a_patient(title: str) -> bool:
    """Whether a title is an ID, such as ``Patient 3`` or ``BC03``, and no time or table."""
    word = title.rstrip("0123456789").rstrip(" .:#-_")
    if any(pattern.fullmatch(folded(title)) for pattern in PATTERNS.values()):
        return False
    code = word.isalpha() and word.isupper() and len(word) <= LONGEST_CODE and word not in "TDCV"
    return id_rank(word) in (1, 2) or code


def _rename_ids_of_patients(found: Restated) -> None:
    """A sheet with a row for each patient, whose IDs stand under another heading."""
    ids: dict[str, tuple[Cell, list[str]]] = {}
    for sheet in found.book.sheets:
        head = header_row(sheet) or _header_of_texts(sheet)
        heading = (
            next((c for c in head[1] if id_rank(cell_text(c)) in (1, 2)), None) if head else None
        )
        if head is None or heading is None:
            continue
        rows = [row for row in sheet.rows if row > head[0]]
        texts = [squeezed(cell_text(sheet.at(row, heading.column))) for row in rows]
        ids[sheet.name] = heading, [text for text in texts if text]
    for (name, (own, patients)), (_, (main, samples)) in itertools.permutations(ids.items(), 2):
        once = len(set(patients)) == len(patients) < len(samples)
        shared = set(patients) & set(samples)
        if not once or folded(cell_text(own)) == folded(cell_text(main)):
            continue
        if len(ids) == 2 and 2 * len(shared) > len(patients):
            sheet = next(sheet for sheet in found.book.sheets if sheet.name == name)
            renamed = MovedCell(sheet.name, own.row, own.column, main.value, source=own)
            cells = {**sheet.cells, (own.row, own.column): renamed}
            found.book = _replaced(found.book, {name: replace(sheet, cells=cells)})
            found.patients_heading = cell_text(own)
            return


def _header_of_texts(sheet: Sheet) -> tuple[int, list[Cell]] | None:
    """The first row with a heading of IDs beside another text, where properties are words."""
    for row in sheet.rows[:MOST_ROWS]:
        cells = sheet.filled(row, sheet.columns)
        if len(cells) > 1 and any(id_rank(cell_text(cell)) in (1, 2) for cell in cells):
            return row, cells
    return None
