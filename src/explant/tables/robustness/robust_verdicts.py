"""``robustness.csv``: does the verdict of a primary result hold when its family is asked anew.

A verdict rests on an adjusted p, so one unadjusted p more or less says nothing of it. Here the
whole family of the result is computed and adjusted again, all rows together: under each
specification that :mod:`explant.tables.robustness.specifications` calls equivalent, without each
patient in turn, and with values below detection anywhere between zero and their limit.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from explant.config.models import Inference, Plan
from explant.declared_tests.known_tests import TESTS
from explant.listed_cells import as_cell
from explant.progress import through
from explant.questions.answers import Verdict, reaches
from explant.questions.averaging import PARTLY, average_of_blocks, read
from explant.questions.design import cell_name, cell_values, contrast_weights, fixed_value
from explant.questions.directions import direction
from explant.tables.columns import COLUMNS
from explant.tables.results.adjustment import adjust, smallest_adjusted
from explant.tables.results.conclusions import with_conclusions
from explant.tables.results.sample_statistics import OneSample, one_samples
from explant.tables.robustness.influence import FEWEST, MOST, why_none_left_out
from explant.tables.robustness.primary_results import primary_results
from explant.tables.robustness.sensitivity import Analyses
from explant.tables.robustness.specifications import (
    Patients,
    Specification,
    choices_below_detection,
    choices_of_test,
    declared,
    differing_choices,
)
from explant.tables.samples import MarkerContrast

Floats = NDArray[np.float64]
Joint = Mapping[MarkerContrast, Floats]

LARGEST_FAMILY = 60
"""A family of more tests is not asked anew: markers beyond the first 50 have no other analyses."""


def robustness_table(
    measurements: pd.DataFrame, patients: pd.DataFrame, plan: Plan
) -> pd.DataFrame:
    """Robustness of the verdict of every primary result within patients.

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
        The columns of ``robustness``, by marker and contrast as in the plan.
    """
    analyses = Analyses(measurements, patients, plan)
    questions = primary_results(plan)
    found: dict[MarkerContrast, dict[str, Any]] = {}
    for name in dict.fromkeys(plan.family(contrast) for _, contrast in questions):
        members = [each for each in questions if plan.family(each[1]) == name]
        contrasts = [each for each in plan.paired_contrasts if plan.family(each) == name]
        every = len(plan.questions(contrasts))
        family = _Family(members, analyses)
        if every > len(members) or every > LARGEST_FAMILY:
            note = f"family of {every} tests: more than are asked anew"
            found |= {each: {"note": note} for each in members}
        else:
            found |= _of_family(family, name)
    rows = [
        {"marker": marker, "contrast": contrast, **found[marker, contrast]}
        for marker, contrast in questions
    ]
    table = pd.DataFrame(rows, columns=list(COLUMNS["robustness"]))
    counts = [name for name in table if str(name).startswith("n_")]
    return table.astype(dict.fromkeys(counts, "Int64"))


@dataclass(frozen=True)
class _Asked:
    """A family once: adjusted p and verdict of each of its results."""

    p: dict[MarkerContrast, float]
    verdict: dict[MarkerContrast, str]


class _Family:
    """Results that are adjusted together, asked in one way or another."""

    def __init__(self, members: list[MarkerContrast], analyses: Analyses) -> None:
        self.members = members
        self.analyses = analyses
        self.plan = analyses.plan
        self.censored = {marker for marker, _ in members if marker in analyses.censored}

    def specifications(self) -> Iterator[Specification]:
        """The equivalent ones, the plan's own first; the scale is each marker's own."""
        own = declared(self.plan, self.members[0][0])
        censored = bool(self.censored)
        groups: tuple[Patients, ...] = ("all", "complete cases")
        for rule in choices_below_detection(own, censored):
            for patients in groups:
                for test in choices_of_test(own):
                    other = Specification(test, own.scale, patients, rule)
                    if all(each.equivalent for each in differing_choices(other, own, censored)):
                        yield other

    def samples(self, of: Specification) -> Joint:
        """Differences of every patient under a specification, NaN where there is none."""
        found: dict[MarkerContrast, Floats] = {}
        for marker, contrast in self.members:
            own = declared(self.plan, marker)
            rule = of.below_detection if marker in self.censored else own.below_detection
            every = self.analyses.differences(own.scale, rule)[marker, contrast]
            complete = self.analyses.complete(rule)[marker]
            kept = complete if of.patients == "complete cases" else np.isfinite(every)
            found[marker, contrast] = np.where(kept & np.isfinite(every), every, np.nan)
        return found

    def asked(self, joints: Sequence[Joint], test: str) -> list[_Asked]:
        """Test all members by each set of differences, and adjust each set together."""
        inference = self.plan.inference.model_copy(update={"test": test})
        every = [joint[member] for joint in joints for member in self.members]
        samples = one_samples([each[np.isfinite(each)] + 0.0 for each in every], inference)
        size = len(self.members)
        return [
            self._adjusted(joint, samples[place * size : (place + 1) * size], inference)
            for place, joint in enumerate(joints)
        ]

    def _adjusted(self, joint: Joint, samples: list[OneSample], inference: Inference) -> _Asked:
        test = TESTS[inference.test]
        rows: list[dict[str, Any]] = []
        for (marker, contrast), sample in zip(self.members, samples, strict=True):
            n = len(sample.differences)
            rows.append(
                {
                    "marker": marker,
                    "contrast": contrast,
                    "family": self.plan.family(contrast),
                    "adjustment": getattr(inference.adjustment, self.plan.contrasts[contrast].role),
                    "p": test.p_of(sample),
                    "n": n,
                    "smallest_attainable_p": test.smallest_p(n),
                }
            )
        table = pd.DataFrame(rows)
        adjusted = adjust(table, joint, inference)
        # Only evidence has a direction. A sample of its own: no interval of the others is computed.
        table["observed"] = [
            direction(OneSample(sample.differences, inference).declared.estimate)
            if reaches(p, inference.alpha)
            else ""
            for sample, p in zip(samples, adjusted.tolist(), strict=True)
        ]
        table["p_adjusted"] = adjusted
        table["smallest_attainable_p_adjusted"] = smallest_adjusted(table, joint, inference)
        verdicts = [
            str(verdict)
            for verdict in with_conclusions(table, inference.alpha, about="change")["verdict"]
        ]
        return _Asked(
            dict(zip(self.members, adjusted.tolist(), strict=True)),
            dict(zip(self.members, verdicts, strict=True)),
        )


def _of_family(family: _Family, name: str) -> dict[MarkerContrast, dict[str, Any]]:
    test = family.plan.inference.test
    ways: dict[bytes, tuple[Joint, str]] = {}
    for specification in family.specifications():
        joint = family.samples(specification)
        # Where nobody lacks a sample, complete cases are all: no second analysis.
        key = specification.test.encode() + b"".join(each.tobytes() for each in joint.values())
        ways.setdefault(key, (joint, specification.test))
    asked = [family.asked([joint], test)[0] for joint, test in through(ways.values(), "ways")]
    own, joint = asked[0], next(iter(ways.values()))[0]
    without = _without_each(family, joint, test)
    extremes = family.asked(_at_extremes(family, joint), test)
    found: dict[MarkerContrast, dict[str, Any]] = {}
    for member in family.members:
        verdict = own.verdict[member]
        if verdict == Verdict.NOT_ANSWERABLE:
            found[member] = {"family": name, "verdict": verdict, "note": "no answer to ask anew"}
            continue
        answered = [each for each in asked if each.verdict[member] != Verdict.NOT_ANSWERABLE]
        same = sum(each.verdict[member] == verdict for each in answered)
        deciding = [
            patient
            for patient, each in without.items()
            if member in each.verdict and each.verdict[member] != verdict
        ]
        detection = ""
        if extremes and member[0] in family.censored:
            stays = all(each.verdict[member] == verdict for each in extremes)
            detection = "stays" if stays else "changes"
        checks = [same == len(answered), not deciding, detection != "changes"]
        known = [each.p[member] for each in answered]
        found[member] = {
            "family": name,
            "verdict": verdict,
            "p_adjusted": own.p[member],
            "n_specifications": len(answered),
            "n_same_verdict": same,
            "share_same_verdict": same / len(answered),
            "p_adjusted_smallest": min(known),
            "p_adjusted_largest": max(known),
            "n_left_out": sum(member in each.verdict for each in without.values()),
            "n_deciding": len(deciding),
            "deciding_patients": as_cell(deciding),
            "below_detection": detection,
            "n_checks_held": sum(checks),
            "robustness": "firm" if all(checks) else "fragile",
            "note": "" if without else why_none_left_out(int(np.isfinite(joint[member]).sum())),
        }
    return found


def _without_each(family: _Family, joint: Joint, test: str) -> dict[str, _Asked]:
    """The family without each patient in turn, for the results that the patient is part of."""
    values = np.column_stack(list(joint.values()))
    known = np.isfinite(values)
    found: dict[str, _Asked] = {}
    n = known.sum(axis=0)
    if (n < FEWEST).any() or (n > MOST).any():
        return found
    places = np.flatnonzero(known.any(axis=1)).tolist()
    left_out = [
        {m: np.where(np.arange(every.size) == place, np.nan, every) for m, every in joint.items()}
        for place in places
    ]
    for place, asked in zip(places, family.asked(left_out, test), strict=True):
        part = {m for m, every in joint.items() if np.isfinite(every[place])}
        found[family.analyses.patients[place]] = _Asked(
            {m: p for m, p in asked.p.items() if m in part},
            {m: v for m, v in asked.verdict.items() if m in part},
        )
    return found


def _at_extremes(family: _Family, joint: Joint) -> list[Joint]:
    """The differences at their lowest and highest, a value below detection being zero or the limit.

    Both, so that every value between them gives an estimate and rank sums between these. On a scale
    of ratios zero has no place, so there are no bounds.
    """
    linear = {m for m in family.censored if family.plan.markers[m].scale == "linear"}
    if not linear:
        return []
    analyses, plan = family.analyses, family.plan
    low, high = dict(joint), dict(joint)
    for marker, contrast in family.members:
        if marker not in linear:
            continue
        ends = [_cells(analyses, marker, factor) for factor in (0.0, 1.0)]
        weights = contrast_weights(plan.of(marker), contrast)
        cells = list(ends[0].columns)
        lowest = np.zeros(len(analyses.patients))
        highest = np.zeros(len(analyses.patients))
        for cell, weight in weights.items():
            column = cells.index(cell_name(cell))
            zero, limit = (weight * each.to_numpy(dtype=np.float64)[:, column] for each in ends)
            lowest += np.minimum(zero, limit)
            highest += np.maximum(zero, limit)
        fixed = fixed_value(plan, contrast, marker)
        part = np.isfinite(joint[marker, contrast])
        low[marker, contrast] = np.where(part, lowest - fixed, np.nan)
        high[marker, contrast] = np.where(part, highest - fixed, np.nan)
    return [low, high]


def _cells(analyses: Analyses, marker: str, factor: float) -> pd.DataFrame:
    """Values of the cells with each value below detection at a share of its limit.

    So is each replicate below detection of a sample that has others.
    """
    own = analyses.measurements[analyses.measurements["marker"] == marker].copy()
    below = own["censored"].eq("below")
    value = own["value"].where(~below, own["value"] * factor).to_numpy(copy=True)
    if "replicate_values" in own:
        for row in np.flatnonzero(own["censored"].eq(PARTLY)).tolist():
            blocks = [
                [(number * factor if side == "below" else number, "") for number, side in block]
                for block in read(own["replicate_values"].iloc[row])
            ]
            if blocks:
                value[row] = average_of_blocks(blocks, "linear", 0.0, "limit")
    own["value"] = value
    own["censored"] = own["censored"].where(~below, "")
    markers = {marker: analyses.plan.markers[marker]}
    return cell_values(
        own, analyses.plan.model_copy(update={"markers": markers}), analyses.patients
    )
