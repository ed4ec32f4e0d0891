"""An effect of patients' properties given others: F tests, and permutations that keep the others.

Residuals of the model without the effect are exchanged between patients, added to what that model
fits, and the whole model is fitted again (Freedman & Lane 1983, 10.1080/07350015.1983.10509354;
compared with other ways in Winkler 2014, 10.1016/j.neuroimage.2014.01.060). With no property to
keep but the mean it is the plain permutation test, which is exact; otherwise it holds for many
patients, and in simulation for few.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import factorial, isfinite, nan, sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import fdtrc, stdtrit

from explant.statistics.kernel.arrays import Floats, check_confidence, power_of_two_scale, rescale
from explant.statistics.kernel.random_orders import all_orders, random_orders

LARGEST_EXACT_ORDER = 8
"""Up to this many patients all n! orders are counted."""

SAME_STATISTIC = 1e-9
WORK = 2_000_000_000
FEWEST_RANDOM = 999
"""Products up to which all random orders are drawn, and how many are drawn whatever the size."""

NOTHING_LEFT = "the other properties tell the same patients apart"
"""Why there is no effect where the others explain it."""

CHUNK = 4_000_000
"""Numbers of moved columns that are held at a time."""


@dataclass(frozen=True)
class PartialEffect:
    """One effect given the others; ``reason`` says why a field is NaN.

    ``estimate`` and its t interval are the coefficient of the effect's column where it has one.
    No p_permutation of these patients is below ``smallest_p``, whatever their values.
    """

    n: int
    estimate: float
    low: float
    high: float
    f: float
    df1: int
    df2: int
    p_f: float
    p_permutation: float
    smallest_p: float
    exact: bool
    reason: str = ""

    @classmethod
    def undefined(cls, n: int, reason: str) -> PartialEffect:
        """No effect of n patients can be told, and why."""
        return cls(n, nan, nan, nan, nan, 0, 0, nan, nan, nan, True, reason)


def partial_effects_of_columns(
    effect: ArrayLike,
    others: ArrayLike,
    values: ArrayLike,
    seed: int,
    monte_carlo: int = 20_000,
    confidence: float = 0.95,
    among: int | None = None,
) -> list[PartialEffect]:
    """Test an effect in a linear model that holds others too, for each column of values.

    F is the fall of the residual sum of squares by the effect, given all others: of a design with
    sum-to-zero contrasts it is the type III F. All n! orders of patients are counted up to n = 8,
    otherwise p = (b + 1)/(m + 1) over m random ones, which all columns share.

    Parameters
    ----------
    effect : array_like, shape (n, k)
        The effect's columns.
    others : array_like, shape (n, m)
        Columns that are kept; the constant is added.
    values : array_like, shape (n, columns)
        One number of each patient, by column.
    seed : int
        For the random orders; without effect while all are counted.
    monte_carlo : int
        Number m of random orders; fewer, but 999, of thousands of patients or columns.
    confidence : float
        Level of the interval.
    among : int, optional
        Columns that are tested in all, where these are some of them: by it goes how many random
        orders there are.

    Returns
    -------
    list of PartialEffect
        One for each column, with p_permutation of Freedman & Lane 1983. NaN with a reason where
        the others leave nothing of the effect, or no patient is left to tell what remains.

    Raises
    ------
    ValueError
        On missing values or unequal lengths.

    Examples
    --------
    Two crossed groupings of two groups, coded ±½, and their interaction given both:

    >>> a = np.repeat([-0.5, 0.5], 4)
    >>> b = np.tile([-0.5, -0.5, 0.5, 0.5], 2)
    >>> values = np.array([[1.0, 2.0, 3.0, 4.0, 2.0, 3.0, 8.0, 9.0]]).T
    >>> (found,) = partial_effects_of_columns(
    ...     (a * b)[:, None], np.column_stack([a, b]), values, seed=1
    ... )
    >>> round(found.estimate, 6), round(found.f, 6), found.df2, round(found.p_f, 4)
    (4.0, 16.0, 4, 0.0161)
    """
    check_confidence(confidence)
    tested, kept, table = _checked(effect, others, values)
    n, n_columns = table.shape

    def undefined(reason: str) -> PartialEffect:
        return PartialEffect.undefined(n, reason)

    if n == 0:
        return [undefined("no patients")] * n_columns
    unit = power_of_two_scale(tested)
    tested = tested / unit
    base = _orthogonal(np.column_stack([np.ones(n), kept]))
    given = tested - base @ (base.T @ tested)
    # What rounding leaves of columns that the others explain is no effect.
    lengths = np.sqrt((tested**2).sum(axis=0))
    own = _orthogonal(np.where(np.abs(given) > 1e-10 * lengths, given, 0.0))
    df1, df2 = own.shape[1], n - base.shape[1] - own.shape[1]
    if df1 < tested.shape[1]:
        return [undefined(NOTHING_LEFT)] * n_columns
    if df2 < 1:
        return [undefined("too few patients for so many properties")] * n_columns
    scales = np.array([power_of_two_scale(column) for column in table.T])
    residuals = table / scales
    residuals = residuals - _products(base.T, _products(base, residuals))
    total = _sum(residuals**2)
    effects = _products(own, residuals)
    explained = _sum(effects**2)
    # Not total − explained: where the effect explains all, rounding would be what is left.
    remaining = _sum((residuals - _products(own.T, effects)) ** 2)
    size = _sum((table / scales) ** 2)
    slopes = _products(given[:, :1], residuals)[0]
    constant = total <= 1e-26 * size
    share = np.divide(explained, total, out=np.zeros_like(total), where=~constant)
    affordable = WORK // (n * (own.shape[1] + base.shape[1]) * max(among or 0, n_columns))
    orders = min(monte_carlo, max(affordable, FEWEST_RANDOM))
    p, exact = _permuted(own, base, residuals, total, share, seed, orders)
    smallest = _share_alike(own, base) if exact else 1.0 / (orders + 1.0)
    results = []
    for column in range(n_columns):
        left = float(remaining[column])
        if constant[column]:
            results.append(undefined("the values do not vary beside the other properties"))
            continue
        all_explained = left <= 1e-26 * size[column]
        f = nan if all_explained else float(explained[column] / df1 / (left / df2))
        estimate = low = high = nan
        if tested.shape[1] == 1:
            length = float((given[:, 0] ** 2).sum())
            slope = float(slopes[column]) / length
            half = float(stdtrit(df2, 0.5 + confidence / 2.0)) * sqrt(left / df2 / length)
            estimate, low, high = (
                rescale(rescale(slope + sign * half, 1.0 / unit), scales[column])
                for sign in (0.0, -1.0, 1.0)
            )
        reason = "nothing varies beside the effect" if all_explained else ""
        if not reason and tested.shape[1] == 1 and not isfinite(high - low):
            reason = "the interval exceeds the largest number"
        results.append(
            PartialEffect(
                n,
                estimate,
                low,
                high,
                f,
                df1,
                df2,
                nan if all_explained else float(fdtrc(df1, df2, f)),
                float(p[column]),
                smallest,
                exact,
                reason,
            )
        )
    return results


def _permuted(
    own: Floats,
    base: Floats,
    residuals: Floats,
    total: Floats,
    share: Floats,
    seed: int,
    monte_carlo: int,
) -> tuple[Floats, bool]:
    """P of each column's share explained, and whether all orders were counted.

    Of exchanged residuals the others explain a part again, which is taken out of what the effect
    can explain a share of.
    """
    n = len(own)
    exact = n <= LARGEST_EXACT_ORDER
    axes = np.column_stack([own, base])
    arrangements = factorial(n) if exact else monte_carlo
    every: Iterable[NDArray[np.intp]] = (
        [all_orders(n)] if exact else random_orders(n, seed, arrangements)
    )
    found = np.zeros(residuals.shape[1])
    rows = max(1, CHUNK // (n * axes.shape[1]))
    columns = max(1, CHUNK // (rows * axes.shape[1]))
    for orders in every:
        for start in range(0, len(orders), rows):
            # Exchanging the axes in place of the residuals is done once for all columns.
            moved = axes[orders[start : start + rows]]
            for first in range(0, residuals.shape[1], columns):
                part = slice(first, first + columns)
                squares = np.tensordot(moved, residuals[:, part], axes=([1], [0])) ** 2
                explained = squares[:, : own.shape[1]].sum(axis=1)
                left = total[part] - squares[:, own.shape[1] :].sum(axis=1)
                found[part] += (
                    explained >= share[part] * left * (1.0 - SAME_STATISTIC) - 1e-14 * total[part]
                ).sum(axis=0)
    if exact:
        return found / arrangements, True
    return (found + 1.0) / (arrangements + 1.0), False


def _share_alike(own: Floats, base: Floats) -> float:
    """Share of all orders that no values tell from the order as it is.

    Patients with the same properties can be exchanged, and all of a group with all of another one
    of its size. What such orders give is equal for any values; of values without structure no
    other order gives the same.
    """
    n = len(own)
    values = np.random.default_rng(1).normal(size=n)
    values -= base @ (base.T @ values)
    orders = all_orders(n)
    moved = np.column_stack([own, base])[orders]
    squares = np.einsum("ijk,j->ik", moved, values) ** 2
    left = values @ values - squares[:, own.shape[1] :].sum(axis=1)
    share = squares[:, : own.shape[1]].sum(axis=1) / left
    # The first of all orders is the one as it is.
    return float(np.isclose(share, share[0], rtol=SAME_STATISTIC, atol=0.0).mean())


def _products(axes: Floats, columns: Floats) -> Floats:
    """Products of axes with columns, summed patient by patient.

    In a matrix product the rounding of a column depends on how many others stand beside it.
    """
    found = np.zeros((axes.shape[1], columns.shape[1]))
    for axis, values in zip(axes, columns, strict=True):
        found += axis[:, None] * values
    return found


def _sum(columns: Floats) -> Floats:
    """Sum of each column, likewise."""
    found: Floats = _products(np.ones((len(columns), 1)), columns)[0]
    return found


def _orthogonal(columns: Floats) -> Floats:
    """Orthonormal columns that span the same, without those of rounding."""
    left, sizes, _ = np.linalg.svd(columns, full_matrices=False)
    kept = sizes > 1e-9 * max(float(sizes.max(initial=0.0)), 1e-300)
    found: Floats = left[:, kept]
    return found


def _checked(
    effect: ArrayLike, others: ArrayLike, values: ArrayLike
) -> tuple[Floats, Floats, Floats]:
    tables = [np.asarray(each, dtype=np.float64) for each in (effect, others, values)]
    if any(each.ndim != 2 or len(each) != len(tables[0]) for each in tables):
        raise ValueError("effect, others and values: expected one row a patient in each")
    if not all(np.isfinite(each).all() for each in tables):
        raise ValueError("effect, others and values: missing or infinite values")
    return tables[0], _of_one_size(tables[1]), tables[2]


def _of_one_size(columns: Floats) -> Floats:
    """Centered columns of one size, so that none is rounding beside another."""
    columns = columns / [power_of_two_scale(column) for column in columns.T]
    centered = columns - columns.mean(axis=0) if len(columns) else columns
    sizes = np.sqrt((centered**2).sum(axis=0))
    scaled: Floats = centered / np.where(sizes > 0.0, sizes, 1.0)
    return scaled
