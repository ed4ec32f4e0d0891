"""Public lists, sets and interactions against values that other programs gave for them."""

import csv

import networkx as nx
import numpy as np
import pytest

from explant.config.models.network import Network
from explant.network.chosen_genes import read_lists, side_genes
from explant.network.hubs import counts_table, edges_table, nodes_table
from explant.network.lists.gene_interactions import read_interactions
from explant.network.lists.gene_list import read_gene_list
from explant.network.lists.gene_sets import read_gene_sets
from explant.network.overlap import overlap_table
from explant.network.symbols import Symbols
from explant.network.terms import terms_table
from explant.network.universe import annotations, universe_of
from explant.problems import errors
from explant.statistics.multiplicity import adjust

SIZES = (5, 500)


@pytest.fixture(scope="module")
def folder(real_data):
    return real_data / "network"


@pytest.fixture(scope="module")
def symbols(folder):
    """Every name of the files as an approved symbol: the values were made without HGNC's table."""
    names = set()
    for file in folder.glob("WP*-datanodes.tsv"):
        with file.open(encoding="utf-8") as lines:
            rows = csv.DictReader(lines, delimiter="\t")
            names |= {row["HGNC"].split(":")[1] for row in rows if ":" in row["HGNC"]}
    for file in folder.glob("*.gmt"):
        for line in file.read_text(encoding="utf-8").splitlines():
            names |= {name for field in line.split("\t")[2:] for name in field.split()}
    for file in folder.glob("STRING*.tsv"):
        for line in file.read_text(encoding="utf-8").splitlines()[1:]:
            names |= set(line.split("\t")[:2])
    for file in folder.glob("DISEASES*.tsv"):
        for line in file.read_text(encoding="utf-8").splitlines():
            names.add(line.split("\t")[1])
    return Symbols(dict.fromkeys(sorted(names), ""), {}, {})


@pytest.fixture(scope="module")
def lists(folder, symbols):
    found = {}
    for name in ("WP49", "WP1984", "WP4262", "WP254"):
        read = read_gene_list(folder / f"{name}-datanodes.tsv", symbols)
        named = (entry.symbol or entry.as_written for entry in read.entries)
        found[name] = {symbols.resolved(gene).symbol for gene in named} - {""}
    return found


@pytest.fixture(scope="module")
def disease(lists):
    return lists["WP1984"] | lists["WP4262"]


def test_lists_have_their_sizes(lists, disease):
    assert {name: len(genes) for name, genes in lists.items()} == {
        "WP49": 37,
        "WP1984": 153,
        "WP4262": 154,
        "WP254": 87,
    }
    assert len(disease) == 277
    assert len(lists["WP49"] & lists["WP1984"]) == 4
    assert len(lists["WP49"] & lists["WP4262"]) == 13
    shared = "AKT1 GRB2 HRAS JAK1 MAP2K1 MAP2K2 MAPK1 MAPK3 PIK3R1 RAF1 RPS6KB1 RPS6KB2 SHC1 SOS1"
    assert lists["WP49"] & disease == {*shared.split(), "STAT1"}


@pytest.mark.parametrize(
    ("genes", "names", "shared", "p"),
    [
        (12_135, ["WP1984"], 4, 1.1608791307853232e-03),
        (12_135, ["WP4262"], 13, 3.6341734155037766e-16),
        (12_135, ["WP1984", "WP4262"], 15, 9.741924448268059e-16),
        (20_000, ["WP1984", "WP4262"], 15, 6.453119868591317e-19),
    ],
)
def test_what_the_lists_share_has_the_p_of_another_program(
    folder, symbols, genes, names, shared, p
):
    def declared(name):
        file = str(folder / f"{name}-datanodes.tsv")
        return {"file": file, "database": "WikiPathways", "version": "1", "retrieved": "2026-11-22"}

    section = Network(
        symbols={"file": "symbols.tsv", "version": "1"},
        targets={"WP49": declared("WP49")},
        disease={name: declared(name) for name in names},
        gene_sets={"sets": {"file": "sets.gmt", "version": "1"}},
    )
    lists, problems = read_lists(section, symbols)
    assert not errors(problems)
    listed = side_genes(lists, "targets") | side_genes(lists, "disease")
    others = [f"other gene {number}" for number in range(genes - len(listed))]
    universe = universe_of("all genes", [*listed, *others], {}, "annotations")
    assert len(universe.genes) == genes
    row = overlap_table(lists, universe).iloc[-1]
    assert (row["n_targets"], row["shared"]) == (37, shared)
    # Without attention all genes are alike: matched or not.
    assert row["p"] == row["p_matched"] == pytest.approx(p, rel=1e-12)


@pytest.mark.parametrize(
    ("file", "shared"),
    [
        ("DISEASES_knowledge_breast.tsv", []),
        ("DISEASES_experiments_breast.tsv", ["AKT1", "PIK3R1", "PTPN11", "SOS1"]),
    ],
)
def test_the_lists_of_diseases(folder, symbols, lists, file, shared):
    read = read_gene_list(folder / file, symbols)
    assert sorted({entry.as_written for entry in read.entries} & lists["WP49"]) == shared


@pytest.mark.parametrize(
    ("file", "number", "genes", "tested", "found", "hit_only", "first", "hits", "size", "p"),
    [
        ("wikipathways", 509, 6563, 473, 115, 127, "WP49", 15, 42, 7.262943e-35),
        ("reactome", 2216, 10667, 1723, 217, 273, "R-HSA-5663202", 13, 386, 1.472394e-17),
    ],
)
def test_terms_among_all_genes(
    folder,
    symbols,
    lists,
    disease,
    file,
    number,
    genes,
    tested,
    found,
    hit_only,
    first,
    hits,
    size,
    p,
):
    sets = read_gene_sets(folder / f"pathwayforte_{file}.gmt", symbols)
    assert len(sets.genes) == number
    assert min(map(len, sets.genes.values())) == 1
    # The reference took "ARRB2   GRK3", two genes in one field, for a gene of its own.
    everyone = sets.universe | ({"ARRB2   GRK3"} if file == "wikipathways" else set())
    universe = universe_of("all genes", everyone, annotations([(sets, SIZES)]), "annotations")
    assert len(universe.genes) == genes
    shared = lists["WP49"] & disease
    table = terms_table(file, sets, shared, universe, SIZES, [("WP49", lists["WP49"])], fewest=1)
    assert len(table) == tested
    q = adjust(table["p"], "benjamini_hochberg")
    assert (q < 0.05).sum() == found
    # What the usual recipe counts: only the sets with a hit, which is wrong.
    assert (adjust(table["p"][table["hits"] > 0], "benjamini_hochberg") < 0.05).sum() == hit_only
    best = table.loc[table["p"].idxmin()]
    assert (best["term"], best["hits"], best["size"]) == (first, hits, size)
    assert best["p"] == pytest.approx(p, rel=1e-6)
    assert best["circular"] == ("yes" if first == "WP49" else "no")


def test_terms_among_what_could_have_been_shared(folder, symbols, lists, disease):
    sets = read_gene_sets(folder / "pathwayforte_reactome.gmt", symbols)
    attention = annotations([(sets, SIZES)])
    universe = universe_of("disease", disease & sets.universe, attention, "annotations")
    table = terms_table("reactome", sets, lists["WP49"] & disease, universe, SIZES, [])
    assert len(table) == 605
    assert (adjust(table["p"], "benjamini_hochberg") < 0.05).sum() == 100
    assert (table["p_adjusted"] < 0.05).sum() == 2


def test_a_matched_p_is_within_simulation_of_permutations(folder, symbols, lists, disease):
    sets = read_gene_sets(folder / "pathwayforte_reactome.gmt", symbols)
    universe = universe_of(
        "disease", disease & sets.universe, annotations([(sets, SIZES)]), "annotations"
    )
    shared = universe.places(lists["WP49"] & disease)
    table = terms_table("reactome", sets, lists["WP49"] & disease, universe, SIZES, [])
    rng = np.random.default_rng(1)
    draws = np.zeros((4000, len(universe.genes)), dtype=bool)
    for draw in draws:
        for number, wanted in enumerate(np.bincount(universe.bins[shared])):
            among = np.flatnonzero(universe.bins == number)
            draw[rng.choice(among, wanted, replace=False)] = True
    for row in table.head(40).itertuples():
        members = universe.places(sets.genes[row.term])
        simulated = (draws[:, members].sum(axis=1) >= row.hits).mean()
        # Four standard errors of 4,000 draws.
        assert abs(simulated - row.p_matched) < 4 * np.sqrt(0.25 / 4000)


def test_a_network_has_the_numbers_of_other_programs(folder, symbols):
    interactions = read_interactions(
        folder / "STRING_example_string_interactions2.tsv", symbols, at_least=0.4
    )
    assert (interactions.rows, len(interactions.pairs), len(interactions.genes)) == (1406, 703, 55)
    edges = edges_table(interactions, interactions.genes, 0.4, ["textmining"])
    graph = nx.Graph(list(zip(edges["gene_a"], edges["gene_b"], strict=True)))
    assert nx.density(graph) == pytest.approx(0.4734, abs=5e-5)
    assert nx.diameter(graph) == 4
    assert nx.average_clustering(graph) == pytest.approx(0.7582158936532097)
    assert nx.transitivity(graph) == pytest.approx(0.784415352307761)
    nodes = nodes_table(edges, interactions.genes, None).set_index("gene")
    degrees = nodes["degree"].head(5).to_dict()
    assert degrees == {"IL6": 45, "IL1B": 44, "TNF": 43, "IFNG": 42, "IL2": 41}
    assert nodes["betweenness"].nlargest(2).round(5).to_dict() == {"IL2": 0.06421, "PTGS2": 0.06378}
    assert nodes["closeness"].idxmax() == "IL6"
    assert nodes["closeness"].max() == pytest.approx(0.83077, abs=5e-6)
    without = nodes["degree_without_textmining"]
    assert without[["IL6", "IL10", "JAK2"]].tolist() == [19, 16, 13]
    counts = counts_table(edges, [0.4, 0.7, 0.9]).set_index(["at_least", "evidence"])
    assert counts.loc[(0.7, "all")].tolist() == [54, 381]
    assert counts.loc[(0.9, "all")].tolist() == [44, 193]
    assert counts.loc[(0.4, "without"), "interactions"] == 141
