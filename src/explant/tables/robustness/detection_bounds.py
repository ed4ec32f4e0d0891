"""``bounds.csv``: how small and how large p may be, whatever the values below detection are."""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from explant.config.models import Plan
from explant.declared_tests.known_tests import TESTS
from explant.questions.answers import exceeds, reaches
from explant.questions.averaging import average_of_blocks, read
from explant.questions.design import (
    Cell,
    contrast_weights,
    fixed_value,
    patients_among,
)
from explant.questions.scales import to_scale
from explant.statistics.multiplicity import adjust
from explant.statistics.robustness.censored_bounds import BOUNDED, Bounds, bounds_of
from explant.tables.columns import COLUMNS
from explant.tables.results.sample_statistics import OneSample
from explant.tables.robustness.primary_results import primary_results
from explant.tables.samples import MarkerContrast

Floats = NDArray[np.float64]

BY_P_ALONE = ("none", "bonferroni", "holm", "benjamini_hochberg")
"""Adjustments that rise with every p of the family."""


def bounds_table(measurements: pd.DataFrame, patients: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Lowest and highest p of each primary result that rests on values below detection.

    A value below detection may be anything from zero to its limit, a sample with some replicates
    below what their average may then be. No bounds are given for tests of means.

    Parameters
    ----------
    measurements
        The table ``measurements.csv``.
    patients
        The table ``patients.csv``.
    plan
        The study's plan.

    Returns
    -------
    DataFrame
        The columns of ``bounds``; only results with such a value have a row.
    """
    columns = list(COLUMNS["bounds"])
    if plan.inference.test not in BOUNDED:
        return pd.DataFrame(columns=columns)
    found: dict[MarkerContrast, Bounds] = {}
    rows: dict[MarkerContrast, dict[str, Any]] = {}
    single: dict[MarkerContrast, float] = {}
    for marker, own in _ends(measurements, patients, plan).items():
        for question in primary_results(plan):
            if question[0] != marker:
                continue
            low, high = _difference_ends(own, question[1], marker, patients, plan)
            there = ~(np.isnan(low) | np.isnan(high))
            low, high = low[there], high[there]
            censored = low < high
            known = low[~censored]
            if not censored.any():
                sample = OneSample(known, plan.inference)
                single[question] = TESTS[plan.inference.test].p_of(sample)
                continue
            bounds = bounds_of(
                plan.inference.test, known, low[censored], high[censored], plan.inference.zero_rule
            )
            found[question] = bounds
            rows[question] = {
                "marker": marker,
                "contrast": question[1],
                "test": plan.inference.test,
                "n": low.size,
                "n_below": int(censored.sum()),
                "p_lowest": bounds.lowest,
                "p_highest": bounds.highest,
                "note": bounds.reason,
            }
    for question, row in rows.items():
        row |= _adjusted(question, found, single, plan)
    return pd.DataFrame([rows[q] for q in primary_results(plan) if q in rows], columns=columns)


def _ends(
    measurements: pd.DataFrame, patients: pd.DataFrame, plan: Plan
) -> dict[str, tuple[pd.DataFrame, pd.DataFrame]]:
    """Of each marker, lowest and highest values of patients × cells on the analysis scale."""
    everyone = [str(patient) for patient in patients["patient"]]
    markers = list(dict.fromkeys(marker for marker, _ in primary_results(plan)))
    found: dict[str, tuple[pd.DataFrame, pd.DataFrame]] = {}
    for marker in markers:
        factors = list(plan.of(marker).factors)
        keys = ["patient", *factors]
        own = measurements[measurements["marker"] == marker]
        ends = np.array([_of_row(row, plan, marker) for row in own.to_dict("records")])
        ends = ends.reshape(-1, 2)
        wide = []
        for column in ends.T:
            values = own[keys].assign(end=column).set_index(keys)["end"]
            table = values.unstack(factors) if factors else values.to_frame("value")
            wide.append(pd.DataFrame(table).reindex(everyone))
        found[marker] = (wide[0], wide[1])
    return found


def _of_row(row: Mapping[Any, Any], plan: Plan, marker: str) -> tuple[float, float]:
    details = plan.markers[marker]
    value, state = float(row["value"]), row["censored"]
    if state == "below":
        return _scaled(0.0, plan, marker), _scaled(value, plan, marker)
    blocks = read(row.get("replicate_values"))
    if state == "partly" and any(side == "below" for block in blocks for _, side in block):
        lowest = [
            [(0.0 if side == "below" else number, "") for number, side in block] for block in blocks
        ]
        try:
            low = average_of_blocks(lowest, details.scale, details.offset, "limit")
        except ValueError:
            low = 0.0
        high = average_of_blocks(blocks, details.scale, details.offset, "limit")
        return _scaled(low, plan, marker), _scaled(high, plan, marker)
    own = _scaled(value, plan, marker)
    return own, own


def _scaled(value: float, plan: Plan, marker: str) -> float:
    details = plan.markers[marker]
    if details.scale != "linear" and value + details.offset <= 0.0:
        return -math.inf
    return float(to_scale(value, details.scale, details.offset))


def _difference_ends(
    ends: tuple[pd.DataFrame, pd.DataFrame],
    contrast: str,
    marker: str,
    patients: pd.DataFrame,
    plan: Plan,
) -> tuple[Floats, Floats]:
    """Lowest and highest difference of each patient; NaN where a sample is missing."""
    size = len(patients)
    low, high = np.zeros(size), np.zeros(size)
    for cell, weight in contrast_weights(plan.of(marker), contrast).items():
        lowest, highest = (_column(table, cell, size) for table in ends)
        if weight < 0:
            lowest, highest = highest, lowest
        low += weight * lowest
        high += weight * highest
    fixed = fixed_value(plan, contrast, marker)
    about = patients_among(plan, contrast, patients)
    return np.where(about, low - fixed, np.nan), np.where(about, high - fixed, np.nan)


def _column(table: pd.DataFrame, cell: Cell, size: int) -> Floats:
    key: Any = cell if len(cell) > 1 else cell[0] if cell else "value"
    if key not in table.columns:
        return np.full(size, np.nan)
    found: Floats = table[key].to_numpy(dtype=np.float64)
    return found


def _adjusted(
    question: MarkerContrast,
    found: Mapping[MarkerContrast, Bounds],
    single: Mapping[MarkerContrast, float],
    plan: Plan,
) -> dict[str, Any]:
    """Adjusted p at both ends where p alone decides it, and the verdict if both ends agree."""
    alpha, contrast = plan.inference.alpha, question[1]
    own = found[question]
    family = plan.family(contrast)
    members = [
        each for each in plan.questions(plan.paired_contrasts) if plan.family(each[1]) == family
    ]
    method = str(getattr(plan.inference.adjustment, plan.contrasts[contrast].role))
    ends = [math.nan, math.nan]
    if len(members) == 1:
        ends = [own.lowest, own.highest]
    elif method in BY_P_ALONE and all(each in found or each in single for each in members):
        for place, end in enumerate(("lowest", "highest")):
            p = [getattr(found[m], end) if m in found else single[m] for m in members]
            ends[place] = float(adjust(p, method)[members.index(question)])  # type: ignore[arg-type]
    verdict = ""
    if exceeds(own.lowest, alpha) or exceeds(ends[0], alpha):
        # An adjusted p is never below p.
        verdict = "no_evidence"
    elif reaches(ends[1], alpha):
        verdict = "evidence"
    elif reaches(ends[0], alpha) and exceeds(ends[1], alpha):
        verdict = "differs"
    return {"p_adjusted_lowest": ends[0], "p_adjusted_highest": ends[1], "verdict": verdict}
