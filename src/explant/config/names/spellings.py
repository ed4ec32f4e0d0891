"""Comparing what people write: case, spaces and kinds of dashes do not matter."""

import functools
import re
import unicodedata
from collections.abc import Iterable

from explant.characters import SHORT, visible

DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹣－"), "-")
SAME_LETTERS = str.maketrans(
    {
        **{"ي": "ی", "ى": "ی", "ك": "ک", "\u0640": None, "\u200c": " "},
        **dict(zip("٠١٢٣٤٥٦٧٨٩", "0123456789", strict=True)),
        **dict(zip("۰۱۲۳۴۵۶۷۸۹", "0123456789", strict=True)),
    }
)
"""Letters and digits that Arabic and Persian keyboards write differently, and stretched letters."""
ONE_KIND = DASHES | SAME_LETTERS
EAST_ASIAN = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
"""Kana, Chinese characters and Hangul, between whose words no blank stands."""
WORD_BEGINS = rf"(?<![^\W_{EAST_ASIAN}])"
WORD_ENDS = rf"(?![^\W_{EAST_ASIAN}])"
"""Where a word in Latin letters begins and ends, also beside East Asian ones."""


def folded(text: str) -> str:
    """Text for comparison: lower case, single spaces, one kind of dash, of yeh and of digits.

    Examples
    --------
    >>> folded("  Tumor  size "), folded("−"), folded("بيمار ۱۰") == folded("بیمار 10")
    ('tumor size', '-', True)
    """
    return _short_folded(text) if len(text) <= SHORT else _folded(text)


def _folded(text: str) -> str:
    if text.isascii():
        return " ".join(text.casefold().split())
    plain = unicodedata.normalize("NFKC", visible(text))
    return " ".join(plain.translate(ONE_KIND).casefold().split())


# A table repeats its names: each is folded once. Long texts would fill the memory.
_short_folded = functools.lru_cache(maxsize=50_000)(_folded)


def squeezed(text: str) -> str:
    """Text for comparison where spaces do not count at all: ``IL - 2`` equals ``il-2``."""
    return _short_squeezed(text) if len(text) <= SHORT else _squeezed(text)


def _squeezed(text: str) -> str:
    return folded(text).replace(" ", "")


_short_squeezed = functools.lru_cache(maxsize=50_000)(_squeezed)


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
