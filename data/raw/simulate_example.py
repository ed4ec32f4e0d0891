"""Write ``il2_breast_example.xlsx``: a simulated study for the workflow to run on.

``python data/raw/simulate_example.py`` writes the workbook beside this script, always the same to
the byte. Nothing in it was measured, and no patient stands behind it. The effects that were put in
are the constants of this module, so that results can be compared with the truth.
"""

import datetime
import math
import sys
import zipfile
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import numpy as np
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

SEED = 4
WORKBOOK = Path(__file__).with_name("il2_breast_example.xlsx")


class Truth(NamedTuple):
    """What was put into one marker, on its analysis scale.

    The scale is percentage points for the linear markers and log2 for Blimp-1. The IL-2 effects in
    tumor are those of a tumor of 2 cm; see ``LOSS_PER_CM``.
    """

    unit: str
    scale: str
    normal_control: float
    """Mean in untreated normal tissue."""
    tumor_minus_normal: float
    """Difference between the untreated samples."""
    il2_in_normal: float
    il2_in_tumor_early: float
    il2_in_tumor_late: float
    sd_patient: float
    """Between patients, shared by all four samples of a patient."""
    sd_tissue: float
    """Between patients, of the difference between the tissues."""
    sd_response: float
    """Between patients, of the IL-2 effect (drawn for each tissue)."""
    sd_well: float
    """Between wells: what is left of the measurement's noise."""
    decimals: int


TRUE_EFFECTS: dict[str, Truth] = {
    "CD25": Truth("%", "linear", 12.0, 8.0, -1.0, -5.5, -2.5, 3.0, 4.0, 2.5, 1.5, 1),
    "FOXP3": Truth("%", "linear", 4.5, 3.5, -0.3, -2.4, -1.0, 1.2, 2.0, 1.2, 0.8, 2),
    "CTLA-4": Truth("%", "linear", 2.6, 3.4, 0.0, -1.8, -0.9, 0.8, 1.8, 1.3, 0.7, 2),
    "Blimp-1": Truth("MFI", "log2", 8.6, -0.1, 0.35, 0.75, 0.35, 0.5, 0.4, 0.35, 0.25, 0),
    "Caspase-3": Truth("%", "linear", 9.0, -1.0, 1.0, 4.0, 1.5, 2.5, 2.0, 3.0, 1.5, 1),
}

LOSS_PER_CM = 0.15
"""Share of the IL-2 effect in tumor that is lost with each cm above 2 cm (and gained below)."""

DETECTION_LIMITS = {"CTLA-4": 0.5}
"""Values below are written as ``<0.5``."""

STAGES: dict[str, tuple[int, float, float]] = {
    "IA": (4, 0.9, 2.0),
    "IIA": (5, 1.2, 3.2),
    "IIB": (3, 2.1, 4.2),
    "IIIA": (5, 1.7, 5.5),
    "IIIB": (1, 3.0, 6.5),
    "IIIC": (2, 1.6, 5.0),
}
"""How many patients, and the smallest and largest tumor in cm."""

EARLY = ("IA", "IIA", "IIB")

TITLE = "SIMULATED DATA, no patient was measured (written by data/raw/simulate_example.py)"


class Patient(NamedTuple):
    """One invented patient."""

    name: str
    stage: str
    size: float
    age: int


Sample = tuple[str, str, str, dict[str, float]]


def simulate(seed: int = SEED) -> tuple[list[Patient], list[Sample]]:
    """Draw the patients and their four samples.

    A sample is the patient's name, tissue, treatment and the value of each marker in its unit,
    not yet rounded, and before wells are lost or fall below a detection limit.
    """
    rng = np.random.default_rng(seed)
    stages = rng.permutation([stage for stage, (n, _, _) in STAGES.items() for _ in range(n)])
    patients = []
    for number, stage in enumerate(stages.tolist(), start=1):
        _, smallest, largest = STAGES[stage]
        size = round(float(rng.uniform(smallest, largest)), 1)
        age = int(np.clip(round(rng.normal(56, 11)), 31, 84))
        patients.append(Patient(f"P{number:02d}", stage, size, age))

    values: dict[tuple[str, str, str], dict[str, float]] = {}
    for marker, truth in TRUE_EFFECTS.items():
        for patient in patients:
            level = truth.normal_control + rng.normal(0, truth.sd_patient)
            in_tumor = truth.il2_in_tumor_early
            if patient.stage not in EARLY:
                in_tumor = truth.il2_in_tumor_late
            in_tumor *= 1 - LOSS_PER_CM * (patient.size - 2)
            tissues = {
                "Tumor": (truth.tumor_minus_normal + rng.normal(0, truth.sd_tissue), in_tumor),
                "Normal": (0.0, truth.il2_in_normal),
            }
            for tissue, (shift, il2) in tissues.items():
                response = il2 + rng.normal(0, truth.sd_response)
                for treatment, effect in (("control", 0.0), ("IL-2", response)):
                    value = level + shift + effect + rng.normal(0, truth.sd_well)
                    # A share of cells cannot be negative: what would be, is a trace.
                    value = 2**value if truth.scale == "log2" else max(value, 0.1)
                    values.setdefault((patient.name, tissue, treatment), {})[marker] = value
    return patients, [(*key, markers) for key, markers in values.items()]


def written(marker: str, value: float) -> float | int | str:
    """One value as the lab's cell shows it."""
    truth = TRUE_EFFECTS[marker]
    limit = DETECTION_LIMITS.get(marker, -math.inf)
    if value < limit:
        return f"<{limit:g}"
    return round(value, truth.decimals) if truth.decimals else round(value)


def _heading(sheet: Worksheet, subtitle: str, headings: list[str], widths: list[int]) -> None:
    sheet.append([TITLE])
    sheet.append([subtitle])
    sheet.append([])
    sheet.append(headings)
    sheet["A1"].font = Font(bold=True, color="C00000")
    for cell in sheet[4]:
        cell.font = Font(bold=True)
    for column, width in zip("ABCDEFGHIJ", widths, strict=False):
        sheet.column_dimensions[column].width = width
    sheet.freeze_panes = "B5"


def build(seed: int = SEED) -> Workbook:
    """Lay the simulated study out as a lab would: one row a sample, and a sheet of patients.

    The traps that real sheets have are put in by hand: two lost wells (P07 and P16), one row pasted
    twice (P12), another spelling of IL-2 (P18), values below the detection limit.
    """
    patients, samples = simulate(seed)
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "Measurements"
    markers = list(TRUE_EFFECTS)
    _heading(
        sheet,
        "Flow cytometry after 48 h of culture. CD25, FOXP3, CTLA-4: % of CD4+ cells; "
        "Blimp-1: MFI; Caspase-3: % of cells.",
        ["Patient", "Tissue", "Treatment", *markers],
        [10, 10, 11, 10, 10, 10, 10, 10],
    )
    for name, tissue, treatment, values in samples:
        row: list[str | float | None] = [written(marker, values[marker]) for marker in markers]
        if (name, tissue, treatment) == ("P07", "Normal", "IL-2"):
            row[markers.index("FOXP3")] = None
        if (name, tissue, treatment) == ("P16", "Tumor", "IL-2"):
            row[markers.index("Caspase-3")] = "ND"
        spelled = "rhIL-2" if name == "P18" and treatment == "IL-2" else treatment
        sheet.append([name, tissue, spelled, *row])
        if (name, tissue, treatment) == ("P12", "Normal", "control"):
            sheet.append([name, tissue, spelled, *row])

    sheet = book.create_sheet("Patients")
    _heading(
        sheet,
        "Stage: AJCC anatomic stage. Size: largest diameter at pathology.",
        ["Patient", "Stage", "Tumor size (cm)", "Age"],
        [10, 10, 16, 10],
    )
    for patient in patients:
        sheet.append(list(patient))

    sheet = book.create_sheet("Read me")
    sheet.column_dimensions["A"].width = 16
    for line in _read_me():
        sheet.append(line)
    sheet["A1"].font = Font(bold=True, color="C00000")
    return book


def _read_me() -> list[list[str | float]]:
    lines: list[list[str | float]] = [
        [TITLE],
        [f"{sum(n for n, _, _ in STAGES.values())} invented patients, seed {SEED}."],
        ["It imitates a study of tumor and normal tissue, cultured with and without IL-2."],
        ["It has the flaws of a real sheet: two lost wells, a row pasted twice, values below 0.5."],
        [],
        ["True effects, in the marker's unit (Blimp-1: log2 of the MFI)"],
        [
            "Marker",
            "Unit",
            "Untreated normal",
            "Tumor minus normal, untreated",
            "IL-2 in normal",
            "IL-2 in tumor, stage I-II, 2 cm",
            "IL-2 in tumor, stage III, 2 cm",
        ],
    ]
    lines += [
        [
            marker,
            truth.unit if truth.scale == "linear" else f"{truth.scale} {truth.unit}",
            truth.normal_control,
            truth.tumor_minus_normal,
            truth.il2_in_normal,
            truth.il2_in_tumor_early,
            truth.il2_in_tumor_late,
        ]
        for marker, truth in TRUE_EFFECTS.items()
    ]
    lines += [
        [],
        [f"Each cm above 2 cm takes {LOSS_PER_CM:.0%} of the IL-2 effect in tumor away."],
    ]
    return lines


def save(book: Workbook, path: Path) -> None:
    """Save a workbook whose bytes depend on its content only: no clock in it."""
    moment = datetime.datetime(2025, 1, 1)
    book.properties.creator = "data/raw/simulate_example.py"
    book.properties.title = TITLE
    book.properties.created = moment
    buffer = BytesIO()
    book.save(buffer)
    stamp = book.properties.modified.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    with zipfile.ZipFile(buffer) as source, zipfile.ZipFile(path, "w") as target:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename == "docProps/core.xml":
                content = content.replace(stamp, b"2025-01-01T00:00:00Z")
            fixed = zipfile.ZipInfo(entry.filename, date_time=(2025, 1, 1, 0, 0, 0))
            fixed.compress_type = zipfile.ZIP_DEFLATED
            fixed.external_attr = 0o644 << 16
            target.writestr(fixed, content)


def main() -> None:
    """Write the workbook beside this script, or to the path that is given."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else WORKBOOK
    save(build(), path)
    print(f"Wrote {path}")


if __name__ == "__main__":
    main()
