"""A question of the plan, resolved: what number it makes of a patient, and who is compared.

The one place that knows what kind a contrast is. Tables, words and figures ask it here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from explant.config.models import Contrast, Plan, Role
from explant.declared_tests.group_methods import ComparisonKind

if TYPE_CHECKING:
    from explant.questions.design import Cell


class NumberKind(StrEnum):
    """What number a question makes of one patient's samples, whatever is done with the numbers."""

    VALUE = "value"
    FIXED_VALUE = "fixed value"
    """A value less one that the plan declares."""
    DIFFERENCE = "difference"
    DIFFERENCE_OF_DIFFERENCES = "difference of differences"
    TREND = "trend"
    CURVE = "curve"
    """A trend of a higher degree."""
    WEIGHTS = "weights"
    OTHER = "other"


@dataclass(frozen=True)
class Question:
    """One contrast of the plan, resolved.

    Parameters
    ----------
    name
        Its key in the config.
    plan
        The study's plan.
    """

    name: str
    plan: Plan

    @property
    def declared(self) -> Contrast:
        """The contrast as the config declares it."""
        return self.plan.contrasts[self.name]

    @cached_property
    def number(self) -> NumberKind:
        """What number it makes of one patient's samples."""
        asked = self.declared
        if asked.against is not None:
            return NumberKind.FIXED_VALUE
        named = [*asked.compare, *asked.trend, *asked.weights]
        if not named:
            return NumberKind.VALUE
        if len(named) == 1 and asked.trend:
            return NumberKind.TREND if asked.degree == 1 else NumberKind.CURVE
        if len(named) == 1 and asked.weights:
            return NumberKind.WEIGHTS
        if len(asked.compare) == len(named) == 1:
            return NumberKind.DIFFERENCE
        if len(asked.compare) == len(named) == 2:
            return NumberKind.DIFFERENCE_OF_DIFFERENCES
        return NumberKind.OTHER

    @cached_property
    def weights(self) -> "Mapping[Cell, float]":
        """Weight of each cell of the within-patient design."""
        # Every start of a run asks what kind a question is, and would wait for numpy and pandas.
        from explant.questions.design import contrast_weights

        return contrast_weights(self.plan, self.name)

    @property
    def takes_differences(self) -> bool:
        """Whether its number is a difference of a patient's own samples."""
        return self.number not in (NumberKind.VALUE, NumberKind.FIXED_VALUE)

    @property
    def is_measured_value(self) -> bool:
        """Whether its number is the value of one sample."""
        return self.number is NumberKind.VALUE and len(self.weights) == 1

    @property
    def is_between(self) -> bool:
        """Whether it compares groups of patients."""
        return bool(self.declared.between)

    @property
    def grouping(self) -> str:
        """The stratifier whose groups it compares; "" within patients."""
        return next(iter(self.declared.between), "")

    @property
    def crossed(self) -> str:
        """The second grouping, of an interaction; "" where there is none."""
        return next(iter(self.declared.crossed), "")

    @property
    def is_given_others(self) -> bool:
        """Whether it compares groups in a model that holds other properties of patients too."""
        return bool(self.declared.crossed or self.declared.given)

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups that it compares, in order: the first minus the second, or all."""
        return tuple(group for groups in self.declared.between.values() for group in groups)

    @property
    def comparison(self) -> ComparisonKind | None:
        """How it compares its groups; None within patients."""
        if not self.is_between:
            return None
        return comparison_of(
            len(self.groups), self.plan.patients.strata[self.grouping].kind == "ordered"
        )

    @property
    def role(self) -> Role:
        """Primary, secondary or exploratory."""
        return self.declared.role

    @property
    def family(self) -> str:
        """With which other questions its p values are adjusted."""
        return self.plan.family(self.name)

    def expected(self, marker: str) -> str:
        """Direction that the plan expects of a marker; "" where it expects none."""
        expected = self.plan.markers[marker].expected.get(self.name)
        return expected.direction if expected else ""


def question(plan: Plan, contrast: str) -> Question:
    """One contrast of the plan, resolved, as the markers know it that it is asked of."""
    return Question(contrast, plan.of_contrast(contrast))


def comparison_of(groups: int, ordered: bool) -> ComparisonKind:
    """How so many groups are compared."""
    if groups == 2:
        return ComparisonKind.TWO_GROUPS
    return ComparisonKind.ORDERED_GROUPS if ordered else ComparisonKind.UNORDERED_GROUPS


def pairs_samples(plan: Plan) -> bool:
    """Whether a question within patients is asked of paired differences."""
    return any(question(plan, name).takes_differences for name in plan.paired_contrasts)


def has_fixed_value(plan: Plan) -> bool:
    """Whether a question compares values with a fixed one."""
    return any(question(plan, name).number is NumberKind.FIXED_VALUE for name in plan.contrasts)


def comparisons(plan: Plan) -> list[ComparisonKind]:
    """Kinds of comparisons between groups that the plan's questions make."""
    found = {question(plan, name).comparison for name in plan.between_contrasts}
    return [kind for kind in ComparisonKind if kind in found]


def kept_beside(plan: Plan, stratifier: str) -> list[str]:
    """The other properties that are kept where a comparison of its groups is repeated."""
    others = dict.fromkeys([*explored(plan), *plan.patients.given])
    return [name for name in others if name != stratifier]


def explored(plan: Plan) -> list[str]:
    """Properties of patients by which every paired question is compared."""
    if not plan.paired_contrasts:
        return []
    return [name for name, stratifier in plan.patients.strata.items() if stratifier.explore]
