"""Repeated-measures and mixed analysis of variance, as one linear model of contrasts.

The patients × cells matrix Y is multiplied by orthonormal contrasts C of each within-patient
effect, and Y C is regressed on the groups of patients. Every F test is a ratio of sums of squares
of that regression: the intercept tests the within effect, the group coefficients its interaction
with the groups, and the column of patient means the groups themselves.
"""

from __future__ import annotations

import itertools
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from math import nan, prod

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import fdtrc

from explant.statistics.kernel.arrays import Floats, power_of_two_scale


@dataclass(frozen=True)
class AnovaEffect:
    """One row of the table; ``kind`` is within, between or within × between."""

    effect: str
    kind: str
    n: int
    f: float
    df1: float
    df2: float
    p: float
    epsilon: float
    p_corrected: float
    partial_eta2: float
    generalized_eta2: float
    reason: str = ""


def orthonormal_contrasts(levels: int) -> Floats:
    """Return levels × (levels - 1) orthonormal columns, each summing to zero (Helmert).

    Examples
    --------
    >>> orthonormal_contrasts(2).round(4).ravel().tolist()
    [0.7071, -0.7071]
    """
    columns = np.zeros((levels, levels - 1))
    for k in range(1, levels):
        columns[:k, k - 1] = 1.0
        columns[k, k - 1] = -k
        columns[:, k - 1] /= np.sqrt(k * (k + 1.0))
    return columns


def _contrast_of(factors: frozenset[int], levels: Sequence[int]) -> Floats:
    """Contrasts of the effect that involves these factors, averaging over the others."""
    result: Floats = np.ones((1, 1))
    for index, count in enumerate(levels):
        if index in factors:
            part = orthonormal_contrasts(count)
        else:
            part = np.full((count, 1), 1.0 / np.sqrt(count))
        result = np.asarray(np.kron(result, part), dtype=np.float64)
    return result


def _design(groups: Sequence[Hashable] | None, n: int) -> tuple[Floats, int]:
    """Intercept and sum-coded groups; sum coding makes the tests type III."""
    if groups is None:
        return np.ones((n, 1)), 1
    if len(groups) != n:
        raise ValueError(f"groups: {len(groups)} labels for {n} patients")
    names = list(dict.fromkeys(groups))
    if len(names) < 2:
        raise ValueError("groups: expected two or more different groups")
    member = np.array([names.index(label) for label in groups])
    coded = (member[:, None] == np.arange(len(names) - 1)).astype(np.float64)
    coded[member == len(names) - 1] = -1.0
    return np.column_stack((np.ones(n), coded)), len(names)


@dataclass(frozen=True)
class _Stratum:
    """Sums of squares of one set of contrasts: intercept, groups, error."""

    width: int
    intercept: float
    between: float
    error: float
    epsilon: float


def _fit(projected: Floats, design: Floats) -> _Stratum:
    inverse = np.linalg.inv(design.T @ design)
    coefficients = inverse @ design.T @ projected
    residuals = projected - design @ coefficients
    intercept = float((coefficients[0] ** 2).sum() / inverse[0, 0])
    between = 0.0
    if design.shape[1] > 1:
        middle = np.linalg.solve(inverse[1:, 1:], coefficients[1:])
        between = float((coefficients[1:] * middle).sum())
    products = residuals.T @ residuals
    width = projected.shape[1]
    trace = float(np.trace(products))
    # Greenhouse–Geisser: 1 if the pooled error covariance of the contrasts is spherical.
    epsilon = 1.0 if width == 1 else nan
    if width > 1 and trace > 0.0:
        epsilon = trace**2 / (width * float((products**2).sum()))
    return _Stratum(width, intercept, between, trace, epsilon)


def _without_f(effect: str, kind: str, n: int, df1: int, df2: int, reason: str) -> AnovaEffect:
    return AnovaEffect(effect, kind, n, nan, df1, df2, nan, nan, nan, nan, nan, reason)


def analysis_of_variance(
    cells: ArrayLike,
    levels: Sequence[int],
    factors: Sequence[str],
    groups: Sequence[Hashable] | None = None,
    group_name: str = "group",
) -> list[AnovaEffect]:
    """Return the repeated-measures ANOVA, or with groups the mixed ANOVA of type III.

    With SS from the contrasts, F = (SS_effect / df1) / (SS_error / df2), df1 = contrasts (times
    groups - 1 for interactions), df2 = contrasts * (patients - groups). epsilon is Greenhouse &
    Geisser's (1959, 10.1007/BF02289823), from the error covariance pooled over groups;
    ``p_corrected`` uses epsilon times both df. Partial eta² = SS / (SS + SS_error); generalized
    eta² = SS / (SS + all error sums of squares), for manipulated factors (Olejnik & Algina 2003,
    10.1037/1082-989X.8.4.434), as R's afex gives by default. With one two-level factor F is the
    squared t of the contrast.

    Parameters
    ----------
    cells : array_like, shape (patients, cells)
        Complete patients; cells in row-major order of the factors (the last one varies fastest).
    levels : sequence of int
        Number of levels of each factor; their product is the number of cells.
    factors : sequence of str
        Names of the factors, for the ``effect`` column.
    groups : sequence, shape (patients,), optional
        Label of each patient's group.
    group_name : str

    Returns
    -------
    list of AnovaEffect
        Groups first, then each within effect with its interaction. Where no error is left (no
        or too few patients, or none varies) F is NaN and ``reason`` says so.

    Raises
    ------
    ValueError
        On missing values or shapes that do not fit.

    Examples
    --------
    >>> rows = [[45, 50, 55], [42, 42, 45], [36, 41, 43], [39, 35, 40], [51, 55, 59], [44, 49, 56]]
    >>> effect = analysis_of_variance(rows, [3], ["time"])[0]
    >>> round(effect.f, 3), effect.df1, effect.df2, round(effect.epsilon, 3)
    (12.534, 2.0, 10.0, 0.638)
    """
    table = np.asarray(cells, dtype=np.float64)
    if table.ndim != 2 or table.shape[1] != prod(levels):
        raise ValueError(
            f"cells: expected patients × {prod(levels)} cells for levels {list(levels)}, "
            f"got shape {table.shape}"
        )
    if not np.isfinite(table).all():
        raise ValueError("cells: missing or infinite values; leave incomplete patients out first")
    if len(levels) != len(factors) or not factors or min(levels) < 2:
        raise ValueError("levels and factors: expected one name per factor, two levels or more")
    subsets = [
        frozenset(chosen)
        for size in range(len(levels) + 1)
        for chosen in itertools.combinations(range(len(levels)), size)
    ]
    names = [" × ".join(factors[index] for index in sorted(subset)) for subset in subsets]
    n = table.shape[0]
    if n == 0 and groups is None:
        return [
            _without_f(name, "within", 0, _contrast_of(subset, levels).shape[1], 0, "no patients")
            for subset, name in zip(subsets[1:], names[1:], strict=True)
        ]
    design, n_groups = _design(groups, n)
    # Neither shifting nor scaling all values changes an F.
    table = table / power_of_two_scale(table)
    table = table - table.mean()
    table = table / power_of_two_scale(table)

    strata = {subset: _fit(table @ _contrast_of(subset, levels), design) for subset in subsets}
    all_error = sum(stratum.error for stratum in strata.values())
    negligible = 1e-26 * float((table**2).sum())

    def row(name: str, kind: str, squares: float, df1: int, stratum: _Stratum) -> AnovaEffect:
        df2 = stratum.width * (n - n_groups)
        if df2 <= 0 or stratum.error <= negligible:
            reason = "too few patients" if df2 <= 0 else "the patients do not differ"
            return _without_f(name, kind, n, df1, max(df2, 0), reason)
        f = (squares / df1) / (stratum.error / df2)
        epsilon = stratum.epsilon
        return AnovaEffect(
            name,
            kind,
            n,
            f,
            float(df1),
            float(df2),
            float(fdtrc(df1, df2, f)),
            epsilon,
            float(fdtrc(epsilon * df1, epsilon * df2, f)),
            squares / (squares + stratum.error),
            squares / (squares + all_error),
        )

    rows = []
    if groups is not None:
        patients = strata[frozenset()]
        rows.append(row(group_name, "between", patients.between, n_groups - 1, patients))
    for subset, name in zip(subsets[1:], names[1:], strict=True):
        stratum = strata[subset]
        rows.append(row(name, "within", stratum.intercept, stratum.width, stratum))
        if groups is not None:
            df1 = stratum.width * (n_groups - 1)
            interaction = f"{name} × {group_name}"
            rows.append(row(interaction, "within × between", stratum.between, df1, stratum))
    return rows
