"""What a figure of curves shows, in sentences. Needs no matplotlib."""

import pandas as pd

from explant.config.models import Plan
from explant.numbers import counted
from explant.questions.design import Cell, cell_name, cells

MOST_NAMED = 6


def samples_of(plan: Plan, marker: str) -> dict[str, Cell]:
    """Conditions in which a marker has a curve: the name in ``curves.csv``, and its levels."""
    return {cell_name(cell): cell for cell in cells(plan.of(marker))}


def sample_label(plan: Plan, marker: str, cell: Cell) -> str:
    """A condition in words; empty where there is only one."""
    factors = plan.of(marker).factors
    return ", ".join(
        plan.level_label(factor, level) for factor, level in zip(factors, cell, strict=True)
    )


def curves_text(plan: Plan, marker: str, curves: pd.DataFrame) -> str:
    """How many curves there are in each condition, and which came to no number.

    Parameters
    ----------
    plan
        The study's plan.
    marker
        The marker that sums them up.
    curves
        The table of that name.
    """
    summary = plan.summarized[marker]
    own = curves[curves["marker"] == marker]
    panels = []
    for name, cell in samples_of(plan, marker).items():
        label = sample_label(plan, marker, cell)
        count = counted(int((own["sample"] == name).sum()), "curve")
        panels.append(f"{label}: {count}" if label else count)
    text = (
        f"{plan.marker_label(summary.of)} over {plan.factor_label(summary.over)}, which "
        f"{plan.marker_label(marker)} sums up; a line a patient. {'; '.join(panels)}."
    )
    lost = own[own["estimate"].isna()]
    if lost.empty:
        return text
    named = [f"{row.patient}: {row.note}" for row in lost.head(MOST_NAMED).itertuples()]
    more = f"; and {len(lost) - MOST_NAMED} more" if len(lost) > MOST_NAMED else ""
    return f"{text} Without a number: {counted(len(lost), 'curve')} ({'; '.join(named)}{more})."
