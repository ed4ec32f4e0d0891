"""The methods in sentences, made from the plan: only what this study uses is described."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

from explant.config.models import BelowDetection, Marker, Plan
from explant.declared_tests.known_tests import TESTS
from explant.language.asked import factor_name
from explant.language.methods.paragraphs import of_robustness as methods_robustness
from explant.language.methods.paragraphs.of_curves import curves
from explant.language.methods.paragraphs.of_derived_markers import derived
from explant.language.methods.paragraphs.of_design import design
from explant.language.methods.paragraphs.of_families import adjustment
from explant.language.methods.paragraphs.of_groups import effect_sizes_of_groups, questions_between
from explant.language.methods.paragraphs.of_inference import (
    declared_test,
    effect_sizes,
    other_tests,
)
from explant.language.methods.paragraphs.of_network import network_methods
from explant.language.methods.paragraphs.of_questions import counted_patients, questions_asked
from explant.language.methods.paragraphs.of_strata import number_of_groups, strata
from explant.language.references.citing import cite
from explant.language.references.sources import REFERENCES
from explant.language.words import Name, Row, Words, joined, listed, sentence, words
from explant.numbers import difference_unit, plain
from explant.questions.question import NumberKind, explored, pairs_samples, question

SUBSTITUTES: dict[BelowDetection, str] = {
    "limit_over_sqrt2": "the limit divided by √2",
    "half_limit": "half the limit",
    "limit": "the limit itself",
}
SOFTWARE_NAMES = {
    "explant": "Explant",
    "python": "Python",
    "snakemake": "Snakemake",
    "numpy": "NumPy",
    "scipy": "SciPy",
}


@dataclass(frozen=True)
class Topic:
    """A heading of the methods with its paragraphs."""

    title: str
    paragraphs: list[Words]


def methods(
    plan: Plan,
    versions: Mapping[str, str] | None = None,
    *,
    with_anova: bool = True,
    beside: Container[str] = (),
    calibration: Sequence[Words] = (),
    patients: Row | None = None,
    paired: Sequence[Row] = (),
    between: Sequence[Row] = (),
) -> list[Topic]:
    """The methods section of a study.

    Parameters
    ----------
    plan
        The study's plan.
    versions
        Version of each package, by its name.
    with_anova
        Whether the study has an analysis of variance to describe.
    beside
        Names of the tables that question the results and hold something to describe.
    calibration
        Where simulation found that a method misses what it promises.
    patients
        The row of ``baseline.csv`` that counts the patients.
    paired, between
        The rows of ``paired.csv`` and ``between.csv``.

    Returns
    -------
    list of Topic
        In the order of the report.
    """
    topics = [
        Topic("Design", [design(plan)]),
        Topic("Values and scales", [values(plan), *detection(plan), *derived(plan), *curves(plan)]),
    ]
    of_patients = bool(plan.paired_contrasts)
    if plan.contrasts:
        topics.insert(1, Topic("Questions", [questions_asked(plan)]))
        topics += [
            Topic(
                "Test and interval",
                [
                    *([declared_test(plan), other_tests(plan)] if of_patients else []),
                    *questions_between(plan),
                ],
            ),
            Topic(
                "Effect sizes",
                [*([effect_sizes(plan)] if of_patients else []), *effect_sizes_of_groups(plan)],
            ),
            Topic("Many tests", [adjustment(plan, between)]),
        ]
    if explored(plan):
        topics.append(Topic("Comparing strata", strata(plan)))
    if with_anova and plan.factors:
        topics.append(Topic("Analysis of variance", [anova(plan)]))
    if plan.contrasts:
        topics += _questioned(plan, beside)
    if plan.network is not None:
        topics.append(Topic("Network", network_methods(plan.network)))
    if calibration:
        topics.append(Topic("What simulation found", [methods_robustness.calibration(calibration)]))
    topics.append(
        Topic(
            "Missing values",
            [joined([counted_patients(patients, [*paired, *between]), missing(plan)])],
        )
    )
    if versions:
        topics.append(Topic("Software", [software(versions)]))
    # Where groups without an order are all that is compared, there is no effect size.
    return [topic for topic in topics if topic.paragraphs]


def _questioned(plan: Plan, beside: Container[str]) -> list[Topic]:
    """What stands beside the results, in the order of the report."""
    topics = {
        "equivalence": Topic("Equivalence", [methods_robustness.equivalence(plan)]),
        "trends": Topic("Levels in order", [methods_robustness.trends(plan)]),
        "sensitivity": Topic("Sensitivity analyses", [methods_robustness.sensitivity(plan)]),
        "diagnostics": Topic("Outliers and shape", [methods_robustness.diagnostics()]),
        "mixed_models": Topic("Linear mixed model", [methods_robustness.mixed_model(plan)]),
        "software": Topic("Other programs", [methods_robustness.programs()]),
    }
    return [topic for name, topic in topics.items() if name in beside or name == "equivalence"]


def _names(plan: Plan, markers: list[str]) -> Words:
    return listed([Name(plan.marker_label(marker)) for marker in markers])


def _by_scale(plan: Plan) -> dict[tuple[str, float, str, bool], list[str]]:
    groups: dict[tuple[str, float, str, bool], list[str]] = {}
    for name in plan.analysed_markers:
        marker = plan.markers[name]
        offset = 0.0 if marker.scale == "linear" else marker.offset
        unit = marker.unit if marker.scale == "linear" or offset else ""
        computed = marker.is_computed and marker.scale == "linear"
        groups.setdefault((marker.scale, offset, unit, computed), []).append(name)
    return groups


def values(plan: Plan) -> Words:
    """The analysis scale of each marker."""
    by_means = TESTS[plan.inference.test].estimate == "mean"
    shown: list[Words] = []
    for (scale, offset, unit, computed), markers in _by_scale(plan).items():
        names = _names(plan, markers)
        are = "is" if len(markers) == 1 else "are"
        added = f" after adding {plain(offset)} {unit}".rstrip() if offset else ""
        if scale == "linear":
            measured = difference_unit(unit) or (
                "the same unit" if computed else "the unit of the measurement"
            )
            shown.append(
                words(
                    "{names} {are} analyzed as {how}, and differences are in {unit}.",
                    names=names,
                    are=are,
                    how="computed" if computed else "measured",
                    unit=measured,
                )
            )
        elif scale == "log2":
            shown.append(
                words(
                    "{names} {are} analyzed as log2 of the value{added}; differences are log2 fold "
                    "changes, printed as ratios{means}.",
                    names=names,
                    are=are,
                    added=added,
                    means=" of geometric means" if by_means else "",
                )
            )
        else:
            shown.append(
                words(
                    "{names} {are} analyzed as log odds of the percentage{added}; differences are "
                    "printed as odds ratios.",
                    names=names,
                    are=are,
                    added=added.replace(" after adding", " after adding to both shares")
                    if added
                    else "",
                )
            )
    beside = [name for name, marker in plan.markers.items() if not marker.analysed]
    if beside:
        shown.append(
            words(
                "Of {names} no question is asked: {they} read, checked, and used by derived "
                "markers.",
                names=_names(plan, beside),
                they="it is" if len(beside) == 1 else "they are",
            )
        )
    if any(
        question(plan, name).number == NumberKind.DIFFERENCE_OF_DIFFERENCES
        for name in plan.contrasts
    ):
        shown.append(
            words(
                "Whether a difference depends on another factor can depend on the scale: it is "
                "answered on the declared one{others}.",
                others=", and the sensitivity analyses show the others"
                if pairs_samples(plan)
                else "",
            )
        )
    return joined(shown)


def detection(plan: Plan) -> list[Words]:
    """Detection limits and what stands in for a value below them."""
    limited: dict[str, Marker] = {
        name: marker for name, marker in plan.markers.items() if marker.detection_limit is not None
    }
    if not limited:
        return []
    limits = listed(
        [
            words(
                "{name} ({limit})",
                name=Name(plan.marker_label(name)),
                limit=f"{plain(marker.detection_limit or 0.0)} {marker.unit}".rstrip(),
            )
            for name, marker in limited.items()
        ]
    )
    rule = plan.inference.below_detection
    first = words("A detection limit is declared for {limits}.", limits=limits)
    if rule == "drop":
        return [joined([first, "Values below it are left out."])]
    source: Words | str = (
        words(" ({source})", source=cite("hornung1990")) if rule == "limit_over_sqrt2" else ""
    )
    return [
        joined(
            [
                first,
                words(
                    "Values below it enter the analysis as {substitute}{source}.",
                    substitute=SUBSTITUTES[rule],
                    source=source,
                ),
            ]
        )
    ]


def anova(plan: Plan) -> Words:
    """The whole-design model."""
    grouped = any(number_of_groups(plan, name) for name in explored(plan))
    between = (
        " A stratifier with groups enters as a between-patient factor, with type III sums of "
        "squares."
        if grouped
        else ""
    )
    many = any(len(factor.levels) > 2 for factor in plan.factors.values())
    sphericity = words(
        "Where a factor has more than two levels, degrees of freedom are corrected for departures "
        "from sphericity ({source}).",
        source=cite("greenhouse1959"),
    )
    return joined(
        [
            words(
                "A repeated-measures analysis of variance over {factors} uses the patients who "
                "have every sample.{between}",
                factors=listed([factor_name(plan, factor) for factor in plan.factors]),
                between=between,
            ),
            sphericity if many else "",
            words(
                "Partial and generalized η² ({source}) are given. Its p values are not adjusted "
                "and carry no claim of their own: in the patients who have every sample, each F "
                "within patients of one degree of freedom is the square of the t of a contrast.",
                source=cite("olejnik2003"),
            ),
        ]
    )


def missing(plan: Plan) -> Words:
    """Who enters a contrast."""
    within = any(len(factor.levels) > 1 for factor in plan.factors.values())
    refused = plan.patients.unpaired == "refuse"
    return joined(
        [
            "A contrast uses every patient who has all the samples that it needs; n and the number "
            "left out stand beside each result, and who was left out for which sample stands in "
            "differences.csv.",
            "Missing values are not imputed.",
            ""
            if not within
            else "A patient without any sample at one level of a factor is refused as an error."
            if refused
            else "A patient without any sample at one level of a factor enters the contrasts that "
            "do not need that level.",
            "A patient of no group has no part in a comparison of groups."
            if plan.between_contrasts
            else "",
            "Patients whom a question is not about have no part in it, and are not counted as left "
            "out."
            if any(contrast.among for contrast in plan.contrasts.values())
            else "",
        ]
    )


def software(versions: Mapping[str, str]) -> Words:
    """Versions in a sentence, with what the packages ask to be cited as."""
    shown = [
        words(
            "{name} {version}{source}",
            name=SOFTWARE_NAMES.get(package, package),
            version=version,
            source=words(" ({source})", source=cite(package)) if package in REFERENCES else "",
        )
        for package, version in versions.items()
    ]
    return sentence(words("The analysis used {shown}.", shown=listed(shown)))
