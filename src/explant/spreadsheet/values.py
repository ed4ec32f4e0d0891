"""One cell's value: a number, a censored number, missing, or a problem."""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from explant.config.models import Marker
from explant.problems import Severity
from explant.spreadsheet.cells import Cell
from explant.spreadsheet.text import DASHES, cell_text, folded

Censored = Literal["", "below", "above"]

PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.IGNORECASE)
DECIMAL_COMMA = re.compile(r"[+-]?\d*,\d+(e[+-]?\d+)?", re.IGNORECASE)
COULD_BE_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}")
GROUPED_BY_COMMA = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d+)?")
GROUPED_BY_POINT = re.compile(r"[+-]?[1-9]\d{0,2}(\.\d{3})+(,\d+)?")
GROUPED_BY_SPACE = re.compile(r"[+-]?[1-9]\d{0,2}( \d{3})+([.,]\d+)?")
LIMIT = re.compile(r"(<=?|≤|>=?|≥)\s*(.+)", re.DOTALL)
LARGEST = 1e300
NOT_AVAILABLE = frozenset({"#N/A", "#NULL!"})


class NotANumber(ValueError):  # noqa: N818
    """A text that is no number; the message says why and how to write it."""

    def __init__(self, what: str, how_to_fix: str) -> None:
        super().__init__(what)
        self.what = what
        self.how_to_fix = how_to_fix


def parse_number(text: str) -> float:
    """Number that a text stands for, with a point or a comma as decimal sign.

    Raises
    ------
    NotANumber
        For a text that is no number, and for one such as ``1,234`` that could be two numbers.

    Examples
    --------
    >>> parse_number("1,5"), parse_number("1.234,5"), parse_number("−0.25")
    (1.5, 1234.5, -0.25)
    """
    clean = " ".join(text.translate(DASHES).split())
    if PLAIN.fullmatch(clean) and math.isfinite(float(clean)):
        return float(clean)
    if COULD_BE_THOUSANDS.fullmatch(clean):
        raise NotANumber(
            f'"{text.strip()}" can be read as {clean.replace(",", ".")} or as '
            f"{clean.replace(',', '')}.",
            f"Write {clean.replace(',', '.')} or {clean.replace(',', '')}.",
        )
    if DECIMAL_COMMA.fullmatch(clean) and math.isfinite(float(clean.replace(",", "."))):
        return float(clean.replace(",", "."))
    if GROUPED_BY_COMMA.fullmatch(clean):
        return float(clean.replace(",", ""))
    if GROUPED_BY_POINT.fullmatch(clean):
        return float(clean.replace(".", "").replace(",", "."))
    if GROUPED_BY_SPACE.fullmatch(clean):
        return float(clean.replace(" ", "").replace(",", "."))
    raise NotANumber(
        f'"{text.strip()}" is not a number.',
        "Write a number, leave the cell empty, or list the text under spreadsheet.missing in the "
        "config if it means that the value is missing.",
    )


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to tell about a value: several cells' remarks of one kind make one problem."""

    kind: Literal["single", "percent", "below_limit", "zero"]
    severity: Severity
    what: str = ""
    how_to_fix: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a cell says: ``value`` is None for a missing value and for one that is an error."""

    value: float | None = None
    censored: Censored = ""
    remarks: tuple[Remark, ...] = ()


class MissingTexts:
    """The texts that mean a value is missing.

    Examples
    --------
    >>> "n.d. " in MissingTexts(["N.D."])
    True
    """

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = frozenset(folded(text) for text in texts)

    def __contains__(self, text: str) -> bool:
        return folded(text) in self._texts


def read_value(cell: Cell, marker: Marker, missing: MissingTexts) -> Reading:
    """Value of one cell of a marker, in the marker's unit."""
    if cell.blank:
        return Reading()
    value = cell.value
    if value is None:
        return _error(
            "The formula was saved without its result.",
            "Open the workbook in Excel or LibreOffice, save it, and run again.",
        )
    if cell.error:
        return _spreadsheet_error(str(value))
    if isinstance(value, bool):
        return _error(
            f"{cell_text(cell)} is a logical value, not a number.", "Write the measured value."
        )
    if isinstance(value, str):
        if value in missing:
            return Reading()
        if value.strip().upper() in NOT_AVAILABLE:
            return _spreadsheet_error(value.strip().upper())
        return _read_text(value, marker)
    if isinstance(value, (int, float)):
        if cell_text(cell) in missing:
            return Reading()
        if abs(value) > LARGEST or math.isnan(value):
            return _error("The number is too large to be a measurement.", "Correct the value.")
        if cell.percent and marker.unit == "%":
            # Excel keeps 23 % as 0.23; twelve decimals take away what the product adds.
            reading = _checked(round(float(value) * 100, 12), "", marker)
            return Reading(
                reading.value, reading.censored, (Remark("percent", "note"), *reading.remarks)
            )
        if cell.percent:
            remark = Remark(
                "single",
                "warning",
                f"The cell shows {value:.6g} as a percentage, but the marker's unit is "
                f"{marker.unit or 'not given'}; it is read as {value:.6g}.",
                'Format the cell as a number, or set the marker\'s unit to "%".',
            )
            reading = _checked(float(value), "", marker)
            return Reading(reading.value, reading.censored, (remark, *reading.remarks))
        return _checked(float(value), "", marker)
    return _error(
        f"The cell holds a date or a time ({cell_text(cell)}), not a number.",
        "Spreadsheets turn entries such as 3.11 or 1-2 into dates: format the cell as a number "
        "and write the value again.",
    )


def _read_text(text: str, marker: Marker) -> Reading:
    body, censored = text.strip(), ""
    if match := LIMIT.fullmatch(body):
        censored = "below" if match.group(1) in {"<", "<=", "≤"} else "above"
        body = match.group(2)
    if marker.unit == "%":
        body = body.strip().removesuffix("%")
    elif marker.unit:
        body = re.sub(re.escape(marker.unit) + r"\s*$", "", body, flags=re.IGNORECASE)
    try:
        value = parse_number(body)
    except NotANumber as reason:
        if censored:
            return _error(
                f'"{text.strip()}" has no number after its sign.',
                "Write the limit as a number: <0.5.",
            )
        what = f'"{text.strip()}" is not a number.' if body != text.strip() else reason.what
        return _error(what, reason.how_to_fix)
    return _checked(value, "below" if censored == "below" else "above" if censored else "", marker)


def _checked(value: float, censored: Censored, marker: Marker) -> Reading:
    if value < 0 and marker.scale != "linear":
        return _error(
            f"{value:g} is negative, and the {marker.scale} scale has no place for it.",
            "Correct the value, or declare scale: linear for this marker.",
        )
    if marker.unit == "%" and not 0 <= value <= 100:
        return _error(
            f"{value:g} is not between 0 and 100 %.",
            "Correct the value, or the marker's unit in the config.",
        )
    remarks: list[Remark] = []
    limit = marker.detection_limit
    if limit is not None and censored == "below" and value != limit:
        remarks.append(
            Remark(
                "single",
                "warning",
                f"The cell says <{value:g}, and the declared limit of detection is {limit:g}; "
                f"{value:g} is used here.",
                "Correct the cell, or detection_limit in the config.",
            )
        )
    elif limit is not None and not censored and value < limit:
        remarks.append(Remark("below_limit", "note"))
        value, censored = limit, "below"
    if marker.scale != "linear" and marker.offset == 0:
        full = marker.scale == "logit" and value == 100
        if value == 0 or full:
            remarks.append(Remark("zero", "error"))
    return Reading(value, censored, tuple(remarks))


def _spreadsheet_error(name: str) -> Reading:
    if name in NOT_AVAILABLE:
        remark = Remark(
            "single",
            "warning",
            f"{name} is taken as a missing value.",
            "Leave the cell empty if the value is missing.",
        )
        return Reading(remarks=(remark,))
    return _error(f"The cell shows the error {name}.", "Mend the formula, or write the value.")


def _error(what: str, how_to_fix: str) -> Reading:
    return Reading(remarks=(Remark("single", "error", what, how_to_fix),))
