"""How often random genes have a hub, and random directions agree: ``calibration/random_hubs.py``.

A network of genes of which some are famous is simulated: famous genes have more partners, and
nothing else is going on. Genes are drawn from it, the more famous the likelier, as lists of
databases hold them, and hubs are sought among them by three recipes. Beside it, patients in whom
nothing changes are held against directions that somebody predicted. Writes
``calibration/random_hubs.csv``, from which docs/network.md has its table.
"""

import argparse
import csv
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from explant.network.hubs import nodes_table
from explant.network.joined_to_markers import agreement_table

PROJECT = Path(__file__).resolve().parents[1]
SEED = 20_261_130
STUDIES = 1_000
GENES, SHARED, PARTNERS = 1_500, 40, 60
PATIENTS, MARKERS, CORRELATION = 19, 5, 0.5
ALPHA = 0.05
HUBS = (
    "the five genes with most partners",
    "partners more than two SD above the mean",
    "more partners than elsewhere (adjusted p)",
)
DIRECTIONS = (
    "four of five estimates have the predicted sign",
    "one direction is shown at least (unadjusted p)",
    "joint test",
)


def interactome(rng: np.random.Generator) -> pd.DataFrame:
    """Pairs of genes; how likely two are one depends on how famous each is, and on nothing else."""
    fame = rng.lognormal(0.0, 1.0, GENES)
    chance = np.outer(fame, fame) * (GENES * PARTNERS / fame.sum() ** 2)
    above = np.triu(rng.random((GENES, GENES)) < np.minimum(chance, 0.9), 1)
    names = np.array([f"GENE{number:04d}" for number in range(GENES)])
    first, second = np.nonzero(above)
    return pd.DataFrame({"gene_a": names[first], "gene_b": names[second]})


def of_hubs(number: int) -> Iterator[tuple[int, ...]]:
    """Hubs that each recipe names, a random list of genes at a time."""
    rng = np.random.default_rng([SEED, 1])
    pairs = interactome(rng)
    degree = pd.concat([pairs["gene_a"], pairs["gene_b"]]).value_counts().sort_index()
    chance = (degree / degree.sum()).to_numpy()
    for _ in range(number):
        genes = sorted(rng.choice(degree.index.to_numpy(), SHARED, replace=False, p=chance))
        inside = pairs[pairs["gene_a"].isin(genes) & pairs["gene_b"].isin(genes)]
        edges = inside.assign(kept="yes", kept_without="yes")
        nodes = nodes_table(edges, genes, pairs)
        own = nodes["degree"]
        yield (
            5,
            int((own > own.mean() + 2 * own.std()).sum()),
            int((nodes["p_adjusted"] <= ALPHA).sum()),
        )


def of_directions(number: int) -> Iterator[tuple[int, ...]]:
    """Whether each recipe takes chance for agreement, a study without any effect at a time."""
    from scipy.stats import wilcoxon

    rng = np.random.default_rng([SEED, 2])
    covariance = np.full((MARKERS, MARKERS), CORRELATION) + (1 - CORRELATION) * np.eye(MARKERS)
    names = [f"M{place}" for place in range(MARKERS)]
    patients = [f"P{place}" for place in range(PATIENTS)]
    for _ in range(number):
        values = rng.multivariate_normal(np.zeros(MARKERS), covariance, PATIENTS)
        predicted = np.where(rng.random(MARKERS) < 0.5, "increase", "decrease")
        same = np.sign(np.median(values, axis=0)) == np.where(predicted == "increase", 1, -1)
        p = wilcoxon(values, axis=0).pvalue
        table = pd.DataFrame(
            {"marker": names, "predicted": predicted, "agreement": "same sign not shown"}
        )
        differences = pd.DataFrame(
            {
                "patient": np.repeat(patients, MARKERS),
                "marker": names * PATIENTS,
                "contrast": "change",
                "difference": values.ravel(),
            }
        )
        joint = agreement_table(table, differences, "change", SEED)["p"].iloc[0]
        yield int(same.sum() >= 4), int((same & (p <= ALPHA)).any()), int(joint <= ALPHA)


def rows(number: int) -> Iterator[list[object]]:
    """What was asked, the recipe, the studies, and how many of them it misleads."""
    for what, recipes, made in (
        ("hubs", HUBS, of_hubs(number)),
        ("directions", DIRECTIONS, of_directions(number)),
    ):
        found: npt.NDArray[np.int_] = np.array(list(made))
        for recipe, numbers in zip(recipes, found.T, strict=True):
            share, mean = float((numbers > 0).mean()), float(numbers.mean())
            yield [what, recipe, number, round(share, 4), round(mean, 3)]


def main(number: int, into: Path) -> None:
    """Write the table."""
    with into.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["asked", "recipe", "studies", "share_any", "mean_found"])
        table.writerows(rows(number))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--studies", type=int, default=STUDIES)
    parser.add_argument("--into", type=Path, default=PROJECT / "calibration" / "random_hubs.csv")
    given = parser.parse_args()
    main(given.studies, given.into)
