"""Direction of an estimate, in the words of the tables."""

import math


def direction(estimate: float) -> str:
    """Increase, decrease or none; empty where there is no estimate.

    Examples
    --------
    >>> [direction(estimate) for estimate in (1.5, -2.0, 0.0, math.nan)]
    ['increase', 'decrease', 'none', '']
    """
    if math.isnan(estimate):
        return ""
    return "increase" if estimate > 0 else "decrease" if estimate < 0 else "none"
