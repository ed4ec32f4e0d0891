"""Scores as numbers, with a point or a comma."""

import pytest

from explant.network.lists.written_scores import as_number, decimal_comma, missing, pointed


@pytest.mark.parametrize(
    ("texts", "comma"),
    [
        (["0,449", "0,9"], True),
        (["12,5", "7"], True),
        (["0,123", "0,456"], True),
        (["12,5", "", "n/a"], True),
        (["1,234", "2,345"], False),
        (["12.5", "0,5"], False),
        (["12.5"], False),
        (["1,5 to 2"], False),
        ([], False),
    ],
)
def test_a_comma_is_the_decimal_sign_where_it_can_be_nothing_else(texts, comma):
    assert decimal_comma(texts) is comma


def test_a_number_is_read_with_the_sign_of_its_column():
    assert as_number(pointed("12,5", True)) == 12.5
    assert as_number(pointed("12,5", False)) is None
    assert as_number("inf") is None
    assert missing("N/A")
    assert not missing("high")
