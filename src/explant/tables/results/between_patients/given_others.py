"""Groups compared in a model that holds other properties of patients, or crosses two groupings."""

import itertools
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from explant.config.models import Inference, Plan
from explant.declared_tests.group_methods import way_of
from explant.listed_cells import as_cell
from explant.numbers import in_order
from explant.questions.question import kept_beside, question
from explant.statistics.groups.partial_effects import (
    NOTHING_LEFT,
    PartialEffect,
    partial_effects_of_columns,
)
from explant.tables.groupings import Floats, Groups, group_numbers
from explant.tables.results.between_patients.permutations import (
    columns_of,
    questions_by_known_patients,
)
from explant.tables.samples import MarkerContrast, Samples

Row = dict[str, object]
Places = NDArray[np.intp]


@dataclass(frozen=True)
class Property:
    """One property of each patient: a number, or the place of a group.

    Parameters
    ----------
    numbers
        One a patient; NaN where it is not known.
    groups
        Names of the groups; None of a number.
    ordered
        Whether the groups have an order.
    """

    numbers: Floats
    groups: list[str] | None = None
    ordered: bool = False

    def columns(self, places: Places) -> Floats:
        """It as columns of a linear model of some patients, by the groups that these have."""
        own = self.numbers[places]
        if self.groups is None:
            return own[:, None]
        present, at = np.unique(own, return_inverse=True)
        return coded(at, len(present), self.ordered)

    def absent(self, places: Places) -> list[str]:
        """Groups that none of these patients is in."""
        present = set(self.numbers[places].tolist())
        return [name for at, name in enumerate(self.groups or []) if at not in present]


Design = Callable[[Places], tuple[Floats, Floats] | str]
"""The effect's columns and the kept ones of some patients, or why there are none."""


def compared_given_others(
    contrast: str,
    groups: Groups,
    grouped: Mapping[str, Groups],
    patients: pd.DataFrame,
    samples: Samples,
    plan: Plan,
) -> dict[MarkerContrast, tuple[Row, Places]]:
    """Columns of ``between.csv`` for a question with ``crossed`` or ``given``, and who entered.

    A linear model of each patient's number: its grouping, the other properties, and the products of
    the grouping with each other grouping, so that a main effect is the mean of the effects in the
    other's groups. Numbers such as age enter as a straight line. Of a property that is kept, a
    group that no patient of the comparison is in does not count.

    Parameters
    ----------
    contrast
        The question.
    groups
        The groups that it compares.
    grouped
        Every grouping, by stratifier.
    patients
        The table ``patients.csv``.
    samples
        One number per patient of this contrast, by marker.
    plan
        The study's plan.
    """
    asked = question(plan, contrast)
    effect = of_groups(groups, samples.patients)
    crossed: Property | None = None
    if asked.crossed:
        named = asked.declared.crossed[asked.crossed]
        crossed = of_groups(replace(grouped[asked.crossed], names=named), samples.patients)
    kept = [
        property_of(name, grouped, patients, samples.patients, plan)
        for name in asked.declared.given
    ]

    def design(places: Places) -> tuple[Floats, Floats] | str:
        absent = effect.absent(places) + (crossed.absent(places) if crossed else [])
        if absent:
            return f"no patient of {in_order(absent)} has a number"
        tested = effect.columns(places)
        others = [each.columns(places) for each in kept]
        if crossed:
            second = crossed.columns(places)
            others += [tested, second]
            tested = products(tested, second)
        else:
            own = zip(kept, others.copy(), strict=True)
            others += [products(tested, columns) for each, columns in own if each.groups]
        return tested, np.column_stack([np.empty((len(places), 0)), *others])

    properties = [effect, *([crossed] if crossed else []), *kept]
    found: dict[MarkerContrast, tuple[Row, Places]] = {}
    for key, result, places in partial_effects(properties, design, samples, plan.inference):
        present = np.bincount(effect.numbers[places].astype(int), minlength=len(groups.names))
        if result.reason == NOTHING_LEFT:
            others = [each for each in (crossed, *kept) if each is not None and each.groups]
            reason = _nobody_in_both(effect, others, places) or NOTHING_LEFT
            result = PartialEffect.undefined(result.n, reason)
        row = {
            "kind": asked.comparison,
            "groups": as_cell(groups.names),
            "group_sizes": as_cell(present.tolist()),
            "crossed": as_cell(asked.declared.crossed.get(asked.crossed, [])),
            "given": as_cell(asked.declared.given),
            "n": result.n,
            **partial_columns(result, plan.inference),
        }
        found[key] = row, places
    return found


def _nobody_in_both(effect: Property, others: Sequence[Property], places: Places) -> str:
    """Names the first group that has nobody in one of the other groups that are there."""
    for other in others:
        there = set(zip(effect.numbers[places], other.numbers[places], strict=True))
        for (at, first), (place, second) in itertools.product(
            enumerate(effect.groups or []), enumerate(other.groups or [])
        ):
            if second not in other.absent(places) and (at, place) not in there:
                return f"no patient of both {first} and {second} has a number"
    return ""


def partial_effects(
    properties: Sequence[Property], design: Design, samples: Samples, inference: Inference
) -> Iterable[tuple[MarkerContrast, PartialEffect, Places]]:
    """Each question's effect given the others, and the places of the patients who entered."""
    known = sum((each.numbers for each in properties), start=np.zeros(len(samples.patients)))
    for questions, places in questions_by_known_patients(known, samples):
        columns = design(places)
        if isinstance(columns, str):
            results = [PartialEffect.undefined(len(places), columns)] * len(questions)
        else:
            results = partial_effects_of_columns(
                *columns,
                columns_of(samples, questions, places),
                inference.seed,
                inference.permutations,
                inference.confidence,
                samples.among,
            )
        for key, result in zip(questions, results, strict=True):
            yield key, result, places


def beside_alone(
    name: str,
    effect: Property,
    grouped: Mapping[str, Groups],
    patients: pd.DataFrame,
    samples: Samples,
    plan: Plan,
) -> dict[MarkerContrast, Row]:
    """Columns of ``interactions.csv`` that repeat a comparison given the other properties.

    It is the comparison of the same groups, or there is none.

    Parameters
    ----------
    name
        The stratifier.
    effect
        It as a property of the patients of ``samples``.
    grouped, patients, samples, plan
        As in :func:`compared_given_others`.
    """
    kept = kept_beside(plan, name)
    if not kept:
        return {}
    others = [property_of(each, grouped, patients, samples.patients, plan) for each in kept]

    def design(places: Places) -> tuple[Floats, Floats] | str:
        columns = effect.columns(places)
        if places.size and not columns.shape[1]:
            return "only one group has patients"
        return columns, np.column_stack([each.columns(places) for each in others])

    found: dict[MarkerContrast, Row] = {}
    for key, result, places in partial_effects([effect, *others], design, samples, plan.inference):
        alone = np.flatnonzero(np.isfinite(samples.differences[key] + effect.numbers))
        lost = [each for each in effect.absent(places) if each not in effect.absent(alone)]
        if lost and places.size:
            reason = f"no patient of {in_order(lost)} has a known {in_order(kept)}"
            result = PartialEffect.undefined(result.n, reason)
        found[key] = {
            "given": as_cell(kept),
            "n_given": result.n,
            "estimate_given": result.estimate,
            "low_given": result.low,
            "high_given": result.high,
            "f_given": result.f,
            "df1_given": result.df1 or math.nan,
            "df2_given": result.df2 or math.nan,
            "p_f_given": result.p_f,
            "p_given": result.p_permutation,
            "note_given": result.reason,
        }
    return found


def partial_columns(result: PartialEffect, inference: Inference) -> Row:
    """Estimate, F and both p values; the p of the declared test's family."""
    by_means = way_of(inference.test) == "means"
    exact = "exact" if result.exact else "monte_carlo"
    return {
        "estimate": result.estimate,
        "low": result.low,
        "high": result.high,
        "level": inference.confidence if math.isfinite(result.low) else math.nan,
        "method": "partial_f" if by_means else f"freedman_lane_{exact}",
        "statistic": result.f,
        "df1": result.df1 or math.nan,
        "df2": result.df2 or math.nan,
        "p_parametric": result.p_f,
        "p_permutation": result.p_permutation,
        "p": result.p_f if by_means else result.p_permutation,
        "smallest_attainable_p": math.nan if by_means else result.smallest_p,
        "note": result.reason,
    }


def property_of(
    name: str,
    grouped: Mapping[str, Groups],
    patients: pd.DataFrame,
    order: list[str],
    plan: Plan,
) -> Property:
    """A property that is kept: an order of groups is no reason to assume equal steps."""
    if plan.patients.strata[name].kind == "continuous":
        numbers = pd.to_numeric(patients.set_index("patient").reindex(order)[name])
        return Property(numbers.to_numpy(dtype=np.float64))
    return replace(of_groups(grouped[name], order), ordered=False)


def of_groups(groups: Groups, order: list[str]) -> Property:
    """The group of each patient."""
    numbers = group_numbers(groups, order)
    return Property(np.where(numbers < 0, np.nan, numbers), groups.names, groups.ordered)


def coded(numbers: np.ndarray, groups: int, ordered: bool) -> Floats:
    """Groups as columns that sum to zero over the groups.

    Two groups: +½ and −½, so the coefficient is the first minus the second. Three or more in order:
    one column, a step a group. Without an order: a column for each but the last.

    Examples
    --------
    >>> coded(np.array([0, 1, 0]), 2, ordered=False).ravel().tolist()
    [0.5, -0.5, 0.5]
    >>> coded(np.array([0, 1, 2]), 3, ordered=True).ravel().tolist()
    [0.0, 1.0, 2.0]
    """
    if groups == 0:
        return np.empty((0, 1))
    if groups == 2:
        columns = np.array([[0.5], [-0.5]])
    elif ordered and groups > 2:
        columns = np.arange(float(groups))[:, None]
    else:
        columns = np.vstack([np.eye(groups - 1), -np.ones((1, groups - 1))])
    found: Floats = columns[numbers]
    return found


def products(first: Floats, second: Floats) -> Floats:
    """Every column of the one times every column of the other."""
    return (first[:, :, None] * second[:, None, :]).reshape(len(first), -1)
