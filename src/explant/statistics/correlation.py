"""Linear association: permutation of a least-squares slope, and the correlation a study can detect."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from math import factorial, nan, sqrt, tanh

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri

from explant.statistics.arrays import Floats, as_sample, power_of_two_scale

LARGEST_EXACT_ORDER = 8
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


def slope_permutation(
    stratifier: ArrayLike, differences: ArrayLike, seed: int, monte_carlo: int = 20_000
) -> SlopePermutationResult:
    """Test the least-squares slope by permuting the differences, two-sided.

    Pitman 1937 (10.2307/2983647). The slope orders the permutations as Pearson's correlation does.
    All n! orders are counted up to n = 8, otherwise p = (b + 1)/(m + 1) over m random ones.

    Returns
    -------
    SlopePermutationResult
        NaN with a reason if n < 2 or one of the two is constant.

    Raises
    ------
    ValueError
        On missing values or unequal lengths.

    Examples
    --------
    >>> result = slope_permutation([1.0, 2.0, 3.0, 4.0], [1.0, 2.0, 3.0, 9.0], seed=1)
    >>> round(result.r, 4), round(result.p, 4), result.exact
    (0.898, 0.0833, True)
    """
    x, y = as_sample(stratifier, "stratifier"), as_sample(differences)
    if x.size != y.size:
        raise ValueError(f"stratifier and differences: {x.size} and {y.size} patients")
    n = int(x.size)
    if n < 2:
        return SlopePermutationResult(n, nan, nan, True, 0, "fewer than two patients")
    for name, values in (("the stratifier is", x), ("the differences are", y)):
        if np.ptp(values / power_of_two_scale(values)) == 0.0:
            return SlopePermutationResult(n, nan, nan, True, 0, f"{name} constant")
    x, y = _centered(x), _centered(y)
    scale = sqrt(float(x @ x) * float(y @ y))
    observed = float(x @ y)
    bound = abs(observed) - SAME_STATISTIC * scale
    if n <= LARGEST_EXACT_ORDER:
        orders = np.array(list(itertools.permutations(range(n))))
        p = float((np.abs(y[orders] @ x) >= bound).mean())
        return SlopePermutationResult(n, observed / scale, p, True, factorial(n))
    generator = np.random.default_rng(seed)
    as_extreme = 0
    rows = max(1, 1_000_000 // n)
    for start in range(0, monte_carlo, rows):
        now = min(rows, monte_carlo - start)
        shuffled = generator.permuted(np.tile(y, (now, 1)), axis=1)
        as_extreme += int((np.abs(shuffled @ x) >= bound).sum())
    p = (as_extreme + 1.0) / (monte_carlo + 1.0)
    return SlopePermutationResult(n, observed / scale, p, False, monte_carlo)


def _centered(values: Floats) -> Floats:
    scaled = values / power_of_two_scale(values)
    return scaled - scaled.mean()


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
