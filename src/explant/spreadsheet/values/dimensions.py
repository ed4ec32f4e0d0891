"""Sizes as pathology writes them: with a unit of length, and in two or three dimensions."""

import re

from explant.config.models import DecimalSign
from explant.config.names.spellings import folded
from explant.spreadsheet.values.written_numbers import parse_number, plain_digits

IN_CM = {"µm": 1e-4, "um": 1e-4, "mm": 0.1, "cm": 1.0, "dm": 10.0, "m": 100.0}
BETWEEN = re.compile(r"\s*(?:[x×✕*](?! ?10[\^⁰¹²³⁴-⁹⁻])|\bby\b)\s*", re.IGNORECASE)
WITH_UNIT = re.compile(r"(?P<number>[^a-zµμ]*?)\s*(?P<unit>[a-zµμ]*)\.?", re.IGNORECASE)
MOST = 3
LONGEST = 80


def dimensions(text: str, unit: str, sign: DecimalSign | None = None) -> list[float]:
    """Numbers of a size, in a unit; lengths are converted.

    Parameters
    ----------
    text
        What stands in the cell.
    unit
        Unit that the numbers get.
    sign
        The decimal sign, if it is declared.

    Raises
    ------
    NotANumber
        For a text that is none.

    Examples
    --------
    >>> dimensions("25 mm", "cm"), dimensions("2,5 x 3.0 cm", "cm"), dimensions("18x20x11mm", "cm")
    ([2.5], [2.5, 3.0], [1.8, 2.0, 1.1])
    """
    parts = BETWEEN.split(text.strip()) if len(text) <= LONGEST else [text]
    split = [WITH_UNIT.fullmatch(plain_digits(part)) for part in parts]
    if len(parts) > MOST or not all(split):
        return [parse_number(text, sign)]
    wanted = folded(unit)
    # In 2.5 x 3.0 cm the unit stands behind the last number and holds for all.
    last = _unit(split[-1]) if split[-1] else ""
    found = []
    for part in split:
        own = (_unit(part) if part else "") or last or wanted
        if own == wanted:
            factor = 1.0
        elif own in IN_CM and wanted in IN_CM:
            factor = IN_CM[own] / IN_CM[wanted]
        else:
            return [parse_number(text, sign)]
        number = parse_number(part["number"], sign) if part else 0.0
        # A factor of ten is no exact number of the machine: 1.1, not 1.1000000000000001.
        found.append(number if factor == 1.0 else float(f"{number * factor:.12g}"))
    return found


def _unit(part: re.Match[str]) -> str:
    return folded(part["unit"]).replace("μ", "µ")
