"""Names of conditions that headings put together: two treatments at once, a level and its tissue.

``IL-2 + IL-15`` is a condition of its own, and the tissue of ``normal tissue`` is part of its name.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from explant.commands.drafting.vocabulary_of_drafts import (
    COMBINED,
    JOINED,
    LEVELS,
    ORGANS,
    PATTERNS,
    SIGNED_TOGETHER,
    TISSUE_WORDS,
    is_reference,
    level_name,
)
from explant.config.names.spellings import WORD_BEGINS, WORD_ENDS, folded

GAP = r"[ _-]?"
GAPS = re.compile(rf"{JOINED.pattern}|[ _]")
MOST_TEXTS = 2_000
"""Headings among which treatments are looked for that no usual word names."""
Found = dict[str, dict[str, list[str]]]
"""Spellings by family and level."""


def add_combined(texts: Iterable[str], found: Found) -> None:
    """Add the names that texts put together to the usual ones.

    Parameters
    ----------
    texts
        Headings, titles, names of sheets: folded.
    found
        Spellings by family and level; receives more.
    """
    texts = list(dict.fromkeys(texts))
    tissues = _tissues(texts)
    for text in texts:
        for pattern in (COMBINED, SIGNED_TOGETHER):
            for match in pattern.finditer(text):
                _add(found, "treatment", level_name(match.group()), match.group())
        for match in tissues.finditer(text):
            if match.group() != match["level"]:
                _add(found, "tissue", level_name(match["level"]), match.group())
    for spelling, level in _learned(texts[:MOST_TEXTS], found["treatment"]).items():
        _add(found, "treatment", level, spelling)


def parts_of(level: str) -> list[str]:
    """Treatments of which a level is put together."""
    return level.split("+")


def _add(found: Found, family: str, level: str, spelling: str) -> None:
    spellings = found[family].setdefault(level, [])
    spellings += [] if spelling in spellings else [spelling]


def _tissues(texts: Sequence[str]) -> re.Pattern[str]:
    """What finds a tissue with the words that belong to it, such as ``tissu sain``."""
    # The lung of "lung tumor" tells it from a "liver tumor".
    organs = {word for text in texts for word in re.findall(r"[^\W\d_]+", text) if word in ORGANS}
    words = [*TISSUE_WORDS, *(organs if len(organs) == 1 else ())]
    beside = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    return re.compile(
        rf"{WORD_BEGINS}(?:(?:{beside}){GAP})*(?P<level>{_levels('tissue')})(?:{GAP}(?:{beside}))*"
        rf"{WORD_ENDS}"
    )


def _levels(family: str) -> str:
    spellings = [s for own in LEVELS[family].values() for s in folded(own).split(", ")]
    longest = sorted((s for s in spellings if len(s) > 1), key=len, reverse=True)
    return "|".join(map(re.escape, longest))


def _learned(texts: Sequence[str], known: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Treatments that only their combination with another shows, with the name of each.

    ``Control``, ``LPS``, ``LPS + ATP``: what is added to a heading makes another condition.
    """
    every = set(texts)
    before = {stem for text in texts if (stem := _before_reference(text)) is not None}
    stems = sorted(before, key=len, reverse=True)
    spellings = {s for own in known.values() for s in own if not is_reference(s)}
    found: dict[str, str] = {}
    for text in texts:
        for joint in GAPS.finditer(text):
            first, added = text[: joint.start()], text[joint.end() :]
            if first not in every or not added:
                continue
            stem = next((s for s in stems if first.startswith(s)), None)
            if stem is None:
                continue
            treatment = first[len(stem) :]
            alone = f"{stem}{added}" in every
            # A mere gap joins what stands alone as well.
            said = JOINED.fullmatch(joint.group()) is not None
            usual = said and (treatment in spellings or PATTERNS["treatment"].fullmatch(treatment))
            if not treatment or is_reference(treatment) or not (alone or usual):
                continue
            if any(folded(f"{stem}{end}{joint.group()}{added}") in every for end in _CONTROLS):
                # Added to the control as well: two factors.
                continue
            whole = text[len(stem) :]
            if not any(level_name(whole) == level for level in known):
                found[whole] = level_name(whole)
            for one in (treatment, *([added] if alone else [])):
                if not any(one in own for own in known.values()):
                    found[one] = level_name(one)
    return found


_CONTROLS = [s for s in folded(LEVELS["treatment"]["control"]).split(", ") if len(s) > 1]


def _before_reference(text: str) -> str | None:
    """What stands before the control in a heading that ends in one; None if it does not."""
    for control in _CONTROLS:
        if text == control:
            return ""
        if text.endswith(control) and not text[-len(control) - 1].isalnum():
            return text[: -len(control)]
    return None
