"""What the answer picture says, as sentences for people who do not see it. Needs no matplotlib."""

import pandas as pd

from explant.config.models import Plan
from explant.language.answers.answer import answers_in
from explant.language.answers.picture_words import (
    MOST_ROWS,
    bounds_of,
    chosen_words,
    counts_of,
    leading,
    p_of,
    size_of,
    unit_of_size,
)
from explant.language.answers.robust_words import grade, robust_row
from explant.language.unit_of_study import noun, renamed
from explant.language.words import rows


def answer_text(
    plan: Plan,
    paired: pd.DataFrame,
    between: pd.DataFrame | None = None,
    robustness: pd.DataFrame | None = None,
) -> str:
    """Text of the answer picture: the leading effect of each marker.

    Parameters
    ----------
    plan
        The study's plan.
    paired, between, robustness
        The tables of those names.
    """
    found = [*answers_in("paired", paired), *answers_in("between", between)]
    chosen = leading(plan, found, MOST_ROWS)
    every = sum(row.contrast == plan.headline for row in found)
    held = rows("robustness", robustness)
    said = []
    for row in chosen:
        marker = plan.marker_label(row.marker)
        if not row.is_tested:
            said.append(f"{marker}: not tested")
            continue
        bounds = str(bounds_of(row, plan))
        robust = robust_row(held, row)
        parts = [
            " ".join(filter(None, [str(size_of(row, plan)), unit_of_size(row, plan)]))
            + (f" ({bounds})" if bounds else ""),
            str(counts_of(plan, row)),
            str(p_of(row, plan, adjusted=row.text("adjustment") != "none")),
            "" if row.has_evidence else "not shown",
            grade(robust),
        ]
        said.append(f"{marker}: {', '.join(filter(None, parts))}")
    text = (
        f"{plan.contrast_label(plan.headline)}, by marker; circle and line are the estimate and "
        f"its interval, dots the patients. {'; '.join(said)}. "
        f"{chosen_words(plan, len(chosen), every)}"
    )
    return renamed(text.replace("\N{NO-BREAK SPACE}", " ").strip(), noun(plan))
