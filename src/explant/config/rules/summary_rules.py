"""Markers that sum up curves: whether the curve can be fitted, and who is asked of them."""

import math
from collections.abc import Iterator

from explant.config.models import Contrast, Factor, Marker, Plan, Summary
from explant.config.rules.explaining import Fault, KeyPath
from explant.curves.points import FITTED, FULL_LYSIS, points_needed
from explant.problems import nearest

NOT_WITH_SUMMARY = {
    "derived": "it is computed in one way",
    "column": "it stands in no column",
    "implied": "it stands in no column",
    "detection_limit": "the limits of its marker hold",
    "replicate_cv": "the replicates of its marker are averaged first",
}
ONLY_OF = {
    "target": ("lytic_units",),
    "target_cells": ("lytic_units",),
    "effectors": ("lytic_units",),
    "curve": ("lytic_units",),
    "bottom": ("log_ec50",),
    "top": ("log_ec50", "lytic_units"),
    "log": ("auc", "slope"),
}
"""Keys that mean something for some summaries only."""


def is_summed(contrast: Contrast, marker: Marker) -> bool:
    """Whether a contrast names the factor that a marker sums up."""
    return marker.summary is not None and marker.summary.over in contrast.named_factors


def summed_up(path: KeyPath, contrast: str, name: str, marker: Marker) -> Fault:
    """A contrast that names a factor of which a marker has no level."""
    over = marker.summary.over if marker.summary is not None else ""
    return Fault(
        path,
        f"{contrast} names {over}, and {name} has one value for all levels of {over}.",
        f"Take {name} out here, or ask a question of it that does not name {over}.",
    )


def check_summaries(plan: Plan) -> Iterator[Fault]:
    """Faults of markers that sum up curves, and of questions that are asked of them."""
    for name, marker in plan.markers.items():
        if marker.summary is not None:
            yield from _keys(("markers", name), marker, marker.summary)
            yield from _curve(("markers", name, "summary"), name, marker, plan)
    if not plan.summarized:
        return
    for name, contrast in plan.contrasts.items():
        path = ("contrasts", name)
        for key in ("markers", "across"):
            for position, asked in enumerate(getattr(contrast, key)):
                details = plan.markers.get(asked)
                if details is None or details.summary is None:
                    continue
                if key == "across":
                    yield Fault(
                        (*path, key, str(position)),
                        f"{asked} sums up a curve: no other marker is computed from it.",
                        "Ask of each marker by itself.",
                    )
                elif is_summed(contrast, details):
                    yield summed_up((*path, key, str(position)), name, asked, details)
        analysed = [marker for marker in plan.markers.values() if marker.analysed]
        if not contrast.markers and all(is_summed(contrast, marker) for marker in analysed):
            yield Fault(
                path,
                "It is asked of no marker: each of them sums up a factor that the contrast names.",
                "Take analysed: false away from the marker that is summed up, or take the contrast "
                "out.",
            )


def _keys(path: KeyPath, marker: Marker, summary: Summary) -> Iterator[Fault]:
    for key, why in NOT_WITH_SUMMARY.items():
        if getattr(marker, key):
            yield Fault((*path, key), f"A summary has no {key}: {why}.", "Leave it out.")
    for key, gives in ONLY_OF.items():
        if key in summary.model_fields_set and summary.give not in gives:
            default = Summary.model_fields[key].default
            if getattr(summary, key) != default:
                yield Fault(
                    (*path, "summary", key),
                    f"{key} means nothing for give: {summary.give}.",
                    f"Leave it out; it belongs to {' and '.join(gives)}.",
                )
    if summary.give == "log_ec50" and marker.scale != "linear":
        yield Fault(
            (*path, "scale"),
            "log_ec50 is a logarithm already.",
            "Leave scale out: a difference of 1 is a factor of ten.",
        )


def _curve(path: KeyPath, name: str, marker: Marker, plan: Plan) -> Iterator[Fault]:
    summary = marker.summary
    assert summary is not None
    of = plan.markers.get(summary.of)
    if of is None or summary.of == name:
        others = [other for other in plan.markers if other != name]
        what = "the marker itself" if summary.of == name else "no marker"
        yield Fault((*path, "of"), f'"{summary.of}" is {what}.', nearest(summary.of, others))
    elif of.summary is not None:
        yield Fault(
            (*path, "of"),
            f"{summary.of} sums up a curve itself.",
            "Sum up what was measured.",
        )
    elif summary.give == "lytic_units" and of.unit != "%":
        yield Fault(
            (*path, "of"),
            f"Lytic units are of lysis in %, and {summary.of} is in {of.unit or 'no unit'}.",
            'Correct its unit: unit: "%", or give another number of the curve.',
        )
    factor = plan.factors.get(summary.over)
    if factor is None:
        yield Fault(
            (*path, "over"),
            f'"{summary.over}" is no factor.',
            nearest(summary.over, plan.factors),
        )
    else:
        yield from _axis((*path, "over"), summary, factor)
    if summary.give == "lytic_units":
        yield from _lysis(path, summary)
    elif summary.bottom is not None and summary.bottom == summary.top:
        yield Fault((*path, "top"), "bottom and top are the same.", "Correct one of them.")


def _axis(path: KeyPath, summary: Summary, factor: Factor) -> Iterator[Fault]:
    declared = [level.score for level in factor.levels.values() if level.score is not None]
    needs = summary.log or summary.give in FITTED
    if len(declared) < len(factor.levels) and (declared or needs):
        yield Fault(
            path,
            f"Not every level of {summary.over} has a score, which says where it lies.",
            f"Declare factors.{summary.over}.levels.LEVEL.score of each, such as its dose.",
        )
        return
    if len(set(declared)) < len(declared) or not all(map(math.isfinite, declared)):
        yield Fault(
            path, f"Two levels of {summary.over} lie in one place.", "Correct their scores."
        )
        return
    lowest = min(declared, default=0.0)
    zero_allowed = summary.give == "log_ec50"
    if needs and (lowest < 0 or (lowest == 0 and not zero_allowed)):
        yield Fault(
            path,
            f"A score of {lowest:g} has no logarithm.",
            "Correct the score, or leave log out."
            if summary.log
            else f"Scores are to be above 0 for {summary.give}.",
        )
    needed = points_needed(
        summary.give,
        summary.curve,
        len(factor.levels),
        bottom=summary.bottom is not None,
        top=summary.top is not None,
    )
    if len(factor.levels) < max(needed, 3):
        yield Fault(
            path,
            f"{len(factor.levels)} levels of {summary.over} are too few for {summary.give}, which "
            f"needs {max(needed, 3)}.",
            "Declare the curve's bottom or top if it is known."
            if summary.give == "log_ec50" and len(factor.levels) >= 3
            else "Compare the levels by a contrast.",
        )


def _lysis(path: KeyPath, summary: Summary) -> Iterator[Fault]:
    if summary.target is None or summary.target_cells is None:
        lacking = "target" if summary.target is None else "target_cells"
        yield Fault(
            path,
            f"lytic_units need {lacking}.",
            "Declare the lysis that is compared, such as target: 30, and the target cells in a "
            "well, such as target_cells: 5000.",
        )
        return
    top = FULL_LYSIS if summary.top is None else summary.top
    if not summary.target < top <= FULL_LYSIS:
        yield Fault(
            (*path, "top" if summary.top is not None else "target"),
            f"The curve rises to {top:g} %, and the target is {summary.target:g} %.",
            "The target lies below top, and top is at most 100.",
        )
