"""One cell's value: a number, a censored number, missing, or a problem."""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from explant.config.models import DecimalSign, Marker, Plan
from explant.config.names.spellings import squeezed
from explant.problems import Severity
from explant.spreadsheet.sheet.cells import TWICE, UNREADABLE, Cell, cell_text
from explant.spreadsheet.values.units import limits, unit_key, without_unit
from explant.spreadsheet.values.written_numbers import (
    NotANumber,
    Number,
    plain_digits,
    read_number,
    shown,
)

Censored = Literal["", "below", "above"]

LIMIT = re.compile(r"(<=?|=<|≤|⩽|>=?|=>|≥|⩾)\s*(.+)", re.DOTALL)
FOLLOWED = re.compile(r"(?P<number>[+-]?[0-9][0-9.,']*) ?(?P<unit>[^0-9\s.,'].*)", re.DOTALL)
PLAIN = re.compile(r"[+-]?[0-9]{1,300}(?:\.[0-9]+)?")
"""A number that needs no second look, unless a comma is declared as the decimal sign."""
COMMA = re.compile(r"[+-]?(?:0,[0-9]{1,300}|[0-9]{1,300},(?:[0-9]{1,2}|[0-9]{4,300}))")
"""A number whose comma can only be the decimal sign, unless a point is declared."""
DOUBTFUL = re.compile(r"[+-]?[1-9][0-9]{0,2}\.[0-9]{3}")
LARGEST = 1e300
ERROR = re.compile(r"#(?:N/A|DIV/0!|REF!|NAME\?|VALUE!|NUM!|NULL!|SPILL!|CALC!)|<NA>|ERR:[0-9]+")
"""Errors of formulas, which a table as text has as texts."""
NOT_AVAILABLE = frozenset({"#N/A", "#NULL!", "<NA>"})
AMBIGUOUS = ("ND", "N/D", "not determined", "Undetermined")
BELOW_DETECTION = (
    *("<LOD", "<LLOD", "<LOQ", "<LLOQ", "<DL", "<LDL", "<MDL", "<LLD", "<detection limit"),
    *("BLD", "BDL", "BLQ", "BLOQ", "BQL", "BLLOQ", "OOR <", "<OOR", "not detected", "undetected"),
    *("below LOD", "below LLOD", "below LOQ", "below LLOQ", "below DL", "below detection"),
    *("below detection limit", "below limit of detection", "below the limit of detection"),
    *("below the detection limit", "under detection limit", "not detectable", "undetectable"),
)


class Texts:
    """Texts that mean the same; case, spaces, dots and the kind of dash do not count.

    Examples
    --------
    >>> "n.d. " in Texts(["ND"]), "≤ LOD" in Texts(["<LOD"]), "-9.9" in Texts(["-99"])
    (True, True, False)
    """

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = frozenset(self._key(text) for text in texts)
        self.has_numbers = any(
            PLAIN.fullmatch(text) or COMMA.fullmatch(text) for text in self._texts
        )
        """Whether a plain number is one of the texts."""

    @staticmethod
    def _key(text: str) -> str:
        key = re.sub(r"^(<=|=<|≤|⩽)", "<", squeezed(text))
        if not re.search(r"\d", key):
            key = key.replace(".", "") or key
        return re.sub(r"^-+$", "-", key)

    def __contains__(self, text: str) -> bool:
        # Most cells hold plain numbers, and few lists do.
        if not self.has_numbers and (PLAIN.fullmatch(text) or COMMA.fullmatch(text)):
            return False
        return self._key(text) in self._texts


@dataclass(frozen=True)
class Conventions:
    """How the writers of a spreadsheet say what is no plain number."""

    missing: Texts
    below_detection: Texts
    ambiguous: Texts
    decimal_sign: DecimalSign | None = None


def conventions(plan: Plan) -> Conventions:
    """Conventions that a plan declares."""
    names = plan.spreadsheet
    return Conventions(
        Texts(names.missing),
        Texts([*BELOW_DETECTION, *names.below_detection]),
        Texts(AMBIGUOUS),
        names.decimal_sign,
    )


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to tell about a value: several cells' remarks of one kind make one problem."""

    kind: str
    severity: Severity
    what: str = ""
    how_to_fix: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a cell says: ``value`` is None for a missing value and for one that is an error."""

    value: float | None = None
    censored: Censored = ""
    remarks: tuple[Remark, ...] = ()


class PlainNumbers:
    """Numbers of a marker that are just what stands in their cells, as nearly all are.

    It says what :func:`read_value` says, and sooner, of numbers within all limits and of texts of
    digits with a point or a comma that nobody doubts.
    """

    def __init__(self, marker: Marker, written: Conventions) -> None:
        possible = limits(marker)
        # Beyond these a number is shown with an exponent, and may be a word for a missing one.
        low, high = max(possible.low, -1e14), min(possible.high, 1e14)
        if marker.detection_limit is not None:
            low = max(low, marker.detection_limit)
        self._never: tuple[float, ...] = ()
        if marker.scale != "linear":
            low = max(low, 0.0)
            if marker.offset == 0:
                self._never = (0.0, 100.0) if marker.scale == "logit" else (0.0,)
        if written.missing.has_numbers or written.below_detection.has_numbers:
            low = math.inf
        self._low, self._high = low, high
        self._sign = written.decimal_sign

    def number(self, cell: Cell) -> float | None:
        """The number in a cell; None for whatever has to be looked at with care."""
        value = cell.value
        if cell.error:
            return None
        if isinstance(value, str):
            if self._sign == "comma":
                if not COMMA.fullmatch(value):
                    return None
                value = value.replace(",", ".")
            elif not PLAIN.fullmatch(value) or (self._sign is None and DOUBTFUL.fullmatch(value)):
                return None
        elif isinstance(value, bool) or not isinstance(value, (int, float)) or cell.percent:
            return None
        number = float(value)
        if self._low <= number <= self._high and number not in self._never:
            return number if abs(number) >= 1e-4 or number == 0 else None
        return None


def read_value(cell: Cell, marker: Marker, written: Conventions) -> Reading:
    """Value of one cell of a marker, in the marker's unit."""
    if cell.blank:
        return Reading()
    value = cell.value
    if value is None:
        return _error(
            "formula",
            "The formula was saved without its result.",
            "Open the workbook in Excel or LibreOffice, save it, and run again.",
        )
    if cell.error:
        return _spreadsheet_error(str(value))
    if isinstance(value, bool):
        return _error(
            "logical",
            f"{cell_text(cell)} is a logical value, not a number.",
            "Write the measured value.",
        )
    if isinstance(value, str):
        return _read_text(value, marker, written)
    if isinstance(value, (int, float)):
        if cell_text(cell) in written.missing:
            return Reading()
        if abs(value) > LARGEST or math.isnan(value):
            return _error(
                "large", "The number is too large to be a measurement.", "Correct the value."
            )
        return _read_number(value, marker, percent=cell.percent)
    return _error(
        "date",
        f"The cell holds a date or a time ({cell_text(cell)}), not a number.",
        "Spreadsheets turn entries such as 3.11 or 1-2 into dates: format the cell as a number "
        "and write the value again.",
    )


def _read_number(value: float, marker: Marker, *, percent: bool) -> Reading:
    if percent and unit_key(marker.unit) == "%":
        # Excel keeps 23 % as 0.23; twelve decimals take away what the product adds.
        return _checked(round(float(value) * 100, 12), "", marker, Remark("percent", "note"))
    if percent:
        remark = Remark(
            "other percent",
            "warning",
            f"The cell shows {value:.6g} as a percentage, but the marker's unit is "
            f"{marker.unit or 'not given'}; it is read as {value:.6g}.",
            'Format the cell as a number, or set the marker\'s unit to "%".',
        )
        return _checked(float(value), "", marker, remark)
    return _checked(float(value), "", marker)


def _read_text(text: str, marker: Marker, written: Conventions) -> Reading:
    if text in written.below_detection:
        return _below_detection(text, marker)
    if text in written.missing:
        ambiguous = text in written.ambiguous
        return Reading(remarks=(Remark("ambiguous", "note"),) if ambiguous else ())
    if ERROR.fullmatch(text.strip().upper()):
        return _spreadsheet_error(text.strip().upper())
    if written.decimal_sign != "comma" and PLAIN.fullmatch(text):
        doubtful = written.decimal_sign is None and DOUBTFUL.fullmatch(text)
        return _checked(
            float(text), "", marker, *([Remark("doubtful", "note")] if doubtful else [])
        )
    if written.decimal_sign != "point" and COMMA.fullmatch(text):
        remarks = [Remark("comma", "note")] if written.decimal_sign is None else []
        return _checked(float(text.replace(",", ".")), "", marker, *remarks)
    body, censored = plain_digits(text), ""
    if match := LIMIT.fullmatch(body):
        censored = "below" if match[1] in {"<", "<=", "=<", "≤", "⩽"} else "above"
        body = match[2]
    body = without_unit(body, marker.unit)
    try:
        number = read_number(body, written.decimal_sign)
    except NotANumber as reason:
        return _not_a_number(text, body, censored, reason, marker)
    return _checked(
        number.value,
        "below" if censored == "below" else "above" if censored else "",
        marker,
        *_habits(number, written),
    )


def _habits(number: Number, written: Conventions) -> list[Remark]:
    """What the separators say, for a note and for the numbers that they make doubtful."""
    if written.decimal_sign is not None:
        return []
    kinds = (
        ("comma", number.decimal in {",", "،"}),
        ("thousands", number.grouped),
        ("doubtful", number.doubtful),
    )
    return [Remark(kind, "note") for kind, applies in kinds if applies]


def _below_detection(text: str, marker: Marker) -> Reading:
    if marker.detection_limit is None:
        return _error(
            "no limit",
            f"{shown(text)} says that the value is below the limit of detection, and the config "
            "declares none.",
            "Declare detection_limit for this marker in the config, or write the limit: <0.5.",
        )
    return Reading(marker.detection_limit, "below", (Remark("at limit", "note"),))


def _not_a_number(
    text: str, body: str, censored: str, reason: NotANumber, marker: Marker
) -> Reading:
    if reason.kind == "above":
        return _error(
            reason.kind,
            f"{shown(text)} is not a number: it says that the value is above what could be "
            "measured.",
            reason.how_to_fix,
        )
    if censored and reason.kind == "text":
        return _error(
            "limit",
            f"{shown(text)} has no number after its sign.",
            "Write the limit as a number: <0.5.",
        )
    if reason.kind == "text" and (found := FOLLOWED.fullmatch(body)):
        unit = f"in {marker.unit}" if marker.unit else "alone"
        return _error(
            "unit",
            f"{shown(text)} is not a number {unit}: {shown(found['unit'])} stands behind it.",
            "Write the number alone, in the unit that the config gives: numbers are not converted.",
        )
    what = reason.what
    if body != text.strip() and reason.kind != "sign":
        what = what.replace(shown(body), shown(text), 1)
    return _error(reason.kind, what, reason.how_to_fix)


def _checked(value: float, censored: Censored, marker: Marker, *before: Remark) -> Reading:
    remarks = list(before)
    if value < 0 and marker.scale != "linear":
        return _error(
            "negative",
            f"{value:g} is negative, and the {marker.scale} scale has no place for it.",
            "Correct the value, or declare scale: linear for this marker.",
        )
    possible = limits(marker)
    # Above 100 % is nothing, though 100 % is something.
    beyond = (censored == "above" and value >= possible.high) or (
        censored == "below" and value <= possible.low and value != 0
    )
    if beyond or not possible.low <= value <= possible.high:
        remark = _outside(value, marker, ">" if censored == "above" else "<" if censored else "")
        if remark.severity == "error":
            return Reading(remarks=(remark,))
        remarks.append(remark)
    limit = marker.detection_limit
    if limit is not None and censored == "below" and value != limit:
        remarks.append(
            Remark(
                "other limit",
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


def _outside(value: float, marker: Marker, sign: str = "") -> Remark:
    possible = limits(marker)
    if math.isinf(possible.high):
        what = f"{value:g} is negative"
        if possible.severity == "warning":
            return Remark(
                "outside",
                "warning",
                f"{what}. {marker.unit} can be below zero after compensation or when a background "
                "is subtracted.",
                "Look the value up; declare range for this marker in the config if it is right.",
            )
        return Remark(
            "outside",
            "error",
            f"{what}, and {possible.why} ({marker.unit}) cannot be.",
            "Correct the value; or declare range for this marker in the config.",
        )
    unit = f" {marker.unit}".rstrip()
    return Remark(
        "outside",
        possible.severity,
        f"{sign}{value:g} is not between {possible.low:g} and {possible.high:g}{unit}.",
        "Correct the value, or the marker's "
        f"{'unit' if marker.range is None else 'range'} in the config.",
    )


def _spreadsheet_error(name: str) -> Reading:
    if name == TWICE:
        return _error(
            "twice",
            "The file holds two contents for this cell: which of them counts is not known.",
            "Write the value again and save the workbook.",
        )
    if name == UNREADABLE:
        return _error(
            "unreadable",
            "The file holds for this cell what no cell can hold.",
            "Write the value again and save the workbook.",
        )
    if name in NOT_AVAILABLE:
        remark = Remark(
            "not available",
            "warning",
            f"{name} is taken as a missing value.",
            "Leave the cell empty if the value is missing.",
        )
        return Reading(remarks=(remark,))
    return _error(
        "error", f"The cell shows the error {name}.", "Mend the formula, or write the value."
    )


def _error(kind: str, what: str, how_to_fix: str) -> Reading:
    return Reading(remarks=(Remark(kind, "error", what, how_to_fix),))
