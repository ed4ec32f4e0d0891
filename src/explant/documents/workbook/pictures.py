"""Figures in the workbook, on a sheet beside that of their table.

A picture on the table's own sheet would lie right of its last column, sixty columns away, or over
its rows; so the figures have the next sheet, each under its title and a text that says what it
shows.
"""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from openpyxl import Workbook
from openpyxl.drawing.image import Image as Picture
from PIL import Image

from explant.documents.workbook.read_me import READ_ME, figures_sheet
from explant.documents.workbook.table_sheets import sheet_name
from explant.documents.workbook.workbook_cells import (
    BOLD,
    FIGURES_TAB,
    WRAPPED,
    set_height,
    set_up_print,
    sheet_link,
    text_cell,
)
from explant.figures.figure_kind import ANSWERS
from explant.figures.figure_kinds import kind_named

COLORS = 64
SHRINKING = 2
"""Half of 300 dpi reads well on a screen, in a tenth of the bytes; the files keep the rest."""

WIDTH = 900
LETTERS = 128
_PIXELS_PER_ROW = 20


@dataclass(frozen=True)
class Drawn:
    """A figure for the workbook."""

    stem: str
    title: str
    text: str
    png: bytes


def table_of(stem: str, answers: str = "paired") -> str:
    """Name of the table that a figure belongs to; ``answers`` has the figures of all results."""
    kind = kind_named(stem)
    return answers if kind is None or kind.beside == ANSWERS else kind.beside


def by_table(figures: Sequence[Drawn], answers: str = "paired") -> dict[str, list[Drawn]]:
    """Figures by the name of their table.

    Parameters
    ----------
    figures
        The figures.
    answers
        Table beside which the figures of all results stand.
    """
    found: dict[str, list[Drawn]] = {}
    for figure in figures:
        found.setdefault(table_of(figure.stem, answers), []).append(figure)
    return found


def shrunk(png: bytes) -> bytes:
    """A PNG file with half the pixels each way and few colors: flat drawings lose nothing visible.

    Pillow's fast octree is deterministic.
    """
    target = io.BytesIO()
    with Image.open(io.BytesIO(png)) as image:
        smaller = (image if image.mode == "RGB" else image.convert("RGB")).reduce(SHRINKING)
    smaller.quantize(COLORS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(
        target, "PNG"
    )
    return target.getvalue()


def write_pictures(
    workbook: Workbook, table: str, figures: Sequence[Drawn], tables: Mapping[str, object]
) -> list[str]:
    """Add a sheet with the figures of a table.

    Parameters
    ----------
    workbook
        A write-only workbook.
    table
        Name of the table.
    figures
        Its figures.
    tables
        The tables that have a sheet, by name.

    Returns
    -------
    list of str
        The figures' texts, in the order of the pictures.
    """
    sheet = workbook.create_sheet(figures_sheet(table))
    sheet.sheet_properties.tabColor = FIGURES_TAB
    sheet.sheet_view.showGridLines = False
    sheet.column_dimensions["A"].width = LETTERS
    set_up_print(sheet)
    to = sheet_name(table) if table in tables else READ_ME
    sheet.append([sheet_link(sheet, f"The numbers: sheet {to}", to)])
    row = 1
    for figure in figures:
        small = shrunk(figure.png)
        picture = Picture(io.BytesIO(small))
        picture.height = round(picture.height * WIDTH / picture.width)
        picture.width = WIDTH
        text = f"{figure.text} In full resolution: figures/{figure.stem}.svg."
        sheet.append([])
        sheet.append([text_cell(sheet, figure.title, font=BOLD)])
        row += 3
        set_height(sheet, row, text, LETTERS)
        sheet.append([text_cell(sheet, text, alignment=WRAPPED)])
        picture.anchor = f"A{row + 1}"
        sheet.add_image(picture)
        rows = ceil(picture.height / _PIXELS_PER_ROW) + 1
        for _ in range(rows):
            sheet.append([])
        row += rows
    return [figure.text for figure in figures]
