"""Whole reports of designs other than the model study's: sound, traced, and in fitting words."""

import re
from collections.abc import Callable

import pandas as pd
import pytest

from explant.config.models import Plan
from explant.pages.headlines import headlines
from tests.pages.designs import (
    DESIGNS,
    before_and_after,
    doses_and_controls,
    four_groups,
)
from tests.pages.test_document import assert_links_have_targets, both, read, render, sections
from tests.pages.tracing import names_of, untraced_numbers, wrong_numbers
from tests.wording import overclaims, text_of

Design = tuple[Plan, dict[str, pd.DataFrame], str]

QUESTIONS_OF_PAIRS = {"sensitivity", "diagnostics", "mixed-model", "software", "anova", "strata"}


@pytest.fixture(scope="module")
def made() -> dict[str, Design]:
    found: dict[str, Design] = {}
    for make in DESIGNS:
        plan, tables = make()
        found[make.__name__] = plan, tables, render(plan, tables)
    return found


@pytest.fixture(params=DESIGNS, ids=lambda make: make.__name__)
def design(request: pytest.FixtureRequest, made: dict[str, Design]) -> Design:
    make: Callable[[], object] = request.param
    return made[make.__name__]


def words_of(design: Design, *without: str) -> str:
    """Text of a page without some of its sections, each space one space."""
    html = design[2]
    for name in without:
        html = re.sub(rf'<section id="{name}".*?</section>', " ", html, flags=re.DOTALL)
    return " ".join("".join(read(html).text).replace("\N{NO-BREAK SPACE}", " ").split())


def test_every_number_names_its_cell_and_shows_it(design: Design):
    plan, tables, html = design
    assert wrong_numbers(html, tables, plan) == []
    names = names_of(plan, tables["patients"]["patient"])
    untraced = [text for _, text in untraced_numbers(html, names) if not text.startswith("About ")]
    assert untraced == []


def test_every_marker_has_its_sentence_above_its_figure(design: Design):
    shown = re.findall(
        r'<section aria-labelledby="[^"]+-here">\s*<h3.*?</h3>\s*(.{3})', design[2], re.DOTALL
    )
    assert set(shown) <= {"<p>"}


def test_the_page_is_sound_and_every_inner_link_leads_somewhere(design: Design):
    plan, tables, _ = design
    assert assert_links_have_targets(both(plan, tables)) > 10


def test_no_design_overclaims(design: Design):
    # Titles of sources, in the methods as text and in the references, are not our words.
    ours = re.sub(r'<(section id="references"|pre).*?</(section|pre)>', " ", design[2], flags=re.S)
    assert overclaims(text_of(ours)) == []
    assert "nan" not in words_of(design).lower().split()


def test_every_question_is_answered_in_a_sentence_and_no_other(design: Design):
    plan, tables, _ = design
    text = words_of(design)
    for contrast in plan.contrasts:
        asked = [marker for marker in plan.markers if plan.asks(contrast, marker)]
        label = plan.contrast_label(contrast)
        assert len(re.findall(rf"\({re.escape(label)}(?: \(|[;)])", text)) >= len(asked)
    assert len(tables["paired"]) + len(tables["between"]) == len(plan.questions())


def test_every_answer_stands_in_a_listing_of_its_marker(design: Design):
    _, tables, html = design
    page = read(html)
    shown = {
        (attributes["data-table"], attributes["data-row"])
        for attributes, _ in page.traced
        if attributes["data-column"] == "p_adjusted"
    }
    for name in ("paired", "between"):
        assert {(name, str(row)) for row in range(len(tables[name]))} <= shown


def test_a_design_without_treatment_or_pairing_names_neither(made: dict[str, Design]):
    text = words_of(
        made["four_groups"], "methods", "brief-methods", "checklists", "references", "files"
    )
    for word in ("treatment", "paired", "pairing", "within patients", "signed-rank", "d_z"):
        assert word not in text.lower(), word
    assert "Every estimate compares groups of different mice." in text
    assert not QUESTIONS_OF_PAIRS & sections(read(made["four_groups"][2]))
    methods = words_of(made["four_groups"])
    assert "Each of 32 mice gave one sample." in methods
    assert "Mice were compared in groups by source (none, T, B, DC)." in methods


def test_a_marker_that_is_not_analysed_has_no_panel_and_no_row(made: dict[str, Design]):
    page = read(made["four_groups"][2])
    assert "marker-Treg" in sections(page)
    assert "marker-Events" not in sections(page)
    assert not [a for _, a in page.all("href") if a["href"] == "#marker-Events"]


def test_a_family_says_how_many_are_adjusted_together(made: dict[str, Design]):
    text = words_of(made["four_groups"])
    assert "T against none; any difference" in text  # whom M09 is left out of


def test_groups_without_an_order_show_p_and_no_direction(made: dict[str, Design]):
    plan, tables, _ = made["four_groups"]
    row = tables["between"].query("marker == 'Treg' and contrast == 'any'").iloc[0]
    assert row["p_adjusted"] <= plan.inference.alpha
    text = words_of(made["four_groups"])
    assert "◆ ◇ groups without an order" in text
    assert "◆ evidence: p < 0.001" in text
    assert "This does not say which of the groups differ." in text


def test_both_kinds_of_questions_stand_side_by_side(made: dict[str, Design]):
    text = words_of(made["doses_and_controls"])
    assert "or comparisons of groups of different patients, without pairing" in text
    assert "Paired differences were tested by the Wilcoxon signed-rank test" in text
    assert (
        "Groups of different patients were compared, without pairing, by the Mann–Whitney" in text
    )
    assert "Comparisons of groups of patients are not among them." in text
    assert "is lower in patient than in control (patients against controls)" in text
    assert "A higher value in patient was expected: this is the opposite direction." in text
    assert "the weighted sum 0.5 × low + 0.5 × high − 1 × none" in text
    assert "bends upward over dose (bend)" in text
    assert "percentage points per unit squared of dose" in text


def test_controls_are_left_out_of_no_comparison_that_is_not_theirs(made: dict[str, Design]):
    html = made["doses_and_controls"][2]
    left_out = html[html.index("Who was left out of which contrast") :]
    rows = re.findall(r"<tr>(.*?)</tr>", left_out[: left_out.index("</table>")], re.DOTALL)
    text = [re.sub(r"<[^>]+>", " ", row) for row in rows]
    of_control = [row for row in text if "C01" in row]
    assert of_control
    assert not any("stage" in row for row in of_control)


def test_questions_of_some_markers_leave_a_dash_in_the_matrix(made: dict[str, Design]):
    plan, _, html = made["before_and_after"]
    matrix = html[html.index('<table class="matrix">') :]
    matrix = matrix[: matrix.index("</table>")]
    asked = len(plan.questions())
    every = len(plan.contrasts) * len(plan.analysed_markers)
    assert matrix.count("<td>–</td>") == every - asked
    assert "not asked, or not tested" in html


def test_a_ratio_of_markers_and_a_fixed_value_read_as_such(made: dict[str, Design]):
    text = words_of(made["before_and_after"])
    assert "Evidence that Treg / Teff is higher after than before (expansion)" in text
    assert "Viability is below 50 % (viable): the value minus 50 % is" in text
    assert "Index differs from 1 (index)" in text or "Index is above 1 (index)" in text
    assert "Viability: the plan’s analysis estimates a value below 50 %" in text


def test_the_summary_on_screen_leads_with_any_headline(made: dict[str, Design]):
    plan, tables, _ = made["four_groups"]
    said = headlines(plan, tables)
    assert len(said) == 2
    assert said[0].startswith("Evidence that Treg is higher in T than in none (T against none):")


def test_the_headline_may_be_any_contrast():
    for make, headline in ((doses_and_controls, "by_stage"), (before_and_after, "viable")):
        plan, tables = make()
        plan = plan.model_copy(
            update={"report": plan.report.model_copy(update={"headline": headline})}
        )
        text = words_of((plan, tables, render(plan, tables)))
        assert plan.contrast_label(headline) in text
    plan, tables = four_groups()
    plan = plan.model_copy(update={"report": plan.report.model_copy(update={"headline": "any"})})
    text = words_of((plan, tables, render(plan, tables)))
    assert "Evidence that Treg differs among the groups" in text


def test_tables_without_rows_are_read_as_such():
    plan, tables = four_groups()
    empty = {
        name: table.iloc[:0] for name, table in tables.items() if name in ("paired", "between")
    }
    page = read(render(plan, tables | empty))
    assert "answer" in sections(page)
    absent = {name: table for name, table in tables.items() if name != "paired"}
    assert "marker-Treg" in sections(read(render(plan, absent)))
