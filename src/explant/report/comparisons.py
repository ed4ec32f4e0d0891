"""Whether an effect differs between strata, as sentences made from rows of interactions.csv."""

import math

from explant.config.models import Plan
from explant.numbers import difference_unit, fixed, plain
from explant.report.estimates import interval_words, shown
from explant.report.questions import (
    adjusted_p_name,
    contrast_name,
    marker_name,
)
from explant.report.sentences import p_words
from explant.report.words import Name, Row, Traced, Words, joined, listed, words

DIFFERENCE = " − "
SEPARATOR = ", "


def comparison_sentence(row: Row, plan: Plan, tests: int | None = None) -> Words:
    """Whether one contrast of one marker differs by a stratifier.

    Parameters
    ----------
    row
        A row of ``interactions.csv``.
    plan
        The study's plan.
    tests
        Number of comparisons adjusted together.

    Returns
    -------
    Words
        The verdict with estimate, interval, n of every group and p.
    """
    names: dict[str, Words | Name] = {
        "marker": marker_name(plan, row.text("marker")),
        "contrast": contrast_name(plan, row.text("contrast")),
        "differs": differs(row, plan),
    }
    if math.isnan(row.number("p_adjusted")):
        return words(
            "Whether the effect on {marker} ({contrast}) {differs} was not tested. "
            "Reason: {reason}.",
            **names,
            reason=(row.text("note") or "too few patients in a group").rstrip("."),
        )
    alpha = plan.inference.alpha
    evidence = row.number("p_adjusted") <= alpha
    claim = words(
        "{evidence} that the effect on {marker} ({contrast}) {differs}: {estimate}{details}.",
        **names,
        evidence="Evidence" if evidence else "No evidence",
        estimate=difference_words(row, plan),
        details=details(row, plan, tests),
    )
    if evidence or row.number("p") > alpha:
        return claim
    return claim + words(" Before adjustment {p}.", p=p_words(row, "p", "p", alpha))


def limits_sentence(row: Row, plan: Plan, strata: list[Row]) -> Words:
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
        The smallest effect that the comparison detects with 80 % power, and each stratum whose own
        test could not have reached alpha.
    """
    small = too_small(strata, plan) if row.text("kind") != "continuous" else []
    tested = not math.isnan(row.number("p_adjusted"))
    return joined([detectable(row) if tested else "", *small])


def group_names(row: Row) -> list[str]:
    """Names of the groups that a row compares, in order."""
    text = row.text("groups")
    if not text:
        return []
    return text.split(DIFFERENCE if DIFFERENCE in text else SEPARATOR)


def differs(row: Row, plan: Plan) -> Words:
    """The verb of the comparison: ``differs between early and late (stage)``."""
    stratifier = Name(plan.stratifier_label(row.text("stratifier")))
    kind, groups = row.text("kind"), listed([Name(group) for group in group_names(row)])
    if kind == "continuous":
        return words("changes with {stratifier}", stratifier=stratifier)
    if not groups:
        return words("differs by {stratifier}", stratifier=stratifier)
    verb = (
        "changes steadily over"
        if kind == "ordered groups"
        else ("differs between" if len(group_names(row)) == 2 else "differs among")
    )
    return words("{verb} {groups} ({stratifier})", verb=verb, groups=groups, stratifier=stratifier)


def estimate_unit(row: Row, plan: Plan) -> str:
    """Unit of the estimate of a comparison."""
    marker = plan.markers[row.text("marker")]
    unit = difference_unit(marker.unit) if marker.scale == "linear" else ""
    kind = row.text("kind")
    if kind == "continuous":
        per = plan.patients.strata[row.text("stratifier")].unit or "unit"
        return f"{unit} per {per}".strip()
    return f"{unit} per step".strip() if kind == "ordered groups" else unit


def difference_words(row: Row, plan: Plan, *, named: bool = True) -> Words:
    """The estimate of a comparison; empty for unordered groups, which have none."""
    estimate = shown(row, plan)
    if math.isnan(estimate.values[0]):
        return Words()
    names = {"continuous": "slope", "ordered groups": "change"}
    what = names.get(row.text("kind"), "difference") if named else ""
    if estimate.is_ratio:
        what = "ratio"
    return joined([what, estimate.estimate, estimate_unit(row, plan)])


def sizes(row: Row) -> Words:
    """Patients in each group, or of the whole comparison."""
    sizes = row.text("group_sizes").split(SEPARATOR)
    if len(sizes) < 2:
        return Words((row.traced("n", str(row.count("n"))),))
    shown = [Traced(size, row.table, row.index, "group_sizes", "part") for size in sizes]
    return listed(shown)


def details(row: Row, plan: Plan, tests: int | None) -> Words:
    """Interval, n of each group and adjusted p, in brackets."""
    parts: list[Words] = []
    if shown(row, plan).bounded:
        parts.append(interval_words(row, plan))
    unknown = row.count("n_unknown")
    left_out: Words | str = (
        words(", {m} left out", m=row.traced("n_unknown", str(unknown))) if unknown else ""
    )
    parts.append(words("n = {n}{left_out}", n=sizes(row), left_out=left_out))
    parts.append(
        p_words(
            row, "p_adjusted", adjusted_p_name(row.text("adjustment"), tests), plan.inference.alpha
        )
    )
    inside = joined(parts, "; ")
    if math.isnan(row.number("estimate")):
        return inside
    return words(" ({inside})", inside=inside)


def detectable(row: Row) -> Words:
    """The smallest difference that the comparison could have detected."""
    d, r = row.number("detectable_d"), row.number("detectable_r")
    if not math.isnan(d):
        return words(
            "With these n a difference of {d} standard deviations or more is found with 80 % "
            "power before adjustment.",
            d=row.traced("detectable_d", fixed(d, 2)),
        )
    if not math.isnan(r):
        return words(
            "With this n a correlation of {r} or more, up or down, is found with 80 % power "
            "before adjustment.",
            r=row.traced("detectable_r", fixed(r, 2)),
        )
    return Words()


def too_small(strata: list[Row], plan: Plan) -> list[Words]:
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
        if row.number("smallest_attainable_p") > alpha or row.number("n") <= 1
    ]
