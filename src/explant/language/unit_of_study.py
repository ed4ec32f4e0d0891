"""What the plan calls the unit of the study: mice, donors, biopsies; patients if it says nothing.

Every sentence is written about patients. Where the plan calls them otherwise, each passage is put
into its words here when it is printed, before it becomes part of a page. Names of the plan and the
spreadsheet, and the names of files, columns and keys, stay as they are.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from explant.config.models import Plan
from explant.language.words import Part, Words

Called = tuple[str, str]

WRITTEN: Called = ("patient", "patients")
"""What the sentences are written about."""

PEOPLE = re.compile(
    r"\b(?:adult|boy|case|child|donor|girl|individual|infant|man|men|neonate|newborn|participant|"
    r"patient|people|person|proband|recipient|subject|survivor|twin|volunteer|woman|women)s?\b"
)
"""Nouns after which a sentence goes on with *who*; after others, with *that* or *which*."""

_SOUNDS_LIKE_VOWEL = re.compile(
    r"(?!eu|ew|once\b|one\b|u(?:ni|s[aeiu]|te|ti|r[aeio]))[aeiou]|hour|heir|honest"
)
_NO_DETERMINER = (
    "".join(
        rf"(?<!\b{word} )(?<!\b{word.capitalize()} )"
        for word in ("a", "all", "any", "each", "every", "no", "one", "per", "single", "this")
    )
    + r"(?<!\d )"
)
"""After these words a group that is called *patient* is not meant."""

_APOSTROPHE = r"(?:'|’|&#39;)"


@dataclass(frozen=True)
class Noun:
    """The unit of a study, in one and several, with the names in which the word stays."""

    one: str
    several: str
    kept: tuple[str, ...] = ()

    @property
    def is_written(self) -> bool:
        """Whether the sentences are about it as they were written."""
        return (self.one, self.several) == WRITTEN


def noun(plan: Plan, *, flat: bool = True) -> Noun:
    """What a plan calls its unit, for :func:`renamed`.

    Parameters
    ----------
    plan
        The study's plan.
    flat
        Whether names stand in the text without a mark of where they begin and end. Then a group
        that is called *patient* keeps its name, and the word changes only where it cannot be the
        name: after *each*, in a compound, in the plural.
    """
    called = plan.patients.called
    if called == WRITTEN:
        return Noun(*called)
    holding = (name for name in (*called, *_names(plan)) if WRITTEN[0] in name.casefold())
    kept = {name for name in holding if flat or name.casefold() not in WRITTEN}
    return Noun(*called, tuple(sorted(kept, key=lambda name: (-len(name), name))))


def _names(plan: Plan) -> Iterator[str]:
    """Every name and text of a plan that people read."""
    yield from (plan.report.title, plan.report.contact, plan.study.description, plan.study.note)
    for names, label in (
        (plan.markers, plan.marker_label),
        (plan.contrasts, plan.contrast_label),
        (plan.factors, plan.factor_label),
        (plan.patients.strata, plan.stratifier_label),
    ):
        for name in names:
            yield name
            yield label(name)
    for marker in plan.markers.values():
        yield from (marker.unit, marker.gene or "", marker.derived or "")
    for factor, details in plan.factors.items():
        for level in details.levels:
            yield level
            yield plan.level_label(factor, level)
    for stratifier in plan.patients.strata.values():
        yield stratifier.unit
        for group, values in stratifier.groups.items():
            yield group
            yield from values
    for heading, names_of_columns in plan.patients.covariates.items():
        yield heading
        yield from names_of_columns
    for name, members in plan.gene_lists.items():
        yield name
        yield from members


def renamed(text: str, unit: Noun) -> str:
    """A text about patients, in the words of the plan.

    Whole words only, with their capitals, possessives, articles and relative pronouns. What stands
    in straight quotes, file names and names with a dot or an underscore are left alone.

    Parameters
    ----------
    text
        A text as people read it, also with HTML's ``&#39;`` and ``&#34;``.
    unit
        What the unit is called.

    Examples
    --------
    >>> animal = Noun("animal", "animals")
    >>> renamed("A patient of 20 patients who have all stands in patients.csv.", animal)
    'An animal of 20 animals that have all stands in patients.csv.'
    >>> renamed("Patients’ values, within-patient and by patient's ID", Noun("mouse", "mice"))
    "Mice’s values, within-mouse and by mouse's ID"
    """
    # Most texts hold no such word: looking for it costs nothing beside the pattern.
    if unit.is_written or (WRITTEN[0] not in text and WRITTEN[0] not in text.casefold()):
        return text
    return _pattern(unit.kept).sub(lambda found: _replacement(found, unit), text)


@lru_cache(maxsize=16)
def _pattern(kept: tuple[str, ...]) -> "re.Pattern[str]":
    # Beside a hyphen or a possessive the word is part of a compound of ours.
    end = rf"(?![\w-]|{_APOSTROPHE}s?\b)"
    names = "|".join(
        rf"{_NO_DETERMINER if name.casefold() in WRITTEN else ''}(?<![\w-]){re.escape(name)}{end}"
        for name in kept
    )
    spared = r'"[^"\n]*"|&#34;(?:(?!&#34;)[^\n])*&#34;' + (f"|{names}" if names else "")
    article = r"(?:(?<![\w.])(?P<article>[Aa]n?)(?P<space>\s+)(?=[Pp]atient(?!s)))?"
    word = rf"(?<![\w./\\])(?!(?:{spared}))(?P<word>[Pp]atients?|PATIENTS?)(?![\w/\\]|\.\w)"
    possessive = rf"(?P<possessive>{_APOSTROPHE}(?:(?<!s.)(?<!s&#39;)s|(?<=s.)|(?<=s&#39;))(?!\w))?"
    pronoun = r"(?P<pronoun>,?\s+who\b)?"
    return re.compile(rf"{spared}|{article}{word}{possessive}{pronoun}")


def _replacement(found: "re.Match[str]", unit: Noun) -> str:
    written = found["word"]
    if written is None:
        return found[0]
    several = written.casefold() == WRITTEN[1]
    said = unit.several if several else unit.one
    if written.isupper():
        said = said.upper()
    elif written[0].isupper():
        said = said[0].upper() + said[1:]
    article = ""
    if found["article"]:
        an = "an" if _SOUNDS_LIKE_VOWEL.match(unit.one.casefold()) else "a"
        article = (an.capitalize() if found["article"][0] == "A" else an) + found["space"]
    return f"{article}{said}{_possessive(found, said)}{_pronoun(found, unit)}"


def _possessive(found: "re.Match[str]", said: str) -> str:
    mark = (found["possessive"] or "").removesuffix("s")
    if not mark:
        return ""
    plural_in_s = found["word"].casefold() == WRITTEN[1] and said.casefold().endswith("s")
    return mark if plural_in_s else f"{mark}s"


def _pronoun(found: "re.Match[str]", unit: Noun) -> str:
    pronoun = found["pronoun"] or ""
    # "living donor", "woman with a graft": any word of the name may be the person.
    if not pronoun or PEOPLE.search(unit.one.casefold()):
        return pronoun
    return pronoun.removesuffix("who") + ("which" if pronoun.startswith(",") else "that")


def renamed_texts(texts: Iterable[str], plan: Plan) -> list[str]:
    """Texts that hold names without a mark, such as lines of a summary, in the plan's words."""
    unit = noun(plan)
    return [renamed(text, unit) for text in texts]


def renamed_words(passage: Words, unit: Noun) -> Words:
    """A passage about another unit: its parts of plain text change, names and numbers stay."""
    if unit.is_written:
        return passage
    parts: list[Part] = []
    for is_text, run in groupby(passage.parts, lambda part: isinstance(part, str)):
        found = list(run)
        # Neighbors are joined: an article may stand at the end of the one before.
        parts += [renamed("".join(map(str, found)), unit)] if is_text else found
    return Words(tuple(parts))
