"""The ranking of a large panel, most of whose markers have no panel of their own."""

import pandas as pd

from explant.config.models import Plan
from explant.figures.names import every_marker_has_panel
from explant.figures.selection import ranked_markers
from explant.report.listings import results_listing
from explant.report.page import FigureView, Ranking
from explant.report.questions import contrast_name
from explant.report.words import rows

RANKING = "ranking"
"""Anchor of the ranking, where links to a marker without a panel lead."""

MOST_RANKED = 100


def ranking(plan: Plan, paired: pd.DataFrame | None, volcano: FigureView | None) -> Ranking | None:
    """Ranking of the markers; None where each has a panel.

    Parameters
    ----------
    plan
        The study's plan.
    paired
        The table ``paired.csv``.
    volcano
        Its figure.
    """
    if paired is None or not plan.contrasts or every_marker_has_panel(plan):
        return None
    own = {row.text("marker"): row for row in rows("paired", paired, contrast=plan.headline)}
    ranked = [own[marker] for marker in ranked_markers(plan, paired) if marker in own]
    return Ranking(
        contrast_name(plan, plan.headline),
        volcano,
        results_listing(ranked[:MOST_RANKED], plan, "marker"),
        min(len(ranked), MOST_RANKED),
        len(plan.markers),
        plan.report.panels,
    )
