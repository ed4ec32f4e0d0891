"""Levels that the cells of a row say: each factor in a column of its own, or several in one."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from explant.config.models import Plan
from explant.config.names.spellings import folded, squeezed
from explant.spreadsheet.layouts.names_in_cells import Unknown
from explant.spreadsheet.layouts.tidy import Table
from explant.spreadsheet.sheet.cells import Cell, Sheet, cell_text
from explant.spreadsheet.structure.blocks import Block
from explant.spreadsheet.structure.headings import Wanted, headings, match_columns
from explant.spreadsheet.structure.joined_headings import Vocabulary

MOST_LOOKED_AT = 60
"""Rows that show whether levels stand in a column."""


@dataclass
class _Column:
    """A column that says levels of one factor or of several."""

    column: int
    factors: tuple[str, ...]
    spellings: Mapping[str, str]
    """Spellings of the only factor."""
    known: dict[str, Mapping[str, str] | None] = field(default_factory=dict)


def factor_columns(block: Block, plan: Plan, cells: Sequence[Cell]) -> dict[str, Cell]:
    """Headings of columns in whose cells levels stand, by factor.

    A heading such as Treatment may as well stand over headings that name its levels: in a column of
    levels every cell holds one.

    Parameters
    ----------
    block
        The table.
    plan
        The study's plan.
    cells
        The headings.
    """
    wanted = {
        name: Wanted(headings(factor.column, name), f"the factor {name}")
        for name, factor in plan.factors.items()
    }
    found, _, _ = match_columns(cells, wanted, block.patient)
    return {factor: cell for factor, cell in found.items() if _names_levels(block, factor, cell)}


def _names_levels(block: Block, factor: str, heading: Cell) -> bool:
    sheet = block.sheet
    below = [row for row in sheet.rows if row > heading.row][:MOST_LOOKED_AT]
    cells = [sheet.through_merge(row, heading.column) for row in below]
    texts = [cell_text(cell) for cell in cells if not cell.blank and cell is not heading]
    known = sum(bool(block.vocabulary.spans(folded(text), of=[factor])) for text in set(texts))
    # Of a column that names two factors a cell may imply a level of one.
    return 4 * known >= len(set(texts)) > 0


class LevelsOfRows:
    """Reads levels from the cells of rows.

    Parameters
    ----------
    sheet
        The table's cells.
    headings
        Heading of the column that says each factor's level; one column may say those of several.
    vocabulary
        The spellings that the plan knows.
    plan
        The study's plan.
    """

    def __init__(
        self, sheet: Sheet, headings: Mapping[str, Cell], vocabulary: Vocabulary, plan: Plan
    ) -> None:
        self._sheet, self._vocabulary, self._plan = sheet, vocabulary, plan
        self._names = vocabulary.level_names
        self._unknown = Unknown()
        self._blank: dict[str, list[tuple[int, Cell]]] = {}
        by_column: dict[int, list[str]] = {}
        for factor in plan.factors:
            if factor in headings:
                by_column.setdefault(headings[factor].column, []).append(factor)
        self._columns = [
            _Column(column, tuple(own), self._names.of(own[0]) if len(own) == 1 else {})
            for column, own in by_column.items()
        ]

    def of(self, row: int) -> dict[str, str] | None:
        """Level of each factor that has a column; None, after noting it, if one is unknown."""
        levels: dict[str, str] = {}
        whole = True
        for column in self._columns:
            cell = self._sheet.through_merge(row, column.column)
            value = cell.value
            found = column.known.get(value) if isinstance(value, str) else None
            if found is None:
                found = self._read(column, cell, row)
                if found is not None and isinstance(value, str):
                    column.known[value] = found
            if found is None:
                whole = False
            else:
                levels.update(found)
        return levels if whole else None

    def cells(self, row: int) -> dict[str, Cell]:
        """Cell that says the level of each factor."""
        return {
            factor: self._sheet.through_merge(row, column.column)
            for column in self._columns
            for factor in column.factors
        }

    def _read(self, column: _Column, cell: Cell, row: int) -> Mapping[str, str] | None:
        text, factors = cell_text(cell), column.factors
        if len(factors) == 1:
            factor = factors[0]
            level = column.spellings.get(squeezed(text))
            if level is None and cell.blank and factor in self._names.implied:
                self._blank.setdefault(factor, []).append((row, cell))
                level = self._names.implied[factor]
            if level is None:
                self._unknown.add(f"level of {factor}", cell, self._plan.factors[factor].levels)
                return None
            return {factor: level}
        levels, doubt = self._vocabulary.condition(text, factors)
        if doubt:
            what = f"name of a level of {' and of '.join(factors)}"
            self._unknown.add(what, cell, self._names.joint, doubt)
            return None
        return levels

    def report(self, table: Table, samples: Iterable[tuple[int, str, tuple[str, ...]]]) -> None:
        """Tell the table of names that are unknown, and of blank cells that may mean two things.

        Parameters
        ----------
        table
            Receives the problems.
        samples
            Row, patient and levels of each row that was read.
        """
        self._unknown.report(table)
        if self._blank and self._plan.spreadsheet.goes_on is None:
            rows = list(samples)
            for factor, blank in self._blank.items():
                self._ask_of_blanks(factor, blank, rows, table)

    def _ask_of_blanks(
        self,
        factor: str,
        blank: list[tuple[int, Cell]],
        samples: Collection[tuple[int, str, tuple[str, ...]]],
        table: Table,
    ) -> None:
        """Refuse blank cells under a level if both readings give every sample once."""
        position = list(self._plan.factors).index(factor)
        empty = {row for row, _ in blank}
        going_on: set[tuple[str, tuple[str, ...]]] = set()
        above = ""
        for row, patient, levels in samples:
            if row not in empty:
                above = levels[position]
            elif not above:
                return
            going_on.add((patient, (*levels[:position], above, *levels[position + 1 :])))
        if len(going_on) < len(samples):
            return
        level = self._names.implied[factor]
        table.report(
            "error",
            [cell for _, cell in blank],
            f"{len(blank)} cells of {factor} are blank: they may mean {level}, which the plan "
            "implies, or go on from the cell above. Both give every sample once.",
            f"Write the level in each cell; or declare spreadsheet.goes_on: [HEADING] if a blank "
            f"cell repeats what stands above it, goes_on: [] if it means {level}.",
        )
