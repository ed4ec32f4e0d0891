"""How often random genes "act through" a pathway: ``python calibration/random_drugs.py``.

Random lists of genes, drugs that do nothing, are intersected with a disease's genes and compared
with gene sets by five recipes. Writes ``calibration/random_drugs.csv``, from which docs/network.md
has its table. The gene sets are a whole collection, which is not shipped: the folder with it and
with the lists is an argument.
"""

import argparse
import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.stats import hypergeom

from explant.network.lists.gene_list import read_gene_list
from explant.network.lists.gene_sets import GeneSets, read_gene_sets
from explant.network.symbols import Symbols
from explant.network.terms import sets_asked, sets_found
from explant.network.universe import annotations, universe_of
from explant.statistics.multiplicity import adjust

PROJECT = Path(__file__).resolve().parents[1]
SEED = 20_261_129
STUDIES = 1_000
GENOME = 20_000
SIZES = (5, 500)
ALPHA = 0.05
DISEASE = ("WP1984-datanodes.tsv", "WP4262-datanodes.tsv")
SETS = "pathwayforte_reactome.gmt"
DRUGS = ((400, "any"), (400, "in proportion to annotations"), (37, "in proportion to annotations"))
RECIPES = (
    "20,000 genes, only sets with a hit",
    "20,000 genes, all sets",
    "all genes of the sets",
    "the disease's genes",
    "the disease's genes, as much studied",
)


def names_of(folder: Path) -> Symbols:
    """Every name of the files as a symbol: they are of one age, so nothing has to be mapped."""
    names: set[str] = set()
    for file in DISEASE:
        with (folder / file).open(encoding="utf-8") as lines:
            rows = csv.DictReader(lines, delimiter="\t")
            names |= {row["HGNC"].split(":")[1] for row in rows if ":" in row["HGNC"]}
    for line in (folder / SETS).read_text(encoding="utf-8").splitlines():
        names |= {name for part in line.split("\t")[2:] for name in part.split()}
    return Symbols(dict.fromkeys(sorted(names), ""), {}, {})


def found_anywhere(
    members: npt.NDArray[np.bool_], shared: npt.NDArray[np.int_], genome: int
) -> tuple[int, int]:
    """Sets found with a genome as background: of those with a hit only, and of all."""
    hits = members[:, shared].sum(axis=1)
    p = hypergeom.sf(hits - 1, genome, members.sum(axis=1), len(shared))
    hit = p[hits > 0]
    only = (adjust(hit, "benjamini_hochberg") <= ALPHA).sum() if len(hit) else 0
    return int(only), int((adjust(p, "benjamini_hochberg") <= ALPHA).sum())


def studies(
    sets: GeneSets, disease: frozenset[str], size: int, how: str, number: int
) -> Iterator[Sequence[int]]:
    """Sets found by each recipe, a random drug at a time."""
    rng = np.random.default_rng([SEED, size, len(how)])
    attention = annotations([(sets, SIZES)])
    everyone = universe_of("all", sets.universe, attention, "annotations")
    could_be = universe_of("disease", disease & sets.universe, attention, "annotations")
    asked = sets_asked(sets, could_be, SIZES)
    whole = sets_asked(sets, everyone, SIZES, fewest=1)
    members = np.zeros((len(whole.names), len(everyone.genes)), dtype=bool)
    for row, places in enumerate(whole.members):
        members[row, places] = True
    weights = everyone.attention / everyone.attention.sum()
    ill = np.isin(everyone.genes, sorted(disease))
    for _ in range(number):
        chance = None if how == "any" else weights
        drawn = rng.choice(len(everyone.genes), size, replace=False, p=chance)
        shared = drawn[ill[drawn]]
        genes = [everyone.genes[place] for place in shared]
        of_genome = found_anywhere(members, shared, GENOME)
        yield (
            *of_genome,
            found_anywhere(members, shared, len(everyone.genes))[1],
            sets_found(asked, could_be.draw(genes, matched=False), ALPHA),
            sets_found(asked, could_be.draw(genes, matched=True), ALPHA),
        )


def main(folder: Path, number: int, into: Path) -> None:
    """Write the table.

    Parameters
    ----------
    folder
        Where the lists and the whole collection are.
    number
        Random drugs of each kind.
    into
        The file.
    """
    symbols = names_of(folder)
    sets = read_gene_sets(folder / SETS, symbols)
    disease: set[str] = set()
    for file in DISEASE:
        for entry in read_gene_list(folder / file, symbols).entries:
            disease.add(symbols.resolved(entry.symbol or entry.as_written).symbol)
    with into.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["genes", "drawn", "recipe", "studies", "share_any", "mean_found"])
        for size, how in DRUGS:
            found = np.array(list(studies(sets, frozenset(disease) - {""}, size, how, number)))
            for recipe, numbers in zip(RECIPES, found.T, strict=True):
                share, mean = (numbers > 0).mean(), numbers.mean()
                rows.writerow([size, how, recipe, number, round(share, 4), round(mean, 3)])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="folder with the lists and the whole collection")
    parser.add_argument("--studies", type=int, default=STUDIES)
    parser.add_argument("--into", type=Path, default=PROJECT / "calibration" / "random_drugs.csv")
    given = parser.parse_args()
    main(given.folder, given.studies, given.into)
