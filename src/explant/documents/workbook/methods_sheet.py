"""The report's methods on a sheet of their own."""

from collections.abc import Sequence

from openpyxl import Workbook

from explant.documents.workbook.read_me import METHODS
from explant.documents.workbook.workbook_cells import (
    BOLD,
    TITLE,
    WORDS_TAB,
    WRAPPED,
    address_link,
    set_height,
    set_up_print,
    text_cell,
)
from explant.language.methods.topics import Topic
from explant.language.references.citing import bibliography

WIDTH = 110


def write_methods(workbook: Workbook, topics: Sequence[Topic]) -> None:
    """Add the methods, a paragraph a row, and the sources that they cite.

    Parameters
    ----------
    workbook
        A write-only workbook.
    topics
        The methods section of the report.
    """
    sheet = workbook.create_sheet(METHODS)
    sheet.sheet_properties.tabColor = WORDS_TAB
    sheet.column_dimensions["A"].width = WIDTH
    set_up_print(sheet)
    sheet.append([text_cell(sheet, "Methods", font=TITLE)])
    row = 1
    for topic in topics:
        sheet.append([])
        sheet.append([text_cell(sheet, topic.title, font=BOLD)])
        row += 2
        for paragraph in topic.paragraphs:
            row += 1
            set_height(sheet, row, str(paragraph), WIDTH)
            sheet.append([text_cell(sheet, str(paragraph), alignment=WRAPPED)])
    sources = bibliography([text for topic in topics for text in topic.paragraphs])
    if sources:
        sheet.append([])
        sheet.append([text_cell(sheet, "References", font=BOLD)])
        row += 2
    for _, source in sources:
        row += 1
        set_height(sheet, row, f"{source.full}. https://doi.org/{source.doi}", WIDTH)
        if source.doi:
            address = f"https://doi.org/{source.doi}"
            sheet.append([address_link(sheet, f"{source.full}. {address}", address)])
        else:
            sheet.append([text_cell(sheet, f"{source.full}.", alignment=WRAPPED)])
