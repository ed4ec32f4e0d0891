"""Tables with one row a patient: which words of the headings are levels, which the marker."""

import re
from collections import Counter
from collections.abc import Sequence

from explant.commands.drafting.combined_names import parts_of
from explant.commands.drafting.conditions.added_conditions import (
    add_unknown,
    half_named,
    join_doses,
    one_marker,
    rather_all,
    uncontrolled,
    with_control_of_drugs,
    with_what_follows,
)
from explant.commands.drafting.conditions.crossed_texts import NOT_SAID
from explant.commands.drafting.conditions.headed_columns import (
    Headed,
    Named,
    Understood,
    factors_of,
    numbered_headings,
)
from explant.commands.drafting.conditions.headings_by_structure import (
    HEADINGS,
    MEASURED,
    by_structure,
    crossed_rests,
    drugs_are_given,
    numbers_as_doses,
    parted_rests,
    rests_under_a_title,
    words_alone,
)
from explant.commands.drafting.conditions.unknown_words import MEASURED_TOO, MEASURED_WORDS
from explant.commands.drafting.sheets.pools import usable
from explant.commands.drafting.sheets.recognised_tables import SheetColumn, Table
from explant.commands.drafting.vocabulary import TITLE, Said, Words, meaningful
from explant.commands.drafting.vocabulary_of_drafts import LEVELS, heading_kind, is_reference
from explant.commands.drafting.writing_down.lines import Otherwise
from explant.config.names.spellings import folded
from explant.spreadsheet.sheet.cells import cell_text
from explant.spreadsheet.structure.joined_headings import is_derived, without_number

PARTS = re.compile(r"[\s_/|,;:]+")
NUMBER = re.compile(r"(?:rep|replicate)?[\s_.-]*\d{1,2}")


def title_levels(table: Table, words: Words) -> Named:
    """Levels that the titles of a table name, the nearest first, and the name of its sheet."""
    found: Named = {}
    texts = [(cell_text(cell), cell) for cell in reversed(table.titles)]
    texts.append((table.sheet, table.block.patient))
    for text, cell in texts:
        for family, (level, spelling) in words.said(text).levels.items():
            found.setdefault(family, (level, spelling, cell))
    return found


def title_marker(table: Table, words: Words) -> str:
    """What the titles of a table, or else its sheet's name, say besides levels."""
    unexplained = words.families.get(TITLE, {})
    words = words.without_titles
    for cell in reversed(table.titles):
        if (name := without_number(cell_text(cell))) in unexplained:
            return name
        if rest := meaningful(words.said(cell_text(cell)).rest):
            return rest
    return meaningful(words.said(table.sheet).rest)


def varied(tables: Sequence[Table], words: Words) -> Words:
    """Only those families of which headings and titles name two levels, or one and none."""
    seen: dict[str, set[str]] = {}
    absent: set[str] = set()
    for table in tables:
        texts = [column.text for column in table.columns if column.numeric]
        for text in texts:
            for family, (level, _) in words.said(text).levels.items():
                seen.setdefault(family, set()).add(level)
        absent |= set(implied_families(texts, words))
        for family, (level, _, _) in title_levels(table, words).items():
            seen.setdefault(family, set()).add(level)
    absent |= set(implied_by_titles(tables, words))
    kept = {f for f, levels in seen.items() if len(levels) > 1 or f in absent}
    return words.only({f: levels for f, levels in words.families.items() if f in kept})


def implied_by_titles(tables: Sequence[Table], words: Words) -> dict[str, str]:
    """Level that titles of some tables, or names of their sheets, imply by naming none."""
    said = [" ".join([*map(cell_text, table.titles), table.sheet]) for table in tables]
    sheets = len({table.sheet for table in tables}) > 1
    titles = [" ".join(map(cell_text, table.titles)) for table in tables]
    return implied_families(said if sheets else titles, words)


def implied_families(texts: Sequence[str], words: Words) -> dict[str, str]:
    """Level that some headings imply by naming none, by family.

    As many headings name a level as have the same words without one, and all else they say is the
    same: ``CD25 Tumor`` beside ``CD25 Tumor + IL-2``.
    """
    said = {text: words.said(text) for text in texts}
    found = {}
    for family in {family for each in said.values() for family in each.levels}:
        without: dict[tuple[str, ...], int] = {}
        levels: dict[str, set[tuple[str, ...]]] = {}
        for each in said.values():
            others = sorted((f, level) for f, (level, _) in each.levels.items() if f != family)
            key = (folded(each.rest), *(part for pair in others for part in pair))
            if family in each.levels:
                levels.setdefault(each.levels[family][0], set()).add(key)
            else:
                without[key] = without.get(key, 0) + 1
        implied = NOT_SAID.get(family, "")
        common = set.union(*levels.values())
        shared = without.keys() & common
        if implied and implied not in levels and shared and common <= without.keys():
            # What names no level and has no partner is no marker of the cross.
            found[family] = implied
    return found


def named_by_headings(table: Table, words: Words) -> bool:
    """Whether headings of a table, and not only its title, name several levels."""
    every = [words.said(column.text) for column in table.columns if column.numeric]
    if cytokines_alone(every):
        return False
    said = [each.levels for each in every]
    by_family: dict[str, set[str]] = {}
    for levels in said:
        for family, (level, _) in levels.items():
            by_family.setdefault(family, set()).add(level)
    columns = sum(bool(levels) for levels in said)
    return columns > 1 and (
        any(len(levels) > 1 for levels in by_family.values()) or columns > len(said) / 2
    )


def cytokines_alone(said: Sequence[Said]) -> bool:
    """Whether headings that name a level name nothing but a cytokine: then it was measured.

    One word that stands beside each of them, as in ``Hu IL-6`` and ``Hu TNF-a``, is no marker.
    """
    named = [each for each in said if each.levels]
    if any(each.several for each in named):
        return False
    beside = {NUMBER.sub("", folded(each.rest)) for each in named}
    return (
        bool(named)
        and len(beside) == 1
        and not MEASURED_WORDS.search(beside.copy().pop())
        and all(
            each.levels.keys() == {"treatment"} and MEASURED_TOO.match(each.levels["treatment"][0])
            for each in named
        )
    )


def understood(tables: Sequence[Table], words: Words, said: str | None = None) -> Understood:
    """Markers and levels that headings name.

    A cytokine is a level where it stands beside a marker (CD25 T +IL2) and a marker where it does
    not (IL-2 T +).

    Parameters
    ----------
    tables
        The tables.
    words
        Usual words.
    said
        What a person has answered of words that are not usual.
    """
    beside = _beside_a_level(tables, words)
    attempts = []
    every = {n for names in words.families.values() for n in names}
    for markers in (set(), beside, set(words.families.get("treatment", ())), every):
        families = {
            family: {
                name: spellings
                for name, spellings in levels.items()
                if name in LEVELS.get(family, levels) or markers.isdisjoint([name, *parts_of(name)])
            }
            for family, levels in words.families.items()
        }
        attempts.append(_attempt(tables, varied(tables, words.only(families))))
    best = min(attempts, key=lambda each: each[0])[1]
    if all(_measured_alone(table, words) for table in tables) or uncontrolled(best):
        best = Understood()
    if not best.columns or _strays(best):
        unusual = by_structure(tables, said)
        if len(unusual.columns) > len(best.columns):
            best = unusual
    if not best.columns and said != MEASURED:
        best = words_alone(tables, lambda title: meaningful(words.said(title).rest))
        if not best.columns:
            again = Otherwise("each heading was measured", HEADINGS, MEASURED)
            regions = one_marker(tables, [again])
            best = regions if regions.columns else best
    elif said != MEASURED:
        alone = words_alone(tables, lambda title: meaningful(words.said(title).rest))
        if rather_all(best, alone) or half_named(best, alone):
            best = alone
    with_control_of_drugs(best, [column for column in best.properties if column.numeric])
    _with_controls(best)
    add_unknown(best, _strays)
    join_doses(best)
    numbers_as_doses(best)
    if said is None:
        for way in (drugs_are_given, rests_under_a_title):
            way(best, lambda table: title_marker(table, words))
    crossed_rests(best)
    parted_rests(best)
    with_what_follows(best)
    _leave_out_strays(best)
    return best


def unusual_conditions(tables: Sequence[Table], words: Words, said: str | None) -> bool:
    """Whether headings of tables with one row a patient are conditions in unusual words.

    Parameters
    ----------
    tables
        The tables, in which columns may say the group of each patient.
    words
        Usual words.
    said
        What a person has answered.
    """
    if said == MEASURED:
        return False
    if by_structure(tables, said).columns:
        return True
    found = words_alone(tables, lambda title: meaningful(words.said(title).rest))
    # Drugs and markers look alike: one of them has to be a control.
    return any(is_reference(each.column.text) for each in found.columns)


def _with_controls(found: Understood) -> None:
    """Take a column that says control, among those of doses or times, for a level as well."""
    if len(found.factors) != 1:
        return
    family = found.factors[0].family
    names = {folded(each.marker): each.marker for each in found.columns}
    table = found.columns[0].table
    for column in _strays(found):
        text = folded(column.text)
        marker = next((own for own in names if own and text.startswith(own)), "")
        rest = column.text[len(marker) :].strip(" _/|,;:-")
        if marker and is_reference(rest):
            found.properties.remove(column)
            level: Named = {family: (folded(rest), rest, column.own)}
            found.columns.insert(0, Headed(column, table, names[marker], level))
            found.factors = factors_of(found.columns, [family])


def _measured_alone(table: Table, words: Words) -> bool:
    """Whether all that headings and titles of a table name are cytokines."""
    said = [words.said(column.text) for column in table.columns if column.numeric]
    return cytokines_alone(said) and not title_levels(table, words)


def _strays(found: Understood) -> list[SheetColumn]:
    """Columns of numbers whose headings name a marker, and no level as the others do."""
    markers = {folded(each.marker) for each in found.columns if each.marker}
    return [
        column
        for column in found.properties
        if column.numeric and any(marker in folded(column.text) for marker in markers)
    ]


def _leave_out_strays(found: Understood) -> None:
    """Say of columns that name a marker and no level that they are not understood."""
    for column in _strays(found):
        found.properties.remove(column)
        if is_derived(column.text):
            found.computed.append(column.text)
            found.remarks.append(
                f'"{column.text}" ({column.own.place}) says that it was computed: it is not read.'
            )
            continue
        found.remarks.append(
            f'"{column.text}" ({column.own.place}) names a marker, and not the levels that '
            "the other headings name: it is not read."
        )


def _beside_a_level(tables: Sequence[Table], words: Words) -> set[str]:
    """Names that headings use beside a usual treatment: IL-10 in `IL-10 T control`."""
    found = set()
    for column in (column for table in tables for column in table.columns if column.numeric):
        named = {level for family, level in words.said(column.text).every if family == "treatment"}
        if named & LEVELS["treatment"].keys():
            found |= named - LEVELS["treatment"].keys()
    return found


def _attempt(tables: Sequence[Table], words: Words) -> tuple[int, Understood]:
    """What is understood with some words, and how much of it makes no sense."""
    found = Understood()
    nonsense = 0
    headed: list[Headed] = []
    for table in tables:
        given = title_levels(table, words)
        numbered = numbered_headings(table)
        texts = [numbered.get(c.own.column, c.text) for c in table.columns if c.numeric]
        absent = implied_families(texts, words)
        spoken = [words.said(text) for text in texts]
        # A title speaks for a factor where no heading under it does.
        given = {f: own for f, own in given.items() if f not in absent}
        partners = {folded(each.rest) for each in spoken if absent.keys() & each.levels.keys()}
        for column in table.columns:
            if not usable(column, table, found.remarks):
                continue
            said = words.said(numbered.get(column.own.column, column.text))
            own = _own(said, column, words)
            alone = not own and not (folded(said.rest) in partners and said.rest)
            if not column.numeric or (alone and (not given or _property(column))):
                found.properties.append(column)
                continue
            missing = absent if own or folded(said.rest) in partners else {}
            own = {f: (name, "", column.own) for f, name in missing.items()} | own
            # What levels part in two is no name: the T of "IFNg_T_drug" is not all that it says.
            nonsense += said.several + (folded(said.rest) not in folded(column.text))
            nonsense += any(len(w) > 1 and is_reference(w) for w in PARTS.split(said.rest))
            marker = meaningful(said.rest) or title_marker(table, _without(words, own))
            nonsense += not marker
            headed.append(
                Headed(
                    column,
                    table,
                    marker,
                    given | own,
                    said.unit,
                    said.rest,
                    column.own.column in numbered,
                    implied=not marker,
                )
            )
    if TITLE in words.families and not any(meaningful(each.rest) for each in headed):
        # Headings that name no marker: the titles do, and are no levels.
        for each in headed:
            each.levels.pop(TITLE, None)
        words = words.without_titles
    columns_of = Counter(folded(each.marker) for each in headed)
    for each in headed:
        if columns_of[folded(each.marker)] > 1:
            found.columns.append(each)
        else:
            found.properties.append(each.column)
    found.factors = factors_of(found.columns, words.families)
    nonsense += 0 if found.columns else 1000
    meanings = {
        (folded(h.marker), *sorted((f, level) for f, (level, _, _) in h.levels.items()))
        for h in found.columns
        if not h.replicate
    }
    nonsense += sum(not each.replicate for each in found.columns) - len(meanings)
    bare = [each for each in found.columns if not meaningful(each.rest)]
    treatments = {each.levels["treatment"][0] for each in bare if "treatment" in each.levels}
    if treatments and all(map(MEASURED_TOO.match, treatments)):
        # Cytokines with no control beside them, and nothing that was measured.
        nonsense += len(bare)
    for factor in found.factors:
        if without := [h for h in found.columns if factor.family not in h.levels]:
            nonsense += 2 * sum(bool(MEASURED_TOO.match(folded(h.marker))) for h in without)
            found.remarks.append(
                f'"{without[0].column.text}" ({without[0].column.own.place}) names no level of '
                f"{factor.family}: write it into the heading."
            )
    return nonsense, found


def _without(words: Words, named: Named) -> Words:
    """Words without the families that a heading names itself: a title names the marker then."""
    if not named.keys() & words.families.keys():
        return words
    return words.only({f: levels for f, levels in words.families.items() if f not in named})


def _property(column: SheetColumn) -> bool:
    return heading_kind(column.text) in ("stage", "size")


def _own(said: Said, column: SheetColumn, words: Words) -> Named:
    """Levels that a heading names, each with the cell of the heading that holds it."""
    found: Named = {}
    for family, (level, spelling) in said.levels.items():
        cells = [
            cell
            for cell in column.headings
            if words.said(cell_text(cell)).levels.get(family, ("",))[0] == level
        ]
        found[family] = (level, spelling, (cells or [column.own])[-1])
    return found
