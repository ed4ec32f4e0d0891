"""Tables in which samples stand in columns, turned so that they stand in rows."""

from explant.spreadsheet.sheet.cells import Area, MovedCell, Sheet


def turned(sheet: Sheet) -> Sheet:
    """A sheet with rows and columns exchanged; its cells keep their places in the file.

    Parameters
    ----------
    sheet
        The sheet.
    """
    cells = {
        (column, row): MovedCell(
            sheet.name,
            column,
            row,
            cell.value,
            cell.formula,
            percent=cell.percent,
            error=cell.error,
            source=cell,
        )
        for (row, column), cell in sheet.cells.items()
    }
    merged = tuple(Area(a.left, a.top, a.right, a.bottom) for a in sheet.merged)
    names = {row: f"row {row}" for row in sheet.rows}
    return Sheet(
        sheet.name,
        cells,
        merged,
        hidden=sheet.hidden,
        problems=sheet.problems,
        column_names=names,
    )
