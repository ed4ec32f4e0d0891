"""Sizes with units and in several dimensions."""

import pytest

from explant.spreadsheet.values.dimensions import dimensions
from explant.spreadsheet.values.written_numbers import NotANumber


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ("2.5", "cm", [2.5]), ("2,5 cm", "cm", [2.5]), ("25 mm", "cm", [2.5]), ("25mm", "mm", [25]),
        ("2.5 cm", "mm", [25]), ("2.5 x 3.0 cm", "cm", [2.5, 3.0]), ("25 × 30mm", "cm", [2.5, 3]),
        ("1.8x2.0x1.1", "cm", [1.8, 2.0, 1.1]), ("2.5 cm x 30 mm", "cm", [2.5, 3.0]),
        ("2.5 by 3 cm", "cm", [2.5, 3]), ("۲٫۵ cm", "cm", [2.5]), ("800 µm", "mm", [0.8]),
        ("1.5x10^3", "", [1500]), ("12 g", "g", [12]),
    ],
)  # fmt: skip
def test_a_size_in_the_unit(text, unit, expected):
    assert dimensions(text, unit) == expected


@pytest.mark.parametrize(
    "text", ["2-3", "<1", "~2", "T2", "large", "2.5 x", "x 2", "2 kg", "2 x 3 x 4 x 5", "2 in"]
)
def test_what_is_no_size(text):
    with pytest.raises(NotANumber):
        dimensions(text, "cm")
