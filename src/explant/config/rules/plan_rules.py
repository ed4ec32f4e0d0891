"""Whether a plan makes sense as a whole: names that exist, contrasts that can be formed."""

import itertools
from collections import Counter
from collections.abc import Iterator

from explant.config.models import Margin, Marker, Plan, Stratifier
from explant.config.names.level_names import LevelNames
from explant.config.names.personal_headings import identifies
from explant.config.names.spellings import folded, squeezed
from explant.config.names.tumor_stages import holds, normalized
from explant.config.rules.contrast_rules import asked_names, check_questions
from explant.config.rules.derived_marker_rules import check_derived
from explant.config.rules.explaining import Fault
from explant.config.rules.group_rules import check_kept, without_groups
from explant.config.rules.network_rules import check_network
from explant.config.rules.place_rules import check_places
from explant.config.rules.summary_rules import check_summaries, is_summed, summed_up
from explant.declared_tests.known_tests import TESTS
from explant.problems import nearest

RESERVED_COLUMNS = frozenset(
    {"patient", "marker", "value", "replicates", "replicate_sd", "blocks", "block_sd"}
    | {"censored", "source", "replicates_below", "replicate_values"}
)


def check(plan: Plan) -> list[Fault]:
    """All faults of meaning in a plan whose form is right."""
    return [
        *check_places(plan),
        *_factors(plan),
        *_conditions(plan),
        *_markers(plan),
        *check_derived(plan),
        *check_summaries(plan),
        *check_questions(plan),
        *_strata(plan),
        *check_kept(plan),
        *_inference(plan),
        *_report(plan),
        *_figures(plan),
        *check_network(plan),
    ]


def _factors(plan: Plan) -> Iterator[Fault]:
    names = list(LevelNames(plan))
    for name, factor in plan.factors.items():
        if name in RESERVED_COLUMNS:
            yield Fault(
                ("factors", name),
                f'"{name}" is the name of a column in the tables.',
                "Give the factor another name.",
            )
        if len(factor.levels) < 2:
            yield Fault(
                ("factors", name, "levels"),
                "A factor needs at least two levels.",
                "Add a level, or take the factor out.",
            )
        meanings: dict[str, set[str]] = {}
        for own, level, spelling in names:
            if own == name:
                meanings.setdefault(squeezed(spelling), set()).add(level)
        for spelling, levels in meanings.items():
            if len(levels) > 1:
                yield Fault(
                    ("factors", name, "levels"),
                    f'"{spelling}" means two different levels.',
                    "Keep each spelling for one level.",
                )
        implied = [level for level, details in factor.levels.items() if details.implied]
        if len(implied) > 1:
            yield Fault(
                ("factors", name, "levels"),
                f"{' and '.join(implied)} cannot both be what a name means that says no level.",
                "Keep implied: true for one of them.",
            )


def _conditions(plan: Plan) -> Iterator[Fault]:
    """Joint names have to name levels that there are."""
    for spelling, levels in plan.spreadsheet.conditions.items():
        path = ("spreadsheet", "conditions", spelling)
        if not levels:
            yield Fault(path, "No level is given.", f"Write {{factor: level}} for {spelling}.")
        for factor, level in levels.items():
            if factor not in plan.factors:
                yield Fault(
                    (*path, factor), f'"{factor}" is no factor.', nearest(factor, plan.factors)
                )
            elif level not in plan.factors[factor].levels:
                yield Fault(
                    (*path, factor),
                    f'"{level}" is no level of {factor}.',
                    nearest(level, plan.factors[factor].levels),
                )


def _markers(plan: Plan) -> Iterator[Fault]:
    asked = asked_names(plan)
    if not plan.analysed_markers:
        yield Fault(
            ("markers",),
            "No marker is analysed.",
            "Leave analysed: false out for one marker at least.",
        )
    for name, marker in plan.markers.items():
        path = ("markers", name)
        yield from _scale(path, marker)
        yield from _range(path, marker)
        for contrast in marker.expected:
            if contrast not in asked:
                yield Fault(
                    (*path, "expected", contrast),
                    f'"{contrast}" is no contrast.',
                    nearest(contrast, asked),
                )
            elif is_summed(asked[contrast], marker):
                yield summed_up((*path, "expected", contrast), contrast, name, marker)
            elif asked[contrast].markers and name not in asked[contrast].markers:
                yield _not_asked((*path, "expected", contrast), contrast, name)
        for contrast, margin in marker.equivalence_margin.items():
            here = (*path, "equivalence_margin", contrast)
            if contrast not in asked:
                yield Fault(here, f'"{contrast}" is no contrast.', nearest(contrast, asked))
            elif is_summed(asked[contrast], marker):
                yield summed_up(here, contrast, name, marker)
            elif asked[contrast].markers and name not in asked[contrast].markers:
                yield _not_asked(here, contrast, name)
            elif asked[contrast].between:
                yield Fault(
                    here,
                    f"{contrast} compares groups, and equivalence is tested within patients only.",
                    "Take the margin out.",
                )
            yield from _margin(here, margin, marker)
    headings = Counter(
        heading
        for name, marker in plan.markers.items()
        if not marker.is_computed
        for heading in {folded(spelling) for spelling in (marker.column or [name])}
    )
    for heading, times in headings.items():
        if times > 1:
            yield Fault(
                ("markers",),
                f'The heading "{heading}" belongs to {times} markers.',
                "Give each marker a heading of its own.",
            )


def _not_asked(path: tuple[str, ...], contrast: str, marker: str) -> Fault:
    return Fault(
        path,
        f"{contrast} is not asked of {marker}.",
        f"Add {marker} to contrasts.{contrast}.markers, or take it out here.",
    )


def _margin(path: tuple[str, ...], margin: Margin, marker: Marker) -> Iterator[Fault]:
    ratio = marker.scale != "linear"
    none = 1.0 if ratio else 0.0
    what = "ratio" if ratio else "difference"
    low, high = (none, margin) if isinstance(margin, float) else margin
    if isinstance(margin, float) and not none < high:
        yield Fault(
            path,
            f"{margin:g} is no margin: on the {marker.scale} scale it must be above {none:g}.",
            f"Give the largest {what} that does not matter.",
        )
    elif not isinstance(margin, float) and not (low < none < high and (low > 0 or not ratio)):
        yield Fault(
            path,
            f"From {low:g} to {high:g} is no margin: on the {marker.scale} scale {none:g} "
            f"must lie between its ends{', and both must be above 0' if ratio else ''}.",
            f"Give the smallest and the largest {what} that do not matter.",
        )


def _scale(path: tuple[str, ...], marker: Marker) -> Iterator[Fault]:
    if marker.scale == "logit" and marker.unit != "%":
        yield Fault(
            (*path, "scale"),
            "The logit scale is for percentages.",
            'Set unit: "%", or choose linear or log2.',
        )
    if marker.scale == "linear" and marker.offset != 0:
        yield Fault(
            (*path, "offset"),
            "An offset has no meaning on the linear scale.",
            "Leave it out, or choose log2 or logit.",
        )


def _range(path: tuple[str, ...], marker: Marker) -> Iterator[Fault]:
    if marker.range is None:
        return
    low, high = marker.range
    if not low < high:
        yield Fault(
            (*path, "range"),
            f"From {low:g} to {high:g} is no range.",
            "Give the smallest possible value first: range: [0, 300].",
        )
    elif marker.unit == "%" and not 0 <= low < high <= 100:
        yield Fault(
            (*path, "range"),
            f"With the unit % values lie between 0 and 100, not between {low:g} and {high:g}.",
            'For a percentage of something else, such as of the control, set unit: "% of control".',
        )
    elif marker.scale != "linear" and high <= 0:
        yield Fault(
            (*path, "range"),
            f"The {marker.scale} scale has no place for values up to {high:g}.",
            "Correct the range, or declare scale: linear.",
        )


def _strata(plan: Plan) -> Iterator[Fault]:
    names = {*plan.patients.strata, *plan.patients.covariates}
    for name, stratifier in plan.patients.strata.items():
        path = ("patients", "strata", name)
        if name == "patient" or name.removesuffix("_group") in names - {name}:
            yield Fault(
                path,
                f'"{name}" is the name of another column in patients.csv.',
                "Give the stratifier another name.",
            )
        if name in plan.factors:
            yield Fault(
                path,
                f'"{name}" is a factor too: it differs within patients or between them.',
                "Keep the factor if one patient has samples at several of its levels, else the "
                "stratifier.",
            )
        yield from _stratifier(path, stratifier)
        yield from _personal(path, stratifier.column or [name])
    for name, column in plan.patients.covariates.items():
        yield from _personal(("patients", "covariates", name), column or [name])
        if name in plan.patients.strata or name == "patient":
            yield Fault(
                ("patients", "covariates", name),
                f'"{name}" is the name of another column in patients.csv.',
                "Give the covariate another name.",
            )


def _personal(path: tuple[str, ...], columns: list[str]) -> Iterator[Fault]:
    """Properties of patients that would put a person's identity into the results."""
    for heading in columns:
        kind = identifies(heading)
        if kind:
            yield Fault(
                path,
                f'"{heading}" holds {kind}, which identify people.',
                "Use a column with the age in years."
                if kind == "dates of birth"
                else "Take it out: no result needs it.",
            )


def _stratifier(path: tuple[str, ...], stratifier: Stratifier) -> Iterator[Fault]:
    if stratifier.kind == "continuous":
        if stratifier.groups:
            yield Fault(
                (*path, "groups"),
                "A continuous stratifier has no groups.",
                "Use cut_point, or kind: ordered.",
            )
        if stratifier.notation != "text":
            yield Fault(
                (*path, "notation"),
                f"{stratifier.notation} is no number.",
                "Use kind: ordered, or leave notation out.",
            )
        return
    if stratifier.cut_point is not None:
        yield Fault(
            (*path, "cut_point"),
            "Only a continuous stratifier has a cut-point.",
            "Use groups, or kind: continuous.",
        )
    if stratifier.kind == "ordered" and stratifier.notation == "text" and not stratifier.groups:
        yield Fault(
            path,
            "The order of the groups is not known.",
            "List them in order: groups: {early: [I, II], late: [III, IV]}.",
        )
    if len(stratifier.groups) == 1:
        yield Fault(
            (*path, "groups"),
            "One group cannot be compared.",
            "Declare at least two groups.",
        )
    members = [(group, value) for group, held in stratifier.groups.items() for value in held]
    for (one, first), (other, second) in itertools.combinations(members, 2):
        notation = stratifier.notation
        if holds(first, normalized(second, notation) or second, notation) or holds(
            second, normalized(first, notation) or first, notation
        ):
            yield Fault(
                (*path, "groups"),
                f'"{first}" of {one} and "{second}" of {other} hold the same patients.',
                "Each value belongs to one group.",
            )
    for group, held in stratifier.groups.items():
        if not held:
            yield Fault((*path, "groups", group), "The group holds no value.", "List its values.")


def _inference(plan: Plan) -> Iterator[Fault]:
    adjustment = plan.inference.adjustment
    for role in ("primary", "secondary", "exploratory"):
        flipped = TESTS[plan.inference.test].flipped_statistic is not None
        if not flipped and getattr(adjustment, role) == "westfall_young":
            yield Fault(
                ("inference", "adjustment", role),
                f"Westfall–Young is not defined here for the {TESTS[plan.inference.test].name}.",
                "Choose holm, or another test.",
            )


def _report(plan: Plan) -> Iterator[Fault]:
    headline, asked = plan.report.headline, asked_names(plan)
    if headline is not None and headline not in asked:
        yield Fault(
            ("report", "headline"),
            f'"{headline}" is no contrast.',
            nearest(headline, asked),
        )
    for marker in plan.report.show:
        if marker not in plan.markers:
            yield Fault(
                ("report", "show"), f'"{marker}" is no marker.', nearest(marker, plan.markers)
            )
        elif not plan.markers[marker].analysed:
            yield Fault(
                ("report", "show"),
                f"{marker} is not analysed: there is nothing to show of it.",
                "Take it out, or take analysed: false out.",
            )
    if len(plan.report.show) > plan.report.panels:
        yield Fault(
            ("report", "show"),
            f"{len(plan.report.show)} markers are to be shown, and panels allows "
            f"{plan.report.panels}.",
            f"Name fewer, or set panels to {len(plan.report.show)}.",
        )


def _figures(plan: Plan) -> Iterator[Fault]:
    strata = plan.patients.strata
    for name, colors in plan.figures.colors.items():
        path = ("figures", "colors", name)
        if name in plan.factors:
            kind, levels = "level", list(plan.factors[name].levels)
        elif name not in strata:
            yield Fault(
                path,
                f'"{name}" is no factor and no grouping of patients.strata.',
                nearest(name, [*plan.factors, *strata]),
            )
            continue
        elif not strata[name].groups:
            yield without_groups(path, name, strata[name])
            continue
        else:
            kind, levels = "group", list(strata[name].groups)
        for level in colors:
            if level not in levels:
                yield Fault(
                    (*path, level), f'"{level}" is no {kind} of {name}.', nearest(level, levels)
                )
