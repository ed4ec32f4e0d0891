"""Notation of tumor stages: AJCC stage groups and T categories, as labs write them."""

import math
import re

from explant.config.models import Notation
from explant.config.names.spellings import folded, squeezed

ROMAN = {"0": "0", "1": "I", "2": "II", "3": "III", "4": "IV"}
PREFIX = r"(?:ajcc|uicc|anatomic|pathological|pathologic|clinical|yp|yc|rp|p|c)?"
STAGE = re.compile(rf"{PREFIX}(?:stage|stg|st\.?)?[:.]?{PREFIX}(iv|iii|ii|i|[0-4])([a-d]?)(\d?)")
T_CATEGORY = re.compile(r"(?:yp|yc|rp|[pcyra])?t(is|x|[0-4])(mi|[a-d]?)(?:\(.*\))?")
LONGEST = 200
"""Characters of a text in which a stage is looked for."""
_BEGIN = r"(?<![^\W_])"
TNM = re.compile(
    rf"{_BEGIN}(?:yp|yc|rp|[pcyra])?[tnm](?:is|x|[0-4])(?:mi|mol|[a-d])?(?:\([^()]*\))?"
    r"(?:[\s,;/]*(?:[pc])?[nmglvr](?:x|\+|[0-4])(?:mi|mol|[a-d])?(?:\([^()]*\))?)*"
)
STAGE_WITHIN = re.compile(
    r"(?<![^\W_])(?<![.,])"
    r"(?:((?:stage|stg|stadium|stade|estadio|evre)\s*[:.]?\s*)|(?:yp|yc|rp|[pc])?)"
    r"(?:yp|yc|rp|[pc])?(iv|iii|ii|i|[0-4]) ?([a-d]?)([1-3]?)(?![^\W_])(?![.,]\d)"
)
T_WITHIN = re.compile(
    rf"{_BEGIN}(?:yp|yc|rp|[pcyra])?t ?(is|x|[0-4])(mi|[a-d])?(?:\([^()]*\))?"
    r"(?=[\s,;/]*(?:[pc])?n(?:x|\+|[0-3])|[^\w]|$)"
)
OPEN = re.compile(r"t ?[0-4](?:mi|[a-d])?\s*(?:[-–/]|or|bis|to)\s*(?:[0-4]|[a-d]\b)")

BREAST_SIZES: dict[str, tuple[float, float]] = {
    "T1": (0, 2),
    "T1mi": (0, 0.1),
    "T1a": (0.1, 0.5),
    "T1b": (0.5, 1),
    "T1c": (1, 2),
    "T2": (2, 5),
    "T3": (5, math.inf),
}
"""Largest diameter in cm by T category of the breast: above the first, up to the second.

AJCC Cancer Staging Manual, 8th edition, chapter 48. T4, Tis, T0 and TX hold any size.
"""


def ajcc_stage(text: str) -> str | None:
    """Stage group in Roman numerals and capitals, or None for what is none.

    Examples
    --------
    >>> ajcc_stage("stage iia"), ajcc_stage("2A"), ajcc_stage("pIIIC"), ajcc_stage("large")
    ('IIA', 'IIA', 'IIIC', None)
    """
    match = STAGE.fullmatch(squeezed(text).replace("-", ""))
    return _stage(*match.groups()) if match is not None else _only(stages_stated(text))


def _stage(numeral: str, letter: str, digit: str) -> str:
    return ROMAN.get(numeral, numeral.upper()) + letter.upper() + digit


def _only(stated: list[str]) -> str | None:
    return stated[0] if len(stated) == 1 else None


def stages_stated(text: str) -> list[str]:
    """Stage groups that a text states beside other words, each once; a TNM category is none.

    Examples
    --------
    >>> stages_stated("pT2N1M0 (IIB)"), stages_stated("ypT2N0"), stages_stated("II-III")
    (['IIB'], [], ['II', 'III'])
    """
    plain = TNM.sub(" ", folded(text)[:LONGEST])
    found = []
    for match in STAGE_WITHIN.finditer(plain):
        word, *parts = match.groups()
        # A digit alone is a grade, a size or a year as well.
        if word or parts[0].isalpha():
            found.append(_stage(*parts))
    return list(dict.fromkeys(found))


def categories_stated(text: str) -> list[str]:
    """T categories that a text states, clinical or pathological, each once.

    Examples
    --------
    >>> categories_stated("pT2N1M0"), categories_stated("cT3 cN1, ypT1c"), categories_stated("II")
    (['T2'], ['T3', 'T1c'], [])
    """
    plain = folded(text)[:LONGEST]
    return list(dict.fromkeys(_category(*match.groups()) for match in T_WITHIN.finditer(plain)))


def _category(category: str, letter: str | None) -> str:
    return f"T{'X' if category == 'x' else category}{letter or ''}"


def all_stated(text: str, notation: Notation) -> list[str]:
    """What a text states in a notation; several where it leaves open which counts."""
    return stages_stated(text) if notation == "ajcc_stage" else categories_stated(text)


def t_category(text: str) -> str | None:
    """T category without its prefix and its additions, or None for what is none.

    Examples
    --------
    >>> t_category("pT1c"), t_category("t2"), t_category("ypT2(m)"), t_category("Tis")
    ('T1c', 'T2', 'T2', 'Tis')
    """
    match = T_CATEGORY.fullmatch(squeezed(text))
    if match is not None:
        return _category(*match.groups())
    # T2-3 leaves it open.
    return None if OPEN.search(folded(text)[:LONGEST]) else _only(categories_stated(text))


def normalized(text: str, notation: Notation) -> str | None:
    """Value of a stratifier in its notation; None when it is not written in it."""
    if notation == "ajcc_stage":
        return ajcc_stage(text)
    if notation == "t_category":
        return t_category(text)
    return " ".join(text.split())


def holds(group_value: str, value: str, notation: Notation) -> bool:
    """Whether a group's declared value holds a patient's normalized value.

    Examples
    --------
    >>> holds("II", "IIA", "ajcc_stage"), holds("I", "IIA", "ajcc_stage")
    (True, False)
    >>> holds("T1", "T1c", "t_category"), holds("T1a", "T1", "t_category")
    (True, False)
    """
    declared = normalized(group_value, notation)
    if declared is None or notation == "text":
        return folded(group_value) == folded(value)
    # Roman numerals are prefixes of each other: I, II and III differ before their letters.
    pattern = r"([IV]+|0)([A-D]?)(\d?)" if notation == "ajcc_stage" else r"(T.)()(.*)"
    if declared == "Tis" or value == "Tis":
        return declared == value
    mine, theirs = re.fullmatch(pattern, value), re.fullmatch(pattern, declared)
    if mine is None or theirs is None:
        return declared == value
    return all(part in ("", own) for part, own in zip(theirs.groups(), mine.groups(), strict=True))


def size_of_category(category: str) -> tuple[float, float] | None:
    """Diameter in cm that a T category of the breast means: above the first, up to the second.

    Examples
    --------
    >>> size_of_category("T1"), size_of_category("T2a"), size_of_category("T4b")
    ((0, 2), (2, 5), None)
    """
    return BREAST_SIZES.get(category) or BREAST_SIZES.get(category[:2])


def contradict(category: str, size: float) -> bool:
    """Whether a T category of the breast and a diameter in cm cannot both be right.

    Examples
    --------
    >>> contradict("T1", 6), contradict("T2", 2.0), contradict("T1c", 2.0), contradict("T4", 1)
    (True, True, False, False)
    """
    limits = size_of_category(category)
    return limits is not None and not limits[0] < round(size, 6) <= limits[1]
