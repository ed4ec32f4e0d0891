"""What the differences look like: who is flagged as an outlier, and a table of their shape."""

import math
from collections.abc import Sequence

from explant.config.models import Plan
from explant.language.asked import contrast_name, marker_name
from explant.language.words import Name, Row, Words, joined, listed, words
from explant.numbers import MISSING, counted, fixed
from explant.pages.page_cells import Listing, bare_number, count_cell, first_of, p_cell

LIMIT = 3.5
MOST_SENTENCES = 30


def flagged_sentences(
    diagnostics: Sequence[Row], quantiles: Sequence[Row], plan: Plan
) -> list[Words]:
    """A sentence on the flagged patients of each result, or one that nobody is flagged.

    Parameters
    ----------
    diagnostics, quantiles
        The rows of those tables.
    plan
        The study's plan.
    """
    flagged: dict[tuple[str, str], list[Row]] = {}
    for row in quantiles:
        if row.text("outlier") == "yes":
            flagged.setdefault((row.text("marker"), row.text("contrast")), []).append(row)
    shown = [
        _flagged(plan, marker, contrast, found) for (marker, contrast), found in flagged.items()
    ]
    if len(shown) > MOST_SENTENCES:
        rest = counted(len(shown) - MOST_SENTENCES, "other result")
        more = f"Patients are flagged in {rest}, too; they stand in quantiles.csv."
        return [*shown[:MOST_SENTENCES], Words((more,))]
    if shown:
        return shown
    results = sum((row.count("n") or 0) > 0 for row in diagnostics)
    where = "the one result" if results == 1 else f"any of {counted(results, 'result')}"
    return [Words((f"No patient is flagged in {where}.",))]


def _flagged(plan: Plan, marker: str, contrast: str, found: list[Row]) -> Words:
    names: list[Words | Name] = []
    for row in found:
        z = row.number("robust_z")
        name = Name(row.text("patient"), "patient")
        if math.isnan(z) or math.isinf(z):
            names.append(name)
            continue
        # A distance beyond the limit never looks as if it lay on it.
        text = next(t for d in (1, 2, 3) if (t := fixed(abs(z), d)) != fixed(LIMIT, d) or d == 3)
        distance = row.traced("robust_z", text, "magnitude")
        side = "above" if z > 0 else "below"
        names.append(words("{name} ({z} {side})", name=name, z=distance, side=side))
    one = len(names) == 1
    return words(
        "{marker} ({contrast}): {patients} {are} flagged and {stay} in every result.",
        marker=marker_name(plan, marker),
        contrast=contrast_name(plan, contrast),
        patients=listed(names),
        are="is" if one else "are",
        stay="stays" if one else "stay",
    )


def diagnostics_listing(found: Sequence[Row], plan: Plan) -> Listing:
    """Shape of the differences of every result, as description."""
    shown, caption = first_of(found, "What the differences look like (description)")
    return Listing(
        caption,
        [
            "Marker",
            "Contrast",
            "n",
            "Shapiro–Wilk W",
            "Its p",
            "Skewness",
            "Mean − median",
            "Flagged",
        ],
        [
            [
                marker_name(plan, row.text("marker")),
                contrast_name(plan, row.text("contrast")),
                count_cell(row, "n"),
                bare_number(row, "shapiro_w", 3),
                p_cell(row, "p_shapiro"),
                bare_number(row, "skewness", 2),
                bare_number(row, "mean_minus_median", 2),
                joined(map(Name, row.several("outliers")), ", ") or MISSING,
            ]
            for row in shown
        ],
        numeric=frozenset({2, 3, 4, 5, 6}),
        whole=frozenset({4}),
    )
