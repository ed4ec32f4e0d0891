"""How the figures of a study stand in Snakemake's own report (``snakemake --report``)."""

from dataclasses import dataclass

from explant.config.models import Plan
from explant.figures.figure_names import (
    MARKER_PREFIX,
    RANKED_PREFIX,
    SENSITIVITY_PREFIX,
    STRATA_PREFIX,
    figure_titles,
)

SUBCATEGORIES = {
    "marker": "Markers",
    "volcano": "All markers",
    "heat_map": "All markers",
    "forest": "All markers",
    "strata": "Strata",
    "sensitivity": "Choices made",
    "diagnostics": "The differences",
    "completeness": "Data quality",
}
"""Subcategory by the name of the caption in ``workflow/report``."""

_PREFIXES = {
    MARKER_PREFIX: "marker",
    RANKED_PREFIX: "marker",
    STRATA_PREFIX: "strata",
    SENSITIVITY_PREFIX: "sensitivity",
}


@dataclass(frozen=True)
class ReportItem:
    """A figure's title, and the names of its caption and its category."""

    title: str
    caption: str
    category: str


def report_items(plan: Plan) -> dict[str, ReportItem]:
    """Item of each figure of a plan, by its stem."""
    items: dict[str, ReportItem] = {}
    for stem, title in figure_titles(plan).items():
        caption = next((name for start, name in _PREFIXES.items() if stem.startswith(start)), stem)
        items[stem] = ReportItem(title, caption, SUBCATEGORIES[caption])
    return items
