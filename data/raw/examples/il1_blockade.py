"""Eleven women before and after two weeks of anakinra: transcripts in blood.

It imitates Wu et al. (2018, 10.1158/0008-5472.CAN-18-0413); the numbers are invented.
"""

import math

import numpy as np
import pandas as pd
from data.raw.examples.sheets import add_read_me, add_table
from data.raw.examples.sheets import workbook as new_workbook
from data.raw.examples.simulated import Effects, Floats, Simulated, long, names
from openpyxl import Workbook

NAME = "il1_blockade"
SEED = 11
PATIENTS = names("W", 11)
VISITS = ("before", "after")

IL1_SIGNATURE = {
    "IL1A": -0.4,
    "IL1B": -1.0,
    "IL1R1": -0.5,
    "IL1R2": -0.9,
    "IL1RAP": -0.6,
    "IL6": -0.7,
    "CXCL1": -0.8,
    "CXCL2": -0.9,
    "CXCL8": -1.2,
    "CCL3": -0.6,
    "CCL20": -0.5,
    "PTGS2": -1.1,
    "NLRP3": -0.6,
    "NFKBIA": -0.5,
    "TNFAIP3": -0.7,
    "SOD2": -0.6,
    "TREM1": -0.8,
    "ICAM1": -0.4,
}
"""Change of log2 after anakinra."""
CYTOTOXIC = {
    "GZMA": 0.4,
    "GZMB": 0.7,
    "GZMH": 0.6,
    "PRF1": 0.6,
    "GNLY": 0.7,
    "NKG7": 0.5,
    "KLRB1": 0.3,
    "KLRD1": 0.4,
    "KLRF1": 0.5,
    "KLRK1": 0.3,
    "FGFBP2": 0.7,
    "NCR3": 0.3,
}
UNCHANGED = (
    *("ACTB", "B2M", "GAPDH", "HPRT1", "PGK1", "PPIA", "RPLP0", "TBP", "TUBB", "SDHA"),
    *("CD2", "CD3D", "CD3E", "CD4", "CD5", "CD7", "CD8A", "CD14", "CD19", "CD22", "CD27", "CD28"),
    *("CD33", "CD36", "CD68", "CD79A", "CD163", "CCR2", "CCR5", "CCR7", "CSF1R", "CTLA4", "CXCR3"),
    *("FCGR3A", "FOXP3", "HLA-DRA", "IFNG", "IL2RA", "IL2RB", "IL2RG", "IL7R", "IL10", "ITGAM"),
    *("LAG3", "LCK", "MS4A1", "PDCD1", "SELL", "STAT3", "TBX21", "TGFB1", "TIGIT", "TNF", "ZAP70"),
)
CHANGES = IL1_SIGNATURE | CYTOTOXIC | dict.fromkeys(UNCHANGED, 0.0)

SD_PATIENT = 0.5
SD_INFLAMMATION = 0.5
"""Between patients, shared by the genes of the signature."""
SD_RESPONSE = 0.25
"""Between patients, of the change; as large again what the genes of the signature share."""
SD_SAMPLE = 0.25
LEVELS = dict(
    zip(CHANGES, np.random.default_rng(0).uniform(6.5, 13.0, len(CHANGES)).round(1), strict=True)
)
"""Mean log2 count of each gene before anakinra."""

SCORE = "IL-1 score"


def standard_deviation(gene: str) -> float:
    """Standard deviation of a gene's log2 counts over both visits of very many women.

    The variance at a visit, and that of the two visits' means, of which one is ``change`` away.
    """
    shared = gene in IL1_SIGNATURE
    before = SD_PATIENT**2 + SD_SAMPLE**2 + shared * SD_INFLAMMATION**2
    response = SD_RESPONSE**2 * (1 + shared)
    return math.sqrt(before + response / 2 + CHANGES[gene] ** 2 / 4)


TRUE_EFFECTS: Effects = {
    # In standard deviations of very many women. Those of eleven differ from them, and with them
    # the scale on which the study's score is measured.
    (SCORE, "anakinra_score"): -0.802923,
} | {(gene, "anakinra"): change for gene, change in CHANGES.items()}


def simulate(generator: np.random.Generator) -> Simulated:
    """Draw a study: log-normal counts, the change of log2 normal between patients."""
    n = len(PATIENTS)
    inflammation = generator.normal(0, SD_INFLAMMATION, n)
    response = generator.normal(0, SD_RESPONSE, n)
    values: dict[str, Floats] = {}
    for gene, mean in CHANGES.items():
        before = LEVELS[gene] + generator.normal(0, SD_PATIENT, n)
        change = generator.normal(mean, SD_RESPONSE, n)
        if gene in IL1_SIGNATURE:
            before += inflammation
            change += response
        log2 = np.column_stack([before, before + change])
        values[gene] = 2 ** (log2 + generator.normal(0, SD_SAMPLE, (n, 2)))
    measurements = long(PATIENTS, {"visit": VISITS}, values)
    return Simulated(measurements, pd.DataFrame({"patient": PATIENTS}))


def workbook() -> Workbook:
    """One row a count."""
    study = simulate(np.random.default_rng(SEED))
    days = {"before": "day 0", "after": "day 14"}
    rows = [
        [patient, days[visit], gene, round(value)]
        for patient, visit, gene, value in study.measurements.itertuples(index=False)
    ]
    book = new_workbook(NAME)
    add_table(
        book,
        "Counts",
        "Transcripts in blood before and after two weeks of anakinra, normalized counts.",
        ["Patient", "Visit", "Gene", "Count"],
        rows,
    )
    about = [
        "11 invented women with breast cancer, before and after two weeks of anakinra.",
        "Effects on genes are changes of log2: 1 is a doubling.",
        f"The effect on the score is in standard deviations; see TRUE_EFFECTS in {NAME}.py.",
    ]
    add_read_me(book, NAME, SEED, about, TRUE_EFFECTS)
    return book
