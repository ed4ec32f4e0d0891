"""A workbook as tables: what some programs export in another form is brought into one."""

from explant.spreadsheet.sheet.cells import Workbook
from explant.spreadsheet.structure.completed_headings import with_completed_headings
from explant.spreadsheet.structure.export_rows import without_export_rows
from explant.spreadsheet.structure.plates import plates_as_tables
from explant.spreadsheet.structure.side_tables import without_side_tables


def as_tables(book: Workbook) -> Workbook:
    """A workbook whose plates with a map are tables, with whole headings, without sums at the side.

    A draft and a run read the same.

    Parameters
    ----------
    book
        The workbook as it was read.
    """
    tables = plates_as_tables(without_side_tables(without_export_rows(book)))
    return with_completed_headings(tables)
