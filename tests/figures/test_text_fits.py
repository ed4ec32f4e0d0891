"""Every text of every figure of the model study, in a single and a double column.

None is cut by the paper, none lies on another.
"""

import itertools
from typing import Literal

import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from explant.config.models import Plan
from explant.config.models.plan import Figures
from explant.figures.drawing import draw
from explant.figures.figure_kinds import ANSWER
from explant.figures.kit.paper import INCHES
from explant.figures.kit.style import styled
from explant.figures.ranked_markers import shown_figures
from tests.figures.designs import DESIGNS

SLACK = 0.8
"""Pixels at 100 dpi by which boxes may touch: they hold room for letters that are not there."""


@styled
def boxes(figure: Figure) -> list[tuple[str, Bbox, bool]]:
    """Each text that is shown, with its box in pixels, and whether it fills that box.

    The box of a text at an angle holds far more than the text.
    """
    figure.draw_without_rendering()
    renderer = FigureCanvasAgg(figure).get_renderer()
    shown = [
        text
        for text in figure.findobj(Text)
        if text.get_visible() and text.get_text().strip() and text.get_alpha() != 0
    ]
    return [
        (text.get_text(), text.get_window_extent(renderer), text.get_rotation() % 90 == 0)
        for text in shown
    ]


def misplaced(figure: Figure) -> list[str]:
    """Texts beyond the paper, and pairs of texts that overlap."""
    found = [each for each in boxes(figure) if each[1].width > SLACK and each[1].height > SLACK]
    width, height = figure.get_size_inches() * figure.dpi
    cut = [
        f"cut: {words}"
        for words, box, _ in found
        if box.x0 < -SLACK or box.y0 < -SLACK or box.x1 > width + SLACK or box.y1 > height + SLACK
    ]
    return cut + [
        f"overlap: {one} | {other}"
        for (one, a, level), (other, b, also) in itertools.combinations(found, 2)
        if level
        and also
        and min(a.x1, b.x1) - max(a.x0, b.x0) > SLACK
        and min(a.y1, b.y1) - max(a.y0, b.y0) > SLACK
    ]


@pytest.mark.parametrize("width", [89, 183])
def test_no_text_is_cut_and_none_overlaps(
    plan: Plan, tables: dict[str, pd.DataFrame], width: Literal[89, 183]
):
    plan = plan.model_copy(update={"figures": Figures(width=width, annotate=["n", "p", "stars"])})
    drawn = {f.stem: draw(f, plan, tables) for f in shown_figures(plan, tables["paired"])}
    assert {stem: found for stem, figure in drawn.items() if (found := misplaced(figure))} == {}
    assert {figure.get_figwidth() for figure in drawn.values()} == {INCHES[width]}


@pytest.mark.more
@pytest.mark.parametrize("width", [89, 183])
@pytest.mark.parametrize("design", DESIGNS)
def test_no_text_is_cut_in_any_design(design: str, width: Literal[89, 183]):
    made = DESIGNS[design]()
    plan = made.plan.model_copy(update={"figures": Figures(width=width)})
    drawn = {
        figure.stem: draw(figure, plan, vars(made.tables))
        for figure in shown_figures(plan, made.tables.paired, made.tables.between)
        if figure.kind != ANSWER
    }
    assert {stem: found for stem, figure in drawn.items() if (found := misplaced(figure))} == {}


@pytest.mark.parametrize("place", [(-0.02, 0.5), (0.5, 1.02)])
def test_a_text_beyond_the_paper_is_found(place: tuple[float, float]):
    figure = Figure(figsize=(2, 1))
    figure.text(*place, "words")
    assert misplaced(figure) == ["cut: words"]


def test_texts_on_each_other_are_found():
    figure = Figure(figsize=(2, 1))
    figure.text(0.2, 0.5, "one")
    figure.text(0.22, 0.5, "two")
    assert misplaced(figure) == ["overlap: one | two"]
