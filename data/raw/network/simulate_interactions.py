"""Write the table of symbols and the simulated interactions of the network example.

The genes are those of the lists and sets beside this script. Interactions are drawn at random, in
the format of STRING's export, and are nobody's result: well-known genes get more partners, and
the genes that both sides share get more among themselves.

    python data/raw/network/simulate_interactions.py
"""

import csv
from itertools import chain
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
LISTS = ("WP49-datanodes.tsv", "WP1984-datanodes.tsv", "WP4262-datanodes.tsv")
SETS = "reactome.gmt"
SEED = 49
PARTNERS = 0.02
AMONG_SHARED = 0.35
MADE_UP = {"IL2RA": "made-up-alias-1", "AKT1": "made-up-alias-2|made-up-alias-3"}
MARKERS = ("IL2RA", "FOXP3", "CTLA4", "PRDM1", "CASP3")
CHANNELS = (
    *("neighborhood_on_chromosome", "gene_fusion", "phylogenetic_cooccurrence", "homology"),
    *("coexpression", "experimentally_determined_interaction", "database_annotated"),
    "automated_textmining",
)
PRIOR = 0.041


def genes_of(file: str) -> list[str]:
    """Approved symbols of a table of data nodes, sorted."""
    with (HERE / file).open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    kinds = ("GeneProduct", "Protein")
    return sorted({r["HGNC"].split(":")[1] for r in rows if r["Type"] in kinds and r["HGNC"]})


def combined(channels: np.ndarray) -> float:
    """STRING's combination of channels as independent, the prior counted once."""
    freed = np.clip((channels - PRIOR) / (1 - PRIOR), 0, None)
    return float(1 - (1 - PRIOR) * np.prod(1 - freed)) if freed.any() else 0.0


def main() -> None:
    """Write both files."""
    lists = [genes_of(file) for file in LISTS]
    lines = (HERE / SETS).read_text(encoding="utf-8").splitlines()
    sets = [line.split("\t")[2:] for line in lines]
    everyone = sorted({*MARKERS, *chain.from_iterable(lists), *chain.from_iterable(sets)})
    with (HERE / "symbols.tsv").open("w", encoding="utf-8") as file:
        file.write("symbol\talias_symbol\tprev_symbol\n")
        for gene in everyone:
            file.write(f"{gene}\t{MADE_UP.get(gene, '')}\t\n")

    rng = np.random.default_rng(SEED)
    nodes = sorted({*MARKERS, *chain.from_iterable(lists)})
    shared = set(lists[0]) & {*lists[1], *lists[2]}
    fame = dict(zip(nodes, rng.gamma(1.5, 1.0, len(nodes)), strict=True))
    with (HERE / "string_interactions.tsv").open("w", encoding="utf-8") as file:
        heading = ["#node1", "node2", "node1_string_id", "node2_string_id", *CHANNELS]
        file.write("\t".join([*heading, "combined_score"]) + "\n")
        for place, first in enumerate(nodes):
            for second in nodes[place + 1 :]:
                both = first in shared and second in shared
                chance = AMONG_SHARED if both else min(0.9, PARTNERS * fame[first] * fame[second])
                if rng.random() >= chance:
                    continue
                channels = np.zeros(len(CHANNELS))
                channels[4:7] = rng.beta(0.5, 1.0, 3) * (rng.random(3) < (0.7, 0.5, 0.3))
                channels[7] = rng.beta(1.5, 1.5)
                channels = channels.round(3)
                score = combined(channels)
                if score < 0.15:
                    continue
                cells = [first, second, "simulated", "simulated", *(f"{c:g}" for c in channels)]
                file.write("\t".join([*cells, f"{score:.3f}"]) + "\n")


if __name__ == "__main__":
    main()
