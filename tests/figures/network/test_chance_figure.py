"""The network study beside chance: rows are those of the tables, and nothing collides."""

from typing import Literal

import pandas as pd
import pytest

from explant.config.models import Plan
from explant.config.models.plan import Figures
from explant.figures.drawing import draw
from explant.figures.figure_kinds import kinds_of, planned_figures
from explant.figures.network.chance_rows import (
    MOST_ROWS,
    hubs_block,
    hubs_text,
    overlap_block,
    predicted_block,
    predicted_text,
    terms_block,
    terms_text,
)
from explant.figures.network_kinds import NETWORK_HUBS
from tests.figures.test_text_fits import misplaced
from tests.network.example import network_plan, network_tables

TABLES = network_tables()


def test_what_is_shared_stands_beside_what_is_expected() -> None:
    block = overlap_block(network_plan(), TABLES["network_overlap"])
    (first, *_) = block.rows
    row = TABLES["network_overlap"].iloc[-1]
    assert (first.found, first.expected) == (row["shared"], row["expected"])
    assert first.matched == row["expected_matched"]
    # One list of the treatment: its name stands once, in the title.
    assert block.title == "Shared with IL-2 signalling, beside chance"
    names = ["all lists together", "integrated breast cancer pathway", "breast cancer pathway"]
    assert [row.label for row in block.rows] == names


def test_one_pair_of_lists_is_called_by_both_names() -> None:
    (row,) = overlap_block(network_plan(), TABLES["network_overlap"][:1]).rows
    assert row.label == "IL-2 signalling ∩ breast cancer pathway"


def test_hubs_are_ordered_by_p_and_filled_by_the_adjusted_one() -> None:
    block = hubs_block(network_plan(), TABLES["network_nodes"])
    nodes = TABLES["network_nodes"].dropna(subset=["p"]).sort_values(["p", "gene"])
    assert [row.label for row in block.rows] == list(nodes["gene"][:MOST_ROWS])
    evident = nodes["p_adjusted"].le(0.05)[:MOST_ROWS]
    assert [row.filled for row in block.rows] == list(evident)
    assert block.left_out == len(nodes) - MOST_ROWS > 0
    assert block.said.endswith(f"{block.left_out} more genes stand in the table.")


def test_a_circular_set_is_never_filled() -> None:
    terms = TABLES["network_terms"].assign(p_matched=1e-9, p_adjusted=1e-8, circular="yes")
    block = terms_block(network_plan(), "Reactome", terms)
    assert block.rows
    assert not any(row.filled for row in block.rows)
    assert all("circular" in row.text for row in block.rows)
    assert not terms_block(network_plan(), "another", terms).rows


def test_predictions_have_their_direction() -> None:
    block = predicted_block(network_plan(), TABLES["network_markers"])
    markers = TABLES["network_markers"]
    predicted = markers.loc[markers["predicted"].fillna("").ne(""), "predicted"]
    assert [row.direction for row in block.rows] == [
        1 if direction == "increase" else -1 for direction in predicted
    ]


@pytest.mark.parametrize("width", [89, 183])
def test_nothing_collides(width: Literal[89, 183]) -> None:
    plan = network_plan().model_copy(update={"figures": Figures(width=width)})
    figures = planned_figures(plan, kinds_of("network_figures"))
    names = ["network", "predicted", "overlap", "hubs", "terms_Reactome"]
    assert [figure.stem for figure in figures] == names
    drawn = {figure.stem: draw(figure, plan, TABLES) for figure in figures}
    assert {stem: found for stem, figure in drawn.items() if (found := misplaced(figure))} == {}


def test_a_figure_without_rows_says_so() -> None:
    (figure,) = planned_figures(network_plan(), [NETWORK_HUBS])
    empty = {"network_nodes": TABLES["network_nodes"][:0]}
    drawn = draw(figure, network_plan(), empty)
    assert "None." in [text.get_text() for text in drawn.texts]


def test_texts_name_rows_and_how_they_are_read() -> None:
    plan: Plan = network_plan()
    nodes: pd.DataFrame = TABLES["network_nodes"]
    assert "MAP2K1 (p = 0.002, evidence)" in hubs_text(plan, nodes)
    raf = "Paradoxical activation of RAF signaling by kinase inactive BRAF (6 of 11)"
    assert raf in terms_text(plan, "Reactome", TABLES["network_terms"])
    assert "Caspase-3 (2.6 pp) (same sign not shown)" in predicted_text(
        plan, TABLES["network_markers"]
    )
