"""Differences on a log or logit scale, back-transformed into ratios for the tables."""

import math

from explant.config.models import Scale
from explant.questions.scales import ratio


def ratio_columns(
    name: str, estimate: float, low: float, high: float, scale: Scale
) -> dict[str, float]:
    """Columns of a ratio with its bounds; NaN on the linear scale and beyond the largest number.

    Parameters
    ----------
    name
        Name of the estimate's column; the bounds' names end in ``_low`` and ``_high``.
    estimate, low, high
        On the analysis scale.
    scale
        The analysis scale.

    Examples
    --------
    >>> ratio_columns("ratio", 1.0, 0.0, 2.0, "log2")
    {'ratio': 2.0, 'ratio_low': 1.0, 'ratio_high': 4.0}
    """
    # Most tables are on the linear scale, where there is nothing to transform.
    unknown = scale == "linear"
    ratios = [math.nan] * 3 if unknown else ratio([estimate, low, high], scale).tolist()
    return dict(zip((name, f"{name}_low", f"{name}_high"), ratios, strict=True))
