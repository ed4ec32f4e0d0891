"""The small figure of one effect."""

import math
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET

import pandas as pd
import pytest

from explant.figures.effect_strip import (
    SMALL_WIDTH,
    WIDTH,
    Effect,
    alike,
    effect_strip,
    effects,
    interval_strip,
    reaches,
    strip_text,
)
from tests.reported import PAIRED, make_plan

NONE = math.nan
THREE = Effect(("P 1", "P<2>", 'P"3'), (-4.0, -1.0, 2.0), -1.5, -3.0, 0.5)


def strip(effect: Effect = THREE, reach: float = 0.0, *, filled: bool = True) -> ET.Element:
    drawn = effect_strip(
        effect, reach or effect.reach, "Three & more", color="#0072B2", filled=filled
    )
    return ET.fromstring(drawn)


def dots(drawn: ET.Element) -> list[ET.Element]:
    return [circle for circle in drawn.iter("circle") if circle.get("data-patient")]


def mark(drawn: ET.Element) -> ET.Element:
    """The estimate."""
    (found,) = (each for each in drawn.iter("circle") if not each.get("data-patient"))
    return found


def test_every_patient_has_a_dot_with_the_id_at_the_difference():
    places = {dot.get("data-patient"): float(dot.get("cx", "")) for dot in dots(strip())}
    assert list(places) == ["P 1", "P<2>", 'P"3']
    middle, per_unit = WIDTH / 2, (places['P"3'] - WIDTH / 2) / 2.0
    assert per_unit > 0
    assert places["P 1"] == pytest.approx(middle - 4 * per_unit, abs=0.1)
    assert places["P<2>"] == pytest.approx(middle - per_unit, abs=0.1)


def test_dots_at_one_place_stand_side_by_side():
    same = Effect(("a", "b", "c"), (1.0, 1.0, 1.0), 1.0, NONE, NONE)
    places = [(dot.get("cx"), dot.get("cy")) for dot in dots(strip(same))]
    assert len({x for x, _ in places}) == 1
    assert len({y for _, y in places}) == 3


def test_interval_and_estimate_stand_where_their_numbers_are():
    drawn = strip(reach=5.0)
    interval = next(path for path in drawn.iter("path") if path.get("class") == "interval")
    start, end = map(float, re.findall(r"M([\d.]+) \d+H([\d.]+)", interval.get("d", ""))[0])
    zero, per_unit = WIDTH / 2, (WIDTH / 2 - 8) / 5
    assert (start, end) == pytest.approx((zero - 3 * per_unit, zero + 0.5 * per_unit), abs=0.1)
    assert float(mark(drawn).get("cx", "")) == pytest.approx(zero - 1.5 * per_unit, abs=0.1)


def test_the_estimate_is_filled_only_where_there_is_evidence():
    assert mark(strip(filled=True)).get("fill") == "currentColor"
    assert mark(strip(filled=False)).get("class") == "hollow"


def test_estimates_below_each_other_share_an_axis():
    near, far = Effect((), (), 1.0, 0.5, 1.5), Effect((), (), -2.0, -3.0, NONE)
    drawn = ET.fromstring(interval_strip([(near, True), (far, False)], 4.0, "Two"))
    first, second = drawn.iter("circle")
    per_unit = (SMALL_WIDTH / 2 - 8) / 4
    assert float(first.get("cx", "")) == pytest.approx(SMALL_WIDTH / 2 + per_unit, abs=0.1)
    assert float(second.get("cx", "")) == pytest.approx(SMALL_WIDTH / 2 - 2 * per_unit, abs=0.1)
    assert float(second.get("cy", "")) > float(first.get("cy", ""))
    assert (first.get("class"), second.get("class")) == (None, "hollow")
    assert len([path for path in drawn.iter("path") if path.get("class") == "interval"]) == 1


def test_an_interval_beyond_the_axis_ends_in_an_arrowhead():
    wide = Effect(("a", "b"), (-1.0, 1.0), 0.0, -50.0, 50.0)
    assert wide.reach == 1.5
    interval = next(path for path in strip(wide).iter("path") if path.get("class") == "interval")
    assert interval.get("d", "").count("M") == 3
    ends = [float(x) for x in re.findall(r"[MH]([\d.]+)", interval.get("d", ""))]
    assert min(ends) >= 0
    assert max(ends) <= WIDTH
    near = next(path for path in strip().iter("path") if path.get("class") == "interval")
    assert near.get("d", "").count("M") == 1


def test_no_interval_no_line_and_no_estimate_no_mark():
    bare = strip(Effect(("a",), (1.0,), NONE, NONE, NONE))
    assert [path.get("class") for path in bare.iter("path")] == ["zero"]
    assert len(list(bare.iter("circle"))) == 1


def test_the_text_alternative_is_that_of_the_picture():
    drawn = strip()
    assert drawn.get("role") == "img"
    assert drawn.get("aria-label") == "Three & more"


def frames() -> tuple[pd.DataFrame, pd.DataFrame]:
    markers = ["CD25", "FOXP3", "CTLA-4", "Blimp-1"]
    paired = pd.DataFrame([PAIRED | {"marker": marker} for marker in markers])
    differences = pd.DataFrame(
        [
            {"patient": patient, "marker": marker, "contrast": "il2_in_tumor", "difference": value}
            for marker, values in {
                "CD25": [-8.0, NONE, 1.0],
                "FOXP3": [4.0, 2.0, -1.0],
                "CTLA-4": [NONE, NONE, NONE],
                "Blimp-1": [0.5, 1.0, 1.5],
            }.items()
            for patient, value in zip(["P1", "P2", "P3"], values, strict=True)
        ]
    )
    return differences, paired


def test_effects_hold_the_patients_who_have_a_difference():
    found = effects("il2_in_tumor", make_plan().markers, *frames())
    assert list(found) == ["CD25", "FOXP3", "Blimp-1"]
    assert found["CD25"].patients == ("P1", "P3")
    assert found["CD25"].differences == (-8.0, 1.0)
    assert (found["CD25"].estimate, found["CD25"].low) == (-6.14, -8.93)


def test_markers_of_one_unit_share_an_axis_unless_one_would_be_cramped():
    plan = make_plan()
    near = Effect(("a",), (3.0,), NONE, NONE, NONE)
    far = Effect(("a",), (10.0,), NONE, NONE, NONE)
    farther = Effect(("a",), (13.0,), NONE, NONE, NONE)
    shared = reaches(plan, {"CD25": near, "FOXP3": far, "Blimp-1": near})
    assert shared["CD25"] == shared["FOXP3"]
    assert shared["Blimp-1"] != shared["CD25"]
    own = reaches(plan, {"CD25": near, "FOXP3": farther})
    assert own["CD25"] < own["FOXP3"]
    assert alike(plan, ["CD25", "Blimp-1", "FOXP3"]) == {
        ("linear", "percentage points"): ["CD25", "FOXP3"],
        ("log2", ""): ["Blimp-1"],
    }


def test_the_text_says_how_many_lie_on_each_side_and_the_estimate():
    row = pd.Series(PAIRED | {"n_decrease": 18, "n_increase": 2})
    assert strip_text(make_plan(), row, ("lower", "higher")) == (
        "CD25, IL-2 effect in tumor: paired differences of 20 patients, 18 lower, 2 higher. "
        "Estimate −6.1 percentage points [−8.9, −3.2] (95.2 % interval)."
    )
    empty = pd.Series({**row, "estimate": NONE, "n": 1})
    assert strip_text(make_plan(), empty, ("lower", "higher")).endswith("; no estimate.")


def test_it_needs_no_matplotlib():
    program = "import sys, explant.pages.answers.answer_picture; print('matplotlib' in sys.modules)"
    ended = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ended.stdout.strip() == "False"
