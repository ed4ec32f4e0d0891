"""IDs that stand alone for a patient's control, and with a treatment behind for the others."""

import re
from collections import Counter
from collections.abc import Sequence

from explant.commands.drafting.vocabulary_of_drafts import LEVELS, PATTERNS, level_name
from explant.config.names.spellings import folded, squeezed

SIGN = re.compile(r"[\s_+./|,;:&-]*")
FEWEST_PATIENTS, MOST_SUFFIXES = 3, 6
SHARED = 0.6
"""Share of the patients who have each of the conditions."""


def suffixes_of(texts: Sequence[str]) -> tuple[str, dict[str, str], dict[str, str]] | None:
    """IDs of which some are others with something behind.

    Parameters
    ----------
    texts
        Different texts.

    Returns
    -------
    tuple or None
        The sign between; what stands behind it, which is nothing for the IDs alone, and the ID, by
        text. None if the texts are not so.

    Examples
    --------
    >>> names = [f"P{number}{more}" for number in range(8, 12) for more in ("", "+IL2")]
    >>> sign, rests, patients = suffixes_of(names)
    >>> sign, rests["P10+IL2"], patients["P10+IL2"], rests["P10"]
    ('+', 'IL2', 'P10', '')
    >>> suffixes_of(["P1", "P2", "P10"]) is None
    True
    """
    known = {folded(text): text for text in texts}
    patients: dict[str, str] = {}
    rests: dict[str, str] = {}
    signs: Counter[str] = Counter()
    for text in texts:
        patients[text], rests[text] = text, ""
        for end in range(1, len(text)):
            base, more = text[:end].rstrip(), text[end:]
            gap = SIGN.match(more)
            sign = gap[0] if gap is not None else ""
            # P1 is no part of P10, and A of AB is none either.
            within = not sign and base[-1].isdecimal() == more[0].isdecimal()
            if folded(base) not in known or (within and base[-1].isalnum()):
                continue
            # A plus sign alone is the condition itself.
            sign = sign if sign.strip() != more.strip() else ""
            patients[text], rests[text] = known[folded(base)], more[len(sign) :].strip()
            signs[sign] += 1
            break
    bases = {text for text in texts if not rests[text]}
    conditions: dict[str, set[str]] = {}
    for text in texts:
        if rests[text]:
            conditions.setdefault(squeezed(rests[text]), set()).add(patients[text])
    if len(bases) < FEWEST_PATIENTS or not 1 <= len(conditions) <= MOST_SUFFIXES:
        return None
    if len(signs) != 1 or min(map(len, conditions.values())) < SHARED * len(bases):
        return None
    return next(iter(signs)), rests, patients


def family_of(text: str) -> str:
    """Family of a usual level, or of what is named as treatments, times and doses are."""
    name = level_name(text)
    for family, levels in LEVELS.items():
        if name in levels:
            return family
    return next((f for f, own in PATTERNS.items() if own.fullmatch(folded(text))), "")
