"""Tables in which samples stand in columns, turned so that they stand in rows."""

from collections.abc import Sequence
from typing import Any

from explant.spreadsheet.sheet.cells import Area, Cell, MovedCell, Position, Sheet, cell_text
from explant.spreadsheet.structure.plates import is_number
from explant.spreadsheet.values.units import is_unit

FEWEST_SAMPLES, MOST_KEYS = 3, 4
MOST_TITLES, MOST_IN_A_TITLE = 6, 1
SIGNS = frozenset("+-–−")


def turned(sheet: Sheet) -> Sheet:
    """A sheet with rows and columns exchanged; its cells keep their places in the file.

    Several columns that say of each row what it is, such as the marker and the tissue, become the
    rows of a header: under the first of their headings stand the samples.

    Parameters
    ----------
    sheet
        The sheet.
    """
    titles = _titles(sheet)
    down = len(titles)
    top = next((row for row in sheet.rows if row not in titles), 1)
    keys = key_columns(sheet)[1:]
    units = [key for key in keys if _is_of_units(_texts(sheet, key, top))]
    cells: dict[Position, Cell] = {}
    for (row, column), cell in sheet.cells.items():
        if row in titles:
            # A title stands above the turned table, too.
            cells[titles.index(row) + 1, top] = _moved(
                sheet, cell, titles.index(row) + 1, top, cell.value
            )
        elif column not in keys:
            cells[column + down, row] = _moved(sheet, cell, column + down, row, cell.value)
        elif row != top:
            value = f"({cell_text(cell)})" if column in units else _named(sheet, cell, top)
            cells[column + down, row] = _moved(sheet, cell, column + down, row, value)
    merged = tuple(
        Area(a.left + down, a.top, a.right + down, a.bottom)
        for a in sheet.merged
        if a.top not in titles
    )
    names = {row: f"row {row}" for row in sheet.rows}
    return Sheet(
        sheet.name,
        cells,
        merged,
        hidden=sheet.hidden,
        problems=sheet.problems,
        column_names=names,
    )


def key_columns(sheet: Sheet) -> list[int]:
    """Columns of texts before the samples that say together what each row is; or none.

    Parameters
    ----------
    sheet
        A sheet whose samples may stand in columns.
    """
    titles = _titles(sheet)
    if len(sheet.rows) < 3 + len(titles):
        return []
    top, *below = sheet.rows[len(titles) :]
    headed = [cell.column for cell in sheet.filled(top, sheet.columns)]
    keys: list[int] = []
    for column in headed[: MOST_KEYS + 1]:
        cells = [cell for row in below for cell in sheet.filled(row, [column])]
        if not cells or any(map(is_number, cells)):
            break
        keys.append(column)
    samples = headed[len(keys) :]
    if not 2 <= len(keys) <= MOST_KEYS or len(samples) < FEWEST_SAMPLES:
        return []
    values = [cell for row in below for cell in sheet.filled(row, samples)]
    columns = [_texts(sheet, key, top, goes_on=key != keys[-1]) for key in keys]
    rows = list(zip(*columns, strict=True))
    # A unit, or the long name of each marker, says nothing that tells rows apart.
    others = [texts for texts in columns[1:] if not _is_of_units(texts)]
    crossed = bool(others) and all(1 < len(set(own)) <= len(own) / 2 for own in others)
    numbers = sum(map(is_number, values))
    unique = len(set(rows)) == len(rows) > len({row[0] for row in rows if row[0]})
    return keys if crossed and unique and 4 * numbers > 3 * len(values) else []


def _titles(sheet: Sheet) -> list[int]:
    """Rows above the first row of several texts."""
    titles: list[int] = []
    for row in sheet.rows[:MOST_TITLES]:
        if len(sheet.filled(row, sheet.columns)) > MOST_IN_A_TITLE:
            return titles
        titles.append(row)
    return []


def _texts(sheet: Sheet, column: int, top: int, *, goes_on: bool = False) -> list[str]:
    """Texts of a column under its heading; a blank cell may go on from above."""
    texts: list[str] = []
    for row in sheet.rows:
        if row > top:
            text = cell_text(sheet.through_merge(row, column))
            texts.append(texts[-1] if goes_on and texts and not text else text)
    return texts


def _is_of_units(texts: Sequence[str]) -> bool:
    return 2 * sum(map(is_unit, texts)) > len(texts)


def _named(sheet: Sheet, cell: Cell, top: int) -> Any:
    """What a cell of a key says: a sign alone says it of what the heading names."""
    if cell_text(cell).strip() not in SIGNS:
        return cell.value
    return f"{cell_text(sheet.at(top, cell.column))} {cell_text(cell).strip()}"


def _moved(sheet: Sheet, cell: Cell, row: int, column: int, value: Any) -> MovedCell:
    return MovedCell(
        sheet.name,
        row,
        column,
        value,
        cell.formula,
        percent=cell.percent,
        error=cell.error,
        source=cell,
    )
