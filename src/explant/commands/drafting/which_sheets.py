"""Which sheets a draft names: those of the measurements, and that of the patients."""

from collections.abc import Iterable, Sequence

from explant.commands.drafting.conditions.in_headings import title_levels
from explant.commands.drafting.sheets.pools import usable
from explant.commands.drafting.sheets.recognised_tables import SheetColumn, Table
from explant.commands.drafting.sheets.sheets_apart import Apart
from explant.commands.drafting.study import Study
from explant.commands.drafting.vocabulary import Words
from explant.config.names.spellings import folded
from explant.spreadsheet.sheet.cells import Workbook
from explant.spreadsheet.structure.headings import without_unit
from explant.spreadsheet.structure.plates import is_number


def name_sheets(
    study: Study, book: Workbook, tables: Sequence[Table], sheets: Sequence[str], words: Words
) -> None:
    """Say in which sheets the measurements are.

    Parameters
    ----------
    study
        Receives the sheets.
    book
        The workbook as it is drafted from.
    tables
        The tables of the measurements.
    sheets
        The names of their sheets.
    words
        Usual words.
    """
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
        # Where no heading names the marker, sheets are found by their IDs.
        implied = levels and all(marker.implied for marker in study.markers)
        study.sheets = "all" if implied else "one_per_marker"


def name_those_read(study: Study, apart: Apart, measured: Sequence[str]) -> None:
    """Name the sheets that are read, where others with the same headings are not."""
    if not (apart.left or apart.asked) or study.other_sheets:
        return
    whole = study.restating.keys.pop("sheets", None)
    names = (
        list(measured)
        if whole is None
        else [
            sheet.name for sheet in apart.book.sheets if any(map(is_number, sheet.cells.values()))
        ]
    )
    if len(names) == 1 and not apart.asked:
        study.sheet = names[0]
    else:
        study.sheets, study.sheet = names, None
    study.sheets_asked, study.sheets_otherwise = apart.question, apart.otherwise
    study.remarks += [
        f'The sheet "{name}" {why}: it is not read.' for name, why in apart.left.items() if why
    ]


def name_patients(
    study: Study, flat: Iterable[Table], measured_sheets: Sequence[str]
) -> list[SheetColumn]:
    """Name the sheet with a row a patient, and return its columns.

    Parameters
    ----------
    study
        Receives the sheet, and what is not read.
    flat
        Tables that say no sample.
    measured_sheets
        The sheets of the measurements.
    """
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


def of_patients(tables: Sequence[Table], titled: Words) -> list[Table]:
    """Tables that have no heading in common with those under titles, and no title themselves."""
    headings = {id(t): {folded(column.text) for column in t.columns} for t in tables}
    spoken = [table for table in tables if title_levels(table, titled)]
    known = {text for table in spoken for text in headings[id(table)]}
    return [t for t in tables if t not in spoken and known.isdisjoint(headings[id(t)])]
