"""Which genes stand on which lists, and what is shared at other cut-offs. Needs no matplotlib."""

from collections import Counter
from dataclasses import dataclass

import pandas as pd

from explant.config.models import Plan
from explant.figures.kit.printed_numbers import p_phrase
from explant.language.unit_of_study import noun, renamed
from explant.numbers import counted, fixed, in_order


@dataclass(frozen=True)
class GeneList:
    """A list of genes of one side."""

    name: str
    side: str
    genes: frozenset[str]


@dataclass(frozen=True)
class Combination:
    """Genes that stand on exactly these lists, by their places; ``shared`` by both sides."""

    lists: frozenset[int]
    genes: int
    shared: bool


@dataclass(frozen=True)
class Cell:
    """What is shared at one pair of cut-offs."""

    shared: int
    expected: float
    p: float

    @property
    def ratio(self) -> float:
        """Shared genes over those that chance has."""
        return self.shared / self.expected if self.expected else 0.0


@dataclass(frozen=True)
class Grid:
    """Cells by the treatment's cut-off and the disease's; what is planned stands first."""

    targets: tuple[str, ...]
    disease: tuple[str, ...]
    cells: dict[tuple[str, str], Cell]


def lists_of(plan: Plan, network_genes: pd.DataFrame) -> list[GeneList]:
    """The plan's lists, the treatment's first.

    Parameters
    ----------
    plan
        The study's plan.
    network_genes
        The table of that name.
    """
    network = plan.network
    sides = {"targets": network.targets, "disease": network.disease} if network else {}
    known = network_genes.dropna(subset=["gene"])
    known = known[known["gene"] != ""]
    return [
        GeneList(
            name,
            side,
            frozenset(known.loc[(known["side"] == side) & (known["source"] == name), "gene"]),
        )
        for side, lists in sides.items()
        for name in lists
    ]


def combinations_of(lists: list[GeneList]) -> list[Combination]:
    """Every combination of lists that genes stand on: those of both sides first, then by size.

    Parameters
    ----------
    lists
        The lists of both sides.
    """
    on: dict[str, set[int]] = {}
    for place, each in enumerate(lists):
        for gene in each.genes:
            on.setdefault(gene, set()).add(place)
    found = Counter(frozenset(places) for places in on.values())
    made = [
        Combination(places, n, len({lists[place].side for place in places}) > 1)
        for places, n in found.items()
    ]
    return sorted(made, key=lambda each: (not each.shared, -each.genes, sorted(each.lists)))


def grid_of(network_thresholds: pd.DataFrame) -> Grid:
    """The cut-offs as a grid.

    Parameters
    ----------
    network_thresholds
        The table of that name.
    """
    return Grid(
        tuple(dict.fromkeys(network_thresholds["targets_cut"])),
        tuple(dict.fromkeys(network_thresholds["disease_cut"])),
        {
            (row["targets_cut"], row["disease_cut"]): Cell(
                int(row["shared"]), float(row["expected"]), float(row["p"])
            )
            for row in network_thresholds.to_dict("records")
        },
    )


def overlap_text(plan: Plan, network_genes: pd.DataFrame, network_overlap: pd.DataFrame) -> str:
    """What the figure of the lists shows, in words."""
    lists = lists_of(plan, network_genes)
    both = sum(each.genes for each in combinations_of(lists) if each.shared)
    named = in_order([f"{each.name} ({len(each.genes)})" for each in lists])
    whole = network_overlap.iloc[-1]
    expected = "expected_matched" if pd.notna(whole["expected_matched"]) else "expected"
    p = "p_matched" if pd.notna(whole["p_matched"]) else "p"
    return renamed(
        f"Genes of {named}. {counted(both, 'gene')} on both sides; of those that could have been "
        f"shared {whole['shared']}, where chance gives {fixed(float(whole[expected]), 1)} "
        f"({p_phrase(float(whole[p]), plan.inference.alpha)}).",
        noun(plan),
    )


def thresholds_text(plan: Plan, network_thresholds: pd.DataFrame) -> str:
    """What the grid of cut-offs shows, in words."""
    grid = grid_of(network_thresholds)
    alpha = plan.inference.alpha
    named = "; ".join(
        f"{targets}, {disease}: {cell.shared} shared, {fixed(cell.expected, 1)} expected "
        f"({p_phrase(cell.p, alpha)})"
        for (targets, disease), cell in grid.cells.items()
    )
    return renamed(f"At cut-offs of the treatment’s and the disease’s lists: {named}.", noun(plan))
