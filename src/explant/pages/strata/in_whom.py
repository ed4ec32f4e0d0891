"""In whom: what the comparisons of strata show, said once."""

from collections import Counter
from collections.abc import Sequence

from explant.config.models import Plan
from explant.language.answers.answer import Answer
from explant.language.answers.comparisons import comparison_sentence
from explant.language.words import Name, Row, Words, words
from explant.numbers import counted, fixed
from explant.pages.printed import InWhom, StratifierView

MOST_SENTENCES = 6

FEWEST_TOGETHER = 5
"""Patients of each of two groups from which on it is worth saying that none is in both."""


def in_whom(
    plan: Plan, views: Sequence[StratifierView], interactions: Sequence[Answer]
) -> list[InWhom]:
    """What the page that is read says of each stratifier.

    Parameters
    ----------
    plan
        The study's plan.
    views
        The stratifiers as the supplement shows them.
    interactions
        Rows of ``interactions.csv``.
    """
    names = {plan.stratifier_label(name): name for name in plan.patients.strata}
    order = list(plan.patients.strata)
    found: list[InWhom] = []
    for view in views:
        name = names[view.name.text]
        own = [row for row in interactions if row.text("stratifier") == name and row.is_tested]
        evidence = [row for row in own if row.has_evidence]
        rest = len(own) - len(evidence)
        more = len(evidence) - MOST_SENTENCES
        others: Words = Words()
        if rest:
            start = "In the other" if evidence else "In"
            both = {row.text("kind") == "continuous" for row in own} == {True, False}
            others = words(
                "{start} {count}{kinds} a difference was not shown, which does not show that there "
                "is none.",
                start=start,
                count=counted(rest, "comparison"),
                kinds=" (along the number, and of groups)" if both else "",
            )
        if more > 0:
            others = (
                words(
                    "{n} more {are} told in the supplement. ",
                    n=counted(more, "comparison"),
                    are="is" if more == 1 else "are",
                )
                + others
            )
        found.append(
            InWhom(
                f"in-whom-{order.index(name) + 1}",
                view.anchor,
                view.name,
                view.figures,
                [
                    # The section says once that all of this is exploratory.
                    comparison_sentence(row, plan, alone=False)
                    for row in evidence[:MOST_SENTENCES]
                ],
                others,
                _limit(own),
            )
        )
    return found


def _limit(own: Sequence[Answer]) -> Words:
    """The smallest difference that the comparison with most patients finds."""
    groups = [row for row in own if row.number("detectable_d") > 0]
    if groups:
        best = min(groups, key=lambda row: row.number("detectable_d"))
        return words(
            "With 80 % power a difference between groups of {d} standard deviations of this effect "
            "is found; smaller ones are easily missed.",
            d=best.traced("detectable_d", fixed(best.number("detectable_d"), 2)),
        )
    numbers = [row for row in own if row.number("detectable_r") > 0]
    if not numbers:
        return Words()
    best = min(numbers, key=lambda row: row.number("detectable_r"))
    return words(
        "With 80 % power a correlation of {r} is found; weaker ones are easily missed.",
        r=best.traced("detectable_r", fixed(best.number("detectable_r"), 2)),
    )


def inseparable(first_table: Sequence[Row], plan: Plan) -> list[Words]:
    """Groupings of which one group has nobody in a group of the other, a passage for each pair.

    Parameters
    ----------
    first_table
        Rows of ``table_one.csv``.
    plan
        The study's plan.
    """
    order = list(plan.patients.strata)
    # Whose group of the one is not known is in none of them: controls have no stage.
    both_known: Counter[tuple[str, str, str]] = Counter()
    for row in first_table:
        key = (row.text("stratifier"), row.text("variable"), row.text("group"))
        both_known[key] += row.count("n") or 0
    found: dict[tuple[str, str], Row] = {}
    for row in first_table:
        one, other, group = row.text("stratifier"), row.text("variable"), row.text("group")
        if one not in order or other not in order[order.index(one) + 1 :] or not group:
            continue
        enough = min(row.count("n_patients") or 0, both_known[one, other, group]) >= FEWEST_TOGETHER
        if row.count("n") == 0 and enough:
            found.setdefault((one, other), row)
    return [
        words(
            "{one} and {other} go together in these patients: none of the {n} in {stratum} is "
            "in {group}. An effect that differs by the one may depend on the other.",
            one=Name(plan.stratifier_label(one)),
            other=Name(plan.stratifier_label(other)),
            n=row.traced("n_patients", str(row.count("n_patients"))),
            stratum=Name(row.text("stratum")),
            group=Name(row.text("group")),
        )
        for (one, other), row in found.items()
    ]
