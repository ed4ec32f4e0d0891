"""The smallest adjusted p that a family of tests could have given, before anybody is measured."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from explant.statistics.kernel.arrays import Floats
from explant.statistics.multiplicity import adjust, counts_every_pattern

Method = Literal["holm", "benjamini_hochberg", "none", "westfall_young"]


def smallest_adjusted_p(
    smallest: ArrayLike,
    patients: ArrayLike,
    method: Method,
    all_patients: int,
    flips: int = 20_000,
) -> Floats:
    """Return the least adjusted p of each test of a family, over all signs of the differences.

    Holm's and Benjamini and Hochberg's adjusted p values never fall when a p rises, so all are
    least where every test has its smallest p: Holm's in whatever order the p values come, that of
    Benjamini and Hochberg where tests have equally many patients at the test's own smallest p.
    Westfall and Young count sign patterns of whole patients: of a test's 2**n patterns at least
    two, the observed one and its negative, are as extreme, and no more where the markers go
    together. With patients missing here and there it is a lower bound.

    Parameters
    ----------
    smallest : array_like, shape (tests,)
        Smallest p of each test before adjustment, NaN where there is no bound.
    patients : array_like, shape (tests,)
        Patients of each.
    method : {"holm", "benjamini_hochberg", "none", "westfall_young"}
    all_patients : int
        Patients who are in at least one test of the family.
    flips : int
        Random sign patterns where not all are counted.

    Returns
    -------
    float array, shape (tests,)
        NaN where there is no bound.

    Examples
    --------
    >>> smallest_adjusted_p([2 / 128] * 5, [7] * 5, "holm", 7).tolist()[0]
    0.078125
    >>> smallest_adjusted_p([2 / 128] * 5, [7] * 5, "westfall_young", 7).tolist()[0]
    0.015625
    """
    own = np.asarray(smallest, dtype=np.float64)
    n = np.asarray(patients, dtype=np.float64)
    if own.size < 2:
        return own.copy()
    if method != "westfall_young":
        least = adjust(np.nan_to_num(own, nan=0.0), method)
        least[np.isnan(own)] = np.nan
        return least
    least = np.fmax(own, 2.0 ** (1.0 - n))
    if not counts_every_pattern(all_patients, own.size):
        least = np.maximum(least, 1.0 / (flips + 1.0))
    return np.minimum(least, 1.0)
