"""Sheets beside those of the measurements that sum them up, compute from them, or repeat them."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import permutations
from typing import Any

from explant.commands.drafting.sheets.alike_tables import header_row
from explant.commands.drafting.sheets.computed_columns import WAYS, fits, half_of
from explant.commands.drafting.vocabulary_of_drafts import LEVELS, heading_kind, id_rank, level_name
from explant.commands.drafting.writing_down.lines import Otherwise
from explant.config.names.spellings import folded, listed, squeezed
from explant.spreadsheet.sheet.cells import Cell, Sheet, Workbook, cell_text
from explant.spreadsheet.structure.plates import is_number
from explant.spreadsheet.structure.rows import is_summary_word

READ = "reading.sheet"
"""Beginning of the places of answers to whether a sheet is read, by its name."""
NAMES = re.compile(
    r"(?<![^\W_])(?:summar|overview|means?(?![^\W_])|averag|median|graph|plot|chart|figure|prism|"
    r"old(?![^\W_])|copy|kopie|copie|copia|backup|archiv|pivot|statist|stats?(?![^\W_])|ratio|delta|fold|zusammenfassung|übersicht|"
    r"uebersicht|auswertung|mittelwert|diagramm|grafik|statistik|verhältnis|résumé|resume|"
    r"synthèse|moyenne|graphi|resumen|promedio|media(?![^\W_])|gráfic|grafic|riassunto|riepilogo|"
    r"medie(?![^\W_])|samenvatting|overzicht|gemiddeld|sammanfattning|översikt|medel|podsumowanie|"
    r"özet|сводка|итог|среднее|汇总|总结|概要|まとめ|요약|خلاصه|ملخص)",
)
"""Words in names of sheets that sum up others, or repeat them."""
LEAST_ROWS, LEAST_NUMBERS = 3, 6
PROPERTIES = ("stage", "size")
MEAN = 'the mean of "{a}" and "{b}"'
Numbers = dict[tuple[str, str], tuple[float, float]]
"""Number and half of its last digit, by ID and heading."""


@dataclass(frozen=True)
class _Side:
    """What stands under the first row of headings of a sheet that names IDs there."""

    sheet: Sheet
    headings: tuple[Cell, ...]
    ids: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    @cached_property
    def texts(self) -> tuple[str, ...]:
        return tuple(folded(cell_text(cell)) for cell in self.headings)

    @cached_property
    def numbers(self) -> Numbers:
        found: Numbers = {}
        for name, row in zip(self.ids, self.rows, strict=True):
            for heading, cell in zip(self.texts, row, strict=True):
                if is_number(cell):
                    found[name, heading] = _value(cell), half_of(cell)
        return found

    @cached_property
    def held(self) -> set[tuple[str, float]]:
        """Each number with its ID."""
        every = zip(self.ids, self.rows, strict=True)
        return {(name, _value(cell)) for name, row in every for cell in row if is_number(cell)}


@dataclass
class Apart:
    """A workbook without the sheets that are not read, and what is said and asked of them."""

    book: Workbook
    left: dict[str, str] = field(default_factory=dict)
    """Why a sheet with IDs is not read, by its name."""
    asked: list[str] = field(default_factory=list)
    """Sheets of which only their name says that they sum up others."""
    read: list[str] = field(default_factory=list)
    """Those of them that a person wants to be read."""

    @property
    def question(self) -> str:
        """The question whether they are left out; empty if there is none."""
        if not self.asked:
            return ""
        one = len(self.asked) == 1
        return (
            f"{listed(self.asked)} {'is named as a sheet' if one else 'are named as sheets'} that "
            f"{'sums up or repeats' if one else 'sum up or repeat'} others: "
            f"{'is it' if one else 'are they'} left out, and only these read?"
        )

    @property
    def otherwise(self) -> list[Otherwise]:
        """The other answers: a sheet is read as well."""
        return [
            Otherwise(f'read "{name}" as well', f"{READ}.{name}", True)
            for name in self.asked
            if name not in self.read
        ]


def sheets_apart(book: Workbook, given: Mapping[str, Any]) -> Apart:
    """Leave out sheets that sum up others, compute from them, or repeat their numbers.

    Parameters
    ----------
    book
        The workbook.
    given
        What a person has answered.
    """
    found = Apart(book)
    sides = [side for sheet in book.sheets if (side := _side(sheet)) is not None]
    if len(sides) < 2:
        return found
    with_ids = [side.sheet for side in sides]
    for sheet in book.sheets:
        if sheet.rows and sheet not in with_ids and _names_others(sheet):
            found.left[sheet.name] = "has no heading of IDs"
    main = [side for side in sides if not _names_others(side.sheet)] or sides
    # Of T, N and T / N each can be computed from the others: rather the last, of an unusual name.
    order = [*(side for side in sides if side not in main), *reversed(main)]
    for side in sorted(order, key=lambda own: own in main and _usual(own.sheet.name)):
        name = side.sheet.name
        answer = given.get(f"{READ}.{name}")
        others = [one for one in sides if one is not side and one.sheet.name not in found.left]
        if answer is True or not others:
            found.read += [name] if answer is True else []
            found.asked += [name] if answer is True else []
        elif answer is False:
            found.left[name] = "is left out"
        elif why := _sums_up(side, others):
            found.left[name] = why
        elif side not in main and not any(heading_kind(text) in PROPERTIES for text in side.texts):
            found.asked.append(name)
            found.left[name] = ""
    if found.asked and len(found.asked) == len(found.read):
        found.asked = []
    sheets = tuple(sheet for sheet in book.sheets if sheet.name not in found.left)
    if len(sheets) < len(book.sheets):
        found.book = replace(book, sheets=sheets)
    return found


def _names_others(sheet: Sheet) -> bool:
    return NAMES.search(folded(sheet.name)) is not None


def _usual(name: str) -> bool:
    """Whether a name is that of a usual condition."""
    return any(level_name(name) in levels for levels in LEVELS.values())


def _side(sheet: Sheet) -> _Side | None:
    """The table of a sheet, if one of its first headings is that of IDs."""
    head = header_row(sheet) if sheet.rows else None
    if head is None:
        return None
    row, cells = head
    own = next((cell for cell in cells if id_rank(cell_text(cell))), None)
    if own is None:
        return None
    others = tuple(cell for cell in cells if cell is not own)
    rows = [each for each in sheet.rows if each > row and not sheet.at(each, own.column).blank]
    return _Side(
        sheet,
        others,
        tuple(squeezed(cell_text(sheet.at(each, own.column))) for each in rows),
        tuple(tuple(sheet.at(each, cell.column) for cell in others) for each in rows),
    )


def _sums_up(side: _Side, others: Sequence[_Side]) -> str:
    """What a sheet is to others, in words; empty if it is not known to come from them."""
    of_patients = any(not any(map(_names_a_summary, _ids(one))) for one in others)
    if side.ids and of_patients and all(map(_names_a_summary, _ids(side))):
        return "holds means or the like, and no patients"
    computed = next(_computed(side, others), "")
    if computed:
        return f"holds {computed} in every row"
    held = {each for one in others for each in one.held}
    named = _names_others(side.sheet)
    # Raw and cleaned values have the same headings: which of them counts is asked.
    same = any(one.texts == side.texts for one in others)
    many = len({number for _, number in side.held}) >= LEAST_NUMBERS
    if many and side.held <= held and (named or (not same and side.held < held)):
        return f"repeats numbers of {listed(one.sheet.name for one in others)}"
    return ""


def _ids(side: _Side) -> list[str]:
    row, cells = header_row(side.sheet) or (0, [])
    own = next(cell for cell in cells if id_rank(cell_text(cell)))
    below = [side.sheet.at(each, own.column) for each in side.sheet.rows if each > row]
    return [cell_text(cell) for cell in below if not cell.blank]


def _names_a_summary(text: str) -> bool:
    parts = text.replace("_", " ").split()
    return any(map(is_summary_word, (text, parts[0], parts[-1])))


def _computed(side: _Side, others: Sequence[_Side]) -> Iterator[str]:
    """What was computed from the numbers under the same heading and ID of two other sheets."""
    alike = [one for one in others if set(side.texts) & set(one.texts)]
    mean: Callable[[float, float], float] = lambda a, b: (a + b) / 2  # noqa: E731
    own = side.numbers
    if len({name for name, _ in own}) < LEAST_ROWS or len(own) < LEAST_NUMBERS:
        return
    values = [value for value, _ in own.values()]
    most = (max(values) - min(values)) / 4
    for one, other in permutations(alike, 2):
        a, b = one.numbers, other.numbers
        if not own.keys() <= a.keys() & b.keys():
            continue
        for words, way in {**WAYS, MEAN: mean}.items():
            if all(fits(own[at], a[at], b[at], way, most) for at in own):
                yield words.format(a=one.sheet.name, b=other.sheet.name)


def _value(cell: Cell) -> float:
    return float(str(cell.value).strip().replace(",", ".").removesuffix("%"))
