"""The network study as a whole: from the files of the plan to its tables."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from explant.config.models.network import DEGREE, MATCHED_ON, Network, files_of, on_scale
from explant.limits import of_bytes, within
from explant.network.chosen_genes import (
    SIDES,
    ReadList,
    genes_table,
    read_lists,
    side_genes,
    sources_table,
    stop_if_wrong,
    unresolved,
)
from explant.network.hubs import counts_table, edges_table, nodes_table
from explant.network.joined_to_markers import marker_genes
from explant.network.lists.attention_file import read_attention
from explant.network.lists.gene_interactions import Interactions, read_interactions
from explant.network.lists.gene_list import read_gene_list
from explant.network.lists.gene_sets import GeneSets, read_gene_sets
from explant.network.lists.symbol_table import read_symbols
from explant.network.overlap import overlap_table, thresholds_table
from explant.network.random_lists import random_lists_table
from explant.network.symbols import Symbols
from explant.network.terms import terms_table
from explant.network.universe import annotations, universe_of
from explant.numbers import counted
from explant.problems import Problem, ProblemsError, errors

MOST_NAMED = 10
"""Genes that a message names."""


@dataclass(frozen=True)
class Studied:
    """What the network step found.

    Parameters
    ----------
    tables
        Every table by its name.
    problems
        What is to be said of the files.
    """

    tables: Mapping[str, pd.DataFrame]
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class _Files:
    """What stands in the files beside the lists."""

    sets: Mapping[str, GeneSets]
    interactions: Interactions | None
    universe: frozenset[str] | None
    attention: Mapping[str, float] | None


def study_network(
    network: Network,
    alpha: float,
    measured: Collection[str] = (),
    interactome: pd.DataFrame | None = None,
) -> Studied:
    """Read the files and compute every table of the network.

    Parameters
    ----------
    network
        The plan's section.
    alpha
        False discovery rate at which sets of random lists are counted.
    measured
        Genes of the markers, whose interactions with the shared genes are kept, too.
    interactome
        Pairs of genes that interact (``gene_a``, ``gene_b``), each once; None without one.

    Raises
    ------
    ProblemsError
        When a file cannot be read, or a fault in it would change a number.
    """
    symbols, lists, files, problems = _read(network)
    stop_if_wrong(problems)
    sets = files.sets
    sizes = {name: declared.sizes for name, declared in network.gene_sets.items()}
    attention = _attention(network, files, interactome)
    everyone = frozenset().union(*(collection.universe for collection in sets.values()))
    whole = universe_of(
        "the declared universe" if files.universe else "all genes of the gene sets",
        files.universe or everyone,
        attention,
        network.matched_on,
    )
    targets, disease = (side_genes(lists, side) for side in SIDES)
    shared = targets & disease
    if not shared:
        problems.append(
            Problem("note", "network", "The two sides share no gene.", "That is a finding.")
        )
    tables = {
        "network_sources": sources_table(lists),
        "network_genes": genes_table(lists, symbols),
        "network_overlap": overlap_table(lists, whole),
        "network_thresholds": thresholds_table(lists, whole),
    }
    asked = [(read.declared.query or read.name, read.genes()) for read in lists]
    terms, random = [], []
    for name, collection in sets.items():
        # What could have been shared: the disease's genes, unless the plan names a universe.
        could_be = files.universe or disease
        universe = universe_of(
            "the declared universe" if files.universe else "the disease's genes",
            could_be & collection.universe,
            attention,
            network.matched_on,
        )
        terms.append(terms_table(name, collection, shared, universe, sizes[name], asked))
        random.append(
            random_lists_table(
                name,
                collection,
                sizes[name],
                universe,
                whole,
                targets,
                disease,
                studies=network.random_drugs,
                seed=network.seed,
                alpha=alpha,
            )
        )
    tables["network_terms"] = pd.concat(terms, ignore_index=True)
    tables["network_random"] = pd.concat(random, ignore_index=True)
    markers = {symbols.resolved(gene).symbol for gene in measured} - {""}
    problems += _without_a_row(network, files.interactions, shared)
    tables |= _interaction_tables(network, files, shared, markers, interactome)
    return Studied(tables, tuple(problems))


def _without_a_row(
    network: Network, interactions: Interactions | None, shared: frozenset[str]
) -> list[Problem]:
    """Shared genes that the export of interactions does not hold."""
    if network.interactions is None or interactions is None:
        return []
    absent = sorted(shared - interactions.genes)
    if not absent:
        return []
    named = ", ".join(absent[:MOST_NAMED]) + (", …" if len(absent) > MOST_NAMED else "")
    return [
        Problem(
            "warning" if len(absent) == len(shared) else "note",
            Path(network.interactions.file).name,
            f"{len(absent)} of the {counted(len(shared), 'shared gene')} "
            f"{'stands' if len(absent) == 1 else 'stand'} in no row: {named}.",
            "Where they were asked for they have no interaction; else export the network of all "
            "the shared genes.",
        )
    ]


def problems_of_files(
    network: Network, genes: Mapping[str, str | None] | None = None
) -> list[Problem]:
    """What is to be said of the files of a plan's network, the interactome apart.

    Parameters
    ----------
    network
        The plan's section; its files are there.
    genes
        Gene that the plan names for each marker, which the table of symbols must know.

    Returns
    -------
    list of Problem
        Those with which a run would stop, and those that it would carry into the report.
    """
    try:
        symbols, _, _, problems = _read(network)
        return problems + marker_genes(genes or {}, symbols)[1]
    except ProblemsError as error:
        return error.problems


def _read(network: Network) -> tuple[Symbols, list[ReadList], _Files, list[Problem]]:
    named = [Path(file) for file in files_of(network)]
    size = sum(file.stat().st_size for file in named if file.is_file())
    with within(replace(of_bytes(size), work="Reading the network's files"), named[0]):
        symbols = read_symbols(Path(network.symbols.file))
        lists, problems = read_lists(network, symbols)
        files, further = _read_files(network, symbols)
    return symbols, lists, files, problems + further


def _interaction_tables(
    network: Network,
    files: _Files,
    shared: frozenset[str],
    measured: set[str],
    interactome: pd.DataFrame | None,
) -> dict[str, pd.DataFrame]:
    declared, interactions = network.interactions, files.interactions
    if declared is None or interactions is None:
        nothing = Interactions(
            pd.DataFrame({"gene_a": [], "gene_b": [], "score": []}).astype(
                {"gene_a": object, "gene_b": object}
            ),
            0,
            frozenset(),
        )
        edges = edges_table(nothing, shared, 0.0, [])
        return {
            "network_edges": edges,
            "network_counts": counts_table(edges, []),
            "network_nodes": nodes_table(edges, shared, None),
        }
    genes = shared | measured
    (at_least,) = on_scale([declared.at_least])
    edges = edges_table(interactions, genes, at_least, declared.without)
    among = edges[edges["gene_a"].isin(list(shared)) & edges["gene_b"].isin(list(shared))]
    return {
        "network_edges": edges,
        "network_counts": counts_table(among, [at_least, *on_scale(declared.also_at)]),
        "network_nodes": nodes_table(among, shared, interactome),
    }


def _read_files(network: Network, symbols: Symbols) -> tuple[_Files, list[Problem]]:
    problems: list[Problem] = []
    sets: dict[str, GeneSets] = {}
    interactions: Interactions | None = None
    universe: frozenset[str] | None = None
    attention: Mapping[str, float] | None = None
    for name, declared in network.gene_sets.items():
        try:
            table = Path(declared.names) if declared.names else None
            sets[name] = read_gene_sets(Path(declared.file), symbols, table)
            problems += sets[name].problems
        except ProblemsError as error:
            problems += error.problems
    try:
        if network.interactions is not None:
            declared_pairs = network.interactions
            interactions = read_interactions(
                Path(declared_pairs.file), symbols, declared_pairs.at_least
            )
            problems += interactions.problems
    except ProblemsError as error:
        problems += error.problems
    try:
        if network.universe is not None:
            universe, found = _universe(Path(network.universe.file), symbols)
            problems += found
        if network.matched_on not in MATCHED_ON:
            attention = read_attention(Path(network.matched_on), symbols)
    except ProblemsError as error:
        problems += error.problems
    return _Files(sets, interactions, universe, attention), problems


def _universe(path: Path, symbols: Symbols) -> tuple[frozenset[str], list[Problem]]:
    listed = read_gene_list(path, symbols)
    names = [entry.symbol or entry.as_written for entry in listed.entries]
    resolved = {name: symbols.resolved(name) for name in names}
    problems = [*listed.problems, *unresolved(listed.entries, resolved, symbols)]
    genes = frozenset(found.symbol for found in resolved.values()) - {""}
    if not genes and not errors(problems):
        problems.append(
            Problem(
                "error",
                path.name,
                "No name of the universe is a known gene.",
                "See whether the column of genes is the right one.",
            )
        )
    return genes, problems


def _attention(
    network: Network, files: _Files, interactome: pd.DataFrame | None
) -> Mapping[str, float]:
    if files.attention is not None:
        return files.attention
    if network.matched_on == DEGREE:
        assert interactome is not None
        counts = pd.concat([interactome["gene_a"], interactome["gene_b"]]).value_counts()
        return {str(gene): float(number) for gene, number in counts.items()}
    return annotations(
        (files.sets[name], declared.sizes) for name, declared in network.gene_sets.items()
    )
