"""Sentences made of parts: plain text, names from the plan, numbers of tables, citations.

A sentence reads the same on screen (``str``) and in the report (``__html__``, which Jinja calls);
in the report each number also carries the table, row and column that it came from.
"""

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from string import Formatter
from typing import Any

import numpy as np
import pandas as pd
from markupsafe import Markup, escape
from numpy.typing import NDArray

from explant.listed_cells import from_cell
from explant.numbers import MINUS

SHORT = 16
"""Names up to this many letters are kept on one line."""

_TIED = re.compile(r"(?<=\d) (?=%)|(?<=\b[npα]) (?=[=<>]|$)|(?<=[=<>]) (?=[\d−]|$)")


def unbroken(text: str) -> str:
    """Text in which a line never ends inside ``n = 20``, ``p < 0.001`` or ``95 %``."""
    return _TIED.sub("\N{NO-BREAK SPACE}", text)


@dataclass(frozen=True)
class Name:
    """A name from the plan or the spreadsheet, in whatever script it is written."""

    text: str
    kind: str = "name"

    def __str__(self) -> str:
        return self.text

    def __html__(self) -> Markup:
        kind = f"{self.kind} short" if len(self.text) <= SHORT else self.kind
        # The page finds a patient's marks and rows by this attribute.
        patient = f' data-patient="{escape(self.text)}"' if self.kind == "patient" else ""
        return Markup(f'<bdi dir="auto" class="{escape(kind)}"{patient}>{escape(self.text)}</bdi>')


@dataclass(frozen=True)
class Traced:
    """A number as people read it, with the cell of the table that holds it in full.

    ``shown_as`` says how the text follows from the cell where it is more than rounding:
    ``magnitude`` (without its sign), ``percent`` (times 100), ``percent change`` (of a ratio),
    ``ratio`` (back-transformed from a log or logit), ``bound`` and ``lower bound`` (the cell lies
    below or above the text), ``part`` (the text is one entry of the cell). ``value`` is the
    cell's number where it has more digits than the text: the page sorts by it.
    """

    text: str
    table: str
    row: int
    column: str
    shown_as: str = ""
    value: float | None = field(default=None, compare=False)

    def __str__(self) -> str:
        return self.text

    def __html__(self) -> Markup:
        value = "" if self.value is None else f' data-value="{self.value!r}"'
        shown_as = f' data-as="{escape(self.shown_as)}"' if self.shown_as else ""
        return Markup(
            f'<span class="number" data-table="{escape(self.table)}" data-row="{self.row}" '
            f'data-column="{escape(self.column)}"{shown_as}{value}>{escape(unbroken(self.text))}</span>'
        )


@dataclass(frozen=True)
class Cited:
    """A source that the text leans on, by its key in :mod:`explant.language.references.citing`."""

    key: str
    text: str

    def __str__(self) -> str:
        return self.text

    def __html__(self) -> Markup:
        return Markup(f'<a class="cited" href="#ref-{escape(self.key)}">{escape(self.text)}</a>')


Part = str | Name | Traced | Cited

BOUNDS = {"<": "bound", ">": "lower bound", "=": ""}
"""How a number is shown, by the sign before it."""


@dataclass(frozen=True)
class Words:
    """A passage of text made of parts."""

    parts: tuple[Part, ...] = ()

    def __str__(self) -> str:
        return "".join(str(part) for part in self.parts)

    def __html__(self) -> Markup:
        # Text is joined first: where a line must not end is seen across the parts.
        shown = Markup("")
        for is_text, parts in groupby(self.parts, lambda part: isinstance(part, str)):
            if is_text:
                shown += escape(unbroken("".join(map(str, parts))))
            else:
                shown += Markup("").join(
                    part.__html__() for part in parts if not isinstance(part, str)
                )
        return shown

    def __add__(self, other: "Words | Part") -> "Words":
        return Words(self.parts + (other.parts if isinstance(other, Words) else (other,)))

    def __bool__(self) -> bool:
        return bool(str(self))

    def cited(self) -> list[str]:
        """Keys of the sources cited, in order."""
        return [part.key for part in self.parts if isinstance(part, Cited)]


def words(template: str, **parts: "Words | Part | int | float") -> Words:
    """Fill the fields of a template with parts.

    Examples
    --------
    >>> str(words("{marker}: n = {n}.", marker=Name("CD25"), n=20))
    'CD25: n = 20.'
    """
    return Words(tuple(_filled(template, parts)))


def _filled(template: str, parts: Mapping[str, Any]) -> Iterator[Part]:
    for text, name, _, _ in Formatter().parse(template):
        if text:
            yield text
        if name is None:
            continue
        part = parts[name]
        if isinstance(part, Words):
            yield from part.parts
        else:
            yield part if isinstance(part, Part) else str(part)


def joined(passages: Iterable[Words | Part], separator: str = " ") -> Words:
    """Passages one after the other; empty ones leave no separator behind.

    Examples
    --------
    >>> str(joined(["One.", "", "Two."]))
    'One. Two.'
    """
    total = Words()
    for passage in passages:
        if str(passage):
            total = (total + separator if total else total) + passage
    return total


def listed(passages: Sequence[Words | Part], last: str = "and") -> Words:
    """Passages as a list in a sentence.

    Examples
    --------
    >>> str(listed(["tumor", "normal", "blood"]))
    'tumor, normal and blood'
    """
    if len(passages) < 2:
        return joined(passages)
    return joined(passages[:-1], ", ") + f" {last} " + passages[-1]


def sentence(passage: Words) -> Words:
    """A passage that begins with a capital letter, unless it begins with a name."""
    if passage.parts and isinstance(passage.parts[0], str):
        first = passage.parts[0]
        return Words((first[:1].upper() + first[1:], *passage.parts[1:]))
    return passage


class Cells(Mapping[str, Any]):
    """Cells of one row, which stay where all rows of the table have them.

    A large panel has half a million rows: a dict for each would take gigabytes.
    """

    __slots__ = ("_columns", "_place")

    def __init__(self, columns: Mapping[str, NDArray[Any]], place: int) -> None:
        self._columns = columns
        self._place = place

    def __getitem__(self, column: str) -> Any:
        value = self._columns[column][self._place]
        return value.item() if isinstance(value, np.generic) else value

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table, which knows its place: row 0 is the first below the header."""

    table: str
    index: int
    values: Mapping[str, Any] = field(repr=False)

    def number(self, column: str) -> float:
        """Value of a numeric cell; NaN where the cell is empty or the column is absent."""
        value = self.values.get(column)
        if value is None or isinstance(value, str) or pd.isna(value):
            return math.nan
        return float(value)

    def count(self, column: str) -> int | None:
        """Value of a counting cell; None where it is empty."""
        value = self.number(column)
        return None if math.isnan(value) else round(value)

    def text(self, column: str) -> str:
        """Value of a text cell; "" where it is empty or the column is absent."""
        value = self.values.get(column)
        if value is None or (not isinstance(value, str) and pd.isna(value)):
            return ""
        if isinstance(value, float) and value.is_integer():
            return str(int(value))
        return str(value)

    def several(self, column: str) -> list[str]:
        """Values of a cell that holds several, each as text."""
        return from_cell(self.values.get(column))

    def traced(self, column: str, text: str, shown_as: str = "") -> Traced:
        """A text that shows the cell of a column."""
        value = self.number(column)
        rounded = math.isfinite(value) and text.replace(MINUS, "-") != f"{value:.15g}"
        return Traced(text, self.table, self.index, column, shown_as, value if rounded else None)


def rows_of_markers(table: str, frame: pd.DataFrame | None, markers: Iterable[str]) -> list[Row]:
    """Rows of a table that are about one of some markers; each knows its place in the whole."""
    if frame is None:
        return []
    columns = {str(name): column.to_numpy() for name, column in frame.items()}
    places = np.flatnonzero(frame["marker"].isin(list(markers)))
    return [Row(table, index, Cells(columns, index)) for index in places.tolist()]


def rows(table: str, frame: pd.DataFrame | None, **where: str) -> list[Row]:
    """Rows of a table, those whose text in each given column equals the value.

    Examples
    --------
    >>> frame = pd.DataFrame({"marker": ["CD25", "FOXP3"], "n": [20, 19]})
    >>> rows("paired", frame, marker="FOXP3")[0].index
    1
    """
    if frame is None:
        return []
    columns = {str(name): column.to_numpy() for name, column in frame.items()}
    found = [Row(table, index, Cells(columns, index)) for index in range(len(frame))]
    return [
        row for row in found if all(row.text(column) == value for column, value in where.items())
    ]
