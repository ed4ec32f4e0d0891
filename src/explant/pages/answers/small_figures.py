"""The small figures of the answer picture, all of a marker on one axis."""

import math
from collections.abc import Mapping, Sequence

import pandas as pd
from markupsafe import Markup

from explant.config.models import Plan
from explant.figures.effect_strip import (
    Effect,
    effect_strip,
    effects,
    interval_strip,
    reaches,
    strip_text,
)
from explant.figures.kit.palette import NEUTRAL, held_color
from explant.language.answers.between_words import between_estimate
from explant.language.answers.verdicts import has_evidence, sides
from explant.language.estimates import interval_words
from explant.language.evidence import patients_counted
from explant.language.unit_of_study import noun, renamed
from explant.language.words import Row
from explant.questions.question import question


class Strips:
    """Small figures, all of a marker on one axis."""

    def __init__(
        self,
        plan: Plan,
        chosen: Sequence[Row],
        tables: Mapping[str, pd.DataFrame],
        asked: Mapping[tuple[str, str], Row],
        questions: Sequence[str],
        read: Mapping[str, Sequence[Row]],
    ) -> None:
        self.plan, self.asked, self.read = plan, asked, read
        self.paired = tables.get("paired", pd.DataFrame())
        markers = [row.text("marker") for row in chosen]
        self.effects: dict[str, Effect] = {}
        if question(plan, plan.headline).is_between or "differences" not in tables:
            # Groups have no number per patient around zero: only the estimate is drawn.
            self.effects = {row.text("marker"): alone(row) for row in chosen}
        else:
            self.effects = effects(plan.headline, markers, tables["differences"], self.paired)
        drawn = {m: e for m, e in self.effects.items() if e.reach > 0 or _finite(e)}
        self.reach = reaches(plan, drawn)
        for marker in self.reach:
            beside = [_span(asked[name, marker]) for name in questions if (name, marker) in asked]
            self.reach[marker] = max([self.reach[marker], *beside])
        color = held_color(plan, plan.headline)
        # Ink where no level has a color: gray would not stand out on a dark page.
        self.color = "currentColor" if color == NEUTRAL else color
        self.unit = noun(plan)

    def large(self, row: Row) -> Markup:
        """The leading question of a row, with the patients."""
        marker = row.text("marker")
        if marker not in self.reach:
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
                self.effects[marker],
                self.reach[marker],
                renamed(text, self.unit),
                color=self.color,
                filled=has_evidence(row),
            )
        )

    def small(self, rows: Sequence[Row], marker: str, filled: Sequence[bool], text: str) -> Markup:
        """Other estimates of a marker, below each other."""
        found = [(alone(row), fill) for row, fill in zip(rows, filled, strict=True)]
        if marker not in self.reach or not any(_finite(effect) for effect, _ in found):
            return Markup("")
        return Markup(interval_strip(found, self.reach[marker], renamed(text, self.unit)))


def alone(row: Row) -> Effect:
    """The estimate of a row with its interval and no patients."""
    return Effect((), (), row.number("estimate"), row.number("low"), row.number("high"))


def _finite(effect: Effect) -> bool:
    return math.isfinite(effect.estimate)


def _span(row: Row) -> float:
    ends = [abs(row.number(name)) for name in ("estimate", "low", "high")]
    return max((end for end in ends if math.isfinite(end)), default=0.0)


def _text_of_groups(row: Row, plan: Plan) -> str:
    """Text of a small figure of a comparison of groups."""
    about = f"{plan.marker_label(row.text('marker'))}, {plan.contrast_label(row.text('contrast'))}"
    interval = interval_words(row, plan)
    return f"{about}: {between_estimate(row, plan)} ({interval}; {patients_counted(row)})."
