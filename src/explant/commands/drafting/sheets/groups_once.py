"""Groups that stand in the first of their rows only, as merged cells do in a text file."""

import itertools

from explant.commands.drafting.vocabulary_of_drafts import words
from explant.config.names.spellings import folded
from explant.numbers import counted
from explant.spreadsheet.sheet.cells import Cell, Sheet, cell_text
from explant.spreadsheet.structure.headings import header_cells
from explant.spreadsheet.structure.rows import is_numeric

LONGEST_GROUP = 30
REMARKS = frozenset(
    folded(
        "remark remarks comment comments note notes bemerkung bemerkungen kommentar anmerkung "
        "remarque remarques commentaire comentario comentarios observaciones nota note açıklama "
        "备注 備考"
    ).split()
)
"""Words over texts that speak of their own row."""


def groups_once(sheet: Sheet, heading: Cell) -> tuple[list[str], str] | None:
    """Headings of groups that stand in the first row of each group only, and the question."""
    rows = [row for row in sheet.rows if row > heading.row]
    rows = [row for row in rows if not sheet.through_merge(row, heading.column).blank]
    names: list[str] = []
    text = ""
    before: set[int] = set()
    for cell in header_cells(sheet, heading.row) if len(rows) > 1 else ():
        first, second = (sheet.through_merge(row, cell.column) for row in rows[:2])
        if first.blank or not second.blank or REMARKS & set(words(cell_text(cell))):
            continue
        own = [sheet.through_merge(row, cell.column) for row in rows]
        texts = [(n, cell_text(each)) for n, each in enumerate(own) if not each.blank]
        starts = [n for n, _ in texts]
        sizes = [end - start for start, end in itertools.pairwise([*starts, len(rows)])]
        different = {folded(each) for _, each in texts}
        # A text may stand again only within another group.
        nested = bool(before) and before <= set(starts)
        if (
            len(different) < 2
            or starts[0] != 0
            or (len(different) < len(texts) and not nested)
            or min(sizes) < 2
            or max(len(each) for _, each in texts) > LONGEST_GROUP
            or any(is_numeric(each) for each in own if not each.blank)
        ):
            continue
        name = cell_text(cell)
        said = "; ".join(
            f'"{one}": {counted(size, "row")}'
            for (_, one), size in zip(texts[:6], sizes, strict=False)
        )
        text = text or (
            f'"{name}" has {counted(len(texts), "text")} and blank cells under each: does a text '
            f"go on down to the next ({said})? With [] only the rows where it stands have it."
        )
        names.append(name)
        before = before or set(starts)
    return (names, text) if names else None
