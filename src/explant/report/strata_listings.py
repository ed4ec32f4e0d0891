"""Tables of the report on strata: comparisons, and what was seen within each stratum."""

import math

from explant.config.models import Plan
from explant.report.cells import (
    Cell,
    Listing,
    bare_number,
    count_cell,
    declared_interval,
    estimate_cell,
    p_cell,
)
from explant.report.comparisons import difference_words, group_names, sizes
from explant.report.numbers import (
    MISSING,
)
from explant.report.questions import (
    adjusted_p_name,
    contrast_name,
    marker_name,
)
from explant.report.words import Name, Row, listed, words


def comparisons_listing(found: list[Row], plan: Plan) -> Listing:
    """Comparisons between strata: one line per marker, contrast and kind."""
    alpha = plan.inference.alpha
    adjustments = dict.fromkeys(row.text("adjustment") for row in found)
    adjusted = adjusted_p_name(next(iter(adjustments))) if len(adjustments) == 1 else "Adjusted p"
    return Listing(
        "Comparison of the paired differences",
        [
            "Marker",
            "Contrast",
            "Compared",
            "n",
            "Estimate",
            "Interval",
            "p",
            adjusted,
            "Method",
            "Detectable",
        ],
        [
            [
                marker_name(plan, row.text("marker")),
                contrast_name(plan, row.text("contrast")),
                _compared(row, plan),
                sizes(row),
                difference_words(row, plan) or MISSING,
                declared_interval(row, plan),
                p_cell(row, "p", alpha),
                p_cell(row, "p_adjusted", alpha),
                row.text("method") or MISSING,
                _detectable(row),
            ]
            for row in found
        ],
        numeric=frozenset({6, 7}),
        whole=frozenset({3, 5, 6, 7, 9}),
        wide=frozenset({8}),
    )


def _detectable(row: Row) -> Cell:
    """Smallest difference (d) or correlation (r) that is found with 80 % power."""
    for symbol in ("d", "r"):
        column = f"detectable_{symbol}"
        if not math.isnan(row.number(column)):
            return words("{s} = {v}", s=symbol, v=bare_number(row, column, 2))
    return MISSING


def _compared(row: Row, plan: Plan) -> Cell:
    groups = group_names(row)
    if row.text("kind") == "continuous" or not groups:
        return Name(plan.stratifier_label(row.text("stratifier")))
    if len(groups) == 2:
        return words("{a} − {b}", a=Name(groups[0]), b=Name(groups[1]))
    return listed([Name(group) for group in groups])


def strata_listing(found: list[Row], plan: Plan) -> Listing:
    """What was seen within each stratum: description, and no p value."""
    return Listing(
        "Within each stratum (description)",
        ["Marker", "Contrast", "Stratum", "n", "Estimate", "Interval (level)", "d_z"],
        [
            [
                marker_name(plan, row.text("marker")),
                contrast_name(plan, row.text("contrast")),
                Name(row.text("stratum")),
                count_cell(row, "n"),
                estimate_cell(row, plan, with_unit=True),
                declared_interval(row, plan),
                bare_number(row, "d_z", 2),
            ]
            for row in found
        ],
        numeric=frozenset({3, 6}),
        whole=frozenset({2, 5}),
    )
