"""The network study as a whole: from the files of the plan to its tables."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from explant.config.models.network import DEGREE, MATCHED_ON, Network, files_of
from explant.limits import of_bytes, within
from explant.network.chosen_genes import (
    SIDES,
    genes_table,
    read_lists,
    side_genes,
    sources_table,
    stop_if_wrong,
)
from explant.network.hubs import counts_table, edges_table, nodes_table
from explant.network.lists.attention_file import read_attention
from explant.network.lists.gene_interactions import Interactions, read_interactions
from explant.network.lists.gene_list import read_gene_list
from explant.network.lists.gene_sets import GeneSets, read_gene_sets
from explant.network.overlap import overlap_table, thresholds_table
from explant.network.random_lists import random_lists_table
from explant.network.symbols import Symbols, read_symbols
from explant.network.terms import terms_table
from explant.network.universe import annotations, universe_of
from explant.problems import Problem, ProblemsError


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
    named = [Path(file) for file in files_of(network)]
    size = sum(file.stat().st_size for file in named if file.is_file())
    with within(replace(of_bytes(size), work="Reading the network's files"), named[0]):
        symbols = read_symbols(Path(network.symbols.file))
        lists, problems = read_lists(network, symbols)
        files, further = _read_files(network, symbols)
    problems += further
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
    asked = {read.declared.query or read.name: read.genes() for read in lists}
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
    tables |= _interaction_tables(network, files, shared, markers, interactome)
    return Studied(tables, tuple(problems))


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
    edges = edges_table(interactions, genes, declared.at_least, declared.without)
    among = edges[edges["gene_a"].isin(list(shared)) & edges["gene_b"].isin(list(shared))]
    return {
        "network_edges": edges,
        "network_counts": counts_table(among, [declared.at_least, *declared.also_at]),
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
            sets[name] = read_gene_sets(Path(declared.file), symbols)
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
            listed = read_gene_list(Path(network.universe.file), symbols)
            names = (entry.symbol or entry.as_written for entry in listed.entries)
            universe = frozenset(symbols.resolved(name).symbol for name in names) - {""}
        if network.matched_on not in MATCHED_ON:
            attention = read_attention(Path(network.matched_on), symbols)
    except ProblemsError as error:
        problems += error.problems
    return _Files(sets, interactions, universe, attention), problems


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
