"""Which exports of lists of genes are known: how each is recognised and where its genes stand."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Separator = Literal["", "comma first", "word first", "words", "any"]
"""Several names in a cell: none expected; the first of some by commas, or the first word of each
part between semicolons (then come names of the same gene); words; any separator."""


@dataclass(frozen=True)
class Export:
    """One kind of export.

    Parameters
    ----------
    name
        What the export is called in messages and in ``network_sources.csv``.
    headings
        Headings that only this export has together, without regard to case.
    gene
        Headings of the column of gene names, the best first.
    approved
        Heading of a column with HGNC's own symbol, which counts more than ``gene``.
    only
        Heading and the values whose rows are genes; other rows are passed over.
    separator
        How several names stand in one cell.
    unless
        Heading, and how its cells begin in rows that are no genes.
    one
        Heading of a column that should say the same in each row.
    refused
        Why no genes can be taken from it, and what to export instead; empty: they can.
    """

    name: str
    headings: tuple[str, ...]
    gene: tuple[str, ...] = ()
    approved: str = ""
    only: Mapping[str, frozenset[str]] = field(default_factory=dict)
    separator: Separator = ""
    unless: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    one: str = ""
    refused: str = ""


_UNIPROT = (
    "It names proteins, not genes. Take its column of UniProt accessions, have UniProt's ID "
    "mapping turn them into gene names, and give that table."
)
GENE_HEADINGS = (
    *("approved symbol", "hgnc symbol", "hgnc_symbol", "gene symbol", "gene_symbol", "genesymbol"),
    *("symbol", "gene", "gene name", "gene_name", "genename", "genes", "target gene", "gene names"),
    *("gensymbol", "gen-symbol", "gen", "gene symbols", "official symbol", "official gene symbol"),
    "gene.symbol",
    # UniProt's ID mapping.
    "to",
)
EXPORTS: tuple[Export, ...] = (
    Export(
        "WikiPathways data nodes",
        ("label", "type", "identifier", "hgnc"),
        ("label",),
        approved="hgnc",
        only={"type": frozenset({"geneproduct", "protein"})},
    ),
    Export(
        "GeneCards search",
        ("gene symbol", "category", "relevance score"),
        ("gene symbol",),
        only={"category": frozenset({"protein coding"})},
    ),
    Export(
        "DisGeNET",
        ("gene", "gene_id", "score_gda"),
        ("gene",),
    ),
    Export(
        "DisGeNET",
        ("genesymbol", "diseasename", "score"),
        ("genesymbol",),
    ),
    Export(
        "OMIM gene map search",
        ("gene/locus", "phenotype"),
        ("approved symbol", "gene/locus"),
        separator="comma first",
    ),
    Export(
        "OMIM search",
        ("mim number", "title"),
        ("title",),
        # Phenotypes, loci that are no known gene, and entries that were moved.
        unless={"mim number": ("#", "%", "^")},
    ),
    Export(
        "SwissTargetPrediction",
        ("target", "common name", "uniprot id"),
        ("common name",),
        separator="words",
    ),
    Export("CTD", ("gene symbol", "disease name", "inference score"), ("gene symbol",)),
    Export(
        "UniProt",
        ("entry", "gene names (primary)"),
        ("gene names (primary)",),
        separator="word first",
    ),
    Export("UniProt", ("entry", "gene names"), ("gene names",), separator="word first"),
    Export(
        "STRING interactions",
        ("node1", "node2", "combined_score"),
        refused="It holds interactions, not a list: name it as network.interactions.",
    ),
    Export(
        "HGNC",
        ("hgnc_id", "symbol", "alias_symbol", "prev_symbol"),
        refused="It is the table of all symbols, not a list: name it as network.symbols.",
    ),
    Export("SuperPred", ("target name", "uniprot id", "model accuracy"), refused=_UNIPROT),
    Export(
        "PASS",
        ("pa", "pi", "activity"),
        refused="It names activities, not genes: no gene follows from them. Leave it out, or give "
        "the targets from a database that names genes.",
    ),
)
"""In the order in which they are looked for; the first whose headings are all there is meant."""

_OF_A_DISEASE = ("protein", "gene", "disease id", "disease")
HEADLESS: tuple[tuple[str, ...], ...] = (
    (*_OF_A_DISEASE, "z-score", "confidence", "address"),
    (*_OF_A_DISEASE, "source", "evidence", "confidence"),
    (*_OF_A_DISEASE, "confidence"),
)
"""Columns of the downloads of DISEASES, which have no heading row: of text mining, of knowledge and
experiments, and of all together."""
DISEASES = Export("DISEASES", (), ("gene",), one="disease id")
