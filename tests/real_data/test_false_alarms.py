"""Checks that ask are silent on panels of genes from real pairs of tumor and normal tissue."""

import numpy as np
import pandas as pd
import pytest

from explant.spreadsheet.checks.swapped_labels import swaps
from explant.spreadsheet.checks.unit_mixing import mixed_units

pytestmark = pytest.mark.more

PANELS = 60


@pytest.fixture(scope="module")
def pairs(real_data):
    """Tumor and normal values in log2, patients × genes."""
    table = pd.read_csv(real_data / "tcga_brca_paired" / "tcga_brca_113pairs_3799genes.csv.gz")
    wide = table.set_index(["patient_id", "tissue"]).drop(columns=["stage", "t"])
    tumor = wide.xs("tumor", level="tissue")
    return tumor.to_numpy(), wide.xs("normal", level="tissue").loc[tumor.index].to_numpy()


@pytest.mark.parametrize("patients", [20, 113])
@pytest.mark.parametrize("genes", [5, 10])
def test_no_labels_look_swapped(pairs, patients, genes):
    tumor, normal = pairs
    random = np.random.default_rng(1)
    asked = 0
    for _ in range(PANELS):
        rows = random.choice(len(tumor), patients, replace=False)
        columns = random.choice(tumor.shape[1], genes, replace=False)
        differences = (tumor - normal)[np.ix_(rows, columns)]
        asked += bool(swaps(differences, [str(column) for column in columns]))
    assert asked == 0


def test_labels_that_are_swapped_are_seen_where_tissues_differ(pairs):
    tumor, normal = pairs
    differences = tumor - normal
    strong = np.flatnonzero(np.abs(differences.mean(axis=0)) > 1.5 * differences.std(axis=0))
    random = np.random.default_rng(2)
    seen = 0
    for _ in range(PANELS):
        columns = random.choice(strong, 6, replace=False)
        panel = differences[:, columns].copy()
        patient = int(random.integers(len(panel)))
        panel[patient] *= -1
        seen += patient in {swap.patient for swap in swaps(panel, [str(c) for c in columns])}
    assert seen >= 0.7 * PANELS


def test_single_genes_are_in_one_unit(pairs):
    tumor, normal = pairs
    random = np.random.default_rng(3)
    asked = sum(
        mixed_units(2 ** np.column_stack([tumor[:, gene], normal[:, gene]])) is not None
        for gene in random.choice(tumor.shape[1], 200, replace=False)
    )
    assert asked <= 2
