"""Places other than a column a factor: levels implied or combined, IDs that hold them, turned.

Each changes a table that was drawn, and what the plan says of it, and never what a value is.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.spreadsheet.random_studies import Choices, Item, Levels, Study

if TYPE_CHECKING:
    from tests.spreadsheet.random_files import Case
    from tests.spreadsheet.random_tables import Grid, Style

LETTERS = "ABCDEFGH"
CONDITION = "Condition"


@dataclass
class Changes:
    """What a plan says of such a table besides the usual."""

    spreadsheet: dict[str, Any] = field(default_factory=dict)
    column: dict[str, str] = field(default_factory=dict)
    """Heading by factor."""
    implied: dict[str, str] = field(default_factory=dict)
    """Level by factor."""
    marker: str = ""
    """The marker that headings imply."""
    turned: bool = False

    def __bool__(self) -> bool:
        return bool(self.spreadsheet or self.column or self.implied or self.marker)

    @property
    def places(self) -> list[str]:
        """What these places are called."""
        own = {
            "implied": bool(self.implied or self.marker),
            "combined": bool(self.column) or "conditions" in self.spreadsheet,
            "split": "split" in self.spreadsheet,
            "turned": self.turned,
            "unnamed": "columns" in self.spreadsheet,
        }
        return [name for name, there in own.items() if there]

    def put_into(self, plan: dict[str, Any]) -> None:
        """Change the content of a plan."""
        columns = self.spreadsheet.pop("columns", {})
        plan["spreadsheet"] |= self.spreadsheet
        if columns:
            plan["spreadsheet"]["columns"] = plan["spreadsheet"].get("columns", {}) | columns
        for factor, heading in self.column.items():
            plan["factors"][factor]["column"] = heading
        for factor, level in self.implied.items():
            plan["factors"][factor]["levels"][level]["implied"] = True
        if self.marker:
            plan["markers"][self.marker]["implied"] = True


def restate(choose: Choices, study: Study, style: "Style", grid: "Grid") -> None:
    """Say the levels of a table with a row a sample elsewhere than in a column for each factor.

    Parameters
    ----------
    choose
        Draws.
    study
        The study.
    style
        How names are spelled; receives what the plan has to say.
    grid
        The table.
    """
    factors = [item.content for item in grid.rows[0] if item and item.content in study.factors]
    if grid.header != 1 or grid.merged or not factors:
        return
    ways = [_split, _implied_by_blank, _split]
    if len(factors) > 1:
        ways += [_combined, _combined, _abbreviated]
    choose.one(ways)(choose, study, style, grid, choose.order(factors))


def _place_of(grid: "Grid", row: Sequence[Item | None]) -> tuple[str, Levels]:
    """Patient and levels of a row."""
    return next(item.place[:2] for item in row if item is not None and item.place is not None)


def _level(study: Study, levels: Levels, factor: str) -> str:
    return levels[list(study.factors).index(factor)]


def _spelled(study: Study, style: "Style", factor: str, level: str) -> str:
    """A spelling of a level that is a word: signs say nothing beside other names."""
    text = style.names[factor, level]
    return text if any(c.isalnum() for c in text) else level


def _column(grid: "Grid", heading: str) -> int:
    return next(n for n, item in enumerate(grid.rows[0]) if item and item.content == heading)


def _without(grid: "Grid", headings: Sequence[str]) -> None:
    """Take columns out."""
    gone = {_column(grid, heading) for heading in headings}
    for row in grid.rows:
        row[:] = [item for column, item in enumerate(row) if column not in gone]


def _implied_by_blank(
    choose: Choices, study: Study, style: "Style", grid: "Grid", factors: Sequence[str]
) -> None:
    """Blank cells of a factor's column are one of its levels."""
    factor = factors[0]
    level = choose.one(list(study.factors[factor]))
    column = _column(grid, factor)
    for row in grid.rows[1:]:
        if _level(study, _place_of(grid, row)[1], factor) == level:
            row[column] = None
    style.changes.implied[factor] = level
    style.changes.spreadsheet["goes_on"] = []


def _combined(
    choose: Choices, study: Study, style: "Style", grid: "Grid", factors: Sequence[str]
) -> None:
    """One column says the levels of two factors; that of one of them may be implied."""
    first, second = factors[:2]
    separator = choose.one((" ", " + ", ", ", "_", "/", " | "))
    implied = choose.one(["", *study.factors[second]])
    column = _column(grid, first)
    for row in grid.rows[1:]:
        levels = _place_of(grid, row)[1]
        one, other = (_level(study, levels, factor) for factor in (first, second))
        texts = [_spelled(study, style, first, one)]
        if other != implied:
            texts.append(_spelled(study, style, second, other))
        row[column] = Item(separator.join(texts), role="level")
    grid.rows[0][column] = Item(CONDITION, role="factor heading")
    _without(grid, [second])
    style.changes.column |= {first: CONDITION, second: CONDITION}
    if implied:
        style.changes.implied[second] = implied


def _abbreviated(
    choose: Choices, study: Study, style: "Style", grid: "Grid", factors: Sequence[str]
) -> None:
    """One column of abbreviations, each of which says the levels of two factors."""
    first, second = factors[:2]
    codes: dict[tuple[str, str], str] = {}
    for row_letter, one in zip(LETTERS, study.factors[first], strict=False):
        for letter, other in zip(LETTERS, study.factors[second], strict=False):
            codes[one, other] = f"{row_letter}{letter}{letter}"
    column = _column(grid, first)
    for row in grid.rows[1:]:
        levels = _place_of(grid, row)[1]
        one, other = (_level(study, levels, factor) for factor in (first, second))
        row[column] = Item(codes[one, other], role="level")
    grid.rows[0][column] = Item(CONDITION, role="factor heading")
    _without(grid, [second])
    style.changes.column |= {first: CONDITION, second: CONDITION}
    style.changes.spreadsheet["conditions"] = {
        code: {first: one, second: other} for (one, other), code in codes.items()
    }


def _split(
    choose: Choices, study: Study, style: "Style", grid: "Grid", factors: Sequence[str]
) -> None:
    """The ID holds the levels of factors as well, and perhaps the name of a file around it."""
    some = list(factors)[: choose.number(1, len(factors))]
    separator = choose.one(("_", " ", "-", "__", "."))
    before = choose.one(("", "", f"Specimen{separator}"))
    after = choose.one(("", "", ".fcs"))
    number = choose.chance(30)
    column = _column(grid, "Patient")
    for place, row in enumerate(grid.rows[1:]):
        patient, levels = _place_of(grid, row)
        texts = [_spelled(study, style, f, _level(study, levels, f)) for f in some]
        texts += [f"{place:03d}"] if number else []
        whole = before + separator.join([patient, *texts]) + after
        row[column] = Item(whole, role="sample")
    _without(grid, some)
    parts = ["{patient}", *(f"{{{factor}}}" for factor in some), *(["*"] if number else [])]
    style.changes.spreadsheet["split"] = {"Patient": before + separator.join(parts) + after}


def turn(choose: Choices, style: "Style", grid: "Grid") -> None:
    """Write each sample into a column."""
    if grid.merged or grid.repeated or grid.header != 1 or not choose.chance(50):
        return
    width = grid.width
    rows = [[*row, *[None] * (width - len(row))] for row in grid.rows]
    grid.rows = [list(column) for column in zip(*rows, strict=True)]
    style.changes.spreadsheet["samples_in"] = "columns"
    style.changes.turned = True


def unname(choose: Choices, changes: Changes, case: "Case") -> None:
    """Take the heading of the IDs out, where there is one."""
    from tests.spreadsheet.random_files import column_name

    found = [
        (sheet, place)
        for sheet in case.sheets
        for place, item in sheet.cells.items()
        if item.role == "patient heading"
    ]
    alone = len(found) == 1 and len(case.sheets) == 1 and "split" not in changes.spreadsheet
    if not alone or changes.turned or case.study.strata or not choose.chance(50):
        return
    (sheet, (row, column)), *_ = found
    del sheet.cells[row, column]
    changes.spreadsheet["columns"] = {"patient": f"column {column_name(column)}"}
