"""``sensitivity.csv``: each primary result under other defensible, and less defensible, choices."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from explant.config.models import BelowDetection, Plan, Scale
from explant.progress import through
from explant.questions.averaging import averaged_anew
from explant.questions.design import cell_name, cell_values, cells, designs, differences
from explant.questions.directions import direction
from explant.questions.scales import FULL_PERCENTAGE
from explant.tables.columns import COLUMNS
from explant.tables.ratios import ratio_columns
from explant.tables.results.sample_statistics import OneSample
from explant.tables.robustness.diagnostics import flagged_outliers
from explant.tables.robustness.primary_results import primary_results, result_of
from explant.tables.robustness.specifications import (
    Patients,
    Specification,
    choices_below_detection,
    choices_of_scale,
    choices_of_test,
    declared,
    differing_choices,
)
from explant.tables.samples import MarkerContrast, samples_by_question

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]


def sensitivity_table(
    measurements: pd.DataFrame, patients: pd.DataFrame, plan: Plan
) -> pd.DataFrame:
    """Every primary result under every combination of test, scale, patients and detection rule.

    :mod:`explant.tables.robustness.specifications` says which choices there are and which of them
    ask the plan's question. Complete cases are the patients who have every cell of the design for
    the marker. Outliers are flagged once, on the differences of the plan's own analysis, and the
    same patients are left out on every scale and under every rule: the set that
    ``diagnostics.csv`` shows. A combination with the same differences of the same patients as one
    before it is not repeated, and a scale on which the marker has values without a place gives one
    row that says so in ``note``.

    Parameters
    ----------
    measurements
        The table ``measurements.csv``.
    patients
        The table ``patients.csv``.
    plan
        The study's plan; of its markers the first 50 are questioned
        (:data:`explant.tables.robustness.primary_results.LARGEST_PANEL`).

    Returns
    -------
    DataFrame
        The columns of ``sensitivity``, by marker and contrast as in the plan, the plan's own
        analysis first.
    """
    analyses = Analyses(measurements, patients, plan)
    questions = primary_results(plan)
    rows = [row for each in through(questions, "results") for row in _rows(analyses, each)]
    table = pd.DataFrame(rows, columns=list(COLUMNS["sensitivity"]))
    # A scale without a place for the data has no number of patients, and 20 must not become 20.0.
    return table.astype({"n": "Int64"})


class Analyses:
    """The differences of the primary results on every scale and under every detection rule.

    Parameters
    ----------
    measurements, patients
        The tables of those names.
    plan
        The study's plan.
    """

    def __init__(self, measurements: pd.DataFrame, patients: pd.DataFrame, plan: Plan) -> None:
        questions = primary_results(plan)
        self.plan = plan
        self.patients = list(patients["patient"])
        self.groups = patients
        self.markers = {marker: plan.markers[marker] for marker, _ in questions}
        self.contrasts = {contrast: plan.contrasts[contrast] for _, contrast in questions}
        self.measurements = measurements[measurements["marker"].isin(list(self.markers))]
        by_marker = self.measurements["marker"].to_numpy()
        value = self.measurements["value"].to_numpy(dtype=np.float64)
        self.values = {marker: value[by_marker == marker] for marker in self.markers}
        below = self.measurements["censored"].eq("below")
        if "replicates_below" in self.measurements:
            below |= self.measurements["replicates_below"] > 0
        self.censored = set(self.measurements.loc[below, "marker"])
        self._differences: dict[tuple[Scale, BelowDetection], dict[MarkerContrast, Floats]] = {}
        self._complete: dict[BelowDetection, dict[str, Mask]] = {}

    def obstacle(self, marker: str, scale: Scale) -> str:
        """Why a marker has no place on a scale; empty where it has."""
        if scale == "linear":
            return ""
        offset = self.plan.markers[marker].offset
        fixed = [asked.against for asked in self.contrasts.values() if asked.against is not None]
        values = np.concatenate((self.values[marker], fixed))
        outside = values + offset <= 0
        if scale == "logit":
            outside |= FULL_PERCENTAGE - values + offset <= 0
        if not outside.any():
            return ""
        name = "logarithm" if scale == "log2" else "logit"
        return f"values of the marker without a {name} under its offset: {outside.sum()}"

    def differences(self, scale: Scale, rule: BelowDetection) -> dict[MarkerContrast, Floats]:
        """Differences by marker and contrast, of the markers that have a place on the scale."""
        if (scale, rule) not in self._differences:
            plan = self._plan(rule, scale)
            table = differences(self._of(plan), plan, self.patients, self.groups)
            self._differences[scale, rule] = samples_by_question(
                table, patients=self.patients
            ).differences
        return self._differences[scale, rule]

    def complete(self, rule: BelowDetection) -> dict[str, Mask]:
        """By marker the patients who have every cell of the design."""
        if rule not in self._complete:
            plan = self._plan(rule)
            wide = cell_values(self._of(plan), plan, self.patients)
            found: dict[str, Mask] = {}
            for own, markers in designs(plan):
                columns = [cell_name(cell) for cell in cells(own)]
                values = wide.loc[markers, columns].to_numpy(dtype=np.float64)
                complete = np.isfinite(values).all(axis=1).reshape(len(markers), -1)
                found |= dict(zip(markers, complete, strict=True))
            self._complete[rule] = found
        return self._complete[rule]

    def _plan(self, rule: BelowDetection, scale: Scale | None = None) -> Plan:
        """The plan under a detection rule, and on one scale, with the markers it applies to."""
        own_rule = rule == self.plan.inference.below_detection
        markers = {
            name: marker if scale is None else marker.model_copy(update={"scale": scale})
            for name, marker in self.markers.items()
            if (own_rule or name in self.censored)
            and not (scale is not None and self.obstacle(name, scale))
        }
        inference = self.plan.inference.model_copy(update={"below_detection": rule})
        return self.plan.model_copy(
            update={"markers": markers, "contrasts": self.contrasts, "inference": inference}
        )

    def _of(self, plan: Plan) -> pd.DataFrame:
        own = self.measurements[self.measurements["marker"].isin(list(plan.markers))]
        return averaged_anew(own, plan, self.plan)


def _rows(analyses: Analyses, question: MarkerContrast) -> Iterator[dict[str, Any]]:
    marker, contrast = question
    plan = analyses.plan
    own = declared(plan, marker)
    censored = marker in analyses.censored
    unflagged = ~flagged_outliers(
        analyses.differences(own.scale, own.below_detection)[marker, contrast]
    )
    known: set[bytes] = set()
    for scale in choices_of_scale(own, plan.markers[marker].unit):
        head = {"marker": marker, "contrast": contrast}
        if obstacle := analyses.obstacle(marker, scale):
            other = Specification(own.test, scale, "all", own.below_detection)
            yield head | _choices(other, own, censored) | {"observed": "", "note": obstacle}
            continue
        for rule in choices_below_detection(own, censored):
            every = analyses.differences(scale, rule)[marker, contrast]
            groups: dict[Patients, Mask] = {
                "all": np.isfinite(every),
                "complete cases": analyses.complete(rule)[marker],
                "without flagged outliers": unflagged,
            }
            for patients, kept in groups.items():
                values = np.where(kept & np.isfinite(every), every, np.nan) + 0.0
                if values.tobytes() in known:
                    continue
                known.add(values.tobytes())
                for test in choices_of_test(own):
                    other = Specification(test, scale, patients, rule)
                    yield (
                        head
                        | _choices(other, own, censored)
                        | _numbers(values[np.isfinite(values)], plan, other, other == own)
                    )


def _choices(other: Specification, own: Specification, censored: bool) -> dict[str, Any]:
    differing = differing_choices(other, own, censored)
    equivalent = all(choice.equivalent for choice in differing)
    return {
        "test": other.test,
        "scale": other.scale,
        "patients": other.patients,
        "below_detection": other.below_detection,
        "plan": "" if differing else "yes",
        "equivalence": ("equivalent" if equivalent else "not equivalent") if differing else "plan",
        "differs": "; ".join(choice.words for choice in differing),
    }


def _numbers(values: Floats, plan: Plan, other: Specification, own: bool) -> dict[str, Any]:
    sample = OneSample(values, plan.inference.model_copy(update={"test": other.test}))
    result = result_of(sample, slow_interval=own)
    estimate, low, high = result["estimate"], result["low"], result["high"]
    return {
        "n": len(values),
        **result,
        **ratio_columns("estimate_ratio", estimate, low, high, other.scale),
        "d_z": sample.d_z,
        "observed": direction(estimate),
        "note": "; ".join(dict.fromkeys(filter(None, [result["note"], sample.student.reason]))),
    }
