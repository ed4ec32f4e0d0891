"""Which genes stand on which lists, and at which cut-offs: counted anew here."""

from typing import Any, Literal

import pandas as pd
import pytest

from explant.config.models import Plan
from explant.config.models.plan import Figures
from explant.figures.figure_kinds import planned_figures
from explant.figures.network.overlap_figure import overlap_figure
from explant.figures.network.overlap_rows import (
    combinations_of,
    grid_of,
    lists_of,
    overlap_text,
    thresholds_text,
)
from explant.figures.network.threshold_grid import threshold_grid
from explant.figures.network_kinds import NETWORK_THRESHOLDS
from tests.figures.test_text_fits import misplaced
from tests.network.example import network_plan, network_tables

TABLES = network_tables()
GENES, OVERLAP = TABLES["network_genes"], TABLES["network_overlap"]


def plan_with(width: Literal[89, 183] = 183, **lists: dict[str, Any] | None) -> Plan:
    """The example at a width, with more lists of the disease, or without one."""
    content = network_plan().model_dump() | {"figures": Figures(width=width).model_dump()}
    disease = content["network"]["disease"]
    first = next(iter(disease.values()))
    for name, changes in lists.items():
        if changes is None:
            del disease[name.replace("_", " ")]
        else:
            disease[name] = {**first, **changes}
    return Plan.model_validate(content)


def test_each_gene_is_in_one_combination_and_those_of_both_sides_come_first() -> None:
    lists = lists_of(network_plan(), GENES)
    # Sizes of WP49, WP4262 and WP1984, and what they share, as published with the example.
    assert [len(each.genes) for each in lists] == [37, 154, 153]
    found = combinations_of(lists)
    assert sum(each.genes for each in found) == len(set.union(*(set(x.genes) for x in lists)))
    both = [each for each in found if each.shared]
    assert found[: len(both)] == both
    assert sum(each.genes for each in both) == 15
    assert sum(each.genes for each in both if 1 in each.lists) == 13
    assert sum(each.genes for each in both if 2 in each.lists) == 4


def test_a_column_stands_for_each_combination() -> None:
    figure = overlap_figure(network_plan(), GENES, OVERLAP)
    written = [text.get_text() for axes in figure.axes for text in axes.texts]
    sizes = [str(each.genes) for each in combinations_of(lists_of(network_plan(), GENES))]
    assert [text for text in written if text in sizes][: len(sizes)] == sizes


def test_two_lists_are_two_bars_in_proportion() -> None:
    plan = plan_with(integrated_breast_cancer_pathway=None)
    figure = overlap_figure(plan, GENES, OVERLAP[:1])
    bars = sorted((bar.get_x(), bar.get_width()) for bar in figure.axes[0].patches)
    assert bars == [(-24, 37), (0, 13), (0, 13), (0, 154)]
    assert misplaced(figure) == []


@pytest.mark.parametrize("width", [89, 183])
def test_nothing_collides_with_many_lists(width: Literal[89, 183]) -> None:
    plan = plan_with(width, GeneCards={}, DISEASES={}, OMIM={})
    more = [
        GENES[GENES["source"] == "breast cancer pathway"].assign(source=name)[start:]
        for start, name in enumerate(("GeneCards", "DISEASES", "OMIM"))
    ]
    figure = overlap_figure(plan, pd.concat([GENES, *more]), OVERLAP)
    assert misplaced(figure) == []


def cut_offs() -> pd.DataFrame:
    """Three cut-offs of the treatment, four of the disease."""
    targets = ["as planned", "SwissTargetPrediction: Probability ≥ 0.1", "WP49: Score ≥ 2"]
    disease = ["as planned", *(f"GeneCards: Relevance Score ≥ {at}" for at in (5, 20, 40))]
    return pd.DataFrame(
        [
            {
                "targets_cut": one,
                "disease_cut": other,
                "n_targets": 9,
                "n_disease": 9,
                "shared": 10 * y + x,
                "expected": 2.5,
                "p": 0.03,
            }
            for y, one in enumerate(targets)
            for x, other in enumerate(disease)
        ]
    )


@pytest.mark.parametrize("width", [89, 183])
def test_the_grid_has_a_cell_for_each_pair_of_cut_offs(width: Literal[89, 183]) -> None:
    table = cut_offs()
    figure = threshold_grid(plan_with(width), table)
    assert misplaced(figure) == []
    (axes,) = figure.axes
    framed = [cell for cell in axes.patches if cell.get_edgecolor()[3] > 0]
    assert len(framed) == 1
    written = {text.get_text() for text in axes.texts}
    assert {"0", "1", "10", "21", "2.5; p = 0.030"} <= written
    assert len(axes.patches) == (12 if width == 183 else 9)
    assert grid_of(table).cells["as planned", "GeneCards: Relevance Score ≥ 20"].shared == 2


def test_only_lists_with_other_cut_offs_have_a_grid() -> None:
    assert planned_figures(network_plan(), [NETWORK_THRESHOLDS]) == []
    more = {"at_least": {"Score": 10}, "also_at": [5]}
    assert planned_figures(plan_with(GeneCards=more), [NETWORK_THRESHOLDS])


def test_the_texts_say_how_many_are_shared_and_expected() -> None:
    said = overlap_text(network_plan(), GENES, OVERLAP)
    assert said == (
        "Genes of IL-2 signalling (37), breast cancer pathway (154) and integrated breast cancer "
        "pathway (153). 15 genes on both sides; of those that could have been shared 14, where "
        "chance gives 4.8 (p < 0.001)."
    )
    assert "as planned, GeneCards: Relevance Score ≥ 5: 1 shared, 2.5 expected (p = 0.030)" in (
        thresholds_text(network_plan(), cut_offs())
    )
