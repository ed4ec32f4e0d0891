"""Patterns that split a text into the things it names: ``{patient}_{tissue}_{treatment}``."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from explant.config.models import Plan
from explant.config.names.level_names import LevelNames
from explant.config.names.spellings import folded
from explant.config.names.text_patterns import BLOCK, PART, REPLICATE, parts_of

SIGNS = r"[\s_+./|,;:&-]*"
"""What may stand between a name that may be left out and the name before it."""


@dataclass(frozen=True)
class SplitText:
    """A pattern that is ready to split texts."""

    pattern: str
    parts: tuple[str, ...]
    expression: re.Pattern[str]

    def __call__(self, text: str) -> Mapping[str, str] | None:
        """Text of each part; None if the text does not fit. A part that is left out is empty."""
        found = self.expression.fullmatch(" ".join(text.split()))
        if found is None:
            return None
        groups = [group or "" for group in found.groups()]
        return dict(zip(self.parts, groups, strict=True))


def split_text(pattern: str, plan: Plan) -> SplitText:
    """Make a pattern ready, with the spellings of the plan's levels.

    Parameters
    ----------
    pattern
        Texts in braces name parts, ``*`` is anything, all else stands as it is; case and the number
        of spaces do not matter.
    plan
        The study's plan.
    """
    names = LevelNames(plan)
    built, end = "", 0
    literal = ""
    for match in PART.finditer(pattern):
        literal += re.escape(pattern[end : match.start()])
        end = match.end()
        if match[3] is not None:
            # The blank behind anything ends it.
            literal += r"\s+" if not literal and built.endswith(".*?") else r"\s*"
            continue
        if match[1] is None:
            built, literal = built + literal + ".*?", ""
            continue
        part = match[1].strip()
        if part in plan.factors:
            spellings = [folded(spelling) for factor, _, spelling in names if factor == part]
            spellings.sort(key=len, reverse=True)
            own = f"({'|'.join(map(_loose, dict.fromkeys(spellings)))})"
            if part in names.implied:
                # Brackets around a name that is left out are left out with it.
                closing = pattern[end : end + 1] if pattern[end : end + 1] in (")", "]") else ""
                end += len(closing)
                closing = re.escape(closing) + "?" if closing else ""
                built += f"(?:(?:{literal}|{SIGNS}){own}{closing})?"
                literal = ""
                continue
        else:
            own = {REPLICATE: r"(\w+)", BLOCK: r"([^\s_]+)"}.get(part) or _of_groups(part, plan)
            if part == REPLICATE and built and not literal:
                # Right behind another part it is one letter, or a number: P1a.
                own = r"([^\W\d_]|[0-9]{1,3})"
        built, literal = built + literal + own, ""
    built += literal + re.escape(pattern[end:])
    return SplitText(pattern, tuple(parts_of(pattern)), re.compile(built, re.IGNORECASE))


def _of_groups(part: str, plan: Plan) -> str:
    """Expression of a property of patients: the texts of its groups, or else any text."""
    stratifier = plan.patients.strata.get(part)
    groups = stratifier.groups.values() if stratifier is not None else ()
    texts = sorted({folded(text) for group in groups for text in group}, key=len, reverse=True)
    known = "|".join([*map(_loose, texts), r"\S.*?"])
    return f"({known})"


def _loose(spelling: str) -> str:
    """Expression of a spelling in which spaces and kinds of dashes do not count."""
    words = [re.escape(word) for word in spelling.split()]
    return r"\s*".join(words).replace(r"\-", "[-‐‑‒–—−]")
