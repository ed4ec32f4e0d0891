"""The clustered heat map: whose differences, in which unit, drawn in which colors."""

import io
import math
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex

from explant.config.models import Plan
from explant.figures.kit import style
from explant.figures.kit.saving import save
from explant.figures.large_panel.heat_map import heat_map_figure
from explant.figures.large_panel.heat_map_cells import LIMIT_IN_SD, HeatMapCells, heat_map_cells
from explant.figures.large_panel.heat_map_text import heat_map_text
from explant.figures.large_panel.leading import HEAT_MAP_ROWS, heat_map_markers
from tests.figures.conftest import two_by_two

HEADLINE = "il2_in_tumor"
NAN = math.nan


def make_plan(
    count: int = 4, show: tuple[str, ...] = (), markers: dict[str, Any] | None = None
) -> Plan:
    named = markers or {f"M{i}": {"unit": "%"} for i in range(count)}
    report = {"panels": 1, "show": list(show)}
    return Plan.model_validate(two_by_two() | {"markers": named, "report": report})


def tables(plan: Plan, values: Any) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Differences of the headline as given (markers × patients), and what follows from them."""
    values = np.array(values, dtype=float)
    patients = [f"P{j}" for j in range(values.shape[1])]
    differences = pd.DataFrame(
        [
            {"patient": patient, "marker": marker, "contrast": contrast, "difference": shift + d}
            for contrast, shift in (("il2_in_normal", 100.0), (HEADLINE, 0.0))
            for marker, row in zip(plan.markers, values, strict=True)
            for patient, d in zip(patients, row, strict=True)
        ]
    )
    p = np.arange(1, len(values) + 1) / 1000
    known = np.isfinite(values)
    mean = np.where(known, values, 0).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
    paired = pd.DataFrame(
        {
            "marker": list(plan.markers),
            "contrast": HEADLINE,
            "n": known.sum(axis=1),
            "n_incomplete": (~known).sum(axis=1),
            "estimate": np.where(known.any(axis=1), mean, NAN),
            "low": np.where(known.any(axis=1), mean - 1, NAN),
            "high": np.where(known.any(axis=1), mean + 1, NAN),
            "p": p,
            "p_adjusted": p,
            "d_z": 0.5,
            "observed": np.where(mean > 0, "increase", "decrease"),
        }
    )
    return differences, pd.concat([paired.assign(contrast="il2_in_normal", p_adjusted=0.5), paired])


def cells_of(plan: Plan, values: Any) -> HeatMapCells:
    return heat_map_cells(plan, *tables(plan, values))


def row(shown: HeatMapCells, marker: str) -> list[float]:
    """A marker's row by the patients' names."""
    found = shown.differences[shown.markers.index(marker)]
    return [float(found[shown.patients.index(name)]) for name in sorted(shown.patients)]


def test_the_cells_are_the_differences_of_the_headline() -> None:
    values = np.random.default_rng(1).normal(size=(4, 6))
    shown = cells_of(make_plan(), values)
    for i in range(4):
        assert row(shown, f"M{i}") == list(values[i])
    assert shown.alike == "M0"


def test_declared_markers_and_then_the_first_of_the_ranking() -> None:
    plan = make_plan(HEAT_MAP_ROWS + 20, ("M65",))
    _, paired = tables(plan, np.ones((HEAT_MAP_ROWS + 20, 3)))
    assert heat_map_markers(plan, paired) == ["M65", *(f"M{i}" for i in range(HEAT_MAP_ROWS - 1))]


def test_markers_that_the_headline_is_not_asked_of_are_absent() -> None:
    plan = make_plan()
    differences, paired = tables(plan, np.eye(4))
    asked = ~((paired["contrast"] == HEADLINE) & paired["marker"].isin(["M1", "M2"]))
    shown = heat_map_cells(plan, differences, paired[asked])
    assert set(shown.markers) == {"M0", "M3"}


def test_markers_in_different_units_are_in_standard_deviations() -> None:
    plan = make_plan(markers={"A": {"unit": "%"}, "B": {"unit": "MFI", "scale": "log2"}})
    values = np.array([[1.0, 2.0, 6.0, NAN], [-0.5, 0.5, 0.25, 1.0]])
    shown = cells_of(plan, values)
    assert shown.alike is None
    assert shown.limit == LIMIT_IN_SD
    for marker, d in zip("AB", values, strict=True):
        np.testing.assert_allclose(row(shown, marker), d / np.nanstd(d, ddof=1))


def test_ratios_need_no_common_unit() -> None:
    markers = {name: {"unit": name, "scale": "log2"} for name in "AB"}
    assert cells_of(make_plan(markers=markers), [[0.5, 1.0], [2.0, 1.0]]).alike is not None


def test_equal_differences_are_beyond_the_ends_and_zeros_in_the_middle() -> None:
    plan = make_plan(markers={"A": {"unit": "%"}, "B": {"unit": "MFI"}, "C": {"unit": "g"}})
    # In binary 0.3 − 0.2 is not quite 0.1: no spread all the same.
    shown = cells_of(plan, [[0.1, 0.3 - 0.2, 0.1], [0.0, 0.0, 0.0], [NAN, -2.0, NAN]])
    assert all(value > LIMIT_IN_SD for value in row(shown, "A"))
    assert row(shown, "B") == [0.0, 0.0, 0.0]
    assert all(math.isnan(value) for value in row(shown, "C"))
    assert shown.beyond == 3
    assert shown.missing == 3


@pytest.mark.parametrize(
    ("scale", "largest", "limit"),
    [
        ("linear", 0.7, 0.8),
        ("linear", 1.0, 1.0),
        ("linear", 12.0, 15.0),
        ("linear", 950.0, 1000.0),
        ("log2", 0.9, 1.0),
        ("log2", 1.2, math.log2(3)),
        ("log2", 3.5, 4.0),
        ("logit", 0.69, math.log(2)),
        ("linear", 0.0, 1.0),
    ],
)
def test_the_colors_end_at_a_round_number(scale: str, largest: float, limit: float) -> None:
    markers = {name: {"unit": "%", "scale": scale} for name in "AB"}
    shown = cells_of(make_plan(markers=markers), [[largest] * 20, [-largest] * 20])
    assert shown.limit == pytest.approx(limit)
    assert shown.beyond == 0


def test_few_far_values_do_not_stretch_the_colors() -> None:
    values = np.full((4, 25), 1.0)
    values[0, :4] = 80.0
    shown = cells_of(make_plan(), values)
    assert shown.limit == 1.0
    assert shown.beyond == 4


def test_opposite_markers_stand_apart_although_they_rise_and_fall_together() -> None:
    shape = np.array([0.0, 0.5, 1.0, 0.2])
    shown = cells_of(make_plan(), [shape + 3, shape - 3, 3.4 - shape, -2.6 - shape])
    assert set(shown.markers[:2]) == {"M0", "M2"}
    assert set(shown.markers[2:]) == {"M1", "M3"}


def drawn(plan: Plan, values: Any) -> str:
    figure, buffer = heat_map_figure(plan, *tables(plan, values)), io.StringIO()
    with style.settings():
        figure.savefig(buffer, format="svg")
    return buffer.getvalue()


def test_colors_follow_the_sign_and_the_size() -> None:
    text = drawn(make_plan(2), [[10.0, 0.0], [-10.0, -5.0]])
    for color in ("#7a3600", "#f4f4f4", "#003e66", to_hex("#0072B2")):
        assert f"fill: {color}" in text
    assert ">Difference (percentage points)<" in text
    assert ">≤ −10<" in text
    assert ">≥ 10<" in text


def test_labels_say_who_how_much_and_how_certain() -> None:
    text = drawn(make_plan(2), [[4.0, 6.0], [-3.0, -1.0]])
    assert ">5.0 pp [4.0, 6.0]<" in text
    assert ">−2.0 pp [−3.0, −1.0]<" in text
    assert ">0.002<" in text
    assert 'id="patient:P1|heat_map|columns"' in text
    assert "The order is description" in text


def test_missing_differences_are_marked_and_named() -> None:
    text = drawn(make_plan(2), [[4.0, NAN], [-3.0, -1.0]])
    assert 'id="missing"' in text
    assert "a sample is missing" in text
    whole = drawn(make_plan(2), [[4.0, 1.0], [-3.0, -1.0]])
    assert 'id="missing"' not in whole
    assert "a sample is missing" not in whole


def test_the_bar_speaks_of_ratios_or_standard_deviations() -> None:
    ratios = {name: {"unit": "MFI", "scale": "log2"} for name in "AB"}
    text = drawn(make_plan(markers=ratios), [[4.0, -4.0], [1.0, 2.0]])
    assert ">Ratio<" in text
    assert [label for label in ("≤ ×1/16", "×0.25", "×1", "×4", "≥ ×16") if f">{label}<" in text]
    mixed = {"A": {"unit": "%"}, "B": {"unit": "MFI"}}
    text = drawn(make_plan(markers=mixed), [[4.0, -4.0], [1.0, 2.0]])
    assert "standard deviations of the marker" in text
    assert ">≤ −3<" in text


def test_the_same_figure_from_tables_in_any_order(tmp_path: Any) -> None:
    plan = make_plan(6)
    differences, paired = tables(plan, np.random.default_rng(5).integers(-2, 3, size=(6, 8)))
    turned = differences.sample(frac=1, random_state=1)
    one, other = (
        save(heat_map_figure(plan, each, paired), tmp_path, "h", formats=["svg"])[0].read_bytes()
        for each in (differences, turned)
    )
    assert one == other


@pytest.mark.parametrize(
    "values",
    [
        np.ones((4, 2)),
        np.zeros((4, 5)),
        np.full((4, 3), NAN),
        [[NAN, NAN], [1.0, NAN], [NAN, 2.0], [3.0, -3.0]],
        [[1.0], [2.0], [-1.0], [NAN]],
        np.full((4, 3), 1e300),
        [[1e-320, 0.0], [0.0, 0.0], [0.0, 0.0], [0.0, 0.0]],
        np.random.default_rng(6).normal(size=(4, 400)),
    ],
    ids=[
        *("constant", "zero", "no difference at all", "gaps", "one patient", "huge", "tiny"),
        "many patients",
    ],
)
@pytest.mark.parametrize("unit", ["%", "own"])
@pytest.mark.filterwarnings("error")
def test_extremes_are_drawn(values: Any, unit: str) -> None:
    markers = {f"M{i}": {"unit": "%" if unit == "%" else f"u{i}"} for i in range(4)}
    text = drawn(make_plan(markers=markers), values)
    root = ET.fromstring(text)
    assert root.tag.endswith("svg")
    assert not re.search(r"\bnan\b|\binf\b", text)


@pytest.mark.filterwarnings("error")
def test_huge_ratios_have_labels() -> None:
    markers = {name: {"unit": "x", "scale": "log2"} for name in "AB"}
    text = drawn(make_plan(markers=markers), [[1900.0, -5.0], [900.0, 2.0]])
    assert ">≥ ×2^1900<" in text


def test_many_patients_have_no_names() -> None:
    text = drawn(make_plan(2), np.random.default_rng(7).normal(size=(2, 120)))
    assert "120 patients, too many to name." in text
    assert ">P7<" not in text


def test_the_text_counts_directions_and_gaps() -> None:
    plan = make_plan(3)
    _, paired = tables(plan, [[1.0, 2.0, NAN], [3.0, NAN, NAN], [-1.0, -2.0, -3.0]])
    text = heat_map_text(plan, paired)
    assert text.startswith(
        "IL-2 effect in tumor: the difference of each of 3 patients in 3 markers"
    )
    assert "above zero in 2 markers and below in 1." in text
    assert "3 differences are missing." in text
    many = make_plan(HEAT_MAP_ROWS + 1)
    _, paired = tables(many, np.ones((HEAT_MAP_ROWS + 1, 2)))
    assert f"in {HEAT_MAP_ROWS} of {HEAT_MAP_ROWS + 1} markers" in heat_map_text(many, paired)
    assert "missing" not in heat_map_text(many, paired)


def test_the_text_needs_no_matplotlib() -> None:
    code = (
        "import sys, explant.figures.large_panel.heat_map_text; "
        "print([m for m in ('matplotlib', 'scipy') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": ":".join(sys.path)},
    )
    assert done.stdout.strip() == "[]"
