"""Differences of every marker and contrast as arrays over the same patients."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]
MarkerContrast = tuple[str, str]


@dataclass(frozen=True)
class Samples:
    """Differences by marker and contrast, NaN where incomplete, the patients in one order.

    Parameters
    ----------
    patients
        Patients, in the order of every array.
    differences
        Arrays of shape (patients,), in the order of the table.
    asked
        Which patients each is asked of: those who have a row.
    markers
        By contrast, of how many markers the whole study asks it, where these are some of them.
    """

    patients: list[str]
    differences: dict[MarkerContrast, Floats]
    asked: dict[MarkerContrast, NDArray[np.bool_]] = field(default_factory=dict)
    markers: Mapping[str, int] = field(default_factory=dict)

    @property
    def among(self) -> int:
        """Questions of the whole study with these contrasts."""
        return sum(self.markers.values()) or len(self.differences)

    def of(self, contrasts: Sequence[str]) -> "Samples":
        """Those of some contrasts."""
        wanted = set(contrasts)
        return Samples(
            self.patients,
            {key: values for key, values in self.differences.items() if key[1] in wanted},
            {key: asked for key, asked in self.asked.items() if key[1] in wanted},
            {contrast: n for contrast, n in self.markers.items() if contrast in wanted},
        )


def samples_by_question(
    differences: pd.DataFrame,
    contrasts: Sequence[str] | None = None,
    patients: Sequence[str] | None = None,
) -> Samples:
    """Differences of the table ``differences.csv``, by marker and contrast.

    Parameters
    ----------
    differences
        The table.
    contrasts
        Only these contrasts; None for every one.
    patients
        Patients in the order of the arrays; None for those of the whole table.
    """
    everyone = pd.factorize(differences["patient"])[1] if patients is None else patients
    if contrasts is not None:
        differences = differences[differences["contrast"].isin(list(contrasts))]
    patient = pd.Index(everyone, dtype=object).get_indexer(pd.Index(differences["patient"]))
    questions = differences[["marker", "contrast"]]
    question = differences.groupby(["marker", "contrast"], sort=False).ngroup().to_numpy()
    names = questions.drop_duplicates().itertuples(index=False, name=None)
    table = np.full((question.max(initial=-1) + 1, len(everyone)), np.nan)
    table[question, patient] = differences["difference"].to_numpy(dtype=np.float64)
    by_question = {
        (str(marker), str(contrast)): row
        for (marker, contrast), row in zip(names, table, strict=True)
    }
    has_row = np.zeros(table.shape, dtype=np.bool_)
    has_row[question, patient] = True
    asked = {key: np.asarray(has_row[row]) for row, key in enumerate(by_question)}
    return Samples([str(name) for name in everyone], by_question, asked)
