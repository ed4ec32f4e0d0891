"""What a list of random genes would have found: how much a recipe finds where nothing is."""

from collections.abc import Collection, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from explant.network.lists.gene_sets import GeneSets
from explant.network.terms import sets_asked, sets_found
from explant.network.universe import Universe

RANDOM = ("collection", "recipe", "studies", "genes", "found", "mean_found", "share_any")
ANY_GENE, AMONG, MATCHED = "all genes", "could have been shared", "matched"
"""The usual recipe; the same among the genes that could have been shared; and among like genes."""


def random_lists_table(
    collection: str,
    sets: GeneSets,
    sizes: Sequence[int],
    universe: Universe,
    whole: Universe,
    targets: Collection[str],
    disease: Collection[str],
    *,
    studies: int,
    seed: int,
    alpha: float,
) -> pd.DataFrame:
    """Sets that random lists find, by three recipes: rows of ``network_random.csv``.

    Each random list has as many genes as the treatment's, each as much studied as one of them. It
    is intersected with the disease's genes and compared with the sets as the true one is, once
    by the usual recipe (any gene of the collection could have been found), once among the genes
    that could have been shared, and once matched besides.

    Parameters
    ----------
    collection, sets, sizes
        The collection, its sets, and the smallest and largest that is asked about.
    universe
        The genes that could have been shared.
    whole
        The genes that could have been on a list.
    targets, disease
        The two sides.
    studies
        Random lists.
    seed
        Seed.
    alpha
        False discovery rate.

    Returns
    -------
    DataFrame
        Columns ``RANDOM``. ``found`` is what the true list finds.
    """
    rng = np.random.default_rng(seed)
    drawn = [_like(whole, targets, rng) for _ in range(studies)]
    shared = set(targets) & set(disease)
    by_chance = [set(genes) & set(disease) for genes in drawn]
    anyone = Universe("all", tuple(sorted(sets.universe)), np.zeros(len(sets.universe)), "")
    rows = []
    for recipe, among, matched, fewest in (
        (ANY_GENE, anyone, False, 1),
        (AMONG, universe, False, None),
        (MATCHED, universe, True, None),
    ):
        asked = (
            sets_asked(sets, among, sizes)
            if fewest is None
            else sets_asked(sets, among, sizes, fewest)
        )
        found = [
            sets_found(asked, among.draw(genes, matched=matched), alpha) for genes in by_chance
        ]
        rows.append(
            {
                "collection": collection,
                "recipe": recipe,
                "studies": studies,
                "genes": len(targets),
                "found": sets_found(asked, among.draw(shared, matched=matched), alpha),
                "mean_found": float(np.mean(found)) if found else np.nan,
                "share_any": float(np.mean([number > 0 for number in found])) if found else np.nan,
            }
        )
    return pd.DataFrame(rows, columns=list(RANDOM))


def _like(whole: Universe, genes: Collection[str], rng: np.random.Generator) -> list[str]:
    """As many genes of each bin as some have, drawn at random."""
    places = whole.places(genes)
    chosen: list[npt.NDArray[np.int_]] = []
    for number, wanted in enumerate(np.bincount(whole.bins[places])):
        if wanted:
            chosen.append(rng.choice(np.flatnonzero(whole.bins == number), wanted, replace=False))
    return [whole.genes[place] for place in np.concatenate(chosen)] if chosen else []
