"""The two sides: which genes are the treatment's and the disease's, and where each is from."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pandas as pd

from explant.config.models.network import GeneListFile, Network
from explant.network.lists.gene_list import Entry, GeneList, read_gene_list
from explant.network.symbols import Resolved, Symbols, yes
from explant.problems import Problem, ProblemsError, errors

Side = Literal["targets", "disease"]
SIDES: tuple[Side, Side] = ("targets", "disease")
MOST_LIKE_MOUSE = 0.5
"""Share of names written like mouse genes above which a list is one of mouse genes."""


@dataclass(frozen=True)
class ReadList:
    """One list of the plan as it was read.

    Parameters
    ----------
    side, name, declared
        Its side, its name in the plan, and what the plan says of it.
    content
        What the file holds.
    resolved
        What each of its names means.
    sha256
        Hash of the file.
    """

    side: Side
    name: str
    declared: GeneListFile
    content: GeneList
    resolved: Mapping[str, Resolved]
    sha256: str

    def symbol(self, entry: Entry) -> str:
        """The approved symbol of an entry; empty where it is no gene's."""
        return self.resolved[entry.symbol or entry.as_written].symbol

    def genes(self, at_least: Mapping[str, float] | None = None) -> frozenset[str]:
        """Genes of the list at its cut-off, or at others.

        Parameters
        ----------
        at_least
            Cut-offs by heading; left out, those of the plan.
        """
        cut = self.declared.at_least if at_least is None else at_least
        return frozenset(
            symbol
            for entry in self.content.entries
            if _counts(entry, cut) and (symbol := self.symbol(entry))
        )


def _counts(entry: Entry, at_least: Mapping[str, float]) -> bool:
    return all(entry.scores[heading] >= bound for heading, bound in at_least.items())


def read_lists(network: Network, symbols: Symbols) -> tuple[list[ReadList], list[Problem]]:
    """Every list of the plan, and what is to be said of them.

    Parameters
    ----------
    network
        The plan's section.
    symbols
        Approved symbols.

    Returns
    -------
    lists, problems
        In the plan's order. Lists that cannot be read are left out and among the problems.
    """
    lists: list[ReadList] = []
    problems: list[Problem] = []
    for side, declared in zip(SIDES, (network.targets, network.disease), strict=True):
        for name, source in declared.items():
            try:
                content = read_gene_list(
                    Path(source.file), symbols, source.at_least, source.results
                )
            except ProblemsError as error:
                problems += error.problems
                continue
            resolved = {
                name: symbols.resolved(name)
                for entry in content.entries
                for name in [entry.symbol or entry.as_written]
            }
            sha256 = hashlib.sha256(Path(source.file).read_bytes()).hexdigest()
            read = ReadList(side, name, source, content, resolved, sha256)
            lists.append(read)
            found = [*content.problems, *_unresolved(read, symbols)]
            problems += found if errors(found) else [*found, *_empty(read)]
    problems += _same_file(lists)
    problems += _own_gene(lists, network)
    return lists, problems


def side_genes(
    lists: Iterable[ReadList], side: Side, instead: Mapping[str, frozenset[str]] | None = None
) -> frozenset[str]:
    """The union of one side's lists.

    Parameters
    ----------
    lists
        All lists.
    side
        Which side.
    instead
        Genes of lists, by name, that count instead of those at the plan's cut-off.
    """
    instead = instead or {}
    union: frozenset[str] = frozenset()
    for read in lists:
        if read.side == side:
            union |= instead[read.name] if read.name in instead else read.genes()
    return union


def _unresolved(read: ReadList, symbols: Symbols) -> Iterator[Problem]:
    names = [entry for entry in read.content.entries if not read.symbol(entry)]
    mouse = [entry for entry in names if symbols.like_mouse(entry.as_written)]
    if len(mouse) > MOST_LIKE_MOUSE * max(1, len(read.content.entries)):
        yield Problem(
            "error",
            mouse[0].where,
            f"{len(mouse)} of {len(read.content.entries)} names are written like mouse genes, as "
            f"{mouse[0].as_written}.",
            "Turn them into their human orthologues first: the same letters are not always the "
            "same gene.",
        )
        return
    for entry in names:
        name = entry.symbol or entry.as_written
        meant = read.resolved[name]
        if meant.how == "date":
            yield Problem(
                "error",
                entry.where,
                f'"{name}" is a date: Excel makes dates of genes such as SEPT1 and MARCH2.',
                "Write the gene's approved symbol (SEPTIN1, MARCHF2), or export as text.",
            )
        elif meant.how == "ambiguous":
            yield Problem(
                "warning",
                entry.where,
                f"{name} may be {' or '.join(meant.candidates)}; it is left out.",
                "Write the approved symbol that is meant.",
            )
        elif symbols.like_mouse(name):
            yield Problem(
                "warning",
                entry.where,
                f"{name} is written like a mouse gene; it is left out.",
                f"If the human gene is meant, write {name.upper()}.",
            )
        else:
            yield Problem(
                "warning",
                entry.where,
                f"{name} is no approved symbol, earlier name or alias; it is left out.",
                "Write the approved symbol, or take a newer table of symbols.",
            )


def _empty(read: ReadList) -> Iterator[Problem]:
    if not read.genes():
        cut = " and reaches its cut-off" if read.declared.at_least else ""
        yield Problem(
            "error",
            Path(read.declared.file).name,
            f'Of the list "{read.name}" no name is a known gene{cut}.',
            "See whether the column of genes is the right one, and look at the cut-off.",
        )


def _same_file(lists: Sequence[ReadList]) -> Iterator[Problem]:
    first: dict[str, ReadList] = {}
    for read in lists:
        other = first.setdefault(read.sha256, read)
        if other.side != read.side:
            yield Problem(
                "error",
                Path(read.declared.file).name,
                f'The same file is on both sides, as "{other.name}" and as "{read.name}": all of '
                "it would be shared.",
                "Name another file for one of them.",
            )
        elif other is not read and other.declared.at_least == read.declared.at_least:
            yield Problem(
                "warning",
                Path(read.declared.file).name,
                f'"{other.name}" and "{read.name}" are the same file.',
                "Take one of them out.",
            )


def _own_gene(lists: Sequence[ReadList], network: Network) -> Iterator[Problem]:
    gene = network.treatment_gene
    if gene and gene in side_genes(lists, "targets") & side_genes(lists, "disease"):
        yield Problem(
            "note",
            gene,
            f"{gene}, the treatment itself, is among the shared genes: it says nothing of its "
            "targets.",
        )


def sources_table(lists: Sequence[ReadList]) -> pd.DataFrame:
    """Each list with its source and what became of its names: ``network_sources.csv``."""
    rows = []
    for read in lists:
        how = [
            read.resolved[entry.symbol or entry.as_written].how for entry in read.content.entries
        ]
        cut = "; ".join(f"{name} ≥ {bound:g}" for name, bound in read.declared.at_least.items())
        rows.append(
            {
                "side": read.side,
                "list": read.name,
                "file": Path(read.declared.file).name,
                "format": read.content.format,
                "sha256": read.sha256,
                "database": read.declared.database,
                "version": read.declared.version,
                "retrieved": read.declared.retrieved,
                "query": read.declared.query,
                "license": read.declared.license,
                "cut_off": cut,
                "rows": read.content.rows,
                "genes": len(read.genes()),
                "changed": how.count("previous") + how.count("alias"),
                "ambiguous": how.count("ambiguous"),
                "unknown": how.count("unknown") + how.count("date"),
            }
        )
    return pd.DataFrame(rows)


def genes_table(lists: Sequence[ReadList], symbols: Symbols) -> pd.DataFrame:
    """Each name of each list with the gene that it was taken for: ``network_genes.csv``.

    Parameters
    ----------
    lists
        All lists.
    symbols
        Approved symbols.
    """
    targets, disease = (side_genes(lists, side) for side in SIDES)
    rows = []
    for read in lists:
        for entry in read.content.entries:
            if not _counts(entry, read.declared.at_least):
                continue
            symbol = read.symbol(entry)
            rows.append(
                {
                    "gene": symbol,
                    "hgnc_id": symbols.identifiers.get(symbol, ""),
                    "as_written": entry.as_written,
                    "source": read.name,
                    "side": read.side,
                    "row": entry.row,
                    "how": read.resolved[entry.symbol or entry.as_written].how
                    if not entry.symbol
                    else "identifier",
                    "in_targets": yes(symbol in targets),
                    "in_disease": yes(symbol in disease),
                    "in_both": yes(symbol in targets and symbol in disease),
                }
            )
    return pd.DataFrame(rows)


def stop_if_wrong(problems: Sequence[Problem]) -> None:
    """Raise the problems if one of them is an error."""
    if stopping := errors(problems):
        raise ProblemsError(stopping)
