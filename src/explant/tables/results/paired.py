"""``paired.csv``: one row per marker and contrast, what one sample of differences says."""

import math
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from explant.config.models import Plan
from explant.declared_tests.known_tests import TESTS
from explant.progress import through
from explant.questions.design import (
    NEVER_DETECTED,
    Cell,
    cell_name,
    cell_values,
    contrast_weights,
    designs,
    never_detected,
)
from explant.questions.directions import direction
from explant.questions.question import NumberKind, question
from explant.statistics.kernel.inversion import IntervalResult
from explant.statistics.one_sample.effect_sizes import corrected_d_z, d_av_of_columns
from explant.statistics.power import detectable_d_z, patients_for_d_z
from explant.tables.columns import COLUMNS as COLUMNS_OF_TABLES
from explant.tables.ratios import ratio_columns
from explant.tables.results.adjustment import adjust, what_families_allow
from explant.tables.results.conclusions import with_conclusions
from explant.tables.results.sample_statistics import OneSample, one_samples
from explant.tables.samples import Samples, samples_by_question

Floats = NDArray[np.float64]

COLUMNS = tuple(COLUMNS_OF_TABLES["paired"])

BAYES_OUT_OF_REACH = "t is too far from zero for a Bayes factor"


def paired_table(differences: pd.DataFrame, measurements: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Inference on the differences of every marker and contrast.

    Parameters
    ----------
    differences
        The table ``differences.csv``.
    measurements
        The table ``measurements.csv``, for the spread within cells that d_av needs.
    plan
        The study's plan.

    Returns
    -------
    DataFrame
        The columns :data:`COLUMNS`, ordered by marker and contrast as in the plan.
    """
    samples = samples_by_question(differences, plan.paired_contrasts)
    return paired_adjusted(paired_alone(samples, measurements, plan), samples, plan)


def paired_alone(samples: Samples, measurements: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """What each question's own differences say, without the others of its family.

    Parameters
    ----------
    samples
        Differences of the questions within patients.
    measurements, plan
        As :func:`paired_table` takes them.

    Returns
    -------
    DataFrame
        A row a question, in the plan's order.
    """
    questions = plan.questions(plan.paired_contrasts)
    if not questions:
        return pd.DataFrame(columns=list(COLUMNS))
    wide = cell_values(measurements, plan, samples.patients)
    by_marker = wide.to_numpy(dtype=np.float64).reshape(
        len(plan.analysed_markers), len(samples.patients), -1
    )
    cells = list(wide.columns)
    place_of = {marker: place for place, marker in enumerate(plan.analysed_markers)}
    d_av: dict[str, dict[str, float]] = {name: {} for name in plan.paired_contrasts}
    for own, markers in designs(plan):
        of_design = by_marker[[place_of[marker] for marker in markers]]
        for name in plan.paired_contrasts:
            if any(plan.asks(name, marker) for marker in markers):
                spread = _d_av(of_design, cells, contrast_weights(own, name))
                d_av[name] |= dict(zip(markers, spread, strict=True))
    every = [samples.differences[question] for question in questions]
    complete = one_samples([each[np.isfinite(each)] for each in every], plan.inference)
    rows = [
        _row(plan, marker, contrast, sample, int(samples.asked[marker, contrast].sum()))
        | {"d_av": d_av[contrast][marker]}
        for (marker, contrast), sample in zip(through(questions, "results"), complete, strict=True)
    ]
    undetected = never_detected(measurements, plan)
    for row in rows:
        if (row["marker"], row["contrast"]) in undetected:
            row["note"] = "; ".join(filter(None, [NEVER_DETECTED, row["note"]]))
    return pd.DataFrame(rows)


def paired_adjusted(table: pd.DataFrame, samples: Samples, plan: Plan) -> pd.DataFrame:
    """Adjust the rows of a whole study within their families, and conclude.

    Parameters
    ----------
    table
        The rows of :func:`paired_alone`; they are changed in place.
    samples
        Differences of all their questions.
    plan
        The study's plan.

    Returns
    -------
    DataFrame
        The columns :data:`COLUMNS`.
    """
    if table.empty:
        return table
    table["adjustment"] = [_adjustment(plan, contrast) for contrast in table["contrast"]]
    table["p_adjusted"] = adjust(table, samples.differences, plan.inference)
    for column, values in what_families_allow(table, samples.differences, plan.inference).items():
        table[column] = values
    about = [_about(plan, contrast) for contrast in table["contrast"]]
    with_conclusions(table, plan.inference.alpha, about)
    return table.reindex(columns=list(COLUMNS))


def _row(plan: Plan, marker: str, contrast: str, sample: OneSample, n_asked: int) -> dict[str, Any]:
    inference, asked = plan.inference, question(plan, contrast)
    n = len(sample.differences)
    student, walsh, signed_rank = sample.student, sample.pseudomedian, sample.signed_rank
    flip_interval, signs = sample.sign_flip_interval, sample.signs
    standardized, biserial, share = sample.standardized, sample.rank_biserial, sample.superiority
    chosen = sample.declared.numbers
    scale = plan.markers[marker].scale
    corrected = corrected_d_z(standardized, n)
    reasons = [student.reason, signed_rank.reason, signs.reason, standardized.reason]
    if math.isfinite(standardized.estimate):
        reasons += [corrected.reason, "" if math.isfinite(sample.bf10) else BAYES_OUT_OF_REACH]
    return {
        "marker": marker,
        "contrast": contrast,
        "role": asked.role,
        "family": asked.family,
        "scale": scale,
        "n": n,
        "n_incomplete": n_asked - n,
        "n_zero": signs.n_zero,
        "mean_difference": student.mean,
        "mean_low": student.low,
        "mean_high": student.high,
        "sd_difference": student.sd,
        "pseudomedian": walsh.estimate,
        "pseudomedian_low": walsh.low,
        "pseudomedian_high": walsh.high,
        "pseudomedian_level": walsh.level,
        "t": student.t,
        "df": student.df if n > 1 else None,
        "w_plus": signed_rank.w_plus,
        "sign_flip_low": flip_interval.low,
        "sign_flip_high": flip_interval.high,
        "n_increase": signs.n_increase,
        "n_decrease": signs.n_decrease,
        **{test.p_column: test.p_of(sample) for test in TESTS.values()},
        "d_z": standardized.estimate,
        "d_z_low": standardized.low,
        "d_z_high": standardized.high,
        "g_z": corrected.estimate,
        "rank_biserial": biserial.estimate,
        "rank_biserial_low": biserial.low,
        "rank_biserial_high": biserial.high,
        "superiority": share.estimate,
        "superiority_low": share.low,
        "superiority_high": share.high,
        **ratio_columns("ratio", student.mean, student.low, student.high, scale),
        "bf10": sample.bf10,
        "test": inference.test,
        **chosen,
        **ratio_columns("estimate_ratio", chosen["estimate"], chosen["low"], chosen["high"], scale),
        "smallest_attainable_p": sample.attainable_p,
        "detectable_d_z": detectable_d_z(n, alpha=inference.alpha) if n > 1 else math.nan,
        **_next_study(standardized, inference.alpha),
        "expected": asked.expected(marker),
        "observed": direction(chosen["estimate"]),
        "note": "; ".join(dict.fromkeys(filter(None, reasons))),
    }


def _next_study(standardized: IntervalResult, alpha: float) -> dict[str, float | None]:
    """The end of d_z's interval that is nearer zero, and how many patients would detect it."""
    nearer = min(standardized.low, standardized.high, key=abs)
    if not standardized.low * standardized.high > 0.0:
        return {"next_study_d_z": math.nan, "next_study_n": None}
    return {"next_study_d_z": nearer, "next_study_n": patients_for_d_z(nearer, alpha=alpha)}


def _about(plan: Plan, contrast: str) -> str:
    """What a conclusion is about: differences of differences and bends are no change."""
    number = question(plan, contrast).number
    if number == NumberKind.CURVE and plan.contrasts[contrast].degree == 2:
        return "curvature"
    return (
        "difference of differences" if number == NumberKind.DIFFERENCE_OF_DIFFERENCES else "change"
    )


def _adjustment(plan: Plan, contrast: str) -> str:
    role = plan.contrasts[contrast].role
    return str(getattr(plan.inference.adjustment, role))


def _d_av(values: Floats, columns: list[str], weights: dict[Cell, float]) -> list[float]:
    """Return d_av of every marker where the contrast is one cell minus another, else NaN.

    ``values`` has the shape (markers, patients, cells).
    """
    found = np.full(len(values), np.nan)
    if sorted(weights.values()) != [-1.0, 1.0]:
        return found.tolist()
    by_weight = {weight: columns.index(cell_name(cell)) for cell, weight in weights.items()}
    first, second = values[..., by_weight[1.0]], values[..., by_weight[-1.0]]
    complete = ~(np.isnan(first) | np.isnan(second))
    together: dict[bytes, list[int]] = {}
    for marker, patients in enumerate(complete):
        together.setdefault(patients.tobytes(), []).append(marker)
    for markers in together.values():
        known = complete[markers[0]]
        found[markers] = d_av_of_columns(first[markers][:, known].T, second[markers][:, known].T)
    return found.tolist()
