"""A clean study of believable size: percentages and intensities with effects of both factors."""

from typing import Any

import numpy as np

from explant.config.models import Plan
from tests.spreadsheet.builders import CELLS, plan_of

PERCENT = {"CD25": 22, "FOXP3": 9, "CTLA-4": 14, "Caspase-3": 12}
MARKERS = (*PERCENT, "Blimp-1")
HEADER = ("Patient", "Tissue", "Treatment", *MARKERS)
TISSUE = np.array([0.5, 0.6, 0.4, -0.3, 0.5])
TREATMENT = np.array([-0.5, -0.4, -0.3, 0.4, 0.6])


def rows_of(patients: int = 20, seed: int = 1, effect: float = 1.0) -> list[list[Any]]:
    """One row a sample: row 1 is the header, each patient has four rows in the order of CELLS."""
    random = np.random.default_rng(seed)
    medians = np.array([*PERCENT.values(), 400.0])
    rows: list[list[Any]] = [list(HEADER)]
    for number in range(1, patients + 1):
        person = 0.35 * random.standard_normal(5)
        for tissue, treatment in CELLS:
            noise = 0.12 * random.standard_normal() + 0.12 * random.standard_normal(5)
            shift = effect * (TISSUE * (tissue == "Tumor") + TREATMENT * (treatment == "IL-2"))
            values = medians * np.exp(person + shift + noise)
            percent = [round(float(min(value, 98)), 1) for value in values[:4]]
            rows.append([f"P{number:02d}", tissue, treatment, *percent, round(float(values[4]))])
    return rows


def plan(**changes: Any) -> Plan:
    """Plan of that study."""
    markers = {name: {"unit": "%"} for name in PERCENT}
    return plan_of(markers=markers | changes.pop("markers", {}), **changes)
