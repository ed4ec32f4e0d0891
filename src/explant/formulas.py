"""Text that a spreadsheet program would take for a formula, and how it stays text."""

import re

SIGNS = "=+\\-@\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH PLUS SIGN}\N{FULLWIDTH HYPHEN-MINUS}\uff20"
# Programs differ in which white space before a sign they pass over; tab, line feed and carriage
# return are taken for the begin of a formula by themselves.
# https://owasp.org/www-community/attacks/CSV_Injection
_BEGINS = rf"(?:[\t\r\n]|[\s\u200b\ufeff]*[{SIGNS}])"
_BEGIN = re.compile(_BEGINS)
_TO_GUARD = re.compile(rf"(?='*{_BEGINS})")
_GUARDED = re.compile(rf"'(?='*{_BEGINS})")


def begins_formula(text: str) -> bool:
    """Whether a spreadsheet program might take a text for a formula.

    Examples
    --------
    >>> [begins_formula(text) for text in ("=1+1", "-P1", " @x", "\uff1d1", "P-1", "'=1")]
    [True, True, True, True, False, False]
    """
    return _BEGIN.match(text) is not None


def guarded(text: str) -> str:
    """Text with an apostrophe before it if it might be taken for a formula.

    A text that has apostrophes before such a begin gets one more, so that :func:`unguarded` gives
    every text back as it was.

    Examples
    --------
    >>> [guarded(text) for text in ("-P1", "'-P1", "P-1", "'P1'")]
    ["'-P1", "''-P1", 'P-1', "'P1'"]
    """
    return f"'{text}" if _TO_GUARD.match(text) else text


def unguarded(text: str) -> str:
    """Text without the apostrophe of :func:`guarded`.

    Examples
    --------
    >>> [unguarded(text) for text in ("'-P1", "''-P1", "P-1", "'P1'")]
    ['-P1', "'-P1", 'P-1', "'P1'"]
    """
    return text[1:] if _GUARDED.match(text) else text
