"""The network study beside chance: rows are those of the tables, and nothing collides."""

from typing import Literal

import pytest

from explant.config.models.plan import Figures
from explant.figures.drawing import draw
from explant.figures.figure_kinds import NETWORK_CHANCE, planned_figures
from explant.figures.network.chance_rows import MOST_ROWS, Block, blocks, chance_text
from tests.figures.test_text_fits import misplaced
from tests.network.example import network_plan, network_tables


def found() -> dict[str, Block]:
    tables = {name: network_tables()[name] for name in NETWORK_CHANCE.drawn_from}
    return {block.title: block for block in blocks(network_plan(), **tables)}


def test_what_is_shared_stands_beside_what_is_expected() -> None:
    (first, *_) = found()["Genes that both sides share"].rows
    row = network_tables()["network_overlap"].iloc[0]
    assert (first.found, first.expected) == (row["shared"], row["expected"])
    assert first.matched == row["expected_matched"]


def test_hubs_are_ordered_by_p_and_filled_by_the_adjusted_one() -> None:
    block = found()["Partners of the shared genes"]
    nodes = network_tables()["network_nodes"].dropna(subset=["p"]).sort_values(["p", "gene"])
    assert [row.label for row in block.rows] == list(nodes["gene"][:MOST_ROWS])
    evident = nodes["p_adjusted"].le(0.05)[:MOST_ROWS]
    assert [row.filled for row in block.rows] == list(evident)
    assert block.left_out == max(len(nodes) - MOST_ROWS, 0)


def test_a_circular_set_is_never_filled() -> None:
    tables = {name: network_tables()[name] for name in NETWORK_CHANCE.drawn_from}
    terms = tables["network_terms"].assign(p_matched=1e-9, p_adjusted=1e-8, circular="yes")
    made = blocks(network_plan(), **tables | {"network_terms": terms})
    (sets,) = [block for block in made if block.kind == "p"]
    assert not any(row.filled for row in sets.rows)
    assert all("circular" in row.text for row in sets.rows)


def test_predictions_have_their_direction() -> None:
    block = found()["Measured markers and what was predicted"]
    markers = network_tables()["network_markers"]
    predicted = markers.loc[markers["predicted"].fillna("").ne(""), "predicted"]
    assert [row.direction for row in block.rows] == [
        1 if direction == "increase" else -1 for direction in predicted
    ]


@pytest.mark.parametrize("width", [89, 183])
def test_nothing_collides(width: Literal[89, 183]) -> None:
    plan = network_plan().model_copy(update={"figures": Figures(width=width)})
    (figure,) = planned_figures(plan, [NETWORK_CHANCE])
    assert misplaced(draw(figure, plan, network_tables())) == []


def test_the_text_names_each_block() -> None:
    tables = {name: network_tables()[name] for name in NETWORK_CHANCE.told_from}
    text = chance_text(network_plan(), **tables)
    assert all(title in text for title in found())
