"""Blank columns in a sheet: do they part a table from another, or its columns from each other."""

from explant.problems import Problem
from explant.spreadsheet.sheet.cells import Area, Cell, Sheet, cell_text, column_letter, places
from explant.spreadsheet.structure.joined_headings import Vocabulary

MOST_HEADER_ROWS = 4


def runs_of(sheet: Sheet, area: Area, patient: Cell) -> list[list[int]]:
    """Columns of an area in groups that blank columns part, from the header down."""
    top = max(area.top, patient.row - MOST_HEADER_ROWS + 1)
    filled = sorted(
        {
            column
            for row, column in sheet.cells
            if top <= row <= area.bottom and area.left <= column <= area.right
        }
    )
    runs: list[list[int]] = []
    for column in filled:
        if runs and runs[-1][-1] == column - 1:
            runs[-1].append(column)
        else:
            runs.append([column])
    return runs


def check_gaps(sheet: Sheet, patient: Cell, vocabulary: Vocabulary) -> list[Problem]:
    """Say what stands behind a blank column of a table, and refuse what stands farther off.

    One blank column inside a table is how labs set groups of columns apart. Values behind a wider
    gap, or left of the IDs behind any, may be a table that has lost its own IDs.
    """
    corners = sheet.rows[0], sheet.columns[0], sheet.rows[-1], sheet.columns[-1]
    runs = runs_of(sheet, Area(*corners), patient)
    if len(runs) < 2:
        return []
    rows = range(patient.row - MOST_HEADER_ROWS + 1, patient.row + MOST_HEADER_ROWS)
    own = next(position for position, run in enumerate(runs) if patient.column in run)
    apart: list[Cell] = []
    behind: list[Cell] = []
    far = False
    for position, run in enumerate(runs):
        cells = [sheet.at(row, column) for column in run for row in rows]
        texts = [cell for cell in cells if isinstance(cell.value, str)]
        read = [cell for cell in texts if vocabulary.knows(cell_text(cell))]
        # A remark below a table stands alone beside one that is turned: nobody's values.
        if position != own and sum(column in run for _, column in sheet.cells) == 1:
            continue
        far = far or (position > own and run[0] - runs[position - 1][-1] > 2)
        if position < own or (position > own and far):
            apart += read
        elif position > own:
            behind += read
    if apart:
        return [
            Problem(
                "error",
                places(apart),
                "More than one blank column, or a blank column left of the patient IDs, parts "
                f'these columns from "{cell_text(patient)}" in {patient.address}: it is not stated '
                "whose values they are.",
                "Write the patient IDs beside them, or leave one blank column at most.",
            )
        ]
    if behind:
        return [
            Problem(
                "note",
                places(behind),
                "These columns stand behind a blank column and are read with the patient IDs of "
                f"their rows in column {column_letter(patient.origin.column)}.",
            )
        ]
    return []
