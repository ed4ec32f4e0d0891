"""Groups compared in a model that holds other properties of patients, or crosses two groupings."""

import math
from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from explant.config.models import Inference, Plan
from explant.declared_tests.declared_test import TESTS
from explant.listed_cells import as_cell
from explant.questions.question import kept_beside, question
from explant.statistics.groups.partial_effects import PartialEffect, partial_effects_of_columns
from explant.tables.groupings import Floats, Groups, group_numbers
from explant.tables.results.between_patients.permutations import (
    columns_of,
    questions_by_known_patients,
)
from explant.tables.samples import MarkerContrast, Samples

Row = dict[str, object]


def compared_given_others(
    contrast: str,
    groups: Groups,
    grouped: Mapping[str, Groups],
    patients: pd.DataFrame,
    samples: Samples,
    plan: Plan,
) -> dict[MarkerContrast, Row]:
    """Columns of ``between.csv`` for a question with ``crossed`` or ``given``.

    A linear model of each patient's number: its grouping, the other properties, and the products of
    the grouping with each other grouping, so that a main effect is the mean of the effects in the
    other's groups. Numbers such as age enter as a straight line.

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
    effect = coded(group_numbers(groups, samples.patients), len(groups.names), groups.ordered)
    others: list[Floats] = []
    if asked.crossed:
        named = asked.declared.crossed[asked.crossed]
        second = grouped[asked.crossed]
        of_second = Groups(second.stratifier, second.ordered, named, second.by_patient)
        other = coded(group_numbers(of_second, samples.patients), len(named), ordered=False)
        others += [effect, other]
        effect = products(effect, other)
    for name in asked.declared.given:
        other = property_columns(name, grouped, patients, samples.patients, plan)
        others.append(other)
        if plan.patients.strata[name].kind != "continuous" and not asked.crossed:
            others.append(products(effect, other))
    found: dict[MarkerContrast, Row] = {}
    numbers = group_numbers(groups, samples.patients)
    for key, result, known in partial_effects(effect, others, samples, plan.inference):
        present = np.bincount(numbers[known], minlength=len(groups.names))
        found[key] = {
            "kind": asked.comparison,
            "groups": as_cell(groups.names),
            "group_sizes": as_cell(present.tolist()),
            "crossed": as_cell(asked.declared.crossed.get(asked.crossed, [])),
            "given": as_cell(asked.declared.given),
            "n": result.n,
            **partial_columns(result, plan.inference),
        }
    return found


def partial_effects(
    effect: Floats, others: list[Floats], samples: Samples, inference: Inference
) -> Iterable[tuple[MarkerContrast, PartialEffect, np.ndarray]]:
    """Each question's effect given the others, and the places of the patients who entered."""
    kept = np.column_stack(others) if others else np.empty((len(effect), 0))
    known = np.where(np.isfinite(np.column_stack([effect, kept])).all(axis=1), 0.0, np.nan)
    for questions, places in questions_by_known_patients(known, samples):
        results = partial_effects_of_columns(
            effect[places],
            kept[places],
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
    effect: Floats,
    grouped: Mapping[str, Groups],
    patients: pd.DataFrame,
    samples: Samples,
    plan: Plan,
) -> dict[MarkerContrast, Row]:
    """Columns of ``interactions.csv`` that repeat a comparison given the other properties.

    Parameters
    ----------
    name
        The stratifier.
    effect
        Its columns in a linear model, a row a patient of ``samples``.
    grouped, patients, samples, plan
        As in :func:`compared_given_others`.
    """
    kept = kept_beside(plan, name)
    if not kept:
        return {}
    others = [property_columns(each, grouped, patients, samples.patients, plan) for each in kept]
    return {
        key: {
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
        for key, result, _ in partial_effects(effect, others, samples, plan.inference)
    }


def partial_columns(result: PartialEffect, inference: Inference) -> Row:
    """Estimate, F and both p values; the p of the declared test's family."""
    by_means = TESTS[inference.test].comparison == "means"
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
        "note": result.reason,
    }


def property_columns(
    name: str,
    grouped: Mapping[str, Groups],
    patients: pd.DataFrame,
    order: list[str],
    plan: Plan,
) -> Floats:
    """A property of patients as columns of a linear model; NaN where it is not known."""
    if plan.patients.strata[name].kind == "continuous":
        numbers = pd.to_numeric(patients.set_index("patient").reindex(order)[name])
        return numbers.to_numpy(dtype=np.float64)[:, None]
    groups = grouped[name]
    # As something that is kept, an order is no reason to assume equal steps.
    return coded(group_numbers(groups, order), len(groups.names), ordered=False)


def coded(numbers: np.ndarray, groups: int, ordered: bool) -> Floats:
    """Groups as columns that sum to zero over the groups; NaN for patients of none.

    Two groups: +½ and −½, so the coefficient is the first minus the second. Three or more in order:
    one column, a step a group. Without an order: a column for each but the last.

    Examples
    --------
    >>> coded(np.array([0, 1, -1]), 2, ordered=False).ravel().tolist()
    [0.5, -0.5, nan]
    >>> coded(np.array([0, 1, 2]), 3, ordered=True).ravel().tolist()
    [0.0, 1.0, 2.0]
    """
    if groups == 0:
        # Nobody's group is known.
        return np.full((numbers.size, 1), np.nan)
    if groups == 2:
        columns = np.array([[0.5], [-0.5]])
    elif ordered:
        columns = np.arange(float(groups))[:, None]
    else:
        columns = np.vstack([np.eye(groups - 1), -np.ones((1, groups - 1))])
    found: Floats = np.where((numbers >= 0)[:, None], columns[numbers], np.nan)
    return found


def products(first: Floats, second: Floats) -> Floats:
    """Every column of the one times every column of the other."""
    return (first[:, :, None] * second[:, None, :]).reshape(len(first), -1)
