"""The study that the spreadsheets of this folder hold: what is true, before any file is written."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from random import Random

IDS = ("K03", "K07", "K11", "K16", "K22", "K28", "K31", "K40", "K45", "K52", "K58", "K63")
TISSUES = ("tumor", "normal")
TREATMENTS = ("control", "IL-2")
SAMPLES = tuple(product(TISSUES, TREATMENTS))
MARKERS = ("CD25", "Blimp-1", "IL-10")
UNITS = {"CD25": "%", "Blimp-1": "MFI", "IL-10": "pg/ml"}
MEDIANS = {"CD25": 14.0, "Blimp-1": 420.0, "IL-10": 24.0}
TUMOR = {"CD25": 1.6, "Blimp-1": 1.5, "IL-10": 1.4}
IL2 = {"CD25": 1.5, "Blimp-1": 0.7, "IL-10": 1.7}
DECIMALS = {"CD25": 1, "Blimp-1": 0, "IL-10": 1}


@dataclass(frozen=True, slots=True)
class Key:
    """What a value was measured for."""

    patient: str
    tissue: str
    treatment: str
    marker: str


@dataclass(frozen=True)
class Person:
    """What is known of a patient."""

    stage: str
    category: str
    size: float
    age: int


Study = dict[Key, float]


def study(patients: int = 6) -> Study:
    """Values of a study in which both factors have an effect on each marker."""
    # Only sums and products: the same numbers on every machine.
    random = Random(20)
    values: Study = {}
    for patient in IDS[:patients]:
        for marker in MARKERS:
            own = MEDIANS[marker] * (0.75 + 0.75 * random.random())
            for tissue, treatment in SAMPLES:
                value = own * (0.92 + 0.16 * random.random())
                value *= TUMOR[marker] if tissue == "tumor" else 1
                value *= IL2[marker] if treatment == "IL-2" else 1
                places = DECIMALS[marker]
                rounded = round(value, places)
                values[Key(patient, tissue, treatment, marker)] = rounded if places else int(value)
    return values


def patients_of(values: Study) -> list[str]:
    """Patients in the order of the study."""
    return list(dict.fromkeys(key.patient for key in values))


PEOPLE = {
    "K03": Person("IIA", "T2", 2.4, 51),
    "K07": Person("I", "T1c", 1.6, 63),
    "K11": Person("IIIA", "T3", 6.1, 47),
    "K16": Person("IIB", "T2", 4.2, 70),
    "K22": Person("I", "T1b", 0.8, 58),
    "K28": Person("IIA", "T2", 3.0, 66),
}


def in_order(keys: Iterable[Key], markers: Sequence[str] = MARKERS) -> list[Key]:
    """Keys as measurements.csv has them: by patient, K3 before K07, then by marker and sample."""
    return sorted(
        keys,
        key=lambda key: (
            [
                (not part.isdigit(), int(part) if part.isdigit() else 0, part.casefold())
                for part in re.findall(r"\d+|\D+", key.patient)
            ],
            markers.index(key.marker),
            SAMPLES.index((key.tissue, key.treatment)),
        ),
    )
