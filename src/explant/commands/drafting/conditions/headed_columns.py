"""Columns whose headings name a marker and levels, and the factors that the levels make."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from explant.commands.drafting.conditions.proposed_names import levels_of
from explant.commands.drafting.sheets.recognised_tables import SheetColumn, Table
from explant.commands.drafting.study import Factor, Level
from explant.commands.drafting.vocabulary import TITLE
from explant.commands.drafting.vocabulary_of_drafts import (
    NUMBERED_NAMES,
    heading_kind,
    id_rank,
    words,
)
from explant.config.names.spellings import folded, squeezed
from explant.spreadsheet.layouts.replicate_columns import are_running, without_number
from explant.spreadsheet.sheet.cells import Cell

NUMBERED_KINDS = ("time", "dose", "treatment", "marker", "population", "tissue", "stage", "block")
"""Kinds of words whose numbers are those of what is compared."""
Named = dict[str, tuple[str, str, Cell]]
"""Level, its spelling and the cell that says it, by family."""


@dataclass
class Headed:
    """A column whose heading, or a title over it, names a marker and levels."""

    column: SheetColumn
    table: Table
    marker: str
    levels: Named
    unit: str = ""
    rest: str = ""
    """What the heading itself says besides levels."""
    replicate: bool = False
    implied: bool = False
    """Neither the heading nor a title names the marker."""


@dataclass
class Understood:
    """What the headings of such tables say together."""

    columns: list[Headed] = field(default_factory=list)
    properties: list[SheetColumn] = field(default_factory=list)
    factors: list[Factor] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    computed: list[str] = field(default_factory=list)
    """Headings that say that something was computed from several levels: they are not read."""


def factors_of(columns: Sequence[Headed], families: Iterable[str]) -> list[Factor]:
    """Factors of some families, from the levels that headings name."""
    factors = []
    for family in families:
        spellings: dict[str, dict[Cell, None]] = {}
        implied: dict[str, Cell] = {}
        for each in columns:
            if family in each.levels:
                level, spelling, cell = each.levels[family]
                if not spelling:
                    implied.setdefault(level, cell)
                    continue
                # The plus parts the level from what stands before it.
                spelling = spelling.lstrip("+ ") or spelling
                seen = spellings.setdefault(squeezed(spelling), {})
                # The texts of levels are parts of headings: the cell stands in for its own part.
                seen[Cell(cell.sheet, cell.row, cell.column, spelling)] = None
        if spellings:
            levels = levels_of(
                {text: [("", part) for part in seen] for text, seen in spellings.items()}
            )
            where = " ".join(level.where for level in levels[:4])
            for name, cell in implied.items():
                said = f"{cell.place} and others imply it by naming none"
                levels.insert(0, Level(name, [name], said, implied=True))
            factors.append(Factor("", levels, where, family=family))
    for factor in factors:
        if factor.family == TITLE:
            factor.unsure = "titles that stand over the tables"
    return [factor for factor in factors if len(factor.levels) > 1]


def replicate_in(heading: str) -> tuple[str, str] | None:
    """Heading without the number of the replicate, and the number; None if it has none.

    Examples
    --------
    >>> replicate_in("CD25 T 2"), replicate_in("Granzyme B"), replicate_in("CD25 day 2")
    (('CD25 T', '2'), None, None)
    """
    parted = without_number(heading)
    if parted is None:
        return None
    base, _ = parted
    own = words(base)[-1:]
    said = any(character.isalpha() for character in heading[len(base) :].strip(" _()[].-")[:-1])
    named = own and (own[0] in NUMBERED_NAMES or heading_kind(own[0]) in NUMBERED_KINDS)
    if own and not said and (named or id_rank(own[0])):
        return None
    return parted


def numbered_headings(table: Table) -> dict[int, str]:
    """Headings without the number of the replicate, by column."""
    groups: dict[str, list[tuple[int, str, str]]] = {}
    for column in table.columns:
        if column.numeric and (parted := replicate_in(column.text)):
            groups.setdefault(folded(parted[0]), []).append((column.own.column, *parted))
    return {
        column: base
        for group in groups.values()
        if are_running([number for _, _, number in group])
        for column, base, _ in group
    }
