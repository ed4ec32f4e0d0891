"""What the heat map of a large panel shows, in sentences for people who do not see it."""

import pandas as pd

from explant.config.models import Plan
from explant.figures.large_panel.leading import heat_map_markers
from explant.numbers import counted


def heat_map_text(plan: Plan, paired: pd.DataFrame) -> str:
    """Text of the heat map: whose differences it shows, how many markers rise and fall, what lacks.

    Parameters
    ----------
    plan
        The study's plan.
    paired
        The table ``paired.csv``.
    """
    markers = heat_map_markers(plan, paired)
    own = paired[paired["contrast"] == plan.ranked]
    every, own = len(own), own[own["marker"].isin(markers)]
    patients = int((own["n"] + own["n_incomplete"]).max()) if len(own) else 0
    up, down = (int(own["observed"].eq(way).sum()) for way in ("increase", "decrease"))
    some = "" if len(markers) == every else f"{len(markers)} of "
    text = (
        f"{plan.contrast_label(plan.ranked)}: the difference of each of "
        f"{counted(patients, 'patient')} in {some}{counted(every, 'marker')}, as colors of a table "
        "whose rows and columns stand by similarity. "
        f"The estimate is above zero in {counted(up, 'marker')} and below in {down}."
    )
    missing = int(own["n_incomplete"].sum())
    if missing:
        text += f" {counted(missing, 'difference is', 'differences are')} missing."
    return f"{text} Beside each row stand the estimate, its interval and the adjusted p."
