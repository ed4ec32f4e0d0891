"""The kinds of figures of a network study, which only a config with ``network`` has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explant.figures.figure_kind import FigureKind, called, whole

if TYPE_CHECKING:
    from explant.config.models import Plan


def _other_cut_offs(plan: Plan) -> bool:
    lists = [*plan.network.targets.values(), *plan.network.disease.values()] if plan.network else []
    return any(each.also_at for each in lists)


def _predicts(plan: Plan) -> bool:
    return bool(plan.network) and any(
        plan.network_question in plan.markers[name].expected for name in plan.analysed_markers
    )


NETWORK = FigureKind(
    name="network",
    step="network_figures",
    draw="explant.figures.network.joined_network:joined_network",
    drawn_from=("network_nodes", "network_edges", "network_markers"),
    text="explant.figures.network.ring_of_genes:network_text",
    told_from=("network_nodes", "network_edges", "network_markers"),
    category="Network",
    place="network",
    beside="network_nodes",
    subjects=whole(lambda plan: plan.network and plan.network.interactions),
    title=called("The shared genes and what was measured"),
)

NETWORK_OVERLAP = FigureKind(
    name="overlap",
    step="network_figures",
    draw="explant.figures.network.overlap_figure:overlap_figure",
    drawn_from=("network_genes", "network_overlap"),
    text="explant.figures.network.overlap_rows:overlap_text",
    told_from=("network_genes", "network_overlap"),
    category="Network",
    place="network_lists",
    beside="network_overlap",
    subjects=whole(lambda plan: plan.network),
    title=called("Genes that both sides share"),
    caption="overlap",
)
NETWORK_THRESHOLDS = FigureKind(
    name="thresholds",
    step="network_figures",
    draw="explant.figures.network.threshold_grid:threshold_grid",
    drawn_from=("network_thresholds",),
    text="explant.figures.network.overlap_rows:thresholds_text",
    told_from=("network_thresholds",),
    category="Network",
    place="network_lists",
    beside="network_thresholds",
    subjects=whole(_other_cut_offs),
    title=called("Shared genes at other cut-offs"),
    caption="thresholds",
)
NETWORK_HUBS = FigureKind(
    name="hubs",
    step="network_figures",
    draw="explant.figures.network.chance_figure:hubs_figure",
    drawn_from=("network_nodes",),
    text="explant.figures.network.chance_rows:hubs_text",
    told_from=("network_nodes",),
    category="Network",
    place="network_lists",
    beside="network_nodes",
    subjects=whole(
        lambda plan: plan.network and plan.network.interactions and plan.network.interactome
    ),
    title=called("Partners of the shared genes beside chance"),
    caption="hubs",
)
NETWORK_TERMS = FigureKind(
    name="terms",
    step="network_figures",
    draw="explant.figures.network.chance_figure:terms_figure",
    drawn_from=("network_terms",),
    text="explant.figures.network.chance_rows:terms_text",
    told_from=("network_terms",),
    category="Network",
    place="network_lists",
    beside="network_terms",
    subjects=lambda plan: list(plan.network.gene_sets) if plan.network else (),
    title=lambda _plan, collection: f"Gene sets of {collection}",
    caption="terms",
)
NETWORK_PREDICTED = FigureKind(
    name="predicted",
    step="network_figures",
    draw="explant.figures.network.chance_figure:predicted_figure",
    drawn_from=("network_markers",),
    text="explant.figures.network.chance_rows:predicted_text",
    told_from=("network_markers",),
    category="Network",
    place="network",
    beside="network_markers",
    subjects=whole(_predicts),
    title=called("Predicted directions and measured effects"),
    caption="predicted",
)

NETWORK_KINDS = (
    *(NETWORK, NETWORK_PREDICTED, NETWORK_OVERLAP, NETWORK_THRESHOLDS, NETWORK_HUBS, NETWORK_TERMS),
)
"""All of them, in the order of the report."""
