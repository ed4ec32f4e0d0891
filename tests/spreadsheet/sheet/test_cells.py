"""What stands in a cell, as text."""

import pytest

from explant.spreadsheet.sheet.cells import Cell, cell_text


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("\ufeffP\u00a01\u200f", "P 1"),
        ("P\x00\x071\x1b\x9f\x7f\ufffe", "P1"),
        ("P\t\n\x851", "P 1"),
    ],
)
def test_what_nobody_sees_is_left_out_and_spaces_are_single(written, shown):
    assert cell_text(Cell("Data", 1, 1, written)) == shown
