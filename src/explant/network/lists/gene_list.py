"""A file with a list of genes as entries: each name, where it stands, and its scores."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from explant.network.lists.exports import Export
from explant.network.lists.opened_exports import exported_workbook, other_readings
from explant.network.lists.recognised_lists import (
    Recognised,
    heading_key,
    known_export,
    recognised_list,
)
from explant.network.lists.written_scores import as_number, decimal_comma, missing, pointed
from explant.network.symbols import Symbols, written
from explant.numbers import counted
from explant.problems import Problem, ProblemsError, nearest
from explant.spreadsheet.sheet.cells import Sheet, column_letter

ROUND_LENGTHS = frozenset({10, 30, 50, 100, 200, 250, 500, 1000, 2000, 5000, 10000})
"""Lengths at which the web pages of databases end their downloads."""
_HOMOLOGY = re.compile(r"\(by homology\)", re.IGNORECASE)
_SEPARATORS = re.compile(r"[;,|/&+\\\s]+|\s+(?:and|und|or|oder)\s+")
_SIGNS = re.compile(r"[;,|/&+\\\n]")
MOST_DISEASES = 5
"""Diseases that a message names."""


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
    problems: list[Problem] = []
    book = exported_workbook(path)
    if not any(map(known_export, book.sheets)):
        # The semicolons of OMIM's titles look like a separator.
        book = next((b for b in other_readings(path) if any(map(known_export, b.sheets))), book)
    found = recognised_list(book, path.name, symbols, problems)
    if found.export.refused:
        what = f"This is an export of {found.export.name}. {found.export.refused}"
        raise ProblemsError([Problem("error", path.name, what)])
    wanted = _columns_of_scores(found, path, scores)
    rows = [row for row in found.sheet.rows if row >= found.first and _filled(found.sheet, row)]
    commas = {heading: decimal_comma(_texts(found, rows, wanted[heading])) for heading in wanted}
    entries: list[Entry] = []
    without: dict[str, list[int]] = {}
    wrong: dict[str, list[int]] = {}
    for row in rows:
        numbers: dict[str, float] = {}
        for heading, column in wanted.items():
            text = written(found.sheet.at(row, column).value)
            value = as_number(pointed(text, commas[heading]))
            if value is not None:
                numbers[heading] = value
            elif missing(text):
                without.setdefault(heading, []).append(row)
            elif _counts(found, row):
                wrong.setdefault(heading, []).append(row)
        if len(numbers) == len(wanted):
            entries += _entries(found, row, numbers, path, symbols, problems)
    problems += [
        _no_number(path, found, heading, wanted[heading], wrong[heading]) for heading in wrong
    ]
    problems += _without_score(path, wanted, without)
    problems += _several_diseases(found, rows, path)
    problems += _truncated(path, len(rows), results, found.announced)
    return GeneList(found.export.name, len(rows), tuple(entries), tuple(problems))


def _columns_of_scores(found: Recognised, path: Path, scores: Iterable[str]) -> dict[str, int]:
    wanted = {}
    for heading in scores:
        column = found.columns.get(heading_key(heading))
        if column is None:
            what = f'The cut-off is set on "{heading}", and the file has no such column.'
            hint = nearest(heading, found.columns)
            raise ProblemsError([Problem("error", path.name, what, hint)])
        wanted[heading] = column
    return wanted


def _texts(found: Recognised, rows: Iterable[int], column: int) -> list[str]:
    return [written(found.sheet.at(row, column).value) for row in rows]


def _no_number(
    path: Path, found: Recognised, heading: str, column: int, rows: list[int]
) -> Problem:
    text = written(found.sheet.at(rows[0], column).value)
    more = f", nor are {len(rows) - 1:,} more below it" if len(rows) > 1 else ""
    return Problem(
        "error",
        f"{path.name} {column_letter(column)}{rows[0]}",
        f'"{text}" under {heading} is not a number{more}.',
        "Correct it, or take the row out." if not more else "Write them with a decimal point.",
    )


def _without_score(
    path: Path, columns: Mapping[str, int], without: Mapping[str, list[int]]
) -> Iterator[Problem]:
    for heading, rows in without.items():
        yield Problem(
            "warning",
            f"{path.name} {column_letter(columns[heading])}{rows[0]}",
            f"{counted(len(rows), 'row')} {'has' if len(rows) == 1 else 'have'} nothing under "
            f"{heading}, on which a cut-off is set, and {'is' if len(rows) == 1 else 'are'} left "
            "out.",
            "If they should count, set the cut-off on another column.",
        )


def _several_diseases(found: Recognised, rows: Iterable[int], path: Path) -> Iterator[Problem]:
    """A download of every disease is no list of one."""
    if not found.export.one:
        return
    column = found.columns["disease"]
    names = list(dict.fromkeys(_texts(found, rows, column)))
    if len(names) > 1:
        yield Problem(
            "error" if len(names) > MOST_DISEASES else "warning",
            f"{path.name} {column_letter(column)}{found.first}",
            f"The file holds genes of {len(names):,} diseases "
            f"({', '.join(names[:MOST_DISEASES])}{', …' if len(names) > MOST_DISEASES else ''}); "
            "all of them count.",
            "Keep the rows of one disease only.",
        )


def _filled(sheet: Sheet, row: int) -> bool:
    return any(written(sheet.at(row, column).value) for column in sheet.columns)


def _counts(found: Recognised, row: int) -> bool:
    """Whether a row is one of a gene, by the columns that say what it is."""

    def text(heading: str) -> str:
        return written(found.sheet.at(row, found.columns[heading]).value)

    export = found.export
    return all(
        text(heading).casefold() in allowed for heading, allowed in export.only.items()
    ) and not any(text(heading).startswith(begun) for heading, begun in export.unless.items())


def _entries(
    found: Recognised,
    row: int,
    numbers: Mapping[str, float],
    path: Path,
    symbols: Symbols,
    problems: list[Problem],
) -> Iterator[Entry]:
    if not _counts(found, row):
        return
    sheet, export, columns = found.sheet, found.export, found.columns
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
    if export.separator == "word first":
        # TP53 P53; the names behind the first are of the same gene.
        return [part.split()[0] for part in text.split(";") if part.strip()]
    if not export.separator or symbols.resolved(text).how != "unknown":
        return [text]
    parts = [part for part in _SEPARATORS.split(text) if part]
    known = sum(symbols.resolved(part).how != "unknown" for part in parts)
    # A protein's name of several words is one name that is unknown, not several genes.
    fewest = len(parts) / 2 if _SIGNS.search(text) else len(parts) / 2 + 0.5
    return parts if export.separator == "words" or known >= max(fewest, 1) else [text]


def _truncated(
    path: Path, rows: int, results: int | None, announced: int | None
) -> Iterator[Problem]:
    if results is None and announced is not None and announced > rows:
        yield Problem(
            "error",
            path.name,
            f"Above the headings stands that there are {announced:,} results, and the file has "
            f"{rows:,} rows: it was cut.",
            "Export the whole list; if it is whole, write their number into the config as "
            "`results`.",
        )
    elif results is not None and results != rows:
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
