"""The first sheet: what is where, what the names stand for, and what every column means."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd
from openpyxl import Workbook

from explant.config.models import Plan
from explant.documents.workbook.large_tables import Part
from explant.documents.workbook.results_sheet import RESULTS
from explant.documents.workbook.table_sheets import sheet_name
from explant.documents.workbook.workbook_cells import (
    TITLE,
    WORDS_TAB,
    WRAPPED,
    set_height,
    set_up_print,
    sheet_link,
    text_cell,
)
from explant.language.asked import formula
from explant.language.unit_of_study import noun, renamed, renamed_words
from explant.numbers import counted
from explant.questions.question import question
from explant.tables.columns import COLUMNS, TABLES, column

READ_ME, METHODS = "Read me", "Methods"
WIDTHS = (26, 26, 96)

HOW_TO_READ = (
    ("numbers", "Every cell holds its number in full precision; the format rounds what is shown."),
    ("▲ orange", "Above zero: an increase in what the contrast compares."),
    ("▼ blue", "Below zero: a decrease."),
    ("bold conclusion", "The adjusted p is at most the level of significance of the plan."),
    ("empty cell", "Missing, or not defined here; the column note says why."),
)

NAMES_A_VALUE = {("baseline", "variable"), ("baseline", "kind")}
"""Columns whose description says which word stands in them: patient, in every study."""


def write_read_me(
    workbook: Workbook,
    tables: Mapping[str, pd.DataFrame],
    parts: Mapping[str, Part],
    pictures: Mapping[str, Sequence[str]],
    plan: Plan,
) -> None:
    """Add the sheet that says what is where.

    Parameters
    ----------
    workbook
        A write-only workbook.
    tables
        The tables by name, in the order of the sheets.
    parts
        What the sheet of each table holds, by name; a table that is too long for one has none.
    pictures
        Titles of the figures by the name of the sheet that holds them.
    plan
        What the step reads of the plan.
    """
    sheet = workbook.create_sheet(READ_ME)
    sheet.sheet_properties.tabColor = WORDS_TAB
    for letter, width in zip("ABC", WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width

    set_up_print(sheet)
    unit = noun(plan, flat=False)
    written = 0

    def append(cells: list[Any]) -> None:
        nonlocal written
        written += 1
        sheet.append(cells)

    def add(*texts: str, link: str = "") -> None:
        cells: list[Any] = [
            text_cell(sheet, text, alignment=WRAPPED if text else None) for text in texts
        ]
        if link:
            cells[0] = sheet_link(sheet, texts[0], link)
        set_height(sheet, written + 1, texts[-1], WIDTHS[-1])
        append(cells)

    def heading(text: str) -> None:
        append([])
        append([text_cell(sheet, text, font=TITLE)])

    append([text_cell(sheet, "Results of the study", font=TITLE)])
    if plan.study.note:
        append([text_cell(sheet, plan.study.note)])
    heading("Sheets")
    if workbook.sheetnames[:1] == [RESULTS]:
        add(RESULTS, "", "Every answer in words, with estimate, interval, n and p.", link=RESULTS)
    add(METHODS, "", "How the results were computed, in sentences, with references.", link=METHODS)
    for name, table in tables.items():
        rows, what = counted(len(table), "row"), renamed(TABLES.get(name, ""), unit)
        if table.empty:
            add(name, "no rows", what)
        elif name not in parts:
            add(name, f"{rows}: only in {name}.csv", what)
        elif parts[name].note:
            some = f"{len(parts[name].rows)} of {rows}"
            add(name, some, f"{what} {parts[name].note}", link=sheet_name(name))
        else:
            add(name, rows, what, link=sheet_name(name))
        drawn = figures_sheet(name)
        if drawn in pictures:
            titles = pictures[drawn]
            add(drawn, counted(len(titles), "figure"), _titles(titles), link=drawn)
    if plan.contrasts:
        heading("Questions")
        for row in _question_rows(plan):
            add(*row)
    heading("How to read them")
    for name, meaning in HOW_TO_READ:
        add(name, "", meaning)
    if not unit.is_written:
        add("column patient", "", f"Holds the ID of each {unit.one}: tables keep this name.")
    heading("Names and labels")
    for row in _label_rows(plan):
        add(*row)
    heading("Columns")
    for of_table, name, meaning in _column_rows(tables, plan):
        add(of_table, name, meaning)


def figures_sheet(table: str) -> str:
    """Name of the sheet that holds a table's figures."""
    return f"{sheet_name(table)[:23]} figures"


def _titles(titles: Sequence[str]) -> str:
    most = 8
    more = f" and {len(titles) - most} more" if len(titles) > most else ""
    return f"{'; '.join(titles[:most])}{more}."


def _question_rows(plan: Plan) -> Iterator[tuple[str, str, str]]:
    """Each question with its role, the sheet that answers it, and its formula in words."""
    for name, contrast in plan.contrasts.items():
        sheet = "between" if question(plan, name).is_between else "paired"
        asked = renamed_words(formula(plan, name), noun(plan, flat=False))
        yield name, f"{contrast.role}, in {sheet}", f"{asked}."


def _label_rows(plan: Plan) -> Iterator[tuple[str, str, str]]:
    for marker, declared in plan.markers.items():
        unit = f"{plan.marker_label(marker)} ({declared.unit})" if declared.unit else ""
        yield "marker", marker, unit or plan.marker_label(marker)
    for contrast in plan.contrasts:
        yield "contrast", contrast, plan.contrast_label(contrast)
    for factor in plan.factors:
        yield "factor", factor, plan.factor_label(factor)
        for level in plan.factors[factor].levels:
            yield f"level of {factor}", level, plan.level_label(factor, level)
    for stratifier in plan.patients.strata:
        yield "stratifier", stratifier, plan.stratifier_label(stratifier)


def _column_rows(tables: Mapping[str, pd.DataFrame], plan: Plan) -> Iterator[tuple[str, str, str]]:
    marked, flat = noun(plan, flat=False), noun(plan)
    for table, frame in tables.items():
        for name in map(str, frame.columns):
            described = column(table, name, plan)
            meaning = described.description if described else ""
            if (table, name) not in NAMES_A_VALUE:
                # Columns that the plan names are described with its labels.
                meaning = renamed(meaning, marked if name in COLUMNS.get(table, {}) else flat)
            yield table, name, meaning
