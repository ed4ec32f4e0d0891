"""Spellings of markers and levels, and where they stand in a heading."""

import functools
import re
from dataclasses import dataclass

from explant.config.names.spellings import EAST_ASIAN, WORD_BEGINS, WORD_ENDS


@dataclass(frozen=True, slots=True)
class Name:
    """A spelling of a marker or of a factor's level."""

    of: str
    meaning: str
    spelling: str
    """It is folded."""

    @property
    def sign(self) -> bool:
        """The spelling has neither letter nor digit: ``+`` or ``-``."""
        return not any(character.isalnum() for character in self.spelling)

    @property
    def length(self) -> int:
        """Number of its characters."""
        return len(self.spelling)

    @property
    def pattern(self) -> re.Pattern[str]:
        """What finds it in a heading."""
        return _pattern(self.spelling)


# Of thousands of markers few are looked for: a pattern is made when it is needed.
@functools.lru_cache(maxsize=50_000)
def _pattern(spelling: str) -> re.Pattern[str]:
    # Within a name spaces may be left out or put in only where the plan has one.
    body = r"\s*".join(re.escape(part) for part in spelling.split())
    return re.compile(_edge(spelling, WORD_BEGINS) + body + _edge(spelling[::-1], WORD_ENDS))


def _edge(spelling: str, edge: str) -> str:
    """What has to stand, or not to stand, beside the first character of a name."""
    if re.match(f"[{EAST_ASIAN}]", spelling):
        # One character is part of many words: 癌.
        alone = f"(?<![{EAST_ASIAN}])" if edge == WORD_BEGINS else f"(?![{EAST_ASIAN}])"
        return alone if len(spelling) == 1 else ""
    return edge if spelling[0].isalnum() else ""


@dataclass(frozen=True, slots=True)
class Span:
    """A spelling that was found, at a place in the heading."""

    start: int
    end: int
    name: Name
