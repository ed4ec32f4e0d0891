"""The section on the study's past, and where it stands."""

import re

import pandas as pd

from explant.config.models import Plan
from explant.history.known import Frozen, Known
from explant.pages.document import build
from explant.pages.past.past_section import past_view
from tests.language.test_history_words import DOWN, KEY, NONE, cell, changes, verdict
from tests.pages.test_document import RUN

FIRST = Known(first_run="2026-11-03", data_run="2026-11-03")
FOUND = changes(cell(), cell("gone"), KEY, verdict(DOWN, NONE))


def section(html: str) -> str:
    found = re.search(r'<section id="history".*?</section>', html, re.DOTALL)
    assert found is not None
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found[0])).strip()


def test_each_change_is_a_row(plan: Plan):
    view = past_view(plan, FIRST, FOUND)
    assert [[str(text) for text in row] for row in view.changes.rows] == [
        ["cell changed", "P03, tumor / IL-2, CTLA-4", "1", "2"],
        ["cell gone", "P03, tumor / IL-2, CTLA-4", "1", "2"],
        ["key of the plan changed", "inference.test", "wilcoxon", "t"],
        [
            "verdict changed",
            "CTLA-4, IL-2 effect in tumor",
            "evidence of decrease",
            "no evidence",
        ],
    ]


def test_the_page_that_is_read_has_it(plan: Plan, tables: dict[str, pd.DataFrame]):
    frozen = Frozen("2026-11-01", True, False, ())
    known = Known(frozen, "2026-11-03", "2026-11-03")
    pages = build(plan, {**tables, "changes": FOUND}, {}, {}, RUN, known)
    said = section(pages.report)
    assert "The plan was frozen on 1 November 2026, before the first recorded run" in said
    assert "Since the results before: 1 cell changed, 1 cell gone, 1 key of the plan" in said
    assert "CTLA-4 in tumor no longer shows evidence" in said.replace("\N{NO-BREAK SPACE}", " ")


def test_without_a_state_before_there_is_no_table(plan: Plan, tables: dict[str, pd.DataFrame]):
    said = section(build(plan, {**tables, "changes": changes()}, {}, {}, RUN, FIRST).report)
    assert "The plan was not frozen" in said
    assert "Since the results before" not in said


def test_where_nothing_is_recorded_the_page_says_so(plan: Plan, tables: dict[str, pd.DataFrame]):
    said = section(build(plan, tables, {}, {}, RUN).report)
    assert said == "Nothing is recorded of when this plan was written."
