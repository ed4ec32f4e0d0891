"""Every spreadsheet of the corpus can be marked: no place of a problem is lost on the way."""

import openpyxl
import pytest

from explant.spreadsheet.marked_copy import COLORS, LIST, write_marked_copy
from explant.spreadsheet.sheet.problem_places import places_named
from tests.spreadsheet.test_corpus import CASES, expected, plan_of, read

TOLD = [
    name
    for name in CASES
    if any(problem["severity"] != "note" for problem in expected(name)["problems"])
]


@pytest.mark.parametrize("name", TOLD)
def test_each_place_of_a_problem_is_marked(name, tmp_path):
    case = expected(name)
    found = read(case)
    path = tmp_path / "problems.xlsx"
    write_marked_copy(path, found.problems, found.sheets, plan_of(case["plan"]), case["file"])
    book = openpyxl.load_workbook(path)
    listed, *copies = book.worksheets
    assert listed.title == LIST
    own = {sheet.name: copy for sheet, copy in zip(found.sheets, copies, strict=True)}
    merged = {sheet.name: sheet for sheet in found.sheets}
    for problem in found.problems:
        places = places_named(problem.where, list(own))
        if found.sheets and "!" in problem.where:
            assert places, problem.where
        for sheet, area in places:
            corner = (1, 1) if area is None else (area.top, area.left)
            within = merged[sheet].merged_area(*corner)
            cell = own[sheet].cell(*corner if within is None else (within.top, within.left))
            assert cell.fill.fgColor.rgb[2:] in COLORS.values(), problem
    values = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert all(cell.data_type != "f" for cell in values)


def test_most_of_the_corpus_has_problems():
    assert len(TOLD) > 40
