"""Which sheets of a workbook hold the measurements, and which the patients."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from explant.config.models import Plan
from explant.config.models.sheet_layout import NAME_OF_THE_SHEET
from explant.config.names.spellings import folded, listed
from explant.problems import Problem, nearest
from explant.spreadsheet.sheet.cells import Sheet, Workbook, cell_text, column_letter
from explant.spreadsheet.structure.gaps import MOST_HEADER_ROWS
from explant.spreadsheet.structure.headings import (
    header_cells,
    headings,
    is_heading,
    patient_headings,
)
from explant.spreadsheet.structure.joined_headings import NOTHING, Given, Vocabulary

MOST_NAMED = 20


@dataclass(frozen=True)
class Measured:
    """A sheet of measurements, and what its name says of all of them."""

    sheet: Sheet
    given: Given = NOTHING


def find_sheets(
    book: Workbook, plan: Plan, vocabulary: Vocabulary
) -> tuple[list[Measured], Sheet | None, list[Problem]]:
    """Sheets of the measurements, and the sheet of the patients if there is one.

    Parameters
    ----------
    book
        The workbook.
    plan
        The study's plan.
    vocabulary
        The spellings that it knows.
    """
    names = plan.spreadsheet
    problems: list[Problem] = []
    filled = [sheet for sheet in book.sheets if sheet.rows or sheet.damaged]
    if not filled:
        problems.append(
            Problem("error", book.name, "The workbook is empty.", "Save the spreadsheet again.")
        )
        return [], None, problems
    patients = None
    if names.patients_sheet is not None:
        patients = _named(book, names.patients_sheet, "spreadsheet.patients_sheet", problems)
    if names.sheets == "one_per_marker" and not book.text_table:
        # What a sheet that cannot be read holds is not known: it may be a marker's.
        problems += [problem for s in filled if s.damaged for problem in s.problems]
        measured, others = _by_marker([s for s in filled if s is not patients], plan, vocabulary)
        if not measured:
            problems.append(
                Problem(
                    "error",
                    book.name,
                    f"No sheet names a marker of the plan. Sheets: "
                    f"{listed(sheet.name for sheet in book.sheets)}.",
                    "Name each sheet after its marker, or list the sheet's name under column of "
                    "the marker in the config.",
                )
            )
        problems += [
            Problem("note", sheet.name, "The sheet names no marker of the plan and is not read.")
            for sheet in others
            if not sheet.damaged
        ]
        read = [each.sheet for each in measured] + ([patients] if patients is not None else [])
        problems += [problem for s in read if not s.damaged for problem in s.problems]
        return measured, patients, problems
    if isinstance(names.sheets, list) and not book.text_table:
        chosen = [_named(book, name, "spreadsheet.sheets", problems) for name in names.sheets]
        those = [sheet for sheet in book.sheets if any(sheet is one for one in chosen)]
        problems += [problem for sheet in those for problem in sheet.problems]
        return [Measured(s, _said(s, plan, vocabulary)) for s in those], patients, problems
    if names.sheets == "all" and not book.text_table:
        measured, others = _with_ids([s for s in filled if s is not patients], plan, vocabulary)
        problems += [
            Problem(
                "note",
                sheet.name,
                f'The sheet has no heading "{names.columns.patient}" and is not read.',
            )
            for sheet in others
        ]
        if not measured:
            problems.append(
                Problem(
                    "error",
                    book.name,
                    f'No sheet has the heading "{names.columns.patient}" of the patient IDs.',
                    "Correct spreadsheet.columns.patient in the config.",
                )
            )
        return measured, patients, problems
    sheet: Sheet | None
    if book.text_table:
        sheet = filled[0]
        if names.sheets == "one_per_marker":
            # A text table is named after its file.
            own, _ = _by_marker([sheet], plan, vocabulary)
            problems += sheet.problems
            return own or [Measured(sheet)], None, problems
    elif names.sheet is not None:
        sheet = _named(book, names.sheet, "spreadsheet.sheet", problems)
    else:
        sheet = next((each for each in filled if not each.hidden), filled[0])
    measured = [Measured(sheet)] if sheet is not None else []
    read = [each for each in (sheet, patients) if each is not None]
    problems += [problem for each in read for problem in each.problems]
    return measured, None if patients is sheet else patients, problems


def _named(book: Workbook, name: str, key: str, problems: list[Problem]) -> Sheet | None:
    for sheet in book.sheets:
        if folded(sheet.name) == folded(name):
            return sheet
    problems.append(
        Problem(
            "error",
            book.name,
            f'There is no sheet "{name}". Sheets: {listed(sheet.name for sheet in book.sheets)}.',
            f"{nearest(name, [sheet.name for sheet in book.sheets])} Correct {key} in the config.",
        )
    )
    return None


def _by_marker(
    sheets: Sequence[Sheet], plan: Plan, vocabulary: Vocabulary
) -> tuple[list[Measured], list[Sheet]]:
    """Sheets that name a marker, by their name or by a heading; and the other sheets."""
    measured: list[Measured] = []
    others: list[Sheet] = []
    for sheet in sheets:
        given = _said(sheet, plan, vocabulary)
        if given.marker is not None or _names_marker(sheet, plan, vocabulary):
            measured.append(Measured(sheet, given))
        else:
            others.append(sheet)
    return measured, others


def _said(sheet: Sheet, plan: Plan, vocabulary: Vocabulary) -> Given:
    """What the name of a sheet says of all its values."""
    exact = [
        name
        for name, marker in plan.markers.items()
        if is_heading(sheet.name, headings(marker.column, name))
    ]
    return Given(exact[0]) if len(exact) == 1 else vocabulary.title(sheet.name)


def _with_ids(
    sheets: Sequence[Sheet], plan: Plan, vocabulary: Vocabulary
) -> tuple[list[Measured], list[Sheet]]:
    """Sheets that have a heading of patient IDs; and the other sheets."""
    patient, key = plan.spreadsheet.columns.patient, plan.spreadsheet.key
    measured: list[Measured] = []
    others: list[Sheet] = []
    for sheet in sheets:
        if key is not None and folded(sheet.name) == folded(key.sheet):
            continue
        own = patient_headings(sheet, patient)
        if folded(patient) == NAME_OF_THE_SHEET:
            # Every sheet has a name: a sheet of data has a heading that the plan knows as well.
            rows = {cell.row for cell in own}
            texts = [cell_text(c) for r in rows for c in header_cells(sheet, r) if c not in own]
            own = own if any(vocabulary.knows(text) for text in texts) else []
        if own:
            measured.append(Measured(sheet, vocabulary.title(sheet.name)))
        else:
            others.append(sheet)
    return measured, others


def _names_marker(sheet: Sheet, plan: Plan, vocabulary: Vocabulary) -> bool:
    """Whether a sheet has a heading of patient IDs, and a heading or title that names a marker."""
    rows = {cell.row for cell in patient_headings(sheet, plan.spreadsheet.columns.patient)}
    if not rows:
        return False
    near = {row + step for row in rows for step in range(MOST_HEADER_ROWS)}
    texts = {
        cell_text(cell)
        for cell in sheet.cells.values()
        if isinstance(cell.value, str) and (cell.row in near or cell.row < min(rows))
    }
    return any(vocabulary.understand(text).own.marker is not None for text in texts)


def hidden_problems(sheet: Sheet) -> list[Problem]:
    """Warn of what is hidden: it is read like the rest."""
    rows = [str(row) for row in sheet.rows if row in sheet.hidden_rows]
    columns = [column_letter(each) for each in sheet.columns if each in sheet.hidden_columns]
    found = ["The sheet is hidden"] if sheet.hidden else []
    for what, names in (("Hidden rows", rows), ("Hidden columns", columns)):
        if names:
            found.append(
                f"{what}: {', '.join(names[:MOST_NAMED])}{' …' if len(names) > MOST_NAMED else ''}"
            )
    return [
        Problem(
            "warning",
            sheet.name,
            f"{what}; what is hidden is read like the rest.",
            "Show it and look whether it belongs to the data.",
        )
        for what in found
    ]


def hidden_and_not_read(book: Workbook, read: Iterable[Sheet]) -> list[Problem]:
    """Note hidden sheets that hold something and are not read."""
    names = {sheet.name for sheet in read}
    return [
        Problem(
            "note",
            sheet.name,
            "The sheet is hidden and is not read.",
            "Show it and look whether it belongs to the data.",
        )
        for sheet in book.sheets
        if sheet.hidden and sheet.rows and sheet.name not in names
    ]
