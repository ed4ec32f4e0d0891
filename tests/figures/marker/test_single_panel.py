"""Single panels and the composite: the numbers of the tables, for whom and what was asked."""

import pandas as pd
import pytest

from explant.config.models import Plan
from explant.config.models.plan import Figures
from explant.figures.drawing import draw
from explant.figures.figure_kinds import COMPOSITE, PANEL, planned_figures
from explant.figures.figure_names import composite_markers, single_panels
from explant.figures.kit.paper import INCHES
from explant.figures.marker.panel_text import composite_text, panel_text
from tests.figures.designs import DESIGNS
from tests.figures.drawing import patient_layers
from tests.figures.test_text_fits import misplaced


def asking(plan: Plan) -> Plan:
    return plan.model_copy(update={"figures": Figures(single_panels=True, composite=True)})


def test_neither_is_drawn_unless_the_plan_asks(plan: Plan) -> None:
    assert planned_figures(plan, [PANEL, COMPOSITE]) == []
    figures = planned_figures(asking(plan), [PANEL, COMPOSITE])
    assert len(figures) == len(plan.questions()) + 1
    assert len({figure.stem for figure in figures}) == len(figures)


def test_a_panel_shows_one_question_in_a_single_column(
    plan: Plan, tables: dict[str, pd.DataFrame]
) -> None:
    plan = asking(plan)
    (panel,) = [f for f in planned_figures(plan, [PANEL]) if f.subject == "CD25_il2_in_tumor"]
    figure = draw(panel, plan, tables)
    assert figure.get_figwidth() == INCHES[89]
    values, changes = figure.axes
    own = tables["differences"]
    own = own[(own["marker"] == "CD25") & (own["contrast"] == "il2_in_tumor")].dropna()
    (layer,) = patient_layers(changes)
    drawn = {patient: float(marks.dots[0].y[0]) for patient, marks in layer.marks.items()}
    assert drawn == dict(zip(own["patient"], own["difference"], strict=True))
    # Two samples, those that the question compares.
    assert len(values.get_xticks()) == 2
    assert misplaced(figure) == []


def test_the_composite_has_a_letter_for_each_marker(
    plan: Plan, tables: dict[str, pd.DataFrame]
) -> None:
    plan = asking(plan)
    (planned,) = planned_figures(plan, [COMPOSITE])
    figure = draw(planned, plan, tables)
    letters = [text.get_text() for text in figure.texts if len(text.get_text()) == 1]
    assert letters == list("abcde")[: len(composite_markers(plan))]
    assert misplaced(figure) == []


@pytest.mark.parametrize("design", DESIGNS)
def test_every_design_has_panels_and_a_composite_in_which_nothing_collides(design: str) -> None:
    made = DESIGNS[design]()
    plan = asking(made.plan)
    figures = planned_figures(plan, [COMPOSITE])
    figures += planned_figures(plan, [PANEL])[:2]
    assert figures
    for figure in figures:
        assert misplaced(draw(figure, plan, vars(made.tables))) == [], figure.stem


def test_the_texts_name_marker_and_estimate(plan: Plan, tables: dict[str, pd.DataFrame]) -> None:
    plan = asking(plan)
    name = next(iter(single_panels(plan)))
    assert panel_text(plan, name, tables["paired"]).startswith("CD25, IL-2 effect in tumor: ")
    assert "a, CD25: " in composite_text(plan, tables["paired"])
