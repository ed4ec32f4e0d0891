"""Signed ranks of one sample about many numbers: in order, it is never sorted anew.

Distances from a number fall up to it and rise from it on, so the order of all of them is two
ascending runs merged, which takes a stable sort a twentieth of the time.
"""

from __future__ import annotations

import numpy as np

from explant.statistics.kernel.arrays import Floats
from explant.statistics.kernel.ties import SAME, without_rounding_error


class RanksAbout:
    """Sums of the signed ranks of a sample about any number, as if it were ranked there.

    Parameters
    ----------
    sample : float array, shape (n,)
    drop_zeros : bool
        Whether zeros are left out before ranking, or take the lowest ranks first.
    """

    def __init__(self, sample: Floats, drop_zeros: bool) -> None:
        # Of measurements with few digits many are equal: each value is ranked once.
        self.values, self.times = np.unique(sample, return_counts=True)
        self.drop_zeros = drop_zeros

    def sums_at(self, theta: float) -> tuple[float, float]:
        """How far the sum of positive ranks about theta is from its mean, and its variance.

        Ties are those of `explant.statistics.kernel.ties.settle_ties`. All is counted in halves of
        whole numbers, so no sum depends on the order.

        Examples
        --------
        >>> RanksAbout(np.array([3.0, -1.0, 6.0, 1.0]), True).sums_at(1.0)
        (1.5, 3.375)
        """
        below = int(np.searchsorted(self.values, theta))
        distances = self.values - theta
        np.abs(distances, out=distances)
        without_rounding_error(distances)
        runs = np.concatenate((distances[:below][::-1], distances[below:]))
        patients = np.concatenate((self.times[:below][::-1], self.times[below:]))
        order = np.argsort(runs, kind="stable")
        ascending, patients = runs[order], patients[order]
        begins = ascending[1:] - ascending[:-1] > SAME * ascending[1:]
        ends = np.concatenate(([0], np.flatnonzero(begins) + 1, [runs.size]))
        first = np.concatenate(([0], np.cumsum(patients)))[ends]
        above = np.concatenate(([0], np.cumsum(np.where(order >= below, patients, 0))))[ends]
        times = np.diff(first)
        balance = 2 * np.diff(above) - times
        doubled = 2 * first[:-1] + times + 1
        if ascending[0] == 0.0:
            zeros = int(times[0])
            balance, doubled, times = balance[1:], doubled[1:], times[1:]
            if self.drop_zeros:
                doubled -= 2 * zeros
        n = float(times.sum())
        if self.drop_zeros:
            tied = times[times > 1].astype(np.float64)
            cubes = float((tied**3 - tied).sum())
            variance = n * (n + 1.0) * (2.0 * n + 1.0) / 24.0 - cubes / 48.0
        else:
            variance = float((times * (doubled / 2.0) ** 2).sum()) / 4.0
        return float((balance * doubled).sum()) / 4.0, variance
