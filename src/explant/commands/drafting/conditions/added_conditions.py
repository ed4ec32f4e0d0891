"""Columns that usual words leave out and that stand like conditions beside those they name."""

import re
from collections.abc import Callable, Mapping, Sequence

from explant.commands.drafting.conditions.headed_columns import Headed, Understood, factors_of
from explant.commands.drafting.conditions.unknown_words import MEASURED_TOO, MEASURED_WORDS
from explant.commands.drafting.sheets.pools import usable
from explant.commands.drafting.sheets.recognised_tables import SheetColumn, Table
from explant.commands.drafting.vocabulary import meaningful
from explant.commands.drafting.vocabulary_of_drafts import (
    LEVELS,
    ORGANS,
    STATISTIC,
    is_reference,
    level_name,
    words,
)
from explant.commands.drafting.writing_down.lines import Otherwise
from explant.config.names.spellings import folded, listed
from explant.spreadsheet.structure.headings import unit_of, without_unit
from explant.spreadsheet.structure.joined_headings import DERIVED

TREATMENTS = ("treatment", "condition")
GAPS = " _/|,;:-"
USUAL = frozenset(name for levels in LEVELS.values() for name in levels)


def rather_all(best: Understood, alone: Understood) -> bool:
    """Whether headings are rather conditions each, of which usual words name only a few.

    ``Control``, ``LPS``, ``Nigericin``: the third is no property of the patient.

    Parameters
    ----------
    best
        What usual words make of the headings.
    alone
        The headings as conditions and nothing else.
    """
    if not best.columns or len(alone.columns) <= len(best.columns):
        return False
    taken = {each.column.own for each in alone.columns}
    if not all(each.column.own in taken for each in best.columns):
        return False
    left = [c for c in best.properties if c.own in taken and not _measured(c.text)]
    bare = not any(meaningful(each.rest.strip("0123456789., ")) for each in best.columns)
    # The control of doses, whose headings name the drug.
    control = len({folded(each.marker) for each in best.columns}) == 1
    return bool(left) and (bare or (control and any(is_reference(c.text) for c in left)))


def half_named(best: Understood, alone: Understood) -> bool:
    """Whether the word beside the levels is no marker: ``T DMSO``, ``T drug``; ``T``, ``T drug``.

    The word is a condition if all headings are its combinations with the levels.

    Parameters
    ----------
    best, alone
        As above.
    """
    bare = {folded(each.rest) for each in best.columns if not meaningful(each.rest)}
    named = {folded(each.rest) for each in best.columns if meaningful(each.rest)}
    crossed = len(alone.factors) > 1 and all(factor.crossed for factor in alone.factors)
    unlike = any(_no_marker(each) for each in named)
    return (bool(bare and named) or unlike) and crossed and len(alone.columns) >= len(best.columns)


def _no_marker(text: str) -> bool:
    """Whether a text is a usual level, or an organ: no marker is called so."""
    usual = len(text) > 1 and level_name(text) in USUAL
    return is_reference(text) or usual or (bool(words(text)) and set(words(text)) <= ORGANS)


def one_marker(tables: Sequence[Table], otherwise: Sequence[Otherwise]) -> Understood:
    """Headings that begin with one marker and end in words that no list holds: its conditions.

    ``CD25 tumor centre``, ``CD25 tumor margin``, ``CD25 normal``: a person is asked.

    Parameters
    ----------
    tables
        Tables with one row a patient.
    otherwise
        What else the words may be.
    """
    found = Understood()
    texts = [c.text for table in tables for c in table.columns if c.numeric and not unit_of(c.text)]
    firsts = {folded(text).split()[0] for text in texts if len(text.split()) > 1}
    named = [text for text in texts if folded(text).split()[:1] == list(firsts)]
    if len(firsts) != 1 or len(named) < 3 or not MEASURED_WORDS.search(firsts.copy().pop()):
        return found
    words_of = [text.split(maxsplit=1)[1] for text in named if len(text.split()) > 1]
    numbered = any(len(word) == 1 or word.isdecimal() for word in words_of)
    if numbered or len(words_of) < len(named) or any(map(_measured, words_of)):
        return found
    for table in tables:
        for column in table.columns:
            if column.text not in named or not usable(column, table, found.remarks):
                found.properties.append(column)
                continue
            marker, rest = column.text.split(maxsplit=1)
            level = {"condition": (folded(rest), rest, column.own)}
            found.columns.append(Headed(column, table, marker, level))
    found.factors = factors_of(found.columns, ["condition"])
    for factor in found.factors:
        names = listed(level.name for level in factor.levels)
        factor.unsure = f"{names} stand beside one marker: its conditions, or markers of their own"
        factor.otherwise = tuple(otherwise)
    return found


def uncontrolled(found: Understood) -> bool:
    """Whether cytokines, none of them a control, stand beside words that name no measurement.

    ``IL-6 Visite A``, ``TNF Visite A``: they were measured, or nothing says so.
    """
    named = {level for each in found.columns for level, _, _ in each.levels.values()}
    return (
        [factor.family for factor in found.factors] == ["treatment"]
        and all(map(MEASURED_TOO.match, named))
        and not any(MEASURED_WORDS.search(each.marker) for each in found.columns)
    )


def join_doses(found: Understood) -> None:
    """Make one factor of a treatment and its doses, where the control has no dose.

    ``medium``, ``IL-2 low``, ``IL-2 high``: three conditions, not two factors.

    Parameters
    ----------
    found
        What the headings say; receives the levels.
    """
    families = {factor.family for factor in found.factors}
    without = [each for each in found.columns if "dose" not in each.levels]
    others = [each for each in found.columns if "dose" in each.levels]
    if not {"treatment", "dose"} <= families or not without:
        return
    if not all("treatment" in each.levels for each in found.columns):
        return
    if not all(is_reference(each.levels["treatment"][1]) for each in without):
        return
    joint: list[tuple[Headed, str]] = []
    for each in others:
        text = " ".join(each.column.text.split())
        spellings = [each.levels[family][1] for family in ("treatment", "dose")]
        starts = [text.find(spelling) for spelling in spellings]
        if not all(spellings) or min(starts) < 0:
            return
        ends = [start + len(s) for start, s in zip(starts, spellings, strict=True)]
        joint.append((each, text[min(starts) : max(ends)]))
    for each, spelling in joint:
        del each.levels["dose"]
        each.levels["treatment"] = (folded(spelling), spelling, each.column.own)
    found.remarks = [text for text in found.remarks if "names no level of dose" not in text]
    found.factors = factors_of(found.columns, [f.family for f in found.factors])


def with_control_of_drugs(found: Understood, strays: Sequence[SheetColumn]) -> None:
    """Make one factor of drugs at doses, where one column beside them is their control.

    ``Ki67 DMSO``, ``Ki67 trametinib 1 µM``, ``Ki67 palbociclib 1 µM``: the drugs are no markers.

    Parameters
    ----------
    found
        What the headings say; receives the levels.
    strays
        Columns of numbers that name no dose.
    """
    if [factor.family for factor in found.factors] != ["dose"]:
        return
    drugs = {folded(each.marker) for each in found.columns}
    controls = [(column, own) for column in strays if (own := _before_control(column)) is not None]
    markers = [own for _, own in controls if folded(own) not in drugs]
    named: list[tuple[SheetColumn, Table, str]] = [
        (column, found.columns[0].table, own) for column, own in controls if own in markers
    ]
    for each in found.columns:
        text = folded(each.column.text)
        own = max((m for m in markers if text.startswith(folded(m))), key=len, default=None)
        if own is None:
            # A drug without a control beside it.
            return
        named.append((each.column, each.table, own))
    found.columns = []
    for column, table, own in named:
        said = " ".join(column.text.split())[len(own) :].strip(GAPS)
        level = {"condition": (folded(said), said, column.own)}
        found.columns.append(Headed(column, table, own or "value", level, implied=not own))
    taken = {column.own for column, _, _ in named}
    found.properties = [column for column in found.properties if column.own not in taken]
    found.remarks = [each for each in found.remarks if "names no level of dose" not in each]
    found.factors = factors_of(found.columns, ["condition"])


def _before_control(column: SheetColumn) -> str | None:
    """What stands before the control in a heading that ends in one; None if it does not."""
    text = " ".join(column.text.split())
    gaps = [0, *(gap.end() for gap in re.finditer(f"[{re.escape(GAPS)}]+", text))]
    start = next((at for at in gaps if is_reference(text[at:])), None)
    return None if start is None else text[:start].strip(GAPS)


def with_what_follows(found: Understood) -> None:
    """Take words behind the levels for part of these: ``Pain before treatment`` is no marker.

    Parameters
    ----------
    found
        What the headings say; receives the levels.
    """
    if len(found.factors) != 1:
        return
    family = found.factors[0].family
    parts: list[tuple[Headed, str, str]] = []
    for each in found.columns:
        spelling = each.levels[family][1] if family in each.levels else ""
        text = without_unit(" ".join(each.column.text.split()))
        before, _, after = text.partition(spelling) if spelling else ("", "", "")
        if before.strip(GAPS) and after.strip(GAPS):
            parts.append((each, before.strip(GAPS), after.strip(GAPS)))
    behind = {folded(after) for _, _, after in parts}
    if len(parts) < len(found.columns) or len(behind) != 1 or _measured(parts[0][2]):
        return
    reference = ""
    for each, before, after in parts:
        _, spelling, cell = each.levels[family]
        whole = f"{spelling} {after}"
        reference = whole if is_reference(spelling) else reference
        each.marker, each.levels[family] = before, (folded(whole), whole, cell)
    found.factors = factors_of(found.columns, [family])
    for factor in found.factors:
        factor.reference = reference


def add_unknown(found: Understood, strays: Callable[[Understood], list[SheetColumn]]) -> None:
    """Take words beside a marker for a treatment, as the usual words beside it are: and ask.

    Parameters
    ----------
    found
        What the headings say; receives the columns.
    strays
        Columns whose headings name a marker, and no level.
    """
    families = [factor.family for factor in found.factors]
    for family in (*TREATMENTS, "tissue"):
        if family in families:
            _add_to(found, family, families, strays)


def _add_to(
    found: Understood,
    family: str,
    families: Sequence[str],
    strays: Callable[[Understood], list[SheetColumn]],
) -> None:
    """Add the unknown levels of one family."""
    with_level = [each for each in found.columns if family in each.levels]
    names = {folded(each.marker): each.marker for each in with_level}
    added: list[str] = []
    for each in found.columns:
        marker, word = _beside(each.marker, names)
        if family not in each.levels and word:
            each.marker = marker
            each.levels[family] = (folded(word), word, each.column.own)
            added.append(word)
    for column in strays(found) if len(families) == 1 and family != "tissue" else ():
        text = " ".join(column.text.split())
        marker = next((own for own in names if own and folded(text).startswith(own)), "")
        word = text[len(marker) :].strip(GAPS)
        gap = text[len(marker) : len(marker) + 1] in GAPS
        if marker and gap and word and not _measured(word) and not word[0].isdecimal():
            found.properties.remove(column)
            level = {family: (folded(word), word, column.own)}
            table = found.columns[0].table
            found.columns.append(Headed(column, table, names[marker], level))
            added.append(word)
    if added:
        found.factors = factors_of(found.columns, families)
        found.remarks = [text for text in found.remarks if f"no level of {family}:" not in text]
        names_of = listed(dict.fromkeys(added))
        for factor in found.factors:
            if factor.family == family:
                factor.unsure = f"{names_of} stand beside the marker as the usual words do"


def _beside(text: str, names: Mapping[str, str]) -> tuple[str, str]:
    """A known marker at an end of a text, and the word beside it; empty if there is none."""
    written = " ".join(text.split())
    for own, marker in sorted(names.items(), key=lambda each: -len(each[0])):
        for start, word in ((True, written[len(own) :]), (False, written[: -len(own) or None])):
            held = folded(written).startswith(own) if start else folded(written).endswith(own)
            gap = word[:1] if start else word[-1:]
            bare = word.strip(GAPS)
            usable_word = bare and not bare[0].isdecimal() and not _measured(bare)
            if own and held and gap in GAPS and usable_word:
                return marker, bare
    return "", ""


def _measured(text: str) -> bool:
    said = set(re.findall(r"[^\W\d_]+", folded(text)))
    return bool(STATISTIC.search(folded(text)) or MEASURED_WORDS.search(text) or said & DERIVED)
