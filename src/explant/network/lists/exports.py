"""Which exports of lists of genes are known: how each is recognised and where its genes stand."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Separator = Literal["", "comma first", "words", "any"]
"""Several names in a cell: none expected; the first of some by commas; words; any separator."""


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
    refused
        Why no genes can be taken from it, and what to export instead; empty: they can.
    """

    name: str
    headings: tuple[str, ...]
    gene: tuple[str, ...] = ()
    approved: str = ""
    only: Mapping[str, frozenset[str]] = field(default_factory=dict)
    separator: Separator = ""
    refused: str = ""


_UNIPROT = (
    "It names proteins, not genes. Take its column of UniProt accessions, have UniProt's ID "
    "mapping turn them into gene names, and give that table."
)
GENE_HEADINGS = (
    *("approved symbol", "hgnc symbol", "hgnc_symbol", "gene symbol", "gene_symbol", "genesymbol"),
    *("symbol", "gene", "gene name", "gene_name", "genename", "genes", "target gene", "gene names"),
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
    Export("OMIM search", ("mim number", "title"), ("title",)),
    Export(
        "SwissTargetPrediction",
        ("target", "common name", "uniprot id"),
        ("common name",),
        separator="words",
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

HEADLESS = ("protein", "gene", "disease id", "disease", "source", "evidence", "confidence")
"""Columns of the downloads of DISEASES, which have no heading row."""
