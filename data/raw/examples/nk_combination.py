"""NK cells of twelve donors with IL-2, with IL-15, with both and with none: lysis of targets.

What is drawn is the log2 of the share of targets that survive: there two independent effects add
(Bliss 1939, 10.1111/j.1744-7348.1939.tb06990.x).
"""

import numpy as np
import pandas as pd
from data.raw.examples.sheets import add_read_me, add_table
from data.raw.examples.sheets import workbook as new_workbook
from data.raw.examples.simulated import Effects, Simulated, by_sample, long, names
from openpyxl import Workbook

NAME = "nk_combination"
SEED = 12
DONORS = names("D", 12)
WITH_OR_WITHOUT = ("without", "with")

SURVIVAL = ((88.0, 67.0), (62.0, 38.0))
"""% survivors of a typical donor: without, with IL-2 (rows); without, with IL-15 (columns)."""
SD_DONOR = 0.03
"""Standard deviations of log2 between donors: of all, and of the effects of IL-2 and of IL-15."""
SD_IL2 = 0.10
SD_IL15 = 0.10
SD_BOTH = 0.08
"""Of what the combination does beyond both."""
SD_SAMPLE = 0.04
"""Of the mean of triplicate wells."""
SD_WELL = 1.5
"""Of the wells around their mean, in percentage points."""

TRUE_EFFECTS: Effects = {
    # log2 of 38 × 88 / (62 × 67): fewer survive than if IL-2 and IL-15 acted independently.
    ("Survival", "synergy"): -0.312926,
    # Of mean lysis, in percentage points; the mean of log-normal survivors is a little larger than
    # that of a typical donor.
    ("Lysis", "synergy"): 3.070347,
    ("Lysis", "both_over_il2"): 23.921721,
    ("Lysis", "both_over_il15"): 28.936757,
}


def simulate(generator: np.random.Generator) -> Simulated:
    """Draw a study: log-normal survivors, the effects of log2 normal between donors."""
    n = len(DONORS)
    log2 = np.log2(SURVIVAL) + generator.normal(0, SD_DONOR, (n, 1, 1))
    log2[:, 1, :] += generator.normal(0, SD_IL2, (n, 1))
    log2[:, :, 1] += generator.normal(0, SD_IL15, (n, 1))
    log2[:, 1, 1] += generator.normal(0, SD_BOTH, n)
    log2 += generator.normal(0, SD_SAMPLE, log2.shape)
    # No more than all targets survive.
    lysis = np.maximum(100 - 2**log2, 0.1)
    factors = {"il2": WITH_OR_WITHOUT, "il15": WITH_OR_WITHOUT}
    return Simulated(long(DONORS, factors, {"Lysis": lysis}), pd.DataFrame({"patient": DONORS}))


def workbook() -> Workbook:
    """One row a sample, three wells in three columns; a well of D05 was lost."""
    generator = np.random.default_rng(SEED)
    rows = []
    for (donor, il2, il15), values in by_sample(simulate(generator).measurements).items():
        noise = generator.normal(0, SD_WELL, 3)
        wells = [round(max(values["Lysis"] + each, 0), 1) for each in noise - noise.mean()]
        if (donor, il2, il15) == ("D05", "with", "without"):
            wells[1] = "n.d."
        rows.append([donor, *("+" if each == "with" else "-" for each in (il2, il15)), *wells])
    book = new_workbook(NAME)
    add_table(
        book,
        "Killing",
        "Lysis of K562 cells in % by NK cells after 24 h with and without the cytokines.",
        ["Donor", "IL-2", "IL-15", "Lysis 1", "Lysis 2", "Lysis 3"],
        rows,
    )
    about = [
        "12 invented donors, each with IL-2, with IL-15, with both and with none.",
        "Lysis in percentage points. Survival: log2 of the share that is not lysed; Bliss "
        "independence is zero synergy there, and synergy makes it negative.",
        "One well was lost (D05, IL-2).",
    ]
    add_read_me(book, NAME, SEED, about, TRUE_EFFECTS)
    return book
