"""Twenty patients on systemic IL-2: T cells in blood before and after.

It imitates Ahmadzadeh & Rosenberg (2006, Blood 107:2409), who found more CD4⁺CD25⁺
FOXP3⁺ cells after IL-2; the numbers are invented.
"""

from typing import NamedTuple

import numpy as np
import pandas as pd
from data.raw.examples.sheets import add_read_me, add_table
from data.raw.examples.sheets import workbook as new_workbook
from data.raw.examples.simulated import Effects, Simulated, by_sample, long, names
from openpyxl import Workbook

NAME = "treg_expansion"
SEED = 20
PATIENTS = names("P", 20)
TIMES = ("before", "after")
RENAL = 7
"""Patients with renal cell cancer; the others have melanoma. Effects do not depend on it."""


class Count(NamedTuple):
    """Cells per µl, in log2: the mean before, the change, and the spread between patients."""

    before: float
    change: float
    sd_patient: float
    sd_change: float


COUNTS = {
    "CD4": Count(9.3, 0.45, 0.35, 0.30),
    "Treg": Count(5.2, 1.60, 0.45, 0.50),
    "Effector": Count(8.3, 0.40, 0.50, 0.45),
}
SD_LYMPHOCYTES = 0.3
"""Between patients, shared by all cells."""
SD_SAMPLE = 0.12

TRUE_EFFECTS: Effects = {
    ("CD4", "expansion"): 0.45,
    ("Treg", "expansion"): 1.60,
    ("Effector", "expansion"): 0.40,
    ("Treg share", "expansion"): 1.15,
    ("Treg / Effector", "treg_over_effector"): 1.20,
}


def simulate(generator: np.random.Generator) -> Simulated:
    """Draw a study: log-normal counts, the change of log2 normal between patients."""
    n = len(PATIENTS)
    shared = generator.normal(0, SD_LYMPHOCYTES, n)
    values = {}
    for cell, count in COUNTS.items():
        before = count.before + shared + generator.normal(0, count.sd_patient, n)
        change = generator.normal(count.change, count.sd_change, n)
        log2 = np.column_stack([before, before + change])
        values[cell] = 2 ** (log2 + generator.normal(0, SD_SAMPLE, (n, 2)))
    measurements = long(PATIENTS, {"time": TIMES}, values)
    renal = np.isin(np.arange(n), generator.choice(n, RENAL, replace=False))
    ages = np.clip(np.rint(generator.normal(52, 10, n)), 25, 75).astype(int)
    cancer = np.where(renal, "renal", "melanoma")
    patients = {"patient": PATIENTS, "cancer": cancer, "age": ages}
    return Simulated(measurements, pd.DataFrame(patients))


def workbook() -> Workbook:
    """One row a patient, a column for each cell and time; P13's second CD8 count was lost."""
    study = simulate(np.random.default_rng(SEED))
    samples = by_sample(study.measurements)
    headings = [f"{cell} {time}" for cell in COUNTS for time in TIMES]
    rows = []
    for patient, cancer, age in study.patients.itertuples(index=False):
        counts = [round(samples[patient, time][cell]) for cell in COUNTS for time in TIMES]
        row = [patient, cancer, age, *counts]
        if patient == "P13":
            row[-1] = "n.d."
        rows.append(row)
    book = new_workbook(NAME)
    add_table(
        book,
        "Blood counts",
        "Cells per µl of blood before IL-2 and after the first course. Treg: CD4+CD25+FOXP3+. "
        "Effector: CD8+CCR7-.",
        ["Patient", "Cancer", "Age", *headings],
        rows,
    )
    about = [
        "20 invented patients with melanoma or renal cell cancer on systemic IL-2.",
        "Effects are changes of log2: 1 is a doubling. They do not depend on the cancer.",
        "One count is missing (P13).",
    ]
    add_read_me(book, NAME, SEED, about, TRUE_EFFECTS)
    return book
