"""Columns of treatments, each with an x where it was given and nothing where it was not."""

from collections.abc import Sequence

from explant.commands.drafting.conditions.crossed_texts import NOT_SAID
from explant.commands.drafting.sheets.pools import Pool
from explant.commands.drafting.sheets.recognised_tables import SheetColumn
from explant.commands.drafting.study import Factor
from explant.commands.drafting.vocabulary import one_family
from explant.commands.drafting.vocabulary_of_drafts import LEVELS, level_name
from explant.config.names.spellings import listed
from explant.problems import Problem, ProblemsError
from explant.spreadsheet.places.stated_columns import is_mark
from explant.spreadsheet.sheet.cells import MovedCell
from explant.spreadsheet.structure.headings import without_unit

MOST_MARKED = 8
"""Columns with marks of which each may be a treatment."""
MOST_PATIENTS = 0.8
"""Share of the patients who have to have a mark, and a blank."""


def is_marked(pool: Pool) -> bool:
    """Whether nothing but one mark stands in a column, beside blank cells.

    Most patients have both, as of a treatment; a remark such as ``excluded`` stands at few.
    """
    if pool.numeric or len(pool.spellings) != 1 or not is_mark(next(iter(pool.spellings))):
        return False
    own: dict[str, list[bool]] = {}
    for column in pool.columns:
        for patient, cell in zip(column.patients, column.cells, strict=True):
            own.setdefault(patient, []).append(cell.blank)
    both = sum(any(cells) and not all(cells) for cells in own.values())
    return both >= MOST_PATIENTS * len(own)


def marks_as_one(pools: Sequence[Pool]) -> tuple[list[Pool], dict[str, list[str]]]:
    """Columns with marks that are not crossed as one, whose cells hold the headings of the marks.

    Parameters
    ----------
    pools
        Columns of the tables.

    Returns
    -------
    tuple
        The columns; and the headings of those that became one, by its heading.
    """
    marked = [pool for pool in pools if is_marked(pool)]
    if not 2 <= len(marked) <= MOST_MARKED or len({len(p.columns) for p in marked}) > 1:
        return list(pools), {}
    seen = {tuple(bool(pool.by_row[row]) for pool in marked) for row in marked[0].by_row}
    if len(seen) == 2 ** len(marked):
        return list(pools), {}
    names = [pool.text for pool in marked]
    families = (f for f, own in LEVELS.items() if set(map(level_name, names)) <= own.keys())
    kind = next(families, "treatment") if one_family(names) else "treatment"
    whole = Pool(" ".join(names), [], kind)
    for columns in zip(*(pool.columns for pool in marked), strict=True):
        cells = []
        for own in zip(*(column.cells for column in columns), strict=True):
            text = " ".join(n for n, cell in zip(names, own, strict=True) if not cell.blank)
            source = next((cell for cell in own if not cell.blank), own[0])
            cells.append(
                MovedCell(source.sheet, source.row, source.column, text or None, source=source)
            )
        first = columns[0]
        whole.columns.append(
            SheetColumn(first.headings, tuple(cells), first.patients, first.written)
        )
    for row in marked[0].by_row:
        own_names = [n for n, pool in zip(names, marked, strict=True) if pool.by_row[row]]
        whole.by_row[row] = " ".join(own_names)
    at = pools.index(marked[0])
    others = [pool for pool in pools if pool not in marked]
    return [*others[:at], whole, *others[at:]], {whole.text: names}


def meant_by_blank(pool: Pool) -> str:
    """Level that blank cells of a column with marks mean; empty if it has none."""
    return NOT_SAID["treatment"] if is_marked(pool) else ""


def named_after_heading(factor: Factor, pool: Pool) -> None:
    """Name the level that a mark says after the heading of its column.

    Parameters
    ----------
    factor
        The factor of the column.
    pool
        The column.
    """
    for level in factor.levels:
        if not level.implied and all(map(is_mark, level.spellings)) and not pool.kind:
            level.name, level.remark = without_unit(pool.text), ""


def refuse_ones(pools: Sequence[Pool]) -> None:
    """Refuse columns of ones and zeros of which each row has a single one: conditions, coded.

    Parameters
    ----------
    pools
        Columns of the tables.

    Raises
    ------
    ProblemsError
        Where there are such columns.
    """
    coded = [p for p in pools if p.numeric and set(p.spellings) == {"0", "1"} and p.varying > 0.5]
    if len(coded) < 2 or any(len(pool.by_row) != len(coded[0].by_row) for pool in coded):
        return
    ones = [[pool.by_row.get(row) == "1" for pool in coded] for row in coded[0].by_row]
    if all(sum(row) == 1 for row in ones):
        raise ProblemsError(
            [
                Problem(
                    "error",
                    " ".join(pool.columns[0].own.place for pool in coded),
                    f"{listed(pool.text for pool in coded)} hold a 1 in one of them in each row, "
                    "and 0 in the others: each seems to be a condition.",
                    "Write x in the place of 1, and nothing in that of 0; or a column with the "
                    'condition of each row, under a heading such as "Treatment".',
                )
            ]
        )
