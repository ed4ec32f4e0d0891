"""A file with a list of genes as entries: each name, where it stands, and its scores."""

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from explant.characters import visible
from explant.network.lists.exports import EXPORTS, GENE_HEADINGS, HEADLESS, Export
from explant.network.symbols import Symbols, written
from explant.problems import Problem, ProblemsError, nearest
from explant.spreadsheet.sheet.cells import Sheet, column_letter
from explant.spreadsheet.sheet.opening import read_workbook

MOST_PREAMBLE = 30
"""Rows above the headings that are looked at."""
MOST_COLUMNS = 200
"""No list of genes that a database exports has more."""
ROUND_LENGTHS = frozenset({10, 30, 50, 100, 200, 250, 500, 1000, 2000, 5000, 10000})
"""Lengths at which the web pages of databases end their downloads."""
_HOMOLOGY = re.compile(r"\(by homology\)", re.IGNORECASE)
_SEPARATORS = re.compile(r"[;,|\s]+")
_WORDS = re.compile(r"[;,|\s/]+")


@dataclass(frozen=True)
class Entry:
    """One gene name of a file.

    Parameters
    ----------
    row, where
        Row in the file, and the cell, as ``list.csv B7``.
    as_written
        The name in the file.
    symbol
        The approved symbol that the file itself gives beside the name; may be empty.
    scores
        Numbers of the row by heading, those that a cut-off needs.
    """

    row: int
    where: str
    as_written: str
    symbol: str = ""
    scores: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class GeneList:
    """What one file holds.

    Parameters
    ----------
    format
        Name of the export.
    rows
        Rows below the headings that hold anything.
    entries
        The names, a name once for each time that it stands there.
    problems
        What is to be said of the file.
    """

    format: str
    rows: int
    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...] = ()


def read_gene_list(
    path: Path, symbols: Symbols, scores: Iterable[str] = (), results: int | None = None
) -> GeneList:
    """Genes that a file lists.

    Parameters
    ----------
    path
        The export: text or workbook.
    symbols
        Approved symbols, by which a list without headings is known as one.
    scores
        Headings of columns with numbers that cut-offs are set on.
    results
        How many the database said that it found; None where the plan does not say.

    Raises
    ------
    ProblemsError
        When no genes can be taken from the file.
    """
    sheet = _sheet(path)
    export, columns, first = _recognised(sheet, path, symbols)
    if export.refused:
        raise _error(path, f"This is an export of {export.name}. {export.refused}", "")
    wanted = {}
    for heading in scores:
        column = columns.get(heading.casefold().strip())
        if column is None:
            raise _error(
                path,
                f'The cut-off is set on "{heading}", and the file has no such column.',
                nearest(heading, columns),
            )
        wanted[heading] = column
    rows = [row for row in sheet.rows if row >= first and _filled(sheet, row)]
    entries: list[Entry] = []
    problems: list[Problem] = []
    for row in rows:
        entries += _entries(sheet, row, export, columns, wanted, path, symbols, problems)
    problems += _truncated(path, len(rows), results)
    return GeneList(export.name, len(rows), tuple(entries), tuple(problems))


def as_number(text: str) -> float | None:
    """The number that a text is, with a point; None where it is none."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _sheet(path: Path) -> Sheet:
    book = read_workbook(path)
    filled = [sheet for sheet in book.sheets if sheet.rows]
    if not filled:
        raise _error(path, "The file is empty.", "Export the list again.")
    return filled[0]


def _error(path: Path, what: str, how: str) -> ProblemsError:
    return ProblemsError([Problem("error", path.name, what, how)])


def _filled(sheet: Sheet, row: int) -> bool:
    return any(written(sheet.at(row, column).value) for column in sheet.columns)


def _headings(sheet: Sheet, row: int) -> dict[str, int]:
    found: dict[str, int] = {}
    for column in sheet.columns:
        name = visible(written(sheet.at(row, column).value)).strip(" #*").casefold()
        if name:
            found.setdefault(name, column)
    return found


def known_export(sheet: Sheet) -> tuple[Export, dict[str, int], int] | None:
    """The export of a database that a sheet is, its columns, and the first row of genes.

    Parameters
    ----------
    sheet
        The sheet.

    Returns
    -------
    tuple or None
        None for a table that is no known database's, which may hold genes all the same.
    """
    if len(sheet.columns) > MOST_COLUMNS:
        return None
    top = sheet.rows[:MOST_PREAMBLE]
    for row in top:
        columns = _headings(sheet, row)
        for export in EXPORTS:
            if all(heading in columns for heading in export.headings):
                return export, columns, row + 1
    first = [written(sheet.at(row, column).value) for row in top[:1] for column in sheet.columns]
    if len(first) >= len(HEADLESS) - 1 and first[0].startswith("ENSP") and "DOID" in first[2]:
        headless = Export("DISEASES", (), ("gene",))
        return headless, dict(zip(HEADLESS, sheet.columns, strict=False)), top[0]
    return None


def _recognised(sheet: Sheet, path: Path, symbols: Symbols) -> tuple[Export, dict[str, int], int]:
    """The export, its columns by heading, and the first row below the headings."""
    if known := known_export(sheet):
        return known
    top = sheet.rows[:MOST_PREAMBLE]
    for row in top:
        columns = _headings(sheet, row)
        genes = [heading for heading in GENE_HEADINGS if heading in columns]
        # One word above a list of names may be a name: a heading has something below it.
        if genes:
            return Export("table", (), tuple(genes), separator="any"), columns, row + 1
    if bare := _bare(sheet, symbols):
        return Export("list of names", (), ("gene",), separator="any"), {"gene": bare}, top[0]
    raise _error(
        path,
        "No column of gene names was found: no heading among the first "
        f"{MOST_PREAMBLE} rows is one of {', '.join(GENE_HEADINGS[:6])}, gene.",
        'Write "Gene symbol" above the column with the genes.',
    )


def _bare(sheet: Sheet, symbols: Symbols) -> int:
    """The only column whose names are mostly genes, without a heading; 0 if there is none."""
    for column in sheet.columns:
        names = [written(sheet.at(row, column).value) for row in sheet.rows]
        names = [name for name in names if name]
        known = sum(symbols.resolved(name).how != "unknown" for name in names)
        if names and known * 2 > len(names):
            return column
    return 0


def _entries(
    sheet: Sheet,
    row: int,
    export: Export,
    columns: Mapping[str, int],
    scores: Mapping[str, int],
    path: Path,
    symbols: Symbols,
    problems: list[Problem],
) -> Iterator[Entry]:
    for heading, allowed in export.only.items():
        kind = written(sheet.at(row, columns[heading]).value).casefold()
        if kind not in allowed:
            return
    heading = next((name for name in export.gene if name in columns), "")
    column = columns[heading]
    where = f"{path.name} {column_letter(column)}{row}"
    text = written(sheet.at(row, column).value)
    approved = ""
    if export.approved:
        approved = _of_identifier(written(sheet.at(row, columns[export.approved]).value))
    if not text and not approved:
        problems.append(Problem("note", where, "The row has no gene name and is left out."))
        return
    numbers: dict[str, float] = {}
    for name, place in scores.items():
        cell = sheet.at(row, place)
        value = as_number(written(cell.value))
        if value is None:
            problems.append(
                Problem(
                    "error",
                    f"{path.name} {column_letter(place)}{row}",
                    f'"{written(cell.value)}" under {name} is not a number.',
                    "Correct it, or take the row out.",
                )
            )
            return
        numbers[name] = value
    names = _names(text, export, symbols)
    if len(names) > 1 and not approved:
        problems.append(
            Problem("note", where, f'"{text}" holds {len(names)} genes; each is counted.')
        )
    if approved and text and approved != text and _means_another(text, approved, symbols):
        problems.append(
            Problem(
                "note",
                where,
                f"The label {text} and the identifier {approved} name different genes; the "
                "identifier counts.",
            )
        )
    for name in [text] if approved else names:
        yield Entry(row, where, name or approved, approved, numbers)


def _means_another(text: str, approved: str, symbols: Symbols) -> bool:
    meant = symbols.resolved(text)
    return bool(meant.symbol) and meant.symbol != symbols.resolved(approved).symbol


def _of_identifier(text: str) -> str:
    """The symbol in ``hgnc.symbol:IL2RA``; the first of several."""
    return text.split(";")[0].rpartition(":")[2].strip()


def _names(text: str, export: Export, symbols: Symbols) -> list[str]:
    text = _HOMOLOGY.sub(" ", text).strip()
    if export.name == "OMIM search":
        # TUMOR PROTEIN p53; TP53
        return [text.rpartition(";")[2].strip()]
    if export.separator == "comma first":
        return [text.split(",")[0].strip()]
    if not export.separator or symbols.resolved(text).how != "unknown":
        return [text]
    split = _WORDS if export.separator == "words" or "/" in text else _SEPARATORS
    parts = [part for part in split.split(text) if part]
    known = [part for part in parts if symbols.resolved(part).how != "unknown"]
    # A protein's name of several words is one name that is unknown, not several genes.
    return parts if len(known) * 2 > len(parts) or export.separator == "words" else [text]


def _truncated(path: Path, rows: int, results: int | None) -> Iterator[Problem]:
    if results is not None and results != rows:
        yield Problem(
            "error",
            path.name,
            f"The database found {results:,} results and the file has {rows:,} rows: "
            + ("it was cut." if rows < results else "there are more than it says."),
            "Export the whole list, or correct `results` in the config.",
        )
    elif results is None and rows in ROUND_LENGTHS:
        yield Problem(
            "warning",
            path.name,
            f"The file has exactly {rows:,} rows, where downloads of databases often end.",
            "Compare with the number of results that the database shows, and write that number "
            "into the config as `results`.",
        )
