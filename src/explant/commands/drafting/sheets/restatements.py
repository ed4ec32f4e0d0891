"""How a sheet has to be restated before it is understood: turned, split, gone on, with sections.

Each is proposed for its structure, and asked about: the numbers of the file stand in the question.
"""

import itertools
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from explant.commands.drafting.sheets.groups_once import groups_once
from explant.commands.drafting.sheets.ids.split_ids import SplitIDs, split_ids, usual_rest
from explant.commands.drafting.sheets.other_places import codes_of, lies_sideways
from explant.commands.drafting.vocabulary_of_drafts import (
    PATTERNS,
    SAMPLE_FACTORS,
    heading_kind,
    id_rank,
)
from explant.config.names.spellings import folded, squeezed
from explant.numbers import counted
from explant.spreadsheet.places.going_on import gone_on
from explant.spreadsheet.places.stated_columns import is_section, shape_of
from explant.spreadsheet.places.turned import key_columns, turned
from explant.spreadsheet.places.unnamed import named_columns, row_of_headings
from explant.spreadsheet.sheet.cells import (
    Cell,
    Position,
    Sheet,
    Workbook,
    cell_text,
    column_letter,
)
from explant.spreadsheet.structure.gaps import MOST_HEADER_ROWS
from explant.spreadsheet.structure.headings import header_cells, with_heading
from explant.spreadsheet.structure.joined_headings import is_derived
from explant.spreadsheet.structure.rows import is_numeric, is_summary_word
from explant.spreadsheet.structure.titles import row_cells

SAMPLES_IN = "spreadsheet.samples_in"
GOES_ON = "spreadsheet.goes_on"
REMARKS, REMARK = "reading.sections", "remarks"
"""Place of the answer to whether texts that stand alone in rows are remarks, and that they are."""
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
    split_heading: str = ""
    """Heading of the texts that are split."""
    parts: Collection[str] = ()
    """Headings of the columns that are made of them."""
    legend: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """IDs of each group that texts beside the table name."""
    legend_where: str = ""
    remarks: list[str] = field(default_factory=list)
    """What may say more than is read."""


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
    beside_each = {row: header_cells(sheet, row) for row in sheet.rows}
    top = next((row for row, cells in beside_each.items() if len(cells) > 2), None)
    if top is None:
        return ""
    first = sheet.columns[0]
    keys = key_columns(sheet)
    across = [cell for cell in beside_each[top] if cell.column not in (first, *keys)]
    down = [sheet.at(row, first) for row in sheet.rows if row > top]
    # What stands alone in its row is a title or a section.
    down = [cell for cell in down if not cell.blank and len(beside_each[cell.row]) > 1]
    if len(down) < 1 or not all(isinstance(cell.value, str) for cell in down):
        return ""
    labels = [cell_text(cell) for cell in (sheet.at(top, first), *down) if not cell.blank]
    # In a long table a few texts stand in many rows.
    is_label = {text: _is_label(text) for text in dict.fromkeys(labels)}
    kinds = [is_label[text] for text in labels]
    if (ids := _under_conditions(sheet, first)) is not None:
        return f'"{ids[0]}" … "{ids[-1]}" look like IDs, under conditions in the row above'
    names = [text for text in map(cell_text, across) if not is_computed(text)]
    body = [
        cell
        for row, cells in beside_each.items()
        if row > top
        for cell in cells[1:]
        if cell.column not in keys
    ]
    numbers = sum(map(is_numeric, body))
    named = {folded(text) for text, own in is_label.items() if own}
    beside_labels = [
        cell_text(cell)
        for row, cells in beside_each.items()
        if named and folded(cell_text(sheet.at(row, first))) in named
        for cell in cells[1:]
    ]
    if len(named) > 1 and sum(kinds) == len(named) and not any(map(_is_label, beside_labels)):
        heads = " and ".join(f'"{t}"' for t, own in zip(labels, kinds, strict=True) if own)
        return f"{heads} stand in column {column_letter(first)}, before rows"
    if any(is_numeric(cell) for cell in across) or not across or 4 * numbers < 3 * len(body):
        return ""
    found = split_ids(names)
    beside = split_ids(labels[1:])
    if found is not None and (beside is None or beside.samples < found.samples):
        patients = len(set(found.patients.values()))
        usual = found.crossing is not None or usual_rest(found)
        below = [cell_text(cell) for cell in down]
        corner = cell_text(sheet.at(top, first))
        # In a wide table IDs stand below, and the headings name markers.
        upright = _alike(below) and heading_kind(corner) != "marker" and patients <= len(below)
        if usual and not upright and id_rank(corner) not in (1, 2):
            return (
                f'"{names[0]}" … "{names[-1]}" are {counted(patients, "patient")} × '
                f"{counted(found.samples, 'sample')}, beside {counted(len(down), 'row')}"
            )
    headed = any(id_rank(text) in (1, 2) and not text[-1:].isdecimal() for text in names)
    if len(names) > FEWEST and not headed and _alike(names) and len(set(names)) == len(names):
        below = [cell_text(cell) for cell in down]
        persons = all(id_rank(text.rstrip("0123456789 .-_#")) in (1, 2) for text in names)
        upright = _alike(below) and heading_kind(labels[0]) != "marker"
        upright = upright and not persons
        if not upright and len(below) > 1 and not id_rank(labels[0]):
            return f'"{names[0]}" … "{names[-1]}" look like IDs, and "{below[0]}" does not'
    return ""


def is_computed(text: str) -> bool:
    """Whether a heading is that of a mean, a p or the like of the columns beside it."""
    return any(map(is_summary_word, (text, *text.split()[:1]))) or is_derived(text)


def _under_conditions(sheet: Sheet, first: int) -> list[str] | None:
    """IDs in the row below that of a few conditions, each under each of these; None if not so."""
    for top, below in itertools.pairwise(sheet.rows[:MOST_HEADER_ROWS]):
        if id_rank(cell_text(sheet.at(top, first))) or not sheet.at(below, first).blank:
            continue
        over = [cell for cell in header_cells(sheet, top) if cell.column != first]
        conditions = {cell_text(cell) for cell in over if not is_numeric(cell)}
        under = [cell for cell in header_cells(sheet, below) if cell.column != first]
        own = [cell_text(cell) for cell in under]
        if any(sheet.through_merge(top, cell.column).blank for cell in under):
            continue
        each = set(Counter(own).values()) == {len(conditions)}
        if len(conditions) > 1 and each and len(own) > FEWEST and _alike(own):
            return own
    return None


def _is_label(text: str) -> bool:
    """Whether a text is a heading of IDs, or of what differs between samples."""
    return bool(id_rank(text)) or heading_kind(text) in SAMPLE_FACTORS


def _alike(texts: Sequence[str]) -> bool:
    """Whether texts are of one shape, with numbers, as IDs are."""
    shapes = Counter(map(shape_of, texts))
    (most, count), *_ = shapes.most_common(1) or [("", 0)]
    # Days and doses look alike, too.
    conditions = all(any(p.fullmatch(folded(t)) for p in PATTERNS.values()) for t in set(texts))
    return "0" in most and count >= 0.8 * len(texts) and not conditions


def unnamed_columns(book: Workbook) -> list[str]:
    """Names for the config of columns without a heading that hold texts: the first.

    Of a turned table all of them, that of the IDs first: there they are rows of headings.
    """
    found: dict[str, bool] = {}
    for sheet in book.sheets:
        for column in sheet.columns[:4]:
            row = row_of_headings(sheet, column)
            if row is None:
                continue
            below = [sheet.through_merge(each, column) for each in sheet.rows if each > row]
            texts = [c for c in below if isinstance(c.value, str) and not is_numeric(c)]
            whole = [c for c in below if isinstance(c.value, (int, float)) and not c.blank]
            if len(texts) > FEWEST and 2 * len(texts) > len(below):
                ids = _alike([cell_text(cell) for cell in texts])
                found.setdefault(_name_of(sheet, column), ids)
            elif column == sheet.columns[0] and len(whole) == len(below) > FEWEST:
                found.setdefault(_name_of(sheet, column), True)
        if found and not sheet.column_names:
            return list(found)[:1]
    return sorted(found, key=lambda name: not found[name])


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
            if found is not None:
                headings = [patient, *found[0]]
                text = found[1]
            elif (grouped := groups_once(sheet, cell)) is not None:
                headings, text = grouped
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
        new.append(with_cells(sheet, cells) if cells else sheet)
    return replace(book, sheets=tuple(new))


def with_cells(sheet: Sheet, cells: Mapping[Position, Cell]) -> Sheet:
    """A sheet with more cells."""
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


def with_headings(book: Workbook, names: Sequence[str]) -> Workbook:
    """The workbook with the config's names over columns that have no heading."""
    sheets = []
    for sheet in book.sheets:
        cells = named_columns(sheet, names)
        sheets.append(with_cells(sheet, cells) if cells else sheet)
    return replace(book, sheets=tuple(sheets))


def blank_is_level(
    implied: Mapping[str, str], restating: Restating, by_marks: Collection[str] = ()
) -> None:
    """Ask whether blank cells of a column mean a level, or go on from above.

    Parameters
    ----------
    implied
        Level that blank cells mean, by heading.
    restating
        Receives the key, and the question.
    by_marks
        Headings of columns in which a mark stands beside them: no mark goes on.
    """
    if not implied or "goes_on" in restating.keys:
        return
    restating.keys["goes_on"] = []
    texts = {heading: level for heading, level in implied.items() if heading not in by_marks}
    if not texts:
        restating.seen["goes_on"] = "where nothing stands, nothing was given"
        return
    meant = " and ".join(f"{heading} means {level}" for heading, level in texts.items())
    restating.asked[GOES_ON] = Asked(
        f"Cells are blank: is it right that a blank cell of {meant}? Or does it repeat what stands "
        "above it?",
        ([], list(texts)),
    )
