"""Names in a spreadsheet that may be markers and that the plan does not name."""

import json
from pathlib import Path

from explant.config.models import Plan
from explant.config.models.sheet_layout import AUTO
from explant.limits import Allowance, apart, of_cells, within
from explant.spreadsheet.files.safety import MOST_CELLS, without_garbage_collection
from explant.spreadsheet.layouts.names_in_cells import marker_finder
from explant.spreadsheet.layouts.sample_columns import long_columns, sample_columns
from explant.spreadsheet.sheet.cells import Workbook, cell_text
from explant.spreadsheet.sheet.opening import allowance_of, bytes_of, read_workbook
from explant.spreadsheet.sheet.sheets import find_sheets
from explant.spreadsheet.structure.blocks import Block, tables_of
from explant.spreadsheet.structure.joined_headings import Vocabulary


@without_garbage_collection()
def unnamed_markers(plan: Plan) -> list[str]:
    """Headings of columns, or names in the column of markers, that the plan says nothing of.

    Parameters
    ----------
    plan
        The study's plan, without the markers that are looked for.

    Returns
    -------
    list
        From left to right, or from top to bottom; nothing of a table with one row a patient,
        whose headings name levels too.

    Raises
    ------
    ProblemsError
        If the file cannot be read.
    """
    path = Path(plan.spreadsheet.path)
    if not path.is_file():
        return []
    book = read_workbook(path)
    with within(book.allowance_unknown, path):
        return _unnamed(book, plan)


def unnamed_markers_apart(plan: Plan) -> list[str]:
    """As :func:`unnamed_markers`, in a child process: nobody knows yet what the file does.

    Parameters
    ----------
    plan
        As above.
    """
    path = Path(plan.spreadsheet.path)
    if not path.is_file():
        return []
    reading, looking = allowance_of(bytes_of(path)), of_cells(MOST_CELLS)
    # Within it, what reading and looking through may take is known better.
    whole = Allowance(reading.seconds + looking.seconds, looking.megabytes)
    found = json.loads(apart(lambda: json.dumps(unnamed_markers(plan)), whole, path))
    return [str(text) for text in found]


def _unnamed(book: Workbook, plan: Plan) -> list[str]:
    vocabulary = Vocabulary(plan)
    sheets, patients_sheet, _ = find_sheets(book, plan, vocabulary)
    found: dict[str, None] = {}
    for each in sheets:
        blocks, _ = tables_of(each.sheet, plan, vocabulary, each.given)
        for block in blocks:
            found |= dict.fromkeys(_of_table(block, plan, attributes=patients_sheet is None))
    return list(found)


def _of_table(block: Block, plan: Plan, *, attributes: bool) -> list[str]:
    if plan.spreadsheet.layout in ("long", AUTO):
        column = long_columns(block, plan, attributes=attributes).marker
        if column is not None:
            find_marker = marker_finder(plan)
            cells = (block.sheet.at(row, column.column) for row in block.sheet.rows)
            texts = dict.fromkeys(
                cell_text(cell) for cell in cells if cell.row > column.row and not cell.blank
            )
            return [text for text in texts if find_marker(text) is None]
    if plan.spreadsheet.layout == "one_row_per_patient":
        return []
    columns = sample_columns(block, plan, attributes=attributes)
    return [cell_text(cell) for cell in columns.unknown]
