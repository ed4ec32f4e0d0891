"""Gene sets in GMT: a line a set, its name, where it is from, and its genes, separated by tabs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from explant.network.symbols import Symbols
from explant.problems import Problem, ProblemsError
from explant.spreadsheet.files.encodings import decoded
from explant.spreadsheet.sheet.opening import bytes_of

MOST_ENTREZ = 0.5
"""Share of whole numbers among the names above which a file holds Entrez's identifiers."""


@dataclass(frozen=True)
class GeneSets:
    """Sets of one collection.

    Parameters
    ----------
    genes
        Approved symbols of each set, by its name, in the file's order.
    descriptions
        The second field of each set.
    changed
        Names that were another gene's earlier name or alias, with the approved symbol.
    unknown
        Names that are no gene's: kept as they are, so that the collection keeps its size.
    problems
        What is to be said of the file.
    """

    genes: Mapping[str, frozenset[str]]
    descriptions: Mapping[str, str]
    changed: Mapping[str, str]
    unknown: frozenset[str]
    problems: tuple[Problem, ...] = ()

    @property
    def universe(self) -> frozenset[str]:
        """Every gene that stands in a set."""
        return frozenset().union(*self.genes.values())


def read_gene_sets(path: Path, symbols: Symbols) -> GeneSets:
    """Sets of a file in GMT.

    A name that HGNC's table does not know stays as it is: the table that a lab has may be newer
    or smaller than the collection, and what was never asked for can only stand in the universe.

    Parameters
    ----------
    path
        The file.
    symbols
        Approved symbols.

    Raises
    ------
    ProblemsError
        When the file is not in GMT, or holds identifiers of Entrez.
    """
    lines = decoded(bytes_of(path)).text.splitlines()
    genes: dict[str, frozenset[str]] = {}
    descriptions: dict[str, str] = {}
    changed: dict[str, str] = {}
    unknown: set[str] = set()
    problems: list[Problem] = []
    numbers = total = 0
    for row, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        name, *rest = line.rstrip("\r\n").split("\t")
        if len(rest) < 2:
            raise _error(
                path,
                row,
                f'The line "{line[:60]}" is not a set: name, source and genes, separated by tabs.',
                "Export the collection as GMT.",
            )
        if name in genes:
            problems.append(
                Problem(
                    "warning",
                    f"{path.name} row {row}",
                    f"{name} stands there twice.",
                    "The genes of both lines count as one set.",
                )
            )
        members: set[str] = set()
        for place, names in _fields(rest[1:]):
            if len(names) > 1:
                problems.append(
                    Problem(
                        "note",
                        f"{path.name} row {row} field {place}",
                        f'"{" ".join(names)}" holds {len(names)} genes; each is counted.',
                    )
                )
            for written in names:
                total += 1
                numbers += written.isdigit()
                symbol = _approved(written, symbols, changed, unknown)
                members.add(symbol)
        genes[name] = genes.get(name, frozenset()) | members
        descriptions.setdefault(name, rest[0])
    if not genes:
        raise _error(path, 1, "The file holds no set.", "Export the collection as GMT.")
    if numbers > total * MOST_ENTREZ:
        raise _error(
            path,
            1,
            "The genes are numbers, Entrez's identifiers.",
            "Take the file of the same collection with gene symbols.",
        )
    return GeneSets(genes, descriptions, changed, frozenset(unknown), tuple(problems))


def _approved(written: str, symbols: Symbols, changed: dict[str, str], unknown: set[str]) -> str:
    resolved = symbols.resolved(written)
    if not resolved.symbol:
        unknown.add(written)
        return written
    if resolved.symbol != written:
        changed[written] = resolved.symbol
    return resolved.symbol


def _fields(fields: list[str]) -> Iterator[tuple[int, list[str]]]:
    for place, text in enumerate(fields, start=3):
        # Weights, as `GENE,1.0` of Enrichr's files, and two genes in one field.
        names = text.split(",")[0].split()
        if names:
            yield place, names


def _error(path: Path, row: int, what: str, how: str) -> ProblemsError:
    return ProblemsError([Problem("error", f"{path.name} row {row}", what, how)])
