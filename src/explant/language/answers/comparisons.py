"""Whether an effect differs between strata, as sentences made from rows of interactions.csv."""

import math

from explant.config.models import Plan
from explant.declared_tests.group_methods import ComparisonKind
from explant.language.answers.answer import Answer
from explant.language.asked import (
    adjusted_p_name,
    contrast_name,
    marker_name,
    step_of_trend,
    unit_of_difference,
)
from explant.language.estimates import interval_words, shown
from explant.language.evidence import (
    covers_zero,
    group_sizes,
    lost_to_adjustment,
    null_words,
    p_words,
)
from explant.language.words import Name, Words, joined, listed, words
from explant.numbers import fixed, plain
from explant.questions.answers import Reason, exceeds, reaches
from explant.questions.question import NumberKind, question


def comparison_sentence(
    row: Answer, plan: Plan, tests: int | None = None, *, alone: bool = True
) -> Words:
    """Whether one contrast of one marker differs by a stratifier.

    Parameters
    ----------
    row
        A row of ``interactions.csv``.
    plan
        The study's plan.
    tests
        Number of comparisons adjusted together.
    alone
        Whether nothing around the sentence says that it is exploratory.

    Returns
    -------
    Words
        The verdict with estimate, interval, n of every group and p.
    """
    names: dict[str, Words | Name] = {
        "marker": marker_name(plan, row.marker),
        "contrast": contrast_name(plan, row.contrast),
        "differs": differs(row, plan),
    }
    if not row.is_tested:
        return words(
            "Whether the effect on {marker} ({contrast}) {differs} was not tested. "
            "Reason: {reason}.",
            **names,
            reason=(row.text("note") or "too few patients in a group").rstrip("."),
        )
    evidence = row.has_evidence
    claim = words(
        "{evidence} the effect on {marker} ({contrast}) {differs}: {estimate}{details}.",
        **names,
        evidence="Evidence that"
        if evidence
        else "Too few patients to tell whether"
        if not row.could_be_found
        else "No evidence that",
        estimate=difference_words(row, plan),
        details=details(row, plan, tests),
    )
    if evidence:
        caution = " The comparison is exploratory: other patients have to confirm it."
        return claim + caution if alone else claim
    return joined([claim, _not_equal(row, plan), _lost_to_adjustment(row, plan)])


def _not_equal(row: Answer, plan: Plan) -> Words:
    """That no evidence of a difference is no evidence of equal effects."""
    if shown(row, plan).bounded and not covers_zero(row):
        return Words()
    if row.text("kind") != "continuous":
        return Words(("This does not show that the effects are equal.",))
    return words(
        "This does not show that the effect is the same at every {stratifier}.",
        stratifier=Name(plan.stratifier_label(row.text("stratifier"))),
    )


def _lost_to_adjustment(row: Answer, plan: Plan) -> Words:
    alpha = plan.inference.alpha
    if exceeds(row.number("p"), alpha):
        return Words()
    p = lost_to_adjustment(row, alpha)
    if covers_zero(row):
        return words("The comparison has {p}.", p=p)
    return words(
        "The comparison has {p}; the interval, which is not adjusted, excludes {null}.",
        p=p,
        null=null_words(row, plan),
    )


def limits_sentence(row: Answer, plan: Plan, strata: list[Answer]) -> Words:
    """What a comparison of these sizes could not have shown.

    Parameters
    ----------
    row
        A row of ``interactions.csv``.
    plan
        The study's plan.
    strata
        The rows of ``strata.csv`` for the same marker, contrast and groups.

    Returns
    -------
    Words
        That so few patients could not have reached alpha, or the smallest effect that the
        comparison detects with 80 % power; that an effect within one stratum alone is no evidence,
        where there is one; and each stratum whose own test could not have reached alpha.
    """
    between = row.text("kind") != "continuous"
    tested = not math.isnan(row.number("p_adjusted"))
    too_few = _cannot_reach(row, plan)
    return joined(
        [
            # What a t test detects is not said of a test that could detect nothing.
            (too_few or detectable(row)) if tested else "",
            within_one_alone(row, plan, strata) if tested and between else "",
            *(too_small(strata, plan) if between else []),
        ]
    )


def _cannot_reach(row: Answer, plan: Plan) -> Words:
    if row.could_be_found:
        return Words()
    alpha = plain(plan.inference.alpha)
    if row.reason is Reason.TOO_FEW_PATIENTS:
        return words(
            "With n = {n} this comparison could not have reached {alpha}, whatever the "
            "differences.",
            n=group_sizes(row),
            alpha=alpha,
        )
    tests = row.count("family_size") or 0
    return words(
        "With n = {n} and {tests} comparisons this one could not have reached {alpha} after "
        "adjustment, whatever the differences.",
        n=group_sizes(row),
        tests=row.traced("family_size", str(tests)),
        alpha=alpha,
    )


def within_one_alone(row: Answer, plan: Plan, strata: list[Answer]) -> Words:
    """The warning against reading two strata's own tests as a comparison.

    It names no p value: beside each other they would be read as what they are not.
    """
    alpha = plan.inference.alpha
    reached = [stratum for stratum in strata if reaches(stratum.number("p"), alpha)]
    others = [stratum for stratum in strata if exceeds(stratum.number("p"), alpha)]
    if row.has_evidence or not reached or not others:
        return Words()
    return words(
        "A test within {reached} alone would reach {alpha} and one within {others} would not: that "
        "is no evidence that the effect differs.",
        reached=listed([Name(stratum.text("stratum")) for stratum in reached]),
        others=listed([Name(stratum.text("stratum")) for stratum in others]),
        alpha=plain(alpha),
    )


def differs(row: Answer, plan: Plan) -> Words:
    """The verb of the comparison: ``differs between early and late (stage)``."""
    stratifier = Name(plan.stratifier_label(row.text("stratifier")))
    kind, names = row.text("kind"), row.several("groups")
    if kind == ComparisonKind.CONTINUOUS:
        return words("changes with {stratifier}", stratifier=stratifier)
    if len(names) < 2:
        return words("differs by {stratifier}", stratifier=stratifier)
    verb = (
        "changes in one direction over"
        if kind == ComparisonKind.ORDERED_GROUPS
        else ("differs between" if len(names) == 2 else "differs among")
    )
    return words(
        "{verb} {groups} ({stratifier})",
        verb=verb,
        groups=listed([Name(name) for name in names]),
        stratifier=stratifier,
    )


def estimate_unit(row: Answer, plan: Plan) -> str:
    """Unit of the estimate of a comparison."""
    marker, contrast = row.marker, row.contrast
    step = step_of_trend(plan, contrast)
    linear = plan.markers[marker].scale == "linear"
    unit = str(unit_of_difference(plan, marker, contrast) if linear else step)
    kind = row.text("kind")
    if kind == ComparisonKind.CONTINUOUS:
        per = plan.patients.strata[row.text("stratifier")].unit or "unit"
        return f"{unit} per {per}".strip()
    return f"{unit} per group".strip() if kind == ComparisonKind.ORDERED_GROUPS else unit


def difference_words(row: Answer, plan: Plan, *, named: bool = True) -> Words:
    """The estimate of a comparison; empty for unordered groups, which have none.

    Parameters
    ----------
    row
        A row of ``interactions.csv``.
    plan
        The study's plan.
    named
        Whether it says which group is compared with which, or that it is a slope.
    """
    estimate = shown(row, plan)
    if math.isnan(estimate.values[0]):
        return Words()
    slopes: dict[str, str] = {
        ComparisonKind.CONTINUOUS: "slope",
        ComparisonKind.ORDERED_GROUPS: "change",
    }
    slope = slopes.get(row.text("kind"))
    unit = estimate_unit(row, plan)
    if slope:
        what = "a factor of" if estimate.is_ratio else slope
        return joined([what if named or estimate.is_ratio else "", estimate.estimate, unit])
    ratio = _ratio_of(row, plan) if estimate.is_ratio else ""
    value = joined([ratio, estimate.estimate, unit])
    names = row.several("groups")
    if not named or len(names) != 2:
        return value
    between = "{first} against {second}, {value}" if ratio else "{first} minus {second} {value}"
    return words(between, first=Name(names[0]), second=Name(names[1]), value=value)


def _ratio_of(row: Answer, plan: Plan) -> str:
    """What the effects of two groups give when one is divided by the other."""
    if question(plan, row.contrast).number != NumberKind.DIFFERENCE:
        return "ratio"
    odds = plan.markers[row.marker].scale == "logit"
    return "ratio of odds ratios" if odds else "ratio of ratios"


def details(row: Answer, plan: Plan, tests: int | None) -> Words:
    """Interval, n of each group and adjusted p, in brackets."""
    parts: list[Words] = []
    if shown(row, plan).bounded:
        parts.append(interval_words(row, plan))
    unknown = row.count("n_unknown")
    left_out: Words | str = (
        words(", {m} left out", m=row.traced("n_unknown", str(unknown))) if unknown else ""
    )
    parts.append(words("n = {n}{left_out}", n=group_sizes(row), left_out=left_out))
    parts.append(
        p_words(
            row, "p_adjusted", adjusted_p_name(row.text("adjustment"), tests), plan.inference.alpha
        )
    )
    inside = joined(parts, "; ")
    if math.isnan(row.number("estimate")):
        return inside
    return words(" ({inside})", inside=inside)


def detectable(row: Answer) -> Words:
    """The smallest difference that the comparison could have detected."""
    d, r = row.number("detectable_d"), row.number("detectable_r")
    if not math.isnan(d):
        return words(
            "With these n a difference of {d} standard deviations of the paired differences is "
            "found with 80 % power before adjustment; smaller ones are easily missed.",
            d=row.traced("detectable_d", fixed(d, 2)),
        )
    if not math.isnan(r):
        return words(
            "With this n a correlation of {r}, up or down, is found with 80 % power before "
            "adjustment; weaker ones are easily missed.",
            r=row.traced("detectable_r", fixed(r, 2)),
        )
    return Words()


def too_small(strata: list[Answer], plan: Plan) -> list[Words]:
    """A warning for each stratum whose own test could not have reached alpha."""
    alpha = plan.inference.alpha
    return [
        words(
            "Stratum {stratum} holds {n} patients: a test within it could not have reached {alpha} "
            "(smallest possible p = {smallest}).",
            stratum=Name(row.text("stratum")),
            n=row.traced("n", str(row.count("n"))),
            smallest=row.traced(
                "smallest_attainable_p", plain(row.number("smallest_attainable_p"))
            ),
            alpha=plain(alpha),
        )
        if row.number("n") > 1
        else words(
            "Stratum {stratum} holds {n}: too few for a test within it.",
            stratum=Name(row.text("stratum")),
            n=words(
                "{n} {noun}",
                n=row.traced("n", str(row.count("n") or 0)),
                noun="patient" if row.count("n") == 1 else "patients",
            ),
        )
        for row in strata
        if exceeds(row.number("smallest_attainable_p"), alpha) or row.number("n") <= 1
    ]
