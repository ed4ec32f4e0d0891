"""The two sides: which genes are the treatment's and the disease's, and where each is from."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Literal

import pandas as pd

from explant.config.models.network import GeneListFile, Network
from explant.network.lists.gene_list import Entry, GeneList, read_gene_list
from explant.network.lists.written_scores import as_number
from explant.network.symbols import INTO_SYMBOLS, Resolved, Symbols, other_names, yes
from explant.problems import Problem, ProblemsError, errors

Side = Literal["targets", "disease"]
SIDES: tuple[Side, Side] = ("targets", "disease")
MOST_UNKNOWN = 50
"""Unknown names of a list that are told one by one."""
FEWEST_ALIKE = 3
"""Genes from which on two lists that hold the same ones are taken for the same list."""


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
            found = [*content.problems, *unresolved(content.entries, resolved, symbols)]
            problems += found if errors(found) else [*found, *_empty(read)]
    problems += _same_file(lists)
    problems += _own_gene(lists, network, symbols)
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


def unresolved(
    entries: Sequence[Entry], resolved: Mapping[str, Resolved], symbols: Symbols
) -> Iterator[Problem]:
    """What is to be said of names that are not one gene.

    Parameters
    ----------
    entries
        Entries of a list.
    resolved
        What each of its names means.
    symbols
        Approved symbols.
    """
    names = [entry.symbol or entry.as_written for entry in entries]
    if wrong := other_names(names, symbols):
        first = next(entry for entry in entries if not resolved[_name(entry)].symbol)
        yield Problem("error", first.where, wrong, INTO_SYMBOLS)
        return
    unknown: list[Entry] = []
    for entry in entries:
        name = _name(entry)
        meant = resolved[name]
        if meant.symbol:
            continue
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
            unknown.append(entry)
    for entry in unknown[:MOST_UNKNOWN]:
        number = as_number(_name(entry)) is not None
        yield Problem(
            "warning",
            entry.where,
            f"{_name(entry)} is a number, as Excel makes of dates and of long names, or as "
            "Entrez counts genes; it is left out."
            if number
            else f"{_name(entry)} is no approved symbol, earlier name or alias; it is left out.",
            "Write the approved symbol, or take a newer table of symbols.",
        )
    if more := unknown[MOST_UNKNOWN:]:
        yield Problem(
            "warning",
            more[0].where,
            f"From here on {len(more):,} more of the {len(entries):,} names are no approved "
            f"symbols, as {_name(more[0])}; they are left out.",
            "See whether the column of genes is the right one, or take a newer table of symbols.",
        )


def _name(entry: Entry) -> str:
    return entry.symbol or entry.as_written


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
    for targets, disease in product(*([r for r in lists if r.side == side] for side in SIDES)):
        genes = targets.genes({})
        if (
            len(genes) >= FEWEST_ALIKE
            and genes == disease.genes({})
            and targets.sha256 != disease.sha256
        ):
            yield Problem(
                "error",
                Path(disease.declared.file).name,
                f'"{targets.name}" and "{disease.name}" hold the same {len(genes):,} genes, on '
                "both sides: all of them would be shared.",
                "Name another file for one of them.",
            )


def _own_gene(lists: Sequence[ReadList], network: Network, symbols: Symbols) -> Iterator[Problem]:
    if not network.treatment_gene:
        return
    gene = symbols.resolved(network.treatment_gene).symbol
    if not gene:
        yield Problem(
            "error",
            "config network.treatment_gene",
            f"{network.treatment_gene} is no gene, or more than one.",
            "Write the approved symbol of the gene that encodes the treatment.",
        )
    elif gene in side_genes(lists, "targets"):
        both = gene in side_genes(lists, "disease")
        yield Problem(
            "note",
            gene,
            f"{gene}, the treatment itself, is "
            + ("among the shared genes" if both else "on the treatment's side")
            + ": it says nothing of its targets.",
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
