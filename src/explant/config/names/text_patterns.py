"""Patterns of texts that name several things: ``{patient}_{tissue}_*``."""

import re

PART = re.compile(r"\{([^{}]*)\}|(\*)|(\s+)")
"""A name in braces, anything, or spaces."""
PATIENT, REPLICATE, BLOCK, MARKER = "patient", "replicate", "block", "marker"


def parts_of(pattern: str) -> list[str]:
    """Names in braces of a pattern.

    Examples
    --------
    >>> parts_of("Specimen_*_{patient} {tissue}.fcs")
    ['patient', 'tissue']
    """
    return [match[1].strip() for match in PART.finditer(pattern) if match[1] is not None]
