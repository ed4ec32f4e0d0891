"""A page of more markers than it has panels for."""

import re

import pandas as pd
import pytest

from explant.config.models import Plan
from explant.report.document import build
from explant.report.headlines import headlines
from tests.report.conftest import RUN, SVG, make_plan, make_tables


@pytest.fixture(scope="module")
def small() -> Plan:
    return make_plan(report={"panels": 2, "show": ["Caspase-3"]})


@pytest.fixture(scope="module")
def found(small: Plan) -> dict[str, pd.DataFrame]:
    return make_tables(small)


@pytest.fixture(scope="module")
def html(small: Plan, found: dict[str, pd.DataFrame]) -> str:
    return build(small, found, {"volcano": SVG, "ranked_001": SVG}, {}, RUN)


def test_the_ranking_holds_every_marker_and_the_panels_only_some(html: str, small: Plan):
    ranking = html[html.index('<section id="ranking"') : html.index('<section id="marker')]
    assert all(label in ranking for label in small.markers)
    assert "2 of them have a panel" in ranking
    panels = re.findall(r'<section id="(marker-[^"]+)"', html)
    assert len(panels) == 2
    assert panels[0] == "marker-Caspase-3"
    assert 'id="fig-volcano' in html
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
