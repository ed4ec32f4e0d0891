"""Interactions among the shared genes, and which of them have more partners there than expected."""

from collections import Counter
from collections.abc import Collection, Sequence

import numpy as np
import pandas as pd

from explant.network.lists.gene_interactions import SHOWN, Interactions, without_channels
from explant.network.symbols import yes
from explant.statistics.matched_overlap import MatchedDraw, attention_bins
from explant.statistics.multiplicity import adjust

EDGES = ("gene_a", "gene_b", "score", *SHOWN, "score_without", "kept", "kept_without")
COUNTS = ("at_least", "evidence", "genes", "interactions")
NODES = (
    *("gene", "degree", "degree_without_textmining", "betweenness", "closeness", "rank"),
    *("degree_elsewhere", "expected_degree", "p", "p_adjusted", "note"),
)


def edges_table(
    interactions: Interactions, genes: Collection[str], at_least: float, without: Sequence[str]
) -> pd.DataFrame:
    """Interactions among some genes: ``network_edges.csv``.

    Parameters
    ----------
    interactions
        The export.
    genes
        The genes whose network it is.
    at_least
        Smallest score that is kept.
    without
        Channels of evidence that do not count in ``score_without``.

    Returns
    -------
    DataFrame
        A row a pair, also those below the cut-off; ``kept`` and ``kept_without`` say whether the
        pair reaches it with all channels and without some.
    """
    pairs = interactions.pairs
    inside = pairs[pairs["gene_a"].isin(list(genes)) & pairs["gene_b"].isin(list(genes))]
    left = without_channels(inside, without)
    table = inside.assign(
        score_without=left,
        kept=(inside["score"] >= at_least).map(yes),
        kept_without=(left >= at_least).map(yes),
    )
    for name in SHOWN:
        if name not in table.columns:
            table = table.assign(**{name: np.nan})
    return table[list(EDGES)].sort_values(["gene_a", "gene_b"]).reset_index(drop=True)


def counts_table(edges: pd.DataFrame, at_least: Sequence[float]) -> pd.DataFrame:
    """Genes and interactions at several cut-offs, with all evidence and without some.

    Parameters
    ----------
    edges
        As :func:`edges_table` makes it.
    at_least
        The cut-offs.
    """
    rows = []
    for bound in sorted(at_least):
        for evidence, score in (("all", "score"), ("without", "score_without")):
            kept = edges[edges[score] >= bound]
            rows.append(
                {
                    "at_least": bound,
                    "evidence": evidence,
                    "genes": len(set(kept["gene_a"]) | set(kept["gene_b"])),
                    "interactions": len(kept),
                }
            )
    return pd.DataFrame(rows, columns=list(COUNTS))


def nodes_table(
    edges: pd.DataFrame, genes: Collection[str], interactome: pd.DataFrame | None
) -> pd.DataFrame:
    """Each gene's place in the network: ``network_nodes.csv``.

    A hub is a gene with more partners among the shared genes than its partners elsewhere lead one
    to expect: of all genes of the interactome as many as are shared are drawn, each as well
    connected as one of them, and the gene's partners among them are counted, exactly.

    Parameters
    ----------
    edges
        As :func:`edges_table` makes it.
    genes
        The genes, those without an interaction too.
    interactome
        Pairs of all genes that interact, each once; None: no expectation and no p.

    Returns
    -------
    DataFrame
        Columns ``NODES``, by degree, then name. Betweenness and closeness as Freeman 1979
        normalizes them, closeness within the reachable part as Wasserman and Faust.
    """
    import networkx as nx

    kept = edges[edges["kept"] == "yes"]
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(sorted(genes))
    graph.add_edges_from(zip(kept["gene_a"], kept["gene_b"], strict=True))
    clear = edges[edges["kept_without"] == "yes"]
    fewer = Counter([*clear["gene_a"], *clear["gene_b"]])
    betweenness, closeness = nx.betweenness_centrality(graph), nx.closeness_centrality(graph)
    table = pd.DataFrame(
        [
            {
                "gene": gene,
                "degree": graph.degree(gene),
                "degree_without_textmining": fewer[gene],
                "betweenness": betweenness[gene],
                "closeness": closeness[gene],
            }
            for gene in sorted(genes)
        ],
        columns=list(NODES[:5]),
    ).sort_values(["degree", "gene"], ascending=[False, True], kind="stable", ignore_index=True)
    table = table.assign(rank=table["degree"].rank(ascending=False, method="min").astype(int))
    expected = _expected(list(table["gene"]), interactome)
    p = expected["p"].to_numpy(dtype=float)
    tested = np.isfinite(p)
    adjusted = np.full(len(p), np.nan)
    if tested.any():
        adjusted[tested] = adjust(p[tested], "benjamini_hochberg")
    table = pd.concat([table, expected], axis=1).assign(p_adjusted=adjusted)
    return table[list(NODES)]


def _expected(genes: Sequence[str], interactome: pd.DataFrame | None) -> pd.DataFrame:
    columns = ["degree_elsewhere", "expected_degree", "p", "note"]
    if interactome is None:
        nothing = {name: [np.nan] * len(genes) for name in columns[:3]}
        return pd.DataFrame(nothing).assign(note="no interactome: ranks only")
    everyone = sorted({*interactome["gene_a"], *interactome["gene_b"]})
    place = {gene: number for number, gene in enumerate(everyone)}
    partners: dict[str, set[str]] = {gene: set() for gene in everyone}
    for a, b in zip(interactome["gene_a"], interactome["gene_b"], strict=True):
        partners[a].add(b)
        partners[b].add(a)
    degrees = np.array([len(partners[gene]) for gene in everyone], dtype=float)
    inside = np.isin(everyone, list(genes))
    rows = []
    for gene in genes:
        if gene not in place:
            rows.append((np.nan, np.nan, np.nan, "not in the interactome"))
            continue
        others = np.ones(len(everyone), dtype=bool)
        others[place[gene]] = False
        found = np.array([place[partner] for partner in partners[gene]], dtype=int)
        # Without the gene itself, the places behind it are one lower.
        found = found - (found > place[gene])
        draw = MatchedDraw(attention_bins(degrees[others]), inside[others])
        chance = draw.sharing(found)
        elsewhere = len(partners[gene]) - chance.observed
        rows.append((elsewhere, chance.expected, chance.p, ""))
    return pd.DataFrame(rows, columns=columns)
