"""The genes that could have been found, and how much studied each of them is."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from explant.network.lists.gene_sets import GeneSets
from explant.statistics.matched_overlap import MatchedDraw, attention_bins


@dataclass(frozen=True)
class Universe:
    """Genes in a fixed order with their attention.

    Parameters
    ----------
    name
        What the report calls it.
    genes
        In alphabetical order.
    attention
        How much studied each gene is, in the order of ``genes``.
    matched_on
        What attention is.
    """

    name: str
    genes: tuple[str, ...]
    attention: npt.NDArray[np.float64] = field(repr=False)
    matched_on: str

    @cached_property
    def known(self) -> frozenset[str]:
        """The genes as a set."""
        return frozenset(self.genes)

    @cached_property
    def bins(self) -> npt.NDArray[np.int_]:
        """Bin of each gene: genes in one bin are about equally much studied."""
        return attention_bins(self.attention)

    @cached_property
    def place(self) -> Mapping[str, int]:
        """Place of each gene in ``genes``."""
        return {gene: place for place, gene in enumerate(self.genes)}

    def places(self, members: Iterable[str]) -> npt.NDArray[np.int_]:
        """Places of those of some genes that are in the universe, ascending."""
        known = [self.place[gene] for gene in members if gene in self.place]
        return np.array(sorted(known), dtype=int)

    def draw(self, members: Iterable[str], *, matched: bool) -> MatchedDraw:
        """Genes as a draw from the universe.

        Parameters
        ----------
        members
            The genes; those outside the universe do not count.
        matched
            Whether chance draws genes that are as much studied.
        """
        drawn = np.zeros(len(self.genes), dtype=bool)
        drawn[self.places(members)] = True
        return MatchedDraw(self.bins if matched else self.one_bin, drawn)

    @cached_property
    def one_bin(self) -> npt.NDArray[np.int_]:
        """One bin for all genes: any gene may be drawn."""
        return np.zeros(len(self.genes), dtype=int)


def universe_of(
    name: str, genes: Iterable[str], attention: Mapping[str, float], matched_on: str
) -> Universe:
    """A universe of some genes.

    Parameters
    ----------
    name
        What the report calls it.
    genes
        Its genes.
    attention
        How much studied a gene is; one that is not there counts 0.
    matched_on
        What attention is.
    """
    ordered = tuple(sorted(set(genes)))
    values = np.array([attention.get(gene, 0.0) for gene in ordered], dtype=float)
    return Universe(name, ordered, values, matched_on)


def annotations(
    collections: Iterable[tuple[GeneSets, Sequence[int]]],
) -> dict[str, float]:
    """In how many gene sets each gene stands.

    Parameters
    ----------
    collections
        Collections with the smallest and largest set that counts.
    """
    count: Counter[str] = Counter()
    for sets, (smallest, largest) in collections:
        for genes in sets.genes.values():
            if smallest <= len(genes) <= largest:
                count.update(genes)
    return {gene: float(number) for gene, number in count.items()}
