"""``problems.xlsx``: the list of problems, and the user's sheets with each place marked.

The copy is built from the cells as they were read, whatever the file's format was: what a user sees
in a cell, as a number, text, date or percentage. A formula is there as its result, for the copy is
data like the spreadsheet itself. Nothing else of the file comes along: no macro, link, picture,
property or color, so that every color in the copy is a mark, and nothing hidden is passed on. Rows,
columns and merged cells are where they were, hidden ones too, which are shown.

Only sheets that were read are copied, and of a very large one the top and the rows of problems.
Columns that identify people are left empty below their heading.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.workbook import Workbook
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from explant.config.models import Plan
from explant.excel_files import file_bytes, new_workbook, plain, set_text
from explant.problems import SEVERITIES, Problem, Severity, most_serious_first, shortened
from explant.spreadsheet.checks.personal_data import personal_cells
from explant.spreadsheet.files.excel import LAST_COLUMN, LAST_ROW
from explant.spreadsheet.sheet.cells import Area, Cell, Position, Sheet
from explant.spreadsheet.sheet.problem_places import Place, places_named

COLORS: dict[Severity, str] = {"error": "FF9B9B", "warning": "FFE58A", "note": "DCE9F7"}
LIST = "Problems"
HEADINGS = ("Severity", "Place", "Patient", "Marker", "What", "How to fix it")
WIDTHS = (10, 24, 12, 14, 70, 60)
HERE = (
    "Correct your own spreadsheet, not this copy, and run again: this file is made anew each time."
)
MOST_CELLS = 50_000
"""Cells that are copied: some seconds' work."""
TOP_ROWS = 20
"""Rows at the top of a sheet that is too large to be copied as a whole."""
MOST_MARKED = 10_000
"""Cells that are colored."""
MOST_COMMENTS = 1_000
MOST_COMMENTED = 20
"""Areas of one problem that have a comment."""
MOST_LISTED = 10_000
MOST_IN_COMMENT = 4
"""Problems of one cell that its comment holds."""
LONGEST_COMMENT = 1_500
FIRST_DATE = datetime.datetime(1900, 3, 1)
"""Excel's calendar before it has a day too many."""

_BOLD = Font(bold=True)
_LINK = Font(color="0563C1", underline="single")
_WRAPPED = Alignment(wrap_text=True, vertical="top")


@dataclass
class _Marks:
    """What is marked in one sheet."""

    severity: dict[Position, Severity] = field(default_factory=dict)
    comments: dict[Position, list[Problem]] = field(default_factory=dict)


def write_marked_copy(
    path: Path, problems: Sequence[Problem], sheets: Sequence[Sheet], plan: Plan, name: str
) -> None:
    """Write ``problems.xlsx``; the same problems and sheets give the same bytes.

    Its first sheet lists the problems, most serious first, each with a link to its place. In the
    sheets after it, the cells that a problem names are colored (errors red, warnings yellow, notes
    blue) and the first of each area has a comment with what is wrong and how to mend it. A problem
    of a whole sheet stands in its first cell.

    Parameters
    ----------
    path
        Where the file goes.
    problems
        All problems.
    sheets
        The sheets that were read; none of a file that was refused.
    plan
        The study's plan, by which columns that identify people are told from others.
    name
        Name of the spreadsheet's file.
    """
    problems = most_serious_first(problems)
    by_name = {sheet.name: sheet for sheet in sheets}
    placed = [(problem, places_named(problem.where, list(by_name))) for problem in problems]
    marks = _marks(placed, by_name)
    titles = _titles(list(by_name))
    workbook = new_workbook()
    listing = workbook.create_sheet(LIST)
    remarks = [HERE]
    left = MOST_CELLS
    whole = sum(len(sheet.cells) for sheet in by_name.values()) <= MOST_CELLS
    for sheet in by_name.values():
        personal = personal_cells(sheet, plan)
        cells = _cells_to_copy(sheet, marks[sheet.name], left, whole=whole)
        left -= len(cells)
        _write_sheet(workbook, titles[sheet.name], sheet, cells, personal, marks[sheet.name])
        if len(cells) < len(sheet.cells):
            remarks.append(
                f"{sheet.name} is too large to be copied as a whole: rows without a problem are "
                "left out."
            )
        if personal:
            remarks.append(
                f"{sheet.name}: columns that identify people are left empty in this copy."
            )
    _write_list(listing, name, remarks, placed, titles)
    path.write_bytes(file_bytes(workbook))


def _titles(names: Sequence[str]) -> dict[str, str]:
    """Title of each sheet in the copy: its name as far as Excel allows, each another one."""
    taken = {LIST.casefold(), "history"}
    titles: dict[str, str] = {}
    for name in names:
        allowed = "".join("_" if sign in "[]:*?/\\" else sign for sign in plain(name))
        allowed = allowed.strip("'")[:31] or "Sheet"
        title, number = allowed, 1
        while title.casefold() in taken:
            number += 1
            title = f"{allowed[: 28 - len(str(number))]} ({number})"
        taken.add(title.casefold())
        titles[name] = title
    return titles


def _marks(
    placed: Sequence[tuple[Problem, list[Place]]], sheets: Mapping[str, Sheet]
) -> dict[str, _Marks]:
    """Severity and problems of each marked cell; the problems come with the most serious first."""
    marks = {name: _Marks() for name in sheets}
    colored = commented = 0
    for problem, areas in placed:
        for number, (name, area) in enumerate(areas):
            sheet, own = sheets[name], marks[name]
            for first, place in enumerate(_positions(sheet, area or Area(1, 1, 1, 1))):
                if place not in own.severity and colored < MOST_MARKED:
                    own.severity[place] = problem.severity
                    colored += 1
                if first == 0 and number < MOST_COMMENTED and commented < MOST_COMMENTS:
                    own.comments.setdefault(place, []).append(problem)
                    commented += 1
                if colored >= MOST_MARKED:
                    break
    return marks


def _positions(sheet: Sheet, area: Area) -> list[Position]:
    """Places of an area; of merged cells the one that shows, of a large area the filled ones."""
    size = (area.bottom - area.top + 1) * (area.right - area.left + 1)
    corner = (area.top, area.left)
    if size <= MOST_MARKED:
        places = [
            (row, column)
            for row in range(area.top, area.bottom + 1)
            for column in range(area.left, area.right + 1)
        ]
    else:
        filled = sorted(place for place in sheet.cells if place in area and place != corner)
        places = [corner, *islice(filled, MOST_MARKED)]
    found: dict[Position, None] = {}
    for row, column in places:
        merged = sheet.merged_area(row, column) if sheet.merged else None
        found[(row, column) if merged is None else (merged.top, merged.left)] = None
    return [(row, column) for row, column in found if row <= LAST_ROW and column <= LAST_COLUMN]


def _cells_to_copy(sheet: Sheet, marks: _Marks, most: int, *, whole: bool) -> list[Cell]:
    cells = [
        cell
        for (row, column), cell in sorted(sheet.cells.items())
        if row <= LAST_ROW and column <= LAST_COLUMN
    ]
    if whole:
        return cells
    rows = {*sheet.rows[:TOP_ROWS], *(row for row, _ in marks.severity)}
    return [cell for cell in cells if cell.row in rows][:most]


def _write_sheet(
    workbook: Workbook,
    title: str,
    sheet: Sheet,
    cells: Sequence[Cell],
    personal: frozenset[Position],
    marks: _Marks,
) -> None:
    copy = workbook.create_sheet(title)
    fills = {severity: PatternFill("solid", fgColor=color) for severity, color in COLORS.items()}
    widths: dict[int, int] = {}
    for cell in cells:
        if (cell.row, cell.column) not in personal:
            shown = _write_cell(copy.cell(cell.row, cell.column), cell)
            widths[cell.column] = max(widths.get(cell.column, 8), len(shown) + 2)
    for column, width in widths.items():
        copy.column_dimensions[get_column_letter(column)].width = min(width, 40)
    for place, severity in marks.severity.items():
        copy.cell(*place).fill = fills[severity]
    for place, problems in marks.comments.items():
        copy.cell(*place).comment = _comment(problems)
    _merge(copy, sheet)
    if marks.severity:
        worst = min(marks.severity.values(), key=SEVERITIES.index)
        copy.sheet_properties.tabColor = COLORS[worst]


def _write_cell(target: Any, cell: Cell) -> str:
    """Write what a cell shows, and return it about as it shows."""
    value = cell.value
    if value is None:
        # Without a saved result the formula is all there is to see, as a text.
        value = cell.formula
    elif isinstance(value, datetime.date):
        moment = datetime.datetime(value.year, value.month, value.day)
        value = value.isoformat() if moment < FIRST_DATE else value
    if isinstance(value, str):
        set_text(target, value)
        return max(plain(value).splitlines() or [""], key=len)
    target.value = value
    if cell.percent and isinstance(value, (int, float)):
        target.number_format = "0%" if float(100 * value).is_integer() else "0.0##%"
    return str(value)[:12]


def _merge(copy: Worksheet, sheet: Sheet) -> None:
    taken: set[Position] = set()
    for area in sheet.merged:
        places = {
            (row, column)
            for row in range(area.top, area.bottom + 1)
            for column in range(area.left, area.right + 1)
        }
        # Excel takes a file whose merged cells overlap for damaged.
        if len(taken) + len(places) <= MOST_CELLS and not taken & places:
            taken |= places
            bounds = (area.left, area.top, area.right, area.bottom)
            copy.merged_cells.ranges.add(CellRange(None, *bounds))


def _comment(problems: Sequence[Problem]) -> Comment:
    parts = [
        " ".join(part for part in (f"{each.severity.upper()}:", each.what, each.how_to_fix) if part)
        for each in problems[:MOST_IN_COMMENT]
    ]
    if len(problems) > MOST_IN_COMMENT:
        parts.append(f"… and {len(problems) - MOST_IN_COMMENT} more in the sheet {LIST}.")
    text = plain("\n\n".join(parts))[:LONGEST_COMMENT]
    lines = sum(1 + len(line) // 45 for line in text.split("\n"))
    return Comment(text, "Explant", height=30 + 18 * min(lines, 25), width=340)


def _write_list(
    sheet: Worksheet,
    name: str,
    remarks: Sequence[str],
    placed: Sequence[tuple[Problem, list[Place]]],
    titles: Mapping[str, str],
) -> None:
    for column, width in enumerate(WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    set_text(sheet.cell(1, 1), f"Problems in {name}")
    sheet.cell(1, 1).font = Font(bold=True, size=14)
    if len(placed) > MOST_LISTED:
        remarks = [
            *remarks,
            f"The first {MOST_LISTED:,} of {len(placed):,} problems; all stand in problems.csv.",
        ]
    for row, remark in enumerate(remarks, start=2):
        set_text(sheet.cell(row, 1), remark)
    top = len(remarks) + 3
    for column, heading in enumerate(HEADINGS, start=1):
        set_text(sheet.cell(top, column), heading)
        sheet.cell(top, column).font = _BOLD
    sheet.freeze_panes = f"A{top + 1}"
    fills = {severity: PatternFill("solid", fgColor=color) for severity, color in COLORS.items()}
    for row, (problem, areas) in enumerate(placed[:MOST_LISTED], start=top + 1):
        texts = (problem.severity, shortened(problem.where), problem.patient, problem.marker)
        for column, text in enumerate((*texts, problem.what, problem.how_to_fix), start=1):
            cell = sheet.cell(row, column)
            cell.alignment = _WRAPPED
            if text:
                set_text(cell, text)
        sheet.cell(row, 1).fill = fills[problem.severity]
        if areas:
            place = sheet.cell(row, 2)
            place.hyperlink = Hyperlink(ref="", location=_location(titles, areas[0]))
            place.font = _LINK
    sheet.auto_filter.ref = f"A{top}:F{top + min(len(placed), MOST_LISTED)}"


def _location(titles: Mapping[str, str], place: Place) -> str:
    name, area = place
    corner = f"{get_column_letter(area.left)}{area.top}" if area is not None else "A1"
    return f"{quote_sheetname(titles[name])}!{corner}"
