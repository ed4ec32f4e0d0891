"""A simulated study as tables, before it is rounded and laid out as a spreadsheet."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Effects = dict[tuple[str, str], float]
"""True effects on the analysis scale, by marker and contrast of the config."""


class Simulated(NamedTuple):
    """A study as it was drawn.

    ``measurements`` has the columns patient, each factor, marker and value (in the marker's unit),
    ``patients`` the column patient and one for each property, the groups named as in the config.
    """

    measurements: pd.DataFrame
    patients: pd.DataFrame


def names(prefix: str, number: int) -> list[str]:
    """IDs with leading zeros.

    Examples
    --------
    >>> names("P", 2)
    ['P01', 'P02']
    """
    return [f"{prefix}{at:0{max(2, len(str(number)))}d}" for at in range(1, number + 1)]


def long(
    patients: Sequence[str], factors: Mapping[str, Sequence[str]], values: Mapping[str, Floats]
) -> pd.DataFrame:
    """One row a value.

    Parameters
    ----------
    patients
        IDs.
    factors
        Levels of each factor.
    values
        By marker: an array of shape (patients, levels of the first factor, of the second, …), NaN
        where nothing was measured.
    """
    keys = [patients, *factors.values(), list(values)]
    index = pd.MultiIndex.from_product(keys, names=["patient", *factors, "marker"])
    stacked = np.stack(list(values.values()), axis=-1)
    return index.to_frame(index=False).assign(value=stacked.ravel()).dropna(ignore_index=True)


def by_sample(measurements: pd.DataFrame) -> dict[tuple[str, ...], dict[str, float]]:
    """Value of each marker in each sample, in the order in which they were drawn.

    A sample is named by patient and levels.
    """
    factors = [name for name in measurements if name not in ("marker", "value")]
    samples: dict[tuple[str, ...], dict[str, float]] = {}
    columns = [measurements[name].tolist() for name in [*factors, "marker", "value"]]
    for *sample, marker, value in zip(*columns, strict=True):
        samples.setdefault(tuple(sample), {})[marker] = value
    return samples
