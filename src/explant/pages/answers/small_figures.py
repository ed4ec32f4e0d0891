"""The small figures of the answer picture: those of a marker in one unit are on one axis."""

import math
from collections.abc import Mapping, Sequence

import pandas as pd
from markupsafe import Markup

from explant.config.models import Plan
from explant.figures.answer.answer_axes import alone, answer_axes
from explant.figures.effect_strip import (
    Effect,
    effect_strip,
    interval_strip,
    strip_text,
)
from explant.figures.kit.palette import NEUTRAL, held_color
from explant.language.answers.answer import Answer, sides
from explant.language.answers.between_words import between_estimate
from explant.language.estimates import interval_words
from explant.language.evidence import patients_counted
from explant.language.unit_of_study import noun, renamed
from explant.language.words import Row


class Strips:
    """Small figures, all of a marker in one unit on one axis."""

    def __init__(
        self,
        plan: Plan,
        chosen: Sequence[Answer],
        tables: Mapping[str, pd.DataFrame],
        asked: Mapping[tuple[str, str], Answer],
        questions: Sequence[str],
        read: Mapping[str, Sequence[Row]],
    ) -> None:
        self.plan, self.asked, self.read = plan, asked, read
        self.paired = tables.get("paired", pd.DataFrame())
        self.axes = answer_axes(plan, chosen, tables, asked, questions)
        color = held_color(plan, plan.headline)
        # Ink where no level has a color: gray would not stand out on a dark page.
        self.color = "currentColor" if color == NEUTRAL else color
        self.unit = noun(plan)

    def large(self, row: Answer) -> Markup:
        """The leading question of a row, with the patients."""
        marker = row.marker
        if marker not in self.axes.reach:
            return Markup("")
        text = (
            _text_of_groups(row, self.plan)
            if row.table == "between"
            else strip_text(
                self.plan, self.paired.iloc[row.index], sides(self.plan, self.plan.headline)
            )
        )
        return Markup(
            effect_strip(
                self.axes.effects[marker],
                self.axes.reach[marker],
                renamed(text, self.unit),
                color=self.color,
                filled=row.has_evidence,
            )
        )

    def small(
        self, rows: Sequence[Answer], marker: str, filled: Sequence[bool], text: str
    ) -> Markup:
        """Other estimates of a marker, below each other."""
        found = [(alone(row), fill) for row, fill in zip(rows, filled, strict=True)]
        if marker not in self.axes.reach or not any(_finite(effect) for effect, _ in found):
            return Markup("")
        reach = self.axes.of(self.plan, marker, rows[0].text("contrast"))
        return Markup(interval_strip(found, reach, renamed(text, self.unit)))


def _finite(effect: Effect) -> bool:
    return math.isfinite(effect.estimate)


def _text_of_groups(row: Answer, plan: Plan) -> str:
    """Text of a small figure of a comparison of groups."""
    about = f"{plan.marker_label(row.text('marker'))}, {plan.contrast_label(row.text('contrast'))}"
    interval = interval_words(row, plan)
    return f"{about}: {between_estimate(row, plan)} ({interval}; {patients_counted(row)})."
