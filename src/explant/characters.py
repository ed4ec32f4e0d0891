"""Characters that no file and no screen should get: controls, halves of pairs, non-characters."""

import re

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
# Those that XML 1.0 does not allow, and the second row of controls, which drives terminals too.
# https://www.w3.org/TR/xml/#charsets
UNSHOWN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


def shown(text: str) -> str:
    r"""Text with a replacement character for each that cannot be shown.

    Examples
    --------
    >>> shown("a\x1b[31m b\tc")
    'a�[31m b\tc'
    """
    return UNSHOWN.sub(REPLACEMENT, text)
