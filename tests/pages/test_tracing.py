"""Every number of every kind of report shows the cell it names, and no result goes without one."""

import re
from html import escape
from typing import Any

import pandas as pd
import pytest

from explant.config.models import Plan
from explant.figures.alternative_text import alternative_texts
from explant.pages.document import build
from tests.pages.tracing import (
    names_of,
    texts_of,
    traced_numbers,
    untraced_numbers,
    wrong_numbers,
)
from tests.reported import RUN, SVG, make_plan, make_tables

Tables = dict[str, pd.DataFrame]
FIVE = ("measurements", "patients", "paired", "strata", "interactions")
RESULTS = {
    *("answer", "patients", "in-whom", "how-sure", "paper"),
    *("overview", "single-patients", "effects", "equivalence", "strata", "anova", "sensitivity"),
    *("diagnostics", "mixed-model", "software"),
}
NO_TISSUE: dict[str, Any] = {
    "il2_in_tumor": None,
    "il2_in_normal": None,
    "tumor_vs_normal": None,
    "il2_tumor_minus_normal": None,
}
DESIGNS: dict[str, tuple[dict[str, Any], int]] = {
    "doses in order": (
        {
            "factors": {"tissue": None, "treatment": None, "dose": {"levels": ["0", "10", "100"]}},
            "markers": {
                "CD25": {"expected": None, "equivalence_margin": None},
                "FOXP3": {"expected": None},
                "Blimp-1": {"expected": None},
            },
            "contrasts": NO_TISSUE | {"dose_trend": {"trend": {"dose": ["0", "10", "100"]}}},
        },
        9,
    ),
    "one marker, one contrast, no strata": (
        {
            "patients": None,
            "factors": {"treatment": None},
            "markers": {"CTLA-4": None, "FOXP3": None, "Blimp-1": None, "Caspase-3": None}
            | {"CD25": {"expected": None, "equivalence_margin": None}},
            "contrasts": NO_TISSUE | {"tumor_vs_normal": {"at": None}},
        },
        8,
    ),
    "a ratio first": (
        {"markers": {"CD25": {"scale": "log2", "equivalence_margin": {"il2_in_normal": 1.5}}}},
        7,
    ),
    "a difference of differences first": (
        {"report": {"headline": "il2_tumor_minus_normal"}, "inference": {"test": "t"}},
        12,
    ),
    "too few patients": ({}, 3),
}


def rendered(plan: Plan, tables: Tables) -> str:
    described = list(FIVE)
    described += [name for name in ("sensitivity", "diagnostics") if name in tables]
    texts = alternative_texts(plan, {name: tables[name] for name in described})
    """Both pages, one after the other."""
    return "\n".join(build(plan, tables, dict.fromkeys(texts, SVG), texts, RUN))


@pytest.fixture(scope="module")
def html(plan: Plan, tables: Tables) -> str:
    return rendered(plan, tables)


@pytest.fixture(scope="module", params=["the model study", *DESIGNS])
def study(
    request: pytest.FixtureRequest, plan: Plan, tables: Tables, html: str
) -> tuple[Plan, Tables, str]:
    if request.param not in DESIGNS:
        return plan, tables, html
    changes, n = DESIGNS[request.param]
    other = make_plan(**changes)
    made = make_tables(other, n, questioned=request.param == "doses in order")
    return other, made, rendered(other, made)


def names(plan: Plan, tables: Tables) -> set[str]:
    problems = tables["problems"]
    return names_of(plan, tables["patients"]["patient"]) | set(problems["where"])


def test_every_number_shows_its_cell(study: tuple[Plan, Tables, str]):
    plan, tables, html = study
    assert len(list(traced_numbers(html))) > 100
    assert wrong_numbers(html, tables, plan) == []


def test_no_result_stands_without_its_cell(study: tuple[Plan, Tables, str]):
    plan, tables, html = study
    assert untraced_numbers(html, names(plan, tables)) == []


def test_every_section_and_table_of_results_is_walked(html: str):
    found = {attributes["data-table"] for attributes, _ in traced_numbers(html)}
    assert found >= {
        *("paired", "strata", "interactions", "anova", "equivalence", "sensitivity", "influence"),
        *("diagnostics", "mixed_models", "software", "baseline", "differences", "measurements"),
    }
    sections = {text.section for text in texts_of(html) if text.cell is not None}
    assert sections >= RESULTS


def test_a_number_without_a_cell_is_found_in_every_section(plan: Plan, tables: Tables, html: str):
    planted = re.sub(
        r'(<section id="(\w[\w-]*)" .*?</h[23]>)', r"\1<p>fell by 4.3</p>", html, flags=re.DOTALL
    )
    found = untraced_numbers(planted, names(plan, tables))
    assert {section for section, _ in found} >= RESULTS
    assert {text for _, text in found} == {"fell by 4.3"}


def test_a_number_of_a_figure_text_that_its_section_does_not_trace_is_found(
    plan: Plan, tables: Tables, html: str
):
    text = alternative_texts(plan, {name: tables[name] for name in FIVE})["marker_CD25"]
    planted = html.replace(f"{escape(text)}</p>", f"{escape(text)} It fell by 98.765.</p>")
    assert planted != html
    ((section, found),) = untraced_numbers(planted, names(plan, tables))
    assert section == "effects"
    assert found.endswith("It fell by 98.765.")


def test_a_number_that_differs_from_its_cell_is_found(plan: Plan, tables: Tables, html: str):
    changed = tables["paired"].copy()
    column = changed.columns.get_loc("p_adjusted")
    changed.iloc[0, column] = 0.5 * changed.iloc[0, column] + 0.4
    wrong = wrong_numbers(html, tables | {"paired": changed}, plan)
    # In the card, the sentences and the tables: every place that shows it.
    assert len(wrong) >= 4
    assert {(a["data-table"], a["data-row"], a["data-column"]) for a, _, _ in wrong} == {
        ("paired", "0", "p_adjusted")
    }
