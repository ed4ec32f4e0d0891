"""What counts as a valid sample, and how values are scaled before sums are taken."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

SUBNORMAL = 1e-290
"""Where all values are no larger than this, halving them would lose digits."""


def as_sample(values: ArrayLike, name: str = "differences") -> Floats:
    """Return a one-dimensional float array without missing or infinite values.

    Parameters
    ----------
    values : array_like, shape (n,)
    name : str
        How the error message calls the values.

    Raises
    ------
    ValueError
        If the array is not one-dimensional or holds NaN or infinity.

    Examples
    --------
    >>> as_sample([1, 2])
    array([1., 2.])
    """
    sample = np.asarray(values, dtype=np.float64)
    if sample.ndim != 1:
        raise ValueError(f"{name}: expected one dimension, got shape {sample.shape}")
    if not np.isfinite(sample).all():
        where = np.flatnonzero(~np.isfinite(sample)).tolist()
        raise ValueError(
            f"{name}: missing or infinite values at positions {where} (counted from 0); "
            "leave incomplete patients out first"
        )
    return sample


def as_rows(columns: ArrayLike, name: str = "differences") -> Floats:
    """Return a table of one sample per column as one sample per row, each row in one piece.

    Sums along such rows are the same to the last bit however many there are.

    Parameters
    ----------
    columns : array_like, shape (n, columns)
    name : str
        How the error message calls the values.

    Raises
    ------
    ValueError
        If the array is not two-dimensional or holds NaN or infinity.

    Examples
    --------
    >>> as_rows([[1, 2], [3, 4], [5, 6]])
    array([[1., 3., 5.],
           [2., 4., 6.]])
    """
    table = np.asarray(columns, dtype=np.float64)
    if table.ndim != 2:
        raise ValueError(f"{name}: expected patients × columns, got shape {table.shape}")
    as_sample(table.ravel(), name)
    return np.ascontiguousarray(table.T)


def check_confidence(confidence: float) -> None:
    """Raise ``ValueError`` unless 0 < confidence < 1.

    Examples
    --------
    >>> check_confidence(0.95)
    """
    if not 0.0 < confidence < 1.0:
        raise ValueError(f"confidence: expected a number between 0 and 1, got {confidence}")


def power_of_two_scale(values: Floats) -> float:
    """Return a power of two near the largest magnitude; dividing by it loses no digit.

    Sums and squares of 1e300 or 1e-300 overflow or vanish; those of scaled values do not.

    Examples
    --------
    >>> power_of_two_scale(np.array([3.0, -5.0]))
    4.0
    >>> power_of_two_scale(np.zeros(2))
    1.0
    """
    largest = float(np.max(np.abs(values), initial=0.0))
    if largest == 0.0:
        return 1.0
    exponent = int(np.frexp(largest)[1]) - 1
    return float(np.ldexp(1.0, max(exponent, -1074)))


def power_of_two_scales(rows: Floats) -> Floats:
    """Return `power_of_two_scale` of each row.

    Examples
    --------
    >>> power_of_two_scales(np.array([[3.0, -5.0], [0.0, 0.0]]))
    array([4., 1.])
    """
    largest = np.max(np.abs(rows), axis=1, initial=0.0)
    exponents = np.maximum(np.frexp(largest)[1] - 1, -1074)
    return np.where(largest == 0.0, 1.0, np.ldexp(1.0, exponents))


def lift_subnormal(values: Floats) -> tuple[Floats, float]:
    """Return values scaled up if all are so tiny that halving them would lose digits.

    Examples
    --------
    >>> lift_subnormal(np.array([1.0, 2.0]))
    (array([1., 2.]), 1.0)
    """
    if float(np.max(np.abs(values), initial=0.0)) > SUBNORMAL:
        return values, 1.0
    scale = power_of_two_scale(values)
    return values / scale, scale


def rescale(value: float, scale: float, divisor: float = 1.0) -> float:
    """Multiply back; a result beyond the largest float becomes infinite without a warning.

    Parameters
    ----------
    value : float
    scale, divisor : float
        Powers of two; their quotient need not be a float itself.

    Examples
    --------
    >>> rescale(1.5, 4.0), rescale(1.5, 4.0, 2.0)
    (6.0, 3.0)
    >>> rescale(0.0, 2.0**1000, 2.0**-1000)
    0.0
    """
    with np.errstate(over="ignore"):
        if divisor == 1.0:
            return float(np.float64(value) * np.float64(scale))
        exponent = int(np.frexp(scale)[1]) - int(np.frexp(divisor)[1])
        return float(np.ldexp(value, exponent))


def beyond_largest(*numbers: float) -> str:
    """Return the reason for an infinite number among the results, "" if there is none.

    Examples
    --------
    >>> beyond_largest(1.0, 2.0), beyond_largest(1.0, -np.inf)
    ('', 'a number exceeds the largest that a computer holds')
    """
    if np.isinf(numbers).any():
        return "a number exceeds the largest that a computer holds"
    return ""
