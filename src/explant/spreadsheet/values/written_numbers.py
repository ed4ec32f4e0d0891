"""Numbers written as text: signs, separators and digits as labs around the world write them."""

import math
import re
import unicodedata
from dataclasses import dataclass

from explant.characters import visible
from explant.config.models import DecimalSign
from explant.config.names.spellings import DASHES

MOST_SHOWN = 40
LONGEST_NUMBER = 400
"""Characters of a number with whatever stands beside it; Excel shows 15 digits."""
APOSTROPHES = dict.fromkeys(map(ord, "’‘ʼ′´`"), "'")
DECIMAL_ONLY = "٫·"
"""The Arabic decimal separator, and the raised point of British journals."""
EITHER = ".,،"
GROUPING = ".,،' ٬"
SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")

NUMBER = re.compile(
    r"(?P<sign>[+-]?)(?P<body>[0-9.,،'٫٬· ]*)"
    r"(?:e(?P<e>[+-]?[0-9]{1,4})"
    r"| ?[x×*·] ?10(?:\^(?P<power>[+-]?[0-9]{1,4})|(?P<raised>[⁺⁻]?[⁰¹²³⁴-⁹]{1,4})))?",
    re.IGNORECASE,
)
VALUE = r"[+-]?[0-9][0-9.,']*(?:e[+-]?[0-9]+)?"
MONTH = (
    r"(?:jan|feb|fév|fev|mar|mär|apr|avr|abr|may|mai|jun|jui|jul|aug|ago|aoû|sep|oct|okt|nov|dec|"
    r"dez|déc|dic|ene)[a-zéûä]*\.?"
)
WRITE_ONE = "Write the one value that was measured."
MISSING_TEXT = (
    "Write a number, leave the cell empty, or list the text under spreadsheet.missing in the "
    "config if it means that the value is missing."
)
REASONS: tuple[tuple[str, str, str, str], ...] = (
    (
        "spread",
        rf"{VALUE} ?(?:±|\+/-|\+-) ?{VALUE}.*",
        "it holds a value and its spread",
        "Write the value alone, or each replicate in a row of its own.",
    ),
    (
        "date",
        rf"[0-9]{{1,4}}([./-])[0-9]{{1,2}}\1[0-9]{{1,4}}(?:[ t].*)?"
        rf"|[0-9]{{1,2}}[. -]*{MONTH}(?:[ -]*[0-9]{{2,4}})?|{MONTH}[ -]*[0-9]{{1,4}}",
        "it looks like a date, as spreadsheets make of entries such as 3.11",
        "Format the column as numbers or text and write the value again.",
    ),
    (
        "date",
        r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?",
        "it looks like a time",
        "Format the column as numbers or text and write the value again.",
    ),
    (
        "slash",
        rf"{VALUE} ?[/∕] ?{VALUE}",
        "a slash may be a decimal sign, a ratio or a date",
        "Write the value with a decimal point or comma.",
    ),
    (
        "interval",
        rf"{VALUE} ?(?:-|to|bis|à|\.\.\.?|…) ?{VALUE}",
        "it is a range of values",
        WRITE_ONE,
    ),
    (
        "several",
        rf"{VALUE}(?: ?[;|&+/\n] ?|, | {{1,}}){VALUE}.*",
        "it holds several values",
        "Write each value in a cell of its own: replicates in rows, numbered in the column that "
        "spreadsheet.columns.replicate names.",
    ),
    (
        "approximate",
        rf"(?:~|≈|∼|c\.|ca\.?|circa|about|approx(?:imately)?\.?|etwa|environ|aprox\.?) ?{VALUE}.*",
        "it says that the value is approximate",
        "Write the value that was measured; or <5 or >5 if it is a limit.",
    ),
    (
        "doubt",
        rf"\? ?{VALUE}|{VALUE} ?\(?\?+\)?",
        "a question mark stands beside the number",
        "Look the value up: write it without the mark, or leave the cell empty.",
    ),
    (
        "brackets",
        rf"[(\[] ?{VALUE} ?[)\]]",
        "a number in brackets may be negative, or a value in doubt",
        "Write it with a minus sign or without the brackets.",
    ),
    (
        "remark",
        rf"{VALUE} ?[(\[].*",
        "a remark in brackets stands beside the number",
        "Write the number alone, and the remark in a column of its own or as a comment.",
    ),
    (
        "mark",
        rf"{VALUE} ?(?:[*†‡§#^!]+|[¹²³⁴-⁹ᵃ-ᵛ]+|[a-d])|[*†‡§#^!]+ ?{VALUE}",
        "a mark stands beside the number",
        "Write the number alone, and what the mark means in a column of its own or as a comment.",
    ),
    (
        "above",
        r"[<>≤≥]?=? ?(?:uloq|ulod|ulq|alq|aloq|max(?:imum)?|overflow|ovrflw|saturated|oor ?>?)"
        r"|above .*|too high",
        "it says that the value is above what could be measured",
        "Write the upper limit as a number: >100.",
    ),
)
PATTERNS = tuple(
    (kind, re.compile(pattern, re.IGNORECASE | re.DOTALL), reason, fix)
    for kind, pattern, reason, fix in REASONS
)


class NotANumber(ValueError):  # noqa: N818
    """A text that is no number; the message says why and how to write it."""

    def __init__(self, what: str, how_to_fix: str, kind: str = "text") -> None:
        super().__init__(what)
        self.what = what
        self.how_to_fix = how_to_fix
        self.kind = kind


@dataclass(frozen=True, slots=True)
class Number:
    """A number, and what its separators say of the writer's habits."""

    value: float
    decimal: str = ""
    """The sign that was read as the decimal sign."""
    grouped: bool = False
    doubtful: bool = False
    """Written like 1.234: where a comma is the decimal sign it would be a thousand."""


def shown(text: str) -> str:
    """Text in quotes, shortened for a sentence."""
    line = " ".join(text.split())
    return f'"{line[: MOST_SHOWN - 1]}…"' if len(line) > MOST_SHOWN else f'"{line}"'


def plain_digits(text: str) -> str:
    """Text with the digits of every script, full-width signs, dashes and spaces made plain.

    Superscripts stay: 10² is not 102.

    Examples
    --------
    >>> plain_digits("۱۲٫۵"), plain_digits("１２．５"), plain_digits("−3")
    ('12٫5', '12.5', '-3')
    """
    if text.isascii():
        return " ".join(text.replace("`", "'").split())
    plain = []
    for character in visible(text).translate(DASHES | APOSTROPHES):
        digit = unicodedata.decimal(character, None)
        if digit is not None:
            plain.append(str(digit))
        elif "！" <= character <= "～":
            plain.append(chr(ord(character) - 0xFEE0))
        else:
            plain.append(character)
    return " ".join("".join(plain).split())


def parse_number(text: str, decimal_sign: DecimalSign | None = None) -> float:
    """Number that a text stands for: the value of :func:`read_number`.

    Examples
    --------
    >>> parse_number("1,5"), parse_number("1.234,5"), parse_number("−0.25"), parse_number("۱۲٫۵")
    (1.5, 1234.5, -0.25, 12.5)
    """
    return read_number(text, decimal_sign).value


def read_number(text: str, decimal_sign: DecimalSign | None = None) -> Number:
    """Number that a text stands for.

    Parameters
    ----------
    text
        The text.
    decimal_sign
        The sign that the writer uses; without it a point, a comma and the Arabic sign are
        understood.

    Returns
    -------
    Number
        Its value is finite.

    Raises
    ------
    NotANumber
        For a text that is no number, and for one such as ``1,234`` that could be two numbers.
    """
    clean = plain_digits(text).removeprefix("'")
    match = NUMBER.fullmatch(clean)
    if match is None or not any(character.isdigit() for character in match["body"]):
        raise _reason(text, clean)
    read = _separated(text, match["body"].rstrip(), decimal_sign)
    if read is None:
        raise _reason(text, clean)
    digits, number = read
    power = match["e"] or match["power"] or (match["raised"] or "").translate(SUPERSCRIPTS) or "0"
    value = float(f"{match['sign']}{digits}e{power}")
    if not math.isfinite(value):
        raise _reason(text, clean)
    return Number(value, number.decimal, number.grouped, number.doubtful)


def _separated(text: str, body: str, sign: DecimalSign | None) -> tuple[str, Number] | None:
    """Digits with a point as the decimal sign; None where the separators make no number."""
    groups = re.split(r"[^0-9]", body)
    marks = [character for character in body if not character.isdigit()]
    if not marks:
        return body, Number(0.0)
    last = marks[-1]
    whole = "".join(groups[:-1])
    as_decimal = (
        last in EITHER + DECIMAL_ONLY
        and marks.count(last) == 1
        and (len(marks) == 1 or _well_grouped(groups[:-1], marks[:-1]))
    )
    as_group = _well_grouped(groups, marks)
    declared = {"point": ".", "comma": ","}.get(sign or "")
    if declared is not None:
        # The declared sign decides, and the other one cannot be the decimal sign.
        as_decimal = as_decimal and (last == declared or last not in ".,")
        as_group = as_group and last != declared
    elif as_decimal and as_group and last != ".":
        raise NotANumber(
            f"{shown(text)} can be read as {whole}.{groups[-1]} or as {whole}{groups[-1]}.",
            f"Write {whole}.{groups[-1]} or {whole}{groups[-1]}, or declare "
            "spreadsheet.decimal_sign in the config.",
            "either",
        )
    if as_decimal:
        doubtful = as_group and last == "." and declared is None
        grouped = len(marks) > 1
        return f"{whole}.{groups[-1]}", Number(0.0, last, grouped, doubtful)
    if as_group:
        return "".join(groups), Number(0.0, "", True)
    if declared is not None and last in ".," and last != declared and marks.count(last) == 1:
        raise NotANumber(
            f"{shown(text)} has a {'point' if last == '.' else 'comma'} as its decimal sign, and "
            f"spreadsheet.decimal_sign is {sign}.",
            "Write the number with the declared sign, or correct the config.",
            "sign",
        )
    return None


def _well_grouped(groups: list[str], marks: list[str]) -> bool:
    """Whether one kind of separator parts the digits in thousands."""
    return (
        len(set(marks)) == 1
        and marks[0] in GROUPING
        and re.fullmatch(r"[1-9][0-9]{0,2}", groups[0]) is not None
        and all(len(group) == 3 for group in groups[1:])
    )


def _reason(text: str, clean: str) -> NotANumber:
    # What is as long as a sentence is no number with something beside it.
    for kind, pattern, reason, fix in PATTERNS if len(clean) <= LONGEST_NUMBER else ():
        if pattern.fullmatch(clean):
            return NotANumber(f"{shown(text)} is not a number: {reason}.", fix, kind)
    return NotANumber(f"{shown(text)} is not a number.", MISSING_TEXT)
