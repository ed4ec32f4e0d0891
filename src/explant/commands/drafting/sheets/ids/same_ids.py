"""IDs in two spellings, and numbers that begin again: asked about before any design."""

import functools
import itertools
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from explant.commands.drafting.sheets.restatements import Asked, Restating
from explant.commands.drafting.vocabulary_of_drafts import LEVELS, PATTERNS, level_name
from explant.commands.drafting.writing_down.lines import Text
from explant.config.models import IdDifference
from explant.config.names.spellings import folded
from explant.numbers import counted, in_order
from explant.spreadsheet.checks.identity import alike, differing
from explant.spreadsheet.places.whole_ids import whole_ids
from explant.spreadsheet.sheet.cells import Cell, MovedCell, Position, Sheet, Workbook, cell_text
from explant.spreadsheet.structure.headings import header_cells, with_heading
from explant.spreadsheet.structure.unlike_rows import kind_of

SAME_ID = "patients.same_id"
WITHIN = "spreadsheet.columns.patient_within"
MOST_NAMED = 3
FEWEST = 3
MOST_GROUPS = 12
GROUPS = frozenset(
    {
        *("group", "cohort", "arm", "strain", "genotype", "cage", "site", "center", "centre"),
        *("hospital", "litter", "batch", "plate", "donor", "gruppe", "groupe", "grupo", "kohorte"),
    }
)
"""Headings of groups of different patients."""


def one_spelling(
    book: Workbook, heading: str, given: Mapping[str, Any], restating: Restating
) -> Workbook:
    """The workbook with one spelling of each ID, where some differ in zeros, case or spaces.

    Parameters
    ----------
    book
        The workbook.
    heading
        Heading of the patient IDs.
    given
        Answers that are known.
    restating
        Receives the question.
    """
    said = given.get(SAME_ID)
    if said == []:
        return book
    ids: dict[str, dict[str, list[Cell]]] = {}
    # An ID stands in many rows of a large table: each text is looked at once.
    what_is_left = functools.cache(alike)
    for sheet in book.sheets:
        for head in with_heading(sheet, heading):
            for row in sheet.rows:
                cell = sheet.at(row, head.column)
                if row > head.row and not cell.blank and not cell.error:
                    text = cell_text(cell)
                    ids.setdefault(what_is_left(text), {}).setdefault(text, []).append(cell)
    several = {
        next(iter(own)): (own, same)
        for own in ids.values()
        if len(own) > 1 and (same := differing(list(own)))
    }
    if not several:
        return book
    same_id: list[IdDifference] = said or sorted({d for _, same in several.values() for d in same})
    if said is None:
        pairs = [in_order([f'"{text}"' for text in own]) for own, _ in several.values()]
        more = f" and {len(pairs) - MOST_NAMED} more" if len(pairs) > MOST_NAMED else ""
        text = (
            f"{counted(len(pairs), 'ID')} of {len(ids)} stand there in two spellings: "
            f"{', '.join(pairs[:MOST_NAMED])}{more}. Are they one patient each? With [] they are "
            f"different patients, and another draft is needed: --answer {SAME_ID}=[]."
        )
        restating.asked[SAME_ID] = Asked(text, (same_id, []))
    spelled: dict[str, dict[Position, Cell]] = {}
    for first, (own, _) in several.items():
        for cell in (cell for cells in own.values() for cell in cells):
            moved = spelled.setdefault(cell.sheet, {})
            moved[cell.row, cell.column] = replace(cell, value=first, formula="")
    return replace(
        book,
        sheets=tuple(
            replace(sheet, cells={**sheet.cells, **spelled[sheet.name]})
            if sheet.name in spelled
            else sheet
            for sheet in book.sheets
        ),
    )


def ask_same_id(text: Text, restating: Restating) -> None:
    """Write the question into a draft."""
    if (asked := restating.asked.get(SAME_ID)) is not None:
        text.ask(2, "same_id", asked.text, asked.answers)


def begins_again(
    book: Workbook, heading: str, given: Mapping[str, Any], restating: Restating
) -> Workbook:
    """The workbook with whole IDs, where their numbers begin again in each group.

    Parameters
    ----------
    book
        The workbook.
    heading
        Heading of the patient IDs.
    given
        Answers that are known.
    restating
        Receives the question.
    """
    within: str | None = given.get(WITHIN)
    if WITHIN not in given:
        found = next(filter(None, (_begins_again(sheet, heading) for sheet in book.sheets)), None)
        if found is None:
            return book
        within, text, likely = found
        restating.asked[WITHIN] = Asked(text, (within, None) if likely else (None, within))
        if not likely:
            return book
    if within is None:
        return book
    restating.within = within
    sheets = tuple(
        replace(sheet, cells={**sheet.cells, **whole_ids(sheet, heading, within)[0]})
        for sheet in book.sheets
    )
    return replace(book, sheets=sheets)


def _begins_again(sheet: Sheet, heading: str) -> tuple[str, str, bool] | None:
    """Heading of the groups in each of which small numbers begin again, and the question."""
    for head in with_heading(sheet, heading)[:1]:
        rows = [row for row in sheet.rows if row > head.row]
        ids = [sheet.through_merge(row, head.column) for row in rows]
        own_ids = {cell_text(cell) for cell in ids}
        if len(rows) < FEWEST or any(kind_of(text) != "number" for text in own_ids):
            continue
        for column in header_cells(sheet, head.row):
            # Most columns of a wide sheet are numbers.
            if kind_of(cell_text(sheet.through_merge(rows[0], column.column))) == "number":
                continue
            texts = [cell_text(sheet.through_merge(row, column.column)) for row in rows]
            numbers: dict[str, list[str]] = {}
            for text, cell in zip(texts, ids, strict=True):
                numbers.setdefault(text, []).append(cell_text(cell))
            blocks = sum(one != other for one, other in itertools.pairwise(texts)) + 1
            several = 2 <= len(numbers) <= MOST_GROUPS and blocks == len(numbers)
            name = cell_text(column)
            grouping = any(word in GROUPS for word in folded(name).replace("_", " ").split())
            known = _sampled(numbers) or (all(map(_is_level, numbers)) and not grouping)
            sets = [set(own) for own in numbers.values()]
            part_of_ids = isinstance(column, MovedCell) and column.source == head
            if (
                column == head
                or part_of_ids
                or not several
                or known
                or any(kind_of(text) == "number" for text in numbers)
                or min(map(len, sets)) < FEWEST
                or 2 * len(set.intersection(*sets)) < max(map(len, sets))
            ):
                continue
            each = "; ".join(f'"{text}": {own[0]} … {own[-1]}' for text, own in numbers.items())
            total, alone = sum(map(len, sets)), len(set.union(*sets))
            return (
                name,
                f"Does the numbering of the IDs begin again in each {name} ({each})? Then {name} "
                f"and number together are the ID: {total} patients. With null, the {alone} numbers "
                f"are the same patients in every {name}.",
                grouping,
            )
    return None


def _sampled(texts: Iterable[str]) -> bool:
    """Whether texts are tissues or times, of which one patient has several."""
    names = {level_name(text) for text in texts}
    return any(names <= LEVELS[family].keys() for family in ("tissue", "time"))


def _is_level(text: str) -> bool:
    """Whether a text is a usual level, which the same animal may be sampled at."""
    name = level_name(text)
    if any(name in levels for levels in LEVELS.values()):
        return True
    return any(pattern.fullmatch(folded(text)) for pattern in PATTERNS.values())


def ask_within(text: Text, restating: Restating) -> None:
    """Write into a draft which column belongs to the ID."""
    if (asked := restating.asked.get(WITHIN)) is not None:
        text.ask(4, "patient_within", asked.text, asked.answers)
    elif restating.within is not None:
        text.key(4, "patient_within", restating.within)
