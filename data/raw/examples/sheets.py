"""The spreadsheets' common look: a title that says simulated, and the sheet with the truth."""

from collections.abc import Iterable, Sequence

from data.raw.examples.simulated import Effects
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from explant.excel_files import new_workbook

Value = str | float | int | None
TITLE = "SIMULATED DATA, nothing here was measured"
RED = Font(bold=True, color="C00000")


def workbook(name: str) -> Workbook:
    """An empty workbook of a study; ``name`` is that of its module."""
    book = new_workbook()
    book.properties.title = TITLE
    book.properties.description = f"Written by data/raw/examples/{name}.py"
    return book


def add_table(
    book: Workbook,
    sheet: str,
    about: str,
    headings: Sequence[str],
    rows: Iterable[Sequence[Value]],
    wide: float = 12,
) -> None:
    """Add a sheet with a title, a line about it, and a table."""
    page = book.create_sheet(sheet)
    for line in ([TITLE], [about], [], headings, *rows):
        page.append(list(line))
    page["A1"].font = RED
    for cell in page[4]:
        cell.font = Font(bold=True)
    for column in range(1, len(headings) + 1):
        page.column_dimensions[get_column_letter(column)].width = wide
    page.freeze_panes = "B5"


def add_read_me(
    book: Workbook, name: str, seed: int, about: Sequence[str], effects: Effects
) -> None:
    """Add the sheet that says where the file comes from and what is true of it.

    Parameters
    ----------
    book
        The workbook.
    name
        Name of the study's module.
    seed
        Seed of the random numbers.
    about
        Sentences, one a row.
    effects
        The true effects.
    """
    page = book.create_sheet("Read me")
    lines: list[list[Value]] = [
        [TITLE],
        [f"Written by data/raw/examples/{name}.py, seed {seed}."],
        *([sentence] for sentence in about),
        [],
        [f"True effects on the analysis scale of config/examples/{name}.yaml"],
        ["Marker", "Contrast", "True effect"],
        *([marker, contrast, round(value, 6)] for (marker, contrast), value in effects.items()),
    ]
    for line in lines:
        page.append(line)
    page["A1"].font = RED
    for cell in page[len(about) + 5]:
        cell.font = Font(bold=True)
    for column, width in zip("ABC", (28, 34, 14), strict=True):
        page.column_dimensions[column].width = width
