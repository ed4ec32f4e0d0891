"""Values and formulas as the OpenDocument format writes them."""

import datetime
import re

from explant.spreadsheet.files import number_formats as numbers
from explant.spreadsheet.sheet.cells import Content

NAMESPACE = "urn:oasis:names:tc:opendocument:xmlns:"
OFFICE = f"{NAMESPACE}office:1.0 "
TIME = re.compile(r"(-?)P(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:[.,]\d+)?)S)?")
REFERENCE = re.compile(r"\[([^\[\]]*)\]")


def content(kind: str, attributes: dict[str, str], shown: str) -> Content:
    """Value of a cell from its attributes and the text that it shows.

    Raises
    ------
    ValueError, KeyError, OverflowError
        If the attributes do not hold a value of that kind.
    """
    if kind in ("float", "percentage", "currency"):
        return numbers.number(attributes[f"{OFFICE}value"])
    if kind == "string":
        return attributes.get(f"{OFFICE}string-value", shown)
    if kind == "boolean":
        return {"true": True, "false": False}[attributes[f"{OFFICE}boolean-value"]]
    if kind == "date":
        return datetime.datetime.fromisoformat(attributes[f"{OFFICE}date-value"])
    if kind == "time":
        return time_of(attributes[f"{OFFICE}time-value"])
    raise ValueError(kind)


def time_of(text: str) -> datetime.time | datetime.timedelta:
    """Time of the day, or elapsed time from a day on."""
    match = TIME.fullmatch(text)
    if match is None:
        raise ValueError(text)
    sign, days, hours, minutes, seconds = match.groups()
    elapsed = datetime.timedelta(
        days=int(days or 0),
        hours=int(hours or 0),
        minutes=int(minutes or 0),
        milliseconds=round(float((seconds or "0").replace(",", ".")) * 1000),
    )
    if sign or elapsed >= numbers.DAY:
        return -elapsed if sign else elapsed
    return (numbers.EPOCH + elapsed).time()


def as_in_excel(formula: str) -> str:
    """Formula with references as Excel writes them: ``of:=SUM([.B2:.B5])`` is ``=SUM(B2:B5)``."""
    prefix, equals, body = formula.partition("=")
    if not equals or not prefix.rstrip(":").isalnum():
        body = formula.removeprefix("=")

    def reference(match: re.Match[str]) -> str:
        first, _, last = match[1].partition(":")
        sheet, _, address = first.rpartition(".")
        _, _, end = last.rpartition(".")
        prefix = f"{sheet.lstrip('$')}!" if sheet else ""
        return f"{prefix}{address}:{end}" if end else f"{prefix}{address}"

    return "=" + REFERENCE.sub(reference, body)
