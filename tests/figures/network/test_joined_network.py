"""The network figure: nothing is cut, nothing overlaps, and it says what was measured."""

import math
from itertools import combinations

import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from explant.config.models.plan import Figures
from explant.figures.network.joined_network import joined_network
from explant.figures.network.ring_of_genes import MOST_GENES, network_text, ring_of_genes
from explant.figures.network_kinds import NETWORK
from tests.network.example import network_plan, network_tables


@pytest.fixture(scope="module")
def drawn_from():
    return {name: network_tables()[name] for name in NETWORK.drawn_from}


@pytest.fixture(scope="module")
def figure(drawn_from):
    return joined_network(network_plan(), **drawn_from)


def test_no_text_is_cut_or_lies_on_another(figure):
    renderer = FigureCanvasAgg(figure).get_renderer()
    (axes,) = figure.axes
    boxes = [text.get_window_extent(renderer) for text in (*axes.texts, *figure.texts)]
    whole = figure.bbox
    assert all(whole.x0 <= box.x0 and box.x1 <= whole.x1 for box in boxes)
    assert all(whole.y0 <= box.y0 and box.y1 <= whole.y1 for box in boxes)
    # Upright boxes of names that lean cover more than the names; only the horizontal ones count.
    level = [t.get_window_extent(renderer) for t in axes.texts if t.get_rotation() % 180 < 1]
    assert not any(a.overlaps(b) for a, b in combinations([*level, boxes[-1]], 2))


def test_every_shared_and_every_measured_gene_is_on_the_ring(figure, drawn_from):
    names = {text.get_text() for text in figure.axes[0].texts}
    assert {"AKT1", "STAT1", "IL2RA (CD25)", "FOXP3", "CASP3 (Caspase-3)"} <= names
    assert len(names) == 20


def test_the_ring_of_evidence_is_solid_and_without_it_dashed(figure):
    widths = [(patch.get_linestyle(), patch.get_linewidth()) for patch in figure.axes[0].patches]
    measured = [style for style, width in widths if width > 1]
    assert measured.count("-") == 4
    assert len(measured) == 5


def test_measured_genes_come_first_and_a_large_ring_keeps_them(drawn_from):
    nodes = drawn_from["network_nodes"]
    many = nodes.loc[nodes.index.repeat(8)].reset_index(drop=True)
    many = many.assign(gene=[f"{gene}x{place}" for place, gene in enumerate(many["gene"])])
    genes = ring_of_genes(many, drawn_from["network_edges"], drawn_from["network_markers"])
    assert len(genes) == MOST_GENES
    assert [gene.marker for gene in genes[:5]] == [
        *("CD25", "FOXP3", "CTLA-4", "Blimp-1", "Caspase-3")
    ]


def test_the_text_says_which_way_each_went_and_where_there_is_no_evidence(drawn_from):
    text = network_text(network_plan(), **drawn_from)
    assert "A ring of 20 genes, 15 of them shared" in text
    assert "IL2RA (CD25) down, FOXP3 down" in text
    assert text.endswith("and CASP3 (Caspase-3) up, without evidence.")


@pytest.mark.parametrize("width", [89, 183])
def test_no_mark_lies_on_another_on_a_full_ring(drawn_from, width):
    nodes = drawn_from["network_nodes"]
    many = nodes.loc[nodes.index.repeat(4)].reset_index(drop=True)
    many = many.assign(gene=[f"{gene}x{place}" for place, gene in enumerate(many["gene"])])
    plan = network_plan().model_copy(update={"figures": Figures(width=width)})
    figure = joined_network(plan, **drawn_from | {"network_nodes": many})
    said = f"{len(many) + 5 - MOST_GENES} genes with fewer partners not shown."
    assert said in figure.texts[0].get_text().replace("\n", " ")
    assert said in network_text(plan, **drawn_from | {"network_nodes": many})
    marks = [(patch.center, patch.radius) for patch in figure.axes[0].patches]
    assert len(marks) == MOST_GENES
    for (one, radius), (other, beside) in combinations(marks, 2):
        assert math.dist(one, other) > radius + beside


@pytest.mark.parametrize("number", [1, 2, 3])
def test_few_genes_lie_clear_of_the_note(drawn_from, number):
    nodes = drawn_from["network_nodes"].head(number)
    few = drawn_from | {"network_nodes": nodes}
    few["network_markers"] = few["network_markers"].iloc[:0]
    figure = joined_network(network_plan(), **few)
    renderer = FigureCanvasAgg(figure).get_renderer()
    (axes,) = figure.axes
    (note,) = [text.get_window_extent(renderer) for text in figure.texts]
    shown = [*axes.texts, *axes.patches]
    assert len(shown) == 2 * number
    for box in (each.get_window_extent(renderer) for each in shown):
        assert not box.overlaps(note)
        assert box.y1 <= figure.bbox.y1


def test_two_markers_of_one_gene_are_one_mark_that_names_both(drawn_from):
    markers = drawn_from["network_markers"]
    one, other = (markers.iloc[[0]].assign(marker=name) for name in ("CD25 %", "CD25 MFI"))
    against = other.assign(estimate=3.0, verdict="evidence_of_increase")
    unclear = other.assign(estimate=3.0, verdict="no_evidence")
    tables = drawn_from["network_nodes"], drawn_from["network_edges"]
    for second, direction in ((other, -1), (against, 0), (unclear, -1)):
        first = ring_of_genes(*tables, pd.concat([one, second]))[0]
        assert (first.name, first.marker) == ("IL2RA", "CD25 %, CD25 MFI")
        assert (first.direction, first.evident) == (direction, True)


def test_a_study_that_shares_and_measures_no_gene_still_has_a_figure(drawn_from):
    none = {name: table.iloc[:0] for name, table in drawn_from.items()}
    figure = joined_network(network_plan(), **none)
    assert not figure.axes[0].patches
    assert figure.texts
