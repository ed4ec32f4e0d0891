"""``between.csv``: the questions that compare groups of patients, unpaired.

Each patient's number of a contrast, which may be a single value, is compared between groups that
the plan names.
"""

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from explant.config.models import Inference, Plan
from explant.listed_cells import as_cell
from explant.numbers import in_order
from explant.questions.directions import direction
from explant.questions.question import Question, comparison_of, question
from explant.statistics.groups.independent_effect_sizes import cohens_d_of_columns, corrected_d
from explant.statistics.kernel.inversion import IntervalResult
from explant.statistics.one_sample.student import means_and_sds
from explant.tables.columns import COLUMNS as COLUMNS_OF_TABLES
from explant.tables.groupings import Groups, group_numbers, groupings, split
from explant.tables.ratios import ratio_columns
from explant.tables.results.between_patients.between_families import Labels, adjusted_between
from explant.tables.results.between_patients.given_others import compared_given_others
from explant.tables.results.between_patients.group_comparisons import compare_groups, joined_reasons
from explant.tables.results.between_patients.permutations import (
    columns_of,
    questions_by_known_patients,
)
from explant.tables.results.conclusions import with_conclusions
from explant.tables.samples import MarkerContrast, Samples, samples_by_question

Row = dict[str, Any]
Floats = NDArray[np.float64]

COLUMNS = tuple(COLUMNS_OF_TABLES["between"])


def between_table(differences: pd.DataFrame, patients: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Comparison of groups for every marker and contrast that names groups under ``between``.

    Parameters
    ----------
    differences
        The table ``differences.csv``.
    patients
        The table ``patients.csv``.
    plan
        The study's plan.

    Returns
    -------
    DataFrame
        The columns :data:`COLUMNS`, ordered by marker and contrast as in the plan; no row where no
        contrast compares groups. Where a group has no patient with a number there is no test: the
        groups that are left would answer another question than the plan asks.
    """
    samples = samples_by_question(differences)
    return between_adjusted(between_alone(samples, patients, plan), samples, patients, plan)


def between_alone(samples: Samples, patients: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Comparisons of groups, each by itself.

    Parameters
    ----------
    samples
        Each patient's number of every question.
    patients, plan
        As :func:`between_table` takes them.

    Returns
    -------
    DataFrame
        A row a question, in the plan's order.
    """
    by_question: dict[MarkerContrast, Row] = {}
    grouped = {groups.stratifier: groups for groups in groupings(patients, plan)}
    for contrast, groups in _compared_groups(patients, plan).items():
        own = samples.of([contrast])
        alone = not question(plan, contrast).is_given_others
        if alone:
            compared = compare_groups(groups, own, plan.inference)
        else:
            given = compared_given_others(contrast, groups, grouped, patients, own, plan)
            compared = {key: row for key, (row, _) in given.items()}
        numbers = group_numbers(groups, own.patients)
        elsewhere = _in_another_crossed_group(plan, contrast, grouped, own.patients)
        standardized = _standardized(own, numbers, groups, plan.inference) if alone else {}
        for key, sample in own.differences.items():
            entered = sample if alone else _only(sample, given[key][1])
            by_name = split(entered, numbers, groups)
            row = _row(plan, key, compared[key], by_name, groups)
            if len(groups.names) == 2 and alone:
                row |= _of_two(row, list(by_name.values()), standardized[key])
            elif len(groups.names) == 2:
                for which, values in zip(("first", "second"), by_name.values(), strict=True):
                    row |= _described(which, values)
            absent = np.isnan(entered) & samples.asked[key] & (numbers >= 0) & ~elsewhere
            by_question[key] = row | {"n_incomplete": int(absent.sum())}
    questions = plan.questions(plan.between_contrasts)
    return pd.DataFrame([by_question[key] for key in questions], columns=list(COLUMNS))


def between_adjusted(
    table: pd.DataFrame, samples: Samples, patients: pd.DataFrame, plan: Plan
) -> pd.DataFrame:
    """Adjust the comparisons of all markers within their families, and conclude, in place.

    Parameters
    ----------
    table
        The rows of :func:`between_alone`.
    samples
        Each patient's number of all their questions.
    patients, plan
        As :func:`between_table` takes them.
    """
    if table.empty:
        return table
    labels = _labels(_compared_groups(patients, plan), samples)
    adjusted = adjusted_between(table, samples.differences, labels, plan)
    table["p_adjusted"], table["adjustment"] = adjusted.p, adjusted.methods
    table["family_size"] = adjusted.family_sizes
    table["smallest_attainable_p_adjusted"] = adjusted.smallest
    table["smallest_attainable_p_adjusted_seen"] = adjusted.smallest_seen
    return with_conclusions(table, plan.inference.alpha)


def _in_another_crossed_group(
    plan: Plan, contrast: str, grouped: Mapping[str, Groups], patients: list[str]
) -> NDArray[np.bool_]:
    """Patients of groups of the second grouping that the question does not name."""
    asked = question(plan, contrast)
    if not asked.crossed:
        return np.zeros(len(patients), dtype=np.bool_)
    second = grouped[asked.crossed]
    named = replace(second, names=asked.declared.crossed[asked.crossed])
    known = group_numbers(second, patients) >= 0
    return known & (group_numbers(named, patients) < 0)


def _only(sample: Floats, places: NDArray[np.intp]) -> Floats:
    """The numbers of some patients."""
    kept = np.full(sample.shape, np.nan)
    kept[places] = sample[places]
    return kept


def _compared_groups(patients: pd.DataFrame, plan: Plan) -> dict[str, Groups]:
    """The groups that each contrast compares."""
    grouped = {groups.stratifier: groups for groups in groupings(patients, plan)}
    return {
        contrast: _named(grouped[name], groups)
        for contrast in plan.between_contrasts
        for name, groups in plan.contrasts[contrast].between.items()
    }


def _named(groups: Groups, names: list[str]) -> Groups:
    return Groups(groups.stratifier, groups.ordered, names, groups.by_patient)


def _labels(groups_of: Mapping[str, Groups], samples: Samples) -> dict[str, Labels]:
    """Whom each contrast compares."""
    return {
        contrast: Labels(groups.stratifier, groups.names, group_numbers(groups, samples.patients))
        for contrast, groups in groups_of.items()
    }


def _row(
    plan: Plan, key: MarkerContrast, compared: Row, by_name: dict[str, Floats], groups: Groups
) -> Row:
    marker, contrast = key
    asked = question(plan, contrast)
    inference, scale = plan.inference, plan.markers[marker].scale
    empty = [name for name, values in by_name.items() if not len(values)]
    if empty:
        compared = _not_compared(compared, by_name, empty, groups, asked)
    estimate, low, high = (compared.get(key, math.nan) for key in ("estimate", "low", "high"))
    return {
        **compared,
        "marker": marker,
        "contrast": contrast,
        "role": asked.role,
        "family": asked.family,
        "scale": scale,
        "stratifier": groups.stratifier,
        "test": inference.test,
        **ratio_columns("estimate_ratio", estimate, low, high, scale),
        "expected": asked.expected(marker),
        "observed": direction(estimate),
    }


def _standardized(
    samples: Samples, numbers: NDArray[np.intp], groups: Groups, inference: Inference
) -> dict[MarkerContrast, IntervalResult]:
    """Cohen's d of every question of two groups, those with the same patients at once."""
    found: dict[MarkerContrast, IntervalResult] = {}
    if len(groups.names) != 2:
        return found
    known = np.where(numbers < 0, np.nan, numbers)
    for questions, patients in questions_by_known_patients(known, samples):
        patients = patients[np.argsort(numbers[patients], kind="stable")]
        n_first = int((numbers[patients] == 0).sum())
        columns = columns_of(samples, questions, patients)
        results = cohens_d_of_columns(columns, n_first, inference.confidence)
        found.update(zip(questions, results, strict=True))
    return found


def _of_two(row: Row, samples: list[Floats], d: IntervalResult) -> Row:
    """What only two groups have."""
    first, second = samples
    mean, low, high = (
        row.get(key, math.nan) for key in ("mean_difference", "mean_low", "mean_high")
    )
    return {
        **_described("first", first),
        **_described("second", second),
        **ratio_columns("ratio", mean, low, high, row["scale"]),
        "d": d.estimate,
        "d_low": d.low,
        "d_high": d.high,
        "g": corrected_d(d, len(first), len(second)).estimate,
        "note": joined_reasons(row.get("note", ""), d.reason),
    }


def _not_compared(
    compared: Row, by_name: dict[str, Floats], empty: list[str], groups: Groups, asked: Question
) -> Row:
    held: Row = {name: compared[name] for name in ("crossed", "given") if name in compared}
    others = [*filter(None, [asked.crossed]), *asked.declared.given]
    known = f" and a known {in_order(others)}" if others else ""
    return {
        **held,
        "kind": comparison_of(len(groups.names), groups.ordered),
        "groups": as_cell(groups.names),
        "group_sizes": as_cell(len(values) for values in by_name.values()),
        "n": compared["n"],
        "note": f"no patient of {in_order(empty)} has a number{known}",
    }


def _described(which: str, values: Floats) -> Row:
    n = len(values)
    (mean,), (sd,) = means_and_sds(values[None, :])
    return {
        f"n_{which}": n,
        f"mean_{which}": mean,
        f"sd_{which}": sd,
        f"median_{which}": np.median(values) if n else math.nan,
    }
