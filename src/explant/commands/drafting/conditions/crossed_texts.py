"""Texts that say levels of several factors together: their parts, and whether these are crossed."""

import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from explant.commands.drafting.vocabulary import Said, Words, families_of
from explant.commands.drafting.vocabulary_of_drafts import LEVELS, level_name
from explant.config.names.spellings import folded, listed

NOT_SAID = {"treatment": "control", "time": "before", "dose": "none", "tissue": "normal"}
"""What a sample has whose name says no level of a family."""
WHERE = ("tissue", "time")
"""Families of which each text has to name a level, where not all combinations are there."""
SEPARATED = re.compile(r"[\s_+/|,;:·.&-]+")
NUMBERED = re.compile(r"([^\W\d_]+)(\d+)")
ABBREVIATION = re.compile(r"[^\W\d_]{2,4}")
LETTERS = {"c": "control", "k": "control", "u": "control", "m": "control"}
"""What single letters of abbreviations may stand for besides the usual words."""


@dataclass(frozen=True)
class TextFactor:
    """One of the factors whose levels some texts say."""

    family: str
    levels: Mapping[str, tuple[str, str]]
    """Level and its spelling by text; the spelling is empty where the text implies the level."""
    implied: str = ""
    """Name of the level that is implied, if one is."""


@dataclass(frozen=True)
class Crossed:
    """Factors that texts are the full cross of."""

    factors: tuple[TextFactor, ...]
    unsure: str = ""
    """Why a person has to say that it is so."""
    joint: bool = field(default=False)
    """The texts are abbreviations: their parts stand nowhere else."""


def crossed(texts: Sequence[str]) -> Crossed | None:
    """Factors whose levels texts name together, if the texts are all their combinations.

    Parameters
    ----------
    texts
        Different texts, such as the levels of one column.

    Examples
    --------
    >>> found = crossed(["T", "T+IL2", "N", "N+IL2"])
    >>> [(factor.family, factor.implied) for factor in found.factors]
    [('tissue', ''), ('treatment', 'control')]
    >>> crossed(["control", "IL-2", "IL-15"]) is None
    True
    """
    own = list({folded(text): text for text in texts if text}.values())
    if len(own) < 4:
        return _by_words(own) if len(own) == 3 else None
    return _by_words(own) or _deeper(_by_parts(own)) or _by_letters(own)


def _deeper(found: Crossed | None) -> Crossed | None:
    """The same with parts that are crossed themselves taken apart: tumor_IL2_1 is three."""
    if found is None:
        return None
    factors: list[TextFactor] = []
    for factor in found.factors:
        spelled = {spelling for _, spelling in factor.levels.values() if spelling}
        inner = crossed(sorted(spelled)) if not factor.implied else None
        if inner is None or inner.joint:
            factors.append(factor)
            continue
        for one in inner.factors:
            own = {folded(text): said for text, said in one.levels.items()}
            levels = {text: own[folded(spelling)] for text, (_, spelling) in factor.levels.items()}
            factors.append(TextFactor(one.family, levels, one.implied))
    return Crossed(tuple(_apart(factors)), found.unsure, found.joint)


def _complete(signatures: Sequence[tuple[str, ...]], *, repeated: bool = False) -> bool:
    """Whether signatures are all combinations of what each place of them holds, each once."""
    sizes = [len(set(place)) for place in zip(*signatures, strict=True)]
    product = 1
    for size in sizes:
        product *= size
    several = sum(size > 1 for size in sizes)
    once = repeated or len(set(signatures)) == len(signatures)
    return several > 1 and once and len(set(signatures)) == product


def _by_words(texts: Sequence[str]) -> Crossed | None:
    """Texts that are explained wholly by usual words."""
    words = Words(families_of(texts))
    said = {text: words.said(text) for text in texts}
    if any(each.several or each.rest for each in said.values()):
        return None
    families = [
        family for family in words.families if any(family in s.levels for s in said.values())
    ]
    families = [f for f in families if len({s.levels.get(f, ("",))[0] for s in said.values()}) > 1]
    if len(families) < 2:
        return None
    signatures = [tuple(s.levels.get(f, ("",))[0] for f in families) for s in said.values()]
    # One meaning may be spelled in several ways.
    if not _complete(signatures, repeated=True) and not _partly(families, said.values()):
        return None
    found = []
    for family in families:
        implied = (
            NOT_SAID.get(family, "") if any(family not in s.levels for s in said.values()) else ""
        )
        if implied and any(s.levels.get(family, ("",))[0] == implied for s in said.values()):
            return None
        levels = {text: s.levels.get(family, (implied, "")) for text, s in said.items()}
        found.append(TextFactor(family, levels, implied))
    return Crossed(tuple(found))


def _partly(families: Sequence[str], said: Iterable[Said]) -> bool:
    """Whether texts are some combinations of a tissue, or time, and a treatment.

    ``Tumor``, ``Tumor + IL-2``, ``Normal``: no text stands for what the sheet lacks.
    """
    where = [family for family in families if family in WHERE]
    if len(families) != 2 or len(where) != 1 or "treatment" not in families:
        return False
    every = [each.levels for each in said]
    if not all(where[0] in levels for levels in every):
        return False
    pairs = {(own[where[0]][0], own.get("treatment", ("",))[0]) for own in every}
    # One place has two treatments, or nothing could be compared.
    return len(pairs) == len(every) and len({place for place, _ in pairs}) < len(pairs)


def _by_parts(texts: Sequence[str]) -> Crossed | None:
    """Texts of two parts, with every first beside every second; none is usual."""
    numbered = {text: match.groups() for text in texts if (match := NUMBERED.fullmatch(text))}
    usual = {level_name(first) for first, _ in numbered.values()}
    # The T and N of T1, T2, N1, N2.
    known = any(usual <= levels.keys() for levels in LEVELS.values())
    ways = [{text: _parted(text, last=last) for text in texts} for last in (False, True)]
    if len(numbered) == len(texts) and known:
        ways.append({text: (first, last) for text, (first, last) in numbered.items()})
    for pairs in ways:
        if not _complete([tuple(map(folded, pair)) for pair in pairs.values()]):
            continue
        named = [
            _factor({text: pair[place] for text, pair in pairs.items()}, place) for place in (0, 1)
        ]
        firsts = listed({pair[0]: None for pair in pairs.values()})
        lasts = listed({pair[1]: None for pair in pairs.values() if pair[1]})
        why = f"{firsts} are crossed with {lasts}: two factors, or one"
        return Crossed(tuple(_apart(named)), why)
    return None


def _parted(text: str, *, last: bool) -> tuple[str, str]:
    """Text before and after its first, or last, separator."""
    gaps = [gap for gap in SEPARATED.finditer(text) if gap.start() and gap.end() < len(text)]
    if not gaps:
        return text, ""
    gap = gaps[-1 if last else 0]
    return text[: gap.start()], text[gap.end() :]


def _by_letters(texts: Sequence[str]) -> Crossed | None:
    """Abbreviations of which each letter may stand for a level: TC, TI, NC, NI."""
    if not all(ABBREVIATION.fullmatch(text) for text in texts):
        return None
    for at in range(1, max(map(len, texts))):
        pairs = {text: (text[:at], text[at:]) for text in texts}
        if any(not last for _, last in pairs.values()):
            continue
        if not _complete([tuple(map(folded, pair)) for pair in pairs.values()]):
            continue
        named = [
            _factor({text: pair[place] for text, pair in pairs.items()}, place) for place in (0, 1)
        ]
        meant = "; ".join(
            f"{text} = {' '.join(factor.levels[text][0] for factor in named)}" for text in texts
        )
        return Crossed(tuple(_apart(named)), f"only their letters say that {meant}", joint=True)
    return None


def _factor(parts: Mapping[str, str], place: int) -> TextFactor:
    """A factor from the part of each text that says its level."""
    names = {folded(part): level_name(part) for part in parts.values() if part}
    family = next(
        (f for f, levels in LEVELS.items() if names and all(n in levels for n in names.values())),
        "",
    )
    if not family:
        names |= {part: LETTERS[part] for part in names if part in LETTERS}
        known = {n for levels in LEVELS.values() for n in levels}
        owning = [f for f, levels in LEVELS.items() if any(n in levels for n in names.values())]
        family = owning[0] if len(owning) == 1 else ("condition" if place else "group")
        spelled = {folded(part): part for part in parts.values()}
        names = {part: n if n in known else spelled[part] for part, n in names.items()}
    if len(set(names.values())) < len(names):
        names = {folded(part): part for part in parts.values() if part}
    implied = ""
    if any(not part for part in parts.values()):
        implied = NOT_SAID.get(family, "none")
    return TextFactor(
        family,
        {text: (names[folded(p)], p) if p else (implied, "") for text, p in parts.items()},
        implied,
    )


def _apart(factors: Sequence[TextFactor]) -> list[TextFactor]:
    """Factors with families of different names."""
    found: list[TextFactor] = []
    for factor in factors:
        family = factor.family
        numbers = itertools.count(2)
        while any(family == other.family for other in found):
            family = f"{factor.family}_{next(numbers)}"
        found.append(TextFactor(family, factor.levels, factor.implied))
    return found
