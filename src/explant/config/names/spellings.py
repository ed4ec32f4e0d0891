"""Comparing what people write: case, spaces and kinds of dashes do not matter."""

import datetime
import re
import unicodedata
from collections.abc import Iterable

from explant.spreadsheet.sheet.cells import Cell

DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹣－"), "-")
INVISIBLE = dict.fromkeys(
    [
        *(0x00AD, 0x061C, 0x180E, 0x200B, 0x200E, 0x200F, 0x2060, 0xFEFF),
        *range(0x202A, 0x202F),
        *range(0x2066, 0x206A),
        *(code for code in (*range(0x20), *range(0x7F, 0xA0)) if not chr(code).isspace()),
        *(0xFFFE, 0xFFFF),
    ]
)
"""Controls, marks of writing direction, soft hyphens, spaces of no width; not Persian joiners."""
SAME_LETTERS = str.maketrans(
    {
        **{"ي": "ی", "ى": "ی", "ك": "ک", "\u0640": None, "\u200c": " "},
        **dict(zip("٠١٢٣٤٥٦٧٨٩", "0123456789", strict=True)),
        **dict(zip("۰۱۲۳۴۵۶۷۸۹", "0123456789", strict=True)),
    }
)
"""Letters and digits that Arabic and Persian keyboards write differently, and stretched letters."""


def visible(text: str) -> str:
    """Text without characters that nobody sees.

    Examples
    --------
    >>> visible("\u200fP1\ufeff"), visible("P\u00071")
    ('P1', 'P1')
    """
    return text if text.isascii() and text.isprintable() else text.translate(INVISIBLE)


def folded(text: str) -> str:
    """Text for comparison: lower case, single spaces, one kind of dash, of yeh and of digits.

    Examples
    --------
    >>> folded("  Tumor  size "), folded("−"), folded("بيمار ۱۰") == folded("بیمار 10")
    ('tumor size', '-', True)
    """
    if text.isascii():
        return " ".join(text.casefold().split())
    plain = unicodedata.normalize("NFKC", visible(text))
    return " ".join(plain.translate(DASHES).translate(SAME_LETTERS).casefold().split())


def squeezed(text: str) -> str:
    """Text for comparison where spaces do not count at all: ``IL - 2`` equals ``il-2``."""
    return folded(text).replace(" ", "")


def cell_text(cell: Cell) -> str:
    """What stands in a cell as one line of text: 7.0 reads ``7``.

    Examples
    --------
    >>> cell_text(Cell("Data", 1, 1, 7.0)), cell_text(Cell("Data", 1, 1, " P  1 "))
    ('7', 'P 1')
    """
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, (int, float)):
        return str(value) if isinstance(value, int) else format(value, ".15g")
    if isinstance(value, str):
        return " ".join(visible(value).split())
    if isinstance(value, datetime.timedelta):
        return str(value)
    # A day is kept with the hour 0, which nobody wrote.
    return value.isoformat().removesuffix("T00:00:00")


def natural_key(text: str) -> tuple[tuple[int, int, str], ...]:
    """Key that sorts P2 before P10.

    Examples
    --------
    >>> sorted(["P10", "p2", "P1", "7"], key=natural_key)
    ['7', 'P1', 'p2', 'P10']
    """
    parts = re.findall(r"\d+|\D+", text)
    # The spelling itself comes last, so that P1 and P01 always sort the same way.
    return (
        *(
            (0, len(part.lstrip("0")), part.lstrip("0"))
            if part.isdecimal()
            else (1, 0, part.casefold())
            for part in parts
        ),
        (-1, 0, text),
    )


def listed(items: Iterable[str], most: int = 12) -> str:
    """Items in quotes for a sentence, at most ``most`` of them."""
    names = list(dict.fromkeys(items))
    shown = ", ".join(f'"{name}"' for name in names[:most])
    return f"{shown} and {len(names) - most} more" if len(names) > most else shown
