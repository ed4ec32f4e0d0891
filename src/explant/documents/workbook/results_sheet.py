"""The first sheet: every answer in words, a row each, on pages that print on A4."""

import math
from collections.abc import Mapping

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from explant.config.models import Plan
from explant.documents.workbook.table_sheets import NUMBER_FORMATS
from explant.documents.workbook.workbook_cells import (
    BOLD,
    HEADER,
    QUIET,
    WORDS_TAB,
    WRAPPED,
    set_height,
    set_up_print,
    text_cell,
)
from explant.language.answers.answer import Answer, answers
from explant.language.answers.sentences import claim
from explant.language.estimates import estimate_words, interval_words
from explant.language.evidence import patients_alone
from explant.language.unit_of_study import noun, renamed_words

RESULTS = "Results"
A4 = 9
"""Excel's number of the paper."""

MOST_ROWS = 400
"""A large panel has its other answers in the sheets of the tables."""

COLUMNS = {
    "Marker": 18,
    "Question": 28,
    "Estimate": 22,
    "Interval": 30,
    "n": 10,
    "p": 9,
    "adjusted p": 11,
    "Conclusion": 60,
}
"""Headings with the width of each column."""


def write_results(workbook: Workbook, tables: Mapping[str, pd.DataFrame], plan: Plan) -> None:
    """Add the sheet that the workbook opens on; none where the plan has no question.

    Parameters
    ----------
    workbook
        A write-only workbook without a sheet.
    tables
        The tables of the study by name: ``paired`` and ``between`` are told.
    plan
        What the step reads of the plan.
    """
    found = _ordered(answers(tables), plan)
    if not found:
        return
    sheet = workbook.create_sheet(RESULTS)
    sheet.sheet_properties.tabColor = WORDS_TAB
    sheet.freeze_panes = "C2"
    set_up_print(sheet, header=1)
    sheet.page_setup.paperSize = A4
    for position, width in enumerate(COLUMNS.values()):
        sheet.column_dimensions[get_column_letter(position + 1)].width = width
    sheet.append([text_cell(sheet, name, font=BOLD, fill=HEADER) for name in COLUMNS])
    for number, row in enumerate(found[:MOST_ROWS], start=2):
        said = _conclusion(row, plan)
        set_height(sheet, number, said, COLUMNS["Conclusion"])
        sheet.append(_cells(sheet, row, plan, said))
    if len(found) > MOST_ROWS:
        rest = f"{len(found) - MOST_ROWS} more answers stand in the sheets of the tables."
        sheet.append([text_cell(sheet, rest, font=QUIET)])


def _ordered(found: list[Answer], plan: Plan) -> list[Answer]:
    """The leading question first, then in the plan's order; within each, of markers."""
    contrasts = {name: place for place, name in enumerate(plan.contrasts)}
    markers = {name: place for place, name in enumerate(plan.markers)}
    known = [row for row in found if row.contrast in contrasts and row.text("verdict")]
    return sorted(
        known,
        key=lambda row: (
            row.contrast != plan.headline,
            contrasts[row.contrast],
            markers[row.marker],
        ),
    )


def _conclusion(row: Answer, plan: Plan) -> str:
    if not row.is_tested:
        return "Not tested."
    return f"{renamed_words(claim(row, plan), noun(plan))}."


def _cells(sheet: WriteOnlyWorksheet, row: Answer, plan: Plan, said: str) -> list[object]:
    tested = row.is_tested
    font = BOLD if tested and row.has_evidence else None

    def text(words: object) -> object:
        return text_cell(sheet, str(words).replace("\N{NO-BREAK SPACE}", " "), alignment=WRAPPED)

    def number(column: str) -> object:
        value = row.number(column)
        cell = WriteOnlyCell(sheet, None if math.isnan(value) else value)
        cell.number_format = NUMBER_FORMATS["p"]
        cell.alignment = WRAPPED
        return cell

    return [
        text_cell(sheet, plan.marker_label(row.marker), font=font, alignment=WRAPPED),
        text(plan.contrast_label(row.contrast)),
        text(estimate_words(row, plan) if tested else ""),
        text(interval_words(row, plan) if tested else ""),
        text(patients_alone(row)),
        number("p"),
        number("p_adjusted"),
        text_cell(sheet, said, font=font, alignment=WRAPPED),
    ]
