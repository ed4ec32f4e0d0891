"""Rows of markers that sum up curves, in ``measurements.csv``, and the table ``curves.csv``."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from explant.config.models import Marker, Plan, Summary
from explant.curves.curve_summaries import (
    CurveSummary,
    area_under,
    line_slope,
    log_ec50,
    lytic_units,
)
from explant.curves.points import FULL_LYSIS, points_needed
from explant.numbers import counted, in_order
from explant.problems import Problem
from explant.questions.design import BELOW_DETECTION_FACTORS, cell_name
from explant.questions.trend_weights import trend_scores
from explant.spreadsheet.values.row_order import in_order_of_plan
from explant.spreadsheet.values.units import limits

Floats = NDArray[np.float64]

CURVE_COLUMNS = (
    *("patient", "marker", "sample", "give", "n_points", "estimate", "censored", "curve"),
    *("bottom", "top", "middle", "steepness", "rate", "residual_sd", "converged", "note"),
)
MOST_NAMED = 6


@dataclass(frozen=True)
class _Curve:
    """One curve: whose it is, what it came to, and the cells of the sheet that it is made of."""

    patient: str
    levels: tuple[str, ...]
    found: CurveSummary
    replicates: int
    source: str
    measured: bool
    """Whether it has the points that it needs."""
    censored_points: bool

    def named(self) -> str:
        """Patient and condition in words."""
        return f"{self.patient} ({', '.join(self.levels)})" if self.levels else self.patient


def with_summaries(
    measurements: pd.DataFrame, plan: Plan
) -> tuple[pd.DataFrame, pd.DataFrame, list[Problem]]:
    """The table of measurements with a row for each curve's number, and the table of curves.

    A value below detection enters a curve as ``inference.below_detection`` says.

    Parameters
    ----------
    measurements
        The table ``measurements.csv`` of measured and derived markers.
    plan
        The study's plan.

    Returns
    -------
    tuple
        The measurements, in the order of the plan, with an empty level of the factor that is summed
        up; the table ``curves.csv``, with a row for each curve, also where it came to no number;
        and problems that name the patients.
    """
    frames, rows, problems = [measurements], [], []
    for name, summary in plan.summarized.items():
        curves = _curves(measurements, plan, summary)
        problems += _problems(name, plan, curves)
        frames.append(_measured(name, plan, curves, measurements))
        rows += [_row(name, summary, curve) for curve in curves]
    table = pd.DataFrame(rows, columns=list(CURVE_COLUMNS))
    whole = pd.concat([each for each in frames if len(each)], ignore_index=True)
    return in_order_of_plan(whole, plan), table, problems


def _curves(measurements: pd.DataFrame, plan: Plan, summary: Summary) -> list[_Curve]:
    levels = list(plan.factors[summary.over].levels)
    scores = np.array(list(trend_scores(plan, summary.over, levels).values()))
    others = [factor for factor in plan.factors if factor != summary.over]
    needed = points_needed(
        summary.give,
        summary.curve,
        len(levels),
        bottom=summary.bottom is not None,
        top=summary.top is not None,
    )
    own = measurements[measurements["marker"] == summary.of]
    found: list[_Curve] = []
    for key, points in own.groupby(["patient", *others], sort=False):
        by_level = points.set_index(summary.over).reindex(levels)
        values = by_level["value"].to_numpy(dtype=np.float64, copy=True)
        values[by_level["censored"].eq("below").to_numpy()] *= BELOW_DETECTION_FACTORS[
            plan.inference.below_detection
        ]
        known = np.isfinite(values)
        enough = bool(known.sum() >= needed)
        if enough:
            summed = _summed(scores[known], values[known], summary)
        else:
            lacking = f"{known.sum()} of {counted(len(levels), 'point')}, and it needs {needed}"
            summed = CurveSummary(math.nan, int(known.sum()), reason=lacking)
        patient, *conditions = key if isinstance(key, tuple) else (key,)
        used = by_level[known]
        found.append(
            _Curve(
                str(patient),
                tuple(map(str, conditions)),
                summed,
                int(used["replicates"].min()) if len(used) else 0,
                " ".join(dict.fromkeys(text for text in used["source"].astype(str) if text)),
                enough,
                bool(by_level["censored"].isin(["below", "above", "partly"]).any()),
            )
        )
    return found


def _summed(scores: Floats, values: Floats, summary: Summary) -> CurveSummary:
    if summary.give == "log_ec50":
        return log_ec50(scores, values, summary.bottom, summary.top)
    if summary.give == "lytic_units":
        assert summary.target is not None
        assert summary.target_cells is not None
        top = FULL_LYSIS if summary.top is None else summary.top
        target, cells = summary.target, summary.target_cells
        return lytic_units(scores, values, target, cells, summary.effectors, summary.curve, top)
    order = np.argsort(scores)
    places = np.log10(scores) if summary.log else scores
    compute = area_under if summary.give == "auc" else line_slope
    return CurveSummary(compute(places[order], values[order]), len(scores))


def _row(name: str, summary: Summary, curve: _Curve) -> dict[str, Any]:
    found, fitted = curve.found, curve.found.curve
    row: dict[str, Any] = {
        "patient": curve.patient,
        "marker": name,
        "sample": cell_name(curve.levels),
        "give": summary.give,
        "n_points": found.n_points,
        "estimate": found.estimate,
        "censored": found.censored,
        "curve": "",
        "converged": "",
        "note": found.reason,
    }
    if fitted is None:
        return row
    spare = found.n_points - fitted.n_free
    return row | {
        "curve": fitted.shape,
        "bottom": fitted.bottom,
        "top": fitted.top,
        "middle": fitted.middle,
        "steepness": fitted.steepness,
        "rate": fitted.rate,
        "residual_sd": math.sqrt(fitted.rss / spare),
        "converged": "no" if fitted.reason else "yes",
        "note": found.reason or fitted.reason,
    }


def _measured(
    name: str, plan: Plan, curves: Sequence[_Curve], measurements: pd.DataFrame
) -> pd.DataFrame:
    """Rows of the curves that have a number, with the columns of the other measurements."""
    over = plan.summarized[name].over
    others = [factor for factor in plan.factors if factor != over]
    rows = [
        {
            "patient": curve.patient,
            over: "",
            **dict(zip(others, curve.levels, strict=True)),
            "marker": name,
            "value": curve.found.estimate,
            "replicates": curve.replicates,
            "replicates_below": 0,
            "replicate_sd": math.nan,
            "replicate_values": "",
            "blocks": 1,
            "block_sd": math.nan,
            "censored": curve.found.censored,
            "source": curve.source,
        }
        for curve in curves
        if math.isfinite(curve.found.estimate)
    ]
    return pd.DataFrame(rows, columns=list(measurements.columns))


def _problems(name: str, plan: Plan, curves: Sequence[_Curve]) -> list[Problem]:
    """What to know of the curves: those without a number, and those that are a limit."""
    of = plan.summarized[name].of
    without = [curve for curve in curves if not math.isfinite(curve.found.estimate)]
    if len(without) == len(curves):
        reasons = in_order(list(dict.fromkeys(curve.found.reason for curve in without)))
        what = f"{name} has no value at all{f': {reasons}' if reasons else ''}."
        fix = f"Fill in the values of {of}, or take {name} out of the config."
        return [Problem("error", "", what, fix, marker=name)]
    found: list[Problem] = []
    by_reason: dict[tuple[bool, str], list[_Curve]] = {}
    for curve in without:
        by_reason.setdefault((curve.measured, curve.found.reason), []).append(curve)
    for (measured, reason), own in by_reason.items():
        what = f"{name} of {_named(own)} has no value: {reason}."
        fix = "Look at the values of the curve: without a number it is left out, and counted."
        found.append(_problem("warning" if measured else "note", name, own, what, fix * measured))
    for side, why in (
        ("below", "does not reach the target lysis at the highest ratio"),
        ("above", "is above the target lysis at the lowest ratio"),
    ):
        own = [curve for curve in curves if curve.found.censored == side]
        if own:
            what = f"{name} of {_named(own)} lies {side} the limit that is given: the curve {why}."
            found.append(_problem("note", name, own, what))
    own = [curve for curve in curves if curve.censored_points]
    if own:
        what = (
            f"{name} of {_named(own)} is made from values beyond a limit of detection, which enter "
            "it as they enter the analysis."
        )
        found.append(_problem("note", name, own, what))
    return found + _impossible(name, plan.markers[name], curves)


def _impossible(name: str, marker: Marker, curves: Sequence[_Curve]) -> list[Problem]:
    """Numbers that the marker's scale or range has no place for."""
    possible = limits(marker)
    numbers = [curve for curve in curves if math.isfinite(curve.found.estimate)]
    off = [curve for curve in numbers if _is_off(curve.found.estimate, marker)]
    outside = [
        curve
        for curve in numbers
        if curve not in off and not possible.low <= curve.found.estimate <= possible.high
    ]
    fix = f"Correct the values it is made of, or the scale, range or unit of markers.{name}."
    found: list[Problem] = []
    for severity, own, what in (
        ("error", off, f"which has no place on the {marker.scale} scale"),
        (possible.severity, outside, f"not between {possible.low:g} and {possible.high:g}"),
    ):
        if own:
            text = f"{name} of {_named(own)} is {own[0].found.estimate:g}, {what}."
            found.append(_problem(severity, name, own, text, fix))
    return found


def _is_off(value: float, marker: Marker) -> bool:
    if marker.scale == "linear":
        return False
    return value + marker.offset <= 0 or (
        marker.scale == "logit" and 100.0 - value + marker.offset <= 0
    )


def _problem(
    severity: str, name: str, curves: Sequence[_Curve], what: str, how_to_fix: str = ""
) -> Problem:
    patients = {curve.patient for curve in curves}
    checked: Literal["error", "warning", "note"] = severity  # type: ignore[assignment]
    return Problem(
        checked,
        " ".join(curve.source for curve in curves[:MOST_NAMED] if curve.source),
        what,
        how_to_fix,
        patient=patients.pop() if len(patients) == 1 else "",
        marker=name,
    )


def _named(curves: Sequence[_Curve]) -> str:
    names = [curve.named() for curve in curves]
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return ", ".join(names[:MOST_NAMED]) + more
