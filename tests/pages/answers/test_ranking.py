"""A page of more markers than it has panels for."""

import re

import pandas as pd
import pytest

from explant.config.models import Plan
from explant.figures.figure_kinds import figure_stems
from explant.pages.answers.ranking import ranking
from explant.pages.document import build
from explant.pages.headlines import headlines
from explant.tables.results.between_patients.between import between_table
from tests.reported import RUN, SVG, make_plan, make_tables


@pytest.fixture(scope="module")
def small() -> Plan:
    return make_plan(report={"panels": 2, "show": ["Caspase-3"]})


@pytest.fixture(scope="module")
def found(small: Plan) -> dict[str, pd.DataFrame]:
    return make_tables(small)


@pytest.fixture(scope="module")
def html(small: Plan, found: dict[str, pd.DataFrame]) -> str:
    return build(
        small, found, {"volcano": SVG, "heat_map": SVG, "ranked_001": SVG}, {}, RUN
    ).supplement


def test_the_ranking_holds_every_marker_and_the_panels_only_some(html: str, small: Plan):
    ranking = html[html.index('<section id="ranking"') : html.index('<section id="marker')]
    assert all(label in ranking for label in small.markers)
    assert "2 of them have a panel" in ranking
    panels = re.findall(r'<section id="(marker-[^"]+)"', html)
    assert len(panels) == 2
    assert panels[0] == "marker-Caspase-3"
    assert 'id="fig-volcano' in html
    assert ranking.index('id="fig-volcano') < ranking.index('id="fig-heat_map')
    assert "Clusters are description" in ranking
    assert '<a href="paired.csv">' in ranking
    assert 'id="fig-ranked_001' in html


def test_every_inner_link_has_its_target(html: str):
    ids = set(re.findall(r' id="([^"]+)"', html))
    assert set(re.findall(r'href="#([^"]+)"', html)) <= ids
    assert 'href="#ranking"' in html


def test_sections_say_which_markers_they_are_about(html: str):
    assert "Of 5 markers, those with a panel" in html


def test_the_summary_on_screen_ends_with_a_count(small: Plan, found: dict[str, pd.DataFrame]):
    lines = headlines(small, found)
    assert len(lines) == 3
    assert "Caspase-3" in lines[0]
    assert lines[-1] == "3 more markers stand in the ranking of the report."


def test_a_comparison_of_groups_is_ranked_without_a_heat_map():
    question = {
        "between": {"stage": ["early", "late"]},
        "at": {"tissue": "tumor", "treatment": "control"},
        "label": "Early against late",
    }
    plan = make_plan(contrasts={"by_stage": question}, report={"panels": 2, "headline": "by_stage"})
    assert "heat_map" not in figure_stems(plan)
    tables = make_tables(plan)
    tables["between"] = between_table(tables["differences"], tables["patients"], plan)
    found = ranking(plan, tables, [])
    assert found is not None
    assert (found.file, found.every, found.shown) == ("between", 5, 5)
    html = build(plan, tables, {}, {}, RUN).supplement
    section = html[html.index('<section id="ranking"') : html.index('<section id="marker')]
    assert '<a href="between.csv">' in section
    assert "Clusters" not in section
