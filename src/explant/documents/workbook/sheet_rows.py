"""The rows of a table as the XML of a sheet.

openpyxl makes an object and an XML element of every cell, which takes ten times as long; a large
panel has millions of cells. Format: ECMA-376-1, 5th edition, 18.3.1.4 (cells) and 18.3.1.73 (rows).
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from xml.sax.saxutils import escape

import pandas as pd
from openpyxl.utils import get_column_letter

from explant.excel_files import plain
from explant.formulas import begins_formula
from explant.listed_cells import from_cell
from explant.tables.columns.column_kinds import Kind

ROWS_AT_ONCE = 1000


@dataclass
class Rows:
    """Rows of a table, written as the file is.

    Parameters
    ----------
    table
        The table.
    kinds
        What each of its columns is.
    styles
        Number of the style of each kind of number in the workbook.
    quoted
        Number of the style of a text that could be taken for a formula: without the mark a cell
        that is edited once becomes one.
    first
        Number of the first row.
    """

    table: pd.DataFrame
    kinds: Sequence[Kind]
    styles: Mapping[Kind, int]
    quoted: int
    first: int = 2
    _texts: dict[str, str] = field(default_factory=dict, init=False)

    def __iter__(self) -> Iterator[bytes]:
        """Parts of the XML of the rows, in order."""
        letters = [get_column_letter(i + 1) for i in range(len(self.kinds))]
        for start in range(0, len(self.table), ROWS_AT_ONCE):
            part = self.table.iloc[start : start + ROWS_AT_ONCE]
            numbers = range(self.first + start, self.first + start + len(part))
            columns = [
                self._cells(part.iloc[:, i].tolist(), kind, letter, numbers)
                for i, (kind, letter) in enumerate(zip(self.kinds, letters, strict=True))
            ]
            rows = [
                f'<row r="{number}">{"".join(cells)}</row>'
                for number, *cells in zip(numbers, *columns, strict=True)
            ]
            yield "".join(rows).encode("utf-8")

    def _cells(self, values: list[Any], kind: Kind, letter: str, numbers: range) -> list[str]:
        contents = [self._content(value, kind) for value in values]
        return [
            f'<c r="{letter}{number}"{content}</c>' if content else ""
            for number, content in zip(numbers, contents, strict=True)
        ]

    def _content(self, value: Any, kind: Kind) -> str:
        """A cell behind its reference; empty where the value is missing."""
        if isinstance(value, str):
            return self._text(", ".join(from_cell(value)) if kind == "list" else value)
        if value is None or pd.isna(value):
            return ""
        number = float(value)
        if kind == "text":
            return self._text(f"{number:g}")
        if math.isinf(number):
            return self._text("infinite" if number > 0 else "−infinite")
        digits = repr(int(number) if kind == "count" else number).removesuffix(".0")
        return f' s="{self.styles[kind]}"><v>{digits}</v>'

    def _text(self, text: str) -> str:
        if text not in self._texts:
            self._texts[text] = self._new_text(text) if text else ""
        return self._texts[text]

    def _new_text(self, text: str) -> str:
        written = plain(text)
        style = f' s="{self.quoted}"' if begins_formula(text) else ""
        space = ' xml:space="preserve"' if written != written.strip() else ""
        # A parser reads a bare carriage return as a line feed.
        content = escape(written, {"\r": "&#13;"})
        return f'{style} t="inlineStr"><is><t{space}>{content}</t></is>'
