"""A card per marker: what the headline contrast shows, in a few large words, and its numbers."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import pandas as pd
from markupsafe import Markup

from explant.config.models import Plan
from explant.declared_tests.declared_test import TESTS
from explant.declared_tests.group_methods import ComparisonKind
from explant.figures.effect_strip import (
    Effect,
    alike,
    axes,
    effect_strip,
    effects,
    strip_text,
)
from explant.figures.kit.palette import NEUTRAL, held_color
from explant.language.answers.between_words import between_estimate, reading
from explant.language.answers.cautions import too_many_tests
from explant.language.answers.claims import claim
from explant.language.answers.expectations import expectation
from explant.language.answers.sentences import family_sizes, result_sentence
from explant.language.answers.verdicts import (
    Standing,
    could_answer,
    has_evidence,
    is_tested,
    sides,
    standing,
)
from explant.language.asked import (
    contrast_name,
    for_level,
    formula,
    level_name,
    marker_name,
    numbers_called,
)
from explant.language.estimates import achieved_level, estimate_words, interval_words, shown
from explant.language.evidence import (
    group_sizes,
    lost_to_adjustment,
    patients_alone,
    patients_counted,
)
from explant.language.unit_of_study import noun, renamed
from explant.language.words import Name, Row, Words, words
from explant.numbers import MISSING, level_text, plain
from explant.pages.page_cells import Cell, p_cell
from explant.questions.answers import Reason, reaches
from explant.questions.question import NumberKind, question

MOST_CARDS = 24
"""A summary of more markers has cards for those with the smallest adjusted p."""


@dataclass(frozen=True)
class Card:
    """One marker on the first screen; ``link`` is the anchor of its details."""

    anchor: str
    link: str
    name: Name
    verdict: Standing
    claim: Words
    figure: Markup
    facts: list[tuple[Words, Cell]]
    match: Literal["same", "opposite", ""]
    expected: Words
    limit: Words
    sentence: Words


@dataclass(frozen=True)
class Cards:
    """What the headline contrast shows."""

    contrast: Name
    role: str
    formula: Words
    reading: Words
    family: str
    cards: list[Card]
    left_out: str
    legend: list[str]


def leading(plan: Plan, found: list[Row], most: int) -> list[Row]:
    """Rows of the headline contrast: all in the plan's order where there is room for them.

    Else those of the markers that the plan declares, and then those with the smallest adjusted p.
    """
    place = {marker: i for i, marker in enumerate(plan.markers)}
    found = [row for row in found if row.text("contrast") == plan.headline]
    found.sort(key=lambda row: place[row.text("marker")])
    if len(found) <= most:
        return found
    declared = [row for row in found if row.text("marker") in plan.report.show]
    others = [row for row in found if is_tested(row) and row not in declared]
    # The order of the panels: of equal p values, the larger standardized effect comes first.
    others.sort(key=lambda row: (row.number("p_adjusted"), row.number("p"), -_standardized(row)))
    return [*declared, *others][:most]


def _standardized(row: Row) -> float:
    size = abs(row.number("d" if row.table == "between" else "d_z"))
    return 0.0 if math.isnan(size) else size


def chosen_words(plan: Plan, shown: int, every: int) -> str:
    """Which markers :func:`leading` chose; empty where it left none out."""
    if shown >= every:
        return ""
    smallest = f"those with the smallest adjusted p of {plan.contrast_label(plan.headline)}"
    named = f"those that the plan declares, then {smallest}" if plan.report.show else smallest
    return f"{shown} of {every} markers: {named}."


def cards(
    plan: Plan,
    tables: Mapping[str, pd.DataFrame],
    found: list[Row],
    anchor: Callable[[str, str, int], str],
    link: Callable[[str, str], str],
) -> Cards | None:
    """Cards of the headline contrast; None for a plan without contrasts.

    Parameters
    ----------
    plan
        The study's plan.
    tables
        The tables by name: ``paired`` and ``differences`` are drawn in the small figures.
    found
        The answers: the rows of ``paired`` and ``between``.
    anchor
        Makes the anchor of a section of a kind from a name and its place in the plan.
    link
        Anchor of the details on a marker and a contrast.
    """
    if not plan.contrasts:
        return None
    contrast = plan.headline
    chosen = leading(plan, found, MOST_CARDS)
    markers = [row.text("marker") for row in chosen]
    drawn = _Strips(plan, contrast, chosen, tables)
    sizes = family_sizes(found)
    place = {marker: i for i, marker in enumerate(plan.markers)}
    every = sum(row.text("contrast") == contrast for row in found)
    return Cards(
        contrast_name(plan, contrast),
        plan.contrasts[contrast].role,
        formula(plan, contrast),
        _reading(plan, contrast),
        _family(plan, contrast),
        [
            _card(
                row,
                plan,
                sizes.get(row.text("family")),
                anchor("card", marker, place[marker]),
                link(marker, contrast),
                drawn.strip(row),
            )
            for marker, row in zip(markers, chosen, strict=True)
        ],
        chosen_words(plan, len(chosen), every),
        drawn.legend(),
    )


def _reading(plan: Plan, contrast: str) -> Words:
    """What higher and lower mean for a contrast of two levels or of groups."""
    if question(plan, contrast).is_between:
        return reading(plan, contrast)
    if question(plan, contrast).number != NumberKind.DIFFERENCE:
        return Words()
    factor, (first, second) = next(iter(plan.contrasts[contrast].compare.items()))
    higher, lower = (for_level(level_name(plan, factor, level)) for level in (first, second))
    return words("Higher means: higher {first} than {second}.", first=higher, second=lower)


def _family(plan: Plan, contrast: str) -> str:
    """How many contrasts are adjusted together with the headline; empty where it stands alone."""
    family = plan.family(contrast)
    members = sum(plan.family(name) == family for name in plan.contrasts)
    return f"It is one of {members} contrasts that are adjusted together." if members > 1 else ""


def _card(row: Row, plan: Plan, tests: int | None, anchor: str, link: str, figure: Markup) -> Card:
    return Card(
        anchor,
        link,
        marker_name(plan, row.text("marker")),
        standing(row),
        claim(row, plan),
        figure,
        _facts(row, plan, tests),
        _match(row),
        expectation(row, plan) if is_tested(row) else Words(),
        _limit(row, plan),
        result_sentence(row, plan, tests, with_test=True),
    )


def _facts(row: Row, plan: Plan, tests: int | None) -> list[tuple[Words, Cell]]:
    n: Cell = patients_alone(row)
    if not is_tested(row):
        return [(Words(("n",)), n)]
    estimate = shown(row, plan)
    interval: tuple[Words, Cell] = (Words(("Interval",)), MISSING)
    if estimate.bounded:
        level = row.traced("level", level_text(achieved_level(row, plan)), "percent")
        interval = (
            words("{level} interval", level=level),
            words("{low} to {high}", low=estimate.low, high=estimate.high),
        )
    adjusted = row.text("adjustment") != "none"
    p_name = "p" if tests == 1 else "Adjusted p" if adjusted else "Unadjusted p"
    effect: list[tuple[Words, Cell]] = [(Words(("Estimate",)), estimate_words(row, plan)), interval]
    if row.text("kind") == ComparisonKind.UNORDERED_GROUPS:
        effect = []
    return [
        *effect,
        (Words(("n",)), n),
        (Words((p_name,)), p_cell(row, "p_adjusted", plan.inference.alpha)),
    ]


def _match(row: Row) -> Literal["same", "opposite", ""]:
    """Whether evidence points where the plan expected; without evidence there is no match."""
    expected, observed = row.text("expected"), row.text("observed")
    if not expected or not has_evidence(row) or observed not in ("increase", "decrease"):
        return ""
    return "same" if expected == observed else "opposite"


def _limit(row: Row, plan: Plan) -> Words:
    """Why there is no answer, or why there could be none."""
    if not is_tested(row):
        reason = row.text("note").split("; ")[0] or "the table gives no p value"
        return words("Reason: {reason}.", reason=reason.rstrip("."))
    if row.text("reason") == Reason.TOO_MANY_TESTS:
        return too_many_tests(row, plan)
    if not could_answer(row):
        return words(
            "With n = {n} no p below {smallest} is possible, so this test could not reach {alpha}.",
            n=group_sizes(row),
            smallest=row.traced(
                "smallest_attainable_p", plain(row.number("smallest_attainable_p"))
            ),
            alpha=plain(plan.inference.alpha),
        )
    alpha = plan.inference.alpha
    if not has_evidence(row) and reaches(row.number("p"), alpha):
        return words("The test has {p}.", p=lost_to_adjustment(row, alpha))
    estimate = shown(row, plan)
    covers_null = estimate.bounded and row.number("low") <= 0 <= row.number("high")
    if has_evidence(row) and covers_null:
        return Words(
            (f"The interval nevertheless includes {'1' if estimate.is_ratio else 'zero'}.",)
        )
    return Words()


class EstimateAlone(Effect):
    """An estimate with its interval and no patients, whose whole interval the axis shows."""

    @classmethod
    def of(cls, row: Row) -> "EstimateAlone":
        """The estimate of a row of ``between.csv``."""
        return cls((), (), row.number("estimate"), row.number("low"), row.number("high"))

    @property
    def reach(self) -> float:
        """How far from zero an axis must go."""
        ends = (self.estimate, self.low, self.high)
        return max((abs(end) for end in ends if math.isfinite(end)), default=0.0)


def _text_of_groups(row: Row, plan: Plan) -> str:
    """Text of a small figure of a comparison of groups."""
    about = f"{plan.marker_label(row.text('marker'))}, {plan.contrast_label(row.text('contrast'))}"
    interval = interval_words(row, plan)
    return f"{about}: {between_estimate(row, plan)} ({interval}; {patients_counted(row)})."


class _Strips:
    """The small figures of the cards."""

    def __init__(
        self, plan: Plan, contrast: str, chosen: list[Row], tables: Mapping[str, pd.DataFrame]
    ) -> None:
        self.plan, self.contrast = plan, contrast
        markers = [row.text("marker") for row in chosen]
        self.paired = tables.get("paired", pd.DataFrame())
        self.effects: dict[str, Effect] = {}
        if question(plan, contrast).is_between:
            # Groups have no number per patient around zero: only the estimate is drawn.
            self.effects = {row.text("marker"): EstimateAlone.of(row) for row in chosen}
            self.effects = {
                marker: effect
                for marker, effect in self.effects.items()
                if not math.isnan(effect.estimate)
            }
        elif "differences" in tables:
            self.effects = effects(contrast, markers, tables["differences"], self.paired)
        self.axes = axes(plan, self.effects)
        color = held_color(plan, contrast)
        # Ink where no level has a color: gray would not stand out on a dark page.
        self.color = "currentColor" if color == NEUTRAL else color
        self.sides = sides(plan, contrast)
        self.unit = noun(plan)

    def strip(self, row: Row) -> Markup:
        marker = row.text("marker")
        if marker not in self.effects:
            return Markup("")
        text = (
            _text_of_groups(row, self.plan)
            if row.table == "between"
            else strip_text(self.plan, self.paired.iloc[row.index], self.sides)
        )
        return Markup(
            effect_strip(
                self.effects[marker],
                self.axes[marker],
                renamed(text, self.unit),
                color=self.color,
                filled=has_evidence(row),
                sides=self.sides,
            )
        )

    def legend(self) -> list[str]:
        if not self.effects:
            return []
        drawn = "the estimate"
        said: list[str] = []
        if not question(self.plan, self.contrast).is_between:
            drawn = f"their {TESTS[self.plan.inference.test].estimate}"
            said = [f"Dots: the patients’ {numbers_called(self.plan, self.contrast)}."]
        said.append(f"Diamond and line: {drawn} and its interval, filled where there is evidence.")
        shared = 0
        for (scale, unit), markers in alike(self.plan, self.effects).items():
            if len(markers) > 1 and len({self.axes[marker].reach for marker in markers}) == 1:
                shared += len(markers)
                ratios = "odds ratios" if scale == "logit" else "ratios"
                name = ratios if scale != "linear" else unit or "a unit without a name"
                said.append(f"Markers in {name} share one axis.")
        if shared and shared < len(self.effects):
            said.append("The other axes differ.")
        elif len(self.effects) > 1 and not shared:
            said.append("The axes differ from marker to marker.")
        return said
