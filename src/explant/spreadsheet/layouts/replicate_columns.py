"""Columns that hold replicates of one measurement: headings that differ by a running number."""

import re
from collections.abc import Collection, Hashable, Mapping, Sequence
from typing import TypeVar

from explant.spreadsheet.structure.headings import UNIT

NUMBER = r"(?P<number>\d{1,2}|[a-h])"
WORD = (
    r"(?:technical\s+)?(?:replicate|repl|rep|well|duplicate|dup|triplicate|replikat|wiederholung|wdh|"
    r"réplicat|réplica|tekrar|reader|rater|observer|pathologist|hpf|no|nr|r|#)[\s.:#_-]*"
)
RUNNING = [
    re.compile(r"(?P<base>.*?\S)" + end, re.IGNORECASE | re.DOTALL)
    for end in (
        rf"(?:[\s_.,;:/|]+|(?<=[^\W_])-){WORD}{NUMBER}",
        rf"\s*[(\[]\s*(?:{WORD})?{NUMBER}\s*[)\]]",
        # A bare number after a hyphen is part of a name: IL-2, Caspase-3.
        rf"[\s_.,;:/|]+{NUMBER}",
        # A number right behind a word for one reading: Ct1, FOXP3 OD2.
        r"(?<=(?<![^\W_])(?:ct|cq|cp|od))(?P<number>\d)",
        r"(?<=(?<![^\W_])rep)(?P<number>\d)",
        r"(?<=(?<![^\W_])(?:well|repl))(?P<number>\d)",
    )
]
Key = TypeVar("Key", bound=Hashable)


def without_number(heading: str, suffix: str | None = None) -> tuple[str, str] | None:
    """Heading without the replicate's number at its end, and that number; None if it has none.

    Parameters
    ----------
    heading
        The heading.
    suffix
        How the plan says that replicates are numbered, with # for the number.

    Examples
    --------
    >>> without_number("CD25 T rep 2"), without_number("CD25_b (%)"), without_number("IL-2")
    (('CD25 T', '2'), ('CD25', 'b'), None)
    >>> without_number("FOXP3 Ct2"), without_number("SOCT2"), without_number("Rep1")
    (('FOXP3 Ct', '2'), None, ('Rep', '1'))
    >>> without_number("CD25-2", "-#")
    ('CD25', '2')
    """
    text = " ".join(heading.split())
    for candidate in (text, UNIT.sub("", text)):
        if suffix is not None:
            before, after = (re.escape(part.strip()) for part in suffix.split("#", 1))
            declared = rf"(?P<base>.*?\S)\s*{before}\s*{NUMBER}\s*{after}"
            if match := re.fullmatch(declared, candidate, re.IGNORECASE):
                return match.group("base"), match.group("number").casefold()
        for pattern in RUNNING:
            if match := pattern.fullmatch(candidate):
                return match.group("base"), match.group("number").casefold()
    return None


def are_running(numbers: Collection[str]) -> bool:
    """Whether texts are 1, 2, 3 … or a, b, c …, each once.

    Examples
    --------
    >>> [are_running(numbers) for numbers in (["2", "1"], ["a", "b"], ["1"], ["1", "3"])]
    [True, True, False, False]
    """
    count = len(numbers)
    digits = {str(number) for number in range(1, count + 1)}
    letters = {chr(ord("a") + number) for number in range(count)}
    return count > 1 and {number.lstrip("0") for number in numbers} in (digits, letters)


def replicate_groups(
    numbered: Mapping[Key, Sequence[tuple[int, str]]], *, declared: bool
) -> dict[Key, dict[int, str]]:
    """Number of each replicate column, by what the columns mean.

    Parameters
    ----------
    numbered
        Column and number of each numbered heading, by what the heading means without its number.
    declared
        The plan says how replicates are numbered: their numbers need not be 1, 2, 3.
    """
    groups: dict[Key, dict[int, str]] = {}
    for meaning, columns in numbered.items():
        numbers = [number for _, number in columns]
        if are_running(numbers) or (declared and len(set(numbers)) == len(numbers)):
            groups[meaning] = dict(columns)
    return groups
