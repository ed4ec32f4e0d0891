"""What a number of patients could show at all: power, detectable effects, smallest p."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from math import comb, factorial, isnan, nan, prod, sqrt
from sys import float_info
from typing import Literal, get_args

from scipy.special import ndtri, stdtrit

from explant.statistics.association import LARGEST_EXACT_ORDER as LARGEST_EXACT_RANK_ORDER
from explant.statistics.correlation import LARGEST_EXACT_ORDER
from explant.statistics.groups.several_groups import (
    LARGEST_EXACT_ARRANGEMENTS as LARGEST_COUNTED,
)
from explant.statistics.groups.studentized_permutation import (
    LARGEST_EXACT_ARRANGEMENTS,
    MONTE_CARLO,
)
from explant.statistics.kernel.noncentral_t import noncentral_t_cdf_at
from explant.statistics.kernel.root_finding import unbounded_root

LARGEST_STUDY = 100_000
"""A study of more patients than this is not worth a number."""

GroupTestName = Literal["welch_t", "mann_whitney", "permutation"]
SeveralTestName = Literal["ranks", "permutation", "means"]


@lru_cache(maxsize=4096)
def _power_curve(df: int, alpha: float) -> Callable[[float], float]:
    """Two-sided power of a t test as a function of the noncentrality."""
    cdf = noncentral_t_cdf_at(float(stdtrit(df, 1.0 - alpha / 2.0)), df)
    # P(T <= -c) for one noncentrality is P(T >= c) for the opposite one.
    return lambda noncentrality: (1.0 - cdf(noncentrality)) + (1.0 - cdf(-noncentrality))


@lru_cache(maxsize=4096)
def _detectable(df: int, root: float, power: float, alpha: float) -> float:
    """Effect at which the curve reaches the power if the noncentrality is effect * root."""
    curve = _power_curve(df, alpha)
    return unbounded_root(lambda effect: power - curve(effect * root), 0.0, 1.0)


def _check(alpha: float, power: float = 0.5) -> None:
    if not 0.0 < alpha < 1.0:
        raise ValueError(f"alpha: expected a number between 0 and 1, got {alpha}")
    if not alpha < power < 1.0:
        raise ValueError(f"power: expected a number between alpha and 1, got {power}")


def power_paired(d_z: float, n: int, alpha: float = 0.05) -> float:
    """Return the power of the two-sided paired t test for a true d_z.

    T is noncentral t on n - 1 with noncentrality d_z * sqrt(n) (Cohen 1988,
    10.4324/9780203771587). NaN for n < 2.

    Examples
    --------
    >>> round(power_paired(0.5, 20), 7)
    0.5645044
    """
    _check(alpha, power=(1.0 + alpha) / 2.0)
    if n < 2:
        return nan
    return _power_curve(n - 1, alpha)(d_z * sqrt(n))


def detectable_d_z(n: int, power: float = 0.8, alpha: float = 0.05) -> float:
    """Return the smallest true d_z that n patients detect with the given power; NaN for n < 2.

    Examples
    --------
    >>> round(detectable_d_z(20), 7)
    0.6604417
    """
    _check(alpha, power)
    if n < 2:
        return nan
    return _detectable(n - 1, sqrt(n), power, alpha)


def patients_for_d_z(d_z: float, power: float = 0.8, alpha: float = 0.05) -> int | None:
    """Return the smallest number of patients that detect a true d_z with the given power.

    The two-sided paired t test, as in `power_paired`.

    Returns
    -------
    int or None
        None if d_z is NaN, or so near zero that even `LARGEST_STUDY` patients are too few.

    Examples
    --------
    >>> patients_for_d_z(0.5), patients_for_d_z(-0.2), patients_for_d_z(0.0001)
    (34, 199, None)
    """
    _check(alpha, power)
    effect = abs(d_z)

    def enough(n: int) -> bool:
        return power_paired(effect, n, alpha) >= power

    if isnan(effect) or effect == 0.0:
        return None
    # The normal approximation lacks about two patients; power rises with n.
    few = (float(ndtri(1.0 - alpha / 2.0)) + float(ndtri(power))) / effect
    if few > sqrt(LARGEST_STUDY):
        return None
    n = int(few**2) + 2
    while not enough(n):
        n += 1
    while n > 2 and enough(n - 1):
        n -= 1
    return n if n <= LARGEST_STUDY else None


def detectable_d(n_first: int, n_second: int, power: float = 0.8, alpha: float = 0.05) -> float:
    """Return the smallest standardized difference that two groups detect with the given power.

    By the two-sided two-sample t test, in units of the common standard deviation: T is noncentral
    t on n1 + n2 - 2 with noncentrality d * sqrt(n1 n2 / (n1 + n2)) (Cohen 1988,
    10.4324/9780203771587). NaN if a group has no patient or no degree of freedom is left.

    Parameters
    ----------
    n_first, n_second : int
        Patients in each group.
    power, alpha : float
        Chance to detect the difference, and two-sided level.

    Examples
    --------
    >>> round(detectable_d(12, 8), 3)
    1.352
    """
    _check(alpha, power)
    total = n_first + n_second
    if min(n_first, n_second) < 1 or total < 3:
        return nan
    return _detectable(total - 2, sqrt(n_first * n_second / total), power, alpha)


def smallest_attainable_p_of_groups(
    n_first: int, n_second: int, test: GroupTestName, monte_carlo: int = MONTE_CARLO
) -> float:
    """Return the smallest two-sided p that two groups of patients can give.

    With C = C(n1 + n2, n1) labelings: 2/C for `mann_whitney`, which doubles a tail. For
    `studentized_permutation` 2/C if the groups are of one size, since swapping them gives the
    same |t|, and 1/C if they are not; 1/(m + 1) where m random labelings are drawn. Welch's t has
    no such bound: NaN.

    Parameters
    ----------
    n_first, n_second : int
        Patients in each group.
    test : {"welch_t", "mann_whitney", "permutation"}
    monte_carlo : int
        Number m of random labelings.

    Returns
    -------
    float
        NaN too where the test has no p: a group without patients, or with a single one for
        `studentized_permutation`.

    Raises
    ------
    ValueError
        For an unknown test.

    Examples
    --------
    >>> smallest_attainable_p_of_groups(3, 3, "mann_whitney")
    0.1
    >>> round(smallest_attainable_p_of_groups(3, 4, "permutation"), 6)
    0.028571
    """
    if test not in get_args(GroupTestName):
        raise ValueError(f"test: expected welch_t, mann_whitney or permutation, got {test!r}")
    fewest, total = min(n_first, n_second), n_first + n_second
    if test == "welch_t" or fewest < (2 if test == "permutation" else 1):
        return nan
    labelings = comb(total, n_first)
    if test == "permutation" and labelings > LARGEST_EXACT_ARRANGEMENTS:
        return 1.0 / (monte_carlo + 1.0)
    if test == "permutation" and n_first != n_second:
        return 1.0 / labelings
    # Divided as whole numbers, however many labelings there are.
    return min(1.0, max(2 / labelings, float_info.min))


def smallest_attainable_p_of_several(
    sizes: Sequence[int], test: SeveralTestName, ordered: bool, monte_carlo: int = MONTE_CARLO
) -> float:
    """Return what no two-sided p of three or more groups of patients is below.

    Of all L ways to label the patients one is the clearest. Groups of one size can be exchanged
    with each other where they have no order, which changes nothing of how clearly they differ;
    Jonckheere and Terpstra's test doubles a tail. 1/(m + 1) where m random labelings are drawn.

    Parameters
    ----------
    sizes : sequence of int
        Patients in each group.
    test : {"ranks", "permutation", "means"}
        Kruskal–Wallis or Jonckheere–Terpstra; Welch's F or the slope, by permutation; or their
        parametric tests, which have no bound: NaN.
    ordered : bool
        Whether the groups have an order.
    monte_carlo : int
        Number m of random labelings.

    Returns
    -------
    float
        NaN too where a group has no patient, or a single one for Welch's F.

    Examples
    --------
    >>> round(smallest_attainable_p_of_several([2, 2, 2], "ranks", ordered=False), 4)
    0.0667
    >>> round(smallest_attainable_p_of_several([2, 2, 2], "ranks", ordered=True), 4)
    0.0222
    """
    fewest = 2 if test == "permutation" and not ordered else 1
    if test == "means" or min(sizes) < fewest:
        return nan
    labelings = factorial(sum(sizes)) // prod(map(factorial, sizes))
    if test == "ranks" and ordered:
        return min(1.0, max(2 / labelings, float_info.min))
    if sum(sizes) > LARGEST_EXACT_ORDER if ordered else labelings > LARGEST_COUNTED:
        return 1.0 / (monte_carlo + 1.0)
    alike = 1 if ordered else prod(factorial(list(sizes).count(size)) for size in set(sizes))
    return min(1.0, alike / labelings)


def smallest_attainable_p_of_orders(
    n: int, test: SeveralTestName, monte_carlo: int = MONTE_CARLO
) -> float:
    """Return what no two-sided p of an association with a number is below.

    Of the n! orders of n patients without ties the ranks are furthest from zero in two, which rise
    or fall throughout; the slope by permutation may be in one alone. 1/(m + 1) where m random
    orders are drawn.

    Parameters
    ----------
    n : int
        Patients.
    test : {"ranks", "permutation", "means"}
        Spearman's correlation, the slope by permutation, or its t test, which has no bound: NaN.
    monte_carlo : int
        Number m of random orders.

    Returns
    -------
    float
        NaN too for fewer than two patients.

    Examples
    --------
    >>> round(smallest_attainable_p_of_orders(4, "ranks"), 4)
    0.0833
    >>> round(smallest_attainable_p_of_orders(4, "permutation"), 4)
    0.0417
    """
    if test == "means" or n < 2:
        return nan
    if n > (LARGEST_EXACT_ORDER if test == "permutation" else LARGEST_EXACT_RANK_ORDER):
        return 1.0 / (monte_carlo + 1.0)
    return (1 if test == "permutation" else 2) / factorial(n)
