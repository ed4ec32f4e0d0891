"""Cells of the report's tables, each number traced to its CSV."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from explant.config.models import Plan
from explant.language.estimates import estimate_words, shown
from explant.language.words import BOUNDS, Part, Row, Words, words
from explant.numbers import (
    MISSING,
    fixed,
    interval_text,
    level_text,
    p_text,
    plain,
)

Cell = Words | Part


@dataclass(frozen=True)
class Listing:
    """A table of the report: caption, headings, rows whose first cell is their heading.

    ``numeric`` columns stand to the right, cells of ``whole`` columns never break into lines, and
    ``wide`` columns have room for sentences. ``anchors`` are the ids of the rows, where something
    links to them.
    """

    caption: str
    headings: list[Cell]
    rows: list[list[Cell]]
    numeric: frozenset[int] = field(default_factory=frozenset)
    whole: frozenset[int] = field(default_factory=frozenset)
    wide: frozenset[int] = field(default_factory=frozenset)
    anchors: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.rows)

    @property
    def look(self) -> list[Markup]:
        """Class attribute of the cells of each column."""
        kinds = {"numeric": self.numeric, "whole": self.whole, "wide": self.wide}
        looks = [
            " ".join(kind for kind, columns in kinds.items() if position in columns)
            for position in range(len(self.headings))
        ]
        return [Markup(f' class="{look}"' if look else "") for look in looks]


MOST_ROWS = 300


def first_of(found: Sequence[Row], caption: str) -> tuple[Sequence[Row], str]:
    """Rows that a page has room for, and the caption that says what is left out.

    Examples
    --------
    >>> shown, caption = first_of([Row("paired", i, {}) for i in range(400)], "Results")
    >>> len(shown), caption
    (300, 'Results (the first 300 of 400; the others stand in paired.csv)')
    """
    if len(found) <= MOST_ROWS:
        return found, caption
    rest = f"the first {MOST_ROWS} of {len(found)}; the others stand in {found[0].table}.csv"
    return found[:MOST_ROWS], f"{caption} ({rest})"


def bare_number(row: Row, column: str, decimals: int) -> Cell:
    """A number with fixed decimals."""
    value = row.number(column)
    return MISSING if math.isnan(value) else row.traced(column, fixed(value, decimals))


def count_cell(row: Row, column: str) -> Cell:
    """A whole number."""
    count = row.count(column)
    return MISSING if count is None else row.traced(column, str(count))


def p_cell(row: Row, column: str, alpha: float | None = None) -> Cell:
    """A p value: ``0.031`` or ``< 0.001``."""
    value = row.number(column)
    if math.isnan(value):
        return MISSING
    sign, digits = p_text(value, alpha)
    number = row.traced(column, digits, BOUNDS[sign])
    return (
        number
        if sign == "="
        else words("{sign}\N{NO-BREAK SPACE}{number}", sign=sign, number=number)
    )


def smallest_p_cell(row: Row, column: str = "smallest_attainable_p") -> Cell:
    """The smallest p that could have been."""
    value = row.number(column)
    if math.isnan(value):
        return MISSING
    if value < 0.0001:
        return words("< {bound}", bound=row.traced(column, "0.0001", "bound"))
    return row.traced(column, plain(value))


def interval_cell(row: Row, estimate: str, low: str, high: str, *, ratio: bool = False) -> Cell:
    """An estimate with its interval in brackets."""
    values = [row.number(column) for column in (estimate, low, high)]
    if math.isnan(values[0]):
        return MISSING
    texts = interval_text(*values, is_ratio=ratio)
    shown = words("{e}", e=row.traced(estimate, texts.estimate))
    if not texts.bounded:
        return shown
    return words(
        "{estimate} [{low} to {high}]",
        estimate=shown,
        low=row.traced(low, texts.low),
        high=row.traced(high, texts.high),
    )


def declared_interval(row: Row, plan: Plan) -> Cell:
    """Bounds of the declared interval with the level that it achieves."""
    estimate = shown(row, plan)
    if not estimate.bounded:
        return MISSING
    bounds = words("{low} to {high}", low=estimate.low, high=estimate.high)
    level = row.number("level")
    if math.isnan(level):
        return bounds
    return words(
        "{bounds} ({level})", bounds=bounds, level=row.traced("level", level_text(level), "percent")
    )


def estimate_cell(row: Row, plan: Plan, *, with_unit: bool) -> Cell:
    """The declared estimate, with its unit where the caption does not say it."""
    if math.isnan(row.number("estimate")):
        return MISSING
    if with_unit:
        return estimate_words(row, plan)
    return shown(row, plan).estimate
