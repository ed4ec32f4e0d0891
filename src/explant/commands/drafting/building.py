"""From the tables of a workbook to what a draft says of the study."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from explant.commands.drafting.conditions.filling import (
    NAMED_TWICE,
    fill_from_headings,
    fill_from_rows,
)
from explant.commands.drafting.conditions.headings_by_structure import HEADINGS
from explant.commands.drafting.conditions.in_headings import (
    named_by_headings,
    understood,
    unusual_conditions,
    varied,
)
from explant.commands.drafting.conditions.in_rows import roles_of, roles_of_single
from explant.commands.drafting.conditions.proposed_names import makes_groups, property_of
from explant.commands.drafting.nothing_compared import lacking
from explant.commands.drafting.sheets.locating import (
    Located,
    id_headings,
    likely_headings,
    locate,
    personal_headings,
)
from explant.commands.drafting.sheets.named_shapes import named_shape
from explant.commands.drafting.sheets.other_places import restated
from explant.commands.drafting.sheets.pools import usable
from explant.commands.drafting.sheets.recognised_tables import SheetColumn, Table
from explant.commands.drafting.sheets.restatements import (
    Restating,
    blank_is_level,
    going_on,
    sections,
    turning,
    unnamed_column,
    with_headings,
)
from explant.commands.drafting.sheets.same_ids import begins_again, one_spelling
from explant.commands.drafting.sheets.sample_names import split_sheets, splitting
from explant.commands.drafting.sheets.units_of_study import other_units
from explant.commands.drafting.study import Study, key_of
from explant.commands.drafting.vocabulary import Words
from explant.config.models.sheet_layout import AUTO, SECTION_ABOVE, UNNAMED
from explant.config.names.spellings import folded, listed
from explant.numbers import counted
from explant.problems import Problem, ProblemsError
from explant.spreadsheet.sheet.cells import Cell, Workbook, cell_text
from explant.spreadsheet.structure.as_tables import as_tables
from explant.spreadsheet.structure.headings import header_cells, without_unit

ANOTHER = "another heading"
PATIENT = "patient"
FACTOR_NAMES = {"title": "condition", "": "condition"}


def recognise(
    book: Workbook, path: str, patient: str | None, given: Mapping[str, Any] = MappingProxyType({})
) -> Study:
    """What an unknown workbook holds.

    Parameters
    ----------
    book
        The workbook.
    path
        Its path, as the config is to name it.
    patient
        Heading of the patient IDs, if a person has named it.
    given
        Answers to questions that decide how the sheet is read, by their places in the config.

    Raises
    ------
    ProblemsError
        If there is no table with a column of patient IDs.
    """
    book = as_tables(book)
    if (named := named_shape(book, certain=True)) is not None:
        raise ProblemsError([named])
    try:
        study = _study(book, path, patient, given)
    except ProblemsError as error:
        named = named_shape(book, certain=False)
        raise ProblemsError([named]) if named is not None else error from None
    unsaid = lacking(study)
    if unsaid is not None or any(factor.otherwise for factor in study.factors):
        # What a sheet is called by its shape says more than words that nobody knows.
        named = named_shape(book, certain=False) or unsaid
        if named is not None:
            raise ProblemsError([named])
    return study


def _study(book: Workbook, path: str, patient: str | None, given: Mapping[str, Any]) -> Study:
    restating = Restating()
    book = turning(book, given, restating)
    joined = restated(book)
    book, patient = joined.book, patient or joined.patient
    restating.keys |= {key: value for key, (value, _) in joined.keys.items()}
    restating.seen |= {key: why for key, (_, why) in joined.keys.items()}
    located, book = _located(book, path, patient, given, restating)
    kinds = _sorted(located.tables, located.words)
    rows, headed, flat = kinds
    single = False
    if not rows and not headed:
        if not flat:
            raise ProblemsError(located.problems or [_nothing(book, path)])
        # Each patient stands once in each table: titles, or words that are not usual, tell apart.
        titled = varied(flat, located.words)
        if len(flat) > 1 and titled.families:
            rows, flat = flat, []
        elif _grouped(flat) and not unusual_conditions(flat, located.words, given.get(HEADINGS)):
            # Groups of patients with one sample each.
            most = max(flat, key=lambda table: sum(c.numeric for c in table.columns))
            rows, flat = [most], [table for table in flat if table is not most]
            single = True
        else:
            headed, flat = flat, []
    study = Study(path, located.patient, _ids(located), AUTO, located.others)
    study.restating = restating
    study.patients_heading = joined.patients_heading
    study.odd_rows = list(dict.fromkeys(name for t in located.tables for name in t.odd_rows))
    study.nameless = [f"row {row}" for t in located.tables for row in t.nameless]
    study.remarks += [*located.remarks, *(said for t in located.tables for said in t.left_out)]
    taken: set[str] = set()
    properties: list[SheetColumn] = []
    if rows:
        roles = roles_of_single(rows[0]) if single else roles_of(rows)
        study.remarks += roles.remarks
        blank_is_level(roles.implied, restating)
        fill_from_rows(study, roles, rows, varied(rows, located.words), taken)
        properties += roles.properties
    by_both = [t for t in rows if named_by_headings(t, varied([t], _unsaid(located.words, study)))]
    if rows and len(by_both) == len(rows) and not study.marker:
        # Columns say the levels of some factors, headings those of others.
        study.markers, taken = [], set()
        found = understood(rows, _unsaid(located.words, study))
        fill_from_headings(study, found, rows, taken)
        study.remarks = [each for each in study.remarks if not each.startswith(NAMED_TWICE)]
    if headed:
        found = understood(headed, located.words, given.get(HEADINGS))
        study.remarks += found.remarks
        fill_from_headings(study, found, headed, taken)
        properties += found.properties
    if rows and headed:
        study.layout, study.layout_where = AUTO, "some tables have a row a sample, some a patient"
    measured_sheets = list(dict.fromkeys(table.sheet for table in (*rows, *headed)))
    _sheets(study, book, [*rows, *headed], measured_sheets, located.words)
    properties += _patients(study, flat, measured_sheets)
    _names(study, taken)
    _implied_in_ids(study)
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
            found_property = property_of(column, taken)
            if column.text == SECTION_ABOVE:
                found_property.key, found_property.section = key_of("group", taken), True
            study.properties.append(found_property)
    for sheet in located.without:
        study.remarks.append(
            f'The sheet {sheet.name} has no heading "{located.patient}" and is not read.'
        )
    study.remarks += [
        f"{sheet.name}: {problem.what}" for sheet in book.sheets for problem in sheet.problems
    ]
    study.decimal_where = _decimal_sign([*rows, *headed])
    study.remarks = list(dict.fromkeys(study.remarks))
    return study


def _grouped(tables: Sequence[Table]) -> bool:
    return any(makes_groups(column) for table in tables for column in table.columns)


def _unsaid(words: Words, study: Study) -> Words:
    """Words of the families that no column says."""
    said = {factor.family for factor in study.factors}
    return words.only({f: levels for f, levels in words.families.items() if f not in said})


def _decimal_sign(tables: Sequence[Table]) -> str:
    """Cell with a number that the decimal sign decides, if other cells do not."""
    kinds: dict[str, str] = {}
    for table in tables:
        for column in table.columns:
            for cell, reading in column.readings if column.numeric else ():
                for remark in reading.remarks:
                    kinds.setdefault(remark.kind, f"{cell.place} {cell_text(cell)}")
    return kinds.get("either") or (kinds.get("doubtful", "") if "comma" in kinds else "")


def _located(
    book: Workbook,
    path: str,
    patient: str | None,
    given: Mapping[str, Any],
    restating: Restating,
) -> tuple[Located, Workbook]:
    """Tables of a workbook, restated so that each has IDs and what differs between samples."""
    unnamed = unnamed_column(book)
    wanted = patient or ("" if id_headings(book) else unnamed)
    if wanted and UNNAMED.fullmatch(folded(wanted)):
        book = with_headings(book, [wanted])
        patient = wanted
    heading, others, ranked = _heading(book, path, patient, restating)
    book = going_on(book, heading, given, restating)
    sections(book, heading, restating)
    splitting(book, heading, given, restating)
    book = split_sheets(book, heading, restating)
    book = one_spelling(book, heading, given, restating)
    book = begins_again(book, heading, given, restating)
    found = locate(book, heading, others, section=restating.section)
    for cells in ranked:
        for cell in cells:
            if cell.sheet in {sheet.name for sheet in found.without}:
                found.remarks.append(
                    f'The IDs of the sheet {cell.sheet} stand under "{cell_text(cell)}" '
                    f'({cell.place}): write "{found.patient}" there, and draft again.'
                )
    return found, book


def _heading(
    book: Workbook, path: str, patient: str | None, restating: Restating
) -> tuple[str, list[str], list[list[Cell]]]:
    """Heading of the patient IDs, others that it may be, and the cells of yet others."""
    if patient is not None:
        return patient, [], []
    ranked = id_headings(book)
    if "samples_in" in restating.keys and not any(rank < 3 for rank, _ in ranked.values()):
        # A turned table has the samples' names in its first row.
        for sheet in book.sheets:
            first = header_cells(sheet, sheet.rows[0])[:1] if sheet.rows else []
            if first and len(header_cells(sheet, sheet.rows[0])) > 1:
                return cell_text(first[0]), [], []
    if not ranked:
        cells = [cell for sheet in book.sheets for cell in likely_headings(sheet)]
        headings = list(dict.fromkeys(cell_text(cell) for cell in cells))
        # Names of patients and samples say more than any other text.
        headings.sort(key=lambda heading: not _splits(book, heading))
        for heading in headings:
            found = locate(book, heading, [h for h in headings if h != heading])
            if found.tables:
                # No heading says that it is the patient's: a person has to.
                return heading, found.others or [ANOTHER], []
        raise ProblemsError([_nothing(book, path)])
    (rank, own), *others = ranked.values()
    rows = {(cell.sheet, cell.row) for cell in own}
    beside = [
        cell_text(cells[0])
        for other_rank, cells in others
        if other_rank == rank and any((cell.sheet, cell.row) in rows for cell in cells)
    ]
    # A sample is not a patient: a person has to say that its number is the patient's.
    if rank > 1:
        for cell in own:
            sheet = next(sheet for sheet in book.sheets if sheet.name == cell.sheet)
            units, why = other_units(sheet, cell)
            if units:
                restating.seen[PATIENT] = why
                return units[0], units[1:], [cells for _, cells in others]
    # Where its texts are split, that question is asked instead.
    if rank == 3 and not _splits(book, cell_text(own[0])):
        beside = [*beside, ANOTHER]
    return cell_text(own[0]), beside, [cells for _, cells in others]


def _splits(book: Workbook, heading: str) -> bool:
    restating = Restating()
    splitting(book, heading, {}, restating)
    return restating.split is not None


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


def _sheets(
    study: Study, book: Workbook, tables: Sequence[Table], sheets: Sequence[str], words: Words
) -> None:
    spoken = " ".join(folded(column.text) for table in tables for column in table.columns)
    by_name = folded(sheets[0]) in {folded(t) for m in study.markers for t in (m.key, *m.columns)}
    if len(sheets) == 1 and by_name and folded(sheets[0]) not in spoken and not study.marker:
        study.sheets = "one_per_marker"
        return
    if book.text_table:
        return
    if len(sheets) == 1:
        study.sheet = sheets[0] if len(book.sheets) > 1 else None
        return
    own: dict[str, set[str]] = {}
    for table in tables:
        own.setdefault(table.sheet, set()).update(folded(column.text) for column in table.columns)
    named = any(
        folded(without_unit(name))
        in {folded(text) for m in study.markers for text in (m.key, *m.columns)}
        for name in sheets
    )
    headings = list(own.values())
    said = {name: words.said(name).levels for name in sheets}
    samples = {
        tuple(each.get(factor.family, ("", ""))[0] for factor in study.factors)
        for each in said.values()
    }
    levels = len(samples) == len(sheets)
    if not named and not levels and all(each == headings[0] for each in headings):
        hidden = {sheet.name for sheet in book.sheets if sheet.hidden}
        study.sheet, *study.other_sheets = sorted(sheets, key=lambda name: name in hidden)
    else:
        study.sheets = "one_per_marker"


def _patients(
    study: Study, flat: Iterable[Table], measured_sheets: Sequence[str]
) -> list[SheetColumn]:
    columns: list[SheetColumn] = []
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


def _implied_in_ids(study: Study) -> None:
    """Mark the levels that the IDs imply, and name the parts of their pattern as the factors."""
    split = study.restating.split
    if split is None:
        return
    implied = {f.family: f.implied for f in split.crossing.factors} if split.crossing else {}
    for factor in study.factors:
        for level in factor.levels:
            level.implied = level.implied or (
                bool(level.name) and implied.get(factor.column) == level.spellings[0]
            )
            if level.implied:
                level.where = "implied where the ID says none"
        for pattern in study.restating.keys["split"]:
            own = study.restating.keys["split"][pattern]
            renamed = own.replace(f"{{{factor.column}}}", f"{{{factor.key}}}")
            study.restating.keys["split"][pattern] = renamed


def _names(study: Study, taken: set[str]) -> None:
    """Names of the factors: of their column, or of what their levels usually are."""
    reserved = {"patient", "marker", "value", "replicates", "replicate_sd", "censored", "source"}
    reserved |= {"blocks", "block_sd", "replicates_below", "replicate_values"}
    keys = taken | reserved
    for factor in study.factors:
        name = factor.column or FACTOR_NAMES.get(factor.family, factor.family)
        if factor.crossed:
            # The heading is that of several factors.
            name = FACTOR_NAMES.get(factor.family, factor.family)
        factor.key = key_of(without_unit(name), keys)
    taken |= keys - reserved
