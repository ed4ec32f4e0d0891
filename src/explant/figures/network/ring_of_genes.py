"""Which genes the network figure shows, and where each stands on its ring. Needs no matplotlib."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from explant.config.models import Plan
from explant.language.unit_of_study import noun, renamed
from explant.numbers import counted, in_order
from explant.questions.answers import Verdict

MOST_GENES = 40
"""Genes that the ring has room for."""


@dataclass(frozen=True)
class RingGene:
    """One gene of the ring.

    Parameters
    ----------
    name
        Its symbol.
    marker
        The marker that measures it, or several; empty where none does.
    direction
        1 for an increase, −1 for a decrease, 0 where nothing was measured, or where two markers
        of the gene say different things.
    evident
        Whether there is evidence of it.
    shared
        Whether both sides have the gene.
    excess
        Partners above what genes that are as well connected have; 0 where that is not known.
    """

    name: str
    marker: str
    direction: int
    evident: bool
    shared: bool
    excess: float


def ring_of_genes(
    nodes: pd.DataFrame, edges: pd.DataFrame, markers: pd.DataFrame
) -> list[RingGene]:
    """Genes in the order of the ring: measured ones first, then neighbors beside each other.

    Parameters
    ----------
    nodes, edges, markers
        ``network_nodes``, ``network_edges`` and ``network_markers``.

    Returns
    -------
    list of RingGene
        At most ``MOST_GENES``, those with the most partners; every measured gene is among them.
    """
    measured: dict[str, list[Mapping[Hashable, Any]]] = {}
    for row in markers.to_dict("records"):
        measured.setdefault(row["gene"], []).append(row)
    excess = (nodes["degree"] - nodes["expected_degree"]).fillna(0.0).clip(lower=0)
    places = dict(zip(nodes["gene"], excess, strict=True))
    kept = edges[edges["kept"] == "yes"]
    partners: dict[str, set[str]] = {}
    for a, b in zip(kept["gene_a"], kept["gene_b"], strict=True):
        partners.setdefault(a, set()).add(b)
        partners.setdefault(b, set()).add(a)
    genes = list(nodes["gene"])
    room = max(MOST_GENES - len(measured), 0)
    chosen = {*measured, *[gene for gene in genes if gene not in measured][:room]}
    order: list[str] = []
    waiting = [*measured, *genes]
    while waiting:
        gene = waiting.pop(0)
        if gene in order or gene not in chosen:
            continue
        order.append(gene)
        near = sorted(partners.get(gene, set()) & chosen, key=lambda name: (name in order, name))
        if gene not in measured:
            waiting = [*near, *waiting]
    return [_ring_gene(gene, measured.get(gene), places) for gene in order]


def left_out(nodes: pd.DataFrame, markers: pd.DataFrame, shown: Sequence[RingGene]) -> str:
    """What is said of the genes that the ring has no room for; nothing where it has."""
    more = len({*nodes["gene"], *markers["gene"]}) - len(shown)
    return f"{counted(more, 'gene')} with fewer partners not shown." if more > 0 else ""


def _ring_gene(
    gene: str, measured: Sequence[Mapping[Hashable, Any]] | None, places: dict[str, float]
) -> RingGene:
    if not measured:
        return RingGene(gene, "", 0, False, True, places.get(gene, 0.0))
    evident = [row for row in measured if row["verdict"] and Verdict(row["verdict"]).is_evidence]
    directions = {_direction(row["estimate"]) for row in evident or measured}
    return RingGene(
        gene,
        ", ".join(str(row["marker"]) for row in measured),
        directions.pop() if len(directions) == 1 else 0,
        bool(evident),
        any(row["in_both"] == "yes" for row in measured),
        places.get(gene, 0.0),
    )


def _direction(estimate: object) -> int:
    value = float(estimate) if isinstance(estimate, (int, float)) else float("nan")
    return (value > 0) - (value < 0)


def named(gene: RingGene) -> str:
    """The gene, and the marker where that is called otherwise."""
    other = gene.marker and gene.marker != gene.name
    return f"{gene.name} ({gene.marker})" if other else gene.name


def network_text(
    plan: Plan,
    network_nodes: pd.DataFrame,
    network_edges: pd.DataFrame,
    network_markers: pd.DataFrame,
) -> str:
    """Text of the network figure: how many genes and links, and which were measured."""
    genes = ring_of_genes(network_nodes, network_edges, network_markers)
    kept = network_edges[network_edges["kept"] == "yes"]
    alone = int((kept["kept_without"] == "no").sum())
    shared = sum(gene.shared for gene in genes)
    text = (
        f"A ring of {counted(len(genes), 'gene')}, {shared} of them shared by treatment and "
        f"disease, with {counted(len(kept), 'interaction')}; {alone} of these rest on channels "
        "that the plan leaves out, such as text mining, and are dotted. Larger marks have more "
        "partners than genes that are as well connected."
    )
    more = left_out(network_nodes, network_markers, genes)
    text += f" {more}" if more else ""
    changed = [gene for gene in genes if gene.direction]
    if changed:
        question = plan.contrast_label(plan.network_question)
        moves = {1: "up", -1: "down"}
        said = [
            f"{named(gene)} {moves[gene.direction]}{'' if gene.evident else ', without evidence'}"
            for gene in changed
        ]
        text += f" Measured, {question}: {in_order(said)}."
    return renamed(text, noun(plan))


def links(genes: Sequence[RingGene], edges: pd.DataFrame) -> list[tuple[int, int, bool]]:
    """Places of the two ends of each link, and whether it rests on left-out channels alone."""
    place = {gene.name: number for number, gene in enumerate(genes)}
    kept = edges[edges["kept"] == "yes"]
    return [
        (place[a], place[b], clear == "no")
        for a, b, clear in zip(kept["gene_a"], kept["gene_b"], kept["kept_without"], strict=True)
        if a in place and b in place
    ]
