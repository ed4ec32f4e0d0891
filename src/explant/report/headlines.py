"""The study's headline in plain text, for the end of the run on screen and summary.txt."""

import pandas as pd

from explant.config.models import Plan
from explant.report.sentences import sentences_of


def headlines(plan: Plan, paired: pd.DataFrame) -> list[str]:
    """One passage per marker on the contrast that the summary leads with.

    Parameters
    ----------
    plan
        The study's plan.
    paired
        The table ``paired.csv``.

    Returns
    -------
    list of str
        In the plan's order of markers; empty for a plan without contrasts.
    """
    if not plan.contrasts:
        return []
    return [str(passage) for _, passage in sentences_of(paired, plan, contrast=plan.headline)]
