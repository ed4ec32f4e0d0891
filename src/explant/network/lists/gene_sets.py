"""Gene sets in GMT: a line a set, its name, where it is from, and its genes, separated by tabs."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from explant.network.lists.opened_exports import exported_table, exported_text, exported_workbook
from explant.network.symbols import INTO_SYMBOLS, Symbols, other_names, written
from explant.problems import Problem, ProblemsError
from explant.spreadsheet.sheet.opening import WORKBOOKS

_AS_GMT = "Export the collection as GMT."
_WEIGHT = re.compile(r"(?<=\S),\d+(?:\.\d+)?$")
_SIGNS = re.compile(r"[;,|/&+\s]+")
MOST_GENES_AS_SOURCES = 0.5
"""Share of sets whose second field is a gene above which the file lacks that field."""


@dataclass(frozen=True)
class GeneSets:
    """Sets of one collection.

    Parameters
    ----------
    genes
        Approved symbols of each set, by its name, in the file's order.
    names
        What a person calls each set, where the file, or the table of names, says that.
    aliases
        Other names and identifiers of each set, by which a list may have been asked for.
    changed
        Names that were another gene's earlier name or alias, with the approved symbol.
    unknown
        Names that are no gene's: kept as they are, so that the collection keeps its size.
    problems
        What is to be said of the file.
    """

    genes: Mapping[str, frozenset[str]]
    names: Mapping[str, str]
    changed: Mapping[str, str]
    unknown: frozenset[str]
    problems: tuple[Problem, ...] = ()
    aliases: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def universe(self) -> frozenset[str]:
        """Every gene that stands in a set."""
        return frozenset().union(*self.genes.values())


def read_gene_sets(path: Path, symbols: Symbols, names: Path | None = None) -> GeneSets:
    """Sets of a file in GMT.

    A name that HGNC's table does not know stays as it is: the table that a lab has may be newer
    or smaller than the collection, and what was never asked for can only stand in the universe.

    Parameters
    ----------
    path
        The file.
    symbols
        Approved symbols.
    names
        A table of two columns without headings, the sets' identifiers and their names, as
        Reactome's ``ReactomePathways.txt``; None without one.

    Raises
    ------
    ProblemsError
        When the file is not in GMT, or holds other identifiers than symbols.
    """
    genes: dict[str, frozenset[str]] = {}
    sources: dict[str, str] = {}
    changed: dict[str, str] = {}
    problems: list[Problem] = []
    unknown: Counter[str] = Counter()
    stand: list[str] = []
    for row, line in _lines(path):
        name, *rest = (part.strip().strip('"').strip() for part in line.split("\t"))
        if len(rest) < 2:
            raise _error(
                path,
                row,
                f'The line "{line[:60]}" is not a set: name, source and genes, separated by tabs.',
                _AS_GMT,
            )
        members: set[str] = set()
        for place, text in enumerate(rest[1:], start=3):
            several = _names(text, symbols)
            where = f"{path.name} row {row} field {place}"
            if len(several) > 1:
                what = f'"{" ".join(several)}" holds {len(several)} genes; each is counted.'
                problems.append(Problem("note", where, what))
            for each in several:
                stand.append(each)
                members.add(_approved(each, symbols, changed, unknown, where, problems))
        if name in genes:
            problems.append(_twice(path, row, name, alike=genes[name] == members))
        genes[name] = genes.get(name, frozenset()) | members
        sources.setdefault(name, rest[0])
    if not genes:
        raise _error(path, 1, "The file holds no set.", _AS_GMT)
    _check_names(path, stand, unknown, symbols)
    _check_sources(path, sources, symbols)
    called = _called(sources) | (_table_of_names(names, genes) if names else {})
    aliases = {name: frozenset({name, *identifiers(f"{name} {sources[name]}")}) for name in genes}
    return GeneSets(genes, called, changed, frozenset(unknown), tuple(problems), aliases)


def _twice(path: Path, row: int, name: str, *, alike: bool) -> Problem:
    where = f"{path.name} row {row}"
    if alike:
        return Problem("note", where, f"{name} stands there twice, with the same genes.")
    how = "The genes of both lines count as one set."
    return Problem("warning", where, f"{name} stands there twice, with different genes.", how)


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """Lines that are not empty, and their numbers; of a workbook its rows."""
    if path.suffix.lower() in WORKBOOKS:
        for sheet in [sheet for sheet in exported_workbook(path).sheets if sheet.rows][:1]:
            for row in sheet.rows:
                cells = (written(sheet.at(row, column).value) for column in sheet.columns)
                yield row, "\t".join(cells).rstrip("\t")
        return
    for row, line in enumerate(exported_text(path, _AS_GMT).splitlines(), start=1):
        if line.strip() and not line.startswith("#"):
            yield row, line


def _check_names(path: Path, stand: list[str], unknown: Counter[str], symbols: Symbols) -> None:
    if wrong := other_names(stand, symbols):
        how = f"Take the file of the same collection with gene symbols. {INTO_SYMBOLS}"
        raise _error(path, 1, wrong, how)
    if stand and unknown.total() == len(stand):
        what = f"None of its {len(stand):,} names is a known gene; the first is {stand[0]}."
        raise _error(path, 1, what, "Take the file of the collection with human gene symbols.")


def _check_sources(path: Path, sources: Mapping[str, str], symbols: Symbols) -> None:
    columns = [name for name in sources if symbols.resolved(name).how == "approved"]
    if len(columns) >= MOST_GENES_AS_SOURCES * len(sources):
        raise _error(
            path,
            1,
            f"{len(columns):,} of {len(sources):,} sets are called like a gene, as {columns[0]}: "
            "the sets seem to stand in columns.",
            _AS_GMT,
        )
    taken = [text for text in sources.values() if symbols.resolved(text).how == "approved"]
    if len(taken) > MOST_GENES_AS_SOURCES * len(sources):
        raise _error(
            path,
            1,
            f"The second field of {len(taken):,} of {len(sources):,} sets is a gene, as "
            f"{taken[0]}; in GMT it says where the set is from, and genes begin in the third.",
            "Put an empty field between the name and the genes, or export the collection as GMT.",
        )


def _called(sources: Mapping[str, str]) -> dict[str, str]:
    """Names in the second fields: they differ, are no addresses, and have letters."""
    texts = list(sources.values())
    if len(set(texts)) < max(2, len(texts) / 2):
        return {}
    return {
        name: text
        for name, text in sources.items()
        if text
        and "://" not in text
        and any(letter.isalpha() for letter in text)
        and not _IDENTIFIER.fullmatch(text)
        and text != name
    }


_IDENTIFIER = re.compile(r"R-[A-Z]{3}-\d+|WP\d+(?:_r?\d+)?|GO:\d+|hsa\d+|[A-Z]+:?\d+")
"""What databases number their sets by."""


def identifiers(text: str) -> list[str]:
    """Identifiers of sets within a name, an address or a query.

    Examples
    --------
    >>> identifiers("IL2 signaling%WikiPathways_20260910%WP49%Homo sapiens")
    ['WP49']
    """
    return re.findall(r"\b(?:WP\d+|R-[A-Z]{3}-\d+|GO:\d+|hsa\d+)", text)


def _table_of_names(path: Path, genes: Mapping[str, frozenset[str]]) -> dict[str, str]:
    how = "Give a table of two columns: identifiers of the sets, and their names."
    table = exported_table(path, how)
    rows = [list(table.columns), *table.to_numpy().tolist()]
    found = {
        str(row[0]).strip(): str(row[1]).strip()
        for row in rows
        if len(row) > 1 and str(row[0]).strip() in genes
    }
    if not found:
        what = "No set of the collection stands in its first column."
        raise ProblemsError([Problem("error", path.name, what, how)])
    return found


def _approved(
    name: str,
    symbols: Symbols,
    changed: dict[str, str],
    unknown: Counter[str],
    where: str,
    problems: list[Problem],
) -> str:
    resolved = symbols.resolved(name)
    if resolved.how == "date" and name not in unknown:
        what = f'"{name}" is a date: Excel makes dates of genes such as SEPT1 and MARCH2.'
        problems.append(Problem("error", where, what, "Download the collection again, as text."))
    if not resolved.symbol:
        unknown[name] += 1
        return name
    if resolved.symbol != name:
        changed[name] = resolved.symbol
    return resolved.symbol


def _names(text: str, symbols: Symbols) -> list[str]:
    """Names in one field: two genes, or a gene and its weight, as `GENE,1.0` of Enrichr's files."""
    text = _WEIGHT.sub("", text)
    if not text or symbols.resolved(text).how != "unknown":
        return [text] if text else []
    parts = [part for part in _SIGNS.split(text) if part]
    if any(symbols.resolved(part).how != "unknown" for part in parts):
        return parts
    return text.split()


def _error(path: Path, row: int, what: str, how: str) -> ProblemsError:
    return ProblemsError([Problem("error", f"{path.name} row {row}", what, how)])
