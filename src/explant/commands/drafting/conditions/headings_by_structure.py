"""Headings whose conditions no usual word names: they are found by what is crossed with what."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from explant.commands.drafting.conditions.crossed_texts import TextFactor, crossed
from explant.commands.drafting.conditions.headed_columns import (
    Headed,
    Named,
    Understood,
    factors_of,
    numbered_headings,
)
from explant.commands.drafting.conditions.in_rows import with_crossed
from explant.commands.drafting.conditions.unknown_words import (
    CELL,
    GIVEN,
    MEASURED_WORDS,
    condition_and_unit,
    one_measurement,
    parted,
)
from explant.commands.drafting.sheets.pools import usable
from explant.commands.drafting.sheets.recognised_tables import SheetColumn, Table
from explant.commands.drafting.vocabulary_of_drafts import (
    NUMBERED_NAMES,
    PATTERNS,
    STATISTIC,
    is_reference,
    words,
)
from explant.commands.drafting.writing_down.lines import Otherwise
from explant.config.names.spellings import folded, listed
from explant.spreadsheet.sheet.cells import Cell, cell_text

HEADINGS = "reading.headings"
"""Place of the answer to what the words in headings are, one of those below."""
FIRST, LAST, MEASURED = "conditions_first", "conditions_last", "measured"
BOTH = "conditions"
"""All words are conditions, of one measurement."""


def numbers_as_doses(found: Understood) -> None:
    """Take numbers at the end of what is left for doses, if each marker has each of them."""
    parted = {each.marker: each.marker.rsplit(maxsplit=1) for each in found.columns}
    if not all(len(parts) == 2 and parts[1].isdecimal() for parts in parted.values()):
        return
    if any(set(words(first)[-1:]) & NUMBERED_NAMES for first, _ in parted.values()):
        return
    firsts = {folded(first) for first, _ in parted.values()}
    lasts = {last for _, last in parted.values()}
    if len(lasts) < 2 or len(parted) != len(firsts) * len(lasts):
        return
    for each in found.columns:
        each.marker, dose = parted[each.marker]
        each.levels["dose"] = (dose, dose, each.column.own)
    for factor in factors_of(found.columns, ["dose"]):
        factor.unsure = "numbers at the end of the headings"
        found.factors.append(factor)


def crossed_rests(found: Understood) -> None:
    """Take words beside the markers for a condition, if each marker stands with each and without.

    ``CD25 tumor`` and ``CD25 tumor + aPD1``: what is added is no marker.
    """
    markers = {folded(each.marker): each.marker for each in found.columns}
    crossing = crossed(list(markers.values()))
    if crossing is None:
        # What is added may stand before the marker.
        for each in found.columns:
            each.marker = _turned_around(each.marker)
        markers = {folded(each.marker): each.marker for each in found.columns}
        crossing = crossed(list(markers.values()))
        if crossing is None or not crossing.factors[-1].implied:
            for each in found.columns:
                each.marker = _turned_around(each.marker)
    if crossing is None or crossing.joint or len(crossing.factors) != 2:
        return
    first, second = crossing.factors
    if first.implied or not (second.implied or _given(first, second)):
        return
    family = "condition"
    parts = {folded(text): (first.levels[text], second.levels[text]) for text in first.levels}
    cells: dict[str, Cell] = {}
    for each in found.columns:
        (_, marker), (level, spelling) = parts[folded(each.marker)]
        each.marker = marker
        each.levels[family] = (level, spelling, each.column.own)
        cells.setdefault(spelling, each.column.own)
    for factor in factors_of(found.columns, [family]):
        added = ", ".join(f'"{spelling}"' for spelling in cells if spelling)
        factor.unsure = (
            f"{added} stands in some headings of each marker, and not in others"
            if second.implied
            else f"{added} stand beside each marker"
        )
        found.factors.append(factor)


def parted_rests(found: Understood) -> None:
    """Take words before or behind the markers for a condition, if each stands with each marker.

    ``Tümör Kontrol CD25``, ``Doku Kontrol CD25``: of words that no list holds and names of markers,
    the names are what was measured.
    """
    names = list(dict.fromkeys(each.marker for each in found.columns))
    own = parted(names)
    if own is None or len(own.parts) < len(names):
        return
    measured = [MEASURED_WORDS.search(text) is not None for text in own.markers]
    if not all(measured) or any(map(MEASURED_WORDS.search, own.conditions)):
        return
    family = "condition"
    if any(factor.family == family for factor in found.factors):
        return
    for each in found.columns:
        each.marker, said = own.parts[each.marker]
        each.levels[family] = (folded(said), said, each.column.own)
    for factor in factors_of(found.columns, [family]):
        factor.unsure = f"{listed(level.name for level in factor.levels)} stand beside each marker"
        found.factors.append(factor)


def drugs_are_given(found: Understood, title: Callable[[Table], str]) -> None:
    """Make drugs over their doses a treatment: what was measured, the title says, or nothing.

    Parameters
    ----------
    found
        What the headings say; receives the levels.
    title
        What the titles of a table say besides levels.
    """
    families = [factor.family for factor in found.factors]
    drugs = {folded(each.marker): each.marker for each in found.columns}
    if families not in (["dose"], ["condition"]) or not all(map(GIVEN.search, drugs.values())):
        return
    for each in found.columns:
        if len(drugs) > 1:
            each.levels["treatment"] = (folded(each.marker), each.marker, each.column.own)
        else:
            level = each.levels[families[0]][1]
            text = f"{each.marker} {level}"
            each.levels[families[0]] = (folded(text), text, each.column.own)
        each.marker = title(each.table)
        each.implied = not each.marker
        each.marker = each.marker or "value"
    found.factors = factors_of(found.columns, [*families, "treatment"])
    for factor in found.factors:
        if factor.family == "condition":
            factor.unsure = f"{listed(drugs.values())} may have been given, at these doses"
            factor.otherwise = (Otherwise("each heading was measured", HEADINGS, MEASURED),)


def rests_under_a_title(found: Understood, title: Callable[[Table], str]) -> None:
    """Take words that stand with each level for a condition, where a title says what was measured.

    ``CD25 %`` over ``Tümör`` and ``Normal``, each over ``Uyarılmamış`` and ``Uyarılmış``.

    Parameters
    ----------
    found
        What the headings say; receives the levels.
    title
        What the titles of a table, or else its sheet's name, say besides levels.
    """
    rests = {folded(each.marker): each.marker for each in found.columns}
    titles = {title(each.table) for each in found.columns}
    measured = any(MEASURED_WORDS.search(text) or STATISTIC.search(text) for text in rests)
    if len(rests) < 2 or measured or not all(map(MEASURED_WORDS.search, titles)):
        return
    times = Counter(folded(each.marker) for each in found.columns)
    if len(set(times.values())) > 1 or any(f.family == "condition" for f in found.factors):
        return
    for each in found.columns:
        text = each.marker
        each.levels["condition"] = (folded(text), text, each.column.own)
        each.marker, each.implied = title(each.table), len(titles) == 1
    for factor in factors_of(found.columns, ["condition"]):
        factor.unsure = f"{listed(rests.values())} stand under each level of another factor"
        factor.otherwise = (Otherwise("each heading was measured", HEADINGS, MEASURED),)
        found.factors.append(factor)


def _given(first: TextFactor, second: TextFactor) -> bool:
    """Whether what stands behind names of markers was given to the cells: one is a treatment."""
    markers = [spelling for _, spelling in first.levels.values()]
    said = [spelling for _, spelling in second.levels.values()]
    usual = any(is_reference(s) or PATTERNS["treatment"].fullmatch(folded(s)) for s in said)
    return usual and all(map(MEASURED_WORDS.search, markers))


def _turned_around(text: str) -> str:
    """Words of a text from the last to the first."""
    return " ".join(reversed(text.split()))


def by_structure(tables: Sequence[Table], said: str | None = None) -> Understood:
    """Headings that are all combinations of two lists of words, of which none is usual.

    Parameters
    ----------
    tables
        Tables with one row a patient.
    said
        What a person has answered: one of ``READINGS``.
    """
    found = Understood()
    if said in (MEASURED, BOTH):
        for table in tables:
            found.properties += [c for c in table.columns if usable(c, table, found.remarks)]
        return found
    turned = {FIRST: True, LAST: False}.get(said or "")
    conditions_first = False
    for table in tables:
        usables = [c for c in table.columns if usable(c, table, found.remarks)]
        numbered = numbered_headings(table)
        lines = {c.own.column: _one_line(c, numbered) for c in usables if c.numeric}
        own = parted(list(dict.fromkeys(lines.values())), turned=turned)
        parts = own.parts if own is not None else {}
        conditions_first = own is not None and own.turned
        unsure = own is not None and turned is None and not own.turned
        # The names of conditions may stand before those of the markers.
        if unsure and own and not crossed(own.conditions) and crossed(own.markers):
            parts = {text: (last, first) for text, (first, last) in parts.items()}
            conditions_first = True
        for column in usables:
            first, last = parts.get(lines.get(column.own.column, ""), ("", ""))
            if first:
                name: Named = {"condition": (folded(last), last, column.own)}
                again = column.own.column in numbered
                found.columns.append(Headed(column, table, first, name, replicate=again))
            else:
                found.properties.append(column)
    found.factors = [
        one
        for factor in factors_of(found.columns, ["condition"])
        for one in with_crossed(
            factor, {s: [("", each)] for s, each in _spelled(found.columns).items()}
        )
    ]
    markers = listed(dict.fromkeys(each.marker for each in found.columns))
    for factor in found.factors:
        if factor.crossed:
            continue
        names = listed(level.name for level in factor.levels)
        factor.unsure = (
            f"{names} may be levels of a factor, each with {markers}; or it is the other way "
            "around; or each heading is something that was measured"
        )
        around = Otherwise("the other way around", HEADINGS, LAST if conditions_first else FIRST)
        factor.otherwise = (
            Otherwise("both are conditions", HEADINGS, BOTH),
            # Who has turned them around is not asked again.
            *([around] if turned is None else []),
            Otherwise("each heading was measured", HEADINGS, MEASURED),
        )
    return found


def words_alone(tables: Sequence[Table], said: Callable[[str], str]) -> Understood:
    """Headings that are conditions and nothing else: one thing was measured under each.

    Parameters
    ----------
    tables
        Tables with one row a patient.
    said
        What a title says besides levels.
    """
    found = Understood()
    sheets = len({table.sheet for table in tables}) > 1
    for table in tables:
        usables = [c for c in table.columns if usable(c, table, found.remarks)]
        own = one_measurement(usables)
        numbered = numbered_headings(table)
        titles = [*map(cell_text, reversed(table.titles)), *([table.sheet] if sheets else [])]
        marker = next(filter(None, map(said, titles)), "")
        for column in usables:
            if column in own:
                written = numbered.get(column.own.column, column.text)
                text, unit = condition_and_unit(written)
                name: Named = {"condition": (folded(text), text, column.own)}
                headed = Headed(column, table, marker or "value", name, implied=not marker)
                headed.unit = unit
                headed.replicate = column.own.column in numbered
                found.columns.append(headed)
            else:
                found.properties.append(column)
    found.factors = [
        one
        for factor in factors_of(found.columns, ["condition"])
        for one in with_crossed(
            factor, {s: [("", each)] for s, each in _spelled(found.columns).items()}
        )
    ]
    for factor in found.factors[:1]:
        names = listed(level.name for level in factor.levels)
        factor.unsure = (
            f"{names} may be the conditions of one measurement, or each of them was measured"
        )
        factor.otherwise = (Otherwise("each heading was measured", HEADINGS, MEASURED),)
    return found


def _spelled(columns: Sequence[Headed]) -> dict[str, Cell]:
    """A cell for each text that stands for a condition in the headings."""
    found: dict[str, Cell] = {}
    for each in columns:
        _, spelling, cell = each.levels["condition"]
        found.setdefault(folded(spelling), Cell(cell.sheet, cell.row, cell.column, spelling))
    return found


def _one_line(column: SheetColumn, numbered: Mapping[int, str]) -> str:
    """Heading as one line, with a mark where one cell ends: each is a part of its own."""
    if column.own.column in numbered:
        return numbered[column.own.column]
    return CELL.join(cell_text(cell) for cell in column.headings)
