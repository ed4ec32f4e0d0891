"""Linear association: permutation of a slope, and the correlation that a study can detect."""

from __future__ import annotations

from dataclasses import dataclass
from math import factorial, nan, sqrt, tanh

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri

from explant.statistics.association import columns_for
from explant.statistics.kernel.arrays import Floats, power_of_two_scale
from explant.statistics.kernel.random_orders import all_orders, count_as_extreme, random_orders

LARGEST_EXACT_ORDER = 8
"""Up to this many patients all n! orders are counted."""

SAME_STATISTIC = 1e-9


@dataclass(frozen=True)
class SlopePermutationResult:
    """Pearson's correlation with the permutation p of the slope, which is the same test."""

    n: int
    r: float
    p: float
    exact: bool
    arrangements: int
    reason: str = ""


def slope_permutation_of_columns(
    stratifier: ArrayLike, differences: ArrayLike, seed: int, monte_carlo: int = 20_000
) -> list[SlopePermutationResult]:
    """Test the least-squares slope by permuting the differences, two-sided.

    Pitman 1937 (10.2307/2983647). The slope orders the permutations as Pearson's correlation does.
    All n! orders are counted up to n = 8, otherwise p = (b + 1)/(m + 1) over m random ones, which
    all columns share.

    Parameters
    ----------
    stratifier : array_like, shape (n,)
        A number of each patient.
    differences : array_like, shape (n, columns)
        Differences of the same patients, in the same order.
    seed : int
        For the random orders; without effect while all are counted.
    monte_carlo : int
        Number m of random orders.

    Returns
    -------
    list of SlopePermutationResult
        One for each column, NaN with a reason if n < 2 or one of the two is constant.

    Raises
    ------
    ValueError
        On missing values or unequal lengths.

    Examples
    --------
    >>> table = np.array([[1.0, 3.0], [2.0, 3.0], [3.0, 3.0], [9.0, 3.0]])
    >>> results = slope_permutation_of_columns([1.0, 2.0, 3.0, 4.0], table, seed=1)
    >>> round(results[0].p, 4), results[1].reason
    (0.0833, 'the differences are constant')
    """
    x, table = columns_for(stratifier, differences)
    n, n_columns = table.shape
    if n < 2:
        return [_untested(n, "fewer than two patients")] * n_columns
    if _is_constant(x):
        return [_untested(n, "the stratifier is constant")] * n_columns
    varied = np.flatnonzero([not _is_constant(column) for column in table.T])
    results = [_untested(n, "the differences are constant")] * n_columns
    if varied.size == 0:
        return results
    fixed = _centered(x)
    centered = np.column_stack([_centered(table[:, column]) for column in varied])
    scales = np.sqrt(float(fixed @ fixed) * (centered**2).sum(axis=0))
    observed = fixed @ centered
    bounds = np.abs(observed) - SAME_STATISTIC * scales
    exact = n <= LARGEST_EXACT_ORDER
    arrangements = factorial(n) if exact else monte_carlo
    chunks = [all_orders(n)] if exact else random_orders(n, seed, monte_carlo)
    found = np.zeros(varied.size)
    for orders in chunks:
        found += count_as_extreme(orders, fixed, centered, bounds)
    p = found / arrangements if exact else (found + 1.0) / (arrangements + 1.0)
    for position, column in enumerate(varied.tolist()):
        r = float(observed[position] / scales[position])
        results[column] = SlopePermutationResult(n, r, float(p[position]), exact, arrangements)
    return results


def _untested(n: int, reason: str) -> SlopePermutationResult:
    return SlopePermutationResult(n, nan, nan, True, 0, reason)


def _is_constant(values: Floats) -> bool:
    return float(np.ptp(values / power_of_two_scale(values))) == 0.0


def _centered(values: Floats) -> Floats:
    scaled = values / power_of_two_scale(values)
    centered: Floats = scaled - scaled.mean()
    return centered


def detectable_correlation(n: int, power: float = 0.8, alpha: float = 0.05) -> float:
    r"""Return the smallest correlation that n patients detect with the given power, two-sided.

    :math:`\tanh\frac{z_{1-\alpha/2} + z_{power}}{\sqrt{n - 3}}`, from Fisher's transformation
    (Fisher 1921, Metron 1:3). NaN for n < 4.

    Examples
    --------
    >>> round(detectable_correlation(20), 3)
    0.591
    """
    if n < 4:
        return nan
    return float(tanh((ndtri(1.0 - alpha / 2.0) + ndtri(power)) / sqrt(n - 3.0)))
