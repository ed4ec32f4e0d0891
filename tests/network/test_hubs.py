"""Partners in a small network, by hand and by counting every draw."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from explant.network.hubs import counts_table, edges_table, nodes_table
from explant.network.lists.gene_interactions import Interactions


def interactions(*pairs: tuple[str, str, float, float]) -> Interactions:
    table = pd.DataFrame(pairs, columns=["gene_a", "gene_b", "score", "textmining"])
    table = table.assign(experiments=table["score"] - table["textmining"])
    genes = frozenset(table["gene_a"]) | frozenset(table["gene_b"])
    return Interactions(table, len(table), genes)


# A ring of eight, so that every gene has two partners and all are in one bin.
RING = "ABCDEFGH"


@pytest.fixture
def ring() -> Interactions:
    ends = zip(RING, RING[1:] + RING[0], strict=True)
    return interactions(*[(min(a, b), max(a, b), 0.9, 0.0) for a, b in ends])


def test_a_hub_is_counted_against_every_draw_of_equally_connected_genes(ring):
    genes = ["A", "B", "C", "E"]
    nodes = nodes_table(edges_table(ring, genes, 0.7, []), genes, ring.pairs).set_index("gene")
    assert nodes["degree"].to_dict() == {"B": 2, "A": 1, "C": 1, "E": 0}
    # B has the partners A and C; three others of the seven are in the network.
    hits = [len({"A", "C"} & set(others)) for others in combinations("ACDEFGH", 3)]
    assert nodes.loc["B", "p"] == pytest.approx(np.mean(np.array(hits) >= 2))
    assert nodes.loc["B", "expected_degree"] == pytest.approx(np.mean(hits))
    assert nodes.loc["B", "degree_elsewhere"] == 0
    assert nodes.loc["E", ["degree_elsewhere", "p"]].tolist() == [2, 1.0]


def test_without_an_interactome_there_are_ranks_and_no_p(ring):
    nodes = nodes_table(edges_table(ring, RING, 0.7, []), RING, None)
    assert nodes["p"].isna().all()
    assert set(nodes["note"]) == {"no interactome: ranks only"}
    assert set(nodes["rank"]) == {1}


def test_a_gene_without_an_interaction_is_a_node():
    found = nodes_table(edges_table(interactions(), ["A"], 0.7, []), ["A"], None)
    assert found["degree"].tolist() == [0]


def test_text_mining_is_counted_apart():
    edges = edges_table(
        interactions(("A", "B", 0.8, 0.8), ("A", "C", 0.8, 0.0)), "ABC", 0.7, ["textmining"]
    )
    assert edges["kept"].tolist() == ["yes", "yes"]
    assert edges["kept_without"].tolist() == ["no", "yes"]
    counts = counts_table(edges, [0.7])
    assert counts["interactions"].tolist() == [2, 1]
