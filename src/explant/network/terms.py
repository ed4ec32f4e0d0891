"""Which gene sets hold more of the shared genes than chance, and what a random drug would find."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from explant.listed_cells import as_cell
from explant.network.lists.gene_sets import GeneSets, identifiers
from explant.network.symbols import yes
from explant.network.universe import Universe
from explant.questions.answers import reaches
from explant.statistics.matched_overlap import MatchedDraw
from explant.statistics.multiplicity import adjust

TERMS = (
    *("collection", "term", "name", "hits", "size", "n", "universe", "expected"),
    *("p", "p_matched", "p_adjusted", "circular", "group", "leader", "genes"),
)
FEWEST = 3
"""Genes of a set within the universe below which nothing is asked: it could hardly show any."""
ALIKE = 0.5
"""Share of the genes of two sets (Jaccard) from which on they are one finding."""
COPIED = 0.8
"""Share of the genes of a set and a list (Jaccard) from which on the list was made of the set."""


@dataclass(frozen=True)
class AskedSets:
    """The sets that are asked about, within a universe.

    Parameters
    ----------
    names
        Names of the sets.
    members
        Places in the universe of the genes that each holds.
    """

    names: tuple[str, ...]
    members: tuple[npt.NDArray[np.int_], ...]


def sets_asked(
    sets: GeneSets, universe: Universe, sizes: Sequence[int], fewest: int = FEWEST
) -> AskedSets:
    """Sets of the declared sizes with enough genes in the universe; all count, with a hit or not.

    Counting only sets with a hit would make the adjustment too lenient.

    Parameters
    ----------
    sets
        The collection.
    universe
        The genes that could be hits.
    sizes
        Smallest and largest set, in genes of the whole collection.
    fewest
        Genes of the universe that a set holds at least.
    """
    smallest, largest = sizes
    kept = [
        (name, universe.places(genes))
        for name, genes in sets.genes.items()
        if smallest <= len(genes) <= largest
    ]
    kept = [(name, places) for name, places in kept if len(places) >= fewest]
    return AskedSets(tuple(name for name, _ in kept), tuple(places for _, places in kept))


def terms_table(
    collection: str,
    sets: GeneSets,
    shared: Collection[str],
    universe: Universe,
    sizes: Sequence[int],
    lists: Collection[tuple[str, frozenset[str]]],
    fewest: int = FEWEST,
) -> pd.DataFrame:
    """Every set that was asked about: rows of ``network_terms.csv``.

    Parameters
    ----------
    collection
        Its name in the plan.
    sets
        The collection.
    shared
        The shared genes.
    universe
        The genes that could have been shared.
    sizes, fewest
        As in :func:`sets_asked`.
    lists
        What each list was asked for, and its genes: a set that a list was made of is circular.

    Returns
    -------
    DataFrame
        Columns ``TERMS``, by matched p, then p, then name. ``p_adjusted`` is that of the matched p
        over all rows, by Benjamini and Hochberg.
    """
    tested = sets_asked(sets, universe, sizes, fewest)
    uniform, matched = (universe.draw(shared, matched=matched) for matched in (False, True))
    drawn = set(universe.places(shared).tolist())
    rows = []
    for name, members in zip(tested.names, tested.members, strict=True):
        found = uniform.sharing(members)
        rows.append(
            {
                "collection": collection,
                "term": name,
                "name": sets.names.get(name, ""),
                "hits": found.observed,
                "size": len(members),
                "n": len(drawn),
                "universe": len(universe.genes),
                "expected": found.expected,
                "p": found.p,
                "p_matched": matched.sharing(members).p,
                "circular": yes(_circular(sets.aliases[name], sets.genes[name], lists)),
                "genes": as_cell(universe.genes[place] for place in members if place in drawn),
            }
        )
    table = pd.DataFrame(rows, columns=[name for name in TERMS if name not in _LATER])
    table = table.assign(p_adjusted=adjust(table["p_matched"], "benjamini_hochberg"))
    order = table.sort_values(["p_matched", "p", "term"], kind="stable").index
    groups = dict(
        zip(
            order,
            _groups([frozenset(tested.members[place].tolist()) for place in order]),
            strict=True,
        )
    )
    leaders = {number: table["term"][place] for place, number in reversed(groups.items())}
    table = table.assign(group=pd.Series(groups, dtype=int))
    table = table.assign(leader=table["group"].map(leaders).astype(object))
    return table.loc[order, list(TERMS)].reset_index(drop=True)


_LATER = ("p_adjusted", "group", "leader")


def _circular(
    names: frozenset[str],
    genes: frozenset[str],
    lists: Collection[tuple[str, frozenset[str]]],
) -> bool:
    return any(
        not names.isdisjoint({query, *identifiers(query)})
        or len(genes & listed) >= COPIED * len(genes | listed)
        for query, listed in lists
    )


def _groups(members: Sequence[frozenset[int]]) -> Iterator[int]:
    """Number of the group of each set: that of the first before it which it is much like."""
    leaders: list[frozenset[int]] = []
    for own in members:
        for number, leader in enumerate(leaders, start=1):
            common = len(own & leader)
            if common >= ALIKE * (len(own) + len(leader) - common):
                yield number
                break
        else:
            leaders.append(own)
            yield len(leaders)


def sets_found(sets: AskedSets, draw: MatchedDraw, alpha: float) -> int:
    """Number of sets that one draw would be said to hold more of than chance.

    Parameters
    ----------
    sets
        The sets that are asked about.
    draw
        The drawn genes.
    alpha
        False discovery rate.
    """
    p = np.array([draw.sharing(members).p for members in sets.members])
    return int(reaches(adjust(p, "benjamini_hochberg"), alpha).sum())
