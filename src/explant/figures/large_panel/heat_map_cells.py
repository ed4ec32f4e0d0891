"""What the heat map of a large panel shows: whose differences, in which unit and which order."""

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from explant.config.models import Plan, Scale
from explant.figures.large_panel.clustering import Clusters, clustered
from explant.figures.large_panel.leading import heat_map_markers

Array = NDArray[np.float64]

LIMIT_IN_SD = 3.0
COVERED = 0.95
"""Share of the differences that lie inside the colors' ends, where all markers share a unit."""

_ROUND = (1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)
_RATIOS = (1.1, 1.25, 1.5, 2.0, 3.0)


@dataclass(frozen=True)
class HeatMapCells:
    """The cells of a heat map.

    Parameters
    ----------
    markers, patients
        Names of the rows and columns in the order in which they are drawn.
    differences
        Shape (markers, patients); NaN where there is none.
    alike
        A marker whose scale and unit all share: differences are on its analysis scale. None where
        they are in units of each marker's standard deviation of the differences.
    limit
        Size of a difference at which the colors end.
    rows, columns
        How they were clustered.
    """

    markers: tuple[str, ...]
    patients: tuple[str, ...]
    differences: Array
    alike: str | None
    limit: float
    rows: Clusters
    columns: Clusters

    @property
    def beyond(self) -> int:
        """How many differences lie beyond the ends of the colors."""
        return int((np.abs(self.differences) > self.limit * (1 + 1e-12)).sum())

    @property
    def missing(self) -> int:
        """How many cells have no difference."""
        return int(np.isnan(self.differences).sum())


def heat_map_cells(plan: Plan, differences: pd.DataFrame, paired: pd.DataFrame) -> HeatMapCells:
    """Each patient's difference of the ranking contrast in the leading markers.

    Rows and columns are clustered on what is drawn: the values up to the ends of the colors. So a
    marker whose differences are all above zero never stands beside one where all are below, as it
    could by correlation, and one far value does not set a row apart.

    Parameters
    ----------
    plan
        The study's plan, which ranks by a contrast within patients.
    differences, paired
        The tables of those names.
    """
    markers = heat_map_markers(plan, paired)
    own = differences[differences["contrast"] == plan.ranked]
    patients = sorted(map(str, own["patient"].unique()))
    own = own[own["marker"].isin(markers)]
    table = own.assign(patient=own["patient"].astype(str))
    wide = table.pivot(index="marker", columns="patient", values="difference")
    values = wide.reindex(index=markers, columns=patients).to_numpy(dtype=np.float64)
    values = np.where(np.isfinite(values), values, np.nan)
    alike = _alike(plan, markers)
    if alike is None:
        values = _standardized(values)
        limit = LIMIT_IN_SD
    else:
        limit = _limit(values, plan.markers[alike].scale)
    drawn = np.clip(values / limit, -1.0, 1.0)
    rows, columns = clustered(drawn, markers), clustered(drawn.T, patients)
    return HeatMapCells(
        tuple(markers[i] for i in rows.order),
        tuple(patients[j] for j in columns.order),
        values[np.ix_(rows.order, columns.order)],
        alike,
        limit,
        rows,
        columns,
    )


def _alike(plan: Plan, markers: list[str]) -> str | None:
    """A marker whose scale all share, and whose unit too where differences have one."""
    scales = {plan.markers[name].scale for name in markers}
    units = {plan.markers[name].unit.strip() for name in markers}
    alike = len(scales) == 1 and (len(units) == 1 or scales != {"linear"})
    return markers[0] if alike else None


def _standardized(values: Array) -> Array:
    """Values in units of the standard deviation of their row; a single one has none.

    Equal differences other than zero are infinitely many standard deviations from it.
    """
    count = np.isfinite(values).sum(axis=1, keepdims=True)
    usable = np.where(count > 1, values, np.nan)
    total = np.nansum(usable, axis=1, keepdims=True)
    mean = total / np.maximum(count, 1)
    squares = np.nansum((usable - mean) ** 2, axis=1, keepdims=True)
    sd = np.sqrt(squares / np.maximum(count - 1, 1))
    # Rounding of equal differences is no spread.
    sd = np.where(sd <= 1e-12 * np.abs(mean), 0.0, sd)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(usable == 0, 0.0, usable / sd)


def _limit(values: Array, scale: Scale) -> float:
    """A round number that covers most values."""
    sizes = np.abs(values[np.isfinite(values)])
    covered = float(np.quantile(sizes, COVERED, method="inverted_cdf")) if len(sizes) else 0.0
    if covered == 0:
        covered = float(sizes.max(initial=0.0)) or 1.0
    # Within the numbers that a computer can count on from here.
    covered = min(max(covered, 1e-300), 1e300)
    slack = 1 - 1e-9
    if scale == "linear":
        power = 10.0 ** math.floor(math.log10(covered))
        return next(step * power for step in _ROUND if step * power >= covered * slack)
    # A ratio on a logarithmic scale: up to threefold as it is, then by doublings.
    unit = 1.0 if scale == "log2" else math.log(2)
    logs = [math.log2(ratio) for ratio in _RATIOS]
    logs += [float(power) for power in range(2, math.ceil(covered / unit) + 2)]
    return next(log * unit for log in logs if log * unit >= covered * slack)
