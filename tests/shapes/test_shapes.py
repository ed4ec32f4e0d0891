"""No sheet of the corpus is read wrong without a word, and none breaks the draft."""

import pytest

from tests.shapes.every_shape import SHAPES
from tests.shapes.measuring import CRASH, WRONG, measured

WRONG_YET: dict[str, str] = {}
"""Shapes that are read wrong without a question: each has to go."""


EVERY_TIME = 3
"""Of so many shapes one is drafted by the quick tests, and the others by the longer ones."""


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=[pytest.mark.more] if place % EVERY_TIME else [])
        for place, name in enumerate(SHAPES)
    ],
)
def test_no_shape_is_read_wrong_without_a_word(tmp_path, name):
    outcome = measured(SHAPES[name], tmp_path)
    assert outcome.kind != CRASH, outcome.line
    if name not in WRONG_YET:
        assert outcome.kind != WRONG, outcome.line


def test_each_exception_is_a_shape():
    assert WRONG_YET.keys() <= SHAPES.keys()


def test_every_shape_names_where_it_is_seen():
    assert all(len(shape.source) > 10 for shape in SHAPES.values())
    assert len(SHAPES) > 60
