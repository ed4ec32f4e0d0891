"""Texts beside a table that say which IDs are of which group: ``1-4 → PBS``, ``IL-2: 5, 6, 7``."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from explant.commands.drafting.sheets.ids.sample_names import ANIMALS
from explant.commands.drafting.sheets.restatements import Restating, with_cells
from explant.commands.drafting.vocabulary_of_drafts import id_rank
from explant.config.names.spellings import folded, listed
from explant.spreadsheet.sheet.cells import Cell, MovedCell, Sheet, Workbook, cell_text, places
from explant.spreadsheet.structure.headings import header_cells, with_heading
from explant.spreadsheet.structure.rows import is_numeric, is_summary_word

LEGEND = "reading.legend"
"""Place of the answer to whether such texts say the groups of the patients."""
LONGEST_NAME, LONGEST_TEXT = 40, 200
WORD = r"[^\W\d_]{0,12}[ .#-]{0,2}"
ID = rf"{WORD}\d{{1,5}}"
RANGE = rf"{ID}(?:\s*(?:[-–—‐−]|\.\.+|to|bis|through|until|à|al|a|tot|till)\s*{ID})?"
LIST = rf"{RANGE}(?:\s*(?:[,;&+/]|and|und|et|y|e|en)\s*{RANGE})*"
GAP = r"\s*(?:[:=→⇒➔➜]|[-=]+>|[-–—](?=\s))\s*|\s+|\s*\((?=[^()]*\)$)"
NAME = r"[^\W\d_](?:.*?\S)??"
FIRST = re.compile(rf"(?P<ids>{LIST})(?P<gap>{GAP})(?P<name>{NAME})\)?", re.IGNORECASE)
LAST = re.compile(rf"(?P<name>{NAME})(?P<gap>{GAP})(?P<ids>{LIST})\)?", re.IGNORECASE)
BETWEEN = re.compile(r"\s*[;\n|]\s*|\s*,\s*(?=[^\W\d_]{0,12}[ .#-]{0,2}\d)")
PART = re.compile(RANGE, re.IGNORECASE)
NUMBER = re.compile(rf"(?P<word>{WORD})(?P<number>\d{{1,5}})")


@dataclass
class Legend:
    """Groups that texts beside a table name, with the IDs of each."""

    groups: dict[str, list[str]] = field(default_factory=dict)
    cells: list[Cell] = field(default_factory=list)

    @property
    def where(self) -> str:
        """The cells of the texts."""
        return places(list(dict.fromkeys(self.cells)))

    @property
    def texts(self) -> str:
        """The texts, quoted."""
        return listed(dict.fromkeys(cell_text(cell) for cell in self.cells), 6)


def legends(
    book: Workbook, patient: str, given: Mapping[str, Any], restating: Restating
) -> Workbook:
    """The workbook with a column of what a legend says of each ID, in the place of the legend.

    A legend that does not name each ID once is left, and said.

    Parameters
    ----------
    book
        The workbook.
    patient
        Heading of the patient IDs.
    given
        What a person has answered.
    restating
        Receives the legend.
    """
    heads = [(sheet, cell) for sheet in book.sheets for cell in with_heading(sheet, patient)]
    heads = [(sheet, cell) for sheet, cell in heads if len(header_cells(sheet, cell.row)) > 1]
    if not heads or given.get(LEGEND) is False:
        return book
    ids = dict.fromkeys(text for sheet, head in heads for text in _ids(sheet, head).values())
    by_number = _by_number(list(ids))
    if len(by_number) < len(ids) or len(ids) < 2:
        return book
    found = Legend()
    doubtful: list[Cell] = []
    for sheet in book.sheets:
        own = [head for one, head in heads if one is sheet]
        for cell, members, name in _entries(sheet, own, by_number):
            if members and name and folded(name) not in map(folded, found.groups):
                found.groups[name] = members
                found.cells.append(cell)
            else:
                doubtful.append(cell)
    members = [one for group in found.groups.values() for one in group]
    once = len(set(members)) == len(members)
    if len(found.groups) < 2 or not once or set(members) != set(ids) or doubtful:
        cells = [*found.cells, *doubtful]
        listing = any(not NUMBER.search(cell_text(cell)) or _lists(cell) for cell in cells)
        if cells and listing and (len(cells) > 1 or any(map(_marked_off, cells))):
            restating.remarks.append(
                f"{listed((cell_text(cell) for cell in cells), 6)} ({places(cells)}) may say "
                "which IDs are of which group: that is not read. Write a column with the group of "
                'each, under a heading such as "Group".'
            )
        return book
    restating.legend, restating.legend_where = found.groups, f"{found.texts} ({found.where})"
    return _with_column(book, patient, found)


def _lists(cell: Cell) -> bool:
    """Whether a text names several IDs, or a range of them."""
    return re.search(rf"\d\s*(?:[-–—,;&]|to|bis|and|und|à|et)\s*{ID}", cell_text(cell)) is not None


def _marked_off(cell: Cell) -> bool:
    return re.search(r"[:=→⇒>]", cell_text(cell)) is not None


def _ids(sheet: Sheet, head: Cell) -> dict[int, str]:
    """IDs of the rows of data under a heading, by row."""
    found: dict[int, str] = {}
    for row in (row for row in sheet.rows if row > head.row):
        cell = sheet.through_merge(row, head.column)
        others = (sheet.at(row, column) for column in sheet.columns if column != head.column)
        if not cell.blank and any(map(is_numeric, others)):
            found[row] = " ".join(cell_text(cell).split())
    return found


def _by_number(ids: list[str]) -> dict[tuple[str, int], str]:
    """Each ID by its letters and its number; those of another form are left out."""
    found: dict[tuple[str, int], str] = {}
    for text in ids:
        if match := NUMBER.fullmatch(text):
            found[_letters(match["word"]), int(match["number"])] = text
    return found


def _letters(word: str) -> str:
    return folded(word).strip(" .#-")


def _entries(
    sheet: Sheet, heads: list[Cell], by_number: Mapping[tuple[str, int], str]
) -> Iterator[tuple[Cell, list[str], str]]:
    """Cells outside of the tables of a sheet with the IDs and the group that each names.

    Without IDs where a text looks like a legend of IDs that the table does not have.
    """
    inside = [
        ({head.row, *_ids(sheet, head)}, {c.column for c in header_cells(sheet, head.row)})
        for head in heads
    ]
    texts = {
        place: cell
        for place, cell in sheet.cells.items()
        if isinstance(cell.value, str)
        and len(cell.value) <= LONGEST_TEXT
        and not any(place[0] in rows and place[1] in columns for rows, columns in inside)
        and any(map(str.isdecimal, cell.value))
    }
    for _, cell in sorted(texts.items()):
        text = " ".join(cell_text(cell).split())
        parts = [_entry(part, by_number) for part in BETWEEN.split(cell_text(cell).strip())]
        if len(parts) > 1 and all(part is not None and part[0] for part in parts):
            yield from ((cell, *part) for part in parts if part is not None)
            continue
        whole = _entry(text, by_number)
        if whole is not None:
            yield (cell, *whole)
            continue
        alone = re.fullmatch(LIST, text, re.IGNORECASE)
        if alone and (members := _members(text, by_number)) and len(members) > 1:
            beside = [sheet.at(cell.row, cell.column + step) for step in (1, -1)]
            names = [cell_text(b) for b in beside if isinstance(b.value, str) and not b.blank]
            names = [n for n in names if len(n) <= LONGEST_NAME and n[0].isalpha()]
            if names:
                yield cell, members, names[0]


def _entry(text: str, by_number: Mapping[tuple[str, int], str]) -> tuple[list[str], str] | None:
    """IDs and group that a text names; no IDs where the table has not these; None if neither."""
    for form in (FIRST, LAST):
        match = form.fullmatch(text.strip(" ."))
        if match is None or not match["name"] or len(match["name"]) > LONGEST_NAME:
            continue
        if not _is_list(match["ids"], by_number):
            continue
        one = NUMBER.fullmatch(match["ids"]) is not None
        lettered = not match["ids"][0].isdecimal()
        # "CD25 2" is a heading, "Week 1-4" a time: these are marked off by a sign.
        bare = not match["gap"].strip() and (one or (form is LAST and not lettered))
        if bare or is_summary_word(match["name"]):
            continue
        return _members(match["ids"], by_number), match["name"].strip()
    return None


def _is_list(text: str, by_number: Mapping[tuple[str, int], str]) -> bool:
    """Whether each number of a list has the letters of the IDs, none, or a word for patients."""
    known = {letters for letters, _ in by_number}
    words = [_letters(match["word"]) for match in NUMBER.finditer(_items(text))]
    return all(
        not word or word in known or word in ANIMALS or id_rank(word) or id_rank(word.rstrip("sn"))
        for word in words
    )


def _items(text: str) -> str:
    """A list without the words that join it."""
    joins = r"(?<=\d)\s*(?:and|und|et|y|e|en|to|bis|through|until|à|al|a|tot|till)\s*(?=[^\W_])"
    return re.sub(joins, " , ", text, flags=re.IGNORECASE)


def _members(text: str, by_number: Mapping[tuple[str, int], str]) -> list[str]:
    """IDs that a list names, each once; none where one of them is no ID of the table."""
    found: list[str] = []
    numbers: dict[int, set[str]] = {}
    for letters, number in by_number:
        numbers.setdefault(number, set()).add(letters)
    for part in PART.finditer(text):
        ends = [(_letters(m["word"]), int(m["number"])) for m in NUMBER.finditer(_items(part[0]))]
        (word, low), (_, high) = ends[0], ends[-1]
        for number in range(low, high + 1) if high - low <= LONGEST_TEXT else ():
            own = numbers.get(number, set())
            if word not in own and len(own) != 1:
                return []
            found.append(by_number[word if word in own else next(iter(own)), number])
    return list(dict.fromkeys(found))


def _with_column(book: Workbook, patient: str, found: Legend) -> Workbook:
    """The workbook with the group of each ID in a column of its own, and without the texts."""
    group = {one: name for name, members in found.groups.items() for one in members}
    gone = {(cell.sheet, cell.row, cell.column) for cell in found.cells}
    sheets = []
    for sheet in book.sheets:
        cells = {place: c for place, c in sheet.cells.items() if (sheet.name, *place) not in gone}
        own = replace(sheet, cells=cells)
        for head in with_heading(own, patient):
            beside = header_cells(own, head.row)
            if len(beside) < 2:
                continue
            column = max(cell.column for cell in beside) + 1
            added = {(head.row, column): _moved(own, head.row, column, LEGEND, found.cells[0])}
            for row, text in _ids(own, head).items():
                if text in group:
                    added[row, column] = _moved(own, row, column, group[text], found.cells[0])
            own = with_cells(own, added)
        sheets.append(own)
    return replace(book, sheets=tuple(sheets))


def _moved(sheet: Sheet, row: int, column: int, text: str, source: Cell) -> Cell:
    return MovedCell(sheet.name, row, column, text, source=source)
