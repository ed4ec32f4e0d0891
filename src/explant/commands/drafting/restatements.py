"""How a sheet has to be restated before it is understood: turned, split, gone on, with sections.

Each is proposed for its structure, and asked about: the numbers of the file stand in the question.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from explant.commands.drafting.other_places import codes_of, lies_sideways
from explant.commands.drafting.split_ids import SplitIDs, split_ids
from explant.commands.drafting.vocabulary_of_drafts import (
    LEVELS,
    SAMPLE_FACTORS,
    heading_kind,
    id_rank,
    level_name,
)
from explant.config.names.spellings import folded, squeezed
from explant.numbers import counted
from explant.spreadsheet.places.going_on import gone_on
from explant.spreadsheet.places.stated_columns import is_section, shape_of
from explant.spreadsheet.places.turned import turned
from explant.spreadsheet.places.unnamed import named_columns, row_of_headings
from explant.spreadsheet.sheet.cells import (
    Cell,
    MovedCell,
    Position,
    Sheet,
    Workbook,
    cell_text,
    column_letter,
)
from explant.spreadsheet.structure.headings import header_cells, is_heading, with_heading
from explant.spreadsheet.structure.rows import is_numeric, is_summary_word
from explant.spreadsheet.structure.titles import row_cells

SAMPLES_IN = "spreadsheet.samples_in"
GOES_ON = "spreadsheet.goes_on"
SPLIT = "spreadsheet.split"
FEWEST = 3


@dataclass(frozen=True)
class Asked:
    """A question on how the sheet is read; its first answer is what the draft was made with."""

    text: str
    answers: tuple[Any, ...]


@dataclass
class Restating:
    """Keys of the config that restate a sheet, and what is asked of them.

    Parameters
    ----------
    keys
        Keys of ``spreadsheet``, as the config has them.
    asked
        Questions by their places in the config.
    section
        The table has sections.
    """

    keys: dict[str, Any] = field(default_factory=dict)
    asked: dict[str, Asked] = field(default_factory=dict)
    seen: dict[str, str] = field(default_factory=dict)
    """What was seen of keys that are not asked."""
    section: bool = False
    within: str | None = None
    """Heading of the groups in which the numbering of the IDs begins again."""
    split: SplitIDs | None = None


def turning(book: Workbook, given: Mapping[str, Any], restating: Restating) -> Workbook:
    """The workbook with its sheets turned, if samples stand in columns."""
    said = given.get(SAMPLES_IN)
    if said == "rows":
        return book
    codes = codes_of(book)
    sideways = {
        sheet.name: why
        for sheet in book.sheets
        if sheet.rows
        if (why := _stands_in_columns(sheet) or _sideways(sheet, codes))
    }
    if said == "columns" and not sideways:
        sideways = {sheet.name: "" for sheet in book.sheets if sheet.rows}
    if not sideways:
        return book
    restating.keys["samples_in"] = "columns"
    if said is None:
        why = next(iter(sideways.values()))
        text = f"Does each column hold a sample, and each row a marker? {why}."
        restating.asked[SAMPLES_IN] = Asked(text, ("columns", "rows"))
    new = tuple(turned(sheet) if sheet.name in sideways else sheet for sheet in book.sheets)
    return replace(book, sheets=new)


def _sideways(sheet: Sheet, codes: set[frozenset[str]]) -> str:
    if not lies_sideways(sheet, codes):
        return ""
    cells = header_cells(sheet, sheet.rows[0])
    return f'"{cell_text(cells[1])}" … "{cell_text(cells[-1])}" stand beside each other'


def _stands_in_columns(sheet: Sheet) -> str:
    """Why samples are taken to stand in columns; empty if they stand in rows."""
    top = next((row for row in sheet.rows if len(header_cells(sheet, row)) > 2), None)
    if top is None:
        return ""
    first = sheet.columns[0]
    across = [cell for cell in header_cells(sheet, top) if cell.column != first]
    down = [sheet.at(row, first) for row in sheet.rows if row > top]
    # What stands alone in its row is a title or a section.
    down = [c for c in down if not c.blank and len(header_cells(sheet, c.row)) > 1]
    if len(down) < 1 or not all(isinstance(cell.value, str) for cell in down):
        return ""
    labels = [cell_text(cell) for cell in (sheet.at(top, first), *down) if not cell.blank]
    kinds = [_is_label(text) for text in labels]
    names = [cell_text(cell) for cell in across]
    body = [c for row in sheet.rows if row > top for c in header_cells(sheet, row)[1:]]
    numbers = sum(map(is_numeric, body))
    named = {folded(text) for text, own in zip(labels, kinds, strict=True) if own}
    beside_labels = [
        cell_text(cell)
        for row in sheet.rows
        if folded(cell_text(sheet.at(row, first))) in named
        for cell in header_cells(sheet, row)[1:]
    ]
    if len(named) > 1 and sum(kinds) == len(named) and not any(map(_is_label, beside_labels)):
        heads = " and ".join(f'"{t}"' for t, own in zip(labels, kinds, strict=True) if own)
        return f"{heads} stand in column {column_letter(first)}, before rows"
    if any(is_numeric(cell) for cell in across) or 4 * numbers < 3 * len(body):
        return ""
    found = split_ids(names)
    beside = split_ids(labels[1:])
    if found is not None and (beside is None or beside.samples < found.samples):
        patients = len(set(found.patients.values()))
        usual = found.crossing is not None or _usual(found)
        if usual and not _alike(labels[1:]):
            return (
                f'"{names[0]}" … "{names[-1]}" are {counted(patients, "patient")} × '
                f"{counted(found.samples, 'sample')}, beside {counted(len(down), 'row')}"
            )
    if len(names) > FEWEST and _alike(names) and len(set(names)) == len(names):
        below = [cell_text(cell) for cell in down]
        if not _alike(below) and len(below) > 1 and not id_rank(labels[0]):
            return f'"{names[0]}" … "{names[-1]}" look like IDs, and "{below[0]}" does not'
    return ""


def _is_label(text: str) -> bool:
    """Whether a text is a heading of IDs, or of what differs between samples."""
    return bool(id_rank(text)) or heading_kind(text) in SAMPLE_FACTORS


def _alike(texts: Sequence[str]) -> bool:
    """Whether texts are of one shape, with numbers, as IDs are."""
    shapes = [shape_of(text) for text in texts]
    most = max(shapes, key=shapes.count, default="")
    return "0" in most and shapes.count(most) >= 0.8 * len(shapes)


def unnamed_column(book: Workbook) -> str:
    """Name for the config of a column that has no heading and holds texts; empty if none does."""
    for sheet in book.sheets:
        for column in sheet.columns[:4]:
            row = row_of_headings(sheet, column)
            if row is None:
                continue
            below = [sheet.at(each, column) for each in sheet.rows if each > row]
            texts = [c for c in below if isinstance(c.value, str) and not is_numeric(c)]
            whole = [c for c in below if isinstance(c.value, (int, float)) and not c.blank]
            if len(texts) > FEWEST and 2 * len(texts) > len(below):
                return _name_of(sheet, column)
            if column == sheet.columns[0] and len(whole) == len(below) > FEWEST:
                return _name_of(sheet, column)
    return ""


def _name_of(sheet: Sheet, column: int) -> str:
    return f"row {column}" if sheet.column_names else f"column {column_letter(column)}"


def going_on(
    book: Workbook, patient: str, given: Mapping[str, Any], restating: Restating
) -> Workbook:
    """The workbook with blank cells filled that repeat what stands above them."""
    said = given.get(GOES_ON)
    if said == []:
        restating.keys["goes_on"] = []
        return book
    headings: list[str] = []
    text = ""
    for sheet in book.sheets:
        for cell in with_heading(sheet, patient)[:1]:
            if len(header_cells(sheet, cell.row)) < 2:
                continue
            found = _blank_under(sheet, cell)
            if found is None:
                continue
            headings = [patient, *found[0]]
            text = found[1]
        if headings:
            break
    headings = said or headings
    if not headings:
        return book
    restating.keys["goes_on"] = headings
    if said is None:
        restating.asked[GOES_ON] = Asked(text, (headings, []))
    new = []
    for sheet in book.sheets:
        cells, _ = gone_on(sheet, headings)
        new.append(_with_cells(sheet, cells) if cells else sheet)
    return replace(book, sheets=tuple(new))


def _with_cells(sheet: Sheet, cells: Mapping[Position, Cell]) -> Sheet:
    return replace(sheet, cells={**sheet.cells, **cells})


def _blank_under(sheet: Sheet, heading: Cell) -> tuple[list[str], str] | None:
    """Other headings whose cells go on with the IDs, and the question; None if no ID goes on."""
    rows = [row for row in sheet.rows if row > heading.row]
    groups: list[list[int]] = []
    for row in rows:
        if not sheet.through_merge(row, heading.column).blank:
            groups.append([row])
        elif groups and groups[-1][-1] == row - 1 and _has_numbers(sheet, row):
            groups[-1].append(row)
    several = [group for group in groups if len(group) > 1]
    if len(groups) < 2 or 2 * len(several) < len(groups):
        return None
    others = []
    for cell in header_cells(sheet, heading.row):
        if cell.column != heading.column and _goes_on(sheet, cell.column, several):
            others.append(cell_text(cell))
    sizes = sorted({len(group) for group in several})
    each = f"{sizes[0]}" if len(sizes) == 1 else f"{sizes[0]} to {sizes[-1]}"
    first = several[0]
    at = sheet.through_merge(first[0], heading.column)
    return others, (
        f'"{cell_text(at)}" stands in {at.place}, and nothing under it: does an ID go on down to '
        f"the next? That makes {counted(len(groups), 'ID')}, of {each} rows each."
    )


def _has_numbers(sheet: Sheet, row: int) -> bool:
    return any(is_numeric(cell) for cell in header_cells(sheet, row))


def _goes_on(sheet: Sheet, column: int, groups: Sequence[Sequence[int]]) -> bool:
    """Whether a text of a column speaks for the blank cells under it, in each group of rows."""
    blank = 0
    for group in groups:
        cells = [sheet.through_merge(row, column) for row in group]
        texts = [squeezed(cell_text(cell)) for cell in cells if not cell.blank]
        if cells[0].blank or any(is_numeric(cell) for cell in cells if not cell.blank):
            return False
        if len(set(texts)) < len(texts):
            return False
        blank += len(cells) - len(texts)
    return 2 * blank >= sum(map(len, groups)) - len(groups) > 0


def sections(book: Workbook, patient: str, restating: Restating) -> None:
    """Note that texts which stand alone in rows speak for the rows under them."""
    for sheet in book.sheets:
        for heading in with_heading(sheet, patient)[:1]:
            if _has_sections(sheet, heading):
                restating.section = True
                return


def _has_sections(sheet: Sheet, heading: Cell) -> bool:
    rows = [row for row in sheet.rows if row > heading.row]
    ids = [cell_text(sheet.at(row, heading.column)) for row in rows]
    alone: list[str] = []
    under = 0
    before = 0
    for row in rows:
        cells = row_cells(sheet, row, sheet.columns)
        if len(cells) == 1 and is_section(cells[0], ids):
            if alone and under < 2:
                return False
            alone.append(folded(cell_text(cells[0])))
            under = 0
        elif _has_numbers(sheet, row):
            under += 1
            before += not alone
    return len(set(alone)) > 1 and under > 1 and before == 0


def splitting(book: Workbook, patient: str, given: Mapping[str, Any], restating: Restating) -> None:
    """Note that the IDs hold more than the patient."""
    said = given.get(SPLIT)
    if said == {}:
        return
    texts = ids_under(book, patient)
    found = split_ids(texts)
    if found is None:
        return
    usual = found.crossing is not None or _usual(found)
    before = found.pattern.index("{0}") < found.pattern.index("{patient}")
    if not usual and (before or said is None):
        return
    restating.split = found
    whole = len(set(found.rests))
    samples = ", ".join(f'"{rest}"' for rest in list(dict.fromkeys(found.rests.values()))[:6])
    pattern = {patient: pattern_of(found)}
    restating.keys["split"] = pattern
    if said is None:
        patients = counted(len(set(found.patients.values())), "patient")
        restating.asked[SPLIT] = Asked(
            f'Do the texts under "{patient}" name a patient and a sample? Then they are {patients} '
            f"× {counted(found.samples, 'sample')} ({samples}), else {counted(whole, 'patient')}.",
            (pattern, {}),
        )


def _usual(found: SplitIDs) -> bool:
    """Whether what is beside the patient are usual levels of one family."""
    names = {level_name(rest) for rest in found.rests.values() if rest}
    known = {name for levels in LEVELS.values() for name in levels}
    return bool(names) and any(name in known for name in names)


def ids_under(book: Workbook, patient: str) -> list[str]:
    """Texts under the headings of the IDs that belong to rows of data."""
    found = []
    for sheet in book.sheets:
        for heading in with_heading(sheet, patient):
            if len(header_cells(sheet, heading.row)) < 2:
                continue
            for row in sheet.rows:
                cell = sheet.through_merge(row, heading.column)
                text = cell_text(cell)
                if row <= heading.row or cell.blank or is_summary_word(text):
                    continue
                if not is_heading(text, [patient]) and len(header_cells(sheet, row)) > 1:
                    found.append(text)
    return found


def split_sheets(book: Workbook, patient: str, restating: Restating) -> Workbook:
    """The workbook with the IDs alone under their heading, and columns of what else they said."""
    found = restating.split
    if found is None:
        return book
    sheets = tuple(_split_sheet(sheet, patient, found) for sheet in book.sheets)
    return replace(book, sheets=sheets)


def parts_of_rests(found: SplitIDs) -> dict[str, dict[str, str]]:
    """Text of each part that stands beside the patient, by heading and by the whole of them."""
    rests = {squeezed(rest): rest for rest in found.rests.values()}
    if found.crossing is None:
        family = part_family(found)
        return {family: rests}
    columns: dict[str, dict[str, str]] = {}
    for factor in found.crossing.factors:
        own = {
            squeezed(text): spelling or level for text, (level, spelling) in factor.levels.items()
        }
        columns[factor.family] = own
    return columns


def part_family(found: SplitIDs) -> str:
    """Family of the only thing that stands beside the patient."""
    names = {level_name(rest) for rest in found.rests.values() if rest}
    for family, levels in LEVELS.items():
        if names & levels.keys():
            return family
    return "sample"


def pattern_of(found: SplitIDs) -> str:
    """The pattern with the names of the parts in braces."""
    parts = parts_of_rests(found)
    if found.crossing is None:
        return found.pattern.replace("{0}", f"{{{next(iter(parts))}}}")
    spelled: dict[str, list[tuple[str, str]]] = {}
    for factor in found.crossing.factors:
        for text, (_, spelling) in factor.levels.items():
            if spelling:
                spelled.setdefault(text, []).append((spelling, factor.family))
    text, own = max(spelled.items(), key=lambda each: (len(each[1]), len(each[0])))
    built, at = "", 0
    for spelling, family in sorted(own, key=lambda each: text.find(each[0])):
        start = max(text.find(spelling, at), at)
        built += text[at:start] + f"{{{family}}}"
        at = start + len(spelling)
    return found.pattern.replace("{0}", built + text[at:])


def _split_sheet(sheet: Sheet, patient: str, found: SplitIDs) -> Sheet:
    cells: dict[tuple[int, int], Cell] = {}
    parts = parts_of_rests(found)
    column = max(sheet.columns, default=0)
    for heading in with_heading(sheet, patient):
        if len(header_cells(sheet, heading.row)) < 2:
            continue
        for number, family in enumerate(parts, start=1):
            cells[heading.row, column + number] = MovedCell(
                sheet.name, heading.row, column + number, family, source=heading
            )
        for row in (row for row in sheet.rows if row > heading.row):
            cell = sheet.through_merge(row, heading.column)
            text = " ".join(cell_text(cell).split())
            if text not in found.patients:
                continue
            cells[row, heading.column] = MovedCell(
                sheet.name, row, heading.column, found.patients[text], source=cell
            )
            rest = squeezed(found.rests[text])
            for number, texts in enumerate(parts.values(), start=1):
                if said := texts.get(rest, ""):
                    cells[row, column + number] = MovedCell(
                        sheet.name, row, column + number, said, source=cell
                    )
    return _with_cells(sheet, cells) if cells else sheet


def with_headings(book: Workbook, names: Sequence[str]) -> Workbook:
    """The workbook with the config's names over columns that have no heading."""
    sheets = []
    for sheet in book.sheets:
        cells = named_columns(sheet, names)
        sheets.append(_with_cells(sheet, cells) if cells else sheet)
    return replace(book, sheets=tuple(sheets))
