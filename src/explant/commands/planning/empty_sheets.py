"""The empty spreadsheet itself: unlocked cells under locked headings, lists, a sheet of words."""

import itertools
import math
from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from explant.commands.planning.columns_to_fill import (
    ColumnToFill,
    missing_words,
    patient_columns,
    sample_columns,
)
from explant.config.models import Plan
from explant.config.names.spellings import folded
from explant.excel_files import file_bytes, new_workbook, set_text

MEASUREMENTS, READ_ME = "Measurements", "Read me"
CHECKED_ROWS = 5_000
LAST_COLUMN = 16_384
LONGEST_PROMPT, LONGEST_TITLE = 250, 32
WIDTHS = (26, 18, 44, 12, 64)
LINE_HEIGHT = 15

BOLD = Font(bold=True)
TITLE = Font(bold=True, size=14)
HEADER = PatternFill("solid", fgColor="E8ECF0")
WRAPPED = Alignment(wrap_text=True, vertical="top")
OPEN, LOCKED = Protection(locked=False), Protection(locked=True)


def template_bytes(plan: Plan, patients: int) -> bytes:
    """An empty spreadsheet for a plan: the same plan gives the same bytes.

    Parameters
    ----------
    plan
        The study's plan.
    patients
        Number of patients whose IDs and levels are filled in; 0 for none.
    """
    workbook = new_workbook()
    name = plan.spreadsheet.sheet or MEASUREMENTS
    sheets = {name: sample_columns(plan)}
    if plan.spreadsheet.patients_sheet is not None:
        sheets[plan.spreadsheet.patients_sheet] = patient_columns(plan)
    made = {title: workbook.create_sheet(title) for title in sheets}
    lists = _explain(workbook, plan, sheets)
    ids = [f"P{number:0{max(2, len(str(patients)))}d}" for number in range(1, patients + 1)]
    cells = list(itertools.product(*(factor.levels for factor in plan.factors.values())))
    rows: dict[str, list[tuple[str, ...]]] = {title: [(each,) for each in ids] for title in sheets}
    rows[name] = [(patient, *cell) for patient in ids for cell in cells]
    for title, columns in sheets.items():
        _fill(made[title], columns, rows[title], lists, unique=title != name)
    return file_bytes(workbook)


def _fill(
    sheet: Worksheet,
    columns: Sequence[ColumnToFill],
    rows: Sequence[Sequence[str]],
    lists: Mapping[str, str],
    *,
    unique: bool,
) -> None:
    """Headings, filled-in rows, formats and checks of one sheet."""
    for position, column in enumerate(columns, start=1):
        letter = get_column_letter(position)
        header = sheet.cell(1, position)
        set_text(header, column.heading)
        header.font, header.fill, header.protection = BOLD, HEADER, LOCKED
        width = max([10, len(column.heading) + 3, *(len(text) + 3 for text in column.choices)])
        dimension = sheet.column_dimensions[letter]
        dimension.width = min(width, 40)
        dimension.number_format = column.number_format
        dimension.protection = OPEN
        check = _check(column, letter, lists, unique=unique and position == 1)
        check.add(f"{letter}2:{letter}{CHECKED_ROWS}")
        sheet.add_data_validation(check)
    # Rows can be deleted in a protected sheet only where no cell of theirs is locked.
    rest = sheet.column_dimensions[get_column_letter(len(columns) + 1)]
    rest.min, rest.max, rest.protection = len(columns) + 1, LAST_COLUMN, OPEN
    rest.width = 10
    for number, texts in enumerate(rows, start=2):
        for position, column in enumerate(columns, start=1):
            cell = sheet.cell(number, position)
            cell.number_format, cell.protection = column.number_format, OPEN
            if position <= len(texts):
                set_text(cell, texts[position - 1])
    sheet.freeze_panes = "B2"
    protection = sheet.protection
    protection.sheet = True
    # False says that it is allowed: only the headings are to stay.
    for allowed in ("formatCells", "formatColumns", "formatRows", "insertRows", "deleteRows"):
        setattr(protection, allowed, False)
    protection.sort = protection.autoFilter = False
    sheet.print_title_rows = "1:1"
    _print_on_one_page(sheet)


def _check(
    column: ColumnToFill, letter: str, lists: Mapping[str, str], *, unique: bool
) -> DataValidation:
    """What a cell refuses or asks about, and what is said when it is chosen."""
    here = f"{letter}2"
    kind, formula, error = None, None, ""
    if column.choices:
        kind, formula = "list", lists[column.heading]
        error = f"{column.heading}: choose a value from the list."
    elif unique:
        area = f"${letter}$2:${letter}${CHECKED_ROWS}"
        kind, formula = "custom", f"COUNTIF({area},{here})=1"
        error = "This patient has a row already: one row a patient."
    elif column.kind == "number":
        bounds = []
        if math.isfinite(column.low):
            bounds.append(f"{here}{'>' if column.above_low else '>='}{column.low:g}")
        if math.isfinite(column.high):
            bounds.append(f"{here}<={column.high:g}")
        if bounds:
            # Texts such as <0.5 and NA stay possible.
            kind, formula = "custom", f"IF(ISNUMBER({here}),AND({','.join(bounds)}),TRUE)"
            error = f"{column.heading}: {column.how}"
    check = DataValidation(
        type=kind,
        formula1=formula,
        allow_blank=True,
        showErrorMessage=kind is not None,
        showInputMessage=True,
        errorStyle="stop" if column.strict else "warning",
    )
    if kind is not None:
        check.errorTitle, check.error = "Is that right?", error[:LONGEST_PROMPT]
    check.promptTitle = column.heading[:LONGEST_TITLE]
    check.prompt = f"{column.what} {column.how}"[:LONGEST_PROMPT]
    return check


def _explain(
    workbook: Workbook, plan: Plan, sheets: Mapping[str, Sequence[ColumnToFill]]
) -> dict[str, str]:
    """Write the last sheet, which explains each column; areas of the lists by heading."""
    taken = {folded(name) for name in sheets}
    name = next(n for n in (READ_ME, "Explanations", "About") if folded(n) not in taken)
    sheet = workbook.create_sheet(name)
    for position, width in enumerate(WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(position)].width = width
    lines = ["How to fill this in", *_sentences(plan, list(sheets))]
    row = 0
    for row, text in enumerate(lines, start=1):
        _write(sheet, row, 1, text, TITLE if row == 1 else None)
    row += 2
    for position, text in enumerate(
        ("Column", "Sheet", "What it is", "Unit", "What to write"), start=1
    ):
        _write(sheet, row, position, text, BOLD).fill = HEADER
    explained = [(title, column) for title, columns in sheets.items() for column in columns]
    for title, column in explained:
        row += 1
        texts = (column.heading, title, column.what, column.unit, column.how)
        for position, text in enumerate(texts, start=1):
            _write(sheet, row, position, text).alignment = WRAPPED
        lines_needed = max(
            math.ceil(len(text) / width) for text, width in zip(texts, WIDTHS, strict=True)
        )
        sheet.row_dimensions[row].height = LINE_HEIGHT * max(1, lines_needed)
    row += 2
    _write(sheet, row, 1, "Values to choose from", TITLE)
    chosen = {column.heading: column.choices for _, column in explained if column.choices}
    lists = {}
    for position, (heading, choices) in enumerate(chosen.items(), start=1):
        _write(sheet, row + 1, position, heading, BOLD).fill = HEADER
        for number, choice in enumerate(choices, start=row + 2):
            _write(sheet, number, position, choice)
        letter = get_column_letter(position)
        first, last = row + 2, row + 1 + len(choices)
        lists[heading] = f"{quote_sheetname(name)}!${letter}${first}:${letter}${last}"
    sheet.protection.sheet = True
    _print_on_one_page(sheet)
    return lists


def _print_on_one_page(sheet: Worksheet) -> None:
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _sentences(plan: Plan, sheets: Sequence[str]) -> list[str]:
    patient = plan.spreadsheet.columns.patient
    numbered = plan.spreadsheet.columns.replicate
    if plan.factors:
        found = [
            f"{sheets[0]}: one row for each sample, in any order. The rows of a patient are paired "
            f'by "{patient}" and by nothing else.',
        ]
    else:
        more = f'; several only for replicates, numbered under "{numbered}"' if numbered else ""
        found = [f"{sheets[0]}: one row for each patient, in any order{more}."]
    if len(sheets) > 1:
        found.append(f"{sheets[1]}: one row for each patient, with the same IDs.")
    found += [
        f"A missing value: {missing_words(plan)[0].lower()}{missing_words(plan)[1:]} Do not write "
        "0.",
        "A value below the limit of detection: write the limit with its sign, such as <0.5; above "
        "the upper limit: >100.",
        "Write numbers alone, without their unit. A remark belongs in a column of its own, right "
        "of the others.",
        "Delete the rows of samples that there are not. Do not add means or other summaries.",
        "The headings are protected, without a password: they are what the study's config names.",
    ]
    return found


def _write(sheet: Worksheet, row: int, column: int, text: str, font: Font | None = None) -> Any:
    cell = sheet.cell(row, column)
    if text:
        set_text(cell, text)
    if font is not None:
        cell.font = font
    return cell
