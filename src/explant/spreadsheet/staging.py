"""Notation of tumor stages: AJCC stage groups and T categories, as labs write them."""

import re

from explant.config.models import Notation
from explant.spreadsheet.text import folded, squeezed

ROMAN = {"0": "0", "1": "I", "2": "II", "3": "III", "4": "IV"}
PREFIX = r"(?:ajcc|uicc|anatomic|pathological|pathologic|clinical|yp|yc|rp|p|c)?"
STAGE = re.compile(rf"{PREFIX}(?:stage|stg|st\.?)?[:.]?{PREFIX}(iv|iii|ii|i|[0-4])([a-d]?)(\d?)")
T_CATEGORY = re.compile(r"(?:yp|yc|rp|[pcyra])?t(is|x|[0-4])(mi|[a-d]?)(?:\(.*\))?")


def ajcc_stage(text: str) -> str | None:
    """Stage group in Roman numerals and capitals, or None for what is none.

    Examples
    --------
    >>> ajcc_stage("stage iia"), ajcc_stage("2A"), ajcc_stage("pIIIC"), ajcc_stage("large")
    ('IIA', 'IIA', 'IIIC', None)
    """
    match = STAGE.fullmatch(squeezed(text).replace("-", ""))
    if match is None:
        return None
    numeral, letter, digit = match.groups()
    return ROMAN.get(numeral, numeral.upper()) + letter.upper() + digit


def t_category(text: str) -> str | None:
    """T category without its prefix and its additions, or None for what is none.

    Examples
    --------
    >>> t_category("pT1c"), t_category("t2"), t_category("ypT2(m)"), t_category("Tis")
    ('T1c', 'T2', 'T2', 'Tis')
    """
    match = T_CATEGORY.fullmatch(squeezed(text))
    if match is None:
        return None
    category, letter = match.groups()
    return f"T{'X' if category == 'x' else category}{letter}"


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
