"""The answer picture as a figure: it shows the numbers of the tables, each unit on its own axis."""

import numpy as np
import pandas as pd
import pytest

from explant.config.models import Plan
from explant.figures.answer.answer_axes import answer_axes
from explant.figures.answer.answer_figure import answer_figure
from explant.figures.answer.answer_text import answer_text
from explant.language.answers.answer import answers_in
from tests.figures.drawing import patient_layers
from tests.reported import make_plan, paired_frame

TABLES = ("paired", "differences", "strata", "interactions", "robustness", "cells")


def test_every_patient_and_every_estimate_is_drawn(
    plan: Plan, tables: dict[str, pd.DataFrame]
) -> None:
    figure = answer_figure(plan, **{name: tables[name] for name in TABLES})
    (axes,) = figure.axes
    (layer,) = patient_layers(axes)
    own = tables["differences"]
    own = own[(own["contrast"] == plan.headline) & own["difference"].notna()]
    drawn = sum(len(marks.dots) for marks in layer.marks.values())
    assert drawn == len(own)
    words = " ".join(text.get_text() for text in axes.texts)
    for marker in plan.analysed_markers:
        assert marker in words
    assert "n = " not in words


def test_dots_of_a_marker_stand_as_its_differences_do(
    plan: Plan, tables: dict[str, pd.DataFrame]
) -> None:
    figure = answer_figure(plan, **{name: tables[name] for name in TABLES})
    (layer,) = patient_layers(figure.axes[0])
    own = tables["differences"]
    own = own[(own["contrast"] == plan.headline) & (own["marker"] == plan.analysed_markers[0])]
    own = own[own["difference"].notna()]
    # The rows follow each other: a patient's first dot is that of the first marker it has.
    x = [float(layer.marks[patient].dots[0].x[0]) for patient in own["patient"]]
    assert np.corrcoef(x, own["difference"])[0, 1] == pytest.approx(1.0)


def test_a_slope_and_a_whole_difference_share_no_axis() -> None:
    dose = {"levels": ["none", "low", "high"]}
    plan = make_plan(
        factors={"tissue": None, "treatment": None, "dose": dose},
        markers={"CD25": {"expected": None, "equivalence_margin": None}, "FOXP3": None}
        | dict.fromkeys(("CTLA-4", "Blimp-1", "Caspase-3")),
        contrasts={
            **dict.fromkeys(("il2_in_tumor", "il2_in_normal", "tumor_vs_normal")),
            "il2_tumor_minus_normal": None,
            "slope": {"trend": {"dose": ["none", "low", "high"]}, "role": "primary"},
            "high_dose": {"compare": {"dose": ["high", "none"]}},
            "low_dose": {"compare": {"dose": ["low", "none"]}},
        },
    )
    changes = [
        {"contrast": "slope", "estimate": 4.0, "low": 3.0, "high": 5.0},
        {"contrast": "high_dose", "estimate": 30.0, "low": 20.0, "high": 40.0},
        {"contrast": "low_dose", "estimate": 10.0, "low": 5.0, "high": 15.0},
    ]
    paired = paired_frame(*changes)
    found = answers_in("paired", paired)
    asked = {(row.text("contrast"), row.text("marker")): row for row in found}
    differences = pd.DataFrame(
        {"patient": ["P1", "P2"], "marker": "CD25", "contrast": "slope", "difference": [3.0, 6.0]}
    )
    axes = answer_axes(
        plan,
        found[:1],
        {"paired": paired, "differences": differences},
        asked,
        ["high_dose", "low_dose"],
    )
    assert axes.of(plan, "CD25", "slope") == pytest.approx(6.0 * 1.04)
    # Both whole differences are on one axis, so that their lengths compare.
    assert axes.of(plan, "CD25", "high_dose") == axes.of(plan, "CD25", "low_dose")
    assert axes.of(plan, "CD25", "high_dose") == pytest.approx(40.0 * 1.04)


def test_the_text_says_what_was_found_and_how_robust_it_is(
    plan: Plan, tables: dict[str, pd.DataFrame]
) -> None:
    text = answer_text(plan, tables["paired"], None, tables["robustness"])
    assert text.startswith("IL-2 effect in tumor, by marker")
    assert "CD25: " in text
    assert ("firm" in text) or ("fragile" in text)
