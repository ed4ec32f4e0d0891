"""In whom an effect differs, as a person says it aloud: each group with its own estimate."""

from collections.abc import Sequence

from explant.config.models import Plan
from explant.language.answers.answer import Answer
from explant.language.answers.comparisons import difference_words
from explant.language.asked import marker_name
from explant.language.estimates import short_ratio, shown
from explant.language.words import Name, Words, joined, listed, words
from explant.questions.question import question

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
    every = [row for row in interactions if row.contrast == contrast and row.is_tested]
    own = [row for row in every if row.marker in leading]
    if not own:
        return Words()
    evidence = [row for row in own if row.has_evidence]
    labels = dict.fromkeys(row.text("stratifier") for row in own)
    unnamed = {row.marker for row in every if row.has_evidence} - leading
    others: Words | str = ""
    if unnamed:
        others = f"; of markers that are not named here {len(unnamed)} differed"
    seen = dict.fromkeys(row.text("stratifier") for row in evidence)
    could = dict.fromkeys(row.text("stratifier") for row in own if row.could_be_found)
    rest = [Name(plan.stratifier_label(name)) for name in could if name not in seen]
    few = [Name(plan.stratifier_label(name)) for name in labels if name not in {**seen, **could}]
    if few:
        too_few = words("too few patients to tell by {few}", few=listed(few, "or"))
        others = words("; {too_few}{others}", too_few=too_few, others=others)
    if not evidence and not rest:
        return words(
            "Too few patients to tell a difference in this by {few} (exploratory).",
            few=listed(few, "or"),
        )
    if not evidence:
        return words(
            "A difference in this by {names} was not shown (exploratory){others}.",
            names=listed(rest, "or"),
            others=others,
        )
    parts = [differs_by(row, plan, strata) for row in evidence[:MOST_DIFFERING]]
    said = words("Exploratory: {parts}", parts=joined(parts, "; "))
    if rest:
        said += words("; a difference by {rest} was not shown", rest=listed(rest, "or"))
    return said + others + "."


def differs_by(row: Answer, plan: Plan, strata: Sequence[Answer]) -> Words:
    """In whom a difference was larger: each group with its own estimate."""
    groups = [
        stratum
        for stratum in strata
        if all(stratum.text(key) == row.text(key) for key in ("marker", "contrast", "stratifier"))
    ]
    marker = marker_name(plan, row.marker)
    what = "" if question(plan, row.contrast).is_measured_value else "the change in "
    label = Name(plan.stratifier_label(row.text("stratifier")))
    if row.text("kind") == "continuous" or not groups:
        return words(
            "{what}{marker} varied with {label} ({estimate})",
            what=what,
            marker=marker,
            label=label,
            estimate=difference_words(row, plan, named=False),
        )
    estimates = []
    for stratum in groups:
        size = shown(stratum, plan)
        value = short_ratio(stratum, plan) if size.is_ratio else Words((size.estimate,))
        estimates.append(
            words("{value} in {group}", value=value, group=Name(stratum.text("stratum")))
        )
    return words(
        "{what}{marker} differed by {label}: {estimates}",
        what=what,
        marker=marker,
        label=label,
        estimates=listed(estimates),
    )
