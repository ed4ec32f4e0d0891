"""Scores of an export as numbers, also where Excel wrote a comma for the decimal point."""

import math
import re
from collections.abc import Iterable

_COMMA = re.compile(r"[+-]?\d*,\d+")
_POSSIBLY_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}")
MISSING = frozenset({"", "na", "n/a", "nan", "-", "–", ".", "null", "none", "no data", "#n/a"})
"""Texts that say that there is no score, whatever their case."""


def as_number(text: str) -> float | None:
    """The number that a text is, with a point; None where it is none."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def missing(text: str) -> bool:
    """Whether a cell says that there is no number."""
    return text.casefold() in MISSING


def decimal_comma(texts: Iterable[str]) -> bool:
    """Whether the numbers of a column have a decimal comma.

    No number may have a point, and one comma at least must not be able to stand before thousands.

    Examples
    --------
    >>> decimal_comma(["0,449", "1"]), decimal_comma(["1,234", "12,5"])
    (True, True)
    >>> decimal_comma(["1,234"]), decimal_comma(["0.5", "1,5"])
    (False, False)
    """
    commas = [text for text in texts if ("," in text or "." in text) and not missing(text)]
    return all(_COMMA.fullmatch(text) for text in commas) and any(
        not _POSSIBLY_THOUSANDS.fullmatch(text) for text in commas
    )


def pointed(text: str, comma: bool) -> str:
    """A number with a point in the place of its decimal comma."""
    return text.replace(",", ".") if comma else text
