"""What the report says of each stratifier: comparisons, their limits, and the groups."""

from collections.abc import Callable, Mapping

import pandas as pd

from explant.config.models import Plan
from explant.figures.figure_kind import Place
from explant.figures.selection import strata_panels
from explant.language.answers.answer import Answer, as_answers
from explant.language.answers.comparisons import comparison_sentence, limits_sentence
from explant.language.asked import contrast_name, marker_name
from explant.language.words import Name, Row, Words, listed, words
from explant.pages.printed import Comparisons, ContrastSentences, FigureView, StratifierView
from explant.pages.strata.strata_listings import comparison_listings, strata_listing


def strata_views(
    plan: Plan,
    read: Callable[[tuple[str, ...]], Mapping[str, list[Row]]],
    interactions: pd.DataFrame | None,
    figures: Callable[[Place, str | None], list[FigureView]],
    anchor: Callable[[str, str, int], str],
) -> list[StratifierView]:
    """One view per stratifier, in the plan's order.

    Parameters
    ----------
    plan
        The study's plan.
    read
        Gives the rows of ``strata`` and ``interactions`` that the page has room for, among them
        those of the markers that it is given.
    interactions
        The table of that name.
    figures
        Figures of a place and a subject, ready to stand on the page.
    anchor
        Anchor of a section from its kind, its name and its place in the plan.
    """
    views: list[StratifierView] = []
    for place, name in enumerate(plan.patients.strata):
        drawn = () if interactions is None else strata_panels(plan, name, interactions).markers
        shown = read(drawn)
        comparisons = as_answers(r for r in shown["interactions"] if r.text("stratifier") == name)
        description = as_answers(r for r in shown["strata"] if r.text("stratifier") == name)
        if not comparisons and not description:
            continue
        views.append(
            StratifierView(
                anchor("strata", name, place),
                Name(plan.stratifier_label(name)),
                figures("strata", name),
                [
                    _comparison_sentences(plan, contrast, comparisons, description)
                    for contrast in plan.contrasts
                    if any(row.contrast == contrast for row in comparisons)
                ],
                strata_listing(description, plan),
            )
        )
    return views


def _comparison_sentences(
    plan: Plan, contrast: str, comparisons: list[Answer], strata: list[Answer]
) -> ContrastSentences:
    order = {name: place for place, name in enumerate(plan.markers)}
    found = sorted(
        (row for row in comparisons if row.contrast == contrast),
        key=lambda row: order.get(row.marker, len(order)),
    )
    of_marker: dict[str, list[Answer]] = {}
    for stratum in strata:
        if stratum.text("contrast") == contrast:
            of_marker.setdefault(stratum.text("marker"), []).append(stratum)
    numbers = [row for row in found if row.text("kind") == "continuous"]
    groups = [row for row in found if row.text("kind") != "continuous"]
    return ContrastSentences(
        contrast_name(plan, contrast),
        plan.contrasts[contrast].role,
        _comparisons(plan, numbers or groups, of_marker),
        _comparisons(plan, groups if numbers else [], of_marker),
    )


def _comparisons(
    plan: Plan, found: list[Answer], of_marker: dict[str, list[Answer]]
) -> Comparisons:
    return Comparisons(
        [comparison_sentence(row, plan) for row in found],
        _limits(plan, found, of_marker),
        comparison_listings(found, plan),
    )


def _limits(plan: Plan, found: list[Answer], of_marker: dict[str, list[Answer]]) -> list[Words]:
    """Limits of each kind of comparison; markers with the same patients have the same ones."""
    alike: dict[tuple[str, str], tuple[Words, list[Name]]] = {}
    kinds: dict[str, int] = {}
    for row in found:
        kind, marker = row.text("kind"), row.marker
        limit = limits_sentence(row, plan, of_marker.get(marker, []))
        kinds[kind] = kinds.get(kind, 0) + 1
        alike.setdefault((kind, str(limit)), (limit, []))[1].append(marker_name(plan, marker))
    return [
        limit
        if len(markers) == kinds[kind]
        else words("{markers}: {limit}", markers=listed(markers), limit=limit)
        for (kind, _), (limit, markers) in alike.items()
        if limit
    ]
