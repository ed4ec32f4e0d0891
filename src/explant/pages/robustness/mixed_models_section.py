"""The contrasts in a linear mixed model, as a table beside the declared test."""

import math
from collections.abc import Sequence

from explant.config.models import Plan
from explant.language.asked import contrast_name, marker_name
from explant.language.estimates import estimate_words
from explant.language.words import Name, Row, Words
from explant.numbers import MISSING, counted
from explant.pages.page_cells import Cell, Listing, count_cell, declared_interval, first_of, p_cell


def mixed_models_listing(found: Sequence[Row], paired: Sequence[Row], plan: Plan) -> Listing:
    """The model's estimate of every contrast, with the declared test's p beside its own.

    Parameters
    ----------
    found
        The rows of ``mixed_models.csv``.
    paired
        The rows of ``paired.csv``.
    plan
        The study's plan.
    """
    declared = {(row.text("marker"), row.text("contrast")): row for row in paired}
    fitted, caption = first_of(
        [row for row in found if not math.isnan(row.number("estimate"))],
        "Linear mixed model; t with Kenward and Roger’s degrees of freedom, p values not adjusted",
    )
    alpha = plan.inference.alpha
    table: list[list[Cell]] = []
    for row in fitted:
        own = declared.get((row.text("marker"), row.text("contrast")))
        table.append(
            [
                marker_name(plan, row.text("marker")),
                contrast_name(plan, row.text("contrast")),
                estimate_words(row, plan),
                declared_interval(row, plan),
                count_cell(row, "n_patients"),
                count_cell(row, "n_values"),
                p_cell(row, "p", alpha),
                MISSING if own is None else p_cell(own, "p", alpha),
            ]
        )
    return Listing(
        caption,
        [
            "Marker",
            "Contrast",
            "Estimate",
            "Interval",
            "Patients",
            "Values",
            "p of the model",
            "p of the declared test",
        ],
        table,
        numeric=frozenset({4, 5, 6, 7}),
        whole=frozenset({3, 6, 7}),
        wide=frozenset({1}),
    )


def variances_listing(found: Sequence[Row], plan: Plan) -> Listing:
    """Variance components of each marker's model, which all its contrasts share."""
    first: dict[str, Row] = {}
    for row in found:
        if row.text("variance_components"):
            first.setdefault(row.text("marker"), row)
    return Listing(
        "Variances on the analysis scale, squared",
        ["Marker", "Variance components"],
        [
            [marker_name(plan, marker), Name(row.text("variance_components"))]
            for marker, row in first.items()
        ],
        wide=frozenset({1}),
    )


def not_fitted(found: Sequence[Row], plan: Plan) -> list[Words]:
    """Markers whose model was not fitted, with the reason."""
    reasons: dict[str, str] = {}
    for row in found:
        if math.isnan(row.number("estimate")):
            reasons.setdefault(row.text("marker"), row.text("note"))
    alike: dict[str, list[str]] = {}
    for marker, reason in reasons.items():
        alike.setdefault(reason.rstrip("."), []).append(plan.marker_label(marker))
    return [
        Words(
            (
                "Without a model for ",
                Name(", ".join(markers)),
                f" ({counted(len(markers), 'marker')}){': ' + reason if reason else ''}.",
            )
        )
        for reason, markers in alike.items()
    ]
