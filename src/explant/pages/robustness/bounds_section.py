"""Whatever the values below detection are: between which numbers p lies."""

import math

from explant.config.models import Plan
from explant.language.asked import contrast_name, marker_name
from explant.language.words import Row, Words, words
from explant.numbers import counted
from explant.pages.page_cells import p_cell

VERDICTS = {
    "evidence": "With every one of them there is evidence of a difference.",
    "no_evidence": "With none of them is there evidence of a difference.",
    "differs": "The verdict depends on them.",
}


def bounds_sentence(row: Row, plan: Plan) -> Words | None:
    """The sentence of a row of ``bounds.csv``; None where it has no bounds."""
    if math.isnan(row.number("p_lowest")):
        return None
    alpha = plan.inference.alpha
    lowest, highest = (p_cell(row, f"p_{end}", alpha) for end in ("lowest", "highest"))
    lies = "lies between {lowest} and {highest}"
    if str(lowest) == str(highest):
        lies = "is {lowest}" if str(lowest)[:1].isdigit() else "{lowest}"
    return words(
        "{marker}, {contrast}: whatever the values below detection are ({below} of {n}), p "
        + lies
        + ", not adjusted. {verdict}",
        marker=marker_name(plan, row.text("marker")),
        contrast=contrast_name(plan, row.text("contrast")),
        below=str(int(row.number("n_below"))),
        n=counted(int(row.number("n")), "patient"),
        lowest=lowest,
        highest=highest,
        verdict=VERDICTS.get(row.text("verdict"), ""),
    )
