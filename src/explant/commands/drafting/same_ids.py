"""IDs in two spellings of one patient: asked about before any design is inferred from them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from explant.commands.drafting.lines import Text
from explant.commands.drafting.restatements import Asked, Restating
from explant.config.models import IdDifference
from explant.numbers import counted, in_order
from explant.spreadsheet.checks.identity import alike, differing
from explant.spreadsheet.sheet.cells import Cell, Position, Workbook, cell_text
from explant.spreadsheet.structure.headings import with_heading

SAME_ID = "patients.same_id"
MOST_NAMED = 3


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
    for sheet in book.sheets:
        for head in with_heading(sheet, heading):
            for row in sheet.rows:
                cell = sheet.at(row, head.column)
                if row > head.row and not cell.blank and not cell.error:
                    text = cell_text(cell)
                    ids.setdefault(alike(text), {}).setdefault(text, []).append(cell)
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
