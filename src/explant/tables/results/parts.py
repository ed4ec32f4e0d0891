"""Every table of results, computed for all markers at once or for some at a time and put together.

What a marker's own values say is computed alone; families are adjusted over all markers, and what
describes patients has no markers. Both ways compute with the same functions, and no number depends
on which other markers stand beside it, so they give the same bytes.
"""

import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from explant.config.models import Plan
from explant.progress import through
from explant.questions.design import differences, patients_among
from explant.tables.baseline import baseline_table
from explant.tables.described.patient_flow import flow_table
from explant.tables.described.sample_medians import cells_table
from explant.tables.described.table_one import table_one_table
from explant.tables.results.anova import anova_table
from explant.tables.results.between_patients.between import between_adjusted, between_alone
from explant.tables.results.between_patients.interactions import (
    interactions_adjusted,
    interactions_alone,
)
from explant.tables.results.equivalence import equivalence_table
from explant.tables.results.paired import paired_adjusted, paired_alone
from explant.tables.results.strata import strata_of
from explant.tables.results.trends import trends_table
from explant.tables.samples import Samples, samples_by_question


@dataclass(frozen=True)
class Markers:
    """The markers of a study, or some of them, with all that their tables are made from.

    Parameters
    ----------
    measurements, patients
        The tables ``measurements.csv``, of these markers, and ``patients.csv``.
    plan
        The plan, of these markers.
    differences
        The table ``differences.csv`` of these markers.
    every
        Differences of every question.
    """

    measurements: pd.DataFrame
    patients: pd.DataFrame
    plan: Plan
    differences: pd.DataFrame
    every: Samples

    @property
    def paired(self) -> Samples:
        """Differences of the questions within patients."""
        return self.every.of(self.plan.paired_contrasts)


def all_markers(measurements: pd.DataFrame, patients: pd.DataFrame, plan: Plan) -> Markers:
    """All markers of a study.

    Parameters
    ----------
    measurements, patients
        The tables ``measurements.csv`` and ``patients.csv``.
    plan
        The study's plan.
    """
    by_patient = differences(measurements, plan, list(patients["patient"]), patients)
    return Markers(measurements, patients, plan, by_patient, samples_by_question(by_patient))


def one_part(
    measurements: pd.DataFrame, patients: pd.DataFrame, plan: Plan, part: int, parts: int
) -> Markers:
    """Some markers of a study.

    Parameters
    ----------
    measurements, patients, plan
        As :func:`all_markers` takes them.
    part
        1 to ``parts``.
    parts
        How many there are.
    """
    names = markers_of_part(plan.analysed_markers, part, parts)
    own = plan.model_copy(update={"markers": {name: plan.markers[name] for name in names}})
    measured = measurements[measurements["marker"].isin(names)].reset_index(drop=True)
    by_patient = differences(measured, own, list(patients["patient"]), patients)
    # Random arrangements go by the places of patients, and their number by that of questions.
    samples = samples_by_question(by_patient, patients=_asked_patients(plan, patients))
    asked = dict.fromkeys(plan.contrasts, 0)
    for _, contrast in plan.questions():
        asked[contrast] += 1
    return Markers(measured, patients, own, by_patient, replace(samples, markers=asked))


def markers_of_part(markers: Sequence[str], part: int, parts: int) -> list[str]:
    """Neighbors in the plan's order, as many in each part but for one.

    Examples
    --------
    >>> [markers_of_part(["A", "B", "C", "D", "E"], part, 2) for part in (1, 2)]
    [['A', 'B'], ['C', 'D', 'E']]
    """
    return list(markers[len(markers) * (part - 1) // parts : len(markers) * part // parts])


def _asked_patients(plan: Plan, patients: pd.DataFrame) -> list[str]:
    """Patients in the order in which the table ``differences.csv`` of all markers names them."""
    names = patients["patient"].to_numpy(dtype=object)
    asked = dict.fromkeys(contrast for _, contrast in plan.questions())
    named = (name for each in asked for name in names[patients_among(plan, each, patients)])
    return [str(name) for name in dict.fromkeys(named)]


ALONE: Mapping[str, Callable[[Markers], pd.DataFrame]] = {
    "paired": lambda of: paired_alone(of.paired, of.measurements, of.plan),
    "between": lambda of: between_alone(of.every, of.patients, of.plan),
    "strata": lambda of: strata_of(of.paired, of.patients, of.plan),
    "interactions": lambda of: interactions_alone(of.paired, of.patients, of.plan),
    "anova": lambda of: anova_table(of.measurements, of.patients, of.plan),
    "flow": lambda of: flow_table(of.differences, of.patients, of.plan),
    "cells": lambda of: cells_table(of.measurements, of.plan),
    "equivalence": lambda of: equivalence_table(of.differences, of.plan, of.every),
    "trends": lambda of: trends_table(of.measurements, of.patients, of.plan),
}
"""Tables with rows of markers, each row from what its marker's own values say."""

ADJUSTED: Mapping[str, Callable[[pd.DataFrame, Markers], pd.DataFrame]] = {
    "paired": lambda table, of: paired_adjusted(table, of.paired, of.plan),
    "between": lambda table, of: between_adjusted(table, of.every, of.patients, of.plan),
    "interactions": lambda table, of: interactions_adjusted(table, of.plan),
}
"""What is then computed over all markers."""

OF_STUDY: Mapping[str, Callable[[Markers], pd.DataFrame]] = {
    "differences": lambda of: of.differences,
    "baseline": lambda of: baseline_table(of.patients, of.plan),
    "table_one": lambda of: table_one_table(of.patients, of.plan),
}
"""Tables that are as quickly made as gathered."""


def result_table(name: str, of: Markers, parts: Sequence[Path] = ()) -> pd.DataFrame:
    """One table of results.

    Parameters
    ----------
    name
        One of :data:`OF_STUDY` and :data:`ALONE`.
    of
        All markers of the study.
    parts
        Files of :func:`write_part`, in order, that hold what was computed of the markers; none:
        it is computed here.
    """
    if name in OF_STUDY:
        return OF_STUDY[name](of)
    table = gathered(name, parts) if parts else ALONE[name](of)
    return ADJUSTED[name](table, of) if name in ADJUSTED else table


def write_part(of: Markers, file: Path) -> None:
    """Compute what some markers' own values say, and write it, a line for each table.

    Parameters
    ----------
    of
        The markers.
    file
        Where to: numbers in full, as JSON.
    """
    with file.open("w", encoding="utf-8") as lines:
        for compute in through(ALONE.values(), "tables"):
            table = compute(of)
            columns = {str(name): column.tolist() for name, column in table.items()}
            lines.write(json.dumps(columns, ensure_ascii=False, default=_plain) + "\n")


def gathered(name: str, parts: Sequence[Path]) -> pd.DataFrame:
    """A table of all markers, from what :func:`write_part` wrote of some at a time.

    Parameters
    ----------
    name
        The table, one of :data:`ALONE`.
    parts
        The files, in the order of their markers.
    """
    tables = list(_tables(name, parts))
    # A table without rows has no types, and would take away those of the others.
    return pd.concat([table for table in tables if len(table)] or tables[:1], ignore_index=True)


def _tables(name: str, parts: Sequence[Path]) -> Iterator[pd.DataFrame]:
    place = list(ALONE).index(name)
    for file in parts:
        with file.open(encoding="utf-8") as lines:
            for _ in range(place):
                next(lines)
            columns = json.loads(next(lines))
        # What is missing in a whole part is a number in another, or a text: NaN becomes either.
        yield pd.DataFrame({column: _numbers(values) for column, values in columns.items()})


def _numbers(values: list[object]) -> list[object]:
    return [math.nan] * len(values) if all(value is None for value in values) else values


def _plain(value: np.generic) -> object:
    return value.item()
