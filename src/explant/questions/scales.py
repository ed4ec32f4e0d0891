"""Analysis scales: how a marker's values enter the arithmetic, and how results read in its unit."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from explant.config.models import Scale

FULL_PERCENTAGE = 100.0


def to_scale(values: ArrayLike, scale: Scale, offset: float = 0.0) -> NDArray[np.float64]:
    r"""Values on the analysis scale.

    Parameters
    ----------
    values
        Values in the marker's unit; percentages for ``logit``.
    scale
        ``linear`` leaves them, ``log2`` takes :math:`\log_2(x + o)`, ``logit`` takes
        :math:`\ln\frac{x + o}{100 - x + o}`.
    offset
        The offset :math:`o`, in the marker's unit.

    Returns
    -------
    ndarray
        Of the shape of ``values``.

    Raises
    ------
    ValueError
        When a value has no logarithm or logit.

    Examples
    --------
    >>> to_scale([1, 8], "log2").tolist()
    [0.0, 3.0]
    >>> to_scale([50], "logit").tolist()
    [0.0]
    """
    x = np.asarray(values, dtype=np.float64)
    if scale == "linear":
        return x
    low = x + offset
    high = FULL_PERCENTAGE - x + offset
    if np.any(low <= 0) or (scale == "logit" and np.any(high <= 0)):
        raise ValueError(f"a value has no place on the {scale} scale with offset {offset:g}")
    return np.log2(low) if scale == "log2" else np.log(low) - np.log(high)


def from_scale(values: ArrayLike, scale: Scale, offset: float = 0.0) -> NDArray[np.float64]:
    """Values of the analysis scale back in the marker's unit, the inverse of :func:`to_scale`.

    Examples
    --------
    >>> from_scale([-1.0, 3.0], "log2").tolist()
    [0.5, 8.0]
    """
    x = np.asarray(values, dtype=np.float64)
    if scale == "linear":
        return x
    if scale == "log2":
        return np.exp2(x) - offset
    share = 1.0 / (1.0 + np.exp(-x))
    return share * (FULL_PERCENTAGE + 2 * offset) - offset


def ratio(difference: ArrayLike, scale: Scale) -> NDArray[np.float64]:
    """Difference on the analysis scale as a ratio: of geometric means, or of odds.

    On the linear scale a difference is no ratio, and the result is NaN, as it is where the ratio
    exceeds the largest number.

    Examples
    --------
    >>> ratio([-1.0, 1.0], "log2").tolist()
    [0.5, 2.0]
    """
    x = np.asarray(difference, dtype=np.float64)
    if scale == "linear":
        return np.full(x.shape, np.nan)
    with np.errstate(over="ignore"):
        ratios = np.exp2(x) if scale == "log2" else np.exp(x)
    return np.where(np.isfinite(ratios), ratios, np.nan)
