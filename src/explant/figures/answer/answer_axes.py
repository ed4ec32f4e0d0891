"""What the answer picture draws, and how far its axes reach. Needs no matplotlib."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from explant.config.models import Plan
from explant.figures.effect_strip import Effect, effects, reaches
from explant.language.answers.picture_words import unit_of_numbers
from explant.language.words import Row
from explant.questions.question import question

_ROOM = 1.04


@dataclass(frozen=True)
class AnswerAxes:
    """Effects of the leading question by marker, and the axes of a marker's row.

    Parameters
    ----------
    effects
        The leading effects.
    reach
        How far the axis of a marker goes to both sides of zero; a marker without one is not drawn.
    of_unit
        The same for numbers of another unit, by marker and unit: what is counted per step has an
        axis of its own, as a length on an axis is one thing only.
    """

    effects: Mapping[str, Effect]
    reach: Mapping[str, float]
    of_unit: Mapping[tuple[str, str], float]

    def of(self, plan: Plan, marker: str, contrast: str) -> float:
        """Reach of the axis of one question of a marker; 0 where the marker has no axis."""
        unit = unit_of_numbers(plan, contrast)
        return self.of_unit.get((marker, unit), self.reach.get(marker, 0.0))


def answer_axes(
    plan: Plan,
    chosen: Sequence[Row],
    tables: Mapping[str, pd.DataFrame],
    asked: Mapping[tuple[str, str], Row],
    questions: Sequence[str],
) -> AnswerAxes:
    """Effects and axes of the picture.

    Parameters
    ----------
    plan
        The study's plan.
    chosen
        Rows of the leading question.
    tables
        The tables by name.
    asked
        Every answer by contrast and marker.
    questions
        Contrasts beside the leading one.
    """
    markers = [row.text("marker") for row in chosen]
    if question(plan, plan.headline).is_between or "differences" not in tables:
        # Groups have no number per patient around zero: only the estimate is drawn.
        found = {row.text("marker"): alone(row) for row in chosen}
    else:
        paired = tables.get("paired", pd.DataFrame())
        found = effects(plan.headline, markers, tables["differences"], paired)
    drawn = {m: e for m, e in found.items() if e.reach > 0 or math.isfinite(e.estimate)}
    reach = reaches(plan, drawn)
    own = unit_of_numbers(plan, plan.headline)
    of_unit: dict[tuple[str, str], float] = {}
    for marker in reach:
        spans: dict[str, list[float]] = {}
        for name in questions:
            if (name, marker) in asked:
                unit = unit_of_numbers(plan, name)
                spans.setdefault(unit, []).append(_span(asked[name, marker]))
        reach[marker] = max([reach[marker], *spans.pop(own, [])])
        for unit, ends in spans.items():
            of_unit[marker, unit] = max(ends) * _ROOM or 1.0
    return AnswerAxes(found, reach, of_unit)


def alone(row: Row) -> Effect:
    """The estimate of a row with its interval and no patients."""
    return Effect((), (), row.number("estimate"), row.number("low"), row.number("high"))


def _span(row: Row) -> float:
    ends = [abs(row.number(name)) for name in ("estimate", "low", "high")]
    return max((end for end in ends if math.isfinite(end)), default=0.0)
