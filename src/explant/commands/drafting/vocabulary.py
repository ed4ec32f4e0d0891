"""A provisional plan: usual words as levels, so that the reader's own parts can look at a sheet."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from explant.characters import shown
from explant.commands.drafting.combined_names import add_combined
from explant.commands.drafting.vocabulary_of_drafts import LEVELS, PATTERNS, level_name
from explant.config.models import Plan
from explant.config.models.sheet_layout import SECTION_ABOVE
from explant.config.names.spellings import folded, squeezed
from explant.spreadsheet.structure.headings import unit_of, without_unit
from explant.spreadsheet.structure.joined_headings import BRACKETS, TITLE_WORDS, Vocabulary

NO_MARKER = "\ue000"
"""A name that no heading holds."""
WIDE = str.maketrans("（）［］％", "()[]%")
"""Signs of East Asian width, as the reader folds them."""
TITLE = "title"
"""The family of titles that no usual word explains."""
SEPARATORS = " _/|,;:·-–+."
Families = Mapping[str, Mapping[str, Iterable[str]]]


@dataclass(frozen=True)
class Said:
    """What a text says by usual words: spellings by family and level, and what is left of it."""

    levels: Mapping[str, tuple[str, str]]
    """Level and the spelling in the text, by family."""
    rest: str
    unit: str
    every: frozenset[tuple[str, str]] = frozenset()
    """Every family and level that it names."""

    @property
    def several(self) -> bool:
        """Whether it names two levels of one family."""
        return len(self.every) > len(self.levels)


def provisional(
    patient: str, families: Families, markers: Iterable[str] = (), *, section: bool = False
) -> Plan:
    """Plan that knows the heading of the IDs, the words of the families, and some headings."""
    factors = {
        family: {
            "levels": {
                shown(level): {"aliases": [shown(name) for name in names]}
                for level, names in levels.items()
            }
        }
        for family, levels in families.items()
    }
    return Plan.model_validate(
        {
            "spreadsheet": {"path": "draft", "layout": "auto", "columns": {"patient": patient}},
            "patients": {"covariates": {"section": [SECTION_ABOVE]}} if section else {},
            "factors": factors or {"none": {"levels": ["none"]}},
            "markers": dict.fromkeys([*map(shown, markers), NO_MARKER]),
        }
    )


def families_of(texts: Iterable[str]) -> dict[str, dict[str, list[str]]]:
    """Usual levels, and those that texts name by a pattern such as a time, a dose or a cytokine."""
    found = {
        family: {name: names.split(", ") for name, names in levels.items()}
        for family, levels in LEVELS.items()
    }
    texts = list(dict.fromkeys(map(folded, texts)))
    for text in texts:
        for family, pattern in PATTERNS.items():
            for match in pattern.finditer(text):
                spelling = _without_dash(match.group(), texts)
                name = level_name(spelling)
                spellings = found[family].setdefault(name, [])
                spellings += [] if spelling in spellings else [spelling]
    add_combined(texts, found)
    return found


def _without_dash(spelling: str, texts: Iterable[str]) -> str:
    """A treatment without the dash that parts it from what stands before, if that is no minus.

    ``CD25 - IL-2`` is no IL-2 where ``CD25 + IL-2`` or ``CD25 IL-2`` stands beside it; else, and
    beside ``CD25 - control``, the dash parts the two.
    """
    if not (match := re.fullmatch(r"- +(\S.*)", spelling)):
        return spelling
    others = [text for text in texts if match[1] in text]
    dashed = all(f"- {match[1]}" in text for text in others)
    return match[1] if dashed else spelling


class Words:
    """Looks for levels in headings, titles and names of sheets.

    Parameters
    ----------
    families
        Spellings by family and level.
    """

    def __init__(self, families: Families) -> None:
        self._vocabulary = Vocabulary(provisional("patient", families))
        self.families = families
        self._said: dict[str, Said] = {}

    @cached_property
    def without_titles(self) -> "Words":
        """The same without the titles that no usual word explains."""
        return Words({f: levels for f, levels in self.families.items() if f != TITLE})

    def said(self, text: str) -> Said:
        """Levels that a text names, and the rest of it without them and without its unit."""
        # A heading is asked of again and again.
        if text not in self._said:
            self._said[text] = self._understood(text)
        return self._said[text]

    def is_title(self, text: str) -> bool:
        """Whether the reader takes a text above a table for a title that it understands."""
        return bool(self._vocabulary.title(text))

    def _understood(self, text: str) -> Said:
        written = " ".join(text.translate(WIDE).split())
        heading = folded(text)
        plain = written if len(written) == len(heading) else heading
        spans = [span for span in self._vocabulary.spans(heading) if span.name.of]
        longest: dict[str, int] = {}
        for span in spans:
            longest[span.name.of] = max(longest.get(span.name.of, 0), span.end - span.start)
        # The T of "CD4 T cells, tumor" is no tissue.
        spans = [s for s in spans if s.end - s.start > 1 or longest[s.name.of] == 1]
        levels: dict[str, tuple[str, str]] = {}
        left = list(plain)
        for span in sorted(spans, key=lambda each: each.start):
            found = (span.name.meaning, plain[span.start : span.end])
            levels.setdefault(span.name.of, found)
            left[span.start : span.end] = " " * (span.end - span.start)
            if plain[max(span.start - 1, 0)] == "+":
                # The plus before a level parts it from what stands before: CD25+IL2.
                left[span.start - 1] = " "
        unit = ""
        for bracket in BRACKETS.finditer(plain):
            # Brackets that hold a level are no unit: CD25 (Tumor, IL-2).
            if any(s.start < bracket.end() and bracket.start() < s.end for s in spans):
                left[bracket.start()] = left[bracket.end() - 1] = " "
            else:
                inside = bracket.group()[1:-1].strip()
                # The dose of a treatment is no unit: IL-2 (100 U/ml).
                dose = PATTERNS["dose"].fullmatch(folded(inside))
                unit = unit or ("" if dose else inside)
                left[bracket.start() : bracket.end()] = " " * len(bracket.group())
        bare = " ".join("".join(left).split())
        unit = unit or unit_of(bare)
        every = frozenset((span.name.of, span.name.meaning) for span in spans)
        return Said(levels, _trimmed(without_unit(bare)), unit, every)

    def only(self, families: Families) -> "Words":
        """The same with some of the families."""
        return Words(families)


def _trimmed(text: str) -> str:
    """Text without separators at its ends, or standing alone."""
    text = re.sub(r"\s+[-–_/|,;:]+(?=\s)", " ", text)
    # The plus of CD25+ is its own.
    text = re.sub(r"(?:^|(?<=\s))\++(?=\s|$)|^\++", " ", " ".join(text.split()))
    text = " ".join(text.split()).strip(SEPARATORS.replace("+", ""))
    return text if any(character.isalnum() for character in text) else ""


def meaningful(text: str) -> str:
    """Text without the words that say nothing in a title; empty if there are no others."""
    rest = [word for word in text.split() if squeezed(word).strip(SEPARATORS) not in TITLE_WORDS]
    return text if rest else ""


def one_family(texts: Iterable[str]) -> bool:
    """Whether texts are usual levels of one family.

    Examples
    --------
    >>> one_family(["T", "N"]), one_family(["T", "IL-2"])
    (True, False)
    """
    names = {level_name(text) for text in texts}
    return any(names <= levels.keys() for levels in LEVELS.values())
