"""The estimate of a row as the report prints it: a difference in a unit, or a ratio."""

import math
from dataclasses import dataclass

from explant.config.models import Plan
from explant.declared_tests.group_methods import ComparisonKind
from explant.language.asked import ratio_word, step_of_trend, unit_of_difference
from explant.language.words import Row, Traced, Words, joined, words
from explant.numbers import (
    MINUS,
    IntervalText,
    interval_text,
    level_text,
    ratio_in_percent,
)
from explant.questions.question import NumberKind, question
from explant.questions.scales import ratio

ON_SCALE = ("estimate", "low", "high")
AS_RATIO = ("estimate_ratio", "estimate_ratio_low", "estimate_ratio_high")


@dataclass(frozen=True)
class Shown:
    """Estimate and bounds of a row, as values and as texts that know their cells."""

    row: Row
    is_ratio: bool
    values: tuple[float, float, float]
    columns: tuple[str, str, str]
    texts: IntervalText
    back_transformed: bool

    @property
    def bounded(self) -> bool:
        """Whether there is an interval."""
        return self.texts.bounded

    def _traced(self, position: int, text: str) -> Traced:
        shown_as = "ratio" if self.back_transformed else ""
        return self.row.traced(self.columns[position], text, shown_as)

    @property
    def estimate(self) -> Traced:
        """The estimate."""
        return self._traced(0, self.texts.estimate)

    @property
    def low(self) -> Traced:
        """The lower bound."""
        return self._traced(1, self.texts.low)

    @property
    def high(self) -> Traced:
        """The upper bound."""
        return self._traced(2, self.texts.high)

    def magnitude(self, position: int) -> Traced:
        """Estimate (0) or a bound (1, 2) without its sign."""
        text = (self.texts.estimate, self.texts.low, self.texts.high)[position]
        return self.row.traced(self.columns[position], text.lstrip(MINUS), "magnitude")

    def percent(self, position: int) -> Traced:
        """A ratio as ``38 % lower``."""
        text = ratio_in_percent(self.values[position])
        shown_as = "ratio, percent change" if self.back_transformed else "percent change"
        return self.row.traced(self.columns[position], text, shown_as)


def shown(row: Row, plan: Plan) -> Shown:
    """How the report prints the estimate of a row.

    Parameters
    ----------
    row
        A row of ``paired.csv``, ``between.csv``, ``strata.csv`` or ``interactions.csv``.
    plan
        The study's plan.

    Returns
    -------
    Shown
        On a linear scale the difference itself, else the ratio that the table holds; a table
        without ratios has its estimate and bounds back-transformed.
    """
    scale = plan.markers[row.text("marker")].scale
    on_scale = (row.number("estimate"), row.number("low"), row.number("high"))
    if scale == "linear":
        return Shown(row, False, on_scale, ON_SCALE, interval_text(*on_scale), False)
    from_table = all(column in row.values for column in AS_RATIO)
    if from_table:
        estimate, low, high = (row.number(column) for column in AS_RATIO)
    else:
        estimate, low, high = (float(value) for value in ratio(on_scale, scale))
    return Shown(
        row,
        True,
        (estimate, low, high),
        AS_RATIO if from_table else ON_SCALE,
        interval_text(estimate, low, high, is_ratio=True),
        not from_table,
    )


def achieved_level(row: Row, plan: Plan) -> float:
    """Level that the interval achieves, which the table holds."""
    level = row.number("level")
    return plan.inference.confidence if math.isnan(level) else level


def per_group(row: Row) -> str:
    """What a change over groups in order is counted per."""
    return "per group" if row.text("kind") == ComparisonKind.ORDERED_GROUPS else ""


def lower_or_higher(row: Row, plan: Plan) -> bool:
    """Whether an answer is a value's being lower or higher: of two samples, or of two groups."""
    asked = question(plan, row.text("contrast")).number
    if question(plan, row.text("contrast")).is_between:
        return asked == NumberKind.VALUE and row.text("kind") == ComparisonKind.TWO_GROUPS
    return asked in ("difference", "fixed value")


def unit_of_estimate(row: Row, plan: Plan) -> Words:
    """Unit of the estimate of a row on the linear scale."""
    unit = unit_of_difference(plan, row.text("marker"), row.text("contrast"))
    return joined([unit, per_group(row)])


def measured_in(number: Traced, unit: Words) -> Words:
    """A number with its unit: ``1 percentage point``, ``2 percentage points``."""
    if str(number).lstrip(MINUS) == "1" and unit.parts and isinstance(unit.parts[0], str):
        first = unit.parts[0].replace("percentage points", "percentage point", 1)
        unit = Words((first, *unit.parts[1:]))
    return joined([number, unit])


def short_ratio(row: Row, plan: Plan) -> Words:
    """A ratio in short, ``×1.33``; of odds ``OR 1.33``, which is no ratio of the values."""
    odds = plan.markers[row.text("marker")].scale == "logit"
    return words("{sign}{ratio}", sign="OR " if odds else "×", ratio=shown(row, plan).estimate)


def estimate_words(row: Row, plan: Plan) -> Words:
    """The declared estimate in the marker's unit, or as a ratio; empty where there is none."""
    marker, contrast = row.text("marker"), row.text("contrast")
    estimate, asked = shown(row, plan), question(plan, contrast).number
    if math.isnan(estimate.values[0]) and row.text("kind") == ComparisonKind.UNORDERED_GROUPS:
        return Words()
    if not estimate.is_ratio:
        return measured_in(estimate.estimate, unit_of_estimate(row, plan))
    steps = joined([step_of_trend(plan, contrast), per_group(row)])
    times = words("×{number}", number=estimate.estimate)
    if plan.markers[marker].scale == "log2":
        if lower_or_higher(row, plan):
            percent = estimate.percent(0)
            # ×2.55 says it: "2.5 times as high" beside it would be another number.
            return times if percent.text.endswith("as high") else joined([times, percent], ", ")
        if steps and (asked == NumberKind.VALUE or not question(plan, contrast).is_between):
            return joined([times, steps])
    return joined([ratio_word(plan, marker, contrast), estimate.estimate, steps])


def interval_words(row: Row, plan: Plan) -> Words:
    """The interval with the level that it achieves."""
    estimate = shown(row, plan)
    if not estimate.bounded:
        return Words(("no interval",))
    return words(
        "{level} interval {low} to {high}",
        level=row.traced("level", level_text(achieved_level(row, plan)), "percent"),
        low=estimate.low,
        high=estimate.high,
    )


def range_words(row: Row, plan: Plan) -> Words:
    """Everything between the bounds, in words: ``anything from 12 % lower to 20 % higher``."""
    marker, contrast = row.text("marker"), row.text("contrast")
    estimate, simple = shown(row, plan), lower_or_higher(row, plan)
    if estimate.is_ratio:
        if plan.markers[marker].scale == "log2" and simple:
            return words(
                "anything from {low} to {high}", low=estimate.percent(1), high=estimate.percent(2)
            )
        return joined(
            [
                words(
                    "{ratios} from {low} to {high}",
                    ratios=ratio_word(plan, marker, contrast, plural=True),
                    low=estimate.low,
                    high=estimate.high,
                ),
                step_of_trend(plan, contrast),
                per_group(row),
            ]
        )
    unit = unit_of_estimate(row, plan)
    if not simple:
        return joined([words("values from {l} to {h}", l=estimate.low, h=estimate.high), unit])
    sides = [
        joined(
            [measured_in(estimate.magnitude(position), unit), "lower" if value < 0 else "higher"]
        )
        if value != 0
        else words("a difference of {zero}", zero=estimate.magnitude(position))
        for position, value in enumerate(estimate.values)
    ]
    return words("anything from {low} to {high}", low=sides[1], high=sides[2])
