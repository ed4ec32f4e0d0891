"""Factors and markers of a draft, from the columns and headings of the tables."""

import math
from collections.abc import Sequence

from explant.commands.drafting.conditions.headed_columns import Understood, replicate_in
from explant.commands.drafting.conditions.in_headings import (
    implied_by_titles,
    named_by_headings,
    title_levels,
    title_marker,
    varied,
)
from explant.commands.drafting.conditions.in_rows import Roles
from explant.commands.drafting.conditions.proposed_names import add_values, levels_of, measured
from explant.commands.drafting.sheets.pools import Pool
from explant.commands.drafting.sheets.recognised_tables import SheetColumn, Table
from explant.commands.drafting.study import Factor, Level, Measured, Study, key_of
from explant.commands.drafting.vocabulary import TITLE, Words
from explant.commands.drafting.vocabulary_of_drafts import is_reference
from explant.config.models import Marker
from explant.config.names.spellings import folded
from explant.spreadsheet.layouts.known_layouts import NamesIn, layout_with
from explant.spreadsheet.layouts.replicate_columns import are_running
from explant.spreadsheet.sheet.cells import Cell, cell_text
from explant.spreadsheet.structure.headings import unit_of, without_unit
from explant.spreadsheet.values.units import limits, unit_key

NAMED_TWICE = "Headings name levels"


def fill_from_rows(
    study: Study, roles: Roles, tables: Sequence[Table], titles: Words, taken: set[str]
) -> None:
    """Write what tables with several rows a patient hold into the study.

    Parameters
    ----------
    study
        Receives layout, factors and markers.
    roles
        What the columns of the tables are.
    tables
        The tables.
    titles
        Words of the families that the titles of the tables tell apart.
    taken
        Names that are in use; those of the markers are added.
    """
    markers: NamesIn = "cells" if roles.marker is not None else "headings"
    study.layout = layout_with(markers=markers, levels="cells")
    in_two_rows = any(len(c.headings) > 1 for pool in roles.values for c in pool.columns)
    if roles.marker is None and in_two_rows and roles.factors:
        # Several rows of headings are read where headings name what is measured.
        study.layout = layout_with(markers="headings", levels="headings")
    study.layout_where = tables[0].where
    study.factors += roles.factors
    study.repeated = roles.repeated
    if any(named_by_headings(table, varied([table], titles)) for table in tables):
        study.remarks.append(
            f"{NAMED_TWICE}, and a patient has several rows as well: each heading is taken for a "
            "marker of its own. Write one row a sample, or one row a patient."
        )
    own = {factor.family for factor in roles.factors}
    # A cytokine that names a sheet was measured if a column says what the cells were given.
    unsaid = titles.only({f: levels for f, levels in titles.families.items() if f not in own})
    named = _markers_of_titles(study, roles, tables, unsaid, taken) if not roles.marker else None
    # What names the markers is no level.
    _title_factors(study, tables, titles.without_titles if named else titles)
    if roles.block is not None:
        study.block, study.block_where = roles.block.text, roles.block.columns[0].where
    if roles.replicate is not None:
        study.replicate = roles.replicate.text
        study.replicate_where = roles.replicate.columns[0].where
    if roles.marker is not None:
        _long(study, roles, taken)
        return
    values = [pool for pool in roles.values if pool is not named]
    study.measured += [column for pool in roles.values for column in pool.columns]
    numbered: dict[str, list[tuple[str, SheetColumn]]] = {}
    for pool in values:
        if parted := replicate_in(pool.text):
            numbered.setdefault(folded(parted[0]), []).append((parted[1], pool.columns[0]))
    done: set[str] = set()
    for pool in values:
        parted = replicate_in(pool.text)
        group = numbered.get(folded(parted[0]), []) if parted else []
        if parted and are_running([number for number, _ in group]):
            if folded(parted[0]) not in done:
                done.add(folded(parted[0]))
                columns = [column for _, column in group]
                name = without_unit(parted[0])
                found = measured(name, columns, [parted[0]], taken)
                found.remarks.append("The numbered columns are replicates and are averaged.")
                study.markers.append(found)
            continue
        name = without_unit(pool.text)
        found = measured(name, pool.columns, [pool.text], taken)
        if pool.shared and not found.unit:
            found.remarks.append("A few numbers: if they count plates or runs, delete this one.")
        # A heading with its unit is found by the name without it.
        if folded(found.key) == folded(name):
            found.columns = []
        study.markers.append(found)


def _markers_of_titles(
    study: Study, roles: Roles, tables: Sequence[Table], titles: Words, taken: set[str]
) -> Pool | None:
    """Markers that titles or names of sheets tell, where all tables have one heading of values."""
    names = [title_marker(table, titles) for table in tables]
    common = [pool for pool in roles.values if len(pool.columns) == len(tables)]
    common = [pool for pool in common if _names_no_marker(pool)]
    if len(tables) < 2 or len(common) != 1 or len(set(names)) < 2 or not all(names):
        return None
    pool = common[0]
    study.value, study.value_where = pool.text, pool.columns[0].own.place
    for name in dict.fromkeys(names):
        columns = [c for c, own in zip(pool.columns, names, strict=True) if own == name]
        unit = pool.text if limits(Marker(unit=pool.text)).low > -math.inf else ""
        study.markers.append(measured(without_unit(name), columns, [name], taken, unit))
    return pool


def _names_no_marker(pool: Pool) -> bool:
    """Whether a heading says value, or a unit, and not what was measured."""
    return pool.kind in ("value", "dose") or limits(Marker(unit=pool.text)).low > -math.inf


def _long(study: Study, roles: Roles, taken: set[str]) -> None:
    assert roles.marker is not None
    study.marker, study.marker_where = roles.marker.text, roles.marker.columns[0].where
    if len(roles.marker_parts) > 1:
        study.marker_columns = [part.text for part in roles.marker_parts]
    named = [pool for pool in roles.values if pool.kind == "value"] or roles.values
    if not named:
        study.remarks.append("No column of numbers that differ within patients is recognised.")
        return
    pool = roles.value or named[0]
    if roles.value is not None:
        study.other_values = [other.text for other in roles.values if other is not pool]
    study.measured += pool.columns
    study.value, study.value_where = pool.text, pool.columns[0].own.place
    for other in roles.values:
        if other is not pool:
            study.remarks.append(
                f'"{other.text}" ({other.columns[0].own.place}) holds numbers as well and is not '
                f'read: the values are taken from "{pool.text}".'
            )
    if roles.marker.kind == "population" and pool.kind != "value":
        first = cell_text(next(iter(roles.marker.spellings.values()))[0][1])
        study.remarks.append(
            f'"{roles.marker.text}" says in what "{pool.text}" was measured: each is a marker of '
            f"its own, whose label may say so, as in label: {pool.text} in {first}."
        )
    unit = next((c.unit for c in pool.columns if c.unit), "")
    in_column = _units(roles)
    by_place = {
        (cell.sheet, cell.row): cell for column in pool.columns for _, cell in column.filled
    }
    for cells in roles.marker.spellings.values():
        text = cell_text(cells[0][1])
        name = without_unit(text)
        found = Measured(
            name if name not in taken else key_of(name, taken),
            [] if folded(name) == folded(text) else [text],
            cells[0][1].place,
            unit_of(text) or unit or in_column.get(folded(text), "") or _percent(text, roles),
        )
        taken.add(found.key)
        own = {by_place[key] for _, c in cells if (key := (c.sheet, c.row)) in by_place}
        add_values(found, pool.columns, own)
        study.markers.append(found)


def _percent(text: str, roles: Roles) -> str:
    """The unit % of a marker whose statistic says percent."""
    own = roles.marker_parts and unit_key(text.split()[-1]) == "%"
    return "%" if own or (roles.marker_parts and unit_key(text.split()[0]) == "%") else ""


def _units(roles: Roles) -> dict[str, str]:
    """Unit of each marker that a column of units gives, if it gives one."""
    if roles.unit is None or roles.marker is None:
        return {}
    by_row = {(c.sheet, c.row): cell_text(c) for p in roles.unit.columns for _, c in p.filled}
    found: dict[str, set[str]] = {}
    for column in roles.marker.columns:
        for _, cell in column.filled:
            if unit := by_row.get((cell.sheet, cell.row)):
                found.setdefault(folded(cell_text(cell)), set()).add(unit)
    return {name: units.copy().pop() for name, units in found.items() if len(units) == 1}


def _title_factors(study: Study, tables: Sequence[Table], titles: Words) -> None:
    """Factors whose levels stand in titles over the tables, and in none of their columns."""
    known = {factor.family for factor in study.factors}
    absent = implied_by_titles(tables, titles)
    for family in titles.families:
        if family in known or len(tables) < 2:
            continue
        own = titles.only({family: titles.families[family]})
        if all(_with_reference(table, own) for table in tables):
            # Headings say what was done: the name over them says what was measured.
            continue
        spellings: dict[str, list[tuple[str, Cell]]] = {}
        implied = absent.get(family, "")
        for table in tables:
            named = title_levels(table, titles).get(family)
            if named is not None:
                _, spelling, cell = named
                part = Cell(cell.sheet, cell.row, cell.column, spelling)
                spellings.setdefault(folded(spelling), []).append(("", part))
        if len(spellings) > bool(not implied):
            factor = Factor("", levels_of(spellings), "", family=family)
            if implied:
                where = "implied by titles, or names of sheets, that name none"
                factor.levels.insert(0, Level(implied, [implied], where, implied=True))
            factor.where = " ".join(level.where for level in factor.levels)
            if family == TITLE:
                factor.unsure = "titles that stand over the tables"
            study.factors.append(factor)


def _with_reference(table: Table, words: Words) -> bool:
    """Whether headings of a table name levels of a family, a control among them."""
    said = [words.said(column.text).every for column in table.columns if column.numeric]
    levels = {level for every in said for _, level in every}
    return len(levels) > 1 and any(map(is_reference, levels))


def fill_from_headings(
    study: Study, found: Understood, tables: Sequence[Table], taken: set[str]
) -> None:
    """Write what tables with levels in their headings hold into the study."""
    study.layout = layout_with(markers="headings", levels="headings")
    study.layout_where = tables[0].where
    known = {factor.family for factor in study.factors}
    study.factors += [factor for factor in found.factors if factor.family not in known]
    by_marker: dict[str, list[SheetColumn]] = {}
    units: dict[str, str] = {}
    names: dict[str, str] = {}
    replicates: set[str] = set()
    implied: set[str] = set()
    levels: dict[str, set[str]] = {}
    for each in found.columns:
        key = folded(each.marker)
        if not each.unit:
            # Brackets that hold a level are no unit: CD25 (Tumor, IL-2).
            levels.setdefault(key, set()).add(each.column.unit)
        implied |= {key} if each.implied else set()
        names.setdefault(key, each.marker)
        by_marker.setdefault(key, []).append(each.column)
        study.measured.append(each.column)
        units[key] = units.get(key) or each.unit or unit_of(each.marker)
        replicates |= {key} if each.replicate else set()
    present = {marker.key for marker in study.markers}
    for key, columns in by_marker.items():
        name = without_unit(names[key])
        if name in present:
            continue
        headings = [names[key]] if names[key] and key not in implied else []
        marker = measured(
            name or "value", columns, headings, taken, units[key], levels.get(key, set())
        )
        if key in implied:
            marker.implied, marker.columns = True, []
            marker.remarks.append("No heading says what was measured: label: CD25 names it.")
        if key in replicates:
            marker.remarks.append("The numbered columns are replicates and are averaged.")
        study.markers.append(marker)
