"""Characters that no file and no screen should get, and those that nobody sees."""

import re

SHORT = 60
"""Longest text that is remembered once it has been looked at: a table repeats its short ones."""
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
# Those that XML 1.0 does not allow, and the second row of controls, which drives terminals too.
# https://www.w3.org/TR/xml/#charsets
UNSHOWN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_INVISIBLE_CODES = [
    *(0x00AD, 0x061C, 0x180E, 0x200B, 0x200E, 0x200F, 0x2060, 0xFEFF),
    *range(0x202A, 0x202F),
    *range(0x2066, 0x206A),
    *(code for code in (*range(0x20), *range(0x7F, 0xA0)) if not chr(code).isspace()),
    *(0xFFFE, 0xFFFF),
]
INVISIBLE = re.compile(f"[{''.join(map(chr, _INVISIBLE_CODES))}]")
"""Controls, marks of writing direction, soft hyphens, spaces of no width; not Persian joiners."""


def shown(text: str) -> str:
    r"""Text with a replacement character for each that cannot be shown.

    Examples
    --------
    >>> shown("a\x1b[31m b\tc")
    'a�[31m b\tc'
    """
    return UNSHOWN.sub(REPLACEMENT, text)


def visible(text: str) -> str:
    """Text without characters that nobody sees.

    Examples
    --------
    >>> visible("\u200fP1\ufeff"), visible("P\u00071")
    ('P1', 'P1')
    """
    return text if text.isascii() and text.isprintable() else INVISIBLE.sub("", text)
