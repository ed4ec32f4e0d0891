"""Mice in which one kind of cell makes IL-2, or none, or all, with and without IL-2 complexes.

A mouse gives one sample, so groups of mice are compared. Five sources × two treatments, eight mice
in each group.
"""

import numpy as np
import pandas as pd
from data.raw.examples.sheets import add_read_me, add_table
from data.raw.examples.sheets import workbook as new_workbook
from data.raw.examples.simulated import Effects, Floats, Simulated, by_sample, long, names
from openpyxl import Workbook

NAME = "il2_source"
SEED = 8
GROUPS = {
    "no IL-2": "IL-2 -/-",
    "T cells": "T cells only",
    "B cells": "B cells only",
    "dendritic cells": "DC only",
    "all cells": "wild type",
}
"""What makes IL-2, and how the lab calls these mice."""
TREATMENTS = {"vehicle": "PBS", "IL-2 complexes": "IL-2/anti-IL-2"}
MICE_IN_A_GROUP = 8
N_OF_TREATMENT = MICE_IN_A_GROUP * len(GROUPS)
MICE = names("M", N_OF_TREATMENT * len(TREATMENTS))
"""Those with vehicle come first."""

MEANS = {"Treg": (2.3, 3.5, 2.6, 3.1, 3.7), "CD8 effector": (3.8, 4.7, 3.8, 4.1, 4.8)}
"""log2 of % of CD4⁺ and of CD8⁺ cells, by source, with vehicle."""
COMPLEXES = {"Treg": (1.5, 0.7, 1.3, 1.0, 0.5), "CD8 effector": (0.8, 0.4, 0.8, 0.6, 0.3)}
"""What IL-2 complexes add, by source: who makes IL-2 gains less."""
SD_SHARED = 0.12
"""Between mice of a group, shared by both."""
SD_MOUSE = 0.22

TRUE_EFFECTS: Effects = {
    ("Treg", "source_T cells"): 1.2,
    ("Treg", "source_B cells"): 0.3,
    ("Treg", "source_dendritic cells"): 0.8,
    ("Treg", "source_all cells"): 1.4,
    ("CD8 effector", "source_T cells"): 0.9,
    ("CD8 effector", "source_B cells"): 0.0,
    ("CD8 effector", "source_dendritic cells"): 0.3,
    ("CD8 effector", "source_all cells"): 1.0,
    ("Treg / CD8 effector", "source_by_readout_T cells"): 0.3,
    ("Treg / CD8 effector", "source_by_readout_B cells"): 0.3,
    ("Treg / CD8 effector", "source_by_readout_dendritic cells"): 0.5,
    ("Treg / CD8 effector", "source_by_readout_all cells"): 0.4,
    # The mean over the sources, and wild type against mice without IL-2.
    ("Treg", "complexes"): 1.0,
    ("CD8 effector", "complexes"): 0.58,
    ("Treg", "source_by_complexes"): -1.0,
    ("CD8 effector", "source_by_complexes"): -0.5,
}


def simulate(generator: np.random.Generator) -> Simulated:
    """Draw a study: log-normal shares of cells, the same spread in each group."""
    parts: dict[str, list[Floats]] = {name: [] for name in MEANS}
    sources: list[str] = []
    for treatment in TREATMENTS:
        groups = np.repeat(np.arange(len(GROUPS)), MICE_IN_A_GROUP)
        # Cages are not numbered by group.
        generator.shuffle(groups)
        shared = generator.normal(0, SD_SHARED, groups.size)
        for name, means in MEANS.items():
            mean = np.array(means) + (treatment != "vehicle") * np.array(COMPLEXES[name])
            parts[name].append(mean[groups] + shared + generator.normal(0, SD_MOUSE, groups.size))
        sources += np.array(list(GROUPS))[groups].tolist()
    # A share of cells is at most all of them.
    values = {name: np.minimum(2 ** np.concatenate(each), 100.0) for name, each in parts.items()}
    treatments = np.repeat(list(TREATMENTS), N_OF_TREATMENT).tolist()
    mice = pd.DataFrame({"patient": MICE, "source": sources, "treatment": treatments})
    return Simulated(long(MICE, {}, values), mice)


def workbook() -> Workbook:
    """One row a mouse; the CD8⁺ cells of M21 were not stained."""
    study = simulate(np.random.default_rng(SEED))
    shares = by_sample(study.measurements)
    rows = []
    for mouse, source, treatment in study.patients.itertuples(index=False):
        treg, effector = (round(shares[(mouse,)][name], 1) for name in MEANS)
        shown = "not done" if mouse == "M21" else effector
        rows.append([mouse, GROUPS[source], TREATMENTS[treatment], treg, shown])
    book = new_workbook(NAME)
    add_table(
        book,
        "Spleen",
        "Flow cytometry of the spleen. Treg: FOXP3+, % of CD4+. Effector: CD44+CD62L-, % of CD8+.",
        ["Mouse", "IL-2 from", "Treatment", "Treg (% of CD4+)", "Effector (% of CD8+)"],
        rows,
        18,
    )
    about = [
        "80 invented mice, by the cells that make IL-2 and by treatment: eight in each group.",
        "Effects are differences of log2: 1 is a doubling.",
        "source: from the mice without IL-2, of those with PBS.",
        "complexes: mean over the sources. source_by_complexes: what wild type gains less.",
        "One value is missing (M21).",
    ]
    add_read_me(book, NAME, SEED, about, TRUE_EFFECTS)
    return book
