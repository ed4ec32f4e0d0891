"""What a number in a spreadsheet shows: a number, a percentage, a date."""

import datetime
import math
import re

Moment = datetime.datetime | datetime.time | datetime.timedelta

# Formats that a file only refers to by their number (ECMA-376 part 1, 18.8.30).
BUILT_IN = {
    **dict.fromkeys((9, 10, 67, 68), "percent"),
    **dict.fromkeys((*range(14, 23), *range(27, 37), 45, 47), "date"),
    **dict.fromkeys((*range(50, 59), *range(71, 82)), "date"),
    46: "duration",
}
EPOCH = datetime.datetime(1899, 12, 30)
EPOCH_1904 = datetime.datetime(1904, 1, 1)
LAST_DAY = 2_958_466
"""Serial number of the day after 31 December 9999."""
DAY = datetime.timedelta(days=1)
OUTSIDE = "#####"
"""What a date outside the calendar shows."""

PRINTED = re.compile(r'"[^"]*"|\\.|[_*].', re.DOTALL)
DURATION = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)
BRACKETS = re.compile(r"\[[^\]]*\]")


def kind_of_format(number_format: str) -> str:
    """``percent``, ``duration`` for elapsed time, ``date``, or nothing of these.

    Examples
    --------
    >>> [kind_of_format(code) for code in ("0.0 %", "[h]:mm", "dd.mm.yyyy", "General")]
    ['percent', 'duration', 'date', '']
    >>> [kind_of_format(code) for code in ('0.0" %"', '0 "days"', "[Red]0.00", "0.0E+00")]
    ['', '', '', '']
    """
    # What is between quotes, after a backslash or as wide as a character scales nothing.
    code = PRINTED.sub("", number_format)
    if "%" in code:
        return "percent"
    if DURATION.search(code):
        return "duration"
    letters = BRACKETS.sub("", code).casefold().replace("general", "")
    return "date" if set(letters) & set("dmyhs") else ""


def number(text: str) -> int | float:
    """Number as a file writes it; whole numbers as int.

    Raises
    ------
    ValueError
        For anything that is no finite number.
    """
    value = float(text)
    if not -1e15 < value < 1e15:
        return whole(value)
    truncated = int(value)
    return truncated if truncated == value else value


def whole(value: float) -> int | float:
    """An int for a whole number that a float holds exactly.

    Raises
    ------
    ValueError
        For infinity and NaN.
    """
    if not math.isfinite(value):
        raise ValueError(f"{value} is no number")
    return int(value) if abs(value) < 1e15 and value.is_integer() else value


def moment(serial: float, *, duration: bool = False, from_1904: bool = False) -> Moment | None:
    """Date or time that a serial number stands for; None for one outside the calendar.

    Examples
    --------
    >>> moment(45352), moment(0.5), moment(61)
    (datetime.datetime(2024, 3, 1, 0, 0), datetime.time(12, 0), datetime.datetime(1900, 3, 1, 0, 0))
    """
    if abs(serial) >= LAST_DAY:
        return None
    elapsed = datetime.timedelta(milliseconds=round(serial * 86_400_000))
    if duration:
        return elapsed
    if not serial >= 0 or elapsed >= (LAST_DAY - (1462 if from_1904 else 0)) * DAY:
        return None
    if elapsed < DAY and not from_1904:
        return (EPOCH + elapsed).time()
    if from_1904:
        return (EPOCH_1904 + elapsed).time() if serial < 1 else EPOCH_1904 + elapsed
    # Lotus 1-2-3 had a 29 February 1900, and Excel still has it.
    return EPOCH + elapsed + (DAY if elapsed < 60 * DAY else datetime.timedelta())


def moment_in_words(text: str) -> Moment:
    """Date or time that a file writes out.

    Raises
    ------
    ValueError
        For a text that is neither.

    Examples
    --------
    >>> moment_in_words("2024-03-01T10:00:00Z"), moment_in_words("10:10:10")
    (datetime.datetime(2024, 3, 1, 10, 0), datetime.time(10, 10, 10))
    """
    try:
        return datetime.datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return datetime.time.fromisoformat(text).replace(tzinfo=None)


def shown(
    value: int | float, kind: str, *, from_1904: bool
) -> tuple[int | float | Moment | str, bool]:
    """Content of a cell with a number of a kind of format, and whether it is a percentage."""
    if not kind:
        return value, False
    if kind == "percent":
        return value, True
    found = moment(value, duration=kind == "duration", from_1904=from_1904)
    return (OUTSIDE if found is None else found), False
