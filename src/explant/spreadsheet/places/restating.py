"""A workbook restated so that what the plan reads stands in columns under headings."""

from collections.abc import Mapping
from dataclasses import replace

from explant.config.models import Plan
from explant.config.models.sheet_layout import NAME_OF_THE_SHEET, TITLE_ABOVE, UNNAMED
from explant.config.names.spellings import folded
from explant.problems import Problem
from explant.spreadsheet.places.going_on import gone_on
from explant.spreadsheet.places.key_sheets import find_key, joined_key
from explant.spreadsheet.places.table_apart import with_table_apart
from explant.spreadsheet.places.titled_patients import titles_as_patients
from explant.spreadsheet.places.turned import turned
from explant.spreadsheet.places.unnamed import named_columns, plan_headings, sheet_as_patient
from explant.spreadsheet.places.whole_ids import whole_ids
from explant.spreadsheet.sheet.cells import Cell, Position, Sheet, Workbook


def restated(book: Workbook, plan: Plan) -> tuple[Workbook, list[Problem]]:
    """The sheets as a plan reads them; those that it reads as they are are left alone.

    Parameters
    ----------
    book
        The workbook.
    plan
        The study's plan.

    Returns
    -------
    tuple
        The workbook; and problems, each of a sheet that cannot be restated so.
    """
    names = plan.spreadsheet
    book = with_table_apart(book, names.patients_sheet)
    problems: list[Problem] = []
    key: Sheet | None = None
    if names.key is not None:
        key, found = find_key(book, names.key)
        problems += found
    sheets: list[Sheet] = []
    for sheet in book.sheets:
        apart = sheet is key or folded(sheet.name) == folded(names.patients_sheet or "")
        if apart or not sheet.rows:
            sheets.append(sheet)
            continue
        own, found = _restated(sheet, key, plan)
        sheets.append(own)
        # A sheet that is not read has no say.
        read = names.sheets if isinstance(names.sheets, list) else [names.sheet or sheet.name]
        if folded(sheet.name) in map(folded, read):
            problems += found
    if all(new is old for new, old in zip(sheets, book.sheets, strict=True)):
        return book, problems
    return replace(book, sheets=tuple(sheets)), problems


def _restated(sheet: Sheet, key: Sheet | None, plan: Plan) -> tuple[Sheet, list[Problem]]:
    names = plan.spreadsheet
    problems: list[Problem] = []
    if names.samples_in == "columns":
        sheet = turned(sheet)
    if folded(names.columns.patient) == TITLE_ABOVE:
        sheet = titles_as_patients(sheet) or sheet
    wanted = [heading for heading in plan_headings(plan) if UNNAMED.fullmatch(folded(heading))]
    if wanted:
        sheet = _with(sheet, named_columns(sheet, wanted))
    if names.goes_on:
        filled, found = gone_on(sheet, names.goes_on)
        problems += found
        sheet = _with(sheet, filled)
    if names.columns.patient_within is not None:
        whole, found = whole_ids(sheet, names.columns.patient, names.columns.patient_within)
        problems += found
        sheet = _with(sheet, whole)
    if key is not None:
        cells, column_names, found = joined_key(sheet, key, plan)
        problems += found
        sheet = _with(sheet, cells, column_names)
    if folded(names.columns.patient) == NAME_OF_THE_SHEET:
        cells = sheet_as_patient(sheet)
        sheet = _with(sheet, cells, dict.fromkeys((column for _, column in cells), "name"))
    return sheet, problems


def _with(
    sheet: Sheet, cells: Mapping[Position, Cell], names: dict[int, str] | None = None
) -> Sheet:
    """A sheet with more cells."""
    if not cells:
        return sheet
    return replace(
        sheet,
        cells={**sheet.cells, **cells},
        column_names={**sheet.column_names, **(names or {})},
    )
