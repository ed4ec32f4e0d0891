"""Which export a workbook is, on which sheet its genes stand, and in which column."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from explant.characters import visible
from explant.network.lists.exports import DISEASES, EXPORTS, GENE_HEADINGS, HEADLESS, Export
from explant.network.lists.written_scores import as_number
from explant.network.symbols import Symbols, written
from explant.problems import Problem, ProblemsError
from explant.spreadsheet.sheet.cells import Sheet, Workbook, column_letter

MOST_PREAMBLE = 30
"""Rows above the headings that are looked at."""
MOST_COLUMNS = 200
"""No list of genes that a database exports has more."""
_OF_ALL = re.compile(
    # 1 - 1,000 of 2,444; showing 30 out of 2092 results.
    r"\d\s+(?:out\s+)?of\s+(?:about\s+)?(\d{1,3}(?:[,.'\s]\d{3})+|\d+)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Recognised:
    """Where the genes of a sheet stand.

    Parameters
    ----------
    sheet
        The sheet.
    export
        Which export it is.
    columns
        Columns by heading, as :func:`heading_key` has them.
    first
        The first row of genes.
    """

    sheet: Sheet
    export: Export
    columns: Mapping[str, int]
    first: int

    @property
    def announced(self) -> int | None:
        """How many results the rows above the headings say that there are."""
        found = [
            int(re.sub(r"\D", "", number))
            for row in self.sheet.rows
            if row < self.first - 1
            for column in self.sheet.columns
            for number in _OF_ALL.findall(written(self.sheet.at(row, column).value))
        ]
        return max(found, default=None)


def heading_key(text: str) -> str:
    """A heading as it is compared: without signs beside it, and without regard to case."""
    return visible(text).strip(" #*").casefold()


def _headings(sheet: Sheet, row: int) -> dict[str, int]:
    found: dict[str, int] = {}
    for column in sheet.columns:
        if name := heading_key(written(sheet.at(row, column).value)):
            found.setdefault(name, column)
    return found


def known_export(sheet: Sheet) -> Recognised | None:
    """The export of a database that a sheet is; None for any other, which may hold genes too."""
    if len(sheet.columns) > MOST_COLUMNS or not sheet.rows:
        return None
    top = sheet.rows[:MOST_PREAMBLE]
    for row in top:
        columns = _headings(sheet, row)
        for export in EXPORTS:
            if all(heading in columns for heading in export.headings):
                return Recognised(sheet, export, columns, row + 1)
    first = [written(sheet.at(top[0], column).value) for column in sheet.columns]
    if len(first) > len(HEADLESS[-1]) - 1 and first[2].startswith("DOID:"):
        fits = [names for names in HEADLESS if len(names) >= len(first) > len(names) - 2]
        numbers = [names for names in fits if _has_numbers(names, first)]
        names = (numbers or fits or [HEADLESS[1]])[0]
        return Recognised(
            sheet, DISEASES, dict(zip(names, sheet.columns, strict=False)), sheet.rows[0]
        )
    return None


def _has_numbers(names: tuple[str, ...], row: list[str]) -> bool:
    beside = dict(zip(names, row, strict=False))
    return all(
        as_number(beside[name].replace(",", ".")) is not None
        for name in ("z-score", "confidence")
        if name in beside
    )


def recognised_list(
    book: Workbook, name: str, symbols: Symbols, problems: list[Problem]
) -> Recognised:
    """The sheet of a workbook that lists genes.

    Parameters
    ----------
    book
        The workbook.
    name
        Name of the file, for messages.
    symbols
        Approved symbols, by which a list without headings is known as one.
    problems
        What is to be said of other sheets is added here.

    Raises
    ------
    ProblemsError
        When no sheet has a column of genes, or one has several and no headings.
    """
    filled = [sheet for sheet in book.sheets if sheet.rows]
    if not filled:
        raise ProblemsError([Problem("error", name, "The file is empty.", "Export it again.")])
    found = [known for sheet in filled if (known := known_export(sheet))]
    found = found or [known for sheet in filled if (known := _headed(sheet))]
    found = found or list(_bare_lists(filled, name, symbols))
    if not found:
        raise _error(
            name,
            "No column of gene names was found: no heading among the first "
            f"{MOST_PREAMBLE} rows is one of {', '.join(GENE_HEADINGS[:6])}, gene.",
            'Write "Gene symbol" above the column with the genes.',
        )
    if len(found) > 1:
        others = ", ".join(f'"{other.sheet.name}"' for other in found[1:])
        problems.append(
            Problem(
                "warning",
                f"{name} {found[0].sheet.name}",
                f"Only this sheet is read; {others} may hold genes, too.",
                "Put the genes that count on one sheet, or name each list as a file of its own.",
            )
        )
    return found[0]


def _headed(sheet: Sheet) -> Recognised | None:
    for row in sheet.rows[:MOST_PREAMBLE]:
        columns = _headings(sheet, row)
        if genes := [heading for heading in GENE_HEADINGS if heading in columns]:
            return Recognised(
                sheet, Export("table", (), tuple(genes), separator="any"), columns, row + 1
            )
    return None


def _bare_lists(sheets: list[Sheet], file: str, symbols: Symbols) -> Iterator[Recognised]:
    """Sheets with one column whose names are mostly genes, without a heading."""
    for sheet in sheets:
        columns = [column for column in sheet.columns if _mostly_genes(sheet, column, symbols)]
        if len(columns) > 1:
            letters = ", ".join(column_letter(column) for column in columns[:5])
            raise _error(
                file,
                f"Several columns hold names of genes ({letters}), and none has a heading.",
                "Write each gene on a line of its own, or a heading above the column that counts. "
                "A collection of gene sets belongs under network.gene_sets.",
            )
        if columns:
            export = Export("list of names", (), ("gene",), separator="any")
            yield Recognised(sheet, export, {"gene": columns[0]}, sheet.rows[0])


def _mostly_genes(sheet: Sheet, column: int, symbols: Symbols) -> bool:
    names = [written(sheet.at(row, column).value) for row in sheet.rows]
    names = [name for name in names if name]
    known = sum(symbols.resolved(name).how != "unknown" for name in names)
    return bool(names) and known * 2 > len(names)


def _error(name: str, what: str, how: str) -> ProblemsError:
    return ProblemsError([Problem("error", name, what, how)])
