"""In whom an effect differs, as a person says it aloud: each group with its own estimate."""

from collections.abc import Sequence

from explant.config.models import Plan
from explant.language.answers.answer import Answer
from explant.language.asked import marker_name
from explant.language.estimates import shown
from explant.language.words import Name, Words, joined, listed, words

MOST_DIFFERING = 6
"""Comparisons that the sentence names."""


def in_whom_sentence(
    plan: Plan,
    contrast: str,
    interactions: Sequence[Answer],
    strata: Sequence[Answer],
    leading: set[str],
) -> Words:
    """In whom the leading effect differs; empty where no comparison was made.

    Parameters
    ----------
    plan
        The study's plan.
    contrast
        The leading question.
    interactions, strata
        Rows of the tables of those names.
    leading
        Markers that are named.
    """
    own = [
        row
        for row in interactions
        if row.contrast == contrast and row.marker in leading and row.is_tested
    ]
    if not own:
        return Words()
    evidence = [row for row in own if row.has_evidence]
    labels = dict.fromkeys(row.text("stratifier") for row in own)
    if not evidence:
        names = listed([Name(plan.stratifier_label(name)) for name in labels], "or")
        return words("A difference by {names} was not shown (exploratory).", names=names)
    parts = [differs_by(row, plan, strata) for row in evidence[:MOST_DIFFERING]]
    seen = dict.fromkeys(row.text("stratifier") for row in evidence)
    rest = [Name(plan.stratifier_label(name)) for name in labels if name not in seen]
    said = words("Exploratory: {parts}", parts=joined(parts, "; "))
    if rest:
        said += words("; a difference by {rest} was not shown", rest=listed(rest, "or"))
    return said + "."


def differs_by(row: Answer, plan: Plan, strata: Sequence[Answer]) -> Words:
    """In whom a difference was larger: each group with its own estimate."""
    groups = [
        stratum
        for stratum in strata
        if all(stratum.text(key) == row.text(key) for key in ("marker", "contrast", "stratifier"))
    ]
    marker = marker_name(plan, row.marker)
    label = Name(plan.stratifier_label(row.text("stratifier")))
    if row.text("kind") == "continuous" or not groups:
        return words(
            "the change in {marker} varied with {label} ({estimate})",
            marker=marker,
            label=label,
            estimate=shown(row, plan).estimate,
        )
    estimates = []
    for stratum in groups:
        size = shown(stratum, plan)
        value = words("×{v}", v=size.estimate) if size.is_ratio else Words((size.estimate,))
        estimates.append(
            words("{value} in {group}", value=value, group=Name(stratum.text("stratum")))
        )
    return words(
        "the change in {marker} differed by {label}: {estimates}",
        marker=marker,
        label=label,
        estimates=listed(estimates),
    )
