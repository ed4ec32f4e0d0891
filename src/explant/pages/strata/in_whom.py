"""In whom: what the comparisons of strata show, said once."""

from collections.abc import Sequence

from explant.config.models import Plan
from explant.language.answers.answer import Answer
from explant.language.answers.comparisons import comparison_sentence
from explant.language.words import Words, words
from explant.numbers import counted, fixed
from explant.pages.printed import InWhom, StratifierView

MOST_SENTENCES = 6


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
                words("{n} comparisons more are told in the supplement. ", n=str(more)) + others
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
