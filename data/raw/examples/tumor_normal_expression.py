"""Tumor and adjacent normal tissue of 113 patients: expression of 2,000 genes.

The genes that are called by their symbols stand in for a list that was declared beforehand; the
others have a number only, because nothing is claimed of any real gene.
"""

import numpy as np
import pandas as pd
from data.raw.examples.sheets import add_read_me, add_table
from data.raw.examples.sheets import workbook as new_workbook
from data.raw.examples.simulated import Effects, Floats, Simulated, by_sample, long, names
from openpyxl import Workbook

NAME = "tumor_normal_expression"
SEED = 113
PATIENTS = names("P", 113)
TISSUES = ("tumor", "normal")
STAGES = {"I": 0.2, "II": 0.5, "III": 0.3}
"""Share of each stage among all patients; those of a study are drawn from them."""
CATEGORIES = {"T1": 0.3, "T2": 0.5, "T3": 0.2}

DECLARED = {
    "IL2RA": 0.6,
    "FOXP3": 1.1,
    "CTLA4": 0.9,
    "PRDM1": -0.4,
    "CASP3": 0.3,
    "IL2": 0.0,
    "IL2RB": 0.2,
    "IL2RG": 0.3,
    "JAK1": -0.2,
    "JAK3": 0.2,
    "STAT5A": -0.7,
    "STAT5B": -0.5,
    "SOCS1": 0.2,
    "SOCS3": -1.1,
    "CISH": 0.0,
    "BCL2": -0.4,
    "BCL6": -0.6,
    "MYC": -0.5,
    "CCND2": -0.6,
    "PIK3CD": 0.0,
    "AKT1": 0.2,
    "MTOR": 0.0,
    "IKZF2": 0.3,
    "TNFRSF18": 0.7,
    "TIGIT": 0.6,
    "ICOS": 0.6,
    "CCR4": -0.3,
    "CCR8": 0.9,
    "GZMB": 0.5,
    "PRF1": 0.0,
    "IFNG": 0.7,
    "CD8A": 0.2,
    "CD4": 0.0,
    "KLRK1": 0.0,
    "NKG7": 0.2,
    "LAG3": 0.8,
    "PDCD1": 0.5,
    "HAVCR2": 0.4,
    "TGFB1": 0.1,
    "IL10": 0.1,
}
"""Tumor minus normal, in log2."""
OTHERS = 1_960
BY_STAGE = 60
"""So many of the other genes change with stage as well, by ``PER_STAGE`` a stage."""
PER_STAGE = 0.5
MODULES = 20
"""Genes in a module share part of what differs between patients."""
SD_PATIENT = 0.5
SD_MODULE = 0.45
"""Between patients, of the difference between the tissues, shared by a module."""
SD_DIFFERENCE = 0.65
"""The same, of each gene."""
SD_SAMPLE = 0.35


def _genes() -> pd.DataFrame:
    """What is true of each gene: drawn once, with a seed of its own."""
    generator = np.random.default_rng(0)
    names_of_others = names("G", OTHERS)
    changed = generator.random(OTHERS) < 0.4
    change = np.where(changed, generator.normal(0, 1.1, OTHERS), 0.0).round(2)
    stages = np.isin(np.arange(OTHERS), generator.choice(OTHERS, BY_STAGE, replace=False))
    n = OTHERS + len(DECLARED)
    return pd.DataFrame(
        {
            "change": [*DECLARED.values(), *change],
            "per_stage": [0.0] * len(DECLARED) + (PER_STAGE * stages).tolist(),
            "level": generator.uniform(6.5, 12.5, n).round(1),
            "module": generator.integers(0, MODULES, n),
        },
        index=pd.Index([*DECLARED, *names_of_others], name="gene"),
    )


GENES = _genes()

TRUE_EFFECTS: Effects = {
    (gene, "tumor_vs_normal"): float(change) for gene, change in GENES["change"].items()
}
CHANGE_BY_STAGE: Effects = {
    (gene, "tumor_vs_normal"): float(step) for gene, step in GENES["per_stage"].items()
}
"""Change of the difference between the tissues with each stage."""


def simulate(generator: np.random.Generator, genes: list[str] | None = None) -> Simulated:
    """Draw a study of all genes, or of some: log-normal counts.

    A gene that changes with stage has its written effect on average over all patients. The stage of
    one patient of the study is not known.
    """
    table = GENES if genes is None else GENES.loc[genes]
    n, n_genes = len(PATIENTS), len(table)
    shares = list(STAGES.values())
    stage = generator.choice(len(STAGES), size=n, p=shares)
    step = stage - np.dot(range(len(STAGES)), shares)
    stages = np.array([*STAGES, ""])[stage]
    stages[generator.integers(n)] = ""
    categories = generator.choice(list(CATEGORIES), size=n, p=list(CATEGORIES.values()))

    level = table["level"].to_numpy() + generator.normal(0, SD_PATIENT, (n, n_genes))
    shared = generator.normal(0, SD_MODULE, (n, MODULES))[:, table["module"]]
    difference = table["change"].to_numpy() + np.outer(step, table["per_stage"]) + shared
    difference += generator.normal(0, SD_DIFFERENCE, (n, n_genes))
    log2 = np.stack([level + difference, level], axis=1)
    counts = 2 ** (log2 + generator.normal(0, SD_SAMPLE, log2.shape))
    values: dict[str, Floats] = {gene: counts[..., at] for at, gene in enumerate(table.index)}
    patients = pd.DataFrame({"patient": PATIENTS, "stage": stages, "t": categories})
    return Simulated(long(PATIENTS, {"tissue": TISSUES}, values), patients)


def workbook() -> Workbook:
    """One row a sample, a column for each gene, and a sheet of patients.

    Counts are whole numbers, so that 452,000 of them stay below 3 MB.
    """
    study = simulate(np.random.default_rng(SEED))
    rows = [
        [patient, tissue, *(max(round(value), 1) for value in counts.values())]
        for (patient, tissue), counts in by_sample(study.measurements).items()
    ]
    book = new_workbook(NAME)
    add_table(
        book,
        "Expression",
        "Normalized counts of transcripts. Genes with a number stand for any gene.",
        ["Patient", "Tissue", *GENES.index],
        rows,
        10,
    )
    add_table(
        book,
        "Patients",
        "Stage: AJCC anatomic stage. T: size category at pathology.",
        ["Patient", "Stage", "T"],
        [[name, stage or None, category] for name, stage, category in study.patients.to_numpy()],
    )
    about = [
        "113 invented patients, tumor and adjacent normal tissue, 2,000 genes.",
        "Effects are tumor minus normal in log2: 1 is twice as much in tumor.",
        f"{BY_STAGE} genes change by {PER_STAGE:g} more with each stage: per_stage of GENES in "
        f"{NAME}.py.",
    ]
    add_read_me(book, NAME, SEED, about, TRUE_EFFECTS)
    return book
