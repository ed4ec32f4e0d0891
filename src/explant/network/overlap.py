"""How many genes the two sides share, beside chance: as planned, and over a grid of cut-offs."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from explant.network.chosen_genes import SIDES, ReadList, Side, side_genes
from explant.network.universe import Universe

OVERLAP = (
    *("targets", "disease", "universe", "n_universe", "n_targets", "n_disease"),
    *("shared", "expected", "ratio", "p", "expected_matched", "p_matched", "matched_on", "note"),
)
AT_PLAN = "as planned"


def overlap_table(lists: Sequence[ReadList], universe: Universe) -> pd.DataFrame:
    """Genes shared, each pair of lists and then all: ``network_overlap.csv``.

    Parameters
    ----------
    lists
        All lists.
    universe
        The genes that could have been on a list.

    Returns
    -------
    DataFrame
        Columns ``OVERLAP``. The last row is of the two sides as wholes, the names of their lists
        joined by +. Genes outside the universe are not counted, and the note says how many.
    """
    of_side = {side: [read for read in lists if read.side == side] for side in SIDES}
    pairs = [
        (a.name, b.name, a.genes(), b.genes())
        for a in of_side["targets"]
        for b in of_side["disease"]
    ]
    whole = [" + ".join(read.name for read in of_side[side]) for side in SIDES]
    if len(pairs) > 1:
        targets, disease = (side_genes(lists, side) for side in SIDES)
        pairs.append((whole[0], whole[1], targets, disease))
    rows = []
    for first, second, targets, disease in pairs:
        uniform, matched = (
            universe.draw(targets, matched=matched).sharing(universe.places(disease))
            for matched in (False, True)
        )
        outside = len((targets | disease) - universe.known)
        rows.append(
            {
                "targets": first,
                "disease": second,
                "universe": universe.name,
                "n_universe": len(universe.genes),
                "n_targets": len(targets & universe.known),
                "n_disease": len(disease & universe.known),
                "shared": uniform.observed,
                "expected": uniform.expected,
                "ratio": uniform.observed / uniform.expected if uniform.expected else np.nan,
                "p": uniform.p,
                "expected_matched": matched.expected,
                "p_matched": matched.p,
                "matched_on": universe.matched_on,
                "note": f"{outside} genes are outside the universe" if outside else "",
            }
        )
    return pd.DataFrame(rows, columns=list(OVERLAP))


def thresholds_table(lists: Sequence[ReadList], universe: Universe) -> pd.DataFrame:
    """Genes shared at each pair of cut-offs: ``network_thresholds.csv``.

    Each of the plan's other cut-offs is set on its list alone, the others staying as planned.

    Parameters
    ----------
    lists
        All lists.
    universe
        The genes that could have been on a list.
    """
    choices = {side: list(_choices(lists, side)) for side in SIDES}
    rows = []
    for targets_cut, targets in choices["targets"]:
        for disease_cut, disease in choices["disease"]:
            found = universe.draw(targets, matched=True).sharing(universe.places(disease))
            rows.append(
                {
                    "targets_cut": targets_cut,
                    "disease_cut": disease_cut,
                    "n_targets": len(targets),
                    "n_disease": len(disease),
                    "shared": found.observed,
                    "expected": found.expected,
                    "p": found.p,
                }
            )
    return pd.DataFrame(rows)


def _choices(lists: Sequence[ReadList], side: Side) -> Iterator[tuple[str, frozenset[str]]]:
    yield AT_PLAN, side_genes(lists, side)
    for read in lists:
        if read.side != side:
            continue
        for heading in list(read.declared.at_least)[:1]:
            for bound in read.declared.also_at:
                cut: Mapping[str, float] = {**read.declared.at_least, heading: bound}
                genes = side_genes(lists, side, {read.name: read.genes(cut)})
                yield f"{read.name}: {heading} ≥ {bound:g}", genes
