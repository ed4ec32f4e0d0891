"""The volcano plot and the choice of markers that have a panel."""

import re

import numpy as np
import pandas as pd
import pytest

from explant.config.models import Plan
from explant.figures.alternative_text import volcano_text
from explant.figures.figure_kinds import figure_stems, panel_stems
from explant.figures.kit.saving import save
from explant.figures.large_panel.volcano import volcano_figure
from explant.figures.large_panel.volcano_points import volcano_points
from explant.figures.ranked_markers import panel_markers, ranked_markers
from explant.tables.results.conclusions import with_conclusions
from tests.figures.conftest import two_by_two

NAMES = [f"M{i}" for i in range(8)]
HEADLINE = "il2_in_tumor"


def make_plan(panels: int = 3, show: tuple[str, ...] = (), **marker: str) -> Plan:
    config = two_by_two() | {"markers": {name: {"unit": "%"} | marker for name in NAMES}}
    return Plan.model_validate(config | {"report": {"panels": panels, "show": list(show)}})


def make_paired(**columns: list[float]) -> pd.DataFrame:
    p = [0.2, 0.001, 0.5, 0.001, np.nan, 0.03, 0.9, 0.04]
    table = pd.DataFrame(
        {
            "marker": NAMES,
            "contrast": HEADLINE,
            "n": 20,
            "p": p,
            "p_adjusted": np.minimum(np.array(p) * 7, 1.0),
            "estimate": [1.0, -2.0, 0.5, 3.0, np.nan, 4.0, 0.1, -1.0],
            "low": -9.0,
            "high": 9.0,
            "level": 0.95,
            "d_z": [0.3, -0.8, 0.1, 0.9, np.nan, 0.5, 0.0, -0.5],
            "observed": ["increase", "decrease", *["increase"] * 5, "decrease"],
        }
    ).assign(**columns)
    # Another contrast, whose order must not matter.
    both = pd.concat(
        [table.assign(contrast="il2_in_normal", p_adjusted=0.0), table], ignore_index=True
    )
    return with_conclusions(both, 0.05, "change")


def test_ranked_by_adjusted_p_then_p_then_size_of_the_effect():
    # M3 and M1 share their p; the four whose adjusted p is 1 or near it come by p.
    ranked = ranked_markers(make_plan(), make_paired())
    assert ranked == ["M3", "M1", "M5", "M7", "M0", "M2", "M6", "M4"]


def test_panels_go_to_the_declared_and_then_to_the_first_of_the_ranking():
    assert panel_markers(make_plan(3, ("M6",)), make_paired()) == {
        "M6": "marker_M6",
        "M3": "ranked_001",
        "M1": "ranked_002",
    }


def test_a_declared_marker_that_ranks_first_has_one_panel():
    assert list(panel_markers(make_plan(3, ("M3",)), make_paired())) == ["M3", "M1", "M5"]


def test_every_marker_has_a_panel_where_there_is_room():
    plan = make_plan(8)
    assert panel_markers(plan, make_paired()) == {name: f"marker_{name}" for name in NAMES}
    assert "volcano" not in figure_stems(plan)


@pytest.mark.parametrize("show", [(), ("M2", "M7")])
def test_stems_are_known_before_the_results(show):
    plan = make_plan(3, show)
    assert panel_stems(plan) == list(panel_markers(plan, make_paired()).values())
    assert figure_stems(plan)[:5] == ["answer", *panel_stems(plan), "volcano"]


def test_points_threshold_and_untested():
    shown = volcano_points(make_plan(), make_paired())
    assert list(shown.points["marker"]) == ["M3", "M1", "M5", "M7", "M0", "M2", "M6"]
    assert list(shown.points["evidence"]) == [True, True, False, False, False, False, False]
    assert shown.threshold == 0.001
    assert shown.untested == 1
    assert list(shown.points["effect"])[:2] == [3.0, -2.0]
    note = shown.note(make_plan())
    assert "Dotted line" in note
    assert "1 not tested" in note


def test_the_line_is_said_to_be_lowered_where_the_adjustment_lowers_it():
    lowered = "It lies below 0.05 because p is adjusted"
    assert lowered in volcano_points(make_plan(), make_paired()).note(make_plan())
    unadjusted = make_paired(p_adjusted=make_paired()["p"].tolist()[8:])
    assert lowered not in volcano_points(make_plan(), unadjusted).note(make_plan())


def test_without_evidence_there_is_no_line():
    shown = volcano_points(make_plan(), make_paired(p_adjusted=[1.0] * 8))
    assert shown.threshold is None
    assert "No adjusted p is at most 0.05." in shown.note(make_plan())


def test_markers_in_different_units_are_standardized():
    config = make_plan().model_dump()
    config["markers"]["M0"]["unit"] = "MFI"
    plan = Plan.model_validate(config)
    shown = volcano_points(plan, make_paired())
    assert shown.marker is None
    assert list(shown.points["effect"])[:2] == [0.9, -0.8]
    assert "standardized" in shown.note(plan)


def test_ratios_need_no_common_unit():
    config = make_plan(scale="log2").model_dump()
    config["markers"]["M0"]["unit"] = "MFI"
    assert volcano_points(Plan.model_validate(config), make_paired()).marker is not None


def test_the_figure_names_its_first_markers_and_is_the_same_each_time(tmp_path):
    plan, paired = make_plan(), make_paired()
    svg, again = (
        save(volcano_figure(plan, paired), tmp_path, "volcano", formats=["svg"])[0].read_bytes()
        for _ in range(2)
    )
    text = svg.decode("utf-8")
    assert all(f">{name}<" in text for name in ("M3", "M1", "M5"))
    assert ">M4<" not in text
    assert 'id="threshold"' in text
    assert len(re.findall(r"<use ", text)) >= 7
    assert svg == again


@pytest.mark.parametrize(
    "columns",
    [
        {"p": [np.nan] * 8, "p_adjusted": [np.nan] * 8},
        {"p": [1e-300] * 8, "p_adjusted": [1e-299] * 8},
        {"estimate": [1e12] * 8},
    ],
    ids=["nothing tested", "tiny p", "huge effects"],
)
def test_extremes_are_drawn(columns, tmp_path):
    assert save(
        volcano_figure(make_plan(), make_paired(**columns)), tmp_path, "volcano", formats=["svg"]
    )


def test_the_text_counts_directions_and_names_the_first():
    text = volcano_text(make_plan(), make_paired())
    assert "effect and p of 7 markers" in text
    assert "for 2, 1 with an increase and 1 with a decrease" in text
    assert "M3 (3.0 percentage points" in text
