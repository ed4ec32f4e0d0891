"""The network study: sentences and tables, from the tables network_*.csv."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from explant.config.models import Plan
from explant.language.asked import contrast_name, marker_name
from explant.language.estimates import shown
from explant.language.network_words import network_sentences
from explant.language.words import Name, Row, Words, listed, rows, words
from explant.numbers import MISSING
from explant.pages.page_cells import (
    Cell,
    Listing,
    bare_number,
    count_cell,
    p_cell,
)

TABLES = (
    *("network_sources", "network_genes", "network_overlap", "network_thresholds"),
    *("network_counts", "network_nodes", "network_terms", "network_random"),
    *("network_markers", "network_agreement"),
)
MOST_TERMS = 25
"""Gene sets of each collection that the page lists; the table has every one."""


@dataclass(frozen=True)
class NetworkView:
    """The network study as it stands on the page."""

    sentences: list[Words]
    markers: Listing
    overlap: Listing
    nodes: Listing
    terms: Listing
    random: Listing
    sources: Listing

    def __bool__(self) -> bool:
        return bool(self.sentences)


def network_view(plan: Plan, tables: Mapping[str, pd.DataFrame]) -> NetworkView | None:
    """The section, None for a study without a network.

    Parameters
    ----------
    plan
        The study's plan.
    tables
        The study's tables by name.
    """
    if plan.network is None or "network_overlap" not in tables:
        return None
    read = {name: rows(name, tables.get(name)) for name in TABLES}
    return NetworkView(
        network_sentences(read, plan),
        _markers(read["network_markers"], plan),
        _overlap(read["network_overlap"], plan),
        _nodes(read["network_nodes"], plan),
        _terms(read["network_terms"], list(plan.network.gene_sets), plan),
        _random(read["network_random"]),
        _sources(read["network_sources"]),
    )


def _markers(found: Sequence[Row], plan: Plan) -> Listing:
    return Listing(
        f"Measured markers in the network: {contrast_name(plan, plan.network_question)}",
        [
            *("Marker", "Gene", "Treatment’s", "Disease’s", "Shared partners"),
            *("Estimate", "n", "Adjusted p", "Predicted", "Source of the prediction", "Agreement"),
        ],
        [
            [
                marker_name(plan, row.text("marker")),
                Name(row.text("gene")),
                row.text("in_targets"),
                row.text("in_disease"),
                count_cell(row, "neighbours_shared"),
                _measured(row, plan),
                count_cell(row, "n"),
                p_cell(row, "p_adjusted", plan.inference.alpha),
                row.text("predicted") or MISSING,
                Name(row.text("source")) if row.text("source") else MISSING,
                row.text("agreement"),
            ]
            for row in found
        ],
        numeric=frozenset({4, 5, 6, 7}),
    )


def _measured(row: Row, plan: Plan) -> Cell:
    """Estimate and interval as everywhere: a difference, or a ratio."""
    if math.isnan(row.number("estimate")):
        return MISSING
    size = shown(row, plan)
    estimate = words("{times}{size}", times="×" if size.is_ratio else "", size=size.estimate)
    if not size.bounded:
        return estimate
    return words("{size} [{low} to {high}]", size=estimate, low=size.low, high=size.high)


def _overlap(found: Sequence[Row], plan: Plan) -> Listing:
    return Listing(
        "Genes that both sides share, beside chance",
        [
            *("Treatment", "Disease", "Genes", "Genes", "Shared", "Expected", "p"),
            *("Expected, as much studied", "p", "Note"),
        ],
        [
            [
                Name(row.text("targets")),
                Name(row.text("disease")),
                count_cell(row, "n_targets"),
                count_cell(row, "n_disease"),
                count_cell(row, "shared"),
                bare_number(row, "expected", 1),
                p_cell(row, "p", plan.inference.alpha),
                bare_number(row, "expected_matched", 1),
                p_cell(row, "p_matched", plan.inference.alpha),
                row.text("note"),
            ]
            for row in found
        ],
        numeric=frozenset({2, 3, 4, 5, 6, 7, 8}),
    )


def _nodes(found: Sequence[Row], plan: Plan) -> Listing:
    return Listing(
        "Shared genes and their partners",
        [
            *("Gene", "Partners", "Without text mining", "Elsewhere", "Expected"),
            *("p", "Adjusted p", "Betweenness", "Closeness"),
        ],
        [
            [
                Name(row.text("gene")),
                count_cell(row, "degree"),
                count_cell(row, "degree_without_textmining"),
                count_cell(row, "degree_elsewhere"),
                bare_number(row, "expected_degree", 1),
                p_cell(row, "p", plan.inference.alpha),
                p_cell(row, "p_adjusted", plan.inference.alpha),
                bare_number(row, "betweenness", 2),
                bare_number(row, "closeness", 2),
            ]
            for row in found
        ],
        numeric=frozenset(range(1, 9)),
    )


def _terms(found: Sequence[Row], collections: Sequence[str], plan: Plan) -> Listing:
    first = [
        row
        for name in collections
        for row in [each for each in found if each.text("collection") == name][:MOST_TERMS]
    ]
    more = f", the first {MOST_TERMS} of each collection" if len(first) < len(found) else ""
    return Listing(
        f"Gene sets that were asked about{more}",
        [
            *("Gene set", "Collection", "Hits", "of", "Expected", "p"),
            *("p, as much studied", "Adjusted p", "Circular", "Group", "Genes"),
        ],
        [
            [
                Name(row.text("name") or row.text("term")),
                Name(row.text("collection")),
                count_cell(row, "hits"),
                count_cell(row, "size"),
                bare_number(row, "expected", 1),
                p_cell(row, "p", plan.inference.alpha),
                p_cell(row, "p_matched", plan.inference.alpha),
                p_cell(row, "p_adjusted", plan.inference.alpha),
                row.text("circular"),
                count_cell(row, "group"),
                _genes(row),
            ]
            for row in first
        ],
        numeric=frozenset({2, 3, 4, 5, 6, 7, 9}),
        wide=frozenset({10}),
    )


def _genes(row: Row) -> Cell:
    names: list[Words | Name] = [Name(gene) for gene in row.several("genes")]
    return listed(names) if names else MISSING


def _random(found: Sequence[Row]) -> Listing:
    return Listing(
        "Gene sets that random lists find",
        [
            "Recipe",
            "Collection",
            "Lists",
            "Genes of each",
            "Your genes find",
            "A random list finds",
        ],
        [
            [
                row.text("recipe"),
                Name(row.text("collection")),
                count_cell(row, "studies"),
                count_cell(row, "genes"),
                count_cell(row, "found"),
                bare_number(row, "mean_found", 1),
            ]
            for row in found
        ],
        numeric=frozenset({2, 3, 4, 5}),
    )


def _sources(found: Sequence[Row]) -> Listing:
    return Listing(
        "Where the lists are from",
        [
            *("List", "Side", "Database", "Version", "Downloaded", "Query", "Cut-off"),
            *("Rows", "Genes", "Changed", "Ambiguous", "Unknown"),
        ],
        [
            [
                Name(row.text("list")),
                row.text("side"),
                Name(row.text("database")),
                Name(row.text("version")),
                row.text("retrieved"),
                Name(row.text("query") or MISSING),
                Name(row.text("cut_off") or MISSING),
                count_cell(row, "rows"),
                count_cell(row, "genes"),
                count_cell(row, "changed"),
                count_cell(row, "ambiguous"),
                count_cell(row, "unknown"),
            ]
            for row in found
        ],
        numeric=frozenset({7, 8, 9, 10, 11}),
    )
