"""Lymphocytes of 41 patients at three doses of IL-2, and of 20 healthy controls without IL-2."""

from typing import NamedTuple

import numpy as np
import pandas as pd
from data.raw.examples.sheets import add_read_me, add_table
from data.raw.examples.sheets import workbook as new_workbook
from data.raw.examples.simulated import Effects, Floats, Simulated, by_sample, long, names
from openpyxl import Workbook

NAME = "nk_dose"
SEED = 41
STAGES = ("I", "II", "III")
"""Each as frequent as the others among all patients; those of a study are drawn from them."""
N_PATIENTS = 41
N_CONTROLS = 20
DOSES = {"0": 0, "low": 100, "high": 1000}
"""IU/ml of IL-2."""
SUBJECTS = names("S", N_PATIENTS + N_CONTROLS)


class Readout(NamedTuple):
    """Means by stage and dose on the analysis scale, of the controls, and standard deviations."""

    stages: tuple[tuple[float, float, float], ...]
    controls: float
    sd_patient: float
    sd_response: float
    """Between patients, of the effect of the high dose; the low dose has half as much."""
    sd_well: float


READOUTS = {
    # % of K562 cells killed.
    "Lysis": Readout(((34, 44, 52), (28, 36, 42), (22, 28, 32)), 38, 6, 4, 2),
    # log2 of the MFI.
    "NKG2D": Readout(((9.8, 10.1, 10.3), (9.6, 9.9, 10.1), (9.4, 9.7, 9.9)), 10.0, 0.35, 0.2, 0.15),
}

TRUE_EFFECTS: Effects = {
    # Of all patients. In stages I, II and III half of high minus none is 9, 7 and 5.
    ("Lysis", "dose_trend"): 7.0,
    ("NKG2D", "dose_trend"): 0.25,
    ("Lysis", "dose_curvature"): -1.0,
    ("NKG2D", "dose_curvature"): -0.05,
    ("Lysis", "dose_steps_low_0"): 8.0,
    ("Lysis", "dose_steps_high_0"): 14.0,
    ("Lysis", "dose_steps_high_low"): 6.0,
    ("NKG2D", "dose_steps_low_0"): 0.3,
    ("NKG2D", "dose_steps_high_0"): 0.5,
    ("NKG2D", "dose_steps_high_low"): 0.2,
    ("Lysis", "patients_vs_controls"): -10.0,
    ("NKG2D", "patients_vs_controls"): -0.4,
    # Areas of 87, 71 and 55: two steps of dose by the mean of each two doses.
    ("Lysis AUC", "response_by_stage"): -16.0,
}
TREND_BY_STAGE: Effects = {("Lysis", "dose_trend"): -2.0, ("NKG2D", "dose_trend"): 0.0}
"""Change of the slope over the dose with each stage."""


def simulate(generator: np.random.Generator) -> Simulated:
    """Draw a study: normal values on the analysis scale."""
    stages = generator.integers(len(STAGES), size=N_PATIENTS)
    shape = (len(SUBJECTS), len(DOSES))
    values: dict[str, Floats] = {}
    for name, readout in READOUTS.items():
        mean = np.full(shape, np.nan)
        mean[: stages.size] = np.array(readout.stages)[stages]
        mean[stages.size :, 0] = readout.controls
        response = generator.normal(0, readout.sd_response, shape[0])
        value = mean + generator.normal(0, readout.sd_patient, (shape[0], 1))
        value += np.outer(response, [0, 0.5, 1]) + generator.normal(0, readout.sd_well, shape)
        # A share of cells cannot be negative: what would be, is a trace.
        values[name] = 2**value if name == "NKG2D" else np.maximum(value, 0.5)
    patients = pd.DataFrame(
        {
            "patient": SUBJECTS,
            "group": ["patient"] * stages.size + ["control"] * N_CONTROLS,
            "stage": [*np.array(STAGES)[stages].tolist(), *[""] * N_CONTROLS],
        }
    )
    return Simulated(long(SUBJECTS, {"dose": list(DOSES)}, values), patients)


def workbook() -> Workbook:
    """One row a sample, and a sheet of the subjects; two controls lack a value each."""
    study = simulate(np.random.default_rng(SEED))
    rows = []
    for (subject, dose), values in by_sample(study.measurements).items():
        lysis, nkg2d = round(values["Lysis"], 1), round(values["NKG2D"])
        if (subject, dose) == ("S46", "0"):
            lysis = "not done"
        if (subject, dose) == ("S53", "0"):
            nkg2d = None
        rows.append([subject, DOSES[dose], lysis, nkg2d])
    subjects = [
        [subject, "breast cancer" if group == "patient" else "healthy", stage or None]
        for subject, group, stage in study.patients.itertuples(index=False)
    ]
    book = new_workbook(NAME)
    add_table(
        book,
        "NK cells",
        "Lymphocytes after 18 h with IL-2. Lysis of K562 at 25:1; NKG2D on CD56+CD3- cells.",
        ["Subject", "IL-2 (IU/ml)", "Lysis (%)", "NKG2D (MFI)"],
        rows,
    )
    add_table(
        book, "Subjects", "Stage: AJCC anatomic stage.", ["Subject", "Group", "Stage"], subjects, 16
    )
    about = [
        "41 invented patients at 0, 100 and 1000 IU/ml of IL-2, 20 invented controls at 0 only.",
        "Lysis in percentage points, NKG2D in log2: 1 is a doubling. A trend is the change a step.",
        "With each stage the slope of lysis falls by 2; that of NKG2D does not depend on stage.",
        "Lysis AUC is the area under the lysis over the doses, one step apart; its change a stage.",
        "Two values are missing (S46, S53).",
    ]
    add_read_me(book, NAME, SEED, about, TRUE_EFFECTS)
    return book
