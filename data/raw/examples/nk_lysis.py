"""Lysis by NK cells of 18 patients at six ratios of effectors to targets, without and with IL-2."""

import numpy as np
import pandas as pd
from data.raw.examples.sheets import add_read_me, add_table
from data.raw.examples.sheets import workbook as new_workbook
from data.raw.examples.simulated import Effects, Floats, Simulated, by_sample, long, names
from openpyxl import Workbook

NAME = "nk_lysis"
SEED = 18
N_PATIENTS = 18
RATIOS = {"40:1": 40.0, "20:1": 20.0, "10:1": 10.0, "5:1": 5.0, "2.5:1": 2.5, "1.25:1": 1.25}
TREATMENTS = {"control": "medium", "IL-2": "IL-2"}
STAGES = ("early", "late")
"""Half of all patients are in each; those of a study are drawn."""
PATIENTS = names("P", N_PATIENTS)

TARGET = 30.0
TARGET_CELLS = 5_000
EFFECTORS = 1e7
RATIO_EARLY = 12.0
"""Ratio at which the target is lysed without IL-2, of a typical patient in an early stage."""
LATE, IL2 = -0.8, 1.4
"""Effects on log2 of the lytic units."""
SD_PATIENT, SD_RESPONSE, SD_WELL = 0.6, 0.4, 1.5
"""Of log2 lytic units between patients, of the effect of IL-2, and of a well in % lysis."""


def lysis(ratios: Floats, log2_units: Floats) -> Floats:
    """Lysis in % of von Krogh's curve of steepness 1 with so many lytic units."""
    ratio = EFFECTORS / (TARGET_CELLS * 2.0**log2_units)
    halfway = ratio * (100.0 - TARGET) / TARGET
    found: Floats = 100.0 / (1.0 + halfway / ratios)
    return found


def _mean_effect_on_lysis() -> float:
    """Mean over patients and ratios of lysis with IL-2 minus without, by quadrature."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(60)
    weights = weights / weights.sum()
    base = np.log2(EFFECTORS / (TARGET_CELLS * RATIO_EARLY))
    level = base + SD_PATIENT * nodes[:, None, None]
    response = IL2 + SD_RESPONSE * nodes[None, :, None]
    ratios = np.array(list(RATIOS.values()))
    effects = [
        (lysis(ratios, level + stage + response) - lysis(ratios, level + stage)).mean(axis=2)
        for stage in (0.0, LATE)
    ]
    return float(weights @ np.mean(effects, axis=0) @ weights)


TRUE_EFFECTS: Effects = {
    ("LU30", "il2"): IL2,
    ("LU30", "late_vs_early"): LATE,
    ("Lysis", "il2"): _mean_effect_on_lysis(),
}


def simulate(generator: np.random.Generator) -> Simulated:
    """Draw a study: normal log2 lytic units, and normal errors of the wells."""
    late = generator.integers(2, size=N_PATIENTS)
    level = np.log2(EFFECTORS / (TARGET_CELLS * RATIO_EARLY)) + LATE * late
    level = level + generator.normal(0, SD_PATIENT, N_PATIENTS)
    response = IL2 + generator.normal(0, SD_RESPONSE, N_PATIENTS)
    units = np.stack([level, level + response], axis=1)
    value = lysis(np.array(list(RATIOS.values()))[None, :, None], units[:, None, :])
    value = value + generator.normal(0, SD_WELL, value.shape)
    factors = {"et_ratio": list(RATIOS), "treatment": list(TREATMENTS)}
    patients = pd.DataFrame({"patient": PATIENTS, "stage": np.array(STAGES)[late].tolist()})
    # Less than no lysis is noise of the release without effectors, and written as none.
    return Simulated(long(PATIENTS, factors, {"Lysis": np.clip(value, 0.0, 100.0)}), patients)


def workbook() -> Workbook:
    """One row a sample, and a sheet of the patients; some wells of one patient are lost."""
    study = simulate(np.random.default_rng(SEED))
    rows = []
    for (patient, ratio, treatment), values in by_sample(study.measurements).items():
        found: float | None = round(values["Lysis"], 1)
        if patient == "P05" and treatment == "control" and ratio in ("20:1", "10:1", "5:1"):
            found = None
        rows.append([patient, TREATMENTS[treatment], ratio, found])
    book = new_workbook(NAME)
    add_table(
        book,
        "Chromium release",
        "Specific lysis of K562, 5000 targets a well, 4 h; NK cells after 18 h without and with "
        "IL-2.",
        ["Patient", "Treatment", "E:T", "Lysis (%)"],
        rows,
    )
    people = [list(row) for row in study.patients.itertuples(index=False)]
    add_table(book, "Patients", "Stage: early (I, II) or late (III).", ["Patient", "Stage"], people)
    about = [
        "18 invented patients, NK cells at six ratios of effectors to targets.",
        "LU30: lytic units at 30 % lysis per 10^7 effectors, in log2: 1 is a doubling.",
        "Lysis: its mean over the ratios, in percentage points.",
        "Three wells of P05 without IL-2 are missing.",
    ]
    add_read_me(book, NAME, SEED, about, TRUE_EFFECTS)
    return book
