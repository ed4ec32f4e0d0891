"""The sheet that the workbook opens on."""

import openpyxl
import pandas as pd
import pytest

from explant.config.models import Plan
from explant.documents.workbook.book import write_workbook
from explant.documents.workbook.results_sheet import COLUMNS, RESULTS
from tests.reported import make_plan


@pytest.fixture(scope="module")
def book(plan: Plan, tables: dict[str, pd.DataFrame], tmp_path_factory) -> openpyxl.Workbook:
    path = tmp_path_factory.mktemp("results") / "results.xlsx"
    write_workbook(path, tables, plan)
    return openpyxl.load_workbook(path)


def test_the_workbook_opens_on_it(book: openpyxl.Workbook):
    assert book.sheetnames[:2] == [RESULTS, "Read me"]
    assert book.active.title == RESULTS
    sheet = book[RESULTS]
    assert [cell.value for cell in sheet[1]] == list(COLUMNS)
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == "$1:$1"


def test_every_answer_has_a_row_with_its_own_p(
    book: openpyxl.Workbook, plan: Plan, tables: dict[str, pd.DataFrame]
):
    shown = [[cell.value for cell in row] for row in book[RESULTS].iter_rows(min_row=2)]
    assert len(shown) == len(tables["paired"])
    assert shown[0][1] == plan.contrast_label(plan.headline)
    by_question = {(row[0], row[1]): row for row in shown}
    for row in tables["paired"].to_dict("records"):
        key = plan.marker_label(row["marker"]), plan.contrast_label(row["contrast"])
        found = by_question[key]
        assert found[5:7] == pytest.approx([row["p"], row["p_adjusted"]], rel=1e-15)
        assert found[7].startswith("Evidence") == row["verdict"].startswith("evidence")
        assert plan.marker_label(row["marker"]) in found[7]


def test_a_study_without_questions_opens_on_what_there_is(
    tables: dict[str, pd.DataFrame], tmp_path
):
    plan = make_plan(contrasts=None, markers={"CD25": {"expected": None}})
    write_workbook(tmp_path / "a.xlsx", {"patients": tables["patients"]}, plan)
    assert openpyxl.load_workbook(tmp_path / "a.xlsx").sheetnames[0] == "Read me"
