"""Headings in words that are no usual ones: what is crossed with what, and what is alone."""

import re
import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from explant.commands.drafting.sheets.recognised_tables import SheetColumn
from explant.commands.drafting.vocabulary_of_drafts import (
    OF_A_PERSON,
    STATISTIC,
    heading_kind,
    is_reference,
    words,
)
from explant.config.names.spellings import folded
from explant.spreadsheet.layouts.replicate_columns import without_number
from explant.spreadsheet.structure.headings import unit_of, without_unit
from explant.spreadsheet.values.units import is_unit

GAP = re.compile(r"[\s_/|,;:]+|\.(?=[^\W\d])")
IN_BRACKETS = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]\s+(?=\w)")
CELL = "\x1f"
"""Stands where one cell of a heading ends and the next begins."""
MEASURED_WORDS = re.compile(
    r"cd ?[0-9]+|hla|il-?[0-9]+|ifn|tnf|foxp3|ki-?67|pd-?l?1|gzm|perforin|ctla", re.IGNORECASE
)
"""Words that name what was measured, whatever stands beside them."""
GIVEN = re.compile(
    r"\b(?:drug|compound|cmpd|inhibitor|agent|wirkstoff|substanz|medikament|médicament|fármaco|"
    r"farmaco|ilaç)\b|[a-z]{3}(?:mab|n[ia]b|ciclib|parib|platin|taxel|rubicin|limus|sertib|lisib|"
    r"tamib|zomib|metinib|ifen|trozole|estrant)s?\b|药物?",
    re.IGNORECASE,
)
"""Words that name what was given to the cells: a drug is no marker."""
MEASURED_TOO = re.compile(r"il|ifn|tnf")
"""Cytokines: they are added to a culture, or measured in it."""
COMPLETE = 0.75
"""Share of the combinations of two lists of words that has to be there."""
MOST_SEEDS = 12
"""Headings from which the two lists are looked for."""
MOST_APART = 100.0
"""How far the middle values of one measurement under different conditions are apart."""


@dataclass(frozen=True)
class Parted:
    """Headings of two words, of which each first one stands with each last one."""

    parts: Mapping[str, tuple[str, str]]
    """What was measured, and under which condition, by heading."""
    turned: bool
    """The words for the conditions stand first."""

    @property
    def markers(self) -> list[str]:
        """What was measured, each once."""
        return list({folded(marker): marker for marker, _ in self.parts.values()}.values())

    @property
    def conditions(self) -> list[str]:
        """The conditions, each once."""
        return list({folded(last): last for _, last in self.parts.values()}.values())


def parted(headings: Sequence[str], *, turned: bool | None = None) -> Parted | None:
    """Part headings into what was measured and the condition; None if they are not crossed.

    Parameters
    ----------
    headings
        Headings of columns of numbers; those that do not belong to the cross are passed over.
    turned
        Whether the conditions stand first; None if their words have to tell.

    Examples
    --------
    >>> parted(["CD4 a-b/c", "CD4 rest", "Ki67 a-b/c", "Ki67 rest", "Age"]).conditions
    ['a-b/c', 'rest']
    >>> parted(["CD4 (%)", "CD8 (%)", "CD19 (%)"]) is None
    True
    """
    bare = _bare(headings)
    found = list(_crosses(bare))
    if not found:
        return None
    # The most headings; of these the longest list of conditions, which may be two factors.
    best = max(
        found, key=lambda own: (len(own), -len({folded(first) for first, _ in own.values()}))
    )
    firsts, lasts = ({pair[place] for pair in best.values()} for place in (0, 1))
    if any(all(map(_statistic, own)) for own in (firsts, lasts)):
        return None
    if turned is None:
        turned = all(map(MEASURED_WORDS.search, lasts)) and not any(
            map(MEASURED_WORDS.search, firsts)
        )
    if turned:
        best = {text: (last, first) for text, (first, last) in best.items()}
    return Parted(best, turned)


def _statistic(text: str) -> bool:
    """Whether a text is a statistic, or ends in a unit."""
    return STATISTIC.search(folded(text)) is not None or any(map(is_unit, text.split()[1:][-1:]))


def _bare(headings: Sequence[str]) -> dict[str, str]:
    """Headings without brackets: what stands in them goes if it is a unit."""
    units = {unit_of(heading) for heading in headings}
    alike = len(units) < len({folded(without_unit(heading)) for heading in headings})
    return {
        text: re.sub(
            r"[()\[\]]",
            " ",
            _without_inner(without_unit(text) if alike and len(units) < 3 else text),
        )
        for text in headings
    }


def _without_inner(text: str) -> str:
    """A heading without a unit in brackets that more words follow: ``CD25 (%) TC``."""
    return IN_BRACKETS.sub(lambda found: " " if is_unit(found[1].strip()) else found[0], text)


def _crosses(bare: Mapping[str, str]) -> Iterator[dict[str, tuple[str, str]]]:
    """Ways to part headings, each with all its headings."""
    for seed in list(bare.values())[:MOST_SEEDS]:
        for first, _ in _cuts(seed):
            start = folded(first)
            lasts = {
                folded(last)
                for text in bare.values()
                for own, last in _cuts(text)
                if folded(own) == start
            }
            if len(lasts) < 2:
                continue
            own: dict[str, tuple[str, str]] = {}
            by_first: dict[str, set[str]] = {}
            for text, words_of in bare.items():
                pair = next((p for p in _cuts(words_of) if folded(p[1]) in lasts), None)
                if pair is not None:
                    own[text] = pair
                    by_first.setdefault(folded(pair[0]), set()).add(folded(pair[1]))
            whole = {name for name, seen in by_first.items() if len(seen) >= COMPLETE * len(lasts)}
            own = {text: pair for text, pair in own.items() if folded(pair[0]) in whole}
            pairs = {(folded(first), folded(last)) for first, last in own.values()}
            if len(whole) > 1 and len(pairs) == len(own):
                yield own


def _cuts(text: str) -> list[tuple[str, str]]:
    """A text before and after each of its gaps, the first gap first; of cells, before the last."""
    text = text.strip()
    if CELL in text:
        first, _, last = text.rpartition(CELL)
        return [(" ".join(first.split(CELL)), last)]
    return [(text[: gap.start()], text[gap.end() :]) for gap in GAP.finditer(text)]


def one_measurement(columns: Sequence[SheetColumn]) -> list[SheetColumn]:
    """Columns that may hold one measurement, each under the condition that its heading names.

    Properties of the patient are left out: headings say so, or their numbers are whole and the
    others' are not, or lie on another scale.

    Parameters
    ----------
    columns
        Columns of a table with one row a patient.
    """
    own = [c for c in columns if c.numeric and not _of_a_person(c)]
    if len({unit_of(c.text) for c in own}) > 1 or not any(map(_of_reference, own)):
        # Under one unit a control shows that the others are conditions, and no markers.
        own = [c for c in own if not unit_of(c.text)]
    whole = [column for column in own if _whole_numbers(column)]
    if len(own) - len(whole) > 1:
        own = [column for column in own if column not in whole]
    middles = {column.own.column: _middle(column) for column in own}
    usual = statistics.median(middles.values()) if middles else 0.0
    if usual > 0:
        own = [c for c in own if 1 / MOST_APART < middles[c.own.column] / usual < MOST_APART]
    named = [c.text for c in own if MEASURED_WORDS.search(c.text) or _statistic(c.text)]
    if len(own) < 2 or (named and not any(map(_of_reference, own))):
        # They say themselves what was measured.
        return []
    return own


def condition_and_unit(text: str) -> tuple[str, str]:
    """A heading without the unit behind it, in brackets or not, and that unit.

    Examples
    --------
    >>> condition_and_unit("CEF (SFU)"), condition_and_unit("CEF SFU"), condition_and_unit("SFU")
    (('CEF', 'SFU'), ('CEF', 'SFU'), ('SFU', ''))
    """
    if unit := unit_of(text):
        return without_unit(text), unit
    first, _, last = " ".join(text.split()).rpartition(" ")
    return (first, last) if first and is_unit(last) else (text, "")


def _of_reference(column: SheetColumn) -> bool:
    parted = without_number(column.text)
    return is_reference(condition_and_unit(parted[0] if parted else column.text)[0])


def _of_a_person(column: SheetColumn) -> bool:
    return heading_kind(column.text) in ("stage", "size") or any(
        word in OF_A_PERSON for word in words(column.text)
    )


def _numbers(column: SheetColumn) -> list[float]:
    return [reading.value for _, reading in column.readings if reading.value is not None]


def _whole_numbers(column: SheetColumn) -> bool:
    return all(number == int(number) for number in _numbers(column))


def _middle(column: SheetColumn) -> float:
    return statistics.median(_numbers(column) or [0.0])
