"""From the tables of a workbook to what a draft says of the study."""

import math
from collections.abc import Iterable, Sequence

from explant.commands.drafting.in_headings import (
    Understood,
    named_by_headings,
    title_levels,
    title_marker,
    understood,
    varied,
)
from explant.commands.drafting.in_rows import Pool, Roles, roles_of, usable
from explant.commands.drafting.locating import (
    Located,
    id_headings,
    likely_headings,
    locate,
    personal_headings,
)
from explant.commands.drafting.naming import add_values, levels_of, measured, property_of
from explant.commands.drafting.study import Factor, Measured, Study, key_of
from explant.commands.drafting.tables import Column, Table
from explant.commands.drafting.vocabulary import Words
from explant.config.models import Marker
from explant.numbers import counted
from explant.problems import Problem, ProblemsError
from explant.spreadsheet.cells import Cell, Workbook
from explant.spreadsheet.headings import unit_of, without_unit
from explant.spreadsheet.replicate_columns import are_running, without_number
from explant.spreadsheet.text import cell_text, folded, listed
from explant.spreadsheet.units import limits

ANOTHER = "another heading"
FACTOR_NAMES = {"title": "condition", "": "condition"}


def recognise(book: Workbook, path: str, patient: str | None) -> Study:
    """What an unknown workbook holds.

    Parameters
    ----------
    book
        The workbook.
    path
        Its path, as the config is to name it.
    patient
        Heading of the patient IDs, if a person has named it.

    Raises
    ------
    ProblemsError
        If there is no table with a column of patient IDs.
    """
    located = _located(book, path, patient)
    kinds = _sorted(located.tables, located.words)
    rows, headed, flat = kinds
    if not rows and not headed:
        if not flat:
            raise ProblemsError(located.problems or [_nothing(book, path)])
        # Each patient stands once in each table: titles, or words that are not usual, tell apart.
        titled = varied(flat, located.words)
        if len(flat) > 1 and titled.families:
            rows, flat = flat, []
        else:
            headed, flat = flat, []
    study = Study(path, located.patient, _ids(located), "auto", located.others)
    study.remarks += located.remarks
    taken: set[str] = set()
    properties: list[Column] = []
    if rows:
        roles = roles_of(rows)
        study.remarks += roles.remarks
        _from_rows(study, roles, rows, varied(rows, located.words), taken)
        properties += roles.properties
    if headed:
        found = understood(headed, located.words)
        study.remarks += found.remarks
        _from_headings(study, found, headed, taken)
        properties += found.properties
    if rows and headed:
        study.layout, study.layout_where = "auto", "some tables have a row a sample, some a patient"
    measured_sheets = list(dict.fromkeys(table.sheet for table in (*rows, *headed)))
    _sheets(study, book, [*rows, *headed], measured_sheets, located.words)
    properties += _patients(study, flat, measured_sheets)
    _names(study, taken)
    seen: set[str] = set()
    for column in properties:
        if folded(column.text) in seen or column.personal or column.text in located.others:
            continue
        seen.add(folded(column.text))
        if column.remarks_only:
            study.remarks.append(
                f'"{column.text}" ({column.own.place}) holds another text for nearly every '
                "patient: it is not read."
            )
        else:
            study.properties.append(property_of(column, taken))
    for sheet in located.without:
        study.remarks.append(
            f'The sheet {sheet.name} has no heading "{located.patient}" and is not read.'
        )
    study.remarks = list(dict.fromkeys(study.remarks))
    return study


def _located(book: Workbook, path: str, patient: str | None) -> Located:
    if patient is not None:
        return locate(book, patient, [])
    ranked = id_headings(book)
    if not ranked:
        cells = [cell for sheet in book.sheets for cell in likely_headings(sheet)]
        headings = list(dict.fromkeys(cell_text(cell) for cell in cells))
        for heading in headings:
            found = locate(book, heading, [h for h in headings if h != heading])
            if found.tables:
                # No heading says that it is the patient's: a person has to.
                found.others = found.others or [ANOTHER]
                return found
        raise ProblemsError([_nothing(book, path)])
    (rank, own), *others = ranked.values()
    rows = {(cell.sheet, cell.row) for cell in own}
    beside = [
        cell_text(cells[0])
        for other_rank, cells in others
        if other_rank == rank and any((cell.sheet, cell.row) in rows for cell in cells)
    ]
    # A sample is not a patient: a person has to say that its number is the patient's.
    found = locate(book, cell_text(own[0]), beside if rank < 3 else [*beside, ANOTHER])
    for _, cells in others:
        for cell in cells:
            if cell.sheet in {sheet.name for sheet in found.without}:
                found.remarks.append(
                    f'The IDs of the sheet {cell.sheet} stand under "{cell_text(cell)}" '
                    f'({cell.place}): write "{found.patient}" there, and draft again.'
                )
    return found


def _nothing(book: Workbook, path: str) -> Problem:
    sheets = listed(sheet.name for sheet in book.sheets)
    personal = "".join(f" {sentence}" for sentence in personal_headings(book)[:3])
    return Problem(
        "error",
        path,
        f"No table with a column of patient IDs is recognized. Sheets: {sheets}.{personal}",
        'Write a heading such as "Patient" over the IDs, or name it: --patient "HEADING".',
    )


def _ids(located: Located) -> str:
    tables = located.tables
    heads = " ".join(dict.fromkeys(table.block.patient.place for table in tables[:6]))
    ids = {row.patient for table in tables for row in table.rows}
    return f"{heads}: {counted(len(ids), 'different ID')}"


def _sorted(tables: Sequence[Table], words: Words) -> tuple[list[Table], list[Table], list[Table]]:
    """Tables with several rows a patient, with levels in their headings, and with neither."""
    kept = varied(tables, words)
    rows = [table for table in tables if table.repeated]
    single = [table for table in tables if not table.repeated]
    headed = [table for table in single if named_by_headings(table, kept)]
    return rows, headed, [table for table in single if table not in headed]


def _from_rows(
    study: Study, roles: Roles, tables: Sequence[Table], titles: Words, taken: set[str]
) -> None:
    study.layout = "long" if roles.marker is not None else "one_row_per_sample"
    study.layout_where = tables[0].where
    study.factors += roles.factors
    if any(named_by_headings(table, varied([table], titles)) for table in tables):
        study.remarks.append(
            "Headings name levels, and a patient has several rows as well: each heading is taken "
            "for a marker of its own. Write one row a sample, or one row a patient."
        )
    _title_factors(study, tables, titles)
    if roles.replicate is not None:
        study.replicate = roles.replicate.text
        study.replicate_where = roles.replicate.columns[0].where
    if roles.marker is not None:
        _long(study, roles, taken)
        return
    values = roles.values
    names = [title_marker(table, titles) for table in tables]
    common = [pool for pool in values if len(pool.columns) == len(tables)]
    common = [pool for pool in common if _names_no_marker(pool)]
    if len(tables) > 1 and len(common) == 1 and len(set(names)) > 1 and all(names):
        # One heading of values in all tables: titles or the names of sheets tell the markers.
        pool = common[0]
        study.value, study.value_where = pool.text, pool.columns[0].own.place
        for name in dict.fromkeys(names):
            columns = [c for c, own in zip(pool.columns, names, strict=True) if own == name]
            study.markers.append(measured(without_unit(name), columns, [name], taken))
        values = [each for each in values if each is not pool]
    numbered: dict[str, list[tuple[str, Column]]] = {}
    for pool in values:
        if parted := without_number(pool.text):
            numbered.setdefault(folded(parted[0]), []).append((parted[1], pool.columns[0]))
    done: set[str] = set()
    for pool in values:
        parted = without_number(pool.text)
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


def _names_no_marker(pool: Pool) -> bool:
    """Whether a heading says value, or a unit, and not what was measured."""
    return pool.kind == "value" or limits(Marker(unit=pool.text)).low > -math.inf


def _long(study: Study, roles: Roles, taken: set[str]) -> None:
    assert roles.marker is not None
    study.marker, study.marker_where = roles.marker.text, roles.marker.columns[0].where
    named = [pool for pool in roles.values if pool.kind == "value"] or roles.values
    if not named:
        study.remarks.append("No column of numbers that differ within patients is recognised.")
        return
    pool = named[0]
    study.value, study.value_where = pool.text, pool.columns[0].own.place
    for other in roles.values:
        if other is not pool:
            study.remarks.append(
                f'"{other.text}" ({other.columns[0].own.place}) holds numbers as well and is not '
                f'read: the values are taken from "{pool.text}".'
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
            unit_of(text) or unit or in_column.get(folded(text), ""),
        )
        taken.add(found.key)
        own = {by_place[key] for _, c in cells if (key := (c.sheet, c.row)) in by_place}
        add_values(found, pool.columns, own)
        study.markers.append(found)


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
    for family in titles.families:
        if family in known or len(tables) < 2:
            continue
        spellings: dict[str, list[tuple[str, Cell]]] = {}
        for table in tables:
            named = title_levels(table, titles).get(family)
            if named is not None:
                _, spelling, cell = named
                part = Cell(cell.sheet, cell.row, cell.column, spelling)
                spellings.setdefault(folded(spelling), []).append(("", part))
        if len(spellings) > 1:
            factor = Factor("", levels_of(spellings), "", family=family)
            factor.where = " ".join(level.where for level in factor.levels)
            if family == "title":
                factor.unsure = "titles that stand over the tables"
            study.factors.append(factor)


def _from_headings(
    study: Study, found: Understood, tables: Sequence[Table], taken: set[str]
) -> None:
    study.layout, study.layout_where = "one_row_per_patient", tables[0].where
    known = {factor.family for factor in study.factors}
    study.factors += [factor for factor in found.factors if factor.family not in known]
    by_marker: dict[str, list[Column]] = {}
    units: dict[str, str] = {}
    names: dict[str, str] = {}
    replicates: set[str] = set()
    for each in found.columns:
        key = folded(each.marker)
        names.setdefault(key, each.marker)
        by_marker.setdefault(key, []).append(each.column)
        units[key] = units.get(key) or each.unit
        replicates |= {key} if each.replicate else set()
    present = {marker.key for marker in study.markers}
    for key, columns in by_marker.items():
        name = without_unit(names[key])
        if name in present:
            continue
        marker = measured(name or "value", columns, [names[key]], taken, units[key])
        if key in replicates:
            marker.remarks.append("The numbered columns are replicates and are averaged.")
        study.markers.append(marker)


def _sheets(
    study: Study, book: Workbook, tables: Sequence[Table], sheets: Sequence[str], words: Words
) -> None:
    if book.text_table:
        return
    spoken = " ".join(folded(column.text) for table in tables for column in table.columns)
    by_name = folded(sheets[0]) in {folded(t) for m in study.markers for t in (m.key, *m.columns)}
    if len(sheets) == 1 and by_name and folded(sheets[0]) not in spoken and not study.marker:
        study.sheets = "one_per_marker"
        return
    if len(sheets) == 1:
        study.sheet = sheets[0] if len(book.sheets) > 1 else None
        return
    own: dict[str, set[str]] = {}
    for table in tables:
        own.setdefault(table.sheet, set()).update(folded(column.text) for column in table.columns)
    named = any(
        folded(name) in {folded(text) for m in study.markers for text in (m.key, *m.columns)}
        for name in sheets
    )
    headings = list(own.values())
    said = {name: words.said(name).levels for name in sheets}
    levels = any(
        len({level for each in said.values() for level, _ in [each.get(factor.family, ("", ""))]})
        == len(sheets)
        for factor in study.factors
    )
    if not named and not levels and all(each == headings[0] for each in headings):
        study.sheet, study.other_sheets = sheets[0], list(sheets[1:])
    else:
        study.sheets = "one_per_marker"


def _patients(study: Study, flat: Iterable[Table], measured_sheets: Sequence[str]) -> list[Column]:
    columns: list[Column] = []
    for table in flat:
        if table.sheet in measured_sheets:
            study.remarks.append(
                f"The table with the headings {table.where} names no sample and is not read."
            )
        elif study.patients_sheet in (None, table.sheet):
            study.patients_sheet = table.sheet
            columns += [c for c in table.columns if usable(c, table, study.remarks)]
        else:
            study.remarks.append(
                f"The sheet {table.sheet} has one row a patient and is not read: one such sheet "
                "can be named under patients_sheet."
            )
    return columns


def _names(study: Study, taken: set[str]) -> None:
    """Names of the factors: of their column, or of what their levels usually are."""
    reserved = {"patient", "marker", "value", "replicates", "replicate_sd", "censored", "source"}
    keys = taken | reserved
    for factor in study.factors:
        name = factor.column or FACTOR_NAMES.get(factor.family, factor.family)
        factor.key = key_of(without_unit(name), keys)
    taken |= keys - reserved
