"""Understanding a heading such as ``CD25 T +IL2 (%)``: one marker, one level of each factor."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from explant.config.models import Plan
from explant.config.models.sheet_layout import TITLE_ABOVE
from explant.config.names.level_names import LevelNames
from explant.config.names.spelled_names import Name, Span
from explant.config.names.spellings import EAST_ASIAN, folded
from explant.spreadsheet.structure.headings import (
    attribute_columns,
    headings,
    is_heading,
    without_unit,
)
from explant.spreadsheet.structure.rows import is_summary_word
from explant.spreadsheet.values.units import is_unit

MARKER = ""
"""Stands where a factor's name stands for levels: no factor has an empty name."""
NEGATED = re.compile(r"(?:^|[\s(\[])-$")
WORD = re.compile(r"[^\W_]+")
BEGINNING = re.compile(rf"[{EAST_ASIAN}]|[^\W_{EAST_ASIAN}]+")
"""A word, or an East Asian character, with which a name may begin."""
TITLE_WORDS = frozenset(
    {"sample", "samples", "tissue", "tissues", "table", "sheet", "marker", "expression"}
    | {"value", "values", "measurement", "measurements", "result", "results", "data", "cells"}
)
"""Words of a title that say nothing of its own."""
DERIVED = frozenset(
    folded(
        "ratio ratios quotient verhältnis rapport cociente fold foldchange fc log2fc difference "
        "diff differenz différence diferencia delta change minus increase änderung veränderung"
    ).split()
)
"""Words for what is computed from several levels: ``CD25 T/N ratio``."""
CHANGE = re.compile("[Δ∆]")
SIGN = re.compile(r"[+±-]")
BRACKETS = re.compile(r"[(\[][^()\[\]]*[)\]]")
ASIDE = re.compile(
    r"^(?:(?:tab(?:le|elle|leau|la|ella)?|fig(?:ure)?|abb(?:ildung)?|panel)\.? ?s?[0-9]+[a-h]?"
    r"[.:]?|[(]?(?:[a-h]|[0-9]{1,2})[).])(?=\s)|[(\[]?(?<![^\W_])n ?= ?[0-9]+[)\]]?",
    re.IGNORECASE,
)
"""What numbers a title, or counts what stands under it: ``A) Tumor (n = 8)``."""


def without_number(title: str) -> str:
    """Title without what numbers it, or counts what stands under it.

    Examples
    --------
    >>> [without_number(text) for text in ("Table 1: CD25 (%)", "B) Tumor (n = 8)", "D 1")]
    ['CD25 (%)', 'Tumor', 'D 1']
    """
    return " ".join(ASIDE.sub(" ", title).split()) or title


def is_derived(text: str) -> bool:
    """Whether a heading says that something was computed from several levels.

    Examples
    --------
    >>> [is_derived(text) for text in ("CD25 T/N ratio", "ΔCD25", "γδ T cells", "CD25 T")]
    [True, True, False, False]
    """
    return CHANGE.search(text) is not None or not DERIVED.isdisjoint(WORD.findall(folded(text)))


@dataclass(frozen=True, slots=True)
class Given:
    """What a title above a table, or the name of its sheet, says of all that stands in it."""

    marker: str | None = None
    levels: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return self.marker is not None or bool(self.levels)


NOTHING = Given()


@dataclass(frozen=True, slots=True)
class Understood:
    """What a heading names; ``doubt`` says why it cannot be used although it names a marker."""

    marker: str | None
    levels: Mapping[str, str]
    doubt: str = ""
    summary: bool = False
    own: Given = NOTHING
    """What the heading itself names, without what is given by a title."""
    several: bool = False
    """It consists of names, of which several are levels of one factor."""

    def complete(self, plan: Plan) -> bool:
        """One marker, one level of each factor, and nothing that is not understood."""
        return self.marker is not None and len(self.levels) == len(plan.factors) and not self.doubt


class Vocabulary:
    """The spellings of markers and levels that a plan knows."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._names: list[Name] = []
        # Places of the names among these, by the word that each begins with; those that begin
        # with a sign may stand anywhere.
        self._beginning: dict[str, list[int]] = {}
        self._anywhere: list[int] = []
        self._longest = 0
        # A heading is met again for each number of rows that the header might have.
        self._understood: dict[tuple[str, str | None, tuple[tuple[str, str], ...]], Understood] = {}
        for marker, details in plan.markers.items():
            for spelling in headings(details.column, marker):
                self._add(MARKER, marker, spelling)
                if without_unit(spelling) != spelling:
                    self._add(MARKER, marker, without_unit(spelling))
        self._left_out = {folded(text) for text in plan.spreadsheet.not_read}
        self._implied = next((m for m, details in plan.markers.items() if details.implied), None)
        self.level_names = LevelNames(plan)
        for factor, level, spelling in self.level_names:
            self._add(factor, level, spelling)
        columns = plan.spreadsheet.columns
        self._headings = [
            *(columns.marker_heading, columns.value),
            *(
                name
                for key, factor in plan.factors.items()
                for name in headings(factor.column, key)
            ),
            *(name for wanted in attribute_columns(plan).values() for name in wanted.headings),
        ]
        self.reads_titles = TITLE_ABOVE in self._headings
        # Words that may stand beside the names without changing what the heading means.
        texts = [marker.unit for marker in plan.markers.values()]
        for factor, details_of in plan.factors.items():
            texts += [factor, details_of.label or "", *details_of.column]
        self._fillers = {word for text in texts for word in WORD.findall(folded(text))}
        for factor in plan.factors:
            self._fillers -= self.level_names.of(factor).keys()

    def _add(self, of: str, meaning: str, spelling: str) -> None:
        text = folded(spelling)
        if not text:
            return
        first = BEGINNING.match(text)
        places = self._anywhere if first is None else self._beginning.setdefault(first[0], [])
        places.append(len(self._names))
        self._longest = max(self._longest, len(first[0]) if first is not None else 0)
        self._names.append(Name(of, meaning, text))

    def _may_stand_in(self, heading: str) -> list[Name]:
        """Names of which a word of the heading has the beginning, in their order."""
        places = set(self._anywhere)
        for word in BEGINNING.findall(heading):
            for end in range(1, min(len(word), self._longest) + 1):
                places.update(self._beginning.get(word[:end], ()))
        return [self._names[place] for place in sorted(places)]

    def knows(self, text: str) -> bool:
        """Whether a heading is one that the plan gives, or names a marker or a level."""
        return is_heading(text, self._headings) or bool(self.understand(text).own)

    def title(self, text: str) -> Given:
        """What a title above a table says of all of it; nothing where a word is not understood.

        Examples of titles that are: ``Tumor``, ``CD25 (%)``, ``Normal tissue, IL-2``.
        """
        heading = ASIDE.sub(" ", folded(text)).strip()
        spans = self.spans(heading)
        named: dict[str, set[str]] = {}
        for span in spans:
            named.setdefault(span.name.of, set()).add(span.name.meaning)
            if span.name.of != MARKER and NEGATED.search(heading[: span.start]):
                return NOTHING
        rest = [word for word in self._rest(heading, spans) if word not in TITLE_WORDS]
        signs = all(span.name.sign for span in spans)
        if rest or signs or any(len(meanings) > 1 for meanings in named.values()):
            return NOTHING
        single = {of: meanings.pop() for of, meanings in named.items()}
        return Given(single.pop(MARKER, None), single)

    def understand(self, text: str, given: Given = NOTHING) -> Understood:
        """What a heading names.

        The longest spelling wins where spellings overlap. Units in brackets do not count. What is
        given by a title holds where the heading itself names no marker, or no level of a factor;
        where neither names a level, the one that the plan implies does.
        """
        key = (text, given.marker, tuple(given.levels.items()))
        found = self._understood.get(key)
        if found is None:
            found = self._understood[key] = self._understand(text, given)
        return found

    def _understand(self, text: str, given: Given) -> Understood:
        heading = folded(text)
        if heading in self._left_out:
            return Understood(None, {}, summary=True)
        spans = self.spans(heading)
        named = {span.name.of for span in spans}
        wanted = {*self._plan.factors} - given.levels.keys()
        if (MARKER not in named and given.marker is None) or not named >= wanted:
            # A condition may stand in brackets: CD25 (Tumor, IL-2). Units do not name anything.
            if self.level_names.implied:
                heading = BRACKETS.sub(_without_unit, heading)
            heading = re.sub(r"[()\[\]]", " ", heading)
            spans = self.spans(heading)
            rest = self._rest(heading, spans, brackets=True)
        else:
            rest = self._rest(heading, spans)
        markers = {span.name.meaning for span in spans if span.name.of == MARKER}
        levels: dict[str, set[str]] = {}
        for span in spans:
            if span.name.of != MARKER:
                levels.setdefault(span.name.of, set()).add(span.name.meaning)
        single = {factor: names.copy().pop() for factor, names in levels.items() if len(names) == 1}
        marker = markers.copy().pop() if len(markers) == 1 else None
        own = Given(marker, dict(single))
        if not markers:
            marker = given.marker if given.marker is not None or not levels else self._implied
        for factor, level in given.levels.items():
            if factor not in levels:
                levels[factor] = {level}
                single[factor] = level
        for factor, level in self.level_names.implied.items():
            if factor not in levels:
                levels[factor] = {level}
                single[factor] = level
                rest += _left_signs(heading, spans)
        compared = len(single) < len(levels) and not DERIVED.isdisjoint(rest)
        if compared or any(is_summary_word(word) for word in rest if len(word) > 1):
            return Understood(marker, single, summary=True, own=own)
        doubt = self._doubt(heading, markers, levels, spans, rest)
        several = not rest and len(single) < len(levels)
        return Understood(marker, single, doubt, own=own, several=several)

    def condition(self, text: str, factors: Collection[str]) -> tuple[dict[str, str], str]:
        """Levels that a cell, or a part of a sample's name, says of some factors.

        Parameters
        ----------
        text
            The text, all of which has to be understood.
        factors
            The factors of which it says a level.

        Returns
        -------
        tuple
            Level by factor; and why the text cannot be used, empty if it can.
        """
        doubt = ""
        for heading in dict.fromkeys((folded(text), re.sub(r"[()\[\]]", " ", folded(text)))):
            spans = self.spans(heading, of=factors)
            levels: dict[str, set[str]] = {}
            for span in spans:
                levels.setdefault(span.name.of, set()).add(span.name.meaning)
            rest = self._rest(heading, spans, brackets=True)
            for factor, level in self.level_names.implied.items() if levels else ():
                if factor in factors and factor not in levels:
                    levels[factor] = {level}
                    rest += _left_signs(heading, spans)
            found = self._doubt(heading, set(), levels, spans, rest, factors)
            if not found:
                return {factor: names.copy().pop() for factor, names in levels.items()}, ""
            doubt = doubt or found
        return {}, doubt or "it is empty"

    def spans(self, heading: str, of: Collection[str] | None = None) -> list[Span]:
        """Names that stand in a heading, which has to be folded; the longest win.

        Parameters
        ----------
        heading
            The heading.
        of
            Factors whose levels alone are looked for. Left out: levels of all, and markers.
        """
        found = [
            Span(match.start(), match.end(), name)
            for name in self._may_stand_in(heading)
            if of is None or name.of in of
            for match in name.pattern.finditer(heading)
        ]
        found.sort(key=lambda span: (span.name.sign, -(span.end - span.start), span.start))
        chosen: list[Span] = []
        for span in found:
            overlaps = any(
                span.start < other.end
                and other.start < span.end
                and
                # Two meanings of one spelling are both kept: the doubt names them.
                (span.start, span.end) != (other.start, other.end)
                for other in chosen
            )
            if overlaps or (span.name.sign and not self._sign_stands_free(heading, span, chosen)):
                continue
            chosen.append(span)
        return self._told_apart(chosen)

    @staticmethod
    def _sign_stands_free(heading: str, span: Span, chosen: Sequence[Span]) -> bool:
        if any(other.name.of == span.name.of and not other.name.sign for other in chosen):
            return False
        levels = [other for other in chosen if other.name.of != MARKER]
        before = (
            span.start == 0
            or heading[span.start - 1] in " _/|,;:(["
            or any(other.end == span.start for other in levels)
        )
        after = (
            span.end == len(heading)
            or heading[span.end] in " _/|,;:)]"
            or any(other.start == span.end for other in levels)
        )
        return before and after

    @staticmethod
    def _told_apart(spans: list[Span]) -> list[Span]:
        """Take a spelling of a marker and a level for the level, if there is another marker."""
        levels = {(span.start, span.end) for span in spans if span.name.of != MARKER}
        markers = [span for span in spans if span.name.of == MARKER]
        free = [span for span in markers if (span.start, span.end) not in levels]
        shared = [span for span in markers if (span.start, span.end) in levels]
        return [span for span in spans if not (free and span in shared)]

    def _rest(self, heading: str, spans: Sequence[Span], *, brackets: bool = False) -> list[str]:
        """Words that no name covers, units in brackets left out."""
        left = list(heading)
        for unit in [] if brackets else BRACKETS.finditer(heading):
            # Brackets that hold a name are no unit: (no IL-2).
            if not any(unit.start() < span.start < unit.end() for span in spans):
                left[unit.start() : unit.end()] = " " * (unit.end() - unit.start())
        for span in spans:
            left[span.start : span.end] = " " * (span.end - span.start)
        return [word for word in WORD.findall("".join(left)) if word not in self._fillers]

    def _doubt(
        self,
        heading: str,
        markers: set[str],
        levels: dict[str, set[str]],
        spans: Sequence[Span],
        rest: Sequence[str],
        factors: Collection[str] | None = None,
    ) -> str:
        if len(markers) > 1:
            return f"it names several markers: {', '.join(sorted(markers))}"
        for factor, names in levels.items():
            if len(names) > 1:
                return f"it names several levels of {factor}: {', '.join(sorted(names))}"
        asked = self._plan.factors if factors is None else factors
        absent = [factor for factor in asked if factor not in levels]
        if absent:
            return f"it names no level of {' and of '.join(absent)}"
        for span in spans:
            if span.name.of != MARKER and NEGATED.search(heading[: span.start]):
                spelled = heading[span.start : span.end]
                return f'"-{spelled}" may mean without {spelled}'
        if rest:
            words = ", ".join(repr_word(word) for word in rest)
            return f"it holds {words}, which the plan does not know"
        return ""


def _without_unit(bracket: re.Match[str]) -> str:
    """Blanks for brackets that hold a unit; others as they are."""
    text = bracket.group()
    return " " * len(text) if is_unit(text[1:-1]) else text


def _left_signs(heading: str, spans: Sequence[Span]) -> list[str]:
    """Signs that no name covers and that may say with or without: nothing is implied beside them.

    The plus of CD25+ belongs to the marker, and a dash between words parts them.
    """
    found = []
    for match in SIGN.finditer(heading):
        covered = any(span.start <= match.start() < span.end for span in spans)
        positive = any(span.end == match.start() and span.name.of == MARKER for span in spans)
        inside = match.group() == "-" and heading[match.end() :].strip()
        if not (covered or positive or inside):
            found.append(match.group())
    return found


def repr_word(word: str) -> str:
    """Word in quotes."""
    return f'"{word}"'
