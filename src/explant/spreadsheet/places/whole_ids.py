"""IDs of which a column beside them is a part: numbers that begin again in each group."""

from explant.config.names.spellings import folded
from explant.problems import Problem, nearest
from explant.spreadsheet.sheet.cells import Cell, MovedCell, Position, Sheet, cell_text
from explant.spreadsheet.structure.headings import header_cells, is_heading, with_heading


def whole_ids(
    sheet: Sheet, patient: str, within: str
) -> tuple[dict[Position, Cell], list[Problem]]:
    """IDs with the text of their group before them, by their places.

    Parameters
    ----------
    sheet
        The sheet.
    patient
        Heading of the IDs.
    within
        Heading of the groups.

    Returns
    -------
    tuple
        The cells; and a problem where no column has the heading of the groups.
    """
    cells: dict[Position, Cell] = {}
    problems: list[Problem] = []
    heads = with_heading(sheet, patient)
    starts = {head.row for head in heads}
    for head in heads:
        beside = header_cells(sheet, head.row)
        own = [cell for cell in beside if is_heading(cell_text(cell), [within])]
        if not own:
            texts = [cell_text(cell) for cell in beside]
            problems.append(
                Problem(
                    "error",
                    head.place,
                    f'No column beside "{patient}" has the heading "{within}", in whose groups the '
                    "numbering of the IDs begins again.",
                    f"{nearest(within, texts)} Correct spreadsheet.columns.patient_within in the "
                    "config.",
                )
            )
            continue
        for row in sheet.rows:
            if row <= head.row:
                continue
            if row in starts:
                break
            number = sheet.through_merge(row, head.column)
            group = sheet.through_merge(row, own[0].column)
            if number.blank or group.blank or folded(cell_text(number)) == folded(patient):
                continue
            text = f"{cell_text(group)} {cell_text(number)}"
            cells[row, head.column] = MovedCell(sheet.name, row, head.column, text, source=number)
    return cells, problems
