"""Whether the questions can be formed: factors, levels, weights, groups, markers, families."""

import math
from collections import Counter
from collections.abc import Iterator, Mapping

from explant.config.models import Contrast, Plan
from explant.config.models.plan import family_of
from explant.config.rules.explaining import Fault, KeyPath
from explant.config.rules.group_rules import (
    check_among,
    check_beside,
    check_between,
    without_groups,
)
from explant.config.rules.written_out import STANDARDIZED, across_marker, level_labels, written_out
from explant.problems import nearest

FEWEST_OF_TREND = 3
SUM_IS_ZERO = 1e-9
"""Weights whose sum is below this part of the largest sum to zero: 1/3 + 1/3 + 1/3 - 1."""

MANY_MEMBERS = 60
"""More questions than this in one family are a mistake in the plan."""


def check_questions(plan: Plan) -> list[Fault]:
    """All faults of the contrasts of a plan whose form is right."""
    if not plan.contrasts:
        return [Fault(("contrasts",), "There is no contrast.", "Ask at least one question.")]
    faults = [
        fault
        for name, contrast in plan.contrasts.items()
        for fault in _contrast(("contrasts", name), contrast, plan)
    ]
    # A family of questions that cannot be formed cannot be written out either.
    return faults or [*_families(plan)]


def asked_names(plan: Plan) -> Mapping[str, Contrast]:
    """Every contrast by its name, families written out where they can be."""
    sound = {
        name: contrast
        for name, contrast in plan.contrasts.items()
        if not any(_contrast(("contrasts", name), contrast, plan))
    }
    written = written_out(plan.model_copy(update={"contrasts": sound})).contrasts
    return {**plan.contrasts, **written} if len(sound) < len(plan.contrasts) else written


def _families(plan: Plan) -> Iterator[Fault]:
    """Names that two questions have, and families that cannot be adjusted in one way."""
    members = Counter(
        member
        for name in plan.contrasts
        for member in written_out(
            plan.model_copy(update={"contrasts": {name: plan.contrasts[name]}})
        ).contrasts
    )
    for name, times in members.items():
        if times > 1:
            yield Fault(
                ("contrasts", name),
                f'{times} questions are called "{name}", once as the member of a family.',
                "Rename one of them.",
            )
    first_of: dict[str, tuple[str, Contrast]] = {}
    for name, contrast in plan.contrasts.items():
        path = ("contrasts", name)
        family = family_of(name, contrast, is_between=_compares_groups(plan, contrast))
        first, other = first_of.setdefault(family, (name, contrast))
        if other.role != contrast.role:
            yield Fault(
                (*path, "role"),
                f'Family "{family}" holds {first} ({other.role}) and {name} ({contrast.role}).',
                "A family is adjusted in one way: give its contrasts the same role.",
            )
        if _compares_groups(plan, other) != _compares_groups(plan, contrast):
            yield Fault(
                (*path, "family"),
                f'Family "{family}" holds {first} and {name}: one compares groups of patients, '
                "the other a patient's own samples.",
                "Give each kind a family of its own.",
            )


def _compares_groups(plan: Plan, contrast: Contrast) -> bool:
    named = {*contrast.between, *contrast.versus, *filter(None, [contrast.all_pairs])}
    return any(name in plan.patients.strata for name in named)


def _contrast(path: KeyPath, contrast: Contrast, plan: Plan) -> Iterator[Fault]:
    if not any(
        (
            contrast.compare,
            contrast.trend,
            contrast.weights,
            contrast.between,
            contrast.versus,
            contrast.all_pairs,
            contrast.across,
            contrast.against is not None,
        )
    ):
        yield Fault(
            path,
            "The contrast compares nothing.",
            "Add compare: {factor: [level, level]}, trend: {factor: [levels in order]}, or "
            "between: {grouping: [group, group]}.",
        )
    yield from _one_use(path, contrast)
    for key, levels_by_factor in (
        ("compare", contrast.compare),
        ("trend", contrast.trend),
        ("weights", {factor: list(weights) for factor, weights in contrast.weights.items()}),
        ("at", {factor: [level] for factor, level in contrast.at.items()}),
    ):
        for factor, levels in levels_by_factor.items():
            here = (*path, key, factor)
            if factor not in plan.factors:
                yield _no_factor(here, factor, plan)
                continue
            known = plan.factors[factor].levels
            for position, level in enumerate(levels):
                if level not in known:
                    yield Fault(
                        (*here, str(position)) if key in ("compare", "trend") else here,
                        f'"{level}" is no level of {factor}.',
                        nearest(level, known),
                    )
            if key == "compare" and (len(levels) != 2 or len(set(levels)) != 2):
                yield Fault(
                    here,
                    "compare takes two different levels.",
                    "The contrast is the first minus the second.",
                )
            if key == "trend":
                yield from _trend(here, factor, levels, contrast.degree, plan)
            if key == "weights":
                yield from _weights(here, contrast.weights[factor])
    if contrast.degree > 1 and not contrast.trend:
        yield Fault(
            (*path, "degree"), "degree belongs to a trend.", "Add trend, or leave degree out."
        )
    yield from check_between(path, contrast, plan)
    yield from check_beside(path, contrast, plan)
    yield from check_among(path, contrast, plan)
    yield from _against(path, contrast, plan)
    yield from _family(path, contrast, plan)
    yield from _of_markers(path, contrast, plan)


def _no_factor(path: KeyPath, factor: str, plan: Plan) -> Fault:
    if factor in plan.patients.strata:
        return Fault(
            path,
            f'"{factor}" is a property of patients: each has one {factor}, so its groups cannot be '
            "paired.",
            f"Compare them unpaired: between: {{{factor}: [group, group]}}.",
        )
    return Fault(path, f'"{factor}" is no factor.', nearest(factor, plan.factors))


def _one_use(path: KeyPath, contrast: Contrast) -> Iterator[Fault]:
    uses = Counter(
        factor
        for named in (
            contrast.compare,
            contrast.trend,
            contrast.weights,
            contrast.at,
            contrast.between,
            contrast.versus,
            filter(None, [contrast.all_pairs]),
        )
        for factor in named
    )
    for factor, times in uses.items():
        if times > 1:
            yield Fault(
                path,
                f"{factor} stands in more than one of compare, at, trend, weights, between, versus "
                "and all_pairs.",
                "Keep one of them.",
            )


def _trend(
    path: KeyPath, factor: str, levels: list[str], degree: int, plan: Plan
) -> Iterator[Fault]:
    known = plan.factors[factor].levels
    if len(levels) < FEWEST_OF_TREND or len(set(levels)) != len(levels):
        yield Fault(
            path,
            "A trend needs at least three different levels.",
            "Use compare for two levels.",
        )
    elif degree >= len(levels):
        yield Fault(
            path,
            f"{len(levels)} levels have no term of degree {degree}.",
            f"The largest is {len(levels) - 1}.",
        )
    scores = [known[level].score for level in levels if level in known]
    declared = [score for score in scores if score is not None]
    if declared and len(declared) != len(scores):
        yield Fault(
            path,
            "Some of the trend's levels have a score and some have none.",
            "Give every level a score, or none.",
        )
    elif declared != sorted(set(declared)):
        yield Fault(
            path,
            "The scores of the trend's levels do not increase from level to level.",
            "List the levels in the order of their scores, each score once.",
        )
    elif not (declared or plan.factors[factor].ordered or _increase(levels)):
        yield Fault(
            path,
            f"{factor} has no order that the plan declares, and a trend over levels without one "
            "has no meaning.",
            f"Declare it under factors.{factor} with ordered: true or with a score for each level; "
            "without an order, compare levels in pairs: all_pairs.",
        )


def _increase(levels: list[str]) -> bool:
    """Whether names are increasing numbers, such as doses."""
    try:
        numbers = [float(level) for level in levels]
    except ValueError:
        return False
    return numbers == sorted(set(numbers)) and all(map(math.isfinite, numbers))


def _weights(path: KeyPath, weights: Mapping[str, float]) -> Iterator[Fault]:
    largest = max((abs(weight) for weight in weights.values()), default=0.0)
    finite = all(map(math.isfinite, weights.values()))
    total = math.fsum(weights.values()) if finite else math.nan
    if not largest or not finite:
        yield Fault(
            path,
            "The weights compare nothing.",
            "Give at least one level a weight above 0, one below.",
        )
    elif abs(total) > SUM_IS_ZERO * largest:
        yield Fault(
            path,
            f"The weights sum to {total:g}, not to zero: their contrast would not be zero where "
            "every level is the same.",
            "Weigh what is compared against what it is compared with: {none: -1, low: 0.5, high: "
            "0.5}.",
        )


def _against(path: KeyPath, contrast: Contrast, plan: Plan) -> Iterator[Fault]:
    if contrast.against is None:
        return
    if not math.isfinite(contrast.against):
        yield Fault(
            (*path, "against"), f"{contrast.against:g} is no fixed value.", "Give a number."
        )
        return
    if any((contrast.compare, contrast.trend, contrast.weights, contrast.between)):
        yield Fault(
            (*path, "against"),
            "A fixed value is subtracted from a value, not from a difference.",
            "Keep against with at alone, or leave it out: a difference is tested against zero.",
        )
    for marker in contrast.markers or plan.analysed_markers:
        details = plan.markers.get(marker)
        if details is None or details.scale == "linear":
            continue
        low = contrast.against + details.offset
        high = 100 - contrast.against + details.offset
        if low <= 0 or (details.scale == "logit" and high <= 0):
            yield Fault(
                (*path, "against"),
                f"{contrast.against:g} has no place on the {details.scale} scale of {marker}.",
                "Give a value that the marker can have, or name the markers under `markers`.",
            )


def _family(path: KeyPath, contrast: Contrast, plan: Plan) -> Iterator[Fault]:
    if contrast.versus and contrast.all_pairs:
        yield Fault(path, "versus and all_pairs stand side by side.", "Keep one of them.")
    if len(contrast.versus) > 1:
        yield Fault((*path, "versus"), "versus takes one factor or grouping.", "Keep one of them.")
    if contrast.between and any(
        name in plan.patients.strata for name in (*contrast.versus, contrast.all_pairs)
    ):
        yield Fault(
            (*path, "between"),
            "A family that compares groups says itself which.",
            "Leave between out; for groups of two properties together, give the spreadsheet a "
            "column that holds both.",
        )
    named: dict[str, KeyPath] = {name: ("versus", name) for name in contrast.versus}
    if contrast.all_pairs:
        named[contrast.all_pairs] = ("all_pairs",)
    for name, key in named.items():
        here = (*path, *key)
        stratifier = plan.patients.strata.get(name)
        if name not in plan.factors and stratifier is None:
            yield Fault(
                here,
                f'"{name}" is no factor and no grouping of patients.strata.',
                nearest(name, [*plan.factors, *plan.patients.strata]),
            )
            continue
        if stratifier is not None and name not in plan.factors and not stratifier.groups:
            yield without_groups(here, name, stratifier)
            continue
        levels = list(level_labels(plan, name))
        reference = contrast.versus.get(name)
        if reference is not None and reference not in levels:
            yield Fault(here, f'"{reference}" is no level of {name}.', nearest(reference, levels))
        n_pairs = len(levels) * (len(levels) - 1) // 2
        if contrast.all_pairs and n_pairs > MANY_MEMBERS:
            yield Fault(
                here,
                f"{len(levels)} levels make {n_pairs} pairs.",
                "Ask for a trend, for each level against one (versus), or name the pairs.",
            )
        if contrast.against is not None:
            yield Fault(
                (*path, "against"), "A family of comparisons has no fixed value.", "Leave it out."
            )


def _of_markers(path: KeyPath, contrast: Contrast, plan: Plan) -> Iterator[Fault]:
    for key in ("markers", "across"):
        named: list[str] = getattr(contrast, key)
        for position, marker in enumerate(named):
            here = (*path, key, str(position))
            if marker not in plan.markers:
                yield Fault(here, f'"{marker}" is no marker.', nearest(marker, plan.markers))
            elif not plan.markers[marker].analysed and key == "markers":
                yield Fault(
                    here,
                    f"{marker} is not analysed.",
                    "Take analysed: false out, or ask of another.",
                )
        if len(set(named)) != len(named):
            yield Fault((*path, key), "A marker is named twice.", "Name each once.")
    if contrast.across and len(contrast.across) != 2:
        yield Fault((*path, "across"), "across takes two markers.", "The first minus the second.")
    elif all(marker in plan.markers for marker in contrast.across):
        yield from _across(path, contrast, plan)
    if contrast.across and contrast.markers:
        yield Fault(
            (*path, "markers"), "A question across two markers is asked of them.", "Leave it out."
        )
    if contrast.across and contrast.against is not None:
        yield Fault(
            (*path, "against"), "A question across markers has no fixed value.", "Leave it out."
        )


def _across(path: KeyPath, contrast: Contrast, plan: Plan) -> Iterator[Fault]:
    name, joint = across_marker(plan, contrast.across) if contrast.across else ("", None)
    if joint is None:
        return
    own = plan.markers.get(name)
    if own is not None and (own.derived, own.scale) != (joint.derived, joint.scale):
        yield Fault(
            (*path, "across"),
            f'The marker of this question would be called "{name}", and the plan has another one '
            "of that name.",
            f"Rename markers.{name}, or ask of it: markers: [{name}].",
        )
    compared = (contrast.compare, contrast.trend, contrast.weights, contrast.between)
    if joint.unit == STANDARDIZED and not any((*compared, contrast.versus, contrast.all_pairs)):
        yield Fault(
            (*path, "across"),
            f"{' and '.join(contrast.across)} have no scale in common, and the means of their z "
            "scores are zero: without a comparison there is nothing to find.",
            "Add compare or between, or declare both on log2 or in one unit.",
        )
