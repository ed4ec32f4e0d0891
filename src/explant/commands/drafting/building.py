"""From the tables of a workbook to what a draft says of the study."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from explant.commands.drafting.conditions.asked_of_factors import ask_of_titles
from explant.commands.drafting.conditions.filling import (
    NAMED_TWICE,
    fill_from_headings,
    fill_from_rows,
)
from explant.commands.drafting.conditions.given_together import ask_or_part
from explant.commands.drafting.conditions.headings_by_structure import HEADINGS
from explant.commands.drafting.conditions.in_headings import (
    named_by_headings,
    understood,
    unusual_conditions,
    varied,
)
from explant.commands.drafting.conditions.in_rows import roles_of, roles_of_single
from explant.commands.drafting.conditions.proposed_names import (
    is_coded,
    makes_groups,
    property_of,
    sized,
)
from explant.commands.drafting.nothing_compared import (
    lacking,
    never_paired,
    refuse_markers_in_rows,
)
from explant.commands.drafting.sheets.computed_columns import without_computed, without_summaries
from explant.commands.drafting.sheets.ids.legends import LEGEND
from explant.commands.drafting.sheets.ids.patient_column import (
    located_in,
    nothing_found,
    words_of_ids,
)
from explant.commands.drafting.sheets.ids.sample_names import GROUPED, SPLIT, sums_up
from explant.commands.drafting.sheets.locating import Located
from explant.commands.drafting.sheets.named_shapes import named_shape
from explant.commands.drafting.sheets.other_places import restated
from explant.commands.drafting.sheets.recognised_tables import SheetColumn, Table
from explant.commands.drafting.sheets.restatements import (
    Restating,
    blank_is_level,
    turning,
)
from explant.commands.drafting.sheets.sheets_apart import sheets_apart
from explant.commands.drafting.study import Study, key_of
from explant.commands.drafting.vocabulary import Words
from explant.commands.drafting.which_sheets import (
    name_patients,
    name_sheets,
    name_those_read,
    of_patients,
)
from explant.config.models.sheet_layout import (
    AUTO,
    NAME_OF_THE_SHEET,
    SECTION_ABOVE,
    TITLE_ABOVE,
    UNNAMED,
)
from explant.config.names.personal_headings import identifies
from explant.config.names.spellings import folded
from explant.limits import within
from explant.problems import ProblemsError
from explant.spreadsheet.sheet.cells import Workbook, cell_text
from explant.spreadsheet.structure.as_tables import as_tables
from explant.spreadsheet.structure.headings import without_unit
from explant.spreadsheet.structure.joined_headings import is_derived
from explant.spreadsheet.values.readings import shows_a_point

PLACES = (NAME_OF_THE_SHEET, TITLE_ABOVE, SECTION_ABOVE)
NOT_READ = "not_read"
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
    with within(book.allowance_unknown, Path(path)):
        return _recognised(as_tables(book), path, patient, given)


def _recognised(book: Workbook, path: str, patient: str | None, given: Mapping[str, Any]) -> Study:
    if (named := named_shape(book, certain=True)) is not None:
        raise ProblemsError([named])
    try:
        study = _study(book, path, patient, given)
        if lacking(study) is not None and SPLIT not in given:
            # Where nothing else is compared, the IDs may say a group.
            grouped = _study(book, path, patient, {**given, GROUPED: True})
            study = study if lacking(grouped) is not None else grouped
    except ProblemsError as error:
        named = named_shape(book, certain=False)
        raise ProblemsError([named]) if named is not None else error from None
    unsaid = lacking(study)
    if identifies(study.patient) and (named := named_shape(book, certain=False)) is not None:
        # Under the heading Name stands something else than samples.
        raise ProblemsError([named])
    if unsaid is not None or any(factor.unsure and factor.otherwise for factor in study.factors):
        # What a sheet is called by its shape says more than words that nobody knows.
        named = named_shape(book, certain=False) or unsaid
        if named is not None:
            raise ProblemsError([named])
    return study


def _study(book: Workbook, path: str, patient: str | None, given: Mapping[str, Any]) -> Study:
    restating = Restating()
    apart = sheets_apart(turning(book, given, restating), given)
    book = apart.book
    joined = restated(book)
    book, patient = joined.book, patient or joined.patient
    restating.keys |= {key: value for key, (value, _) in joined.keys.items()}
    restating.seen |= {key: why for key, (_, why) in joined.keys.items()}
    located, book = located_in(book, path, patient, given, restating)
    codes = restating.keys.get("key", {}).get("column", ())
    tables, computed = _without_computed(located, set(map(folded, codes)))
    kinds = _sorted(tables, located.words)
    rows, headed, flat = kinds
    single = False
    if not rows and not headed:
        if not flat:
            raise ProblemsError(located.problems or [nothing_found(book, path)])
        # Each patient stands once in each table: titles, or words that are not usual, tell apart.
        titled = varied(flat, located.words)
        if len(flat) > 1 and titled.families:
            whole, flat = flat, of_patients(flat, titled)
            measured = [table for table in whole if table not in flat]
            said = {factor.family for factor in understood(measured, located.words).factors}
            rows, headed = ([], measured) if said - titled.families.keys() else (measured, [])
        elif _grouped(flat, given) and not unusual_conditions(
            flat, located.words, given.get(HEADINGS)
        ):
            # Groups of patients with one sample each.
            most = max(flat, key=lambda table: sum(c.numeric for c in table.columns))
            rows, flat = [most], [table for table in flat if table is not most]
            single = True
        else:
            headed, flat = flat, []
    study = Study(path, located.patient, words_of_ids(located), AUTO, located.others)
    study.restating = restating
    if computed:
        restating.keys[NOT_READ] = list(computed)
        study.remarks += [
            f'"{text}" is {way} in every row: it is not read.' for text, way in computed.items()
        ]
    study.patients_heading = joined.patients_heading
    odd = [name for t in located.tables for name in t.odd_rows]
    if restating.split is not None:
        # Beside the names of samples, a ratio is none.
        ids = [row.patient for table in located.tables for row in table.rows]
        odd += [text for text in ids if is_derived(text) or sums_up(text)]
    study.odd_rows = list(dict.fromkeys(odd))
    study.nameless = [f"row {row}" for t in located.tables for row in t.nameless]
    study.remarks += restating.remarks
    study.remarks += [*located.remarks, *(said for t in located.tables for said in t.left_out)]
    taken: set[str] = set()
    properties: list[SheetColumn] = []
    if rows:
        roles = roles_of_single(rows[0], given) if single else roles_of(rows, given)
        study.remarks += roles.remarks
        blank_is_level(roles.implied, restating, {*roles.by_marks, *restating.parts})
        fill_from_rows(study, roles, rows, varied(rows, located.words), taken)
        properties += roles.properties
    values = [_without_factors(table, study) for table in rows]
    unsaid = _unsaid(located.words, study)
    by_both = [table for table in values if named_by_headings(table, varied([table], unsaid))]
    if rows and len(by_both) == len(rows) and not study.marker:
        # Columns say the levels of some factors, headings those of others.
        study.markers, taken = [], set()
        refuse_markers_in_rows(study, values)
        found = understood(values, unsaid)
        fill_from_headings(study, found, rows, taken)
        study.remarks = [each for each in study.remarks if not each.startswith(NAMED_TWICE)]
    if headed:
        found = understood(headed, located.words, given.get(HEADINGS))
        study.remarks += found.remarks
        if found.computed:
            restating.keys.setdefault(NOT_READ, []).extend(found.computed)
        fill_from_headings(study, found, headed, taken)
        properties += found.properties
    if rows and headed:
        study.layout, study.layout_where = AUTO, "some tables have a row a sample, some a patient"
    ask_of_titles(study.factors, [*rows, *headed], given)
    measured_sheets = list(dict.fromkeys(table.sheet for table in (*rows, *headed)))
    name_sheets(study, book, [*rows, *headed], measured_sheets, located.words)
    name_those_read(study, apart, measured_sheets)
    properties += name_patients(study, flat, measured_sheets)
    _names(study, taken)
    ask_or_part(study, given, taken)
    _implied_in_ids(study)
    seen: set[str] = set()
    for column in properties:
        other_id = column.text in located.others and not makes_groups(column)
        if folded(column.text) in seen or column.personal or other_id:
            continue
        seen.add(folded(column.text))
        if column.remarks_only and not sized(column):
            study.remarks.append(
                f'"{column.text}" ({column.own.place}) holds another text for nearly every '
                "patient: it is not read."
            )
        else:
            found_property = property_of(column, taken, given)
            if column.text in PLACES:
                found_property.key = key_of("group", taken)
                found_property.section = column.text == SECTION_ABOVE
            if column.text == LEGEND:
                found_property.key, found_property.column = key_of("group", taken), study.patient
                found_property.where = restating.legend_where
                found_property.ids = restating.legend
            study.properties.append(found_property)
    study.never_paired = never_paired(study)
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


def _without_computed(located: Located, codes: Set[str]) -> tuple[list[Table], dict[str, str]]:
    """Tables without codes, and what was computed from others of their columns; what that is."""
    tables: list[Table] = []
    computed: dict[str, str] = {}
    for table in located.tables:
        kept = tuple(column for column in table.columns if folded(column.text) not in codes)
        own, left = without_summaries(replace(table, columns=kept) if codes else table)
        computed |= left
        if not table.repeated:
            own, left = without_computed(own, located.words)
            computed |= left
        tables.append(own)
    return tables, computed


def _grouped(tables: Sequence[Table], given: Mapping[str, Any]) -> bool:
    columns = [column for table in tables for column in table.columns]
    return any(makes_groups(column) or is_coded(column, given) for column in columns)


def _without_factors(table: Table, study: Study) -> Table:
    """A table without the columns that say levels."""
    said = {factor.column for factor in study.factors}
    return replace(table, columns=tuple(c for c in table.columns if c.text not in said))


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
    points = not kinds.get("doubtful") or any(
        shows_a_point(cell)
        for table in tables
        for column in table.columns
        for _, cell in column.filled
        if column.numeric
    )
    doubtful = "comma" in kinds or not points
    return kinds.get("either") or (kinds.get("doubtful", "") if doubtful else "")


def _sorted(tables: Sequence[Table], words: Words) -> tuple[list[Table], list[Table], list[Table]]:
    """Tables with several rows a patient, with levels in their headings, and with neither."""
    kept = varied(tables, words)
    rows = [table for table in tables if table.repeated]
    single = [table for table in tables if not table.repeated]
    headed = [table for table in single if named_by_headings(table, kept)]
    return rows, headed, [table for table in single if table not in headed]


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
        unnamed = factor.family and UNNAMED.fullmatch(folded(factor.column))
        if factor.crossed or factor.column in PLACES or unnamed:
            # The heading is that of several factors, or there is none.
            name = FACTOR_NAMES.get(factor.family, factor.family)
        factor.key = key_of(without_unit(name), keys)
    taken |= keys - reserved
