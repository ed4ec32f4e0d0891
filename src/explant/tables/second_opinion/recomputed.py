"""What one number of a table is compared with, and to how many digits the two agree."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version

MOST_DIGITS = 15
FEWEST_DIGITS = 6
"""Fewer digits in common are a disagreement; the packages' own rounding leaves more."""

NOTHING = 1e-12
"""Where both numbers are smaller than this, they are rounding errors of zero."""

ROUNDING = 1e-16
"""Numbers closer than this differ by the rounding of a one, from which a small p was taken."""


@dataclass(frozen=True)
class Recomputed:
    """One number, ours and theirs; ``why_not`` says why a package gives none."""

    quantity: str
    table: str
    marker: str
    contrast: str
    ours: float
    package: str
    theirs: float = math.nan
    why_not: str = ""

    @property
    def digits(self) -> int | None:
        """Digits that agree; None where there is nothing to compare."""
        if self.why_not:
            return None
        return digits_in_common(self.ours, self.theirs)

    @property
    def agrees(self) -> str:
        """Yes or no; empty where there is nothing to compare."""
        digits = self.digits
        return "" if digits is None else "yes" if digits >= FEWEST_DIGITS else "no"


def digits_in_common(ours: float, theirs: float) -> int:
    """Significant digits in which two numbers agree, at most 15.

    Examples
    --------
    >>> digits_in_common(0.0652453, 0.0652), digits_in_common(1.0, 1.0), digits_in_common(1.0, 2.0)
    (3, 15, 0)
    """
    if math.isnan(ours) or math.isnan(theirs):
        return MOST_DIGITS if math.isnan(ours) and math.isnan(theirs) else 0
    largest = max(abs(ours), abs(theirs))
    if ours == theirs or abs(ours - theirs) < ROUNDING or largest < NOTHING:
        return MOST_DIGITS
    if math.isinf(largest):
        return 0
    apart = abs(ours - theirs) / largest
    return max(0, min(MOST_DIGITS, math.floor(-math.log10(apart))))


@cache
def version_of(package: str) -> str:
    """Version of an installed package."""
    return version(package)


def asked(compute: Callable[[], float]) -> tuple[float, str]:
    """A number of a package, or NaN and why there is none.

    Examples
    --------
    >>> asked(lambda: 1 / 0)
    (nan, 'it stops: division by zero')
    """
    try:
        found = float(compute())
    except (ArithmeticError, ValueError, AssertionError, IndexError, KeyError, TypeError) as fault:
        return math.nan, f"it stops: {fault}"
    return found, "" if math.isfinite(found) else "it gives no finite number"
