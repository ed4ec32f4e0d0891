"""Names in a draft: levels from their spellings, markers from their values, properties."""

import math
import re
from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from explant.commands.drafting.sheets.recognised_tables import SheetColumn
from explant.commands.drafting.study import AMOUNTS, Level, Measured, Property, key_of
from explant.commands.drafting.vocabulary_of_drafts import (
    LEVELS,
    OF_A_PERSON,
    REFERENCE,
    SIGNED,
    SIGNED_TOGETHER,
    heading_kind,
    level_name,
    stage_rank,
    words,
)
from explant.config.models import Marker
from explant.config.names.spellings import folded, natural_key, squeezed
from explant.config.names.tumor_stages import ajcc_stage, t_category
from explant.spreadsheet.checks.stage_and_size import SIZE
from explant.spreadsheet.sheet.cells import Cell, cell_text
from explant.spreadsheet.structure.headings import unit_of, without_unit
from explant.spreadsheet.values.cell_values import NOT_AVAILABLE, read_value
from explant.spreadsheet.values.units import is_unit
from explant.spreadsheet.values.written_numbers import shown

MOST_GROUPS = 8
MOST_CODES = 5
MOST_STAGES = 4
WHOLE = 100.0
SEXES = frozenset({"sex", "geschlecht", "sexe", "sexo"})
MOST_TEXTS = 4
SIZED = re.compile(r"[0-9][0-9.,]*(?: ?(?:[cm]m)? ?[x×*] ?[0-9][0-9.,]*){0,2} ?([cm]m)\.?")
"""A length with its unit, or two or three: ``2,5 cm``, ``25 x 30 mm``."""
KNOWN_LEVELS = {name for levels in LEVELS.values() for name in levels}


def level_of(text: str) -> str:
    """Name of a level in the config: its spelling, or a word for a letter or a sign."""
    meant = level_name(text)
    together = SIGNED_TOGETHER.fullmatch(folded(text))
    if not together and (signed := re.fullmatch(f"(.*?){SIGNED}", folded(text))):
        # IL-2 (-) is the control of IL-2 (+).
        return meant if meant in KNOWN_LEVELS else text[: signed.end(1)]
    short = len(squeezed(text)) == 1 or not squeezed(text)[0].isalnum()
    return meant if short and meant in KNOWN_LEVELS else text.lstrip("+ ") or text


def levels_of(spellings: Mapping[str, Sequence[tuple[str, Cell]]]) -> list[Level]:
    """Levels of a factor from the texts in its cells, with the patients and cells of each.

    Spellings that usually mean the same are put beside each other as a question.
    """
    by_meaning: dict[str, list[Sequence[tuple[str, Cell]]]] = {}
    for text, cells in spellings.items():
        by_meaning.setdefault(level_name(text), []).append(cells)
    named = [name for name in by_meaning if name not in {"treated", *REFERENCE}]
    if "treated" in by_meaning and len(named) == 1:
        # A plus sign beside the name of a treatment may be the same treatment.
        by_meaning[named[0]] += by_meaning.pop("treated")
    most = max((len({p for p, _ in cells}) for cells in spellings.values()), default=0)
    levels = []
    for groups in by_meaning.values():
        groups.sort(
            key=lambda cells: (level_name(cell_text(cells[0][1])) == "treated", -len(cells))
        )
        first, *alike = groups
        text = cell_text(first[0][1])
        level = Level(level_of(text), [text], where(first))
        level.alike = [cell_text(group[0][1]) for group in alike]
        if len(text) > 1 and squeezed(text)[0] == "-":
            level.doubtful = f'"{text}" may mean without {text.lstrip("- ")}'
        if level.name == "treated" and text == "+":
            level.remark = "With what? Write its name in the place of treated."
        patients = {patient for group in groups for patient, _ in group}
        # Texts of headings have no patient.
        if most > 1 and len(patients) < most / 2:
            level.remark = (
                f"{len(patients)} of {most} patients have it: is it a slip of the pen, or a level "
                "that the others lack?"
            )
        levels.append(level)
    names = [level.name for level in levels]
    for level in levels:
        if names.count(level.name) > 1:
            level.name = level.spellings[0]
    return levels


def where(cells: Sequence[tuple[str, Cell]]) -> str:
    """The first of some cells, and how many there are."""
    more = f" and {len(cells) - 1} more" if len(cells) > 1 else ""
    return cells[0][1].place + more


def measured(
    name: str,
    columns: Sequence[SheetColumn],
    headings: Sequence[str],
    taken: set[str],
    unit: str = "",
    no_units: Collection[str] = (),
) -> Measured:
    """A marker from its name, its columns and the headings that name it.

    Texts in brackets that say something else are given as ``no_units``.
    """
    key = name if name not in taken else key_of(name, taken)
    taken.add(key)
    units = [u for column in columns if (u := column.unit) and (is_unit(u) or u not in no_units)]
    found = Measured(
        key,
        [] if set(map(folded, headings)) == {folded(key)} else list(headings),
        " ".join(dict.fromkeys(column.own.place for column in columns[:6])),
        unit or (units[0] if units else ""),
    )
    found.asks_percent = not found.unit and any(
        cell.percent for column in columns for _, cell in column.filled
    )
    if len(set(map(folded, units))) > 1:
        found.remarks.append(f"Headings give several units: {', '.join(dict.fromkeys(units))}.")
    add_values(found, columns)
    return found


def add_values(
    found: Measured, columns: Sequence[SheetColumn], only: set[Cell] | None = None
) -> None:
    """What the cells of a marker say: smallest and largest value, limits, texts."""
    values: list[float] = []
    above: list[float] = []
    limits: dict[float, Cell] = {}
    texts: dict[str, Cell] = {}
    for column in columns:
        for cell, reading in column.readings:
            if only is not None and cell not in only:
                continue
            if reading.censored == "below" and reading.value is not None:
                limits.setdefault(reading.value, cell)
            elif reading.value is not None:
                values.append(reading.value)
            elif found.unit == "%" and any(r.kind == "outside" for r in reading.remarks):
                above.append(read_value(cell, Marker(), column.written).value or 0.0)
            elif any(remark.kind == "no limit" for remark in reading.remarks):
                found.asks_limit, found.limit_where = True, cell.place
            elif any(remark.kind == "ambiguous" for remark in reading.remarks):
                found.ambiguous.append(cell_text(cell).strip())
            elif cell in column.no_numbers:
                texts.setdefault(cell_text(cell), cell)
    found.above = sum(value > WHOLE for value in above)
    found.low = min([*values, *above], default=None)
    found.high = max([*values, *above], default=None)
    if len(limits) == 1:
        (limit, cell), *_ = limits.items()
        if found.low is None or found.low >= limit:
            found.limit, found.limit_where = limit, f"{cell.place} {shown(cell_text(cell))}"
            found.asks_limit = False
    elif len(limits) > 1:
        written = ", ".join(f"<{limit:g}" for limit in sorted(limits))
        found.remarks.append(f"Several limits of detection are written: {written}.")
    for text, cell in list(texts.items())[:MOST_TEXTS]:
        if len(text) <= 12:
            found.remarks.append(
                f"{cell.place} holds {shown(text)}: if it means missing, list it under "
                "spreadsheet.missing."
            )


def sized(column: SheetColumn) -> str:
    """Unit of the lengths in most cells of a column of sizes, as pathology writes; or empty."""
    if heading_kind(column.text) != "size" and not SIZE.search(folded(column.text)):
        return ""
    found = [SIZED.fullmatch(folded(cell_text(cell))) for _, cell in column.filled]
    units = [match[1] for match in found if match is not None]
    return max(units, key=units.count) if len(units) > len(found) / 2 else ""


def property_of(
    column: SheetColumn, taken: set[str], given: Mapping[str, Any] = MappingProxyType({})
) -> Property:
    """A property of patients from the column it stands in.

    Parameters
    ----------
    column
        The column.
    taken
        Names that are in use; its own is added.
    given
        What a person has answered, by the places of the questions.
    """
    text = column.text
    bare = without_unit(text)
    texts = [cell_text(cell) for _, cell in column.filled]
    kind = heading_kind(text)

    def most(found: Sequence[object]) -> bool:
        return sum(each is not None for each in found) >= 0.8 * max(len(texts), 1)

    roman = any(letter in each.casefold() for each in texts for letter in "iv")
    if most([ajcc_stage(each) for each in texts]) and (kind == "stage" or roman):
        what = "stage"
    elif most([t_category(each) for each in texts]):
        what = "t_category"
    elif sized(column):
        what = "size"
    elif column.numeric and is_coded(column, given):
        what = "code"
    elif column.numeric:
        what = "size" if SIZE.search(folded(text)) or kind == "size" else "number"
    else:
        what = "text"
    key = key_of({"stage": "stage", "t_category": "t_category"}.get(what, bare), taken)
    known = {" ".join(each.split()) for each in texts if not _missing(each, column)}
    values = sorted(known, key=natural_key)
    groups = what == "code" or (what == "text" and makes_groups(column))
    order = ""
    if kind == "stage" and what == "text" and groups and len(values) <= MOST_STAGES:
        ranks = {value: stage_rank(value) for value in values}
        known_ranks = {rank for rank in ranks.values() if rank is not None}
        order = "known" if len(known_ranks) == len(values) else "asked"
        values.sort(key=lambda value: (ranks[value] is None, ranks[value] or 0))
    unit = unit_of(text) or sized(column)
    return Property(
        key,
        text,
        column.own.place,
        what,
        unit,
        values[: MOST_GROUPS + 1],
        groups,
        order=order,
    )


def is_coded(column: SheetColumn, given: Mapping[str, Any]) -> bool:
    """Whether a few small numbers stand in a column, each of several patients, as codes do.

    Parameters
    ----------
    column
        A column of a property of patients.
    given
        What a person has answered.
    """
    if not column.numeric or f"{AMOUNTS}.{column.text}" in given:
        return False
    patients: dict[str, set[str]] = {}
    for patient, cell in column.filled:
        text = cell_text(cell)
        if not _missing(text, column):
            patients.setdefault(text, set()).add(squeezed(patient))
    few = 2 <= len(patients) <= MOST_CODES and all(len(own) > 1 for own in patients.values())
    counts = any(word in OF_A_PERSON and word not in SEXES for word in words(column.text))
    return few and all(text.isdecimal() and len(text) == 1 for text in patients) and not counts


def makes_groups(column: SheetColumn) -> bool:
    """Whether a few texts stand in a column, each of several patients.

    Parameters
    ----------
    column
        A column of a property of patients.
    """
    patients: dict[str, set[str]] = {}
    for patient, cell in column.filled:
        text = cell_text(cell)
        if not _missing(text, column):
            patients.setdefault(" ".join(text.split()), set()).add(squeezed(patient))
    several = sum(len(own) > 1 for own in patients.values())
    return not column.numeric and 2 <= len(patients) <= MOST_GROUPS and several >= 2


def _missing(text: str, column: SheetColumn) -> bool:
    return text in column.written.missing or text.upper() in NOT_AVAILABLE


def spread(found: Measured) -> str:
    """Values of a marker in words, such as ``values from 2.1 to 25.2``."""
    if found.low is None or found.high is None or not math.isfinite(found.low):
        return "no values"
    return f"values from {found.low:g} to {found.high:g}"
