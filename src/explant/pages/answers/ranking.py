"""The ranking of a large panel, most of whose markers have no panel of their own."""

from collections.abc import Mapping

import pandas as pd

from explant.config.models import Plan
from explant.figures.figure_names import every_marker_has_panel
from explant.figures.ranked_markers import ranked_markers
from explant.language.answers.answer import answers_in
from explant.language.asked import contrast_name
from explant.pages.answers.listings import results_listing
from explant.pages.printed import FigureView, Ranking
from explant.questions.question import question

RANKING = "ranking"
"""Anchor of the ranking, where links to a marker without a panel lead."""

MOST_RANKED = 100


def ranking(
    plan: Plan,
    tables: Mapping[str, pd.DataFrame],
    figures: list[FigureView],
) -> Ranking | None:
    """Ranking of the markers that the ranking contrast is asked of; None where each has a panel.

    Parameters
    ----------
    plan
        The study's plan.
    tables
        The tables by name: ``paired`` and ``between``, of which either may be absent.
    figures
        The figures of the ranking.
    """
    if not plan.contrasts or every_marker_has_panel(plan):
        return None
    file = "between" if question(plan, plan.ranked).is_between else "paired"
    found = answers_in(file, tables.get(file), contrast=plan.ranked)
    if not found:
        return None
    own = {row.marker: row for row in found}
    order = ranked_markers(plan, tables.get("paired", pd.DataFrame()), tables.get("between"))
    ranked = [own[marker] for marker in order if marker in own]
    return Ranking(
        contrast_name(plan, plan.ranked),
        figures,
        file,
        results_listing(ranked[:MOST_RANKED], plan, "marker"),
        min(len(ranked), MOST_RANKED),
        len(ranked),
        plan.report.panels,
    )
