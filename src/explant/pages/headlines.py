"""The study's headline in plain text, for the end of the run on screen and summary.txt."""

from collections.abc import Mapping

import pandas as pd

from explant.config.models import Plan
from explant.figures.ranked_markers import panel_markers
from explant.language.answers.sentences import sentences_of


def headlines(plan: Plan, tables: Mapping[str, pd.DataFrame]) -> list[str]:
    """One passage per marker with a panel, on the contrast that the summary leads with.

    Parameters
    ----------
    plan
        The study's plan.
    tables
        The tables by name: ``paired`` and ``between``, of which either may be absent.

    Returns
    -------
    list of str
        In the order of the panels; empty for a plan without contrasts. Where there are markers
        without a panel, the last line counts them.
    """
    if not plan.contrasts:
        return []
    panels = panel_markers(plan, tables.get("paired", pd.DataFrame()), tables.get("between"))
    found = {
        row.text("marker"): str(passage)
        for row, passage in sentences_of(tables, plan, contrast=plan.headline)
    }
    said = [found[marker] for marker in panels if marker in found]
    others = len(found) - len(said)
    if others:
        said.append(f"{others} more markers stand in the ranking of the report.")
    return said
